"""
Which entry of a list is which work, with the evidence and a confidence.

Rule 1: what the lock says stays; a person's correction there is never argued with.
Rule 2: an identifier alone is not enough: a link can lead to another work, so the title must not speak
against it. A title alone is enough only when it is the same title and no identifier speaks against it.
Rule 3: in doubt, two works. A false merge is worse than a second line to join.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import fields, replace
from typing import Any

from ..model import Entry, Identification, Identifier, Record, Work
from . import identifiers, titles, written

__all__ = [
    "NO_RECORD",
    "NO_WORK",
    "SAID",
    "Decided",
    "Known",
    "Vanished",
    "completed",
    "is_no_work",
    "primary_url",
    "work_of",
]

SAID = "a person said so"
"""Evidence of an identification by a person; how may stand behind it."""
NO_WORK = "not a paper"
"""Evidence of an identification without a key: a person says that the entry is no work."""

NO_RECORD = "no source has it, a person says"
"""Evidence of an identification whose work is not looked up any more."""

_CONFIDENCE: dict[titles.Likeness, float] = {
    "same": 1.0,
    "markup": 1.0,
    "alternative": 0.98,
    "prefixed": 0.97,
    "similar": 0.9,
    "short name": 0.9,
}
"""Of an entry whose identifier or link is that of the record, by its title."""

_ONE_TITLE: Set[titles.Likeness] = {"same", "markup", "alternative", "prefixed"}
_RAREST = 4
"""Words of a title by which a near one is looked for: found 4,525 of 4,533 in a measured set of 100,000 titles."""
_EXCLUSIVE = ("doi", "arxiv", "openreview", "acl", "pmid")
"""Schemes under which one version of a work has one value."""


def primary_url(entry: Entry) -> str:
    """The link to the work itself; empty where the entry has only others (code, a note)."""
    return next((link.url for link in entry.links if link.role in ("paper", "pdf")), "")


def is_no_work(identification: Identification) -> bool:
    """Whether the lock says that an entry is to be left out."""
    return not identification.key


class Decided:
    """The entries that the lock already knows, found again wherever they moved to."""

    def __init__(self, identifications: Iterable[Identification]) -> None:
        self._exact: dict[tuple[str, str, str], Identification] = {}
        self._by_title: dict[tuple[str, str], list[Identification]] = {}
        self._anywhere: dict[tuple[str, str], list[Identification]] = {}
        for one in identifications:
            self._exact[one.list, one.title, one.url] = one
            self._by_title.setdefault((one.list, one.title), []).append(one)
            self._anywhere.setdefault((one.title, one.url), []).append(one)

    def find(self, entry: Entry) -> Identification | None:
        """
        By list, title and link; by list and title where that leaves no choice and no link is at odds; or by
        title and link in any list (a list may be renamed, an entry may move to another one).
        """
        url = primary_url(entry)
        exact = self._exact.get((entry.list, entry.title, url))
        if exact is not None:
            return exact
        same = self._by_title.get((entry.list, entry.title), [])
        if len({one.key for one in same}) == 1 and (not url or not same[0].url):
            return same[0]
        elsewhere = self._anywhere.get((entry.title, url), [])
        return elsewhere[0] if len({one.key for one in elsewhere}) == 1 else None


class Vanished:
    """The entries of the lock that are in no list any more: one of them may have been edited."""

    def __init__(self, identifications: Iterable[Identification]) -> None:
        self._gone = {(one.list, one.title, one.url): one for one in identifications}
        self._by_word: dict[str, list[Identification]] = {}
        self._by_link: dict[tuple[str, str], list[Identification]] = {}
        self._by_title: dict[tuple[str, str], Identification] = {}
        for one in self._gone.values():
            self._by_title[one.list, titles.normal(one.title)] = one
            if one.url:
                self._by_link.setdefault((one.list, identifiers.place(one.url)), []).append(one)
            for word in set(titles.words(one.title)):
                self._by_word.setdefault(word, []).append(one)

    def take(self, entry: Entry) -> Identification | None:
        """What this entry was before a person edited its title or link; it is not offered again."""
        url = primary_url(entry)
        for one in self._near(entry.title):
            if titles.normal(entry.title) == titles.normal(one.title):
                return self._taken(one)
            same_link = bool(url) and bool(one.url) and identifiers.same_url(url, one.url)
            near = titles.similarity(entry.title, one.title) >= titles.SIMILAR
            if near and titles.same_numbers(entry.title, one.title) and (same_link or not (url and one.url)):
                return self._taken(one)
        edited = self._of_one_link(entry, url) or self._completed(entry)
        return self._taken(edited) if edited else None

    def _of_one_link(self, entry: Entry, url: str) -> Identification | None:
        """The one entry of the same list that had the same link: its title was written anew."""
        found = self._by_link.get((entry.list, identifiers.place(url)), ()) if url else ()
        still = [one for one in found if (one.list, one.title, one.url) in self._gone]
        return still[0] if len(still) == 1 else None

    def _completed(self, entry: Entry) -> Identification | None:
        """The entry of the same list with which this title begins: it was completed (`BERT` -> `BERT: ...`)."""
        title, url = titles.normal(entry.title), primary_url(entry)
        for end in range(len(title) - 1, 2, -1):
            if title[end] != " " and title[end].isascii():
                continue
            one = self._by_title.get((entry.list, title[:end].rstrip()))
            if one is None or (one.list, one.title, one.url) not in self._gone:
                continue
            if titles.same_numbers(entry.title, one.title) and not (url and one.url):
                return one
        return None

    def forget(self, one: Identification) -> None:
        """It was found in another way."""
        self._gone.pop((one.list, one.title, one.url), None)

    def _taken(self, one: Identification) -> Identification:
        self.forget(one)
        return one

    def _near(self, title: str) -> Iterable[Identification]:
        """Those that share the rarest words of a title; a title that was only edited has one of them still."""
        lists = sorted(
            (self._by_word[word] for word in set(titles.words(title)) if word in self._by_word), key=len
        )
        for one in dict.fromkeys(one for found in lists[:_RAREST] for one in found):
            if (one.list, one.title, one.url) in self._gone:
                yield one


class Known:
    """The works that are known, to be found by identifier, link and title."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        self._records = dict(records)
        self._by_identifier: dict[Identifier, list[str]] = {}
        self._by_title: dict[str, list[str]] = {}
        self._by_place: dict[str, list[str]] = {}
        # Made when the first entry is looked for: mostly the lock knows them all.
        self._to_index = list(self._records)

    def add(self, record: Record) -> None:
        """Let later entries find this work too."""
        self._records[record.work.key] = record
        self._to_index.append(record.work.key)

    def _index(self) -> None:
        for key in self._to_index:
            record = self._records[key]
            for identifier in (*record.work.identifiers, *identifiers.of_url(record.work.url)):
                self._by_identifier.setdefault(identifier, []).append(key)
            if record.work.url:
                self._by_place.setdefault(identifiers.place(record.work.url), []).append(key)
            for title in (record.work.title, *record.alternatives):
                self._by_title.setdefault(titles.normal(title), []).append(key)
        self._to_index.clear()

    def find(self, entry: Entry) -> Identification | None:
        """The work that the entry names, or `None`."""
        self._index()
        found = self._by_evidence(entry)
        if found is None:
            return None
        key, evidence, confidence = found
        return Identification(entry.list, entry.title, primary_url(entry), key, evidence, confidence)

    def _by_evidence(self, entry: Entry) -> tuple[str, str, float] | None:
        url = primary_url(entry)
        doors: list[tuple[str, Sequence[str], Set[titles.Likeness]]] = [
            (str(one), self._by_identifier.get(one, ()), _CONFIDENCE.keys()) for one in entry.identifiers
        ]
        if url:
            # One page can be the link of several works: it takes more of a title than an identifier does.
            doors.append(("link", self._by_place.get(identifiers.place(url), ()), _ONE_TITLE))
        for door, keys, enough in doors:
            for key in keys:
                record = self._records[key]
                likeness = titles.likeness(entry.title, record.work.title, record.alternatives)
                if likeness in enough:
                    return key, f"{door}; title {likeness}", _CONFIDENCE[likeness]
        for normal in self._titles(entry):
            for key in self._by_title.get(normal, ()):
                work = self._records[key].work
                if len(normal.split()) > 1 and not _at_odds(entry, work) and _years_agree(entry, work):
                    return key, "title", 0.9
        return None

    @staticmethod
    def _titles(entry: Entry) -> Iterable[str]:
        yield titles.normal(entry.title)
        _, rest = titles.split_name(entry.title)
        if rest != entry.title:
            yield titles.normal(rest)


