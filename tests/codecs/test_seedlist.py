"""The reader of lists: the four lists of the workspace, coverage, files, strangers' text, speed."""

from __future__ import annotations

import csv
import gc
import io
import itertools
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs import seedlist
from zotsync.codecs.seedlist import inlines
from zotsync.codecs.seedlist.blocks import Inline
from zotsync.errors import InputError
from zotsync.model import Entry, Heading, Line, Link, Remark, SeedList

ROOT = Path(__file__).parents[2]
FACTS = ROOT / "tests" / "facts" / "occurrences.csv"
SHARED_FACTS = ROOT.parent / "shared" / "metadata" / "occurrences.csv"
LISTS = sorted((ROOT / "seeds").iterdir())

KINDS = {"entry", "topic", "title", "remark", "detail", "text", "markup", "blank", "skipped"}


def read_file(path: Path) -> SeedList:
    return seedlist.read(seedlist.decode(path.read_bytes(), path.name), path.name)


def assert_covered(text: str, found: SeedList) -> None:
    """Every line is told once, in order, and what is skipped says why."""
    count = text.count("\n") + (not text.endswith("\n")) if text else 0
    assert [line.number for line in found.lines] == list(range(1, count + 1))
    for line in found.lines:
        assert line.kind in KINDS
        assert line.why or line.kind == "blank"
    entries = {line.number for line in found.lines if line.kind == "entry"}
    assert {entry.line for entry in found.entries} == entries
    # An entry may stand on the line of its topic.
    topics = {line.number for line in found.lines if line.kind == "topic"}
    assert topics <= {heading.line for heading in found.headings} <= topics | entries


# --- the four lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("facts", [FACTS, SHARED_FACTS], ids=["own", "shared"])
def test_the_four_lists_hold_the_204_occurrences_and_nothing_else(facts: Path) -> None:
    """File, line, title, year and link of each, as written; the topic of each, as headed."""
    if not facts.exists():
        pytest.skip("the facts are not beside this repository")
    wanted: dict[str, list[tuple[Any, ...]]] = {path.name: [] for path in LISTS}
    for row in csv.DictReader(io.StringIO(facts.read_text(encoding="utf-8"))):
        wanted[row["seed_file"]].append(
            (
                int(row["line_number"]),
                row["title_as_written"],
                row["year_as_written"],
                row["link_as_written"],
                row["topic_path"],
            )
        )
    assert sum(map(len, wanted.values())) == 204
    for path in LISTS:
        found = read_file(path)
        written = {heading.path: heading.written for heading in found.headings}
        assert [
            (
                entry.line,
                entry.title,
                entry.year,
                entry.links[0].url if entry.links else "",
                " / ".join(written[entry.topic[:depth]] for depth in range(1, len(entry.topic) + 1)),
            )
            for entry in found.entries
        ] == wanted[path.name]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_every_line_of_the_four_lists_is_accounted_for(path: Path) -> None:
    """The only lines that are skipped are the empty rows of tables."""
    found = read_file(path)
    assert_covered(path.read_text(encoding="utf-8"), found)
    assert {line.why for line in found.lines if line.kind == "skipped"} <= {"empty row"}


def list_named(name: str) -> SeedList:
    return read_file(ROOT / "seeds" / name)


def test_the_topics_of_a_group_have_owners() -> None:
    found = list_named("llm-systems-reading-group.md")
    assert found.title == "论文列表"
    owners = {heading.path: heading.owners for heading in found.headings if heading.owners}
    assert owners[("向量数据库方向",)] == ("陈力峥", "赵可泰")
    assert owners[("大模型 for 通信",)] == ("彭于波",)
    assert len(owners) == 5


