"""Which library of which server, and the key to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..errors import AccessError, ConfigError

__all__ = ["ZOTERO_ORG", "Credentials", "Place", "credentials", "key_of", "place", "server"]

ZOTERO_ORG = "https://api.zotero.org"


@dataclass(frozen=True, slots=True)
class Place:
    """A library of a server."""

    url: str
    library_type: str
    """`user` or `group`."""
    library_id: int

    @property
    def library(self) -> str:
        """`user:ID` or `group:ID`, as `--library` takes it."""
        return f"{self.library_type}:{self.library_id}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What it takes to open a library; the key does not show when this is printed."""

    key: str = field(repr=False)
    library_type: str
    """`user` or `group`."""
    library_id: int
    url: str = ZOTERO_ORG


Stored = Callable[[str, str], str]
"""(address of a server, `user:ID` or `group:ID`) -> the key that is kept for it, or nothing."""


def _nothing(_url: str, _library: str) -> str:
    return ""


def credentials(
    environment: Mapping[str, str], library_type: str = "", library_id: str = "", stored: Stored = _nothing
) -> Credentials:
    """
    Credentials from the environment, and from what somebody else knows already.

    Args:
        environment: ZOTERO_API_KEY, ZOTERO_LIBRARY_TYPE, ZOTERO_LIBRARY_ID, ZOTERO_BASE_URL (the names that
            other tools use too).
        library_type, library_id: go before the environment.
        stored: finds the key where the environment has none.

    Raises:
        AccessError: there is no key.
        ConfigError: the library is not named, or the address is none.
    """
    found = place(environment, library_type, library_id)
    key, _ = key_of(found, environment, stored)
    if not key:
        raise AccessError(
            f"There is no API key for {found.library_type} {found.library_id}: run `zotsync login`, "
            "or set ZOTERO_API_KEY in the environment."
        )
    return Credentials(key, found.library_type, found.library_id, found.url)


def place(environment: Mapping[str, str], library_type: str = "", library_id: str = "") -> Place:
    """
    Which library of which server. Args as `credentials`.

    Raises:
        ConfigError: the library is not named, or the address is none.
    """
    kind = (library_type or environment.get("ZOTERO_LIBRARY_TYPE", "")).strip().removesuffix("s")
    number = (library_id or environment.get("ZOTERO_LIBRARY_ID", "")).strip()
    if kind not in ("user", "group"):
        raise ConfigError(
            f"Which library? Set ZOTERO_LIBRARY_TYPE, or type in [library] of zotsync.toml, to user or group "
            f"(it is {kind!r})."
        )
    if not re.fullmatch(r"[1-9][0-9]*", number):
        raise ConfigError(
            f"Which {kind} library? Set ZOTERO_LIBRARY_ID, or id in [library] of zotsync.toml, to its number "
            f"(it is {number!r}): that of a group stands in its address, yours on "
            "https://www.zotero.org/settings/keys."
        )
    return Place(server(environment), kind, int(number))


def key_of(found: Place, environment: Mapping[str, str], stored: Stored) -> tuple[str, str]:
    """The key to a library and where it comes from, in words; both empty where there is none."""
    key = environment.get("ZOTERO_API_KEY", "").strip()
    if key:
        return key, "ZOTERO_API_KEY in the environment"
    key = stored(found.url, found.library)
    return key, "the system keyring" if key else ""


def server(environment: Mapping[str, str]) -> str:
    """
    Address of the server, without a slash at its end.

    Raises:
        ConfigError: ZOTERO_BASE_URL is none, holds a password, or would send a key in the clear.
    """
    return _url(environment.get("ZOTERO_BASE_URL") or ZOTERO_ORG)


def _url(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.username or parts.password:
        raise ConfigError("ZOTERO_BASE_URL holds a password: put no secret into an address.")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(f"ZOTERO_BASE_URL is no address of a server, like {ZOTERO_ORG}: {url!r}")
    if parts.scheme == "http" and not _is_local(parts.hostname):
        raise ConfigError(f"ZOTERO_BASE_URL would send your key unencrypted: write https, not {url!r}")
    return url.strip().rstrip("/")


def _is_local(host: str) -> bool:
    return host == "localhost" or host.startswith("127.") or host == "::1"
