"""
One tree, changed on two sides: whatever people do, a plan makes both sides one.

`World` is the smallest model of what a plan is about: lists, one library, the memory of one clone. It applies
a plan as a sync does (what Zotero changed goes into the lists, then it is decided anew, then the library is
written) without any file or server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zotsync.codecs.zotero import reading
from zotsync.core.actions import (
    DELETED,
    Action,
    Adopt,
    Conflict,
    Create,
    Drop,
    Here,
    Leave,
    Link,
    Plan,
    Pull,
    Retire,
    Revive,
    Side,
    There,
    Trash,
    Update,
)
from zotsync.core.batches import payload
from zotsync.core.decision import Candidate
from zotsync.core.plan import plan
from zotsync.core.settle import ended, settle
from zotsync.core.tree import Base, Mirror, Wanted, advance, path_of, topic_id
from zotsync.model import Collection, Item, Snapshot

OUTSIDE = Item("OUTSIDE2", 1, {"itemType": "book", "title": "None of ours", "collections": ["PRIVATE2"]})
PRIVATE = Collection("PRIVATE2", 1, "Private")


def new_key(seed: str) -> str:
    return seed.upper().replace(":", "_").replace("\x1f", "_")


@dataclass
class World:
    """Lists, library and memory; `typed` is every word that a person wrote anywhere."""

    local: dict[str, Wanted] = field(default_factory=dict)
    """What the lists say, by id; outer topics first."""
    dropped: set[str] = field(default_factory=set)
    remote: Mirror = field(default_factory=Mirror)
    base: Base = field(default_factory=Base)
    typed: list[str] = field(default_factory=list)
    adopted: Mapping[str, str] = field(default_factory=dict)
    """Of this sync: id -> key."""

    # --- what there is ----------------------------------------------------------------------------------------

    def wanted(self) -> tuple[Wanted, ...]:
        """What the lists say, less what was deleted in Zotero and what is below that."""
        found: dict[str, Wanted] = {}
        todo = {one: wanted for one, wanted in self.local.items() if one not in self.dropped}
        for kind in ("collections", "items"):
            ready = True
            while ready:
                ready = False
                for one, wanted in list(todo.items()):
                    parent = wanted.data.get("parentCollection") or wanted.data.get("parentItem") or ""
                    if parent.startswith("topic:") and parent not in self.local:
                        # It was put into a topic that the lists name no more: back to its own place.
                        parent = topic_id(path_of(one)[:-1]) if path_of(one)[:-1] else ""
                    if wanted.kind == kind and (":" not in parent or parent in found):
                        data = dict(todo.pop(one).data)
                        if "parentCollection" in data:
                            data["parentCollection"] = parent
                        if "collections" in data:
                            data["collections"] = [name for name in data["collections"] if name in found]
                        found[one] = replace(wanted, data=data)
                        ready = True
        return tuple(found.values())

    def find(self, wanted: Wanted, keys: Mapping[str, str]) -> Sequence[Candidate]:
        if wanted.id in self.adopted:
            return [Candidate(self.adopted[wanted.id], "added in Zotero")]
        own = new_key(wanted.id)
        if own in (self.remote.items if wanted.kind == "items" else self.remote.collections):
            return [Candidate(own, "made by zotsync")]
        if wanted.kind == "collections":
            parent = wanted.data["parentCollection"]
            place = keys.get(parent, "" if ":" in parent else parent), wanted.data["name"]
            return [
                Candidate(key, "name")
                for key, one in self.remote.collections.items()
                if (one.parent, one.name) == place and not one.trashed
            ]
        return [
            Candidate(key, "citation key")
            for key, item in self.remote.items.items()
            if item.data.get("citationKey") == wanted.data.get("citationKey") is not None
            and not item.data.get("deleted")
        ]

    def plan(self, prefer: Side = "", order: Callable[[Sequence[Any]], Sequence[Any]] = list) -> Plan:
        """`order`: in which the objects of each kind come."""
        wanted = self.wanted()
        topics = [one for one in wanted if one.kind == "collections"]
        works = [one for one in wanted if one.kind == "items" and "parentItem" not in one.data]
        notes = [one for one in wanted if "parentItem" in one.data]
        remote = Mirror(
            self.remote.version,
            dict(order(list(self.remote.items.items()))),
            dict(order(list(self.remote.collections.items()))),
        )
        base = Base(self.base.mirror, dict(order(list(self.base.bonds.items()))))
        return plan(
            "lib",
            base,
            [*topics, *order(works), *order(notes)],
            remote,
            self.find,
            new_key,
            reading,
            name=lambda item: str(item.data.get("citationKey") or item.key.lower()),
            dropped=self.dropped,
            choose=lambda _: prefer,
        )

    # --- a sync -----------------------------------------------------------------------------------------------

    def sync(self, prefer: Side = "") -> tuple[Action, ...]:
        """Everything that was decided."""
        told: list[Action] = []
        decided = self.plan(prefer)
        for _ in range(4):  # as often as a sync looks again
            told += decided.actions
            here = [action for action in decided.actions if isinstance(action, Here)]
            if not here:
                break
            for one in here:
                self.take(one)
            self.adopted = {one.id: one.key for one in here if isinstance(one, Adopt)}
            decided = self.plan(prefer)
        assert not [action for action in decided.actions if isinstance(action, Here)], "it ends"
        for action in decided.actions:
            if isinstance(action, There):
                sent = {name: one for name, one in payload(action).items() if name not in ("key", "version")}
                self.put(action.kind, action.key, **sent)
        local = self.wanted()
        kept = {one: bond for one, bond in self.base.bonds.items() if one not in ended(decided)}
        agreed = settle(decided, self.base, local, self.remote)
        self.base = Base(self.remote, kept | {bond.id: bond for bond in agreed})
        self.adopted = {}
        return tuple(told)

    def take(self, action: Here) -> None:
        if isinstance(action, Drop):
            self.dropped.add(action.id)
        elif isinstance(action, Revive) or action.id in self.dropped:
            self.dropped.discard(action.id)
        elif isinstance(action, Pull):
            one = self.local[action.id]
            data = {**one.data, **action.after}
            if "collections" in action.after:
                was, now = action.before["collections"], action.after["collections"]
                kept = [name for name in one.data["collections"] if name not in was or name in now]
                data["collections"] = [*kept, *(name for name in now if name not in kept)]
            self.local[action.id] = replace(one, data=data)
        else:
            key = {"citationKey": action.id.partition(":")[2]} if action.kind == "items" else {}
            self.local[action.id] = Wanted(action.id, action.kind, {**action.data, **key})

    def put(self, kind: str, key: str, **data: Any) -> None:
        """An object of the library, made or changed; each write has a version of its own."""
        version = self.remote.version + 1
        seen: dict[str, Any] = {"items": (), "collections": ()}
        if kind == "items":
            before = self.remote.items.get(key)
            after = {**(before.data if before else {}), **data}
            if not after.get("deleted"):
                after.pop("deleted", None)
            seen["items"] = (Item(key, version, after),)
        else:
            old = self.remote.collections.get(key) or Collection(key, 0, "")
            name, parent = data.get("name", old.name), data.get("parentCollection", old.parent) or ""
            trashed = bool(data.get("deleted", old.trashed))
            seen["collections"] = (Collection(key, version, name, parent, trashed),)
        self.remote = advance(self.remote, Snapshot(version, self.remote.version or -1, **seen))

    def delete(self, kind: str, key: str) -> None:
        gone = {key}
        if kind == "items":
            gone |= {k for k, one in self.remote.items.items() if one.data.get("parentItem") == key}
        self.remote = advance(
            self.remote,
            Snapshot(
                self.remote.version + 1,
                self.remote.version,
                deleted_items=frozenset(gone if kind == "items" else ()),
                deleted_collections=frozenset(gone if kind == "collections" else ()),
            ),
        )

    def words(self) -> str:
        """All that stands anywhere, trash and hidden lines too."""
        return repr([list(self.local.values()), list(self.remote.items.values()), self.remote.collections])

    def word(self, before: str) -> str:
        self.typed.append(f"{before}w{len(self.typed)}w")
        return self.typed[-1]


def world() -> World:
    """Three topics, four works, two notes, a stranger's work that became ours, and something that is not ours."""
    made = World()
    made.remote = advance(Mirror(), Snapshot(1, 0, (OUTSIDE,), (PRIVATE,)))
    for path in (("A",), ("A", "B"), ("C",)):
        topic(made, path)
    for number, places in enumerate((["A"], ["A", "C"], ["A\x1fB"], ["C"])):
        work(made, f"w{number}", [f"topic:{place}" for place in places])
    for name in ("w0", "w2"):
        note = {"itemType": "note", "parentItem": f"work:{name}", "note": f"<p>{name}</p>"}
        made.local[f"note:{name}"] = Wanted(f"note:{name}", "items", note)
    made.sync()
    data: dict[str, Any] = {"itemType": "book", "title": "S", "citationKey": "s", "creators": [], "tags": []}
    made.put("items", "STRANGE2", **data, collections=["TOPIC_C"])
    made.sync()
    assert made.plan().actions == ()
    return made


