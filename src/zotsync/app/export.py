"""Export: works as a .bib file for somewhere else."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..adapters import files
from ..codecs import bibtex
from ..core.lookup import looked_up
from ..core.near import did_you_mean
from ..core.topics import TopicPath, below, called, parse_path, show_path
from ..errors import UsageError, ZotsyncError
from ..model import Finding, Work
from . import topic_files
from .cited import Cited, cited
from .holdings import Holdings, gather
from .workspace import Workspace

__all__ = [
    "Exported",
    "Request",
    "changes",
    "export",
    "export_bib",
    "is_elsewhere",
    "is_replaceable",
    "known_works",
    "selected",
    "wanted",
    "works_of",
]

_PAUSE = 0.5
"""Seconds between two looks at files that are watched."""
_PATIENCE = 10
"""So many looks that show no change: then what LaTeX did not end is taken as it is."""
_HEADER = "% Made by zotsync export from library.bib.\n"


@dataclass(frozen=True, slots=True)
class Request:
    """Which works, and how they are written."""

    topic: str | None = None
    """As `zotsync status` shows it; with those below it."""
    cited: tuple[Path, ...] = ()
    """Documents: only what they cite."""
    form: bibtex.Form = field(default_factory=bibtex.Form)
    asked: Cited | None = None
    """What the documents cite, where they are read already."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was asked for."""

    text: str
    works: int
    findings: tuple[Finding, ...]
    """Keys that a document cites and library.bib does not have; entries of library.bib that cannot be read."""


def export(workspace: Workspace, request: Request) -> Exported:
    """
    The text of a .bib file with the works that are asked for; all of library.bib where nothing is.

    Raises:
        UsageError: there is no such topic, or nothing is known of such documents.
        InputError: a document cannot be read.
    """
    holdings = gather(workspace)
    keys, findings = wanted(holdings, request)
    text = _written(holdings, keys, request.form)
    unknown = _without_entry(request.form.fields, text, holdings.library_text)
    return Exported(text, len(keys), (*findings, *unknown))


