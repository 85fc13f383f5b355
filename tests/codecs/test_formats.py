"""The formats of lists: any text is read, every line told, in linear time; options; encodings."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs import listing, seedlist
from zotsync.errors import InputError, UsageError
from zotsync.model import SeedList

KINDS = {"entry", "topic", "title", "remark", "detail", "text", "markup", "blank", "skipped"}

PIECES = {
    "org": r"""* ¦** ¦TODO ¦DONE ¦[#A] ¦- ¦1. ¦- [X] ¦|¦⏎¦⏎⏎¦  ¦[[https://a.org/x][¦]]¦[[¦][¦*¦/¦=¦~¦_
        ¦Title One of Words
        ¦ (2020)¦#+TITLE: ¦#+begin_src⏎¦#+end_src⏎¦#+begin_quote⏎¦:PROPERTIES:⏎¦:AUTHOR: ¦:END:⏎¦| a | b |⏎
        ¦|--+--|⏎¦| Title | Year |⏎¦# ¦SCHEDULED: ¦<2020-01-01>¦:tag:¦[1/2]¦é""",
    "rst": r"""=====⏎¦-----⏎¦~~~~⏎¦* ¦- ¦#. ¦1. ¦⏎¦⏎⏎¦    ¦  ¦`¦``¦**¦*¦_¦`x <https://a.org>`_¦.. ¦:: ¦::⏎
        ¦.. _a: http://b⏎
        ¦a_¦+---+---+⏎¦+===+===+⏎¦| a | b |⏎¦=== ===⏎¦Title Year⏎¦Title One of Words ¦(2020)¦:Field: ¦|x|¦[1]_
        ¦.. list-table::⏎¦.. image:: x⏎¦.. include:: x⏎¦.. raw:: html⏎¦:role:`x`¦.. [1] ¦é""",
    "bibtex": r"""@article{¦@misc(¦@string{¦@comment{¦}¦{¦)¦"¦,¦=¦title¦year¦author¦a¦% ¦%%% ¦====¦⏎¦⏎⏎
        ¦title={A Title},¦#
        ¦Title One of Words¦\"u¦$x$¦ and ¦2020¦é""",
    "csv": r"""Title¦Year¦Authors¦,¦;¦"¦""¦⏎¦⏎⏎¦Title One of Words¦2020¦https://a.org¦[x](https://a.org)
        ¦Kwon et al.¦é¦'""",
    "yaml": r"""- ¦title: ¦year: ¦papers:¦: ¦⏎¦⏎  ¦⏎    ¦[¦]¦{¦}¦, ¦#¦&a ¦*a¦"¦'¦|¦>¦---⏎¦...⏎¦? ¦! ¦<<:
        ¦Title One of Words¦2020
        ¦https://a.org¦topic: ¦%¦@¦é""",
    "json": r"""[¦]¦{¦}¦:¦,¦"title"¦"year"¦"papers"¦"Title One of Words"¦2020¦null¦true¦"¦\¦\u12¦\ud800¦⏎¦
        ¦é¦-1e5¦{"type": "book", "id": "a", "title": "Title One of Words"¦"author": [{"family": "B"}]""",
    "ris": r"""TY  - JOUR⏎¦TI  - Title One of Words⏎¦AU  - B, A⏎¦ER  - ⏎¦ID  - a⏎¦N1  - note⏎¦UR  - https://a.org⏎¦TY  -
        ¦  - ¦⏎¦é¦A1  - ¦PY  - 2020⏎¦L1  - x⏎¦ ER  -⏎""",
    "xml": r"""<xml><records>¦<record>¦</record>¦<ref-type name="a">17</ref-type>
        ¦<titles><title>Title One of Words</title></titles>¦</records></xml>¦<¦>¦&amp;¦&¦⏎¦é¦<!DOCTYPE xml [
        ¦<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
        ¦ xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
        ¦<z:Collection rdf:about="#c"><dc:title>T</dc:title><dcterms:hasPart rdf:resource="#c"/></z:Collection>
        ¦<rdf:Description rdf:about="#w"><z:itemType>book</z:itemType><dc:title>Title One of Words</dc:title>
        ¦</rdf:Description>¦</rdf:RDF>¦]]>¦<![CDATA[¦<?xml version="1.0" encoding="latin-1"?>""",
}  # fmt: skip
"""What texts of a format are made of; `⏎` is the end of a line."""


