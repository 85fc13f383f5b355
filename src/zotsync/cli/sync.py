"""`zotsync sync`."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from . import build as build_command
from .output import as_json, json_option, opened, plural, progress, visible

if TYPE_CHECKING:
    from ..app.sync import SyncReport
    from ..core.plan import Action, Plan

__all__ = ["command"]


@click.command()
@click.option("-n", "--dry-run", is_flag=True, help="Show the plan, and write nothing anywhere.")
@click.option(
    "--library",
    metavar="WHICH",
    help="embedded, user:ID or group:ID, instead of what zotsync.toml and the environment say.",
)
@json_option
@click.pass_obj
def command(directory: str, dry_run: bool, library: str | None, json: bool) -> None:
    """Build, then bring the Zotero library up to date: topics as collections, works as items, remarks as notes.

    The key is taken from ZOTERO_API_KEY, the library from ZOTERO_LIBRARY_TYPE and ZOTERO_LIBRARY_ID or
    from [library] in zotsync.toml. Without any, an embedded library in .zotsync/ stands in.

    \b
    Example:
      zotsync sync --dry-run
      ZOTERO_API_KEY=... zotsync sync --library group:123
    """
    from ..app import session

    workspace = opened(directory)
    if dry_run:
        plan = session.preview(workspace, os.environ, library)
        if json:
            as_json(plan_values(plan))
        else:
            show_plan(plan)
        return
    with progress(not json) as advance:
        built, report = session.run(workspace, os.environ, library, sleep=time.sleep, progress=advance)
    if json:
        as_json({"build": built, "sync": report_values(report)})
    else:
        build_command.show(built)
        show_report(report)
    if report.refused or any(type(action).__name__ == "Conflict" for action in report.open):
        raise click.exceptions.Exit(1)


# --- for programs -----------------------------------------------------------------------------------------


def _action(action: Action) -> dict[str, object]:
    from dataclasses import fields

    values = {one.name: getattr(action, one.name) for one in fields(action)}
    return {"action": type(action).__name__.lower(), **values}


def plan_values(plan: Plan) -> dict[str, object]:
    return {
        "library": plan.library,
        "version": plan.version,
        "actions": [_action(action) for action in plan.actions],
    }


def report_values(report: SyncReport) -> dict[str, object]:
    return {
        "library": report.library,
        "version": report.version,
        "done": [_action(action) for action in report.done],
        "open": [_action(action) for action in report.open],
        "refused": [
            {**_action(one.action), "code": one.failure.code, "message": one.failure.message}
            for one in report.refused
        ],
    }


# --- for people -------------------------------------------------------------------------------------------

_SIGNS = {"Create": ("+", "green"), "Update": ("~", "yellow"), "Link": ("=", "cyan")}
_EMBEDDED = "embedded:"


def _named(library: str) -> str:
    return "the embedded library" if library.startswith(_EMBEDDED) else library


_NOUNS = {"topic": "collection", "work": "item", "note": "note"}


def _counted(actions: Sequence[Action]) -> str:
    counts: dict[str, int] = {}
    for action in actions:
        noun = _NOUNS[action.id.partition(":")[0]]
        counts[noun] = counts.get(noun, 0) + 1
    return ", ".join(plural(number, noun) for noun, number in counts.items())


def _line(action: Action) -> str:
    from ..core.plan import Conflict, Create, Keep, Leave, Link, Update
    from ..core.tree import shown

    name = visible(shown(action.id))
    sign, colour = _SIGNS.get(type(action).__name__, ("!", "red"))
    mark = click.style(sign, fg=colour, bold=True)
    if isinstance(action, Create):
        return f"  {mark} {name}  {visible(action.data.get('title', ''))}".rstrip()
    if isinstance(action, Link):
        return f"  {mark} {name} is {action.key} ({action.why})"
    if isinstance(action, Update):
        return f"  {mark} {name}  {', '.join(action.after)}"
    if isinstance(action, Conflict):
        return f"  {mark} {name}  {action.property}: here {action.local!r}, in Zotero {action.remote!r}"
    if isinstance(action, Keep):
        return f"  {mark} {name}  changed in Zotero: {', '.join(action.properties)}; kept there"
    if isinstance(action, Leave):
        return f"  {mark} {name}  {visible(action.why)}"
    return f"  {mark} {name}  in no list any more; kept in Zotero"


def show_plan(plan: Plan) -> None:
    from ..core.plan import Create, Link, Update

    click.echo(f"Plan for {_named(plan.library)} at version {plan.version}")
    for kind, verb in ((Create, "create"), (Update, "update"), (Link, "link")):
        actions = [action for action in plan.actions if isinstance(action, kind)]
        if actions:
            click.echo(f"would {verb} {_counted(actions)}:")
            for action in actions:
                click.echo(_line(action))
    _show_open([one for one in plan.actions if not isinstance(one, Create | Update | Link)])
    if plan.is_empty:
        click.echo("library: nothing to do")


def show_report(report: SyncReport) -> None:
    from ..core.plan import Create, Link, Update

    for kind, verb in ((Create, "created"), (Update, "updated"), (Link, "linked")):
        actions = [action for action in report.done if isinstance(action, kind)]
        if actions:
            click.echo(f"{verb} {_counted(actions)} in {_named(report.library)}")
    for one in report.refused:
        click.echo(
            f"refused: {_line(one.action).strip()}: {visible(one.failure.message)} ({one.failure.code})"
        )
    _show_open(report.open)
    if not report.done and not report.refused:
        click.echo(f"{_named(report.library)}: nothing to do")


def _show_open(actions: Sequence[Action]) -> None:
    if actions:
        click.echo(f"left alone ({len(actions)}):")
    for action in actions:
        click.echo(_line(action))
