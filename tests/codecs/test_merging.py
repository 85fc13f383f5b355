"""Three texts of one file -> one."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zotsync.codecs import lock, notes
from zotsync.codecs.bibtex.blocks import conflicts, left_marks, split
from zotsync.codecs.merging import merge_files
from zotsync.codecs.merging.lines import merge_lines
from zotsync.core.aliases import rekeyed
from zotsync.core.threeway import marked
from zotsync.errors import UsageError
from zotsync.model import Decisions, Dissent, Identification, Lock, Place, Record, Work

from .test_bibtex_fidelity import FILES

BASE = """% our papers

@article{a,
  title   = {A},
  author  = {Doe, Jane},
  year    = 2001
}

@article{b,
  title   = {B},
  year    = 2002
}

@string{acm = {ACM}}
"""


def merged(ours: str, theirs: str, base: str = BASE) -> tuple[str, int]:
    return merge_files(base, ours, theirs, "paper/refs.bib")


def test_two_fields_of_one_entry_are_merged_and_the_layout_stays() -> None:
    ours = BASE.replace("{A}", "{A New}")
    theirs = BASE.replace("year    = 2001", "year    = 2003,\n  journal = acm # { J}")

    text, count = merged(ours, theirs)
    assert count == 0
    assert text == ours.replace("year    = 2001", "year    = 2003,\n  journal = acm # { J}")


def test_an_entry_that_one_side_gave_another_key_keeps_what_the_other_side_changed() -> None:
    ours = BASE.replace("{A}", "{A New}")
    theirs = BASE.replace("@article{a,", "@article{aa,\n  ids     = {a},")
    for one, other in ((ours, theirs), (theirs, ours)):
        text, count = merged(one, other)
        assert count == 0
        assert [block.key for block in split(text) if block.kind == "entry"] == ["aa", "b"]
        assert "{A New}" in text
        assert "{a}" in text


def test_two_keys_for_one_entry_are_a_conflict() -> None:
    ours, theirs = (
        BASE.replace("@article{a,", f"@article{{{key},\n  ids     = {{a}},") for key in ("one", "two")
    )
    text, count = merged(ours, theirs)
    assert count == 1
    assert text.count("{A}") == 1


def test_both_add_an_entry_at_the_end() -> None:
    one, two = "\n@misc{c,\n  title = {C}\n}\n", "\n@misc{d,\n  title = {D}\n}\n"
    text, count = merged(BASE + one, BASE + two)

    assert count == 0
    assert text.count("@misc{c,") == text.count("@misc{d,") == 1
    assert [block.key for block in split(text) if block.kind == "entry"] in (
        ["a", "b", "c", "d"],
        ["a", "b", "d", "c"],
    )
    assert merged(BASE + one, BASE + one) == (BASE + one, 0)


def test_an_entry_that_moved_and_changed_is_found() -> None:
    a = BASE[BASE.index("@article{a") : BASE.index("@article{b")]
    ours = BASE.replace(a, "") + "\n" + a
    theirs = BASE.replace("{Doe, Jane}", "{Doe, John}")

    assert merged(ours, theirs) == (ours.replace("{Doe, Jane}", "{Doe, John}"), 0)


def test_what_both_changed_is_marked_in_its_line() -> None:
    ours, theirs = BASE.replace("2001", "2004"), BASE.replace("2001", "2005").replace("{A}", "{Other}")
    text, count = merged(ours, theirs)

    assert count == 1
    assert text == ours.replace("{A}", "{Other}").replace(
        "  year    = 2004\n", "<<<<<<< ours\n  year    = 2004\n=======\n  year    = 2005\n>>>>>>> theirs\n"
    )
    assert [one.line for one in conflicts(text)] == [6]


def test_an_entry_that_one_removed_goes_unless_the_other_changed_it() -> None:
    b = BASE[BASE.index("@article{b") : BASE.index("\n@string")]
    gone = BASE.replace(b + "\n", "")

    assert merged(gone, BASE) == (gone, 0)
    assert "@article{b" not in merged(BASE, gone)[0]
    text, count = merged(gone, BASE.replace("{B}", "{Better}"))
    assert count == 1
    assert "{Better}" in text


def test_what_differs_in_delimiters_alone_is_the_same() -> None:
    text, count = merged(BASE.replace("{A}", '"A"'), BASE.replace("{A}", "{A }").replace("2001", "{2001}"))

    assert count == 0
    assert 'title   = "A"' in text


@pytest.mark.parametrize("name", ["note", "tags", "extra", "collections", "creators"])
def test_a_field_may_have_any_name(name: str) -> None:
    ours = BASE.replace("year    = 2001", f"year    = 2001,\n  {name} = {{one}}")
    theirs = BASE.replace("year    = 2001", f"year    = 2001,\n  {name} = {{two}}")

    assert merged(ours, BASE) == (ours, 0)
    assert merged(BASE, theirs)[1] == 0
    assert merged(ours, theirs)[1] == 1


def test_line_ends_stay() -> None:
    ours = BASE.replace("{A}", "{A New}").replace("\n", "\r\n")
    text, count = merged(ours, BASE.replace("2002", "2003"))

    assert count == 0
    assert text == ours.replace("2002", "2003")


def test_strings_comments_and_groups_are_merged() -> None:
    base = BASE + "\n@Comment{jabref-meta: databaseType:biblatex;}\n"
    ours = base.replace("{ACM}", "{ACM Press}").replace("% our papers", "% our papers, 2020")
    theirs = base.replace("databaseType:biblatex", "databaseType:bibtex")

    assert merged(ours, theirs, base) == (ours.replace("databaseType:biblatex", "databaseType:bibtex"), 0)


@given(FILES)
def test_a_file_that_one_side_alone_changed_is_theirs(text: str) -> None:
    assert merged(text, text, text) == (text, 0)
    assert merged(text, text, "") == (text, 0)


def _with_field(text: str, key: str) -> str:
    """The text with one field more in an entry."""
    pieces = []
    for block in split(text):
        body = block.text[:-1].rstrip().removesuffix(",")
        new = f"{body},\n  x-new = {{y}}{block.text[-1]}"
        pieces.append(new if block.kind == "entry" and block.key == key else block.text)
    return "".join(pieces)


@given(FILES, st.data())
def test_edits_of_other_entries_never_conflict(text: str, data: st.DataObject) -> None:
    """Except in a file that another merge left torn: that goes line by line."""
    assume(not conflicts(text) and not left_marks(text))
    entries = [block for block in split(text) if block.kind == "entry"]
    keys = [block.key.casefold() for block in entries]
    if len(entries) < 2 or len(set(keys)) < len(keys):
        return
    one, two = data.draw(st.permutations(entries))[:2]
    ours, theirs = (_with_field(text, block.key) for block in (one, two))
    new, count = merged(ours, theirs, text)

    assert count == 0
    assert new.count("x-new = {y}") == 2
    assert [block.key for block in split(new) if block.kind == "entry"] == [block.key for block in entries]


# --- zotsync.lock -----------------------------------------------------------------------------------------

WORK = Work("a", "article-journal", "A", issued="2001", volume="1")
LOCK = Lock(
    {"a": Record(WORK, ("arXiv",))},
    (Identification("l.md", "A", "", "a", "title same", 1.0),),
    Decisions(dropped=frozenset(["x"])),
)


def merged_locks(ours: Lock, theirs: Lock) -> tuple[str, int]:
    return merge_files(lock.write(LOCK), lock.write(ours), lock.write(theirs), "zotsync.lock")


def test_a_work_that_one_side_gave_another_key_keeps_what_the_other_side_said_of_it() -> None:
    ours = rekeyed(LOCK, {"a": "new"})
    line = Identification("other.md", "A", "", "a", "title", 0.9)
    record = replace(LOCK.records["a"], work=replace(LOCK.records["a"].work, publisher="Press"))
    theirs = replace(
        LOCK,
        records={**LOCK.records, "a": record},
        identifications=(*LOCK.identifications, line),
        decisions=replace(LOCK.decisions, untagged=frozenset([("a", "x")])),
    )
    for one, other in ((ours, theirs), (theirs, ours)):
        found, count = merged_locks(one, other)
        now = lock.read(found)
        assert count == 0
        assert now.records["new"].work.publisher == "Press"
        assert now.records["new"].former == ("a",)
        assert "a" not in {*now.records, *(one.key for one in now.identifications)}
        assert now.decisions.untagged == {("new", "x")}


def test_two_new_keys_for_one_work_are_a_conflict() -> None:
    _, count = merged_locks(rekeyed(LOCK, {"a": "one"}), rekeyed(LOCK, {"a": "two"}))
    assert count


def test_what_sources_dissent_about_survives_a_merge() -> None:
    dissent = (Dissent("title", "crossref", "B"),)
    ours = replace(LOCK, records={**LOCK.records, "a": replace(LOCK.records["a"], dissent=dissent)})
    theirs = replace(LOCK, records={**LOCK.records, "a": replace(LOCK.records["a"], remark="a note")})
    assert lock.read(merged_locks(ours, theirs)[0]).records["a"].dissent == dissent


def test_records_entries_and_decisions_of_both_sides_are_there() -> None:
    one, two = Work("b", "book", "B", verified=False), Work("c", "book", "C")
    ours = Lock(
        {"a": Record(replace(WORK, issued="2002"), ("arXiv", "Crossref")), "b": Record(one)},
        (*LOCK.identifications, Identification("l.md", "B", "", "b", "listed", 0.0)),
        Decisions(dropped=frozenset(["x", "y"]), places={("T",): Place("U")}),
    )
    theirs = Lock(
        {"a": Record(replace(WORK, title="Better"), ("arXiv",), ("A",)), "c": Record(two)},
        (*LOCK.identifications, Identification("l.md", "C", "", "c", "listed", 1.0)),
        Decisions(unnoted=frozenset(["a"])),
    )
    text, count = merged_locks(ours, theirs)
    found = lock.read(text)

    assert count == 0
    assert found.records["a"] == Record(
        replace(WORK, title="Better", issued="2002"), ("arXiv", "Crossref"), ("A",)
    )
    assert (found.records["b"].work, found.records["c"].work) == (one, two)
    assert {entry.title for entry in found.identifications} == {"A", "B", "C"}
    assert found.decisions == Decisions(
        dropped=frozenset(["y"]), unnoted=frozenset(["a"]), places={("T",): Place("U")}
    )


def test_a_field_of_a_record_that_both_changed_is_marked_in_its_line() -> None:
    ours, theirs = (
        replace(LOCK, records={"a": Record(replace(WORK, issued=year), ("arXiv",))})
        for year in ("2002", "2003")
    )
    text, count = merged_locks(ours, theirs)

    assert count == 1
    assert '<<<<<<< ours\n  "issued": "2002",\n=======\n  "issued": "2003",\n>>>>>>> theirs\n' in text


# --- notes ------------------------------------------------------------------------------------------------

NOTE = notes.Note(
    {"title": "T", "authors": ["A"], "citekey": "a"},
    {"tags": [], "status": "to-read"},
    "T",
    [notes.Quote("", "words", "l.md")],
)
TEXT = notes.create(NOTE) + "\nFirst line.\n\nLast line.\n"


def merged_notes(ours: str, theirs: str) -> tuple[str, int]:
    return merge_files(TEXT, ours, theirs, "notes/a.md")


def test_keys_and_lines_of_a_note_are_merged() -> None:
    ours = TEXT.replace("status: to-read", "status: read").replace("First line.", "First, edited.")
    theirs = TEXT.replace("tags: []", "tags:\n  - x").replace("Last line.", "Last, edited.")
    text, count = merged_notes(ours, theirs)

    assert count == 0
    assert text == ours.replace("tags: []", "tags:\n  - x").replace("Last line.", "Last, edited.")


def test_parts_that_zotsync_brought_up_to_date_on_both_sides_stay_sealed() -> None:
    one = replace(NOTE, managed={**NOTE.managed, "title": "Better"})
    two = replace(
        NOTE, managed={**NOTE.managed, "year": 2020}, quotes=[*NOTE.quotes, notes.Quote("", "more", "m.md")]
    )
    text, count = merged_notes(notes.refresh(TEXT, one)[0], notes.refresh(TEXT, two)[0])
    both = replace(two, managed={**two.managed, "title": "Better"})

    assert count == 0
    assert notes.refresh(text, both) == (text, ())


def test_a_part_that_a_person_edited_stays_theirs() -> None:
    edited = TEXT.replace("title: T", "title: Mine")
    newer = notes.refresh(TEXT, replace(NOTE, managed={**NOTE.managed, "year": 2020}))[0]
    text, count = merged_notes(edited, newer)

    assert count == 0
    assert notes.refresh(text, NOTE)[1]
    assert "title: Mine" in text


def test_one_note_gets_a_section_here_and_another_one_there() -> None:
    bare = replace(NOTE, quotes=[])
    base = notes.create(bare) + "\nFirst line.\n"
    quoted = notes.refresh(base, NOTE)[0]
    highlighted = notes.refresh(base.replace("First", "First of all"), replace(bare, highlights="> h"))[0]
    for ours, theirs in ((quoted, highlighted), (highlighted, quoted)):
        text, _ = merge_files(base, ours, theirs, "notes/a.md")
        assert re.findall("(?m)^zotsync: .* (.*) (.*)$", text) == [("highlights", 'lists"')]


def test_what_both_changed_in_a_note_is_marked() -> None:
    text, count = merged_notes(TEXT.replace("First", "Our"), TEXT.replace("First", "Their"))

    assert count == 1
    assert "<<<<<<< ours\nOur line.\n=======\nTheir line.\n>>>>>>> theirs\n" in text


# --- lines ------------------------------------------------------------------------------------------------

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n"]), max_size=8).map("".join)


@given(LINES, LINES)
def test_one_side_alone_changes_lines_as_it_likes(base: str, new: str) -> None:
    for side in ("ours", "theirs"):
        assert merge_lines(base, new, base, side) == new
        assert merge_lines(base, base, new, side) == new


@given(LINES, LINES, LINES)
def test_marks_hold_both_answers(base: str, ours: str, theirs: str) -> None:
    one, two = merge_lines(base, ours, theirs, "ours"), merge_lines(base, ours, theirs, "theirs")
    text, count = marked(one, two)

    assert (count == 0) == (one == two)
    keep = {"ours": "", "theirs": ""}
    side = ""
    for line in text.splitlines(keepends=True):
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            side = {"<": "ours", "=": "theirs", ">": ""}[line[0]]
            continue
        for name in keep:
            keep[name] += line if side in ("", name) else ""
    assert keep == {"ours": one, "theirs": two}


def test_another_file_is_refused() -> None:
    with pytest.raises(UsageError, match=r"x\.docx: zotsync merges \.bib files"):
        merge_files("", "", "", "x.docx")


def test_entries_that_one_side_put_in_another_order_stay_apart() -> None:
    first, second = BASE.index("@article{a"), BASE.index("@article{b")
    tail = BASE.index("@string")
    turned = BASE[:first] + BASE[second:tail] + BASE[first:second] + BASE[tail:]

    assert merged(BASE.replace("{A}", "{AA}"), turned) == (BASE.replace("{A}", "{AA}"), 0)
    assert merged(turned, BASE.replace("{A}", "{AA}")) == (turned.replace("{A}", "{AA}"), 0)


def test_a_file_with_the_marks_of_another_merge_loses_nothing() -> None:
    torn = BASE.replace("  year    = 2002\n", "<<<<<<< a\n  year = 1\n=======\n  year = 2\n>>>>>>> b\n")
    text, number = merged(torn, BASE.replace("{A}", "{AA}"))

    assert (text, number) == (torn.replace("{A}", "{AA}"), 0)
    assert merged(BASE.replace("{A}", "{AA}"), torn) == (torn.replace("{A}", "{AA}"), 0)


def test_line_ends_of_both_kinds_stay() -> None:
    ours = BASE.replace("\n", "\r\n", 4)
    theirs = ours.replace("2002", "2003")

    assert merged(ours.replace("{A}", "{AA}"), theirs, ours) == (theirs.replace("{A}", "{AA}"), 0)


def test_thousands_of_entries_of_one_key_are_merged_in_no_time() -> None:
    base = "@misc{a, title = {A}}\n" * 20_000
    started = time.process_time()
    text, number = merged(base + "@misc{b}\n", base + "% the end\n", base)

    assert (text, number) == (base + "@misc{b}\n% the end\n", 0)
    assert time.process_time() - started < 20
