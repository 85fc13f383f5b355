"""One entry: text <-> `BibEntry`."""

from __future__ import annotations

import re
import time

import bibtexparser
import pytest
from bibtexparser.bparser import BibTexParser
from hypothesis import assume, given
from hypothesis import strategies as st

from zotsync.codecs.bibtex.blocks import split
from zotsync.codecs.bibtex.entries import MONTHS, BibEntry, defined, fields, macros, read, strings
from zotsync.codecs.bibtex.layout import render


def entry(text: str) -> BibEntry:
    blocks = split(text)
    return read(next(block for block in blocks if block.kind == "entry"), strings(blocks))


READ = [
    ("title = {x}", (("title", "x"),)),
    ("Title = {x},", (("title", "x"),)),
    ("title={{BERT}: {a}}", (("title", "{BERT}: {a}"),)),
    ('title = "a {"} b"', (("title", 'a {"} b'),)),
    ("year = 2017, month = dec", (("year", "2017"), ("month", "dec"))),
    ('month = "10~" # jan', (("month", "10~jan"),)),
    ('title = "a" # " b" # {c}', (("title", "a bc"),)),
    ("journal = unknown", (("journal", "unknown"),)),
    ("title = {a\n  b}", (("title", "a\n  b"),)),
    ("title = {a%b}", (("title", "a%b"),)),
    ("title = {}", (("title", ""),)),
    (
        "bdsk-url-1 = {x}, date-added = {y}, z:w = {1}",
        (("bdsk-url-1", "x"), ("date-added", "y"), ("z:w", "1")),
    ),
    ("note = {\\{}", None),
    ("", ()),
]


@pytest.mark.parametrize(("text", "expected"), [case for case in READ if case[1] is not None])
def test_fields_are_read(text: str, expected: tuple[tuple[str, str], ...]) -> None:
    for template in ("@misc{k, %s}", "@misc(k,\n%s\n)"):
        found = entry(template % text)

        assert found == BibEntry("misc", "k", expected)
        assert found.problem == ""


READ_ON = [
    ("title = {x} year = {2}", (("title", "x"), ("year", "2")), "a comma is missing before year"),
    (
        "title = {x}, title = {y}, a = 1",
        (("title", "x"), ("a", "1")),
        "title stands twice; the first one counts",
    ),
    (
        "title = , year = 2",
        (("year", "2"),),
        "cannot be read from 'title = , year = 2}' on: is a brace, a quote or = missing?",
    ),
    (
        "ti tle = {x, y}, year = 2",
        (("year", "2"),),
        "cannot be read from 'ti tle = {x, y}, yea' on: is a brace, a quote or = missing?",
    ),
    (
        "title, year = 2",
        (("year", "2"),),
        "cannot be read from 'title, year = 2}' on: is a brace, a quote or = missing?",
    ),
    (
        "= {x}, year = 2",
        (("year", "2"),),
        "cannot be read from '= {x}, year = 2}' on: is a brace, a quote or = missing?",
    ),
    (
        "title = {x}, % a, b\n year = 2 %",
        (("title", "x"), ("year", "2")),
        "% starts no comment inside an entry; BibTeX cannot read on",
    ),
    (', , title = {x},, year = "2",,', (("title", "x"), ("year", "2")), ""),
]


@pytest.mark.parametrize(("text", "expected", "problem"), READ_ON)
def test_where_bibtex_stops_the_rest_is_read_and_said(
    text: str, expected: tuple[tuple[str, str], ...], problem: str
) -> None:
    found = entry(f"@misc{{k, {text}}}")

    assert found.fields == expected
    assert found.problem == problem


def test_a_missing_comma_behind_the_key_is_no_field() -> None:
    assert split("@misc{k title = {x}}")[0].kind == "broken"


def test_macros_are_put_in() -> None:
    text = """@string{acm = {ACM}}
@STRING{ Toc = acm # " Transactions" }
@article{a, journal = TOC # " on X", publisher = {acm}, month = jan}
"""

    assert strings(split(text)) == {"acm": "ACM", "toc": "ACM Transactions"}
    assert entry(text).fields == (
        ("journal", "ACM Transactions on X"),
        ("publisher", "acm"),
        ("month", "jan"),
    )


def test_macros_that_a_block_uses_are_known() -> None:
    blocks = split(
        '@string{a = b # "x"}\n@misc{k, t = {u}, v = W # 3}\n@preamble{p # {q} # "r s"}\n@comment{c}'
    )

    assert [macros(block) for block in blocks if block.kind != "text"] == [{"b"}, {"w"}, {"p"}, frozenset()]
    assert defined(blocks[0]) == "a"


def test_an_entry_is_one_field_a_line() -> None:
    one = BibEntry("article", "a", (("title", "{BERT}: x"), ("year", "2017"), ("month", "dec")))

    assert render(one) == "@article{a,\n  title = {{BERT}: x},\n  year = {2017},\n  month = dec,\n}"
    assert render(BibEntry("article", "a")) == "@article{a,\n}"