def test_topics_without_entries_are_kept_with_what_is_said_of_them() -> None:
    found = list_named("llm-systems-reading-group.md")
    assert Heading(("调度",), 46, "调度", text="todo by lsp") in found.headings
    found = list_named("llm-systems-course.txt")
    assert Heading(("调度",), 44, "调度(第六周)", when="第六周", text="todo by lsp") in found.headings
    found = list_named("llm-papers-annotated.md")
    empty = [h for h in found.headings if h.path not in {entry.topic for entry in found.entries}]
    assert [(h.path, h.text) for h in empty] == [
        (("RWKV",), "RWKV (Receptance Weighted Key Value)"),
        (("Mamba",), ""),
    ]


def test_an_entry_carries_all_that_the_list_says() -> None:
    entries = {entry.line: entry for entry in list_named("llm-papers-annotated.md").entries}
    assert entries[8] == Entry(
        list="llm-papers-annotated.md",
        line=8,
        title="BERT",
        topic=("Model",),
        year="2018",
        links=(
            Link("paper", "https://arxiv.org/abs/1810.04805", "BERT"),
            Link("note", "./research/bert.md", "here"),
        ),
        identifiers=entries[8].identifiers,
        remarks=(Remark("简介", "使用 Transformer 编码器来做预训练，Transformer 一统 NLP 的开始", 8),),
        year_source="entry",
        rule="table",
        confidence=entries[8].confidence,
    )
    assert [str(identifier) for identifier in entries[8].identifiers] == ["arxiv:1810.04805"]
    assert {line for line, entry in entries.items() if entry.marks} == {24, 25}
    assert [str(identifier) for identifier in entries[84].identifiers] == ["arxiv:2409.12186"]


def test_the_two_works_of_one_entry_share_what_is_said_of_them() -> None:
    for name, line in (("llm-systems-reading-group.md", 18), ("llm-systems-course.txt", 17)):
        gshard, switch = (entry for entry in list_named(name).entries if entry.line == line)
        assert gshard.group == switch.group == "Mixture of Experts (MoE)"
        assert gshard.authors == switch.authors == "Google Research"
        assert gshard.remarks == switch.remarks
        assert gshard.remarks[0].label == "核心贡献"
        assert (gshard.year, switch.year) == ("2020", "2021")


def test_the_two_forms_of_one_list_give_the_same_entries() -> None:
    """The text export lost bold, numbers, levels and indentation, and nothing that a reader sees."""
    markdown = {e.title: e for e in list_named("llm-systems-reading-group.md").entries}
    text = {e.title: e for e in list_named("llm-systems-course.txt").entries}
    assert len(text) == 34
    for title, entry in text.items():
        assert (entry.year, entry.authors) == (markdown[title].year, markdown[title].authors)
        assert [r.label for r in entry.remarks] == [r.label for r in markdown[title].remarks]


# --- files ------------------------------------------------------------------------------------------------


def test_a_byte_order_mark_and_foreign_line_ends_are_no_text() -> None:
    assert seedlist.decode(b"\xef\xbb\xbf# A\r\nb\rc\n", "a.md") == "# A\nb\nc\n"


def test_line_numbers_are_those_of_the_file_whatever_ends_its_lines() -> None:
    text = "# A\n\n- **A Title of Three Words** (2020)\n"
    for end in ("\r\n", "\r"):
        found = seedlist.read(text.replace("\n", end), "a.md")
        assert found == seedlist.read(text, "a.md")
        assert found.entries[0].line == 3


def test_a_file_that_is_not_utf8_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match=r"^a\.md:3: byte 0xc3 is not UTF-8; .* in cp125\d: save") as caught:
        seedlist.decode("# A\r\n\r\n- Über\n".replace("Ü", "\xc3").encode("latin-1"), "a.md")
    assert "\n" not in str(caught.value)


def test_a_file_in_utf16_is_refused_at_its_first_line() -> None:
    with pytest.raises(InputError, match=r"^a\.md:1: byte 0xff"):
        seedlist.decode("# A".encode("utf-16"), "a.md")


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(InputError, match=r"^a\.md: 21 MB is too large for a reading list"):
        seedlist.decode(b"a" * 21_000_000, "a.md")
    assert len(seedlist.decode(b"a" * seedlist.LARGEST, "a.md")) == seedlist.LARGEST


