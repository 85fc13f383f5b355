"""What an edit of an item makes of our work: the change, and nothing but the change."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.zotero import edited, item_data
from zotsync.codecs.zotero.schema import item_types
from zotsync.model import Creator, Identifier, Work

from .test_zotero_crosswalk import ATTENTION, anything, names, plain, works

WORK = replace(
    ATTENTION,
    # What no item shows as it is.
    title="Attention  Is <i>All</i> You Need",
    identifiers=(Identifier("doi", "10.1000/182"), Identifier("arxiv", "1706.03762")),
    creators=(Creator("Vaswani", "Ashish"), Creator("Roe", "Jane", role="illustrator")),
    fields=(("timestamp", "2017"), ("file", "a\nb")),
    keywords=("nlp",),
    verified=False,
)
SAID = item_data(WORK)


def shown(work: Work) -> dict[str, Any]:
    """The item of a work; the order of lines in Extra says nothing."""
    data = item_data(work)
    return data | {"extra": sorted(data.get("extra", "").split("\n"))}


def one_preprint(work: Work) -> Work:
    """
    With one arXiv id: it stands at several places of an item, and whoever changes it at one means all of them, so
    a second id there is read as what became of the first.
    """
    first = next((one for one in work.identifiers if one.scheme == "arxiv"), None)
    kept = tuple(one for one in work.identifiers if one.scheme != "arxiv" or one == first)
    return replace(work, identifiers=kept)


preprints = works.map(one_preprint)


def changed(one: Work, other: Work) -> set[str]:
    return {field.name for field in fields(Work) if getattr(one, field.name) != getattr(other, field.name)}


@given(works, st.dictionaries(names, anything, max_size=6))
def test_no_change_changes_nothing(work: Work, data: dict[str, Any]) -> None:
    assert edited(work, data, data) is work
    assert edited(work, item_data(work), item_data(work)) is work


@given(preprints, preprints)
def test_a_work_becomes_what_its_item_became(work: Work, other: Work) -> None:
    other = replace(other, key=work.key)
    result = edited(work, item_data(work), item_data(other))

    assert shown(result) == shown(other)
    assert (result.key, result.keywords, result.verified) == (work.key, work.keywords, work.verified)


def test_a_second_creator_of_the_same_name_is_not_another_that_we_have() -> None:
    one, two = Creator("Ada"), Creator("Ada", role="contributor")
    work = Work("k", "article-journal", "T", (one, two))
    both = replace(work, creators=(two, two))

    assert edited(work, item_data(work), item_data(both)).creators == (two, two)


@given(preprints, preprints)
def test_there_and_back_is_no_edit(work: Work, other: Work) -> None:
    here, there = item_data(work), item_data(replace(other, key=work.key))

    assert shown(edited(edited(work, here, there), there, here)) == shown(work)


@given(works, works, st.sampled_from([field.name for field in fields(Work) if field.name != "key"]))
def test_an_edit_of_one_attribute_touches_no_other(work: Work, other: Work, name: str) -> None:
    change = replace(work, **{name: getattr(other, name)})

    assert changed(work, edited(work, item_data(work), item_data(change))) <= {name} | (
        # Without an arXiv id there is no class; the type decides what a number or a role is.
        {"arxiv_class", "identifiers", "publisher", "number", "creators", "fields"}
        if name in ("type", "identifiers")
        else set()
    )


@given(works, works)
def test_the_same_edit_can_be_made_to_a_work_that_has_moved_on(work: Work, other: Work) -> None:
    """Both sides changed, each something else: the item's change lands on our new state."""
    here = item_data(work)
    title = replace(work, title=other.title or "T")
    moved = replace(work, abstract="Ours.", fields=(*work.fields, ("mine", "x")), keywords=("k",))

    assert edited(moved, here, item_data(title)) == replace(
        moved, title=edited(work, here, item_data(title)).title
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"title": "Attention"}, {"title": "Attention"}),
        ({"title": ""}, {}),
        ({"date": "June 2018"}, {"issued": "2018-06"}),
        ({"date": ""}, {"issued": ""}),
        ({"date": "2017-12-04T00:00:00Z"}, {}),
        ({"proceedingsTitle": ""}, {"container_title": ""}),
        ({"DOI": ""}, {"identifiers": WORK.identifiers[1:]}),
        ({"DOI": "nonsense"}, {"identifiers": WORK.identifiers[1:]}),
        (
            {"DOI": "https://doi.org/10.1000/183"},
            {"identifiers": (Identifier("doi", "10.1000/183"), *WORK.identifiers[1:])},
        ),
        (
            {"extra": SAID["extra"] + "\nPMID: 7\nISBN: 9780306406157"},
            {"identifiers": (*WORK.identifiers, Identifier("pmid", "7"), Identifier("isbn", "9780306406157"))},
        ),
        ({"extra": SAID["extra"].replace("tex.timestamp: 2017\n", "")}, {"fields": WORK.fields[1:]}),
        (
            {"extra": SAID["extra"].replace("timestamp: 2017", "timestamp: 2018")},
            {"fields": (("timestamp", "2018"), WORK.fields[1])},
        ),
        ({"extra": SAID["extra"] + "\ntex.rank: A"}, {"fields": (*WORK.fields, ("rank", "A"))}),
        ({"shortTitle": "Attention"}, {"fields": (*WORK.fields, ("shorttitle", "Attention"))}),
        (
            {"creators": SAID["creators"][::-1]},
            {"creators": WORK.creators[::-1]},
        ),
        ({"creators": SAID["creators"][1:]}, {"creators": WORK.creators[1:]}),
        (
            {"creators": [*SAID["creators"], {"creatorType": "editor", "name": "ACM"}]},
            {"creators": (*WORK.creators, Creator(literal="ACM", role="editor"))},
        ),
        ({"itemType": "note"}, {}),
        ({"itemType": "hologram"}, {}),
        ({"itemType": "presentation"}, None),
        ({"citationKey": "other"}, {}),
        ({"tags": [{"tag": "x"}], "collections": ["AAAAAAAA"], "dateModified": "2020"}, {}),
    ],
)  # fmt: skip
def test_one_edit(change: dict[str, Any], expected: dict[str, Any] | None) -> None:
    result = edited(WORK, SAID, SAID | change)

    if expected is None:
        assert (result.type, dict(result.fields)["zoterotype"]) == ("document", change["itemType"])
    else:
        assert result == replace(WORK, **expected)


