"""Look: the three trees of a sync, and the plan that is made from them."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from ..adapters.state import State
from ..codecs import plans, zotero
from ..core.actions import Here, Plan, Side, There
from ..core.brakes import Brakes
from ..core.library import Library
from ..core.plan import plan
from ..core.tree import Base, Mirror, Wanted, advance, note_id, shown, work_id
from ..errors import Halted
from ..model import Snapshot
from .conflicts import chooser
from .find import finder
from .holdings import Holdings
from .mirror import dropped_objects, wanted_objects
from .names import namer

__all__ = ["Look", "Policy", "decided", "look", "make_plan"]


@dataclass(frozen=True)
class Policy:
    """What a person said about this sync beforehand."""

    brakes: Brakes = field(default_factory=Brakes)
    prefer: Side = ""
    """Whose value stands where both changed one."""
    only: Plan | None = None
    """A plan that was seen; where anything else is due now, nothing is done."""

    def check(self, plan: Plan, *, begun: bool) -> None:
        """
        Args:
            begun: some of it is done already, so less may be due now, but nothing else.

        Raises:
            Halted: the plan is not the one that was seen; what moved.
        """
        if self.only is None:
            return
        # An embedded library gets its name when it is made: a plan that was made before knows none.
        is_new = plan.version <= 1 and all(one.library.startswith("embedded:") for one in (plan, self.only))
        if self.only.library != plan.library and not is_new:
            raise Halted(
                f"the plan was made for {self.only.library}, and this is {plan.library}; make a new one"
            )
        seen = {action.id for action in self.only.actions}
        moved = plans.differences(self.only.actions, plan.actions)
        if begun:
            due = {action.id for action in plan.actions if isinstance(action, There | Here)}
            moved = tuple(one for one in moved if one in due - seen)
        if moved:
            names = ", ".join(map(shown, moved[:3])) + (
                f" and {len(moved) - 3} more" if len(moved) > 3 else ""
            )
            raise Halted(f"either side has changed since the plan was made ({names}); make a new one")


@dataclass(frozen=True, slots=True)
class Look:
    """One look at all three trees."""

    local: tuple[Wanted, ...]
    base: Base
    remote: Mirror
    plan: Plan


def make_plan(holdings: Holdings, library: Library, state: State, policy: Policy | None = None) -> Plan:
    """What `sync_library` would do now; the library is read, nothing is written."""
    seen = look(holdings, library, state, policy or Policy(), remember=False)
    return seen.plan if seen else Plan(library.id, state.version, (), state.keys())


def look(
    holdings: Holdings,
    library: Library,
    state: State,
    policy: Policy,
    *,
    remember: bool,
    snapshot: Snapshot | None = None,
) -> Look | None:
    """
    `None` where neither side has changed since the last sync: one request, and the base is not even read.

    Args:
        snapshot: what the library answered a moment ago, where it was asked already.
    """
    snapshot = snapshot or library.snapshot(state.version)
    if snapshot is None and holdings.stamp == state.digest:
        return None
    now = snapshot.version if snapshot else state.version
    if went_back := now < state.version:
        if not policy.brakes.yes:
            raise Halted(
                f"the library is at version {now} and was at {state.version}: was it restored from a "
                "copy, or is it another one? Say --yes to link everything anew"
            )
        snapshot = library.snapshot()
    is_new = snapshot is not None and snapshot.since == 0
    item_fields = library.item_fields() if is_new else state.item_fields or library.item_fields()
    # What is missing in a library that was restored was not deleted by anybody, and what is old in it was not
    # edited: it is met as for the first time.
    base = Base() if went_back else state.base()
    remote = base.mirror if snapshot is None else advance(base.mirror, snapshot)
    if remember:
        state.record(
            mirror=remote if snapshot else None,
            forget=state.keys() if went_back else (),
            item_fields=item_fields,
        )
    return decided(holdings, library.id, state, policy, base, remote, item_fields)


def decided(
    holdings: Holdings,
    library: str,
    state: State,
    policy: Policy,
    base: Base,
    remote: Mirror,
    item_fields: Container[str],
    adopted: Mapping[str, str] | None = None,
) -> Look:
    """`adopted`: id -> key of what has just been taken over from the library."""
    local = wanted_objects(holdings, native_key="citationKey" in item_fields)
    made = plan(
        library,
        base,
        local,
        remote,
        finder(holdings.works, holdings.catalogue.lock.records, remote, zotero.object_key, adopted or {}),
        zotero.object_key,
        zotero.reading,
        name=namer(holdings),
        dropped=dropped_objects(holdings),
        aside=frozenset(one for key in holdings.held_back for one in (work_id(key), note_id(key))),
        known=frozenset(map(work_id, (*holdings.catalogue.lock.records, *holdings.edits))),
        choose=chooser(state, policy.prefer),
        made=state.made(),
    )
    return Look(local, base, remote, made)
