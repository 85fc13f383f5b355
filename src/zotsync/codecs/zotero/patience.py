"""When a request to a Zotero server is worth another try, and how long to wait for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from email.utils import parsedate_to_datetime
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
    Asks again where that is right, and rests where the server asks for it: also before the next request.

    Args:
        sleep: waits some seconds.
        clock: seconds since 1970.
    """

    def __init__(self, sleep: Callable[[float], None], clock: Callable[[], float]) -> None:
        self._sleep = sleep
        self._clock = clock
        self._pause = 0.0

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
            if self._pause:
                self._sleep(self._pause)
            found = ask()
            status, headers = (found.status_code, found.headers) if found else (0, {})
            self._pause = asked(headers.get("Backoff"), self._clock()) or 0.0
            if found and status != 429 and status < 500:
                # Taken out: pyzotero would wait too, by a clock of its own, and stumble over a date.
                headers.pop("Backoff", None)
                headers.pop("Retry-After", None)
                return found
            if found and "authentication" in found.text:
                # Measured: five wrong keys in five minutes, and every key from the same place gets a 429.
                raise AccessError(
                    f"{host} has seen too many wrong keys: check ZOTERO_API_KEY, wait 5 minutes."
                )
            reason = f"it answers {status}" if status else "the answer did not arrive"
            if attempt == TRIES or not is_passing(status, reading=reading):
                break
            self._pause = max(self._pause, wait(status, headers, attempt, self._clock()))
            if self._pause > LONGEST:
                reason = f"it asks to wait {self._pause:.0f} seconds"
                break
        if reading:
            raise Unavailable(f"{host}: {reason} (tries: {attempt}): try again later.")
        raise Unavailable(
            f"{host}: {reason}; what was sent may be written: run again, it is looked up first."
        )


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
        return max(0.0, float(value or ""))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value or "").timestamp() - now)
    except ValueError:
        return None
