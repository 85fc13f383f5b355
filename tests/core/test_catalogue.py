"""Several lists that name one work: what the catalogue then says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zotsync.core.catalogue import Catalogue, TopicNames, compile_catalogue
from zotsync.model import Creator, Entry, Identifier, Link, Lock, SeedList, Work

ARXIV = Identifier("arxiv", "1706.03762")
WHOLE = Work(
    "vaswani2017",
    "paper-conference",
    "Attention Is All You Need",
    (Creator("Vaswani", "Ashish"),),
    issued="2017",
    container_title="NeurIPS",
    page="5998-6008",
)
RECORD = Entry("refs.bib", 3, WHOLE.title, year="2017", work=WHOLE)
PLAIN = Entry(
    "list.md",
    5,
    WHOLE.title,
    year="2017",
    authors="Vaswani et al.",
    links=(Link("paper", "https://arxiv.org/abs/1706.03762"),),
    identifiers=(ARXIV,),
)


def compiled(*entries: Entry, lock: Lock | None = None) -> Catalogue:
    lists = [SeedList(one.list, entries=(one,)) for one in entries]
    return compile_catalogue(lists, lock or Lock(), TopicNames({}, {}))


@pytest.mark.parametrize("entries", [(RECORD, PLAIN), (PLAIN, RECORD)])
def test_the_list_that_has_the_whole_record_says_what_the_work_is(entries: tuple[Entry, ...]) -> None:
    found = compiled(*entries)
    work = found.lock.records["vaswani2017"].work

    assert found.keys == ("vaswani2017",)
    assert [entry for entry, _ in found.listed] == list(entries)
    assert work == replace(WHOLE, verified=False, identifiers=work.identifiers, url=work.url)
    assert work.page == "5998-6008"


def test_what_only_the_other_list_says_is_kept() -> None:
    work = compiled(PLAIN, RECORD).lock.records["vaswani2017"].work

    assert work.identifiers == (ARXIV,)
    assert work.url == "https://arxiv.org/abs/1706.03762"


def test_a_record_that_comes_later_gives_its_fields_and_leaves_the_key() -> None:
    before = compiled(PLAIN)
    (key,) = before.keys
    after = compiled(PLAIN, RECORD, lock=before.lock)

    assert after.keys == (key,)
    assert after.lock.records[key].work.page == "5998-6008"
    assert after.lock.records[key].sources == ("refs.bib", "list.md")
