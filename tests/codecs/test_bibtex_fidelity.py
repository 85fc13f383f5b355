"""A .bib file is edited, not rewritten: any text that looks like BibTeX, with whatever stands between."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.bibtex import read_bibtex
from zotsync.codecs.bibtex.blocks import split
from zotsync.codecs.bibtex.library import amend, digests, extend, rebase, works
from zotsync.model import Work

WORDS = st.text(st.sampled_from("aB é王-.:,'/"), max_size=10).map(lambda text: text.replace("@", ""))
NESTED = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=3).map(lambda all: "{" + "".join(all) + "}"), max_leaves=4
)
PIECES = (
    NESTED.map("{{{}}}".format)
    | WORDS.map('"{}"'.format)
    | st.integers(0, 2100).map(str)
    | st.sampled_from(["jan", "acm", "undefined"])
)
VALUES = st.lists(PIECES, min_size=1, max_size=3).map(" # ".join)
NAMES = st.sampled_from(
    "title author year month journal note doi url ids keywords crossref date pages x-y".split()
)
GAPS = st.sampled_from([", ", ",\n  ", ",\n\t", " ,\n", ",,\n"])
CASES = st.sampled_from([str.lower, str.upper, str.title])


@st.composite
def entries(draw: st.DrawFn) -> str:
    pairs = draw(st.lists(st.tuples(NAMES, VALUES), max_size=6, unique_by=lambda pair: pair[0]))
    case, gap = draw(CASES), draw(GAPS)
    equals = draw(st.sampled_from([" = ", "=", "   =\t"]))
    key = draw(st.sampled_from(["a", "b", "Vaswani:2017", "DBLP:x/y", "王2020", "c", "d"]))
    body = gap.join([key, *(f"{case(name)}{equals}{value}" for name, value in pairs)])
    type = case(draw(st.sampled_from("article inproceedings misc book online weird".split())))
    tail = draw(st.sampled_from(["", ",", "\n", ",\n"]))
    return f"@{type}({body}{tail})" if draw(st.booleans()) else f"@{type}{{{body}{tail}}}"


NOISE = st.sampled_from(
    [
        "% a comment\n",
        "plain words, mail@example.org\n",
        '@string{acm = "ACM" # { Press}}\n',
        "@preamble{ {\\newcommand{\\x}{y}} }\n",
        "@comment{jabref-meta: databaseType:biblatex;}\n",
        "@Comment{jabref-meta: grouping:\n0 AllEntriesGroup:;\n1 StaticGroup:A\\;0\\;1\\;;\n}\n",
        "% @article{old,\n%  title = {x}}\n",
        "@article{torn,\n  title = {x,\n",
        "@article{nothing\n",
        "<<<<<<< HEAD\n@misc{e, title = {1}}\n=======\n@misc{e, title = {2}}\n>>>>>>> theirs\n",
        "}}\n",
        "\ufeff",
        "\n\n\n",
    ]
)
FILES = st.lists(st.tuples(entries() | NOISE, st.sampled_from(["\n", "\n\n", " ", "\n  "])), max_size=7).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)
ENDS = st.sampled_from(["\n", "\r\n"])


@given(FILES, ENDS)
def test_what_nobody_changed_stays_to_the_byte(text: str, end: str) -> None:
    text = text.replace("\n", end)
    found, _ = read_bibtex(text)

    assert "".join(block.text for block in split(text)) == text
    assert extend(text, []) == text
    assert extend(text, found.values()) == text
    assert rebase(text, {key: (work, work) for key, work in found.items()}) == text
    assert amend(text, {key: (work, work) for key, work in found.items()}, found) == (text, {})


@given(FILES, ENDS, st.data())
def test_an_edit_changes_its_entry_alone(text: str, end: str, data: st.DataObject) -> None:
    text = text.replace("\n", end)
    found, _ = read_bibtex(text)
    if not found:
        return
    key = data.draw(st.sampled_from(sorted(found)))
    work = found[key]
    changes = ({"title": "New"}, {"issued": "1999-05"}, {"volume": "7"})
    change: dict[str, Any] = data.draw(st.sampled_from(changes))
    after = replace(work, **change)
    new, lost = amend(text, {key: (work, after)})

    # An empty field of the entry that it refers to cannot be taken away here.
    assert lost == {} or _refers(text)
    before, now = split(text), split(new)
    assert len(before) == len(now)
    moved = [(a, b) for a, b in zip(before, now, strict=True) if a.text != b.text]
    assert [a.key for a, _ in moved] in ([key], [])
    again, _ = read_bibtex(new)
    assert {one: said for one, said in again.items() if one != key and not _refers(text)} == {
        one: said for one, said in found.items() if one != key and not _refers(text)
    }
    same = digests(text).items() & digests(new).items()
    assert len(same) >= len(digests(text)) - 1 or _refers(text)


def _refers(text: str) -> bool:
    return "crossref" in text.lower()


@given(FILES, st.data())
def test_what_is_remembered_is_what_would_be_read(text: str, data: st.DataObject) -> None:
    found, findings = read_bibtex(text)
    bad = {one.key.casefold() for one in findings}
    kept = {key.casefold(): work for key, work in found.items() if key.casefold() not in bad}
    known = data.draw(st.sampled_from([{}, {"a": Work("a", "book", "T")}]))
    kept = {key: work for key, work in kept.items() if key not in known}

    assert works(text, known, "x.bib", unchanged=kept) == works(text, known, "x.bib")
