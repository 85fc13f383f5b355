"""`zotsync check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from . import completion, losses
from .output import as_json, findings, json_option, opened, plural, visible

if TYPE_CHECKING:
    from ..app.check import Explained
    from ..model import Finding, SeedList

__all__ = ["command"]

_UNVERIFIED = "unverified"
"""Code of the finding that every entry of a new workspace has."""


@click.command()
@click.argument("lists", nargs=-1, shell_complete=completion.list_names)
@click.option("--lines", is_flag=True, help="Say of every line of every list what became of it.")
@click.option(
    "--explain", metavar="LIST:LINE", help="Say how one line was read, and which work stands there."
)
@click.option(
    "--for",
    "program",
    type=click.Choice(("zotero",)),
    help="Say beforehand what the import of this program would lose of .bib files.",
)
@json_option
@click.pass_obj
def command(
    directory: str,
    lists: tuple[str, ...],
    lines: bool,
    explain: str | None,
    program: str | None,
    json: bool,
) -> None:
    """Show where the lists disagree with the records: titles, years, links, works named twice, works unverified.

    Exit code 1 if there are warnings or errors; what no source has confirmed yet is none. LISTS are file names;
    without any, all lists are checked.

    \b
    Example:
      zotsync check
      zotsync check reading-list.md --lines
      zotsync check --explain reading-list.md:12
      zotsync check --for zotero paper.bib
    """
    if program:
        losses.show(lists, json=json)
        return
    from ..app.check import check, coverage
    from ..app.check import explain as explained

    workspace = opened(directory)
    if explain:
        told = explained(workspace, explain)
        as_json(told) if json else _explain(told)
        return
    if lines:
        covered = coverage(workspace, lists)
        if json:
            as_json({one.name: list(_lines(one)) for one in covered})
            return
        for one in covered:
            for line in _lines(one):
                why = f": {visible(line['why'])}" if line["why"] else ""
                rule = f" ({line['rule']}, {line['confidence']:.2f})" if "rule" in line else ""
                click.echo(f"{one.name}:{line['number']}: {line['kind']}{why}{rule}")
        return
    found = check(workspace, lists)
    if json:
        as_json({"findings": found})
    else:
        findings(found if lists else _in_short(found))
        serious = sum(one.severity != "info" for one in found)
        click.echo(f"{plural(len(found), 'finding')}, {serious or 'none'} of them to look at")
    if any(one.severity != "info" for one in found):
        raise click.exceptions.Exit(1)


def _in_short(found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, with one line for each list in which several works are not verified."""
    from dataclasses import replace

    unverified: dict[str, list[Finding]] = {}
    for one in found:
        if one.code == _UNVERIFIED:
            unverified.setdefault(one.where.rpartition(":")[0], []).append(one)
    for one in found:
        if one.code != _UNVERIFIED:
            yield one
            continue
        path = one.where.rpartition(":")[0]
        same = unverified.pop(path, [])
        if len(same) == 1:
            yield one
        elif same:
            name = path.rpartition("/")[2]
            said = f"{plural(len(same), 'entry')} not verified yet, the first here; `zotsync check {name}` names all"
            yield replace(one, message=said)


def _lines(read: SeedList) -> Iterator[dict[str, Any]]:
    """What became of each line; of entries also the rule that found them, and how sure it is."""
    entries = {entry.line: entry for entry in reversed(read.entries)}
    for line in read.lines:
        told: dict[str, Any] = {"number": line.number, "kind": line.kind, "why": line.why}
        if line.kind == "entry" and (entry := entries.get(line.number)):
            told |= {"rule": entry.rule, "confidence": entry.confidence}
        yield told


def _explain(told: Explained) -> None:
    line = told.line
    click.echo(f"{told.list}:{line.number} is {line.kind}" + (f": {visible(line.why)}" if line.why else ""))
    for entry in told.entries:
        click.echo()
        for name, value in entry.fields.items():
            if value not in (None, [], ""):
                click.echo(f"  {name:24}{visible(_value(value))}")
        work = f"{entry.key}  {entry.title}" if entry.key else "none: the lock says that it is no paper"
        click.echo(f"  {'work':24}{visible(work)}")
        click.echo(f"  {'evidence':24}{visible(entry.evidence)} ({entry.confidence:.2f})")


def _value(value: Any) -> str:
    """A field on one line."""
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part)
    if isinstance(value, list):
        return "; ".join(map(_value, value))
    return str(value)
