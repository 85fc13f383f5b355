"""
Which object of a library is one of ours, when this clone has never synced it.

What a clone of this workspace made has the key that this clone would give it. Otherwise a work is known by
its citation key, its DOI or its arXiv id, else by its title with authors and year, a collection by its name
and parent, and a note by what stands in it, below its item. No key and no identifier is enough against the
title: people mistype DOIs, and two libraries make the same citation key for two works. No title is enough
against authors and year: lookalikes exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from ..codecs import zotero
from ..core import lookalike, titles
from ..core.adoption import NO_WORK
from ..core.aliases import current_keys
from ..core.decision import Candidate, Find
from ..core.tree import Mirror, Wanted, citekey_of, item_of
from ..model import Item, Record, Work

__all__ = ["finder"]

_IDENTIFYING = ("doi", "arxiv")
_OURS = "made by zotsync"


def finder(
    works: Mapping[str, Work],
    records: Mapping[str, Record],
    remote: Mirror,
    new_key: Callable[[str], str],
    adopted: Mapping[str, str],
) -> Find:
    """
    The search that a plan asks.

    Args:
        works: ours, by citation key.
        records: for other titles of the same works.
        adopted: id -> key of what has just been taken over from the library.
    """

    current = current_keys(records)

    @cache
    def indexed() -> tuple[dict[tuple[str, str], list[str]], dict[str, list[tuple[str, Work]]]]:
        """Items by evidence and by title; made when something is looked for, which is seldom."""
        by_evidence: dict[tuple[str, str], list[str]] = {}
        by_title: dict[str, list[tuple[str, Work]]] = {}
        for key, item in remote.items.items():
            if item.data.get("itemType") in NO_WORK:
                continue
            theirs = zotero.work_of(item.data)
            if item.data.get("deleted"):
                # Only what we know as ours counts in the trash; what was thrown away before is nobody's.
                if theirs.key in works or theirs.key in current:
                    by_evidence.setdefault(("citation key", theirs.key), []).append(key)
            else:
                for evidence in _evidence(theirs):
                    by_evidence.setdefault(evidence, []).append(key)
                by_title.setdefault(titles.normal(theirs.title), []).append((key, theirs))
        return by_evidence, by_title

    @cache
    def notes_below() -> dict[str, dict[str, str]]:
        """The notes of each item, by key; made when a note is looked for."""
        below: dict[str, dict[str, str]] = {}
        for key, item in remote.items.items():
            if item.data.get("itemType") == "note" and (parent := item.data.get("parentItem")):
                below.setdefault(parent, {})[key] = str(item.data.get("note", ""))
        return below

    by_place: dict[tuple[str, str], list[str]] = {}
    for key, collection in remote.collections.items():
        if not collection.trashed:
            by_place.setdefault((collection.parent, collection.name), []).append(key)

    def find(wanted: Wanted, keys: Mapping[str, str]) -> Sequence[Candidate]:
        if wanted.id in adopted:
            return [Candidate(adopted[wanted.id], "added in Zotero", is_its_source=True)]
        own = new_key(wanted.id)
        if wanted.kind == "collections":
            return collections(wanted, own, keys)
        if wanted.data["itemType"] == "note":
            return note(wanted, own, keys)
        return items(wanted, own) or renamed(wanted, keys)

    def collections(wanted: Wanted, own: str, keys: Mapping[str, str]) -> Sequence[Candidate]:
        made = remote.collections.get(own)
        mine = [Candidate(own, _OURS)] if made else []
        if made and not made.trashed:
            return mine
        parent = wanted.data["parentCollection"]
        place = keys.get(parent, "" if ":" in parent else parent), wanted.data["name"]
        return [*mine, *(Candidate(key, "name") for key in by_place.get(place, ()))]

    def note(wanted: Wanted, own: str, keys: Mapping[str, str]) -> Sequence[Candidate]:
        parent = keys.get(wanted.data["parentItem"], "")
        below = notes_below().get(parent, {})
        if wanted.id.startswith("child:"):
            # Below whichever item it is: a person may have moved it there, or its section to another file.
            there = remote.items.get(item_of(wanted.id))
            if there is not None and there.data.get("itemType") == "note":
                return [Candidate(there.key, "stands in the reading note")]
        if own in below or own in remote.items:
            return [Candidate(own, _OURS)] if own in below else []
        # A library that does not take our keys made it, and another clone or a lost answer knows its key.
        ours = wanted.data["note"]
        taken = set(keys.values()) if below else ()
        left = {
            key: html
            for key, html in below.items()
            if key not in taken and not remote.items[key].data.get("deleted")
        }
        same = [key for key, html in left.items() if html == ours]
        said = zotero.alike if wanted.id.startswith("note:") else zotero.note_blocks.alike
        same = same or [key for key, html in left.items() if said(ours, html)]
        if not same and wanted.id.startswith("prose:"):
            # It was edited since. Taken for another one, it would stand in the file a second time.
            near = [key for key, html in left.items() if zotero.note_blocks.is_near(ours, html)]
            return [Candidate(key, "says nearly the same") for key in near]
        return [Candidate(key, "says the same") for key in same]

    def items(wanted: Wanted, own: str) -> Sequence[Candidate]:
        work = works[citekey_of(wanted.id)]
        record = records.get(work.key)
        alternatives = record.alternatives if record else ()
        found: dict[str, Candidate] = {}
        held = remote.items.get(own)
        if held is not None and held.data.get("itemType") not in NO_WORK:
            found[own] = Candidate(own, _OURS, _doubt(work, alternatives, held))
            if not held.data.get("deleted"):
                return list(found.values())
        older = (("citation key", one) for one in (record.former if record else ()) if one in current)
        for scheme, value in (*_evidence(work), *older):
            for key in indexed()[0].get((scheme, value), ()):
                held = remote.items[key]
                # Two libraries make the same citation key for two works: then the title must be the same.
                if scheme in _IDENTIFYING or _likeness(work, alternatives, held) in _ONE_TITLE:
                    doubt = _doubt(work, alternatives, held)
                    found.setdefault(key, Candidate(key, f"{scheme} {value}", doubt))
        return [*found.values(), *(titled(work, alternatives) if found.keys() <= {own} else ())]

    def renamed(wanted: Wanted, keys: Mapping[str, str]) -> Sequence[Candidate]:
        """What goes by the key of ours in a collection of ours, and is titled otherwise: it may have been edited."""
        work = works[citekey_of(wanted.id)]
        found = indexed()[0].get(("citation key", work.key), ())
        ours = {key for one, key in keys.items() if one.startswith("topic:")} if found else set()
        return [
            Candidate(key, f"citation key {work.key}", _titled(remote.items[key]))
            for key in found
            if not ours.isdisjoint(remote.items[key].data.get("collections") or ())
            and remote.items[key].data.get("title")
        ]

    def titled(work: Work, alternatives: Sequence[str]) -> Sequence[Candidate]:
        names = dict.fromkeys(filter(None, map(titles.normal, (work.title, *alternatives))))
        scored = [
            (lookalike.score(work, theirs), key)
            for name in names
            for key, theirs in indexed()[1].get(name, ())
        ]
        return [
            Candidate(
                key, f"title, authors and year, {score:.0%}", "" if score >= lookalike.SURE else _UNSURE
            )
            for score, key in scored
            if score >= lookalike.POSSIBLE
        ]

    return find


_UNSURE = "authors or year differ; give it the citation key of ours if it is this work, or another title"
_ONE_TITLE = ("same", "markup", "alternative", "prefixed", "similar")


def _likeness(work: Work, alternatives: Sequence[str], held: Item) -> titles.Likeness:
    return titles.likeness(str(held.data.get("title", "")), work.title, alternatives)


def _doubt(work: Work, alternatives: Sequence[str], held: Item) -> str:
    if not held.data.get("title") or _likeness(work, alternatives, held) != "different":
        return ""
    return _titled(held)


def _titled(held: Item) -> str:
    return f"is titled {held.data['title']!r}; give both the same title, or one of them another identifier"


def _evidence(work: Work) -> Iterator[tuple[str, str]]:
    for identifier in work.identifiers:
        if identifier.scheme in _IDENTIFYING:
            yield identifier.scheme, identifier.value
    if work.key:
        yield "citation key", work.key
