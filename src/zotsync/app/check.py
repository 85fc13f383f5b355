"""Check: what a person should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from shlex import quote
from typing import Any

from ..codecs import listing
from ..core import match
from ..errors import UsageError
from ..model import Finding, Line, SeedList, Work
from .build import build_holdings
from .codes import CODES, must_be_known
from .holdings import Holdings, gather
from .identify import entries_at, known_list, split_place
from .proof import proofread
from .workspace import Workspace

__all__ = ["Explained", "Explanation", "check", "coverage", "explain", "explain_code", "published"]


def check(workspace: Workspace, lists: Sequence[str] = ()) -> tuple[Finding, ...]:
    """
    What could not be read, and where lists disagree with the records, in list order.

    Args:
        lists: names of the lists to look at; all of them without.

    Raises:
        UsageError: there is no such list.
    """
    holdings = gather(workspace)
    bib = workspace.library_bib
    names = {path.name: workspace.shown(path) for path in workspace.list_files()}
    wanted = {names[known_list(name, names)] for name in lists} or None
    found = (
        *build_holdings(holdings, dry_run=True).findings,
        *_rekeyed(holdings),
        *_skipped(workspace),
        *holdings.review(),
    )
    if wanted is None and bib.is_file():
        proof_of_bib = proofread([bib], published=published(workspace), names={bib: workspace.shown(bib)})[0]
        unverified = {finding.key for finding in found if finding.code == "unverified"}
        found += tuple(
            # Of these it is said already that little is known.
            one
            for one in proof_of_bib.findings
            if one.code != "missing-field" or one.key not in unverified
        )
    # What cannot be read of library.bib is found by both.
    return tuple(
        one for one in dict.fromkeys(found) if wanted is None or one.where.partition(":")[0] in wanted
    )


def published(workspace: Workspace) -> tuple[Work, ...]:
    """What the sources say of the works of a workspace."""
    return tuple(record.work for record in workspace.read_lock().records.values())


def explain_code(code: str) -> str:
    """
    What a finding means, and what to do about it.

    Raises:
        UsageError: there is no such code.
    """
    must_be_known([code])
    return CODES[code]


def _rekeyed(holdings: Holdings) -> Iterator[Finding]:
    where = holdings.workspace.shown(holdings.workspace.library_bib)
    for old, new in holdings.rekeyed.items():
        message = f"{old} is {new} here: the next build takes that over everywhere (`zotsync rekey` does it at once)"
        yield Finding("rekeyed", where, message, "info", new)


_NO_LOSS = "empty row"
"""Why a line was skipped in which nobody can miss anything."""


def _skipped(workspace: Workspace) -> Iterator[Finding]:
    """How many lines of each list hold something that was not taken for an entry."""
    lists, _ = workspace.read_lists()
    names = {path.name: workspace.shown(path) for path in workspace.list_files()}
    for one in lists:
        lines = [line.number for line in one.lines if line.kind == "skipped" and line.why != _NO_LOSS]
        if lines:
            count = f"{len(lines)} lines are" if len(lines) > 1 else "1 line is"
            message = f"{count} no entry, the first here; `zotsync check --lines {quote(one.name)}` says why"
            yield Finding("lines-skipped", f"{names[one.name]}:{lines[0]}", message, "info")


def coverage(workspace: Workspace, lists: Sequence[str] = ()) -> tuple[SeedList, ...]:
    """
    What became of every line (`SeedList.lines`), list by list; entries that the lock says are no papers are
    skipped lines.

    Raises:
        UsageError: there is no such list.
    """
    read, _ = workspace.read_lists()
    by_name = {one.name: one for one in read}
    names = [known_list(name, by_name) for name in lists] or list(by_name)
    decided = match.Decided(workspace.read_lock().identifications)
    return tuple(_corrected(by_name[name], decided) for name in names)


def _corrected(read: SeedList, decided: match.Decided) -> SeedList:
    """The list without the entries that are no papers."""
    out = {
        entry
        for entry in read.entries
        if (found := decided.find(entry)) is not None and match.is_no_work(found)
    }
    if not out:
        return read
    kept = {entry.line for entry in read.entries if entry not in out}
    gone = {entry.line for entry in out} - kept
    return replace(
        read,
        entries=tuple(entry for entry in read.entries if entry not in out),
        lines=tuple(
            Line(line.number, "skipped", f"{match.NO_WORK}, zotsync.lock says")
            if line.number in gone
            else line
            for line in read.lines
        ),
    )


@dataclass(frozen=True, slots=True)
class Explanation:
    """One entry, and the work that it is."""

    fields: Mapping[str, Any]
    """All that was read (`codecs.listing.FIELDS`)."""
    key: str
    """Citation key; empty for an entry that is no paper."""
    title: str
    """Of the work in the lock."""
    evidence: str
    confidence: float
    """That the entry is this work."""


@dataclass(frozen=True, slots=True)
class Explained:
    """How one line was read."""

    list: str
    line: Line
    entries: tuple[Explanation, ...]
    """Those that stand on the line, or the one that it tells something of."""


def explain(workspace: Workspace, place: str) -> Explained:
    """
    How the line at `list.md:12` was read, and which work stands there.

    Raises:
        UsageError: there is no such list or line.
    """
    name, number = split_place(place)
    lists, _ = workspace.read_lists()
    by_name = {one.name: one for one in lists}
    name = known_list(name, by_name)
    read = by_name[name]
    if not 0 < number <= len(read.lines):
        raise UsageError(f"{place}: the list has {len(read.lines)} lines")
    lock = gather(workspace).catalogue.lock
    decided = match.Decided(lock.identifications)
    told = []
    for entry in entries_at(read, number):
        found = decided.find(entry)
        assert found is not None, "the catalogue identifies every entry"
        title = lock.records[found.key].work.title if found.key else ""
        told.append(Explanation(listing.fields(entry), found.key, title, found.evidence, found.confidence))
    return Explained(name, read.lines[number - 1], tuple(told))
