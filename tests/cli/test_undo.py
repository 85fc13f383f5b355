"""`zotsync log`, `zotsync undo` and the brakes, where others work in the same library."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from zotsync.adapters.embedded import EmbeddedLibrary
from zotsync.core.library import BATCH
from zotsync.errors import Unavailable
from zotsync.model import Item

from .test_sync_commands import edit, edit_bib, items, library, papers, run

__all__ = ["papers"]

pytestmark = pytest.mark.usefixtures("papers")

FIRST, SECOND = "First Title of All", "Second Title of All"
STATE = Path(".zotsync/state.sqlite")


def put(kind: Any = "items", **data: Any) -> str:
    """Somebody else's object, or edit; the key."""
    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        here = {one.key: one.version for one in seen.items}
        data = {"version": here.get(data["key"], 0), **data}
        assert not opened.write(kind, [data], version=seen.version).failed
    return str(data["key"])


def is_trashed(title: str) -> bool:
    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        (one,) = [one for one in seen.items if one.data.get("title") == title]
    return bool(one.data.get("deleted"))


def entries(*numbers: int) -> str:
    return "".join(f"- **Work Number {number} of All** (2020)\n" for number in numbers)


def write_list(text: str) -> None:
    Path("seeds/reading-list.md").write_text(text, encoding="utf-8")


def log() -> list[dict[str, Any]]:
    found = json.loads(run("log", "--json").output)["syncs"]
    assert isinstance(found, list)
    return found


# --- what others did ------------------------------------------------------------------------------------------


def edited(key: str) -> str:
    put(key=key, shortTitle="theirs")
    return "shortTitle was changed since"


def tagged(key: str) -> str:
    put(key=key, tags=[{"tag": "mine"}])
    return "tags"


def related(key: str) -> str:
    put(key=key, relations={"dc:relation": [f"http://zotero.org/users/1/items/{key}"]})
    return "relations was changed since"


def noted(key: str) -> str:
    put(key="NBTEBYYY", itemType="note", parentItem=key, note="<p>mine</p>")
    return "something is attached to it"


def attached(key: str) -> str:
    put(key="FILEBYYY", itemType="attachment", parentItem=key, linkMode="linked_url", url="https://x.org")
    return "something is attached to it"


def filed(key: str) -> str:
    shelf = put("collections", key="SHELFYYY", name="Somebody's")
    put(key=key, collections=[*items()[FIRST].data["collections"], shelf])
    return "in other collections too"


def moved(key: str) -> str:
    put(key=key, collections=[])
    return "was moved since"


@pytest.mark.parametrize("people", [edited, tagged, related, noted, attached, filed, moved])
def test_what_people_did_something_with_is_not_thrown_away(people: Callable[[str], str]) -> None:
    run("sync")
    why = people(items()[FIRST].key)
    preview = run("undo", "--dry-run").output
    output = run("undo").output

    assert not is_trashed(FIRST)
    assert is_trashed(SECOND)
    for told in (preview, output):
        assert any("anonymous2020first" in one and why in one for one in told.splitlines()), told


@pytest.mark.parametrize("people", [edited, related])
def test_what_leaves_the_lists_is_not_thrown_away_for_the_same_reasons(people: Callable[[str], str]) -> None:
    run("sync")
    people(items()[FIRST].key)
    write_list("## A\n\n- **Second Title of All** (2021)\n")
    run("sync", fails=1)

    assert not is_trashed(FIRST)


def test_a_collection_in_which_something_stays_is_not_thrown_away() -> None:
    run("sync")
    edit(FIRST, abstractNote="theirs")
    output = run("undo").output

    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        assert [one.trashed for one in seen.collections] == [False]
    assert "A  something is in it" in output


def test_an_item_that_nobody_touched_goes_with_its_collection_and_its_note() -> None:
    write_list("## A\n\n- **First Title of All** (2020)\n    - **Note**: one\n")
    run("sync")
    run("undo")

    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        assert all(one.data.get("deleted") for one in seen.items)
        assert all(one.trashed for one in seen.collections)
    assert "nothing to do" in run("sync").output


