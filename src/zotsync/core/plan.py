"""
(base, local, remote) -> `Plan`: what to do, decided before anything is done.

| base | local | remote | action |
| --- | --- | --- | --- |
| - | x | - | Create, with a key of our own and version 0 |
| - | x | y, the same object by key, citation key or identifier, and by title | Link, and Update what it lacks |
| - | x | several that may be it, or one that is in doubt or ours already | Leave |
| B | changed | B | Update, changed properties only |
| B | changed | changed | Update what does not clash; a Conflict for each property that does |
| B | B | changed | Keep (edits made in Zotero come back with two-way sync) |
| B | x | in the trash, or deleted | Leave, with what belongs to it |
| B | - | any | Retire |

Rule 1: everything that decides is in this file and in `merge`; neither knows what kind of library it is.
Rule 2: a plan is a value: it is what `--dry-run` prints and what `sync` applies.
Rule 3: what the workspace never wanted is not looked at, except to find a work that is already there.
Rule 4: an object that is left alone is no place for others: nothing is put into it or below it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from ..model import Collection, Item
from .library import Kind
from .merge import merge
from .tree import Base, Bond, Mirror, Wanted, collection_data, resolve, shown

__all__ = [
    "Action",
    "Candidate",
    "Conflict",
    "Create",
    "Find",
    "ItemTypes",
    "Keep",
    "Leave",
    "Link",
    "Plan",
    "Retire",
    "Update",
    "plan",
]


# --- actions ----------------------------------------------------------------------------------------------


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
class Keep:
    """Some properties were changed in Zotero; they stay as they are there."""

    id: str
    kind: Kind
    key: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """An object is deliberately not touched, until a person does something about it."""

    id: str
    kind: Kind
    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Retire:
    """An object of ours is in no list any more; it stays in the library."""

    id: str
    kind: Kind
    key: str


Action = Create | Link | Update | Conflict | Keep | Leave | Retire


@dataclass(frozen=True, slots=True)
class Plan:
    """All decisions, valid for one library at one version."""

    library: str
    version: int
    actions: tuple[Action, ...]
    keys: Mapping[str, str]
    """Id -> key, for every object that is or will be in the library, less those that are left alone."""

    @property
    def is_empty(self) -> bool:
        """Nothing to write and nothing to remember."""
        return not any(isinstance(action, Create | Link | Update) for action in self.actions)

    @property
    def is_settled(self) -> bool:
        """Whether both sides agree on everything once it is applied."""
        return not any(isinstance(action, Conflict | Keep | Leave) for action in self.actions)


# --- what deciding needs to ask ---------------------------------------------------------------------------


class Candidate(NamedTuple):
    """An object of the library that may be one of ours."""

    key: str
    why: str
    doubt: str = ""
    """What speaks against it; a person then decides."""


Find = Callable[[Wanted, Mapping[str, str]], Sequence[Candidate]]
"""(wanted object, keys by id so far) -> what it may be; asked only where there is no bond."""


class ItemTypes(Protocol):
    """Zotero's schema, as far as a plan depends on it."""

    def holds(self, item_type: str, /) -> Container[str]:
        """The properties that an item of this type can have."""

    def becomes(self, field: str, old: str, new: str, /) -> str:
        """The field into which the server moves a field when an item changes its type; empty if into none."""


# --- deciding ---------------------------------------------------------------------------------------------


def plan(
    library: str,
    base: Base,
    local: Sequence[Wanted],
    remote: Mirror,
    find: Find,
    new_key: Callable[[str], str],
    types: ItemTypes,
) -> Plan:
    """
    Decide.

    Args:
        library: id of the library.
        base: what this clone remembers.
        local: every wanted object, parents before children.
        remote: the library now.
        new_key: id -> the key that an object of ours gets (the same in every clone).
    """
    keys: dict[str, str] = {}
    owners = {(bond.kind, bond.key): one for one, bond in base.bonds.items()}
    actions: list[Action] = []
    for wanted in local:
        bond = base.bonds.get(wanted.id)
        decided: list[Action]
        if not _has_place(wanted, keys):
            same = bond is not None and bond.local == wanted.data
            decided = [] if same else [_left(wanted, "what it belongs to is left alone")]
            actions += decided
            continue
        if bond is not None:
            keys[wanted.id] = bond.key
            decided = list(_bound(bond, wanted, remote, keys, types))
        elif candidates := find(wanted, keys):
            decided = list(_one_of(candidates, wanted, remote, keys, owners, types))
        else:
            keys[wanted.id] = _free(wanted, remote, new_key)
            decided = [Create(wanted.id, wanted.kind, keys[wanted.id], resolve(wanted.data, keys))]
        if any(isinstance(action, Leave) for action in decided):
            keys.pop(wanted.id, None)
        actions += decided
    actions += _unlisted(base.bonds.values(), local, remote)
    return Plan(library, remote.version, tuple(actions), keys)


