"""`zotsync export`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ..errors import UsageError
from . import completion
from .output import opened

__all__ = ["command"]

_FORMATS = (
    "bibtex", "ris", "csl-json", "csl-yaml", "hayagriva", "csv", "docx", "odt", "rtf", "html", "epub", "plain",
)  # fmt: skip
_PROGRAMS = ("zotero", "jabref", "mendeley", "endnote", "papis")
_DOCUMENTS = frozenset(("docx", "odt", "rtf", "html", "epub", "plain"))
_BINARY = frozenset(("docx", "odt", "epub"))


@click.command()
@click.argument("topic", required=False, shell_complete=completion.topics)
@click.option("-o", "--output", type=click.Path(), help="File to write; standard output without.")
@click.option(
    "--ascii", is_flag=True, help="LaTeX macros instead of UTF-8, for classic BibTeX (plain, IEEEtran ...)."
)
@click.option(
    "--format",
    type=click.Choice(_FORMATS),
    help="What to write, where the name of the file does not tell; documents need pandoc.",
)
@click.option(
    "--for",
    "program",
    type=click.Choice(_PROGRAMS),
    help="What this program imports with the least loss, with topics, tags and remarks.",
)
@click.option(
    "--style",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.csl",
    help="Citation style of a document.",
)
@click.pass_obj
def command(
    directory: str,
    topic: str | None,
    output: str | None,
    ascii: bool,
    format: str | None,
    program: str | None,
    style: Path | None,
) -> None:
    """Write all works, or those of one topic (as `zotsync status` or Zotero names it), as a file for other programs.

    \b
    Example:
      zotsync export --ascii -o paper/refs.bib
      zotsync export "LLM Serving System" -o serving.ris
      zotsync export --format hayagriva -o refs.yml
      zotsync export -o references.docx --style ieee.csl
      zotsync export --for zotero -o papers.rdf
    """
    from ..app.exchange import export_as, export_for, format_of, write_files
    from ..app.export import export_bib

    if program and (format or ascii or style):
        raise UsageError("--for says what is written; leave out --format, --ascii and --style")
    if program == "papis" and output is None:
        raise UsageError("papis takes a folder for each work; say where they go: -o FOLDER")
    if not program:
        format = format or (format_of(output) if output else "bibtex")
        if ascii and format != "bibtex":
            raise UsageError(f"--ascii is for BibTeX, not for {format}")
        if style and format not in _DOCUMENTS:
            raise UsageError(f"--style is for documents, not for {format}; say --format docx, html ...")
        if output is None and format in _BINARY:
            raise UsageError(f"{format} is no text for a terminal; say where it goes: -o NAME.{format}")
    workspace = opened(directory)
    made: Mapping[str, str | bytes]
    if program:
        made = export_for(workspace, topic, program)
    elif format == "bibtex":
        made = {"": export_bib(workspace, topic, ascii=ascii)}
    else:
        made = {"": export_as(workspace, topic, format or "", style)}
    if output is None:
        click.echo(made[""], nl=False)
    else:
        click.echo(f"{'wrote' if write_files(Path(output), made) else 'unchanged:'} {output}", err=True)