def test_control_characters_do_not_reach_a_terminal() -> None:
    found = seedlist.read("- **A\x1b[31m Title\x00 of\x0bWords** (2020)", "a.md")
    assert found.entries[0].title == "A\N{REPLACEMENT CHARACTER}[31m Title\N{REPLACEMENT CHARACTER} of Words"


def test_an_empty_list_has_no_lines() -> None:
    assert seedlist.read("", "a.md") == seedlist.read("", "a.txt").__class__("a.md")
    assert seedlist.read("\n", "a.txt").lines == (Line(1, "blank"),)


def test_what_markdown_does_not_read_is_reported_too() -> None:
    """Lists in lists in lists: beyond a depth that nobody writes, the lines say that nothing read them."""
    text = "\n".join("  " * depth + f"- **A Title of Three Words** ({1950 + depth})" for depth in range(60))
    found = seedlist.read(text, "a.md")
    assert_covered(text, found)
    assert len(found.entries) >= 15
    assert {line.why for line in found.lines if line.kind == "skipped"} == {"no rule reads it"}


# --- strangers' text --------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    "# |##|- |-|  |    |* |1. |> |\n|\n\n|\t|`|```|**|*|_|~~|[|]|(|)|](|](https://a.org/x)|![|<|>|<br>|<!--|-->"
    "|&amp;|\\|A Title of Three Words|Transformer|作者: |核心贡献：|代表论文: |Authors: |Note: |(2020)|（2021）"
    "|(ICML 2020)|[2023/10] | & | and |https://arxiv.org/abs/1706.03762|10.1145/3698822|arXiv:1706.03762|⭐|✅"
    "|[x] |:star:|todo|第三周|（李世鹏）|论文列表|---|:|：|, |. |\x00|\u200b|é|\ud7ff".split("|")
) | st.sampled_from(
    ["|", "| Title | Year |\n|---|---|\n", "| 名字 | 链接 | 精读 |\n| - | - | - |\n", "|---|\n"]
)
LISTINGS = st.lists(PIECES, max_size=40).map("".join)


@given(LISTINGS | st.text(), st.sampled_from(["a.md", "a.txt", "a"]))
def test_any_text_is_a_list(text: str, name: str) -> None:
    """No error, every line told, every entry complete enough to be used."""
    found = seedlist.read(text, name)
    assert_covered(text.replace("\r\n", "\n").replace("\r", "\n"), found)
    paths = {heading.path for heading in found.headings}
    for entry in found.entries:
        assert entry.title.strip() == entry.title != ""
        assert "\n" not in entry.title
        assert not entry.topic or entry.topic in paths
        assert entry.list == name
    assert seedlist.read(text, name) == found


