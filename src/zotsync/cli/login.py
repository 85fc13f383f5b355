"""`zotsync login`."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import click

from ..errors import AccessError, ConfigError
from .output import opened, visible

if TYPE_CHECKING:
    from ..app.login import LoggedIn, Login
    from ..app.workspace import Workspace

__all__ = ["command", "workspace_or_none"]


@click.command()
@click.option(
    "--library",
    metavar="WHICH",
    help="user, user:ID, group:ID or desktop, instead of what zotsync.toml says.",
)
@click.option("--paste", is_flag=True, help="Ask for a key that is there already; no browser.")
@click.option("-y", "--yes", is_flag=True, help="Write the library into zotsync.toml without asking.")
@click.pass_obj
def command(directory: str, library: str | None, paste: bool, yes: bool) -> None:
    """Get a key for a Zotero library, check what it may do, and keep it in the system's keyring.

    Opens the browser where the server offers a login there; else says where a key is made, and asks for it.
    A key can also come by standard input. The key is never shown, and stands in no file of the workspace.

    With --library desktop the Zotero on this computer asks you whether zotsync may write; no key is needed.

    \b
    Example:
      zotsync login
      zotsync login --library group:123456
      zotsync login < key.txt
    """
    from ..app import login as app

    workspace = workspace_or_none(directory, library)
    number = app.desktop_number(workspace, os.environ, library)
    if number is not None:
        _ask_zotero(number)
        return
    with app.logging_in(workspace, os.environ, library) as login:
        key = "" if sys.stdin.isatty() else _piped()
        ours = False
        if not key and not paste:
            key = _from_browser(login)
            ours = bool(key)
        done = login.keep(key or _asked(login), ours=ours)
    _show(done)
    if os.environ.get("ZOTERO_API_KEY"):
        click.echo("ZOTERO_API_KEY in the environment goes before it: unset it to use this key")
    if workspace is not None and not app.named(workspace, os.environ, done.place):
        _offer(workspace, done, yes)


def _ask_zotero(number: str) -> None:
    from ..app import desktop

    with desktop.library(os.environ, number) as opened:
        if desktop.has_consent(opened):
            click.echo("Zotero was told that zotsync may write (zotsync logout forgets it)")
            return
        click.echo("Zotero asks you whether zotsync may write: choose Always Allow there")
        if not desktop.consent(opened):
            raise AccessError("that was for one write only: run it again and choose Always Allow in Zotero")
    click.echo("kept in the system keyring; to sync with it: zotsync sync --library desktop")


def workspace_or_none(directory: str, library: str | None) -> Workspace | None:
    """The workspace; none is needed where the library is named."""
    try:
        return opened(directory)
    except ConfigError:
        if library is None:
            raise
        return None


def _piped() -> str:
    key = sys.stdin.readline().strip()
    if not key:
        raise AccessError("There is no key on standard input: write `zotsync login < key.txt`.")
    return key


def _from_browser(login: Login) -> str:
    """The key of a login session; empty where the server offers none."""
    session = login.begin()
    if session is None:
        return ""
    click.echo("To allow zotsync your library, open this address (Ctrl-C gives up):")
    click.echo(f"  {visible(session.url)}")
    if _has_browser():
        click.launch(session.url)
    return login.await_key(session, sleep=time.sleep, clock=time.monotonic)


def _has_browser() -> bool:
    """Not on a terminal far away, where a browser in text would take the screen."""
    return sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _asked(login: Login) -> str:
    from ..app.login import key_page

    click.echo(f"Make a key at {key_page(login.url)}; allow library, notes and writing.")
    return str(click.prompt("Key (it does not show)", hide_input=True)).strip()


def _show(done: LoggedIn) -> None:
    place, rights = done.place, done.rights
    what = "the personal library" if place.library_type == "user" else f"group {place.library_id}"
    may = "read and write" if rights.write else "only read"
    click.echo(f"{visible(done.owner.username)} (user {done.owner.user_id}) may {may} {what}")
    if rights.why:
        click.echo(visible(rights.why))
    click.echo(f"kept the key for {place.library} of {place.url} in the system keyring")


def _offer(workspace: Workspace, done: LoggedIn, yes: bool) -> None:
    """Name the library in zotsync.toml, if the person likes."""
    from ..app.login import write_library

    place = done.place
    said = f'type = "{place.library_type}" and id = {place.library_id}'
    if not yes and not sys.stdin.isatty():
        click.echo(f"to sync with it: zotsync sync --library {place.library}, or {said} in zotsync.toml")
        return
    if yes or click.confirm(f"Write {said} into zotsync.toml?", default=True):
        write_library(workspace, place)
        click.echo("zotsync.toml names it now")
        if os.environ.get("ZOTERO_LIBRARY_TYPE") or os.environ.get("ZOTERO_LIBRARY_ID"):
            click.echo("ZOTERO_LIBRARY_TYPE and ZOTERO_LIBRARY_ID in the environment go before it")
