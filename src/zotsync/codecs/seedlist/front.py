"""
What stands in front of a title: signs, numbers, a date, a venue, links that only name their role, an alias, and
the names with which a bibliographic reference begins (`byline`).

    ✅ [2023/10] ..     **[CVPR 2020]** ..     2017-CVPR-..     [[pdf](..)] ..     [YOCO] You Only Cache Once
    A. Vaswani, N. Shazeer, et al. (2017). ..
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...core import identifiers
from . import byline, dates, venues, words
from .blocks import Inline
from .links import names_its_role

__all__ = ["SIGN", "Front", "read", "signs_at"]

SIGN = rf"{words.PICTURE}|[{words.READ}☐＊]|\*+(?=\s|$)|\(\*+\)(?=\s)|\[(?:[ xX]|{words.PICTURE})\](?=\s)"
_SIGNS = re.compile(rf"\s+|(?P<sign>{SIGN})")
_NUMBER = re.compile(
    r"(?:\[\d{1,3}\]|\d{1,3}、|\(\d{1,3}\)(?=\s)|\d{1,3}[.)]?\\?[.)](?=\s)|#\d{1,4}\b[.:]?)\s*"
)
_BRACKET = re.compile(
    r"[(（\[【]\s*([^()（）\[\]【】]{1,60}?(?:\([^()]{1,30}\))?)\s*[)）\]】][\s:：,，.|–—-]*"
)
_YEAR = re.compile(r"((?:19|20)\d\d(?:[-/.]\d{1,2}){0,2})\s*(?:[-–—:：|.]\s+|[-_](?=[A-Z])|\s+(?=\[))")
_LABEL = re.compile(r"([^\W\d_]{2,8}|(?i:paper|title)(?: (?i:title))?)\s?[:：]\s*(?=\S)")
_CITEKEY = re.compile(r"\[{1,2}@(?P<key>[\w:.-]{1,60})\]{1,2}[\s:–—-]*(?=\w)")
"""`[[@vaswani2017]]`, as notes refer to an entry of a library."""
_YEAR_IN_KEY = re.compile(r"(?<=[A-Za-z:_-])((?:19|20)\d\d)(?!\d)")
_BARRED = re.compile(r"([^|｜\n\[\]()]{2,40}?)\s*[|｜]\s*(?=\S)")
_AFTER = re.compile(r"[\s.,，:：;；|–—-]*")
_IN_SENTENCE = re.compile(r" (?:for|with|and|is|has|have|on|from|by|about|are|was|does|to|explains|shows)\s")
"""`[Distill](..) for good figures`."""
_STATUS_BEGINS = frozenset("([【RrOoPpSsAaBbMmEeFfCc必选推可补精泛")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY_BEGINS = frozenset("0123456789MTWFSJAOND")
_DAY = re.compile(
    rf"(?:(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)[a-z]{{0,6}}[.,]?\s+)?"
    rf"(?:\d{{1,2}}/\d{{1,2}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\.? {_MONTH}|\d{{1,2}}月\d{{1,2}}[日号])"
    r"(?![\w/])(?:\s?[(（][^()（）]{1,12}[)）])?"
    r"(?:\s+[一-鿿]{1,4}\s?[:：]|\s*[:：–—-]|\s*\|)\s+(?=\S)"
)
"""The day of a meeting, and who presents: `4/13 田中: ..`, `Jan 3 - ..`."""
_BETWEEN = re.compile(r"\s*[,，|/]\s*")
_LEADING_YEAR = re.compile(r"((?:19|20)\d\d)[\s,，]+(?=\D)")
_ARXIV = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?")
_LONGEST = 300
"""Characters in front of a title, names not counted."""


@dataclass(slots=True)
class Front:
    """What was read, and where the title begins."""

    end: int = 0
    year: str = ""
    venue: str = ""
    alias: str = ""
    authors: str = ""
    marks: list[str] = field(default_factory=list)


def signs_at(plain: str, start: int) -> tuple[int, list[str]]:
    """Offset behind the signs at `start`, and what they say."""
    marks: list[str] = []
    while found := _SIGNS.match(plain, start):
        if mark := words.sign_of(found["sign"] or ""):
            marks.append(mark)
        start = found.end()
    return start, marks


def read(inline: Inline) -> Front:
    """What stands in front of the title of a line."""
    front = Front()
    plain = inline.plain
    front.end, front.marks = signs_at(plain, 0)
    before = -1
    while before < front.end < min(_LONGEST, len(plain)):
        before = front.end
        _step(front, inline)
        front.end, more = signs_at(plain, front.end)
        front.marks += more
    if told := byline.read(inline, front.end):
        front.authors, front.end = told.authors, told.end
        front.year = told.year or front.year
    return front


def _step(front: Front, inline: Inline) -> None:
    """Read one more part, if one is there."""
    plain, at = inline.plain, front.end
    if dated := dates.date_before(plain, at):
        front.year, front.end = dated.year, dated.end
        return
    if plain[at : at + 1] in _DAY_BEGINS and (day := _DAY.match(plain, at)) and day.end() < len(plain):
        front.end = day.end()
        return
    if number := _NUMBER.match(plain, at):
        if number.end() < len(plain):
            front.end = number.end()
        return
    if (year := _YEAR.match(plain, at)) and not venues.named_in_front(plain, at):
        front.year, front.end = year[1], year.end()
        return
    if named := venues.named_in_front(plain, at):
        front.venue, front.year, front.end = named
        return
    if (
        plain[at : at + 1].isalpha()
        and (label := _LABEL.match(plain, at))
        and words.field_of(label[1]) in {"title", "paper"}
    ):
        front.end = label.end()
        return
    if plain.startswith("[", at) and (citekey := _CITEKEY.match(plain, at)):
        front.end = citekey.end()
        if year := _YEAR_IN_KEY.search(citekey["key"]):
            front.year = front.year or year[1]
        return
    if plain[at : at + 1] in _STATUS_BEGINS and (status := words.STATUS.match(plain, at)):
        front.end = status.end()
        return
    if "|" in plain and (barred := _BARRED.match(plain, at)) and venues.is_venue(barred[1]):
        _venue(front, barred[1])
        front.end = barred.end()
        return
    for start, end, anchor in inline.links():
        if (
            start == at
            and names_its_role(plain[start:end], anchor.url)
            and not _IN_SENTENCE.match(plain, end)
        ):
            if venues.is_venue(plain[start:end]) and not identifiers.find(plain[start:end]):
                _venue(front, plain[start:end])
            front.end = _AFTER.match(plain, end).end() if end < len(plain) else end  # type: ignore[union-attr]
            return
    first = inline.at(at)
    if first and first.kind == "code":
        text = first.text.strip()
        if mark := words.sign_of(text):
            # A star in backticks, so that Markdown leaves it alone.
            front.marks.append(mark)
            front.end = at + len(first.text)
        elif _bracketed(front, text):
            front.end = at + len(first.text)
        return
    if bracket := _BRACKET.match(plain, at):
        if bracket.end() < len(plain) and (_bracketed(front, bracket[1]) or _is_alias(inline, bracket)):
            if bracket[0][0] == "[" and not _is_credit(bracket[1]) and not words.link_role(bracket[1]):
                front.alias = bracket[1]
            front.end = bracket.end()
        return
    if first and first.strong and not first.link:
        end = _end_of_style(inline, at)
        if _AFTER.match(plain, end).end() < len(plain) and _bracketed(front, plain[at:end]):  # type: ignore[union-attr]
            front.end = _AFTER.match(plain, end).end()  # type: ignore[union-attr]


def _bracketed(front: Front, text: str) -> bool:
    """A venue, a date, or both, as they stand in brackets: `ICLR'21`, `2021, NeurIPS`."""
    if date := dates.alone(text):
        front.year = date
        return True
    if _ARXIV.fullmatch(text):
        return True
    if venues.is_venue(text):
        _venue(front, text)
        return True
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) > 1 and all(dates.alone(part) or venues.is_venue(part) for part in parts):
        front.year = next((part for part in parts if dates.alone(part)), front.year)
        front.venue = next((part for part in parts if not dates.alone(part)), "")
        return True
    return bool(words.link_role(text))


def _venue(front: Front, text: str) -> None:
    text = text.strip()
    leading = _LEADING_YEAR.match(text)
    front.year = dates.year_in(text) or front.year
    front.venue = text[leading.end() :] if leading else text.strip("[]()【】 ")


def _is_credit(text: str) -> bool:
    probe = Front()
    return _bracketed(probe, text) and not words.link_role(text)


def _is_alias(inline: Inline, bracket: re.Match[str]) -> bool:
    """`[YOCO] You Only Cache Once`: a short name in square brackets, and words behind it."""
    if bracket[0][0] not in "[【" or any(
        bracket.start() <= start < bracket.end() for start, _, _ in inline.links()
    ):
        return False
    rest = inline.plain[bracket.end() : bracket.end() + 200]
    if not any(map(str.isalpha, bracket[1])):
        return False
    return len(bracket[1].split()) <= 3 and len(rest.split()) >= 2 and rest[:1].isalnum()


def _end_of_style(inline: Inline, at: int) -> int:
    end = at
    for start, to, span in inline.placed():
        if to > at and start < to:
            if not span.strong:
                break
            end = to
    return end
