"""
What speaks for and against a work being the one that a list names: title, links, authors, year, venue, kind.

Each is a number; `core/candidates.py` adds them up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ..model import Identifier, SourceRecord
from . import identifiers, titles, versions, wording, written
from .query import Query

__all__ = [
    "OTHER_YEAR",
    "SURE_TITLE",
    "Wording",
    "authors",
    "is_at_odds",
    "is_of_other_kind",
    "link",
    "title",
    "venue",
    "year",
]

SURE_TITLE: Final = 0.93
"""A title at least this near is that of the work, or of another of the same name."""
_NEARLY: Final = 0.84
"""A short name that is a part of the title to which its link leads."""
_NAME_ALONE: Final = 0.80
"""Only the name of it is written: never enough by itself."""
_TRANSLATED: Final = 0.88
"""A Chinese title for a work whose title is in Latin letters, or the other way round: only the link can know."""

_AUTHORS: Final = 0.05
_OTHER_AUTHORS: Final = -0.30
_YEAR: Final = 0.02
OTHER_YEAR: Final = -0.12
_YEARS_APART: Final = ((1, 0.0), (3, -0.04), (10_000, OTHER_YEAR))
"""(at most so many years, what it takes off)."""
_VENUE: Final = 0.01
_KIND_WORDS = re.compile(r"(?i)\b(?:thesis|dissertation|slides)\b|[硕博]士|学位论文")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a title as written stands to those of a work."""

    nearness: float
    likeness: str
    """In a word, for the evidence."""
    is_name: bool = False
    """Only a name of the work is written, or its title in another script: its link has to know which work it is."""


def title(query: Query, records: Sequence[SourceRecord], *, linked: bool) -> Wording:
    """
    How near the title is to one of those that a work has.

    Args:
        linked: a link of the entry leads to the work, so that a short name can be its name.
    """
    names = list(dict.fromkeys(one.work.title for one in records))
    score, nearest = max((wording.agreement(query.title, name), -at) for at, name in enumerate(names))
    recorded = names[-nearest]
    likeness = titles.likeness(query.title, recorded)
    if query.other_title:
        score = max(score, *(wording.agreement(query.other_title, name) for name in names))
    short = titles.normal(query.title)
    if linked and short and wording.is_east_asian(short) != wording.is_east_asian(recorded):
        return Wording(max(score, _TRANSLATED), "in another script", is_name=True)
    if short and wording.is_short(query.title):
        named = any(short == titles.normal(titles.split_name(name)[0]) for name in names)
        if linked and likeness == "short name":
            akin = _akin(short, titles.normal(recorded))
            # "Transformer" for "Attention Is All You Need": only the link can know. "Segment Anything" for "Segment
            # Anything for Vision": there may be a work of just that title.
            sure = named or akin is None
            return Wording(
                max(score, SURE_TITLE if sure else _NEARLY if akin else 0.0), "short name", is_name=True
            )
        if named:
            return Wording(max(score, _NAME_ALONE), "short name")
    if query.alias and any(
        titles.normal(query.alias) == titles.normal(titles.split_name(name)[0]) for name in names
    ):
        score = max(score, wording.agreement(f"{query.alias}: {query.title}", recorded))
    return Wording(score, likeness)


def _akin(short: str, recorded: str) -> bool | None:
    """Whether all words of a short name are in a title and no number is against it; None if they share no word."""
    mine, theirs = set(short.split()) - titles.STOP_WORDS, set(recorded.split())
    numbers = [{word for word in words if word.isdigit()} for words in (mine, theirs)]
    if not mine & theirs:
        return None
    named = mine - numbers[0]
    return bool(named) and named <= theirs and (not all(numbers) or bool(numbers[0] & numbers[1]))


def link(query: Query, records: Sequence[SourceRecord]) -> str:
    """The identifier or link that both have; empty without one."""
    theirs = _identifiers(records)
    shared = next((one for one in query.identifiers if one in theirs), None)
    if shared:
        return str(shared)
    places = {identifiers.place(record.work.url) for record in records if record.work.url}
    return "link" if any(identifiers.place(url) in places for url in query.urls) else ""


def is_at_odds(query: Query, records: Sequence[SourceRecord]) -> bool:
    """Whether the entry names an arXiv id or DOI, and the work has another."""
    theirs = _identifiers(records)
    schemes = {one.scheme for one in theirs}
    return any(one not in theirs and one.scheme in schemes & {"arxiv", "doi"} for one in query.identifiers)


def _identifiers(records: Iterable[SourceRecord]) -> set[Identifier]:
    return {one for record in records for one in record.work.identifiers}


def authors(query: Query, records: Sequence[SourceRecord]) -> float:
    """What the people say whom the list names."""
    people = [one for one in query.creators if not written.is_body(one.literal)]
    mine = [versions.family_names(one) for one in people]
    theirs = {name for record in records for name in versions.families(record.work)}
    mine = [names for names in mine if names]
    if not mine or not theirs:
        return 0.0
    # A list also writes given names, names in another order, and a lab that looks like a name.
    words = {word for name in theirs for word in name.split()}
    known = sum(any(name in theirs or set(name.split()) & words for name in names) for names in mine)
    if known == len(mine):
        return _AUTHORS
    return 0.0 if known else _OTHER_AUTHORS


def year(query: Query, known: frozenset[int]) -> float:
    """What the year says, beside those of all versions."""
    if query.year is None or not known:
        return 0.0
    apart = min(abs(query.year - one) for one in known)
    if not apart or min(known) < query.year < max(known):
        return _YEAR
    return next(value for most, value in _YEARS_APART if apart <= most)


def venue(query: Query, records: Sequence[SourceRecord]) -> float:
    """What the venue says; they are written in too many ways to speak against a work."""
    asked = {word for word in titles.normal(query.venue).split() if not word.isdigit()}
    for record in records:
        work = record.work
        container = f"{work.container_title} {work.container_title_short} {work.event_title}"
        said = set(titles.normal(container).split()) or ({"arxiv"} if work.arxiv_class else set())
        if asked and asked <= said:
            return _VENUE
    return 0.0


def is_of_other_kind(query: Query, records: Sequence[SourceRecord]) -> bool:
    """Whether it is a thesis, talk, data set or piece of software, and the list asks for none."""
    return all(one.work.type in versions.NO_PAPERS for one in records) and not _KIND_WORDS.search(
        f"{query.title} {query.venue}"
    )
