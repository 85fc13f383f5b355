"""`zotsync resolve`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from . import completion
from .output import as_json, json_option, opened, plural, progress, visible

if TYPE_CHECKING:
    from ..app.reference import Both
    from ..app.resolve import ResolveReport
    from ..app.upgrade import Change
    from ..app.workspace import Workspace
    from ..codecs.doubts import Doubt, Offer

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

    What is not sure is left, with the best candidates, for --review. A run that is stopped goes on where it
    was; what you wrote into library.bib stays. LISTS are file names; without any, all lists are looked up.

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
    with opened_reference(workspace, os.environ, offline=offline) as reference:
        if review:
            _review(workspace, reference, json)
            return
        if upgrade:
            _upgrade(workspace, reference, yes=yes, dry_run=dry_run, json=json)
            return
        with progress(not json) as (advance, _):
            report = resolve(workspace, reference, lists=lists, dry_run=dry_run, progress=advance)
    if not dry_run:
        build(workspace)
    as_json(report) if json else _show(report, dry_run)
    if report.doubts:
        raise click.exceptions.Exit(1)


def _show(report: ResolveReport, dry_run: bool) -> None:
    for found in report.found:
        click.echo(f"{found.list}:{found.line}: {found.key}  {visible(found.recorded)} [{found.evidence}]")
    for name, why in report.unavailable.items():
        click.echo(f"{name} was not asked or did not answer: {visible(why)}")
    for doubt in report.doubts:
        best = f"; the nearest: {_line(doubt.offers[0])}" if doubt.offers else ""
        click.echo(f"{doubt.list}:{doubt.line}: {visible(doubt.title)!r}: {doubt.why}{best}")
    if not report.entries:
        click.echo("nothing to look up: every entry is verified, or decided")
    else:
        would = "would be found" if dry_run else "found"
        looked_up = plural(report.entries, "entry")
        click.echo(f"{looked_up} looked up: {len(report.found)} {would}, {len(report.doubts)} left for you")
    if report.doubts and not dry_run:
        click.echo("zotsync resolve --review goes through what is left")


def _line(offer: Offer) -> str:
    """A candidate on one line."""
    work = offer.record.work
    names = [one.family or one.literal for one in work.creators[:3]]
    people = ", ".join(names) + (" et al." if len(work.creators) > 3 or work.and_others else "")
    place = work.container_title_short or work.container_title or (work.arxiv_class and "arXiv")
    found = ", ".join(str(one) for one in work.identifiers)
    parts = (work.title, people, work.issued[:4], place, found)
    return visible(". ".join(part for part in parts if part))


# --- review -----------------------------------------------------------------------------------------------


def _review(workspace: Workspace, reference: Both, json: bool) -> None:
    from ..app.build import build
    from ..app.decide import open_doubts

    doubts = open_doubts(workspace)
    if json or not _is_terminal():
        if json:
            as_json({"doubts": doubts})
        else:
            for doubt in doubts:
                _present(doubt)
            click.echo(f"{plural(len(doubts), 'entry')} to decide; run this in a terminal")
        raise click.exceptions.Exit(1 if doubts else 0)
    left = 0
    for number, doubt in enumerate(doubts, 1):
        click.echo(f"\n{number} of {len(doubts)}")
        _present(doubt)
        answer = _ask(workspace, doubt, reference)
        if answer == "quit":
            left += len(doubts) - number + 1
            break
        left += answer == "skip"
    build(workspace)
    click.echo(f"decided {len(doubts) - left}, left {left}" if doubts else "nothing to decide")
    if left:
        raise click.exceptions.Exit(1)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _present(doubt: Doubt) -> None:
    click.echo(f"{doubt.list}:{doubt.line}: {click.style(visible(doubt.title), bold=True)}")
    if doubt.url:
        click.echo(f"   link: {visible(doubt.url)}")
    click.echo(f"   {doubt.why}")
    for number, offer in enumerate(doubt.offers, 1):
        click.echo(f"   {number}  {_line(offer)}")
        click.echo(f"      {visible(offer.evidence)} ({offer.score:.2f})")


_QUESTION = "   its number, a DOI or arXiv id, (p) no paper, (u) unknown to all, (s)kip, (q)uit"


def _ask(workspace: Workspace, doubt: Doubt, reference: Both) -> str:
    """What the person decided: `done`, `skip` or `quit`."""
    from ..app import decide

    while True:
        answer = str(click.prompt(_QUESTION, default="s")).strip()
        if answer in ("s", "q"):
            return {"s": "skip", "q": "quit"}[answer]
        if answer == "p":
            decide.refuse(workspace, doubt)
            return "done"
        if answer == "u":
            decide.leave(workspace, doubt)
            return "done"
        if answer.isdecimal() and 1 <= int(answer) <= len(doubt.offers):
            offer = doubt.offers[int(answer) - 1]
            key = decide.choose(
                workspace, doubt, offer.record, f"{answer} of {len(doubt.offers)}; {offer.evidence}"
            )
            click.echo(f"   {key}")
            return "done"
        wanted = decide.identifier_in(answer)
        if wanted is None:
            click.echo("   that is none of them")
            continue
        found = decide.look_up(workspace, doubt, wanted, reference)
        if found is None:
            silent = ", ".join(reference.unavailable)
            click.echo(
                f"   no source has {wanted}" + (f" (not asked, or silent: {silent})" if silent else "")
            )
            continue
        click.echo(f"   {_line(found)}")
        if click.confirm("   this one?", default=True):
            click.echo(f"   {decide.choose(workspace, doubt, found.record, str(wanted))}")
            return "done"


# --- upgrade ----------------------------------------------------------------------------------------------


def _upgrade(workspace: Workspace, reference: Both, *, yes: bool, dry_run: bool, json: bool) -> None:
    from ..app.build import build
    from ..app.upgrade import apply_upgrade, plan_upgrade

    with progress(not json) as (advance, _):
        plan = plan_upgrade(workspace, reference, reference.is_dead, advance)
    if json:
        as_json(plan)
    else:
        for change in plan.changes:
            _show_change(change)
        for name, why in plan.unavailable.items():
            click.echo(f"{name} was not asked or did not answer: {visible(why)}")
    count = sum(change.record is not None for change in plan.changes)
    if not json:
        click.echo(f"{plural(plan.works, 'work')} looked at, {count} to change")
    asks = _is_terminal() and not json and not dry_run
    if count and not dry_run and (yes or (asks and click.confirm("write this?", default=False))):
        for path in (*apply_upgrade(workspace, plan), *build(workspace).written):
            click.echo(f"wrote {path}", err=json)
        return
    if plan.changes:
        raise click.exceptions.Exit(1)


_COLOURS = {"retraction": "red", "concern": "red", "dead-link": "yellow"}


def _show_change(change: Change) -> None:
    click.echo(f"{change.key}: {click.style(visible(change.why), fg=_COLOURS.get(change.kind))}")
    for name, old, new in change.fields:
        click.echo(f"   {name.replace('_', ' ')}: {visible(old) or '-'} -> {visible(new) or '-'}")
    for name, value in change.kept:
        click.echo(f"   {name.replace('_', ' ')}: stays as you wrote it, {visible(value)}")
