"""What a careful reader finds in a .bib file: one rule, one function, one code."""

from __future__ import annotations

import pytest
from hypothesis import given

from zotsync.codecs.bibtex import read_bibtex, write_bibtex
from zotsync.codecs.bibtex.sheets import fixed, sheets
from zotsync.core.proof import CODES, proofread
from zotsync.model import Creator, Identifier, Work

from ..codecs.test_bibtex_fidelity import FILES

GOOD = """@article{good, title = {Some {BERT} Title}, author = {Doe, Jane and Roe, R.}, journal = {Journal of Things},
  year = {2020}, month = dec, pages = {1--12}, doi = {10.1000/182}, url = {https://a.org/b_c}, isbn = {9780306406157}}
"""


def entry(**fields: str) -> str:
    said = {"title": "{Some Title}", "author": "{Doe, Jane}", "journal": "{J}", "year": "{2020}"} | fields
    return (
        "@article{a,\n" + "".join(f"  {name} = {value},\n" for name, value in said.items() if value) + "}\n"
    )


CASES = [
    # (field, value as written, code, value after the fix or "" where there is none)
    ("year", "", "missing-field", ""),
    ("journal", "acm", "undefined-macro", ""),
    ("crossref", "{nobody}", "lost-reference", ""),
    ("year", "{(2019)}", "year-odd", "{2019}"),
    ("year", "{twenty}", "year-odd", ""),
    ("date", "{2018-03}", "year-date", ""),
    ("month", "{March}", "month-text", "mar"),
    ("month", "{3}", "month-text", "mar"),
    ("month", "{Sept.}", "month-text", "sep"),
    ("pages", "{12-34}", "pages-dash", "{12--34}"),
    ("pages", "{12–34}", "pages-dash", "{12--34}"),
    ("pages", "{pp. 12--34}", "pages-prefix", "{12--34}"),
    ("pages", "{34--12}", "pages-order", ""),
    ("title", "{Salt &amp; Pepper}", "html-debris", r"{Salt \& Pepper}"),
    ("title", "{Growth of <i>E. coli</i> in H<sub>2</sub>O}", "html-debris",
     r"{Growth of \emph{E. coli} in H\textsubscript{2}O}"),
    ("title", "{A <span class='x'>word}", "html-debris", ""),
    ("title", r"{Salt {\textbackslash}& Pepper}", "latex-debris", ""),
    ("journal", "{R&D and 5% of $a_b$}", "unescaped", r"{R\&D and 5\% of $a_b$}"),
    ("title", "{ALL OF IT IN CAPITALS}", "title-capitals", ""),
    ("title", "{Better BERT models}", "unprotected", "{Better {BERT} models}"),
    ("title", "{{Whole Title Braced}}", "title-braced", ""),
    ("author", "{Doe, Jane, Roe, Rick, Poe, E}", "names-joined", ""),
    ("author", "{Doe Jane; Roe Rick}", "names-joined", "{Doe Jane and Roe Rick}"),
    ("author", "{Doe, Jane et al.}", "names-et-al", "{Doe, Jane and others}"),
    ("author", "{Posner MI and Doe, Jane}", "name-order", "{Posner, MI and Doe, Jane}"),
    ("author", "{SMITH, John}", "name-capitals", ""),
    ("author", "{Smith1, John}", "name-debris", ""),
    ("doi", "{https://doi.org/10.1000/A_b}", "doi-form", "{10.1000/A_b}"),
    ("doi", r"{10.1000/a\_b}", "doi-form", "{10.1000/a_b}"),
    ("doi", "{forthcoming}", "doi-malformed", ""),
    ("eprint", "{arXiv:1706.03762v2}", "arxiv-form", "{1706.03762v2}"),
    ("isbn", "{9780306406158}", "isbn-malformed", ""),
    ("url", r"{https://a.org/b\_c}", "url-escaped", "{https://a.org/b_c}"),
    ("url", "{a.org}", "url-malformed", ""),
    ("journal", "{Symposium on Things, 1999}", "venue-year", ""),
    ("journal", "{Proceedings of the Conference on Things}", "venue-kind", ""),
    ("journal", "{arXiv preprint arXiv:2001.00001}", "preprint-journal", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "code", "after"), CASES, ids=[f"{one[2]} {one[1]}" for one in CASES]
)
def test_each_finding_stands_at_its_field_and_a_fix_ends_it(
    name: str, value: str, code: str, after: str
) -> None:
    text = entry(**{name: value})
    found, fixes = proofread(sheets(text, "x.bib")[0])
    told = {"venue-year": "year", "undefined-macro": "@article"}.get(code, name)
    line = next((i for i, one in enumerate(text.split("\n"), 1) if one.strip().startswith(told)), 1)

    assert (f"x.bib:{line}", code) in {(one.where, one.code) for one in found}
    changed = fixed(text, fixes)
    if after:
        assert changed == entry(**{name: after})
        assert code not in {one.code for one in proofread(sheets(changed, "x.bib")[0])[0]}
    else:
        assert changed == text


