"""`zotsync read`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from .output import plural, visible

if TYPE_CHECKING:
    from ..app.read import Reading
    from ..model import Entry, Line, SeedList

__all__ = ["command"]

_FORMATS = ("markdown", "text", "org", "rst", "bibtex", "ris", "xml", "csv", "tsv", "yaml", "json")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", is_flag=True, help="Print one JSON object a line.")
@click.option("--csv", is_flag=True, help="Print a table for a spreadsheet.")
@click.option("--bibtex", is_flag=True, help="Print BibTeX, built from what the lists say.")
@click.option("--left-out", is_flag=True, help="Print the lines that were left out, and why.")
@click.option(
    "--format", type=click.Choice(_FORMATS), help="What the files are, where their names do not tell."
)
@click.option("--title", default="", metavar="COLUMN", help="Header of the column that holds the titles.")
@click.option("--skip", multiple=True, metavar="HEADING", help="Leave out a heading and all below it.")
def command(
    files: tuple[str, ...],
    json: bool,
    csv: bool,
    bibtex: bool,
    left_out: bool,
    format: str | None,
    title: str,
    skip: tuple[str, ...],
) -> None:
    """Show what reading lists hold; no workspace is needed, and nothing is written. `-` reads standard input.

    Exit code 3 if a file could not be read; the others are shown all the same.

    \b
    Example:
      zotsync read README.md
      zotsync read README.md --left-out
      zotsync read papers.org more.csv --bibtex > refs.bib
      curl -s https://example.org/list.md | zotsync read - --format markdown --json
    """
    from ..app.read import read_files, to_bibtex, to_csv, to_json

    if json + csv + bibtex + left_out > 1:
        raise click.UsageError("say one of: --json, --csv, --bibtex, --left-out")
    found = read_files(files, format or "", title=title, skip=skip, standard_input=sys.stdin.buffer.read)
    entries = [entry for one in found if one.list for entry in one.list.entries]
    write: Callable[[list[Entry]], str] | None = (
        to_json if json else to_csv if csv else to_bibtex if bibtex else None
    )
    if write:
        click.echo(write(entries), nl=False)
    for one in found:
        if one.list and left_out:
            _left_out(one.name, one.list)
        elif one.list and not write:
            _outline(one.list)
    _problems(found)
    if any(one.list is None for one in found):
        raise click.exceptions.Exit(3)


def _problems(found: list[Reading]) -> None:
    for one in found:
        if one.problem:
            click.secho("zotsync: ", fg="red", bold=True, nl=False, err=True)
            click.echo(visible(one.problem), err=True)
        elif one.list and not one.list.entries:
            why = "--left-out says why of each line" if _skipped(one.list) else "no line is set like an entry"
            click.echo(f"zotsync: {visible(one.name)}: no works found; {why}", err=True)


def _skipped(read: SeedList) -> list[Line]:
    return [line for line in read.lines if line.kind == "skipped"]


def _left_out(name: str, read: SeedList) -> None:
    for line in _skipped(read):
        click.echo(f"{visible(name)}:{line.number}: {visible(line.why)}")


def _outline(read: SeedList) -> None:
    """Topics, with their works below them."""
    click.secho(visible(read.title or read.name), bold=True)
    topics: dict[tuple[str, ...], list[Entry]] = {}
    for heading in read.headings:
        topics.setdefault(heading.path, [])
    for entry in read.entries:
        topics.setdefault(entry.topic, []).append(entry)
    alive = {path[:depth] for path, below in topics.items() if below for depth in range(1, len(path) + 1)}
    shown: tuple[str, ...] = ()
    # The works above the first heading come first.
    for topic in sorted(topics, key=bool):
        if topic in alive:
            common = len([1 for one, other in zip(topic, shown, strict=False) if one == other])
            for depth in range(min(common, len(topic) - 1), len(topic)):
                click.secho(f"\n{'  ' * depth}{visible(topic[depth])}", fg="cyan")
            shown = topic
        for entry in topics[topic]:
            click.echo("  " * len(topic) + _line(entry))
    click.secho(
        f"\n{read.name}: {plural(len(read.entries), 'work')} in {plural(len(read.headings), 'topic')};"
        f" {plural(len(_skipped(read)), 'line')} left out",
        dim=True,
    )


def _line(entry: Entry) -> str:
    """One work on one line: title, authors, venue, the year where the venue does not say it, identifier."""
    year = "" if entry.year_source == "venue" else entry.year
    told = ", ".join(part for part in (entry.authors, entry.venue, year) if part)
    identifier = f"  {entry.identifiers[0]}" if entry.identifiers else ""
    dim = f"  ({visible(told)})" if told else ""
    return f"{entry.line:>5}  {visible(entry.title)}" + click.style(dim + identifier, dim=True)
