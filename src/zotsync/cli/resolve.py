"""`zotsync resolve`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from . import completion
from .output import as_json, is_someone_there, json_option, opened, plural, progress, visible
from .review import go_through, line

if TYPE_CHECKING:
    from ..app.reference import Both
    from ..app.resolve import ResolveReport
    from ..app.upgrade import Change
    from ..app.workspace import Workspace

__all__ = ["command"]


@click.command()
@click.argument("lists", nargs=-1, shell_complete=completion.list_names)
@click.option("--review", is_flag=True, help="Go through what is doubtful, and decide.")
@click.option("--upgrade", is_flag=True, help="See what became of verified works since, and approve it.")
@click.option("-y", "--yes", is_flag=True, help="With --upgrade: do all of it without asking.")
@click.option(
    "--offline", is_flag=True, help="Ask nobody: the title index, and what was answered within a day."
)
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@json_option
@click.pass_obj
def command(
    directory: str,
    lists: tuple[str, ...],
    review: bool,
    upgrade: bool,
    yes: bool,
    offline: bool,
    dry_run: bool,
    json: bool,
) -> None:
    """Look up what the lists name, and put what is sure into zotsync.lock and library.bib.

    What is not sure is left, with the best candidates, for --review, which asks in the terminal: a number takes a
    candidate, a DOI, arXiv id or link is looked up. A run that is stopped goes on where it was; what you wrote
    into library.bib stays. LISTS are file names; without any, all lists are looked up.

    \b
    Example:
      zotsync resolve --dry-run
      zotsync resolve
      zotsync resolve --review
      zotsync resolve --upgrade
    """
    from ..app.build import build
    from ..app.reference import opened_reference
    from ..app.resolve import resolve
    from ..core.near import did_you_mean
    from ..errors import UsageError

    if review + upgrade + bool(lists) > 1 or (yes and not upgrade):
        raise click.UsageError("say one of: LISTS, --review, --upgrade (with --yes)")
    workspace = opened(directory)
    names = [path.name for path in workspace.list_files()]
    for name in lists:
        if name not in names:
            hint = did_you_mean(name, names, f"there is {', '.join(names) or 'none'}")
            raise UsageError(f"there is no list {name!r}; {hint}")
    with opened_reference(workspace, os.environ, offline=offline, tell=_tell) as reference:
        if review:
            go_through(workspace, reference, json=json)
            return
        if upgrade:
            _upgrade(workspace, reference, yes=yes, offline=offline, dry_run=dry_run, json=json)
            return
        with progress(not json) as (advance, _):
            report = resolve(workspace, reference, lists=lists, dry_run=dry_run, progress=advance)
    if not dry_run:
        build(workspace)
    as_json(report) if json else _show(report, dry_run, offline)
    if report.found and not dry_run and not json:
        _tell_makeshift(workspace)
    if report.doubts:
        raise click.exceptions.Exit(1)


def _show(report: ResolveReport, dry_run: bool, offline: bool) -> None:
    from ..app.resolve import UNHEARD

    for found in report.found:
        click.echo(f"{found.list}:{found.line}: {found.key}  {visible(found.recorded)} [{found.evidence}]")
    _show_silence(report.unavailable, offline)
    unheard = [doubt for doubt in report.doubts if doubt.why == UNHEARD]
    for doubt in report.doubts:
        if doubt in unheard:
            continue
        best = f"; the nearest: {line(doubt.offers[0])}" if doubt.offers else ""
        click.echo(f"{doubt.list}:{doubt.line}: {visible(doubt.title)!r}: {doubt.why}{best}")
    if not report.entries:
        click.echo("nothing to look up: every entry is verified, or decided")
    else:
        would = "would be found" if dry_run else "found"
        looked_up = plural(report.entries, "entry")
        click.echo(f"{looked_up} looked up: {len(report.found)} {would}, {len(report.doubts)} left for you")
    preprints = sum(found.is_preprint for found in report.found)
    if preprints:
        known = plural(preprints, "preprint")
        click.echo(
            f"{known} of which no record names a publication; zotsync resolve --upgrade searches for one"
        )
    if unheard:
        click.echo(f"{plural(len(unheard), 'entry')} of which no source said anything: {_NEXT[offline]}")
    if len(report.doubts) > len(unheard) and not dry_run:
        click.echo("zotsync resolve --review goes through what is left")


def _tell_makeshift(workspace: Workspace) -> None:
    """Keys do not change by themselves; who built before the first look-up may want to."""
    from ..app.holdings import gather
    from ..app.memory import recall
    from ..app.rekey import makeshift

    if names := makeshift(gather(workspace, recall(workspace.state_folder))):
        (old, new), *_ = names.items()
        click.echo(
            f"{plural(len(names), 'key')} from before author and year were known ({old}, today {new}): "
            "zotsync rekey --makeshift changes them, if nothing cites them yet"
        )


_NEXT = {
    False: "run it again when there is a network; what was answered until then is kept",
    True: "there is no title index of theirs here yet; zotsync index build DUMP makes one, or leave --offline out",
}


def _show_silence(unavailable: Mapping[str, str], offline: bool) -> None:
    """Sources that did not answer, those of one reason together; none where nobody was to be asked."""
    if offline:
        return
    names: dict[str, list[str]] = {}
    for name, why in unavailable.items():
        names.setdefault(why, []).append(name)
    for why, silent in names.items():
        click.echo(f"{', '.join(silent)}: not asked, or no answer: {visible(why)}")


def _tell(text: str) -> None:
    click.echo(visible(text), err=True)


# --- upgrade ----------------------------------------------------------------------------------------------


def _upgrade(
    workspace: Workspace, reference: Both, *, yes: bool, offline: bool, dry_run: bool, json: bool
) -> None:
    from ..app.build import build
    from ..app.upgrade import apply_upgrade, plan_upgrade

    with progress(not json) as (advance, _):
        plan = plan_upgrade(workspace, reference, reference.is_dead, advance)
    if json:
        as_json(plan)
    else:
        for change in plan.changes:
            _show_change(change)
        _show_silence(plan.unavailable, offline)
    count = sum(change.record is not None for change in plan.changes)
    if not json:
        click.echo(f"{plural(plan.works, 'work')} looked at, {count} to change")
    asks = is_someone_there() and not json and not dry_run
    if count and not dry_run and (yes or (asks and click.confirm("write this?", default=False))):
        done = apply_upgrade(workspace, plan)
        for path in (*done.written, *build(workspace).written):
            click.echo(f"wrote {path}", err=json)
        if done.left:
            left = f"left as they are, they changed since the question: {', '.join(done.left)}"
            click.echo(f"{left}; zotsync resolve --upgrade looks again", err=json)
            raise click.exceptions.Exit(1)
        return
    if count and not json and not dry_run and not asks:
        click.echo("nothing is written: zotsync resolve --upgrade --yes does it, or answer in a terminal")
    if plan.changes:
        raise click.exceptions.Exit(1)


_COLOURS = {"retraction": "red", "withdrawal": "red", "concern": "red", "dead-link": "yellow"}


def _show_change(change: Change) -> None:
    click.echo(f"{change.key}: {click.style(visible(change.why), fg=_COLOURS.get(change.kind))}")
    for name, old, new in change.fields:
        click.echo(f"   {name.replace('_', ' ')}: {visible(old) or '-'} -> {visible(new) or '-'}")
    for name, value in change.kept:
        click.echo(f"   {name.replace('_', ' ')}: stays as you wrote it, {visible(value)}")