def texts(name: str) -> st.SearchStrategy[str]:
    pieces = PIECES[name].replace("\n        ", "").replace("⏎", "\n").split("¦")
    return st.lists(st.sampled_from([*pieces, "\t", "\u2028"]), max_size=40).map("".join) | st.text()


def assert_told(text: str, found: SeedList) -> None:
    """Every line once, in order; what is skipped says why; every entry stands on a line of its own kind."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    assert [line.number for line in found.lines] == list(range(1, len(lines) + 1))
    for line in found.lines:
        assert line.kind in KINDS
        assert line.why or line.kind == "blank"
    for entry in found.entries:
        assert 1 <= entry.line <= len(lines)
        assert entry.title.strip() == entry.title != ""
        assert "\n" not in entry.title


@pytest.mark.parametrize("name", sorted(PIECES))
def test_any_text_is_read_in_any_format(name: str) -> None:
    @given(texts(name))
    def check(text: str) -> None:
        found = seedlist.read(text, "a", format=name)
        assert_told(text, found)
        assert seedlist.read(text, "a", format=name) == found
        assert listing.to_json(found.entries).count("\n") == len(found.entries)
        listing.to_csv(found.entries)
        listing.to_bibtex(found.entries)

    check()


HOSTILE = {
    "org": [
        "* a\n" * 20_000,
        "[[" * 20_000,
        "- *a\n" * 10_000,
        "| a " * 20_000,
        "|a|\n" * 10_000,
        "*a " * 20_000,
    ],
    "rst": [
        "- a\n" * 2_000,
        "`a " * 5_000,
        "  " * 200 + "x",
        "https://a.org/b " * 5_000,
        "`a *b **c " * 50_000,
        "- a\u2028" * 2_000,
        ("- " * 90 + "a\n") * 300,
        "".join(" " * n + "- a\n\n" for n in range(0, 400, 2)),
    ],
    "bibtex": [
        "@a{b,\n" * 10_000,
        "{" * 100_000,
        "% x\n\n" * 20_000,
        "@a{b, title={" + "{" * 50_000,
        "-" * 20_000 + "x",
        "@comment{jabref-meta: grouping:\n" + "1 StaticGroup:a\\;0\n" * 20_000 + "}",
        "@comment{jabref-meta: grouping:\n1 StaticGroup:a;" + " " * 100_000 + "x}",
    ],
    "csv": ['"' * 100_001, '"a\n' * 20_000, "a," * 50_000, "Title\n" + '"x\n' * 10_000],
    "yaml": [
        "[" * 50_000,
        "- " * 20_000,
        "a: &a [*a]\n" * 5_000,
        "{a: " * 10_000,
        "? " * 5_000,
        "a: b\n" * 20_000,
    ],
    "ris": ["TY  - JOUR\n" * 20_000, "TY  - JOUR\n" + "x\n" * 20_000, "TI  - a\n" * 20_000],
    "xml": ["<a>" * 50_000, "<xml><records>" + "<record>" * 50_000, "&" * 100_000, "<a " + "b='c' " * 20_000],
    "json": ["[" * 100_000, '{"a":' * 50_000, '"' + "\\" * 100_000, "[1," * 50_000, '{"title":"a"}' * 10_000],
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_texts_end_soon(name: str) -> None:
    for text in HOSTILE[name]:
        start = time.process_time()
        assert_told(text, seedlist.read(text, "a", format=name))
        assert time.process_time() - start < 10, text[:20]


def test_a_line_with_a_work_and_a_doubtful_one_holds_an_entry() -> None:
    text = '"A f e Wrds""""Fast N r n""""arxiv:1504.08083"'
    found = seedlist.read(text, "a.json")

    assert {entry.line for entry in found.entries} == {1}
    assert [line.kind for line in found.lines] == ["entry"]


@pytest.mark.parametrize(
    "text", ["|Pub|(LR 2019)http://a", "```\n|\n@c{b,title=s}", "~~~\n#\n@a{,", "~~~\n|\n@c{7,title=s}\n\n"]
)
def test_what_is_no_table_in_org_stands_on_its_lines(text: str) -> None:
    assert_told(text, seedlist.read(text, "a.org"))


def test_an_alias_bomb_is_a_short_text() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60)]
    found = seedlist.read("\n".join(lines), "a.yaml")

    assert found.entries == ()


def test_a_large_table_is_read_in_linear_time() -> None:
    text = "Title,Year\n" + "".join(f"A Title of Words {n},2020\n" for n in range(20_000))

    assert len(seedlist.read(text, "a.csv").entries) == 20_000


@pytest.mark.parametrize("name", sorted(seedlist.FORMATS))
def test_each_format_has_its_suffixes(name: str) -> None:
    assert [seedlist.SUFFIXES[suffix] for suffix in seedlist.FORMATS[name].suffixes] == [name] * len(
        seedlist.FORMATS[name].suffixes
    )


def test_a_format_that_does_not_exist() -> None:
    with pytest.raises(UsageError, match="there is markdown, text, org"):
        seedlist.read("", "a", format="word")


# --- options ----------------------------------------------------------------------------------------------


def test_headings_are_left_out_with_all_below_them() -> None:
    text = (
        "## A\n\n- **Title One of Words** (2020)\n\n## 🛠 Tools\n\n- **Title Two of Words** (2021)\n\n"
        "### More\n\n## B\n\nx\n"
    )
    found = seedlist.read(text, "a.md", seedlist.ReadOptions(skip_headings=("tools",)))

    assert [entry.title for entry in found.entries] == ["Title One of Words"]
    assert [heading.path for heading in found.headings] == [("A",), ("B",)]
    assert {line.number for line in found.lines if "zotsync.toml" in line.why} == {5, 7, 9}
    assert_told(text, found)


def test_rows_of_a_topic_are_left_out() -> None:
    found = seedlist.read(
        "Title,Topic\nTitle One of Words,Tools\nTitle Two of Words,A\n",
        "a.csv",
        seedlist.ReadOptions(("Tools",)),
    )

    assert [entry.title for entry in found.entries] == ["Title Two of Words"]
    assert [line.kind for line in found.lines] == ["markup", "skipped", "entry"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "| Name | What | Year |\n|---|---|---|\n| us | Title One of Words | 2020 |\n"),
        ("a.org", "| Name | What | Year |\n|---+---+---|\n| us | Title One of Words | 2020 |\n"),
        ("a.csv", "Name,What,Year\nus,Title One of Words,2020\n"),
        ("a.json", '[{"name": "us", "what": "Title One of Words", "year": 2020}]\n'),
    ],
)
def test_the_column_of_titles_is_the_one_that_a_person_names(name: str, text: str) -> None:
    found = seedlist.read(text, name, seedlist.ReadOptions(title_column="What"))

    assert [(entry.title, entry.year) for entry in found.entries] == [("Title One of Words", "2020")]


# --- encodings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "# 阅读列表\n\n- 注意力机制就是你所需要的一切 (2017)\n- 深度残差学习用于图像识别\n"),
        ("cp1252", "# Liste\n\n- **Étude des réseaux** (2017) par Jérôme Müller\n- Über die Möglichkeit\n"),
        ("utf-16", "# List\n\n- **Attention Is All You Need** (2017)\n"),
    ],
)
def test_another_encoding_is_named(encoding: str, text: str) -> None:
    with pytest.raises(InputError, match=f"seems to be in {encoding}: save it as UTF-8"):
        seedlist.decode(text.encode(encoding), "a.md")


@pytest.mark.parametrize("data", [b"%PDF-1.7\n%\xe2\xe3", b"PK\x03\x04abc", b"\x89PNG\r\n"])
def test_what_is_no_text_is_named(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.md: this is an? .*, not text"):
        seedlist.decode(data, "a.md")
