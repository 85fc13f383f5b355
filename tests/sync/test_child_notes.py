"""Notes of other people: in sections, in files of their own, or left where they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import zotsync
from zotsync.core.actions import Adopt, Conflict, Create, Drop, Pull, Trash, Update
from zotsync.errors import ConfigError

from .libraries import Faulty, held, run
from .test_note_safety import OTHER, TITLE, key_of, synced
from .test_notes import is_at_rest, note, notes_of, put, said, write
from .test_two_way import FIRST, SECOND

THEIRS = "THEIRS22"


def standing(workspace: zotsync.Workspace, where: str) -> zotsync.Workspace:
    """The workspace with another place for notes of Zotero."""
    config = workspace.root / "zotsync.toml"
    text = config.read_text(encoding="utf-8").partition("\n[notes]")[0]
    config.write_text(f'{text}\n[notes]\nchildren = "{where}"\n', encoding="utf-8")
    return zotsync.open_workspace(workspace.root)


def file(workspace: zotsync.Workspace, key: str = FIRST, item: str = THEIRS) -> Path:
    return workspace.root / "notes" / f"{key}--{item}.md"


def with_theirs(
    workspace: zotsync.Workspace, html: str = "<h1>Theirs</h1><p>their <b>words</b></p>"
) -> Faulty:
    library = synced(workspace)
    new = {"itemType": "note", "parentItem": key_of(library), "note": html, "key": THEIRS, "version": 0}
    new["dateAdded"] = "2026-01-02T03:04:05Z"
    library.write("items", [new], version=held(library).version)
    report = run(workspace, library)
    assert [type(one) for one in report.open] == []
    return library


@pytest.fixture
def apart(small: zotsync.Workspace) -> zotsync.Workspace:
    return standing(small, "files")


def test_a_note_of_zotero_gets_a_file(apart: zotsync.Workspace) -> None:
    library = with_theirs(apart)
    assert file(apart).read_text(encoding="utf-8") == (
        f"---\nzotero-note: {THEIRS}\nnote-of: {FIRST}\ndate: 2026-01-02\n---\n\n# Theirs\n\ntheir **words**\n"
    )
    assert "theirs" not in said(apart).lower()
    is_at_rest(apart, library)


def test_it_is_edited_in_both_places(apart: zotsync.Workspace) -> None:
    library = with_theirs(apart)
    mine = file(apart)
    mine.write_text(
        mine.read_text(encoding="utf-8").replace("note-of", "mine: [1]  # own\nnote-of")
        + "\n_more_ of\nmine\n",
        encoding="utf-8",
    )
    assert [type(one) for one in run(apart, library).done] == [Update]
    assert "<p><em>more</em> of mine</p>" in notes_of(library)[THEIRS]
    before = mine.read_text(encoding="utf-8")
    put(library, THEIRS, note=notes_of(library)[THEIRS].replace("their ", "her "))
    assert [type(one) for one in run(apart, library).done] == [Pull]
    assert mine.read_text(encoding="utf-8") == before.replace("their ", "her ")

    put(library, THEIRS, note=notes_of(library)[THEIRS].replace("her ", "his "))
    mine.write_text(mine.read_text(encoding="utf-8").replace("her ", "my "), encoding="utf-8")
    report = run(apart, library)
    assert [type(one) for one in report.open] == [Conflict]
    assert "his **words**" in mine.with_suffix(".zotero.md").read_text(encoding="utf-8")
    run(apart, library, policy=zotsync.Policy(prefer="local"))
    assert "my <strong>" in notes_of(library)[THEIRS]
    assert not mine.with_suffix(".zotero.md").exists()
    is_at_rest(apart, library)


def test_its_file_is_found_again_by_the_key_of_the_note(apart: zotsync.Workspace) -> None:
    library = with_theirs(apart)
    moved = apart.root / "notes" / "theirs" / "What they think.md"
    moved.parent.mkdir()
    file(apart).rename(moved)
    assert run(apart, library).done == ()
    put(library, THEIRS, note="<p>new</p>")
    run(apart, library)

    assert moved.read_text(encoding="utf-8").endswith("---\n\nnew\n")
    assert not file(apart).exists()
    is_at_rest(apart, library)


def test_a_file_that_is_deleted_puts_its_note_into_the_trash(apart: zotsync.Workspace) -> None:
    library = with_theirs(apart)
    file(apart).unlink()
    assert [type(one) for one in run(apart, library).done] == [Trash]
    assert [one.data["deleted"] for one in held(library).items if one.key == THEIRS] == [1]
    assert run(apart, library).done == ()


def test_a_deleted_file_comes_back_if_its_note_was_edited(apart: zotsync.Workspace) -> None:
    library = with_theirs(apart)
    file(apart).unlink()
    put(library, THEIRS, note="<p>edited meanwhile</p>")
    assert [type(one) for one in run(apart, library).done] == [Adopt]
    assert "edited meanwhile" in file(apart).read_text(encoding="utf-8")
    is_at_rest(apart, library)


@pytest.mark.parametrize("edited", [False, True])
def test_a_note_that_goes_in_zotero_takes_its_file_along_unless_it_was_edited(
    apart: zotsync.Workspace, edited: bool
) -> None:
    library = with_theirs(apart)
    if edited:
        file(apart).write_text(file(apart).read_text(encoding="utf-8") + "\nmine\n", encoding="utf-8")
    put(library, THEIRS, deleted=1)
    report = run(apart, library)

    assert [type(one) for one in (report.open if edited else report.done)] == [Conflict if edited else Drop]
    assert file(apart).exists() == edited


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (f"zotero-note: {THEIRS}\n", "", ""),
        (f"note-of: {FIRST}\n", "", ""),
        ("---\nzotero", "--\nzotero", ""),
        ("date: ", "date: [", ":5"),
        ("their", "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", ""),
    ],
)
def test_a_file_that_cannot_be_read_waits(apart: zotsync.Workspace, old: str, new: str, line: str) -> None:
    library = with_theirs(apart)
    before, text = held(library).items, file(apart).read_text(encoding="utf-8")
    file(apart).write_text(text.replace(old, new), encoding="utf-8")
    put(library, key_of(library, OTHER), date="2022")
    run(apart, library)

    assert [one for one in held(library).items if one.data["itemType"] == "note"] == [
        one for one in before if one.data["itemType"] == "note"
    ]
    found = [one.where for one in zotsync.build(apart).findings if one.code == "note-left"]
    assert found == [f"notes/{FIRST}--{THEIRS}.md{line}"]
    file(apart).write_text(text, encoding="utf-8")
    run(apart, library)
    assert run(apart, library).open == ()


def test_a_file_that_names_no_work_of_the_lists_is_no_sign_to_trash(apart: zotsync.Workspace) -> None:
    library = with_theirs(apart)
    text = file(apart).read_text(encoding="utf-8")
    file(apart).write_text(text.replace(f"note-of: {FIRST}", "note-of: nobody2020"), encoding="utf-8")
    assert run(apart, library).done == ()
    file(apart).write_text(text.replace(f"note-of: {FIRST}", f"note-of: {SECOND}"), encoding="utf-8")
    (conflict,) = run(apart, library).open
    assert isinstance(conflict, Conflict)
    assert conflict.property == "parentItem"
    run(apart, library, policy=zotsync.Policy(prefer="local"))
    assert "their" in notes_of(library, OTHER)[THEIRS]
    assert THEIRS not in notes_of(library, TITLE)
    assert run(apart, library).done == ()


def test_a_key_of_another_program_makes_no_child_note(apart: zotsync.Workspace) -> None:
    library = with_theirs(apart)
    own = apart.root / "notes" / "own.md"
    own.write_text("---\nzotero-note: https://example.org/1\n---\nMine.\n", encoding="utf-8")
    text = said(apart).replace("status:", f"zotero-note: {THEIRS}\nstatus:", 1)
    note(apart).write_text(text, encoding="utf-8")
    assert run(apart, library).done == ()
    assert zotsync.build(apart).findings == ()
    assert said(apart) == text


def test_a_copy_of_a_file_is_told_and_left(apart: zotsync.Workspace) -> None:
    library = with_theirs(apart)
    copy = apart.root / "notes" / "a copy.md"
    copy.write_text(file(apart).read_text(encoding="utf-8").replace("their", "old"), encoding="utf-8")
    assert run(apart, library).done == ()
    assert [one.where for one in zotsync.build(apart).findings] == ["notes/a copy.md"]


def test_a_switch_moves_the_text_and_changes_nothing_in_zotero(small: zotsync.Workspace) -> None:
    library = with_theirs(small)
    before, seen = said(small), held(library)
    assert f"<!-- zotsync:note {THEIRS} -->\n\n*Zotero note, 2026-01-02*" in before
    apart = standing(small, "files")
    assert run(apart, library).done == ()
    assert THEIRS not in said(apart)
    assert "# Theirs\n\ntheir **words**\n" in file(apart).read_text(encoding="utf-8")
    is_at_rest(apart, library)
    sections = standing(small, "sections")
    assert run(sections, library).done == ()
    assert said(sections) == before
    assert not file(sections).exists()
    assert held(library).items == seen.items
    is_at_rest(sections, library)


def test_a_file_that_says_more_than_a_section_can_stays_a_file(apart: zotsync.Workspace) -> None:
    library = with_theirs(apart)
    text = file(apart).read_text(encoding="utf-8").replace("note-of", "rating: 5\nnote-of")
    file(apart).write_text(text, encoding="utf-8")
    sections = standing(apart, "sections")
    assert run(sections, library).done == ()
    assert file(sections).read_text(encoding="utf-8") == text
    assert [one.where for one in zotsync.build(sections).findings] == [f"notes/{FIRST}--{THEIRS}.md"]
    put(library, THEIRS, note="<p>new</p>")
    run(sections, library)
    assert file(sections).read_text(encoding="utf-8").endswith("\n\nnew\n")


def test_a_switch_that_is_cut_goes_on(small: zotsync.Workspace) -> None:
    library = with_theirs(small)
    with_section = said(small)
    apart = standing(small, "files")
    run(apart, library)
    text = file(apart).read_text(encoding="utf-8")
    note(apart).write_text(with_section, encoding="utf-8")  # the file was made, the section is still there
    assert run(apart, library).done == ()
    assert THEIRS not in said(apart)
    note(apart).write_text(with_section.replace("their", "other"), encoding="utf-8")
    assert run(apart, library).done == ()
    assert said(apart) == with_section.replace("their", "other")
    assert file(apart).read_text(encoding="utf-8") == text
    assert "left alone" in zotsync.build(apart).findings[0].message


def test_none_leaves_notes_where_they_are(small: zotsync.Workspace) -> None:
    library = with_theirs(small)
    off = standing(small, "none")
    before = held(library)
    note(off).write_text(said(off).replace("# Theirs", "# Mine"), encoding="utf-8")
    text = said(off)
    assert run(off, library).done == ()
    put(library, THEIRS, note=notes_of(library)[THEIRS] + "<p>new</p>")
    new = {
        "itemType": "note",
        "parentItem": key_of(library),
        "note": "<p>x</p>",
        "key": "THEIRS33",
        "version": 0,
    }
    library.write("items", [new], version=held(library).version)
    assert run(off, library).done == ()
    assert said(off) == text
    assert notes_of(library)[THEIRS].endswith("<p>new</p>")
    write(off, "Mine.\n", SECOND)
    assert [type(one) for one in run(off, library).done] == [Create]
    assert before.items != held(library).items

    sections = standing(small, "sections")
    run(sections, library)
    assert "# Mine\n\ntheir **words**\n\nnew\n" in said(sections)
    assert "<p>x</p>" in notes_of(library)["THEIRS33"]
    assert "THEIRS33" in said(sections)
    is_at_rest(sections, library)


def test_files_of_two_clones_are_one(apart: zotsync.Workspace, tmp_path: Path) -> None:
    library = with_theirs(apart)
    other = zotsync.open_workspace(Path(shutil.copytree(apart.root, tmp_path / "other")))
    file(other).unlink()
    shutil.rmtree(other.state_folder)
    run(other, library)
    assert file(other).read_bytes() == file(apart).read_bytes()
    assert run(apart, library).done == ()


def test_a_place_that_is_not_known_is_refused(small: zotsync.Workspace) -> None:
    with pytest.raises(ConfigError, match="'file' is not known; there is sections, files, none"):
        standing(small, "file")


def test_a_file_that_names_its_work_by_an_older_key_is_its_file_still(apart: zotsync.Workspace) -> None:
    library = with_theirs(apart)
    text = file(apart).read_text(encoding="utf-8")
    bib = apart.library_bib.read_text(encoding="utf-8")
    apart.library_bib.write_text(bib.replace(f"{{{FIRST},", "{mine2020,"), encoding="utf-8")
    run(apart, library, policy=zotsync.Policy(prefer="local"))
    assert (apart.root / "notes" / "mine2020.md").exists()
    assert file(apart).read_text(encoding="utf-8") == text
    put(library, THEIRS, note="<p>new</p>")
    run(apart, library)
    assert file(apart).read_text(encoding="utf-8").endswith("\n\nnew\n")
    assert THEIRS in notes_of(library)
    assert run(apart, library).done == ()
