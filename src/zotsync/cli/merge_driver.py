"""`zotsync merge-driver`."""

from __future__ import annotations

from pathlib import Path

import click

from .output import plural

__all__ = ["command"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("merge-driver")
@click.argument("base", type=_FILE)
@click.argument("ours", type=_FILE)
@click.argument("theirs", type=_FILE)
@click.argument("path")
def command(base: Path, ours: Path, theirs: Path, path: str) -> None:
    """Merge a .bib file, zotsync.lock or a note for git: entry by entry, field by field.

    What one side changed is taken; what both changed is marked in OURS, and the exit code is 1. In a repository,
    once for each clone:

    \b
      git config merge.zotsync.name "zotsync: by entry and field"
      git config merge.zotsync.driver "zotsync merge-driver %O %A %B %P"

    and in .gitattributes, for everybody:

    \b
      *.bib merge=zotsync
      zotsync.lock merge=zotsync
      notes/*.md merge=zotsync

    \b
    Example:
      zotsync merge-driver %O %A %B %P
    """
    from ..app.merging import merge_driver

    if conflicts := merge_driver(base, ours, theirs, path):
        click.echo(f"{path}: {plural(conflicts, 'conflict')} to settle", err=True)
        raise click.exceptions.Exit(1)
