"""Clones of one workspace that exchange their files as git does, and the people who edit them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import zotsync
from zotsync.adapters import files
from zotsync.adapters.state import State
from zotsync.app import conflicts, look, session
from zotsync.core.actions import Conflict, Side
from zotsync.core.brakes import Brakes
from zotsync.core.decision import Choose
from zotsync.errors import LibraryError
from zotsync.model import Lock

from .exchange import merged
from .libraries import no_sleep
from .unruly import Crash, Unruly

__all__ = ["Clone", "Hub"]

_LINK = "zotero://select/groups/1/items/"
_YES = Brakes(max_delete=10_000, yes=True)
_LIST = "seeds/reading-list.md"


@dataclass
class Hub:
    """What the clones have exchanged, as a bare repository holds it: path -> content."""

    files: dict[str, bytes] = field(default_factory=dict)


class Clone:
    """One member's copy of the workspace."""

    def __init__(self, root: Path, library: Unruly, hub: Hub) -> None:
        self.root, self.library, self.hub = root, library, hub
        self.workspace = zotsync.open_workspace(root)
        self.common = dict(hub.files)
        """At the last exchange: the base of the next merge."""
        self.error: BaseException | None = None
        """What the last sync ended with."""
        self.decided: list[Conflict] = []
        """What was decided in it."""

    # --- files ------------------------------------------------------------------------------------------------

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".zotsync" not in path.parts
        }

    def put(self, wanted: Mapping[str, bytes]) -> None:
        held = self.files()
        for name in held.keys() - wanted.keys():
            (self.root / name).unlink()
        for name, data in wanted.items():
            if held.get(name) != data:
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                (self.root / name).write_bytes(data)

    @property
    def text(self) -> str:
        """Of the list that people write."""
        return (self.root / _LIST).read_text(encoding="utf-8")

    @text.setter
    def text(self, new: str) -> None:
        (self.root / _LIST).write_text(new, encoding="utf-8")

    @property
    def bib(self) -> str:
        path = self.workspace.library_bib
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @bib.setter
    def bib(self, new: str) -> None:
        self.workspace.library_bib.write_text(new, encoding="utf-8")

    def words(self) -> str:
        """All that people wrote and can find again: lists, metadata, notes; and what the lock remembers."""
        return "\n".join(data.decode() for data in self.files().values())

    def lock(self) -> Lock:
        return self.workspace.read_lock()

    # --- git --------------------------------------------------------------------------------------------------

    def exchange(self) -> None:
        """Pull, merge, push."""
        self.put(merged(self.files(), self.common, self.hub.files))
        self.hub.files = self.files()
        self.common = dict(self.hub.files)

    # --- zotsync ----------------------------------------------------------------------------------------------

    def sync(
        self, prefer: Side = "", *, faults: Sequence[str] = (), crash: int | None = None
    ) -> zotsync.SyncReport | None:
        """
        `zotsync sync`; None where it did not come to an end.

        Args:
            crash: the machine goes off before this file is written.
        """
        self.library.faults = list(faults)
        self.decided = []
        policy = zotsync.Policy(_YES, prefer)
        try:
            with (
                mock.patch.object(session, "opened_library", self._opened),
                mock.patch.object(look, "chooser", self._chooser),
                mock.patch.object(files, "_put", _crashing(crash)),
            ):
                return session.run(self.workspace, {}, policy=policy, sleep=no_sleep, now=lambda: "now")[1]
        except (LibraryError, Crash) as error:
            self.error = error
            return None
        finally:
            self.library.faults = []

    @contextmanager
    def _opened(self, *_: object, **__: object) -> Any:
        yield self.library, _LINK

    def _chooser(self, state: State, prefer: Side = "") -> Choose:
        choose = conflicts.chooser(state, prefer)

        def chosen(conflict: Conflict) -> Side:
            if side := choose(conflict):
                self.decided.append(conflict)
            return side

        return chosen

    def forget(self) -> None:
        """Somebody deletes `.zotsync`."""
        shutil.rmtree(self.workspace.state_folder, ignore_errors=True)


_put = files._put


def _crashing(after: int | None) -> Any:
    left = [after]

    def put(path: Path, data: bytes) -> None:
        if left[0] is not None:
            if left[0] == 0:
                raise Crash
            left[0] -= 1
        _put(path, data)

    return put