def test_an_identifier_that_the_item_never_showed_stays() -> None:
    before = SAID | {"DOI": "", "extra": ""}

    assert edited(WORK, before, before | {"DOI": ""}) is WORK
    assert edited(WORK, before, before | {"title": "T"}).identifiers == WORK.identifiers
    assert edited(WORK, before, before | {"extra": "PMID: 7"}).identifiers == (
        *WORK.identifiers,
        Identifier("pmid", "7"),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"archiveID": "arXiv:2302.13971"},
        {"archiveID": "arXiv:2302.13971", "DOI": "10.48550/arXiv.2302.13971"},
        {"DOI": "10.48550/arXiv.2302.13971"},
        {"extra": "arXiv: 2302.13971 [cs.CL]"},
    ],
)
def test_a_new_arxiv_id_at_any_of_its_places_is_the_new_one(change: dict[str, str]) -> None:
    preprint = Work(
        "k", "article", "T", identifiers=(Identifier("arxiv", "1706.03762"),), arxiv_class="cs.CL"
    )
    said = item_data(preprint)
    assert {"archiveID", "DOI", "extra"} <= set(said)

    result = edited(preprint, said, said | change)
    assert result == replace(preprint, identifiers=(Identifier("arxiv", "2302.13971"),))


@pytest.mark.parametrize("old", sorted(set(item_types()) - {"note", "attachment"}))
def test_the_item_type_is_taken_over(old: str) -> None:
    paper = Work("k", "paper-conference", "T", issued="2017")
    title, date = (item_types()[old].field(name) for name in ("title", "date"))
    after = {"itemType": old, title: "T", date: "2017", "creators": [], "citationKey": "k"}

    assert item_data(edited(paper, item_data(paper), after))["itemType"] == old


@given(works, plain)
def test_a_type_that_is_no_works_changes_nothing_else_either(work: Work, title: str) -> None:
    before = item_data(work)
    after = {**before, "itemType": "annotation", "title": title or "T"}

    assert changed(work, edited(work, before, after)) <= {"title"}
