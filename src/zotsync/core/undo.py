"""
The way back from a sync: edits of the library, as if a person made them there.

An ordinary sync then brings the workspace along: a value that is the old one again is pulled, an item that is
in the trash is dropped. So there is one way in which anything gets into the files, also when it goes back.

| what was done | way back |
| --- | --- |
| Create, or out of the trash | Trash, where people left no trace (`traces`) |
| Update, Pull | Update to what was before, where it still says what the sync wrote or took |
| Trash, Drop | Update: out of the trash |
| Adopt, Revive; Pull of what was linked | Leave: it stood in Zotero before |

What was changed since is left as it is, and told. What is back already is passed over, so that an undo that was
cut can be done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ..model import Collection, Item
from .actions import Action, Adopt, Create, Drop, Leave, Link, Plan, Pull, Revive, There, Trash, Update
from .decision import data_of, held, in_trash
from .library import Kind
from .merge import SETS, Reading
from .traces import Traces, contents
from .tree import Base, Mirror, sort_of

__all__ = ["undo"]

_ORDER = ("work", "note", "topic")
"""A note stays with its item, a collection with what is in it: so they are decided later."""


def undo(library: str, done: Sequence[Action], base: Base, remote: Mirror, reading: Reading) -> Plan:
    """
    The plan that takes back what a sync did.

    Args:
        done: what the sync did, in its order.
        base: what this clone remembers now.
        remote: the library now.
    """
    way = _Way(done, base, remote, reading)
    backwards = tuple(reversed(done))
    for action in sorted(backwards, key=lambda one: _ORDER.index(sort_of(one.id))):
        way.actions += way.back(action)
    return Plan(library, remote.version, tuple(_joined(way.actions)), way.keys)


class _Way:
    """The way back, as far as it is decided."""

    def __init__(self, done: Iterable[Action], base: Base, remote: Mirror, reading: Reading) -> None:
        self.base, self.remote, self.traces = base, remote, Traces(base, remote, reading)
        self.keys = {one: bond.key for one, bond in base.bonds.items()}
        self.written = {one.id for one in done if isinstance(one, There)}
        self.thrown = {one.id for one in done if isinstance(one, Trash | Drop)}
        self.linked = {one.id for one in done if isinstance(one, Link)}
        self.made = {one.key for one in done if isinstance(one, Create)}
        self.actions: list[Action] = []
        self.staying: set[str] = set()
        """Keys of the items that are not thrown away."""

    def back(self, action: Action) -> Iterator[Action]:
        there = held(self.remote, action.kind, action.key)
        if isinstance(action, Adopt | Revive):
            if action.id not in self.written:
                yield _left(action, "was taken over from Zotero; throw it away there")
        elif isinstance(action, Pull) and action.id in self.linked:
            yield _left(action, "what was taken over stood in Zotero before, and stays there")
        elif not isinstance(action, Create | Update | Pull | Trash | Drop):
            return
        elif there is None:
            yield _left(action, "is not in the library any more")
        elif isinstance(action, Trash | Drop):
            if in_trash(there):
                where = (action.id, action.kind, action.key)
                yield Update(*where, there.version, {"deleted": 1}, {"deleted": 0})
        elif in_trash(there) and action.id not in self.thrown:
            if not _made(action):
                yield _left(action, "is in the trash")
        elif isinstance(action, Create):
            yield self._thrown(action, action.data, there)
        elif _made(action):
            bond = self.base.bonds.get(action.id)
            yield self._thrown(action, bond.remote if bond else data_of(there), there)
        else:
            yield from self._reverted(action, there)

    def _thrown(
        self, action: Create | Update | Pull, was: Mapping[str, object], there: Item | Collection
    ) -> Action:
        """Into the trash, if nobody needs it."""
        edits = self.traces.edits(was, data_of(there))
        if edits:
            why = f"{', '.join(edits)} {'was' if len(edits) == 1 else 'were'} changed since"
        elif isinstance(there, Collection):
            why = "something is in it" if self._contents.get(there.key) else ""
        elif there.data.get("parentItem") in self.staying:
            why = "belongs to an item that stays"
        else:
            why = self.traces.claim(action.id, there, self.made) or self._moved(was, there)
        if why:
            self.staying.add(there.key)
            return _left(action, why)
        if isinstance(there, Collection):
            self._contents.get(there.parent, set()).discard(there.key)
        return Trash(action.id, action.kind, action.key, there.version)

    @cached_property
    def _contents(self) -> dict[str, set[str]]:
        """What stays in each collection; first asked when all items are decided."""
        return contents(self.remote, self.actions)

    def _moved(self, was: Mapping[str, object], there: Item) -> str:
        members, _ = SETS["collections"]
        same = set(members(was.get("collections"))) == set(members(there.data.get("collections")))
        return "" if same else "was moved since"

    def _reverted(self, action: Update | Pull, there: Item | Collection) -> Iterator[Action]:
        """The values of before, property by property."""
        now, before, after = data_of(there), self._keyed(action.before), self._keyed(action.after)
        back: dict[str, object] = {}
        for name, value in after.items():
            old = before.get(name) or ([] if name == "creators" else "")
            if name == "citationKey":
                continue  # a key that exists never changes
            if name in SETS:
                back[name] = _less(name, now.get(name), before.get(name), value)
            elif (now.get(name) or "") == (value or ""):
                back[name] = old
            elif (now.get(name) or "") != (old or ""):
                yield _left(action, f"{name} was changed since")
        back = {name: value for name, value in back.items() if value != (now.get(name) or _empty(name))}
        if back:
            where = (action.id, action.kind, action.key)
            yield Update(*where, there.version, {name: now.get(name) for name in back}, back)

    def _keyed(self, data: Mapping[str, object]) -> dict[str, object]:
        """Data whose collections are named by key; `Pull` names them by id."""
        named, keys = dict(data), self.keys
        if isinstance(ids := data.get("collections"), list):
            named["collections"] = [keys.get(one, one) for one in ids if ":" not in one or one in keys]
        if isinstance(parent := data.get("parentCollection"), str):
            named["parentCollection"] = keys.get(parent, parent)
        return named


def _left(action: Action, why: str) -> Leave:
    return Leave(action.id, action.kind, action.key, why)


def _made(action: Action) -> bool:
    """Whether there is something in the library since that was not there, or was in the trash."""
    if isinstance(action, Update):
        return bool(action.before.get("deleted")) and not action.after.get("deleted", True)
    return isinstance(action, Create)


def _empty(name: str) -> object:
    return [] if name in ("creators", "tags", "collections") else ""


def _less(name: str, now: object, before: object, after: object) -> object:
    """The set as it is now, less what the sync added and with what it took away."""
    members, value = SETS[name]
    was, made, holds = members(before), members(after), members(now)
    kept = [one for one in holds if one in was or one not in made]
    return value(kept + [one for one in was if one not in made and one not in holds], now, before)


def _joined(actions: Iterable[Action]) -> Iterator[Action]:
    """One change of each object, for the library takes one of one version; and one word about it."""
    updates: dict[tuple[Kind, str], Update] = {}
    told: set[tuple[str, str]] = set()
    actions = list(actions)
    trashed = {(one.kind, one.key) for one in actions if isinstance(one, Trash)}
    for action in actions:
        at = action.kind, action.key
        if isinstance(action, Leave):
            if (action.id, action.why) not in told:
                yield action
            told.add((action.id, action.why))
        elif not isinstance(action, Update):
            yield action
        elif at not in trashed:
            old = updates.get(at)
            before = {**action.before, **old.before} if old else action.before
            after = {**old.after, **action.after} if old else action.after
            updates[at] = Update(action.id, *at, action.version, before, after)
    yield from updates.values()
