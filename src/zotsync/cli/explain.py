"""`zotsync explain`."""

from __future__ import annotations

import click

from . import completion
from .output import as_json, json_option, opened, visible

__all__ = ["command"]


@click.command()
@click.argument("key", shell_complete=completion.citation_keys)
@json_option
@click.pass_obj
def command(directory: str, key: str, json: bool) -> None:
    """Show what is known of a work, field by field: which source says it, of which day, and who says otherwise.

    \b
    Example:
      zotsync explain vaswani2017attention
    """
    from ..app.explain import explain_work

    told = explain_work(opened(directory), key)
    if json:
        as_json(told)
        return
    click.echo(key + ("" if told.verified else "  (not verified: this is what the list says)"))
    for field in told.fields:
        click.echo(f"  {field.name.replace('_', ' '):22}{visible(field.value) or '(taken out)'}")
        if field.edited:
            click.echo(f"{'':24}edited in library.bib; the record says {visible(field.record) or 'nothing'}")
        if field.sources:
            click.echo(f"{'':24}{visible(', '.join(field.sources))}")
        for who, what in field.dissent:
            click.echo(f"{'':24}{click.style('but', fg='yellow')} {visible(who)} says {visible(what)}")
    for title in told.alternatives:
        click.echo(f"  {'also titled':22}{visible(title)}")
    if told.remark:
        click.echo(f"  {'remark':22}{visible(told.remark)}")
    for place, evidence in told.entries:
        click.echo(f"  {'listed':22}{place}: {visible(evidence)}")
