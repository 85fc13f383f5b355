"""
The way back from a sync: edits of the library, as if a person made them there.

An ordinary sync then brings the workspace along: a value that is the old one again is pulled, an item that is
in the trash is dropped. So there is one way in which anything gets into the files, also when it goes back.

| what was done | way back |
| --- | --- |
| Create | Trash |
| Update, Pull | Update to what was before, where it still says what the sync wrote or took |
| Trash, Drop | Update: out of the trash |
| Adopt | Leave: it was made in Zotero by somebody else |

What was changed since is left as it is, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .actions import Action, Adopt, Create, Drop, Leave, Plan, Pull, Trash, Update
from .decision import data_of, held, in_trash
from .library import Kind
from .merge import SETS
from .tree import Mirror

__all__ = ["undo"]


def undo(library: str, done: Iterable[Action], remote: Mirror, keys: Mapping[str, str]) -> Plan:
    """
    The plan that takes back what a sync did.

    Args:
        done: what the sync did, in its order.
        remote: the library now.
        keys: id -> key of every object of ours.
    """
    actions: list[Action] = []
    for action in reversed(list(done)):
        actions += _back(action, remote, keys)
    return Plan(library, remote.version, tuple(_joined(actions)), dict(keys))


def _back(action: Action, remote: Mirror, keys: Mapping[str, str]) -> Iterator[Action]:
    where = (action.id, action.kind, action.key)
    there = held(remote, action.kind, action.key)
    if isinstance(action, Adopt):
        yield Leave(*where, "was made in Zotero; take it out of the collection there")
    elif not isinstance(action, Create | Update | Pull | Trash | Drop):
        return
    elif there is None:
        yield Leave(*where, "is not in the library any more")
    elif isinstance(action, Create):
        if not in_trash(there):
            yield Trash(*where, there.version)
    elif isinstance(action, Trash | Drop):
        if in_trash(there):
            yield Update(*where, there.version, {"deleted": 1}, {"deleted": 0})
    else:
        now, before, after = data_of(there), _keyed(action.before, keys), _keyed(action.after, keys)
        back = {}
        for name, value in after.items():
            if name == "citationKey":
                continue  # a key that exists never changes
            if name in SETS:
                back[name] = _reverted(name, now.get(name), before.get(name), value)
            elif (now.get(name) or "") == (value or ""):
                back[name] = before.get(name) or ([] if name == "creators" else "")
            else:
                yield Leave(*where, f"{name} was changed since")
        if back:
            yield Update(*where, there.version, {name: now.get(name) for name in back}, back)


def _keyed(data: Mapping[str, object], keys: Mapping[str, str]) -> dict[str, object]:
    """Data whose collections are named by key; `Pull` names them by id."""
    named = dict(data)
    if isinstance(ids := data.get("collections"), list):
        named["collections"] = [keys.get(one, one) for one in ids if ":" not in one or one in keys]
    if isinstance(parent := data.get("parentCollection"), str):
        named["parentCollection"] = keys.get(parent, parent)
    return named


def _reverted(name: str, now: object, before: object, after: object) -> object:
    """The set as it is now, less what the sync added and with what it took away."""
    members, value = SETS[name]
    was, made, holds = members(before), members(after), members(now)
    kept = [one for one in holds if one in was or one not in made]
    return value(kept + [one for one in was if one not in made and one not in holds], now, before)


def _joined(actions: Iterable[Action]) -> Iterator[Action]:
    """One update for each object: the library takes one change of one version."""
    updates: dict[tuple[Kind, str], Update] = {}
    actions = list(actions)
    trashed = {(one.kind, one.key) for one in actions if isinstance(one, Trash)}
    for action in actions:
        at = action.kind, action.key
        if not isinstance(action, Update):
            yield action
        elif at not in trashed:
            old = updates.get(at)
            before = {**action.before, **old.before} if old else action.before
            after = {**old.after, **action.after} if old else action.after
            updates[at] = Update(action.id, *at, action.version, before, after)
    yield from updates.values()
