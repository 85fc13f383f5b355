"""Build: lists and lock -> `bib/`, `notes/` and the lock; offline, and writing only what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..adapters import files
from ..codecs import bibtex, notes
from ..codecs import lock as lock_codec
from ..core.topics import below, show_path
from ..model import Finding, Identifier, Work
from .holdings import Holdings, gather
from .workspace import Workspace

__all__ = ["BuildReport", "build", "build_holdings"]

GENERATED = "% Made by zotsync from library.bib; edit that file, not this one."
"""First line of every topic file: what begins with it may be rewritten and removed."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    lists: int
    entries: int
    works: int
    topics: int
    written: tuple[str, ...]
    """Paths that changed, relative to the workspace, in the order in which they were written."""
    removed: tuple[str, ...]
    """Files of topics that are no more."""
    unverified: tuple[str, ...]
    """Citation keys of works that no source has confirmed."""
    findings: tuple[Finding, ...]
    """What could not be read, and notes that were left alone."""


def build(workspace: Workspace, *, dry_run: bool = False) -> BuildReport:
    """
    Make everything that is made from the lists; a second run writes nothing.

    Args:
        dry_run: say what would be written, and write nothing.

    Raises:
        ConfigError, InputError: what is needed as a whole cannot be read or written.
    """
    return build_holdings(gather(workspace), dry_run=dry_run)


def build_holdings(
    holdings: Holdings, keys: Mapping[str, str] | None = None, *, dry_run: bool = False
) -> BuildReport:
    """
    As `build`, for a workspace that has been read.

    Args:
        keys: `zotero-key` and select link by citation key, for the notes; `None` leaves them as they are.
    """
    workspace, catalogue = holdings.workspace, holdings.catalogue
    library = library_text(holdings)
    outputs: list[tuple[Path, str]] = [
        (workspace.lock_file, lock_codec.write(catalogue.lock)),
        (workspace.library_bib, library),
        *_topic_files(holdings, library),
    ]
    findings = list(holdings.findings)
    for key in catalogue.keys:
        path = workspace.note(key)
        text, left = _note(files.read_text(path), holdings, key, keys or {})
        outputs.append((path, text))
        findings += [
            Finding("note-left", workspace.shown(path), f"left alone: {reason}", "warning", key)
            for reason in left
        ]
    written = [path for path, text in outputs if _write(path, text, dry_run)]
    stale = list(_stale(workspace, {path for path, _ in outputs}))
    if not dry_run:
        for path in stale:
            files.remove(path)
    return BuildReport(
        lists=len(catalogue.lists),
        entries=len(catalogue.listed),
        works=len(catalogue.keys),
        topics=len(catalogue.topics),
        written=tuple(map(workspace.shown, written)),
        removed=tuple(map(workspace.shown, stale)),
        unverified=tuple(key for key in catalogue.keys if not catalogue.lock.records[key].work.verified),
        findings=tuple(findings),
    )


def _write(path: Path, text: str, dry_run: bool) -> bool:
    return files.differs(path, text) if dry_run else files.write(path, text)


# --- BibTeX -----------------------------------------------------------------------------------------------


def library_text(holdings: Holdings) -> str:
    """`library.bib` with an entry for every listed work; what people wrote in it stays to the byte."""
    before = {key: record.work for key, record in holdings.lock.records.items()}
    after = {key: record.work for key, record in holdings.catalogue.lock.records.items()}
    moved = {key for key in before if before[key] != after.get(key, before[key])}
    text = holdings.library_text
    if moved:
        text = bibtex.library.rebase(text, {key: (before[key], after[key]) for key in moved})
    return bibtex.library.extend(text, [after[key] for key in holdings.catalogue.keys])


def _topic_files(holdings: Holdings, library: str) -> Iterator[tuple[Path, str]]:
    """One file per topic that holds works, its own and those of its sub-topics."""
    shelf = bibtex.library.Shelf(library)
    for topic in holdings.catalogue.topics:
        keys = below(holdings.catalogue.topics, topic.path)
        if keys:
            header = f"{GENERATED}\n% Topic: {show_path(topic.path)}\n"
            yield holdings.workspace.topic_bib(holdings.stems[topic.path]), shelf.excerpt(keys, header)


def _stale(workspace: Workspace, kept: set[Path]) -> Iterator[Path]:
    for path in files.matching(workspace.root, ["bib/*.bib"]):
        if path not in kept and files.read_bytes(path).startswith(GENERATED.encode()):
            yield path


# --- notes ------------------------------------------------------------------------------------------------


def _note(
    text: str | None, holdings: Holdings, key: str, keys: Mapping[str, str]
) -> tuple[str, tuple[str, ...]]:
    work = holdings.works[key]
    note = notes.Note(
        managed=_managed(work, holdings, key) | _zotero(keys.get(key, "")),
        initial={
            "tags": list(holdings.marks(key)),
            "status": "to-read",
            "reader": list(holdings.owners_of[key]),
        },
        heading=work.title,
        quotes=holdings.quotes(key),
    )
    return (notes.create(note), ()) if text is None else notes.refresh(text, note)


def _managed(work: Work, holdings: Holdings, key: str) -> dict[str, notes.Value]:
    return {
        "title": work.title,
        "authors": _authors(work),
        "year": int(work.issued[:4]) if work.issued[:4].isdigit() else "",
        "venue": work.container_title_short or work.container_title,
        "citekey": key,
        "aliases": list(holdings.aliases(key)),
        "topics": [show_path(path) for path in holdings.topics_of.get(key, ())],
        "url": work.url,
        "doi": _value(work.identifiers, "doi"),
        "arxiv": _value(work.identifiers, "arxiv"),
        "verified": "" if work.verified else False,
    }


def _authors(work: Work) -> list[str]:
    names = [creator.literal or f"{creator.given} {creator.family}".strip() for creator in work.creators]
    return names + (["others"] if work.and_others else [])


def _value(identifiers: tuple[Identifier, ...], scheme: str) -> str:
    return next((one.value for one in identifiers if one.scheme == scheme), "")


def _zotero(link: str) -> dict[str, notes.Value]:
    return {"zotero-key": link.rpartition("/")[2], "zotero": link} if link else {}
