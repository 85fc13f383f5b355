"""
(base, local, remote) -> `Plan`: what to do, decided before anything is done.

| base | local | remote | action |
| --- | --- | --- | --- |
| - | x | - | Create, with a key of our own and version 0 |
| - | x | y, the same object by key, citation key, identifier | Link, and Update what one side lacks |
| - | x | several that may be it | Leave |
| B | changed | B | Update, changed properties only |
| B | changed | changed | Update what does not clash; a Conflict for each property that does |
| B | B | changed | Leave (edits made in Zotero come back with two-way sync) |
| B | x | in the trash, or deleted | Leave |
| B | - | any | Leave |

Rule 1: everything that decides is in this file and in `merge`; neither knows what kind of library it is.
Rule 2: a plan is a value: it is what `--dry-run` prints and what `sync` applies.
Rule 3: what the workspace never wanted is not looked at, except to find a work that is already there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model import Collection, Item
from .library import Kind
from .merge import Clash, merge
from .tree import Base, Bond, Mirror, Wanted, collection_data, resolve, shown

__all__ = ["Action", "Conflict", "Create", "Leave", "Link", "Plan", "Update", "plan"]


@dataclass(frozen=True, slots=True)
class Create:
    """Make an object in the library."""

    id: str
    kind: Kind
    key: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """An object of the library is this one of ours; nothing is written."""

    id: str
    kind: Kind
    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Update:
    """Change some properties of an object in the library."""

    id: str
    kind: Kind
    key: str
    version: int
    """Of the object as it was seen: the library refuses the change if it has moved on."""
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides changed one property, each to another value; left for a person, told at every sync."""

    id: str
    kind: Kind
    key: str
    property: str
    base: Any
    local: Any
    remote: Any


@dataclass(frozen=True, slots=True)
class Leave:
    """Something is different and is deliberately not touched."""

    id: str
    kind: Kind
    key: str
    why: str
    properties: tuple[str, ...] = ()
    """What differs, where it is only some properties; both sides keep theirs."""


Action = Create | Link | Update | Conflict | Leave


@dataclass(frozen=True, slots=True)
class Plan:
    """All decisions, valid for one library at one version."""

    library: str
    version: int
    actions: tuple[Action, ...]
    keys: Mapping[str, str]
    """Id -> key, for every object that is or will be in the library."""

    @property
    def is_empty(self) -> bool:
        """Nothing to write and nothing to remember."""
        return not any(isinstance(action, Create | Link | Update) for action in self.actions)


_Held = Item | Collection


def plan(
    library: str,
    base: Base,
    local: Sequence[Wanted],
    remote: Mirror,
    find: Callable[[Wanted], Sequence[tuple[str, str]]],
    new_key: Callable[[str], str],
) -> Plan:
    """
    Decide.

    Args:
        library: id of the library.
        base: what this clone remembers.
        local: every wanted object, parents before children.
        remote: the library now.
        find: (key, why) of the remote items that may be a wanted work; asked only where there is no bond.
        new_key: id -> the key that an object of ours gets (the same in every clone).
    """
    keys = {one: bond.key for one, bond in base.bonds.items()}
    owners = {(bond.kind, bond.key): one for one, bond in base.bonds.items()}
    actions: list[Action] = []
    left: set[str] = set()
    for wanted in local:
        bond = base.bonds.get(wanted.id)
        decided: list[Action]
        if wanted.data.get("parentItem") in left:
            same = bond is not None and bond.local == wanted.data
            decided = [] if same else [_left(wanted, "the item that it belongs to is left alone")]
        elif bond is not None:
            decided = list(_bound(bond, wanted, _held(remote, wanted.kind, bond.key), keys))
        elif candidates := find(wanted):
            decided = list(_one_of(candidates, wanted, remote, keys, owners))
        else:
            keys[wanted.id] = _free(wanted, remote, new_key)
            decided = [Create(wanted.id, wanted.kind, keys[wanted.id], resolve(wanted.data, keys))]
        if any(isinstance(action, Leave) and not action.properties for action in decided):
            left.add(wanted.id)
        actions += decided
    actions += _unlisted(base.bonds.values(), local, remote)
    return Plan(library, remote.version, tuple(actions), keys)