def test_nothing_is_found_in_good_entries() -> None:
    assert proofread(sheets(GOOD, "x.bib")[0]) == ((), {})


RIGHT = {
    "pages": ["{117--34}", "{e1234}", "{S1--S9}"],
    "year": ["{in press}", "{2017/2018}"],
    "month": ["dec", '"10~" # jan'],
    "title": [
        "{{BERT}: A Thing}",
        "{Attention Is All You Need}",
        "{$O(n)$ \\& more}",
        "{Q\\&A {\\'E}t{\\'e}}",
    ],
    "author": [
        "{{Barnes, Noble, and Sons, Inc., Ltd.}}",
        "{Li, X. and others}",
        "{von Neumann, John and King, Jr., Martin Luther}",
    ],
    "doi": ["{10.48550/arXiv.1706.03762}", "{10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O}"],
    "url": ["{https://a.org/b_c%20d&e#f}"],
    "journal": [
        "{Proceedings of the National Academy of Sciences}",
        "{Proceedings of the VLDB Endowment}",
        "{AT\\&T Journal}",
    ],
}


@pytest.mark.parametrize(("name", "value"), [(name, one) for name, all in RIGHT.items() for one in all])
def test_what_is_right_is_left_alone(name: str, value: str) -> None:
    found, _ = proofread(sheets(entry(**{name: value}), "x.bib")[0])

    assert [one for one in found if one.code != "unprotected"] == []


def test_one_work_and_one_person_in_two_forms() -> None:
    text = """@article{a, title = {A Study of Things}, author = {Wang, Wei}, journal = {J}, year = 2020, doi = {10.1/x}}
@article{b, title = {Other}, author = {Wei, Wang}, journal = {J}, year = 2020, doi = {10.1000/182}}
@article{c, title = {Else}, author = {Doe, J}, journal = {J}, year = 2020, doi = {10.1000/182}}
@article{d, title = {A study of things}, author = {Wang, Wei}, journal = {J}, year = 2021}
@article{e, title = {A study of things}, author = {Other, P}, journal = {J}, year = 2020}
"""
    found, _ = proofread(sheets(text, "x.bib")[0])

    assert [(one.where, one.code) for one in found if one.code in ("duplicate-work", "name-swapped")] == [
        ("x.bib:2", "name-swapped"),
        ("x.bib:3", "duplicate-work"),
        ("x.bib:4", "duplicate-work"),
    ]


def test_a_preprint_that_appeared_is_told() -> None:
    text = "@misc{a, title = {T of It}, author = {Doe, J}, eprint = {1706.03762}, year = 2017}\n"
    work = Work(
        "k", "paper-conference", "Another", (Creator("Doe", "J"),), issued="2018",
        container_title="Neural Things", container_title_short="NT", identifiers=(Identifier("arxiv", "1706.03762"),),
    )  # fmt: skip

    found, _ = proofread(sheets(text, "x.bib")[0], [work])
    assert [one.message for one in found if one.code == "preprint-published"] == [
        "this preprint appeared in NT 2018"
    ]
    assert [one for one in proofread(sheets(text, "x.bib")[0])[0] if one.code == "preprint-published"] == []


def test_codes_can_be_left_out_and_every_code_has_a_meaning() -> None:
    text = "".join(entry(**{name: value}) for name, value, _, _ in CASES)
    found, _ = proofread(sheets(text, "x.bib")[0])

    assert {one.code for one in found} <= CODES.keys()
    assert {one[2] for one in CASES} <= {one.code for one in found}
    left, _ = proofread(sheets(text, "x.bib")[0], ignore=frozenset(["pages-dash"]))
    assert "pages-dash" not in {one.code for one in left}


@given(FILES)
def test_any_file_is_proofread_and_fixes_change_nothing_but_fields(text: str) -> None:
    found, unread = sheets(text, "x.bib")
    said, fixes = proofread(found)
    after = fixed(text, fixes)

    assert {one.code for one in (*said, *unread)} <= CODES.keys()
    assert list(read_bibtex(after)[0]) == list(read_bibtex(text)[0])
    assert fixed(text, {}) == text


def test_what_zotsync_writes_is_right() -> None:
    works = [
        Work("a", "article-journal", "BERT & LLMs: 50% of $\\mathcal{O}(n)$", (Creator("Łoś", "J."),), issued="2020-12",
             container_title="Journal", page="1-2", identifiers=(Identifier("doi", "10.1000/182"),)),
        Work("b", "article", "A preprint", (Creator("Doe", "J."),), issued="2017", url="https://a.org/b_c",
             identifiers=(Identifier("arxiv", "1706.03762"),)),
    ]  # fmt: skip

    assert proofread(sheets(write_bibtex(works), "x.bib")[0]) == ((), {})
