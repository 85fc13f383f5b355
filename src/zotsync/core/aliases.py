"""
Citation keys that works had before.

Rule 1: people cite by a key, so an old one goes on leading to its work: in documents (`ids`, as biblatex has it), in
notes, and in a clone that did not know of the new one.
Rule 2: the first key of a work names its objects in Zotero for good: whatever it is called later, no other clone
makes it a second time.
Rule 3: an old key is given to no other work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from ..model import Decisions, Lock, Record, Work
from . import lookalike, titles
from .tree import Base, Bond, child_id, citekey_of, item_of

__all__ = [
    "IDS",
    "carried",
    "current_keys",
    "origins",
    "recognised",
    "rekeyed",
    "renamed",
    "with_former",
    "without_own",
]

IDS: Final = "ids"
"""BibTeX field with the other keys of an entry, between commas (biblatex manual, 3.6.1)."""


def current_keys(records: Mapping[str, Record]) -> dict[str, str]:
    """
    Old key -> the key that its work has now.

    A record under an old key is what a merge of two files left: it is no other work.
    """
    return {
        old: key
        for key, record in records.items()
        if record.former
        for old in record.former
        if old != key and (old not in records or key not in records[old].former)
    }


def origins(records: Mapping[str, Record]) -> Callable[[str], str]:
    """What the key of an object in Zotero is made from: an id, with the first citation key of its work."""
    first = {key: record.former[0] for key, record in records.items() if record.former}

    def origin(one: str) -> str:
        if not first:
            return one
        sort, _, key = one.partition(":")
        key, number = (key, "") if key in first else (key.rpartition("#")[0], key.rpartition("#")[2])
        return f"{sort}:{first[key]}{number and f'#{number}'}" if key in first and sort != "topic" else one

    return origin


def rekeyed(lock: Lock, names: Mapping[str, str]) -> Lock:
    """
    The lock after works got other citation keys.

    Args:
        names: old key -> new; of a work that has a record under both, that of the new one stays.
    """
    if not names:
        return lock
    records: dict[str, Record] = {}
    for key, record in lock.records.items():
        new = names.get(key, key)
        if new != key and new in lock.records:
            continue
        if new != key:
            former = (*record.former, key) if key not in record.former else record.former
            record = replace(record, work=replace(record.work, key=new), former=former)
        records[new] = record

    def now(key: str) -> str:
        return names.get(key, key)

    said = lock.decisions
    decisions = Decisions(
        dropped=frozenset(map(now, said.dropped)),
        unnoted=frozenset(map(now, said.unnoted)),
        unwritten=frozenset(map(now, said.unwritten)),
        uncollected=said.uncollected,
        withdrawn=frozenset((now(key), path) for key, path in said.withdrawn),
        untagged=frozenset((now(key), tag) for key, tag in said.untagged),
        places=said.places,
    )
    identifications = (replace(one, key=now(one.key)) for one in lock.identifications)
    return Lock(records, tuple(identifications), decisions)


def followed(lock: Lock) -> Lock:
    """The lock with every work under the key that it has now, also where a merge brought an old one in again."""
    names = current_keys(lock.records)
    said = lock.decisions
    keyed = (said.dropped, said.unnoted, said.unwritten, {key for key, _ in said.withdrawn | said.untagged})
    mentioned = (lock.records, {one.key for one in lock.identifications}, *keyed)
    return rekeyed(lock, names) if any(not names.keys().isdisjoint(one) for one in mentioned) else lock


def renamed(before: Lock, now: Lock) -> dict[str, str]:
    """Old citation key -> new, of works that got another one between two states of a lock."""
    return {old: new for old, new in current_keys(now.records).items() if old in before.records}


def carried(base: Base, names: Mapping[str, str]) -> Base:
    """What a clone remembers, with the works under the keys that they have now (`current_keys`)."""

    def now(one: str) -> str:
        sort = one.partition(":")[0]
        if sort == "topic" or citekey_of(one) not in names:
            return one
        new = names[citekey_of(one)]
        return child_id(item_of(one), new) if sort == "child" else f"{sort}:{new}"

    def bond(one: Bond) -> Bond:
        parent = one.local.get("parentItem", "")
        local = {**one.local, "parentItem": now(parent)} if now(parent) != parent else one.local
        return replace(one, id=now(one.id), local=local)

    if not any(now(one) != one for one in (*base.bonds, *base.linked)):
        return base
    # Of a work that is bound under both keys already, that of the new one counts.
    bonds = {now(one): bond(base.bonds[one]) for one in sorted(base.bonds, key=lambda one: now(one) == one)}
    return Base(base.mirror, bonds, {now(one): key for one, key in base.linked.items()})


def recognised(
    records: Mapping[str, Record], written: Iterable[str], own: Mapping[str, Work]
) -> dict[str, str]:
    """
    Works whose entry a person gave another key: old key -> new.

    Only where the old key is gone from the file, and one new entry names it as an alias, or says the same: one
    title, no identifier against it, and authors and year that agree.

    Args:
        written: the keys of all entries of library.bib.
        own: the works of the entries that the lock does not know, by key.
    """
    present = {key.casefold() for key in written}
    taken = {old.casefold() for record in records.values() for old in record.former}
    gone = {key: record for key, record in records.items() if key.casefold() not in present}
    by_title: dict[str, list[Record]] = {}
    for record in gone.values():
        by_title.setdefault(titles.normal(record.work.title), []).append(record)
    pairs = []
    for key, work in own.items():
        alike = by_title.get(titles.normal(work.title), ()) if work.title else ()
        named = [gone[one] for one in _ids(work) if one in gone]
        for record in named or [one for one in alike if _is_same(one.work, work)]:
            if key.casefold() not in taken or key in record.former:
                pairs.append((record.work.key, key))
    old, new = [one for one, _ in pairs], [one for _, one in pairs]
    return {one: other for one, other in pairs if old.count(one) == 1 and new.count(other) == 1}


def _is_same(ours: Work, theirs: Work) -> bool:
    mine, others = ({one.scheme: one for one in reversed(work.identifiers)} for work in (ours, theirs))
    if any(mine[scheme] != others[scheme] for scheme in mine.keys() & others.keys()):
        return False
    return bool(mine.items() & others.items()) or lookalike.score(ours, theirs) >= lookalike.SURE


def with_former(record: Record) -> Work:
    """The work as its entry has it, with its older keys as aliases."""
    work = record.work
    olds = [one for one in record.former if one != work.key]
    if not olds:
        return work
    ids = ", ".join(dict.fromkeys((*_ids(work), *olds)))
    return replace(work, fields=tuple((dict(work.fields) | {IDS: ids}).items()))


def without_own(work: Work) -> Work:
    """The work without an alias that is its own key: another clone calls it otherwise, and says so."""
    if work.key not in _ids(work):
        return work
    kept = ", ".join(one for one in _ids(work) if one != work.key)
    fields = ((name, kept if name == IDS else value) for name, value in work.fields)
    return replace(work, fields=tuple((name, value) for name, value in fields if value))


def _ids(work: Work) -> tuple[str, ...]:
    said = (one.strip() for one in dict(work.fields).get(IDS, "").split(","))
    return tuple(filter(None, said))
