"""A small workspace, and a library that misbehaves as it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import zotsync
from zotsync.adapters.embedded import EmbeddedLibrary
from zotsync.adapters.state import State
from zotsync.app.sync import sync_library
from zotsync.core.library import Kind
from zotsync.errors import Unavailable
from zotsync.model import Item, Snapshot, WriteReport

LIST = "## A\n\n- **First Title of All** (2020)\n    - **Note**: one\n\n### B\n\n- **Second Title of All** (2021)\n"


def no_sleep(_: float) -> None:
    """Waits are numbers here."""


def held(library: Any) -> Snapshot:
    snapshot = library.snapshot()
    assert isinstance(snapshot, Snapshot)
    return snapshot


class Faulty(EmbeddedLibrary):
    """Fails as told, once for each word: before the write, after it, or by a stranger's write."""

    def __init__(self) -> None:
        super().__init__(":memory:")
        self.faults: list[str] = []
        self.writes = 0

    def write(self, kind: Kind, objects: Sequence[Mapping[str, Any]], *, version: int) -> WriteReport:
        self.writes += 1
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "before":
            raise Unavailable("no answer")
        if fault == "moved":
            super().write("items", [stranger()], version=version)
        report = super().write(kind, objects, version=version)
        if fault == "after":
            raise Unavailable("no answer")
        return report


def stranger() -> dict[str, Any]:
    return {"key": "STRANGE2", "version": 0, "itemType": "book", "title": "A stranger's book"}


def run(
    workspace: zotsync.Workspace,
    library: Any,
    waits: list[float] | None = None,
    policy: zotsync.Policy | None = None,
) -> zotsync.SyncReport:
    """Build and sync, as one clone."""
    with State(workspace.state_folder / "state.sqlite", library.id) as state:
        sleep = no_sleep if waits is None else waits.append
        return sync_library(zotsync.built(workspace), library, state, policy=policy, sleep=sleep)


def summary(library: EmbeddedLibrary) -> tuple[list[str], list[tuple[str, str]]]:
    seen = held(library)
    return sorted(one.name for one in seen.collections), sorted(
        (item.data["itemType"], item.data.get("title", item.data.get("note", ""))[:20]) for item in seen.items
    )


def change(library: Any, named: str, /, kind: Kind = "items", **data: Any) -> Any:
    """Somebody else's edit of the object with a title or name, or (without) somebody else's new object."""
    seen = held(library)
    objects = seen.items if kind == "items" else seen.collections
    found = next((one for one in objects if named and _name(one) == named), None)
    if found is not None:
        data = {"key": found.key, "version": found.version, **data}
    write = EmbeddedLibrary.write if isinstance(library, EmbeddedLibrary) else type(library).write
    report = write(library, kind, [data], version=seen.version)
    assert not report.failed, report.failed
    return report.written.get(0)


def _name(one: Any) -> Any:
    return one.data.get("title") if isinstance(one, Item) else one.name


def of(library: Any, title: str) -> Mapping[str, Any]:
    """The data of the item with a title."""
    (found,) = [one.data for one in held(library).items if one.data.get("title") == title]
    return found
