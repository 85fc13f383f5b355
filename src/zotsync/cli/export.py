"""`zotsync export`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from . import completion
from .output import findings, opened, plural, visible

if TYPE_CHECKING:
    from ..app.export import Request
    from ..app.workspace import Workspace
    from ..core.shared import Prefer

__all__ = ["command"]

_FORMATS = (
    "bibtex", "ris", "csl-json", "csl-yaml", "hayagriva", "csv", "docx", "odt", "rtf", "html", "epub", "plain",
)  # fmt: skip
_PROGRAMS = ("zotero", "jabref", "mendeley", "endnote", "papis")
_DOCUMENTS = frozenset(("docx", "odt", "rtf", "html", "epub", "plain"))
_BINARY = frozenset(("docx", "odt", "epub"))

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _names(_: click.Context, __: click.Parameter, value: str | None) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in (value or "").split(",") if name.strip())


@click.command()
@click.argument("topic", required=False, shell_complete=completion.topics)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write; standard output without.",
)
@click.option(
    "--cited",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),  # --watch waits for an .aux that is not there yet
    metavar="FILE",
    help="Only what this document cites: .aux, .bcf, .tex, .md, .qmd or .typ, with the files that it takes in.",
)
@click.option(
    "--merge",
    is_flag=True,
    help="Edit the file that is there, which others edit too: works go in, their edits come back to library.bib.",
)
@click.option(
    "-n", "--dry-run", is_flag=True, help="With --merge: say what would change, and change nothing."
)
@click.option(
    "--prefer",
    type=click.Choice(["library", "file"]),
    help="With --merge: whose value counts where both sides changed it.",
)
@click.option(
    "--adopt", is_flag=True, help="With --merge: take entries that only the file has into library.bib."
)
@click.option(
    "--watch", is_flag=True, help="Go on, and write again whenever the document or the library changes."
)
@click.option(
    "--dialect",
    type=click.Choice(["both", "bibtex", "biblatex"]),
    default="both",
    help="Write for classic BibTeX or for biblatex; what both read by default.",
)
@click.option(
    "--ascii", is_flag=True, help="LaTeX macros instead of UTF-8, for classic BibTeX (plain, IEEEtran ...)."
)
@click.option(
    "--venues",
    type=click.Choice(["both", "long", "short"]),
    default="both",
    help="Journals and conferences by their long or short name (J. Mach. Learn. Res., OSDI).",
)
@click.option(
    "--fields", callback=_names, metavar="NAMES", help="Only these fields, with commas between them."
)
@click.option("--omit", callback=_names, metavar="NAMES", help="All but these fields.")
@click.option(
    "--format",
    "written_as",
    type=click.Choice(_FORMATS),
    help="What to write, where the name of the file does not tell; documents need pandoc.",
)
@click.option(
    "--for",
    "program",
    type=click.Choice(_PROGRAMS),
    help="What this program imports with the least loss, with topics, tags and remarks.",
)
@click.option("--style", type=_FILE, metavar="FILE.csl", help="Citation style of a document.")
@click.pass_obj
def command(
    directory: str,
    /,
    topic: str | None,
    output: Path | None,
    cited: tuple[Path, ...],
    merge: bool,
    dry_run: bool,
    prefer: Prefer | None,
    adopt: bool,
    watch: bool,
    written_as: str | None,
    program: str | None,
    style: Path | None,
    **form: Any,
) -> None:
    """Write all works, those of a topic (as `zotsync status` or Zotero names it) or those that a document cites.

    Exit code 1 if the document cites what library.bib does not have.

    \b
    Example:
      zotsync export --ascii -o paper/refs.bib
      zotsync export "LLM Serving System" -o serving.bib
      zotsync export --cited paper/main.tex -o paper/refs.bib
      zotsync export --cited paper/main.tex -o paper/refs.bib --merge --dry-run
      zotsync export --cited chapter.md -o refs.json
      zotsync export "LLM Serving System" -o serving.ris
      zotsync export --format hayagriva -o refs.yml
      zotsync export -o references.docx --style ieee.csl
      zotsync export --for zotero -o papers.rdf
    """
    from ..app.exchange import format_of
    from ..app.export import Request
    from ..codecs.bibtex import Form

    if program and written_as:
        raise UsageError("--for says what is written; leave out --format")
    what = program or written_as or (format_of(str(output)) if output else "bibtex")
    request = Request(topic, cited, Form(**form))
    _must_fit(what, output, style, request)
    if merge and what != "bibtex":
        raise UsageError(f"--merge edits .bib files, not {what}; leave it out, and the file is written anew")
    if (watch or merge) and output is None:
        raise UsageError(f"--{'watch' if watch else 'merge'} needs -o FILE")
    if (dry_run or prefer or adopt) and not merge:
        raise UsageError("--dry-run, --prefer and --adopt are for --merge")
    workspace = opened(directory)

    def act(request: Request) -> bool:
        if merge and output is not None:
            return _merge(workspace, request, output, prefer or "", adopt, dry_run)
        return _export(workspace, request, output, what, style)

    if watch:
        _watch(workspace, request, act)
    if act(request):
        raise click.exceptions.Exit(1)


def _must_fit(what: str, output: Path | None, style: Path | None, request: Request) -> None:
    """
    Raises:
        UsageError: options that say different things.
    """
    from ..codecs.bibtex import Form

    if what != "bibtex" and request.form != Form():
        raise UsageError(
            f"--dialect, --ascii, --venues, --fields and --omit are for BibTeX, not for {what}; leave them out"
        )
    if what == "papis" and output is None:
        raise UsageError("papis takes a folder for each work; say where they go: -o FOLDER")
    if style and what not in _DOCUMENTS:
        raise UsageError(f"--style is for documents, not for {what}; say --format docx, html ...")
    if output is None and what in _BINARY:
        raise UsageError(f"{what} is no text for a terminal; say where it goes: -o NAME.{what}")


def _export(
    workspace: Workspace, request: Request, output: Path | None, what: str, style: Path | None
) -> bool:
    """Write it, say so, and tell whether something is missing."""
    from ..app.cited import cited
    from ..app.exchange import export_as, write_files
    from ..app.export import is_elsewhere, is_replaceable

    asked = request.asked or cited(request.cited)
    if output is not None:
        is_elsewhere(workspace, output, asked.files)
        if what == "bibtex":
            is_replaceable(output)
    made = export_as(workspace, replace(request, asked=asked), what, style)
    if output is None:
        click.echo(made.files[""], nl=False)
    else:
        click.echo(f"{'wrote' if write_files(output, made.files) else 'unchanged:'} {output}", err=True)
    findings(made.findings, err=True)
    return any(one.severity != "info" for one in made.findings)


def _merge(
    workspace: Workspace, request: Request, path: Path, prefer: Prefer, adopt: bool, dry_run: bool
) -> bool:
    """Bring file and library together, say what changed, and tell whether something is left to decide."""
    from ..app.shared import share

    done = share(workspace, request, path, prefer=prefer, adopt=adopt, dry_run=dry_run)
    places = {"file": str(path), "library": "bib/library.bib"}
    for place, keys in (("file", done.added), ("library", done.adopted)):
        for key in keys:
            click.echo(f"{places[place]}: + {key}")
    for one in done.changes:
        change = f"{_called(one.property)}: {_shown(one.before)} -> {_shown(one.after)}"
        click.echo(f"{places[one.where]}: {one.key}: {change}")
    for clash in done.conflicts:
        agreed = f"agreed {_shown(clash.agreed)}, " if clash.agreed is not None else ""
        sides = f"library {_shown(clash.library)}, file {_shown(clash.file)}"
        click.echo(f"conflict: {clash.key}: {_called(clash.property)}: {agreed}{sides}")
    for ours, theirs in done.other_keys.items():
        click.echo(f"{path}: {ours} is {theirs} there, and is not added twice")
    if done.left_out:
        click.echo(f"{path}: taken out there, not added again: {', '.join(done.left_out)}")
    if done.theirs:
        click.echo(f"{path}: {plural(len(done.theirs), 'entry')} of others alone (--adopt takes them over)")
    if done.conflicts:
        count = plural(len(done.conflicts), "conflict")
        click.echo(f"{count}: make both sides equal, or use --prefer library or --prefer file")
    changed = [place for place, keys in (("file", done.added), ("library", done.adopted)) if keys]
    changed = [*dict.fromkeys((*changed, *(one.where for one in done.changes)))]
    if dry_run and changed:
        click.echo(f"would write {', '.join(places[one] for one in changed)}", err=True)
    else:
        click.echo(f"wrote {', '.join(done.written) or path}" if changed else "nothing to do", err=True)
    findings(done.findings, err=True)
    return bool(done.conflicts) or any(one.severity != "info" for one in done.findings)


_CALLED = {
    "container_title": "journal or booktitle",
    "container_title_short": "shortjournal",
    "creators": "author or editor",
    "issue": "number",
    "issued": "year and month",
    "page": "pages",
    "publisher_place": "address",
}


def _called(name: str) -> str:
    """A property by the name that people know from their .bib files."""
    return _CALLED.get(name, name.removeprefix("field "))


def _shown(value: Any) -> str:
    """A value on one line; creators as people write them."""
    if isinstance(value, list):
        value = ", ".join(_name(one) if isinstance(one, list) else str(one) for one in value)
    return visible(repr(value)) if value else "nothing"


def _name(creator: list[str]) -> str:
    if len(creator) == 1:
        return creator[0]
    family, given, literal, _ = creator
    return " ".join(filter(None, (given, family, literal)))


def _watch(workspace: Workspace, request: Request, act: Callable[[Request], bool]) -> None:
    """Until Ctrl-C; a document that is being written, or broken for a while, is told and waited for."""
    from ..app.export import changes
    from ..errors import ZotsyncError

    click.echo("watching; Ctrl-C ends it", err=True)
    for now in changes(workspace, request):
        try:
            act(now)
        except ZotsyncError as error:
            click.echo(f"zotsync: {error}", err=True)
