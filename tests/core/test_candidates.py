"""Which of the works that sources offer is the one that a list names, and when nobody can tell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.core import wording
from zotsync.core.candidates import ACCEPTED, judge, rank, verdict
from zotsync.core.query import Query
from zotsync.model import Creator, Identifier, SourceRecord, Work

ARXIV = Identifier("arxiv", "1706.03762")


def record(
    title: str, *people: str, year: str = "2017", source: str = "dblp", **fields: object
) -> SourceRecord:
    creators = tuple(Creator(name, "A.") for name in people or ("Nobody",))
    one = Work(key="", type="paper-conference", title=title, creators=creators, issued=year)
    return SourceRecord(source, title, replace(one, **fields))  # type: ignore[arg-type]


ATTENTION = record("Attention Is All You Need", "Vaswani", "Shazeer", identifiers=(ARXIV,))


# --- titles -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "recorded", "least"),
    [
        ("Attention is all you need", "Attention Is All You Need", 1.0),
        ("Pre-training of Deep Models", "Pretraining of deep models", 1.0),
        ("RetNet: Retentive Network: A Successor", "Retentive Network: A Successor", 0.97),
        ("Atention is all you need", "Attention is all you need", 0.95),
        ("Serving of LLMs at Scale", "Serving of Large Language Models at Scale", 0.95),
        (
            "An Adaptive Cache for Graph Stores",
            "An Adaptive Cache for Graph Stores: Theory and Practice",
            0.9,
        ),
        ("一种新的方法", "一种新的方法", 1.0),
    ],
)
def test_what_lists_do_to_titles_takes_little_off(written: str, recorded: str, least: float) -> None:
    assert wording.agreement(written, recorded) >= least


@pytest.mark.parametrize(
    ("written", "recorded", "most"),
    [
        ("Attention Is All You Need", "Attention Is Not All You Need", 0.85),
        ("Llama 2: Open Foundation Models", "Llama 3: Open Foundation Models", 0.6),
        ("Supervised Learning of Features", "Unsupervised Learning of Features", 0.85),
        ("Training Language Encoders with Care", "Training Language Decoders with Care", 0.85),
        ("PipeDream: Generalized Pipeline Parallelism", "PipeDream: Fast and Efficient Training", 0.75),
        ("A Survey of Graph Learning", "A Study of Graph Learning", 0.85),
        ("一种新的方法", "一种新的办法", 0.85),
        ("Anything", "", 0.0),
    ],
)
def test_another_word_makes_another_paper(written: str, recorded: str, most: float) -> None:
    assert wording.agreement(written, recorded) <= most


@given(st.text(max_size=60), st.text(max_size=60))
def test_agreement_is_a_number_from_nothing_to_one(written: str, recorded: str) -> None:
    assert 0 <= wording.agreement(written, recorded) <= 1


# --- the choice -------------------------------------------------------------------------------------------


def accepted(query: Query, *records: SourceRecord) -> str:
    found = verdict(query, records).accepted
    return found.work.title if found else ""


def test_the_same_title_is_taken_and_its_evidence_told() -> None:
    query = Query(
        "Attention is all you need", creators=(Creator("Vaswani", "A."),), year=2017, venue="NeurIPS"
    )
    found = verdict(
        query, [replace(ATTENTION, work=replace(ATTENTION.work, container_title_short="NeurIPS"))]
    )

    assert found.accepted is not None
    assert found.accepted.evidence == "title markup; authors; year; venue"
    assert found.why == ""


def test_two_papers_of_one_title_are_left_and_a_year_or_an_author_decides() -> None:
    one = record("Deep Learning", "LeCun", "Bengio", year="2015")
    other = record("Deep Learning", "Rusk", year="2016")
    book = record("Deep Learning", "Goodfellow", year="2015", type="book")

    assert accepted(Query("Deep Learning", year=2015), one, book) == ""
    assert verdict(Query("Deep Learning"), [one, other]).why != ""
    assert judge(Query("Deep Learning", creators=(Creator(literal="Rusk"),)), (other,)).score >= ACCEPTED
    assert accepted(Query("Deep Learning", year=2016, creators=(Creator(literal="Rusk"),)), one, other)


def test_a_thesis_slides_and_a_correction_of_the_title_are_not_the_paper() -> None:
    title = "Scheduling of Trains in Mountains"
    others = [
        record(title, "Somebody", type="thesis"),
        record(title, "Vaswani", type="speech"),
        record(f"Author Correction: {title}", "Vaswani"),
        record(f"{title} (Extended Version)", "Vaswani"),
    ]

    assert accepted(Query(title, year=2017), *others) == ""
    assert accepted(Query(title, year=2017), *others, record(title, "Vaswani")) == title


def test_the_publication_that_the_list_names_speaks_for_the_work() -> None:
    title = "Scheduling of Trains in Mountain Valleys"

    def at(place: str, year: str, doi: str) -> SourceRecord:
        found = (Identifier("doi", f"10.1000/{doi}"),)
        return record(title, "Vaswani", year=year, container_title=place, identifiers=found)

    preprint = record(title, "Vaswani", year="2018", type="article", identifiers=(ARXIV,))
    all_of_them = [
        at("Workshop on Trains", "2018", "w"),
        at("Conf", "2019", "c"),
        at("J", "2021", "j"),
        preprint,
    ]

    def spoken(**fields: object) -> str:
        found = verdict(Query(title, **fields), all_of_them).accepted  # type: ignore[arg-type]
        assert found is not None
        assert len(found.records) == 4
        return found.work.container_title

    assert spoken() == "Conf"
    assert spoken(year=2018) == "Workshop on Trains"
    assert spoken(year=2021) == "J"
    assert spoken(year=2018, venue="Conf") == "Workshop on Trains"
    assert spoken(venue="J") == "J"
    assert spoken(year=2019, identifiers=(Identifier("doi", "10.1000/j"),)) == "J"


def test_a_notice_is_never_a_candidate() -> None:
    notice = replace(record("A Title of Some Length"), updates=(Identifier("doi", "10.1000/x"),))

    assert rank(Query("A Title of Some Length"), [notice]) == ()


def test_a_link_to_another_title_loses_against_the_title() -> None:
    linked = record(
        "PipeDream: Fast and Efficient Pipeline Parallel DNN Training", "Harlap", identifiers=(ARXIV,)
    )
    titled = record("PipeDream: Generalized Pipeline Parallelism for DNN Training", "Narayanan", year="2019")
    query = Query("PipeDream: generalized pipeline parallelism for DNN training", identifiers=(ARXIV,))

    assert accepted(query, linked, titled) == titled.work.title
    assert accepted(query, linked) == ""


def test_a_link_and_a_near_title_against_the_exact_title_is_left_for_a_person() -> None:
    long = "Sparse Models for the Reading of Long Legal Texts in Court"
    short = long.replace("Long", "Short")
    linked = record(long, identifiers=(ARXIV,))
    titled = record(short, identifiers=(Identifier("arxiv", "2001.00001"),))
    query = Query(short, identifiers=(ARXIV,))

    assert accepted(query, linked, titled) == ""
    assert verdict(query, [linked]).why == "its link leads to another title"
    assert accepted(replace(query, creators=(Creator("Nobody", "A."),)), linked) == long


def test_a_link_to_a_title_with_one_wrong_letter_is_believed() -> None:
    title = "Sparse Models for the Reading of Long Legal Texts in Court"
    linked = record(title, identifiers=(ARXIV,))

    for written in (title.replace("Long", "Lomg"), title.replace("the", "teh"), title.replace("ss", "s")):
        assert accepted(Query(written, identifiers=(ARXIV,)), linked) == title
    assert accepted(Query(title.replace("Long", "Song 2"), identifiers=(ARXIV,)), linked) == ""


def test_a_link_to_a_misspelt_name_is_believed() -> None:
    title = "EconoServe: Serving of Models with Little Money and Less Time"
    linked = record(title, identifiers=(ARXIV,))

    assert accepted(Query(title.replace("EconoServe", "EcoServe"), identifiers=(ARXIV,)), linked) == title
    assert accepted(Query(title.replace("EconoServe", "EconoTrain"), identifiers=(ARXIV,)), linked) == ""


def test_a_link_to_the_title_of_another_decade_is_left_for_a_person() -> None:
    linked = record("Interpretable Models of Human Reading", year="2013", identifiers=(ARXIV,))
    query = Query(linked.work.title, year=2022, identifiers=(ARXIV,))

    assert accepted(query, linked) == ""
    assert accepted(replace(query, year=2015), linked)
    assert accepted(replace(query, creators=(Creator("Nobody", "A."),)), linked)


def test_a_title_in_another_script_takes_more_than_a_link() -> None:
    linked = record("A Totally Different Paper about Cats", identifiers=(ARXIV,))
    query = Query("基于图神经网络的推荐系统综述", identifiers=(ARXIV,))

    assert accepted(query, linked) == ""
    assert accepted(replace(query, year=2017), linked)
    assert accepted(replace(query, year=2015), linked) == ""
    assert accepted(query, record("基于深度学习的目标检测研究", identifiers=(ARXIV,))) == ""


def test_a_chinese_title_of_some_length_is_no_common_one() -> None:
    title = "一种新的调度方法研究"

    assert accepted(Query(title), record(title)) == title
    assert accepted(Query("深度学习"), record("深度学习")) == ""


def test_chinese_authors_are_known_in_either_script() -> None:
    title = "一种新的调度方法研究"
    latin, chinese = (
        record(title, "Zhang", "Li"),
        record(title, source="openalex", creators=(Creator(literal="张三"), Creator(literal="李四"))),
    )
    query = Query(title, creators=(Creator(literal="张三"),))

    found = verdict(query, [latin, chinese]).accepted
    assert found is not None
    assert len(found.records) == 2
    assert "authors" in found.evidence
    assert accepted(replace(query, creators=(Creator(literal="王五"),)), latin) == ""


@pytest.mark.parametrize(
    "title",
    [
        "Errata: {}",
        "Errata for {}",
        "{} (Erratum)",
        "{} [Erratum]",
        "{} – Corrigendum",
        "{}: Erratum",
        "Corrigenda: {}",
        "Publisher's Note: {}",
        "Author Correction: {}",
        "Notice of Retraction: {}",
        "Withdrawal: {}",
        "Rejoinder: {}",
        "A Comment on {}",
        "Technical Perspective: {}",
        "Guest Editorial: {}",
        "Faculty Opinions recommendation of {}",
        "Data from: {}",
        "Replication Data for: {}",
        "Supporting Information for: {}",
        'Supplementary material to "{}"',
        "Poster Abstract: {}",
        "Demo: {}",
        "{} (Student Abstract)",
        "勘误：{}",
    ],
)
def test_what_is_published_about_a_work_is_not_the_work(title: str) -> None:
    named = "Scheduling of Trains in Mountain Valleys"
    about = record(title.format(named), "Vaswani", identifiers=(ARXIV,))

    assert accepted(Query(named, year=2017), about) == ""
    assert accepted(Query(named, year=2017, identifiers=(ARXIV,)), about) == ""
    assert accepted(Query(title.format(named), year=2017), about) == about.work.title


@pytest.mark.parametrize(
    "title",
    [
        "Response Surface Methods in Practice",
        "Abstract Interpretation of Programs",
        "Review Networks for Captions",
    ],
)
def test_a_title_that_only_starts_with_such_a_word_is_a_work(title: str) -> None:
    work = record(title)

    assert accepted(Query(f"Name: {title}", year=2017), work) == title


def test_a_word_with_a_hyphen_announces_nothing() -> None:
    work = record("Data-Efficient Image Transformers and Distillation")

    assert accepted(Query("Data Efficient Image Transformers and Distillation", year=2017), work)


def test_another_entry_lifts_a_title_only_where_both_have_its_name() -> None:
    work = record("Scaling Laws for Neural Language Models")
    query = Query("Scaling Laws for Neural Vision Models", year=2017)

    assert verdict(query, [work], lambda _: True).accepted is None


@pytest.mark.parametrize("short", ["Transformer", "BERT"])
def test_a_short_name_needs_a_link(short: str) -> None:
    work = record(
        "Attention Is All You Need" if short == "Transformer" else "BERT: Deep Things", identifiers=(ARXIV,)
    )

    assert accepted(Query(short, year=2017), work) == ""
    assert accepted(Query(short, year=2017, identifiers=(ARXIV,)), work) == work.work.title


def test_other_authors_speak_against_the_same_title() -> None:
    query = Query("Attention Is All You Need", creators=(Creator("Mouse", "M."),))

    assert accepted(query, ATTENTION) == ""


def test_a_lab_beside_the_title_speaks_against_nobody() -> None:
    query = Query("Attention Is All You Need", creators=(Creator(literal="Google Brain Team"),))

    assert accepted(query, ATTENTION)


def test_a_work_that_another_entry_names_needs_less_of_a_title() -> None:
    work = record(
        "DistServe: Disaggregating Prefill and Decoding for Goodput-optimized Serving of Models", "Zhong"
    )
    query = Query("DistServe: Disaggregating Prefill and Decoding for Serving of Models", year=2017)

    assert accepted(query, work) == ""
    assert verdict(query, [work], lambda _: True).accepted is not None


def test_the_best_three_are_offered() -> None:
    records = [
        record(f"A Study of {thing} in Cities", name) for thing, name in zip("abcde", "VWXYZ", strict=True)
    ]
    said = verdict(Query("A Study of Everything in Cities"), records)

    assert said.accepted is None
    assert len(said.candidates) == 3


def test_nothing_found_is_said() -> None:
    assert verdict(Query("A title"), []).why == "no source has a title like it"


def test_a_link_is_also_a_page() -> None:
    work = record("Introducing ChatGPT", type="webpage", url="https://openai.com/index/chatgpt/", year="2022")

    assert accepted(Query("ChatGPT", year=2022, urls=("http://www.openai.com/index/chatgpt",)), work)
