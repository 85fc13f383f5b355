"""Reading notes go to Zotero and come back, and what a person typed in either place stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import zotsync
from zotsync.core.actions import Adopt, Conflict, Create, Drop, Link, Pull, Trash, Update

from .libraries import Faulty, change, held, of, run
from .test_two_way import FIRST, SECOND, bib, files_of

PROSE = "My *own* words,\nwrapped by hand.\n\n* a bullet\n* another\n\n%% a comment of Obsidian %%\n"


def note(workspace: zotsync.Workspace, key: str = FIRST) -> Path:
    return workspace.root / "notes" / f"{key}.md"


def write(workspace: zotsync.Workspace, text: str, key: str = FIRST) -> None:
    """Prose at the end of a note."""
    path = note(workspace, key)
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n\n" + text, encoding="utf-8")


def edit(workspace: zotsync.Workspace, old: str, new: str, key: str = FIRST) -> None:
    text = note(workspace, key).read_text(encoding="utf-8")
    assert old in text
    note(workspace, key).write_text(text.replace(old, new), encoding="utf-8")


def said(workspace: zotsync.Workspace, key: str = FIRST) -> str:
    return note(workspace, key).read_text(encoding="utf-8")


def notes_of(library: Faulty, title: str = "First Title of All") -> dict[str, str]:
    """Key -> HTML of the child notes of an item, less those in the trash."""
    parent = next(one.key for one in held(library).items if one.data.get("title") == title)
    return {
        one.key: one.data["note"]
        for one in held(library).items
        if one.data.get("parentItem") == parent and not one.data.get("deleted")
        if one.data["itemType"] == "note"
    }


def prose_of(library: Faulty) -> tuple[str, str]:
    """(key, HTML) of the one child note that is not what the lists say."""
    (found,) = (one for one in notes_of(library).items() if "<strong>Note</strong>" not in one[1])
    return found


def put(library: Faulty, key: str, **data: Any) -> None:
    one = next(one for one in held(library).items if one.key == key)
    library.write(
        "items", [{**one.data, "key": key, "version": one.version, **data}], version=held(library).version
    )


def is_at_rest(workspace: zotsync.Workspace, library: Faulty) -> None:
    before, seen = files_of(workspace), held(library)
    assert run(workspace, library).done == ()
    (workspace.state_folder / "state.sqlite").unlink()
    report = run(workspace, library)
    assert {type(one) for one in report.done} <= {Link}, report.done
    assert report.open == ()
    assert held(library).items == seen.items
    assert files_of(workspace) == before


def test_what_a_person_writes_becomes_a_child_note(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    write(small, PROSE)
    before = said(small)
    report = run(small, library)

    assert [type(one) for one in report.done] == [Create]
    assert "<p>My <em>own</em> words, wrapped by hand.</p>" in prose_of(library)[1]
    assert said(small) == before
    is_at_rest(small, library)


def test_an_edit_in_zotero_changes_the_lines_that_it_changed(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    write(small, PROSE)
    run(small, library)
    before = said(small)
    key, html = prose_of(library)
    put(library, key, note=html.replace("another", "another one"))
    report = run(small, library)

    assert [type(one) for one in report.done] == [Pull]
    assert said(small) == before.replace("* another", "* another one")
    is_at_rest(small, library)


def test_edits_of_two_places_on_two_sides_are_joined(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    write(small, PROSE)
    run(small, library)
    key, html = prose_of(library)
    put(library, key, note=html.replace("another", "another one"))
    edit(small, "My *own* words", "My *very own* words")
    run(small, library)

    assert "My *very own* words,\nwrapped by hand." in said(small)
    assert "another one" in said(small)
    html = prose_of(library)[1]
    assert "very own" in html
    assert "another one" in html
    is_at_rest(small, library)


def test_two_words_in_one_place_are_a_conflict_and_both_stay(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    write(small, PROSE)
    run(small, library)
    key, html = prose_of(library)
    put(library, key, note=html.replace("words", "sentences"))
    edit(small, "words", "letters")
    before = said(small)
    report = run(small, library)

    assert [(type(one), one.property) for one in report.open if isinstance(one, Conflict)] == [
        (Conflict, "note")
    ]
    assert said(small) == before
    assert "sentences" in prose_of(library)[1]
    assert run(small, library).open == report.open
    beside = small.root / "notes" / f"{FIRST}.zotero.md"
    assert "sentences" in beside.read_text(encoding="utf-8")
    run(small, library, policy=zotsync.Policy(prefer="remote"))
    assert "My *own* sentences," in said(small)
    assert not beside.exists()
    is_at_rest(small, library)


def test_a_note_that_somebody_writes_in_zotero_comes_into_the_file(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    parent = next(one.key for one in held(library).items if one.data.get("title") == "First Title of All")
    new = {"itemType": "note", "parentItem": parent, "note": "<p>From <b>Zotero</b></p>", "key": "THEIRS22"}
    library.write("items", [{**new, "version": 0}], version=held(library).version)
    report = run(small, library)

    assert [type(one) for one in report.done] == [Adopt, Link]
    assert "<!-- zotsync:note THEIRS22 -->" in said(small)
    assert "From **Zotero**" in said(small)
    is_at_rest(small, library)

    edit(small, "From **Zotero**", "From both")
    run(small, library)
    assert notes_of(library)["THEIRS22"] == "<p>From both</p>"
    put(library, "THEIRS22", note="<p>From neither</p>")
    run(small, library)
    assert "From neither" in said(small)
    is_at_rest(small, library)


def test_a_note_in_the_trash_of_zotero_leaves_the_file_and_one_of_ours_stays(
    small: zotsync.Workspace,
) -> None:
    library = Faulty()
    run(small, library)
    write(small, PROSE)
    run(small, library)
    key, _ = prose_of(library)
    put(library, key, deleted=1)
    report = run(small, library)

    assert [type(one) for one in report.done] == [Drop]
    assert PROSE in said(small)
    assert run(small, library).done == ()
    put(library, key, deleted=0)
    run(small, library)
    edit(small, "own", "own own")
    run(small, library)
    assert "own own" in prose_of(library)[1]


def test_prose_that_is_taken_out_goes_to_the_trash(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    write(small, PROSE)
    run(small, library)
    key, _ = prose_of(library)
    edit(small, PROSE, "")
    report = run(small, library)

    assert [type(one) for one in report.done] == [Trash]
    assert next(one for one in held(library).items if one.key == key).data["deleted"]
    assert run(small, library).done == ()


def test_a_note_with_a_front_matter_that_is_no_yaml_is_left_alone(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    write(small, PROSE)
    run(small, library)
    edit(small, "status: to-read", "status: [")
    before = said(small)
    key, html = prose_of(library)
    put(library, key, note=html + "<p>more</p>")
    report = run(small, library)

    assert report.done == ()
    assert said(small) == before
    edit(small, "status: [", "status: to-read")
    run(small, library)
    assert "more" in said(small)


def test_the_status_of_reading_goes_to_extra_and_back(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    edit(small, "status: to-read", "status: reading  # since May")
    report = run(small, library)

    assert [type(one) for one in report.done] == [Update]
    assert of(library, "First Title of All")["extra"] == "Read_Status: In Progress"
    change(
        library,
        "First Title of All",
        extra="Read_Status: Read\nRead_Status_Date: 2026-01-02\nRating: 5\nmine: too",
    )
    run(small, library)
    assert "status: read  # since May\n" in said(small)
    assert 'status-date: "2026-01-02"\n' in said(small)
    assert 'rating: "5"\n' in said(small)
    assert of(library, "First Title of All")["extra"].endswith("mine: too")
    is_at_rest(small, library)


def test_two_states_of_reading_are_a_conflict(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    edit(small, "status: to-read", "status: reading")
    run(small, library)
    edit(small, "status: reading", "status: not-reading")
    change(library, "First Title of All", extra="Read_Status: Read")
    report = run(small, library)

    assert [one.property for one in report.open if isinstance(one, Conflict)] == ["extra"]
    assert "status: not-reading" in said(small)
    assert of(library, "First Title of All")["extra"] == "Read_Status: Read"
    run(small, library, policy=zotsync.Policy(prefer="local"))
    assert of(library, "First Title of All")["extra"] == "Read_Status: Not Reading"
    is_at_rest(small, library)


def test_tags_flow_between_note_and_library(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    edit(small, "tags: []", "tags: [graphs, big-ideas]")
    run(small, library)

    assert "keywords = {graphs, big-ideas}" in bib(small)
    assert {one["tag"] for one in of(library, "First Title of All")["tags"]} >= {"graphs", "big-ideas"}
    is_at_rest(small, library)

    change(library, "First Title of All", tags=[{"tag": "unverified"}, {"tag": "graphs"}, {"tag": "new one"}])
    run(small, library)
    assert "tags: [graphs, new-one]" in said(small)
    is_at_rest(small, library)

    edit(small, "tags: [graphs, new-one]", "tags: [new-one]")
    run(small, library)
    assert "keywords = {new one}" in bib(small)
    assert {one["tag"] for one in of(library, "First Title of All")["tags"]} == {"unverified", "new one"}
    is_at_rest(small, library)


def test_a_note_is_found_where_it_was_moved(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    write(small, PROSE)
    run(small, library)
    moved = small.root / "notes" / "deep" / "My first paper.md"
    moved.parent.mkdir()
    note(small).rename(moved)
    before = moved.read_text(encoding="utf-8")

    assert run(small, library).done == ()
    assert moved.read_text(encoding="utf-8") == before
    assert not note(small).exists()
    assert note(small, SECOND).exists()


def test_line_ends_and_byte_order_mark_stay(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    write(small, PROSE)
    note(small).write_bytes(b"\xef\xbb\xbf" + said(small).rstrip("\n").replace("\n", "\r\n").encode())
    before = note(small).read_bytes()
    run(small, library)
    assert note(small).read_bytes() == before
    key, html = prose_of(library)
    put(library, key, note=html.replace("another", "another one"))
    run(small, library)
    assert note(small).read_bytes() == before.replace(b"* another", b"* another one")
    is_at_rest(small, library)
