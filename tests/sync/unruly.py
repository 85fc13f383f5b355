"""A library that fails between any two requests, as servers, networks and machines do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zotsync.core.library import Kind, Library
from zotsync.errors import Moved, Unavailable
from zotsync.model import Failure, Snapshot, WriteReport

__all__ = ["FAULTS", "Crash", "Unruly"]

FAULTS = (
    "",
    "moved",  # 412 for the whole request
    "stranger before",  # the same, in earnest
    "stranger within",  # others write between two objects of our batch
    "refused 412",  # one object
    "refused 428",
    "refused 413",
    "refused 500",
    "before",  # 429, 503, a time-out before the server acted
    "after",  # a time-out after it, a truncated body
    "half",  # 500 in the middle of a batch: what stands before is done (WEB API, 1)
    "crash before",
    "crash after",  # between the batch and its record
)


class Crash(BaseException):
    """The machine goes off."""


class Unruly:
    """
    Any library, with one word of `FAULTS` for each request.

    Args:
        stranger: writes something, as somebody else.
        check: is shown what became of every batch.
    """

    def __init__(
        self,
        library: Library,
        stranger: Callable[[], None],
        check: Callable[[Kind, Sequence[Mapping[str, Any]], WriteReport], None],
    ) -> None:
        self.library, self.stranger, self.check = library, stranger, check
        self.faults: list[str] = []
        self.requests = self.writes = 0

    @property
    def id(self) -> str:
        return self.library.id

    @property
    def takes_keys(self) -> bool:
        return self.library.takes_keys

    @property
    def write_obstacle(self) -> str:
        return self.library.write_obstacle

    def item_fields(self) -> frozenset[str]:
        return self.library.item_fields()

    def _fault(self) -> str:
        self.requests += 1
        return self.faults.pop(0) if self.faults else ""

    def snapshot(self, since: int = 0) -> Snapshot | None:
        fault = self._fault()
        if fault in ("before", "after", "half"):
            raise Unavailable("no answer")
        if fault.startswith("crash"):
            raise Crash
        seen = self.library.snapshot(since)
        if fault.startswith("stranger"):
            self.stranger()
        return seen

    def write(self, kind: Kind, objects: Sequence[Mapping[str, Any]], *, version: int) -> WriteReport:
        fault, half = self._fault(), (len(objects) + 1) // 2
        if fault == "moved":
            raise Moved("moved")
        if fault == "before":
            raise Unavailable("no answer")
        if fault == "crash before":
            raise Crash
        if fault == "stranger before":
            self.stranger()
        if fault == "half":
            self._written(kind, objects[:half], version)
            raise Unavailable("no answer")
        if fault == "stranger within":
            return self._interrupted(kind, objects, version, half)
        if fault.startswith("refused"):
            return self._refused(kind, objects, version, half - 1, int(fault.split()[1]))
        report = self._written(kind, objects, version)
        if fault == "after":
            raise Unavailable("no answer")
        if fault == "crash after":
            raise Crash
        return report

    def delete(self, kind: Kind, keys: Sequence[str], *, version: int) -> int:
        return self.library.delete(kind, keys, version=version)

    def _written(self, kind: Kind, objects: Sequence[Mapping[str, Any]], version: int) -> WriteReport:
        report = self.library.write(kind, objects, version=version)
        self.writes += bool(objects)
        self.check(kind, objects, report)
        return report

    def _interrupted(
        self, kind: Kind, objects: Sequence[Mapping[str, Any]], version: int, half: int
    ) -> WriteReport:
        first = self._written(kind, objects[:half], version)
        self.stranger()
        now = self.library.snapshot(first.version)
        second = self._written(kind, objects[half:], now.version if now else first.version)
        return WriteReport(
            second.version,
            {**first.written, **_moved(second.written, half)},
            {**first.unchanged, **_moved(second.unchanged, half)},
            {**first.failed, **_moved(second.failed, half)},
        )

    def _refused(
        self, kind: Kind, objects: Sequence[Mapping[str, Any]], version: int, at: int, code: int
    ) -> WriteReport:
        before, behind = objects[:at], objects[at + 1 :]
        report = self._written(kind, [*before, *behind], version)

        def placed(found: Mapping[int, Any]) -> dict[int, Any]:
            return {i if i < at else i + 1: one for i, one in found.items()}

        failed = placed(report.failed) | {at: Failure(code, "refused")}
        return WriteReport(report.version, placed(report.written), placed(report.unchanged), failed)


def _moved(found: Mapping[int, Any], by: int) -> dict[int, Any]:
    return {i + by: one for i, one in found.items()}
