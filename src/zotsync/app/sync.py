"""Sync: look, decide, do, remember; and look again when either side moved meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..adapters.state import State
from ..core.actions import Action, Adopt, Conflict, Forget, Here, Link, Pull, There
from ..core.batches import WAITS, batches
from ..core.brakes import lost, tripped
from ..core.library import Library
from ..core.merge import TEXT
from ..core.runs import Log, Run, made_unseen
from ..core.settle import ended, settle
from ..core.tree import Base
from ..errors import AccessError, Moved
from ..model import Finding, Snapshot
from .beside import put_beside
from .build import Progress, built
from .citing import citing
from .delivery import Delivery, Refusal, found
from .holdings import Holdings
from .look import Look, Policy, decided, look
from .mirror import aside_objects
from .take import take

__all__ = ["SyncReport", "sync_library"]

_EXISTS = 412
"""Per-object refusal of a create whose key exists: another clone was faster. Look again, and link."""
_MISSING = (404, 409)
"""
Per-object refusal where something is not there any more that was seen: a collection that was deleted and made
again has lost those below it, and no answer tells (WEB API, 2 and 8). Look at everything again.
"""


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
        self.state.record(bonds=found(adopted, seen.base), log=Log(self.log, here))
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
        """Write a plan, and remember what both sides agree on then."""
        actions, state = seen.plan.actions, self.state
        delivery = Delivery(seen, self.library, state, self.log, self.progress)
        writes = batches(actions if self.policy.pushes else (), takes_keys=self.library.takes_keys)
        self.obstacle = ""
        try:
            for kind, batch in writes:
                delivery.send(kind, batch)
        except AccessError:
            # A member who may only read still gets what others changed.
            self.obstacle = self.library.write_obstacle
            if not self.obstacle:
                raise
        finally:
            self.done += delivery.done
            self.refused = delivery.refused
        wishes = [one for one in actions if isinstance(one, There)]
        is_short = self.obstacle or not self.policy.pushes
        self.unpushed = tuple(wishes[delivery.sent :]) if is_short else ()
        failed = {one.action.id for one in self.refused} | {one.id for one in self.unpushed}
        waits = any(isinstance(action, Here) and not _is_kept(action) for action in actions)
        self.open = tuple(action for action in actions if not isinstance(action, There | Link | Forget))
        linked = [link for one, link in delivery.links.items() if one not in failed]
        self.done += linked
        undecided = {one.id for one in self.open if isinstance(one, Conflict)}
        state.record(
            bonds=settle(delivery.plan, Base(bonds=delivery.bonds), seen.local, delivery.remote, failed),
            forget=ended(delivery.plan, failed),
            digest=self.holdings.stamp if seen.plan.is_settled and not waits and not failed else "",
            log=Log(self.log, linked, is_last=not self.is_outrun),
            undecided=undecided | failed | aside_objects(self.holdings, delivery.bonds),
        )

    @property
    def is_outrun(self) -> bool:
        """Whether others did something first: look again."""
        return self.is_misled or any(one.failure.code == _EXISTS for one in self.refused)

    @property
    def is_misled(self) -> bool:
        """Whether something is missing that the last look should have told, for the first time in this sync."""
        return not self.has_looked_anew and any(one.failure.code in _MISSING for one in self.refused)


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
