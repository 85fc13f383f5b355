"""
Which of the works that the sources offer is the one that a list names.

Each candidate gets a score: how far its title agrees, and what authors, year, venue, kind and links say for or
against it, by the table below. One is accepted if it reaches `ACCEPTED` and is ahead of the next other work by
`MARGIN`; else a person decides. Both numbers, and the table, come from `benchmarks/thresholds.py`, which measures them
on real searches and on noise; run it before changing any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..model import Creator, Entry, Identifier, SourceRecord, Work
from . import identifiers, titles, versions, wording, written

__all__ = [
    "ACCEPTED",
    "MARGIN",
    "Candidate",
    "Query",
    "Verdict",
    "choose",
    "judge",
    "query_of",
    "rank",
    "verdict",
]

ACCEPTED: Final = 0.93
MARGIN: Final = 0.03

SURE_TITLE: Final = 0.93
"""A title at least this near is that of the work, or of another of the same name."""
EXACT_TITLE: Final = 0.97
_POSSIBLE: Final = 0.88
_SAME_LINK: Final = 0.10
"""An identifier or link of the entry is one of the record."""
_LINK_ALONE: Final = 0.95
"""At most, where a link leads to a record of another title: links are wrong too."""
_OTHER_LINK: Final = -0.06
"""The entry names an arXiv id or DOI, and the record has another."""
_AUTHORS: Final = 0.05
_OTHER_AUTHORS: Final = -0.30
_YEAR: Final = 0.02
_YEARS_APART: Final = ((1, 0.0), (3, -0.04), (10_000, -0.12))
"""(at most so many years, what it takes off)."""
_VENUE: Final = 0.01
_OTHER_KIND: Final = -0.15
"""A thesis, talk, data set or piece of software of that title."""
_COMMON_TITLE: Final = -0.08
"""So few words that other works will have the title, and no author or link beside it."""
_ABOUT_IT: Final = -0.30
"""A correction, comment or review of a work of that title."""
_NEARLY: Final = 0.84
"""A short name that is a part of the title to which its link leads."""
_LISTED: Final = 0.08
"""Another entry of the workspace is this work: lists write one title in many ways."""
_LISTED_FROM: Final = 0.75
_NAME_ALONE: Final = 0.80
"""Only the name of it is written: never enough by itself."""

_OTHER_KINDS: Final = frozenset({"thesis", "speech", "dataset", "software"})
_ABOUT = re.compile(
    r"(?i)(?:(?:author|publisher)['’s]* )?(?:correction|corrigendum|erratum|addendum|retraction(?: note)?|"
    r"expression of concern|retracted|withdrawn|reply|response|comments?|commentary|discussion|review|book review|"
    r"slides|poster|supplement(?:ary material)?|appendix)\b(?: (?:to|on|of|for)\b)?[:\s]"
    r"|.*\((?:extended (?:version|abstract)|slides|poster|talk|correction|abstract only)\)$"
)
_KIND_WORDS = re.compile(r"(?i)\b(?:thesis|dissertation|slides)\b")


Listed = Callable[[tuple[SourceRecord, ...]], object]


@dataclass(frozen=True, slots=True)
class Query:
    """What a list says of a work."""

    title: str
    other_title: str = ""
    """As a person wrote it in library.bib."""
    alias: str = ""
    creators: tuple[Creator, ...] = ()
    year: int | None = None
    venue: str = ""
    identifiers: tuple[Identifier, ...] = ()
    urls: tuple[str, ...] = ()
    """Links to the work itself."""


def query_of(entry: Entry) -> Query:
    """The question that an entry asks."""
    creators, _ = written.creators(entry.authors)
    urls = tuple(link.url for link in entry.links if link.role in ("paper", "pdf"))
    return Query(
        title=entry.title,
        alias=entry.alias,
        creators=creators,
        year=written.year(entry.year),
        venue=entry.venue,
        identifiers=entry.identifiers,
        urls=urls,
    )


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

    @property
    def work(self) -> Work:
        """As the first of its records has it."""
        return self.records[0].work


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found for a query."""

    accepted: Candidate | None
    candidates: tuple[Candidate, ...]
    """The best three, best first."""
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
    best = tuple(ranked[:3])
    if not ranked:
        return Verdict(None, (), "no source has it")
    first = ranked[0]
    if first.score < accepted:
        return Verdict(None, best, "no candidate is near enough")
    rivals = [one for one in ranked[1:] if not _is_version(first, one)]
    if any(first.score - one.score < margin for one in rivals):
        return Verdict(None, best, "two works are as near")
    if first.title < SURE_TITLE and any(
        one.title >= EXACT_TITLE and one.score >= _POSSIBLE for one in rivals
    ):
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
        if _LISTED_FROM <= one.title < SURE_TITLE and listed(one.records)
        else one
        for one in found
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, -len(one.records))))


