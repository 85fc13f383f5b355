"""Which library of which server, and the key to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..errors import AccessError, ConfigError

__all__ = ["ZOTERO_ORG", "Credentials", "credentials"]

ZOTERO_ORG = "https://api.zotero.org"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What it takes to open a library; the key does not show when this is printed."""

    key: str = field(repr=False)
    library_type: str
    """`user` or `group`."""
    library_id: int
    url: str = ZOTERO_ORG


def credentials(environment: Mapping[str, str], library_type: str = "", library_id: str = "") -> Credentials:
    """
    Credentials from the environment, and from what somebody else knows already.

    Args:
        environment: ZOTERO_API_KEY, ZOTERO_LIBRARY_TYPE, ZOTERO_LIBRARY_ID, ZOTERO_BASE_URL (the names that
            other tools use too).
        library_type, library_id: go before the environment.

    Raises:
        AccessError: there is no key.
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
    url = _url(environment.get("ZOTERO_BASE_URL") or ZOTERO_ORG)
    return Credentials(_key(environment), kind, int(number), url)


def _key(environment: Mapping[str, str]) -> str:
    key = environment.get("ZOTERO_API_KEY", "").strip()
    if not key:
        raise AccessError(
            "There is no API key: make one at https://www.zotero.org/settings/keys/new "
            "and set ZOTERO_API_KEY in the environment."
        )
    return key


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
