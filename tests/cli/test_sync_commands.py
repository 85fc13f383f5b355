"""`zotsync sync` with plans, `conflicts`, `log` and `undo`, as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from zotsync.adapters.embedded import EmbeddedLibrary
from zotsync.adapters.state import State
from zotsync.cli import cli
from zotsync.model import Item

pytestmark = pytest.mark.usefixtures("papers")

LIST = "## A\n\n- **First Title of All** (2020)\n- **Second Title of All** (2021)\n"


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("ZOTERO_API_KEY", "ZOTERO_LIBRARY_ID", "ZOTERO_LIBRARY_TYPE"):
        monkeypatch.delenv(name, raising=False)
    run("init", tmp_path / "papers")
    monkeypatch.chdir(tmp_path / "papers")
    Path("seeds/reading-list.md").write_text(LIST, encoding="utf-8")
    return tmp_path / "papers"


def run(*words: object, fails: int = 0, answers: str = "") -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words], input=answers)
    assert result.exit_code == fails, result.output
    return result


def library() -> EmbeddedLibrary:
    return EmbeddedLibrary(Path(".zotsync/library.sqlite"))


def edit(named: str, /, **data: Any) -> None:
    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        item = next(one for one in seen.items if one.data.get("title") == named)
        changed = {"key": item.key, "version": item.version, **data}
        assert not opened.write("items", [changed], version=seen.version).failed


def items() -> dict[str, Item]:
    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        return {item.data["title"]: item for item in seen.items}


def edit_bib(old: str, new: str) -> None:
    path = Path("bib/library.bib")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_dry_run_without_the_lists_is_refused_like_the_sync() -> None:
    run("sync")
    Path("seeds/reading-list.md").unlink()

    for words in (["sync"], ["sync", "--dry-run"]):
        assert "no file matches seeds" in run(*words, fails=3).output


def test_a_dry_run_says_what_would_happen_on_both_sides_and_writes_nothing() -> None:
    run("sync")
    edit("First Title of All", title="First Title Mended")
    before = {
        path: path.read_bytes()
        for path in Path.cwd().rglob("*")
        if path.is_file() and ".zotsync" not in path.parts
    }
    output = run("sync", "--dry-run").output

    assert "would take over 1 item here:" in output
    assert "title: 'First Title of All' -> 'First Title Mended'" in output
    assert before == {path: path.read_bytes() for path in before}


def add(title: str, **data: Any) -> None:
    """A colleague adds an item to the first collection."""
    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        new = {"itemType": "book", "title": title, "collections": [seen.collections[0].key], "version": 0}
        assert not opened.write("items", [{**new, **data}], version=seen.version).failed


def test_a_dry_run_shows_the_citation_key_that_a_new_item_gets() -> None:
    run("sync")
    add("A Find of Somebody", key="STRANGE2", date="2019")
    add("A Keyed Find of Somebody", key="STRANGE3", citationKey="keyed2019")
    output = run("sync", "--dry-run").output

    assert "+ anonymous2019find  A Find of Somebody  (gets the citation key anonymous2019find)\n" in output
    assert "+ keyed2019  A Keyed Find of Somebody\n" in output
    run("sync")
    assert items()["A Find of Somebody"].data["citationKey"] == "anonymous2019find"


def test_a_collection_that_was_renamed_in_zotero_is_known_by_both_names() -> None:
    run("sync")
    with library() as opened:
        seen = opened.snapshot()
        assert seen is not None
        (topic,) = seen.collections
        changed = {"key": topic.key, "version": topic.version, "name": "Archi"}
        assert not opened.write("collections", [changed], version=seen.version).failed
    run("sync")

    assert run("export", "Archi").output == run("export", "A").output != ""
    assert "  A  2  bib/a.bib  (in Zotero: Archi)\n" in run("status").output
    assert "did you mean 'Archi'" in run("export", "Archie", fails=2).output


def test_a_saved_plan_is_done_as_it_was_shown_or_refused_with_what_moved() -> None:
    run("sync", "--save-plan", "plan.json")
    assert not Path("bib").is_dir() or not list(Path("bib").glob("*.bib"))
    run("sync", "--plan", "plan.json")
    assert set(items()) == {"First Title of All", "Second Title of All"}
    edit("First Title of All", title="Mended")
    run("sync", "--save-plan", "plan.json")
    edit("Second Title of All", title="Mended Too")
    output = run("sync", "--plan", "plan.json", fails=4).output

    assert "anonymous2021second" in output
    assert "Mended" not in Path("bib/library.bib").read_text(encoding="utf-8")


def test_what_is_no_plan_is_told_in_one_line() -> None:
    Path("plan.json").write_text('{"x": 1}', encoding="utf-8")

    assert "plan.json: no plan" in run("sync", "--plan", "plan.json", fails=3).output


def conflict() -> None:
    run("sync")
    edit("First Title of All", title="Theirs")
    edit_bib("First Title of All", "Ours")
    assert "`zotsync conflicts`" in run("sync", fails=1).output


def test_conflicts_are_listed_decided_and_done_by_the_next_sync() -> None:
    conflict()
    assert "title: here 'Ours', in Zotero 'Theirs'" in run("conflicts", fails=1).output
    assert "decided 1, left 0" in run("conflicts", "anonymous2020first", "title", "--take", "remote").output
    run("sync")

    assert "Theirs" in Path("bib/library.bib").read_text(encoding="utf-8")
    assert "no conflict" in run("conflicts").output
    with library() as opened, State(Path(".zotsync/state.sqlite"), opened.id, read_only=True) as state:
        assert state.choices() == {}, "what is done needs no answer any more"


def test_doctor_and_status_name_what_is_in_conflict_and_nothing_else() -> None:
    conflict()
    doctor, status = run("doctor").output, run("status").output

    assert "clone: 1 conflict to decide: anonymous2020first title; run zotsync conflicts" in doctor
    assert "workspace holds what is not in the library" not in doctor
    assert "conflicts: 1 to decide (zotsync conflicts)\n  anonymous2020first title\n" in status
    run("conflicts", "--take", "local")
    assert "conflict" not in run("doctor").output
    assert "conflict" not in run("status").output
    run("sync")
    assert "warning" not in run("doctor").output


def test_a_decision_is_about_what_the_person_saw() -> None:
    conflict()
    run("conflicts", "--take", "local")
    edit("Theirs", title="Theirs Again")

    assert "'Theirs Again'" in run("sync", fails=1).output
    assert "Theirs Again" in items()


def test_check_tells_a_line_whose_item_is_in_the_trash_in_zotero() -> None:
    run("sync")
    assert "trash" not in run("check").output
    edit("First Title of All", deleted=1)
    run("sync")

    assert (
        "seeds/reading-list.md:3: warning: 'First Title of All': left out, its item was deleted in Zotero; restore it "
        "there from the trash, or take the line out of the list [trashed]\n"
    ) in run("check", fails=1).output
    edit("First Title of All", deleted=0)
    run("sync")
    assert "trash" not in run("check").output


def test_a_conflict_that_is_not_there_is_named() -> None:
    run("sync")

    assert "nothing is in conflict" in run("conflicts", "nobody", fails=2).output
    conflict()
    assert "did you mean 'anonymous2020first'?" in run("conflicts", "anonymous2020frist", fails=2).output


def test_the_log_says_what_each_sync_did_and_undo_takes_it_back_on_both_sides() -> None:
    run("sync")
    edit("First Title of All", title="Mended")
    edit_bib("Second Title of All", "Bettered")
    run("sync")
    bib = Path("bib/library.bib")
    assert "Mended" in bib.read_text(encoding="utf-8")
    assert "update 1, pull 1" in run("log").output or "pull 1, update 1" in run("log").output
    assert "would update 2 items in the library" in run("undo", "--dry-run").output
    run("undo")

    assert set(items()) == {"First Title of All", "Second Title of All"}
    text = bib.read_text(encoding="utf-8")
    assert "First Title of All" in text
    assert "Second Title of All" in text
    assert json.loads(run("sync", "--json").output)["sync"]["done"] == []


def test_what_was_changed_since_is_not_undone() -> None:
    run("sync")
    edit_bib("First Title of All", "Bettered")
    run("sync")
    edit("Bettered", title="Somebody's")
    output = run("undo", "--dry-run").output

    assert "title was changed since" in output


def test_undoing_the_first_sync_throws_its_items_away_and_they_can_be_restored() -> None:
    run("sync")
    run("undo")
    assert all(item.data.get("deleted") for item in items().values())
    run("undo", 2)
    assert not any(item.data.get("deleted") for item in items().values())
    assert "nothing to do" in run("sync").output


def test_undo_without_a_sync_is_told() -> None:
    assert "no sync" in run("undo", fails=2).output
    run("sync")
    assert "there is no sync 99" in run("undo", "99", fails=2).output


def test_a_dry_run_says_what_would_stop_the_sync() -> None:
    run("sync")
    Path("seeds/reading-list.md").write_text("## A\n", encoding="utf-8")
    told = run("sync", "--dry-run").output.splitlines()[-1]

    assert told.startswith("sync would stop here: the lists name none of the 2 works of the last sync")
    assert told.endswith("; it goes on with --yes")
    (stop,) = json.loads(run("sync", "--dry-run", "--json").output)["stops"]
    assert stop["goes_on_with"] == "--yes"
    assert "would stop" not in run("sync", "--dry-run", "--yes").output


def test_a_dry_run_does_not_remember_the_notes_that_it_renders() -> None:
    run("sync")
    note = Path("notes/anonymous2020first.md")
    note.write_text(note.read_text(encoding="utf-8") + "\nA thought.\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in Path(".zotsync").glob("*.json")}
    run("sync", "--dry-run")

    assert before == {path.name: path.read_bytes() for path in Path(".zotsync").glob("*.json")}


def test_brakes_say_which_flag_goes_on() -> None:
    run("sync")
    Path("seeds/reading-list.md").write_text("# Nothing\n", encoding="utf-8")

    assert "--yes" in run("sync", fails=4).output
    assert "--max-delete 3" in run("sync", "--yes", "--max-delete", "1", fails=4).output
    run("sync", "--yes")
    assert all(item.data.get("deleted") for item in items().values())