def judge(query: Query, records: tuple[SourceRecord, ...]) -> Candidate:
    """How near one work is to a query, and why."""
    linked = _linked(query, records)
    score, likeness = _title(query, records, bool(linked))
    nearness = score
    said = [linked, f"title {likeness}"] if linked else [f"title {likeness}"]
    score += _SAME_LINK if linked else _OTHER_LINK if _at_odds(query, records) else 0.0
    authors = _authors(query, records)
    score += authors
    if authors > 0:
        said.append("authors")
    year = _year(query, versions.years(records))
    score += year
    if year > 0:
        said.append("year")
    if query.venue and _venue(query.venue, records):
        score += _VENUE
        said.append("venue")
    if all(one.work.type in _OTHER_KINDS for one in records) and not _asks_for_kind(query):
        score += _OTHER_KIND
    if all(_ABOUT.match(one.work.title) for one in records) and not _ABOUT.match(query.title):
        score += _ABOUT_IT
    if not linked and authors <= 0 and wording.is_short(query.title):
        score += _COMMON_TITLE
    if linked and nearness < SURE_TITLE:
        score = min(score, _LINK_ALONE)
    return Candidate(records, score, nearness, "; ".join(said))


# --- titles and links -------------------------------------------------------------------------------------


def _title(query: Query, records: Sequence[SourceRecord], linked: bool) -> tuple[float, str]:
    names = list(dict.fromkeys(one.work.title for one in records))
    score, nearest = max((wording.agreement(query.title, name), -at) for at, name in enumerate(names))
    likeness = titles.likeness(query.title, names[-nearest])
    if query.other_title:
        score = max(score, *(wording.agreement(query.other_title, name) for name in names))
    if titles.normal(query.title) and wording.is_short(query.title):
        short = titles.normal(query.title)
        named = any(short == titles.normal(titles.split_name(name)[0]) for name in names)
        if linked and likeness == "short name":
            akin = _akin(short, titles.normal(names[-nearest]))
            # "Transformer" for "Attention Is All You Need": only the link can know. "Segment Anything" for "Segment
            # Anything for Vision": there may be a work of just that title.
            sure = named or akin is None
            return max(score, SURE_TITLE if sure else _NEARLY if akin else 0.0), "short name"
        if named:
            return max(score, _NAME_ALONE), "short name"
    if query.alias and any(
        titles.normal(query.alias) == titles.normal(titles.split_name(name)[0]) for name in names
    ):
        score = max(score, wording.agreement(f"{query.alias}: {query.title}", names[-nearest]))
    return score, likeness


def _akin(short: str, recorded: str) -> bool | None:
    """Whether a short name and a title share words and no number is against it; None if they share no word."""
    mine, theirs = set(short.split()), set(recorded.split())
    numbers = [{word for word in words if word.isdigit()} for words in (mine, theirs)]
    if not mine & theirs:
        return None
    return bool(mine & theirs - numbers[0]) and (not all(numbers) or bool(numbers[0] & numbers[1]))


def _linked(query: Query, records: Sequence[SourceRecord]) -> str:
    """The identifier or link that both have; empty without one."""
    theirs = {one for record in records for one in record.work.identifiers}
    shared = next((one for one in query.identifiers if one in theirs), None)
    if shared:
        return str(shared)
    places = {identifiers.place(record.work.url) for record in records if record.work.url}
    return "link" if any(identifiers.place(url) in places for url in query.urls) else ""


def _at_odds(query: Query, records: Sequence[SourceRecord]) -> bool:
    theirs = {one for record in records for one in record.work.identifiers}
    schemes = {one.scheme for one in theirs}
    return any(one not in theirs and one.scheme in schemes & {"arxiv", "doi"} for one in query.identifiers)


# --- authors, years, venues, kinds ------------------------------------------------------------------------


def _authors(query: Query, records: Sequence[SourceRecord]) -> float:
    people = [one for one in query.creators if not written.is_body(one.literal)]
    mine = {titles.normal(one.family or one.literal) for one in people} - {""}
    theirs = {name for record in records for name in versions.families(record.work)}
    if not mine or not theirs:
        return 0.0
    # A list also writes given names, names in another order, and a lab that looks like a name.
    words = {word for name in theirs for word in name.split()}
    known = sum(name in theirs or bool(set(name.split()) & words) for name in mine)
    if known == len(mine):
        return _AUTHORS
    return 0.0 if known else _OTHER_AUTHORS


def _year(query: Query, known: frozenset[int]) -> float:
    if query.year is None or not known:
        return 0.0
    apart = min(abs(query.year - year) for year in known)
    if not apart or min(known) < query.year < max(known):
        return _YEAR
    return next(value for most, value in _YEARS_APART if apart <= most)


def _venue(venue: str, records: Sequence[SourceRecord]) -> bool:
    asked = {word for word in titles.normal(venue).split() if not word.isdigit()}
    for record in records:
        work = record.work
        container = f"{work.container_title} {work.container_title_short} {work.event_title}"
        said = set(titles.normal(container).split()) or ({"arxiv"} if work.arxiv_class else set())
        if asked and asked <= said:
            return True
    return False


def _asks_for_kind(query: Query) -> bool:
    return _KIND_WORDS.search(f"{query.title} {query.venue}") is not None


def _is_version(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates are a paper and its extension: the same title, the same people."""
    if titles.normal(one.work.title) != titles.normal(other.work.title):
        return False
    mine, theirs = versions.families(one.work), versions.families(other.work)
    return bool(mine and theirs) and len(mine & theirs) / max(len(mine), len(theirs)) >= 0.75
