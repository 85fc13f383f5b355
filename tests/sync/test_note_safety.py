"""Whatever becomes of the files of notes, and of the notes in Zotero: no word is lost, no note is there twice."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import zotsync
from zotsync.core.actions import Conflict, Leave, Link, Pull, Trash
from zotsync.core.brakes import Brakes
from zotsync.core.library import Kind
from zotsync.errors import Halted, InputError
from zotsync.model import WriteReport

from .libraries import Faulty, change, held, of, run
from .test_notes import PROSE, edit, is_at_rest, note, notes_of, prose_of, put, said, write
from .test_two_way import FIRST, SECOND, bib, files_of

TITLE, OTHER = "First Title of All", "Second Title of All"


def synced(workspace: zotsync.Workspace, prose: str = PROSE) -> Faulty:
    """A library that holds the prose of the first note."""
    library = Faulty()
    run(workspace, library)
    write(workspace, prose)
    run(workspace, library)
    return library


def key_of(library: Faulty, title: str = TITLE) -> str:
    return next(one.key for one in held(library).items if one.data.get("title") == title)


def with_child(workspace: zotsync.Workspace, html: str = "<p>theirs</p>") -> Faulty:
    """As `synced`, with a note of somebody else in Zotero that came into the file."""
    library = synced(workspace)
    new = {"itemType": "note", "parentItem": key_of(library), "note": html, "key": "THEIRS22", "version": 0}
    library.write("items", [new], version=held(library).version)
    run(workspace, library)
    assert "<!-- zotsync:note THEIRS22 -->" in said(workspace)
    return library


def edit_there(library: Faulty, old: str, new: str) -> None:
    key, html = prose_of(library)
    assert old in html
    put(library, key, note=html.replace(old, new))


# --- what Zotero cannot show ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prose", "old", "new", "becomes"),
    [
        (
            "See [it][r] and more.\n\n[r]: https://x.org 'T'\n\nOther [it][r].\n", "and more", "and less",
            'See [it](https://x.org "T") and less.\n\n[r]: https://x.org \'T\'\n\nOther [it][r].\n',
        ),
        (
            "One.\n\nSee [it][r].\n[q]: <no link>\n\n[r]: https://x.org\n[s]: https://y.org\n", "One", "Two",
            "Two.\n\nSee [it][r].\n[q]: <no link>\n\n[r]: https://x.org\n[s]: https://y.org\n",
        ),
        ("Words <!-- mine --> more.\n\nTwo.\n", "Two", "Zwei", "Words <!-- mine --> more.\n\nZwei.\n"),
        ("Words <!-- mine --> more.\n\nTwo.\n", "more", "mehr", "Words <!-- mine --> mehr.\n\nTwo.\n"),
        ("- a <!-- mine -->\n- b\n", "b", "c", "- a <!-- mine -->\n- c\n"),
        ("```\n<!-- code -->\n```\n", "code", "text", "```\n<!-- text -->\n```\n"),
        ("# 核心\n\n核心贡献：**很好**的。\n下一行。\n\n* 一\n* 二\n", "二", "三",
            "# 核心\n\n核心贡献：**很好**的。\n下一行。\n\n* 一\n* 三\n"),
    ],
)  # fmt: skip
def test_an_edit_in_zotero_leaves_what_zotero_does_not_show(
    small: zotsync.Workspace, prose: str, old: str, new: str, becomes: str
) -> None:
    library = synced(small, prose)
    edit_there(library, old, new)
    run(small, library)

    assert said(small).endswith(becomes)
    is_at_rest(small, library)


@pytest.mark.parametrize(("old", "new", "stays"), [("See", "Look at", 1), ("<p>See", "<p>New.</p><p>See", 1)])
def test_where_a_link_goes_stays_when_its_paragraph_goes(
    small: zotsync.Workspace, old: str, new: str, stays: int
) -> None:
    library = synced(small, "See [it][r].\n\n[r]: https://x.org\n\nOther [it][r].\n")
    edit_there(library, old, new)
    run(small, library)
    assert said(small).count("[r]: https://x.org") == stays

    key, html = prose_of(library)
    put(library, key, note=html[html.rindex("<p>") :])
    run(small, library)
    assert said(small).endswith("[r]: https://x.org\n\nOther [it][r].\n")
    is_at_rest(small, library)


def test_a_comment_that_zoteros_editor_dropped_stays(small: zotsync.Workspace) -> None:
    library = synced(small, "Words <!-- mine --> more.\n\nTwo.\n")
    key, html = prose_of(library)
    put(library, key, note=re.sub("<!--.*?-->", "", html).replace("more", "much more"))
    run(small, library)

    assert "<!-- mine -->" in said(small)
    assert "much more" in said(small)
    edit(small, "Two", "Zwei")
    assert run(small, library).open == ()
    assert "Zwei" in prose_of(library)[1]


def test_two_items_of_one_list_are_joined(small: zotsync.Workspace) -> None:
    library = synced(small, "- *a* one\n- b two\n- c three\n- d four\n- e five\n")
    edit_there(library, "five", "fünf")
    edit(small, "one", "eins")
    run(small, library)

    assert said(small).endswith("- *a* eins\n- b two\n- c three\n- d four\n- e fünf\n")
    assert "fünf" in prose_of(library)[1]
    assert "eins" in prose_of(library)[1]


def test_each_line_keeps_its_own_end(small: zotsync.Workspace) -> None:
    library = synced(small, "one\n\ntwo\n\nthree\n")
    raw = note(small).read_bytes()
    note(small).write_bytes(raw.replace(b"one\n\n", b"one\r\n\r\n"))
    run(small, library)
    edit_there(library, "three", "drei")
    run(small, library)

    assert note(small).read_bytes() == raw.replace(b"one\n\n", b"one\r\n\r\n").replace(b"three", b"drei")


def test_text_that_looks_like_a_mark_of_ours_goes_both_ways(small: zotsync.Workspace) -> None:
    library = synced(small)
    key, html = prose_of(library)
    put(library, key, note=html + "<pre>&lt;!-- zotsync:note ABCDEFGH --&gt;</pre><p>more</p>")
    run(small, library)
    assert "<!-- zotsync:note ABCDEFGH" not in said(small)
    edit(small, "more", "mehr")
    run(small, library)

    assert prose_of(library)[1].endswith("<pre>&lt;!-- zotsync:note ABCDEFGH --&gt;</pre>\n<p>mehr</p>")
    is_at_rest(small, library)


def test_a_note_that_ends_with_its_front_matter_takes_text(small: zotsync.Workspace) -> None:
    library = synced(small)
    matter = said(small)[: said(small).index("---\n", 4)] + "---"
    edit_there(library, "words", "sentences")
    (small.state_folder / "state.sqlite").unlink()
    note(small).write_text(matter, encoding="utf-8")
    run(small, library)

    assert said(small).startswith(matter + "\n\n")
    assert "sentences" in said(small)


# --- files ----------------------------------------------------------------------------------------------------


def test_a_folder_of_notes_that_was_renamed_stops_the_sync(small: zotsync.Workspace) -> None:
    library = synced(small)
    write(small, "More of mine.\n", SECOND)
    edit(small, "status: to-read", "status: read\nrating: 4")
    run(small, library)
    before, files = held(library).items, files_of(small)
    (small.root / "notes").rename(small.root / "mine")

    for _ in "12":
        with pytest.raises(InputError, match=r"notes/: is gone, and with it 2 notes .* renamed\?"):
            run(small, library)
    assert held(library).items == before
    renamed = {path.replace("notes/", "mine/"): data for path, data in files.items()}
    assert files_of(small) == renamed, "nothing was made"
    shutil.copy(small.root / "zotsync.toml", config := small.root / "old.toml")
    with (small.root / "zotsync.toml").open("a", encoding="utf-8") as file:
        file.write('\n[notes]\nfile = "mine/{citekey}.md"\n')
    assert run(zotsync.open_workspace(small.root), library).done == ()
    config.replace(small.root / "zotsync.toml")
    (small.root / "mine").rename(small.root / "notes")
    assert run(small, library).done == ()
    shutil.move(small.root / "notes", small.root / "mine")
    (small.root / "notes").mkdir()
    with pytest.raises(Halted, match="renamed"):
        run(small, library)
    assert held(library).items == before
    shutil.rmtree(small.root / "notes")
    shutil.move(small.root / "mine", small.root / "notes")
    run(small, library)
    assert held(library).items == before
    shutil.rmtree(small.root / "notes")
    (small.root / "notes").mkdir()
    run(small, library, policy=zotsync.Policy(Brakes(yes=True)))
    assert [one for one in notes_of(library).values() if "own" in one] == []


def test_many_notes_that_go_at_once_are_asked_about(tmp_path: Path) -> None:
    zotsync.init(tmp_path)
    titles = "".join(f"- **{name} Title of All** (2020)\n" for name in "ABCDEFGHIJKLM")
    (tmp_path / "seeds" / "reading-list.md").write_text(f"## A\n\n{titles}", encoding="utf-8")
    workspace, library = zotsync.open_workspace(tmp_path), Faulty()
    run(workspace, library)
    notes = sorted((tmp_path / "notes").glob("*.md"))
    for path in notes:
        path.write_text(path.read_text(encoding="utf-8") + "\nmine\n", encoding="utf-8")
    run(workspace, library)
    before = held(library).items
    for path in notes[1:]:
        path.unlink()

    with pytest.raises(Halted, match="12 of 13 notes"):
        run(workspace, library)
    assert held(library).items == before


def test_a_note_whose_file_is_gone_still_says_what_was_read(small: zotsync.Workspace) -> None:
    library = synced(small)
    edit(small, "status: to-read", "status: read\nrating: 4\nstatus-date: 2026-01-02")
    edit(small, "reader: []", "reader: [Ann]")
    run(small, library)
    extra = of(library, TITLE)["extra"]
    note(small).unlink()
    report = run(small, library)

    assert [type(one) for one in report.done] == [Trash]
    assert of(library, TITLE)["extra"] == extra
    assert "status: read\n" in said(small)


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text.replace("---\n", "--\n", 1),
        lambda text: text.replace("\n---\n", "\n--\n", 1),
        lambda text: text.replace(f"citekey: {FIRST}\n", ""),
        lambda text: text.replace("* a bullet", "<<<<<<< HEAD\n* a\n=======\n* b\n>>>>>>> theirs"),
        lambda text: text + "\n<!-- zotsync:part 3 -->\n",
        lambda text: text + text[text.index("<!-- zotsync:note") :],
        lambda text: text.replace("<!-- /zotsync:note -->", ""),
        lambda _: "",
    ],
)
def test_a_note_that_cannot_be_read_waits(small: zotsync.Workspace, broken: object) -> None:
    library = with_child(small)
    moved = small.root / "notes" / "My paper.md"
    note(small).rename(moved)
    run(small, library)
    text, before = moved.read_text(encoding="utf-8"), held(library).items
    moved.write_text(broken(text), encoding="utf-8")  # type: ignore[operator]
    report = run(small, library)

    assert report.done == ()
    assert held(library).items == before
    assert moved.read_text(encoding="utf-8") == broken(text)  # type: ignore[operator]
    assert {one.where for one in zotsync.build(small).findings if one.code == "note-left"} == {
        "notes/My paper.md"
    }
    moved.write_text(text, encoding="utf-8")
    assert run(small, library).done == ()


def test_a_renamed_note_that_is_no_utf8_waits(small: zotsync.Workspace) -> None:
    library = synced(small)
    moved = small.root / "notes" / "My paper.md"
    note(small).rename(moved)
    run(small, library)
    moved.write_bytes(moved.read_bytes() + "é".encode("latin-1"))

    assert run(small, library).done == ()
    assert prose_of(library)


def test_what_other_programs_hide_is_no_note(small: zotsync.Workspace) -> None:
    library = synced(small)
    old = small.root / "notes" / ".stversions" / "old.md"
    old.parent.mkdir()
    old.write_text(said(small).replace("own", "old"), encoding="utf-8")
    deep = small.root / "notes" / "deep" / "x.md"
    deep.parent.mkdir()
    note(small).rename(deep)

    assert run(small, library).done == ()
    assert zotsync.build(small).findings == ()


def test_a_copy_of_a_note_takes_no_tag_away(small: zotsync.Workspace) -> None:
    library = synced(small)
    edit(small, "tags: []", "tags: [a, c]")
    run(small, library)
    (small.root / "notes" / "zcopy.md").write_text(said(small), encoding="utf-8")
    edit(small, "tags: [a, c]", "tags: [a]")
    run(small, library)
    change(library, TITLE, tags=[{"tag": "a"}, {"tag": "c"}])
    run(small, library)

    assert "tags: [a, c]" in said(small)
    assert {one["tag"] for one in of(library, TITLE)["tags"]} == {"a", "c"}


def test_a_copy_for_another_work_does_not_copy_a_note_of_zotero(small: zotsync.Workspace) -> None:
    library = with_child(small)
    note(small, SECOND).write_text(said(small).replace(FIRST, SECOND), encoding="utf-8")
    report = run(small, library)

    assert [type(one) for one in report.open] == [Leave]
    assert [one for one in notes_of(library, OTHER).values() if "theirs" in one] == []
    edit(small, "theirs", "ours", SECOND)
    run(small, library)
    assert notes_of(library)["THEIRS22"] == "<p>theirs</p>"


def test_tags_that_keywords_cannot_hold_stay_in_the_note(small: zotsync.Workspace) -> None:
    library = synced(small)
    tags = 'tags: ["a, b", "100%", "C#", "x{y", "🎉", "日本/語", "~t", "a;b", "$m$", Großes] # mine'
    edit(small, "tags: []", tags)
    run(small, library)

    assert tags in said(small)
    there = {one["tag"] for one in of(library, TITLE)["tags"]}
    assert there == {"unverified", "100%", "C#", "x{y", "🎉", "日本/語", "~t", "a;b", "$m$", "Großes"}
    is_at_rest(small, library)


@pytest.mark.parametrize("word", ["READING", "In Progress", "Done", "Read: yes", "读过"])
def test_a_status_stays_as_it_was_typed(small: zotsync.Workspace, word: str) -> None:
    library = synced(small)
    edit(small, "status: to-read", f'status: "{word}"')
    run(small, library)

    assert f'status: "{word}"' in said(small)
    is_at_rest(small, library)


# --- notes in Zotero ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to_other", [True, False])
def test_a_note_that_was_moved_in_zotero_stays_in_its_file(small: zotsync.Workspace, to_other: bool) -> None:
    library = with_child(small)
    for key in ("THEIRS22", next(k for k, html in notes_of(library).items() if "own" in html)):
        put(library, key, parentItem=key_of(library, OTHER) if to_other else False)
    run(small, library)
    before = said(small)
    edit_words = {"theirs": "ours", "own": "very own"}
    for old, new in edit_words.items():
        edit(small, old, new)
    run(small, library)

    assert said(small) == before.replace("theirs", "ours").replace("own", "very own")
    texts = [one.data["note"] for one in held(library).items if one.data["itemType"] == "note"]
    assert sum("ours" in text for text in texts) == sum("very own" in text for text in texts) == 1
    assert not any("theirs" in text for text in texts)
    assert "ours" not in said(small, SECOND)


def test_a_section_that_leaves_takes_no_other_character_along(small: zotsync.Workspace) -> None:
    library = with_child(small)
    note(small).write_text(said(small).rstrip("\n") + "\n\n    code stays\n", encoding="utf-8")
    run(small, library)
    put(library, "THEIRS22", deleted=1)
    run(small, library)

    assert said(small).endswith("%% a comment of Obsidian %%\n\n    code stays\n")


def test_what_a_person_writes_beside_a_note_stays(small: zotsync.Workspace) -> None:
    library = synced(small)
    edit_there(library, "words", "sentences")
    edit(small, "words", "letters")
    run(small, library)
    beside = small.root / "notes" / f"{FIRST}.zotero.md"
    text = beside.read_text(encoding="utf-8") + "\nMy thoughts about it.\n"
    beside.write_text(text, encoding="utf-8")
    for policy in (zotsync.Policy(), zotsync.Policy(prefer="remote")):
        report = run(small, library, policy=policy)
        assert beside.read_text(encoding="utf-8") == text
        assert [one.where for one in report.findings] == [f"notes/{FIRST}.zotero.md"]
    assert "sentences" in said(small)


def test_a_file_of_a_person_where_zoteros_side_would_stand_stays(small: zotsync.Workspace) -> None:
    library = synced(small)
    beside = small.root / "notes" / f"{FIRST}.zotero.md"
    beside.write_text("Mine.\n", encoding="utf-8")
    edit_there(library, "words", "sentences")
    edit(small, "words", "letters")
    run(small, library)

    assert beside.read_text(encoding="utf-8") == "Mine.\n"


def test_two_people_who_write_before_the_first_sync_keep_both_texts(
    small: zotsync.Workspace, tmp_path: Path
) -> None:
    library = Faulty()
    run(small, library)
    shutil.copytree(small.root, tmp_path / "b", ignore=shutil.ignore_patterns(".zotsync"))
    other = zotsync.open_workspace(tmp_path / "b")
    write(small, "Ann wrote this.\n")
    write(other, "Bob wrote this.\n")
    run(small, library)
    report = run(other, library)

    assert [type(one) for one in report.open] == [Conflict]
    assert said(other).endswith("Bob wrote this.\n")
    assert "Ann wrote this." in prose_of(library)[1]
    assert len(notes_of(library)) == 2


def test_an_item_with_its_notes_goes_to_the_trash_and_comes_back(small: zotsync.Workspace) -> None:
    library = with_child(small)
    before, seen = said(small), notes_of(library)
    put(library, key_of(library), deleted=1)
    run(small, library)
    assert said(small) == before
    put(library, key_of(library), deleted=0)
    run(small, library)

    assert said(small) == before
    assert notes_of(library) == seen
    is_at_rest(small, library)


def test_a_citation_is_never_written_as_the_key_of_its_item() -> None:
    from zotsync.codecs.zotero import note_blocks

    told = quote('{"citationItems":[{"uris":["http://zotero.org/users/1/items/ABCD2345"]}]}')
    cite = f'<span class="citation" data-citation="{told}">(Lee)</span>'
    base = f"<ul>\n<li>one {cite}</li>\n<li>two</li>\n<li>three</li>\n</ul>"
    assert note_blocks.joined(base, base.replace("one", "eins"), base.replace("three", "drei")) is None
    assert note_blocks.joined(base, base.replace("one", "eins"), base) == base.replace("one", "eins")


class OwnKeys(Faulty):
    """A library that gives keys of its own, as the Zotero on this computer does."""

    given = 0

    @property
    def takes_keys(self) -> bool:
        return False

    def write(self, kind: Kind, objects: Sequence[Mapping[str, Any]], *, version: int) -> WriteReport:
        new = [dict(one) for one in objects]
        for one in new:
            if one["version"] == 0:
                self.given += 1
                one["key"] = f"K{''.join('23456789AB'[int(digit)] for digit in f'{self.given:07}')}"
        return super().write(kind, new, version=version)


@pytest.mark.parametrize("leaves", [True, False])
def test_a_note_that_was_edited_while_nobody_remembered_its_key_is_not_there_twice(
    small: zotsync.Workspace, leaves: bool
) -> None:
    library = OwnKeys()
    run(small, library)
    write(small, PROSE)
    run(small, library)
    (key, _), seeds = prose_of(library), small.root / "seeds" / "reading-list.md"
    text = seeds.read_text(encoding="utf-8")
    if leaves:
        seeds.write_text(
            text.replace("- **First Title of All** (2020)\n    - **Note**: one\n", ""), encoding="utf-8"
        )
        run(small, library)
        seeds.write_text(text, encoding="utf-8")
    else:
        (small.state_folder / "state.sqlite").unlink()
    edit(small, "own", "very own")
    report = run(small, library)

    assert [one.key for one in report.open if isinstance(one, Conflict)] == [key]
    assert said(small).count("a bullet") == 1
    assert len(notes_of(library)) == 2
    run(small, library, policy=zotsync.Policy(prefer="local"))
    assert "very own" in prose_of(library)[1]


def test_a_text_that_was_begun_with_the_note_of_another_is_a_note_of_its_own(
    small: zotsync.Workspace,
) -> None:
    library = with_child(small, "<p>a long thought of somebody</p>")
    edit(small, PROSE, "a long thought of somebody\n\n")
    run(small, library)
    (small.state_folder / "state.sqlite").unlink()
    report = run(small, library)

    assert report.open == ()
    assert len(notes_of(library)) == 3


def test_an_anchor_in_the_front_matter_is_told(small: zotsync.Workspace) -> None:
    library = synced(small)
    edit(small, "tags: []", "tags: &t [a, b]\nother: *t")
    run(small, library)
    before = said(small)
    change(library, TITLE, tags=[{"tag": "a"}, {"tag": "new"}])
    run(small, library)

    assert said(small) == before
    assert "keywords = {a, new}" in bib(small)
    findings = [one.message for one in zotsync.build(small).findings if one.code == "note-left"]
    assert findings == [
        "left alone: its front matter cannot be changed key by key (an anchor, braces, odd indentation); its tags "
        "are a, new"
    ]
    assert {type(one) for one in run(small, library).done} <= {Link, Pull}
