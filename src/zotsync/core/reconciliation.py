"""One object that both sides hold: what each has to do so that they say the same."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from ..model import Collection, Item
from .actions import Action, Conflict, Pull, Update
from .decision import Schema, Trees, data_of
from .merge import SETS, Agreement, Merged, merge
from .tree import Wanted

__all__ = ["reconciled"]

Data = Mapping[str, Any]


def reconciled(
    wanted: Wanted,
    local: Data,
    there: Item | Collection,
    agreed: Agreement | None,
    trees: Trees,
    topics: Mapping[str, str],
) -> Iterator[Action]:
    """
    The conflicts that nobody decided, then an Update and a Pull, where there is anything to them.

    Args:
        local: the data of `wanted`, other objects named by key.
        there: the same object, as the library holds it.
        agreed: what both sides last agreed on; `None` where they meet for the first time.
        topics: collection key -> id, for every collection of ours.
    """
    where, schema = (wanted.id, wanted.kind, there.key), trees.schema
    remote, ours = data_of(there), local.get("itemType")
    if not trees.is_made(wanted.id, there.key):
        local = _without_own_words(local, wanted.own_words, remote)
    is_told = agreed is None and _is_told(wanted, remote, schema)
    local, agreed = _as_its_type(local, agreed, remote, schema)
    carried = schema.carries(str(remote.get("itemType"))) if wanted.kind == "items" else ()
    if agreed is None:
        carried = [name for name in carried if name != "itemType"]
    merged = merge(agreed, local, remote, schema, carried)
    after, taken = dict(merged.to_remote), dict(merged.to_local)
    if schema.citation_key(remote) in trees.former.get(wanted.id, ()) and "citationKey" in merged.clashes:
        # It is ours, of before a person gave the work another one.
        after["citationKey"] = merged.clashes.pop("citationKey").local
    for name, value in _left_as_they_are(wanted, remote, merged, trees, agreed is None):
        merged.clashes.pop(name, None)
        after.pop(name, None)
        taken[name] = value
    was = dict(agreed.remote if agreed else local)
    if is_told:
        taken["itemType"], was["itemType"] = remote["itemType"], ours
    for name, clash in merged.clashes.items():
        conflict = Conflict(*where, name, clash.base, clash.local, clash.remote)
        side = trees.choose(conflict)
        if side == "local":
            after[name] = clash.local
        elif side == "remote":
            taken[name], was[name] = clash.remote, clash.local
        else:
            yield conflict
    if "itemType" in after:
        moved = (
            schema.becomes(name, str(remote.get("itemType")), str(ours))
            for name in merged.to_remote
            if not local.get(name)
        )
        # The server moves old fields into those of the new type; where we want nothing there, it must go again.
        after |= {name: "" for name in moved if name and not local.get(name)}
    if after:
        yield Update(*where, there.version, {name: remote.get(name) for name in after}, after)
    before, taken = _by_id(taken, was, local, trees, topics)
    if taken:
        yield Pull(*where, before, taken)


def _without_own_words(local: Data, own_words: Mapping[str, Container[str]], remote: Data) -> Data:
    """What we want of an item that is somebody else's: of our own words only those that it has already."""
    kept = dict(local)
    for name, own in own_words.items():
        to_members, to_value = SETS[name]
        held = to_members(remote.get(name))
        stay = [one for one in to_members(local.get(name)) if one in held or one not in own]
        kept[name] = to_value(stay, local.get(name))
    return kept


def _is_told(wanted: Wanted, remote: Data, schema: Schema) -> bool:
    """
    Whether an item that is met for the first time tells its type better than we do.

    Where it does not, each side keeps its own: a type that a person chose is not written over.
    """
    ours, theirs = wanted.data.get("itemType"), remote.get("itemType")
    if ours == theirs or not schema.carries(str(theirs)):
        return False
    return "itemType" in wanted.supposed or schema.fuller("itemType", theirs, ours)


def _as_its_type(
    local: Data, agreed: Agreement | None, remote: Data, schema: Schema
) -> tuple[Data, Agreement | None]:
    """
    What we want and agreed on, as far as an item of its type can hold it.

    The library has another type than we would give it, or a person changed it: theirs stands, and only what it can
    hold is written. Where we changed the type ourselves, all of it stays.
    """
    ours, theirs = local.get("itemType"), remote.get("itemType")
    if ours == theirs or ours != (agreed.local.get("itemType", ours) if agreed else ours):
        return local, agreed
    held_by = schema.holds(str(theirs))
    fitting = {name: value for name, value in local.items() if name in held_by}
    if agreed is None:
        return fitting, None
    kept = {name: value for name, value in agreed.local.items() if name in held_by}
    if agreed.remote.get("itemType") != theirs:
        kept["itemType"] = fitting["itemType"] = ours
    return fitting, Agreement(kept, agreed.remote, agreed.open, agreed.kept)


def _left_as_they_are(
    wanted: Wanted, remote: Data, merged: Merged, trees: Trees, is_new: bool
) -> Iterator[tuple[str, str]]:
    """
    What stands in Zotero and is never written over, by property: a citation key, for people cite by it, also
    where it stands in Extra, unless it is an older one of ours; and what lists say in a note that is met for the
    first time, for a person may have edited it.
    """
    differing = merged.clashes.keys() | merged.to_remote.keys()
    key = trees.schema.citation_key(remote)
    if "citationKey" in differing and key and key not in trees.former.get(wanted.id, ()):
        yield "citationKey", key
    if is_new and "note" in differing and wanted.id.startswith("note:") and remote.get("note"):
        yield "note", remote["note"]


def _by_id(
    taken: Data, before: Data, local: Data, trees: Trees, topics: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """
    What a Pull says: the values before and after, collections by id.

    Only what moved in or out of our collections is anything to us.
    """
    after = dict(taken)
    if above := after.get("parentCollection"):
        listed = {key: one for one, key in trees.bound.items() if one in trees.local}
        topics = {**listed, **trees.topics()}
        after["parentCollection"] = topics.get(above, above)
    was = trees.ids({name: before.get(name) or "" for name in after}, topics)
    after = trees.ids(after, topics)
    if "collections" in after:
        here = trees.ids(local, topics)["collections"]
        if set(after["collections"]) == set(here):
            del after["collections"], was["collections"]
        else:
            was["collections"] = here
    return was, after
