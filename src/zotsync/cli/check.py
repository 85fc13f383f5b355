"""`zotsync check`."""

from __future__ import annotations

import click

from .output import as_json, findings, json_option, opened, plural

__all__ = ["command"]


@click.command()
@click.argument("lists", nargs=-1)
@click.option("--lines", is_flag=True, help="Say of every line of every list what became of it.")
@json_option
@click.pass_obj
def command(directory: str, lists: tuple[str, ...], lines: bool, json: bool) -> None:
    """Show where the lists disagree with the records: titles, years, links, works named twice, works unverified.

    Exit code 1 if there are warnings or errors. LISTS are file names; without any, all lists are checked.

    \b
    Example:
      zotsync check
      zotsync check reading-list.md --lines
    """
    from ..app.check import check, coverage

    workspace = opened(directory)
    if lines:
        covered = coverage(workspace, lists)
        if json:
            as_json(dict(covered))
            return
        for name, read in covered:
            for line in read:
                click.echo(f"{name}:{line.number}: {line.kind}" + (f": {line.why}" if line.why else ""))
        return
    found = check(workspace, lists)
    if json:
        as_json({"findings": found})
    else:
        findings(found)
        serious = sum(one.severity != "info" for one in found)
        click.echo(f"{plural(len(found), 'finding')}, {serious} of them to look at")
    if any(one.severity != "info" for one in found):
        raise click.exceptions.Exit(1)