def topic(made: World, path: tuple[str, ...]) -> None:
    parent = topic_id(path[:-1]) if path[:-1] else ""
    made.local[topic_id(path)] = Wanted(
        topic_id(path), "collections", {"name": path[-1], "parentCollection": parent}
    )


def work(made: World, name: str, places: list[str]) -> None:
    data: dict[str, Any] = {
        "itemType": "book", "title": f"T {name}", "date": "2020", "citationKey": name, "creators": [],
        "tags": [{"tag": "t"}], "extra": "", "collections": places,
    }  # fmt: skip
    made.local[f"work:{name}"] = Wanted(f"work:{name}", "items", data)


# --- what people do -------------------------------------------------------------------------------------------

Edit = Callable[[World, int, int], None]
"""(world, which object, which value)."""


def some(found: Sequence[Any], number: int) -> Any:
    return found[number % len(found)] if found else None


def _works(made: World) -> list[str]:
    return [one for one in made.local if one.startswith("work:")]


def _topics(made: World) -> list[str]:
    return [one for one in made.local if one.startswith("topic:")]


def _value(made: World, name: str) -> Any:
    word = made.word(name)
    if name == "creators":
        return [{"creatorType": "author", "firstName": "", "lastName": word}]
    return word


_FIELDS = ("title", "date", "publisher", "creators")


