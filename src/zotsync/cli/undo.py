"""`zotsync undo`."""

from __future__ import annotations

import os
import time

import click

from . import build as build_command
from .output import as_json, json_option, opened, progress
from .plans import (
    counted,
    plan_values,
    report_values,
    show_open,
    show_plan,
    show_refused,
    show_report,
    told,
)
from .sync import library_option

__all__ = ["command"]


@click.command()
@click.argument("number", type=int, required=False)
@click.option("-n", "--dry-run", is_flag=True, help="Show the way back, and write nothing anywhere.")
@library_option
@json_option
@click.pass_obj
def command(directory: str, number: int | None, dry_run: bool, library: str | None, json: bool) -> None:
    """Take back what a sync did: the last one that was not taken back, or the one with this number in `zotsync log`.

    The library gets its old values back, and the files come along. What people changed, filed or
    attached since stays, and is told. An undo is in the log too, and can be taken back by its number.

    \b
    Example:
      zotsync undo --dry-run
      zotsync undo 12
    """
    from ..app import history
    from ..codecs import plans
    from ..core.actions import Leave

    workspace = opened(directory)
    if dry_run:
        way = history.preview_undo(workspace, os.environ, library, number)
        if json:
            as_json({"undoes": way.run.number, **plan_values(way.plan)})
        else:
            click.echo(f"To take back {told(way.run)}")
            show_plan(way.plan)
        return
    with progress(not json) as (advance, _):
        undone = history.run_undo(
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
            {
                "undoes": undone.way.run.number,
                "undo": plan_values(undone.way.plan),
                "done": [plans.values(action) for action in undone.done],
                "refused": undone.refused,
                "build": undone.built,
                "sync": report_values(undone.report),
            }
        )
    else:
        click.echo(f"took back {counted(undone.done) or 'nothing'} of {told(undone.way.run)}")
        show_refused(undone.refused)
        show_open([action for action in undone.way.plan.actions if isinstance(action, Leave)])
        build_command.show(undone.built)
        show_report(undone.report)
        if undone.report.unpushed:
            click.echo(f"not pushed: {counted(undone.report.unpushed)}; `zotsync sync` does that")
    if undone.refused:
        raise click.exceptions.Exit(1)
