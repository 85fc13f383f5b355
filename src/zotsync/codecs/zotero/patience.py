"""When a request to a Zotero server is worth another try, and how long to wait for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from email.utils import parsedate_to_datetime
from math import isfinite
from threading import Lock
from typing import Protocol, TypeVar

from ...errors import AccessError, Unavailable

__all__ = ["LONGEST", "TRIES", "Patience", "asked", "is_passing", "wait"]

TRIES = 4
LONGEST = 300.0
"""Seconds; a longer wait is for the person to decide."""

_BUSY = (30.0, 60.0, 300.0)
_BROKEN = (2.5, 5.0, 10.0)
"""The reference client's first waits after a 429 that names none, and after a 5xx."""


class _Answer(Protocol):
    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> MutableMapping[str, str]: ...
    @property
    def text(self) -> str: ...


A = TypeVar("A", bound=_Answer)


class Patience:
    """
    Asks again where that is right, and rests where a server asks for it: before any further request to it.

    Several threads may share one: while one of them rests, the others that ask the same server wait for it.

    Args:
        sleep: waits some seconds.
        clock: seconds since 1970.
    """

    def __init__(self, sleep: Callable[[float], None], clock: Callable[[], float]) -> None:
        self._sleep = sleep
        self._clock = clock
        self._hosts: dict[str, _Rest] = {}
        self._setting = Lock()

    def answer(self, method: str, host: str, ask: Callable[[], A | None]) -> A:
        """
        The first answer that another try would not better.

        Args:
            ask: sends the request; None where the answer is lost on the way.

        Raises:
            AccessError: the server has locked this network out.
            Unavailable: no such answer, or only after a long wait.
        """
        reading = method == "GET"
        for attempt in range(1, TRIES + 1):
            self._rest(host)
            found = ask()
            status, headers = (found.status_code, found.headers) if found else (0, {})
            self._leave_alone(host, asked(headers.get("Backoff"), self._clock()))
            if found and status != 429 and status < 500:
                # Taken out: pyzotero would wait too, by a clock of its own, and stumble over a date.
                headers.pop("Backoff", None)
                headers.pop("Retry-After", None)
                return found
            if found and "authentication" in found.text:
                # Measured: five wrong keys in five minutes, and every key from the same place gets a 429.
                raise AccessError(
                    f"{host} has seen too many wrong keys: wait 5 minutes, then see `zotsync doctor`."
                )
            reason = f"it answers {status}" if status else "the answer did not arrive"
            if attempt == TRIES or not is_passing(status, reading=reading):
                self._leave_alone(host, asked(headers.get("Retry-After"), self._clock()))
                break
            self._leave_alone(host, wait(status, headers, attempt, self._clock()))
        if reading:
            raise Unavailable(f"{host}: {reason} (tries: {attempt}): try again later.")
        raise Unavailable(
            f"{host}: {reason}; what was sent may be written: run again, it is looked up first."
        )

    def _leave_alone(self, host: str, seconds: float | None) -> None:
        """No request to a server for some seconds."""
        if seconds:
            with self._setting:
                rest = self._hosts.setdefault(host, _Rest())
                rest.until = max(rest.until, self._clock() + seconds)

    def _rest(self, host: str) -> None:
        with self._setting:
            rest = self._hosts.setdefault(host, _Rest())
        with rest.taken:  # whoever comes meanwhile waits here
            with self._setting:
                seconds = rest.until - self._clock()
                if seconds > LONGEST:
                    raise Unavailable(f"{host}: it asks to wait {seconds:.0f} seconds: try again then.")
                rest.until = 0.0
            if seconds > 0:
                self._sleep(seconds)


class _Rest:
    """Until when one server is left alone."""

    def __init__(self) -> None:
        self.until = 0.0
        self.taken = Lock()


def is_passing(status: int, *, reading: bool) -> bool:
    """
    Whether the same request may work later.

    429 and 503 are given before anything is done. Any other 5xx, and a lost answer (status 0), leave a write
    in the dark: it may have been done, in part or whole, so only reads are repeated.
    """
    return status in (429, 503) or (reading and (status == 0 or status >= 500))


def wait(status: int, headers: Mapping[str, str], attempt: int, now: float) -> float:
    """
    Seconds after an answer before the next try.

    Args:
        status: of the answer, 0 where there was none.
        headers: of the answer.
        attempt: which try it was, from 1.
        now: seconds since 1970.
    """
    seconds = asked(headers.get("Retry-After"), now)
    if seconds is not None:
        return seconds
    waits = _BUSY if status == 429 else _BROKEN
    return waits[min(attempt, len(waits)) - 1]


def asked(value: str | None, now: float) -> float | None:
    """
    The seconds that a `Retry-After` or `Backoff` header asks for; None where it asks for nothing.

    The number may have a fraction (zotero.org divides); RFC 9110 also allows a date.
    """
    try:
        seconds = float(value or "")
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value or "").timestamp() - now
        except (ValueError, OverflowError):
            return None
    return max(0.0, seconds) if isfinite(seconds) else None
