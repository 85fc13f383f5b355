"""`zotsync doctor`."""

from __future__ import annotations

import os

import click

from .output import as_json, json_option, visible

__all__ = ["command"]

_COLOURS = {"ok": "green", "warning": "yellow", "problem": "red"}


@click.command()
@click.option(
    "--library",
    metavar="WHICH",
    help="embedded, user:ID, group:ID or desktop, instead of what zotsync.toml and the environment say.",
)
@json_option
@click.pass_obj
def command(directory: str, library: str | None, json: bool) -> None:
    """See whether all is well: configuration, lists, lock, key and its rights, server, clock, this clone.

    One line each, with the next step where there is one; nothing is written. Without a network, what can be
    seen without it. Exit code 1 if there is a problem.

    \b
    Example:
      zotsync doctor
      zotsync doctor --library group:123456 --json
    """
    from ..app.doctor import diagnose

    found = diagnose(directory, os.environ, library)
    problems = sum(one.outcome == "problem" for one in found)
    if json:
        as_json({"checks": found, "problems": problems})
    else:
        for one in found:
            step = f"; {one.next}" if one.next else ""
            mark = click.style(f"{one.outcome:8}", fg=_COLOURS[one.outcome])
            click.echo(f"{mark} {one.check}: {visible(one.message)}{step}")
    if problems:
        raise click.exceptions.Exit(1)