def _left(wanted: Wanted, why: str) -> Leave:
    return Leave(wanted.id, wanted.kind, "", why)


def _one_of(
    candidates: Sequence[tuple[str, str]],
    wanted: Wanted,
    remote: Mirror,
    keys: dict[str, str],
    owners: dict[tuple[Kind, str], str],
) -> Iterable[Action]:
    """Link the one object that it may be; with several, or one that is another of ours, a person decides."""
    if len(candidates) > 1:
        also = ", ".join(key for key, _ in candidates)
        return [_left(wanted, f"several items may be it ({also}); merge them in Zotero")]
    ((key, why),) = candidates
    owner = owners.setdefault((wanted.kind, key), wanted.id)
    if owner != wanted.id:
        return [_left(wanted, f"{key} may be it ({why}), and is {shown(owner)} already; are they one work?")]
    keys[wanted.id] = key
    return _found(wanted, key, why, _held(remote, wanted.kind, key), keys)


def _held(remote: Mirror, kind: Kind, key: str) -> _Held | None:
    return remote.items.get(key) if kind == "items" else remote.collections.get(key)


def _free(wanted: Wanted, remote: Mirror, new_key: Callable[[str], str]) -> str:
    """The key for the id; the next one where a stranger's object has it already."""
    seed, number = wanted.id, 2
    while _held(remote, wanted.kind, new_key(seed)) is not None:
        seed, number = f"{wanted.id}#{number}", number + 1
    return new_key(seed)


def _data(held: _Held) -> Mapping[str, Any]:
    return held.data if isinstance(held, Item) else collection_data(held)


def _in_trash(held: _Held) -> bool:
    return held.trashed if isinstance(held, Collection) else bool(held.data.get("deleted"))


def _bound(bond: Bond, wanted: Wanted, held: _Held | None, keys: Mapping[str, str]) -> Iterable[Action]:
    if held is None:
        return [Leave(wanted.id, wanted.kind, bond.key, "deleted in Zotero; not made again")]
    if _in_trash(held):
        return [Leave(wanted.id, wanted.kind, bond.key, "in the trash in Zotero; left there")]
    return _merged(wanted, held, resolve(bond.local, keys), bond.remote, keys)


def _found(
    wanted: Wanted, key: str, why: str, held: _Held | None, keys: Mapping[str, str]
) -> Iterable[Action]:
    if held is None or _in_trash(held):
        return [Leave(wanted.id, wanted.kind, key, "in the trash in Zotero; left there")]
    return [Link(wanted.id, wanted.kind, key, why), *_merged(wanted, held, None, _data(held), keys)]


def _merged(
    wanted: Wanted,
    held: _Held,
    agreed_local: Mapping[str, Any] | None,
    agreed_remote: Mapping[str, Any],
    keys: Mapping[str, str],
) -> Iterable[Action]:
    remote = _data(held)
    merged = merge(agreed_local, resolve(wanted.data, keys), agreed_remote, remote)
    where = (wanted.id, wanted.kind, held.key)
    if merged.to_remote:
        before = {name: remote.get(name) for name in merged.to_remote}
        yield Update(*where, held.version, before, merged.to_remote)
    for name, clash in merged.clashes.items():
        yield _conflict(where, name, clash)
    if merged.to_local:
        names = tuple(merged.to_local)
        yield Leave(*where, f"changed in Zotero: {', '.join(names)}; kept there", names)


def _conflict(where: tuple[str, Kind, str], name: str, clash: Clash) -> Conflict:
    return Conflict(*where, name, clash.base, clash.local, clash.remote)


def _unlisted(bonds: Iterable[Bond], local: Sequence[Wanted], remote: Mirror) -> Iterable[Action]:
    wanted = {one.id for one in local}
    for bond in bonds:
        if bond.id not in wanted and _held(remote, bond.kind, bond.key) is not None:
            yield Leave(
                bond.id, bond.kind, bond.key, f"{shown(bond.id)} is in no list any more; kept in Zotero"
            )