def test_a_note_in_which_somebody_wrote_keeps_its_item() -> None:
    write_list("## A\n\n- **First Title of All** (2020)\n    - **Note**: one\n")
    run("sync")
    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        (note,) = [one.key for one in seen.items if one.data["itemType"] == "note"]
    put(key=note, note="<p>what I think</p>")
    run("sync")  # each side keeps its text
    output = run("undo", 1).output

    assert "something is attached to it" in output
    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        assert not any(one.data.get("deleted") for one in seen.items)


def write_note(text: str) -> None:
    (note,) = Path("notes").rglob("*first*.md")
    note.write_text(f"{note.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")


def notes() -> list[Item]:
    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        return [one for one in seen.items if one.data["itemType"] == "note"]


def test_a_reading_note_that_the_sync_made_goes_and_comes_with_its_item() -> None:
    run("build")
    write_note("What I think.")
    run("sync")
    run("undo")

    assert is_trashed(FIRST)
    assert [one.data["deleted"] for one in notes()] == [1]
    assert any("What I think." in one.read_text(encoding="utf-8") for one in Path("notes").iterdir())

    run("undo", 2)
    assert not is_trashed(FIRST)
    assert not notes()[0].data.get("deleted")
    assert "nothing to do" in run("sync").output


def test_a_reading_note_in_which_somebody_wrote_keeps_its_item() -> None:
    run("build")
    write_note("What I think.")
    run("sync")
    put(key=notes()[0].key, note="<p>What I think, and they.</p>")
    output = run("undo").output

    assert not is_trashed(FIRST)
    assert not notes()[0].data.get("deleted")
    assert "something is attached to it" in output


def test_an_edit_of_a_reading_note_is_taken_back_on_both_sides() -> None:
    run("build")
    write_note("What I think.")
    run("sync")
    write_note("A second thought.")
    run("sync")
    run("undo")

    assert "second" not in notes()[0].data["note"]
    assert not any("second thought" in one.read_text(encoding="utf-8") for one in Path("notes").iterdir())


def test_a_conflict_that_was_decided_for_zotero_is_taken_back_to_what_the_files_said() -> None:
    run("sync")
    edit_bib(FIRST, "Mine")
    edit(FIRST, title="Theirs")
    run("sync", fails=1)
    taken = run("sync", "--prefer", "remote").output
    run("undo")

    assert "title: 'Mine' -> 'Theirs'" in taken
    assert "Mine" in items()
    assert "Mine" in Path("bib/library.bib").read_text(encoding="utf-8")
    assert "nothing to do" in run("sync").output


def test_an_undo_of_the_first_contact_leaves_in_zotero_what_stood_there_before() -> None:
    run("build")
    theirs: dict[str, Any] = {
        "title": FIRST, "creators": [{"creatorType": "author", "name": "Theirs"}], "tags": [{"tag": "theirs"}],
        "date": "2020-04", "publisher": "Theirs",
    }  # fmt: skip
    put(key="STRANGE2", itemType="book", **theirs)
    run("sync")
    told = run("undo").output

    left = items()[FIRST].data
    assert {name: left[name] for name in theirs} == theirs
    assert not left.get("deleted")
    assert "stood in Zotero before" in told


def test_an_undo_empties_nothing_on_which_nobody_ever_agreed() -> None:
    run("sync")
    edit(FIRST, title="First Title of All", creators=[{"creatorType": "author", "name": "Theirs"}])
    edit_bib("title = {First", "author = {Mine},\n  title = {First")
    Path(".zotsync/state.sqlite").unlink()
    run("sync", fails=1)
    taken = run("sync", "--prefer", "remote").output
    run("undo")

    assert "creators: 'Mine' -> 'Theirs'" in taken
    assert [
        one["lastName"] if "lastName" in one else one["name"] for one in items()[FIRST].data["creators"]
    ] == ["Mine"]


