"""Batches for a library that gives new objects keys of its own."""

from __future__ import annotations

from zotsync.core.actions import Create, There, Trash, Update
from zotsync.core.batches import batches, payload, renamed

TREE: tuple[There, ...] = (
    Create("topic:A", "collections", "A", {"name": "A", "parentCollection": ""}),
    Create("topic:B", "collections", "B", {"name": "B", "parentCollection": ""}),
    Create("topic:C", "collections", "C", {"name": "C", "parentCollection": "B"}),
    Create("work:x", "items", "X", {"itemType": "book", "collections": ["A", "C"]}),
    Update("work:y", "items", "Y", 3, {}, {"collections": ["A", "OLD"]}),
    Create("note:x", "items", "N", {"itemType": "note", "parentItem": "X"}),
)


def keys(takes_keys: bool) -> list[list[str]]:
    return [[one.key for one in batch] for _, batch in batches(TREE, takes_keys=takes_keys)]


def test_an_object_waits_for_the_key_of_what_it_belongs_to() -> None:
    assert keys(takes_keys=True) == [["A", "B", "C"], ["X", "Y", "N"]]
    assert keys(takes_keys=False) == [["A", "B"], ["C"], ["X", "Y"], ["N"]]


def test_the_keys_of_the_library_stand_in_place_of_ours() -> None:
    given = {"A": "A1", "B": "B1", "C": "C1", "X": "X1"}
    sent = [payload(renamed(one, given)) for one in TREE[2:]]

    assert sent == [
        {"key": "C1", "version": 0, "name": "C", "parentCollection": "B1"},
        {"key": "X1", "version": 0, "itemType": "book", "collections": ["A1", "C1"]},
        {"key": "Y", "version": 3, "collections": ["A1", "OLD"]},
        {"key": "N", "version": 0, "itemType": "note", "parentItem": "X1"},
    ]
    assert renamed(Trash("work:x", "items", "X", 1), given) == Trash("work:x", "items", "X", 1)