@given(st.binary() | LISTINGS.map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_a_text_or_refused_in_one_line(data: bytes) -> None:
    try:
        text = seedlist.decode(data, "a.md")
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert "\r" not in text
        assert_covered(text, seedlist.read(text, "a.md"))


def told(inline: Inline) -> list[tuple[Any, ...]]:
    """What a reader sees, character by character; links by number."""
    numbers: dict[int, int] = {}
    return [
        (
            character,
            span.kind,
            span.strong,
            span.emphasis,
            span.link and (span.link.url, numbers.setdefault(span.link.number, len(numbers))),
        )
        for span in inline.spans
        for character in span.text
    ]


MARKS = (
    "**|*|[|]|(|](|](https://a.org/b_c)|[[|]]|paper|A title|（2020）| |.|:|a|é|中文|，|!|_|`|\\|**A b** |*c*"
    "|[x](./y)|[[paper]](https://a.org/b)|[[pdf](https://a.org/b)]|[2023/10] |#|()|http://c.org|<|>|&|~|\n"
)
STYLED = st.lists(st.sampled_from(MARKS.split("|")), max_size=14).map("".join)


@given(STYLED)
def test_the_short_way_through_inline_text_reads_what_markdown_reads(text: str) -> None:
    short = inlines.read(text, {}, itertools.count())
    thorough = inlines.thoroughly(inlines._WIDE.sub(" ", text), {}, itertools.count())
    assert told(short) == told(thorough)
    assert short.source == thorough.source


@given(STYLED, st.integers(0, 20), st.integers(0, 20))
def test_a_cut_is_a_part_of_the_plain_text(text: str, start: int, length: int) -> None:
    inline = inlines.read(text, {}, itertools.count())
    assert inline.cut(start, start + length).plain == inline.plain[start : start + length]
    assert inline.cut(start).plain == inline.plain[start:]


CASES = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "cases").iterdir())]
TORN = (
    "<table>|<tr><td>|</table>|<ul><li>|<details><summary>|</details>|<a href='|```\n|<!--|**|](|\x00|\n\n|    |- |<br>"
).split("|")


@given(st.randoms(use_true_random=False))
def test_a_list_that_is_torn_to_pieces_is_still_a_list(random: Random) -> None:
    """Cut, splice, repeat, tear: never an error, every line told."""
    text = random.choice(CASES)
    text = text[(start := random.randrange(len(text))) : start + random.randrange(1, 2_000)]
    for _ in range(random.randrange(1, 6)):
        at = random.randrange(len(text) + 1)
        to = min(len(text), at + random.randrange(1, 80))
        other = random.choice(CASES)
        text = random.choice(
            (
                text[:at] + text[to:],
                text[:at] + random.choice(TORN) + text[at:],
                text[:at] + text[at:to] * random.randrange(1, 20) + text[to:],
                text[:at] + other[to : to + 200] + text[at:],
            )
        )
    assert_covered(text, seedlist.read(text, "a.md"))


# --- size -------------------------------------------------------------------------------------------------


