"""
Which of the works that the sources offer is the one that a list names.

Each candidate gets a score: how far its title agrees, and what authors, year, venue, kind and links say for or
against it, by the table below. One is accepted if it reaches `ACCEPTED` and is ahead of the next other work by
`MARGIN`; else a person decides. Both numbers, and the table, come from `benchmarks/thresholds.py`, which measures them
on real searches and on noise; run it before changing any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..model import SourceRecord, Work
from . import evidence, titles, versions, wording
from .companions import is_about
from .evidence import SURE_TITLE
from .query import Query

__all__ = ["ACCEPTED", "MARGIN", "Candidate", "Verdict", "choose", "is_supported", "judge", "rank", "verdict"]

ACCEPTED: Final = 0.93
MARGIN: Final = 0.03

EXACT_TITLE: Final = 0.97
_POSSIBLE: Final = 0.87
_POSSIBLE_LINK: Final = 0.80
"""A link to a title at least this near may be what was meant, and the title miswritten."""
_WORTH_A_LOOK: Final = 0.4
"""What shares less of the title is no candidate, unless a link leads there: a search always finds something."""
_SAME_LINK: Final = 0.10
"""An identifier or link of the entry is one of the record."""
_LINK_ALONE: Final = 0.95
"""At most, where a link leads to a record of a title that is not just the same: links are wrong too."""
_LINK_DOUBTED: Final = 0.90
"""
At most, where that title has another telling word and nobody whom the list names has written it, or where the year is
another one altogether: near titles and titles of two papers look just like that.
"""
_TELLING: Final = 0.90
"""Titles that are less near differ in a telling word."""
_OTHER_LINK: Final = -0.06
"""The entry names an arXiv id or DOI, and the record has another."""
_OTHER_KIND: Final = -0.15
"""A thesis, talk, data set or piece of software of that title."""
_COMMON_TITLE: Final = -0.08
"""So few words that other works will have the title, and no author or link beside it."""
_ABOUT_IT: Final = -0.30
"""A correction, comment or review of a work of that title."""
_LISTED: Final = 0.08
"""Another entry of the workspace is this work, and both have its name: lists reword what stands behind one."""
_LISTED_FROM: Final = 0.75


Listed = Callable[[tuple[SourceRecord, ...]], object]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One work that the sources offer."""

    records: tuple[SourceRecord, ...]
    """All of its versions."""
    score: float
    """May be above 1; only comparisons mean something."""
    title: float
    """How far the title alone agrees (`wording.agreement`)."""
    evidence: str
    """`arxiv:1706.03762; title same; authors; year`."""
    is_doubtful: bool = False
    """A link leads there, and title or year are not those that are written: another work may be meant."""

    @property
    def work(self) -> Work:
        """As the first of its records has it."""
        return self.records[0].work


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found for a query."""

    accepted: Candidate | None
    candidates: tuple[Candidate, ...]
    """The best three that are worth a look, best first."""
    why: str
    """Why none was accepted; empty if one was."""


def verdict(query: Query, records: Iterable[SourceRecord], listed: Listed = lambda _: False) -> Verdict:
    """
    What the records say to a query.

    Args:
        listed: whether another entry of the workspace is known to be the work of some records.
    """
    return choose(rank(query, records, listed))


def choose(ranked: Sequence[Candidate], accepted: float = ACCEPTED, margin: float = MARGIN) -> Verdict:
    """The first of the candidates, if it is near enough and no other work is as near."""
    best = tuple(one for one in ranked[:3] if one.is_doubtful or one.title >= _WORTH_A_LOOK)
    if not best:
        return Verdict(None, (), "no source has a title like it")
    first = ranked[0]
    if first.score < accepted:
        near = first.is_doubtful and first.title >= _LISTED_FROM
        return Verdict(
            None, best, "its link leads to another title" if near else "no candidate is near enough"
        )
    rivals = [one for one in ranked[1:] if not _is_version(first, one)]
    if any(first.score - one.score < margin for one in rivals):
        return Verdict(None, best, "two works are as near")
    exact = any(one.title >= EXACT_TITLE and one.score >= _POSSIBLE for one in rivals)
    linked = any(one.is_doubtful and one.title >= _POSSIBLE_LINK for one in rivals)
    if (exact and (first.is_doubtful or first.title < SURE_TITLE)) or linked:
        return Verdict(None, best, "the link leads to one work, the title to another")
    return Verdict(first, best, "")


def rank(
    query: Query, records: Iterable[SourceRecord], listed: Listed = lambda _: False
) -> tuple[Candidate, ...]:
    """The works that the records are of, the nearest first."""
    works = (record for record in records if not record.updates)
    found = [judge(query, group) for group in versions.of_one_work(works)]
    found = [
        replace(one, score=one.score + _LISTED, evidence=f"{one.evidence}; listed")
        if _LISTED_FROM <= one.title < SURE_TITLE and _has_name(one, query.title) and listed(one.records)
        else one
        for one in found
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, -len(one.records))))


def judge(query: Query, records: tuple[SourceRecord, ...]) -> Candidate:
    """How near one work is to a query, and why."""
    linked = evidence.link(query, records)
    wording_ = evidence.title(query, records, linked=bool(linked))
    authors = evidence.authors(query, records)
    year = evidence.year(query, versions.years(records))
    venue = evidence.venue(query, records)
    score = wording_.nearness + authors + year + venue
    if linked:
        score += _SAME_LINK
    elif evidence.is_at_odds(query, records):
        score += _OTHER_LINK
    if evidence.is_of_other_kind(query, records):
        score += _OTHER_KIND
    if all(is_about(one.work.title, query.title, query.other_title) for one in records):
        score += _ABOUT_IT
    if not linked and authors <= 0 and wording.is_short(query.title):
        score += _COMMON_TITLE
    if (
        linked
        and authors <= 0
        and (year == evidence.OTHER_YEAR or not _is_plausible(query, records, wording_, year))
    ):
        score = min(score, _LINK_DOUBTED)
    elif linked and wording_.nearness < SURE_TITLE:
        score = min(score, _LINK_ALONE)
    said = (
        linked,
        f"title {wording_.likeness}",
        *(name for name, value in (("authors", authors), ("year", year), ("venue", venue)) if value > 0),
    )
    return Candidate(
        _named_first(query, records),
        score,
        wording_.nearness,
        "; ".join(filter(None, said)),
        is_doubtful=bool(linked) and (wording_.nearness < SURE_TITLE or year < 0),
    )


def is_supported(query: Query, one: Candidate) -> bool:
    """Whether something besides the title says that a work is the one that a list names."""
    return bool(
        evidence.link(query, one.records)
        or evidence.authors(query, one.records) > 0
        or evidence.year(query, versions.years(one.records)) > 0
    )


def _named_first(query: Query, records: tuple[SourceRecord, ...]) -> tuple[SourceRecord, ...]:
    """The records, those of the publication first that the list names: it speaks for the work."""

    def is_named(records: Sequence[SourceRecord]) -> tuple[bool, ...]:
        same_year = query.year is not None and query.year in versions.years(records)
        at_workshop = any("workshop" in one.work.container_title.casefold() for one in records)
        return (
            bool(evidence.link(query, records)),
            same_year,
            evidence.venue(query, records) > 0,
            not at_workshop,
        )

    found = versions.publications(records)
    if len(found) < 2:
        return records
    first = max(found, key=is_named)
    return (*first, *(one for one in records if one not in first))


def _is_plausible(
    query: Query, records: Sequence[SourceRecord], title: evidence.Wording, year: float
) -> bool:
    """Whether a title can be meant that is not the one that is written, where a link leads to it."""
    mistyped = any(wording.is_mistyped(query.title, one.work.title) for one in records)
    return title.nearness >= _TELLING or mistyped or (title.is_name and year > 0)


def _has_name(one: Candidate, written: str) -> bool:
    name = titles.normal(titles.split_name(written)[0])
    return bool(name) and any(
        name == titles.normal(titles.split_name(record.work.title)[0]) for record in one.records
    )


def _is_version(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates are a paper and its extension: the same title, the same people."""
    if titles.normal(one.work.title) != titles.normal(other.work.title):
        return False
    mine, theirs = versions.families(one.work), versions.families(other.work)
    return bool(mine and theirs) and len(mine & theirs) / max(len(mine), len(theirs)) >= 0.75
