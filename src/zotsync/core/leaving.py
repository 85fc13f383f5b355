"""
What was in the lists and is in none any more.

| base | remote | action |
| --- | --- | --- |
| a topic that goes by another name now | any | Link under the new name, Forget the old |
| B | in the trash, or deleted | Forget |
| B, deleted in Zotero before | there again | Revive |
| a work | unchanged | Update: out of our collections; Trash, where zotsync made it and nothing else holds it |
| a work | changed | Conflict; or as above, or Adopt, as a person decides |
| a note | unchanged | Trash; goes with its item |
| a note | changed | Retire |
| a topic | nothing left in it, and zotsync made it | Trash |
| a topic | else | Retire |
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from ..model import Item
from .actions import LISTED, Action, Adopt, Conflict, Forget, Retire, Revive, Trash, Update
from .decision import Trees, in_trash
from .merge import changed, members
from .tree import Bond, Mirror, note_id, path_of, topic_id

__all__ = ["left_collections", "left_items", "renamed"]


def renamed(trees: Trees) -> dict[str, str]:
    """
    Ids of topics that are called otherwise now: old -> new.

    A topic that vanished is the new one that shares most of its works (more than half of all that stand in
    either). A new one that has its collection already is none: a clone made it that did not know the old name.
    """
    new = {
        one: set[str]()
        for one, wanted in trees.local.items()
        if wanted.kind == "collections"
        and one not in trees.base.bonds
        and not trees.has("collections", trees.new_key(one))
    }
    gone = {
        one: set[str]()
        for one, bond in trees.base.bonds.items()
        if bond.kind == "collections"
        and one not in trees.local
        and one not in trees.dropped
        and trees.has(bond.kind, bond.key)
    }
    if not new or not gone:
        return {}
    for one, wanted in trees.local.items():
        for topic in wanted.data.get("collections", ()):
            if topic in new:
                new[topic].add(one)
    for one, bond in trees.base.bonds.items():
        for topic in bond.local.get("collections", ()):
            if topic in gone:
                gone[topic].add(one)
    pairs = sorted(
        (-len(was & now) / len(was | now), old, name)
        for old, was in gone.items()
        for name, now in new.items()
        if 2 * len(was & now) > len(was | now)
        # A person put the new one into the collection of the old one: they are two.
        and trees.local[name].data["parentCollection"] != trees.base.bonds[old].key
    )
    found: dict[str, str] = {}
    for _, old, name in pairs:
        if old not in found and name not in found.values():
            found[old] = name
    return found


def left_items(trees: Trees) -> Iterator[Action]:
    """Works and notes that no list names any more."""
    bonds = [
        one
        for one in trees.base.bonds.values()
        if one.kind == "items" and one.id not in trees.local and one.id not in trees.aside
    ]
    if not bonds:
        return
    claimed = set(trees.keys.values())
    children: dict[str, list[Item]] = {}
    for item in trees.remote.items.values():
        if (parent := item.data.get("parentItem")) and not item.data.get("deleted"):
            children.setdefault(str(parent), []).append(item)
    ours = {one.key for one in trees.base.bonds.values() if one.kind == "collections"} | set(trees.topics())
    gone: set[str] = set()
    for bond in sorted(bonds, key=lambda one: one.id.startswith("note:")):
        there = trees.remote.items.get(bond.key)
        where = (bond.id, bond.kind, bond.key)
        if there is not None and in_trash(there) and bond.id in trees.dropped:
            gone.add(bond.key)  # it is remembered: it may be restored
        elif there is None or in_trash(there) or bond.key in claimed:
            gone.add(bond.key)
            yield Forget(*where)
        elif bond.id in trees.dropped:
            yield Revive(*where)
        elif there.data.get("itemType") == "note":
            edited = changed(bond.remote, there.data, ("note",), trees.schema)
            if there.data.get("parentItem") in gone:
                yield Forget(*where)
            elif edited:
                yield Retire(*where, "changed in Zotero")
            else:
                yield Trash(*where, there.version)
        else:
            for action in _left_work(bond, there, children.get(bond.key, ()), ours, trees):
                if isinstance(action, Trash):
                    gone.add(bond.key)
                yield action


def _left_work(
    bond: Bond, there: Item, children: Iterable[Item], ours: Container[str], trees: Trees
) -> Iterator[Action]:
    """
    Args:
        children: notes and attachments of the item.
        ours: keys of the collections of all topics, those that left the lists too.
    """
    where = (bond.id, bond.kind, bond.key)
    edited = changed(
        bond.remote, there.data, trees.schema.carries(str(there.data.get("itemType"))), trees.schema
    )
    edited += tuple(
        name
        for name in ("tags", "extra")
        if set(members(bond.remote, name)) != set(members(there.data, name))
    )
    if edited:
        conflict = Conflict(*where, LISTED, True, False, {name: there.data.get(name) for name in edited})
        side = trees.choose(conflict)
        if side == "remote":
            yield Adopt(*where, trees.ids(there.data, trees.topics()))
        if side == "":
            yield conflict
        if side != "local":
            return
    member_of = list(there.data.get("collections", ()))
    rest = [key for key in member_of if key not in ours]
    own_note = trees.base.bonds.get(note_id(bond.id.partition(":")[2]))
    foreign = [
        one
        for one in children
        if own_note is None or one.key != own_note.key or _note_changed(own_note, one, trees)
    ]
    if trees.is_made(bond) and not rest and not foreign:
        yield Trash(*where, there.version)
        return
    if rest != member_of:
        yield Update(*where, there.version, {"collections": member_of}, {"collections": rest})
    why = (
        "in other collections too"
        if rest
        else "something is attached to it"
        if foreign
        else "not made by zotsync"
    )
    yield Retire(*where, why)


def _note_changed(bond: Bond, note: Item, trees: Trees) -> bool:
    return bool(changed(bond.remote, note.data, ("note",), trees.schema))


def left_collections(trees: Trees, decided: Iterable[Action], moved: Mapping[str, str]) -> Iterator[Action]:
    """Topics that no list names any more, inner ones first, once it is decided what leaves them."""
    bonds = [
        one for one in trees.base.bonds.values() if one.kind == "collections" and one.id not in trees.local
    ]
    if not bonds:
        return
    claimed = {key for one, key in trees.keys.items() if one not in moved}
    inside = _members(trees.remote, decided) if any(trees.has(one.kind, one.key) for one in bonds) else {}
    for bond in sorted(bonds, key=lambda one: (-_depth(trees.remote, one.key), one.id)):
        where = (bond.id, bond.kind, bond.key)
        there = trees.remote.collections.get(bond.key)
        if bond.id in moved or bond.key in claimed or there is None:
            yield Forget(*where)
        elif trees.is_below_trash(bond.key):
            if not any(topic_id(path) in trees.dropped for path in _paths(bond.id)):
                yield Forget(*where)  # else it is remembered: it may be restored
        elif bond.id in trees.dropped:
            yield Revive(*where)
        elif not inside.get(bond.key) and trees.is_made(bond):
            inside.get(there.parent, set()).discard(bond.key)
            yield Trash(*where, there.version)
        else:
            yield Retire(*where, "something is in it" if inside.get(bond.key) else "not made by zotsync")


def _paths(topic: str) -> Iterator[tuple[str, ...]]:
    """The path of a topic, and those above it."""
    path = path_of(topic)
    return (path[:length] for length in range(1, len(path) + 1))


def _depth(remote: Mirror, key: str) -> int:
    """How deep a collection stands in Zotero, where people may have moved it."""
    depth = 0
    while (there := remote.collections.get(key)) is not None and there.parent:
        depth, key = depth + 1, there.parent
    return depth


def _members(remote: Mirror, decided: Iterable[Action]) -> dict[str, set[str]]:
    """Collection key -> keys of what will be in it."""
    decided = list(decided)
    trashed = {one.key for one in decided if isinstance(one, Trash)}
    updates = [one for one in decided if isinstance(one, Update)]
    moved = {one.key: one.after["collections"] for one in updates if "collections" in one.after}
    hung = {one.key: one.after["parentCollection"] for one in updates if "parentCollection" in one.after}
    inside: dict[str, set[str]] = {}
    for key, item in remote.items.items():
        if key not in trashed and not item.data.get("deleted"):
            for collection in moved.get(key, item.data.get("collections", ())):
                inside.setdefault(collection, set()).add(key)
    for key, one in remote.collections.items():
        parent = hung.get(key, one.parent)
        if parent and not one.trashed:
            inside.setdefault(parent, set()).add(key)
    return inside
