"""Look: the three trees of a sync, and the plan that is made from them."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

from ..adapters.state import State
from ..codecs import plans, zotero
from ..core.actions import Here, Plan, Side, There
from ..core.aliases import carried
from ..core.brakes import Brakes, Stop, lost, tripped
from ..core.library import Library
from ..core.plan import plan
from ..core.tree import Base, Mirror, Wanted, advance, shown, work_id
from ..errors import Halted
from ..model import Snapshot
from .citing import citing
from .conflicts import chooser
from .find import finder
from .holdings import Holdings
from .mirror import aside_objects, dropped_objects, wanted_objects
from .names import namer
from .rendering import Rendering

__all__ = ["Look", "Policy", "Preview", "decided", "look", "make_plan", "preview"]


@dataclass(frozen=True)
class Policy:
    """What a person said about this sync beforehand."""

    brakes: Brakes = field(default_factory=Brakes)
    prefer: Side = ""
    """Whose value stands where both changed one."""
    pushes: bool = True
    """Whether anything is written to the library; else what others changed there comes in, and the rest waits."""
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


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sync would do."""

    plan: Plan
    stops: tuple[Stop, ...] = ()
    """Why it would not begin without a word from a person."""


def preview(holdings: Holdings, library: Library, state: State, policy: Policy | None = None) -> Preview:
    """What `sync_library` would do now; the library is read, nothing is written."""
    brakes, stops = (policy or Policy()).brakes, list[Stop]()

    def noted(stop: Stop) -> Brakes:
        stops.append(stop)
        return stop.allowing

    seen = look(holdings, library, state, policy or Policy(), remember=False, passed=noted)
    if seen is None:
        return Preview(Plan(library.id, state.version, (), state.keys()))
    if stop := tripped(
        brakes, seen.plan, seen.base, seen.local, seen.remote, lost(state.journal.cut(), Base())
    ):
        stops.append(stop)
    return Preview(seen.plan, tuple(stops))


def make_plan(holdings: Holdings, library: Library, state: State, policy: Policy | None = None) -> Plan:
    """The plan of a `preview`."""
    return preview(holdings, library, state, policy).plan


def look(
    holdings: Holdings,
    library: Library,
    state: State,
    policy: Policy,
    *,
    remember: bool,
    snapshot: Snapshot | None = None,
    passed: Callable[[Stop], Brakes] = Stop.pass_or_halt,
) -> Look | None:
    """
    `None` where neither side has changed since the last sync: one request, and the base is not even read.

    Args:
        remember: what is seen and made on the way; else nothing is written.
        snapshot: what the library answered a moment ago, where it was asked already.
        passed: what becomes of a library that went back.

    Raises:
        Halted: of `passed`.
    """
    snapshot = snapshot or library.snapshot(state.version)
    if snapshot is None and holdings.stamp == state.digest:
        return None
    now = snapshot.version if snapshot else state.version
    if went_back := now < state.version:
        if not policy.brakes.yes:
            why = f"the library is at version {now} and was at {state.version}: was it restored from a "
            why += "copy, or is it another one? All would be linked anew"
            passed(Stop(why, "--yes", policy.brakes))
        snapshot = library.snapshot()
    is_new = snapshot is not None and snapshot.since == 0
    item_fields = library.item_fields() if is_new else state.item_fields or library.item_fields()
    # What is missing in a library that was restored was not deleted by anybody, and what is old in it was not
    # edited: it is met as for the first time.
    known = Base() if went_back else state.base()
    base = carried(known, holdings.current_keys)
    remote = base.mirror if snapshot is None else advance(base.mirror, snapshot)
    if remember:
        state.record(
            mirror=remote if snapshot else None,
            before=None if went_back else base.mirror,
            bonds=[bond for one, bond in base.bonds.items() if one not in known.bonds],
            forget=state.keys() if went_back else known.bonds.keys() - base.bonds.keys(),
            item_fields=item_fields,
        )
    return decided(holdings, library.id, state, policy, base, remote, item_fields, remember=remember)


def decided(
    holdings: Holdings,
    library: str,
    state: State,
    policy: Policy,
    base: Base,
    remote: Mirror,
    item_fields: Container[str],
    adopted: Mapping[str, str] | None = None,
    *,
    remember: bool = True,
) -> Look:
    """
    Args:
        adopted: id -> key of what has just been taken over from the library.
        remember: the notes that were rendered.
    """
    render = Rendering(holdings.workspace.state_folder, citing(holdings, library, base).cited)
    local = wanted_objects(holdings, native_key="citationKey" in item_fields, render=render)
    if remember:
        render.remember()
    records = holdings.catalogue.lock.records
    made = plan(
        library,
        base,
        local,
        remote,
        finder(holdings.works, records, remote, holdings.object_key, adopted or {}),
        holdings.object_key,
        zotero.reading,
        name=namer(holdings),
        dropped=dropped_objects(holdings),
        aside=aside_objects(holdings, base.bonds),
        known=frozenset(map(work_id, (*records, *holdings.edits))),
        former={work_id(key): frozenset(record.former) for key, record in records.items() if record.former},
        choose=chooser(state, policy.prefer),
        made=state.made(),
        with_children=holdings.workspace.config.notes.children != "none",
    )
    return Look(local, base, remote, made)
