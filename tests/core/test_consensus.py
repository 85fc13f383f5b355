"""One work from several records: which are of one work, and who has the word for which field."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.sources import SOURCES
from zotsync.core.consensus import BEST, SOURCE_NAMES, confirmations, consensus, notices, told_by
from zotsync.core.versions import Told, is_one, of_one_work, publications
from zotsync.model import Creator, Identifier, Notice, Record, SourceRecord, Work

DOI, OTHER_DOI = Identifier("doi", "10.1000/paper"), Identifier("doi", "10.1000/other")
ARXIV, OTHER_ARXIV = Identifier("arxiv", "2101.00001"), Identifier("arxiv", "2101.00002")
PEOPLE = (Creator("Doe", "Jane"), Creator("Roe", "Rex"))
PREPRINT = Work(
    "", "article", "Sparse Attention", PEOPLE, issued="2021-01-05", identifiers=(ARXIV,), arxiv_class="cs.LG"
)
PAPER = Work(
    "", "paper-conference", "Sparse Attention", PEOPLE, issued="2022", container_title="Proceedings of X",
    page="1-9", identifiers=(DOI,),
)  # fmt: skip


def told(source: str, work: Work, **fields: object) -> SourceRecord:
    return SourceRecord(source, f"{source}-id", work, "2026-01-02", **fields)  # type: ignore[arg-type]


# --- which are one ----------------------------------------------------------------------------------------


def groups(*records: SourceRecord) -> int:
    return len(of_one_work(records))


def test_a_preprint_and_its_publication_are_one_work() -> None:
    assert groups(told("arxiv", PREPRINT), told("crossref", PAPER)) == 1


def test_a_preprint_whose_publication_has_another_title_is_one_work_if_a_source_says_so() -> None:
    renamed = replace(PAPER, title="Thin Transformers for Long Texts")

    assert groups(told("arxiv", PREPRINT), told("crossref", renamed)) == 2
    assert groups(told("arxiv", PREPRINT, versions=(DOI,)), told("crossref", renamed)) == 1
    both = replace(renamed, identifiers=(DOI, ARXIV))
    assert groups(told("arxiv", PREPRINT), told("crossref", renamed), told("semanticscholar", both)) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(PAPER, creators=(Creator("Moe", "Max"),)),
        replace(PAPER, creators=()),
        replace(PAPER, issued="2031"),
        replace(PREPRINT, identifiers=(OTHER_ARXIV,)),
        replace(PAPER, title="Sparse Attention 2"),
    ],
    ids=["other authors", "no authors", "ten years later", "another arXiv id", "another number"],
)
def test_a_lookalike_is_never_merged(other: Work) -> None:
    assert groups(told("arxiv", PREPRINT), told("crossref", other)) == 2


def test_a_paper_and_its_extension_are_two() -> None:
    journal = replace(PAPER, type="article-journal", issued="2024", identifiers=(OTHER_DOI,))

    assert groups(told("crossref", PAPER), told("crossref", journal)) == 2


def test_a_thesis_and_a_paper_of_one_title_are_two() -> None:
    thesis = replace(PAPER, type="thesis", creators=PEOPLE[:1], identifiers=())

    assert groups(told("openalex", thesis), told("crossref", PAPER)) == 2
    assert groups(told("openalex", thesis), told("arxiv", PREPRINT)) == 2


def test_an_identifier_that_is_mistyped_joins_nothing() -> None:
    stranger = replace(
        PAPER, title="Baryons at High Energies", creators=(Creator("Fox", "F."),), identifiers=(ARXIV,)
    )

    assert groups(told("arxiv", PREPRINT), told("crossref", stranger)) == 2


RECORDS = [
    told("arxiv", PREPRINT, versions=(DOI,)),
    told("openalex", replace(PREPRINT, identifiers=())),
    told("crossref", PAPER),
    told("crossref", replace(PAPER, title="Thin Transformers for Long Texts")),
    told("dblp", replace(PAPER, title="SPARSE ATTENTION.", identifiers=(OTHER_DOI,))),
    told("dblp", replace(PAPER, title="Other", identifiers=())),
]


@given(st.lists(st.sampled_from(RECORDS), max_size=8), st.sampled_from(RECORDS))
def test_looking_through_many_finds_what_is_one(records: list[SourceRecord], own: SourceRecord) -> None:
    assert set(Told(records).of(own)) == {one for one in records if is_one(own, one)}


@given(
    st.permutations(
        [
            told("arxiv", PREPRINT),
            told("crossref", PAPER),
            told("semanticscholar", replace(PAPER, identifiers=(DOI, ARXIV))),
            told("dblp", replace(PAPER, title="Other", identifiers=())),
        ]
    )
)
def test_the_order_of_records_changes_no_group(records: list[SourceRecord]) -> None:
    found = {frozenset(one.source for one in group) for group in of_one_work(records)}

    assert found == {frozenset({"arxiv", "crossref", "semanticscholar"}), frozenset({"dblp"})}


# --- who has the word -------------------------------------------------------------------------------------


def test_the_table_knows_every_source() -> None:
    assert set(SOURCE_NAMES) == set(SOURCES)
    assert all(set(order) <= set(SOURCES) for order in BEST.values())


def test_the_publication_speaks_and_the_preprint_keeps_its_id() -> None:
    work = consensus([told("arxiv", PREPRINT), told("crossref", PAPER)], "key").work

    assert (work.type, work.issued, work.container_title) == ("paper-conference", "2022", "Proceedings of X")
    assert work.identifiers == (DOI, ARXIV)
    assert work.arxiv_class == "cs.LG"
    assert work.key == "key"
    assert work.verified


def test_of_several_publications_one_speaks_alone() -> None:
    journal = replace(
        PAPER, type="article-journal", issued="2024", container_title="Journal of X", volume="7", page="100-120",
        identifiers=(OTHER_DOI,),
    )  # fmt: skip
    paper = replace(PAPER, page="")
    records = [
        told("arxiv", PREPRINT),
        told("crossref", paper),
        replace(told("crossref", journal), name="journal"),
        told("dblp", replace(paper, identifiers=())),
        replace(told("dblp", replace(journal, identifiers=())), name="journals/x"),
        told("openalex", journal),
    ]
    work = consensus(records).work

    assert (work.type, work.issued, work.container_title) == ("paper-conference", "2022", "Proceedings of X")
    assert (work.volume, work.page) == ("", "")
    assert work.identifiers == (DOI, ARXIV)
    assert [len(one) for one in publications(records)] == [2, 3]
    other_way = consensus(records[::-1]).work
    assert (other_way.issued, other_way.volume, other_way.page) == ("2024", "7", "100-120")


def test_the_preprint_speaks_where_that_is_preferred() -> None:
    work = consensus([told("arxiv", PREPRINT), told("crossref", PAPER)], prefer="preprint").work

    assert (work.type, work.issued, work.container_title) == ("article", "2021-01-05", "")
    assert work.identifiers == (DOI, ARXIV)


def test_the_best_source_wins_and_dissent_is_kept() -> None:
    record = consensus([told("dblp", replace(PAPER, page="10-19")), told("crossref", PAPER)])

    assert record.work.page == "1-9"
    assert [(one.field, one.source, one.value) for one in record.dissent] == [
        ("page", "dblp dblp-id (2026-01-02)", "10-19")
    ]


def test_two_others_that_agree_outvote_the_best() -> None:
    wrong = told("crossref", replace(PAPER, issued="2012"))
    right = [told("dblp", PAPER), told("openalex", PAPER)]

    assert consensus([wrong, *right]).work.issued == "2022"
    assert consensus([wrong, right[0]]).work.issued == "2012"


def test_capitals_and_initials_lose_against_names() -> None:
    loud = told(
        "crossref",
        replace(PAPER, title="SPARSE ATTENTION", creators=(Creator("Doe", "J."), Creator("Roe", "R."))),
    )
    record = consensus([loud, told("dblp", PAPER)])

    assert record.work.title == "Sparse Attention"
    assert record.work.creators == PEOPLE
    assert record.dissent == ()


def test_a_list_of_authors_that_is_cut_is_no_dissent() -> None:
    many = replace(PAPER, creators=tuple(Creator(f"Name{n}", "A B") for n in range(30)))
    cut = replace(many, creators=many.creators[:10])
    record = consensus([told("crossref", many), told("openalex", cut)])

    assert len(record.work.creators) == 30
    assert record.dissent == ()


def test_who_confirms_what_is_written_in_one_line_and_read_again() -> None:
    record = consensus([told("crossref", PAPER), told("dblp", replace(PAPER, page=""))])

    assert record.sources[0].startswith("crossref crossref-id (2026-01-02): title, creators, issued")
    assert confirmations(record)["title"] == [
        "crossref crossref-id (2026-01-02)",
        "dblp dblp-id (2026-01-02)",
    ]
    assert confirmations(record)["page"] == ["crossref crossref-id (2026-01-02)"]
    by_hand = Record(PAPER, ("proceedings: the page (line 3): title, authors, year",))
    assert confirmations(by_hand)["creators"] == ["proceedings: the page (line 3)"]


def test_other_titles_are_kept() -> None:
    renamed = replace(PAPER, title="Thin Transformers")

    assert consensus([told("arxiv", PREPRINT), told("crossref", renamed)]).alternatives == (
        "Sparse Attention",
    )


def test_a_retraction_is_told_before_an_erratum() -> None:
    said = (
        Notice("correction", DOI),
        Notice("version", DOI),
        Notice("retraction", DOI, "2020-05", "retraction-watch"),
    )
    record = told("crossref", PAPER, notices=said)

    assert [one.kind for one in notices([record, record])] == ["retraction", "correction"]
    assert consensus([record]).remark == (
        "retracted 2020-05 (doi:10.1000/paper; retraction-watch); a correction was published (doi:10.1000/paper)"
    )
    assert told_by(Notice("concern")) == "an expression of concern was published"
