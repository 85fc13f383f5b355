"""The embedded library beyond the contract: its file, its clock, and what only zotero.org does."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.adapters.embedded import EmbeddedLibrary
from zotsync.codecs.zotero import object_key
from zotsync.errors import LibraryError, Moved, Unavailable
from zotsync.model import Item

KEY = object_key("a")


def book(seed: str = "a", **data: Any) -> dict[str, Any]:
    return {"key": object_key(seed), "version": 0, "itemType": "book", **data}


def topic(seed: str, parent: str = "", version: int = 0) -> dict[str, Any]:
    parent = object_key(parent) if parent else ""
    return {"key": object_key(seed), "version": version, "name": seed, "parentCollection": parent}


@pytest.fixture
def library() -> EmbeddedLibrary:
    return EmbeddedLibrary(":memory:", clock=lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


def test_a_new_library_is_at_version_one(library: EmbeddedLibrary) -> None:
    snapshot = library.snapshot()

    assert snapshot is not None
    assert snapshot.version == 1


def test_everybody_may_write_to_it(library: EmbeddedLibrary) -> None:
    assert library.write_obstacle == ""


def test_the_clock_dates_what_is_written(library: EmbeddedLibrary) -> None:
    report = library.write("items", [book()], version=1)
    item = report.written[0]

    assert isinstance(item, Item)
    assert item.data["dateAdded"] == item.data["dateModified"] == "2026-01-02T03:04:05Z"


def test_a_failed_object_does_not_raise_the_version(library: EmbeddedLibrary) -> None:
    assert library.write("items", [book(itemType="nope")], version=1).version == 1


@pytest.mark.parametrize(
    ("kind", "change"), [("items", {"title": ""}), ("collections", {"name": "a", "parentCollection": ""})]
)
def test_an_unchanged_object_raises_the_version_of_the_library_alone(
    library: EmbeddedLibrary, kind: Any, change: dict[str, Any]
) -> None:
    first = book() if kind == "items" else topic("a")
    library.write(kind, [first], version=1)
    report = library.write(kind, [{"key": KEY, "version": 2, **change}], version=2)
    snapshot = library.snapshot()

    assert report.unchanged == {0: KEY}
    assert report.version == 3
    assert snapshot is not None
    assert [one.version for one in snapshot.items + snapshot.collections] == [2]


def test_tags_always_count_as_a_change(library: EmbeddedLibrary) -> None:
    library.write("items", [book(tags=[{"tag": "x"}])], version=1)
    report = library.write("items", [{"key": KEY, "version": 2, "tags": [{"tag": "x"}]}], version=2)

    assert report.written[0].version == 3


def test_a_version_above_the_stored_one_is_accepted(library: EmbeddedLibrary) -> None:
    library.write("items", [book()], version=1)
    report = library.write("items", [{"key": KEY, "version": 999, "title": "b"}], version=999)

    assert report.written[0].version == 3


def test_the_same_key_twice_in_a_batch_is_made_once(library: EmbeddedLibrary) -> None:
    report = library.write("items", [book(), book()], version=1)

    assert sorted(report.written) == [0]
    assert report.failed[1].code == 412


@pytest.mark.parametrize("key", ["aaaa5555", "AAAA111O", "", "AAAA22222", None])
def test_a_key_that_is_none_is_refused(library: EmbeddedLibrary, key: Any) -> None:
    report = library.write("items", [{**book(), "key": key}], version=1)

    assert report.failed[0].code == 400


def test_a_version_must_be_a_number(library: EmbeddedLibrary) -> None:
    report = library.write("items", [{**book(), "version": "abc"}], version=1)

    assert report.failed[0].code == 400


def test_items_and_collections_have_keys_of_their_own(library: EmbeddedLibrary) -> None:
    library.write("items", [book()], version=1)

    assert not library.write("collections", [topic("a")], version=2).failed


def test_a_deletion_of_nothing_raises_the_version(library: EmbeddedLibrary) -> None:
    assert library.delete("items", [KEY], version=1) == 2


def test_a_collection_that_goes_below_itself_lets_its_new_parent_take_its_place(
    library: EmbeddedLibrary,
) -> None:
    library.write("collections", [topic("a"), topic("b", "a"), topic("c", "b")], version=1)
    library.write("collections", [topic("a", "c", version=2)], version=4)
    snapshot = library.snapshot()

    assert snapshot is not None
    assert {one.name: (one.parent, one.version) for one in snapshot.collections} == {
        "c": ("", 5),
        "a": (object_key("c"), 5),
        "b": (object_key("a"), 3),
    }


NAMES = (
    "itemType title extra note creators tags collections relations parentItem parentCollection deleted "
    "dateAdded accessDate linkMode name nonsense key version"
).split()
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.sampled_from(["book", "note", "attachment", KEY, "author", "2020-01-02T03:04:05Z"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["tag", "type", "creatorType", "name", "x"]), inner, max_size=3),
    ),
    max_leaves=5,
)
objects = st.dictionaries(st.sampled_from(NAMES), values, max_size=6)


@given(st.lists(objects, max_size=4), st.sampled_from(["items", "collections"]))
def test_whatever_is_written_is_reported_object_by_object(given_objects: list[Any], kind: Any) -> None:
    with EmbeddedLibrary(":memory:") as library:
        batch = [{"key": KEY, "version": 0, "itemType": "book"} | one for one in given_objects]
        report = library.write(kind, batch, version=1)
        told = sorted([*report.written, *report.unchanged, *report.failed])
        snapshot = library.snapshot()

        assert told == list(range(len(batch)))
        assert report.version == 1 + len(report.written) + len(report.unchanged)
        assert snapshot is not None
        assert snapshot.version == report.version


# --- the file ---------------------------------------------------------------------------------------------


def test_a_file_keeps_the_library_and_its_name(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with EmbeddedLibrary(path) as library:
        name = library.id
        library.write("items", [book(title="中文")], version=1)
    path = path.rename(tmp_path / "moved.sqlite")
    with EmbeddedLibrary(path) as library:
        snapshot = library.snapshot()

        assert library.id == name
        assert snapshot is not None
        assert [one.data["title"] for one in snapshot.items] == ["中文"]
    assert list(tmp_path.iterdir()) == [path]


def test_two_libraries_have_two_names(tmp_path: Path) -> None:
    with EmbeddedLibrary(tmp_path / "a") as a, EmbeddedLibrary(tmp_path / "b") as b:
        assert a.id != b.id


def test_two_at_one_file_see_each_other_and_guard_each_other(tmp_path: Path) -> None:
    with EmbeddedLibrary(tmp_path / "x") as ours, EmbeddedLibrary(tmp_path / "x") as theirs:
        theirs.write("items", [book()], version=1)
        with pytest.raises(Moved):
            ours.write("items", [book("b")], version=1)

        assert ours.snapshot(2) is None


def test_of_many_writers_at_one_version_one_wins(tmp_path: Path) -> None:
    EmbeddedLibrary(tmp_path / "x").close()
    won: list[str] = []

    def write(seed: str) -> None:
        with EmbeddedLibrary(tmp_path / "x") as library:
            try:
                library.write("items", [book(seed)], version=1)
            except Moved:
                return
            won.append(seed)

    writers = [threading.Thread(target=write, args=(str(i),)) for i in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert len(won) == 1


def test_a_batch_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> datetime:
        raise KeyboardInterrupt

    with EmbeddedLibrary(tmp_path / "x", clock=broken) as library:
        with pytest.raises(KeyboardInterrupt):
            library.write("collections", [topic("a")], version=1) and library.write(
                "items", [book()], version=2
            )
        with pytest.raises(KeyboardInterrupt):
            library.write("items", [book()], version=2)
        snapshot = library.snapshot()

        assert snapshot is not None
        assert (snapshot.version, len(snapshot.items)) == (2, 0)


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a library, but a long text about one\n" * 100)
    with pytest.raises(LibraryError, match=r"notes\.txt is not a library"):
        EmbeddedLibrary(path)

    assert path.read_text().startswith("not a library")


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE mine (x)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(LibraryError, match="another program"):
        EmbeddedLibrary(path)

    assert path.read_bytes() == before


def test_a_library_of_a_newer_zotsync_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    EmbeddedLibrary(path).close()
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()

    with pytest.raises(LibraryError, match="newer zotsync"):
        EmbeddedLibrary(path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be used now"):
        EmbeddedLibrary(tmp_path / "missing" / "library.sqlite")