def _has_place(wanted: Wanted, keys: Mapping[str, str]) -> bool:
    parent = wanted.data.get("parentItem") or wanted.data.get("parentCollection")
    return not parent or parent in keys


def _left(wanted: Wanted, why: str, key: str = "") -> Leave:
    return Leave(wanted.id, wanted.kind, key, why)


def _one_of(
    candidates: Sequence[Candidate],
    wanted: Wanted,
    remote: Mirror,
    keys: dict[str, str],
    owners: dict[tuple[Kind, str], str],
    types: ItemTypes,
) -> Iterable[Action]:
    """Link the one object that it must be; with several, with a doubt, or with one of ours, a person decides."""
    if len(candidates) > 1:
        also = ", ".join(one.key for one in candidates)
        return [_left(wanted, f"several objects may be it ({also}); merge them in Zotero")]
    (one,) = candidates
    if one.doubt:
        return [_left(wanted, f"{one.key} may be it ({one.why}), but {one.doubt}", one.key)]
    owner = owners.setdefault((wanted.kind, one.key), wanted.id)
    if owner != wanted.id:
        also = f"{one.key} may be it ({one.why}), and is {shown(owner)} already; are they one work?"
        return [_left(wanted, also, one.key)]
    keys[wanted.id] = one.key
    held = _held(remote, wanted.kind, one.key)
    if held is None or _in_trash(held):
        return [_left(wanted, "in the trash in Zotero; left there", one.key)]
    link = Link(wanted.id, wanted.kind, one.key, one.why)
    return [link, *_merged(wanted, held, None, _data(held), keys, types)]


def _held(remote: Mirror, kind: Kind, key: str) -> Item | Collection | None:
    return remote.items.get(key) if kind == "items" else remote.collections.get(key)


def _free(wanted: Wanted, remote: Mirror, new_key: Callable[[str], str]) -> str:
    """The key for the id; the next one where a stranger's object has it already."""
    seed, number = wanted.id, 2
    while _held(remote, wanted.kind, new_key(seed)) is not None:
        seed, number = f"{wanted.id}#{number}", number + 1
    return new_key(seed)


def _data(held: Item | Collection) -> Mapping[str, Any]:
    return held.data if isinstance(held, Item) else collection_data(held)


def _in_trash(held: Item | Collection) -> bool:
    return held.trashed if isinstance(held, Collection) else bool(held.data.get("deleted"))


def _bound(
    bond: Bond, wanted: Wanted, remote: Mirror, keys: Mapping[str, str], types: ItemTypes
) -> Iterable[Action]:
    held = _held(remote, wanted.kind, bond.key)
    if held is None:
        return [_left(wanted, "deleted in Zotero; not made again", bond.key)]
    if _in_trash(held):
        return [_left(wanted, "in the trash in Zotero; left there", bond.key)]
    return _merged(wanted, held, resolve(bond.local, keys), bond.remote, keys, types)


def _merged(
    wanted: Wanted,
    held: Item | Collection,
    agreed_local: Mapping[str, Any] | None,
    agreed_remote: Mapping[str, Any],
    keys: Mapping[str, str],
    types: ItemTypes,
) -> Iterable[Action]:
    where = (wanted.id, wanted.kind, held.key)
    local, remote = resolve(wanted.data, keys), _data(held)
    ours, theirs = local.get("itemType"), remote.get("itemType")
    agreed = (agreed_local or {}).get("itemType", ours)
    if ours != theirs and ours == agreed:
        # The library has another type than we would give it, or a person changed it: theirs stands, and only
        # what it can hold is written.
        held_by = types.holds(str(theirs))
        local = {name: value for name, value in local.items() if name in held_by}
        if agreed_local is not None:
            agreed_local = {name: value for name, value in agreed_local.items() if name in held_by}
    merged = merge(agreed_local, local, agreed_remote, remote)
    after = dict(merged.to_remote)
    if "itemType" in after:
        # The server moves old fields into those of the new type; where we want nothing there, it must go again.
        for name in merged.to_remote:
            moved = types.becomes(name, str(theirs), str(ours))
            if not local.get(name) and moved and not local.get(moved):
                after[moved] = ""
    if after:
        yield Update(*where, held.version, {name: remote.get(name) for name in after}, after)
    for name, clash in merged.clashes.items():
        yield Conflict(*where, name, clash.base, clash.local, clash.remote)
    if merged.to_local:
        yield Keep(*where, tuple(merged.to_local))


def _unlisted(bonds: Iterable[Bond], local: Sequence[Wanted], remote: Mirror) -> Iterable[Action]:
    wanted = {one.id for one in local}
    for bond in bonds:
        if bond.id not in wanted and _held(remote, bond.kind, bond.key) is not None:
            yield Retire(bond.id, bond.kind, bond.key)
