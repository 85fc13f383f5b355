"""Which entry is which work."""

from __future__ import annotations

from dataclasses import replace

from zotsync.core.catalogue import TopicNames, compile_catalogue
from zotsync.core.match import Known, work_of
from zotsync.model import (
    Creator,
    Entry,
    Heading,
    Identification,
    Identifier,
    Link,
    Lock,
    Record,
    SeedList,
    Work,
)

ARXIV = Identifier("arxiv", "1706.03762")
ATTENTION = Work(
    "vaswani2017attention", "article", "Attention Is All You Need", issued="2017", identifiers=(ARXIV,)
)
KNOWN = {ATTENTION.key: Record(ATTENTION)}
NO_TOPICS = TopicNames({}, {})


def entry(
    title: str, line: int = 1, *, url: str = "", year: str = "", identifiers: tuple[Identifier, ...] = ()
) -> Entry:
    links = (Link("paper", url),) if url else ()
    return Entry("list.md", line, title, ("Topic",), year=year, links=links, identifiers=identifiers)


def found(one: Entry) -> tuple[str, str, float] | None:
    found = Known(KNOWN).find(one)
    return (found.key, found.evidence, found.confidence) if found else None


def test_an_identifier_and_the_same_title_are_certain() -> None:
    assert found(entry("Attention Is All You Need", identifiers=(ARXIV,))) == (
        ATTENTION.key,
        "arxiv:1706.03762; title same",
        1.0,
    )


def test_a_short_name_is_enough_beside_an_identifier() -> None:
    assert found(entry("Transformer", identifiers=(ARXIV,))) == (
        ATTENTION.key,
        "arxiv:1706.03762; title short name",
        0.9,
    )


def test_an_identifier_with_the_title_of_another_work_is_not_believed() -> None:
    assert found(entry("Sequence to Sequence Learning with Neural Networks", identifiers=(ARXIV,))) is None


def test_the_same_title_with_another_identifier_is_another_work() -> None:
    other = Identifier("arxiv", "2501.00001")

    assert found(entry("Attention Is All You Need", identifiers=(other,))) is None


def test_the_same_title_many_years_apart_is_another_work() -> None:
    assert found(entry("Attention Is All You Need", year="1990")) is None
    assert found(entry("Attention Is All You Need", year="2018")) is not None


def test_a_single_word_is_never_enough() -> None:
    known = Known({"x": Record(Work("x", "article", "Transformer"))})

    assert known.find(entry("Transformer")) is None


def test_nothing_is_invented_for_a_work_that_only_a_list_knows() -> None:
    one = Entry("list.md", 3, "Some Title", year="2022-ongoing", authors="Bo Peng et al. (EleutherAI)")

    assert work_of(one, "key") == Work(
        "key",
        "document",
        "Some Title",
        (Creator("Peng", "Bo"),),
        and_others=True,
        issued="2022",
        verified=False,
    )


# --- over whole lists -------------------------------------------------------------------------------------


def listed(*entries: Entry, headings: tuple[Heading, ...] = (Heading(("Topic",), 1, "Topic"),)) -> SeedList:
    return SeedList("list.md", "", headings, entries)


def test_a_new_work_gets_a_key_that_stays_when_the_title_or_link_is_edited() -> None:
    first = compile_catalogue([listed(entry("A Grand Unifed Theory", year="2020"))], Lock(), NO_TOPICS)
    (key,) = first.keys
    fixed = listed(entry("A Grand Unified Theory of Everything", 9, year="2021"), entry("Other", 10))
    again = compile_catalogue(
        [listed(entry("A Grand Unified Theory", 5, year="2021"))], first.lock, NO_TOPICS
    )

    assert key == "anonymous2020grand"
    assert again.keys == (key,)
    assert again.lock.records[key].work.title == "A Grand Unified Theory"
    assert again.lock.records[key].work.issued == "2021"
    assert compile_catalogue([fixed], first.lock, NO_TOPICS).keys[1] != key


