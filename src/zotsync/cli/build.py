"""`zotsync build`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .output import as_json, findings, json_option, opened, plural, progress

if TYPE_CHECKING:
    from ..app.report import BuildReport

__all__ = ["command"]


@click.command()
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@json_option
@click.pass_obj
def command(directory: str, dry_run: bool, json: bool) -> None:
    """Make bib/ and notes/ from the reading lists; offline, and only what differs is written.

    \b
    Example:
      zotsync build
      zotsync build --dry-run
    """
    from ..app.memory import recall
    from ..app.report import unchanged

    workspace = opened(directory)
    report = unchanged(workspace, recall(workspace.state_folder))
    if report is None:
        # Only now: it takes longer to load than all that was done so far.
        from ..app.build import build

        with progress(not json) as (advance, _):
            report = build(workspace, dry_run=dry_run, progress=advance)
    if json:
        as_json(report)
        return
    show(report, dry_run)


def show(report: BuildReport, dry_run: bool = False) -> None:
    """Print it for people."""
    click.echo(
        f"{plural(report.lists, 'list')}, {plural(report.entries, 'entry')}, "
        f"{plural(report.works, 'work')} in {plural(report.topics, 'topic')}"
    )
    if not report.lists:
        click.echo("there is no list yet: put one into seeds/, or name its file in zotsync.toml, under seeds")
    for old, new in report.rekeyed:
        click.echo(
            f"{old} is {new} now: all follows, and {old} stays an alias; `zotsync rekey {new} {old}` takes it back"
        )
    would = "would write" if dry_run else "wrote"
    _files(would, report.written)
    _files("would remove" if dry_run else "removed", report.removed)
    if not report.written and not report.removed:
        click.echo("files: nothing to do")
    if report.unverified:
        click.echo(f"{plural(len(report.unverified), 'work')} not verified yet (zotsync check shows which)")
    findings(report.findings)


def _files(verb: str, paths: tuple[str, ...]) -> None:
    if not paths:
        return
    folders: dict[str, list[str]] = {}
    for path in paths:
        folder = path.rpartition("/")[0]
        folders.setdefault(folder, []).append(path)
    for folder, found in folders.items():
        what = ", ".join(found) if len(found) <= 3 else f"{len(found)} files in {folder}/"
        click.echo(f"{verb} {what}")
