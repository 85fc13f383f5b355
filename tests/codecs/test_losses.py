"""What Zotero's import loses of a .bib file: one test a measured fact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.exchange.losses import of_zotero


def codes(text: str) -> set[tuple[str, str]]:
    return {(one.code, one.severity) for one in of_zotero(text)} - {("citation-key", "warning")}


@pytest.mark.parametrize(
    ("entry", "code", "severity"),
    [
        ("@dataset{a, title={X}}", "type-dataset", "error"),
        ("@preprint{a, title={X}}", "type-preprint", "error"),
        ("@www{a, title={X}, url={https://a.org}}", "type-www", "error"),
        ("@misc{a, title={X}, eprint={1706.03762}, eprinttype={arxiv}}", "type-preprint", "warning"),
        ("@article{a, title={X}, eprint={1706.03762}, eprinttype={arxiv}}", "eprint", "info"),
        (
            "@article{a, title={X}, eprint={1706.03762}, archiveprefix={arXiv}}",
            "eprint-archiveprefix",
            "warning",
        ),
        ("@article{a, title={X}, eprint={1706.03762}, primaryclass={cs.CL}}", "primaryclass", "warning"),
        ("@article{a, title={X}, eid={7}}", "field-eid", "warning"),
        ("@article{a, title={X}, edition={2}}", "extra-edition", "info"),
        ("@inproceedings{a, title={X}, crossref={b}}", "crossref", "warning"),
        ("@book{a, title={X}, ids={b, c}}", "ids", "warning"),
        ("@book{a, title={X}, groups={G}}", "groups", "warning"),
        ("@book{a, title={X}, note={read}}", "note", "info"),
        ("@book{a, title={X}, annote={one\n\ntwo}}", "annote-form", "warning"),
        ("@book{a, title={X}, keywords={a, {b, c}}}", "keywords", "warning"),
        ("@book{a, title={X}, author={Doe, Jane and others}}", "and-others", "warning"),
        ("@book{a, title={X}, author={Jan van der Berg}}", "particle", "warning"),
        ("@book{a, title={X}, author={Martin Luther King Jr.}}", "junior", "warning"),
        ("@phdthesis{a, title={X}, editor={Doe, Jane}}", "editor-role", "warning"),
        ("@book{a, title={On $x^2$}}", "math-title", "warning"),
        ("@book{a, title={\\emph{Very} X}}", "macro-title", "warning"),
        ("@book{a, title={X}, year={in press}}", "date", "warning"),
        ("@book{a, title={X}, year={2021a}}", "date", "warning"),
        ("@book{a, title={X}, month=jan}", "month", "warning"),
        ("@book{a, title={X}, url={https://a.org/a\\_b}}", "url-escapes", "warning"),
        (
            "@misc{a, title={X}, url={https://a.org}, howpublished={https://b.org}}",
            "howpublished-url",
            "warning",
        ),
        ("@misc{a, title={X}, howpublished={Video}}", "howpublished", "warning"),
        ("@book{a, title={X}, file={:a.pdf:PDF}}", "file", "info"),
        ('@book{a, title={X}, publisher="A" # "B"}', "concatenation", "warning"),
        ("@book{a, title={X}\n@book{b, title={Y}}", "broken-entry", "error"),
        ("@Comment{jabref-meta: grouping:\n0 AllEntriesGroup:;\n}", "groups", "warning"),
    ],
)
def test_a_loss_is_told(entry: str, code: str, severity: str) -> None:
    assert (code, severity) in codes(entry)


@pytest.mark.parametrize(
    "entry",
    [
        "@article{a, title={The {BERT} of \\'Etudes}, author={Doe, Jane and {The ATLAS Collaboration}}, journal={J},"
        " volume=7, number=2, pages={1--9}, year=2020, month=mar, doi={10.1145/1.2}, url={https://a.org/b_c},"
        " keywords={a, b}, abstract={One.}, language={en}, urldate={2020-01-02}}",
        "@inproceedings{a, title={X}, author={van der Berg, Jan and King, Jr., Martin},"
        " booktitle={P}, date={2020-03-05}}",
        "@phdthesis{a, title={X}, school={U}, type={Dissertation}}",
        "@online{a, title={X}, url={https://a.org}}",
        "@comment{jabref-meta: groupsversion:3;}\n@comment{jabref-meta: groupstree:\n0 AllEntriesGroup:;\n}",
        "@string{a = {b}}\n% a comment\n",
    ],
)
def test_what_comes_over_whole_is_not_told(entry: str) -> None:
    assert codes(entry) == set()


def test_the_key_is_lost_of_every_entry() -> None:
    found = of_zotero("@book{a, title={X}}\n\n@book{b, title={Y}}\n")

    assert [(one.code, one.key, one.line) for one in found] == [
        ("citation-key", "a", 1),
        ("citation-key", "b", 3),
    ]


def test_a_loss_names_the_line_of_its_field() -> None:
    found = of_zotero("\n@book{a,\n  title = {X},\n  eid = {7},\n}\n")

    assert [(one.code, one.line) for one in found] == [("citation-key", 2), ("field-eid", 4)]


@given(
    st.lists(
        st.sampled_from(["@book{", "a", ",", "title", "=", "{", "}", "\n", '"', "#", "and ", "$x$", "\\"])
    )
)
def test_no_text_is_an_error(pieces: list[str]) -> None:
    of_zotero("".join(pieces))
