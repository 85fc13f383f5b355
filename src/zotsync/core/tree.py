"""
The three trees of a sync.

* local   `Wanted`: every object as the workspace wants it in the library, by an id of ours
* remote  `Mirror`: every object as the library holds it, by Zotero's key
* base    `Bond`: which id is which key, and what both sides last agreed on

Inside the local tree objects refer to each other by id (`collections`, `parentCollection`, `parentItem`), so
that it can be made, compared and kept without knowing a single key.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ..model import Collection, Item, Snapshot
from .library import Kind
from .topics import TopicPath, show_path

__all__ = [
    "Base",
    "Bond",
    "Mirror",
    "Wanted",
    "advance",
    "child_id",
    "citekey_of",
    "collection_data",
    "item_of",
    "note_id",
    "path_of",
    "prose_id",
    "resolve",
    "shown",
    "sort_of",
    "topic_id",
    "work_id",
]


_BETWEEN = "\x1f"
"""Between the names of a topic's path in its id: no name holds it, as one may hold " / "."""


def topic_id(path: TopicPath) -> str:
    return f"topic:{_BETWEEN.join(path)}"


def path_of(topic: str) -> TopicPath:
    """The path that `topic_id` was made from."""
    return tuple(topic.removeprefix("topic:").split(_BETWEEN))


def work_id(key: str) -> str:
    return f"work:{key}"


def note_id(key: str) -> str:
    """Of the child note that holds what the lists say about a work."""
    return f"note:{key}"


def prose_id(key: str) -> str:
    """Of the child note that holds what a person wrote about a work in its Markdown file."""
    return f"prose:{key}"


def child_id(item: str, key: str) -> str:
    """Of a child note that somebody wrote in Zotero; `item` is its key there."""
    return f"child:{item}:{key}"


def item_of(child: str) -> str:
    """The key of the note that `child_id` was made from."""
    return child.split(":", 2)[1]


def sort_of(one: str) -> Literal["topic", "work", "note"]:
    """What an id is about; the three kinds of notes are one."""
    kind = one.partition(":")[0]
    return "topic" if kind == "topic" else "work" if kind == "work" else "note"


def citekey_of(one: str) -> str:
    """The citation key of the work that an id is about; not for topics."""
    kind, _, name = one.partition(":")
    return name.partition(":")[2] if kind == "child" else name


def shown(one: str) -> str:
    """An id as a person reads it: `note:x` -> `x (note)`."""
    kind = one.partition(":")[0]
    if kind == "topic":
        return show_path(path_of(one))
    name = citekey_of(one)
    what = {"note": " (note)", "prose": " (reading note)", "child": " (note from Zotero)"}
    return name + what.get(kind, "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One object of the local tree."""

    id: str
    kind: Kind
    data: Mapping[str, Any]
    """Zotero's editable JSON, other objects named by id."""
    supposed: frozenset[str] = frozenset()
    """Properties that nobody said: what a list writes only makes them likely."""
    own_words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Set -> those of its members that are zotsync's own words: only items that it made get them."""


@dataclass(frozen=True, slots=True)
class Bond:
    """What both sides last agreed on for one object."""

    id: str
    kind: Kind
    key: str
    local: Mapping[str, Any]
    """`Wanted.data` of that time; of a property in conflict, the value before."""
    remote: Mapping[str, Any]
    """The library's data of that time."""
    open: tuple[str, ...] = ()
    """Properties on which both sides never agreed: they were in conflict when the object was linked."""
    kept: tuple[str, ...] = ()
    """Properties that a person changed in Zotero to what a workspace cannot hold: each side keeps its value."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """A whole library, as last seen."""

    version: int = 0
    items: Mapping[str, Item] = field(default_factory=dict)
    collections: Mapping[str, Collection] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Base:
    """What a clone remembers of one library; empty for a library never seen."""

    mirror: Mirror = field(default_factory=Mirror)
    bonds: Mapping[str, Bond] = field(default_factory=dict)
    linked: Mapping[str, str] = field(default_factory=dict)
    """Id -> key of what was found by a sync that was cut before both sides agreed on it."""


def advance(mirror: Mirror, snapshot: Snapshot) -> Mirror:
    """
    The mirror brought up to a snapshot.

    An object that is both listed and deleted was made again: it stays (some servers keep its key among the
    deleted). The server names only the collection that was deleted, not the ones below it: they go too.
    """
    items = {} if snapshot.since == 0 else dict(mirror.items)
    collections = {} if snapshot.since == 0 else dict(mirror.collections)
    for key in _gone(items, snapshot.deleted_items, snapshot.present_items):
        items.pop(key, None)
    for key in _gone(collections, snapshot.deleted_collections, snapshot.present_collections):
        collections.pop(key, None)
    items.update((item.key, item) for item in snapshot.items)
    collections.update((collection.key, collection) for collection in snapshot.collections)
    while orphans := [
        key for key, one in collections.items() if one.parent and one.parent not in collections
    ]:
        for key in orphans:
            del collections[key]
    # The items of a deleted collection lose its key without a new version of their own.
    for key, item in items.items():
        member_of = item.data.get("collections", ())
        if any(one not in collections for one in member_of):
            kept = [one for one in member_of if one in collections]
            items[key] = replace(item, data={**item.data, "collections": kept})
    return Mirror(snapshot.version, items, collections)


def _gone(known: Iterable[str], deleted: Iterable[str], present: Container[str] | None) -> Iterable[str]:
    return deleted if present is None else [key for key in known if key not in present]


def collection_data(collection: Collection) -> dict[str, Any]:
    return {"name": collection.name, "parentCollection": collection.parent}


def resolve(data: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    """Ids -> keys; an id without a key yet stays away from sets and is empty as a parent."""
    resolved = dict(data)
    if "collections" in data:
        resolved["collections"] = [keys[one] for one in data["collections"] if one in keys]
    for parent in ("parentCollection", "parentItem"):
        # A collection that a person moved below one of theirs names it by its key.
        if ":" in (data.get(parent) or ""):
            resolved[parent] = keys.get(data[parent], "")
    return resolved
