"""Rekey: a person gives a work another citation key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..adapters import files
from ..core import citekey
from ..core.near import did_you_mean
from ..errors import UsageError
from .build import build_holdings
from .holdings import Holdings, gather
from .memory import Memory, recall
from .workspace import Workspace

__all__ = ["NewKey", "Rekeyed", "makeshift", "rekey", "rekey_makeshift"]


@dataclass(frozen=True, slots=True)
class NewKey:
    """A work that is called otherwise now."""

    old: str
    new: str
    title: str


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What became of it."""

    keys: tuple[NewKey, ...]
    written: tuple[str, ...]
    """Paths that changed, relative to the workspace."""
    removed: tuple[str, ...]
    """What files were called before."""


def rekey(workspace: Workspace, old: str, new: str, *, dry_run: bool = False) -> Rekeyed:
    """
    Give a work another citation key, in all files of the workspace; the old one stays as an alias.

    Args:
        dry_run: say what would be written, and write nothing.

    Raises:
        UsageError: there is no such work, or the new key is taken or is none.
        ConfigError, InputError: the workspace cannot be read or written.
    """
    with files.exclusive(workspace.state_folder / "lock"):
        memory = recall(workspace.state_folder)
        _check(gather(workspace, memory), old, new)
        return _renamed(workspace, memory, {old: new}, dry_run)


def rekey_makeshift(workspace: Workspace, *, dry_run: bool = False) -> Rekeyed:
    """
    As `rekey`, for all works whose keys were made before their author or year was known: each gets the key that the
    pattern gives now.

    Raises:
        ConfigError, InputError: the workspace cannot be read or written.
    """
    with files.exclusive(workspace.state_folder / "lock"):
        memory = recall(workspace.state_folder)
        names = makeshift(gather(workspace, memory))
        return _renamed(workspace, memory, names, dry_run) if names else Rekeyed((), (), ())


def makeshift(holdings: Holdings) -> dict[str, str]:
    """Citation keys from before author and year were known -> those that the pattern gives now, in order."""
    records, pattern = holdings.catalogue.lock.records, holdings.workspace.config.citekey
    taken = _taken(holdings)
    names: dict[str, str] = {}
    for key, record in records.items():
        work = holdings.works.get(key, record.work)
        written = (*record.alternatives, *(entry.title for entry in holdings.entries.get(key, ())))
        if citekey.is_makeshift(key, work, written, pattern):
            names[key] = citekey.unique(citekey.make(work, pattern), taken)
            taken[names[key].casefold()] = names[key]
    return names


def _renamed(workspace: Workspace, memory: Memory, names: Mapping[str, str], dry_run: bool) -> Rekeyed:
    holdings = gather(workspace, memory, names)
    report = build_holdings(holdings, memory=memory, dry_run=dry_run)
    records = holdings.catalogue.lock.records
    keys = (NewKey(old, new, records[new].work.title) for old, new in names.items())
    return Rekeyed(tuple(keys), report.written, report.removed)


def _taken(holdings: Holdings) -> dict[str, str]:
    """Case-folded key -> key, of all that is or was the key of something."""
    records = holdings.catalogue.lock.records
    return {one.casefold(): one for one in (*holdings.current_keys, *holdings.edits, *records)}


def _check(holdings: Holdings, old: str, new: str) -> None:
    records = holdings.catalogue.lock.records
    if old in holdings.current_keys:
        now = holdings.current_keys[old]
        raise UsageError(f"{old} is an older key of {now}; say `zotsync rekey {now} {new}`")
    if old not in records:
        hint = did_you_mean(old, records, "their keys stand in bib/library.bib")
        raise UsageError(f"there is no work {old!r}; {hint}")
    if new == old:
        raise UsageError(f"the work is called {old} already")
    if not citekey.is_usable(new):
        raise UsageError(
            f"{new!r} is no key that all programs take; use letters, digits and _ : . + / -, a letter or digit first"
        )
    other = _taken(holdings).get(new.casefold(), old)
    if holdings.current_keys.get(other, other) != old:
        whose = records[other].work.title if other in records else holdings.current_keys.get(other, "")
        raise UsageError(
            f"{other} is taken ({whose or 'an entry of bib/library.bib'}); choose another key, or join the two there"
        )
