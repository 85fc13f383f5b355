"""One run of `zotsync sync`: which library, which key, what this clone remembers, then build and sync."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ..adapters import files
from ..adapters.state import State
from ..core.library import Library
from ..core.runs import Run
from ..model import Snapshot
from . import look
from .build import Progress, build_holdings, noted
from .choice import DESKTOP, chosen_library
from .holdings import Holdings, gather
from .look import Policy, Preview
from .memory import recall
from .report import BuildReport, unchanged
from .shown import links, of_library
from .sync import SyncReport, sync_library
from .workspace import Workspace

__all__ = ["opened_library", "opened_state", "preview", "run", "synced"]


def preview(
    workspace: Workspace,
    environment: Mapping[str, str],
    which: str | None = None,
    policy: Policy | None = None,
) -> Preview:
    """
    What `run` would do now; nothing is written anywhere.

    Raises: as `run`.
    """
    holdings = gather(workspace, recall(workspace.state_folder))
    holdings.must_be_whole()
    with (
        opened_library(workspace, environment, which, for_writing=False) as (library, _),
        opened_state(workspace, library, for_writing=False) as state,
    ):
        return look.preview(holdings, library, state, policy)


def run(
    workspace: Workspace,
    environment: Mapping[str, str],
    which: str | None = None,
    *,
    policy: Policy | None = None,
    sleep: Callable[[float], None],
    now: Callable[[], str] = lambda: "",
    progress: Progress = lambda *_: None,
) -> tuple[BuildReport, SyncReport]:
    """
    Build, then sync.

    Args:
        environment: where ZOTERO_API_KEY and its like are looked up.
        which: as `chosen_library` has it, before what environment and configuration say.
        policy: what a person said beforehand.
        now: the time for the log, ISO 8601.

    Raises:
        ConfigError, InputError: the workspace is not usable, or another run is at work in it.
        AccessError, Unavailable, Moved: of the library; the files are built, what was confirmed is remembered.
        Halted: the plan looks like an accident, or is not the one that was agreed on; only the files are built.
    """
    with (
        files.exclusive(workspace.state_folder / "lock"),
        opened_library(workspace, environment, which) as (library, link),
        opened_state(workspace, library) as state,
    ):
        memory = recall(workspace.state_folder)
        done = unchanged(workspace, memory)
        snapshot = None
        fits = memory.fits(links(state.keys(), link)) and memory.stamp == state.digest
        if done and fits and not (policy and policy.only):
            snapshot = library.snapshot(state.version)
            if snapshot is None:
                return done, SyncReport(library.id, state.version, keys=state.keys())
        log = state.journal.new_run(now())
        return synced(
            workspace,
            library,
            link,
            state,
            policy=policy,
            log=log,
            snapshot=snapshot,
            sleep=sleep,
            progress=progress,
        )


def synced(
    workspace: Workspace,
    library: Library,
    link: str,
    state: State,
    *,
    policy: Policy | None,
    log: Run,
    snapshot: Snapshot | None = None,
    sleep: Callable[[float], None],
    progress: Progress,
) -> tuple[BuildReport, SyncReport]:
    """
    Build, then sync with a library that is open, in a workspace that is locked.

    Args:
        link: the beginning of the links with which Zotero shows the items of the library.

    Raises: as `run`.
    """
    memory, shown, before = recall(workspace.state_folder), links(state.keys(), link), state.version
    holdings = gather(workspace, memory)
    builds = [build_holdings(holdings, shown, memory=memory, progress=progress)]

    def again() -> Holdings:
        now = gather(workspace, recall(workspace.state_folder))
        builds.append(build_holdings(now, shown, memory=recall(workspace.state_folder)))
        return noted(now, builds[-1])

    report = sync_library(
        noted(holdings, builds[0]),
        library,
        state,
        again=again,
        policy=policy,
        snapshot=snapshot,
        log=log,
        sleep=sleep,
        progress=progress,
    )
    if report.done or state.version != before:
        # Items have keys now that notes can point to, and attachments may have new highlights.
        now = gather(workspace, recall(workspace.state_folder))
        builds.append(build_holdings(now, of_library(report.keys, link, state.base().mirror)))
    written = dict.fromkeys((*builds[0].written, *report.written))
    written.update(dict.fromkeys(path for one in builds for path in one.written))
    removed = dict.fromkeys(path for one in builds for path in one.removed)
    rekeyed = dict(pair for one in builds for pair in one.rekeyed)
    return replace(
        builds[-1], written=tuple(written), removed=tuple(removed), rekeyed=tuple(rekeyed.items())
    ), report


@contextmanager
def opened_state(workspace: Workspace, library: Library, *, for_writing: bool = True) -> Iterator[State]:
    """What this clone remembers of a library."""
    with State(workspace.state_folder / "state.sqlite", library.id, read_only=not for_writing) as state:
        yield state


def _or_in_memory(path: Path, for_writing: bool) -> Path | str:
    """A preview makes no file: what is not there yet is empty."""
    return path if for_writing or path.exists() else ":memory:"


@contextmanager
def opened_library(
    workspace: Workspace,
    environment: Mapping[str, str],
    which: str | None = None,
    *,
    for_writing: bool = True,
) -> Iterator[tuple[Library, str]]:
    """The library to sync with, and the beginning of the links with which Zotero shows its items."""
    kind, number = chosen_library(workspace.config, environment, which)
    if kind == DESKTOP:
        from . import desktop

        place = f"groups/{number}" if number else "library"
        with desktop.library(environment, number) as local:
            yield local, f"zotero://select/{place}/items/"
        return
    if kind == "embedded":
        from ..adapters.embedded import EmbeddedLibrary

        file = _or_in_memory(workspace.state_folder / "library.sqlite", for_writing)
        if isinstance(file, Path):
            file.parent.mkdir(parents=True, exist_ok=True)
        with EmbeddedLibrary(file) as embedded:
            yield embedded, ""
        return
    from ..adapters import secrets
    from ..adapters.credentials import credentials
    from ..adapters.web import WebLibrary

    found = credentials(environment, kind, number, secrets.recall)
    place = "library" if found.library_type == "user" else f"groups/{found.library_id}"
    with WebLibrary.open(found) as library:
        yield library, f"zotero://select/{place}/items/"