def test_fields_stand_where_they_are_said_to_stand() -> None:
    text = '@misc{k,\n  title = {x},\n  note="y" # z\n}'

    found, problem = fields(text)
    assert [text[one.start : one.end] for one in found] == ["title = {x}", 'note="y" # z']
    assert [text[one.value : one.end] for one in found] == ["{x}", '"y" # z']
    assert not problem


# --- properties -------------------------------------------------------------------------------------------

NAMES = st.from_regex(r"[a-z][a-z0-9_:.-]{0,8}", fullmatch=True)
BALANCED = st.recursive(
    st.text(st.sampled_from("ab ,=#\"'()@%\\\n~$王é"), max_size=8),
    lambda inner: st.lists(inner, max_size=4).map(lambda parts: "{" + "".join(parts) + "}"),
    max_leaves=8,
)


@given(
    st.sampled_from(["article", "misc"]), st.lists(st.tuples(NAMES, BALANCED), unique_by=lambda pair: pair[0])
)
def test_what_is_rendered_is_read(type: str, pairs: list[tuple[str, str]]) -> None:
    one = BibEntry(type, "key", tuple(pairs))

    found = entry(render(one))
    # An @ at the start of a line gets a blank in front, lest it look like the head of an entry.
    assert found == BibEntry(
        type, "key", tuple((name, value.replace("\n@", "\n @")) for name, value in pairs)
    )
    assert found.problem == ""


PIECES = (
    st.text(st.sampled_from("ab ,=#'()\\~é"), max_size=8).map(lambda text: f"{{{text}}}")
    | BALANCED.map(lambda text: f"{{{text}}}")
    | BALANCED.filter(lambda text: '"' not in text).map(lambda text: f'"{text}"')
    | st.sampled_from(MONTHS)
)
# A number among pieces is an undefined macro to bibtexparser.
EXPRESSIONS = st.lists(PIECES, min_size=1, max_size=3).map(" # ".join) | st.integers(0, 3000).map(str)
SIMPLE_NAMES = st.from_regex(r"[a-z][a-z0-9]{1,7}", fullmatch=True)


@given(
    st.lists(st.tuples(SIMPLE_NAMES, EXPRESSIONS), max_size=4, unique_by=lambda pair: pair[0]),
    st.sampled_from([", ", ",\n  ", " ,"]),
    st.sampled_from(["{}", "()"]),
    st.booleans(),
)
def test_bibtexparser_reads_the_same_where_it_reads(
    pairs: list[tuple[str, str]], separator: str, brackets: str, trailing: bool
) -> None:
    assume(not {"id", "entrytype"} & {name for name, _ in pairs})
    body = separator.join(["key", *(f"{name} = {value}" for name, value in pairs)])
    text = f"@article{brackets[0]}{body}{separator if trailing else ''}{brackets[1]}"
    assume(not re.search(r"^@", text[1:], re.M))

    parser = BibTexParser(common_strings=False, ignore_nonstandard_types=False)
    parser.bib_database.strings.update({month: month for month in MONTHS})
    found = bibtexparser.loads(text, parser).entries
    assume(len(found) == 1)
    theirs = {name: value for name, value in found[0].items() if name not in ("ID", "ENTRYTYPE")}

    ours = dict(entry(text).fields)
    assert ours.keys() == theirs.keys()
    for name, value in ours.items():
        # It takes the inner braces of {{x}} off too, which is a loss: they protect capitals and names.
        peeled = value[1:-1] if value.startswith("{") and value.endswith("}") else value
        assert _squeezed(theirs[name]) in (_squeezed(value), _squeezed(peeled))
    assert entry(text).problem == ""


def _squeezed(text: str) -> str:
    """It strips every piece of a value, and drops blanks before line ends: white space does not count."""
    return "".join(text.split())


@given(st.lists(st.sampled_from([*'{}"#=, \n', "a", "title = ", "{x}"]), max_size=20).map("".join))
def test_any_body_is_read_without_an_error(body: str) -> None:
    for block in split(f"@misc{{k,{body}}}"):
        if block.kind == "entry":
            found, _ = fields(block.text)
            assert all(one.start < one.value <= one.end <= len(block.text) for one in found)
            read(block)


@pytest.mark.parametrize("unit", ['a = "', "a = {", "a = {},", "a = b # ", "=,", "a", "{}", 'a="{}{}",'])
def test_hostile_length_costs_linear_time(unit: str) -> None:
    body = unit * 10_000
    body += "}" * (body.count("{") - body.count("}"))
    began = time.process_time()
    for block in split(f"@misc{{k,{body}}}"):
        if block.kind == "entry":
            read(block)

    assert time.process_time() - began < 5
