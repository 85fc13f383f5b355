"""`zotsync undo`."""

from __future__ import annotations

import os
import time

import click

from . import build as build_command
from .output import as_json, json_option, opened, progress
from .plans import counted, plan_values, report_values, show_plan, show_report
from .sync import library_option

__all__ = ["command"]


@click.command()
@click.argument("number", type=int, required=False)
@click.option("-n", "--dry-run", is_flag=True, help="Show the way back, and write nothing anywhere.")
@library_option
@json_option
@click.pass_obj
def command(directory: str, number: int | None, dry_run: bool, library: str | None, json: bool) -> None:
    """Take back what a sync did: the last one, or the one that `zotsync log` gives this number.

    The library gets its old values back, and a sync brings the files along. What was changed since stays.

    \b
    Example:
      zotsync undo --dry-run
      zotsync undo 12
    """
    from ..app import history

    workspace = opened(directory)
    if dry_run:
        plan = history.preview_undo(workspace, os.environ, library, number)
        if json:
            as_json(plan_values(plan))
        else:
            show_plan(plan)
        return
    with progress(not json) as advance:
        plan, refused, (built, report) = history.run_undo(
            workspace,
            os.environ,
            library,
            number,
            sleep=time.sleep,
            now=lambda: time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            progress=advance,
        )
    if json:
        as_json(
            {"undo": plan_values(plan), "refused": refused, "build": built, "sync": report_values(report)}
        )
    else:
        click.echo(f"took back {counted(plan.actions) or 'nothing'}")
        build_command.show(built)
        show_report(report)
    if refused:
        raise click.exceptions.Exit(1)
