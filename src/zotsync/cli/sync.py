"""`zotsync sync`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from ..errors import AccessError
from . import build as build_command
from .output import as_json, json_option, opened, progress
from .plans import counted, preview_values, report_values, show_plan, show_report, show_stops

if TYPE_CHECKING:
    from ..app.look import Policy
    from ..core.actions import Side

__all__ = ["command", "library_option", "policy", "policy_options"]

_Command = TypeVar("_Command", bound=Callable[..., object])

library_option = click.option(
    "--library",
    metavar="WHICH",
    help="embedded, user:ID, group:ID or desktop, instead of what zotsync.toml and the environment say.",
)


def policy_options(command: _Command) -> _Command:
    """What a person may say about a sync beforehand."""
    for option in (
        click.option(
            "-y",
            "--yes",
            is_flag=True,
            help="Go on with what looks like an accident; without it, a terminal is asked.",
        ),
        click.option(
            "--max-delete",
            type=click.IntRange(0),
            metavar="N",
            help="How many objects at most may go to the trash, out of the lists or out of their last collection "
            "(10, or any number with --yes).",
        ),
        click.option(
            "--prefer",
            type=click.Choice(["local", "remote"]),
            help="Whose value stands where both changed one: that of the files, or that of Zotero.",
        ),
    ):
        command = option(command)
    return command


def policy(prefer: str | None, max_delete: int | None, yes: bool) -> Policy:
    from ..app.look import Policy
    from ..core.brakes import Brakes

    side: Side = "local" if prefer == "local" else "remote" if prefer == "remote" else ""
    return Policy(Brakes(max_delete, yes), side)


@click.command()
@click.option("-n", "--dry-run", is_flag=True, help="Show the plan, and write nothing anywhere.")
@click.option(
    "--save-plan", type=click.Path(dir_okay=False), metavar="FILE", help="As --dry-run, into a file."
)
@click.option(
    "--plan", "plan_file", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
    help="Do what a saved plan says; nothing, where either side has changed since.",
)  # fmt: skip
@policy_options
@library_option
@json_option
@click.pass_obj
def command(
    directory: str,
    dry_run: bool,
    save_plan: str | None,
    plan_file: str | None,
    prefer: str | None,
    max_delete: int | None,
    yes: bool,
    library: str | None,
    json: bool,
) -> None:
    """Build, then make the files and the Zotero library one, both ways.

    Lists, library.bib and Zotero may all be edited; what changed on one side goes to the other, field by
    field. What both sides changed is left as it is, and told, until somebody decides.

    A plan that looks like an accident is asked about on a terminal, and stops elsewhere with exit code 4; what
    it says then (--max-delete N or --yes) goes on.

    The key is taken from ZOTERO_API_KEY or from `zotsync login`, the library from ZOTERO_LIBRARY_TYPE and
    ZOTERO_LIBRARY_ID or from [library] in zotsync.toml. Without any, an embedded library in .zotsync/ stands in.

    \b
    Example:
      zotsync sync --dry-run
      ZOTERO_API_KEY=... zotsync sync --library group:123
      zotsync sync --save-plan plan.json; zotsync sync --plan plan.json
    """
    from dataclasses import replace

    from ..adapters import files
    from ..app import session
    from ..codecs import plans

    workspace = opened(directory)
    said = policy(prefer, max_delete, yes)
    if dry_run or save_plan:
        seen = session.preview(workspace, os.environ, library, said)
        if save_plan:
            files.write(Path(save_plan), plans.dump(seen.plan))
        if json:
            as_json(preview_values(seen))
        else:
            show_plan(seen.plan)
            show_stops(seen.stops)
        return
    if plan_file:
        said = replace(said, only=plans.load(files.read_text(Path(plan_file)) or "", plan_file))
    with progress(not json) as (advance, ask):
        said = replace(said, brakes=replace(said.brakes, ask=ask))
        built, report = session.run(
            workspace,
            os.environ,
            library,
            policy=said,
            sleep=time.sleep,
            now=lambda: time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            progress=advance,
        )
    if json:
        as_json({"build": built, "sync": report_values(report)})
    else:
        build_command.show(built)
        show_report(report)
    if report.unpushed:
        raise AccessError(f"not pushed: {counted(report.unpushed)}: {report.obstacle}")
    if report.refused or any(type(action).__name__ == "Conflict" for action in report.open):
        raise click.exceptions.Exit(1)