# --- which run ------------------------------------------------------------------------------------------------


def test_the_log_says_that_a_run_was_an_undo_and_of_which() -> None:
    run("sync")
    edit_bib(FIRST, "Bettered")
    run("sync")
    assert "took back 1 item of sync 2" in run("undo").output

    assert [(one["number"], one["undoes"], one["undone_by"]) for one in log()] == [
        (3, 2, None),
        (2, None, 3),
        (1, None, None),
    ]
    assert "undo of 2: update 1" in run("log").output
    assert "(taken back by 3)" in run("log").output


def test_a_second_undo_goes_one_further_back() -> None:
    run("sync")
    edit_bib(FIRST, "Bettered")
    run("sync")
    edit_bib("Bettered", "Best")
    run("sync")
    run("undo")
    assert set(items()) == {"Bettered", SECOND}
    run("undo")
    assert set(items()) == {FIRST, SECOND}
    run("undo")
    assert is_trashed(FIRST)
    assert is_trashed(SECOND)

    output = run("undo", fails=2).output
    assert "every sync in the log is taken back; `zotsync undo 6`" in output


def test_an_undo_can_be_taken_back_and_then_its_sync_stands_again() -> None:
    run("sync")
    edit_bib(FIRST, "Bettered")
    run("sync")
    run("undo")
    run("undo", 3)
    assert set(items()) == {"Bettered", SECOND}

    assert "To take back sync 2" in run("undo", "--dry-run").output


def test_what_came_back_by_an_undo_was_not_made_in_zotero() -> None:
    run("sync")
    write_list("## A\n\n- **Second Title of All** (2021)\n")
    run("sync")
    assert is_trashed(FIRST)
    run("undo")
    assert not is_trashed(FIRST)
    assert FIRST in Path("seeds/inbox.md").read_text(encoding="utf-8")
    output = run("undo", 3).output

    assert "left alone" not in output
    assert is_trashed(FIRST)


def test_an_undo_that_finds_nothing_to_take_back_is_no_undo() -> None:
    run("sync")
    edit_bib(FIRST, "Bettered")
    run("sync")
    edit("Bettered", title="Somebody's")
    output = run("undo").output

    assert "took back nothing of sync 2" in output
    assert "title was changed since" in output
    assert not any(one["undoes"] for one in log())


# --- a run that was cut ---------------------------------------------------------------------------------------


