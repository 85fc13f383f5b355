"""A work gets another citation key: all follows, nothing is made twice, and who cites by the old one finds it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import zotsync
from zotsync.adapters import files
from zotsync.adapters.web import WebLibrary
from zotsync.app import session
from zotsync.core.actions import Link
from zotsync.errors import UsageError

from ..server.zotero import ZoteroServer
from .clones import Clone, Hub
from .libraries import Faulty, change, held, no_sleep, of, run
from .unruly import Crash, Unruly

OLD, NEW, SECOND = "anonymous2020first", "lee2020first", "anonymous2021second"
TITLE = "First Title of All"


def bib(workspace: zotsync.Workspace) -> str:
    return workspace.library_bib.read_text(encoding="utf-8")


def edit_bib(workspace: zotsync.Workspace, old: str, new: str) -> None:
    assert old in bib(workspace)
    workspace.library_bib.write_text(bib(workspace).replace(old, new), encoding="utf-8")


def by_hand(workspace: zotsync.Workspace) -> None:
    edit_bib(workspace, f"{{{OLD},", f"{{{NEW},")


def by_command(workspace: zotsync.Workspace) -> None:
    zotsync.rekey(workspace, OLD, NEW)


def works(library: Any) -> dict[str, str]:
    """Title -> object key, of the items that are no notes."""
    return {one.data["title"]: one.key for one in held(library).items if one.data["itemType"] != "note"}


def check_renamed(workspace: zotsync.Workspace) -> None:
    root = workspace.root
    assert bib(workspace).count(TITLE) == 1
    assert f"{{{NEW}," in bib(workspace)
    assert f"ids = {{{OLD}}}" in bib(workspace)
    for path in root.glob("bib/*.bib"):
        assert f"{{{OLD}," not in path.read_text(encoding="utf-8"), path
    assert f"{{{NEW}," in workspace.topic_bib("a").read_text(encoding="utf-8")
    note = (root / "notes" / f"{NEW}.md").read_text(encoding="utf-8")
    assert f"citekey: {NEW}\n" in note
    assert f'- "@{OLD}"\n' in note
    assert not (root / "notes" / f"{OLD}.md").exists()
    assert set(workspace.read_lock().records) == {NEW, SECOND}


@pytest.mark.parametrize("rename", [by_hand, by_command])
def test_all_files_and_the_item_follow(small: zotsync.Workspace, rename: Any) -> None:
    library = Faulty()
    run(small, library)
    before = works(library)
    rename(small)
    run(small, library)

    check_renamed(small)
    assert works(library) == before
    assert of(library, TITLE)["citationKey"] == NEW
    assert f"tex.ids: {OLD}" in of(library, TITLE)["extra"]
    files_now, seen = {path: path.read_bytes() for path in small.root.glob("[bn]*/*.*")}, held(library)
    assert run(small, library).done == ()
    (small.state_folder / "state.sqlite").unlink()
    report = run(small, library)
    assert {type(one) for one in report.done} <= {Link}
    assert (held(library).items, report.open) == (seen.items, ())
    assert {path: path.read_bytes() for path in small.root.glob("[bn]*/*.*")} == files_now


@pytest.mark.parametrize("rename", [by_hand, by_command])
def test_a_clone_without_memory_brings_the_new_key_to_the_item(small: zotsync.Workspace, rename: Any) -> None:
    library = Faulty()
    run(small, library)
    before = works(library)
    rename(small)
    shutil.rmtree(small.state_folder)
    report = run(small, library)

    check_renamed(small)
    assert report.open == ()
    assert works(library) == before
    assert of(library, TITLE)["citationKey"] == NEW


def test_what_people_wrote_and_decided_goes_along(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    note = small.root / "notes" / f"{OLD}.md"
    note.write_text(note.read_text(encoding="utf-8") + "\nMy words.\n", encoding="utf-8")
    edit_bib(small, f"{{{OLD},", f"{{{OLD},\n  publisher = {{Press}},")
    change(library, TITLE, tags=[{"tag": "mine"}])
    run(small, library)
    seen = held(library)
    by_hand(small)
    run(small, library)

    assert {one.key for one in held(library).items} == {one.key for one in seen.items}
    assert "My words." in (small.root / "notes" / f"{NEW}.md").read_text(encoding="utf-8")
    assert "publisher = {Press}" in bib(small)
    assert of(library, TITLE)["tags"] == [{"tag": "mine"}, *of(library, TITLE)["tags"][1:]]
    assert run(small, library).done == ()


def test_a_note_that_was_moved_or_whose_head_a_person_wrote_stays_with_its_work(
    small: zotsync.Workspace,
) -> None:
    library = Faulty()
    run(small, library)
    note, moved = small.root / "notes" / f"{OLD}.md", small.root / "notes" / "My favourite.md"
    moved.write_text(note.read_text(encoding="utf-8").replace("year: 2020", "year: 2019"), encoding="utf-8")
    note.unlink()
    before = held(library)
    by_command(small)
    run(small, library)

    assert moved.exists()
    assert not (small.root / "notes" / f"{NEW}.md").exists()
    assert {one.key for one in held(library).items} == {one.key for one in before.items}
    assert run(small, library).done == ()


def test_back_again_and_on_to_a_third_key_the_item_stays(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    before = works(library)
    for old, new in ((OLD, NEW), (NEW, "third"), ("third", OLD)):
        zotsync.rekey(small, old, new)
        run(small, library)
        assert of(library, TITLE)["citationKey"] == new
        assert works(library) == before
        assert run(small, library).done == ()

    assert f"ids = {{{NEW}, third}}" in bib(small)
    (small.state_folder / "state.sqlite").unlink()
    run(small, library)
    assert works(library) == before


def test_a_key_of_before_is_given_to_no_new_work(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    by_command(small)
    path = small.root / "seeds" / "reading-list.md"
    path.write_text(
        path.read_text(encoding="utf-8") + "- **First of Another Kind** (2020)\n", encoding="utf-8"
    )
    run(small, library)

    assert set(small.read_lock().records) == {NEW, SECOND, f"{OLD}a"}
    assert len(works(library)) == 3


def test_a_key_of_before_that_a_person_gives_to_another_work_is_told_and_leads_to_the_first(
    small: zotsync.Workspace,
) -> None:
    library = Faulty()
    run(small, library)
    by_command(small)
    path = small.root / "seeds" / "reading-list.md"
    path.write_text(path.read_text(encoding="utf-8") + "- **A Work Apart of All** (2020)\n", encoding="utf-8")
    entry = f"\n@misc{{{OLD},\n  title = {{A Work Apart of All}},\n  year = {{2020}},\n}}\n"
    small.library_bib.write_text(bib(small) + entry, encoding="utf-8")
    run(small, library)

    assert of(library, TITLE)["citationKey"] == NEW
    assert of(library, "A Work Apart of All")["citationKey"] == "anonymous2020work"
    assert entry in bib(small)
    assert [one.code for one in zotsync.build(small).findings] == ["former-key"]
    assert run(small, library).done == ()


def test_keys_that_were_exchanged_by_hand_are_told(small: zotsync.Workspace) -> None:
    zotsync.build(small)
    swapped = bib(small).replace(f"{{{OLD},", "{third,").replace(f"{{{SECOND},", f"{{{OLD},")
    small.library_bib.write_text(swapped.replace("{third,", f"{{{SECOND},"), encoding="utf-8")
    found = [one for one in zotsync.build(small).findings if one.code == "crossed-keys"]

    assert [one.key for one in found] == [SECOND, OLD]
    assert f"{OLD} is titled as {SECOND} is" in found[1].message


def test_of_two_new_entries_that_both_may_be_it_none_is_taken_for_it(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    by_hand(small)
    entry = bib(small)[bib(small).index("@") : bib(small).index("}\n\n") + 2]
    small.library_bib.write_text(bib(small) + "\n" + entry.replace(NEW, "other"), encoding="utf-8")
    run(small, library)

    assert of(library, TITLE)["citationKey"] == OLD
    assert OLD in small.read_lock().records


def test_entries_that_refer_to_it_follow(small: zotsync.Workspace) -> None:
    run(small, library := Faulty())
    edit_bib(small, f"{{{SECOND},", f"{{{SECOND},\n  crossref = {{{OLD}}},")
    run(small, library)
    by_command(small)

    assert f"crossref = {{{NEW}}}" in bib(small)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nobody", NEW, "there is no work 'nobody'"),
        (OLD, "a key", "no key that all programs take"),
        (OLD, SECOND.upper(), f"{SECOND} is taken (Second Title of All)"),
        (OLD, OLD, "is called"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    small: zotsync.Workspace, old: str, new: str, said: str
) -> None:
    zotsync.build(small)
    with pytest.raises(UsageError) as error:
        zotsync.rekey(small, old, new)
    assert said in str(error.value)


def test_an_older_key_is_told_with_the_key_of_today(small: zotsync.Workspace) -> None:
    zotsync.build(small)
    by_command(small)
    with pytest.raises(UsageError, match=f"{OLD} is an older key of {NEW}"):
        zotsync.rekey(small, OLD, "third")
    with pytest.raises(UsageError, match=f"{OLD} is taken"):
        zotsync.rekey(small, SECOND, OLD)


@pytest.mark.parametrize("after", range(6))
@pytest.mark.parametrize("rename", [by_hand, by_command])
def test_cut_between_two_files_the_next_run_ends_the_same(
    small: zotsync.Workspace, monkeypatch: pytest.MonkeyPatch, rename: Any, after: int
) -> None:
    library = Faulty()
    run(small, library)
    before = works(library)
    edit_bib(small, f"{{{OLD},", f"{{{OLD},\n  publisher = {{Press}},")
    put, left = files._put, [after]

    def crashing(path: Path, data: bytes) -> None:
        if left[0] == 0:
            raise Crash
        left[0] -= 1
        put(path, data)

    monkeypatch.setattr(files, "_put", crashing)
    try:
        rename(small)
        zotsync.build(small)
    except Crash:
        pass
    monkeypatch.setattr(files, "_put", put)
    run(small, library)

    if rename is by_hand or NEW in small.read_lock().records:
        check_renamed(small)
        assert of(library, TITLE)["citationKey"] == NEW
    assert "publisher = {Press}" in bib(small)
    assert works(library) == before
    assert run(small, library).done == ()


# --- two clones -------------------------------------------------------------------------------------------


@contextmanager
def two(workspace: zotsync.Workspace, library: Any) -> Iterator[tuple[Clone, Clone]]:
    """Two clones that have both synced and exchanged all."""
    unruly, hub = Unruly(library, lambda: None, lambda *_: None), Hub()
    one = Clone(workspace.root, unruly, hub)
    one.sync()
    one.exchange()
    shutil.copytree(workspace.root, workspace.root.parent / "two")
    shutil.rmtree(workspace.root.parent / "two" / ".zotsync")
    other = Clone(workspace.root.parent / "two", unruly, hub)
    other.sync()
    yield one, other


def check_one(one: Clone, other: Clone, library: Any, before: dict[str, str]) -> None:
    check_renamed(one.workspace)
    assert one.files() == other.files()
    assert works(library) == before
    for clone in (one, other):
        report = clone.sync()
        assert report is not None
        assert (report.done, report.open) == ((), ())
    assert one.files() == other.files()


@pytest.mark.parametrize("first", ["pull", "sync"])
@pytest.mark.parametrize("rename", [by_hand, by_command])
def test_the_other_clone_follows_by_git_in_any_order(
    small: zotsync.Workspace, rename: Any, first: str
) -> None:
    library = Faulty()
    with two(small, library) as (one, other):
        before = works(library)
        rename(one.workspace)
        one.sync()
        one.exchange()
        if first == "sync":
            held_before = other.files()
            other.sync()
            assert other.files() == held_before
        other.exchange()
        other.sync()
        other.exchange()
        one.exchange()
        check_one(one, other, library, before)


def test_what_the_other_clone_edited_meanwhile_is_kept(small: zotsync.Workspace) -> None:
    library = Faulty()
    with two(small, library) as (one, other):
        before = works(library)
        by_command(one.workspace)
        one.sync()
        one.exchange()
        change(library, TITLE, publisher="Press")
        other.sync()
        assert "Press" in other.bib
        for clone in (other, one, other, one):
            clone.exchange()
            clone.sync()
        other.exchange()
        check_one(one, other, library, before)
        assert "Press" in one.bib


def test_a_note_that_was_written_under_the_old_name_meanwhile_is_kept_beside_the_new_one(
    small: zotsync.Workspace,
) -> None:
    library = Faulty()
    with two(small, library) as (one, other):
        before = works(library)
        by_command(one.workspace)
        one.sync()
        one.exchange()
        path = other.root / "notes" / f"{OLD}.md"
        path.write_text(path.read_text(encoding="utf-8") + "\nTheir words.\n", encoding="utf-8")
        other.exchange()
        other.sync()

        assert "Their words." in path.read_text(encoding="utf-8")
        assert "second-note" in {one.code for one in zotsync.build(other.workspace).findings}
        assert works(library) == before
        report = other.sync()
        assert report is not None
        assert report.done == ()


@pytest.mark.server
def test_on_a_server_the_item_keeps_its_key_and_gets_the_new_one_to_cite_by(
    small: zotsync.Workspace, zotero_server: ZoteroServer
) -> None:
    user = zotero_server.new_user()
    key = zotero_server.new_key(user)
    number = zotero_server.new_group(user)
    environment = {"ZOTERO_API_KEY": key, "ZOTERO_BASE_URL": zotero_server.url}
    which = f"group:{number}"
    session.run(small, environment, which, sleep=no_sleep)
    with WebLibrary(zotero_server.url, "group", number, key) as library:
        before = works(library)
        by_hand(small)
        session.run(small, environment, which, sleep=no_sleep)
        check_renamed(small)
        assert works(library) == before
        data = of(library, TITLE)
        assert NEW in (data.get("citationKey", ""), *data["extra"].replace("Citation Key: ", "").split("\n"))
        assert OLD not in data.get("citationKey", "")
    built, report = session.run(small, environment, which, sleep=no_sleep)
    assert (built.written, report.done, report.open) == ((), (), ())


def test_upper_and_lower_case_are_one_key_by_hand_and_two_for_the_command(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    before, capital = works(library), OLD.capitalize()
    edit_bib(small, f"{{{OLD},", f"{{{capital},")
    assert run(small, library).done == ()
    assert OLD in small.read_lock().records

    edit_bib(small, f"{{{capital},", f"{{{OLD},")
    zotsync.rekey(small, OLD, capital)
    run(small, library)
    assert of(library, TITLE)["citationKey"] == capital
    assert works(library) == before
    assert run(small, library).done == ()
