"""Holdings -> the local tree: every object as the workspace wants it in a Zotero library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..codecs import zotero
from ..core.tree import Mirror, Wanted, note_id, topic_id, work_id
from ..model import Work
from .holdings import Holdings

__all__ = ["finder", "wanted_objects"]

_UNVERIFIED = "unverified"
"""Tag of a work that no source has confirmed."""


def wanted_objects(holdings: Holdings, *, native_key: bool) -> tuple[Wanted, ...]:
    """
    Topics as collections, works as items, remarks as child notes; parents before children.

    Args:
        native_key: the library's schema has a field for the citation key; else it goes into Extra.
    """
    return (
        *_collections(holdings),
        *(_item(holdings, key, native_key) for key in holdings.works),
        *_notes(holdings),
    )


def _collections(holdings: Holdings) -> Iterator[Wanted]:
    for topic in holdings.catalogue.topics:
        parent = topic_id(topic.path[:-1]) if len(topic.path) > 1 else ""
        data = {"name": topic.path[-1], "parentCollection": parent}
        yield Wanted(topic_id(topic.path), "collections", data)


def _item(holdings: Holdings, key: str, native_key: bool) -> Wanted:
    work = holdings.works[key]
    tags = dict.fromkeys((*holdings.marks(key), *work.keywords, *([] if work.verified else [_UNVERIFIED])))
    data = zotero.item_data(work, native_key=native_key)
    data["tags"] = [{"tag": tag} for tag in tags]
    data["collections"] = [topic_id(path) for path in holdings.topics_of.get(key, ())]
    return Wanted(work_id(key), "items", data)


def _notes(holdings: Holdings) -> Iterator[Wanted]:
    for key in holdings.works:
        quotes = [(quote.label, quote.text, quote.source) for quote in holdings.quotes(key)]
        if quotes:
            data = {"itemType": "note", "parentItem": work_id(key), "note": zotero.remarks_html(quotes)}
            yield Wanted(note_id(key), "items", data)


# --- what is in the library already -----------------------------------------------------------------------


def finder(
    holdings: Holdings, remote: Mirror, bonded: frozenset[str], new_key: Callable[[str], str]
) -> Callable[[Wanted], list[tuple[str, str]]]:
    """
    How to find a wanted object in a library that was never synced by this clone.

    An object that a clone made has the key that this one would give it. Otherwise a work is known by its
    citation key, its DOI or its arXiv id, and a collection by its name and parent. Objects that already
    belong to something else of ours are out of the question (`bonded`: their keys).
    """
    by_evidence: dict[tuple[str, str], list[str]] = {}
    for key, item in remote.items.items():
        if key not in bonded and not item.data.get("deleted"):
            for evidence in _evidence(item.data):
                by_evidence.setdefault(evidence, []).append(key)
    by_place: dict[tuple[str, str], list[str]] = {}
    for key, collection in remote.collections.items():
        if key not in bonded and not collection.trashed:
            by_place.setdefault((collection.parent, collection.name), []).append(key)
    found_collections: dict[str, str] = {}

    def find(wanted: Wanted) -> list[tuple[str, str]]:
        if wanted.kind == "collections":
            return found_collection(wanted)
        own = remote.items.get(new_key(wanted.id))
        if own is not None and own.key not in bonded and _is_ours(wanted, own.data):
            return [(own.key, "made by zotsync")]
        if not wanted.id.startswith("work:"):
            return []
        found: dict[str, str] = {}
        for scheme, value in _evidence_of(holdings.works[wanted.id.partition(":")[2]]):
            for key in by_evidence.get((scheme, value), ()):
                found.setdefault(key, f"{scheme} {value}")
        return list(found.items())

    def found_collection(wanted: Wanted) -> list[tuple[str, str]]:
        own = new_key(wanted.id)
        parent = wanted.data["parentCollection"]
        parent_key = found_collections.get(parent, new_key(parent) if parent else "")
        if own in remote.collections and own not in bonded:
            found = [(own, "made by zotsync")]
        else:
            found = [(key, "name") for key in by_place.get((parent_key, wanted.data["name"]), ())]
        if len(found) == 1:
            found_collections[wanted.id] = found[0][0]
        return found

    return find


def _is_ours(wanted: Wanted, data: Mapping[str, Any]) -> bool:
    """The key was made by us for this id; a stranger's object has it only by a chance of 1 in 10^12."""
    is_note = bool(data.get("itemType") == "note")
    return is_note is bool(wanted.data["itemType"] == "note")


def _evidence(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if data.get("itemType") in ("note", "attachment", "annotation"):
        return
    yield from _evidence_of(zotero.work_of(data))


def _evidence_of(work: Work) -> Iterator[tuple[str, str]]:
    if work.key:
        yield "citation key", work.key
    for identifier in work.identifiers:
        if identifier.scheme in ("doi", "arxiv"):
            yield identifier.scheme, identifier.value
