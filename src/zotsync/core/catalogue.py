"""Lists and lock -> the catalogue: which works there are, which entry is which, and where each stands."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from ..model import Decisions, Entry, Identification, Lock, Record, SeedList, Topic, Work
from . import citekey, match
from .standing import carried, standing
from .topics import TopicPath, arrange, rename, renamed

_LIBRARY = "bib/library.bib"

__all__ = ["Catalogue", "TopicNames", "compile_catalogue"]


@dataclass(frozen=True, slots=True)
class TopicNames:
    """What the configuration says of topics."""

    names: Mapping[TopicPath, TopicPath]
    roots: Mapping[str, TopicPath]
    """By list: the collection above its topics."""
    final: frozenset[str] = frozenset()
    """Lists whose headings are topics already, and not renamed again: what zotsync writes itself."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that the lists and the lock say together."""

    lists: tuple[SeedList, ...]
    listed: tuple[tuple[Entry, str], ...]
    """Every entry with the citation key of its work, in list order, less those of works deleted in Zotero."""
    lock: Lock
    """With the identifications and keys of new entries pinned."""
    topics: tuple[Topic, ...]
    left_out: tuple[Entry, ...] = ()
    """Entries of which the lock says that they are no works."""
    deleted: tuple[tuple[Entry, str], ...] = ()
    """Entries of works that were deleted in Zotero, with their citation keys."""
    renamed: Mapping[TopicPath, TopicPath] = field(default_factory=dict)
    """Headings that people renamed since the last build, as topics: old path -> new."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Citation keys of all listed works, each once, in list order."""
        return tuple(dict.fromkeys(key for _, key in self.listed))


def compile_catalogue(
    lists: Sequence[SeedList],
    lock: Lock,
    topics: TopicNames,
    pattern: str = citekey.DEFAULT_PATTERN,
    own: Mapping[str, Work] | None = None,
    before: Mapping[TopicPath, Set[str]] | None = None,
) -> Catalogue:
    """
    Identify every entry, pin a key for every new work, and arrange the topics.

    Args:
        own: works that people wrote into library.bib by themselves, by their citation keys; an entry that names
            one of them takes its key.
        before: by topic of the last build its works, with those of its sub-topics.
    """
    listed, left_out, lock = _identify(lists, lock, pattern, own or {})
    placed = list(_places(lists, listed, topics))
    names = _renamed(before or {}, placed, lock.decisions, topics.final)
    places = [(path, key) for _, path, key in placed]
    lock = replace(lock, decisions=standing(carried(lock.decisions, names), places))
    dropped, withdrawn = lock.decisions.dropped, lock.decisions.withdrawn
    here = ((path, None if key in dropped or (key, path) in withdrawn else key) for path, key in places)
    return Catalogue(
        tuple(lists),
        tuple(one for one in listed if one[1] not in dropped),
        lock,
        arrange(here),
        left_out,
        tuple(one for one in listed if one[1] in dropped),
        names,
    )


def _renamed(
    before: Mapping[TopicPath, Set[str]],
    places: Sequence[tuple[str, TopicPath, str | None]],
    decisions: Decisions,
    final: Container[str],
) -> dict[TopicPath, TopicPath]:
    """
    Headings that people renamed in their lists since the last build: old path -> new.

    What zotsync writes itself does not count: its headings follow.
    """
    by_path = _works((path, key) for name, path, key in places if name not in final)
    withdrawn = _works((path, key) for key, path in decisions.withdrawn)
    new = by_path.keys() - before.keys()
    gone = (before.keys() | withdrawn.keys()) - by_path.keys()
    if not new or not gone:
        return {}
    ours = _works((path, key) for name, path, key in places if name in final)
    none = frozenset[str]()
    return renamed(
        {path: (before.get(path, none) | withdrawn.get(path, none)) - ours.get(path, none) for path in gone},
        {path: by_path[path] - decisions.dropped for path in new},
    )


def _works(places: Iterable[tuple[TopicPath, str | None]]) -> dict[TopicPath, set[str]]:
    """The works of each topic, with those of its sub-topics."""
    works: dict[TopicPath, set[str]] = {}
    for path, key in places:
        for length in range(1, len(path) + 1):
            below = works.setdefault(path[:length], set())
            if key is not None:
                below.add(key)
    return works