def _at_odds(entry: Entry, work: Work) -> bool:
    """Both name an identifier of one scheme, and not the same."""
    for scheme in _EXCLUSIVE:
        mine = {one.value for one in entry.identifiers if one.scheme == scheme}
        theirs = {one.value for one in work.identifiers if one.scheme == scheme}
        if mine and theirs and not mine & theirs:
            return True
    return False


def _years_agree(entry: Entry, work: Work) -> bool:
    """Preprint and publication are at most a few years apart."""
    mine, theirs = written.year(entry.year), written.year(work.issued)
    return mine is None or theirs is None or abs(mine - theirs) <= 3


_JOURNAL = re.compile(
    r"(?i)\b(?:journal|transactions|trans\.|letters|annals|magazine|bulletin|nature|science|plos|pnas|cell|lancet|"
    r"j(?:mlr|air|acm|cs)|tmlr|tacl|tpami|pami|ijcv|tois|tods|tkde|tocs|tosem|tse|cacm|ral|ra-l|psychol|"
    r"rev\.|neural comput(?:ation|\.))(?!\w)|学报|期刊|杂志|通讯"
)


def _kind(venue: str) -> str:
    """Journals by their words; the venues of lists are conferences else, and arXiv is none."""
    if venue.casefold().startswith("arxiv"):
        return "article"
    return (
        "article-journal"
        if _JOURNAL.search(venue) and "proc" not in venue.casefold()[:5]
        else "paper-conference"
    )


