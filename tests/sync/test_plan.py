"""One test per row of the planner's table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pytest

from zotsync.codecs.zotero import reading
from zotsync.core.actions import (
    DELETED,
    LISTED,
    Action,
    Adopt,
    Conflict,
    Create,
    Drop,
    Forget,
    Leave,
    Link,
    Plan,
    Pull,
    Retire,
    Revive,
    Side,
    Trash,
    Update,
)
from zotsync.core.batches import batches, payload
from zotsync.core.decision import Candidate, data_of
from zotsync.core.plan import plan
from zotsync.core.settle import ended, settle
from zotsync.core.tree import Base, Bond, Mirror, Wanted, advance, topic_id
from zotsync.model import Collection as Folder
from zotsync.model import Item, Snapshot

TOPIC = Wanted("topic:A", "collections", {"name": "A", "parentCollection": ""})
WORK = Wanted(
    "work:x", "items", {"itemType": "book", "title": "T", "date": "2020", "collections": ["topic:A"]}
)
NOTE = Wanted("note:x", "items", {"itemType": "note", "parentItem": "work:x", "note": "<p>n</p>"})
LOCAL = (TOPIC, WORK, NOTE)


def new_key(seed: str) -> str:
    return seed.upper().replace(":", "_")


def decide(
    base: Base,
    local: Sequence[Wanted],
    remote: Mirror,
    found: dict[str, list[Candidate]] | None = None,
    *,
    dropped: Collection[str] = (),
    prefer: Side = "",
) -> Plan:
    return plan(
        "lib",
        base,
        local,
        remote,
        lambda one, _: (found or {}).get(one.id, []),
        new_key,
        reading,
        name=lambda item: str(item.data.get("citationKey") or item.key.lower()),
        dropped=dropped,
        choose=lambda _: prefer,
    )


def synced(local: Sequence[Wanted] = LOCAL) -> tuple[Base, Mirror]:
    """Base and remote after everything was created."""
    first = decide(Base(), local, Mirror())
    items, collections = {}, {}
    for number, action in enumerate(first.actions, 1):
        assert isinstance(action, Create)
        if action.kind == "items":
            items[action.key] = Item(action.key, number, action.data)
        else:
            collections[action.key] = Folder(action.key, number, action.data["name"])
    mirror = Mirror(len(first.actions), items, collections)
    bonds = {bond.id: bond for bond in settle(first, Base(), local, mirror)}
    return Base(mirror, bonds), mirror


def bonds(base: Base, decided: Plan, remote: Mirror, local: Sequence[Wanted]) -> dict[str, Bond]:
    """What is agreed on after a plan was applied."""
    kept = {one: bond for one, bond in base.bonds.items() if one not in ended(decided)}
    return kept | {bond.id: bond for bond in settle(decided, base, local, remote)}


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


def test_changed_there_is_taken_over() -> None:
    base, remote = synced()
    remote = touched(remote, "WORK_X", title="V", volume="7")
    decided = decide(base, LOCAL, remote)

    assert decided.actions == (
        Pull("work:x", "items", "WORK_X", {"title": "T", "volume": ""}, {"title": "V", "volume": "7"}),
    )
    assert (
        decide(
            Base(remote, bonds(base, decided, remote, edited(title="V", volume="7"))),
            edited(title="V", volume="7"),
            remote,
        ).actions
        == ()
    )


def test_what_a_workspace_cannot_hold_stays_in_zotero_and_is_never_overwritten() -> None:
    base, remote = synced()
    remote = touched(remote, "WORK_X", title="V")
    again = Base(remote, bonds(base, decide(base, LOCAL, remote), remote, LOCAL))

    assert decide(again, LOCAL, remote).actions == ()
    assert decide(again, edited(title="U"), remote).actions == (
        Conflict("work:x", "items", "WORK_X", "title", "V", "U", "V"),
    )


def test_different_properties_on_both_sides_are_both_kept() -> None:
    base, remote = synced()
    remote = touched(remote, "WORK_X", date="2021")
    decided = decide(base, edited(title="U"), remote)

    assert of_kind(decided, Update)[0].after == {"title": "U"}
    assert of_kind(decided, Pull)[0].after == {"date": "2021"}


@pytest.mark.parametrize(("prefer", "kind", "value"), [("local", Update, "U"), ("remote", Pull, "V")])
def test_a_conflict_that_was_decided_goes_to_one_side(prefer: Side, kind: type[Action], value: str) -> None:
    base, remote = synced()
    decided = decide(base, edited(title="U"), touched(remote, "WORK_X", title="V"), prefer=prefer)

    assert len(decided.actions) == 1
    assert of_kind(decided, kind)[0].after == {"title": value}


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


def thrown_away(remote: Mirror, deleted: bool) -> Mirror:
    if not deleted:
        return touched(remote, "WORK_X", deleted=1)
    return Mirror(9, {key: item for key, item in remote.items.items() if key != "WORK_X"}, remote.collections)


@pytest.mark.parametrize("deleted", [True, False])
def test_what_a_person_threw_away_is_dropped_here(deleted: bool) -> None:
    base, remote = synced((TOPIC, WORK))
    decided = decide(base, (TOPIC, WORK), thrown_away(remote, deleted))

    assert decided.actions == (Drop("work:x", "items", "WORK_X"),)


@pytest.mark.parametrize("deleted", [True, False])
def test_thrown_away_there_and_edited_here_is_a_conflict(deleted: bool) -> None:
    base, remote = synced((TOPIC, WORK))
    remote, local = thrown_away(remote, deleted), (TOPIC, *edited(title="U")[1:2])
    (conflict,) = decide(base, local, remote).actions

    assert isinstance(conflict, Conflict)
    assert (conflict.property, conflict.local) == (DELETED, {"title": "U"})
    assert decide(base, local, remote, prefer="remote").actions == (Drop("work:x", "items", "WORK_X"),)
    first, *rest = decide(base, local, remote, prefer="local").actions
    if deleted:
        assert isinstance(first, Create)
        assert first.key == "WORK_X"
        assert not rest
    else:
        assert isinstance(first, Update)
        assert first.after == {"deleted": 0, "title": "U"}
        assert not rest


def test_the_note_of_an_item_in_the_trash_is_left_with_it() -> None:
    base, remote = synced((TOPIC, WORK))
    decided = decide(base, LOCAL, touched(remote, "WORK_X", deleted=1))

    assert [(type(one), one.id) for one in decided.actions] == [(Drop, "work:x"), (Leave, "note:x")]


def test_two_works_that_may_be_one_item_are_shown_and_one_is_linked() -> None:
    other = Wanted("work:y", "items", WORK.data)
    remote = Mirror(5, {"THEIRS": Item("THEIRS", 3, {"itemType": "book", "title": "T", "date": "2020"})})
    found = {one: [Candidate("THEIRS", "doi 10.1/x")] for one in ("work:x", "work:y")}
    decided = decide(Base(), (WORK, other), remote, found)

    assert [(type(one), one.id) for one in decided.actions] == [(Link, "work:x"), (Leave, "work:y")]


# --- what left the lists ------------------------------------------------------------------------------------


def test_what_is_in_no_list_any_more_goes_to_the_trash_with_its_note() -> None:
    base, remote = synced()
    decided = decide(base, (TOPIC,), remote)

    assert decided.actions == (Trash("work:x", "items", "WORK_X", 2), Forget("note:x", "items", "NOTE_X"))
    assert decided.is_settled
    assert bonds(base, decided, remote, (TOPIC,)).keys() == {"topic:A"}


def test_a_note_without_remarks_goes_to_the_trash_unless_somebody_wrote_in_it() -> None:
    base, remote = synced()

    assert decide(base, (TOPIC, WORK), remote).actions == (Trash("note:x", "items", "NOTE_X", 3),)
    edited_note = decide(base, (TOPIC, WORK), touched(remote, "NOTE_X", note="<p>n</p><p>mine</p>"))
    assert [type(one) for one in edited_note.actions] == [Retire]


@pytest.mark.parametrize(
    ("child", "member_of"),
    [
        ({"itemType": "attachment", "parentItem": "WORK_X"}, ["TOPIC_A"]),
        ({"itemType": "note", "parentItem": "WORK_X", "note": "theirs"}, ["TOPIC_A"]),
        (None, ["TOPIC_A", "THEIRS"]),
    ],
)
def test_what_others_hold_leaves_our_collections_and_stays(
    child: dict[str, Any] | None, member_of: list[str]
) -> None:
    base, remote = synced()
    remote = touched(remote, "WORK_X", collections=member_of)
    if child:
        remote = Mirror(
            remote.version, {**remote.items, "CHILD": Item("CHILD", 1, child)}, remote.collections
        )
    decided = decide(base, (TOPIC,), remote)

    (update,) = of_kind(decided, Update)
    assert update.after == {"collections": [one for one in member_of if one == "THEIRS"]}
    assert [type(one) for one in decided.actions if one.id == "work:x"] == [Update, Retire]


def test_an_item_that_was_there_before_is_never_trashed() -> None:
    remote = Mirror(
        5,
        {"OTHER": Item("OTHER", 3, {**WORK.data, "collections": ["TOPIC_A"]})},
        {"TOPIC_A": Folder("TOPIC_A", 1, "A")},
    )
    base = Base(
        remote,
        {
            one.id: Bond(one.id, one.kind, key, one.data, {**one.data, "collections": ["TOPIC_A"]})
            for one, key in ((TOPIC, "TOPIC_A"), (WORK, "OTHER"))
        },
    )

    assert [type(one) for one in decide(base, (TOPIC,), remote).actions] == [Update, Retire]


def test_gone_here_and_edited_there_is_a_conflict() -> None:
    base, remote = synced()
    remote = touched(remote, "WORK_X", title="V")
    (conflict, *_) = decide(base, (TOPIC,), remote).actions

    assert isinstance(conflict, Conflict)
    assert (conflict.property, conflict.remote) == (LISTED, {"title": "V"})
    assert isinstance(decide(base, (TOPIC,), remote, prefer="local").actions[0], Trash)
    back = decide(base, (TOPIC,), remote, prefer="remote").actions[0]
    assert isinstance(back, Adopt)
    assert back.data["collections"] == ["topic:A"]


def test_gone_on_both_sides_is_forgotten() -> None:
    base, remote = synced((TOPIC, WORK))
    decided = decide(base, (TOPIC,), touched(remote, "WORK_X", title="V", deleted=1))

    assert decided.actions == (Forget("work:x", "items", "WORK_X"),)


def test_what_was_dropped_and_is_there_again_is_revived() -> None:
    base, remote = synced((TOPIC, WORK))

    assert decide(base, (TOPIC,), remote, dropped=["work:x"]).actions == (
        Revive("work:x", "items", "WORK_X"),
    )


def test_an_empty_topic_that_left_the_lists_goes_to_the_trash_and_a_used_one_stays() -> None:
    base, remote = synced((TOPIC, WORK))
    decided = decide(base, (), remote)

    assert [(type(one), one.id) for one in decided.actions] == [(Trash, "work:x"), (Trash, "topic:A")]
    assert payload(decided.actions[1]) == {"key": "TOPIC_A", "version": 1, "deleted": True}  # type: ignore[arg-type]
    theirs = Item("THEIRS", 1, {"itemType": "book", "collections": ["TOPIC_A"]})
    used = Mirror(9, {**remote.items, "THEIRS": theirs}, remote.collections)
    assert [type(one) for one in decide(base, (), used).actions] == [Trash, Retire]


def test_a_topic_whose_last_sub_topic_moves_away_goes_with_the_same_plan() -> None:
    inner = Wanted("topic:A\x1fB", "collections", {"name": "B", "parentCollection": "topic:A"})
    base, remote = synced((TOPIC, inner))
    outer = Wanted(inner.id, "collections", {"name": "B", "parentCollection": ""})
    remote = Mirror(
        remote.version,
        remote.items,
        {**remote.collections, (key := new_key(inner.id)): Folder(key, 2, "B", "TOPIC_A")},
    )
    bonds = {**base.bonds, inner.id: replace(base.bonds[inner.id], remote=data_of(remote.collections[key]))}
    decided = decide(Base(remote, bonds), (outer,), remote)

    assert [(type(one), one.id) for one in decided.actions] == [(Update, inner.id), (Trash, "topic:A")]


def test_topics_that_leave_together_go_together_wherever_they_were_moved() -> None:
    other = Wanted("topic:C", "collections", {"name": "C", "parentCollection": ""})
    base, remote = synced((TOPIC, other))
    moved = Folder("TOPIC_C", 9, "C", "TOPIC_A")
    remote = Mirror(9, remote.items, {**remote.collections, "TOPIC_C": moved})

    assert [(type(one), one.id) for one in decide(base, (), remote).actions] == [
        (Trash, "topic:C"),
        (Trash, "topic:A"),
    ]


def test_a_collection_that_moved_below_one_that_left_the_lists_names_it_by_its_key() -> None:
    other = Wanted("topic:C", "collections", {"name": "C", "parentCollection": ""})
    base, remote = synced((TOPIC, other))
    moved = Folder("TOPIC_C", 9, "C", "TOPIC_A")
    remote = Mirror(9, remote.items, {**remote.collections, "TOPIC_C": moved})
    decided = decide(base, (other,), remote)

    assert of_kind(decided, Pull)[0].after == {"parentCollection": "TOPIC_A"}
    assert [type(one) for one in decided.actions] == [Pull, Retire]


def test_a_topic_by_another_name_is_the_same_collection() -> None:
    base, remote = synced((TOPIC, WORK))
    new = Wanted("topic:B", "collections", {"name": "B", "parentCollection": ""})
    local = (new, Wanted(WORK.id, WORK.kind, {**WORK.data, "collections": ["topic:B"]}))
    decided = decide(base, local, remote)

    assert decided.actions == (
        Link("topic:B", "collections", "TOPIC_A", "renamed from A"),
        Update("topic:B", "collections", "TOPIC_A", 1, {"name": "A"}, {"name": "B"}),
        Forget("topic:A", "collections", "TOPIC_A"),
    )


# --- what is in the library alone -----------------------------------------------------------------------------


def test_an_item_that_somebody_puts_into_our_collection_is_adopted() -> None:
    base, remote = synced((TOPIC,))
    item = Item("THEIRS", 5, {"itemType": "book", "title": "New", "collections": ["OTHER", "TOPIC_A"]})
    decided = decide(base, (TOPIC,), Mirror(9, {"THEIRS": item}, remote.collections))

    assert decided.actions == (
        Adopt("work:theirs", "items", "THEIRS", {**item.data, "collections": ["topic:A"]}),
    )


@pytest.mark.parametrize(
    "data",
    [
        {"itemType": "book", "title": "elsewhere", "collections": ["OTHER"]},
        {"itemType": "book", "title": "unfiled", "collections": []},
        {"itemType": "book", "title": "in the trash", "collections": ["TOPIC_A"], "deleted": 1},
        {"itemType": "note", "note": "of its own", "collections": ["TOPIC_A"]},
        {"itemType": "attachment", "title": "a file", "collections": ["TOPIC_A"]},
    ],
)
def test_what_is_not_in_our_collections_or_no_work_is_not_touched(data: dict[str, Any]) -> None:
    base, remote = synced((TOPIC,))

    assert decide(base, (TOPIC,), Mirror(9, {"X": Item("X", 5, data)}, remote.collections)).actions == ()


def test_a_collection_below_ours_becomes_a_topic_and_its_items_works() -> None:
    base, remote = synced((TOPIC,))
    folders = {
        **remote.collections,
        "SUB": Folder("SUB", 4, "sub", "TOPIC_A"),
        "TOP": Folder("TOP", 4, "top"),
    }
    item = Item("THEIRS", 5, {"itemType": "book", "title": "New", "collections": ["SUB", "TOP"]})
    sub = topic_id(("A", "sub"))
    decided = decide(base, (TOPIC,), Mirror(9, {"THEIRS": item}, folders))

    assert [(type(one), one.id) for one in decided.actions] == [(Adopt, sub), (Adopt, "work:theirs")]
    assert of_kind(decided, Adopt)[1].data["collections"] == [sub]


def test_a_second_copy_of_a_work_is_told_and_not_adopted() -> None:
    base, remote = synced((TOPIC, WORK))
    copy = Item("COPY", 5, {"itemType": "book", "title": "T", "citationKey": "x", "collections": ["TOPIC_A"]})
    decided = decide(base, (TOPIC, WORK), Mirror(9, {**remote.items, "COPY": copy}, remote.collections))

    assert [(type(one), one.key) for one in decided.actions] == [(Leave, "COPY")]


def test_an_item_that_may_be_ours_is_not_adopted() -> None:
    base, remote = synced((TOPIC,))
    item = Item("THEIRS", 3, {"itemType": "book", "title": "Other", "collections": ["TOPIC_A"]})
    found = {"work:x": [Candidate("THEIRS", "doi 10.1/x", "is titled 'Other'")]}
    decided = decide(base, (TOPIC, WORK), Mirror(9, {"THEIRS": item}, remote.collections), found)

    assert [type(one) for one in decided.actions] == [Leave]


# --- membership -----------------------------------------------------------------------------------------------

OTHER = Wanted("topic:B", "collections", {"name": "B", "parentCollection": ""})


def test_a_move_between_our_collections_comes_here_and_others_are_none_of_our_business() -> None:
    base, remote = synced((TOPIC, OTHER, WORK))
    remote = touched(remote, "WORK_X", collections=["TOPIC_B", "THEIRS"])
    decided = decide(base, (TOPIC, OTHER, WORK), remote)

    assert decided.actions == (
        Pull("work:x", "items", "WORK_X", {"collections": ["topic:A"]}, {"collections": ["topic:B"]}),
    )


def test_a_move_in_the_list_goes_there_and_leaves_other_collections_alone() -> None:
    base, remote = synced((TOPIC, OTHER, WORK))
    remote = touched(remote, "WORK_X", collections=["TOPIC_A", "THEIRS"])
    moved = Wanted(WORK.id, WORK.kind, {**WORK.data, "collections": ["topic:B"]})
    decided = decide(base, (TOPIC, OTHER, moved), remote)

    assert [one.after for one in of_kind(decided, Update)] == [{"collections": ["THEIRS", "TOPIC_B"]}]


def test_a_topic_is_not_renamed_into_the_collection_that_it_was_put_into() -> None:
    base, remote = synced((TOPIC, WORK))
    new = Wanted("topic:B", "collections", {"name": "B", "parentCollection": new_key("topic:A")})
    local = (new, replace(WORK, data={**WORK.data, "collections": ["topic:B"]}))
    created = decide(base, local, remote).actions[0]

    assert isinstance(created, Create)
    assert created.data == {"name": "B", "parentCollection": new_key("topic:A")}


def test_a_collection_that_another_topic_has_by_now_is_not_renamed_as_well() -> None:
    """A heading above was renamed, and the works went below a new one at the same time."""
    base, remote = synced((TOPIC, WORK))
    above = Wanted("topic:X", "collections", {"name": "A", "parentCollection": ""})
    below = Wanted("topic:X\x1fB", "collections", {"name": "B", "parentCollection": "topic:X"})
    local = (above, below, replace(WORK, data={**WORK.data, "collections": [below.id]}))
    linked, created, *_ = decide(base, local, remote, {"topic:X": [Candidate("TOPIC_A", "its name")]}).actions

    assert linked == Link("topic:X", "collections", "TOPIC_A", "its name")
    assert isinstance(created, Create)
    assert created.data == {"name": "B", "parentCollection": "TOPIC_A"}


def test_an_item_that_we_made_and_somebody_titled_anew_gets_no_second_citation_key() -> None:
    """A clone that forgot it, and whose lists name it no more, cannot tell whether it is still that work."""
    _, remote = synced((TOPIC, WORK))
    item = remote.items[new_key("work:x")]
    item = replace(item, data={**item.data, "citationKey": "x", "title": "Another"})
    remote = replace(remote, items={item.key: item})
    found = [Candidate(new_key("topic:A"), "made by zotsync")]
    decided = plan(
        "lib",
        Base(),
        (TOPIC,),
        remote,
        lambda *_: found,
        new_key,
        reading,
        name=lambda _: "y",
        known=["work:x"],
    )

    assert [(type(one), one.id) for one in decided.actions] == [(Link, "topic:A"), (Leave, "work:x")]


def test_a_topic_whose_new_collection_another_clone_has_made_is_not_renamed_into_it() -> None:
    """That clone did not know the old name; two collections of one name would fight for the works."""
    base, remote = synced()
    new = Wanted("topic:B", "collections", {"name": "B", "parentCollection": ""})
    work = replace(WORK, data={**WORK.data, "collections": ["topic:B"]})
    made = Folder(new_key("topic:B"), 9, "B")
    remote = replace(remote, collections=dict(remote.collections) | {made.key: made})
    found = {"topic:B": [Candidate(made.key, "made by zotsync")]}
    decided = decide(base, (new, work, NOTE), remote, found)

    assert decided.keys["topic:B"] == made.key
    assert [type(one) for one in decided.actions] == [Link, Update, Trash]


def test_a_renamed_and_moved_collection_is_followed() -> None:
    base, remote = synced((TOPIC, OTHER))
    folders = {**remote.collections, "TOPIC_B": Folder("TOPIC_B", 9, "Better", "TOPIC_A")}
    decided = decide(base, (TOPIC, OTHER), Mirror(9, {}, folders))

    assert decided.actions == (
        Pull(
            "topic:B",
            "collections",
            "TOPIC_B",
            {"name": "B", "parentCollection": ""},
            {"name": "Better", "parentCollection": "topic:A"},
        ),
    )


# --- requests -------------------------------------------------------------------------------------------------


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
            "TOP": Folder("TOP", 1, "top"),
            "SUB": Folder("SUB", 1, "sub", "TOP"),
            "OTHER": Folder("OTHER", 1, "other"),
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
        (Drop, "topic:A"),
        (Leave, "topic:B"),
        (Create, "work:x"),
    ]
    assert of_kind(decided, Create)[0].data["collections"] == []


def test_an_item_goes_into_its_collection_when_that_can_be_told_again() -> None:
    two = {key: Folder(key, 1, "A") for key in ("ONE", "TWO")}
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


def first_met(ours: Wanted, **theirs: Any) -> Plan:
    remote = Mirror(5, {"THEIRS": Item("THEIRS", 3, {"title": "T", "tags": [], **theirs})})
    return decide(Base(), (ours,), remote, {"work:x": [Candidate("THEIRS", "doi 10.1/x")]})


def test_an_item_of_another_type_keeps_it_and_gets_what_it_can_hold() -> None:
    decided = first_met(Wanted("work:x", "items", PREPRINT), itemType="conferencePaper")

    assert of_kind(decided, Update)[0].after == {"tags": [{"tag": "a"}]}
    assert of_kind(decided, Conflict) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "is_taken"),
    [
        ("preprint", "conferencePaper", True),
        ("document", "journalArticle", True),
        ("document", "preprint", True),
        ("document", "film", True),
        ("webpage", "blogPost", True),
        ("journalArticle", "magazineArticle", True),
        ("conferencePaper", "preprint", False),
        ("journalArticle", "document", False),
        ("blogPost", "webpage", False),
        ("journalArticle", "conferencePaper", False),
    ],
)
def test_at_first_contact_the_more_telling_type_of_zotero_is_taken_and_none_written(
    ours: str, theirs: str, is_taken: bool
) -> None:
    decided = first_met(Wanted("work:x", "items", {"itemType": ours, "title": "T"}), itemType=theirs)

    assert [type(one) for one in decided.actions] == [Link, *([Pull] if is_taken else [])]
    if is_taken:
        (pull,) = of_kind(decided, Pull)
        assert (pull.before, pull.after) == ({"itemType": ours}, {"itemType": theirs})


def test_a_type_that_a_list_only_makes_likely_gives_way() -> None:
    data = {"itemType": "conferencePaper", "title": "T"}
    wanted = Wanted("work:x", "items", data, supposed=frozenset(["itemType"]))

    assert of_kind(first_met(wanted, itemType="journalArticle"), Pull)[0].after == {
        "itemType": "journalArticle"
    }


MARKED = Wanted(
    "work:x",
    "items",
    {"itemType": "book", "title": "T", "tags": [{"tag": "a"}, {"tag": "unsure"}], "extra": "DOI: 1\nours: 1"},
    own_words={"tags": frozenset(["unsure"]), "extra": frozenset(["ours: 1"])},
)


def test_words_of_our_own_come_only_to_items_that_we_made() -> None:
    decided = first_met(MARKED, itemType="book", extra="")
    base, remote = synced((MARKED,))

    assert of_kind(decided, Update)[0].after == {"tags": [{"tag": "a"}], "extra": "DOI: 1"}
    assert {"tag": "unsure"} in remote.items["WORK_X"].data["tags"]
    assert decide(base, (MARKED,), remote).actions == ()


def test_words_of_our_own_that_are_there_already_are_nothing_to_take_over() -> None:
    held = {"itemType": "book", "tags": [{"tag": "a"}, {"tag": "unsure"}], "extra": "DOI: 1\nours: 1"}

    assert [type(one) for one in first_met(MARKED, **held).actions] == [Link]


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