def set_here(made: World, which: int, value: int) -> None:
    if one := some(_works(made), which):
        name = _FIELDS[value % len(_FIELDS)]
        data = {**made.local[one].data, name: _value(made, name)}
        made.local[one] = replace(made.local[one], data=data)


def set_there(made: World, which: int, value: int) -> None:
    items = [one for one in made.remote.items.values() if _is_work(one)]
    if one := some(items, which):
        name = _FIELDS[value % len(_FIELDS)]
        made.put("items", one.key, **{name: _value(made, name)})


def tag_here(made: World, which: int, value: int) -> None:
    if one := some(_works(made), which):
        tags = [] if value % 2 else [*made.local[one].data.get("tags", ()), {"tag": made.word("tag")}]
        made.local[one] = replace(made.local[one], data={**made.local[one].data, "tags": tags})


def tag_there(made: World, which: int, value: int) -> None:
    if one := some([one for one in made.remote.items.values() if _is_work(one)], which):
        tags = [] if value % 2 else [*one.data.get("tags", ()), {"tag": made.word("tag")}]
        made.put("items", one.key, tags=tags)


def extra_there(made: World, which: int, _: int) -> None:
    if one := some([one for one in made.remote.items.values() if _is_work(one)], which):
        lines = [*filter(None, [one.data.get("extra", "")]), made.word("my own words ")]
        made.put("items", one.key, extra="\n".join(lines))


def move_here(made: World, which: int, value: int) -> None:
    if one := some(_works(made), which):
        places = {*made.local[one].data["collections"]} ^ {some(_topics(made), value)}
        if places := places - {None}:
            data = {**made.local[one].data, "collections": sorted(places)}
            made.local[one] = replace(made.local[one], data=data)


def move_there(made: World, which: int, value: int) -> None:
    if one := some([one for one in made.remote.items.values() if _is_work(one)], which):
        place = some(list(made.remote.collections), value)
        made.put("items", one.key, collections=sorted({*one.data.get("collections", ())} ^ {place}))


def add_here(made: World, which: int, value: int) -> None:
    if place := some(_topics(made), value):
        work(made, made.word(f"n{which}"), [place])


def add_there(made: World, which: int, value: int) -> None:
    key, place = f"NEW{len(made.remote.items)}X{which}", some(list(made.remote.collections), value)
    data: dict[str, Any] = {"itemType": "book", "title": made.word("new"), "creators": [], "tags": []}
    made.put("items", key, **data, collections=[place] if place else [])


def leave_lists(made: World, which: int, _: int) -> None:
    if one := some(_works(made), which):
        _forget_typed(made, repr(made.local.pop(one)))
        made.local.pop("note:" + one.partition(":")[2], None)


def trash(made: World, which: int, value: int) -> None:
    if one := some(list(made.remote.items.values()), which):
        made.put("items", one.key, deleted=value % 2)


