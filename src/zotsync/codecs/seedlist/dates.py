"""Years, dates and venues as lists write them beside a title: `(2017)`, `[2023/10]`, `(NeurIPS'23)`."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Dated", "bracket_after", "bracket_before", "bracket_in", "date_before", "year_in"]

_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"{_YEAR}(?:[-/.年]\s?(?:0?[1-9]|1[0-2])(?!\d)(?:[-/.月]\s?\d{{1,2}}日?|月)?|年)?"
    rf"(?:\s?[-–—~至]\s?(?:{_YEAR}|\d\d(?!\d)|ongoing|present|now|今))?"
)
_BRACKET = (
    r"[(（\[【]\s*(?:"
    rf"(?P<date>{_DATE})"
    rf"|(?P<venue>[^()（）\[\]【】]{{2,40}}?(?:[\s,，]\s?(?P<year>{_YEAR})|\s?['’](?P<short>\d\d)))"
    r")\s*[)）\]】]"
)
_AT_END = re.compile(rf"\s*{_BRACKET}\s*$", re.I)
_AT_START = re.compile(rf"\s*[,，]?\s*{_BRACKET}", re.I)
_IN_TEXT = re.compile(_BRACKET, re.I)
_IN_FRONT = re.compile(
    rf"(?:[(（\[【]\s*(?P<in>{_DATE})\s*[)）\]】]|(?P<bare>{_YEAR}[-/.]\d{{1,2}}))[\s:：,，-]*", re.I
)
_ANYWHERE = re.compile(rf"(?<!\d){_DATE}(?!\d)", re.I)
_SHORT = re.compile(r"['’](\d\d)(?!\d)")


class Dated(NamedTuple):
    """What a bracket says."""

    start: int
    end: int
    year: str
    """As written; of a venue's `'23` the full year."""
    venue: str = ""


def bracket_before(text: str, end: int) -> Dated | None:
    """The bracket with year or venue that ends `text[:end]`."""
    # A bracket and its white space are short; without the bound a long text costs a search at every place.
    start = max(0, end - 80)
    found = _AT_END.search(text[start:end])
    return _dated(found, start) if found else None


def bracket_after(text: str, start: int) -> Dated | None:
    """The bracket with year or venue at `start`, after white space or a comma."""
    found = _AT_START.match(text, start)
    return _dated(found, 0) if found else None


def bracket_in(text: str, start: int, end: int) -> Dated | None:
    """The first bracket with year or venue between two offsets."""
    found = _IN_TEXT.search(text, start, end)
    return _dated(found, 0) if found else None


def date_before(text: str, start: int) -> Dated | None:
    """A date in front of the title, in brackets or with a month: `[2023/10] Title`, `2023-10: Title`."""
    found = _IN_FRONT.match(text, start)
    return Dated(found.start(), found.end(), found["in"] or found["bare"]) if found else None


def year_in(text: str) -> str:
    """The first year or date in a text, as written; of a venue's `'23` the full year; empty without one."""
    if found := _ANYWHERE.search(text):
        return found[0]
    return _full(short[1]) if (short := _SHORT.search(text)) else ""


def _full(short: str) -> str:
    return ("19" if short > "50" else "20") + short


def _dated(found: re.Match[str], offset: int) -> Dated:
    year = found["date"] or found["year"] or ""
    if found["short"]:
        year = _full(found["short"])
    venue = " ".join((found["venue"] or "").split())
    return Dated(found.start() + offset, found.end() + offset, year, venue)
