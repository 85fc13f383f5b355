"""Sync: look, decide, do, remember; and look again when the library moved meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ..adapters.state import State
from ..codecs import zotero
from ..core.batches import WAITS, batches, payload
from ..core.library import Library
from ..core.plan import Action, Create, Link, Plan, Update, plan
from ..core.settle import settle
from ..core.tree import Base, Mirror, Wanted, advance, note_id, work_id
from ..errors import Moved
from ..model import Collection, Failure, Item
from .build import Progress
from .find import finder
from .holdings import Holdings
from .mirror import wanted_objects

__all__ = ["Refusal", "SyncReport", "apply", "make_plan", "sync_library"]

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
    is_new = snapshot is not None and snapshot.since == 0
    item_fields = library.item_fields() if is_new else state.item_fields or library.item_fields()
    local = wanted_objects(holdings, native_key="citationKey" in item_fields)
    base = _without(state.base(), holdings.held_back)
    remote = base.mirror if snapshot is None else advance(base.mirror, snapshot)
    if remember:
        state.record(mirror=remote if snapshot else None, item_fields=item_fields)
    find = finder(holdings.works, holdings.catalogue.lock.records, remote, zotero.object_key)
    decided = plan(library.id, base, local, remote, find, zotero.object_key, zotero.schema)
    return _Look(local, base, remote, decided)


def _without(base: Base, held_back: frozenset[str]) -> Base:
    """The base without works that must not be touched now."""
    ids = {one for key in held_back for one in (work_id(key), note_id(key))}
    return (
        Base(base.mirror, {one: bond for one, bond in base.bonds.items() if one not in ids}) if ids else base
    )


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
            report = _apply(look, holdings.stamp, library, state, done, progress)
        except Moved:
            continue
        if not any(one.failure.code == _EXISTS for one in report.refused):
            return report
    raise Moved("the library is being changed by others all the time; try again in a few minutes")


def apply(
    plan: Plan, holdings: Holdings, library: Library, state: State, *, progress: Progress = lambda *_: None
) -> SyncReport:
    """
    Do what a plan says, and nothing else.

    Raises:
        Moved: the workspace or the library has changed since the plan was made; nothing was written.
        AccessError, Unavailable: as `sync_library`.
    """
    look = _look(holdings, library, state, remember=True)
    if (look.plan.actions if look else ()) != plan.actions:
        raise Moved("the workspace or the library has changed since the plan was made; make a new one")
    if look is None:
        return SyncReport(library.id, state.version, keys=state.keys())
    return _apply(look, holdings.stamp, library, state, [], progress)


def _apply(
    look: _Look, stamp: str, library: Library, state: State, done: list[Action], progress: Progress
) -> SyncReport:
    """
    Write a plan, batch by batch; what the library confirms is remembered before the next batch goes out.

    Args:
        done: gets every action that the library confirmed, also where an error ends the rest.
    """
    actions = look.plan.actions
    by_id: dict[str, list[Action]] = {}
    for action in actions:
        by_id.setdefault(action.id, []).append(action)
    done += (action for action in actions if isinstance(action, Link))
    wanted = {one.id: one for one in look.local}
    items, collections = dict(look.remote.items), dict(look.remote.collections)
    bonds = dict(look.base.bonds)
    refused: list[Refusal] = []
    version, written = look.plan.version, 0
    todo = sum(isinstance(action, Create | Update) for action in actions)
    for kind, batch in batches(actions):
        report = library.write(kind, [payload(action) for action in batch], version=version)
        objects = list(report.written.values())
        items.update((one.key, one) for one in objects if isinstance(one, Item))
        collections.update((one.key, one) for one in objects if isinstance(one, Collection))
        confirmed = [action for at, action in enumerate(batch) if at not in report.failed]
        agreed = settle(
            replace(look.plan, actions=tuple(one for action in confirmed for one in by_id[action.id])),
            look.base,
            [wanted[action.id] for action in confirmed],
            Mirror(version, items, collections),
        )
        bonds.update((bond.id, bond) for bond in agreed)
        # Between the objects of a batch others may write (measured): then the library holds more than we
        # know, and the next look must start from before the batch.
        alone = report.version <= version + len(report.written) + len(report.unchanged)
        state.record(objects=objects, bonds=agreed, version=report.version if alone else None)
        done += confirmed
        refused += (Refusal(batch[at], failure) for at, failure in report.failed.items())
        written += len(batch)
        progress(kind, written, todo)
        if not alone:
            raise Moved("others wrote to the library between two of our objects")
        version = report.version
    left = tuple(action for action in actions if not isinstance(action, Create | Update | Link))
    failed = {one.action.id for one in refused}
    state.record(
        bonds=settle(look.plan, Base(bonds=bonds), look.local, Mirror(version, items, collections), failed),
        digest=stamp if look.plan.is_settled and not failed else "",
    )
    return SyncReport(library.id, version, tuple(done), left, tuple(refused), dict(look.plan.keys))
