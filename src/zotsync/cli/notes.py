"""`zotsync notes`."""

from __future__ import annotations

import click

from .completion import citation_keys
from .output import as_json, findings, json_option, opened, plural, visible

__all__ = ["command"]

_TITLE = 60
"""Characters of a title that are shown."""


@click.group(invoke_without_command=True)
@json_option
@click.option("--status", help="Only notes with this status: to-read, reading, read, or a word of yours.")
@click.option("--reader", help="Only what this person reads.")
@click.pass_context
def command(ctx: click.Context, json: bool, status: str | None, reader: str | None) -> None:
    """List the reading notes: status, last change, and whether what you wrote is in Zotero.

    \b
    Example:
      zotsync notes --status to-read
      zotsync notes open vaswani2017attention
    """
    if ctx.invoked_subcommand:
        return
    import os

    from ..app.notes import list_notes

    found = [
        one
        for one in list_notes(opened(ctx.obj), os.environ)
        if status in (None, one.status) and (reader is None or reader in one.reader)
    ]
    if json:
        as_json({"notes": found})
        return
    width = max((len(one.key) for one in found), default=0)
    for one in found:
        title = one.title if len(one.title) <= _TITLE else f"{one.title[: _TITLE - 1]}…"
        who = f"  ({', '.join(one.reader)})" if one.reader else ""
        click.echo(
            f"{one.key:<{width}}  {visible(one.status):<11}  {one.changed:<10}  {one.side:<8}  "
            f"{visible(title)}{visible(who)}"
        )
    click.echo(plural(len(found), "note"), err=True)


@command.command("open")
@click.argument("key", shell_complete=citation_keys)
@click.pass_obj
def open_(directory: str, key: str) -> None:
    """Open the note of a work in your editor ($VISUAL or $EDITOR).

    \b
    Example:
      zotsync notes open vaswani2017attention
    """
    from ..app.notes import note_file
    from ..errors import InputError

    workspace = opened(directory)
    path = workspace.root / note_file(workspace, key)
    if not path.exists():
        raise InputError(f"{workspace.shown(path)}: not made yet; run zotsync build")
    click.edit(filename=str(path))


@command.command()
@click.argument("keys", nargs=-1, shell_complete=citation_keys)
@click.option("--template", is_flag=True, help="Bring notes to the template as it is now.", required=True)
@click.option("-y", "--yes", is_flag=True, help="Do it, without showing the difference first.")
@click.pass_obj
def refresh(directory: str, keys: tuple[str, ...], template: bool, yes: bool) -> None:  # noqa: ARG001
    """Bring existing notes to a template that was changed; the difference is shown first.

    \b
    Example:
      zotsync notes refresh --template
    """
    import difflib

    from ..app.notes import retold

    workspace = opened(directory)
    report = retold(workspace, keys)
    findings(report.findings)
    if not yes:
        for path, (old, new) in report.changed.items():
            lines = difflib.unified_diff(old.splitlines(), new.splitlines(), path, path, lineterm="")
            for line in lines:
                colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
                click.secho(visible(line), fg=colour)
    if not report.changed:
        click.echo("nothing to do")
    elif yes or click.confirm(f"Change {plural(len(report.changed), 'note')}?"):
        report.write(workspace)
        click.echo(f"changed {plural(len(report.changed), 'note')}")
