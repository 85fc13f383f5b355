"""
A library on a Zotero Web API server: api.zotero.org or any other, of a user or of a group.

pyzotero makes the requests. `Courier`, the HTTP client that it is given, decides what the answers mean: it
waits and tries again where that is right, and returns only what worked. So nothing of pyzotero's own error
handling comes into play, which in 1.16 takes a 429 for data, drops failures and sleeps by itself.

Rule 1: a read is tried again; a write whose answer is lost is not: the caller looks what became of it.
Rule 2: what is read belongs to one version of the library, or is read again.
Rule 3: the key goes into one header, and nowhere else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import httpx2

from ..codecs.zotero.answers import collection_of, is_whole_refusal, item_of, joined, report_of
from ..codecs.zotero.patience import Patience
from ..codecs.zotero.rights import Rights, rights_of, settings
from ..codecs.zotero.verdict import Denied, NotModified, unreachable, verdict
from ..core.library import BATCH, Kind, check_batch
from ..errors import AccessError, Unavailable
from ..model import Snapshot, WriteReport

if TYPE_CHECKING:
    from pyzotero.zotero import Zotero

__all__ = ["Courier", "WebLibrary"]

_PAGE = 100
"""Objects in one answer; zotero.org cuts a higher limit."""
_LOOKS = (0.0, 10.0, 20.0)
"""Seconds before each look at a library that moves while it is read."""
_NOUN = {"items": "item", "collections": "collection"}


class Courier(httpx2.Client):
    """An HTTP client that is patient with a Zotero server and returns only answers that worked."""

    def __init__(
        self, patience: Patience, *, timeout: float, transport: httpx2.BaseTransport | None = None
    ) -> None:
        super().__init__(timeout=timeout, transport=transport)
        self.sent = 0
        """Requests so far, repeated ones too."""
        self._patience = patience

    def send(self, request: httpx2.Request, **_: Any) -> httpx2.Response:
        """
        The answer to a request, if it worked.

        A question for what moved since a version carries `If-Modified-Since-Version`: where nothing did, the
        first answer says so.

        Raises:
            Denied, NotModified: what they mean depends on the question.
            AccessError, LibraryError, Moved, Unavailable: as the protocol has them.
        """
        since = request.url.params.get("since", "0")
        if since != "0":
            request.headers["If-Modified-Since-Version"] = since
        host = request.url.host
        response = self._patience.answer(request.method, host, lambda: self._sent(request))
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        text = response.text if response.is_error else ""
        error = verdict(request.method, host, response.status_code, response.headers, text, key)
        if error is not None:
            raise error
        return response

    def _sent(self, request: httpx2.Request) -> httpx2.Response | None:
        self.sent += 1
        try:
            return super().send(request, follow_redirects=request.method == "GET")
        except (httpx2.ConnectError, httpx2.ProxyError, httpx2.TooManyRedirects) as error:
            raise unreachable(request.url.host, str(error)) from None
        except httpx2.RequestError:
            return None


class _Credentials(Protocol):
    @property
    def url(self) -> str: ...
    @property
    def library_type(self) -> str: ...
    @property
    def library_id(self) -> int: ...
    @property
    def key(self) -> str: ...


class _Shifted(Exception):
    """The library moved between two answers."""


class WebLibrary:
    """
    A library on a server.

    Args:
        url: of the server, `https://api.zotero.org`.
        library_type: `user` or `group`.
        library_id: number of the user or group.
        key: API key; without one a public library can be read.
        sleep, clock, transport: other than the real ones in tests.
        timeout: seconds for a write; a batch of large notes takes some (pyzotero has 30 for a read).

    Raises:
        AccessError: the key cannot be one.
    """

    def __init__(
        self,
        url: str,
        library_type: str,
        library_id: int,
        key: str = "",
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        timeout: float = 60,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        if not all("!" <= character <= "~" for character in key):
            # It could not stand in a header, and whoever complains of the header would show it.
            raise AccessError("The API key has characters that no key has: copy it again to ZOTERO_API_KEY.")
        self._url = url.rstrip("/")
        self._type = library_type
        self._number = library_id
        self._key = key
        self._sleep = sleep
        self._courier = Courier(Patience(sleep, clock), timeout=timeout, transport=transport)

    @classmethod
    def open(cls, credentials: _Credentials) -> WebLibrary:
        """The library that credentials name; nothing is asked yet."""
        return cls(credentials.url, credentials.library_type, credentials.library_id, credentials.key)

    def close(self) -> None:
        """Let go of the connection."""
        self._courier.close()

    def __enter__(self) -> WebLibrary:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"WebLibrary({self.id!r})"

    @property
    def requests(self) -> int:
        """How many requests were sent so far."""
        return self._courier.sent

    @property
    def id(self) -> str:
        return f"{self._url}/{self._type}s/{self._number}"

    # --- reading ------------------------------------------------------------------------------------------

    def snapshot(self, since: int = 0) -> Snapshot | None:
        for pause in _LOOKS:
            if pause:
                self._sleep(pause)
            try:
                with self._explained():
                    return self._look(since)
            except NotModified:
                return None
            except _Shifted:
                continue
        raise Unavailable("Others write to the library all the time: try again when they are done.")

    def item_fields(self) -> frozenset[str]:
        with self._explained():
            fields: Any = self._zotero.item_fields()
            return frozenset(one["field"] for one in fields)

    def _look(self, since: int) -> Snapshot:
        versions: set[int] = set()
        items = self._all("items", since, versions)
        collections = self._all("collections", since, versions)
        gone = self._read("deleted", versions, since=since) if since else {}
        return Snapshot(
            versions.pop(),
            since,
            tuple(item_of(one) for one in items.values()),
            tuple(collection_of(one) for one in collections.values()),
            # A key that was made anew stays among the deleted ones on some servers.
            frozenset(gone.get("items", ())) - items.keys(),
            frozenset(gone.get("collections", ())) - collections.keys(),
        )

    def _all(self, kind: Kind, since: int, versions: set[int]) -> dict[str, Any]:
        """Everything of a kind that moved after a version, by key; trashed items too."""
        moved = {"since": since, "includeTrashed": 1}
        found: dict[str, Any] = {}
        total, start = 1, 0
        while start < total:
            page = self._read(kind, versions, limit=_PAGE, start=start, **moved)
            found |= {one["key"]: one for one in page}
            total, start = self._header("Total-Results"), start + _PAGE
        if len(found) < total:
            # Objects of one second have no order among them: a page may show one twice and another never.
            known = self._read(f"{_NOUN[kind]}_versions", versions, **moved)
            missing = sorted(known.keys() - found.keys())
            for i in range(0, len(missing), BATCH):
                keys = {f"{_NOUN[kind]}Key": ",".join(missing[i : i + BATCH])}
                page = self._read(kind, versions, limit=_PAGE, includeTrashed=1, **keys)
                found |= {one["key"]: one for one in page}
        return found

    def _read(self, what: str, versions: set[int], **parameters: Any) -> Any:
        """What a method of pyzotero returns; it must show the version of the library that others showed."""
        try:
            answer = getattr(self._zotero, what)(**parameters)
        finally:
            self._zotero.url_params = None  # pyzotero takes those of a failed call over into the next
        version = self._header("Last-Modified-Version")
        if not versions <= {version}:
            raise _Shifted
        versions.add(version)
        return answer

    def _header(self, name: str) -> int:
        response = self._zotero.request
        return int(response.headers[name]) if response is not None else 0

    # --- writing ------------------------------------------------------------------------------------------

    def write(self, kind: Kind, objects: Sequence[Mapping[str, Any]], *, version: int) -> WriteReport:
        check_batch(objects)
        if not objects:
            return WriteReport(version, {}, {}, {})
        # Not by pyzotero: create_collections moves what it renames to the top level, and create_items adds a
        # token whose second use looks as if somebody else had written. Our own keys do better than a token.
        headers = {**self._zotero.default_headers(), "If-Unmodified-Since-Version": str(version)}
        with self._explained():
            response = self._courier.post(f"{self.id}/{kind}", json=list(objects), headers=headers)
            answer = response.json()
            if is_whole_refusal(answer) and len(objects) > 1:
                return self._write_singly(kind, objects, version)
            return report_of(kind, answer, int(response.headers["Last-Modified-Version"]), len(objects))

    def _write_singly(self, kind: Kind, objects: Sequence[Mapping[str, Any]], version: int) -> WriteReport:
        """Write a batch that was refused as a whole, to learn which of its objects it is."""
        reports: list[WriteReport] = []
        for one in objects:
            reports.append(self.write(kind, [one], version=reports[-1].version if reports else version))
        return joined(reports)

    def delete(self, kind: Kind, keys: Sequence[str], *, version: int) -> int:
        check_batch([{"key": key, "version": version} for key in keys])
        if not keys:
            return version
        delete = getattr(self._zotero, f"delete_{_NOUN[kind]}")
        with self._explained():
            delete([{"key": key} for key in keys], last_modified=version)
            return self._header("Last-Modified-Version")

    # --- rights -------------------------------------------------------------------------------------------

    def rights(self) -> Rights:
        """
        What the key may do here; costs one request, two for a group.

        Raises:
            AccessError: the server does not know the key.
            Unavailable: no usable answer.
        """
        with self._explained():
            key = self._get("/keys/current") if self._key else None
            if self._key and key is None:
                raise AccessError(
                    f"{self._host} does not know this API key: make a new one at {settings(self._host)} "
                    "and set ZOTERO_API_KEY."
                )
            group = self._get(f"/groups/{self._number}") if self._type == "group" else None
            return rights_of(key, self._type, self._number, group, settings(self._host))

    def _get(self, path: str) -> Any:
        try:
            return self._courier.get(self._url + path, headers=self._zotero.default_headers()).json()
        except Denied:
            return None

    def _why(self, denied: Denied) -> AccessError:
        rights = self.rights()
        if not rights.read or (denied.writing and not rights.write):
            return AccessError(rights.why)
        return AccessError(
            f"{self._host} refused access to {self._type} {self._number} ({denied.status}), though the key "
            "has the right: look whether the library is still there."
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except Denied as denied:
            raise self._why(denied) from None
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Unavailable(
                f"{self._host} answers, but not as Zotero does: check ZOTERO_BASE_URL, or try again later."
            ) from error

    # --- pyzotero -----------------------------------------------------------------------------------------

    @cached_property
    def _zotero(self) -> Zotero:
        from pyzotero.zotero import Zotero  # takes a tenth of a second

        zotero = Zotero(self._number, self._type, self._key or None, client=self._courier)
        zotero.endpoint = self._url
        return zotero

    @property
    def _host(self) -> str:
        return httpx2.URL(self._url).host
