"""The lock is text that is made for review."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs import lock as codec
from zotsync.errors import ConfigError
from zotsync.model import Creator, Dissent, Identification, Identifier, Lock, Record, Work

text = st.text(max_size=20)
creators = st.one_of(
    st.builds(Creator, family=text, given=text),
    st.builds(Creator, literal=text.filter(bool), role=st.sampled_from(["author", "editor"])),
)
works = st.builds(
    Work,
    key=st.from_regex("[a-z]{1,4}[0-9]{0,4}", fullmatch=True),
    type=text,
    title=text,
    creators=st.lists(creators, max_size=3).map(tuple),
    and_others=st.booleans(),
    issued=text,
    volume=text,
    identifiers=st.lists(
        st.builds(Identifier, scheme=st.sampled_from(["doi", "arxiv"]), value=text), max_size=2
    ).map(tuple),
    keywords=st.lists(text, max_size=2).map(tuple),
    fields=st.dictionaries(text, text, max_size=2).map(lambda one: tuple(one.items())),
    verified=st.booleans(),
)
records = st.builds(
    Record,
    work=works,
    sources=st.lists(text, max_size=2).map(tuple),
    alternatives=st.lists(text, max_size=2).map(tuple),
    remark=text,
    dissent=st.lists(st.builds(Dissent, field=text, source=text, value=text), max_size=2).map(tuple),
)
identifications = st.builds(
    Identification, list=text, title=text, url=text, key=text, evidence=text, confidence=st.floats(0, 1)
)
locks = st.builds(
    lambda found, entries: Lock(
        {one.work.key: one for one in found},
        tuple(sorted(entries, key=lambda one: (one.list, one.title, one.url, one.key))),
    ),
    st.lists(records, max_size=3),
    st.lists(identifications, max_size=3, unique_by=lambda one: (one.list, one.title, one.url, one.key)),
)


@given(locks)
def test_what_is_written_is_read_back(lock: Lock) -> None:
    assert codec.read(codec.write(lock)) == lock


def test_equal_locks_give_equal_texts_whatever_their_order() -> None:
    one, two = (Record(Work(key, "article", key)) for key in "ab")
    entries = Identification("l", "t", "", "a", "e", 1.0), Identification("l", "s", "", "b", "e", 1.0)

    assert codec.write(Lock({"a": one, "b": two}, entries)) == codec.write(
        Lock({"b": two, "a": one}, entries[::-1])
    )


def test_one_field_a_line_and_no_empty_ones() -> None:
    work = Work("key", "article", "Title", (Creator("Doe", "Jane"), Creator(literal="Team")), issued="2020")

    assert codec.write(
        Lock({"key": Record(work)}, (Identification("l.md", "T", "", "key", "title", 0.9),))
    ) == (
        """{
"zotsync.lock": 1,
"works": {
"key": {
  "type": "article",
  "title": "Title",
  "creators": [
    ["Doe", "Jane"],
    {"literal": "Team"}],
  "issued": "2020"}
},
"entries": {
"l.md": [
  ["T", "", "key", "title", 0.9]]
}
}
"""
    )


def test_an_empty_file_is_an_empty_lock() -> None:
    assert codec.read("") == Lock()
    assert codec.read(codec.write(Lock())) == Lock()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "zotsync.lock:1"),
        ("[]", "its parts"),
        ('{"zotsync.lock": 2}', "another zotsync"),
        ('{"zotsync.lock": 1, "works": {"k": {}}, "entries": {}}', "its parts"),
        ('{"zotsync.lock": 1, "works": {"k": {"title": 1}}, "entries": {}}', "wrong kind"),
        ('{"zotsync.lock": 1, "works": {"k": {"titel": ""}}, "entries": {}}', "unknown field"),
        ('{"zotsync.lock": 1, "works": {"k": {}, "k": {}}, "entries": {}}', "'k' stands twice"),
        ('{\n<<<<<<< HEAD\n"a": 1', "zotsync.lock:2: git left a merge conflict"),
    ],
)
def test_a_broken_lock_is_one_clear_error(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        codec.read(text)


@given(st.text(max_size=60).filter(str.strip))
def test_no_text_crashes_the_reader(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        codec.read(text)

    assert "\n" not in str(caught.value)


def test_the_keys_that_a_work_had_before_are_kept_in_their_order() -> None:
    lock = Lock({"new": Record(Work("new", "article", "T"), former=("z", "a"))})
    assert codec.read(codec.write(lock)) == lock
