"""
A library on a Zotero Web API server: api.zotero.org or any other, of a user or of a group.

pyzotero makes the requests. `Courier`, the HTTP client that it is given, decides what the answers mean: it
waits and tries again where that is right, and returns only what worked. So nothing of pyzotero's own error
handling comes into play, which in 1.16 takes a 429 for data, drops failures and sleeps by itself.

Rule 0: at most four requests at once, and where a server asks for a rest, all of this process rest.
Rule 1: a read is tried again; a write whose answer is lost is not: the caller looks what became of it.
Rule 2: what is read belongs to one version of the library, or is read again.
Rule 3: the key goes into one header, and nowhere else.
"""

from __future__ import annotations

import time
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any, Protocol

import httpx2

from ..codecs.zotero.answers import (
    Misshapen,
    fields_of,
    is_whole_refusal,
    joined,
    number_of,
    reading,
    report_of,
)
from ..codecs.zotero.pages import AT_ONCE, NOUN, changes
from ..codecs.zotero.patience import Patience
from ..codecs.zotero.rights import Rights, check_key, rights_of, settings, unknown_key
from ..codecs.zotero.sight import Shifted, unmoved
from ..codecs.zotero.verdict import Denied, strange, unreachable, verdict
from ..core.library import Kind, check_batch
from ..errors import AccessError, ConfigError, Unavailable
from ..model import Snapshot, WriteReport

if TYPE_CHECKING:
    from pyzotero.zotero import Zotero

__all__ = ["Courier", "WebLibrary"]

_LOOKS = (0.0, 10.0, 20.0)
"""Seconds before each look at a library that moves while it is read."""
_PATIENCE = Patience(time.sleep, time.time)
"""One for the process: what a server asks of one library holds for the others on it."""


