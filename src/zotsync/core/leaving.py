"""
What was in the lists and is in none any more.

| base | remote | action |
| --- | --- | --- |
| a topic that goes by another name now | any | Link under the new name, Forget the old |
| B | in the trash, or deleted | Forget |
| B, deleted in Zotero before | there again | Revive |
| a work | unchanged | Update: out of our collections; Trash, where zotsync made it and nothing else holds it |
| a work | changed | Conflict; or as above, or Adopt, as a person decides |
| what the lists say about a work | unchanged | Trash; goes with its item |
| what the lists say about a work | changed | Retire |
| a person's note, of a work that is in no list any more | any | Forget; it keeps the item out of the trash |
| a person's note | unchanged | Trash |
| a person's note | changed | Adopt: it comes back |
| a topic | nothing left in it, and zotsync made it | Trash |
| a topic | else | Retire |
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from ..model import Item
from . import topics
from .actions import LISTED, Action, Adopt, Conflict, Forget, Retire, Revive, Trash, Update
from .decision import Trees, in_trash
from .traces import Traces, contents
from .tree import Bond, Mirror, citekey_of, path_of, topic_id, work_id

__all__ = ["left_collections", "left_items", "renamed"]


def renamed(trees: Trees) -> dict[str, str]:
    """Ids of topics that are called otherwise now: old -> new."""
    new = {
        one: set[str]()
        for one, wanted in trees.local.items()
        if wanted.kind == "collections" and one not in trees.base.bonds
    }
    # Where a person put a new one into the collection of an old one, they are two.
    around = {trees.local[one].data["parentCollection"] for one in new}
    gone = {
        one: set[str]()
        for one, bond in trees.base.bonds.items()
        if bond.kind == "collections"
        and bond.key not in around
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
    found = topics.renamed(
        {path_of(one): works for one, works in gone.items()},
        {path_of(one): works for one, works in new.items()},
    )
    pairs = ((topic_id(old), topic_id(now)) for old, now in found.items())
    return {
        old: now
        for old, now in pairs
        # The new one stands in the collection of the old one: they are two.
        if trees.local[now].data["parentCollection"] not in (old, trees.base.bonds[old].key)
    }


def left_items(trees: Trees) -> Iterator[Action]:
    """Works and notes that no list names any more."""
    bonds = [
        one
        for one in trees.base.bonds.values()
        if one.kind == "items" and one.id not in trees.local and one.id not in trees.aside
        if trees.with_children or not one.id.startswith("child:")
    ]
    if not bonds:
        return
    claimed = set(trees.keys.values())
    traces = Traces(trees.base, trees.remote, trees.schema)
    topics = frozenset(trees.topics())
    gone: set[str] = set()
    for bond in sorted(bonds, key=lambda one: not one.id.startswith("work:")):
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
            edited = bond.kept or traces.edits(bond.remote, there.data)
            listed = work_id(citekey_of(bond.id)) in trees.local
            if there.data.get("parentItem") in gone:
                yield Forget(*where)
            elif not bond.id.startswith("note:") and (edited or not listed):
                yield Adopt(*where, there.data) if listed else Forget(*where)
            elif edited:
                yield Retire(*where, "changed in Zotero")
            else:
                yield Trash(*where, there.version)
        else:
            for action in _left_work(bond, there, trees, traces, topics):
                if isinstance(action, Trash):
                    gone.add(bond.key)
                yield action


def _left_work(
    bond: Bond, there: Item, trees: Trees, traces: Traces, topics: Container[str]
) -> Iterator[Action]:
    where = (bond.id, bond.kind, bond.key)
    edited = traces.edits(bond.remote, there.data)
    if edited:
        conflict = Conflict(*where, LISTED, True, False, {name: there.data.get(name) for name in edited})
        side = trees.choose(conflict)
        if side == "remote":
            yield Adopt(*where, trees.ids(there.data, trees.topics()))
        if side == "":
            yield conflict
        if side != "local":
            return
    claim = traces.claim(bond.id, there, topics)
    if trees.is_made(bond.id, bond.key) and not claim:
        yield Trash(*where, there.version)
        return
    member_of, rest = list(there.data.get("collections", ())), traces.elsewhere(there, topics)
    if rest != member_of:
        yield Update(*where, there.version, {"collections": member_of}, {"collections": rest})
    yield Retire(*where, claim or "not made by zotsync")


def left_collections(trees: Trees, decided: Iterable[Action], moved: Container[str]) -> Iterator[Action]:
    """Topics that no list names any more, inner ones first, once it is decided what leaves them."""
    bonds = [
        one for one in trees.base.bonds.values() if one.kind == "collections" and one.id not in trees.local
    ]
    if not bonds:
        return
    claimed = {key for one, key in trees.keys.items() if one not in moved}
    inside = contents(trees.remote, decided) if any(trees.has(one.kind, one.key) for one in bonds) else {}
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
        elif not inside.get(bond.key) and trees.is_made(bond.id, bond.key):
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
