"""
What people did with an object of ours: then it is not ours alone, and nothing throws it away.

| trace | of |
| --- | --- |
| a property that says something else | items, collections |
| a collection that is none of ours | items |
| a note, an attachment (and so an annotation) that we did not make; our note, edited | items |
| an item or a collection that stays | collections |
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..model import Item
from .actions import Action, Trash, Update
from .merge import SETS, Reading, changed, members
from .tree import Base, Mirror, citekey_of, note_id, prose_id

__all__ = ["Traces", "contents"]

_KEPT_BY_THE_SERVER = ("key", "version", "dateAdded", "dateModified", "deleted")
"""Properties that change although nobody says anything else."""


@dataclass(frozen=True)
class Traces:
    """What people did with the items of a library, as far as it is not in the agreement with it."""

    base: Base
    remote: Mirror
    reading: Reading

    @cached_property
    def _children(self) -> Mapping[str, list[Item]]:
        """Key of an item -> its notes and attachments, less those in the trash."""
        found: dict[str, list[Item]] = {}
        for item in self.remote.items.values():
            if (parent := item.data.get("parentItem")) and not item.data.get("deleted"):
                found.setdefault(str(parent), []).append(item)
        return found

    @cached_property
    def _collections(self) -> frozenset[str]:
        """Keys of our collections, those that left the lists too."""
        return frozenset(one.key for one in self.base.bonds.values() if one.kind == "collections")

    def edits(self, was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
        """The properties that say something else now; in which collections an item is, is no property of it."""
        names = [one for one in {**was, **now} if one not in _KEPT_BY_THE_SERVER]
        sets = [one for one in names if one in SETS and one != "collections"]
        return (
            *changed(was, now, names, self.reading),
            *(one for one in sets if set(members(was, one)) != set(members(now, one))),
        )

    def elsewhere(self, item: Item, ours: Container[str] = ()) -> list[str]:
        """
        Keys of the collections of other people that an item is in.

        Args:
            ours: keys of collections that are ours too.
        """
        keys = item.data.get("collections") or ()
        return [one for one in keys if one not in ours and one not in self._collections]

    def claim(self, one: str, item: Item, ours: Container[str] = ()) -> str:
        """
        Why people need the item of this id; empty where they do not.

        Args:
            ours: keys of collections, and of a reading note, that are ours alone: then they are no reason.
        """
        if self.elsewhere(item, ours):
            return "in other collections too"
        said, written = (self.base.bonds.get(name(citekey_of(one))) for name in (note_id, prose_id))
        notes = [said, written if written is not None and written.key in ours else None]
        untouched = {note.key: note.remote for note in notes if note is not None and not note.kept}
        for child in self._children.get(item.key, ()):
            if child.key not in untouched or self.edits(untouched[child.key], child.data):
                return "something is attached to it"
        return ""


def contents(remote: Mirror, decided: Iterable[Action]) -> dict[str, set[str]]:
    """Collection key -> keys of what will be in it."""
    decided = list(decided)
    trashed = {one.key for one in decided if isinstance(one, Trash) and one.kind == "items"}
    updates = [one for one in decided if isinstance(one, Update)]
    moved = {one.key: one.after["collections"] for one in updates if "collections" in one.after}
    hung = {one.key: one.after["parentCollection"] for one in updates if "parentCollection" in one.after}
    inside: dict[str, set[str]] = {}
    for key, item in remote.items.items():
        if key not in trashed and not item.data.get("deleted"):
            for collection in moved.get(key, item.data.get("collections") or ()):
                inside.setdefault(collection, set()).add(key)
    for key, one in remote.collections.items():
        parent = hung.get(key, one.parent)
        if parent and not one.trashed:
            inside.setdefault(parent, set()).add(key)
    return inside
