"""
(base, local, remote) -> `Plan`: what to do, decided before anything is done.

| base | local | remote | action |
| --- | --- | --- | --- |
| - | x | - | Create, with a key of our own and version 0 |
| - | - | x, inside our collections | Adopt (`adoption`) |
| - | x | y, the same by key, identifier or title | Link; Update and Pull what a side lacks |
| - | x | several that may be it, or one that is in doubt or ours already | Leave |
| B | changed | B | Update, changed properties only |
| B | B | changed | Pull, changed properties only |
| B | changed | changed | both, property by property; a Conflict for each that clashes (`reconciliation`) |
| any | any | merged into another item | Link to that one; what it says otherwise is an edit |
| B | any | in the trash, or deleted, and one that took its place | Link to that one |
| B | B | in the trash, or deleted | Drop |
| B | changed | in the trash, or deleted | Conflict |
| B | - | any | out of its collections, Trash or Retire (`leaving`) |

Rule 1: everything that decides is in this file, `linking`, `reconciliation`, `leaving`, `adoption` and `merge`;
none knows what kind of library it is.
Rule 2: a plan is a value: it is what `--dry-run` prints and what `sync` applies.
Rule 3: what is outside our collections is not looked at, except to find a work that is already there.
Rule 4: an object that is left alone is no place for others: nothing is put into it or below it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from .actions import DELETED, Action, Conflict, Create, Drop, Leave, Plan, Update
from .adoption import adopted_collections, adopted_items, adopted_notes
from .decision import Choose, Find, Name, Schema, Trees, data_of, held, in_trash
from .leaving import left_collections, left_items, renamed
from .linking import Linker, left
from .merge import changed
from .reconciliation import reconciled
from .tree import Base, Bond, Mirror, Wanted, resolve

__all__ = ["plan"]


def plan(
    library: str,
    base: Base,
    local: Sequence[Wanted],
    remote: Mirror,
    find: Find,
    new_key: Callable[[str], str],
    schema: Schema,
    *,
    name: Name,
    dropped: Container[str] = frozenset(),
    aside: Container[str] = frozenset(),
    known: Container[str] = frozenset(),
    choose: Choose = lambda _: "",
    made: Container[str] = frozenset(),
    former: Mapping[str, Container[str]] | None = None,
    with_children: bool = True,
) -> Plan:
    """
    Decide.

    Args:
        library: id of the library.
        base: what this clone remembers.
        local: every wanted object: collections, items, notes; parents before children.
        remote: the library now.
        new_key: id -> the key that an object of ours gets (the same in every clone).
        name: citation key of an item that is none of ours yet.
        dropped: ids of what was deleted in Zotero before.
        aside: ids that must not be touched now.
        known: ids of all works that the workspace has ever known, listed or not.
        choose: what a person decided about a conflict.
        made: keys that the library gave to objects of ours, as this clone remembers.
        former: id -> citation keys that the work had before.
        with_children: whether the workspace holds notes that people write in Zotero below our items.
    """
    trees = Trees(
        base,
        {one.id: one for one in local},
        dropped,
        aside,
        known,
        remote,
        schema,
        new_key,
        choose,
        made,
        former or {},
        with_children,
    )
    actions: list[Action] = []
    collections = [one for one in local if one.kind == "collections"]
    items = [one for one in local if one.kind == "items"]
    renames = {new: old for old, new in renamed(trees).items()}
    linker = Linker(trees, find, {(bond.kind, bond.key): one for one, bond in base.bonds.items()})
    actions += _objects(collections, linker, renames)
    adopted = list(adopted_collections(trees))
    actions += adopted
    actions += _objects(items, linker, {})
    actions += left_items(trees)
    actions += left_collections(trees, actions, renames.values())
    actions += adopted_items(trees, linker.disputed, name)
    actions += adopted_notes(trees)
    return Plan(library, remote.version, tuple(actions), trees.keys)


def _objects(local: Iterable[Wanted], linker: Linker, renames: dict[str, str]) -> Iterator[Action]:
    """
    The decisions about what the workspace wants.

    Args:
        renames: new id -> old id; where the new one is in the library already, it is taken out.
    """
    trees = linker.trees
    topics = trees.topics()
    for wanted in local:
        old = renames.get(wanted.id, "")
        bond = trees.base.bonds.get(old or wanted.id)
        decided: list[Action]
        if not _has_place(wanted, trees.keys):
            same = bond is not None and bond.local == wanted.data
            yield from [] if same else [left(wanted, "what it belongs to is left alone")]
            continue
        if old and bond is not None:
            if linker.has_another(bond, wanted):
                del renames[wanted.id]
                bond = None
            else:
                yield linker.renamed(bond, wanted)
        if heir := linker.heir(bond, wanted):
            trees.remade.add(wanted.id)
            decided = list(linker.inherited(heir, bond, wanted, topics))
        elif bond is not None and (others := linker.instead(bond, wanted)):
            trees.remade.add(wanted.id)
            decided = list(linker.one_of(others, wanted, topics))
        elif bond is not None:
            trees.keys[wanted.id] = bond.key
            decided = list(_bound(bond, wanted, trees, topics))
        elif candidates := linker.candidates(wanted):
            decided = list(linker.one_of(candidates, wanted, topics))
        else:
            trees.keys[wanted.id] = _free(wanted, trees)
            data = resolve(wanted.data, trees.keys)
            decided = [Create(wanted.id, wanted.kind, trees.keys[wanted.id], data)]
        if any(_leaves_alone(action) for action in decided):
            trees.keys.pop(wanted.id, None)
        yield from decided


def _leaves_alone(action: Action) -> bool:
    return isinstance(action, Leave | Drop) or (isinstance(action, Conflict) and action.property == DELETED)


def _has_place(wanted: Wanted, keys: Mapping[str, str]) -> bool:
    parent = wanted.data.get("parentItem") or wanted.data.get("parentCollection")
    return not parent or ":" not in parent or parent in keys


def _free(wanted: Wanted, trees: Trees) -> str:
    """The key for the id; the next one where a stranger's object has it already."""
    seed, number = wanted.id, 2
    while held(trees.remote, wanted.kind, trees.new_key(seed)) is not None:
        seed, number = f"{wanted.id}#{number}", number + 1
    return trees.new_key(seed)