def erase(made: World, which: int, _: int) -> None:
    if one := some([one for one in made.remote.items.values() if one.key != OUTSIDE.key], which):
        _forget_typed(made, repr(one))
        for child in made.remote.items.values():
            if child.data.get("parentItem") == one.key:
                _forget_typed(made, repr(child))
        made.delete("items", one.key)


def attach(made: World, which: int, _: int) -> None:
    if one := some([one for one in made.remote.items.values() if _is_work(one)], which):
        made.put(
            "items", f"CHILD{len(made.remote.items)}", itemType="note", parentItem=one.key, note=made.word("")
        )


def annotate(made: World, which: int, _: int) -> None:
    if one := some([one for one in made.remote.items.values() if not _is_work(one)], which):
        made.put("items", one.key, note=made.word("note"))


def new_topic(made: World, which: int, value: int) -> None:
    above = path_of(some(_topics(made), value)) if value % 2 and _topics(made) else ()
    topic(made, (*above, made.word(f"t{which}")))


def drop_topic(made: World, which: int, _: int) -> None:
    if gone := some(_topics(made), which):
        _forget_typed(made, repr(made.local[gone]))
        below = [one for one in _topics(made) if one == gone or one.startswith(gone + "\x1f")]
        for one in below:
            del made.local[one]
        for one in _works(made):
            data = made.local[one].data
            if places := [name for name in data["collections"] if name not in below]:
                made.local[one] = replace(made.local[one], data={**data, "collections": places})
            else:
                leave_lists(made, _works(made).index(one), 0)


def rename_topic(made: World, which: int, _: int) -> None:
    """Lists know no renames: the heading is gone, and another one has its works."""
    if old := some(_topics(made), which):
        new = topic_id((*path_of(old)[:-1], made.word("r")))

        def called(one: str) -> str:
            return new + one[len(old) :] if one == old or one.startswith(old + "\x1f") else one

        renamed: dict[str, Wanted] = {}
        for one, wanted in made.local.items():
            data = dict(wanted.data)
            if wanted.kind == "collections":
                data["parentCollection"] = called(data["parentCollection"])
                if one == old:
                    data["name"] = path_of(new)[-1]
            if "collections" in data:
                data["collections"] = [called(place) for place in data["collections"]]
            renamed[called(one)] = Wanted(called(one), wanted.kind, data)
        made.local = renamed


def rename_there(made: World, which: int, _: int) -> None:
    if one := some(list(made.remote.collections.values()), which):
        made.put("collections", one.key, name=made.word("c"))


def rehang_there(made: World, which: int, value: int) -> None:
    if one := some(list(made.remote.collections.values()), which):
        inside = {one.key}
        for _ in made.remote.collections:
            inside |= {key for key, other in made.remote.collections.items() if other.parent in inside}
        places = ["", *(key for key in made.remote.collections if key not in inside)]
        made.put("collections", one.key, parentCollection=some(places, value))


def fold_there(made: World, which: int, value: int) -> None:
    parent = some(list(made.remote.collections), value)
    made.put(
        "collections", f"FOLD{len(made.remote.collections)}X{which}", name=made.word("f"),
        parentCollection=parent or "",
    )  # fmt: skip


def unfold_there(made: World, which: int, value: int) -> None:
    if one := some([one for one in made.remote.collections.values() if one.key != PRIVATE.key], which):
        if value % 3 == 0:
            _forget_typed(made, repr([o.name for o in made.remote.collections.values()]))
            made.delete("collections", one.key)
        else:
            made.put("collections", one.key, deleted=value % 3 == 1)


def _is_work(one: Item) -> bool:
    return one.data["itemType"] != "note" and one.key != OUTSIDE.key


def _forget_typed(made: World, gone: str) -> None:
    """The person erased it with their own hands."""
    made.typed = [word if word not in gone else "" for word in made.typed]


HERE: tuple[Edit, ...] = (
    set_here, tag_here, move_here, add_here, leave_lists, new_topic, drop_topic, rename_topic,
)  # fmt: skip
THERE: tuple[Edit, ...] = (
    set_there, tag_there, extra_there, move_there, add_there, trash, erase, attach, annotate, rename_there,
    rehang_there, fold_there, unfold_there,
)  # fmt: skip
NUMBER = st.integers(0, 11)


def edits(kinds: Sequence[Edit], most: int = 5) -> st.SearchStrategy[list[tuple[Edit, int, int]]]:
    return st.lists(st.tuples(st.sampled_from(kinds), NUMBER, NUMBER), max_size=most)


def do(made: World, done: Sequence[tuple[Edit, int, int]]) -> World:
    for edit, which, value in done:
        edit(made, which, value)
    return made


