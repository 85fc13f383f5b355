"""`zotsync rekey`."""

from __future__ import annotations

import click

from . import completion
from .output import as_json, json_option, opened, visible

__all__ = ["command"]


@click.command()
@click.argument("old", required=False, shell_complete=completion.citation_keys)
@click.argument("new", required=False)
@click.option("--makeshift", is_flag=True, help="All keys from before author or year of the work were known.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@json_option
@click.pass_obj
def command(
    directory: str, old: str | None, new: str | None, makeshift: bool, dry_run: bool, json: bool
) -> None:
    r"""Give a work another citation key; the old one stays as an alias.

    Lock, bib/ and notes/ follow at once, the item in Zotero with the next sync, other clones when they get the files.
    Documents that cite OLD still work with biblatex, which knows it by the field ids; with BibTeX, cite NEW there.
    No key changes by itself. With --makeshift, keys such as anonymousndattention, made before anybody looked the
    work up, become what they would be today.

    \b
    Example:
      zotsync rekey smith2020untitled smith2020attention
      zotsync rekey --makeshift --dry-run
    """
    from ..app.rekey import rekey, rekey_makeshift

    workspace = opened(directory)
    if makeshift and not old:
        done = rekey_makeshift(workspace, dry_run=dry_run)
    elif old and new and not makeshift:
        done = rekey(workspace, old, new, dry_run=dry_run)
    else:
        raise click.UsageError("say OLD and NEW, or --makeshift")
    if json:
        as_json(done)
        return
    for one in done.keys:
        click.echo(f"{one.old} {'would be' if dry_run else 'is'} {one.new} ({visible(one.title)})")
    if not done.keys:
        click.echo("no key is from before author and year were known")
        return
    for verb, paths in (("write", done.written), ("remove", done.removed)):
        if paths:
            said = f"would {verb}" if dry_run else {"write": "wrote", "remove": "removed"}[verb]
            click.echo(f"{said} {', '.join(paths)}")
    if not dry_run:
        stays = f"{done.keys[0].old} stays an alias" if len(done.keys) == 1 else "the old ones stay aliases"
        click.echo(f"{stays} (ids, for biblatex); zotsync sync tells Zotero")
