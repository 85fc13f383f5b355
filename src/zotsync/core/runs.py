"""The log of a clone: its syncs, and which of them were taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .actions import Action, Create, Link
from .decision import data_of, held, in_trash
from .tree import Mirror

__all__ = ["Log", "Run", "Unanswered", "made_unseen", "next_to_undo", "taken_back"]


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
    sending: Sequence[Action] = ()
    """What is being sent now; the next word of this run is the answer."""
    version: int = 0
    """Of the library, to which it is sent."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One batch that was sent, and whose answer never came."""

    run: Run
    version: int
    """The library version that it was sent to: the library takes it at no other."""
    batch: tuple[Create, ...]


def made_unseen(sent: Unanswered, remote: Mirror) -> tuple[Create, ...]:
    """
    What the library made of a batch all the same, as it holds it.

    An object of ours has a key that we chose, and the batch could be taken at one version only: what is there with such
    a key, and of a version that the batch can have given it, came with the batch. What somebody changed since, has a
    later version; it is not counted.
    """
    last = sent.version + len(sent.batch)
    found = ((one, held(remote, one.kind, one.key)) for one in sent.batch)
    return tuple(
        replace(one, data=data_of(there))
        for one, there in found
        if there is not None and sent.version < there.version <= last and not in_trash(there)
    )


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
    """The last sync that was not taken back; one that only linked did nothing that goes back."""
    runs = tuple(runs)
    gone = taken_back(runs)
    left = [
        run
        for run in runs
        if not run.undoes and run.number not in gone and any(not isinstance(one, Link) for one in run.actions)
    ]
    return max(left, key=lambda one: one.number, default=None)
