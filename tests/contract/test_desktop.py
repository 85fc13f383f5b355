"""
The library of a running Zotero keeps the contract as far as its local API allows, on a stand-in.

Zotero makes up the keys of new objects. So the suite talks to it through `ByOurKeys`, which knows which key of
ours became which, as a sync does, and deletes as a person does in Zotero's window.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from zotsync.adapters.desktop import DesktopLibrary
from zotsync.codecs.zotero import object_key
from zotsync.core.library import Kind, check_batch
from zotsync.errors import AccessError, LibraryError, Moved
from zotsync.model import Collection, Item, Snapshot, WriteReport

from ..server.desktop import Desktop, desktop
from .library import Desk, LibraryContract, book, codes, note, topic


class ByOurKeys:
    """A library that does not take our keys, by our keys."""

    def __init__(self, library: DesktopLibrary, zotero: Desktop) -> None:
        self.library, self.zotero = library, zotero
        self.theirs: dict[str, str] = {}
        self.known: set[tuple[Kind, str]] = set()
        self.write_obstacle = library.write_obstacle
        self.takes_keys = library.takes_keys

    @property
    def id(self) -> str:
        return self.library.id

    def item_fields(self) -> frozenset[str]:
        return self.library.item_fields()

    def _ours(self, one: Any) -> Any:
        ours = {theirs: key for key, theirs in self.theirs.items()}
        if isinstance(one, Collection):
            return replace(one, key=ours.get(one.key, one.key), parent=ours.get(one.parent, one.parent))
        return Item(ours.get(one.key, one.key), one.version, self._keyed(one.data, ours))

    @staticmethod
    def _keyed(data: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
        """Data with every key of an object replaced."""
        changed = dict(data)
        for name in ("key", "parentItem", "parentCollection"):
            if data.get(name) in keys:
                changed[name] = keys[data[name]]
        if data.get("collections"):
            changed["collections"] = [keys.get(one, one) for one in data["collections"]]
        return changed

    def snapshot(self, since: int = 0) -> Snapshot | None:
        seen = self.library.snapshot(since)
        if seen is None:
            return None
        shown = Snapshot(
            seen.version,
            seen.since,
            tuple(map(self._ours, seen.items)),
            tuple(map(self._ours, seen.collections)),
        )
        if seen.present_items is None or seen.present_collections is None:
            return shown
        present = {self._key(one) for one in (*seen.present_items, *seen.present_collections)}
        gone = [(kind, key) for kind, key in self.known if key not in present]
        return replace(
            shown,
            deleted_items=frozenset(key for kind, key in gone if kind == "items"),
            deleted_collections=frozenset(key for kind, key in gone if kind == "collections"),
        )

    def _key(self, theirs: str) -> str:
        return next((key for key, one in self.theirs.items() if one == theirs), theirs)

    def write(self, kind: Kind, objects: Sequence[Mapping[str, Any]], *, version: int) -> WriteReport:
        check_batch(objects)
        reports = [WriteReport(version, {}, {}, {})]
        at = 0
        for part in self._apart(objects):
            sent = [self._keyed(one, self.theirs) for one in part]
            report = self.library.write(kind, sent, version=reports[-1].version)
            for i, one in report.written.items():
                if not sent[i]["version"]:
                    self.theirs[part[i]["key"]] = one.key
                    self.known.add((kind, part[i]["key"]))
            reports.append(
                WriteReport(
                    report.version,
                    {at + i: self._ours(one) for i, one in report.written.items()},
                    {at + i: self._key(one) for i, one in report.unchanged.items()},
                    {at + i: one for i, one in report.failed.items()},
                )
            )
            at += len(part)
        return WriteReport(
            reports[-1].version,
            {i: one for each in reports for i, one in each.written.items()},
            {i: one for each in reports for i, one in each.unchanged.items()},
            {i: one for each in reports for i, one in each.failed.items()},
        )

    @staticmethod
    def _apart(objects: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
        """The objects in parts, none with what belongs to another, as the batches of a sync are made."""
        start = 0
        for at, one in enumerate(objects):
            new = {each["key"] for each in objects[start:at]}
            parents = {one.get("parentItem"), one.get("parentCollection"), *one.get("collections", ())}
            if new & parents:
                yield objects[start:at]
                start = at
        if objects:
            yield objects[start:]

    def delete(self, kind: Kind, keys: Sequence[str], *, version: int) -> int:
        if len(keys) > 50:
            raise LibraryError("at most 50")
        if not keys:
            return self.library.delete(kind, keys, version=version)
        if version < self.zotero.mine.version:
            raise Moved("moved")
        for key in keys:
            self.zotero.mine.erase(self.theirs.get(key, key))
        return self.zotero.mine.version


@pytest.fixture
def zotero() -> Iterator[Desktop]:
    with desktop() as running:
        yield running


class TestDesktop(LibraryContract):
    strict = False

    @pytest.fixture
    def library(self, zotero: Desktop) -> Iterator[ByOurKeys]:
        with DesktopLibrary(address=zotero.address) as library:
            yield ByOurKeys(library, zotero)

    # --- what the local API does otherwise, or cannot do ---------------------------------------------------

    def test_a_create_that_is_repeated_is_refused_not_doubled(self, desk: Desk) -> None:
        """Cannot: Zotero makes up another key. A sync looks again before it repeats (tests/sync/test_desktop)."""
        desk.put(book("a"))
        desk.put(book("a"))

        assert len(desk.whole().items) == 2

    def test_a_collection_that_is_made_again_is_not_doubled(self, desk: Desk) -> None:
        """Cannot, as above."""
        desk.shelve(topic("t"))
        desk.shelve(topic("t"))

        assert len(desk.whole().collections) == 2

    def test_a_child_before_its_parent_is_refused(self, desk: Desk) -> None:
        """With 400, where zotero.org says 409."""
        assert codes(desk.write("collections", topic("inner", "outer"), topic("outer"))) == {0: 400}
        assert codes(desk.write("items", note("n", parentItem=object_key("p")), book("p"))) == {0: 400}

    def test_an_unknown_collection_is_refused_and_the_others_are_written(self, desk: Desk) -> None:
        report = desk.write("items", book("a"), book("b", collections=["ZZZZ9999"]), book("c"))

        assert codes(report) == {1: 400}
        assert sorted(report.written) == [0, 2]

    def test_an_unknown_parent_is_refused(self, desk: Desk) -> None:
        assert codes(desk.write("items", note("n", parentItem="ZZZZ9999"))) == {0: 400}
        assert codes(desk.write("collections", topic("t", parentCollection="ZZZZ9999"))) == {0: 400}

    def test_deletions_are_not_done(self, zotero: Desktop) -> None:
        """Zotero would erase, past its trash."""
        zotero.mine.add("AAAAAAAA", itemType="book", title="a")
        with DesktopLibrary(address=zotero.address) as library, pytest.raises(LibraryError, match="erase"):
            library.delete("items", ["AAAAAAAA"], version=1)

        assert "AAAAAAAA" in zotero.mine.items


def test_zotero_9_is_read_and_not_written() -> None:
    with desktop(9) as zotero, DesktopLibrary(address=zotero.address) as library:
        zotero.mine.add("AAAAAAAA", itemType="book", title="a")
        seen = library.snapshot(5)

        assert library.id == "zotero://local/unnamed/users/0"
        assert seen is not None
        assert (seen.version, seen.since, [one.key for one in seen.items]) == (0, 0, ["AAAAAAAA"])
        assert "Zotero 10" in library.write_obstacle
        with pytest.raises(AccessError, match="Zotero 10"):
            library.write("items", [book("b")], version=0)
        assert zotero.written() == 0
