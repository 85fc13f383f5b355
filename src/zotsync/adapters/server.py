"""
A Zotero server, before a library on it is opened: who a key belongs to, login sessions, what it runs.

A login session makes a key without anybody copying it (seen with zotero.org's server and an independent one):

* `POST /keys/sessions` -> 201 `{"sessionToken", "loginURL"}`; a person opens the address and agrees;
* `GET /keys/sessions/TOKEN` -> `{"status": "pending" | "completed" | "cancelled"}`, completed with `apiKey`,
  `userID`, `username`; 404 when the session is over;
* `DELETE /keys/sessions/TOKEN` gives up.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2

from ..codecs.zotero.answers import Misshapen, fields_of, reading
from ..codecs.zotero.rights import check_key, unknown_key
from ..codecs.zotero.verdict import Denied, strange
from ..errors import AccessError, LibraryError, Unavailable

__all__ = ["About", "Owner", "Server", "Session"]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose key it is, and the groups that it names."""

    user_id: int
    username: str
    personal: bool
    """Whether it opens the personal library."""
    groups: tuple[int, ...]
    """Numbers of the groups that it is limited to; none where it names no single one."""


@dataclass(frozen=True, slots=True)
class Session:
    """A login that a person finishes in a browser."""

    url: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class About:
    """What a server says of itself."""

    api: str
    schema: str
    """Versions, as its headers have them; empty where they have none."""
    item_fields: frozenset[str]
    time: datetime | None
    """Its clock, when it answered."""


class Server:
    """
    A server.

    Args:
        url: its address.
        client: makes the requests, and raises what their answers mean (`adapters.web.Courier`).
    """

    def __init__(self, url: str, client: httpx2.Client) -> None:
        self._url = url.rstrip("/")
        self._client = client
        self._host = urlsplit(url).hostname or url

    def about(self) -> About:
        """
        Version, schema and clock; costs one request, and no key.

        Raises:
            Unavailable, LibraryError: no usable answer.
        """
        try:
            response = self._client.get(f"{self._url}/itemFields", headers=_headers())
            with reading():
                fields = fields_of(response.json())
        except (Denied, Misshapen):
            raise strange(self._host) from None
        names = response.headers
        return About(
            names.get("Zotero-API-Version", ""),
            names.get("Zotero-Schema-Version", ""),
            fields,
            _time(names.get("Date")),
        )

    def owner(self, key: str) -> Owner:
        """
        Whose key this is.

        Raises:
            AccessError: the server does not know it, or no key looks so.
            Unavailable: no usable answer.
        """
        check_key(key)
        try:
            response = self._client.get(f"{self._url}/keys/current", headers=_headers(key))
            with reading():
                return _owner(response.json())
        except Denied as denied:
            if denied.status == 404:  # a server of Zotero says 403 of a wrong key
                raise strange(self._host) from None
            raise unknown_key(self._host) from None
        except Misshapen:
            raise strange(self._host) from None

    def begin(self) -> Session | None:
        """
        A new login session; None where the server offers none.

        Raises:
            Unavailable: the server cannot be reached.
        """
        try:
            response = self._client.post(f"{self._url}/keys/sessions", headers=_headers(), json={})
            with reading():
                made = response.json()
                session = Session(str(made["loginURL"]), str(made["sessionToken"]))
        except (Denied, Misshapen):
            return None
        except LibraryError as error:
            if isinstance(error, Unavailable):
                raise
            return None
        # It is handed to a browser, and to nothing that another scheme would start.
        return session if urlsplit(session.url).scheme in ("http", "https") else None

    def poll(self, session: Session) -> str:
        """
        The key, once the person agreed; empty as long as that is open.

        Raises:
            AccessError: the session was refused, or is over.
            Unavailable: no usable answer.
        """
        try:
            response = self._client.get(f"{self._url}/keys/sessions/{session.token}", headers=_headers())
            with reading():
                answer = response.json()
                status = answer["status"]
                key = str(answer["apiKey"]) if status == "completed" else ""
        except (Denied, LibraryError) as error:
            if isinstance(error, Unavailable):
                raise
            raise AccessError("The login has expired: run `zotsync login` again.") from None
        except Misshapen:
            raise strange(self._host) from None
        if status not in ("pending", "completed"):
            raise AccessError("The login was cancelled: nothing is stored.")
        return key

    def cancel(self, session: Session) -> None:
        """Give up a login session, as far as the server can be told."""
        with suppress(LibraryError, Denied):
            self._client.delete(f"{self._url}/keys/sessions/{session.token}", headers=_headers())

    def revoke(self, key: str) -> None:
        """Delete a key from the server, as far as it can be told."""
        with suppress(LibraryError, Denied):
            self._client.delete(f"{self._url}/keys/current", headers=_headers(key))


def _headers(key: str = "") -> dict[str, str]:
    return {"Zotero-API-Version": "3"} | ({"Authorization": f"Bearer {key}"} if key else {})


def _owner(answer: Mapping[str, Any]) -> Owner:
    access = answer["access"] or {}  # some servers write an empty object as a list
    groups = access.get("groups") or {}
    return Owner(
        int(answer["userID"]),
        str(answer["username"]),
        bool((access.get("user") or {}).get("library")),
        tuple(sorted(int(number) for number in groups if number.isdigit() and groups[number].get("library"))),
    )


def _time(value: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(value or "")
    except ValueError:
        return None
