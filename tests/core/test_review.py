"""zotsync finds by itself what careful people found in the four lists by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from zotsync.app.workspace import open_workspace
from zotsync.core.review import CODES, review
from zotsync.model import Entry, Finding, Identifier, Link, Record, Work

ROOT = Path(__file__).parents[2]

SAID = {
    "write[s]? the year|with the year 2021|write 2023; Orca": "year-differs",
    "prefix(es)? the title|labels it|no such prefix": "title-prefixed",
    "short name|name the work only|names the page only|calls the work": "title-short-name",
    "other capitals or markup|carries BibTeX braces|differ in capitals|Seed writes": "title-markup",
    "arXiv title|early arXiv version|is the arXiv 2504": "title-alternative",
    "links arXiv 1806": "link-other-work",
    "Hugging Face": "link-mirror",
    "one entry, two papers": "group-of-works",
    "occurs twice": "listed-twice",
    "shorten the title|FSDP|The Gemini": "title-differs",
    "refereed version has another|ACM Transactions on Storage version|arXiv version 1": "record-note",
}
"""How the people said it -> how zotsync says it."""

NOT_IN_ANY_RECORD = "affiliation of the authors|links the copy at"
"""An affiliation, and that a link of the record itself is a copy: nothing in a record tells."""


def discrepancies() -> list[tuple[str, str]]:
    lines = (ROOT / "tests" / "facts" / "works.jsonl").read_text(encoding="utf-8").splitlines()
    return [(work["id"], said) for work in map(json.loads, lines) for said in work.get("discrepancies", ())]


@pytest.fixture(scope="module")
def findings() -> tuple[Finding, ...]:
    workspace = open_workspace(ROOT)
    lists, _ = workspace.read_lists()
    catalogue = workspace.catalogue(lists, workspace.read_lock())
    return review(catalogue.listed, catalogue.lock.records, {})


def test_every_discrepancy_that_a_record_can_tell_is_found(findings: tuple[Finding, ...]) -> None:
    found = {(finding.key, finding.code) for finding in findings}
    missed, untold = [], 0
    for key, said in discrepancies():
        codes = {code for pattern, code in SAID.items() if re.search(pattern, said)}
        if re.search(NOT_IN_ANY_RECORD, said):
            untold += 1
        elif not codes or not all((key, code) in found for code in codes):
            missed.append((key, said, codes))

    assert missed == []
    assert (len(discrepancies()), untold) == (79, 2)


def test_nothing_is_reported_that_the_people_did_not_see(findings: tuple[Finding, ...]) -> None:
    known = {key for key, _ in discrepancies()}
    serious = [finding for finding in findings if finding.severity != "info"]

    assert [finding for finding in serious if finding.key not in known] == []


def test_every_code_has_a_meaning(findings: tuple[Finding, ...]) -> None:
    assert {finding.code for finding in findings} <= set(CODES)


def test_a_work_that_no_source_knows_is_unverified_and_nothing_else() -> None:
    work = Work("k", "document", "Other title", verified=False)
    one = Entry("l.md", 3, "Title", links=(Link("paper", "https://arxiv.org/abs/2501.00001"),))

    assert [(f.code, f.where) for f in review([(one, "k")], {"k": Record(work)}, {"l.md": "seeds/l.md"})] == [
        ("unverified", "seeds/l.md:3")
    ]


def test_a_doi_beside_an_arxiv_id_is_another_door_to_the_same_work() -> None:
    work = Work("k", "article", "Title", identifiers=(Identifier("arxiv", "2501.00001"),))
    one = Entry("l.md", 3, "Title", links=(Link("paper", "https://doi.org/10.1145/1.2"),))

    assert review([(one, "k")], {"k": Record(work)}, {}) == ()
