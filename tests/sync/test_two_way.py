"""Edits on both sides, made by several people: lists, library.bib and Zotero end up the same."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import zotsync
from zotsync.adapters.embedded import EmbeddedLibrary
from zotsync.adapters.state import State
from zotsync.app.look import preview
from zotsync.codecs.zotero import object_key
from zotsync.core.actions import Adopt, Conflict, Drop, Leave, Link, Pull, Retire, Revive, Trash
from zotsync.core.brakes import Brakes
from zotsync.errors import Halted
from zotsync.model import Snapshot

from .libraries import Faulty, change, held, of, run

FIRST, SECOND = "anonymous2020first", "anonymous2021second"


def bib(workspace: zotsync.Workspace) -> str:
    return workspace.library_bib.read_text(encoding="utf-8")


def inbox(workspace: zotsync.Workspace) -> str:
    return workspace.inbox.read_text(encoding="utf-8") if workspace.inbox.exists() else ""


def edit_list(workspace: zotsync.Workspace, old: str, new: str) -> None:
    path = workspace.root / "seeds" / "reading-list.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def edit_bib(workspace: zotsync.Workspace, old: str, new: str) -> None:
    text = bib(workspace)
    assert old in text
    workspace.library_bib.write_text(text.replace(old, new), encoding="utf-8")


def files_of(workspace: zotsync.Workspace) -> dict[str, bytes]:
    return {
        path.relative_to(workspace.root).as_posix(): path.read_bytes()
        for path in sorted(workspace.root.rglob("*"))
        if path.is_file() and ".zotsync" not in path.parts
    }


def is_at_rest(workspace: zotsync.Workspace, library: Faulty, *, opens: int = 0) -> None:
    """A second sync, one from another clone, and one without any state, change nothing anywhere."""
    before, seen = files_of(workspace), held(library)
    report = run(workspace, library)
    assert (report.done, len(report.open)) == ((), opens), report
    (workspace.state_folder / "state.sqlite").unlink()
    report = run(workspace, library)
    assert {type(one) for one in report.done} <= {Link}, report.done
    assert held(library).items == seen.items
    assert held(library).collections == seen.collections
    assert files_of(workspace) == before
    assert run(workspace, library).done == ()


# --- items ----------------------------------------------------------------------------------------------------


def test_an_edit_in_zotero_comes_into_library_bib_and_the_topic_files(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    creators = [{"creatorType": "author", "firstName": "Ann", "lastName": "Lee"}]
    change(library, "First Title of All", title="First Title Mended", creators=creators, publisher="Press")
    report = run(small, library)

    assert [type(one) for one in report.done] == [Pull]
    assert "First Title Mended" in bib(small)
    assert "Lee, Ann" in bib(small)
    assert "First Title Mended" in small.topic_bib("a").read_text(encoding="utf-8")
    assert "First Title Mended" in (small.root / "notes" / f"{FIRST}.md").read_text(encoding="utf-8")
    is_at_rest(small, library)


def test_an_edit_in_library_bib_goes_to_zotero(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    edit_bib(small, "First Title of All", "First Title Bettered")
    run(small, library)

    assert of(library, "First Title Bettered")["citationKey"] == FIRST
    is_at_rest(small, library)


def test_two_fields_edited_on_two_sides_are_both_kept(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    change(library, "First Title of All", date="2022-03")
    edit_bib(small, "First Title of All", "First Title Bettered")
    run(small, library)

    assert of(library, "First Title Bettered")["date"] == "2022-03"
    assert "2022" in bib(small)
    is_at_rest(small, library)


@pytest.mark.parametrize(("prefer", "title"), [("local", "Ours"), ("remote", "Theirs")])
def test_a_conflict_is_told_until_somebody_decides(small: zotsync.Workspace, prefer: Any, title: str) -> None:
    library = Faulty()
    run(small, library)
    change(library, "First Title of All", title="Theirs")
    edit_bib(small, "First Title of All", "Ours")
    edit_bib(small, "Second Title", "2nd Title")
    report = run(small, library)

    assert [(type(one), getattr(one, "property", "")) for one in report.open] == [(Conflict, "title")]
    assert of(library, "2nd Title of All")
    assert run(small, library).open == report.open
    assert run(small, library, policy=zotsync.Policy(prefer=prefer)).open == ()
    assert of(library, title)
    assert title in bib(small)
    is_at_rest(small, library)


def test_tags_of_people_become_keywords_and_back(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    change(
        library,
        "First Title of All",
        tags=[{"tag": "unverified"}, {"tag": "graphs"}, {"tag": "auto", "type": 1}],
    )
    run(small, library)

    assert "keywords = {graphs}" in bib(small)
    edit_bib(small, "keywords = {graphs}", "keywords = {trees}")
    run(small, library)
    assert {tag["tag"] for tag in of(library, "First Title of All")["tags"]} == {
        "unverified",
        "auto",
        "trees",
    }
    is_at_rest(small, library)


def test_a_tag_of_ours_that_somebody_took_off_stays_off(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    change(library, "First Title of All", tags=[])
    run(small, library)

    assert of(library, "First Title of All")["tags"] == []
    is_at_rest(small, library)


def test_lines_of_extra_that_others_wrote_stay_theirs(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    change(library, "First Title of All", extra="my own words\nDOI: 10.1000/xyz")
    run(small, library)

    assert "my own words" not in bib(small)
    assert "10.1000/xyz" in bib(small)
    assert "my own words" in of(library, "First Title of All")["extra"]
    is_at_rest(small, library)


# --- what a colleague adds ------------------------------------------------------------------------------------


def test_an_item_that_a_colleague_adds_becomes_a_work_with_a_line(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    topic = next(one.key for one in held(library).collections if one.name == "B")
    creators = [{"creatorType": "author", "firstName": "Bo", "lastName": "Roe"}]
    change(
        library, "", key="STRANGE2", version=0, itemType="journalArticle", title="A Colleague's Find", date="2019",
        creators=creators, collections=[topic], url="https://example.org/find", tags=[{"tag": "nice"}],
    )  # fmt: skip
    report = run(small, library)

    assert [type(one) for one in report.done if isinstance(one, Adopt)] == [Adopt]
    assert "[A Colleague's Find](https://example.org/find)" in inbox(small)
    entry = next(one for one in small.read_list(inbox(small), "inbox.md").entries)
    assert entry.topic == ("A", "B")
    assert "@article{roe2019colleagues," in bib(small)
    assert of(library, "A Colleague's Find")["citationKey"] == "roe2019colleagues"
    assert "roe2019colleagues" in small.topic_bib("a--b").read_text(encoding="utf-8")
    is_at_rest(small, library)


def test_a_citation_key_that_the_item_has_is_taken_over(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    topic = next(one.key for one in held(library).collections if one.name == "A")
    change(
        library, "", key="STRANGE2", version=0, itemType="book", title="Keyed Book of Things",
        citationKey="Keyed:2019", collections=[topic],
    )  # fmt: skip
    run(small, library)

    assert "@book{Keyed:2019," in bib(small)
    is_at_rest(small, library)


def test_a_new_collection_below_ours_becomes_a_topic(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    topic = next(one.key for one in held(library).collections if one.name == "A")
    change(library, "", "collections", key="STRANGEC", version=0, name="New ideas", parentCollection=topic)
    change(
        library,
        "",
        key="STRANGE2",
        version=0,
        itemType="book",
        title="Book of New Ideas",
        collections=["STRANGEC"],
    )
    run(small, library)

    entry = next(one for one in small.read_list(inbox(small), "inbox.md").entries)
    assert (entry.topic, entry.title) == (("A", "New ideas"), "Book of New Ideas")
    assert of(library, "Book of New Ideas")["collections"] == ["STRANGEC"]
    is_at_rest(small, library)


# --- membership, trash ----------------------------------------------------------------------------------------


def test_an_item_that_was_moved_in_zotero_is_listed_where_it_went_and_not_put_back(
    small: zotsync.Workspace,
) -> None:
    library = Faulty()
    run(small, library)
    keys = {one.name: one.key for one in held(library).collections}
    change(library, "First Title of All", collections=[keys["B"]])
    report = run(small, library)

    assert [type(one) for one in report.done] == [Pull]
    assert of(library, "First Title of All")["collections"] == [keys["B"]]
    assert [(one.topic, one.title) for one in small.read_list(inbox(small), "inbox.md").entries] == [
        (("A", "B"), "First Title of All")
    ]
    is_at_rest(small, library)
    change(library, "First Title of All", collections=[keys["A"]])
    run(small, library)
    assert small.read_list(inbox(small), "inbox.md").entries == ()
    assert "withdrawn" not in small.lock_text()
    is_at_rest(small, library)


def test_an_entry_that_moves_to_another_heading_moves_in_zotero(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    edit_list(small, "- **Second Title of All** (2021)\n", "\n## C\n\n- **Second Title of All** (2021)\n")
    run(small, library)
    keys = {one.name: one.key for one in held(library).collections}

    assert of(library, "Second Title of All")["collections"] == [keys["C"]]
    is_at_rest(small, library)


def test_what_somebody_throws_away_in_zotero_is_not_brought_back_until_it_is_restored(
    small: zotsync.Workspace,
) -> None:
    library = Faulty()
    run(small, library)
    change(library, "First Title of All", deleted=1)
    report = run(small, library)

    assert [type(one) for one in report.done] == [Drop]
    assert FIRST in bib(small)
    assert not small.topic_bib("a").exists() or FIRST not in small.topic_bib("a").read_text(encoding="utf-8")
    is_at_rest(small, library)
    change(library, "First Title of All", deleted=0)
    report = run(small, library)
    assert {type(one) for one in report.done} & {Adopt, Revive}
    assert FIRST in small.topic_bib("a").read_text(encoding="utf-8")
    assert inbox(small) == ""
    is_at_rest(small, library)


@pytest.mark.parametrize("how", ["trash", "delete"])
def test_duplicates_that_are_merged_in_zotero_into_the_other_one_stay_one_work(
    small: zotsync.Workspace, how: str
) -> None:
    library = Faulty()
    run(small, library)
    ours = of(library, "First Title of All")
    collections = list(ours["collections"])
    title = "First Title of All"
    kept = change(library, "", key="THEIRS22", version=0, itemType="book", title=title, date="2020")
    if how == "trash":
        change(library, title, deleted=1)
    else:
        library.delete("items", [object_key(f"work:{FIRST}")], version=held(library).version)
    change(library, "", key=kept.key, version=kept.version, collections=collections)
    report = run(small, library)

    assert [one.key for one in report.done if isinstance(one, Link)] == ["THEIRS22"]
    alive = [one for one in held(library).items if not one.data.get("deleted")]
    assert {one.data["citationKey"] for one in alive if one.data.get("title") == title} == {FIRST}
    assert [one.data["parentItem"] for one in alive if one.data["itemType"] == "note"] == ["THEIRS22"]
    assert inbox(small) == ""
    is_at_rest(small, library)


def test_a_work_that_goes_to_the_trash_is_not_replaced_by_a_private_copy(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    change(library, "First Title of All", deleted=1)
    change(library, "", key="THEIRS22", version=0, itemType="book", title="First Title of All", date="2020")
    report = run(small, library)

    assert Drop in map(type, report.done)
    assert not next(one for one in held(library).items if one.key == "THEIRS22").data.get("collections")
    is_at_rest(small, library)


def test_what_leaves_the_lists_goes_to_the_trash_and_comes_back_when_it_is_restored(
    small: zotsync.Workspace,
) -> None:
    library = Faulty()
    run(small, library)
    edit_list(small, "- **First Title of All** (2020)\n    - **Note**: one\n", "")
    report = run(small, library)

    assert [type(one) for one in report.done] == [Trash]
    assert of(library, "First Title of All")["deleted"]
    assert FIRST in bib(small)
    is_at_rest(small, library)
    change(library, "First Title of All", deleted=0)
    run(small, library)
    assert "First Title of All" in inbox(small)
    assert bib(small).count(f"{{{FIRST},") == 1
    is_at_rest(small, library)


def test_what_somebody_attached_something_to_is_not_trashed(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    key = next(one.key for one in held(library).items if one.data.get("title") == "Second Title of All")
    change(library, "", key="STRANGE2", version=0, itemType="note", parentItem=key, note="<p>mine</p>")
    edit_list(small, "- **Second Title of All** (2021)\n", "")
    report = run(small, library)

    assert [type(one) for one in report.open] == [Retire]
    assert not of(library, "Second Title of All").get("deleted")
    assert of(library, "Second Title of All")["collections"] == []
    change(library, "Second Title of All", title="Theirs alone now")
    report = run(small, library)
    assert (report.done, report.open) == ((), ())


# --- collections ----------------------------------------------------------------------------------------------


def test_a_heading_that_is_renamed_renames_its_collection(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    keys = {one.name: one.key for one in held(library).collections}
    edit_list(small, "## A", "## Architectures")
    run(small, library)

    assert {one.name: one.key for one in held(library).collections} == {
        "Architectures": keys["A"],
        "B": keys["B"],
    }
    is_at_rest(small, library)


def test_a_heading_that_two_clones_rename_through_different_names_is_one_collection(
    small: zotsync.Workspace, tmp_path: Path
) -> None:
    """One of them never saw the old name of the other, whose collection has a key made from it."""
    library = Faulty()
    edit_list(small, "## A", "## Early")
    run(small, library)
    shutil.copytree(small.root, tmp_path / "other", ignore=shutil.ignore_patterns(".zotsync"))
    other = zotsync.open_workspace(tmp_path / "other")
    edit_list(other, "## Early", "## Other")
    run(other, library)
    for workspace, old in ((small, "Early"), (other, "Other")):
        edit_list(workspace, f"## {old}", "## Late")
        run(workspace, library)
    run(small, library)

    assert sorted(one.name for one in held(library).collections if not one.trashed) == ["B", "Late"]
    is_at_rest(small, library)
    is_at_rest(other, library)


def test_a_collection_that_is_renamed_or_moved_in_zotero_keeps_its_topic(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    change(library, "B", "collections", name="Better", parentCollection=False)
    run(small, library)

    assert {one.name: one.parent for one in held(library).collections} == {"A": "", "Better": ""}
    assert small.topic_bib("a--b").exists()
    is_at_rest(small, library)


def test_what_was_decided_about_a_topic_stays_when_its_heading_is_renamed(small: zotsync.Workspace) -> None:
    edit_list(
        small, "\n### B", "- **Third Title of All** (2022)\n\n### C\n\n- **Fourth Title** (2023)\n\n### B"
    )
    library = Faulty()
    run(small, library)
    change(library, "B", "collections", name="Better")
    key = next(one.key for one in held(library).collections if one.name == "C")
    library.delete("collections", [key], version=held(library).version)
    change(library, "First Title of All", collections=[])
    run(small, library)
    names = {one.name: one.key for one in held(library).collections}
    assert set(names) == {"A", "Better"}
    edit_list(small, "### B", "### Models of B")
    edit_list(small, "### C", "### See")
    edit_list(small, "## A", "## Architectures")
    shutil.rmtree(small.state_folder)  # what was decided goes with the files
    zotsync.built(small)
    run(small, library)

    assert of(library, "First Title of All")["collections"] == []
    assert {one.name for one in held(library).collections} >= {"Architectures", "Better"}
    decisions = zotsync.gather(small).catalogue.lock.decisions
    assert decisions.uncollected == {("Architectures", "See")}
    assert decisions.withdrawn == {(FIRST, ("Architectures",))}
    assert {path: one.name for path, one in decisions.places.items()} == {
        ("Architectures", "Models of B"): "Better"
    }


def test_the_collections_of_renamed_headings_stay_as_people_left_them(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    change(library, "B", "collections", name="Better", parentCollection=False)
    run(small, library)
    before = held(library).collections
    edit_list(small, "### B", "### Models of B")
    run(small, library)

    assert {(one.key, one.name, one.parent) for one in held(library).collections} == {
        (one.key, one.name, one.parent) for one in before
    }
    is_at_rest(small, library)


def test_the_inbox_follows_a_heading_that_is_renamed_in_a_list(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    keys = {one.name: one.key for one in held(library).collections}
    change(
        library, "", key="STRANGE2", version=0, itemType="book", title="Found by a Colleague", date="2019",
        collections=[keys["A"]],
    )  # fmt: skip
    run(small, library)
    assert "## A\n" in inbox(small)
    edit_list(small, "## A", "## Architectures")
    report = zotsync.build(small, dry_run=True)
    assert "seeds/inbox.md" in report.written
    assert "## A\n" in inbox(small)
    run(small, library)

    assert "## Architectures\n" in inbox(small)
    assert {one.name: one.key for one in held(library).collections} == {
        "Architectures": keys["A"],
        "B": keys["B"],
    }
    assert of(library, "Found by a Colleague")["collections"] == [keys["A"]]
    is_at_rest(small, library)


def test_a_topic_that_only_the_inbox_names_is_no_renamed_one(small: zotsync.Workspace) -> None:
    (small.root / "seeds" / "inbox.md").write_text(
        "## Own\n\n- **Second Title of All** (2021)\n", encoding="utf-8"
    )
    zotsync.built(small)
    edit_list(small, "### B", "## C\n\n- **Second Title of All** (2021)\n\n## A\n\n### B")
    zotsync.built(small)

    assert "## Own\n" in inbox(small)


def test_what_stands_below_a_topic_that_leaves_the_lists_is_still_listed(small: zotsync.Workspace) -> None:
    edit_list(small, "### B", "## B")
    library = Faulty()
    run(small, library)
    keys = {one.name: one.key for one in held(library).collections}
    change(library, "B", "collections", parentCollection=keys["A"])
    run(small, library)
    edit_list(small, "## A\n\n- **First Title of All** (2020)\n    - **Note**: one\n", "")
    run(small, library)

    assert {one.name: one.parent for one in held(library).collections if not one.trashed} == {"B": ""}
    assert of(library, "Second Title of All")["collections"] == [keys["B"]]
    is_at_rest(small, library)


def test_a_collection_that_is_deleted_in_zotero_is_not_made_again(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    key = next(one.key for one in held(library).collections if one.name == "B")
    library.delete("collections", [key], version=held(library).version)
    run(small, library)

    assert {one.name for one in held(library).collections} == {"A"}
    assert of(library, "Second Title of All")["collections"] == []
    is_at_rest(small, library)


# --- brakes ---------------------------------------------------------------------------------------------------


class _Restored(EmbeddedLibrary):
    """A library that was put back to an older copy of itself."""

    def snapshot(self, since: int = 0) -> Snapshot | None:
        whole = super().snapshot()
        return super().snapshot(since) if whole and since <= whole.version else whole


def test_a_preview_shows_the_plan_for_a_library_that_went_back_and_that_a_sync_would_stop(
    small: zotsync.Workspace,
) -> None:
    with _Restored(":memory:") as library, State(small.state_folder / "state.sqlite", library.id) as state:
        run(small, library)
        state.record(version=1000)
        seen = preview(zotsync.built(small), library, state)

        assert {type(one) for one in seen.plan.actions} == {Link}
        assert [stop.flags for stop in seen.stops] == ["--yes"]
        with pytest.raises(Halted, match="and was at 1000"):
            run(small, library)


def test_a_list_that_was_emptied_stops_the_sync_before_the_first_write(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    (small.root / "seeds" / "reading-list.md").write_text("# Nothing\n", encoding="utf-8")
    seen = held(library)
    with pytest.raises(Halted, match=r"name none of the 2 works.*--yes"):
        run(small, library)
    assert held(library) == seen

    run(small, library, policy=zotsync.Policy(Brakes(yes=True)))
    assert all(item.data.get("deleted") for item in held(library).items if item.data["itemType"] != "note")


def test_more_deletions_than_allowed_stop_the_sync(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    edit_list(small, "- **Second Title of All** (2021)\n", "")
    with pytest.raises(Halted, match="--max-delete 1"):
        run(small, library, policy=zotsync.Policy(Brakes(max_delete=0)))
    assert [type(one) for one in run(small, library).done] == [Trash]


# --- teams ----------------------------------------------------------------------------------------------------


def test_two_clones_that_exchange_their_files_end_in_the_same_state(
    small: zotsync.Workspace, tmp_path: Path
) -> None:
    library = Faulty()
    run(small, library)
    shutil.copytree(small.root, tmp_path / "two", ignore=shutil.ignore_patterns(".zotsync"))
    two = zotsync.open_workspace(tmp_path / "two")
    run(two, library)
    topic = next(one.key for one in held(library).collections if one.name == "A")
    change(
        library,
        "",
        key="STRANGE2",
        version=0,
        itemType="book",
        title="Found by a Colleague",
        collections=[topic],
    )
    change(library, "First Title of All", title="First Title Mended")
    run(small, library)
    run(two, library)

    assert files_of(two) == files_of(small)
    seen = held(library)
    assert run(small, library).done == run(two, library).done == ()
    assert held(library) == seen
    assert len([one for one in seen.items if one.data["itemType"] != "note"]) == 3


def test_an_item_without_a_title_is_told_of_and_left_alone(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    topic = next(one.key for one in held(library).collections if one.name == "A")
    change(library, "", key="STRANGE2", version=0, itemType="book", date="2019", collections=[topic])
    seen = held(library)
    for _ in range(2):
        assert [one.code for one in run(small, library).findings] == ["not-listed"]
    assert held(library) == seen


def test_an_item_that_somebody_added_twice_is_one_work_and_the_other_is_told(
    small: zotsync.Workspace,
) -> None:
    library = Faulty()
    run(small, library)
    topic = next(one.key for one in held(library).collections if one.name == "A")
    book: dict[str, Any] = {"itemType": "book", "title": "Notes of the Editors", "collections": [topic]}
    for key in ("STRANGE3", "STRANGE2"):
        change(library, "", key=key, version=0, **book)
    report = run(small, library)

    assert [one.key for one in report.open if isinstance(one, Leave)] == ["STRANGE3"]
    assert bib(small).count("Notes of the Editors") == 1
    is_at_rest(small, library, opens=1)


# --- what must never happen -------------------------------------------------------------------------------------


def test_an_undecided_conflict_is_the_same_after_every_sync(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    note = next(one for one in held(library).items if one.data["itemType"] == "note")
    library.write(
        "items",
        [{"key": note.key, "version": note.version, "note": "<p>mine</p>"}],
        version=held(library).version,
    )
    run(small, library)
    edit_list(small, "**Note**: one", "**Note**: another")
    for _ in range(3):
        report = run(small, library)
        assert [(type(one), getattr(one, "property", "")) for one in report.open] == [(Conflict, "note")]
    assert next(one for one in held(library).items if one.key == note.key).data["note"] == "<p>mine</p>"


def test_a_date_that_nobody_can_read_takes_nothing_away(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    change(library, "First Title of All", date="forthcoming")
    run(small, library)

    assert "2020" in bib(small)
    assert of(library, "First Title of All")["date"] == "forthcoming"
    assert run(small, library).done == ()


def test_restored_by_preference_and_edited_at_once(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    change(library, "First Title of All", deleted=1)
    edit_bib(small, "First Title of All", "First Title Bettered")
    report = run(small, library)
    assert [type(one) for one in report.open][:1] == [Conflict]
    run(small, library, policy=zotsync.Policy(prefer="local"))

    assert not of(library, "First Title Bettered").get("deleted")
    assert run(small, library).done == ()


def test_a_collection_in_the_trash_keeps_what_is_in_it_and_can_be_restored(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    keys = {one.name: one.key for one in held(library).collections}
    change(library, "A", "collections", deleted=True)
    run(small, library)

    assert of(library, "First Title of All")["collections"] == [keys["A"]]
    assert {one.name for one in held(library).collections if one.trashed} == {"A"}
    assert run(small, library).done == ()
    change(library, "A", "collections", deleted=False)
    run(small, library)
    assert "uncollected" not in small.lock_text()
    assert of(library, "Second Title of All")["collections"] == [keys["B"]]
    is_at_rest(small, library)


@pytest.mark.parametrize("place", [{"citationKey": "theirs2020"}, {"extra": "Citation Key: theirs2020"}])
def test_a_citation_key_in_zotero_is_never_written_over(
    small: zotsync.Workspace, place: dict[str, Any]
) -> None:
    library = Faulty()
    change(
        library,
        "",
        key="STRANGE2",
        version=0,
        itemType="document",
        title="First Title of All",
        date="2020",
        **place,
    )
    report = run(small, library, policy=zotsync.Policy(prefer="local"))

    item = of(library, "First Title of All")
    assert {name: item.get(name, "") for name in ("citationKey", "extra")} == {
        "citationKey": "", "extra": "", **place,
    }  # fmt: skip
    assert FIRST in bib(small)
    (told,) = [one for one in report.open if isinstance(one, Pull)]
    assert told.after["citationKey"] == "theirs2020"
    assert run(small, library).done == ()


@pytest.mark.parametrize(
    ("listed", "theirs", "authors"),
    [
        ("Jumper et al.", ["John Jumper", "Richard Evans"], "Jumper, John and Evans, Richard"),
        ("J. Jumper, R. Evans", ["John Jumper", "Richard O. Evans"], "Jumper, John and Evans, Richard O."),
    ],
)
def test_what_a_list_says_in_short_and_an_item_in_full_is_taken_from_the_item(
    small: zotsync.Workspace, listed: str, theirs: list[str], authors: str
) -> None:
    library = Faulty()
    split = [one.rpartition(" ") for one in theirs]
    creators = [{"creatorType": "author", "firstName": one, "lastName": other} for one, _, other in split]
    (small.root / "seeds" / "reading-list.md").write_text(
        f"## A\n\n- **A Title That Nobody Else Has** (2020)\n    - **Authors**: {listed}\n"
        "    - **Link**: https://doi.org/10.1000/182\n",
        encoding="utf-8",
    )
    change(
        library, "", key="STRANGE2", version=0, itemType="journalArticle", title="A Title That Nobody Else Has",
        date="2020-04", creators=creators, DOI="10.1000/182",
    )  # fmt: skip
    report = run(small, library)

    assert not [one for one in report.open if isinstance(one, Conflict)]
    item = of(library, "A Title That Nobody Else Has")
    assert (item["creators"], item["date"], item.get("extra", "")) == (creators, "2020-04", "")
    assert f"author = {{{authors}}}" in bib(small)
    assert run(small, library).done == ()


def test_an_item_that_somebody_else_made_gets_no_marks_of_ours(small: zotsync.Workspace) -> None:
    library = Faulty()
    path = small.root / "seeds" / "reading-list.md"
    path.write_text(
        "## A\n\n- **First Title of All** (2020)\n    - **Authors**: Lee et al.\n", encoding="utf-8"
    )
    creators = [{"creatorType": "author", "firstName": "", "lastName": "Lee"}]
    change(library, "", key="STRANGE2", version=0, itemType="book", title="First Title of All", date="2020",
           creators=creators, extra="mine")  # fmt: skip
    run(small, library)

    item = of(library, "First Title of All")
    assert (item.get("tags", []), item["extra"]) == ([], "mine")
    is_at_rest(small, library)


def test_a_mark_of_ours_that_a_foreign_item_has_becomes_no_keyword(small: zotsync.Workspace) -> None:
    library = Faulty()
    change(library, "", key="STRANGE2", version=0, itemType="book", title="First Title of All", date="2020",
           tags=[{"tag": "unverified"}])  # fmt: skip
    run(small, library)

    assert "unverified" not in bib(small)
    assert of(library, "First Title of All")["tags"] == [{"tag": "unverified"}]
    is_at_rest(small, library)


def test_the_type_of_an_item_that_is_met_is_taken_with_what_it_says(small: zotsync.Workspace) -> None:
    library = Faulty()
    path = small.root / "seeds" / "reading-list.md"
    link = "https://arxiv.org/abs/2001.00001"
    path.write_text(f"## A\n\n- **First Title of All** (2020) [[paper]]({link})\n", encoding="utf-8")
    change(library, "", key="STRANGE2", version=0, itemType="conferencePaper", title="First Title of All",
           date="2020", proceedingsTitle="Proceedings of It")  # fmt: skip
    report = run(small, library, policy=zotsync.Policy(prefer="local"))

    assert report.open == ()
    assert of(library, "First Title of All")["itemType"] == "conferencePaper"
    assert "@inproceedings{" in bib(small)
    assert "booktitle = {Proceedings of It}" in bib(small)
    assert "eprint = {2001.00001}" in bib(small)
    is_at_rest(small, library)


def test_a_type_that_a_person_wrote_into_library_bib_and_one_in_zotero_both_stay(
    small: zotsync.Workspace,
) -> None:
    library = Faulty()
    zotsync.build(small)
    edit_bib(small, f"@misc{{{FIRST}", f"@article{{{FIRST}")
    change(library, "", key="STRANGE2", version=0, itemType="report", title="First Title of All", date="2020")
    report = run(small, library)

    assert report.open == ()
    assert of(library, "First Title of All")["itemType"] == "report"
    assert f"@article{{{FIRST}" in bib(small)
    is_at_rest(small, library)


def test_what_an_item_says_in_short_is_still_a_conflict(small: zotsync.Workspace) -> None:
    library = Faulty()
    path = small.root / "seeds" / "reading-list.md"
    path.write_text(
        "## A\n\n- **First Title of All** (2020)\n    - **Authors**: John Jumper\n", encoding="utf-8"
    )
    change(
        library, "", key="STRANGE2", version=0, itemType="document", title="First Title of All", date="2020",
        creators=[{"creatorType": "author", "firstName": "J.", "lastName": "Jumper"}],
    )  # fmt: skip
    report = run(small, library)

    assert [one.property for one in report.open if isinstance(one, Conflict)] == ["creators"]


def test_a_clone_without_memory_makes_nothing_anew_while_others_argue_about_the_title(
    small: zotsync.Workspace, tmp_path: Path
) -> None:
    library = Faulty()
    change(
        library, "", key="STRANGE2", version=0, itemType="document", title="First Title of All", date="2020"
    )
    run(small, library)
    edit_bib(small, "First Title of All", "First Title of All, Mended")
    change(library, "First Title of All", title="Quite Other Words")
    run(small, library)
    shutil.copytree(small.root, tmp_path / "two", ignore=shutil.ignore_patterns(".zotsync"))
    two = zotsync.open_workspace(tmp_path / "two")
    seen = held(library)
    report = run(two, library)

    assert held(library) == seen
    assert [(type(one), one.key) for one in report.open if one.id.startswith("work:")] == [
        (Leave, "STRANGE2")
    ]
    assert set(two.read_lock().records) == {FIRST, SECOND}


def test_a_clone_that_has_not_the_others_files_yet_waits_for_them(
    small: zotsync.Workspace, tmp_path: Path
) -> None:
    library = Faulty()
    run(small, library)
    shutil.copytree(small.root, tmp_path / "two", ignore=shutil.ignore_patterns(".zotsync"))
    two = zotsync.open_workspace(tmp_path / "two")
    run(two, library)
    edit_list(small, "### B", "- **Third Title of All** (2022)\n\n### B")
    run(small, library)
    report = run(two, library)

    assert inbox(two) == ""
    assert "git pull" in getattr(report.open[0], "why", "")
    for path in ("seeds/reading-list.md", "zotsync.lock", "bib/library.bib"):
        shutil.copy(small.root / path, two.root / path)
    run(two, library)
    assert files_of(two) == files_of(small)


def test_two_moves_that_make_a_circle_leave_both_topics_where_the_lists_have_them(
    small: zotsync.Workspace,
) -> None:
    library = Faulty()
    edit_list(small, "### B", "## B")
    run(small, library)
    lock = small.lock_text()
    circle = '"zotero": [\n  ["called", ["A"], "A", ["B"]],\n  ["called", ["B"], "B", ["A"]]]\n}'
    small.lock_file.write_text(lock.rstrip()[:-1].rstrip() + ",\n" + circle + "\n", encoding="utf-8")
    run(small, library)

    assert {one.name: one.trashed for one in held(library).collections} == {"A": False, "B": False}
    assert all(of(library, title)["collections"] for title in ("First Title of All", "Second Title of All"))


def test_what_people_wrote_into_extra_makes_the_end_of_an_entry_a_conflict(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    change(library, "Second Title of All", extra="what I thought of it")
    run(small, library)
    change(library, "Second Title of All", extra="what I thought of it, at length")
    edit_list(small, "- **Second Title of All** (2021)\n", "")
    report = run(small, library)

    assert [type(one) for one in report.open] == [Conflict]
    assert not of(library, "Second Title of All").get("deleted")


def test_an_item_as_connectors_save_it_is_adopted_without_a_conflict(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    topic = next(one.key for one in held(library).collections if one.name == "A")
    change(
        library, "", key="STRANGE2", version=0, itemType="book", title="A Book with Two Numbers", date="May 2019",
        ISBN="978-3-16-148410-0 9780262033848", extra="Citations: 5\nDOI: https://doi.org/10.1000/XYZ",
        collections=[topic],
    )  # fmt: skip
    report = run(small, library)

    assert [type(one) for one in report.done if isinstance(one, Adopt)] == [Adopt]
    assert report.open == ()
    assert run(small, library).done == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "- **BERT** (2018) [[paper]](https://arxiv.org/abs/1810.04805)",
            "- **Bidirectional Transformers, Trained Deeply** (2018) [[paper]](https://arxiv.org/abs/1810.04805)",
        ),
        ("- **BERT** (2018)", "- **BERT: Pre-training of Deep Bidirectional Transformers** (2018)"),
        ("- **知识图谱研究综述** (2020)", "- **知识图谱研究综述与展望** (2020)"),
        (
            "- **A Survey of Knowledge Graphs** (2021)",
            "- **A Survey of Knowledge Graphs: Ten Years Later** (2021)",
        ),
    ],
)
def test_an_entry_whose_title_is_completed_or_written_anew_stays_the_same_work(
    small: zotsync.Workspace, before: str, after: str
) -> None:
    library = Faulty()
    edit_list(small, "### B", f"{before}\n\n### B")
    run(small, library)
    keys = set(zotsync.gather(small).works)
    items = {one.key for one in held(library).items}
    edit_list(small, before, after)
    run(small, library)

    assert set(zotsync.gather(small).works) == keys
    assert {one.key for one in held(library).items} == items
    assert not any(one.data.get("deleted") for one in held(library).items)


def test_another_model_of_the_same_name_is_another_work(small: zotsync.Workspace) -> None:
    edit_list(small, "### B", "- **GPT** (2018)\n\n### B")
    zotsync.build(small)
    before = set(zotsync.gather(small).works)
    edit_list(small, "- **GPT** (2018)", "- **GPT-4 Technical Report** (2023)")
    zotsync.build(small)

    assert set(zotsync.gather(small).works) != before
