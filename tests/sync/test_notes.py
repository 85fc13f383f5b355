"""Reading notes go to Zotero and come back, and what a person typed in either place stays."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import zotsync
from zotsync.app import session
from zotsync.core.actions import Adopt, Conflict, Create, Drop, Link, Pull, Trash, Update

from ..server.zotero import ZoteroServer
from .libraries import Faulty, change, held, no_sleep, of, run
from .test_sync import group
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


def synced(workspace: zotsync.Workspace, text: str) -> Faulty:
    """A library that holds what a person has written in the first note."""
    library = Faulty()
    run(workspace, library)
    write(workspace, text)
    run(workspace, library)
    return library


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
    library = synced(small, PROSE)
    before = said(small)
    key, html = prose_of(library)
    put(library, key, note=html.replace("another", "another one"))
    report = run(small, library)

    assert [type(one) for one in report.done] == [Pull]
    assert said(small) == before.replace("* another", "* another one")
    is_at_rest(small, library)


def test_edits_of_two_places_on_two_sides_are_joined(small: zotsync.Workspace) -> None:
    library = synced(small, PROSE)
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


def test_what_was_put_before_a_comment_in_zotero_comes_once(small: zotsync.Workspace) -> None:
    library = synced(small, "One.\n\n<!-- hidden -->\n\nTwo.\n\nThree.\n")
    key, html = prose_of(library)
    put(library, key, note=html.replace("<p>One.</p>", "<p>One.</p>\n<p>New.</p>"))
    edit(small, "Three", "Drei")
    run(small, library)

    assert said(small).count("New.") == 1
    assert "<!-- hidden -->" in said(small)
    assert "Drei" in prose_of(library)[1]
    is_at_rest(small, library)


def test_two_words_in_one_place_are_a_conflict_and_both_stay(small: zotsync.Workspace) -> None:
    library = synced(small, PROSE)
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
    library = synced(small, PROSE)
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
    library = synced(small, PROSE)
    key, _ = prose_of(library)
    edit(small, PROSE, "")
    report = run(small, library)

    assert [type(one) for one in report.done] == [Trash]
    assert next(one for one in held(library).items if one.key == key).data["deleted"]
    assert run(small, library).done == ()


def test_a_note_with_a_front_matter_that_is_no_yaml_is_left_alone(small: zotsync.Workspace) -> None:
    library = synced(small, PROSE)
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
    library = synced(small, PROSE)
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


def test_a_note_of_half_a_million_characters_goes_and_comes(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    write(
        small,
        "".join(f"Paragraph {number} of *many*.{' About one thing.' * 55}\n\n" for number in range(500)),
    )
    run(small, library)
    before = said(small)
    key, html = prose_of(library)
    assert 450_000 < len(html) < 500_000
    put(library, key, note=html.replace("Paragraph 400 of", "Section 400 of"))
    run(small, library)

    assert said(small) == before.replace("Paragraph 400 of", "Section 400 of")


def test_what_could_run_never_reaches_the_file(small: zotsync.Workspace) -> None:
    library = synced(small, PROSE)
    key, html = prose_of(library)
    put(
        library,
        key,
        note=html + "<script>alert(1)</script><p onclick='x()'><a href='javascript:x()'>y</a></p>",
    )
    run(small, library)

    assert "javascript:" not in said(small)
    assert "<script" not in said(small)
    assert "onclick" not in said(small)


def test_marks_of_ours_in_a_note_of_zotero_end_nothing(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    parent = next(one.key for one in held(library).items if one.data.get("title") == "First Title of All")
    html = "<p>a</p><pre>&lt;!-- /zotsync:note --&gt;\n---\ncitekey: other\n---</pre><p>b</p>"
    new = {"itemType": "note", "parentItem": parent, "note": html, "key": "THEIRS22", "version": 0}
    library.write("items", [new], version=held(library).version)
    run(small, library)
    once = said(small)
    run(small, library)

    assert said(small) == once
    assert once.count("<!-- /zotsync:note -->") == 1


def test_a_second_note_of_one_work_is_told_and_left(small: zotsync.Workspace) -> None:
    library = Faulty()
    run(small, library)
    copy = small.root / "notes" / "copy.md"
    copy.write_text(said(small), encoding="utf-8")
    report = zotsync.build(small)

    assert [(one.code, one.where) for one in report.findings if one.code == "second-note"] == [
        ("second-note", "notes/copy.md")
    ]


def test_another_folder_and_name_for_notes(small: zotsync.Workspace) -> None:
    config = small.root / "zotsync.toml"
    config.write_text(
        config.read_text(encoding="utf-8") + '\n[notes]\nfile = "papers/@{citekey}.md"\n', encoding="utf-8"
    )
    workspace = zotsync.open_workspace(small.root)
    zotsync.build(workspace)

    assert (small.root / "papers" / f"@{FIRST}.md").exists()
    assert not note(small).exists()


def test_a_template_makes_new_notes_and_changes_old_ones_only_when_asked(small: zotsync.Workspace) -> None:
    from zotsync.app.notes import retold

    config = small.root / "zotsync.toml"
    config.write_text(
        config.read_text(encoding="utf-8") + '\n[notes]\ntemplate = "note.md"\n', encoding="utf-8"
    )
    template = small.root / "note.md"
    template.write_text("## Idea of {{ citekey }}\n\n## Limits\n", encoding="utf-8")
    workspace = zotsync.open_workspace(small.root)
    zotsync.build(workspace)
    assert f"## Idea of {FIRST}\n\n## Limits\n" in said(small)

    edit(small, "## Limits\n", "Mine.\n\n## Limits\n")
    template.write_text("## Idea of {{ citekey }}\n\n## Limits\n\n## Questions\n", encoding="utf-8")
    before = said(small)
    zotsync.build(workspace)
    assert said(small) == before
    report = retold(workspace)
    assert said(small) == before
    report.write(workspace)
    assert said(small) == before.replace("## Limits\n", "## Limits\n\n## Questions\n")
    assert retold(workspace).changed == {}


TEMPLATE = "## Idea of {{ citekey }}\n\n## Limits\n\n## Questions\n"


def with_template(workspace: zotsync.Workspace, text: str = TEMPLATE) -> zotsync.Workspace:
    config = workspace.root / "zotsync.toml"
    config.write_text(
        config.read_text(encoding="utf-8") + '\n[notes]\ntemplate = "note.md"\n', encoding="utf-8"
    )
    (workspace.root / "note.md").write_text(text, encoding="utf-8")
    return zotsync.open_workspace(workspace.root)


def test_what_only_a_template_made_is_no_note_of_a_person(small: zotsync.Workspace) -> None:
    workspace, library = with_template(small), Faulty()
    run(workspace, library)
    assert [one for one in notes_of(library).values() if "Limits" in one] == []
    (workspace.root / "note.md").write_text(TEMPLATE + "\n## More\n", encoding="utf-8")
    change(library, "First Title of All", DOI="10.1000/x", date="2021-02")
    assert run(workspace, library).open == ()
    assert [one for one in notes_of(library).values() if "Limits" in one] == []

    before = said(small)
    edit(small, "## Limits\n", "## Limits\n\nMine.\n")
    run(workspace, library)
    assert "<h2>Limits</h2>\n<p>Mine.</p>\n<h2>Questions</h2>" in prose_of(library)[1]
    note(small).write_text(before, encoding="utf-8")
    assert [type(one) for one in run(workspace, library).done] == [Trash]
    is_at_rest(workspace, library)


def test_two_clones_begin_with_one_template(small: zotsync.Workspace, tmp_path: Path) -> None:
    workspace, library = with_template(small), Faulty()
    other = zotsync.open_workspace(Path(shutil.copytree(small.root, tmp_path / "other")))
    for one in (workspace, other, workspace):
        assert run(one, library).open == ()
    edit(small, "## Limits\n", "## Limits\n\nMine.\n")
    edit(other, "## Questions\n", "## Questions\n\nYours.\n")
    for one in (workspace, other, workspace, other):
        assert run(one, library).open == ()
    text = f"## Idea of {FIRST}\n\n## Limits\n\nMine.\n\n## Questions\n\nYours.\n"
    assert text in said(workspace)
    assert text in said(other)
    is_at_rest(workspace, library)


def test_a_template_that_changed_is_taken_over_by_notes_that_nobody_wrote_in(
    small: zotsync.Workspace,
) -> None:
    from zotsync.app.notes import retold

    workspace, library = with_template(small), Faulty()
    run(workspace, library)
    shutil.rmtree(workspace.state_folder)
    (workspace.root / "note.md").write_text("## Another\n", encoding="utf-8")
    retold(workspace).write(workspace)
    assert "## Another\n" in said(small)
    assert "Limits" not in said(small)
    run(workspace, library)
    assert [one for one in notes_of(library).values() if "Another" in one] == []


def test_a_section_of_the_lists_comes_with_the_first_remark(small: zotsync.Workspace) -> None:
    zotsync.build(small)
    assert "zotsync:lists" not in said(small, SECOND)
    write(small, "Mine.\n", SECOND)
    seeds = small.root / "seeds" / "reading-list.md"
    text = seeds.read_text(encoding="utf-8")
    for remark in ("two", "three"):
        seeds.write_text(text.rstrip("\n") + f"\n    - **Note**: {remark}\n", encoding="utf-8")
        zotsync.build(small)
        assert f"> **Note**: {remark}\n" in said(small, SECOND)
        assert said(small, SECOND).index("Mine.") < said(small, SECOND).index("<!-- zotsync:lists")
    path = note(small, SECOND)
    path.write_text(said(small, SECOND).partition("<!-- zotsync:lists")[0], encoding="utf-8")
    seeds.write_text(text, encoding="utf-8")
    zotsync.build(small)
    seeds.write_text(text.rstrip("\n") + "\n    - **Note**: four\n", encoding="utf-8")
    assert zotsync.build(small).findings == ()
    assert "four" not in said(small, SECOND)


def test_highlights_follow_the_attachments() -> None:
    from zotsync.codecs.zotero import highlights

    file = ("FILE2222", {"title": "paper.pdf"})
    first = {
        "annotationType": "highlight", "annotationText": "A *fine*\nidea", "annotationComment": "why?\n\nreally",
        "annotationColor": "#ffd400", "annotationPageLabel": "3", "annotationSortIndex": "00002",
        "annotationPosition": '{"pageIndex":2}', "tags": [{"tag": "key idea"}],
    }  # fmt: skip
    second = {
        "annotationType": "ink",
        "annotationSortIndex": "00001",
        "annotationPosition": '{"pageIndex":0}',
    }
    text = highlights.markdown(
        [(*file, [("ANNO2222", first), ("ANNO3333", second)])], "zotero://open-pdf/library/items/"
    )

    assert text == (
        "## Highlights\n\n### paper.pdf\n\n"
        "> ([p. 1](zotero://open-pdf/library/items/FILE2222?page=1&annotation=ANNO3333), drawing)\n\n"
        "> A \\*fine\\* idea ([p. 3](zotero://open-pdf/library/items/FILE2222?page=3&annotation=ANNO2222), yellow)"
        " #key-idea\n>\n> why?\n>\n> really"
    )
    assert highlights.markdown([(*file, [])], "") == ""


@pytest.mark.server
def test_notes_on_a_real_server(example: Path, zotero_server: ZoteroServer) -> None:
    environment, which = group(zotero_server)
    workspace = zotsync.open_workspace(example)
    key = "vaswani2017attention"
    write(
        workspace,
        PROSE + "\nSee [@zhao2023survey, p. 3], $e^x$, ==this== and 😀 中文。\n\n- [ ] to do\n",
        key,
    )
    session.run(workspace, environment, which, sleep=no_sleep)
    before = files_of(workspace)
    with session.opened_library(workspace, environment, which) as (library, _):
        seen = held(library)
        item = next(one.key for one in seen.items if one.data.get("citationKey") == key)
        notes = {
            one.key: one.data["note"]
            for one in seen.items
            if one.data.get("parentItem") == item and "own</em> words" in one.data["note"]
        }
        ((mine, html),) = notes.items()
        assert 'class="citation" data-citation="' in html
        _, report = session.run(workspace, environment, which, sleep=no_sleep)
        assert report.done == ()
        assert files_of(workspace) == before

        version = held(library).version
        theirs = {
            "key": "THEIRS22",
            "version": 0,
            "itemType": "note",
            "parentItem": item,
            "note": "<p>A colleague's <b>view</b></p>",
        }
        note = next(one for one in held(library).items if one.key == mine)
        changed = {"key": mine, "version": note.version, "note": html.replace("another", "another one")}
        assert not library.write("items", [changed, theirs], version=version).failed
        session.run(workspace, environment, which, sleep=no_sleep)
        assert "* another one\n" in said(workspace, key)
        assert "[@zhao2023survey, p. 3]" in said(workspace, key)
        assert "A colleague's **view**" in said(workspace, key)
        before = files_of(workspace)
        (workspace.state_folder / "state.sqlite").unlink()
        _, report = session.run(workspace, environment, which, sleep=no_sleep)
        assert {type(one) for one in report.done} <= {Link}
        assert report.open == ()
        assert files_of(workspace) == before
        edit(workspace, "A colleague's **view**", "Our **view**", key)
        session.run(workspace, environment, which, sleep=no_sleep)
        assert any(one.data.get("note") == "<p>Our <strong>view</strong></p>" for one in held(library).items)
        _, report = session.run(workspace, environment, which, sleep=no_sleep)
        assert report.done == ()


def test_a_note_of_a_group_says_who_wrote_it_and_when(small: zotsync.Workspace) -> None:
    class Group(Faulty):
        """As a group's library answers: it knows who made an item."""

        def snapshot(self, since: int = 0) -> Any:
            seen = super().snapshot(since)
            if seen is None:
                return None
            return replace(seen, items=tuple(replace(one, by="Ann Lee") for one in seen.items))

    library = Group()
    run(small, library)
    parent = next(one.key for one in held(library).items if one.data.get("title") == "First Title of All")
    new = {"itemType": "note", "parentItem": parent, "note": "<p>Hers</p>", "key": "THEIRS22", "version": 0}
    library.write("items", [{**new, "dateAdded": "2026-01-02T03:04:05Z"}], version=held(library).version)
    run(small, library)
    assert "*Zotero note, Ann Lee, 2026-01-02*\n\nHers\n" in said(small)
    put(library, "THEIRS22", note="<p>Hers too</p>")
    run(small, library)

    assert "*Zotero note, Ann Lee, 2026-01-02*\n\nHers too\n" in said(small)
    is_at_rest(small, library)
