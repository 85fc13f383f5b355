"""Sync: look, decide, do, remember; and look again when either side moved meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..adapters.state import State
from ..core.actions import Action, Adopt, Conflict, Create, Forget, Here, Link, Pull, There
from ..core.batches import WAITS, batches, payload, renamed
from ..core.brakes import lost, tripped
from ..core.decision import data_of, held
from ..core.library import Library
from ..core.merge import TEXT
from ..core.runs import Log, Run, made_unseen
from ..core.settle import ended, settle
from ..core.tree import Base, Bond, Mirror
from ..errors import AccessError, Moved
from ..model import Collection, Failure, Finding, Item, Snapshot
from .beside import put_beside
from .build import Progress, built
from .citing import citing
from .holdings import Holdings
from .look import Look, Policy, decided, look
from .mirror import aside_objects
from .take import take

__all__ = ["Refusal", "SyncReport", "sync_library"]

_EXISTS = 412
"""Per-object refusal of a create whose key exists: another clone was faster. Look again, and link."""
_MISSING = (404, 409)
"""
Per-object refusal where something is not there any more that was seen: a collection that was deleted and made
again has lost those below it, and no answer tells (WEB API, 2 and 8). Look at everything again.
"""


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
    """What was not written, because this key may only read the library or nobody asked for it (`Policy.pushes`)."""
    obstacle: str = ""
    """What is in the way of it, and the next step."""
    findings: tuple[Finding, ...] = ()
    """What the workspace could not take over."""
    written: tuple[str, ...] = ()
    """Paths that edits from Zotero changed, relative to the workspace."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Id -> Zotero key of every object of ours."""


