"""The habits of a file, and entries written by them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.bibtex.blocks import split
from zotsync.codecs.bibtex.entries import BibEntry, read
from zotsync.codecs.bibtex.layout import TIDY, Layout, layout_of, render
from zotsync.codecs.bibtex.library import extend
from zotsync.model import Creator, Work

WORK = Work(
    "new", "paper-conference", "A Study", (Creator("Doe", "Jane"),), issued="2020", container_title="Proc", page="1-2"
)  # fmt: skip

HABITS = {
    "google scholar": (
        "@inproceedings{a,\n  title={T},\n  author={Roe, R},\n  booktitle={B},\n  pages={3--4},\n  year={2001},\n"
        "  organization={O}\n}\n",
        "@inproceedings{new,\n  title={A Study},\n  author={Doe, Jane},\n  booktitle={Proc},\n  pages={1--2},\n"
        "  year={2020}\n}",
    ),
    "jabref": (
        "@InProceedings{a,\n  author    = {Roe, R},\n  title     = {T},\n  year      = {2001},\n"
        "  booktitle = {B},\n}\n\n@Article{b,\n  author  = {Roe, R},\n  title   = {T},\n  journal = {J},\n}\n",
        "@InProceedings{new,\n  author    = {Doe, Jane},\n  title     = {A Study},\n  year      = {2020},\n"
        "  booktitle = {Proc},\n  pages     = {1--2},\n}",
    ),
    "emacs": (
        '@InProceedings{a,\n  author = \t "R. Roe",\n  title = \t "T",\n  booktitle =\t "B",\n  year =\t 2001}\n',
        None,
    ),
    "dblp": (
        "@inproceedings{a,\n  author       = {R. Roe},\n  title        = {T},\n  booktitle    = {B},\n"
        "  pages        = {3--4},\n  year         = {2001}\n}\n",
        "@inproceedings{new,\n  author       = {Doe, Jane},\n  title        = {A Study},\n"
        "  booktitle    = {Proc},\n  pages        = {1--2},\n  year         = {2020}\n}",
    ),
    "capitals, quotes and bare numbers": (
        '@INPROCEEDINGS{a,\n\tAUTHOR = "R. Roe",\n\tTITLE = "T",\n\tYEAR = 2001\n}\n',
        '@INPROCEEDINGS{new,\n\tAUTHOR = "Doe, Jane",\n\tTITLE = "A Study",\n\tBOOKTITLE = "Proc",\n'
        '\tPAGES = "1--2",\n\tYEAR = 2020\n}',
    ),
    "one line": (
        "@inproceedings{a, title = {T}, author = {R}, year = {2001}}\n@misc{b, title = {U}, year = {2}}\n",
        "@inproceedings{new, title = {A Study}, author = {Doe, Jane}, booktitle = {Proc}, pages = {1--2}, "
        "year = {2020}}",
    ),
    "commas in front, sorted": (
        "@inproceedings{a\n, author = {R}\n, booktitle = {B}\n, doi = {D}\n, title = {T}\n, year = {2001}\n}\n",
        "@inproceedings{new\n, author = {Doe, Jane}\n, booktitle = {Proc}\n, pages = {1--2}\n, title = {A Study}\n"
        ", year = {2020}\n}",
    ),
}


@pytest.mark.parametrize(("file", "entry"), HABITS.values(), ids=HABITS)
def test_a_new_entry_looks_like_the_others(file: str, entry: str | None) -> None:
    new = extend(file, [WORK])

    assert new.startswith(file.rstrip("\n"))
    if entry is not None:
        assert entry in new
    assert extend(new, [WORK]) == new


def test_entries_without_a_blank_line_between_them_get_none() -> None:
    file = "@misc{a, title = {T}}\n@misc{b, title = {U}}\n"

    assert extend(file, [Work("c", "document", "V")]) == file + "@misc{c, title = {V}}\n"
    crlf = file.replace("\n", "\r\n")
    assert extend(crlf, [Work("c", "document", "V")]) == crlf + "@misc{c, title = {V}}\r\n"


def test_a_file_without_entries_gets_the_tidy_layout() -> None:
    assert layout_of(split("% nothing\n@string{a = {b}}\n")) == TIDY
    assert layout_of(split("@misc{a}\n@misc{b, title = {x\n")) == TIDY


LAYOUTS = st.builds(
    Layout,
    first=st.sampled_from([",\n  ", ",\n\t", ", ", "\n, "]),
    equals=st.sampled_from([" = ", "=", " =", "= "]),
    last=st.sampled_from([",\n", "\n", "", "\n  "]),
    quotes=st.booleans(),
    bare_numbers=st.booleans(),
    type_case=st.sampled_from(["lower", "upper", "camel"]),
    name_case=st.sampled_from(["lower", "upper", "title"]),
).map(lambda one: replace(one, between=one.first)) | st.builds(
    Layout, column=st.sampled_from([0, 9, 14]), equals=st.sampled_from([" = ", " ="])
)
VALUES = st.text(st.sampled_from("ab, é"), min_size=1, max_size=8)
ENTRIES = st.lists(
    st.permutations(["title", "author", "journal", "note", "eprint"]).flatmap(
        lambda names: st.tuples(*(st.tuples(st.just(name), VALUES) for name in names))
    ),
    min_size=1,
    max_size=5,
)


@given(LAYOUTS, ENTRIES)
def test_what_a_layout_wrote_shows_the_layout(
    layout: Layout, rows: list[tuple[tuple[str, str], ...]]
) -> None:
    found = [BibEntry("inproceedings", f"k{i}", (*row, ("year", "2001"))) for i, row in enumerate(rows)]
    text = "\n\n".join(render(one, layout) for one in found)
    blocks = split(text)
    seen = replace(layout_of(blocks), order=(), alphabetical=False)

    assert [read(block) for block in blocks if block.kind == "entry"] == found
    assert "\n\n".join(render(one, seen) for one in found) == text
