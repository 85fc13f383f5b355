"""`zotsync log`."""

from __future__ import annotations

import os

import click

from .output import as_json, json_option, opened
from .plans import line
from .sync import library_option

__all__ = ["command"]


@click.command()
@click.argument("number", type=int, required=False)
@library_option
@json_option
@click.pass_obj
def command(directory: str, number: int | None, library: str | None, json: bool) -> None:
    """List the syncs of this clone, or show what one of them did.

    \b
    Example:
      zotsync log
      zotsync log 12
    """
    from ..app.history import history
    from ..codecs import plans
    from ..errors import UsageError

    syncs = history(opened(directory), os.environ, library)
    if number is not None:
        syncs = tuple(one for one in syncs if one.number == number)
        if not syncs:
            raise UsageError(f"there is no sync {number}; `zotsync log` lists them")
    if json:
        as_json(
            [
                {"number": one.number, "at": one.at, "actions": list(map(plans.values, one.actions))}
                for one in syncs
            ]
        )
        return
    for one in syncs:
        words: dict[str, int] = {}
        for action in one.actions:
            word = type(action).__name__.lower()
            words[word] = words.get(word, 0) + 1
        click.echo(
            f"{one.number:4}  {one.at}  {', '.join(f'{word} {count:,}' for word, count in words.items())}"
        )
        if number is not None:
            for action in one.actions:
                click.echo(line(action))
    if not syncs:
        click.echo("no sync of this clone has done anything yet")
