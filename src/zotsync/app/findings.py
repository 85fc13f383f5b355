"""What was found of entries, put into the lock and library.bib: which key each work gets, and which entry it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..adapters import files
from ..codecs import bibtex
from ..codecs import lock as lock_codec
from ..core import capitals, citekey, match, titles, versions
from ..model import Entry, Identification, Identifier, Record, SourceRecord, Work
from .holdings import Holdings

__all__ = ["Findings", "Place", "place_of"]

Place = tuple[str, str, str]
"""List, title and link of an entry."""


def place_of(entry: Entry) -> Place:
    """By what the lock tells an entry: list, title and link."""
    return entry.list, entry.title, match.primary_url(entry)


class Findings:
    """
    The lock and library.bib of a workspace with what was found so far.

    Rule 1: a key that the lock had stays the key of its work; one that only came up in this run is made again from
    what is known now.
    Rule 2: an entry whose work stands under another key goes there; the key that it had stays in the lock and in
    library.bib, so that what cites it still finds it.
    """

    def __init__(self, holdings: Holdings) -> None:
        self._workspace = holdings.workspace
        self._pattern = holdings.workspace.config.citekey
        lock = lock_codec.read(holdings.lock_text)
        self._pinned = frozenset(lock.records)
        self._read, self._library = holdings.lock_text, holdings.library_as_read
        self._lock = holdings.catalogue.lock
        self._before = {key: one.work for key, one in lock.records.items()}
        self.records = dict(self._lock.records)
        self._said = {(one.list, one.title, one.url): one for one in self._lock.identifications}
        self._claimed: dict[str, Work] = {}
        self._holders = Counter(
            key.casefold() for key in (*self._pinned, *(one.key for one in self._said.values()))
        )
        """By case-folded key, how many hold it: the lock, works that are claimed, entries."""
        self._by_identifier: dict[Identifier, list[str]] = {}
        self._by_title: dict[str, list[str]] = {}
        for key, record in self.records.items():
            if record.work.verified:
                self._claim(key, record)

    def key_of(self, entry: Entry) -> str:
        """The citation key that an entry has now."""
        return self._said[place_of(entry)].key

    def home_of(self, work: Work) -> str:
        """The key under which a verified work is known already; empty where it is new."""
        near: dict[str, None] = {}
        for one in work.identifiers:
            near.update(dict.fromkeys(self._by_identifier.get(one, ())))
        near.update(dict.fromkeys(self._by_title.get(titles.normal(work.title), ())))
        return next((key for key in near if versions.is_one(_told(self._claimed[key]), _told(work))), "")

    def take(self, entry: Entry, record: Record, evidence: str, confidence: float = 1.0) -> str:
        """An entry is the work of a record; its citation key."""
        home = self.home_of(record.work)
        if not home:
            home = self._key_for(self.key_of(entry), record.work)
            self.records[home] = _with_what_was_known(home, record, self.records.get(home))
            self._claim(home, record)
        self.say(entry, home, evidence, confidence)
        return home

    def say(self, entry: Entry, key: str, evidence: str, confidence: float = 1.0) -> None:
        """An entry is the work of a key, or none (no key), for a reason."""
        place = place_of(entry)
        if place in self._said:
            self._release(self._said[place].key.casefold())
        self._said[place] = Identification(*place, key, evidence, confidence)
        self._holders[key.casefold()] += 1

    def write(self, *, dry_run: bool = False) -> tuple[str, ...]:
        """
        Write what is new; the paths of what changed.

        library.bib goes first: cut between the two, its new values look like edits that agree with what the next
        run finds, while the other way round its old values would look like edits that hide it.

        Raises:
            InputError: a file was changed meanwhile, or cannot be written.
        """
        settled = self._pinned | {key for key, one in self.records.items() if one.work.verified} | {""}
        said = {place: one for place, one in self._said.items() if one.key in settled}
        # Keys of works that only the list knows are pinned by a build, when the rest has been looked up.
        records = {key: one for key, one in self.records.items() if key in settled}
        lock = replace(self._lock, records=records, identifications=tuple(said.values()))
        lock_text = lock_codec.write(lock)
        library = self._rebased(records)
        written = []
        for path, old, new in (
            (self._workspace.library_bib, self._library, library),
            (self._workspace.lock_file, self._read or None, lock_text),
        ):
            if new is not None and (new != old if dry_run else files.update(path, old, new)):
                written.append(self._workspace.shown(path))
        if not dry_run:
            self._library, self._read = library, lock_text
            self._before = {key: one.work for key, one in records.items()}
        return tuple(written)

    def _rebased(self, records: dict[str, Record]) -> str | None:
        if self._library is None:
            return None
        moved: dict[str, tuple[Work, Work]] = {
            key: (work, records[key].work)
            for key, work in self._before.items()
            if key in records and records[key].work != work
        }
        names = capitals.short_names(record.work.title for record in records.values())
        return bibtex.library.rebase(self._library, moved, names=names)

    def _key_for(self, now: str, work: Work) -> str:
        """The key that the entry has, if it is of the lock and free for the work; else one that says what it is."""
        if now in self._pinned and now not in self._claimed:
            return now
        # A key that only came up in this run may go to the work that its entries turn out to be.
        is_free = now not in self._pinned and now not in self._claimed
        holders = self._holders.pop(now.casefold(), 0) if is_free else 0
        key = citekey.unique(citekey.make(work, self._pattern), self._holders)
        if holders:
            self._holders[now.casefold()] = holders
        return key

    def _release(self, key: str) -> None:
        self._holders[key] -= 1
        if not self._holders[key]:
            del self._holders[key]

    def _claim(self, key: str, record: Record) -> None:
        self._claimed[key] = record.work
        self._holders[key.casefold()] += 1
        for one in record.work.identifiers:
            self._by_identifier.setdefault(one, []).append(key)
        for title in (record.work.title, *record.alternatives):
            self._by_title.setdefault(titles.normal(title), []).append(key)


def _told(work: Work) -> SourceRecord:
    return SourceRecord("", "", work)


def _with_what_was_known(key: str, record: Record, known: Record | None) -> Record:
    """What a person wrote of a work that was not verified stays: its note, its keywords."""
    work = replace(record.work, key=key)
    if known is None:
        return replace(record, work=work)
    work = replace(work, note=known.work.note, keywords=known.work.keywords, fields=known.work.fields)
    record = replace(record, former=known.former)
    return replace(record, work=work, remark="; ".join(filter(None, (record.remark, known.remark))))
