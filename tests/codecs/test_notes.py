"""A note belongs to the person who reads."""

from __future__ import annotations

from dataclasses import replace

import frontmatter
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs import notes
from zotsync.codecs.notes import Note, Quote, front
from zotsync.codecs.notes.template import render
from zotsync.errors import ConfigError

NOTE = Note(
    managed={
        "title": "BERT: Pre-training",
        "authors": ["Jacob Devlin", "others"],
        "year": 2019,
        "citekey": "devlin2019bert",
        "aliases": ["@devlin2019bert", "BERT"],
        "arxiv": "1810.04805",
        "doi": "",
    },
    initial={"tags": ["must-read"], "status": "to-read", "reader": []},
    heading="BERT: Pre-training",
    quotes=[Quote("核心贡献", "提出了**掩码**语言模型。", "list.md, 模型架构")],
)


def test_a_new_note() -> None:
    text = notes.create(NOTE)

    assert text == (
        """---
title: "BERT: Pre-training"
authors:
  - Jacob Devlin
  - others
year: 2019
citekey: devlin2019bert
aliases:
  - "@devlin2019bert"
  - BERT
arxiv: "1810.04805"
tags:
  - must-read
status: to-read
reader: []
zotsync: """
        + text.partition("zotsync: ")[2].partition("\n")[0]
        + """
---

# BERT: Pre-training

<!-- zotsync:lists """
        + text.partition("zotsync:lists ")[2].partition(" ")[0]
        + """ -->

## From the reading lists

> **核心贡献**: 提出了**掩码**语言模型。
>
> (list.md, 模型架构)

<!-- /zotsync:lists -->

"""
    )


def test_other_programs_read_the_front_matter_as_meant() -> None:
    read = frontmatter.loads(notes.create(NOTE)).metadata

    assert {name: read[name] for name in NOTE.managed if NOTE.managed[name]} == {
        name: value for name, value in NOTE.managed.items() if value
    }


def test_refreshing_a_fresh_note_changes_nothing() -> None:
    text = notes.create(NOTE)

    assert notes.refresh(text, NOTE) == (text, ())


def changed(**managed: notes.Value) -> Note:
    return replace(NOTE, managed={**NOTE.managed, **managed})


def test_metadata_follows_and_every_other_byte_stays() -> None:
    text = notes.create(NOTE).replace("status: to-read\n", "# mine\nstatus:   'read'   # yes\nrating: 5\n")
    text += "\nMy prose.   \n\n- [ ] a task\n"
    new, left = notes.refresh(text, changed(year=2020, venue="NAACL"))

    assert left == ()
    seal = text.partition("\nzotsync: ")[2].partition("\n")[0]
    new_seal = new.partition("\nzotsync: ")[2].partition("\n")[0]
    assert new == text.replace("year: 2019\n", "year: 2020\n").replace(
        'arxiv: "1810.04805"\n', 'arxiv: "1810.04805"\nvenue: NAACL\n'
    ).replace(f"zotsync: {seal}", f"zotsync: {new_seal}")


def test_a_managed_key_that_a_person_edited_is_left_alone_and_told() -> None:
    text = notes.create(NOTE).replace("year: 2019", "year: 1066")

    assert notes.refresh(text, NOTE) == (text, ("front matter was edited by hand (year)",))


def test_a_section_that_a_person_edited_is_left_alone_and_told() -> None:
    text = notes.create(NOTE).replace("掩码", "掩码(!)")

    assert notes.refresh(text, NOTE) == (text, ("its section from the lists was edited by hand",))


def test_a_section_that_a_person_took_out_stays_out() -> None:
    text = notes.create(NOTE)
    start, end = text.index("<!-- zotsync:lists"), text.index("<!-- /zotsync:lists -->")
    text = text[:start] + text[end + len("<!-- /zotsync:lists -->\n") :]

    assert notes.refresh(text, NOTE) == (text, ())


def test_the_section_follows_the_lists_where_nobody_touched_it() -> None:
    new, left = notes.refresh(notes.create(NOTE), replace(NOTE, quotes=[Quote("", "Changed.", "list.md")]))

    assert left == ()
    assert "> Changed.\n>\n> (list.md)\n" in new
    assert "掩码" not in new
    assert notes.refresh(new, replace(NOTE, quotes=[Quote("", "Changed.", "list.md")])) == (new, ())


