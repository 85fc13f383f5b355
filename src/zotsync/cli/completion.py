"""
What the shell offers for an argument, out of the workspace; nothing where there is none, or where it cannot be read.

`_ZOTSYNC_COMPLETE=bash_source zotsync` prints what a shell must run for this (`zsh_source`, `fish_source`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from ..errors import ZotsyncError
from .output import opened

if TYPE_CHECKING:
    import click

    from ..app.workspace import Workspace

__all__ = ["citation_keys", "list_names", "topics"]

_Complete = Callable[["click.Context", "click.Parameter", str], list[str]]


def _offered(names: Callable[[Workspace], Iterable[str]]) -> _Complete:
    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
        with suppress(ZotsyncError, OSError):
            found = names(opened(ctx.find_root().params["directory"]))
            return [one for one in dict.fromkeys(found) if one.casefold().startswith(incomplete.casefold())]
        return []

    return complete


def _topics(workspace: Workspace) -> Iterable[str]:
    from ..core.topics import show_path

    catalogue = workspace.catalogue(workspace.read_lists()[0], workspace.read_lock())
    return (show_path(topic.path) for topic in catalogue.topics)


topics = _offered(_topics)
citation_keys = _offered(lambda workspace: workspace.read_lock().records)
list_names = _offered(lambda workspace: (path.name for path in workspace.list_files()))
