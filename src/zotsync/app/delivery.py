"""Delivery: what a plan says about the library, written batch by batch, each remembered before the next goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..adapters.state import State
from ..core.actions import Action, Adopt, Create, Link, There
from ..core.batches import payload, renamed
from ..core.decision import data_of, held
from ..core.library import Kind, Library
from ..core.runs import Log, Run
from ..core.settle import settle
from ..core.tree import Base, Bond, Mirror
from ..errors import AccessError, Moved
from ..model import Collection, Failure, Item
from .build import Progress
from .look import Look

__all__ = ["Delivery", "Refusal", "found"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One object that the library did not take, and why."""

    action: There
    failure: Failure


class Delivery:
    """
    One plan on its way into a library, as far as it has come.

    Args:
        seen: the plan, and what it was made from.
        log: the run under which the log has what is done.
        progress: called with (kind, written, of how many).
    """

    def __init__(self, seen: Look, library: Library, state: State, log: Run, progress: Progress) -> None:
        self._seen, self._library, self._state = seen, library, state
        self._log, self._progress = log, progress
        self._by_id: dict[str, list[Action]] = {}
        for action in seen.plan.actions:
            self._by_id.setdefault(action.id, []).append(action)
        self._wanted = {one.id: one for one in seen.local}
        self._items, self._collections = dict(seen.remote.items), dict(seen.remote.collections)
        self._keys = dict(seen.plan.keys)
        self._given: dict[str, str] = {}
        """Our key -> the one that the library gave in its place."""
        self._version = seen.plan.version
        self._todo = sum(isinstance(action, There) for action in seen.plan.actions)
        self.plan = replace(seen.plan, keys=self._keys)
        self.links = {action.id: action for action in seen.plan.actions if isinstance(action, Link)}
        """Those of objects of which nothing was written, by id."""
        self.bonds = dict(seen.base.bonds)
        self.done: list[Action] = []
        """What the library confirmed."""
        self.refused: list[Refusal] = []
        self.sent = 0
        """How many objects of the plan were answered, in its order."""
        if new := tuple(found(self.links.values(), seen.base)):
            # Others may write a title anew before we are done: what was found by it would not be found again.
            state.record(bonds=new)

    @property
    def remote(self) -> Mirror:
        """The library as it is now."""
        return Mirror(self._version, self._items, self._collections)

    def send(self, kind: Kind, planned: Sequence[There]) -> None:
        """
        Write one batch, and remember what the library confirms.

        Raises:
            AccessError, Unavailable: of the library.
            Moved: others wrote to the library meanwhile; what is done of the batch is remembered.
        """
        batch = [renamed(action, self._given) for action in planned]
        self._state.record(log=Log(self._log, sending=batch, version=self._version))
        try:
            report = self._library.write(kind, [payload(one) for one in batch], version=self._version)
        except (Moved, AccessError):
            self._state.record(log=Log(self._log))  # that is an answer: nothing of it was done
            raise
        objects = list(report.written.values())
        self._items.update((one.key, one) for one in objects if isinstance(one, Item))
        self._collections.update((one.key, one) for one in objects if isinstance(one, Collection))
        made = {at: one.key for at, one in report.written.items() if isinstance(batch[at], Create)}
        new = {batch[at].key: key for at, key in made.items() if batch[at].key != key}
        self._keys.update((batch[at].id, key) for at, key in made.items())
        self._given |= new
        batch = [renamed(action, new) for action in batch]
        confirmed = [action for at, action in enumerate(batch) if at not in report.failed]
        agreed = settle(
            replace(self.plan, actions=tuple(one for action in confirmed for one in self._by_id[action.id])),
            self._seen.base,
            [self._wanted[action.id] for action in confirmed if action.id in self._wanted],
            self.remote,
        )
        self.bonds.update((bond.id, bond) for bond in agreed)
        done: list[Action] = [self.links.pop(one.id) for one in confirmed if one.id in self.links]
        done += confirmed
        # Between the objects of a batch others may write (measured): then the library holds more than we
        # know, and the next look must start from before the batch.
        alone = report.version <= self._version + len(report.written) + len(report.unchanged)
        self._state.record(
            objects=objects,
            made=new.values(),
            bonds=agreed,
            version=report.version if alone else None,
            log=Log(self._log, [self._as_stored(one) for one in done]),
        )
        self.done += done
        self.refused += (Refusal(batch[at], failure) for at, failure in report.failed.items())
        self.sent += len(batch)
        self._progress(kind, self.sent, self._todo)
        if not alone:
            raise Moved("others wrote to the library between two of our objects")
        self._version = report.version

    def _as_stored(self, action: Action) -> Action:
        """What was made, with all that the library made of it: so it can be told later whether anybody changed it."""
        there = held(self.remote, action.kind, action.key)
        if not isinstance(action, Create) or there is None:
            return action
        return replace(action, data=data_of(there))


def found(actions: Iterable[Link | Adopt], base: Base) -> Iterator[Bond]:
    """What a plan found, with nothing agreed yet."""
    known = {bond.key for bond in base.bonds.values()}
    for action in actions:
        if action.key not in known:
            yield Bond(action.id, action.kind, action.key, {}, {})
