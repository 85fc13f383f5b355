"""One test per row of the planner's table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from zotsync.codecs.zotero import schema
from zotsync.core.batches import batches, payload
from zotsync.core.plan import (
    Action,
    Candidate,
    Conflict,
    Create,
    Keep,
    Leave,
    Link,
    Plan,
    Retire,
    Update,
    plan,
)
from zotsync.core.settle import settle
from zotsync.core.tree import Base, Mirror, Wanted, advance
from zotsync.model import Collection, Item, Snapshot

TOPIC = Wanted("topic:A", "collections", {"name": "A", "parentCollection": ""})
WORK = Wanted(
    "work:x", "items", {"itemType": "book", "title": "T", "date": "2020", "collections": ["topic:A"]}
)
NOTE = Wanted("note:x", "items", {"itemType": "note", "parentItem": "work:x", "note": "<p>n</p>"})
LOCAL = (TOPIC, WORK, NOTE)


def new_key(seed: str) -> str:
    return seed.upper().replace(":", "_")


def decide(
    base: Base, local: Sequence[Wanted], remote: Mirror, found: dict[str, list[Candidate]] | None = None
) -> Plan:
    return plan("lib", base, local, remote, lambda one, _: (found or {}).get(one.id, []), new_key, schema)


def synced(local: Sequence[Wanted] = LOCAL) -> tuple[Base, Mirror]:
    """Base and remote after everything was created."""
    first = decide(Base(), local, Mirror())
    items, collections = {}, {}
    for number, action in enumerate(first.actions, 1):
        assert isinstance(action, Create)
        if action.kind == "items":
            items[action.key] = Item(action.key, number, action.data)
        else:
            collections[action.key] = Collection(action.key, number, action.data["name"])
    mirror = Mirror(len(first.actions), items, collections)
    bonds = {bond.id: bond for bond in settle(first, Base(), local, mirror)}
    return Base(mirror, bonds), mirror


def touched(mirror: Mirror, key: str, **data: Any) -> Mirror:
    item = mirror.items[key]
    version = mirror.version + 1
    return Mirror(
        version, {**mirror.items, key: Item(key, version, {**item.data, **data})}, mirror.collections
    )


def edited(**data: Any) -> tuple[Wanted, ...]:
    return (TOPIC, Wanted(WORK.id, WORK.kind, {**WORK.data, **data}), NOTE)


def of_kind(decided: Plan, kind: type[Action]) -> list[Any]:
    return [action for action in decided.actions if isinstance(action, kind)]


def test_new_here_is_created_with_parents_first_and_ids_as_keys() -> None:
    decided = decide(Base(), LOCAL, Mirror())

    assert [(type(one), one.id) for one in decided.actions] == [
        (Create, "topic:A"),
        (Create, "work:x"),
        (Create, "note:x"),
    ]
    assert decided.actions[1].data["collections"] == ["TOPIC_A"]  # type: ignore[union-attr]
    assert decided.actions[2].data["parentItem"] == "WORK_X"  # type: ignore[union-attr]


def test_unchanged_on_both_sides_is_nothing() -> None:
    base, remote = synced()

    assert decide(base, LOCAL, remote).actions == ()


def test_changed_here_is_an_update_of_that_property_alone() -> None:
    base, remote = synced()

    assert decide(base, edited(title="U"), remote).actions == (
        Update("work:x", "items", "WORK_X", 2, {"title": "T"}, {"title": "U"}),
    )


def test_changed_there_is_left_and_told_until_it_is_taken() -> None:
    base, remote = synced()
    remote = touched(remote, "WORK_X", title="V")
    decided = decide(base, LOCAL, remote)

    assert decided.actions == (Keep("work:x", "items", "WORK_X", ("title",)),)
    assert not decided.is_settled
    assert settle(decided, base, LOCAL, remote) == ()
    assert decide(base, LOCAL, remote).actions == decided.actions


def test_different_properties_on_both_sides_are_both_kept() -> None:
    base, remote = synced()
    remote = touched(remote, "WORK_X", date="2021")
    decided = decide(base, edited(title="U"), remote)

    assert of_kind(decided, Update)[0].after == {"title": "U"}
    assert of_kind(decided, Keep)[0].properties == ("date",)


def test_the_same_property_on_both_sides_is_a_conflict_at_every_sync() -> None:
    base, remote = synced()
    remote = touched(remote, "WORK_X", title="V")
    local = edited(title="U")
    decided = decide(base, local, remote)

    assert decided.actions == (Conflict("work:x", "items", "WORK_X", "title", "T", "U", "V"),)

    bonds = {**base.bonds, **{bond.id: bond for bond in settle(decided, base, local, remote)}}

    assert decide(Base(remote, bonds), local, remote).actions == decided.actions


def test_the_same_value_on_both_sides_settles_silently() -> None:
    base, remote = synced()
    remote = touched(remote, "WORK_X", title="U")
    local = edited(title="U")
    decided = decide(base, local, remote)

    assert decided.actions == ()
    assert [bond.local["title"] for bond in settle(decided, base, local, remote)] == ["U"]


def test_an_item_that_is_there_already_is_linked_and_gets_what_it_lacks() -> None:
    remote = Mirror(5, {"THEIRS": Item("THEIRS", 3, {"itemType": "book", "title": "T", "date": ""})})
    decided = decide(Base(), (WORK,), remote, {"work:x": [Candidate("THEIRS", "doi 10.1/x")]})

    assert decided.actions == (
        Link("work:x", "items", "THEIRS", "doi 10.1/x"),
        Update("work:x", "items", "THEIRS", 3, {"date": ""}, {"date": "2020"}),
    )


def test_linking_never_overwrites_what_the_library_says() -> None:
    remote = Mirror(5, {"THEIRS": Item("THEIRS", 3, {"itemType": "book", "title": "Other", "date": "2020"})})
    decided = decide(Base(), (WORK,), remote, {"work:x": [Candidate("THEIRS", "doi 10.1/x")]})

    assert of_kind(decided, Update) == []
    assert of_kind(decided, Conflict)[0].remote == "Other"


def test_two_candidates_are_left_alone_and_their_note_too() -> None:
    remote = Mirror(5, {key: Item(key, 3, {"itemType": "book"}) for key in ("ONE", "TWO")})
    found = {"work:x": [Candidate("ONE", "doi"), Candidate("TWO", "doi")]}
    decided = decide(Base(), (WORK, NOTE), remote, found)

    assert [(type(one), one.id) for one in decided.actions] == [(Leave, "work:x"), (Leave, "note:x")]


@pytest.mark.parametrize("data", [{"deleted": 1}, None])
def test_what_a_person_threw_away_is_not_brought_back(data: dict[str, Any] | None) -> None:
    base, remote = synced()
    if data is None:
        items = {key: item for key, item in remote.items.items() if key != "WORK_X"}
        remote = Mirror(9, items, remote.collections)
    else:
        remote = touched(remote, "WORK_X", **data)
    decided = decide(base, edited(title="U"), remote)

    assert [(type(one), one.id) for one in decided.actions] == [(Leave, "work:x")]


def test_the_note_of_an_item_in_the_trash_is_left_with_it() -> None:
    base, remote = synced((TOPIC, WORK))
    decided = decide(base, LOCAL, touched(remote, "WORK_X", deleted=1))

    assert [(type(one), one.id) for one in decided.actions] == [(Leave, "work:x"), (Leave, "note:x")]


def test_two_works_that_may_be_one_item_are_shown_and_one_is_linked() -> None:
    other = Wanted("work:y", "items", WORK.data)
    remote = Mirror(5, {"THEIRS": Item("THEIRS", 3, {"itemType": "book", "title": "T", "date": "2020"})})
    found = {one: [Candidate("THEIRS", "doi 10.1/x")] for one in ("work:x", "work:y")}
    decided = decide(Base(), (WORK, other), remote, found)

    assert [(type(one), one.id) for one in decided.actions] == [(Link, "work:x"), (Leave, "work:y")]


def test_what_is_in_no_list_any_more_is_told_and_kept() -> None:
    base, remote = synced()
    decided = decide(base, (TOPIC,), remote)

    assert [(type(one), one.id) for one in decided.actions] == [(Retire, "work:x"), (Retire, "note:x")]
    assert decided.is_settled


def test_a_key_that_a_stranger_has_is_not_taken() -> None:
    remote = Mirror(5, {"WORK_X": Item("WORK_X", 3, {"itemType": "note", "note": "theirs"})})

    assert [one.key for one in decide(Base(), (WORK,), remote).actions] == ["WORK_X#2"]


def test_a_create_carries_version_0_and_an_update_the_version_that_was_seen() -> None:
    base, remote = synced()
    update = decide(base, edited(title="U"), remote).actions[0]

    assert isinstance(update, Update)
    assert payload(update) == {"key": "WORK_X", "version": 2, "title": "U"}
    assert payload(Create("i", "items", "K", {"title": "T"})) == {"key": "K", "version": 0, "title": "T"}


def test_batches_hold_at_most_50_objects_of_one_kind_in_the_order_of_the_plan() -> None:
    actions = [Create(f"topic:{n}", "collections", f"C{n}", {}) for n in range(60)]
    actions += [Create(f"work:{n}", "items", f"I{n}", {}) for n in range(3)]
    made = [(kind, len(batch)) for kind, batch in batches(actions)]

    assert made == [("collections", 50), ("collections", 10), ("items", 3)]


def test_a_deleted_collection_takes_those_below_it_and_leaves_their_items() -> None:
    mirror = Mirror(
        5,
        {"I": Item("I", 1, {"collections": ["TOP", "SUB", "OTHER"]})},
        {
            "TOP": Collection("TOP", 1, "top"),
            "SUB": Collection("SUB", 1, "sub", "TOP"),
            "OTHER": Collection("OTHER", 1, "other"),
        },
    )
    after = advance(mirror, Snapshot(6, 5, deleted_collections=frozenset({"TOP"})))

    assert set(after.collections) == {"OTHER"}
    assert after.items["I"].data["collections"] == ["OTHER"]


def test_an_object_that_was_deleted_and_made_again_is_there() -> None:
    again = Item("I", 7, {"title": "again"})
    after = advance(Mirror(5), Snapshot(7, 5, items=(again,), deleted_items=frozenset({"I"})))

    assert after.items == {"I": again}


# --- what is left alone is no place for others ----------------------------------------------------------------


def test_nothing_is_put_into_a_collection_that_a_person_deleted() -> None:
    base, _ = synced((TOPIC,))
    sub = Wanted("topic:B", "collections", {"name": "B", "parentCollection": "topic:A"})
    decided = decide(base, (TOPIC, sub, WORK), Mirror(9))

    assert [(type(one), one.id) for one in decided.actions] == [
        (Leave, "topic:A"),
        (Leave, "topic:B"),
        (Create, "work:x"),
    ]
    assert of_kind(decided, Create)[0].data["collections"] == []


def test_an_item_goes_into_its_collection_when_that_can_be_told_again() -> None:
    two = {key: Collection(key, 1, "A") for key in ("ONE", "TWO")}
    found = {"topic:A": [Candidate("ONE", "name"), Candidate("TWO", "name")]}
    first = decide(Base(), (TOPIC, WORK), Mirror(1, {}, two), found)
    created = of_kind(first, Create)[0]
    remote = Mirror(2, {"WORK_X": Item("WORK_X", 2, created.data)}, {"ONE": two["ONE"]})
    base = Base(remote, {bond.id: bond for bond in settle(first, Base(), (TOPIC, WORK), remote)})
    second = decide(base, (TOPIC, WORK), remote, {"topic:A": [Candidate("ONE", "name")]})

    assert [(type(one), one.id) for one in second.actions] == [(Link, "topic:A"), (Update, "work:x")]
    assert of_kind(second, Update)[0].after == {"collections": ["ONE"]}


def test_a_doubtful_candidate_is_shown_at_every_sync_and_never_taken_or_made_twice() -> None:
    remote = Mirror(5, {"THEIRS": Item("THEIRS", 3, {"itemType": "book", "title": "Other"})})
    found = {"work:x": [Candidate("THEIRS", "doi 10.1/x", "is titled 'Other'")]}
    decided = decide(Base(), (WORK, NOTE), remote, found)

    assert [type(one) for one in decided.actions] == [Leave, Leave]
    assert decide(Base(remote), (WORK, NOTE), remote, found).actions == decided.actions


# --- item types -----------------------------------------------------------------------------------------------

PREPRINT = {
    "itemType": "preprint",
    "title": "T",
    "repository": "arXiv",
    "archiveID": "arXiv:1",
    "tags": [{"tag": "a"}],
}


def test_an_item_of_another_type_keeps_it_and_gets_what_it_can_hold() -> None:
    theirs = {"itemType": "conferencePaper", "title": "T", "tags": []}
    remote = Mirror(5, {"THEIRS": Item("THEIRS", 3, theirs)})
    wanted = Wanted("work:x", "items", PREPRINT)
    decided = decide(Base(), (wanted,), remote, {"work:x": [Candidate("THEIRS", "doi 10.1/x")]})

    assert [type(one) for one in decided.actions] == [Link, Update]
    assert of_kind(decided, Update)[0].after == {"tags": [{"tag": "a"}]}


def test_a_change_of_type_leaves_nothing_of_the_old_one_behind() -> None:
    base, remote = synced((Wanted("work:x", "items", PREPRINT),))
    paper = {"itemType": "conferencePaper", "title": "T", "proceedingsTitle": "P", "tags": [{"tag": "a"}]}
    decided = decide(base, (Wanted("work:x", "items", paper),), remote)
    after = of_kind(decided, Update)[0].after

    assert after["itemType"] == "conferencePaper"
    assert after["publisher"] == after["repository"] == ""


def test_what_is_a_list_is_cleared_as_a_list() -> None:
    creators = [{"creatorType": "author", "name": "X"}]
    base, remote = synced((Wanted("work:x", "items", {**PREPRINT, "creators": creators}),))
    decided = decide(base, (Wanted("work:x", "items", PREPRINT),), remote)

    assert of_kind(decided, Update)[0].after == {"creators": []}
