"""
The consent of the person at the computer, without which the Zotero there lets nobody write.

Zotero asks in a window. "Allow" gives a key for one write, "Always Allow" one that stays. A key that Zotero does
not know (any more) is refused before anything is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Protocol, TypeVar

from ...errors import AccessError
from .answers import reading
from .patience import LONGEST, asked

__all__ = ["Consent"]


class _Answer(Protocol):
    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    def json(self) -> Any: ...


A = TypeVar("A", bound=_Answer)


class Consent:
    """
    The key for writing, and how it is come by.

    Args:
        question: lets Zotero ask; its answer, if it worked or is 403 or 429, or None where none came.
        recall: the key that was kept; empty where there is none.
        keep: keeps a key that the person gave for always.
        sleep: waits some seconds.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        question: Callable[[], _Answer | None],
        *,
        recall: Callable[[], str],
        keep: Callable[[str], None],
        sleep: Callable[[float], None],
        clock: Callable[[], float],
    ) -> None:
        self._question, self._recall, self._keep = question, recall, keep
        self._sleep, self._clock = sleep, clock
        self._lasts = True
        """Whether the key is good for more than one write."""
        self.refusal = ""
        """Why the person lets nothing be written, and the next step."""

    @cached_property
    def _key(self) -> str:
        return self._recall()

    def given(self) -> bool:
        """
        Let Zotero ask, and wait for the answer.

        Returns:
            Whether it holds for always: then the key was handed to `keep`.

        Raises:
            AccessError: the person said no, or nothing.
            Misshapen: the answer is none of Zotero's.
        """
        answer = self._asked()
        pause = asked(answer.headers.get("Retry-After"), self._clock()) or 0.0
        if answer.status_code == 429 and 0 < pause <= LONGEST:
            self._sleep(pause)
            answer = self._asked()
        if answer.status_code == 429:
            raise self._refused("Zotero was asked too often whether zotsync may write: wait a minute")
        if answer.status_code == 403:
            raise self._refused("Zotero was told that zotsync may not write")
        with reading():
            said = answer.json()
            self._key, self._lasts = str(said["key"]), bool(said["remember"])
        self.refusal = ""
        if self._lasts:
            self._keep(self._key)
        return self._lasts

    def write(self, send: Callable[[str], A]) -> A:
        """
        The answer to a write.

        Args:
            send: sends it with a key; its answer, if it worked or is 401: the key is not known.

        Raises: as `given`.
        """
        for last in (False, True):
            if not self._key:
                self.given()
            key = self._key
            if not self._lasts:
                self._key = ""  # the write spends it, even one that fails
            answer = send(key)
            if answer.status_code != 401:
                return answer
            self._key = ""
            if last:
                break
        raise self._refused("Zotero does not take the key that it gave zotsync")

    def _asked(self) -> _Answer:
        answer = self._question()
        if answer is None:
            raise self._refused("Nobody answered the question of Zotero whether zotsync may write")
        return answer

    def _refused(self, why: str) -> AccessError:
        self.refusal = f"{why}; run it again and choose Always Allow in Zotero."
        return AccessError(self.refusal)
