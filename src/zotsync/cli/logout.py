"""`zotsync logout`."""

from __future__ import annotations

import os

import click

from .login import workspace_or_none

__all__ = ["command"]


@click.command()
@click.option(
    "--library", metavar="WHICH", help="user:ID, group:ID or desktop, instead of what zotsync.toml says."
)
@click.pass_obj
def command(directory: str, library: str | None) -> None:
    """Delete the key of a library from the system's keyring; the workspace and the library stay as they are.

    \b
    Example:
      zotsync logout
      zotsync logout --library group:123456
    """
    from ..app.login import desktop_number, key_page, logout

    workspace = workspace_or_none(directory, library)
    number = desktop_number(workspace, os.environ, library)
    if number is not None:
        _forget_zotero(number)
        return
    place, was_there = logout(workspace, os.environ, library)
    if was_there:
        click.echo(f"deleted the key for {place.library} of {place.url} from the system keyring")
        click.echo(f"it works until you delete it at {key_page(place.url).removesuffix('/new')}")
    else:
        click.echo(f"no key for {place.library} of {place.url} is kept; nothing to do")


def _forget_zotero(number: str) -> None:
    from ..app import desktop

    with desktop.library(os.environ, number) as opened:
        was_there = desktop.forget(opened)
    click.echo(
        "forgot that Zotero lets zotsync write; it asks again before the next write"
        if was_there
        else "nothing is kept for the Zotero on this computer; nothing to do"
    )
