"""BibTeX text -> blocks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.bibtex.blocks import Block, conflicts, left_marks, split

ENTRY = "@article{a,\n  title = {x},\n}"


def kinds(text: str) -> list[str]:
    return [block.kind for block in split(text)]


def test_a_file_is_blocks_and_what_stands_between_them() -> None:
    text = f'% header\n\n{ENTRY}\n\n@string{{j = {{Journal}}}}\n@Preamble{{"x"}}\n@comment{{jabref}}\n'

    assert split(text) == (
        Block("text", "% header\n\n", 1),
        Block("entry", ENTRY, 3, "article", "a"),
        Block("text", "\n\n", 5),
        Block("string", "@string{j = {Journal}}", 7, "string"),
        Block("text", "\n", 7),
        Block("preamble", '@Preamble{"x"}', 8, "preamble"),
        Block("text", "\n", 8),
        Block("comment", "@comment{jabref}", 9, "comment"),
        Block("text", "\n", 9),
    )


ONE_ENTRY = [
    ENTRY,
    "@article{a}",
    "@ARTICLE {a, title = {b}}",
    "@article\n{\n a,\n title = {b}}",
    '@article(a, title = {b)}, note = "c)")',
    '@article{a, title = "a {"} b"}',
    "@article{a, title = {\\{ }, note = {\\}}}",
    "@article{a, abstract = {see @article{b, c}}}",
    "@article{DBLP:conf/nips/X+Y'17, title = {b}}",
    "@article{a(b)=c&d#1, title = {b}}",
    "@article{王2020, title = {b}}",
    "  @article{a, title = {b}}".lstrip(),
]


@pytest.mark.parametrize("text", ONE_ENTRY)
def test_one_entry_is_one_block(text: str) -> None:
    assert kinds(text) == ["entry"]
    assert kinds(text + "\n") == ["entry", "text"]


def test_the_key_and_type_are_known() -> None:
    block = split("@InProceedings( Vaswani:2017/x , title = {b})")[0]

    assert (block.type, block.key) == ("inproceedings", "Vaswani:2017/x")


TEXT = [
    "",
    "just text, mail to me@example.org {x}",
    "% @article{a,\n% title = {x}}",
    "see @article{a, title = {x}}",
    "@ {x}",
    "@article a",
    "@",
]


@pytest.mark.parametrize("text", TEXT)
def test_what_is_no_block_is_text(text: str) -> None:
    assert set(kinds(text)) <= {"text"}


def test_entries_may_stand_on_one_line_or_behind_a_byte_order_mark() -> None:
    assert kinds("@article{a} @book{b}") == ["entry", "text", "entry"]
    assert kinds("\ufeff@article{a}") == ["text", "entry"]
    assert kinds(" \t@article{a}") == ["text", "entry"]


def test_a_lost_brace_breaks_one_entry_and_the_next_goes_on() -> None:
    text = f"@article{{bad,\n  title = {{x,\n  year = 2020,\n}}\n\n{ENTRY}\n"
    bad, good, _ = split(text)

    assert (bad.kind, bad.key, bad.reason) == (
        "broken",
        "bad",
        "its closing } is missing; title in line 2 seems not to be closed",
    )
    assert (good.kind, good.key, good.line) == ("entry", "a", 6)


def test_a_lost_brace_at_the_end_and_a_lost_key_are_broken() -> None:
    assert split("@article{a, title = {x}")[0].reason == "its closing } is missing"
    assert split("@article(a, title = {x}")[0].reason == "its closing ) is missing"
    assert split("@article{title = {x}}")[0].reason == "it has no citation key"
    assert split("@article{\n  title = {x}}")[0].reason == "it has no citation key"
    assert split("@article{a key, title = {x}}")[0].reason == (
        "'a key' is no citation key; write one without blanks, quotes, braces, % and backslashes"
    )
    assert kinds("@article{title = {x}}\n" + ENTRY) == ["broken", "text", "entry"]


CONFLICT = """% head
@article{a, title = {A}}
<<<<<<< HEAD
@article{b,
  title = {B},
=======
@article{c,
  title = {C},
>>>>>>> theirs
  year = 2002
}
@article{d,
<<<<<<< HEAD
  year = 2001
}
||||||| base
  year = 2000
}
=======
  year = 2002
}
>>>>>>> theirs
@article{e, title = {E}}
"""


def test_entries_that_a_merge_left_torn_are_broken_by_their_keys_and_the_others_are_read() -> None:
    found = [block for block in split(CONFLICT) if block.kind != "text"]

    assert [(block.kind, block.key, block.line) for block in found] == [
        ("entry", "a", 2),
        ("broken", "b", 4),
        ("broken", "c", 7),
        ("broken", "d", 12),
        ("entry", "e", 23),
    ]
    assert found[1].reason == "the conflict of a merge that begins in line 3 is not resolved"
    assert found[2].text.endswith("  year = 2002\n}")
    assert found[3].text.endswith(">>>>>>> theirs\n")
    assert [(one.line, CONFLICT[one.start :][:7]) for one in conflicts(CONFLICT)] == [
        (3, "<<<<<<<"),
        (13, "<<<<<<<"),
    ]


@pytest.mark.parametrize(
    "text", ["<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "a\n=======\nb\n>>>>>>> c\n", "<<<<<<<a\n"]
)
def test_lines_that_only_look_like_a_conflict_are_text(text: str) -> None:
    assert conflicts(text) == ()
    assert kinds(f"{text}{ENTRY}") == ["text", "entry"]


def test_an_at_sign_inside_an_indented_value_is_no_new_entry() -> None:
    assert kinds("@article{a, abstract = {\n  @article{b,\n c}\n}}") == ["entry"]


PIECES = st.sampled_from(
    [
        "@article{a,",
        "@string{",
        "@comment(",
        "@",
        "{",
        "}",
        "(",
        ")",
        '"',
        "\n",
        ",",
        "=",
        "a",
        " ",
        "\\",
        "#",
        "%",
        ENTRY,
        "\n<<<<<<< HEAD\n",
        "\n=======\n",
        "\n>>>>>>> theirs\n",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text())
def test_the_blocks_join_to_the_text(text: str) -> None:
    blocks = split(text)

    assert "".join(block.text for block in blocks) == text
    assert all(block.text for block in blocks)
    line = 1
    for block in blocks:
        assert block.line == line
        line += block.text.count("\n")


TORN = "<<<<<<< a\n=======\n@a{b,\n>>>>>>> c\n"


@pytest.mark.parametrize(
    "unit", ["{", "@", "@a{", "@a{b,\n", '@a(b,"', "\n@article{a,\n", "@\n", " ", "\n", ENTRY, TORN]
)
def test_hostile_length_costs_linear_time(unit: str) -> None:
    began = time.process_time()
    split(unit * 20_000)

    assert time.process_time() - began < 5


def test_a_mark_of_a_merge_that_somebody_missed_is_found() -> None:
    whole = "<<<<<<< a\n@misc{a}\n=======\n@misc{b}\n>>>>>>> b\n"

    assert left_marks(whole) == ()
    assert left_marks("@misc{c}\n=======\n") == ()
    assert left_marks("@misc{c}\n<<<<<<< HEAD\n") == (2,)
    assert left_marks(f"@misc{{c}}\n>>>>>>> x\r\n{whole}\n>>>>>>> y\n{whole}<<<<<<< z") == (2, 9, 15)
