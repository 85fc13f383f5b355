"""
Which object of the library is one of ours, where no bond says so, or the one that it says is gone.

| what is found | action |
| --- | --- |
| one, without a doubt | Link; Update and Pull what a side lacks |
| the item that people merged ours into | Link; what it says otherwise is an edit |
| several, or one that is in doubt, in the trash, or ours already | Leave |
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from .actions import Action, Leave, Link
from .decision import Candidate, Find, Trees, data_of, held, in_trash
from .library import Kind
from .merge import SETS, Agreement
from .reconciliation import reconciled
from .tree import Bond, Wanted, resolve, shown

__all__ = ["Linker", "left"]


def left(wanted: Wanted, why: str, key: str = "") -> Leave:
    return Leave(wanted.id, wanted.kind, key, why)


class Linker:
    """Objects of the library that are ours, found without a base."""

    def __init__(self, trees: Trees, find: Find, owners: dict[tuple[Kind, str], str]) -> None:
        self.trees, self.find, self._owners = trees, find, owners
        self.disputed: set[str] = set()
        """Keys of items of which a person has to say what they are."""

    def candidates(self, wanted: Wanted) -> Sequence[Candidate]:
        """What the object may be; what is in the trash counts only where nothing else is found."""
        before = self.trees.base.linked.get(wanted.id, "")
        if self.trees.has(wanted.kind, before):
            return [Candidate(before, "linked before")]
        found = self.find(wanted, self.trees.keys)
        return [one for one in found if self.trees.has(wanted.kind, one.key)] or found

    def instead(self, bond: Bond, wanted: Wanted) -> Sequence[Candidate]:
        """
        What took the place of an object that is gone: people merge duplicates and keep the other one, or add a
        work anew. An item elsewhere in the library does not, it was there for itself.
        """
        if self.trees.has(bond.kind, bond.key):
            return ()
        topics = self.trees.topics()
        return [
            one
            for one in self.candidates(wanted)
            if one.key != bond.key and self.trees.has(wanted.kind, one.key)
            if "collections" not in wanted.data
            or any(key in topics for key in self.trees.remote.items[one.key].data.get("collections", ()))
        ]

    def heir(self, bond: Bond | None, wanted: Wanted) -> str:
        """Key of the item into which people merged that of a work; empty where they did not, or it is ours already."""
        if not wanted.id.startswith("work:"):
            return ""
        heir = self.trees.heir(bond.key if bond else self.trees.new_key(wanted.id))
        owner = self._owners.get((wanted.kind, heir), wanted.id)
        return heir if owner == wanted.id or owner not in self.trees.local else ""

    def inherited(
        self, heir: str, bond: Bond | None, wanted: Wanted, topics: Mapping[str, str]
    ) -> Iterable[Action]:
        """
        Link the item that another one was merged into. What it says otherwise, people chose as they merged; what it
        does not say at all, nobody took away.
        """
        self._owners[wanted.kind, heir] = wanted.id
        self.trees.keys[wanted.id] = heir
        local = resolve(wanted.data, self.trees.keys)
        there = self.trees.remote.items[heir]
        agreed = None
        if bond is not None:
            before = self.trees.agreed(bond)
            said = {name for name, value in there.data.items() if value and name not in SETS}
            agreed = Agreement(_only(before.local, said), _only(before.remote, said), bond.open, bond.kept)
        return [
            Link(wanted.id, wanted.kind, heir, "merged in Zotero"),
            *reconciled(wanted, local, there, agreed, self.trees, topics),
        ]

    def has_another(self, bond: Bond, wanted: Wanted) -> bool:
        """
        Whether the old collection is another's by now, or another clone, which did not know the old name, has made
        or renamed its own.
        """
        return self._owners[bond.kind, bond.key] != bond.id or any(
            one.key != bond.key
            and self.trees.has(wanted.kind, one.key)
            and self._owners.get((wanted.kind, one.key)) not in self.trees.local
            for one in self.candidates(wanted)
        )

    def renamed(self, bond: Bond, wanted: Wanted) -> Link:
        self._owners[bond.kind, bond.key] = wanted.id
        return Link(wanted.id, wanted.kind, bond.key, f"renamed from {shown(bond.id)}")

    def one_of(
        self, candidates: Sequence[Candidate], wanted: Wanted, topics: Mapping[str, str]
    ) -> Iterable[Action]:
        """Link the one that it must be; with several, with a doubt, or with one of ours, a person decides."""
        self.disputed.update(one.key for one in candidates)
        if len(candidates) > 1:
            also = ", ".join(one.key for one in candidates)
            return [left(wanted, f"several objects may be it ({also}); merge them in Zotero")]
        (one,) = candidates
        if one.doubt:
            return [left(wanted, f"{one.key} may be it ({one.why}), but {one.doubt}", one.key)]
        owner = self._owners.setdefault((wanted.kind, one.key), wanted.id)
        if owner != wanted.id and owner in self.trees.local:
            also = f"{one.key} may be it ({one.why}), and is {shown(owner)} already; are they one work?"
            return [left(wanted, also, one.key)]
        there = held(self.trees.remote, wanted.kind, one.key)
        if there is None or in_trash(there):
            return [
                left(wanted, "in the trash in Zotero; restore it there, or take it out of the lists", one.key)
            ]
        self._owners[wanted.kind, one.key] = wanted.id
        self.disputed.discard(one.key)
        self.trees.keys[wanted.id] = one.key
        link = Link(wanted.id, wanted.kind, one.key, one.why)
        local = resolve(wanted.data, self.trees.keys)
        agreed = None
        if one.is_its_source:
            # What we have was made from it just now: only what the item lacks is to be said.
            known = {name: value for name, value in local.items() if name != "citationKey"}
            agreed = Agreement(known, data_of(there))
        return [link, *reconciled(wanted, local, there, agreed, self.trees, topics)]


def _only(data: Mapping[str, Any], names: Container[str]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name in names}
