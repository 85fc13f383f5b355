"""The Zotero on this computer: where it listens, which library of it, and its consent in the keyring."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from ..adapters import secrets
from ..adapters.desktop import ADDRESS, DesktopLibrary
from ..errors import AccessError, ConfigError

__all__ = ["consent", "forget", "has_consent", "library", "words"]

_SERVICE = "zotero://local"


def library(environment: Mapping[str, str], number: str) -> DesktopLibrary:
    """
    The library; nothing is asked yet.

    Args:
        environment: ZOTERO_DESKTOP_URL, where Zotero does not listen at its usual port.
        number: of a group; empty for the personal library.

    Raises:
        ConfigError: the number or the address is none.
    """
    if number and not re.fullmatch("[1-9][0-9]*", number):
        raise ConfigError(
            f"Which group of the Zotero on this computer? id in [library] is its number, or is left out for the "
            f"personal library (it is {number!r})."
        )
    address = environment.get("ZOTERO_DESKTOP_URL") or ADDRESS
    parts = urlsplit(address)
    if (
        parts.scheme != "http"
        or parts.hostname not in ("localhost", "127.0.0.1")
        or parts.path not in ("", "/")
    ):
        raise ConfigError(f"ZOTERO_DESKTOP_URL is no address of a Zotero on this computer, like {ADDRESS}.")
    return DesktopLibrary(int(number or 0), recall=_recall, keep=_keep, address=address)


def words(number: str) -> str:
    """The library as it stands in a sentence."""
    return f"group {number} of the Zotero on this computer" if number else "the Zotero on this computer"


def consent(opened: DesktopLibrary) -> bool:
    """
    Let Zotero ask the person, and keep the answer; false where it is for one write.

    Raises:
        AccessError: no, or this Zotero cannot be written to.
        ConfigError: no keyring works here.
        Unavailable: Zotero does not answer.
    """
    if obstacle := opened.write_obstacle:
        raise AccessError(obstacle)
    try:
        secrets.check()
    except ConfigError:
        raise ConfigError(
            "No system keyring works here, so an answer for always cannot be kept: `zotsync sync` has Zotero ask "
            "at each run that writes."
        ) from None
    return opened.authorize()


def has_consent(opened: DesktopLibrary) -> bool:
    """Whether a key for this Zotero is kept. Raises AccessError: the keyring is locked."""
    return bool(_recall(opened.server_id))


def forget(opened: DesktopLibrary) -> bool:
    """Forget the key; false if none was kept. Raises as `secrets.forget`, and Unavailable."""
    return secrets.forget(_SERVICE, opened.server_id)


def _recall(server: str) -> str:
    return secrets.recall(_SERVICE, server) if server else ""


def _keep(server: str, key: str) -> None:
    # Without a keyring it serves this run, and Zotero asks again at the next.
    with suppress(ConfigError):
        secrets.store(_SERVICE, server, key)
