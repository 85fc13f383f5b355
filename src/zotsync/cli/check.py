"""`zotsync check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from . import completion, losses
from .output import as_json, findings, github_annotations, json_option, opened, plural, visible

if TYPE_CHECKING:
    from ..app.check import Explained
    from ..model import Finding, SeedList

__all__ = ["command"]

_UNVERIFIED = "unverified"
"""Code of the finding that every entry of a new workspace has."""


@click.command()
@click.argument("files", nargs=-1, shell_complete=completion.list_names)
@click.option("--lines", is_flag=True, help="Say of every line of every list what became of it.")
@click.option(
    "--explain",
    metavar="LIST:LINE|CODE",
    help="Say how one line was read, and which work stands there; or what a finding means.",
)
@click.option("--fix", is_flag=True, help="Put right in .bib files what can be put right without loss.")
@click.option("--diff", is_flag=True, help="Show what --fix would change in .bib files, and change nothing.")
@click.option(
    "--ignore", metavar="CODES", default="", help="Leave these findings out, with commas between them."
)
@click.option(
    "--for",
    "program",
    type=click.Choice(("zotero",)),
    help="Say beforehand what the import of this program would lose of .bib files.",
)
@json_option
@click.option("--github", is_flag=True, help="Print annotations for GitHub Actions.")
@click.pass_obj
def command(
    directory: str,
    /,
    files: tuple[str, ...],
    lines: bool,
    explain: str | None,
    fix: bool,
    diff: bool,
    ignore: str,
    program: str | None,
    json: bool,
    github: bool,
) -> None:
    """Show where lists disagree with the records, and what is wrong in .bib files.

    FILES are lists of the workspace by their names, and .bib files wherever they are, also without a workspace.
    Without any, all lists and bib/library.bib are checked. Exit code 1 if there are warnings or errors; what no
    source has confirmed yet is none.

    \b
    Example:
      zotsync check
      zotsync check paper/refs.bib
      zotsync check paper/refs.bib --diff
      zotsync check --explain unprotected
      zotsync check reading-list.md --lines
      zotsync check --explain reading-list.md:12
      zotsync check --for zotero paper.bib
    """
    if program:
        losses.show(files, json=json)
    elif explain:
        _tell(directory, explain, json)
    elif lines:
        _coverage(directory, files, json)
    else:
        skipped = frozenset(code.strip() for code in ignore.split(",") if code.strip())
        found, changed, diffs = _found(directory, files, fix and not diff, skipped)
        serious = sum(one.severity != "info" for one in found)
        if diff:
            click.echo(diffs, nl=False)
            if not diffs:
                click.echo("nothing that --fix would change", err=True)
        elif json:
            as_json({"findings": found, "fixed": changed})
        elif github:
            github_annotations(found)
        else:
            findings(found if files else _in_short(found))
            for path in changed:
                click.echo(f"fixed {path}")
            click.echo(f"{plural(len(found), 'finding')}, {serious or 'none'} of them to look at")
        if diffs if diff else serious:
            raise click.exceptions.Exit(1)


def _found(
    directory: str, files: tuple[str, ...], fix: bool, ignore: frozenset[str]
) -> tuple[tuple[Finding, ...], list[str], str]:
    """Findings, the files that were fixed, and what the fixes change or would change."""
    from ..app.check import check, published
    from ..app.codes import must_be_known
    from ..app.proof import proofread
    from ..app.workspace import open_workspace
    from ..errors import ConfigError

    must_be_known(sorted(ignore))
    try:
        workspace = open_workspace(directory)
    except ConfigError:
        if not files or not all(name.lower().endswith(".bib") for name in files):
            raise
        workspace = None  # a .bib needs none
    known = published(workspace) if workspace else ()
    known_lists = {path.name for path in workspace.list_files()} if workspace else set()
    bibs = [
        name
        for name in files
        if name.lower().endswith(".bib") and (Path(name).is_file() or name not in known_lists)
    ]
    lists = tuple(name for name in files if name not in bibs)
    paths = [Path(name) for name in bibs]
    if workspace and not files and workspace.library_bib.is_file():
        paths = [workspace.library_bib]
    proofs = proofread(paths, fix=fix, ignore=ignore, published=known)
    found: tuple[Finding, ...] = ()
    if workspace and (lists or not files):
        found = tuple(one for one in check(workspace, lists) if one.code not in ignore)
    if files:
        found += tuple(one for proof in proofs for one in proof.findings)
    return found, [proof.path for proof in proofs if proof.fixed], "".join(proof.diff for proof in proofs)


def _tell(directory: str, what: str, json: bool) -> None:
    from ..app.check import explain, explain_code

    if ":" in what:
        told = explain(opened(directory), what)
        as_json(told) if json else _explain(told)
        return
    meaning = explain_code(what)
    as_json({"code": what, "meaning": meaning}) if json else click.echo(meaning)


def _coverage(directory: str, lists: tuple[str, ...], json: bool) -> None:
    from ..app.check import coverage

    covered = coverage(opened(directory), lists)
    if json:
        as_json({one.name: list(_lines(one)) for one in covered})
        return
    for one in covered:
        for line in _lines(one):
            why = f": {visible(line['why'])}" if line["why"] else ""
            rule = f" ({line['rule']}, {line['confidence']:.2f})" if "rule" in line else ""
            click.echo(f"{one.name}:{line['number']}: {line['kind']}{why}{rule}")


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
            all_of_them = f"`zotsync check {quote(name)}` names all"
            said = f"{plural(len(same), 'entry')} not verified yet, the first here; {all_of_them}"
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
