"""`Work` <-> Zotero item: what goes there comes back, and every item is one that Zotero accepts."""

from __future__ import annotations

import string
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.zotero import item_data, work_of
from zotsync.codecs.zotero.rules import item, shown_item
from zotsync.codecs.zotero.schema import item_types
from zotsync.core.identifiers import normal
from zotsync.model import Creator, Identifier, Work

NOW = "2026-01-02T03:04:05Z"
TYPES = (
    "article-journal paper-conference article report webpage book chapter thesis dataset software document"
).split()
ROLES = "author editor translator contributor container-author collection-editor reviewed-author".split()


class Alone:
    """A library with nothing else in it."""

    def has_collection(self, key: str) -> bool:
        return not key

    def type_of(self, key: str) -> str:
        return key[:0]


def _is_plain(text: str) -> bool:
    return text == " ".join(text.split()) and not any(mark in text for mark in ("||", "--", "–", "—"))


_letters = st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"], exclude_characters="<>|:=[]")
plain = st.text(_letters, max_size=30).filter(_is_plain)
name = plain.filter(bool)
key = st.text(string.ascii_letters + string.digits, min_size=1, max_size=12)
dates = st.one_of(
    st.just(""),
    st.dates().map(lambda date: date.isoformat()),
    st.dates().map(lambda date: date.isoformat()[:7]),
    st.dates().map(lambda date: date.isoformat()[:4]),
)
identifiers = st.lists(
    st.sampled_from(
        [
            Identifier("doi", "10.1145/3341301.3359646"),
            Identifier("doi", "10.1000/182"),
            Identifier("arxiv", "1706.03762"),
            Identifier("arxiv", "hep-th/9901001"),
            Identifier("openreview", "rJ4km2R5t7"),
            Identifier("acl", "N19-1423"),
            Identifier("pmid", "12345"),
            Identifier("pmcid", "PMC12345"),
            Identifier("isbn", "9780306406157"),
            Identifier("s2", "204e3073870fae3d05bcbc2f6a8e263d9b72e776"),
        ]
    ),
    unique=True,
).map(tuple)
creators = st.lists(
    st.one_of(
        st.builds(Creator, family=name, given=plain, role=st.sampled_from(ROLES)),
        st.builds(Creator, literal=name, role=st.sampled_from(ROLES)),
    ),
    max_size=5,
).map(tuple)
bibtex = st.dictionaries(
    st.sampled_from(["shorttitle", "issn", "version", "annote", "howpublished", "month"]), name, max_size=4
).map(lambda found: tuple(found.items()))
texts = {
    one.name: plain
    for one in fields(Work)
    if one.type == "str" and one.name not in ("key", "type", "title", "issued", "arxiv_class", "note")
}
works = st.builds(
    Work,
    key=key,
    type=st.sampled_from(TYPES),
    title=name,
    creators=creators,
    and_others=st.booleans(),
    issued=dates,
    identifiers=identifiers,
    arxiv_class=st.sampled_from(["", "cs.CL", "math"]),
    note=st.lists(plain, max_size=3).map(lambda lines: "\n".join(lines).strip()),
    fields=bibtex,
    **texts,
).map(lambda work: work if _arxiv(work) else replace(work, arxiv_class=""))


def _arxiv(work: Work) -> list[Identifier]:
    return [one for one in work.identifiers if one.scheme == "arxiv"]


def settled(work: Work) -> Work:
    """A work without what the docstring of the crosswalk says will not come back in its order."""
    order = "doi arxiv openreview acl pmid pmcid isbn s2".split()
    return replace(
        work,
        identifiers=tuple(sorted(work.identifiers, key=lambda one: (order.index(one.scheme), one.value))),
        creators=tuple(sorted(work.creators, key=lambda one: one.role)),
        fields=tuple(sorted(work.fields)),
        publisher="" if work.type == "article" and work.publisher == "arXiv" else work.publisher,
    )


@given(works)
def test_a_work_comes_back(work: Work) -> None:
    assert settled(work_of(item_data(work))) == settled(work)


@given(works)
def test_a_work_comes_back_without_the_field_for_the_citation_key(work: Work) -> None:
    data = item_data(work, native_key=False)

    assert "citationKey" not in data
    assert data["extra"].startswith(f"Citation Key: {work.key}")
    assert settled(work_of(data)) == settled(work)


@given(works)
def test_an_item_is_stored_as_it_is_sent(work: Work) -> None:
    data = item_data(work)
    stored = shown_item(item(data, None, Alone(), NOW))

    assert {name: stored[name] for name in data} == data


@given(works)
def test_a_second_passage_changes_nothing(work: Work) -> None:
    data = item_data(work)
    again = work_of(shown_item(item(data, None, Alone(), NOW)))

    assert item_data(again) == data


