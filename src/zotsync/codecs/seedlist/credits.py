"""
What a line tells behind its title: who wrote the work, where and when it appeared; the rest is a remark.

    ... *Yejin Bang et al. ACL.* [[paper](..)]     ... | Meta AI | 2023      ..., J. Roe, A. Doe, CVPR 2020

The text is cut where its style changes, at breaks, dashes, bars, sentences and at brackets that hold a venue or
a year; each piece is told by its words. After the first words that are none of these only what is set apart
(in italics, in brackets, on a line of its own) is still looked at, because a remark may speak of anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from . import brackets, dates, people, venues
from .blocks import Inline, Span
from .brackets import EDGES, with_point

__all__ = ["SENTENCE", "Credits", "read"]


@dataclass(slots=True)
class Credits:
    """What was told, as written."""

    authors: str = ""
    venue: str = ""
    year: str = ""
    affiliation: str = ""
    others: list[Inline] = field(default_factory=list)
    """What is none of these, in order."""


class _Piece(NamedTuple):
    start: int
    end: int
    apart: bool
    """Set apart from the text around it."""
    barred: bool
    """Behind a bar, a dash or an `@`, as an affiliation stands."""
    styled: bool
    """In italics or bold, a link, code or such a bracket."""
    run: int
    """Where the stretch of its style begins."""


_ABBREVIATED = (
    "Proc Conf Trans Int Symp vol Vol no pp Dr Prof vs e.g i.e J Adv Sci et Jr Rev Lett Nat Natl Acad Mach Res Comput "
    "Ann Phys Math Program Optim"
).split()
SENTENCE = re.compile(
    # The point first: what may not stand before it is looked at only there.
    r"(?:\.(?=\s|$)|。)(?<![A-Z]\.[A-Z]\.)(?<!\b[A-Z]\.)"
    + "".join(rf"(?<!\b{re.escape(word)}\.)" for word in _ABBREVIATED)
    + r"\s*"
)
_CUT = re.compile(
    rf"(?P<break>\n\s*|(?:\[[\s/|,]{{0,9}}\]|\([\s/|,]{{0,9}}\)|（\s?）|【\s?】))|(?P<bar>\s+(?:[-–—|"
    rf"•·/]+)\s+|\s*(?:-{{3,}}|——|\|)\s*|\s+@\s?(?=[A-Z]))"
    rf"|(?P<others>(?<=t al)\.?\s*(?=[A-Za-z(\[]))|(?P<sentence>{SENTENCE.pattern}|[;；]\s*)|(?P<comma>，\s*)"
)
_BRACKET = re.compile(
    r"[(（\[【]\s*([^()（）\[\]【】]{1,160}?(?:\([^()]{1,60}\)[^()\[\]]{0,60}?)?)\s*[)）\]】]"
)
_BAR_BEFORE = re.compile(r"(?:\||\s[-–—]|@)\s*$")
_LONGEST = 4000


def read(rest: Inline, *, barred: bool = False) -> Credits:
    """
    The credits in the text behind a title.

    Args:
        rest: without the links that only name their role.
        barred: it stands behind a bar, a dash or an `@`.
    """
    credits = Credits()
    plain = rest.plain
    if not any(map(str.isalnum, plain[:_LONGEST])):
        return credits
    taken: list[tuple[int, int]] = []
    remark, names = False, -1
    pieces = _pieces(rest, barred=barred)
    for i, piece in enumerate(pieces):
        if remark and not piece.apart:
            continue
        start, end = _trimmed(plain, piece.start, piece.end)
        if start >= end:
            continue
        text = plain[start:end].removeprefix("by ")
        if _take(credits, text, piece, first=not remark):
            taken.append((piece.start, piece.end))
            names = piece.run if credits.authors.startswith(text[:40]) else names
        elif not credits.authors and _are_surnames_before_a_venue(plain, text, pieces[i + 1 : i + 2]):
            credits.authors = text
            taken.append((piece.start, piece.end))
        elif (
            not credits.venue
            and piece.apart
            and _may_be_venue(text)
            and (
                (piece.run == names and piece.styled)
                or (credits.authors and not remark and _is_capital(text))
            )
        ):
            credits.venue = text
            taken.append((piece.start, piece.end))
        else:
            remark = True
    at = 0
    for start, end in [*taken, (len(plain), len(plain))]:
        if any(map(str.isalpha, plain[at:start])):
            credits.others.append(rest.cut(at, start) if taken else rest)
        at = end
    return credits


def _are_surnames_before_a_venue(plain: str, text: str, following: list[_Piece]) -> bool:
    """`Demers, Keshav, Shenker. SIGCOMM 1989.`"""
    if not following or not _SEVERAL.search(text) or not people.are_surnames(text):
        return False
    start, end = _trimmed(plain, following[0].start, following[0].end)
    return venues.is_venue(plain[start:end]) or bool(dates.alone(plain[start:end]))


def _take(credits: Credits, text: str, piece: _Piece, *, first: bool) -> bool:
    """Put one piece into its field; False where it is none of them, or its field is full."""
    if text[:1] == "@" or piece.barred:
        name = text.lstrip("@ ")
        dated = dates.behind_comma(name)
        name = name[: dated[1]].strip(EDGES) if dated else name
        if text[0] == "@" and venues.is_venue(text[1:]):
            text = text.lstrip("@ ")
        elif not credits.affiliation and (
            text[0] == "@"
            or (people.is_body(name) and not people.are_people(name) and not venues.is_venue(name))
        ):
            credits.affiliation, credits.year = name, credits.year or (dated[0] if dated else "")
            return True
    if date := dates.alone(text):
        credits.year = credits.year or date
        return True
    parts = venues.split_off(text)
    if parts and not credits.venue and not credits.authors and _are_authors(parts[0], first=first):
        credits.authors, credits.venue = with_point(parts[0].strip(EDGES)), venues.without_pages(parts[1])
        credits.year = dates.year_in(parts[1]) or credits.year
        return True
    if not credits.venue and (venues.is_venue(text) or venues.is_venue(venues.without_pages(text))):
        credits.venue = venues.without_pages(text)
        credits.year = dates.year_in(credits.venue) or dates.full_year_in(text) or credits.year
        return True
    if credits.venue and not credits.affiliation and people.is_body(text) and not text.isascii():
        # `ICML 2023，谷歌`
        credits.affiliation = text
        return True
    if not credits.authors and people.are_people(text, one=True):
        if not credits.affiliation and all(map(_is_house, text.split(", "))):
            # `Princeton, IBM`
            credits.affiliation = text
            return True
        credits.authors = with_point(text)
        return True
    if dated := dates.behind_comma(text):
        # `Jane Roe, 2020`.
        year, end = dated
        if not credits.authors and (
            people.are_people(text[:end], one=True)
            or (_SEVERAL.search(text[:end]) and people.are_surnames(text[:end]))
            or (first and _are_authors(text[:end].strip(EDGES), first=True))
        ):
            credits.authors, credits.year = text[:end], credits.year or year
            return True
    venue, comma, names = text.partition(",") if "," in text else text.partition("，")
    if (
        comma
        and not credits.venue
        and not credits.authors
        and venues.is_venue(venue)
        and people.are_people(names)
    ):
        # `NIPS'14, Goodfellow et al.`
        credits.venue, credits.authors = venue, with_point(names.strip(EDGES))
        return True
    if comma and not credits.venue and venues.is_venue(venue):
        # `KDD 2021, Alibaba`
        others = names.strip(EDGES)
        if people.is_body(others) or venues.is_venue(others):
            credits.venue, credits.year = venue, dates.year_in(venue) or credits.year
            credits.affiliation = credits.affiliation or ("" if venues.is_venue(others) else others)
            return True
    is_new = first and not credits.venue and not credits.authors
    if is_new and comma and _DATED_NAME.fullmatch(names.strip()) and people.are_people(venue, one=True):
        # `Bill Joy, Wired 2000`
        credits.authors, credits.venue, credits.year = venue, names.strip(), dates.year_in(names)
        return True
    if first and not credits.venue and _DATED_NAME.fullmatch(text):
        credits.venue, credits.year = text, dates.year_in(text)
        return True
    return False


def _is_house(text: str) -> bool:
    return " " not in text and people.is_body(text)


def _are_authors(text: str, *, first: bool) -> bool:
    """Whether what stands before a venue is names; right behind a title surnames are."""
    return people.are_people(text, one=True) or (
        first and people.are_surnames(text) and not people.is_body(text) and not venues.is_venue(text)
    )


_SEVERAL = re.compile(r",|&| and ")
_DATED_NAME = re.compile(
    r"(?:[A-Z][\w&'’-]*|of|on|in|and|for|the)(?:,?\s(?:[A-Z][\w&'’-]*|of|on|in|and|for|the|&)){0,9},?\s(?:19|20)\d\d"
)
"""`AI Open 2020`: names with a year right behind a title are where it appeared."""


def _may_be_venue(text: str) -> bool:
    """What stands behind names in the same italics or in 【】 is where the work appeared, known or not."""
    return text[:1].isupper() and len(text.split()) <= 14 and not people.is_body(text)


def _is_capital(text: str) -> bool:
    """Whether words are set like a name: `Scientific American`."""
    return all(word[0].isupper() or len(word) < 4 for word in text.split())


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    while start < end and plain[start] in EDGES:
        start += 1
    while end > start and plain[end - 1] in EDGES:
        end -= 1
    if plain[start : start + 1] in {"(", "（", "[", "【"} and (
        whole := _BRACKET.fullmatch(plain, start, end)
    ):
        return whole.span(1)
    return start, end


def _pieces(rest: Inline, *, barred: bool) -> list[_Piece]:
    """The text in pieces, in order."""
    plain = rest.plain
    pieces: list[_Piece] = []
    for start, end, span in _runs(rest):
        if start > _LONGEST:
            break
        end = min(end, start + _LONGEST)
        apart = bool(span.emphasis or span.strong or span.link or span.kind == "code")
        at = start
        barred = (barred and start == 0) or _is_barred(plain, start)
        for bracket in _BRACKET.finditer(plain, start, end):
            inside = bracket[1].strip() or "-"
            if (
                bracket[0][0] == "【"
                or dates.alone(inside)
                or venues.is_venue(inside)
                or inside[0] == "@"
                or brackets.tells(inside)
                or (bracket.end() == end and inside[0].islower() and bracket.start() > start)
            ):
                pieces += _sentences(plain, at, bracket.start(), apart, barred, start)
                pieces.append(
                    _Piece(
                        bracket.start(),
                        bracket.end(),
                        not inside[0].islower(),
                        False,
                        True,
                        start if bracket[0][0] == "【" else -2,
                    )
                )
                at, barred = bracket.end(), False
        pieces += _sentences(plain, at, end, apart, barred, start)
    return pieces


def _is_barred(plain: str, start: int) -> bool:
    return _BAR_BEFORE.search(plain[max(0, start - 8) : start]) is not None


def _listed(text: str) -> int:
    """How much of a text is a list of people with commas between them: `何恺明，孙剑` of `何恺明，孙剑，计算机学报`."""
    ends = [at for at, letter in enumerate(text) if letter == "，"]
    if not ends or venues.is_venue(text[: ends[0]].strip()):  # `NeurIPS，Xie 等`
        return 0
    return next((at for at in (len(text), *ends[:0:-1]) if people.are_people(text[:at].strip())), 0)


def _sentences(plain: str, start: int, end: int, apart: bool, barred: bool, run: int) -> list[_Piece]:
    pieces: list[_Piece] = []
    at, styled = start, apart
    names_end = start + _listed(plain[start:end].partition("。")[0])
    for cut in _CUT.finditer(plain, start, end):
        if cut["comma"] and cut.start() < names_end:
            continue
        if cut.start() > at:
            pieces.append(_Piece(at, cut.start(), apart, barred, styled, run))
        barred = cut["bar"] is not None
        apart = apart or cut["break"] is not None
        at = cut.end()
    if at < end:
        pieces.append(_Piece(at, end, apart, barred, styled, run))
    return pieces


def _runs(rest: Inline) -> list[tuple[int, int, Span]]:
    """Stretches of one style; of a link one for all its styles."""
    runs: list[tuple[int, int, Span]] = []
    for start, end, span in rest.placed():
        if start == end:
            continue
        if runs:
            before = runs[-1][2]
            style = (before.strong, before.emphasis, before.kind == "code") == (
                span.strong,
                span.emphasis,
                span.kind == "code",
            )
            same = before.link == span.link if before.link or span.link else style
            if runs[-1][1] == start and same:
                runs[-1] = (runs[-1][0], end, before)
                continue
        runs.append((start, end, span))
    # A short stretch between two of one style, a dash or a point, cuts nothing; and links within names do not.
    return runs
