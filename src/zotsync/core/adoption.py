"""
What is in the library alone, inside our collections: somebody added it there.

| remote | action |
| --- | --- |
| a collection below one of ours | Adopt, as a topic |
| an item in one of our collections | Adopt, as the work that it is |
| an item that is a work of ours a second time | Leave |
| a note below an item of ours | Adopt, as part of the work's reading note |
| an item that zotsync made for a work, and that has another title now | Leave |

Notes and attachments without an item are nothing that a list can name.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from ..model import Item
from .actions import Adopt, Leave, Revive
from .decision import Name, Trees
from .tree import child_id, citekey_of, note_id, path_of, prose_id, shown, topic_id, work_id

__all__ = ["NO_WORK", "adopted_collections", "adopted_items", "adopted_notes"]

NO_WORK = ("note", "attachment", "annotation")
"""Item types that are no works."""


def adopted_collections(trees: Trees) -> Iterator[Adopt | Revive | Leave]:
    """New collections below ours, outer ones first; their keys are noted in `trees`."""
    owned = {bond.key for bond in trees.base.bonds.values() if bond.kind == "collections"}
    below: dict[str, list[str]] = {}
    for key, collection in trees.remote.collections.items():
        if collection.parent and not trees.is_below_trash(key):
            below.setdefault(collection.parent, []).append(key)
    topics = trees.topics()
    waiting = list(topics)
    while waiting:
        parent = waiting.pop(0)
        for key in below.get(parent, ()):
            name = trees.remote.collections[key].name.strip()
            one = topic_id((*path_of(topics[parent]), name))
            if key in topics or key in owned or not name:
                continue
            if one in trees.dropped:
                yield Revive(one, "collections", key)
                continue
            if one in trees.keys:
                why = f"{key} is a second collection of this name beside {trees.keys[one]}; merge them in Zotero"
                yield Leave(one, "collections", key, why)
                continue
            topics[key], trees.keys[one] = one, key
            waiting.append(key)
            yield Adopt(one, "collections", key, {"name": name, "parentCollection": topics[parent]})


def adopted_items(trees: Trees, disputed: Container[str], name: Name) -> Iterator[Adopt | Leave]:
    """New items in our collections, in the order of their keys: all clones name them alike."""
    ours = {bond.key for bond in trees.base.bonds.values() if bond.kind == "items"}
    ours.update(key for one, key in trees.keys.items() if not one.startswith("topic:"))
    owners = {one: key for one, key in trees.keys.items() if one.startswith("work:")}
    topics = trees.topics()
    new = [
        item
        for key, item in trees.remote.items.items()
        if key not in ours and key not in disputed and _is_placed_work(item, topics)
    ]
    for item in sorted(new, key=lambda one: one.key):
        one = work_id(name(item))
        if one in trees.aside:
            continue
        if item.key == trees.new_key(one) and one not in trees.known:
            why = "was made from a list that is not here yet; get the files of the others first (git pull)"
            yield Leave(one, "items", item.key, why)
            continue
        made_for = work_id(str(item.data.get("citationKey", "")))
        if made_for != one and made_for in trees.known and item.key == trees.new_key(made_for):
            why = f"was made for {shown(made_for)} and is titled otherwise now; if it is that still, title both alike"
            yield Leave(made_for, "items", item.key, why)
            continue
        other = owners.setdefault(one, item.key)
        if other == item.key:
            yield Adopt(one, "items", item.key, trees.ids(item.data, topics))
        else:
            why = f"{item.key} is it a second time, beside {other}; merge them in Zotero"
            yield Leave(one, "items", item.key, why)


def adopted_notes(trees: Trees) -> Iterator[Adopt | Revive]:
    """
    Child notes of our items that no file of ours holds yet, in the order of their keys.

    What the lists say in another clone (`note_id`) is no note of a person, and comes with the lists.
    """
    works = {key: one for one, key in trees.keys.items() if one.startswith("work:")}
    ours = {bond.key for bond in trees.base.bonds.values() if bond.kind == "items"} | set(trees.keys.values())
    for item in sorted(trees.remote.items.values(), key=lambda one: one.key):
        data = item.data
        if data.get("itemType") != "note" or data.get("deleted") or item.key in ours:
            continue
        work = works.get(data.get("parentItem", ""))
        if work is None or work in trees.aside:
            continue
        key = citekey_of(work)
        if item.key == trees.new_key(note_id(key)):
            continue
        prose = prose_id(key)
        is_child = item.key != trees.new_key(prose)
        one = child_id(item.key, key) if is_child else prose
        if is_child and not trees.with_children:
            continue
        if one in trees.local or one in trees.aside:
            continue
        yield Revive(one, "items", item.key) if one in trees.dropped else Adopt(one, "items", item.key, data)


def _is_placed_work(item: Item, topics: Container[str]) -> bool:
    data = item.data
    if data.get("deleted") or data.get("parentItem") or data.get("itemType") in NO_WORK:
        return False
    return any(one in topics for one in data.get("collections", ()))
