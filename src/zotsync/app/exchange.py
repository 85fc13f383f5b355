"""Exchange: works as files of other programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from ..adapters import files, pandoc
from ..codecs.exchange import csl
from ..codecs.exchange.bundle import Bundle
from ..codecs.exchange.writers import FORMATS, PROGRAMS, SUFFIXES
from ..errors import UsageError
from ..model import Link, Topic
from .export import chosen, known_works
from .holdings import Holdings, gather
from .workspace import Workspace

__all__ = ["NAMES", "bundle_of", "export_as", "export_for", "format_of", "write_files"]

NAMES: Final = ("bibtex", *FORMATS, *pandoc.FORMATS)
"""Every format, as `--format` takes it."""

_OWN_SUFFIXES: Final = {".bib": "bibtex", ".txt": "plain", ".htm": "html"}


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
    if suffix not in known:
        raise UsageError(f"{path}: no format has this ending; say --format {', '.join(NAMES)}")
    return known[suffix]


def bundle_of(workspace: Workspace, topic: str | None = None) -> Bundle:
    """
    All works, or those of a topic and its sub-topics, with what the lists say of them.

    Raises:
        UsageError: there is no such topic.
    """
    holdings = gather(workspace)
    works = known_works(holdings, chosen(holdings, topic))
    keys = frozenset(work.key for work in works)
    return Bundle(
        works=works,
        topics=_topics(holdings, keys, every=topic is None),
        tags={key: holdings.marks(key) for key in keys if holdings.marks(key)},
        remarks={
            key: [(quote.label, quote.text, quote.source) for quote in holdings.quotes(key)]
            for key in keys
            if holdings.quotes(key)
        },
        notes={key: text for key in keys & holdings.works.keys() if (text := holdings.page(key).text)},
        links={key: found for key in keys if (found := _links(holdings, key))},
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


def export_as(workspace: Workspace, topic: str | None, format: str, style: Path | None = None) -> str | bytes:
    """
    Works in a format of `NAMES` other than `bibtex`.

    Args:
        style: a .csl file, for documents.

    Raises:
        UsageError: there is no such topic.
        InputError: pandoc is needed and not there, or it refuses.
    """
    bundle = bundle_of(workspace, topic)
    if format in FORMATS:
        return FORMATS[format].write(bundle)
    return pandoc.typeset([csl.item_of(work) for work in bundle.works], format, style)


def export_for(workspace: Workspace, topic: str | None, program: str) -> Mapping[str, str]:
    """
    What a program of `PROGRAMS` imports with the least loss: by path below the output, text.

    Raises:
        UsageError: there is no such topic.
    """
    return PROGRAMS[program].write(bundle_of(workspace, topic))


def write_files(output: Path, made: Mapping[str, str | bytes]) -> bool:
    """
    Write files below a folder, or the one file that `output` is (its name is empty); true if one differed.

    Raises:
        InputError: a file cannot be written.
    """
    changed = [files.write(output / name if name else output, content) for name, content in made.items()]
    return any(changed)
