"""
One record of a work from what several sources say of its versions.

Rule 1: the published version speaks for the work, and the preprint for what only it has (its arXiv id, its class);
`prefer="preprint"` turns that around. Of several publications the first that is given speaks, alone.
Rule 2: field by field, the best source by `BEST` has the word, unless two others agree on something else and nobody
agrees with it.
Rule 3: what another source says otherwise is kept as dissent; what it does not say, or says in other letters, is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..model import Creator, Dissent, Identifier, Notice, Record, SourceRecord, Work
from . import identifiers, titles, versions

__all__ = [
    "BEST",
    "PREFERENCES",
    "SOURCE_NAMES",
    "confirmations",
    "consensus",
    "notices",
    "shown",
    "stamp",
    "told_by",
]

PREFERENCES = ("published", "preprint")

SOURCE_NAMES: Final = tuple(
    "crossref acl pubmed datacite doi openreview dblp arxiv openalex semanticscholar".split()
)
"""All of them, the closest to the publisher first."""
BEST: Final[Mapping[str, Sequence[str]]] = {
    # Crossref has some titles in capitals and without subtitle, DBLP retypes titles from the page of the publisher.
    "title": "acl openreview dblp arxiv crossref pubmed datacite doi openalex semanticscholar".split(),
    # OpenAlex and Semantic Scholar name people as they know them, not as the paper has them; PubMed has initials.
    "creators": "crossref acl arxiv openreview datacite dblp doi openalex pubmed semanticscholar".split(),
    "issued": "crossref acl pubmed dblp openreview datacite doi arxiv openalex semanticscholar".split(),
    "type": "crossref acl pubmed dblp openreview datacite doi openalex arxiv semanticscholar".split(),
    "container_title": "acl crossref pubmed doi datacite openreview openalex dblp semanticscholar".split(),
    "container_title_short": "dblp openreview pubmed crossref".split(),
    "page": SOURCE_NAMES,
    "volume": SOURCE_NAMES,
    "issue": SOURCE_NAMES,
    "number": SOURCE_NAMES,
    "publisher": SOURCE_NAMES,
    "publisher_place": SOURCE_NAMES,
    "collection_title": SOURCE_NAMES,
    "event_title": SOURCE_NAMES,
    "genre": SOURCE_NAMES,
    "edition": SOURCE_NAMES,
    "language": SOURCE_NAMES,
    "arxiv_class": ["arxiv"],
    "url": "acl crossref openreview pubmed datacite doi dblp arxiv openalex semanticscholar".split(),
}
"""Attribute of `Work` -> the sources whose word counts most for it, best first."""

_OF_A_PUBLICATION = frozenset(
    "type container_title container_title_short page volume issue number publisher publisher_place event_title "
    "issued".split()
)
"""What a preprint cannot say of a paper."""
_EXACT = frozenset({"crossref", "acl", "pubmed", "openreview", "arxiv"})
"""Whose months and days are those of the version itself."""
_TOLD = ("title", "creators", "issued", "type", "volume", "issue", "page", "number")
"""Fields of which a dissent is told; venues are written in too many ways."""


@dataclass(frozen=True, slots=True)
class _Word:
    """What one record says of one field."""

    value: Any
    record: SourceRecord


def consensus(records: Iterable[SourceRecord], key: str = "", prefer: str = "published") -> Record:
    """
    The record of a work, all of whose versions are given.

    Args:
        records: at least one.
        key: citation key of the work.
        prefer: one of `PREFERENCES`.
    """
    told = list(dict.fromkeys(records))
    main = _main(told, prefer)
    others = [one for one in told if one not in main]
    chosen: dict[str, _Word] = {}
    dissent: list[Dissent] = []
    for name, order in BEST.items():
        words = _words(name, order, main)
        if not words and name not in _OF_A_PUBLICATION:
            words = _words(name, order, others)
        if words:
            chosen[name] = word = _elected(name, words)
            dissent += _dissent(name, word, words) if name in _TOLD else ()
    found = _identifiers(main, told)
    values = {name: word.value for name, word in chosen.items()}
    values["issued"] = _most_exact(chosen["issued"], main) if "issued" in chosen else ""
    people = chosen.get("creators")
    work = Work(
        key=key,
        **{"type": "document", "title": "", **values},
        identifiers=found,
        and_others=people.record.work.and_others if people else False,
    )
    return Record(
        work,
        sources=tuple(_confirmation(one, work) for one in told),
        alternatives=_alternatives(work.title, told),
        remark="; ".join(map(told_by, notices(told))),
        dissent=tuple(dict.fromkeys(dissent)),
    )


def stamp(record: SourceRecord) -> str:
    """Source, name and day, as the lock tells them: `crossref 10.1145/3341301.3359646 (2026-11-21)`."""
    return f"{record.source} {record.name}" + (f" ({record.seen})" if record.seen else "")


_OLDER_WORDS: Final = {"authors": "creators", "year": "issued", "venue": "container_title", "pages": "page"}


def confirmations(record: Record) -> dict[str, list[str]]:
    """By attribute of `Work`, who says it too: the lines of `Record.sources` turned around."""
    found: dict[str, list[str]] = {}
    for line in record.sources:
        who, _, fields = line.rpartition(": ")
        for name in fields.split(", ") if who else ():
            found.setdefault(_OLDER_WORDS.get(name, name), []).append(who)
    return found


def shown(work: Work, name: str) -> str:
    """A field as text."""
    value = getattr(work, name)
    if name == "creators":
        return "; ".join(one.literal or f"{one.family}, {one.given}".strip(", ") for one in value)
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _main(told: Sequence[SourceRecord], prefer: str) -> list[SourceRecord]:
    preprints = [one for one in told if versions.is_preprint(one.work)]
    published = list(next(iter(versions.publications(told)), ()))
    return (preprints or published) if prefer == "preprint" else (published or preprints)


def _words(name: str, order: Sequence[str], records: Iterable[SourceRecord]) -> list[_Word]:
    """What some records say of a field, the best source first."""
    words = [_Word(value, one) for one in records if (value := _value(one.work, name))]
    return sorted(words, key=lambda word: _rank(word, name, order))


def _value(work: Work, name: str) -> Any:
    value = getattr(work, name)
    return tuple(one for one in value if one.role in ("author", "editor")) if name == "creators" else value


def _rank(word: _Word, name: str, order: Sequence[str]) -> tuple[int, ...]:
    place = order.index(word.record.source) if word.record.source in order else len(order)
    if name == "title":
        return (int(word.value.isupper()), place)
    if name == "creators":
        # Initials tell less than names, whoever writes them.
        return (int(_mostly_initials(word.value)), place)
    return (place,)


def _mostly_initials(people: Sequence[Creator]) -> bool:
    given = [one.given.replace(".", "").replace("-", " ").split() for one in people if one.given]
    return bool(given) and sum(all(len(part) == 1 for part in one) for one in given) * 2 > len(given)


def _elected(name: str, ranked: Sequence[_Word]) -> _Word:
    """The first, unless it is alone and two others agree."""

    def same(one: _Word, other: _Word) -> bool:
        return _agree(name, one.value, other.value)

    first = ranked[0]
    if any(same(first, one) and one.record.source != first.record.source for one in ranked[1:]):
        return first
    for word in ranked[1:]:
        if len({one.record.source for one in ranked if same(word, one) and not same(first, one)}) >= 2:
            return word
    return first


def _agree(name: str, one: Any, other: Any) -> bool:
    """Whether two values say the same, in whatever letters."""
    if name == "creators":
        mine, theirs = (
            [titles.normal(who.family or who.literal) for who in people] for people in (one, other)
        )
        short, long = sorted((mine, theirs), key=len)
        return short == long[: len(short)]  # a list may be cut
    if name == "issued":
        return bool(one[:4] == other[:4])
    if name == "title":
        return titles.normal(one).replace(" ", "") == titles.normal(other).replace(" ", "")
    if name == "page":
        return bool(one.partition("-")[0] == other.partition("-")[0])
    return titles.normal(one) == titles.normal(other)


def _most_exact(word: _Word, main: Sequence[SourceRecord]) -> str:
    """The day where the source that was chosen has only the year, from the one that comes next."""
    if len(word.value) > 4:
        return str(word.value)
    days = (one.work.issued for one in main if one.source in _EXACT)
    return max((one for one in days if one.startswith(word.value)), key=len, default=str(word.value))


def _dissent(name: str, chosen: _Word, words: Iterable[_Word]) -> Iterable[Dissent]:
    for word in words:
        if not _agree(name, chosen.value, word.value):
            yield Dissent(name, stamp(word.record), shown(word.record.work, name))


def _identifiers(main: Sequence[SourceRecord], told: Sequence[SourceRecord]) -> tuple[Identifier, ...]:
    """One of each scheme: that of the version that speaks for the work first, by the best source."""
    order = {name: place for place, name in enumerate(SOURCE_NAMES)}
    found: dict[str, Identifier] = {}
    for record in sorted(told, key=lambda one: (one not in main, order.get(one.source, len(order)))):
        for one in record.work.identifiers:
            found.setdefault(one.scheme, one)
    return tuple(found[scheme] for scheme in identifiers.SCHEMES if scheme in found)


_NOTICES: Final = {
    "retraction": "retracted",
    "withdrawal": "withdrawn by its authors",
    "concern": "an expression of concern was published",
    "correction": "a correction was published",
}


def told_by(notice: Notice) -> str:
    """A notice in words: `retracted 2020-05 (doi:10.1000/r; retraction-watch)`; an erratum is no retraction."""
    where = "; ".join(filter(None, (str(notice.identifier or ""), notice.source)))
    return " ".join(filter(None, (_NOTICES[notice.kind], notice.issued, f"({where})" if where else "")))


def notices(told: Iterable[SourceRecord]) -> tuple[Notice, ...]:
    """What a person must know before citing it, each thing once, the worst first."""
    said: dict[tuple[str, object], Notice] = {}
    for record in told:
        for one in record.notices:
            if one.kind in _NOTICES:
                said.setdefault((one.kind, one.identifier), one)
    return tuple(sorted(said.values(), key=lambda one: list(_NOTICES).index(one.kind)))


def _alternatives(title: str, told: Sequence[SourceRecord]) -> tuple[str, ...]:
    """Other titles of the versions, each once."""
    others: dict[str, str] = {}
    for record in told:
        if not _agree("title", title, record.work.title):
            others.setdefault(titles.normal(record.work.title), record.work.title)
    return tuple(others.values())


def _confirmation(record: SourceRecord, work: Work) -> str:
    """What a source says too: one line of `Record.sources`."""
    fields = [
        name
        for name in BEST
        if name != "url"
        and getattr(work, name)
        and _value(record.work, name)
        and _agree(name, getattr(work, name), _value(record.work, name))
    ]
    if set(record.work.identifiers) & set(work.identifiers):
        fields.append("identifiers")
    return f"{stamp(record)}: {', '.join(fields)}"
