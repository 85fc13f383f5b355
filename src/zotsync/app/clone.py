"""This clone: what it remembers of a library, and what is open between the two; nobody is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..adapters.credentials import place
from ..adapters.embedded import EmbeddedLibrary
from ..adapters.state import State
from ..core.actions import Conflict, Plan
from ..core.tree import shown
from .choice import DESKTOP
from .holdings import Holdings
from .look import Policy, decided
from .workspace import Workspace

__all__ = ["expected", "library_name", "open_conflicts", "remembered"]


def library_name(workspace: Workspace, environment: Mapping[str, str], library: tuple[str, str]) -> str:
    """
    Under which name this clone remembers a library.

    Args:
        library: type and number, as `chosen_library` gives them.

    Returns:
        The name; empty where there is none yet, or where only the Zotero on this computer could tell it.

    Raises:
        ConfigError: the library is not named well.
    """
    kind, number = library
    if kind == DESKTOP:
        return ""
    if kind == "embedded":
        file = workspace.state_folder / "library.sqlite"
        if not file.exists():
            return ""
        with EmbeddedLibrary(file) as opened:
            return opened.id
    from ..adapters.web import WebLibrary

    found = place(environment, kind, number)
    with WebLibrary(found.url, found.library_type, found.library_id) as web:
        return web.id


@contextmanager
def remembered(workspace: Workspace, library: str) -> Iterator[State | None]:
    """What this clone remembers of a library by its name; `None` where it never saw it."""
    file = workspace.state_folder / "state.sqlite"
    if not library or not file.exists():
        yield None
        return
    with State(file, library, read_only=True) as state:
        yield state if state.version else None


def expected(holdings: Holdings, library: str, state: State) -> Plan:
    """What a sync would do, if the library stands as this clone saw it last."""
    if holdings.stamp == state.digest:
        return Plan(library, state.version, (), state.keys())
    base = state.base()
    return decided(holdings, library, state, Policy(), base, base.mirror, state.item_fields).plan


def open_conflicts(plan: Plan) -> tuple[str, ...]:
    """What is in conflict and not decided yet, as a person reads it: `vaswani2017attention title`."""
    return tuple(f"{shown(one.id)} {one.property}" for one in plan.actions if isinstance(one, Conflict))
