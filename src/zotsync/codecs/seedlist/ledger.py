"""What became of each line of a list."""

from __future__ import annotations

import re
from typing import Final

from ...model import Line

__all__ = ["Ledger"]

# Lines that shape the page and make no block: a reference link, a bullet or quote mark alone.
_SHAPE: Final = (
    (re.compile(r"\[[^\]]{1,200}\]:\s*\S"), "link definition"),
    (re.compile(r"(?:</?[a-z][^<>]{0,500}>\s*)+$", re.I), "HTML tags"),
    (re.compile(r"(?:[-*+•·]|\d{1,9}[.)])?$"), "bullet"),
)


_WEIGHT: Final = {"entry": 2, "topic": 1}


class Ledger:
    """
    One `Line` for every line; the first word on a line stands, but an entry or a topic before all others, since
    in HTML much may stand on one line.

    Blank lines and lines that no rule spoke for are filled in at the end, so nothing is dropped in silence.
    """

    def __init__(self, text: str) -> None:
        self._written = text.split("\n")
        if not self._written[-1]:
            # The end of the last line, not a line of its own.
            self._written.pop()
        self._lines: list[Line | None] = [None] * len(self._written)

    def put(self, first: int, last: int, kind: str, why: str) -> None:
        """Say what became of the lines from `first` to `last`; blank ones among them stay blank."""
        for number in range(first, min(last, len(self._lines)) + 1):
            before = self._lines[number - 1]
            stands = before is not None and _WEIGHT.get(before.kind, 0) >= _WEIGHT.get(kind, 0)
            if not stands and self._written[number - 1].strip():
                self._lines[number - 1] = Line(number, kind, why)

    def withdraw(self, number: int, title: str, why: str) -> None:
        """The line is no work of this title after all: it and the lines behind it that went there are skipped."""
        first = number
        while number <= len(self._lines):
            line = self._lines[number - 1]
            if line is None and self._written[number - 1].strip():
                return
            if line is not None:
                # The next entry may have the same title.
                if line.kind == "entry" and number > first:
                    return
                if line.why != title or line.kind not in {"entry", "detail", "remark"}:
                    return
                self._lines[number - 1] = Line(number, "skipped", why)
            number += 1

    def lines(self) -> tuple[Line, ...]:
        """All lines, 1 to n."""
        return tuple(line or self._unspoken(number) for number, line in enumerate(self._lines, start=1))

    def _unspoken(self, number: int) -> Line:
        written = self._written[number - 1]
        if not written.strip():
            return Line(number, "blank")
        text = written.strip().lstrip("> \t")
        for shape, name in _SHAPE:
            if shape.match(text):
                return Line(number, "markup", name)
        return Line(number, "skipped", "no rule reads it")
