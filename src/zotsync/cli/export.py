"""`zotsync export`."""

from __future__ import annotations

from pathlib import Path

import click

from . import completion
from .output import opened

__all__ = ["command"]


@click.command()
@click.argument("topic", required=False, shell_complete=completion.topics)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="File to write; standard output without."
)
@click.option(
    "--ascii", is_flag=True, help="LaTeX macros instead of UTF-8, for classic BibTeX (plain, IEEEtran ...)."
)
@click.pass_obj
def command(directory: str, topic: str | None, output: str | None, ascii: bool) -> None:
    """Write all works, or those of one topic (as `zotsync status` or Zotero names it), as a .bib file.

    \b
    Example:
      zotsync export --ascii -o paper/refs.bib
      zotsync export "LLM Serving System" -o serving.bib
    """
    from ..adapters import files
    from ..app.export import export_bib

    workspace = opened(directory)
    text = export_bib(workspace, topic, ascii=ascii)
    if output is None:
        click.echo(text, nl=False)
    else:
        click.echo(f"{'wrote' if files.write(Path(output), text) else 'unchanged:'} {output}", err=True)
