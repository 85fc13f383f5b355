"""
How a line names a work: what stands in front (`front`), then the title, then a bracket with year or venue.

    ✅ `*` [2023/10] **Title of the work** (NeurIPS'23) [[paper]](url): what the list says of it

The title is what stands in bold, in italics, in a link or in quotes; where nothing is set off, the words up to
the first bracket with a year, the first link, or the names and venue behind the title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ...core import identifiers
from . import brackets, chores, dates, extent, front, people, venues, words
from .blocks import Inline
from .extent import Style, reads_like_a_title
from .links import names_its_role

__all__ = [
    "Lead",
    "cleaned",
    "is_bare",
    "is_bare_line",
    "is_bare_title",
    "is_in_title_case",
    "lead",
    "reads_like_a_title",
    "remainder",
    "signs",
]


_LONGEST = 1000
"""Characters of a title: more are not one, and cost time."""

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
    authors: str = ""
    alias: str = ""
    affiliation: str = ""
    start: int = 0
    """Offset in the text where the title begins."""
    reference: bool = False
    """Names stand in front of the title, as in a bibliographic reference."""


@lru_cache(maxsize=256)
def lead(inline: Inline) -> Lead | None:
    """The title at the start of a text and what belongs to it; None where no words stand there."""
    # Remembered, because each rule asks it of the same few lines.
    plain = inline.plain
    before = front.read(inline)
    start = before.end
    region = extent.of(inline, start)
    if region is None or region[0] - start > _LONGEST:
        return None
    end, style = region
    alias = before.alias
    if style == "plain" and (full := extent.linked_title_behind(inline, start)):
        alias = cleaned(plain[start : full[0]]).rstrip(" :：")
        start, end, style = full
    elif style != "plain":
        end = extent.after_colon(inline, start, end)
        if full := extent.full_title_behind(inline, start, end):
            alias = cleaned(plain[start:end])
            start, end, style = full
    if not alias and not before.authors and (full := extent.title_behind_dash(inline, start, end)):
        alias = cleaned(plain[start:end])
        start, end, style = full
    title_end, year, venue, authors = end, before.year, before.venue, before.authors
    inner = dates.bracket_before(plain, end)
    if inner and inner.start > start:
        title_end, (after, more) = inner.start, front.signs_at(plain, end)
        dated: dates.Dated | None = inner
    else:
        after, more = front.signs_at(plain, end)
        if dated := dates.bracket_after(plain, after):
            after, yet_more = front.signs_at(plain, dated.end)
            more += yet_more
    if dated:
        year = dated.year or year
        names, where = brackets.of_bracket(dated.venue)
        if (stop := dates.behind_comma(where)) and where[stop[1]] in ",，":
            # `(VLDB, 2013)`
            where = where[: stop[1]]
        authors, venue = authors or names, where or venue
    affiliation = ""
    if handle := _HANDLE.search(plain, start, title_end):
        affiliation, title_end = handle[1].strip(), handle.start()
    if (parts := venues.split_off(plain[start:title_end])) and dates.year_in(parts[1]):
        title_end, venue, year = start + len(parts[0]), parts[1], dates.year_in(parts[1])
    if not year and (said := dates.behind_comma(plain[start:title_end])) and plain[start + said[1]] in ",，":
        year, title_end = said[0], start + said[1]
    title = cleaned(plain[start:title_end])
    if not any(character.isalnum() for character in title):
        return None
    return Lead(
        title,
        style,
        year,
        venue,
        (*before.marks, *more),
        after,
        authors,
        alias,
        affiliation,
        start,
        bool(before.authors),
    )


_HANDLE = re.compile(r"\s?[(（\[]\s?@\s?([^()（）\[\]]{1,80})[)）\]]\s{0,3}$")
_QUOTES = "\"\"“”「」『』《》‘’''"
_TAGS = re.compile(r"(?:\s#[A-Za-z][\w/-]{1,30}){1,9}$")
_EDGE_START = re.compile(rf"^(?:\s|{front.SIGN})+")
_PLAIN_END = re.compile(r"[A-Za-z0-9)]\Z")
_EDGE_END = re.compile(rf"(?:\s|{words.PICTURE}|[{words.READ}＊]|(?<=\s)\*)+$")


def cleaned(text: str) -> str:
    """A title without marks, signs and quotes at its ends; white space joined, one final full stop dropped."""
    text = " ".join(text.replace("**", "").split())
    if text.startswith("[[") and (note := extent.WIKILINK.match(text)):
        text = note["words"] + text[note.end() :]
    if " #" in text:
        text = _TAGS.sub("", _EDGE_END.sub("", text))
    text = _EDGE_START.sub("", text if _PLAIN_END.search(text) else _EDGE_END.sub("", text))
    text = _without_point(text.strip().rstrip("|").rstrip())
    if len(text) > 2 and _QUOTES.find(text[0]) % 2 == 0 and text[-1] == _QUOTES[_QUOTES.find(text[0]) + 1]:
        text = text[1:-1].rstrip(",，")
    return _without_point(text).strip()


def _without_point(text: str) -> str:
    return text[:-1] if text.endswith((".", "。")) and not text.endswith("..") else text


def signs(text: str) -> list[str]:
    """What the signs at the start of a text say: `must-read`, `read`."""
    return front.signs_at(text + " ", 0)[1]


_CHINESE = re.compile(r"[一-鿿]")


def is_in_title_case(text: str, inline: Inline, end: int) -> bool:
    """Whether a whole line is set like a title: `Attention Is All You Need`; no sentence, no name of a thing."""
    said = text.split()
    long = [word for word in said if len(word) > 3 or word.isupper()]
    capital = sum(1 for word in long if not word[0].islower())
    return (
        4 <= len(said) <= 25
        and capital * 10 >= len(long) * 8
        and len(long) >= 2
        and not any(map(str.isalnum, inline.plain[end:]))
        and not inline.links()
        and not inline.plain.rstrip().endswith((".", "!", ":", "："))
        and _CHINESE.search(text) is None
        and chores.EVENT.match(text) is None
        and chores.OTHERS.match(text) is None
        and not people.are_people(text)
    )


def is_bare(text: str) -> bool:
    """Whether words may be a title at all: no order, no question alone, nothing said of oneself."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return (
        3 <= len(text.split()) <= 25
        and not first[:1].islower()
        and first.lower().strip(",:") not in chores.ORDERS
        and not text.endswith(("?", "？", "!", "…", ","))
        and chores.EVENT.match(text) is None
        and chores.OTHERS.match(text) is None
        and chores.ONESELF.search(text) is None
        and words.TODO.match(text) is None
    )


