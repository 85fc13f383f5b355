"""What deciding needs to know and to ask: the three trees, and who answers for what a planner cannot know."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from ..model import Collection, Item
from .actions import Conflict, Side
from .library import Kind
from .merge import Agreement, Reading
from .tree import Base, Bond, Mirror, Wanted, collection_data, resolve

__all__ = ["Candidate", "Choose", "Find", "Name", "Schema", "Trees", "data_of", "held", "in_trash"]


class Candidate(NamedTuple):
    """An object of the library that may be one of ours."""

    key: str
    why: str
    doubt: str = ""
    """What speaks against it; a person then decides."""
    is_its_source: bool = False
    """Whether ours was made from it just now."""


Find = Callable[[Wanted, Mapping[str, str]], Sequence[Candidate]]
"""(wanted object, keys by id so far) -> what it may be; asked only where there is no bond."""

Name = Callable[[Item], str]
"""The citation key that an item of the library has, or gets, in this workspace."""

Choose = Callable[[Conflict], Side]
"""What a person decided about a conflict."""


class Schema(Reading, Protocol):
    """Zotero's schema, as far as a plan depends on it."""

    def holds(self, item_type: str, /) -> Container[str]:
        """The properties that an item of this type can have."""

    def becomes(self, field: str, old: str, new: str, /) -> str:
        """The field into which the server moves a field when an item changes its type; empty if into none."""

    def citation_key(self, item: Mapping[str, Any], /) -> str:
        """By which key people cite an item, wherever it stands there; empty where they do not."""

    def replaces(self, item: Mapping[str, Any], /) -> Sequence[str]:
        """The keys of items that were merged into this one."""

    def carries(self, item_type: str, /) -> Sequence[str]:
        """The properties of items of this type that a workspace can take over."""


@dataclass(frozen=True)
class Trees:
    """All that one plan is made from."""

    base: Base
    local: Mapping[str, Wanted]
    """By id, parents before children."""
    dropped: Container[str]
    """Ids of what was deleted in Zotero, by a decision that the lock remembers."""
    aside: Container[str]
    """Ids that must not be touched now: what the workspace wants of them cannot be told."""
    known: Container[str]
    """Ids of all works that the workspace has ever known, listed or not."""
    remote: Mirror
    schema: Schema
    new_key: Callable[[str], str]
    """Id -> the key that an object of ours gets (the same in every clone)."""
    choose: Choose
    made: Container[str] = frozenset()
    """Keys that a library gave to objects of ours (`Library.takes_keys`)."""
    former: Mapping[str, Container[str]] = field(default_factory=dict)
    """Id -> citation keys that the work had before a person gave it another one."""
    with_children: bool = True
    """Whether the workspace holds notes that people write in Zotero; else they are not looked at."""
    keys: dict[str, str] = field(default_factory=dict)
    """Id -> key of what is or will be in the library, filled while the plan is made."""
    remade: set[str] = field(default_factory=set)
    """Ids of what was deleted and is made again, or is another object now."""

    def is_made(self, one: str, key: str) -> bool:
        """Whether zotsync made the object of an id: its key is the one that we give, or were given for it."""
        return key == self.new_key(one) or key in self.made

    def agreed(self, bond: Bond) -> Agreement:
        """What both sides last agreed on, other objects named by key."""
        return Agreement(resolve(bond.local, self.bound), bond.remote, bond.open, bond.kept)

    @cached_property
    def bound(self) -> Mapping[str, str]:
        """Id -> key, as this clone remembers them."""
        return {one: bond.key for one, bond in self.base.bonds.items()}

    def has(self, kind: Kind, key: str) -> bool:
        """Whether the library has an object, and not in the trash."""
        there = held(self.remote, kind, key)
        return there is not None and not in_trash(there)

    @cached_property
    def _merged(self) -> Mapping[str, str]:
        """Key of an item -> key of the one that it was merged into, which may have been merged too."""
        items = self.remote.items.values()
        return {old: one.key for one in items for old in self.schema.replaces(one.data)}

    def heir(self, key: str) -> str:
        """What is there in place of an item that people merged into another one; empty if nothing is."""
        if self.has("items", key):
            return ""
        seen = {key}
        while (key := self._merged.get(key, "")) and key not in seen:
            if self.has("items", key):
                return key
            seen.add(key)
        return ""

    def is_below_trash(self, key: str) -> bool:
        """Whether a collection is in the trash, or in one that is."""
        while (there := self.remote.collections.get(key)) is not None:
            if there.trashed:
                return True
            key = there.parent
        return False

    def topics(self) -> dict[str, str]:
        """Collection key -> id, for every collection of ours."""
        return {key: one for one, key in self.keys.items() if one.startswith("topic:")}

    def ids(self, data: Mapping[str, Any], topics: Mapping[str, str]) -> dict[str, Any]:
        """The data of an item with its collections by id; those that are none of ours are left out."""
        if "collections" not in data:
            return dict(data)
        return {**data, "collections": [topics[key] for key in data["collections"] if key in topics]}


def held(remote: Mirror, kind: Kind, key: str) -> Item | Collection | None:
    """The object as the library holds it."""
    return remote.items.get(key) if kind == "items" else remote.collections.get(key)


def data_of(one: Item | Collection) -> Mapping[str, Any]:
    return one.data if isinstance(one, Item) else collection_data(one)


def in_trash(one: Item | Collection) -> bool:
    return one.trashed if isinstance(one, Collection) else bool(one.data.get("deleted"))
