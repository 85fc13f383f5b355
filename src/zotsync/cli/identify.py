"""`zotsync identify`."""

from __future__ import annotations

import click

from . import completion
from .output import as_json, json_option, opened, visible

__all__ = ["command"]


@click.command()
@click.argument("place", metavar="LIST:LINE")
@click.argument("key", required=False, shell_complete=completion.citation_keys)
@click.option("--not-a-paper", is_flag=True, help="The entry is no paper: leave it out everywhere.")
@click.option("--forget", is_flag=True, help="Take back what was said; zotsync decides again.")
@click.option("--title", default="", help="A part of the title, where several entries stand on the line.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@json_option
@click.pass_obj
def command(
    directory: str,
    place: str,
    key: str | None,
    not_a_paper: bool,
    forget: bool,
    title: str,
    dry_run: bool,
    json: bool,
) -> None:
    """Say which work an entry of a list is, or that it is none.

    KEY is the citation key of a work that another entry names. What you say is written into zotsync.lock, stays
    when the line moves, and is never argued with.

    \b
    Example:
      zotsync identify reading-list.md:12 vaswani2017attention
      zotsync identify reading-list.md:40 --not-a-paper
    """
    from ..app.identify import identify

    if (key is not None) + not_a_paper + forget != 1:
        raise click.UsageError("say one of: a KEY, --not-a-paper, --forget")
    done = identify(opened(directory), place, key, title=title, forget=forget, dry_run=dry_run)
    if json:
        as_json(done)
        return
    is_now = f"is {done.key} ({visible(done.title)})" if done.key else "is no paper and is left out"
    before = f", no longer {done.before}" if done.before not in {"", done.key} else ""
    click.echo(f"{done.entry.list}:{done.entry.line}: {visible(done.entry.title)!r} {is_now}{before}")
    if done.kept:
        click.echo(
            f"{done.before} leaves its topics, but stays in {' and '.join(done.kept)}: somebody may cite it, or "
            "have written there; delete it there if nobody did"
        )
    click.echo(
        "nothing was written" if dry_run else "wrote zotsync.lock; zotsync build brings the rest in line"
    )
