"""
Which records of the sources are one work: a preprint and what was published of it are, two papers of one title
are not.

Rule 1: an identifier that both have, or that one names as a version of itself, joins them, unless neither title nor
authors agree: identifiers are mistyped too.
Rule 2: without one it takes the same title, shared authors and years that are not far apart.
Rule 3: two arXiv ids are two works; so are two DOIs of other years, which are a paper and its later extension.
Rule 4: records without authors are joined by identifiers only; so are a paper and a thesis, talk, data set or piece
of software of its title.
Rule 5: a work can be published more than once (at a workshop, a conference, in a journal). Those are versions of it,
but what one of them says of pages and year is not said of another: `publications` tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..model import Creator, SourceRecord, Work
from . import ascii, titles, wording

__all__ = [
    "NO_PAPERS",
    "Told",
    "families",
    "family_names",
    "is_one",
    "is_preprint",
    "of_one_work",
    "publications",
    "years",
]

NO_PAPERS = frozenset({"thesis", "speech", "dataset", "software"})
"""Types of works that are not a paper of the same title."""

_APART = 3
"""Years from a preprint to its publication."""
_SHARED = 0.6
"""Of the authors of the record that has fewer."""
_NEAR = 0.6
"""Titles at least this near do not speak against an identifier."""


class Told:
    """Records, to be looked through for those of a work: thousands of works among thousands of records."""

    def __init__(self, records: Iterable[SourceRecord]) -> None:
        self._near: dict[object, list[SourceRecord]] = {}
        for record in records:
            for mark in _marks(record):
                self._near.setdefault(mark, []).append(record)

    def of(self, one: SourceRecord) -> tuple[SourceRecord, ...]:
        """Those that are of one work with a record."""
        near = dict.fromkeys(record for mark in _marks(one) for record in self._near.get(mark, ()))
        return tuple(record for record in near if is_one(one, record))


def _marks(record: SourceRecord) -> tuple[object, ...]:
    """What two records share if they are one: an identifier or the title."""
    return (*record.work.identifiers, *record.versions, titles.squashed(record.work.title))


def of_one_work(records: Iterable[SourceRecord]) -> tuple[tuple[SourceRecord, ...], ...]:
    """The records, those of one work together, in the order of the first of each."""
    groups: list[list[SourceRecord]] = []
    for record in records:
        joined = [group for group in groups if any(is_one(record, other) for other in group)]
        if not joined:
            groups.append([record])
            continue
        first = joined[0]
        for group in joined[1:]:
            # The new record knows both; what they say of each other still counts.
            if not any(_at_odds(one.work, other.work) for one in first for other in group):
                first += group
                groups.remove(group)
        first.append(record)
    return tuple(tuple(group) for group in groups)


def is_one(one: SourceRecord, other: SourceRecord) -> bool:
    """Whether two records are of one work."""
    mine, theirs = one.work.identifiers, other.work.identifiers
    if any(i in theirs or i in other.versions for i in mine) or any(i in one.versions for i in theirs):
        near = wording.agreement(one.work.title, other.work.title) >= _NEAR
        return near or (_shared(one.work, other.work) or 0) >= 0.5
    if titles.squashed(one.work.title) != titles.squashed(other.work.title) or _at_odds(one.work, other.work):
        return False
    if one.work.type != other.work.type and NO_PAPERS & {one.work.type, other.work.type}:
        return False
    shared = _shared(one.work, other.work)
    if shared is None or shared < _SHARED:
        return False
    apart = _years_apart(one.work, other.work)
    if is_preprint(one.work) == is_preprint(other.work):
        return apart is not None and apart <= (0 if _dois_differ(one.work, other.work) else 1)
    return apart is None or apart <= _APART


def is_preprint(work: Work) -> bool:
    """Whether it says nothing of a publication."""
    return work.type == "article"


def publications(records: Iterable[SourceRecord]) -> tuple[tuple[SourceRecord, ...], ...]:
    """
    The records of one work that are not of a preprint, those of one publication together, in the order of the first.

    One publication has one DOI. A record without one joins what appeared in its year, or else a year apart.
    """
    found: list[list[SourceRecord]] = []
    published = [one for one in records if not is_preprint(one.work)]
    for record in sorted(published, key=lambda one: not _dois(one.work)):
        homes = [group for group in found if not any(_dois_differ(one.work, record.work) for one in group)]
        apart = [min(_years_apart(one.work, record.work) or 0 for one in group) for group in homes]
        near = [group for group, years in zip(homes, apart, strict=True) if years == min(apart)]
        shared = [group for group in near if any(_dois(one.work) & _dois(record.work) for one in group)]
        if shared or (near and min(apart) <= 1):
            (shared or near)[0].append(record)
        else:
            found.append([record])
    first = {id(one): place for place, one in enumerate(published)}
    for group in found:
        group.sort(key=lambda one: first[id(one)])
    return tuple(tuple(group) for group in sorted(found, key=lambda group: first[id(group[0])]))


def families(work: Work) -> frozenset[str]:
    """Family names of the authors, and names of bodies, in normal form; Chinese ones in pinyin, too."""
    return frozenset(name for one in work.creators if one.role == "author" for name in family_names(one))


def family_names(one: Creator) -> frozenset[str]:
    """The family name of a person, or the name of a body, in normal form; a Chinese one in pinyin, too."""
    name = one.family or one.literal
    found = {titles.normal(name)}
    if ascii.has_han(name):
        found.add(ascii.surname(name))
    return frozenset(found - {""})


def years(records: Sequence[SourceRecord]) -> frozenset[int]:
    """The years of all versions."""
    return frozenset(int(one.work.issued[:4]) for one in records if one.work.issued[:4].isdigit())


def _shared(one: Work, other: Work) -> float | None:
    mine, theirs = families(one), families(other)
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else None


def _at_odds(one: Work, other: Work) -> bool:
    """Both have an arXiv id, and not the same."""
    mine, theirs = ({i.value for i in work.identifiers if i.scheme == "arxiv"} for work in (one, other))
    return bool(mine and theirs and not mine & theirs)


def _dois_differ(one: Work, other: Work) -> bool:
    mine, theirs = _dois(one), _dois(other)
    return bool(mine and theirs and not mine & theirs)


def _dois(work: Work) -> frozenset[str]:
    return frozenset(one.value for one in work.identifiers if one.scheme == "doi")


def _years_apart(one: Work, other: Work) -> int | None:
    mine, theirs = one.issued[:4], other.issued[:4]
    return abs(int(mine) - int(theirs)) if mine.isdigit() and theirs.isdigit() else None
