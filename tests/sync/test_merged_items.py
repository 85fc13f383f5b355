"""Items that somebody merged in Zotero: what stays is the work's item from then on."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import zotsync
from zotsync.adapters.web import WebLibrary
from zotsync.app import session

from ..server.zotero import ZoteroServer
from .libraries import Faulty, change, held, no_sleep, run
from .test_two_way import bib, files_of, inbox, is_at_rest

FIRST, SECOND = "anonymous2020first", "anonymous2021second"
ONE = "First Title of All"
ADDRESS = "http://zotero.org/groups/1/items/"


def keys(library: Any) -> dict[str, str]:
    """Citation key -> object key, of the items that are alive."""
    return {
        one.data.get("citationKey") or one.key: one.key
        for one in held(library).items
        if one.data["itemType"] != "note" and not one.data.get("deleted")
    }


def write(library: Any, **data: Any) -> None:
    report = library.write("items", [data], version=held(library).version)
    assert not report.failed, report.failed


def merge(library: Any, kept: str, gone: str) -> None:
    """As Zotero does it: what stays gets all that the other one had; the other one goes to the trash."""
    items = {one.key: one for one in held(library).items}
    master, other = items[kept], items[gone]
    for child in (one for one in items.values() if one.data.get("parentItem") == gone):
        write(library, key=child.key, version=child.version, parentItem=kept)
    before = master.data.get("relations", {}).get("dc:replaces", [])
    replaced = [*([before] if isinstance(before, str) else before), f"{ADDRESS}{gone}"]
    write(
        library,
        key=kept,
        version=master.version,
        collections=list(dict.fromkeys((*master.data["collections"], *other.data["collections"]))),
        tags=list({one["tag"]: one for one in (*master.data["tags"], *other.data["tags"])}.values()),
        relations={"dc:replaces": replaced[0] if len(replaced) == 1 else replaced},
    )
    write(library, key=gone, version=other.version, deleted=1)


def duplicate(library: Any, key: str = "STRANGE2", **data: Any) -> str:
    """A colleague's item of the first work, in its collection."""
    topic = next(one.key for one in held(library).collections if one.name == "A")
    fields = {"itemType": "journalArticle", "title": "First Title of All", "date": "2020"} | data
    change(library, "", key=key, version=0, collections=[topic], **fields)
    return key


@pytest.mark.parametrize(
    "theirs",
    [
        {},
        {"title": "Another Title Altogether"},
        {"title": "Another Title Altogether", "date": "1999", "publisher": "Press"},
        {"citationKey": "theirs2020"},
    ],
)
def test_what_stays_is_the_works_item_from_then_on(small: zotsync.Workspace, theirs: dict[str, Any]) -> None:
    library = Faulty()
    run(small, library)
    merge(library, duplicate(library, **theirs), keys(library)[FIRST])
    report = run(small, library)

    assert not [one for one in report.open if type(one).__name__ in ("Conflict", "Leave")]
    with pytest.MonkeyPatch.context():
        assert set(small.read_lock().records) == {FIRST, SECOND}
    assert small.read_lock().decisions.dropped == frozenset()
    assert inbox(small) == ""
    data = next(one.data for one in held(library).items if one.key == "STRANGE2")
    assert f"{{{FIRST}," in bib(small)
    assert data["citationKey"] == theirs.get("citationKey", FIRST)
    assert theirs.get("title", ONE) in bib(small)
    notes = [
        one for one in held(library).items if one.data["itemType"] == "note" and not one.data.get("deleted")
    ]
    assert [one.data["parentItem"] for one in notes] == ["STRANGE2"]
    is_at_rest(small, library)


def test_in_a_clone_that_was_not_there_too(small: zotsync.Workspace, tmp_path: Path) -> None:
    library = Faulty()
    run(small, library)
    other = zotsync.open_workspace(shutil.copytree(small.root, tmp_path / "two"))
    fresh_root = shutil.copytree(small.root, tmp_path / "three", ignore=shutil.ignore_patterns(".zotsync"))
    merge(library, duplicate(library, title="Another Title Altogether"), keys(library)[FIRST])
    for workspace in (other, zotsync.open_workspace(fresh_root), small):
        report = run(workspace, library)
        assert not [one for one in report.open if type(one).__name__ == "Leave"], report.open
    assert files_of(other) == files_of(small)
    assert run(other, library).done == run(small, library).done == ()
    assert len(keys(library)) == 2


def test_a_chain_of_merges(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    merge(library, duplicate(library, title="Another Title Altogether"), keys(library)[FIRST])
    merge(library, duplicate(library, "STRANGE3", title="A Third One"), "STRANGE2")
    run(small, library)

    assert "A Third One" in bib(small)
    assert len(keys(library)) == 2
    is_at_rest(small, library)


def test_a_duplicate_that_goes_into_ours_changes_nothing_else(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    before = keys(library)
    merge(library, before[FIRST], duplicate(library))
    run(small, library)

    assert keys(library) == before
    is_at_rest(small, library)


def test_two_works_of_ours_that_were_merged_are_one_and_the_other_is_left_out(
    small: zotsync.Workspace,
) -> None:
    library = Faulty()
    run(small, library)
    before = keys(library)
    merge(library, before[FIRST], before[SECOND])
    run(small, library)

    assert keys(library) == {FIRST: before[FIRST]}
    assert small.read_lock().decisions.dropped == {SECOND}
    assert zotsync.gather(small).topics_of[FIRST] == (("A",), ("A", "B"))
    assert f"{{{SECOND}," in bib(small)
    assert [one.code for one in zotsync.check(small)].count("trashed") == 1
    is_at_rest(small, library)


def test_what_was_merged_and_restored_is_two_again(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    before = keys(library)
    merge(library, duplicate(library, title="Another Title Altogether"), before[FIRST])
    run(small, library)
    there = next(one for one in held(library).items if one.key == before[FIRST])
    write(library, key=there.key, version=there.version, deleted=0)
    run(small, library)

    assert {before[FIRST], "STRANGE2"} <= {
        one.key for one in held(library).items if not one.data.get("deleted")
    }
    assert run(small, library).done == ()


@pytest.mark.server
def test_on_a_server(small: zotsync.Workspace, zotero_server: ZoteroServer) -> None:
    user = zotero_server.new_user()
    key, number = zotero_server.new_key(user), zotero_server.new_group(user)
    environment = {"ZOTERO_API_KEY": key, "ZOTERO_BASE_URL": zotero_server.url}
    session.run(small, environment, f"group:{number}", sleep=no_sleep)
    with WebLibrary(zotero_server.url, "group", number, key) as library:
        gone = next(one.key for one in held(library).items if one.data.get("title") == ONE)
        merge(library, duplicate(library, title="Another Title Altogether"), gone)
        _, report = session.run(small, environment, f"group:{number}", sleep=no_sleep)
        assert not [one for one in report.open if type(one).__name__ != "Pull"], report.open
        assert "Another Title Altogether" in bib(small)
        assert set(small.read_lock().records) == {FIRST, SECOND}
    built, report = session.run(small, environment, f"group:{number}", sleep=no_sleep)
    assert (built.written, report.done, report.open) == ((), (), ())
