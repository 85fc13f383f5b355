"""Sync: look, decide, do, remember; and look again when either side moved meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..adapters.state import State
from ..codecs import plans, zotero
from ..core.actions import Action, Adopt, Create, Forget, Here, Link, Plan, Pull, Side, There
from ..core.batches import WAITS, batches, payload, renamed
from ..core.brakes import Brakes, tripped
from ..core.library import Library
from ..core.plan import plan
from ..core.settle import ended, settle
from ..core.tree import Base, Mirror, Wanted, advance, note_id, shown, work_id
from ..errors import AccessError, Halted, Moved
from ..model import Collection, Failure, Finding, Item
from .build import Progress, built
from .conflicts import chooser
from .find import finder
from .holdings import Holdings
from .mirror import dropped_objects, wanted_objects
from .names import namer
from .take import take

__all__ = ["Policy", "Refusal", "SyncReport", "make_plan", "sync_library"]

_EXISTS = 412
"""Per-object refusal of a create whose key exists: another clone was faster. Look again, and link."""


@dataclass(frozen=True)
class Policy:
    """What a person said about this sync beforehand."""

    brakes: Brakes = field(default_factory=Brakes)
    prefer: Side = ""
    """Whose value stands where both changed one."""
    only: Sequence[Action] | None = None
    """The actions of a plan that was seen; where others are due now, nothing is done."""

    def check(self, plan: Plan) -> None:
        """
        Raises:
            Halted: the plan is not the one that was seen; what moved.
        """
        if self.only is not None and (moved := plans.differences(self.only, plan.actions)):
            names = ", ".join(map(shown, moved[:3])) + (
                f" and {len(moved) - 3} more" if len(moved) > 3 else ""
            )
            raise Halted(f"either side has changed since the plan was made ({names}); make a new one")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One object that the library did not take, and why."""

    action: There
    failure: Failure


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What both sides confirmed."""

    library: str
    version: int
    done: tuple[Action, ...] = ()
    """What was written on either side, and linked."""
    open: tuple[Action, ...] = ()
    """Conflicts, and what was left alone."""
    refused: tuple[Refusal, ...] = ()
    unpushed: tuple[There, ...] = ()
    """What was not written because this key may only read the library."""
    obstacle: str = ""
    """Why not, and the next step."""
    findings: tuple[Finding, ...] = ()
    """What the workspace could not take over."""
    written: tuple[str, ...] = ()
    """Paths that edits from Zotero changed, relative to the workspace."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Id -> Zotero key of every object of ours."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at all three trees."""

    local: tuple[Wanted, ...]
    base: Base
    remote: Mirror
    plan: Plan


def make_plan(holdings: Holdings, library: Library, state: State, policy: Policy | None = None) -> Plan:
    """What `sync_library` would do now; the library is read, nothing is written."""
    look = _look(holdings, library, state, policy or Policy(), remember=False)
    return look.plan if look else Plan(library.id, state.version, (), state.keys())


def _look(
    holdings: Holdings, library: Library, state: State, policy: Policy, *, remember: bool
) -> _Look | None:
    """`None` where neither side has changed since the last sync: one request, and the base is not even read."""
    snapshot = library.snapshot(state.version)
    if snapshot is None and holdings.stamp == state.digest:
        return None
    if snapshot is not None and snapshot.version < state.version:
        if not policy.brakes.yes:
            raise Halted(
                f"the library is at version {snapshot.version} and was at {state.version}: was it restored from a "
                "copy, or is it another one? Say --yes to compare everything anew"
            )
        snapshot = library.snapshot()
    is_new = snapshot is not None and snapshot.since == 0
    item_fields = library.item_fields() if is_new else state.item_fields or library.item_fields()
    base = state.base()
    remote = base.mirror if snapshot is None else advance(base.mirror, snapshot)
    if remember:
        state.record(mirror=remote if snapshot else None, item_fields=item_fields)
    return _decided(holdings, library.id, state, policy, base, remote, item_fields)


def _decided(
    holdings: Holdings,
    library: str,
    state: State,
    policy: Policy,
    base: Base,
    remote: Mirror,
    item_fields: Container[str],
    adopted: Mapping[str, str] | None = None,
) -> _Look:
    """`adopted`: id -> key of what has just been taken over from the library."""
    local = wanted_objects(holdings, native_key="citationKey" in item_fields)
    decided = plan(
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
        choose=chooser(state, policy.prefer),
        made=state.made(),
    )
    return _Look(local, base, remote, decided)


def sync_library(
    holdings: Holdings,
    library: Library,
    state: State,
    *,
    again: Callable[[], Holdings] | None = None,
    policy: Policy | None = None,
    sleep: Callable[[float], None],
    progress: Progress = lambda *_: None,
) -> SyncReport:
    """
    Make both sides one, and remember what was agreed.

    Args:
        holdings: of a workspace that has been built.
        again: builds and reads the workspace anew, after edits from Zotero were written into it.

    Raises:
        AccessError, Unavailable: of the library; what was confirmed before is remembered.
        Halted: the plan looks like an accident; nothing was written.
        Moved: others keep writing to the library; nothing is half-done, try later.
        InputError: a file of the workspace was changed meanwhile, or cannot be written.
    """
    again = again or (lambda: built(holdings.workspace))
    run = _Run(holdings, library, state, policy or Policy(), again, progress)
    for wait in WAITS:
        if wait:
            sleep(wait)
        look = _look(run.holdings, library, state, run.policy, remember=True)
        if look is None:
            break
        if run.is_fresh:
            run.policy.check(look.plan)
            if why := tripped(run.policy.brakes, look.plan, look.base, look.local, look.remote):
                raise Halted(why)
        try:
            run.apply(run.taken(look))
        except Moved:
            continue
        if not any(one.failure.code == _EXISTS for one in run.refused):
            break
    else:
        raise Moved("the library is being changed by others all the time; try again in a few minutes")
    return run.report()


class _Run:
    """One sync, as far as it has come; what was done counts even where an error ends the rest."""

    def __init__(
        self,
        holdings: Holdings,
        library: Library,
        state: State,
        policy: Policy,
        again: Callable[[], Holdings],
        progress: Progress,
    ) -> None:
        self.holdings, self.library, self.state = holdings, library, state
        self.policy, self.again, self.progress = policy, again, progress
        self.done: list[Action] = []
        self.open: Sequence[Action] = ()
        self.refused: list[Refusal] = []
        self.unpushed: tuple[There, ...] = ()
        self.obstacle = ""
        self.findings: list[Finding] = []
        self.written: list[str] = []

    @property
    def is_fresh(self) -> bool:
        """Nothing has been done yet."""
        return not (self.done or self.written)

    def report(self) -> SyncReport:
        return SyncReport(
            self.library.id,
            self.state.version,
            tuple(self.done),
            tuple(self.open),
            tuple(self.refused),
            self.unpushed,
            self.obstacle,
            tuple(self.findings),
            tuple(dict.fromkeys(self.written)),
            self.state.keys(),
        )

    def taken(self, look: _Look) -> _Look:
        """
        What is left to do once the workspace has what Zotero changed.

        Raises:
            Moved: the workspace says more than that now.
        """
        here = [action for action in look.plan.actions if isinstance(action, Here)]
        if not here:
            return look
        taken = take(here, self.holdings, look.base)
        self.written += taken.written
        self.findings = list(taken.findings)
        self.holdings = self.again()
        now = _decided(
            self.holdings,
            self.library.id,
            self.state,
            self.policy,
            look.base,
            look.remote,
            self.state.item_fields,
            {action.id: action.key for action in here if isinstance(action, Adopt)},
        )
        left = [action for action in now.plan.actions if isinstance(action, Here)]
        if not all(any(_is_part(action, one) for one in here) for action in left):
            raise Moved("the workspace was changed meanwhile")
        self.done += (one for one in here if one not in left)
        return now

    def apply(self, look: _Look) -> None:
        """Write a plan, batch by batch; what the library confirms is remembered before the next batch goes out."""
        actions, state = look.plan.actions, self.state
        by_id: dict[str, list[Action]] = {}
        for action in actions:
            by_id.setdefault(action.id, []).append(action)
        self.done += (action for action in actions if isinstance(action, Link))
        wanted = {one.id: one for one in look.local}
        items, collections = dict(look.remote.items), dict(look.remote.collections)
        bonds = dict(look.base.bonds)
        plan = replace(look.plan, keys=(keys := dict(look.plan.keys)))
        given: dict[str, str] = {}
        self.refused = []
        version, written = look.plan.version, 0
        todo = sum(isinstance(action, There) for action in actions)
        for kind, planned in batches(actions, takes_keys=self.library.takes_keys):
            batch = [renamed(action, given) for action in planned]
            try:
                report = self.library.write(kind, [payload(action) for action in batch], version=version)
            except AccessError:
                # A member who may only read still gets what others changed.
                self.obstacle = self.library.write_obstacle
                if not self.obstacle:
                    raise
                break
            objects = list(report.written.values())
            items.update((one.key, one) for one in objects if isinstance(one, Item))
            collections.update((one.key, one) for one in objects if isinstance(one, Collection))
            made = {at: one.key for at, one in report.written.items() if isinstance(batch[at], Create)}
            new = {batch[at].key: key for at, key in made.items() if batch[at].key != key}
            keys.update((batch[at].id, key) for at, key in made.items())
            given |= new
            batch = [renamed(action, new) for action in batch]
            confirmed = [action for at, action in enumerate(batch) if at not in report.failed]
            agreed = settle(
                replace(plan, actions=tuple(one for action in confirmed for one in by_id[action.id])),
                look.base,
                [wanted[action.id] for action in confirmed if action.id in wanted],
                Mirror(version, items, collections),
            )
            bonds.update((bond.id, bond) for bond in agreed)
            # Between the objects of a batch others may write (measured): then the library holds more than we
            # know, and the next look must start from before the batch.
            alone = report.version <= version + len(report.written) + len(report.unchanged)
            state.record(
                objects=objects,
                made=new.values(),
                bonds=agreed,
                version=report.version if alone else None,
            )
            self.done += confirmed
            self.refused += (Refusal(batch[at], failure) for at, failure in report.failed.items())
            written += len(batch)
            self.progress(kind, written, todo)
            if not alone:
                raise Moved("others wrote to the library between two of our objects")
            version = report.version
        wishes = [one for one in actions if isinstance(one, There)]
        self.unpushed = tuple(wishes[written:]) if self.obstacle else ()
        failed = {one.action.id for one in self.refused} | {one.id for one in self.unpushed}
        waits = any(isinstance(action, Here) and not _is_kept(action) for action in actions)
        self.open = tuple(action for action in actions if not isinstance(action, There | Link | Forget))
        state.record(
            bonds=settle(plan, Base(bonds=bonds), look.local, Mirror(version, items, collections), failed),
            forget=ended(plan, failed),
            digest=self.holdings.stamp if look.plan.is_settled and not waits and not failed else "",
        )


def _is_kept(action: Action) -> bool:
    """Whether an edit from Zotero stays there because a workspace cannot hold it."""
    return isinstance(action, Pull)


def _is_part(left: Here, action: Here) -> bool:
    """Whether what is left to take over was in an action that was done: a workspace cannot hold it."""
    if isinstance(left, Pull) and isinstance(action, Pull) and left.id == action.id:
        return all(action.after.get(name) == value for name, value in left.after.items())
    return left == action
