"""Citation keys that works had before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.core.aliases import carried, current_keys, followed, origins, recognised, rekeyed
from zotsync.core.tree import Base, Bond, child_id, note_id, prose_id, topic_id, work_id
from zotsync.model import Creator, Decisions, Identification, Identifier, Lock, Record, Work

ARXIV = Identifier("arxiv", "1706.03762")
WORK = Work("old", "article", "Attention Is All You Need", (Creator("Vaswani"),), issued="2017")
LINE = Identification("l.md", WORK.title, "", "old", "title", 0.9)
LOCK = Lock(
    {"old": Record(WORK), "b": Record(Work("b", "book", "Other"))},
    (LINE,),
    Decisions(dropped=frozenset(["old"]), untagged=frozenset([("old", "x"), ("b", "y")])),
)


def test_everything_in_the_lock_follows() -> None:
    lock = rekeyed(LOCK, {"old": "new"})

    assert lock.records["new"] == Record(replace(WORK, key="new"), former=("old",))
    assert [one.key for one in lock.identifications] == ["new"]
    assert lock.decisions.dropped == {"new"}
    assert lock.decisions.untagged == {("new", "x"), ("b", "y")}


@given(st.lists(st.sampled_from("uvwxyz"), max_size=6))
def test_however_often_a_key_changes_objects_keep_theirs_and_every_old_key_leads_on(keys: list[str]) -> None:
    lock, now = LOCK, "old"
    for key in keys:
        lock, now = rekeyed(lock, {now: key}) if key != now else lock, key
    record = lock.records[now]

    assert record.former[:1] == (("old",) if set(keys) - {"old"} else ())
    assert origins(lock.records)(work_id(now)) == work_id("old")
    assert {one: now for one in ("old", *keys) if one != now} == current_keys(lock.records)
    assert followed(lock) == lock


def test_what_object_keys_are_made_from() -> None:
    origin = origins(rekeyed(LOCK, {"old": "new"}).records)

    assert [origin(one("new")) for one in (work_id, note_id, prose_id)] == [
        "work:old",
        "note:old",
        "prose:old",
    ]
    assert origin("work:new#2") == "work:old#2"
    assert [origin(one) for one in ("work:b", "work:b#2", "topic:new")] == ["work:b", "work:b#2", "topic:new"]


def test_what_a_merge_brought_back_is_followed() -> None:
    lock = rekeyed(LOCK, {"old": "new"})
    torn = replace(lock, records={"old": Record(WORK), **lock.records}, identifications=(LINE,))

    assert followed(torn) == replace(lock, identifications=(replace(LINE, key="new"),))


def test_the_memory_of_a_clone_follows() -> None:
    ids = [work_id("old"), note_id("old"), prose_id("old"), child_id("NOTE2222", "old"), topic_id(("old",))]
    bonds = {
        one: Bond(one, "items", f"K{at}", {"parentItem": work_id("old")} if at in (1, 2, 3) else {}, {})
        for at, one in enumerate(ids)
    }
    base = carried(Base(bonds=bonds, linked={work_id("old"): "K9"}), {"old": "new"})

    assert set(base.bonds) == {
        work_id("new"), note_id("new"), prose_id("new"), child_id("NOTE2222", "new"), topic_id(("old",)),
    }  # fmt: skip
    assert all(one == bond.id for one, bond in base.bonds.items())
    assert base.bonds[note_id("new")].local == {"parentItem": work_id("new")}
    assert base.linked == {work_id("new"): "K9"}
    assert carried(base, {"old": "new"}) is base


@pytest.mark.parametrize(
    ("theirs", "is_it"),
    [
        ({}, True),
        ({"title": "Attention is all you need"}, True),
        ({"identifiers": (ARXIV,), "creators": ()}, True),
        ({"fields": (("ids", "old"),), "title": "Another Title Altogether"}, True),
        ({"title": "Another Title Altogether"}, False),
        ({"creators": (Creator("Lee"),)}, False),
        ({"issued": "1999"}, False),
        ({"identifiers": (Identifier("arxiv", "2001.00001"),)}, False),
    ],
)
def test_another_key_is_recognised_where_the_entry_says_the_same(
    theirs: dict[str, object], is_it: bool
) -> None:
    records = {"old": Record(replace(WORK, identifiers=(ARXIV,)))}
    found = recognised(records, ["new"], {"new": replace(WORK, key="new", **theirs)})  # type: ignore[arg-type]

    assert found == ({"old": "new"} if is_it else {})


def test_nothing_is_recognised_where_the_old_entry_stands_or_two_may_be_it() -> None:
    new, other = replace(WORK, key="new"), replace(WORK, key="other")

    assert recognised({"old": Record(WORK)}, ["Old", "new"], {"new": new}) == {}
    assert recognised({"old": Record(WORK)}, ["new", "other"], {"new": new, "other": other}) == {}
    twice = {"old": Record(WORK), "old2": Record(replace(WORK, key="old2"))}
    assert recognised(twice, ["new"], {"new": new}) == {}
    assert recognised({"old": Record(WORK, former=("older",))}, ["new"], {"new": new}) == {"old": "new"}