def wanted(
    holdings: Holdings, request: Request, *, has_ids: bool = True
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """
    The keys that a request asks for, and what of it is not there or cannot be read.

    Args:
        has_ids: whether what is written can hold other names of entries.

    Raises:
        UsageError: there is no such topic, or nothing is known of such documents.
        InputError: a document cannot be read.
    """
    asked = request.asked or cited(request.cited)
    keys, missing = selected(holdings, request.topic, asked if request.cited else None, has_ids=has_ids)
    folded = {key.casefold() for key in keys}
    broken = (
        one for one in holdings.bib_findings if one.severity == "error" and one.key.casefold() in folded
    )
    return keys, (*asked.findings, *missing, *broken)


def changes(
    workspace: Workspace, request: Request, wait: Callable[[], object] = lambda: time.sleep(_PAUSE)
) -> Iterator[Request]:
    """
    The request, with what the documents cite, now, and whenever a document or what the workspace is made from
    changes; it never ends by itself.

    A `.aux` that LaTeX is still writing is waited for: taken as it is, it would take entries out of the .bib file,
    and latexmk would run BibTeX for that, and LaTeX, and so on for ever.

    Args:
        wait: for a while, between two looks at the files.
    """
    before: Mapping[str, str] = {}
    last: Mapping[str, str] = {}
    quiet = 0
    while True:
        found: Cited | None = None
        documents = request.cited
        with contextlib.suppress(ZotsyncError):
            found = cited(request.cited)
            documents = found.files
        now = files.stamps(workspace.root, workspace.inputs())
        now |= {
            str(one): stamp for one in documents for stamp in files.stamps(one.parent, [one.name]).values()
        }
        quiet = quiet + 1 if now == last else 0
        last = now
        if now != before and (found is None or found.ended or quiet >= _PATIENCE):
            before = now
            yield replace(request, asked=found)
        wait()


def export_bib(workspace: Workspace, topic: str | None = None, *, ascii: bool = False) -> str:
    """
    The text of a .bib file with all works of library.bib, or those of a topic and its sub-topics.

    Args:
        ascii: LaTeX macros for classic BibTeX; otherwise the entries exactly as in library.bib.

    Raises:
        UsageError: there is no such topic.
    """
    return export(workspace, Request(topic, form=bibtex.Form(ascii=ascii))).text


def is_elsewhere(workspace: Workspace, path: Path, documents: Iterable[Path]) -> None:
    """
    Whether an export may write there.

    Args:
        documents: what is cited is read from these.

    Raises:
        UsageError: the file is a document, or one that the workspace is made from, or that a build makes, or it would
            stand among the notes or in what zotsync remembers.
    """
    place = path.resolve()
    if place in {one.resolve() for one in documents}:
        raise UsageError(f"{path}: what is cited is read from this document; name another file")
    if place == workspace.library_bib.resolve():
        raise UsageError(f"{path}: this is the library itself; name another file")
    if place in {(workspace.root / name).resolve() for name in workspace.inputs()}:
        raise UsageError(f"{path}: the workspace is made from this file; name another one")
    if place in {one.resolve() for one in topic_files.made(workspace.root)}:
        raise UsageError(f"{path}: zotsync build makes this file; name another one")
    for folder, what in (
        (workspace.root / workspace.note_folder, "reading notes"),
        (workspace.state_folder, "zotsync's memory"),
    ):
        if place.is_relative_to(folder.resolve()):
            raise UsageError(
                f"{path}: {workspace.shown(folder)} is the folder of {what}; name a file elsewhere"
            )
    if workspace.would_list(place):
        raise UsageError(f"{path}: what stands there is read as a list; name a file elsewhere")


def is_replaceable(path: Path) -> None:
    """
    Whether a .bib file may be written anew: there is none, or an export wrote it, as its first line says.

    Raises:
        UsageError: people wrote it, or edit it with `--merge`.
        InputError: it cannot be read.
    """
    if not path.is_file():
        return
    there = files.read_bytes(path).strip()
    if there and not there.startswith(_HEADER.strip().encode()):
        raise UsageError(
            f"{path}: not made by zotsync export, so it is not replaced; --merge edits it and keeps what others "
            "wrote, or name another file"
        )


def selected(
    holdings: Holdings, topic: str | None, asked: Cited | None, *, has_ids: bool = True
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """
    The keys of a topic and of what documents cite, and what they cite that is not there.

    Raises:
        UsageError: there is no such topic.
    """
    shelf = bibtex.library.Shelf(holdings.library_text)
    # What left the lists may still be cited.
    every = tuple(dict.fromkeys((*holdings.catalogue.keys, *bibtex.library.keys(holdings.library_text))))
    of_topic = below(holdings.catalogue.topics, _path(holdings, topic)) if topic is not None else ()
    if asked is None:
        return (every if topic is None else of_topic), ()
    found, missing = looked_up(asked.keys, every, shelf.aliases, has_ids=has_ids)
    rest = every if asked.everything and topic is None else of_topic
    return tuple(dict.fromkeys((*found, *rest))), missing


def known_works(holdings: Holdings, keys: Iterable[str]) -> list[Work]:
    """The works of these keys, as they stand in library.bib."""
    known = works_of(holdings)
    return [known[key] for key in keys if key in known]


def works_of(holdings: Holdings) -> dict[str, Work]:
    """Every work of library.bib by citation key, as it stands there."""
    records = {key: record.work for key, record in holdings.catalogue.lock.records.items()}
    return {**records, **holdings.edits, **holdings.works}


def _written(holdings: Holdings, keys: Sequence[str], form: bibtex.Form) -> str:
    if form.is_plain:
        text = bibtex.library.Shelf(holdings.library_text).excerpt(keys, _HEADER)
        return bibtex.library.thinned(text, form.has)
    works = known_works(holdings, keys)
    return f"{_HEADER}\n{bibtex.write_bibtex(works, form=form, names=holdings.names)}"


def _without_entry(wanted: frozenset[str], text: str, library: str) -> Iterator[Finding]:
    """Fields that were asked for and that no entry has: a slip would leave entries without anything."""
    known = bibtex.library.field_names(text) if wanted else frozenset()
    for name in sorted(wanted - known):
        hint = did_you_mean(name, bibtex.library.field_names(library), "--fields takes the names of BibTeX")
        yield Finding("unknown-field", "--fields", f"no entry has a field {name!r}; {hint}", "info")


def _path(holdings: Holdings, topic: str) -> TopicPath:
    """The topic of this name, in the lists or in Zotero; its last names are enough where no other ends with them."""
    wanted = parse_path(topic)
    places = holdings.catalogue.lock.decisions.places
    own = {one.path: one.path for one in holdings.catalogue.topics}
    there = {called(path, places): path for path in own}
    for names in (own, there):
        if wanted in names:
            return names[wanted]
        ends = [path for name, path in names.items() if name[-len(wanted) :] == wanted]
        if len(ends) == 1:
            return ends[0]
    hint = did_you_mean(topic, map(show_path, (*own, *there)), "zotsync status shows them")
    raise UsageError(f"there is no topic {topic!r}; {hint}")
