"""
A sync against a real Zotero server on this machine, beside plain pyzotero doing the same job.

    python -m benchmarks.sync [--works 1000] [--edited 100]

For each job the seconds and the requests: pushing all works, a sync with nothing to do, a sync after somebody
edited some items, and a first look at all of it. pyzotero gets ready-made item JSON and only moves it; zotsync
also reads the workspace, compares, merges, remembers and writes the files.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
from benchmarks import workspaces
from pyzotero import zotero
from tests.server.zotero import ZoteroServer, running

import zotsync
from zotsync.adapters.credentials import Credentials
from zotsync.adapters.state import State
from zotsync.adapters.web import WebLibrary
from zotsync.app.look import make_plan
from zotsync.app.sync import sync_library
from zotsync.core.brakes import Brakes
from zotsync.core.library import BATCH


class Counter:
    """Every request that this process sends, by whatever client."""

    def __init__(self) -> None:
        self.sent = 0
        send = httpx2.HTTPTransport.handle_request

        def counted(transport: Any, request: Any) -> Any:
            self.sent += 1
            return send(transport, request)

        httpx2.HTTPTransport.handle_request = counted  # type: ignore[method-assign, assignment]


def timed(label: str, who: str, counter: Counter, job: Callable[[], Any]) -> Any:
    before, started = counter.sent, time.perf_counter()
    result = job()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    print(
        f"{label:34} {who:9} {seconds:8.2f} s {counter.sent - before:6} requests {peak:6.0f} MB peak",
        flush=True,
    )
    return result


def clients(server: ZoteroServer) -> tuple[WebLibrary, zotero.Zotero]:
    """A library each, new and empty."""
    user = server.new_user()
    key = server.new_key(user)
    ours, theirs = server.new_group(user), server.new_group(user)
    other = zotero.Zotero(str(theirs), "group", key)
    other.endpoint = server.url
    return WebLibrary.open(Credentials(key, "group", ours, server.url)), other


def edit(library: WebLibrary, number: int) -> None:
    """Somebody else's edits."""
    seen = library.snapshot()
    assert seen is not None
    works = [item for item in seen.items if item.data["itemType"] != "note"][:number]
    version = seen.version
    for at in range(0, len(works), BATCH):
        changes = [
            {"key": one.key, "version": one.version, "title": one.data["title"] + " (revised)"}
            for one in works[at : at + BATCH]
        ]
        version = library.write("items", changes, version=version).version


def measure(server: ZoteroServer, works: int, edited: int, folder: Path) -> None:
    counter = Counter()
    workspaces.make(folder, works, 10)
    workspace = zotsync.open_workspace(folder)
    library, other = clients(server)
    policy = zotsync.Policy(Brakes(yes=True))
    with library, State(folder / "state.sqlite", library.id) as state:
        holdings = timed("build, for all that follows", "zotsync", counter, lambda: zotsync.built(workspace))

        def sync() -> zotsync.SyncReport:
            return sync_library(zotsync.built(workspace), library, state, policy=policy, sleep=time.sleep)

        items = [
            {name: value for name, value in action.data.items() if name != "collections"}
            for action in make_plan(holdings, library, state).actions
            if action.id.startswith("work:") and hasattr(action, "data")
        ]
        timed(f"push {works:,} works", "zotsync", counter, sync)
        timed(
            "",
            "pyzotero",
            counter,
            lambda: [other.create_items(items[at : at + BATCH]) for at in range(0, works, BATCH)],
        )
        timed("nothing changed", "zotsync", counter, sync)
        version = other.last_modified_version()
        timed("", "pyzotero", counter, lambda: other.everything(other.items(since=version)))
        edit(library, edited)
        timed(f"{edited} items edited by others", "zotsync", counter, sync)
        timed("", "pyzotero", counter, lambda: other.everything(other.items(since=max(version - edited, 0))))
        timed("first look at all of it", "zotsync", counter, library.snapshot)
        timed("", "pyzotero", counter, lambda: other.everything(other.items()))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--works", type=int, default=1000)
    parser.add_argument("--edited", type=int, default=100)
    arguments = parser.parse_args()
    gc.set_threshold(100_000, 50, 100)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "server") as server:
        measure(server, arguments.works, arguments.edited, Path(folder) / "papers")


if __name__ == "__main__":
    main()
