"""The log of a clone: its syncs, and which of them were taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .actions import Action

__all__ = ["Log", "Run", "next_to_undo", "taken_back"]


@dataclass(frozen=True, slots=True)
class Run:
    """One sync that did something, or one undo."""

    number: int
    at: str = ""
    """ISO 8601."""
    undoes: int = 0
    """Number of the run that it takes back; 0 for a sync."""
    is_cut: bool = True
    """Whether it did not come to its end: somebody stopped it, or the library was not there any more."""
    actions: tuple[Action, ...] = ()
    """What it did: a `Create` with the data as the library stored them."""


@dataclass(frozen=True, slots=True)
class Log:
    """What is to be written into the log."""

    run: Run
    done: Sequence[Action] = ()
    not_done: Sequence[Action] = ()
    """What was written down as done, and did not come to anything."""
    is_last: bool = False
    """Whether the run comes to its end with this."""


def taken_back(runs: Iterable[Run]) -> dict[int, int]:
    """
    Number of a run -> number of the undo that took it back.

    An undo that was cut short took nothing back yet, nor does one that was taken back itself.
    """
    found: dict[int, int] = {}
    for run in sorted(runs, key=lambda one: -one.number):
        if run.undoes and not run.is_cut and run.number not in found:
            found.setdefault(run.undoes, run.number)
    return found


def next_to_undo(runs: Iterable[Run]) -> Run | None:
    """The last sync that was not taken back."""
    runs = tuple(runs)
    gone = taken_back(runs)
    left = [run for run in runs if not run.undoes and run.number not in gone]
    return max(left, key=lambda one: one.number, default=None)