def is_bare_title(text: str, inline: Inline) -> bool:
    """Whether a whole line is set as a title is, a short one or a question too: `Graph Attention Networks`."""
    said = text.split()
    long = [word for word in said if len(word) > 3 and not word.endswith(":")]
    capital = sum(1 for word in long if not word[0].islower())
    return (
        3 <= len(said) <= 25
        and capital * 10 >= len(long) * 8
        and len(inline.plain.strip()) <= len(text) + 2
        and not inline.links()
        and not inline.plain.rstrip().endswith((".", "!", ":", ",", "："))
        and _CHINESE.search(text) is None
        and chores.ONESELF.search(text) is None
        and chores.EVENT.match(text) is None
        and chores.OTHERS.match(text) is None
        and not people.are_people(text)
    )


def is_bare_line(text: str, inline: Inline, end: int) -> bool:
    """Whether a whole line, set off by nothing, may be a title: `The hippocampus as a spatial map`."""
    said = text.split()
    named = ":" in text or all(word[0].isupper() or len(word) < 4 for word in said)
    return (
        is_bare(text)
        and (named or len(said) >= 4)
        and not any(map(str.isalnum, inline.plain[end:]))
        and not inline.links()
        and not inline.plain.rstrip().endswith((".", "!", ":", "：", "。"))
        and _CHINESE.search(text) is None
        and not people.are_people(text)
    )


def remainder(inline: Inline, start: int) -> Inline:
    """The rest of a line from an offset: without images, links that only name their role, and separators."""
    rest = inline.cut(start)
    roles = {
        link
        for at, end, link in rest.links()
        if names_its_role(rest.plain[at:end], link.url) and not _is_venue_link(rest.plain[at:end])
    }
    rest = Inline(tuple(span for span in rest.spans if span.kind != "image" and span.link not in roles))
    separators = _SEPARATORS.match(rest.plain)
    return rest.cut(separators.end()) if separators else rest


def _is_venue_link(text: str) -> bool:
    """`[ICLR 2021](..)`; but `[arXiv](..)` and `[arXiv:1503.02531](..)` only say where the link leads."""
    return venues.is_venue(text) and not words.link_role(text) and not identifiers.find(text)
