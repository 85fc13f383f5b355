"""
The names with which a bibliographic reference begins, and the year behind them.

    A. Vaswani, N. Shazeer, et al. (2017). ..      Leslie Lamport. 1998. ..      Dean & Barroso, The Tail at Scale, ..
    Jane Roe, "..", ..                             ———. 2021. ..                 Descartes, *Meditations*, ..
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from . import dates, people, references, venues
from .blocks import Inline
from .links import names_its_role

__all__ = ["SAME_AUTHORS", "Byline", "read"]

SAME_AUTHORS: Final = "———"
"""Where the authors should stand: they are those of the entry above, as in Chicago style."""
_AGAIN = re.compile(r"[—–―_-]{3,}[.,]?\s+\(?(?P<year>(?:19|20)\d\d)[a-z]?\)?[.,:]?\s+(?=\S)")
_REFERENCE_YEAR = re.compile(
    r"[\s,.]*(?:[(\[](?P<in>(?:19|20)\d\d)[a-z]?(?:,?\s+[^()\[\]]{1,24})?[)\]]|(?P<bare>(?:19|"
    r"20)\d\d)[a-z]?(?=[.,:]\s))[\s.,:]*"
)
_BETWEEN = re.compile(r"[\s.,，:：;；|–—-]*")
_SEVERAL = re.compile(r",|&| and ")
_AND = re.compile(r"&|\band\b")
_ENDS_IN_POINT = re.compile(r"(?:\b[A-Z]|\bal|\bJr)\.$")
_DATED = re.compile(
    r"(?P<names>[^()\[\]\n\"“:.]{3,80}?)"
    r"(?:\.?\s*\((?P<year>(?:19|20)\d\d)[a-z]?\)[.,:]?|\.\s(?P<bare>(?:19|20)\d\d)[a-z]?\.)"
    r"\s+(?=[\"“*]|\S+\s\S+\s\S+\s\S)"
)
"""`Grudin (1994) Groupware and Social Dynamics`; `Leslie Lamport. 1998. The part-time parliament. ..`."""
_BODY = re.compile(
    r"(?P<names>[A-Z][\w&'’-]+(?:,? (?:of|for|the|and|on|in|&|[A-Z][\w&'’-]*)){1,9})\. "
    r"\((?P<year>(?:19|20)\d\d)[a-z]?\)\.\s+(?=\w)"
)
"""A body as the author in APA style: `Open Science Collaboration. (2015). ..`."""
_PAIR = re.compile(
    r"(?P<names>[A-ZÀ-ÞŁŠ][\w'’-]+(?:,? (?:&|and) [A-ZÀ-ÞŁŠ][\w'’-]+| et al\.?"
    r"|(?:, [A-ZÀ-ÞŁŠ][\w'’-]+){1,4},? (?:&|and) [A-ZÀ-ÞŁŠ][\w'’-]+|(?:, [A-ZÀ-ÞŁŠ][\w'’-]+){2,4}(?=,)))[,:]\s+"
    r"(?=[A-Z][^,\n]*\s[^,\n]*\s?\w)"
)
"""Surnames in front of a title: `Dean & Barroso, The Tail at Scale, CACM 2013`."""
_INITIALED = re.compile(r"[A-ZÀ-ÞŁŠ][^\W\d_]+(?:[ -][A-Z][^\W\d_]+)? [A-Z]{1,3}\.")
"""One author of a reference in medicine: `Posner MI`."""
_QUOTE = re.compile(r"[\"“「『《](?=\w)")


class Byline(NamedTuple):
    """Who wrote a work, as a reference says it in front of the title."""

    authors: str
    """As written; `SAME_AUTHORS` where a dash stands for them."""
    year: str
    """Empty where it stands elsewhere."""
    end: int
    """Offset in the text where the title begins."""


def read(inline: Inline, at: int) -> Byline | None:
    """The names at an offset, behind the signs and numbers; None where a title begins there."""
    plain, first = inline.plain, inline.at(at)
    if again := _AGAIN.match(plain, at):
        return Byline(SAME_AUTHORS, again["year"], again.end())
    if first is None or not plain[at].isalpha():
        return None
    is_plain = not (first.strong or first.link)
    set_off = _next_set_off(inline, at)
    end = _end_of_names(inline, at, set_off)
    if is_plain and (dated := _dated(plain, at, end)):
        return dated
    if (
        end is None
        and (pair := _PAIR.match(plain, at))
        and dates.year_in(plain[pair.end() : pair.end() + 300])
    ):
        told = people.are_people(pair["names"], one=True) or people.are_surnames(pair["names"])
        end = set_off = pair.end("names") if told else None
    if end is None and is_plain and ". (" in plain and (body := _BODY.match(plain, at)):
        return Byline(body["names"], body["year"], body.end())
    return None if end is None else _listed(inline, at, end, apart=end == set_off)


def _end_of_names(inline: Inline, at: int, set_off: int | None) -> int | None:
    """Where the names end: by themselves, at a title that is set off, or at one in quotes."""
    plain = inline.plain
    end = people.names_at_start(plain, at)
    if set_off is not None and (end is None or end < set_off or not _goes_on(inline, set_off)):
        names_end = _before_year(plain, at, set_off)
        before = plain[at:names_end].strip(" .,:")
        if people.are_people(plain[at:names_end], one=True) or (
            people.are_surnames(before)
            and (_SEVERAL.search(before) or _is_slanted_title(inline, set_off))
            and not venues.is_venue(before)
        ):
            end = names_end
    if (quote := _QUOTE.search(plain, at + 2, at + 400)) and (end is None or end < quote.start()):
        # Nothing but names in front of a quoted title, one of them or a surname alone.
        names_end = _before_year(plain, at, quote.start())
        before = plain[at:names_end].strip(" ,.:：，、")
        if people.are_surnames(before) or people.are_people(before, one=True):
            end = names_end
    return end


def _dated(plain: str, at: int, end: int | None) -> Byline | None:
    """A name, or several, right in front of a year; `end` is where names end that show themselves."""
    dated = _DATED.match(plain, at) if any(map(str.isdecimal, plain[at : at + 90])) else None
    if dated is None or (end is not None and end < dated.end("names")):
        return None
    before = dated["names"].strip(" ,")
    surnames = people.are_surnames(before) and dated["bare"] is None
    if not (surnames or people.are_people(before, one=True)) or venues.is_venue(before):
        return None
    names = plain[at : dated.end("names") + 1].strip(" ,(")
    return Byline(_pointed(names), dated["year"] or dated["bare"], dated.end())


def _listed(inline: Inline, at: int, end: int, *, apart: bool) -> Byline | None:
    """Names that end at an offset, where their number, their form or what follows shows that they are no title."""
    plain, first = inline.plain, inline.at(at)
    names = plain[at:end].strip(' \t\n,:;–—-"“(：，、')
    if plain[at + len(names) : at + len(names) + 1] == ".":
        names += "."
    year = _REFERENCE_YEAR.match(plain, end) or _REFERENCE_YEAR.match(plain, max(at, end - 1))
    listed = (
        people.are_people(names)
        or (year is not None and (_AND.search(names) is not None or people.is_inverted(names)))
        or _INITIALED.fullmatch(names) is not None
        or (references.KIND.search(plain, end) is not None and people.are_people(names, one=True))
    )
    is_title = first is not None and (first.link is not None or (first.strong and not listed))
    if is_title or not (listed or apart or plain[end : end + 1] in set('"“「『《')):
        return None
    behind = year or _BETWEEN.match(plain, end)
    begin = behind.end() if behind else end
    if not any(map(str.isalpha, plain[begin : begin + 400])):
        return None
    return Byline(_pointed(names), (year["in"] or year["bare"]) if year else "", begin)


def _before_year(plain: str, at: int, end: int) -> int:
    """Where the year that ends `plain[at:end]` begins, else its end."""
    year = _REFERENCE_YEAR.search(plain, max(at, end - 40), end)
    return year.start() if year and year.end() >= end - 2 else end


_NEXT_NAME = re.compile(r",\s(?:and\s|&\s)?([^,.(&]{1,60})")


def _goes_on(inline: Inline, at: int) -> bool:
    """
    Whether the words set off among names are a name, the owner of the page in bold; where they are slanted, a
    name follows: *Human Compatible* in `Stuart Russell, *Human Compatible*, Viking, 2019` is none.
    """
    span = inline.at(at)
    if span is None or not people.are_people(span.text, one=True):
        return False
    behind = inline.plain[at + len(span.text) :]
    following = _NEXT_NAME.match(behind)
    return not (span.emphasis and following) or bool(following and people.are_people(following[1], one=True))


def _is_slanted_title(inline: Inline, at: int) -> bool:
    """`Descartes, *Meditations on First Philosophy*`."""
    span = inline.at(at)
    return (
        span is not None
        and span.emphasis
        and not (span.strong or span.link)
        and len(span.text.split()) > 1
        and inline.plain[:at].endswith(", ")
    )


def _pointed(names: str) -> str:
    if _ENDS_IN_POINT.search(names):
        return names
    return names.rstrip(".")


def _next_set_off(inline: Inline, at: int) -> int | None:
    """Where the first bold, slanted, linked or quoted words behind plain ones begin."""
    first = inline.at(at)
    style = (first.strong, first.emphasis, first.link) if first else None
    for start, end, span in inline.placed():
        if start <= at or start == end or not any(map(str.isalnum, span.text)):
            continue
        if span.link and names_its_role(span.text, span.link.url):
            continue
        if (span.strong, span.emphasis, span.link) != style and (span.strong or span.emphasis or span.link):
            return start
    return None
