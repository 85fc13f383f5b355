"""`zotsync log`."""

from __future__ import annotations

import os

import click

from .output import as_json, json_option, opened
from .plans import deeds, line
from .sync import library_option

__all__ = ["command"]


@click.command()
@click.argument("number", type=int, required=False)
@library_option
@json_option
@click.pass_obj
def command(directory: str, number: int | None, library: str | None, json: bool) -> None:
    """List the syncs and undos of this clone (the last 200), or show what one of them did.

    \b
    Example:
      zotsync log
      zotsync log 12
    """
    from ..app.history import history
    from ..codecs import plans
    from ..core.runs import taken_back
    from ..errors import UsageError

    syncs = history(opened(directory), os.environ, library)
    gone = taken_back(syncs)
    if number is not None:
        syncs = tuple(one for one in syncs if one.number == number)
        if not syncs:
            raise UsageError(f"there is no sync {number}; `zotsync log` lists them")
    if json:
        as_json(
            {
                "syncs": [
                    {
                        "number": one.number,
                        "at": one.at,
                        "undoes": one.undoes or None,
                        "undone_by": gone.get(one.number),
                        "cut": one.is_cut,
                        "actions": list(map(plans.values, one.actions)),
                    }
                    for one in syncs
                ]
            }
        )
        return
    for one in syncs:
        back = f"  (taken back by {gone[one.number]})" if one.number in gone else ""
        click.echo(f"{one.number:4}  {one.at}  {deeds(one)}{back}")
        if number is not None:
            for action in one.actions:
                click.echo(line(action))
    if not syncs:
        click.echo("no sync of this clone has done anything yet")
