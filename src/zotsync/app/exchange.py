"""Exchange: works as files of other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ..adapters import files, pandoc
from ..codecs.exchange import csl
from ..codecs.exchange.bundle import Bundle
from ..codecs.exchange.writers import FORMATS, PROGRAMS, SUFFIXES
from ..errors import UsageError
from ..model import Finding, Link, Topic
from .export import Request, export, known_works, wanted
from .holdings import Holdings, gather
from .workspace import Workspace

__all__ = ["NAMES", "Made", "bundle_of", "export_as", "format_of", "write_files"]

NAMES: Final = ("bibtex", *FORMATS, *pandoc.FORMATS)
"""Every format, as `--format` takes it."""

_OWN_SUFFIXES: Final = {".bib": "bibtex", ".txt": "plain", ".htm": "html"}


_PROGRAM_OF: Final = {".rdf": "zotero", ".xml": "endnote"}


def format_of(path: str) -> str:
    """
    The format that the name of a file tells.

    Raises:
        UsageError: it tells none.
    """
    suffix = Path(path).suffix.lower()
    known = _OWN_SUFFIXES | SUFFIXES | {f".{name}": name for name in pandoc.FORMATS}
    if not suffix:
        return "bibtex"
    if program := _PROGRAM_OF.get(suffix):
        raise UsageError(f"{path}: say which program is to import it: --for {program}")
    if suffix not in known:
        raise UsageError(f"{path}: no format has this ending; say --format {', '.join(NAMES)}")
    return known[suffix]


@dataclass(frozen=True, slots=True)
class Made:
    """What was asked for."""

    files: Mapping[str, str | bytes]
    """By path below the output; the path of a single file is empty."""
    findings: tuple[Finding, ...]
    """As `export.Exported` has them."""


def bundle_of(holdings: Holdings, keys: Sequence[str], *, every: bool = False) -> Bundle:
    """
    Works with what the lists say of them.

    Args:
        every: all there are, so topics without any go too.
    """
    works = known_works(holdings, keys)
    known = frozenset(work.key for work in works)
    return Bundle(
        works=works,
        topics=_topics(holdings, known, every=every),
        tags={key: holdings.marks(key) for key in known if holdings.marks(key)},
        remarks={
            key: [(quote.label, quote.text, quote.source) for quote in holdings.quotes(key)]
            for key in known
            if holdings.quotes(key)
        },
        notes={key: text for key in known & holdings.works.keys() if (text := holdings.page(key).text)},
        links={key: found for key in known if (found := _links(holdings, key))},
        names=holdings.names,
    )


def _topics(holdings: Holdings, keys: frozenset[str], *, every: bool) -> tuple[Topic, ...]:
    """The topics with the works of the bundle; those without any only where all works go."""
    own = [
        replace(topic, works=tuple(key for key in topic.works if key in keys))
        for topic in holdings.catalogue.topics
    ]
    alive = {topic.path[:length] for topic in own if topic.works for length in range(1, len(topic.path) + 1)}
    return tuple(topic for topic in own if every or topic.path in alive)


def _links(holdings: Holdings, key: str) -> tuple[Link, ...]:
    """PDF, code, slides ... of a work, each once; the page of the work is its own link."""
    found = {
        link.url: link
        for entry in reversed(holdings.entries.get(key, ()))
        for link in reversed(entry.links)
        if link.role not in {"paper", "note"} and "://" in link.url
    }
    return tuple(reversed(found.values()))


def export_as(workspace: Workspace, request: Request, what: str, style: Path | None = None) -> Made:
    """
    What a request asks for, in a format of `NAMES`, or as a program of `PROGRAMS` imports it with the least loss.

    Args:
        what: name of the format or of the program.
        style: a .csl file, for documents.

    Raises:
        UsageError: there is no such topic, or nothing is known of such documents.
        InputError: a document cannot be read; pandoc is needed and not there, or it refuses.
    """
    if what == "bibtex":
        found = export(workspace, request)
        return Made({"": found.text}, found.findings)
    holdings = gather(workspace)
    keys, findings = wanted(holdings, request, has_ids=False)
    bundle = bundle_of(holdings, keys, every=request.topic is None and not request.cited)
    if what in PROGRAMS:
        return Made(PROGRAMS[what].write(bundle), findings)
    if what in FORMATS:
        return Made({"": FORMATS[what].write(bundle)}, findings)
    return Made({"": pandoc.typeset([csl.item_of(work) for work in bundle.works], what, style)}, findings)


def write_files(output: Path, made: Mapping[str, str | bytes]) -> bool:
    """
    Write files below a folder, or the one file that `output` is (its name is empty); true if one differed.

    Raises:
        InputError: a file cannot be written.
    """
    changed = [files.write(output / name if name else output, content) for name, content in made.items()]
    return any(changed)