class Courier(httpx2.Client):
    """
    An HTTP client that is patient with a Zotero server and returns only answers that worked.

    Args:
        patience: that of the process, if none is given.
        timeout: seconds for one request.
        transport: other than the network in tests.

    Raises:
        ConfigError: the environment names a proxy or certificates that are not usable.
    """

    def __init__(
        self,
        patience: Patience = _PATIENCE,
        *,
        timeout: float = 60,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        try:
            super().__init__(timeout=timeout, transport=transport)
        except OSError as error:
            raise ConfigError(
                f"{error.filename or 'SSL_CERT_FILE'}: no certificates can be read from it "
                f"({error.strerror or error}): check SSL_CERT_FILE and SSL_CERT_DIR."
            ) from None
        except (ImportError, ValueError):
            # Not with what it says: that shows the address of the proxy, and the password in it.
            raise ConfigError(
                "A proxy in the environment is not usable: write http://HOST:PORT into HTTPS_PROXY, "
                "HTTP_PROXY and ALL_PROXY."
            ) from None
        self.sent = 0
        """Requests so far, repeated ones too."""
        self._counting = Lock()
        self._slots = BoundedSemaphore(AT_ONCE)
        self._patience = patience

    def send(self, request: httpx2.Request, **_: Any) -> httpx2.Response:
        """
        The answer to a request, if it worked.

        Raises:
            Denied: what it means depends on the question.
            AccessError, LibraryError, Moved, Unavailable: as the protocol has them.
        """
        host = request.url.host
        server = request.url.netloc.decode()  # with the port: two servers on one machine are two
        response = self._patience.answer(request.method, server, lambda: self._sent(request))
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        text = response.text if response.is_error else ""
        error = verdict(request.method, host, response.status_code, response.headers, text, key)
        if error is not None:
            raise error
        return response

    def _sent(self, request: httpx2.Request) -> httpx2.Response | None:
        with self._counting:
            self.sent += 1
        try:
            with self._slots:
                return super().send(request, follow_redirects=request.method == "GET")
        except (httpx2.ConnectError, httpx2.ProxyError, httpx2.TooManyRedirects) as error:
            proxied = isinstance(error, httpx2.ProxyError) or _is_proxied(request.url)
            raise unreachable(request.url.host, str(error), by_proxy=proxied) from None
        except httpx2.RequestError:
            return None


def _is_proxied(url: httpx2.URL) -> bool:
    """Whether the environment names a proxy for an address, as it is read by the client."""
    known = urllib.request.getproxies()
    proxy = known.get(url.scheme) or known.get("all")
    return bool(proxy) and not urllib.request.proxy_bypass(url.host)


class _Credentials(Protocol):
    @property
    def url(self) -> str: ...
    @property
    def library_type(self) -> str: ...
    @property
    def library_id(self) -> int: ...
    @property
    def key(self) -> str: ...


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
        check_key(key)
        self._url = url.rstrip("/")
        self._type = library_type
        self._number = library_id
        self._key = key
        self._sleep = sleep
        # Another sleep or clock is another world, which the requests of this one do not concern.
        patience = _PATIENCE if (sleep, clock) == (time.sleep, time.time) else Patience(sleep, clock)
        self._courier = Courier(patience, timeout=timeout, transport=transport)
        self._readers: list[Zotero] = []
        """All that were made: pyzotero closes the client of one that is forgotten."""
        self._idle: deque[Zotero] = deque()

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
        try:
            with self._explained():
                return unmoved(lambda: changes(self._ask, since), _LOOKS, self._sleep)
        except Shifted:
            raise Unavailable(
                "Others write to the library all the time: try again when they are done."
            ) from None

    def version(self) -> int:
        """Where the library stands; costs one request. Raises as `snapshot`."""
        with self._explained():
            _, headers = self._ask("item_versions", limit=1)
            return number_of(headers, "Last-Modified-Version")

    def item_fields(self) -> frozenset[str]:
        with self._explained():
            return fields_of(self._ask("item_fields")[0])

    def _ask(self, what: str, **parameters: Any) -> tuple[Any, Mapping[str, str]]:
        """What a method of pyzotero returns, and the headers of the answer."""
        with self._reader() as reader:
            with reading():  # it takes the answer apart for us
                answer = getattr(reader, what)(**parameters)
            assert reader.request is not None
            return answer, reader.request.headers

    # --- writing ------------------------------------------------------------------------------------------

    def write(self, kind: Kind, objects: Sequence[Mapping[str, Any]], *, version: int) -> WriteReport:
        check_batch(objects)
        if not objects:
            return WriteReport(version, {}, {}, {})
        # Not by pyzotero: create_collections moves what it renames to the top level, and create_items adds a
        # token whose second use looks as if somebody else had written. Our own keys do better than a token.
        headers = {**self._headers, "If-Unmodified-Since-Version": str(version)}
        with self._explained():
            response = self._courier.post(f"{self.id}/{kind}", json=list(objects), headers=headers)
            with reading():
                answer = response.json()
            if is_whole_refusal(answer) and len(objects) > 1:
                return self._write_singly(kind, objects, version)
            at = number_of(response.headers, "Last-Modified-Version")
            return report_of(kind, answer, at, len(objects))

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
        gone = [{"key": key} for key in keys]
        with self._explained(), self._reader() as writer:
            getattr(writer, f"delete_{NOUN[kind]}")(gone, last_modified=version)
            assert writer.request is not None
            return number_of(writer.request.headers, "Last-Modified-Version")

    # --- rights -------------------------------------------------------------------------------------------

    def rights(self) -> Rights:
        """
        What the key may do here; costs one request, two for a group.

        Raises:
            AccessError: the server does not know the key.
            Unavailable: no usable answer.
        """
        with self._explained():
            page = settings(self._host)
            key = self._get("/keys/current", impossible=404) if self._key else None
            if self._key and key is None:
                raise unknown_key(self._host)
            group = self._get(f"/groups/{self._number}") if self._type == "group" else None
            with reading():
                return rights_of(key, self._type, self._number, group, page)

    @cached_property
    def _granted(self) -> Rights:
        return self.rights()

    @property
    def takes_keys(self) -> bool:
        """Always."""
        return True

    @property
    def write_obstacle(self) -> str:
        """Why the key may not write here, and the next step; empty where it may. Raises as `rights`."""
        return "" if self._granted.write else self._granted.why

    def _get(self, path: str, *, impossible: int = 0) -> Any:
        """What stands at a path; None where the key may not see it. No Zotero refuses with `impossible`."""
        try:
            response = self._courier.get(self._url + path, headers=self._headers)
        except Denied as denied:
            if denied.status == impossible:
                raise Misshapen(f"{path}: {denied.status}") from None
            return None
        with reading():
            return response.json()

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
        except Misshapen as error:
            raise strange(self._host) from error

    # --- pyzotero -----------------------------------------------------------------------------------------

    @contextmanager
    def _reader(self) -> Iterator[Zotero]:
        """A client of pyzotero's for one request: what it read last is kept in it, so no two threads share it."""
        try:
            reader = self._idle.pop()
        except IndexError:
            reader = self._new_reader()
            self._readers.append(reader)
        try:
            yield reader
        finally:
            reader.url_params = None  # those of a failed call would be taken over into the next
            self._idle.append(reader)

    def _new_reader(self) -> Zotero:
        from pyzotero.zotero import Zotero  # takes a tenth of a second

        reader = Zotero(self._number, self._type, self._key or None, client=self._courier)
        reader.endpoint = self._url
        return reader

    @cached_property
    def _headers(self) -> dict[str, str]:
        with self._reader() as reader:
            return dict(reader.default_headers())

    @property
    def _host(self) -> str:
        return httpx2.URL(self._url).host
