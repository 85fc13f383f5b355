"""`zotsync export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import completion
from .output import findings, opened

if TYPE_CHECKING:
    from ..app.export import Request
    from ..app.workspace import Workspace

__all__ = ["command"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _names(_: click.Context, __: click.Parameter, value: str | None) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in (value or "").split(",") if name.strip())


@click.command()
@click.argument("topic", required=False, shell_complete=completion.topics)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; standard output without.",
)
@click.option(
    "--cited",
    multiple=True,
    type=_FILE,
    metavar="FILE",
    help="Only what this document cites: .aux, .bcf, .tex, .md, .qmd or .typ, with the files that it takes in.",
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
@click.pass_obj
def command(
    directory: str,
    /,
    topic: str | None,
    output: Path | None,
    cited: tuple[Path, ...],
    watch: bool,
    **form: Any,
) -> None:
    """Write all works, those of a topic (as `zotsync status` or Zotero names it) or those that a document cites.

    Exit code 1 if the document cites what library.bib does not have.

    \b
    Example:
      zotsync export --ascii -o paper/refs.bib
      zotsync export "LLM Serving System" -o serving.bib
      zotsync export --cited paper/main.tex -o paper/refs.bib
    """
    from ..app.export import Request
    from ..codecs.bibtex import Form

    request = Request(topic, cited, Form(**form))
    workspace = opened(directory)
    if watch:
        if output is None:
            raise click.UsageError("--watch needs -o FILE")
        _watch(workspace, request, output)
    if _export(workspace, request, output):
        raise click.exceptions.Exit(1)


def _export(workspace: Workspace, request: Request, output: Path | None) -> bool:
    """Write it, say so, and tell whether something is missing."""
    from ..adapters import files
    from ..app.export import export

    found = export(workspace, request)
    if output is None:
        click.echo(found.text, nl=False)
    else:
        click.echo(f"{'wrote' if files.write(output, found.text) else 'unchanged:'} {output}", err=True)
    findings(found.findings, err=True)
    return any(one.severity != "info" for one in found.findings)


def _watch(workspace: Workspace, request: Request, output: Path) -> None:
    """Until Ctrl-C; a document that is being written, or broken for a while, is told and waited for."""
    from ..app.export import changes
    from ..errors import ZotsyncError

    for _ in changes(workspace, request):
        try:
            _export(workspace, request, output)
        except ZotsyncError as error:
            click.echo(f"zotsync: {error}", err=True)
