"""`zotsync status`."""

from __future__ import annotations

import os

import click

from .output import as_json, findings, json_option, opened, plural, visible

__all__ = ["command"]


@click.command()
@json_option
@click.pass_obj
def command(directory: str, json: bool) -> None:
    """Show what the workspace holds, topic by topic, and what is due; nothing is written, nobody asked.

    \b
    Example:
      zotsync status
    """
    from ..app.status import status

    report = status(opened(directory), os.environ)
    if json:
        as_json(report)
        return
    click.echo(
        f"{plural(report.entries, 'entry')} in {plural(len(report.lists), 'list')} "
        f"name {plural(report.works, 'work')}"
        + (f"; {report.unverified} of them not verified yet" if report.unverified else "")
    )
    for topic in report.topics:
        name = f"{'  ' * topic.depth}{visible(topic.name)}"
        there = f"(in Zotero: {visible(topic.in_zotero)})" if topic.in_zotero else ""
        click.echo("  ".join(filter(None, (f"  {name}", f"{topic.works or 'empty'}", topic.file, there))))
    click.echo(
        f"files: {plural(len(report.to_write), 'file')} to write (zotsync build)"
        if report.to_write
        else "files: up to date"
    )
    click.echo(f"library: {report.library}")
    if report.to_read:
        readers = (
            f"{visible(name) or 'nobody in particular'} {number}" for name, number in report.to_read.items()
        )
        click.echo(f"to read: {', '.join(readers)}")
    if report.conflicts:
        click.echo(f"conflicts: {len(report.conflicts)} to decide (zotsync conflicts)")
        for one in report.conflicts:
            click.echo(f"  {visible(one)}")
    findings(report.findings)
