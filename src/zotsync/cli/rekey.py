"""`zotsync rekey`."""

from __future__ import annotations

import click

from . import completion
from .output import as_json, json_option, opened, visible

__all__ = ["command"]


@click.command()
@click.argument("old", shell_complete=completion.citation_keys)
@click.argument("new")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@json_option
@click.pass_obj
def command(directory: str, old: str, new: str, dry_run: bool, json: bool) -> None:
    r"""Give a work another citation key; the old one stays as an alias.

    Lock, bib/ and notes/ follow at once, the item in Zotero with the next sync, other clones when they get the files.
    Documents that cite OLD still work with biblatex, which knows it by the field ids; with BibTeX, cite NEW there.

    \b
    Example:
      zotsync rekey smith2020untitled smith2020attention
      zotsync rekey smith2020untitled smith2020attention --dry-run
    """
    from ..app.rekey import rekey

    done = rekey(opened(directory), old, new, dry_run=dry_run)
    if json:
        as_json(done)
        return
    click.echo(f"{done.old} {'would be' if dry_run else 'is'} {done.new} ({visible(done.title)})")
    for verb, paths in (("write", done.written), ("remove", done.removed)):
        if paths:
            said = f"would {verb}" if dry_run else {"write": "wrote", "remove": "removed"}[verb]
            click.echo(f"{said} {', '.join(paths)}")
    if not dry_run:
        click.echo(f"{done.old} stays an alias (ids, for biblatex); zotsync sync tells Zotero")
