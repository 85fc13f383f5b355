"""What is asked of which service, and which of them do not answer."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread

import httpx2
from hishel.httpx2 import CacheTransport

from ...codecs.sources import SOURCES, Question, Source, batches
from ...errors import ConfigError
from ...model import Identifier, SourceRecord
from ...version import __version__
from .cache import storage
from .courtesy import Courteous, Rejected, Silent

__all__ = ["Sources"]

_TIMEOUT = httpx2.Timeout(30, connect=10)
_SILENCES = 2
"""After so many questions without an answer, one after the other, a service is let alone."""

Records = tuple[SourceRecord, ...]
Progress = Callable[[int, int], None]
"""Called with (identifiers that were answered, of how many), counted by source."""


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
        tell: told, in words, when a service asks for a rest of more than some seconds.
        sleep, clock: other than the real ones in tests.

    Raises:
        ConfigError: the environment names a proxy or certificates that are not usable, or what can be no key.
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
        tell: Callable[[str], None] = lambda _: None,
        timeout: httpx2.Timeout = _TIMEOUT,
        sleep: Callable[[float], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sources = [SOURCES[name] for name in names]
        self._keys = {name: _key(name, value) for name, value in (keys or {}).items() if value}
        self._address = address.rstrip("/")
        self._stopped = Event()
        agent = f"zotsync/{__version__}"
        if contact:
            agent += f" (mailto:{contact})" if "@" in contact else f" ({contact})"
        self._courteous = Courteous(
            agent,
            timeout,
            offline=offline,
            is_known="@" in contact,
            sleep=sleep or self._nap,
            clock=clock,
            tell=tell,
        )
        kept = storage(cache) if cache is not None else None
        if cache is not None and kept is None:
            tell(f"{cache}: answers cannot be kept there, so each run asks for all of them")
        self._transport: httpx2.BaseTransport = (
            CacheTransport(self._courteous, kept) if kept else self._courteous
        )
        self._silences: dict[str, int] = {}
        self._noting = Lock()
        self._at_it: set[str] = set()
        self._let_alone: dict[str, str] = {}
        self._lost: dict[str, list[str]] = {}
        self._is_heard = False
        for source in self._sources:
            if source.needs_key and source.key not in self._keys:
                self._let_alone[source.name] = f"needs a key in {source.key}"

    def __enter__(self) -> Sources:
        return self

    def __exit__(self, *_: object) -> None:
        with self._noting:
            busy = bool(self._at_it)
        if not busy:  # else whoever is the last closes it
            self._transport.close()

    def _nap(self, seconds: float) -> None:
        """Wait; not if the person has stopped the run meanwhile."""
        if self._stopped.wait(seconds):
            raise Silent("stopped", lasting=True)

    @property
    def unavailable(self) -> Mapping[str, str]:
        """By name, why a service was let alone, or how many of its questions had no answer."""
        lost = {
            name: f"{why[-1]}, for {len(why)} {'question' if len(why) == 1 else 'questions'}"
            for name, why in self._lost.items()
        }
        return {**lost, **self._let_alone}

    @property
    def silent(self) -> frozenset[str]:
        """Those that were asked in vain; a key that is missing is no silence."""
        return frozenset(self._lost)

    @property
    def is_heard(self) -> bool:
        """Whether any of them has answered, now or within a day."""
        return self._is_heard

    @property
    def requests(self) -> Mapping[str, int]:
        """By host, how many requests went out so far, repeated ones too."""
        return self._courteous.sent

    def lookup(self, wanted: Iterable[Identifier], progress: Progress = lambda *_: None) -> Records:
        """What the services have under some identifiers; those of last resort are asked for the rest."""
        wanted = list(dict.fromkeys(wanted))
        found = self._looked_up([one for one in self._sources if not one.last_resort], wanted, progress)
        for source in self._sources:
            known = {one for record in found for one in record.work.identifiers}
            missing = [one for one in wanted if one not in known and one.scheme in ("doi", "arxiv")]
            if source.last_resort and missing:
                found += self._looked_up([source], missing, progress)
        return found

    def _looked_up(
        self, sources: Sequence[Source], wanted: Sequence[Identifier], progress: Progress
    ) -> Records:
        asked = {one.name: list(batches(one, wanted)) for one in sources if one.name not in self._let_alone}
        total = sum(len(batch) for some in asked.values() for batch in some)
        done = 0

        def ask(source: Source) -> Records:
            nonlocal done
            found: list[SourceRecord] = []
            for batch in asked[source.name]:
                found += self._batch(source, batch)
                with self._noting:
                    done += len(batch)
                progress(done, total)
            return tuple(found)

        return self._side_by_side([one for one in sources if asked.get(one.name)], ask)

    def _batch(self, source: Source, batch: Sequence[Identifier]) -> Records:
        """The records of a batch; where one identifier spoils it, of the halves."""
        assert source.lookup is not None
        try:
            return self._answer(source, source.lookup(batch), batch=len(batch) > 1)
        except Rejected:
            middle = len(batch) // 2
            return (
                (*self._batch(source, batch[:middle]), *self._batch(source, batch[middle:])) if middle else ()
            )

    def search(self, title: str) -> Records:
        """What the services find under a title, the best of each first."""

        def ask(source: Source) -> Records:
            assert source.search is not None
            with contextlib.suppress(Rejected):
                return self._answer(source, source.search(title))
            return ()

        return self._side_by_side([one for one in self._sources if one.search], ask)

    def is_dead(self, url: str) -> bool:
        """Whether a page is gone (404, 410); what cannot be reached just now is not dead."""
        with contextlib.suppress(Silent, httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            return self._courteous.status(self._routed(url)) in (404, 410)
        return False

    def _side_by_side(self, sources: Sequence[Source], ask: Callable[[Source], Records]) -> Records:
        """
        What several services say, each asked in a thread of its own.

        The threads are daemons: a person who stops the run does not wait for the slowest of them.
        """

        def run(source: Source, answer: Future[Records]) -> None:
            try:
                say = partial(answer.set_result, ask(source))
            except BaseException as error:
                say = partial(answer.set_exception, error)
            with self._noting:
                self._at_it.discard(source.name)
                is_last = self._stopped.is_set() and not self._at_it
            if is_last:
                self._transport.close()
            say()

        answers = []
        for source in sources:
            if source.name not in self._let_alone:
                answers.append(Future[Records]())
                with self._noting:
                    self._at_it.add(source.name)
                Thread(target=run, args=(source, answers[-1]), name=source.name, daemon=True).start()
        try:
            return tuple(record for answer in answers for record in answer.result())
        except BaseException:
            self._stopped.set()
            raise

    def _answer(self, source: Source, question: Question, *, batch: bool = False) -> Records:
        if source.name in self._let_alone or self._stopped.is_set():
            return ()
        try:
            records = self._asked(source, question, batch=batch)
        except Silent as silence:
            with self._noting:
                self._lost.setdefault(source.name, []).append(str(silence))
                self._silences[source.name] = self._silences.get(source.name, 0) + silence.blames
                if silence.lasting or self._silences[source.name] >= _SILENCES:
                    self._let_alone[source.name] = str(silence)
            return ()
        self._silences[source.name] = 0
        self._is_heard = True
        today = datetime.now(UTC).date().isoformat()
        return tuple(replace(record, seen=today) for record in records)

    def _asked(self, source: Source, question: Question, *, batch: bool) -> Records:
        try:
            request = httpx2.Request(
                "POST" if question.body else "GET",
                self._routed(question.url),
                headers={"Accept": question.accept},
                content=question.body or None,
                extensions={"source": source, "key": self._keys.get(source.key, ""), "batch": batch},
            )
        except httpx2.InvalidURL:  # too long: a title that is a whole page
            raise Rejected from None
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


def _key(name: str, value: str) -> str:
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise ConfigError(f"{name} in the environment has characters that no key has: copy the key again")
    return value
