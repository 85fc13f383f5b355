"""
The library of the Zotero that runs on this computer, by its local API: read from Zotero 7 on, written from 10.

What is relied on was measured on 10.0.0 and 9.0.6:

* Versions count up by one with every object saved, are not those of zotero.org, and start anew with each
  database: `Zotero-Server-ID` names it, and so does the `id` of the library. Zotero 9 has no such name and no
  versions of its own (0 for what never synced), so all of it is read each time.
* There is no list of deletions: the keys that are left are told. Trashed items have to be asked for one by one
  by their key, or all together; empty fields are left out.
* An object that is sent with a new key is refused (a fault of Zotero): new ones go without, and the answer
  tells the key. DELETE erases at once, past the trash, so it is never used.
* A write needs the consent of the person at the computer: `authorize` lets Zotero ask (`codecs.zotero.consent`).
* A local write moves lines like `DOI: ...` from Extra into their fields: what was stored is taken from the answer.
* The answers are HTTP/1.0 without a length, so one that was cut shows only as JSON that does not end. A
  connection is dropped without a word where a browser seems to ask (`Mozilla/...`, an Origin).
* The items of a collection are never asked for: an unknown key answers with the whole library.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import httpx2

from ..codecs.zotero.answers import (
    Misshapen,
    fields_of,
    item_of,
    number_of,
    objects_of,
    reading,
    report_of,
)
from ..codecs.zotero.consent import Consent
from ..codecs.zotero.patience import Patience
from ..codecs.zotero.sight import Shifted, Sight, unmoved
from ..core.library import BATCH, Kind, check_batch
from ..errors import AccessError, LibraryError, Moved, Unavailable
from ..model import Collection, Item, Snapshot, WriteReport

__all__ = ["ADDRESS", "DesktopLibrary"]

ADDRESS = "http://127.0.0.1:23119"
"""Where Zotero listens, if nobody changed its settings."""

_APP = "zotsync"
"""As what Zotero introduces us to the person."""
_LOOKS = (0.0, 2.0, 10.0)
"""Seconds before each look at a library that moves while it is read."""
_SLOW = 300.0
"""Seconds for an answer: a whole library is one, and a person may have to find Zotero's window."""
_FEW = 100
"""Items that are fetched by their keys; of more, all are."""
_OLD = (
    "The Zotero on this computer lets other programs only read (writing came with Zotero 10): update it, or sync "
    "with zotero.org (--library user:ID)."
)
_OFF = (
    "allow it in its settings: Advanced, Allow other applications on this computer to communicate with Zotero"
)


def _no_key(_server: str) -> str:
    return ""


def _keep_nothing(_server: str, _key: str) -> None:
    pass


