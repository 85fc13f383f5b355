"""Years, dates and venues as lists write them beside a title: `(2017)`, `[2023/10]`, `(NeurIPS'23)`."""

from __future__ import annotations

import re
from typing import NamedTuple

from . import venues

__all__ = [
    "Dated",
    "alone",
    "behind_comma",
    "bracket_after",
    "bracket_before",
    "bracket_in",
    "date_before",
    "full_year_in",
    "of_heading",
    "year_in",
]

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
    rf"(?:[(（\[【]\s*(?P<in>{_DATE})\s*[)）\]】]|(?P<bare>{_YEAR}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?(?!\d)))[\s:：,，-]*",
    re.I,
)
_ANYWHERE = re.compile(rf"(?<![\d.]){_DATE}(?!\d|\.\d{{3}})", re.I)
"""Not in `arXiv:2004.12345`."""
_SHORT = re.compile(
    r"['’`]\s?(\d\d)(?!\d)|(?<=[a-zA-Z][A-Z])(\d\d)(?![\d.%])|(?<=[A-Z]{3})[-_ ](\d\d)(?![\d.%])"
)


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


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ALONE = re.compile(
    rf"\(?(?:{_DATE}|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?[\s,/'-]*{_YEAR}"
    rf"|{_YEAR}[\s,/-]+{_MONTH}(?:\s+\d{{1,2}})?|\d{{1,2}}[-/.]{_YEAR}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]{_YEAR})\)?",
    re.I,
)
_BEHIND_COMMA = re.compile(rf"[,，.]?\s*\(?({_YEAR})\)?$")


def alone(text: str) -> str:
    """The date that is all of a text: `2020`, `2023.05.17`, `May 2021`, `12/2019`; empty where it is not."""
    text = text.strip(" ,.:;")
    return text if 4 <= len(text) <= 24 and _ALONE.fullmatch(text) else ""


def behind_comma(text: str) -> tuple[str, int] | None:
    """The year that ends a text, and where the text before it ends."""
    found = _BEHIND_COMMA.search(text[-12:])
    return (found[1], max(0, len(text) - 12) + found.start()) if found else None


def full_year_in(text: str) -> str:
    """The first year in a text that is written with four digits."""
    found = _ANYWHERE.search(text)
    return found[0] if found else ""


def year_in(text: str) -> str:
    """The first year or date in a text, as written; of a venue's `'23` the full year; empty without one."""
    if found := _ANYWHERE.search(text):
        return found[0]
    short = _SHORT.search(text) if len(text) < 200 else None
    return _full(short[1] or short[2] or short[3]) if short else ""


_HEADING_WORDS = re.compile(
    r"\b(?:papers?|publications?|preprints?|conference|journal|workshop|accepted|articles?|in|of|the|year|and|works?|"
    r"top|best|latest|new|week(?:ly)?|month(?:ly)?|daily|ml|ai|nlp|cv|q[1-4]|spring|summer|autumn|winter)\b"
    r"|论文|年|月|会议|发表",
    re.I,
)


def of_heading(text: str) -> str:
    """The year that a heading names, if it names little else: `2023`, `CVPR 2021 papers`, `2023年5月`, `June 2022`."""
    years = {*re.findall(rf"(?<!\d){_YEAR}(?!\d)", text)}
    if (
        len(years) != 1
        or len(text) > 60
        or re.search(
            rf"{_YEAR}\s*(?:[-–~+至]\s*(?:$|now|present|今)|以前|及)|(?:before|since|until|pre-)", text, re.I
        )
    ):
        return ""
    year = years.pop()
    rest = re.sub(rf"{year}|\b{_MONTH}|[-/.]?\b\d{{1,2}}\b|\d{{1,2}}月", " ", text, flags=re.I)
    rest = _HEADING_WORDS.sub(" ", re.sub(r"[^\w&]+|_", " ", rest)).strip()
    return year if not rest or venues.is_venue_name(rest) else ""


def _full(short: str) -> str:
    return ("19" if short > "50" else "20") + short


def _dated(found: re.Match[str], offset: int) -> Dated:
    year = found["date"] or found["year"] or ""
    if found["short"]:
        year = _full(found["short"])
    venue = " ".join((found["venue"] or "").split())
    return Dated(found.start() + offset, found.end() + offset, year, venue)
