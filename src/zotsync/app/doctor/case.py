"""What the checks of the doctor look at, each part of it looked up once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from ...adapters.credentials import Place, place
from ...adapters.desktop import DesktopLibrary
from ...adapters.server import About
from ...adapters.web import WebLibrary
from ...codecs.zotero.rights import Rights
from ...errors import ZotsyncError
from .. import desktop
from ..choice import DESKTOP, chosen_library
from ..holdings import Holdings, gather
from ..workspace import Workspace

__all__ = ["Case", "Diagnosed", "Found", "Outcome", "names"]

Outcome = Literal["ok", "warning", "problem"]
Diagnosed = tuple[Outcome, str] | tuple[Outcome, str, str]
"""(outcome, message) or (outcome, message, next step)."""
Found = Iterator[Diagnosed]
"""What a check says."""

_NAMED = 3
"""How many names stand in one line."""


class Case:
    """What the checks look at, each part of it looked up once."""

    def __init__(
        self,
        workspace: Workspace,
        environment: Mapping[str, str],
        which: str | None,
        now: Callable[[], datetime],
    ) -> None:
        self.workspace = workspace
        self.environment = environment
        self.which = which
        self.now = now
        self.key = ""
        """The key; empty where there is none."""
        self.about: About | None = None
        """What the server said of itself; `None` where it did not answer."""
        self.answers = False
        """Whether the Zotero on this computer answered."""
        self.rights: Rights | None = None
        """What the key may do; `None` where that is not known."""

    @cached_property
    def holdings(self) -> Holdings | None:
        """What the workspace holds; `None` where it cannot be read (`files.made_files` says why)."""
        try:
            return gather(self.workspace)
        except ZotsyncError:
            return None

    @cached_property
    def chosen(self) -> tuple[str, str]:
        """Type and number of the library."""
        return chosen_library(self.workspace.config, self.environment, self.which)

    @cached_property
    def place(self) -> Place | None:
        """The library on a server; `None` for another kind, or where none is named well."""
        try:
            return None if self.chosen[0] in ("embedded", DESKTOP) else place(self.environment, *self.chosen)
        except ZotsyncError:
            return None

    def desktop(self) -> DesktopLibrary:
        return desktop.library(self.environment, self.chosen[1])

    def web(self, found: Place) -> WebLibrary:
        return WebLibrary(found.url, found.library_type, found.library_id, self.key)

    @property
    def embedded_file(self) -> Path:
        return self.workspace.state_folder / "library.sqlite"


def names(found: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = len(found) - _NAMED
    return ", ".join(found[:_NAMED]) + (f" and {more} more" if more > 0 else "")
