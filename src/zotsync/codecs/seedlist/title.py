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
from typing import Literal

from ...core import identifiers
from . import credits, dates, front, people, venues, words
from .blocks import Inline, Span
from .links import names_its_role

__all__ = ["Lead", "cleaned", "is_in_title_case", "lead", "reads_like_a_title", "remainder", "signs"]


Style = Literal["strong", "emphasis", "link", "quoted", "plain"]

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


@lru_cache(maxsize=256)
def lead(inline: Inline) -> Lead | None:
    """The title at the start of a text and what belongs to it; None where no words stand there."""
    # Remembered, because each rule asks it of the same few lines.
    plain = inline.plain
    before = front.read(inline)
    start = before.end
    region = _region(inline, start)
    if region is None or region[0] - start > _LONGEST:
        return None
    end, style = region
    alias = before.alias
    if style != "plain":
        end = _after_colon(inline, start, end)
        if full := _full_title_behind(inline, start, end):
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
        within = dates.behind_comma(dated.venue)
        names = dated.venue[: within[1]] if within else dated.venue
        if people.are_people(names, one=True):
            authors = authors or names
        else:
            venue = dated.venue or venue
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
    return Lead(title, style, year, venue, (*before.marks, *more), after, authors, alias, affiliation, start)


_HANDLE = re.compile(r"\s?[(（\[]\s?@\s?([^()（）\[\]]{1,80})[)）\]]\s{0,3}$")
_QUOTES = '""“”「」『』《》'
_EDGE_START = re.compile(rf"^(?:\s|{front.SIGN})+")
_EDGE_END = re.compile(rf"(?:\s|{words.PICTURE}|[{words.READ}＊]|(?<=\s)\*)+$")


def cleaned(text: str) -> str:
    """A title without marks, signs and quotes at its ends; white space joined, one final full stop dropped."""
    text = " ".join(text.replace("**", "").split())
    text = _EDGE_START.sub("", _EDGE_END.sub("", text))
    text = _without_point(text.strip().rstrip("|").rstrip())
    if len(text) > 2 and _QUOTES.find(text[0]) % 2 == 0 and text[-1] == _QUOTES[_QUOTES.find(text[0]) + 1]:
        text = text[1:-1].rstrip(",，")
    return _without_point(text).strip()


def _without_point(text: str) -> str:
    return text[:-1] if text.endswith((".", "。")) and not text.endswith("..") else text


def signs(text: str) -> list[str]:
    """What the signs at the start of a text say: `must-read`, `read`."""
    return front.signs_at(text + " ", 0)[1]


def reads_like_a_title(text: str) -> bool:
    """Whether words that nothing else marks as a work may be its title: three words, or six characters."""
    return len(text.split()) >= 3 or len(re.findall(r"[一-鿿]", text)) >= 6


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


# --- the title itself -------------------------------------------------------------------------------------

_COLON = re.compile(r"\s*[:：]\s*")
_BREAK = re.compile(r"\s(?:--+|—|–|\||//)\s|\s-\s(?=\S)|-{3,}|——")
_QUOTED = re.compile(r"[\"“「『《]\s*([^\n]{2,400}?[.,，?!]?)\s*[\"”」』》](?![\w])")


def _region(inline: Inline, start: int) -> tuple[int, Style] | None:
    """Where the title that begins at `start` ends, and how it is set off."""
    first = inline.at(start)
    if first is None:
        return None
    if (quoted := _QUOTED.match(inline.plain, start)) and len(quoted[1].split()) > 1:
        return quoted.end(), "quoted"
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
    plain, end = inline.plain, min(len(inline.plain), start + 2 * _LONGEST)
    for begin, to, anchor in inline.links():
        if begin >= start and names_its_role(plain[begin:to], anchor.url):
            end = begin
            break
    for begin, to, span in inline.placed():
        if span.kind == "break" and span.source != "\n" and start < begin < end:
            # A new line on purpose, `<br>`.
            end = begin
            break
        # Names and venue are often slanted behind a plain title.
        if start < begin < min(to, end) and span.emphasis and not span.link and _is_credit(span.text):
            end = begin
            break
    if bracket := dates.bracket_in(plain, start, end):
        end = bracket.start
    if found := _BREAK.search(plain, start, end):
        end = found.start()
    if sentence := credits.SENTENCE.search(plain, start, end):
        end = sentence.start()
    end = _before_credits(plain, start, end)
    return start + len(plain[start:end].rstrip(" \t\n([（【,，;；:：-–—"))


_STOP = re.compile(r"[?!？！]\s+|[,，]\s*|\n")


def _before_credits(plain: str, start: int, end: int) -> int:
    """Where names or a venue behind `,`, `?` or `!` end a plain title."""
    for number, stop in enumerate(_STOP.finditer(plain, start, end)):
        if number == 12:
            break
        rest = plain[stop.end() : end]
        if stop[0] == "\n":
            rest = rest.partition("\n")[0]
        names = (venues.split_off(rest) or (rest, ""))[0]
        if (dated := dates.behind_comma(rest)) and people.are_people(rest[: dated[1]], one=True):
            return stop.start() + (stop[0][0] in "?!？！")
        if _is_credit(rest) or people.are_people(names):
            return stop.start() + (stop[0][0] in "?!？！")
    return end


def _is_credit(text: str) -> bool:
    return venues.is_venue(text) or people.are_people(text)


def _after_colon(inline: Inline, start: int, end: int) -> int:
    """
    The end of the title where only the short name in front of its colon is set off.

    `**HybridFlow**: A Flexible and Efficient RLHF Framework`; but `**Transformer**: 继 RNN 后的架构` and
    `**GPT-2**: a larger model` go on with a remark.
    """
    plain = inline.plain
    inside = plain[start:end].rstrip()
    at = (
        end
        if inside.endswith((":", "："))
        else (colon.end() if (colon := _COLON.match(plain, end)) else None)
    )
    if at is None or len(inside.split()) > 3 or words.field_of(inside):
        return end
    at += len(plain[at : at + 9]) - len(plain[at : at + 9].lstrip())
    first = inline.at(at)
    if first is None or (first.link and first.link != getattr(inline.at(start), "link", None)):
        return end
    far = _plain_end(inline, at)
    rest = plain[at:far]
    is_title = rest[:1].isupper() and 2 <= len(rest.split()) <= 25 and rest.isascii() and ". " not in rest
    return far if is_title and not people.are_people(rest, one=True) else end


_JOINED = re.compile(r"\s?[:：|–—-]?\s*")


def _full_title_behind(inline: Inline, start: int, end: int) -> tuple[int, int, Style] | None:
    """A short name in bold, then the title in a link: `**GPT-3**: [Language Models are Few-Shot Learners](..)`."""
    plain, first = inline.plain, inline.at(start)
    if first is None or first.link or len(plain[start:end].split()) > 3:
        return None
    for begin, to, anchor in inline.links():
        if begin < end:
            continue
        text = plain[begin:to]
        if (
            begin > end
            and _JOINED.fullmatch(plain, end, begin)
            and reads_like_a_title(text)
            and not names_its_role(text, anchor.url)
            and not people.are_people(text)
        ):
            return begin, to, "link"
        return None
    return None
