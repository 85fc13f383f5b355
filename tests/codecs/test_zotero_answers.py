"""What servers answer, and how long they are waited for."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest

from zotsync.codecs.zotero.answers import collection_of, item_of
from zotsync.codecs.zotero.patience import asked, is_passing, wait

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def answer(**data: Any) -> dict[str, Any]:
    return {"key": "ABCD2345", "version": 5, "data": {"key": "ABCD2345", "version": 5, **data}}


@pytest.mark.parametrize("flag", [0, False])
def test_an_item_that_was_restored_is_not_in_the_trash(flag: Any) -> None:
    assert "deleted" not in item_of(answer(itemType="book", deleted=flag)).data


def test_an_item_in_the_trash_is() -> None:
    assert item_of(answer(itemType="book", deleted=1)).data["deleted"] == 1


@pytest.mark.parametrize(
    ("meta", "by"),
    [
        ({"createdByUser": {"id": 101, "username": "labuser", "name": "Lab User"}}, "Lab User"),
        ({"createdByUser": {"id": 101, "username": "labuser", "name": ""}}, "labuser"),
        ({"numChildren": 0}, ""),
        (None, ""),
    ],
)
def test_an_item_of_a_group_tells_who_made_it(meta: Any, by: str) -> None:
    assert item_of(answer(itemType="book") | {"meta": meta}).by == by


def test_an_item_of_an_unknown_type_is_kept_as_it_is() -> None:
    assert item_of(answer(itemType="annotation", x=1)).data == {"itemType": "annotation", "x": 1}


@pytest.mark.parametrize(("parent", "expected"), [(False, ""), ("PARENT22", "PARENT22")])
def test_a_collection_has_a_parent_or_none(parent: Any, expected: str) -> None:
    found = collection_of(answer(name="n", parentCollection=parent))

    assert (found.key, found.version, found.name, found.parent, found.trashed) == (
        "ABCD2345",
        5,
        "n",
        expected,
        False,
    )


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30.0),
        ("0.25", 0.25),
        ("-3", 0.0),
        (format_datetime(NOW.replace(minute=5), usegmt=True), 60.0),
        (format_datetime(NOW.replace(year=2020), usegmt=True), 0.0),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_how_long_a_server_asks_to_wait(value: str | None, seconds: float | None) -> None:
    now = NOW.replace(second=5, minute=4).timestamp()

    assert asked(value, now) == seconds


def test_waits_grow() -> None:
    assert [wait(500, {}, attempt, 0) for attempt in (1, 2, 3, 9)] == [2.5, 5.0, 10.0, 10.0]
    assert [wait(429, {}, attempt, 0) for attempt in (1, 2, 3)] == [30.0, 60.0, 300.0]


@pytest.mark.parametrize(
    ("status", "read", "write"),
    [
        (200, False, False),
        (412, False, False),
        (429, True, True),
        (503, True, True),
        (500, True, False),
        (0, True, False),
    ],
)
def test_what_passes_by_itself(status: int, read: bool, write: bool) -> None:
    assert is_passing(status, reading=True) == read
    assert is_passing(status, reading=False) == write