def work_of(entry: Entry, key: str = "") -> Work:
    """
    The work as the list has it: nothing is invented, and it is marked as unverified.

    A record goes over whole, with the key that it has where no other is given.
    """
    if entry.work is not None:
        return replace(entry.work, key=key or entry.work.key, verified=False)
    year = written.year(entry.year)
    creators, and_others = written.creators(entry.authors)
    arxiv = any(one.scheme == "arxiv" for one in entry.identifiers)
    kind = _kind(entry.venue) if entry.venue else "article" if arxiv else "document"
    return Work(
        key=key,
        type=kind,
        title=entry.title,
        creators=creators,
        and_others=and_others,
        issued=str(year) if year else "",
        container_title=entry.venue,
        identifiers=entry.identifiers,
        url=primary_url(entry) if "://" in primary_url(entry) else "",
        verified=False,
    )


def completed(work: Work, other: Work) -> Work:
    """The work with what another account of it says and it does not."""
    said: dict[str, Any] = {
        one.name: getattr(other, one.name) for one in fields(Work) if not getattr(work, one.name)
    }
    schemes = {one.scheme for one in work.identifiers}
    new = (one for one in other.identifiers if one.scheme not in schemes)
    said["identifiers"] = (*work.identifiers, *new)
    if work.type == "document":
        said["type"] = other.type
    if work.creators:
        said["and_others"] = work.and_others
    return replace(work, **said)
