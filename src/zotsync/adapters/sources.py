"""
The metadata services, asked politely.

* Each host gets one request at a time, with the pause between two that it publishes; hosts are asked side by side.
* Everybody is told who asks: the User-Agent names zotsync and the contact of the configuration.
* 429, 5xx, time-outs, dropped and cut answers are tried again, later each time and never in step with others; a
  `Retry-After` is kept to. One that is too long, a demand to prove that one is human, and repeated silence put the
  service off for the rest of the run: then it is `unavailable`, which is not "has nothing".
* What was answered is kept on disk for a day (hishel, which also keeps two runs apart). Only answers that could be
  read are kept, and never a key: it joins the request behind the cache.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock
from urllib.parse import urlsplit

import httpx2
from hishel import SqliteStorage
from hishel.httpx2 import CacheTransport

from ..codecs.sources import SOURCES, Misread, Question, Source
from ..codecs.zotero.patience import asked
from ..errors import ConfigError
from ..model import Identifier, SourceRecord
from ..version import __version__

__all__ = ["DAY", "Sources"]

DAY = 86_400.0
_TRIES = 3
_FIRST_WAIT = 2.0
_LONGEST_WAIT = 120.0
_TIMEOUT = httpx2.Timeout(30, connect=10)
_LARGEST = 32 * 1024 * 1024
"""Bytes of an answer; 100 records of the most talkative service have a twentieth."""
_SILENCES = 2
"""After so many questions without an answer, one after the other, a service is let alone."""


class _Silent(Exception):
    """No usable answer; says why. `lasting`: it will not be better during this run."""

    def __init__(self, why: str, *, lasting: bool = False) -> None:
        super().__init__(why)
        self.lasting = lasting


class _Rejected(Exception):
    """The service does not take the question: one identifier in a batch that it finds malformed is enough."""


class Sources:
    """
    The metadata services as one.

    Args:
        names: which of `SOURCES` to ask.
        contact: address or page of the person who asks, for the User-Agent.
        cache: folder for the answers; nothing is kept without.
        offline: ask nobody; only what was answered within a day is known.
        keys: variables of the environment that may hold keys.
        address: a server that stands for all of them, asked as `ADDRESS/HOST/PATH`.
        sleep, clock: other than the real ones in tests.

    Raises:
        ConfigError: the environment names a proxy or certificates that are not usable.
    """

    def __init__(
        self,
        names: Iterable[str] = tuple(SOURCES),
        *,
        contact: str = "",
        cache: Path | None = None,
        offline: bool = False,
        keys: Mapping[str, str] | None = None,
        address: str = "",
        timeout: httpx2.Timeout = _TIMEOUT,
        sleep: Callable[[float], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sources = [SOURCES[name] for name in names]
        self._keys = {name: value for name, value in (keys or {}).items() if value}
        self._address = address.rstrip("/")
        self._stopped = Event()
        agent = f"zotsync/{__version__}"
        if contact:
            agent += f" (mailto:{contact})" if "@" in contact else f" ({contact})"
        self._courteous = _Courteous(agent, timeout, offline, sleep or self._nap, clock, known="@" in contact)
        self._transport: httpx2.BaseTransport = self._courteous
        if cache is not None:
            storage = SqliteStorage(database_path=cache / "answers.sqlite", default_ttl=DAY)
            self._transport = CacheTransport(self._courteous, storage)
        self._silences: dict[str, int] = {}
        self._noting = Lock()
        self.unavailable: dict[str, str] = {}
        """By name, why a service was let alone."""
        for source in self._sources:
            if source.needs_key and source.key not in self._keys:
                self.unavailable[source.name] = f"needs a key in {source.key}"

    def __enter__(self) -> Sources:
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()

    def _nap(self, seconds: float) -> None:
        """Wait; not if the person has stopped the run meanwhile."""
        if self._stopped.wait(seconds):
            raise _Silent("stopped", lasting=True)

    @property
    def requests(self) -> Mapping[str, int]:
        """By host, how many requests went out so far, repeated ones too."""
        return self._courteous.sent

    def lookup(
        self, wanted: Iterable[Identifier], progress: Callable[[int], None] = lambda _: None
    ) -> tuple[SourceRecord, ...]:
        """
        What the services have under some identifiers; those of last resort are asked for the rest.

        Args:
            progress: called with the number of questions that were just answered.
        """
        wanted = list(dict.fromkeys(wanted))
        found = self._looked_up([one for one in self._sources if not one.last_resort], wanted, progress)
        for source in self._sources:
            known = {one for record in found for one in record.work.identifiers}
            missing = [one for one in wanted if one not in known and one.scheme in ("doi", "arxiv")]
            if source.last_resort and missing:
                found += self._looked_up([source], missing, progress)
        return found

    def _looked_up(
        self, sources: Sequence[Source], wanted: Sequence[Identifier], progress: Callable[[int], None]
    ) -> tuple[SourceRecord, ...]:
        def ask(source: Source) -> tuple[SourceRecord, ...]:
            found: list[SourceRecord] = []
            for batch in _batches(source, wanted):
                found += self._batch(source, batch)
                progress(len(batch))
            return tuple(found)

        return self._side_by_side(sources, ask)

    def _batch(self, source: Source, batch: Sequence[Identifier]) -> tuple[SourceRecord, ...]:
        """The records of a batch; where one identifier spoils it, of the halves."""
        assert source.lookup is not None
        try:
            return self._answer(source, source.lookup(batch))
        except _Rejected:
            middle = len(batch) // 2
            return (
                (*self._batch(source, batch[:middle]), *self._batch(source, batch[middle:])) if middle else ()
            )

    def search(self, title: str) -> tuple[SourceRecord, ...]:
        """What the services find under a title, the best of each first."""

        def ask(source: Source) -> tuple[SourceRecord, ...]:
            assert source.search is not None
            with contextlib.suppress(_Rejected):
                return self._answer(source, source.search(title))
            return ()

        return self._side_by_side([one for one in self._sources if one.search], ask)

    def is_dead(self, url: str) -> bool:
        """Whether a page is gone (404, 410); what cannot be reached just now is not dead."""
        with contextlib.suppress(_Silent, httpx2.HTTPError, ValueError):
            return self._courteous.status(self._routed(url)) in (404, 410)
        return False

    def _side_by_side(
        self, sources: Sequence[Source], ask: Callable[[Source], tuple[SourceRecord, ...]]
    ) -> tuple[SourceRecord, ...]:
        """What several services say, each asked in a thread of its own."""
        open_ones = [one for one in sources if one.name not in self.unavailable]
        if not open_ones:
            return ()
        with ThreadPoolExecutor(max_workers=len(open_ones), thread_name_prefix="source") as pool:
            try:
                return tuple(record for records in pool.map(ask, open_ones) for record in records)
            except BaseException:
                self._stopped.set()  # nobody sleeps on while the pool waits for its threads
                raise

    def _answer(self, source: Source, question: Question) -> tuple[SourceRecord, ...]:
        if source.name in self.unavailable:
            return ()
        try:
            records = self._asked(source, question)
        except _Silent as silence:
            with self._noting:
                self._silences[source.name] = self._silences.get(source.name, 0) + 1
                if silence.lasting or self._silences[source.name] >= _SILENCES:
                    self.unavailable[source.name] = str(silence)
            return ()
        self._silences[source.name] = 0
        today = datetime.now(UTC).date().isoformat()
        return tuple(replace(record, seen=today) for record in records)

    def _asked(self, source: Source, question: Question) -> tuple[SourceRecord, ...]:
        request = httpx2.Request(
            "POST" if question.body else "GET",
            self._routed(question.url),
            headers={"Accept": question.accept},
            content=question.body or None,
            extensions={"source": source, "key": self._keys.get(source.key, "")},
        )
        if question.body:
            request.headers["Content-Type"] = "application/json"
        response = self._transport.handle_request(request)
        try:
            body = response.read()
        finally:
            response.close()
        return () if response.status_code == httpx2.codes.NOT_FOUND else source.read(body)

    def _routed(self, url: str) -> str:
        return f"{self._address}/{url.partition('://')[2]}" if self._address else url


def _batches(source: Source, wanted: Sequence[Identifier]) -> Iterator[Sequence[Identifier]]:
    if source.lookup is None:
        return
    mine = [one for one in wanted if one.scheme in source.schemes]
    # A comma or a bar in a DOI parts the values of a filter.
    alone = [one for one in mine if source.batch > 1 and set(one.value) & set(",|")]
    together = [one for one in mine if one not in alone]
    for start in range(0, len(together), source.batch):
        yield together[start : start + source.batch]
    yield from ([one] for one in alone)


class _Courteous(httpx2.BaseTransport):
    """Sends what the cache does not have: slowly, again where that helps, and only what can be read comes back."""

    def __init__(
        self,
        agent: str,
        timeout: httpx2.Timeout,
        offline: bool,
        sleep: Callable[[float], None],
        clock: Callable[[], float],
        *,
        known: bool,
    ) -> None:
        self._offline, self._sleep, self._clock, self._known = offline, sleep, clock, known
        self._turns: dict[str, _Turn] = {}
        self._opening = Lock()
        self.sent: dict[str, int] = {}
        try:
            self._client = httpx2.Client(timeout=timeout, headers={"User-Agent": agent})
        except (OSError, ImportError, ValueError):
            # Not with what it says: that may show the address of the proxy, and the password in it.
            raise ConfigError(
                "the proxy or the certificates in the environment are not usable: check HTTPS_PROXY, ALL_PROXY, "
                "SSL_CERT_FILE"
            ) from None

    def close(self) -> None:
        self._client.close()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        source: Source = request.extensions["source"]
        if self._offline:
            raise _Silent("offline", lasting=True)
        for attempt in range(1, _TRIES + 1):
            wait = _FIRST_WAIT * 2 ** (attempt - 1) * random.uniform(1, 1.5)
            try:
                response = self._once(request, source)
            except (httpx2.TimeoutException, httpx2.RemoteProtocolError, httpx2.ReadError) as error:
                silence = _Silent(f"no whole answer ({type(error).__name__})")
            except httpx2.HTTPError as error:
                raise _Silent(f"not reached ({type(error).__name__})", lasting=True) from None
            else:
                refusal = _refusal(response, source)
                if refusal is None:
                    return response
                silence = refusal
                wait = max(wait, asked(response.headers.get("Retry-After"), time.time()) or 0.0)
            if silence.lasting or attempt == _TRIES:
                break
            if wait > _LONGEST_WAIT:
                raise _Silent(f"{silence}; it asks for a rest of {wait:.0f} seconds", lasting=True)
            self._turn(source.host).rest(self._clock() + wait)
        raise silence

    def _once(self, request: httpx2.Request, source: Source) -> httpx2.Response:
        key = request.extensions["key"]
        url, headers = request.url, dict(request.headers)
        if key:
            kind, _, name = source.key_in.partition(":")
            if kind == "header":
                headers[name] = key
            else:
                url = url.copy_add_param(name, key)
        pause = source.pause_known if self._known and source.pause_known is not None else source.pause
        with self._turn(source.host).taken(pause):
            self.sent[source.host] = self.sent.get(source.host, 0) + 1
            # A redirect is followed without a key only: whoever it leads to must not get it.
            outgoing = self._client.build_request(
                request.method, url, headers=headers, content=request.content
            )
            response = self._client.send(outgoing, stream=True, follow_redirects=not key)
            try:
                body = b""
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > _LARGEST:
                        raise _Silent("an answer without an end", lasting=True)
            finally:
                response.close()
        kept = {
            name: value
            for name, value in response.headers.items()
            if name.lower() in ("content-type", "retry-after", "date")
        }
        return httpx2.Response(response.status_code, headers=kept, content=body)

    def status(self, url: str) -> int:
        """What a page answers to the question whether it is there."""
        if self._offline:
            raise _Silent("offline")
        with self._turn(urlsplit(url).hostname or "").taken(1.0):
            status = self._client.head(url, follow_redirects=True).status_code
            if status < 400:
                return status
            # Some servers know no HEAD, and say of every page that it is not there.
            with self._client.stream("GET", url, follow_redirects=True) as response:
                return response.status_code

    def _turn(self, host: str) -> _Turn:
        with self._opening:
            return self._turns.setdefault(host, _Turn(self._sleep, self._clock))


def _refusal(response: httpx2.Response, source: Source) -> _Silent | None:
    """
    Why an answer is none.

    Raises:
        _Rejected: it is one, and says that the question is wrong.
    """
    status = response.status_code
    if status == httpx2.codes.NOT_FOUND:
        return None
    if status == httpx2.codes.TOO_MANY_REQUESTS:
        return _Silent("too many requests (429)")
    if status in (401, 403):
        return _Silent(f"it refuses ({status}): a key, a login or a person is wanted", lasting=True)
    start = response.content[:4096].lower()
    if b"not a bot" in start or (b"challenge" in start and b"<html" in start):
        return _Silent("it wants to see a person, not a program", lasting=True)
    if status >= 500:
        return _Silent(f"it is out of order ({status})")
    if status >= 400:
        raise _Rejected
    try:
        source.read(response.content)
    except Misread as error:
        return _Silent(f"its answer cannot be read ({error})"[:200])
    return None


class _Turn:
    """Whose turn it is at one host: one at a time, with a pause."""

    def __init__(self, sleep: Callable[[float], None], clock: Callable[[], float]) -> None:
        self._sleep, self._clock = sleep, clock
        self._one = Lock()
        self._free_at = 0.0

    @contextlib.contextmanager
    def taken(self, pause: float) -> Iterator[None]:
        with self._one:
            wait = self._free_at - self._clock()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                self._free_at = max(self._free_at, self._clock() + pause)

    def rest(self, until: float) -> None:
        """Nobody's turn before a moment."""
        self._free_at = max(self._free_at, until)
