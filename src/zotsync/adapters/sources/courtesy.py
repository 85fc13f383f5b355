"""How services are asked: slowly, again where that helps, and only what can be read comes back."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from urllib.parse import urlsplit

import httpx2

from ...codecs.sources import Source
from ...codecs.sources.refusal import refusal
from ...codecs.zotero.patience import asked
from ...errors import ConfigError

__all__ = ["Courteous", "Rejected", "Silent"]

_TRIES = 3
_FIRST_WAIT = 2.0
_LONGEST_WAIT = 120.0
_WORTH_A_WORD = 10.0
"""Seconds of rest that a person is told of."""
_LONGEST_ANSWER = 60.0
"""Seconds, however steadily it drips in."""
_SLOW = 10.0
_SLOW_ONES = 3
"""After so many answers in a row that took that long, a service is let alone: 200 of them take an hour."""
_REDIRECTS = 5
_LARGEST = 32 * 1024 * 1024
"""Bytes of an answer; 100 records of the most talkative service have a twentieth."""

_LOST = (
    httpx2.TimeoutException,
    httpx2.RemoteProtocolError,
    httpx2.ReadError,
    httpx2.WriteError,
    httpx2.DecodingError,
)


class Silent(Exception):
    """
    No usable answer; says why.

    Args:
        lasting: it will not be better during this run.
        blames: it speaks against the service; not if only the place to which it sent us is silent.
    """

    def __init__(self, why: str, *, lasting: bool = False, blames: bool = True) -> None:
        super().__init__(why)
        self.lasting, self.blames = lasting, blames


class Rejected(Exception):
    """The service does not take the question: one identifier in a batch that it finds malformed is enough."""


class Courteous(httpx2.BaseTransport):
    """
    Sends what the cache does not have.

    A request carries, in its extensions, its `source`, its `key`, and whether it is a `batch`.

    Raises:
        ConfigError: the environment names a proxy or certificates that are not usable.
    """

    def __init__(
        self,
        agent: str,
        timeout: httpx2.Timeout,
        *,
        offline: bool,
        is_known: bool,
        sleep: Callable[[float], None],
        clock: Callable[[], float],
        tell: Callable[[str], None],
    ) -> None:
        self._offline, self._is_known = offline, is_known
        self._sleep, self._clock, self._tell = sleep, clock, tell
        self._turns: dict[str, _Turn] = {}
        self._opening = Lock()
        self.sent: dict[str, int] = {}
        try:
            self._client = httpx2.Client(
                timeout=timeout, headers={"User-Agent": agent}, max_redirects=_REDIRECTS
            )
        except (OSError, ImportError, ValueError):
            # Not with what it says: that may show the address of the proxy, and the password in it.
            raise ConfigError(
                "the proxy or the certificates in the environment are not usable: check HTTPS_PROXY, ALL_PROXY, "
                "SSL_CERT_FILE"
            ) from None

    def close(self) -> None:
        self._client.close()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """
        An answer that can be read, or that there is nothing.

        Raises:
            Silent, Rejected: there is none.
        """
        source: Source = request.extensions["source"]
        if self._offline:
            raise Silent("offline", lasting=True)
        for attempt in range(1, _TRIES + 1):
            wait = _FIRST_WAIT * 2 ** (attempt - 1) * random.uniform(1, 1.5)
            try:
                response = self._once(request, source)
            except _LOST as error:
                silence = Silent(f"no whole answer ({type(error).__name__})")
            except httpx2.HTTPError as error:
                raise _unreached(error, request) from None
            else:
                why = refusal(response.status_code, response.content, source)
                if why is None:
                    return response
                if why.is_of_question:
                    raise Rejected
                silence = Silent(why.why, lasting=why.is_lasting)
                wait = max(wait, asked(response.headers.get("Retry-After"), time.time()) or 0.0)
            if silence.lasting or attempt == _TRIES:
                break
            if wait > _LONGEST_WAIT:
                raise Silent(f"{silence}; it asks for a rest of {wait:.0f} seconds", lasting=True)
            if wait > _WORTH_A_WORD:
                self._tell(f"{source.name}: {silence}; waiting {wait:.0f} seconds")
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
        pause = source.pause_known if self._is_known and source.pause_known is not None else source.pause
        turn = self._turn(source.host)
        with turn.taken(pause):
            if turn.slow_ones >= _SLOW_ONES:
                raise Silent(f"each answer takes more than {_SLOW:.0f} seconds", lasting=True)
            self.sent[source.host] = self.sent.get(source.host, 0) + 1
            started = self._clock()
            # A redirect is followed without a key only: whoever it leads to must not get it.
            outgoing = self._client.build_request(
                request.method, url, headers=headers, content=request.content
            )
            response = self._client.send(outgoing, stream=True, follow_redirects=not key)
            try:
                body = self._body(response, started)
            finally:
                response.close()
            if not request.extensions["batch"]:
                turn.slow_ones = turn.slow_ones + 1 if self._clock() - started > _SLOW else 0
        kept = {
            name: value
            for name, value in response.headers.items()
            if name.lower() in ("content-type", "retry-after", "date")
        }
        return httpx2.Response(response.status_code, headers=kept, content=body)

    def _body(self, response: httpx2.Response, started: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > _LARGEST or self._clock() - started > _LONGEST_ANSWER:
                raise Silent("an answer without an end", lasting=True)
        return bytes(body)

    def status(self, url: str) -> int:
        """
        What a page answers to the question whether it is there.

        Raises:
            Silent: nobody is asked.
            httpx2.HTTPError: it is not reached.
        """
        if self._offline:
            raise Silent("offline")
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


_REASONS: Mapping[type[Exception], str] = {
    httpx2.ConnectError: "no connection; is there a network?",
    httpx2.ConnectTimeout: "no connection in time",
    httpx2.ReadTimeout: "no answer in time",
    httpx2.ProxyError: "the proxy refuses",
    httpx2.TooManyRedirects: "it sends from page to page",
    httpx2.UnsupportedProtocol: "it sends to what is no web page",
}
"""What a person can make of an error; any other is a connection that broke."""


def _unreached(error: httpx2.HTTPError, request: httpx2.Request) -> Silent:
    """Without a way to a service there will be none for the next question; where it sent us is another matter."""
    why = f"not reached ({_REASONS.get(type(error), 'the connection broke')})"
    last = error.request.url if isinstance(error, httpx2.RequestError) and error.request else request.url
    sent_on = isinstance(error, httpx2.TooManyRedirects | httpx2.UnsupportedProtocol) or last != request.url
    return Silent(why, lasting=not sent_on, blames=not sent_on)


class _Turn:
    """Whose turn it is at one host: one at a time, with a pause."""

    def __init__(self, sleep: Callable[[float], None], clock: Callable[[], float]) -> None:
        self._sleep, self._clock = sleep, clock
        self._one = Lock()
        self._free_at = 0.0
        self.slow_ones = 0

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