# --- properties -----------------------------------------------------------------------------------------------


def tells(actions: Sequence[Action]) -> Iterator[Action]:
    """What decides that something a person wrote goes."""
    return (one for one in actions if isinstance(one, Drop | Trash | Conflict | Retire | Leave))


@given(edits(HERE), edits(THERE), st.sampled_from(["", "local", "remote"]))
def test_both_sides_become_one_and_a_second_plan_is_empty(here: Any, there: Any, prefer: Side) -> None:
    made = do(do(world(), here), there)
    made.sync(prefer)
    again = made.plan(prefer)

    assert again.is_empty, again.actions
    for action in again.actions:
        assert isinstance(action, Conflict | Leave | Retire), action
        assert not (prefer and isinstance(action, Conflict))
    assert made.remote.items[OUTSIDE.key] == OUTSIDE or there


@given(edits(HERE), edits(THERE), st.randoms(use_true_random=False))
def test_the_order_of_objects_means_nothing(here: Any, there: Any, random: Any) -> None:
    made = do(do(world(), here), there)

    def shuffled(found: Sequence[Any]) -> Sequence[Any]:
        return list(random.sample(found, len(found)))

    one, other = made.plan(), made.plan(order=shuffled)
    assert sorted(map(_key, one.actions)) == sorted(map(_key, other.actions))
    assert one.keys == other.keys


def _key(action: Action) -> str:
    if isinstance(action, Update | Pull | Create | Adopt):
        data = {
            "after": getattr(action, "after", None),
            "before": getattr(action, "before", None),
            "data": getattr(action, "data", None),
        }
        for one in data.values():
            if one and "collections" in one:
                one["collections"] = sorted(one["collections"])
        return repr((type(action), action.id, action.key, data))
    return repr(action)


@given(edits(THERE))
def test_what_only_zotero_changed_is_not_written_to_zotero(there: Any) -> None:
    made = do(world(), there)
    actions = made.plan().actions

    assert not [one for one in actions if isinstance(one, There | Conflict)]


@given(edits(HERE))
def test_what_only_the_workspace_changed_is_not_taken_from_zotero(here: Any) -> None:
    made = do(world(), here)
    actions = made.plan().actions

    assert not [one for one in actions if isinstance(one, Here | Conflict)]


@given(edits(HERE), edits(THERE))
def test_what_a_person_typed_is_still_there(here: Any, there: Any) -> None:
    made = do(do(world(), here), there)
    before = made.words()
    typed = [word for word in made.typed if word and word in before]
    made.sync()

    after = made.words()
    assert [word for word in typed if word not in after] == []


def _all_of(made: World, action: Action) -> object:
    """Who decides about a whole item, decides about all that it says."""
    is_whole = isinstance(action, Conflict) and action.property == DELETED
    return (action, made.remote.items.get(action.key)) if is_whole else action


@pytest.mark.parametrize("prefer", ["local", "remote"])
@given(data=st.data())
def test_what_is_lost_was_told_of(prefer: Side, data: st.DataObject) -> None:
    made = do(do(world(), data.draw(edits(HERE))), data.draw(edits(THERE)))
    before = made.words()
    typed = [word for word in made.typed if word and word in before]
    told = repr([_all_of(made, action) for action in tells(made.plan().actions)])
    made.sync(prefer)

    after = made.words()
    assert [word for word in typed if word not in after and word not in told] == []


@example(
    [(move_here, 0, 1), (move_here, 0, 0), (rename_topic, 0, 0)],
    [],
    [(drop_topic, 1, 0)],
    [(rehang_there, 10, 2)],
)
@given(edits(HERE), edits(THERE), edits(HERE, 3), edits(THERE, 3))
def test_two_rounds_end_as_they_should(here: Any, there: Any, more: Any, yet_more: Any) -> None:
    made = do(do(world(), here), there)
    made.sync()
    do(do(made, more), yet_more)
    if any(isinstance(action, Conflict) for action in made.sync()):
        made.sync()  # what is in conflict may depend on what goes now

    assert made.plan().is_empty


@given(edits(HERE), edits(THERE))
def test_a_clone_that_forgot_everything_links_again_without_a_change(here: Any, there: Any) -> None:
    made = do(do(world(), here), there)
    made.sync("remote")
    if made.plan().actions:
        return  # a conflict, or a collection that others use and no list names: nobody else knows of it
    made.base = Base()
    assert {type(one) for one in made.plan().actions} <= {Link}