def sync_library(
    holdings: Holdings,
    library: Library,
    state: State,
    *,
    again: Callable[[], Holdings] | None = None,
    policy: Policy | None = None,
    snapshot: Snapshot | None = None,
    log: Run | None = None,
    sleep: Callable[[float], None],
    progress: Progress = lambda *_: None,
) -> SyncReport:
    """
    Make both sides one, and remember what was agreed.

    Args:
        holdings: of a workspace that has been built.
        again: builds and reads the workspace anew, after edits from Zotero were written into it.
        snapshot: what the library answered a moment ago, where it was asked already.
        log: the run under which the log of this clone has what is done.

    Raises:
        AccessError, Unavailable: of the library; what was confirmed before is remembered.
        Halted: the plan looks like an accident; nothing was written.
        Moved: others keep writing to the library; nothing is half-done, try later.
        InputError: a file of the workspace was changed meanwhile, or cannot be written.
    """
    again = again or (lambda: built(holdings.workspace))
    run = _Run(holdings, library, state, policy or Policy(), again, log or state.journal.new_run(), progress)
    for wait in WAITS:
        if wait:
            sleep(wait)
        seen = look(run.holdings, library, state, run.policy, remember=True, snapshot=snapshot)
        snapshot = None
        if seen is None:
            break
        run.check(seen)
        run.learn(seen)
        try:
            run.apply(run.taken(seen))
        except Moved:
            continue
        if not run.is_outrun:
            break
        if run.is_misled:
            run.has_looked_anew = True
            state.record(version=0)
    else:
        raise Moved("the library is being changed by others all the time; try again in a few minutes")
    written, left = put_beside(run.holdings, run.open, citing(run.holdings, library.id, Base()))
    run.written += written
    run.findings += left
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
        log: Run,
        progress: Progress,
    ) -> None:
        self.holdings, self.library, self.state = holdings, library, state
        self.policy, self.again, self.log, self.progress = policy, again, log, progress
        self.lost = lost(state.journal.cut(), Base())
        """Ids of what is lost to one side already, also by a run that was cut and that this one goes on with."""
        self.done: list[Action] = []
        self.open: Sequence[Action] = ()
        self.refused: list[Refusal] = []
        self.unpushed: tuple[There, ...] = ()
        self.obstacle = ""
        self.findings: list[Finding] = []
        self.written: list[str] = []
        self.has_looked_anew = False

    def check(self, seen: Look) -> None:
        """Raises Halted: the plan looks like an accident, or is not the one that was agreed on."""
        self.policy.check(seen.plan, begun=bool(self.done or self.written))
        brakes = self.policy.brakes
        if stop := tripped(brakes, seen.plan, seen.base, seen.local, seen.remote, self.lost):
            self.policy = replace(self.policy, brakes=stop.pass_or_halt())
        self.lost |= lost(seen.plan.actions, seen.base, seen.local)

    def learn(self, seen: Look) -> None:
        """What was made by a batch whose answer never came goes into the log of the run that sent it."""
        for sent in self.state.journal.unanswered():
            self.state.record(log=Log(sent.run, made_unseen(sent, seen.remote)))

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

    def taken(self, seen: Look) -> Look:
        """
        What is left to do once the workspace has what Zotero changed.

        Raises:
            Moved: the workspace says more than that now.
        """
        here = [action for action in seen.plan.actions if isinstance(action, Here)]
        if not here:
            return seen
        taken = take(here, self.holdings, seen.base, seen.remote, self.library.id)
        self.written += taken.written
        adopted = [action for action in here if isinstance(action, Adopt)]
        self.state.record(bonds=_linked(adopted, seen.base), log=Log(self.log, here))
        self.findings = list(taken.findings)
        self.holdings = self.again()
        now = decided(
            self.holdings,
            self.library.id,
            self.state,
            self.policy,
            seen.base,
            seen.remote,
            self.state.item_fields,
            {action.id: action.key for action in here if isinstance(action, Adopt)},
        )
        before: dict[str, list[Here]] = {action.id: [] for action in here}
        for action in here:
            before[action.id].append(action)
        left: dict[str, list[Here]] = {}
        for still in now.plan.actions:
            if isinstance(still, Here):
                left.setdefault(still.id, []).append(still)
        kept = [one for one in here if one in left.get(one.id, ())]
        if kept:
            self.state.record(log=Log(self.log, not_done=kept))
        self.done += (one for one in here if one not in kept)
        if not all(
            any(_is_part(action, one) for one in before.get(action.id, ()))
            for actions in left.values()
            for action in actions
        ):
            raise Moved("the workspace was changed meanwhile")
        self.policy.check(now.plan, begun=True)
        return now

    def apply(self, seen: Look) -> None:
        """Write a plan, batch by batch; what the library confirms is remembered before the next batch goes out."""
        actions, state = seen.plan.actions, self.state
        by_id: dict[str, list[Action]] = {}
        for action in actions:
            by_id.setdefault(action.id, []).append(action)
        links = {action.id: action for action in actions if isinstance(action, Link)}
        wanted = {one.id: one for one in seen.local}
        items, collections = dict(seen.remote.items), dict(seen.remote.collections)
        bonds = dict(seen.base.bonds)
        plan = replace(seen.plan, keys=(keys := dict(seen.plan.keys)))
        given: dict[str, str] = {}
        self.refused = []
        version, written = seen.plan.version, 0
        todo = sum(isinstance(action, There) for action in actions)
        if found := tuple(_linked(links.values(), seen.base)):
            # Others may write a title anew before we are done: what was found by it would not be found again.
            state.record(bonds=found)
        writes = batches(actions if self.policy.pushes else (), takes_keys=self.library.takes_keys)
        for kind, planned in writes:
            batch = [renamed(action, given) for action in planned]
            state.record(log=Log(self.log, sending=batch, version=version))
            try:
                report = self.library.write(kind, [payload(action) for action in batch], version=version)
            except Moved:
                self.state.record(log=Log(self.log))  # that is an answer: nothing of it was done
                raise
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
                seen.base,
                [wanted[action.id] for action in confirmed if action.id in wanted],
                Mirror(version, items, collections),
            )
            bonds.update((bond.id, bond) for bond in agreed)
            done: list[Action] = [links.pop(one.id) for one in confirmed if one.id in links]
            done += confirmed
            # Between the objects of a batch others may write (measured): then the library holds more than we
            # know, and the next look must start from before the batch.
            alone = report.version <= version + len(report.written) + len(report.unchanged)
            state.record(
                objects=objects,
                made=new.values(),
                bonds=agreed,
                version=report.version if alone else None,
                log=Log(self.log, [_as_stored(one, items, collections) for one in done]),
            )
            self.done += done
            self.refused += (Refusal(batch[at], failure) for at, failure in report.failed.items())
            written += len(batch)
            self.progress(kind, written, todo)
            if not alone:
                raise Moved("others wrote to the library between two of our objects")
            version = report.version
        wishes = [one for one in actions if isinstance(one, There)]
        self.unpushed = tuple(wishes[written:]) if self.obstacle or not self.policy.pushes else ()
        failed = {one.action.id for one in self.refused} | {one.id for one in self.unpushed}
        waits = any(isinstance(action, Here) and not _is_kept(action) for action in actions)
        self.open = tuple(action for action in actions if not isinstance(action, There | Link | Forget))
        linked = [link for one, link in links.items() if one not in failed]
        self.done += linked
        undecided = {one.id for one in self.open if isinstance(one, Conflict)}
        state.record(
            bonds=settle(plan, Base(bonds=bonds), seen.local, Mirror(version, items, collections), failed),
            forget=ended(plan, failed),
            digest=self.holdings.stamp if seen.plan.is_settled and not waits and not failed else "",
            log=Log(self.log, linked, is_last=not self.is_outrun),
            undecided=undecided | failed | aside_objects(self.holdings, bonds),
        )

    @property
    def is_outrun(self) -> bool:
        """Whether others did something first: look again."""
        return self.is_misled or any(one.failure.code == _EXISTS for one in self.refused)

    @property
    def is_misled(self) -> bool:
        """Whether something is missing that the last look should have told, for the first time in this sync."""
        return not self.has_looked_anew and any(one.failure.code in _MISSING for one in self.refused)


def _as_stored(action: Action, items: Mapping[str, Item], collections: Mapping[str, Collection]) -> Action:
    """What was made, with all that the library made of it: so it can be told later whether anybody changed it."""
    there = held(Mirror(0, items, collections), action.kind, action.key)
    if not isinstance(action, Create) or there is None:
        return action
    return replace(action, data=data_of(there))


def _linked(actions: Iterable[Link | Adopt], base: Base) -> Iterator[Bond]:
    """What a plan found, with nothing agreed yet."""
    known = {bond.key for bond in base.bonds.values()}
    for action in actions:
        if action.key not in known:
            yield Bond(action.id, action.kind, action.key, {}, {})


def _is_kept(action: Action) -> bool:
    """Whether an edit from Zotero stays there because a workspace cannot hold it."""
    return isinstance(action, Pull)


def _is_part(left: Here, action: Here) -> bool:
    """Whether what is left to take over was in an action that was done: a workspace cannot hold it."""
    if isinstance(left, Pull) and isinstance(action, Pull) and left.id == action.id:
        # A text that was taken over may read a little otherwise in the file; it must not be taken over again.
        return all(
            action.after.get(name) == value or (name == TEXT and name in action.after)
            for name, value in left.after.items()
        )
    return left == action
