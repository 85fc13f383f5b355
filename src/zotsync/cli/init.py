"""`zotsync init`."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

__all__ = ["command"]


@click.command()
@click.argument("folder", type=click.Path(file_okay=False), default=".")
@click.pass_obj
def command(directory: str, folder: str) -> None:
    """Make a workspace in a folder: a configuration, a place for lists, one small list to try.

    What is there already stays as it is.

    \b
    Example:
      zotsync init papers
    """
    from ..app.init import init

    root = Path(directory) / folder
    made = init(root)
    for path in made:
        click.echo(f"made {path}")
    if not made:
        click.echo(f"{root} is a workspace already; nothing to do")
        return
    there = "" if root.resolve() == Path.cwd() else f"cd {shlex.quote(str(root))} && "
    click.echo(f"\nPut your lists into {root / 'seeds'}/, then run: {there}zotsync build")