def _bound(bond: Bond, wanted: Wanted, trees: Trees, topics: Mapping[str, str]) -> Iterable[Action]:
    there = held(trees.remote, wanted.kind, bond.key)
    if (
        there is not None
        and wanted.data == bond.local
        and data_of(there) == bond.remote
        and not in_trash(there)
        and not trees.remade  # it may belong to one of those
    ):
        return []
    agreed = trees.agreed(bond)
    local = resolve(wanted.data, trees.keys)
    if "collections" in local:
        # What is left alone keeps what is in it, and so does a collection in the trash: it may be restored.
        local["collections"] += [
            trees.bound[one]
            for one in bond.local["collections"]
            if one in trees.bound
            and one not in trees.keys
            and (one in wanted.data["collections"] or trees.is_below_trash(trees.bound[one]))
        ]
    if there is not None and not in_trash(there):
        return reconciled(wanted, local, there, agreed, trees, topics)
    if there is None and wanted.data.get("parentItem") in trees.remade:
        return [Create(wanted.id, wanted.kind, bond.key, local)]
    edited = changed(agreed.local, local, local, trees.schema) if wanted.kind == "items" else ()
    if not edited:
        return [Drop(wanted.id, wanted.kind, bond.key)]
    where = (wanted.id, wanted.kind, bond.key)
    conflict = Conflict(*where, DELETED, False, {name: local.get(name) for name in edited}, True)
    side = trees.choose(conflict)
    if side == "remote":
        return [Drop(*where)]
    if side == "":
        return [conflict]
    if there is None:
        trees.remade.add(wanted.id)
        return [Create(*where, local)]
    actions = list(reconciled(wanted, local, there, agreed, trees, topics))
    back = Update(*where, there.version, {"deleted": 1}, {"deleted": 0})
    for update in (one for one in actions if isinstance(one, Update)):
        back = replace(back, before={**back.before, **update.before}, after={**back.after, **update.after})
    return [back, *(one for one in actions if not isinstance(one, Update))]