class DesktopLibrary:
    """
    A library of the Zotero on this computer.

    Args:
        group: number of a group; 0 for the personal library.
        recall: finds the key that was kept for a server id; empty where there is none.
        keep: keeps a key that the person gave for always.
        address: of Zotero.
        sleep, clock: other than the real ones in tests.
    """

    def __init__(
        self,
        group: int = 0,
        *,
        recall: Callable[[str], str] = _no_key,
        keep: Callable[[str, str], None] = _keep_nothing,
        address: str = ADDRESS,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = f"groups/{group}" if group else "users/0"
        self._api = f"{address.rstrip('/')}/api"
        self._sleep = sleep
        self._patience = Patience(sleep, clock)
        # Not through a proxy of the environment, and not as a browser.
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(_SLOW, connect=10),
            trust_env=False,
            headers={"User-Agent": _APP, "Zotero-API-Version": "3"},
        )
        self._consent = Consent(
            self._question,
            recall=lambda: recall(self.server_id),
            keep=lambda key: keep(self.server_id, key),
            sleep=sleep,
            clock=clock,
        )
        self.requests = 0
        """How many requests were sent so far."""

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def __enter__(self) -> DesktopLibrary:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"DesktopLibrary({self._path!r})"

    # --- who answers --------------------------------------------------------------------------------------

    @cached_property
    def server_id(self) -> str:
        """The name of Zotero's database; empty before Zotero 10. Raises as `snapshot`."""
        response = self._sent("GET", f"{self._path}/items", params={"limit": 1}, named=False)
        number_of(response.headers, "Last-Modified-Version")  # something else may listen at this port
        return str(response.headers.get("Zotero-Server-ID", ""))

    @property
    def id(self) -> str:
        with _explained():
            return f"zotero://local/{self.server_id or 'unnamed'}/{self._path}"

    @property
    def takes_keys(self) -> bool:
        """Never: Zotero makes them up."""
        return False

    @property
    def write_obstacle(self) -> str:
        with _explained():
            return self._consent.refusal if self.server_id else _OLD

    def item_fields(self) -> frozenset[str]:
        with _explained():
            return fields_of(self._json(self._sent("GET", "itemFields")))

    # --- reading ------------------------------------------------------------------------------------------

    def version(self) -> int:
        """Where the library stands; 0 for a Zotero before 10 that never synced. Raises as `snapshot`."""
        with _explained():
            response = self._sent("GET", f"{self._path}/items", params={"limit": 1})
            return number_of(response.headers, "Last-Modified-Version")

    def snapshot(self, since: int = 0) -> Snapshot | None:
        with _explained():
            # Versions of Zotero 9 say nothing about what was edited on this computer.
            since = since if self.server_id else 0
        if since and self.version() == since:
            return None
        try:
            with _explained():
                return unmoved(lambda: self._changes(since) if since else self._whole(), _LOOKS, self._sleep)
        except Shifted:
            raise Unavailable("Zotero changes the library all the time: try again when it is done.") from None

    def _whole(self) -> Snapshot:
        sight = Sight()
        items = self._seen(sight, "items", includeTrashed=1)
        collections = self._seen(sight, "collections")
        return Snapshot(
            sight.version,
            0,
            tuple(one for one in objects_of("items", items).values() if isinstance(one, Item)),
            tuple(
                one for one in objects_of("collections", collections).values() if isinstance(one, Collection)
            ),
        )

    def _changes(self, since: int) -> Snapshot:
        sight = Sight()
        known = self._seen(sight, "items", format="versions", includeTrashed=1)
        with reading():
            versions = {str(key): int(at) for key, at in known.items()}
        moved = [key for key, version in versions.items() if version > since]
        if len(moved) > _FEW or sight.version < since:
            return self._whole()
        found: dict[str, Item | Collection] = {}
        for start in range(0, len(moved), BATCH):
            keys = ",".join(moved[start : start + BATCH])
            found |= objects_of("items", self._seen(sight, "items", itemKey=keys))
        for key in moved:
            if key not in found:  # in the trash: Zotero leaves it out of a list of keys
                answer = self._json(self._sent("GET", f"{self._path}/items/{key}"))
                with reading():
                    found[key] = item_of(answer)
        collections = objects_of("collections", self._seen(sight, "collections"))
        return Snapshot(
            sight.version,
            since,
            tuple(one for one in found.values() if isinstance(one, Item)),
            tuple(one for one in collections.values() if isinstance(one, Collection) and one.version > since),
            present_items=frozenset(versions),
            present_collections=frozenset(collections),
        )

    def _seen(self, sight: Sight, path: str, **parameters: Any) -> Any:
        """The JSON at a path of the library. Raises Shifted: it shows another version than the answers before."""
        response = self._sent("GET", f"{self._path}/{path}", params=parameters)
        sight.shows(response.headers)
        return self._json(response)

    # --- writing ------------------------------------------------------------------------------------------

    def write(self, kind: Kind, objects: Sequence[Mapping[str, Any]], *, version: int) -> WriteReport:
        check_batch(objects)
        if not objects:
            return WriteReport(version, {}, {}, {})
        with _explained():
            if not self.server_id:
                raise AccessError(_OLD)
            headers = {
                "If-Unmodified-Since-Version": str(version),
                # Whatever on the way sends a request twice: Zotero does it once.
                "Zotero-Write-Token": secrets.token_hex(16),
            }
            response = self._consent.write(
                lambda key: self._sent(
                    "POST",
                    f"{self._path}/{kind}",
                    json=[_sent_as(one) for one in objects],
                    headers={**headers, "Zotero-API-Key": key},
                    refusals=(401,),
                )
            )
            at = number_of(response.headers, "Last-Modified-Version")
            return report_of(kind, self._json(response, writing=True), at, len(objects))

    def delete(self, kind: Kind, keys: Sequence[str], *, version: int) -> int:
        """Never: it would erase the objects, past the trash. Raises LibraryError, if there are any."""
        check_batch([{"key": key, "version": version} for key in keys])
        if keys:
            raise LibraryError(f"Zotero would erase these {kind} past its trash: delete them in Zotero.")
        return version

    def authorize(self) -> bool:
        """
        Let Zotero ask the person at the computer whether zotsync may write; waits for the answer.

        Returns:
            Whether it holds for always: then the key was handed to `keep`.

        Raises:
            AccessError: this Zotero has no writing, or the person said no, or nothing.
            Unavailable: no usable answer.
        """
        with _explained():
            if not self.server_id:
                raise AccessError(_OLD)
            return self._consent.given()

    def _question(self) -> httpx2.Response | None:
        # Not by way of `Patience`: every try would open another window.
        response = self._once("POST", "local/authorize", json={"appName": _APP})
        if response is not None and response.status_code not in (403, 429):
            self._check(response, writing=True)
        return response

    # --- requests -----------------------------------------------------------------------------------------

    def _sent(
        self, method: str, path: str, *, named: bool = True, refusals: Iterable[int] = (), **more: Any
    ) -> httpx2.Response:
        """
        The answer to a request, if it worked or is one of `refusals`.

        Args:
            named: tell which database is meant.

        Raises:
            Moved, AccessError, LibraryError, Unavailable: what else it says.
        """
        response = self._patience.answer(
            method, "Zotero", lambda: self._once(method, path, named=named, **more)
        )
        if response.status_code not in refusals:
            self._check(response, writing=method != "GET", named=named)
        return response

    def _once(self, method: str, path: str, *, named: bool = True, **more: Any) -> httpx2.Response | None:
        """The answer to a request; None where it is lost."""
        headers = {**more.pop("headers", {})}
        if named and self.server_id:
            headers["Zotero-Server-ID"] = self.server_id
        self.requests += 1
        try:
            response = self._client.request(method, f"{self._api}/{path}", headers=headers, **more)
        except httpx2.ConnectError:
            raise Unavailable(
                f"Zotero does not answer on this computer ({self._api}): start it, and {_OFF}."
            ) from None
        except httpx2.RequestError:
            return None
        if method == "GET" and response.is_success and _is_cut(response):
            return None
        return response

    def _check(self, response: httpx2.Response, *, writing: bool, named: bool = True) -> None:
        status = response.status_code
        if response.is_success:
            return
        there = response.headers.get("Zotero-Server-ID", "")
        if status == 412 and named and there and there != self.server_id:
            raise Unavailable("Another Zotero database answers now than at first: run it again.")
        if status == 412 and writing:
            raise Moved("The library changed meanwhile: look at it again.")
        if status in (401, 403) and not writing:
            raise AccessError(f"Zotero does not let other programs in: {_OFF}.")
        if status == 404 and self._path.startswith("groups/"):
            raise AccessError(f"The Zotero on this computer has no {self._path.replace('s/', ' ')}.")
        said = " ".join(response.text.split())
        raise LibraryError(f"Zotero on this computer refused a request ({status}): {said[:200]}")

    def _json(self, response: httpx2.Response, *, writing: bool = False) -> Any:
        try:
            return response.json()
        except ValueError as error:
            if writing:
                raise Unavailable(
                    "The answer of Zotero was cut; what was sent may be written: run again, it is looked up first."
                ) from None
            raise Misshapen(str(error)) from None


@contextmanager
def _explained() -> Iterator[None]:
    """Around what takes answers apart: what is no answer of Zotero's is told as such."""
    try:
        yield
    except Misshapen as error:
        raise Unavailable(
            "What answers at Zotero's place on this computer does not answer as Zotero: is it another program?"
        ) from error


def _is_cut(response: httpx2.Response) -> bool:
    """Whether JSON ends too early; nothing else tells, for no length is announced."""
    if "json" not in response.headers.get("Content-Type", ""):
        return False
    return not response.content.rstrip().endswith((b"]", b"}"))


def _sent_as(given: Mapping[str, Any]) -> dict[str, Any]:
    """An object as Zotero takes it: a new one without key and version, the trash by yes or no."""
    data = dict(given)
    if not given["version"]:
        del data["key"], data["version"]
    if "deleted" in data:
        data["deleted"] = bool(data["deleted"])
    return data
