"""The syncs of this clone: what each did, and the way back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..adapters import files
from ..adapters.state import State
from ..codecs import plans
from ..core.actions import Action, Plan, There
from ..core.batches import batches, payload
from ..core.library import Library
from ..core.tree import advance
from ..core.undo import undo
from ..errors import UsageError
from .build import BuildReport, Progress
from .look import Policy
from .session import opened_library, opened_state, run
from .sync import Refusal, SyncReport
from .workspace import Workspace

__all__ = ["Done", "history", "preview_undo", "run_undo"]


@dataclass(frozen=True, slots=True)
class Done:
    """One sync that did something."""

    number: int
    at: str
    """ISO 8601."""
    actions: tuple[Action, ...]


def history(
    workspace: Workspace, environment: Mapping[str, str], which: str | None = None
) -> tuple[Done, ...]:
    """Every sync of this clone with the library that did something, the last one first."""
    with (
        opened_library(workspace, environment, which, for_writing=False) as (library, _),
        opened_state(workspace, library, for_writing=False) as state,
    ):
        return _history(state)


def _history(state: State) -> tuple[Done, ...]:
    return tuple(Done(number, at, plans.actions_of(json.loads(text))) for number, at, text in state.log())


def preview_undo(
    workspace: Workspace, environment: Mapping[str, str], which: str | None = None, number: int | None = None
) -> Plan:
    """
    What `run_undo` would do in the library.

    Args:
        number: of the sync; the last one without.

    Raises:
        UsageError: there is no such sync.
        AccessError, Unavailable: of the library.
    """
    with (
        opened_library(workspace, environment, which, for_writing=False) as (library, _),
        opened_state(workspace, library, for_writing=False) as state,
    ):
        return _way_back(library, state, number)


def _way_back(library: Library, state: State, number: int | None) -> Plan:
    syncs = {one.number: one for one in _history(state)}
    if not syncs:
        raise UsageError("this clone has no sync with this library to undo")
    if number is not None and number not in syncs:
        raise UsageError(f"there is no sync {number}; `zotsync log` lists them")
    chosen = syncs[max(syncs) if number is None else number]
    base = state.base()
    snapshot = library.snapshot(state.version)
    remote = advance(base.mirror, snapshot) if snapshot else base.mirror
    return undo(library.id, chosen.actions, remote, state.keys())


def run_undo(
    workspace: Workspace,
    environment: Mapping[str, str],
    which: str | None = None,
    number: int | None = None,
    *,
    sleep: Callable[[float], None],
    now: Callable[[], str],
    progress: Progress = lambda *_: None,
) -> tuple[Plan, tuple[Refusal, ...], tuple[BuildReport, SyncReport]]:
    """
    Take back what a sync did in the library, then sync, so that the files come along.

    Returns:
        What was done in the library, what it refused, and the reports of the sync.

    Raises: as `preview_undo` and `session.run`.
    """
    refused: list[Refusal] = []
    with (
        files.exclusive(workspace.state_folder / "lock"),
        opened_library(workspace, environment, which) as (library, _),
        opened_state(workspace, library) as state,
    ):
        plan = _way_back(library, state, number)
        version = plan.version
        for kind, batch in batches(plan.actions):
            report = library.write(kind, [payload(action) for action in batch], version=version)
            refused += (Refusal(batch[at], failure) for at, failure in report.failed.items())
            version = report.version
    writes = sum(isinstance(action, There) for action in plan.actions)
    policy = Policy()
    # A person asked for all of this: no brake.
    policy = replace(
        policy, brakes=replace(policy.brakes, yes=True, max_delete=max(writes, policy.brakes.max_delete))
    )
    done = run(workspace, environment, which, policy=policy, sleep=sleep, now=now, progress=progress)
    return plan, tuple(refused), done
