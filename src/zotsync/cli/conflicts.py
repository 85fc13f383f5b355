"""`zotsync conflicts`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from . import completion
from .output import as_json, json_option, opened, visible
from .plans import line
from .sync import library_option

if TYPE_CHECKING:
    from ..core.actions import Conflict

__all__ = ["command"]


@click.command()
@click.argument("work", required=False, shell_complete=completion.citation_keys)
@click.argument("field", required=False)
@click.option(
    "--take", type=click.Choice(["local", "remote"]), help="Whose value shall stand, for all that are named."
)
@library_option
@json_option
@click.pass_obj
def command(
    directory: str, work: str | None, field: str | None, take: str | None, library: str | None, json: bool
) -> None:
    """Go through what both sides changed, and say whose value shall stand.

    Without --take each one is asked for on a terminal, and listed elsewhere. The next `zotsync sync` does what
    was decided; what was not decided stays as it is on both sides.

    \b
    Example:
      zotsync conflicts
      zotsync conflicts vaswani2017attention title --take remote
    """
    import sys

    from ..app import session
    from ..app.conflicts import decide
    from ..app.holdings import gather
    from ..app.look import make_plan
    from ..core.actions import Conflict
    from ..core.near import did_you_mean
    from ..core.tree import shown
    from ..errors import UsageError

    workspace = opened(directory)
    with (
        session.opened_library(workspace, os.environ, library, for_writing=False) as (opened_library, _),
        session.opened_state(workspace, opened_library, for_writing=False) as state,
    ):
        plan = make_plan(gather(workspace), opened_library, state)
        conflicts = [one for one in plan.actions if isinstance(one, Conflict)]
        found = [one for one in conflicts if _is_named(one, work, field)]
        if not found and work:
            hint = did_you_mean(work, (shown(one.id) for one in conflicts), "zotsync conflicts lists all")
            raise UsageError(f"{' '.join(filter(None, (work, field)))}: nothing is in conflict there; {hint}")
        if json:
            from ..codecs import plans

            as_json({"conflicts": [plans.values(one) for one in found]})
        decided = 0
        for one in found:
            side = take or ("" if json or not sys.stdin.isatty() else _asked(one))
            if not side and not json:
                click.echo(line(one))
            if side:
                with session.opened_state(workspace, opened_library) as memory:
                    decide(memory, one, "local" if side == "local" else "remote")
                decided += 1
    if not json:
        left = len(found) - decided
        click.echo(
            f"decided {decided}, left {left}; run `zotsync sync`"
            if decided
            else f"{left} in conflict"
            if left
            else "no conflict"
        )
    if len(found) > decided:
        raise click.exceptions.Exit(1)


def _is_named(conflict: Conflict, work: str | None, field: str | None) -> bool:
    from ..core.tree import shown

    name = conflict.id.partition(":")[2]
    return (work in (None, name, shown(conflict.id))) and field in (None, conflict.property)


def _asked(conflict: Conflict) -> str:
    click.echo(line(conflict))
    if conflict.base not in (None, True, False):
        click.echo(f"      before: {visible(str(conflict.base))}")
    answer = click.prompt(
        "      keep the (l)ocal value, that of (z)otero, or (s)kip",
        type=click.Choice(["l", "z", "s"]),
        show_choices=False,
        default="s",
    )
    return {"l": "local", "z": "remote"}.get(str(answer), "")
