"""Rekey: a person gives a work another citation key."""

from __future__ import annotations

from dataclasses import dataclass

from ..adapters import files
from ..core import citekey
from ..core.near import did_you_mean
from ..errors import UsageError
from .build import build_holdings
from .holdings import Holdings, gather
from .memory import recall
from .workspace import Workspace

__all__ = ["Rekeyed", "rekey"]


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What became of it."""

    old: str
    new: str
    title: str
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
        holdings = gather(workspace, memory, {old: new})
        report = build_holdings(holdings, memory=memory, dry_run=dry_run)
    title = holdings.catalogue.lock.records[new].work.title
    return Rekeyed(old, new, title, report.written, report.removed)


def _check(holdings: Holdings, old: str, new: str) -> None:
    records = holdings.catalogue.lock.records
    if old in holdings.current_keys:
        now = holdings.current_keys[old]
        raise UsageError(f"{old} is an older key of {now}; say `zotsync rekey {now} {new}`")
    if old not in records:
        hint = did_you_mean(old, records, "`zotsync status` shows what there is")
        raise UsageError(f"there is no work {old!r}; {hint}")
    if new == old:
        raise UsageError(f"the work is called {old} already")
    if not citekey.is_usable(new):
        raise UsageError(
            f"{new!r} is no key that all programs take; use letters, digits and _ : . + / -, a letter or digit first"
        )
    taken = {one.casefold(): one for one in (*holdings.current_keys, *holdings.edits, *records)}
    other = taken.get(new.casefold(), old)
    if holdings.current_keys.get(other, other) != old:
        whose = records[other].work.title if other in records else holdings.current_keys.get(other, "")
        raise UsageError(
            f"{other} is taken ({whose or 'an entry of bib/library.bib'}); choose another key, or join the two there"
        )