ROW = "| 2020 | [A Title of Three Words](https://arxiv.org/abs/2301.00001) | a **remark** |\n"
LONG = {
    "a table of 10,000 rows": "| Year | Title | Note |\n|---|---|---|\n" + ROW * 10_000,
    "10,000 items": "- **A Title of Three Words** (2020)\n    - **Authors**: A. Author\n" * 10_000,
    "10,000 works below one": "- **A b c** (2020)\n" + "  - **A b c** (2021)\n" * 10_000,
    "10,000 points below one": "- **A b c** (2020)\n" + "  - Note: text\n" * 10_000,
    "10,000 headings": "## A\n### B\n" * 5_000,
    "one line of 2 MB": "- **A Title of Three Words** (2020) " + "word " * 400_000,
    "one line of 2 MB of brackets": "[" * 2_000_000,
    "one line of 2 MB of stars": "*a **b " * 280_000,
    "one cell of 2 MB": "| Title |\n|---|\n| " + "[a](b) " * 280_000 + "|\n",
    "quotes 5,000 deep": ">" * 5_000 + " a\n",
    "lists 5,000 deep": "- " * 5_000 + "a\n",
    "lists deeper and deeper": "\n".join("  " * depth + "- a" for depth in range(1_000)),
    "100,000 lines of one paragraph": "a\n" * 100_000,
    "many links in one paragraph": "https://a.org/b [[pdf]](https://a.org/c) " * 25_000,
    "many labels in one item": "- **A b c** (2020)\n" + "  Note: text\n" * 100_000,
    "many spaces in a line": "- **A b c**" + " " * 1_000_000 + "b\n- a" + " " * 1_000_000 + "b: c\n",
    "many joints": "- " + "**A b c** (2020) & " * 50_000,
    "many signs": "- " + "⭐ `*` [2020] " * 50_000,
    "front matter without an end": "---\n" + "a: b\n-c: d\n" * 50_000,
    "spaces": " " * 1_000_000 + "|",
    "a table of 100,000 cells": "| Title | "
    + "A | " * 98
    + "\n|"
    + "---|" * 99
    + "\n"
    + ("| A b c " + "| x " * 99 + "|\n") * 1_000,
    "an HTML table of 100,000 cells": "<table>\n"
    + "<tr><td>A Title of Words<td>2020\n" * 50_000
    + "</table>\n",
    "tables in tables": "<table><tr><td>\n" * 20_000,
    "HTML that is never closed": "<div><b><a href='x'>a\n" * 50_000,
    "comments that never end": "<div>" + "<!-- a\n" * 100_000,
    "tags that never end": "<div>\n" + "<a href='x\n" * 100_000,
    "end tags that never end": "<div>\n" + "</a \n" * 100_000,
    "quotes that never end": "<div>\n" + "<a b='>'\n" * 50_000,
    "comments with points that never end": "<div>\n" + "<!-- > \n" * 50_000,
    "declarations": "<div>\n" + "<!x <?y <![z\n" * 50_000,
    "details in details": "<details><summary>A topic</summary>\n" * 20_000,
    "cells across many": "<table>" + "<tr><td rowspan=9999 colspan=9999>a" * 300 + "</table>",
    "one item of 2 MB of names": "- **A b c** " + "Ann Lee, Bob Roe. CVPR 2020, " * 70_000,
    "names without an end": "- " + "Lee, A., " * 200_000,
    "brackets with venues": "- **A b c** " + "(CVPR 2020) [a] " * 100_000,
    "lines of one paragraph": "[A Title of Words](https://arxiv.org/abs/2001.00001)\n" * 20_000,
    "lines of one paragraph with addresses": "A Title of Words https://a.org/b\n" * 20_000,
    "lines of many signs": ("*a*\n" * 4_000 + "\n") * 5,
    "doubtful items": "# Papers\n" + "- [A Title of Words](https://a.org/b)\n" * 20_000,
    "BibTeX blocks": "```\n@misc{a,\ntitle={A}}\n```\n" * 5_000,
    "line breaks in a cell": "| Title |\n|---|\n| [A Title of Words](https://a.org/b)"
    + "<br>" * 100_000
    + " |\n",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_no_text_is_too_long_or_too_deep(text: str, name: str) -> None:
    """Linear time: each takes a second or two, a quadratic reader minutes."""
    assert_covered(text, seedlist.read(text, name))


def test_ten_thousand_rows_are_all_read() -> None:
    found = seedlist.read(LONG["a table of 10,000 rows"], "a.md")
    assert len(found.entries) == 10_000
    assert Counter(line.kind for line in found.lines) == {"entry": 10_000, "markup": 2}


def test_the_markdown_library_is_imported_by_the_first_list_that_needs_it() -> None:
    """It would cost every command 30 ms."""
    code = "import sys, zotsync.codecs.seedlist as s; s.read('a', 'a.txt'); sys.exit('markdown_it' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_garbage_collection_is_left_as_it_was() -> None:
    assert gc.isenabled()
    seedlist.read("- a", "a.md")
    assert gc.isenabled()
    gc.disable()
    try:
        seedlist.read("- a", "a.md")
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "line",
    [
        "《大模型推理系统综述》 张三，李四，计算机学报，2023",
        "**大模型推理系统综述** 张三，李四，王小明，计算机学报，2023",
    ],
)
def test_chinese_authors_between_full_commas_stay_together(line: str) -> None:
    (entry,) = seedlist.read(f"# 清单\n\n## 推理\n\n- {line}\n").entries

    assert entry.authors.startswith("张三，李四")
    assert "计算机" not in entry.authors
    assert (entry.venue, entry.year) == ("计算机学报", "2023")
