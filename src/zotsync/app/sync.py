"""Sync: look, decide, do, remember; and look again when the library moved meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..adapters.state import State
from ..codecs import zotero
from ..core.batches import WAITS, batches, payload
from ..core.library import Library
from ..core.plan import Action, Create, Link, Plan, Update, plan
from ..core.settle import settle
from ..core.tree import Base, Mirror, Wanted, advance
from ..errors import Moved
from ..model import Collection, Failure, Item
from .build import Progress
from .holdings import Holdings
from .mirror import finder, wanted_objects

__all__ = ["Refusal", "SyncReport", "apply_plan", "make_plan", "sync_library"]

_EXISTS = 412
"""Per-object refusal of a create whose key exists: another clone was faster. Look again, and link."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One object that the library did not take, and why."""

    action: Create | Update
    failure: Failure


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What the library confirmed."""

    library: str
    version: int
    done: tuple[Action, ...] = ()
    """Creates, updates and links, as the library confirmed them."""
    open: tuple[Action, ...] = ()
    """Conflicts, and what was left alone."""
    refused: tuple[Refusal, ...] = ()
    keys: dict[str, str] = field(default_factory=dict)
    """Id -> Zotero key of every object of ours."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at all three trees."""

    local: tuple[Wanted, ...]
    base: Base
    remote: Mirror
    plan: Plan


def make_plan(holdings: Holdings, library: Library, state: State) -> Plan:
    """What `sync_library` would do now; the library is read, nothing is written."""
    look = _look(holdings, library, state, remember=False)
    return look.plan if look else Plan(library.id, state.version, (), state.keys())


def _look(holdings: Holdings, library: Library, state: State, *, remember: bool) -> _Look | None:
    """`None` where neither side has changed since the last sync: one request, and the base is not even read."""
    snapshot = library.snapshot(state.version)
    if snapshot is None and holdings.stamp == state.digest:
        return None
    item_fields = state.item_fields or library.item_fields()
    local = wanted_objects(holdings, native_key="citationKey" in item_fields)
    base = state.base()
    remote = base.mirror if snapshot is None else advance(base.mirror, snapshot)
    if remember:
        state.record(mirror=remote if snapshot else None, item_fields=item_fields)
    bonded = frozenset(bond.key for bond in base.bonds.values())
    find = finder(holdings, remote, bonded, zotero.object_key)
    return _Look(local, base, remote, plan(library.id, base, local, remote, find, zotero.object_key))


def sync_library(
    holdings: Holdings,
    library: Library,
    state: State,
    *,
    sleep: Callable[[float], None],
    progress: Progress = lambda *_: None,
) -> SyncReport:
    """
    Bring the library to what the workspace wants, and remember what was agreed.

    Raises:
        AccessError, Unavailable: of the library; what was confirmed before is remembered.
        Moved: others keep writing to the library; nothing is half-done, try later.
    """
    done: list[Action] = []
    for wait in WAITS:
        if wait:
            sleep(wait)
        look = _look(holdings, library, state, remember=True)
        if look is None:
            return SyncReport(library.id, state.version, tuple(done), keys=state.keys())
        try:
            refused = apply_plan(look.plan, library, state, look.local, look.base, done.append, progress)
        except Moved:
            continue
        if any(one.failure.code == _EXISTS for one in refused):
            continue
        failed = {one.action.id for one in refused}
        still_open = tuple(one for one in look.plan.actions if not isinstance(one, Create | Update | Link))
        _remember(look, state, failed, "" if failed or still_open else holdings.stamp)
        return SyncReport(
            library.id, state.version, tuple(done), still_open, tuple(refused), dict(look.plan.keys)
        )
    raise Moved("the library is being changed by others all the time; try again in a few minutes")


def _remember(look: _Look, state: State, failed: set[str], digest: str) -> None:
    base = state.base()
    bonds = settle(look.plan, base, look.local, base.mirror, failed)
    state.record(bonds=bonds, digest=digest)


def apply_plan(
    decided: Plan,
    library: Library,
    state: State,
    local: tuple[Wanted, ...],
    base: Base,
    confirmed: Callable[[Action], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> list[Refusal]:
    """
    Write a plan, batch by batch; what the library confirms is remembered before the next batch goes out.

    Returns:
        What the library refused, object by object; the others are written.

    Raises:
        Moved: the library is not at the plan's version any more.
    """
    refused: list[Refusal] = []
    wanted = {one.id: one for one in local}
    version = decided.version
    todo = sum(isinstance(action, Create | Update) for action in decided.actions)
    for action in decided.actions:
        if isinstance(action, Link):
            confirmed(action)
    written = 0
    for kind, batch in batches(decided.actions):
        report = library.write(kind, [payload(action) for action in batch], version=version)
        objects = list(report.written.values())
        # Between the objects of a batch others may write (measured): then our version is not the library's,
        # and the next look must start from before the batch.
        expected = version + len(report.written) + len(report.unchanged)
        ours_alone = report.version <= expected
        mirror = Mirror(
            items={one.key: one for one in objects if isinstance(one, Item)},
            collections={one.key: one for one in objects if isinstance(one, Collection)},
        )
        part = Plan(decided.library, version, _only(decided, batch), decided.keys)
        bonds = settle(
            part,
            base,
            [wanted[action.id] for at, action in enumerate(batch) if at in report.written],
            mirror,
        )
        state.record(objects=objects, bonds=bonds, version=report.version if ours_alone else None)
        for at, action in enumerate(batch):
            if at in report.failed:
                refused.append(Refusal(action, report.failed[at]))
            else:
                confirmed(action)
        written += len(batch)
        progress(kind, written, todo)
        if not ours_alone:
            raise Moved("others wrote to the library between two of our objects")
        version = report.version
    return refused


def _only(decided: Plan, batch: list[Create | Update]) -> tuple[Action, ...]:
    ids = {action.id for action in batch}
    return tuple(action for action in decided.actions if action.id in ids)