def _identify(
    lists: Sequence[SeedList], lock: Lock, pattern: str, own: Mapping[str, Work]
) -> tuple[tuple[tuple[Entry, str], ...], tuple[Entry, ...], Lock]:
    decided = match.Decided(lock.identifications)
    # An untitled entry of library.bib, or one that only another entry refers to, names no work.
    written = {key: Record(work, sources=(_LIBRARY,)) for key, work in own.items() if work.title}
    known = match.Known({**lock.records, **written})
    entries = [entry for seed_list in lists for entry in seed_list.entries]
    present = {(entry.list, entry.title, match.primary_url(entry)) for entry in entries}
    vanished = match.Vanished(
        one for one in lock.identifications if (one.list, one.title, one.url) not in present
    )
    records = dict(lock.records)
    found: dict[tuple[str, str, str], Identification] = {
        (one.list, one.title, one.url): one for one in lock.identifications
    }
    older = (key for record in records.values() for key in record.former)
    taken = {key.casefold() for key in (*records, *older, *(one.key for one in lock.identifications), *own)}
    listed: dict[int, tuple[Entry, str]] = {}
    left_out: dict[int, Entry] = {}
    mended: dict[tuple[str, str], Identification] = {}
    """By title and link: a work that stands in two places was edited in both."""
    # Records first: they have the key by which people cite, and the title in full.
    for at, entry in sorted(enumerate(entries), key=lambda one: one[1].work is None):
        url = match.primary_url(entry)
        identification = decided.find(entry) or mended.get((entry.title, url))
        if identification is None:
            identification = known.find(entry)
        if identification is None and (edited := vanished.take(entry)) is not None:
            identification = mended[entry.title, url] = edited
            found.pop((edited.list, edited.title, edited.url), None)
        if identification is not None:
            vanished.forget(identification)
            identification = replace(identification, list=entry.list, title=entry.title, url=url)
        if identification is not None and match.is_no_work(identification):
            found.setdefault((entry.list, entry.title, url), identification)
            left_out[at] = entry
            continue
        if identification is not None and identification.key in written:
            records.setdefault(identification.key, written[identification.key])
        if identification is None or identification.key not in records:
            identification, record = _new(entry, identification, pattern, taken)
            records[record.work.key] = record
            taken.add(record.work.key.casefold())
            known.add(record)
        found.setdefault((entry.list, entry.title, url), identification)
        listed[at] = entry, identification.key
    in_order = tuple(listed[at] for at in sorted(listed))
    _follow_lists(records, in_order)
    return (
        in_order,
        tuple(left_out[at] for at in sorted(left_out)),
        Lock(records, tuple(found.values()), lock.decisions),
    )


def _new(
    entry: Entry, pinned: Identification | None, pattern: str, taken: set[str]
) -> tuple[Identification, Record]:
    """A work of which only the list is known; its key may be pinned already, or stand in the list."""
    work = match.work_of(entry)
    key = pinned.key if pinned else citekey.unique(work.key or citekey.make(work, pattern), taken)
    record = Record(replace(work, key=key), sources=(entry.list,))
    identification = Identification(
        entry.list, entry.title, match.primary_url(entry), key, "the list alone", 0.0
    )
    return pinned or identification, record


def _follow_lists(records: dict[str, Record], listed: Iterable[tuple[Entry, str]]) -> None:
    """An unverified work says what its first entry says today, behind what a whole record among them says."""
    told: dict[str, list[Entry]] = {}
    for entry, key in listed:
        if not records[key].work.verified:
            told.setdefault(key, []).append(entry)
    for key, entries in told.items():
        first = entries[0]
        whole = next((entry for entry in entries if entry.work is not None), first)
        work = match.work_of(whole, key)
        if whole is not first:
            work = match.completed(work, match.work_of(first, key))
        lists = tuple(dict.fromkeys((whole.list, first.list)))
        records[key] = replace(records[key], work=work, sources=lists)


def _places(
    lists: Sequence[SeedList], listed: Sequence[tuple[Entry, str]], topics: TopicNames
) -> Iterable[tuple[str, TopicPath, str | None]]:
    """(list, topic, citation key) in list order; a heading has no key."""
    keys = {id(entry): key for entry, key in listed}
    for seed_list in lists:
        root = topics.roots.get(seed_list.name, ())
        fallback = (seed_list.title or seed_list.name.rpartition(".")[0] or seed_list.name,)
        places: list[tuple[int, TopicPath, str | None]] = [
            (heading.line, heading.path, None) for heading in seed_list.headings
        ]
        for entry in seed_list.entries:
            if id(entry) in keys:
                places.append((entry.line, entry.topic or fallback, keys[id(entry)]))
        # Headings come before the entries below them; sorting by line alone keeps both in list order.
        places.sort(key=lambda place: place[0])
        is_final = seed_list.name in topics.final
        for _, path, work in places:
            yield seed_list.name, path if is_final else rename(path, topics.names, root), work