def test_an_entry_that_stands_twice_stays_one_work_when_both_are_edited() -> None:
    twice = [listed(entry("A Grand Unifed Theory"), entry("A Grand Unifed Theory", 2))]
    first = compile_catalogue(twice, Lock(), NO_TOPICS)
    edited = [listed(entry("A Grand Unified Theory"), entry("A Grand Unified Theory", 2))]

    assert compile_catalogue(edited, first.lock, NO_TOPICS).keys == first.keys


def test_a_pattern_changes_no_key_that_exists() -> None:
    lists = [listed(entry("One Title", year="2020"))]
    first = compile_catalogue(lists, Lock(), NO_TOPICS)

    assert compile_catalogue(lists, first.lock, NO_TOPICS, "{year}{lastname}").keys == first.keys


def test_moving_entries_and_lines_changes_nothing_in_the_lock() -> None:
    one, two = entry("One Title", 1), entry("Two Titles", 2)
    first = compile_catalogue([listed(one, two)], Lock(), NO_TOPICS)
    moved = listed(entry("Two Titles", 7), entry("One Title", 9))

    assert compile_catalogue([moved], first.lock, NO_TOPICS).lock == first.lock


def test_two_entries_of_one_unverified_work_are_one_work() -> None:
    url = "https://arxiv.org/abs/2501.00001"
    arxiv = (Identifier("arxiv", "2501.00001"),)
    lists = [
        listed(
            entry("FooNet: A Net", url=url, identifiers=arxiv), entry("FooNet", 2, url=url, identifiers=arxiv)
        )
    ]

    assert len(compile_catalogue(lists, Lock(), NO_TOPICS).keys) == 1


def test_the_lock_is_never_argued_with() -> None:
    decided = Identification(
        "list.md", "Attention Is All You Need", "", "other2000work", "chosen by a person", 1.0
    )
    records = {**KNOWN, "other2000work": Record(Work("other2000work", "article", "Other"))}
    lock = Lock(records, (decided,))

    assert compile_catalogue([listed(entry("Attention Is All You Need"))], lock, NO_TOPICS).keys == (
        "other2000work",
    )


def test_keys_of_other_works_in_library_bib_are_not_taken() -> None:
    lists = [listed(entry("One Title", year="2020"))]
    own = {"Anonymous2020One": Work("Anonymous2020One", "article", "Something Else Entirely")}

    assert compile_catalogue(lists, Lock(), NO_TOPICS, own=own).keys == ("anonymous2020onea",)


def test_a_work_that_a_person_wrote_into_library_bib_keeps_their_key() -> None:
    own = {"att": Work("att", "article", "Attention Is All You Need", identifiers=(ARXIV,))}
    lists = [listed(entry("Attention Is All You Need", identifiers=(ARXIV,)))]
    catalogue = compile_catalogue(lists, Lock(), NO_TOPICS, own=own)

    assert catalogue.keys == ("att",)
    assert catalogue.lock.records["att"].work == own["att"]


def test_a_renamed_list_changes_no_key_and_no_decision() -> None:
    first = compile_catalogue([listed(entry("One Title"), entry("Two Titles", 2))], Lock(), NO_TOPICS)
    renamed = SeedList("other.md", "", (), tuple(replace(one, list="other.md") for one, _ in first.listed))

    assert compile_catalogue([renamed], first.lock, NO_TOPICS).keys == first.keys


def test_titles_that_differ_in_a_number_are_two_works() -> None:
    url = "https://example.org/blog"
    first = compile_catalogue([listed(entry("Qwen2 Technical Report"))], Lock(), NO_TOPICS)
    edited = compile_catalogue([listed(entry("Qwen3 Technical Report"))], first.lock, NO_TOPICS)
    both = [listed(entry("Qwen2 Technical Report", url=url), entry("Qwen3 Technical Report", 2, url=url))]

    assert edited.keys != first.keys
    assert len(compile_catalogue(both, Lock(), NO_TOPICS).keys) == 2


def test_entries_without_a_heading_stand_under_the_name_of_the_list() -> None:
    one = Entry("my-list.md", 1, "One Title")
    lists = [SeedList("my-list.md", "", (), (one,))]

    assert [topic.path for topic in compile_catalogue(lists, Lock(), NO_TOPICS).topics] == [("my-list",)]