class Cut:
    """The library does not answer any more after some writes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, good: int) -> None:
        self.write, self.left = EmbeddedLibrary.write, good
        monkeypatch.setattr(EmbeddedLibrary, "write", lambda *words, **more: self(*words, **more))

    def __call__(self, *words: Any, **more: Any) -> Any:
        if not self.left:
            raise Unavailable("no answer")
        self.left -= 1
        return self.write(*words, **more)


def test_a_run_that_was_cut_is_in_the_log_and_can_be_taken_back() -> None:
    write_list("## A\n\n" + entries(*range(BATCH + 5)))
    with pytest.MonkeyPatch.context() as patch:
        Cut(patch, 2)
        run("sync", fails=4)

    assert f"create {BATCH + 1}; cut short" in run("log").output
    run("undo")
    found = items()
    assert len(found) == BATCH
    assert all(one.data.get("deleted") for one in found.values())


class Lost(Cut):
    """The same, but it did what the last batch said."""

    def __call__(self, *words: Any, **more: Any) -> Any:
        if not self.left:
            self.write(*words, **more)
        return super().__call__(*words, **more)


@pytest.mark.parametrize("good", [0, 1, 2])
def test_what_was_made_by_a_batch_without_an_answer_is_taken_back(good: int) -> None:
    write_list("## A\n\n" + entries(*range(BATCH + 5)))
    with pytest.MonkeyPatch.context() as patch:
        Lost(patch, good)
        run("sync", fails=4)
    run("sync")
    done = [one for entry in log() for one in entry["actions"] if one["action"] == "create"]
    assert len(done) == BATCH + 6
    for number in {entry["number"] for entry in log() if entry["actions"]}:
        run("undo", number)

    assert all(one.data.get("deleted") for one in items().values())


def test_what_somebody_edited_since_is_not_counted_as_ours() -> None:
    write_list("## A\n\n" + entries(1, 2))
    with pytest.MonkeyPatch.context() as patch:
        Lost(patch, 1)
        run("sync", fails=4)
    edit("Work Number 1 of All", publisher="Press")
    run("sync")
    run("undo", 1)

    assert not is_trashed("Work Number 1 of All")
    assert is_trashed("Work Number 2 of All")


def test_what_another_clone_was_faster_to_make_is_not_taken_back() -> None:
    """It made the same objects, at the version at which ours were refused."""
    write_list("## A\n\n" + entries(1, 2))
    with pytest.MonkeyPatch.context() as patch:
        write, first = EmbeddedLibrary.write, [True]

        def faster(self: Any, kind: Any, objects: Any, *, version: int) -> Any:
            if kind == "items" and first.pop():
                first.append(False)
                write(self, kind, objects, version=version)
            return write(self, kind, objects, version=version)

        patch.setattr(EmbeddedLibrary, "write", faster)
        run("sync")
    run("undo")

    assert not any(one.data.get("deleted") for one in items().values())


def test_an_undo_writes_nothing_that_was_not_asked_for() -> None:
    run("sync")
    edit_bib(FIRST, "Bettered")
    run("sync")
    edit_bib(SECOND, "Waiting")
    output = run("undo").output
    assert set(items()) == {FIRST, SECOND}
    assert "not pushed: 1 item" in output
    run("sync")

    assert set(items()) == {FIRST, "Waiting"}


def test_an_edit_from_zotero_that_is_in_the_files_is_in_the_log_of_a_run_that_was_cut() -> None:
    run("sync")
    edit(FIRST, title="Mended")
    edit_bib(SECOND, "Bettered")
    with pytest.MonkeyPatch.context() as patch:
        Cut(patch, 0)
        run("sync", fails=4)
    run("sync")

    assert [([one["action"] for one in run["actions"]], run["cut"]) for run in log()[:2]] == [
        (["update"], False),
        (["pull"], True),
    ]


def test_an_undo_that_was_cut_is_gone_on_with_by_the_next() -> None:
    write_list("## A\n\n" + entries(*range(BATCH + 5)))
    run("sync")
    with pytest.MonkeyPatch.context() as patch:
        Cut(patch, 1)
        run("undo", fails=4)
    assert [(one["undoes"], one["cut"]) for one in log()] == [(1, True), (None, False)]
    run("undo")

    assert all(one.data.get("deleted") for one in items().values())
    assert [(one["undoes"], one["cut"]) for one in log()] == [(1, False), (1, True), (None, False)]


# --- brakes ---------------------------------------------------------------------------------------------------


def test_a_question_says_how_many_of_how_many_and_which(monkeypatch: pytest.MonkeyPatch) -> None:
    write_list("## A\n\n" + entries(*range(20)))
    run("sync")
    write_list("## A\n\n" + entries(*range(8)))
    told = run("sync", fails=4).output

    assert "12 of 20 works would go to the trash" in told
    assert "and 9 more)" in told
    assert "--max-delete 12" in told
    assert not any(one.data.get("deleted") for one in items().values())
    asked: list[str] = []

    def answer(text: str, **_: object) -> bool:
        asked.append(text)
        return len(asked) > 1

    monkeypatch.setattr("zotsync.cli.output.is_someone_there", lambda: True)
    monkeypatch.setattr("click.confirm", answer)
    run("sync", fails=4)
    run("sync")
    assert "12 of 20 works" in asked[0]
    assert len(asked) == 2
    assert sum(bool(one.data.get("deleted")) for one in items().values()) == 12


def test_yes_answers_all_questions_and_a_number_holds_all_the_same() -> None:
    write_list("## A\n\n" + entries(*range(20)))
    run("sync")
    write_list("## A\n\n" + entries(*range(8)))

    assert "--max-delete 12" in run("sync", "--yes", "--max-delete", "11", fails=4).output
    run("sync", "--yes")
    assert sum(bool(one.data.get("deleted")) for one in items().values()) == 12


def test_works_that_leave_the_lists_and_stay_in_zotero_count() -> None:
    write_list("## A\n\n" + entries(*range(20)))
    run("sync")
    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        notes = [
            {"key": f"NBTEBY{at // 20 + 2}{'23456789ABCDEFGHIJKL'[at % 20]}", "version": 0, "itemType": "note",
             "parentItem": one.key, "note": "mine"}
            for at, one in enumerate(seen.items)
        ]  # fmt: skip
        opened.write("items", notes, version=seen.version)
    write_list("## A\n\n" + entries(*range(8)))

    assert "12 of 20 works" in run("sync", fails=4).output


def test_works_whose_only_collection_was_deleted_in_zotero_count() -> None:
    write_list("## A\n\n" + entries(*range(12)) + "\n## B\n\n" + entries(*range(12, 30)))
    run("sync")
    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        opened.delete(
            "collections", [one.key for one in seen.collections if one.name == "A"], version=seen.version
        )
    told = run("sync", fails=4).output

    assert "12 of 30 works and 1 of 2 collections" in told
    assert "--max-delete 13" in told


def test_nearly_all_is_enough_for_the_question() -> None:
    write_list("## A\n\n" + entries(*range(20)))
    run("sync")
    write_list("## A\n\n" + entries(0, 1))
    told = run("sync", "--max-delete", 30, fails=4).output

    assert "the lists name only 2 of the 20 works of the last sync" in told
    assert "--yes" in told


def test_reading_notes_that_go_count_as_notes() -> None:
    write_list("## A\n\n" + entries(*range(12)))
    run("build")
    notes = list(Path("notes").iterdir())
    for note in notes:
        note.write_text(note.read_text(encoding="utf-8") + "\nWhat I think.\n", encoding="utf-8")
    run("sync")
    for note in notes:
        note.unlink()
    output = run("sync", fails=4).output

    assert "12 of 12 notes would go to the trash" in output


def test_what_a_run_lost_before_it_was_cut_counts() -> None:
    write_list("## A\n\n" + entries(*range(30)))
    run("sync")
    write_list("## A\n\n" + entries(*range(8, 30)))
    with pytest.MonkeyPatch.context() as patch:

        def cut_after(*_: Any, **__: Any) -> Any:
            raise Unavailable("no answer")

        patch.setattr("zotsync.core.batches.BATCH", 5)
        Cut(patch, 1)
        run("sync", fails=4)
    write_list("## A\n\n" + entries(*range(14, 30)))

    told = run("sync", fails=4).output
    assert "14 of 30 works" in told
    assert "5 of them already by now" in told


# --- only looking ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [["sync", "--dry-run"], ["log"], ["status"], ["doctor"], ["conflicts"], ["undo", "--dry-run"]]
)
def test_a_look_leaves_the_state_of_an_older_zotsync_as_it_is(words: Sequence[str]) -> None:
    run("sync")
    with sqlite3.connect(STATE) as state:
        state.execute("pragma user_version=2")
    state.close()
    before = {path.name: path.read_bytes() for path in STATE.parent.glob("state*")}
    run(*words, fails=2 if words[0] == "undo" else 0)

    assert {path.name: path.read_bytes() for path in STATE.parent.glob("state*")} == before
    run("sync")
    assert [one["number"] for one in log()] == [1]  # the library was linked anew
