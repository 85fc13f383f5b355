"""Every item type of Zotero: Work <-> item <-> BibTeX, without loss of type, fields or creators."""

from __future__ import annotations

from typing import Any

import pytest

from zotsync.codecs.bibtex import read_bibtex, write_bibtex
from zotsync.codecs.bibtex.crosswalk.dialect import ROLES, columns
from zotsync.codecs.zotero import item_data, work_of
from zotsync.codecs.zotero.crosswalk import dialect
from zotsync.codecs.zotero.schema import item_types
from zotsync.model import Creator, Work

TYPES = sorted(set(item_types()) - {"note", "attachment"})
LEFT_IN_ZOTERO = {"archive", "archiveLocation", "libraryCatalog", "callNumber", "rights", "accessDate"}
VALUES = {
    "DOI": "10.1000/182",
    "ISBN": "9780306406157",
    "PMID": "12345",
    "PMCID": "PMC12345",
    "date": "2017-12-04",
    "url": "https://example.org/x",
    "language": "en",
    "pages": "1-9",
}


def full(item_type: str) -> dict[str, Any]:
    """An item of this type with a value in each field and a creator of each type."""
    known = item_types()[item_type]
    data: dict[str, Any] = {"itemType": item_type}
    for field in known.fields:
        if field in LEFT_IN_ZOTERO | {"extra"} or (item_type, field) == ("journalArticle", "seriesTitle"):
            continue
        data[field] = VALUES.get(known.base_of(field), f"A {field}")
    data["citationKey"] = "k"
    data["creators"] = [
        {"creatorType": one, "firstName": "Ann", "lastName": f"Of{one.capitalize()}"}
        for one in known.creators
    ]
    return data


@pytest.mark.parametrize("item_type", TYPES)
def test_an_item_with_all_its_fields_comes_back_through_a_work(item_type: str) -> None:
    data = full(item_type)

    assert item_data(work_of(data)) == data


@pytest.mark.parametrize("item_type", TYPES)
def test_an_item_with_all_its_fields_comes_back_through_a_bib_file(item_type: str) -> None:
    data = full(item_type)
    works, findings = read_bibtex(write_bibtex([work_of(data)]))
    again = item_data(works["k"])

    assert findings == ()
    by_name = sorted(again.pop("creators"), key=lambda one: str(one["lastName"]))
    assert by_name == sorted(data.pop("creators"), key=lambda one: str(one["lastName"]))
    # A .bib entry for an article does not say its publisher.
    for field in ("publisher", "place"):
        if again.get(field) != data.get(field):
            assert item_type in ("journalArticle", "magazineArticle", "newspaperArticle")
            data.pop(field)
    assert again == data


def test_what_is_a_patent_stays_one_until_its_entry_says_what_else_it_is() -> None:
    work = work_of({"itemType": "patent", "title": "T", "patentNumber": "7", "citationKey": "k"})

    assert (work.type, work.number, work.fields) == ("document", "7", (("zoterotype", "patent"),))
    assert "extra" not in item_data(work)
    text = write_bibtex([work])
    assert item_data(read_bibtex(text)[0]["k"])["itemType"] == "patent"
    assert item_data(read_bibtex(text.replace("@misc", "@article"))[0]["k"])["itemType"] == "journalArticle"


@pytest.mark.parametrize("said", ["note", "attachment", "hologram", "book", ""])
def test_a_type_that_does_not_fit_is_passed_over(said: str) -> None:
    assert item_data(Work("k", "document", "T", fields=(("zoterotype", said),)))["itemType"] == "document"


def test_no_field_and_no_role_has_the_name_of_another() -> None:
    read = {
        name for family in ("article", "misc", "thesis") for _, names in columns(family) for name in names
    }
    read |= set("title author year month day type doi eprint url langid keywords abstract note".split())

    assert not read & set(dialect.field_of())
    assert not set(ROLES.values()) & (set(dialect.field_of()) | read - {"author"})
    assert set(dialect.ROLES.values()) <= set(ROLES)


def test_a_member_of_the_cast_stays_one() -> None:
    data = {
        "itemType": "film",
        "title": "T",
        "creators": [
            {"creatorType": "director", "firstName": "A", "lastName": "B"},
            {"creatorType": "castMember", "firstName": "C", "lastName": "D"},
        ],
    }

    work = work_of(data)
    assert work.creators == (Creator("B", "A"), Creator("D", "C", role="performer"))
    assert item_data(work)["creators"] == data["creators"]
