"""Topics and their file names."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from zotsync.core.topics import arrange, below, file_stems, parse_path, rename, renamed, show_path
from zotsync.model import Topic


def test_topics_stand_in_list_order_with_sub_topics_behind_their_parents() -> None:
    places = [(("A",), "x"), (("B",), "y"), (("A", "C"), "z"), (("A",), "w"), (("D",), None)]

    assert arrange(places) == (
        Topic(("A",), ("x", "w")),
        Topic(("A", "C"), ("z",)),
        Topic(("B",), ("y",)),
        Topic(("D",)),
    )


def test_a_work_named_twice_stands_once() -> None:
    assert arrange([(("A",), "x"), (("A",), "x")]) == (Topic(("A",), ("x",)),)


def test_a_parent_holds_what_its_sub_topics_hold() -> None:
    topics = arrange([(("A",), "x"), (("A", "B"), "y"), (("A", "B"), "x")])

    assert below(topics, ("A",)) == ("x", "y")


def test_a_topic_that_kept_most_of_its_works_was_renamed() -> None:
    gone: dict[tuple[str, ...], set[str]] = {("A",): {"x", "y", "z"}, ("B",): {"w"}, ("C",): set()}
    new: dict[tuple[str, ...], set[str]] = {("A2",): {"x", "y"}, ("D",): {"z", "v"}, ("E",): set()}

    assert renamed(gone, new) == {("A",): ("A2",)}


def test_of_several_the_one_that_kept_its_name_is_the_topic() -> None:
    def alike(*paths: tuple[str, ...]) -> dict[tuple[str, ...], set[str]]:
        return {path: {"x"} for path in paths}

    both = {("A",): ("A2",), ("A", "B"): ("A2", "B")}
    assert renamed(alike(("A",), ("A", "B")), alike(("A2",), ("A2", "B"))) == both
    assert renamed(alike(("A",)), alike(("R",), ("R", "A"))) == {("A",): ("R", "A")}


def test_the_longest_rename_wins_and_sub_headings_follow() -> None:
    names = {("A",): ("X",), ("A", "B"): ("Y", "Z")}

    assert rename(("A", "C"), names) == ("X", "C")
    assert rename(("A", "B", "D"), names, ("Root",)) == ("Root", "Y", "Z", "D")


def test_file_names_are_found_by_a_person_and_loaded_by_latex() -> None:
    topics = [
        Topic(("LLM Serving System",)),
        Topic(("LLM Serving System", "Serving LLMs with Multiple LoRAs")),
        Topic(("模型架构",)),
        Topic(("大模型 for 通信",)),
        Topic(("Library",)),
        Topic(("CON",)),
        Topic(("C++",)),
        Topic(("C#",)),
        Topic(("😂",)),
    ]

    assert list(file_stems(topics).values()) == [
        "llm-serving-system",
        "llm-serving-system--serving-llms-with-multiple-loras",
        "mo-xing-jia-gou",
        "da-mo-xing-for-tong-xin",
        "library-topic",
        "con-topic",
        "c-f1deb7",
        "c-040228",
        "topic",
    ]


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(st.lists(st.lists(names, min_size=1, max_size=3).map(tuple), unique=True, max_size=8))
def test_every_file_name_is_safe_and_its_own(paths: list[tuple[str, ...]]) -> None:
    stems = file_stems([Topic(path) for path in paths])

    assert len(set(stems.values())) == len(paths)
    assert all(re.fullmatch("[a-z0-9]+(-+[a-z0-9]+)*", stem) for stem in stems.values())


def test_a_path_is_written_as_it_is_read() -> None:
    assert parse_path(show_path("A / B".split(" / "))) == ("A", "B")
