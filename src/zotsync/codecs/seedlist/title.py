"""
How a line names a work: signs and a date in front, then the title, then a bracket with year or venue.

    ✅ `*` [2023/10] **Title of the work** (NeurIPS'23) [[paper]](url): what the list says of it

The title is what stands in bold, in italics or in a link; where nothing is set off, the words up to the first
bracket with a year or the first link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from . import dates, words
from .blocks import Inline, Span
from .links import names_its_role

__all__ = ["Lead", "cleaned", "lead", "reads_like_a_title", "remainder", "signs"]


Style = Literal["strong", "emphasis", "link", "plain"]

_LONGEST = 1000
"""Characters of a title: more are not one, and cost time."""
_LONGEST_PREFIX = 200

_SEPARATORS = re.compile(r"[\s:：,，;；.。|/–—·-]+")


@dataclass(frozen=True, slots=True)
class Lead:
    """The start of a line, read."""

    title: str
    style: Style
    year: str
    venue: str
    marks: tuple[str, ...]
    end: int
    """Offset in the text where the rest begins."""


@lru_cache(maxsize=256)
def lead(inline: Inline) -> Lead | None:
    """The title at the start of a text and what belongs to it; None where no words stand there."""
    # Remembered, because each rule asks it of the same few lines.
    plain = inline.plain
    start, marks, year = _prefix(inline)
    region = _region(inline, start)
    if region is None or region[0] - start > _LONGEST:
        return None
    end, style = region
    if style != "plain":
        end = _after_colon(inline, start, end)
    title_end, venue = end, ""
    if dated := dates.bracket_before(plain, end):
        title_end = max(start, dated.start)
        after, more = _signs(plain, end)
    else:
        after, more = _signs(plain, end)
        if dated := dates.bracket_after(plain, after):
            after, yet_more = _signs(plain, dated.end)
            more += yet_more
    if dated:
        year, venue = dated.year or year, dated.venue
    title = cleaned(plain[start:title_end])
    if not any(character.isalnum() for character in title):
        return None
    return Lead(title, style, year, venue, (*marks, *more), after)


def cleaned(text: str) -> str:
    """A title without marks and signs at its ends; white space joined, one final full stop dropped."""
    text = " ".join(text.replace("**", "").split())
    text = _EDGE_START.sub("", _EDGE_END.sub("", text))
    if text.endswith((".", "。")) and not text.endswith(".."):
        text = text[:-1]
    return text.strip()


def signs(text: str) -> list[str]:
    """What the signs at the start of a text say: `must-read`, `read`."""
    return _signs(text + " ", 0)[1]


def reads_like_a_title(text: str) -> bool:
    """Whether words that nothing else marks as a work may be its title: three words, or six characters."""
    return len(text.split()) >= 3 or len(re.findall(r"[一-鿿]", text)) >= 6


def remainder(inline: Inline, start: int) -> Inline:
    """The rest of a line from an offset: without images, links that only name their role, and separators."""
    rest = inline.cut(start)
    roles = {link for at, end, link in rest.links() if names_its_role(rest.plain[at:end], link.url)}
    rest = Inline(tuple(span for span in rest.spans if span.kind != "image" and span.link not in roles))
    separators = _SEPARATORS.match(rest.plain)
    return rest.cut(separators.end()) if separators else rest


# --- what stands in front ---------------------------------------------------------------------------------

_SIGN = rf"{words.PICTURE}|[{words.READ}☐＊]|\*+(?=\s|$)|\[(?:[ xX]|{words.PICTURE})\](?=\s)"
_SIGNS = re.compile(rf"\s+|(?P<sign>{_SIGN})")
_EDGE_START = re.compile(rf"^(?:\s|{_SIGN})+")
_EDGE_END = re.compile(rf"(?:\s|{words.PICTURE}|[{words.READ}＊]|(?<=\s)\*)+$")
_NUMBER = re.compile(r"\[\d{1,3}\]\s*|\(\d{1,3}\)\s+")


def _signs(plain: str, start: int) -> tuple[int, list[str]]:
    """Offset behind the signs at `start`, and what they say."""
    marks: list[str] = []
    while found := _SIGNS.match(plain, start):
        if mark := words.sign_of(found["sign"] or ""):
            marks.append(mark)
        start = found.end()
    return start, marks


def _prefix(inline: Inline) -> tuple[int, list[str], str]:
    """Offset of the title, what the signs in front of it say, the date in front of it."""
    plain, year = inline.plain, ""
    at, marks = _signs(plain, 0)
    before = -1
    while before < at < _LONGEST_PREFIX:
        before = at
        if dated := dates.date_before(plain, at):
            year, at = dated.year, dated.end
        elif number := _NUMBER.match(plain, at):
            at = number.end()
        elif (code := inline.at(at)) and code.kind == "code" and (mark := words.sign_of(code.text.strip())):
            # A star in backticks, so that Markdown leaves it alone.
            marks.append(mark)
            at += len(code.text)
        else:
            for begin, end, anchor in inline.links():
                if begin == at and names_its_role(plain[begin:end], anchor.url):
                    at = end
        at, more = _signs(plain, at)
        marks += more
    return at, marks, year


# --- the title itself -------------------------------------------------------------------------------------

_COLON = re.compile(r"\s*[:：]\s*")
_BREAK = re.compile(r"\s(?:--+|—|\|)\s|-{3,}|——")


def _region(inline: Inline, start: int) -> tuple[int, Style] | None:
    """Where the title that begins at `start` ends, and how it is set off."""
    first = inline.at(start)
    if first is None:
        return None
    if not first.link and not first.strong and not first.emphasis:
        return _plain_end(inline, start), "plain"

    def belongs(span: Span) -> bool:
        if span.link:
            return span.link == first.link
        return span.strong if first.strong else first.emphasis and span.emphasis

    end = start
    for begin, to, span in inline.placed():
        if to > start and begin < to:
            if not belongs(span):
                break
            end = to
    return end, "link" if first.link else "strong" if first.strong else "emphasis"


def _plain_end(inline: Inline, start: int) -> int:
    """Where a title that nothing sets off ends; it may run across a link that carries a part of it."""
    plain, end = inline.plain, len(inline.plain)
    for begin, to, anchor in inline.links():
        if begin >= start and names_its_role(plain[begin:to], anchor.url):
            end = begin
            break
    if bracket := dates.bracket_in(plain, start, end):
        end = bracket.start
    if found := _BREAK.search(plain, start, end):
        end = found.start()
    return start + len(plain[start:end].rstrip(" \t\n([（【,，;；:：-–—"))


def _after_colon(inline: Inline, start: int, end: int) -> int:
    """
    The end of the title where only the short name in front of its colon is set off.

    `**HybridFlow**: A Flexible and Efficient RLHF Framework`; but `**Transformer**: 继 RNN 后的架构` and
    `**GPT-2**: a larger model` go on with a remark.
    """
    plain = inline.plain
    colon = _COLON.match(plain, end)
    if colon is None or len(plain[start:end].split()) > 3:
        return end
    far = _plain_end(inline, colon.end())
    rest = plain[colon.end() : far]
    is_title = rest[:1].isupper() and 2 <= len(rest.split()) <= 25 and rest.isascii() and ". " not in rest
    return far if is_title else end
