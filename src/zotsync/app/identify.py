"""Identify: a person says which work an entry of a list is, or that it is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..adapters import files
from ..codecs import bibtex
from ..codecs import lock as lock_codec
from ..core import match
from ..core.near import did_you_mean, near
from ..errors import UsageError
from ..model import Entry, Identification, Lock, SeedList
from .build import settled
from .holdings import Holdings, gather
from .workspace import Workspace

__all__ = ["Identified", "entries_at", "entry_at", "identify", "known_list", "split_place"]


@dataclass(frozen=True, slots=True)
class Identified:
    """What was said of one entry."""

    entry: Entry
    key: str
    """Of its work now; empty where it is no paper."""
    before: str
    """The key that it had."""
    title: str
    """Of its work now."""
    kept: tuple[str, ...] = ()
    """Paths that still hold the work that it was, and that no build takes away, though no list names it now."""


def identify(
    workspace: Workspace,
    place: str,
    key: str | None = None,
    *,
    title: str = "",
    forget: bool = False,
    dry_run: bool = False,
) -> Identified:
    """
    Write into the lock which work the entry at a place is.

    Args:
        place: `list.md:12`.
        key: citation key of the work; None for an entry that is no paper.
        title: a part of the title, where several entries stand on the line.
        forget: drop what was said before, and decide anew by the evidence.
        dry_run: say what would be written, and write nothing.

    Raises:
        UsageError: there is no such list, line, entry or work; the message names what is near.
    """
    with files.exclusive(workspace.state_folder / "lock"):
        entry = entry_at(workspace.read_lists()[0], place, title)
        holdings = gather(workspace) if dry_run else settled(workspace)
        catalogue = holdings.catalogue
        lock = catalogue.lock
        if key is not None and key not in lock.records:
            raise UsageError(f"there is no work {key!r}; {_near(key, lock)}")
        place_of = (entry.list, entry.title, match.primary_url(entry))
        before = {(one.list, one.title, one.url): one for one in lock.identifications}
        old = before.get(place_of)
        known = workspace.read_lock()
        if forget:
            others = tuple(one for one in known.identifications if (one.list, one.title, one.url) != place_of)
            lock = workspace.catalogue(
                catalogue.lists, replace(known, identifications=others, decisions=lock.decisions)
            ).lock
        else:
            evidence = match.NO_WORK if key is None else match.SAID
            before[place_of] = Identification(*place_of, key or "", evidence, 1.0)
            lock = replace(lock, identifications=tuple(before.values()))
        lock = _without_strays(lock, known)
        now = next(one.key for one in lock.identifications if (one.list, one.title, one.url) == place_of)
        if not dry_run:
            files.write(workspace.lock_file, lock_codec.write(lock))
        work = lock.records[now].work.title if now else ""
        was = old.key if old else ""
        kept = () if any(one.key == was for one in lock.identifications) else _kept(holdings, was)
        return Identified(entry, now, was, work, kept)


def _kept(holdings: Holdings, key: str) -> tuple[str, ...]:
    """Where a work that was built stands: somebody may cite its entry, or have written into its note."""
    workspace = holdings.workspace
    found = []
    if key in bibtex.library.keys(holdings.library_as_read or ""):
        found.append(workspace.shown(workspace.library_bib))
    note = holdings.note_names.get(key, "")
    if note and (workspace.root / note).is_file():
        found.append(note)
    return tuple(found)


def entry_at(lists: Sequence[SeedList], place: str, title: str = "") -> Entry:
    """
    The entry that stands at `list.md:12`, on its first line or any other of its lines.

    Raises:
        UsageError: there is none, or there are several and `title` does not tell which.
    """
    name, number = split_place(place)
    by_name = {one.name: one for one in lists}
    found = by_name[known_list(name, by_name)]
    entries = [one for one in entries_at(found, number) if title.casefold() in one.title.casefold()]
    if not entries:
        closest = sorted(found.entries, key=lambda one: abs(one.line - number))[:3]
        shown = ", ".join(f"{one.title!r} in line {one.line}" for one in closest)
        raise UsageError(f"{place}: no entry stands there" + (f"; near it: {shown}" if closest else ""))
    if len(entries) > 1:
        shown = ", ".join(repr(one.title) for one in entries)
        raise UsageError(f"{place}: several entries stand there ({shown}); say which with --title")
    return entries[0]


def entries_at(read: SeedList, number: int) -> tuple[Entry, ...]:
    """The entries on a line of a list, or the one that the line tells something of."""
    entries = tuple(one for one in read.entries if one.line == number)
    line = read.lines[number - 1] if 0 < number <= len(read.lines) else None
    if entries or line is None or line.kind not in {"detail", "remark"}:
        return entries
    told = [one for one in read.entries if one.title == line.why]
    return (min(told, key=lambda one: abs(one.line - number)),) if told else ()


def known_list(name: str, names: Iterable[str]) -> str:
    """
    The file name of a list, given with or without its folder.

    Raises:
        UsageError: there is no such list.
    """
    names, stem = list(names), name.replace("\\", "/").rpartition("/")[2]
    if stem not in names:
        hint = did_you_mean(stem, names, f"there is {', '.join(names) or 'none'}")
        raise UsageError(f"there is no list {name!r}; {hint}")
    return stem


def split_place(place: str) -> tuple[str, int]:
    """
    `seeds/list.md:12` as list and line.

    Raises:
        UsageError: it is written otherwise.
    """
    name, _, number = place.rpartition(":")
    if not name or not (number.isascii() and number.isdecimal()):
        raise UsageError(f"{place}: write the list and the line, as in list.md:12")
    return name, int(number)


def _near(key: str, lock: Lock) -> str:
    titles = {record.work.title: name for name, record in lock.records.items()}
    found = near(key, lock.records, cutoff=0.5)
    found += [titles[one] for one in near(key, titles, most=2)]
    if not found:
        return "those that there are stand in bib/library.bib (zotsync build makes it)"
    shown = (f"{one} ({lock.records[one].work.title})" for one in dict.fromkeys(found))
    return f"did you mean {' or '.join(shown)}?"


def _without_strays(lock: Lock, known: Lock) -> Lock:
    """The lock without works that only came up while it was read, and that no entry names any more."""
    named = {one.key for one in lock.identifications}
    records = {key: one for key, one in lock.records.items() if key in named or key in known.records}
    return replace(lock, records=records)