def test_zotero_links_that_this_clone_does_not_know_stay() -> None:
    link = {"zotero-key": "ABCD2345", "zotero": "zotero://select/groups/1/items/ABCD2345"}
    text = notes.create(changed(**link))

    assert notes.refresh(text, NOTE) == (text, ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no front matter\n",
        "---\ntitle: mine\n---\nprose\n",
        "---\ntitle: [broken\n---\nprose\n",
        "---\nnever closed\n",
        "\ufeff---\r\ntitle: x\r\n---\r\n",
    ],
)
def test_a_note_that_zotsync_did_not_make_is_never_touched(text: str) -> None:
    new, left = notes.refresh(text, NOTE)

    assert new == text
    assert len(left) == 1


def test_line_ends_and_byte_order_mark_stay() -> None:
    text = "\ufeff" + notes.create(NOTE).replace("\n", "\r\n")
    new, left = notes.refresh(text, changed(year=2021))

    assert left == ()
    assert new.startswith("\ufeff---\r\n")
    assert new.count("\r\n") == new.count("\n")
    assert "year: 2021\r\n" in new
    assert notes.refresh(new, changed(year=2021)) == (new, ())


def test_broken_yaml_is_left_alone() -> None:
    text = notes.create(NOTE).replace("status: to-read", "status: [")

    assert notes.refresh(text, changed(year=2021)) == (text, ("its front matter is not valid YAML",))


def test_a_conflict_that_a_merge_left_is_named_as_such() -> None:
    text = "---\ncitekey: a\n<<<<<<< ours\nyear: 2020\n=======\nyear: 2021\n>>>>>>> theirs\n---\n\nMine.\n"

    page = notes.read(text)
    assert "(the conflict of a merge is not resolved: keep one side" in page.problem
    assert page.line == 3


words = st.text(max_size=30)
values = st.one_of(words, st.integers(0, 3000), st.lists(words, max_size=3))


@given(words, st.lists(words, max_size=3), st.lists(st.builds(Quote, words, words, words), max_size=3), words)
def test_any_metadata_is_valid_yaml_and_stable(
    title: str, authors: list[str], quotes: list[Quote], heading: str
) -> None:
    note = Note(
        {"title": title, "authors": authors}, {"status": "to-read"}, heading.replace("\n", " "), quotes
    )
    text = notes.create(note)
    read = frontmatter.loads(text).metadata

    assert read.get("title", "") == title
    assert read.get("authors", []) == authors
    assert notes.refresh(text, note) == (text, ())


@given(st.text(max_size=200))
def test_no_text_crashes_the_refresh_or_loses_a_line(text: str) -> None:
    new, _ = notes.refresh(text, NOTE)

    assert new == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_prose_and_own_keys_survive_any_change(prose: str, value: str) -> None:
    own = front.line("mine", value)
    text = notes.create(NOTE).replace("status: to-read\n", own) + prose
    new, _ = notes.refresh(text, changed(title="Another: title", year=2000))

    assert own in new
    assert new.endswith(prose)


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("# {{ title }}\n\n{% if year %}\n", 3),
        ("a\n{{ nothing }}\n", 2),
        ("a\n\n{{ 1 // 0 }}\nb\n", 3),
        ("{{ title | frobnicate }}", 1),
        ("a\n{{ title.__class__ }}\n", 2),
        ("{% macro m(x) %}\n{{ x.y.z }}\n{% endmacro %}\n\n{{ m(title) }}\n", 2),
        ("{{ 'a' + 1 }}", 1),
        ("a\n{% for one in authors %}\n{{ one / 2 }}\n{% endfor %}", 3),
    ],
)
def test_an_error_of_a_template_names_its_line(template: str, line: int) -> None:
    with pytest.raises(ConfigError) as caught:
        render(template, {"title": "T", "authors": ["A"]}, "note.md")
    assert str(caught.value).startswith(f"note.md:{line}: ")
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\na: 1\nb: [1\nc: 2\n---\nx\n", 4),
        ("---\na: 1\n\tb: 2\n---\n", 3),
        ("\ufeff---\r\na: 1\r\nb: @x\r\n---\r\n", 3),
        ("---\na: b: c\n---\n", 2),
    ],
)
def test_broken_front_matter_is_told_with_its_line(text: str, line: int) -> None:
    page = notes.read(text)
    assert page.line == line
    assert page.problem.startswith("its front matter is not valid YAML (")
