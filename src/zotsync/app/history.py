"""The syncs of this clone: what each did, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..adapters import files
from ..adapters.state import State
from ..codecs.zotero import reading
from ..core.actions import Action, Plan, There
from ..core.batches import batches, payload
from ..core.brakes import MAX_DELETE, Brakes
from ..core.library import Library
from ..core.runs import Log, Run, next_to_undo
from ..core.tree import advance
from ..core.undo import undo
from ..errors import UsageError
from .build import Progress
from .delivery import Refusal
from .look import Policy
from .report import BuildReport
from .session import opened_library, opened_state, synced
from .sync import SyncReport
from .workspace import Workspace

__all__ = ["Undone", "WayBack", "history", "preview_undo", "run_undo"]


@dataclass(frozen=True, slots=True)
class WayBack:
    """What would take a run back."""

    run: Run
    plan: Plan


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back of a run."""

    way: WayBack
    done: tuple[Action, ...]
    """What was done in the library."""
    refused: tuple[Refusal, ...]
    """What the library refused."""
    built: BuildReport
    report: SyncReport
    """Of the sync that brought the files along."""


def history(
    workspace: Workspace, environment: Mapping[str, str], which: str | None = None
) -> tuple[Run, ...]:
    """Every sync and undo of this clone with the library that did something, the last one first."""
    with (
        opened_library(workspace, environment, which, for_writing=False) as (library, _),
        opened_state(workspace, library, for_writing=False) as state,
    ):
        return state.journal.runs()


def preview_undo(
    workspace: Workspace, environment: Mapping[str, str], which: str | None = None, number: int | None = None
) -> WayBack:
    """
    What `run_undo` would do in the library.

    Args:
        number: of the sync; without, the last one that was not taken back.

    Raises:
        UsageError: there is no such sync.
        AccessError, Unavailable: of the library.
    """
    with (
        opened_library(workspace, environment, which, for_writing=False) as (library, _),
        opened_state(workspace, library, for_writing=False) as state,
    ):
        return _way_back(library, state, number)


def _way_back(library: Library, state: State, number: int | None) -> WayBack:
    runs = {run.number: run for run in state.journal.runs()}
    if not runs:
        raise UsageError("this clone has no sync with this library to undo")
    if number is not None and number not in runs:
        raise UsageError(f"there is no sync {number}; `zotsync log` lists them")
    chosen = next_to_undo(runs.values()) if number is None else runs[number]
    if chosen is None and not any(run.undoes for run in runs.values()):
        raise UsageError("no sync in the log did anything but link, and there is nothing to take back")
    if chosen is None:
        raise UsageError(
            f"every sync in the log is taken back; `zotsync undo {max(runs)}` takes back the last undo"
        )
    base = state.base()
    snapshot = library.snapshot(state.version)
    remote = advance(base.mirror, snapshot) if snapshot else base.mirror
    return WayBack(chosen, undo(library.id, chosen.actions, base, remote, reading))


def run_undo(
    workspace: Workspace,
    environment: Mapping[str, str],
    which: str | None = None,
    number: int | None = None,
    *,
    sleep: Callable[[float], None],
    now: Callable[[], str],
    progress: Progress = lambda *_: None,
) -> Undone:
    """
    Take back what a sync did in the library, and bring the files along: one run of the log.

    What else waits in the workspace to be written to the library goes with the next sync.

    Raises: as `preview_undo` and `session.run`.
    """
    done: list[Action] = []
    refused: list[Refusal] = []
    with (
        files.exclusive(workspace.state_folder / "lock"),
        opened_library(workspace, environment, which) as (library, link),
        opened_state(workspace, library) as state,
    ):
        way = _way_back(library, state, number)
        is_undo = any(isinstance(action, There) for action in way.plan.actions)
        # What follows an undo of nothing is an ordinary sync.
        log, version = state.journal.new_run(now(), way.run.number if is_undo else 0), way.plan.version
        for kind, batch in batches(way.plan.actions):
            report = library.write(kind, [payload(action) for action in batch], version=version)
            confirmed = [action for at, action in enumerate(batch) if at not in report.failed]
            state.record(log=Log(log, confirmed))
            done += confirmed
            refused += (Refusal(batch[at], failure) for at, failure in report.failed.items())
            version = report.version
        # A person asked for all that the run was about, and for no more.
        about = {action.id for action in way.run.actions}
        policy = Policy(Brakes(MAX_DELETE + len(about), yes=True), pushes=not is_undo)
        built, synced_report = synced(
            workspace, library, link, state, policy=policy, log=log, sleep=sleep, progress=progress
        )
    return Undone(way, tuple(done), tuple(refused), built, synced_report)
