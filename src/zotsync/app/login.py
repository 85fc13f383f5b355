"""Login: a key for a library, checked by the server and kept in the system's keyring."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from ..adapters import files, secrets
from ..adapters.credentials import Place, place, server
from ..adapters.server import Owner, Server, Session
from ..adapters.web import Courier, WebLibrary
from ..codecs.config import Config, with_library
from ..codecs.zotero.rights import Rights, settings
from ..errors import AccessError, UsageError, ZotsyncError
from .choice import DESKTOP, chosen_library
from .workspace import CONFIG, Workspace

__all__ = [
    "LoggedIn",
    "Login",
    "desktop_number",
    "key_page",
    "logging_in",
    "logout",
    "named",
    "write_library",
]

EVERY = 3.0
"""Seconds between two looks whether the person has agreed."""
PATIENCE = 600.0
"""Seconds until a login that nobody finishes is given up."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A key that is kept."""

    place: Place
    owner: Owner
    rights: Rights


class Login:
    """One login to one server; made by `logging_in`."""

    def __init__(self, url: str, kind: str, number: str, server: Server) -> None:
        self.url = url
        self._kind = kind
        self._number = number
        self._server = server

    def begin(self) -> Session | None:
        """A login session to finish in a browser; None where the server offers none. Raises Unavailable."""
        return self._server.begin()

    def await_key(
        self, session: Session, *, sleep: Callable[[float], None], clock: Callable[[], float]
    ) -> str:
        """
        The key of a session, when the person has agreed; a session that comes to no end is cancelled.

        Raises:
            AccessError: refused, expired, or not finished in ten minutes.
            Unavailable: the server cannot be reached any more.
        """
        end = clock() + PATIENCE
        key = ""
        try:
            while not key and clock() < end:
                key = self._server.poll(session)
                if not key:
                    sleep(EVERY)
        finally:
            if not key:
                self._server.cancel(session)
        if not key:
            raise AccessError(
                f"Nobody finished the login in {PATIENCE / 60:.0f} minutes: run `zotsync login` again."
            )
        return key

    def keep(self, key: str, *, ours: bool = False) -> LoggedIn:
        """
        Check a key and keep it.

        Args:
            ours: the key was made for this login: if it cannot be kept it is deleted from the server, for
                nobody has seen it.

        Raises:
            AccessError: the server does not know the key, or it does not open the library.
            ConfigError: no keyring works; nothing is stored.
            Unavailable: no usable answer.
        """
        try:
            return self._keep(key)
        except BaseException:
            if ours:
                self._server.revoke(key)
            raise

    def _keep(self, key: str) -> LoggedIn:
        owner = self._server.owner(key)
        found = self._place(owner)
        with WebLibrary(self.url, found.library_type, found.library_id, key) as library:
            rights = library.rights()
        if not rights.read:
            raise AccessError(rights.why)
        secrets.store(found.url, found.library, key)
        return LoggedIn(found, owner, rights)

    def _place(self, owner: Owner) -> Place:
        kind, number = self._kind, self._number
        if not kind:
            # Nothing is said: the one library that the key is made for.
            kind = "group" if not owner.personal and len(owner.groups) == 1 else "user"
            number = str(owner.groups[0]) if kind == "group" else ""
        return Place(self.url, kind, int(number) if number else owner.user_id)


@contextmanager
def logging_in(
    workspace: Workspace | None, environment: Mapping[str, str], which: str | None = None
) -> Iterator[Login]:
    """
    A login for a library.

    Args:
        workspace: says which library, where neither `which` nor the environment does; for one that names
            none it is that of the key.
        which: `user`, `user:ID` or `group:ID`.

    Raises:
        UsageError: `which` is something else.
        ConfigError: the library or the server is not named well, or no keyring works here.
    """
    kind, number = _chosen(workspace, environment, which)
    url = place(environment, kind, number).url if number else server(environment)
    secrets.check()
    with Courier() as client:
        yield Login(url, kind, number, Server(url, client))


def _chosen(
    workspace: Workspace | None, environment: Mapping[str, str], which: str | None
) -> tuple[str, str]:
    if which == "user":
        return "user", ""
    kind, number = chosen_library(workspace.config if workspace else Config(), environment, which)
    assert kind != DESKTOP, "the Zotero on this computer has no key of a server"
    if kind == "embedded":
        if which:
            raise UsageError("the embedded library needs no key; write --library user or group:ID")
        return "", ""
    return kind.strip().removesuffix("s"), number


def desktop_number(
    workspace: Workspace | None, environment: Mapping[str, str], which: str | None = None
) -> str | None:
    """
    The number (empty for the personal library) where the library is one of the Zotero on this computer; else
    `None`. Args and errors as `logging_in`.
    """
    if which == "user":
        return None
    kind, number = chosen_library(workspace.config if workspace else Config(), environment, which)
    return number if kind == DESKTOP else None


def logout(
    workspace: Workspace | None, environment: Mapping[str, str], which: str | None = None
) -> tuple[Place, bool]:
    """
    Forget the key of a library; false if none was kept. Args as `logging_in`.

    Raises:
        UsageError, ConfigError: no library is named, or the keyring refused.
        AccessError: the keyring is locked.
    """
    kind, number = _chosen(workspace, environment, which)
    if not number:
        raise UsageError("which library? Write --library user:ID or group:ID")
    found = place(environment, kind, number)
    return found, secrets.forget(found.url, found.library)


def write_library(workspace: Workspace, found: Place) -> bool:
    """
    Name a library in `zotsync.toml`, with all else in it as it was; false if it is named there already.

    Raises:
        ConfigError: the file says it in a way of its own.
        InputError: it cannot be written, or somebody changed it meanwhile.
    """
    path = workspace.root / CONFIG
    text = files.read_text(path) or ""
    return files.update(path, text, with_library(text, found.library_type, str(found.library_id)))


def named(workspace: Workspace, environment: Mapping[str, str], found: Place) -> bool:
    """Whether a sync of the workspace goes to this library without being told."""
    try:
        return place(environment, *chosen_library(workspace.config, environment)) == found
    except ZotsyncError:
        return False


def key_page(url: str) -> str:
    """Where a key for a server is made, as it stands in a sentence."""
    host = url.partition("://")[2]
    page = settings(host)
    return f"{page}/new" if page.startswith("https://") else page