@pytest.mark.parametrize("type", TYPES)
def test_every_type_has_its_item_type_and_back(type: str) -> None:
    data = item_data(Work("k", type, "T"))

    assert data["itemType"] in item_types()
    assert work_of(data).type == type


ATTENTION = Work(
    key="vaswani2017attention",
    type="paper-conference",
    title="Attention Is All You Need",
    creators=(Creator("Vaswani", "Ashish"), Creator(literal="Google Brain")),
    issued="2017-12-04",
    container_title="Advances in Neural Information Processing Systems 30",
    container_title_short="NeurIPS",
    page="5998-6008",
    identifiers=(Identifier("arxiv", "1706.03762"),),
    arxiv_class="cs.CL",
    fields=(("timestamp", "2017"),),
    note="Best paper runner-up.",
)


def test_a_paper_in_the_fields_of_its_type_and_the_rest_in_extra() -> None:
    assert item_data(ATTENTION) == {
        "itemType": "conferencePaper",
        "title": "Attention Is All You Need",
        "creators": [
            {"creatorType": "author", "firstName": "Ashish", "lastName": "Vaswani"},
            {"creatorType": "author", "name": "Google Brain"},
        ],
        "proceedingsTitle": "Advances in Neural Information Processing Systems 30",
        "date": "2017-12-04",
        "pages": "5998-6008",
        "citationKey": "vaswani2017attention",
        "extra": "arXiv: 1706.03762 [cs.CL]\n"
        "container-title-short: NeurIPS\n"
        "tex.timestamp: 2017\n"
        "Best paper runner-up.",
    }


def test_a_preprint_as_zoteros_arxiv_translator_writes_it() -> None:
    data = item_data(replace(ATTENTION, type="article", container_title_short="", fields=(), note=""))

    assert data["repository"] == "arXiv"
    assert data["archiveID"] == "arXiv:1706.03762"
    assert data["DOI"] == "10.48550/arXiv.1706.03762"
    assert data["extra"].splitlines()[0] == "arXiv: 1706.03762 [cs.CL]"


def test_a_doi_of_its_own_goes_before_that_of_arxiv() -> None:
    doi = Identifier("doi", "10.1000/182")
    data = item_data(replace(ATTENTION, type="article", identifiers=(doi, *ATTENTION.identifiers)))

    assert data["DOI"] == "10.1000/182"
    assert data["archiveID"] == "arXiv:1706.03762"


def test_the_author_of_a_program_is_its_programmer() -> None:
    data = item_data(Work("k", "software", "T", creators=(Creator("A", "B"),)))

    assert data["creators"] == [{"creatorType": "programmer", "firstName": "B", "lastName": "A"}]


def test_a_role_that_the_type_does_not_know_stands_in_extra_as_zotero_cites_it() -> None:
    data = item_data(Work("k", "dataset", "T", creators=(Creator("Wells", "H. G.", role="editor"),)))

    assert data["creators"] == []
    assert data["extra"] == "editor: Wells || H. G."


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # what people and other tools write
        ({"extra": "Citation Key: a2020"}, {"key": "a2020"}),
        ({"citationKey": "b2020", "extra": "Citation Key: a2020"}, {"key": "b2020"}),
        ({"DOI": "https://doi.org/10.1000/182"}, {"identifiers": (normal("doi", "10.1000/182"),)}),
        ({"extra": "arXiv:1706.03762 [cs.LG]"}, {"arxiv_class": "cs.LG"}),
        ({"ISBN": "978-0-306-40615-7 0306406152"}, {"identifiers": (normal("isbn", "0306406152"),)}),
        ({"title": "A <i>B</i> < C"}, {"title": "A B < C"}),
        ({"itemType": "journalArticle", "pages": "1–9"}, {"page": "1-9"}),
        ({"date": "December 4, 2017"}, {"issued": "2017-12-04"}),
        ({"extra": "Event Title: X\nread later"}, {"event_title": "X", "note": "read later"}),
        ({"extra": "Read_Status: Done"}, {"note": ""}),  # says something of a person, not of the work
        ({"extra": "biblatex.annote= x"}, {"fields": (("annote", "x"),)}),
        ({"DOI": 7, "creators": None, "volume": 3}, {"identifiers": (), "volume": ""}),
    ],
)
def test_items_of_other_hands_are_read(data: dict[str, Any], expected: dict[str, Any]) -> None:
    work = work_of({"itemType": "book", "title": "T", **data})

    assert {name: getattr(work, name) for name in expected} == expected


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
)
names = st.sampled_from("itemType title extra DOI ISBN archiveID date pages creators citationKey".split())


@given(st.dictionaries(names, anything, max_size=6))
def test_data_that_no_server_should_hold_are_read_all_the_same(data: dict[str, Any]) -> None:
    assert item_data(work_of(data))["itemType"]


def test_an_item_of_a_type_that_nobody_knows_is_a_document() -> None:
    assert work_of({"itemType": "hologram", "title": "T"}).type == "document"
