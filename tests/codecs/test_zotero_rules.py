"""What zotero.org makes of an object; each row was measured on the real server."""

from __future__ import annotations

from typing import Any

import pytest

from zotsync.codecs.zotero.rules import Refused, collection, item, shown_collection, shown_item

NOW = "2026-01-02T03:04:05Z"
THEN = "2001-02-03T04:05:06Z"
SHELF, PARENT, NOTE = "CCCC2222", "AAAA2222", "NNNN2222"


class Near:
    """A library with one collection, one book and one note."""

    def has_collection(self, key: str) -> bool:
        return key == SHELF

    def type_of(self, key: str) -> str:
        return {PARENT: "book", NOTE: "note"}.get(key, "")


def new(**given: Any) -> dict[str, Any]:
    return item({"itemType": "book", **given}, None, Near(), NOW)


def stored(**given: Any) -> dict[str, Any]:
    return {"itemType": "book", "title": "T", "dateAdded": THEN, "dateModified": THEN, **given}


def patched(before: dict[str, Any], **given: Any) -> dict[str, Any]:
    return item(given, before, Near(), NOW)


REFUSED: list[tuple[int, dict[str, Any]]] = [
    (400, {"itemType": "nope"}),
    (400, {"itemType": ""}),
    (400, {"itemType": ["book"]}),
    (400, {"foo": "x"}),
    (400, {"publicationTitle": "x"}),
    (400, {"title": ["x"]}),
    (500, {"title": {"a": 1}}),
    (400, {"title": "\ud800"}),
    (413, {"title": "t" * 65_536}),
    (413, {"abstractNote": "中" * 22_000}),
    (413, {"extra": "t" * 70_000}),
    (409, {"collections": ["ZZZZ9999"]}),
    (400, {"collections": ["bad"]}),
    (400, {"collections": [[]]}),
    (400, {"creators": [{"creatorType": [], "name": "x"}]}),
    (400, {"collections": SHELF}),
    (400, {"collections": None}),
    (400, {"parentItem": PARENT}),
    (400, {"note": "n"}),
    (400, {"notes": []}),
    (400, {"tags": "x"}),
    (400, {"tags": ["x"]}),
    (400, {"tags": [{"name": "t"}]}),
    (400, {"tags": [{"tag": "t", "type": "x"}]}),
    (413, {"tags": [{"tag": "中" * 256}]}),
    (400, {"creators": [{"creatorType": "nope", "name": "x"}]}),
    (400, {"creators": [{"creatorType": "director", "name": "x"}]}),
    (400, {"creators": [{"name": "x"}]}),
    (400, {"creators": [{"creatorType": "author", "lastName": "x"}]}),
    (400, {"creators": [{"creatorType": "author", "firstName": "a", "lastName": "b", "name": "c"}]}),
    (400, {"creators": [{"creatorType": "author", "name": ""}, {"creatorType": "author", "name": "z"}]}),
    (400, {"creators": [{"creatorType": "author", "name": "z", "orcid": "1"}]}),
    (400, {"creators": ["x"]}),
    (413, {"creators": [{"creatorType": "author", "name": "L" * 256}]}),
    (400, {"accessDate": "yesterday"}),
    (400, {"dateAdded": "yesterday"}),
    (400, {"dateModified": "2020-01-01"}),
    (400, {"dateModified": "2020-01-01T00:00:00.123Z"}),
    (400, {"dateModified": "2020-13-01T00:00:00Z"}),
    (400, {"dateModified": 1577836800}),
    (400, {"dateModified": ""}),
    (500, {"dateModified": "2040-01-01T00:00:00Z"}),
    (500, {"dateModified": "1960-01-01T00:00:00Z"}),
    (500, {"deleted": "1"}),
    (500, {"deleted": 2}),
    (400, {"relations": {"foo:bar": "x"}}),
    (400, {"relations": {"dc:relation": "https://example.org/"}}),
    (400, {"relations": "x"}),
    (400, {"itemType": "note", "title": "t"}),
    (400, {"itemType": "note", "extra": "x"}),
    (400, {"itemType": "note", "citationKey": "k"}),
    (409, {"itemType": "note", "parentItem": "ZZZZ9999"}),
    (400, {"itemType": "note", "parentItem": "bad"}),
    (409, {"itemType": "note", "parentItem": NOTE}),
    (400, {"itemType": "note", "parentItem": PARENT, "collections": [SHELF]}),
    (413, {"itemType": "note", "note": "x" * 500_001}),
    (400, {"itemType": "attachment", "title": "L"}),
    (400, {"itemType": "attachment", "linkMode": "linked_url", "citationKey": "k"}),
]


@pytest.mark.parametrize(("code", "given"), REFUSED, ids=lambda value: str(value)[:50])
def test_an_item_that_is_refused(code: int, given: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        new(**given)

    assert caught.value.failure.code == code
    assert len(caught.value.failure.message) < 200


STORED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"title": " padded "}, {"title": "padded"}),
    ({"title": "a\x00b\x01c\u200bd"}, {"title": "abc\u200bd"}),
    ({"title": "a\r\nb\tc"}, {"title": "a\nb\tc"}),
    ({"title": "e\u0301 𝔘 😀"}, {"title": "e\u0301 𝔘 😀"}),
    ({"title": "<b>x</b> &amp;"}, {"title": "<b>x</b> &amp;"}),
    ({"volume": 5}, {"volume": "5"}),
    ({"title": True}, {"title": "1"}),
    ({"title": False, "volume": None}, {}),
    ({"publicationTitle": ""}, {}),
    ({"abstractNote": "t" * 65_000}, {"abstractNote": "t" * 65_000}),
    ({"tags": [{"tag": " d "}, {"tag": "b"}, {"tag": ""}]}, {"tags": [{"tag": "b"}, {"tag": "d"}]}),
    ({"tags": [{"tag": "b"}, {"tag": "b"}]}, {"tags": [{"tag": "b"}]}),
    ({"tags": [{"tag": "c", "type": 0}, {"tag": "C"}]}, {"tags": [{"tag": "C"}, {"tag": "c"}]}),
    ({"tags": [{"tag": "t", "type": 7}]}, {"tags": [{"tag": "t", "type": 7}]}),
    ({"tags": [{"tag": 5}]}, {"tags": [{"tag": "5"}]}),
    ({"tags": [{"type": 0}]}, {}),
    ({"tags": [{"tag": "a,b;c"}]}, {"tags": [{"tag": "a,b;c"}]}),
    ({"tags": [{"tag": "é"}, {"tag": "e\u0301"}]}, {"tags": [{"tag": "e\u0301"}, {"tag": "é"}]}),
    ({"creators": [{"creatorType": "author", "firstName": "", "lastName": ""}]}, {}),
    (
        {"itemType": "film", "creators": [{"creatorType": "author", "name": "x"}]},
        {"itemType": "film", "creators": [{"creatorType": "director", "name": "x"}]},
    ),
    ({"collections": [SHELF, SHELF]}, {"collections": [SHELF]}),
    ({"accessDate": "2020-01-02T03:04:05Z"}, {"accessDate": "2020-01-02T03:04:05Z"}),
    ({"accessDate": "2020-01-02"}, {"accessDate": "2020-01-02"}),
    ({"accessDate": "2020-01-02 03:04:05"}, {"accessDate": "2020-01-02T03:04:05Z"}),
    ({"accessDate": "CURRENT_TIMESTAMP"}, {"accessDate": NOW}),
    ({"date": "freeform: spring 1999"}, {"date": "freeform: spring 1999"}),
    ({"dateAdded": "2004-01-01 00:00:00"}, {"dateAdded": "2004-01-01T00:00:00Z"}),
    ({"dateModified": "2020-01-01T00:00:00+02:00"}, {"dateModified": "2019-12-31T22:00:00Z"}),
    ({"deleted": True}, {"deleted": 1}),
    ({"deleted": 0}, {}),
    ({"relations": []}, {}),
    (
        {"relations": {"dc:relation": "http://zotero.org/groups/88/items/ZZZZ9999"}},
        {"relations": {"dc:relation": "http://zotero.org/groups/88/items/ZZZZ9999"}},
    ),
    ({"itemType": "note"}, {"itemType": "note"}),
    ({"itemType": "note", "note": None, "creators": []}, {"itemType": "note"}),
    ({"itemType": "note", "note": "<p>x</p>"}, {"itemType": "note", "note": "<p>x</p>"}),
    (
        {"itemType": "note", "parentItem": PARENT, "collections": []},
        {"itemType": "note", "parentItem": PARENT},
    ),
    (
        {"itemType": "attachment", "linkMode": "linked_url", "contentType": "text/html"},
        {"itemType": "attachment", "linkMode": "linked_url", "contentType": "text/html"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), STORED, ids=lambda value: str(value)[:50])
def test_an_item_as_it_is_stored(given: dict[str, Any], expected: dict[str, Any]) -> None:
    dates = {"dateAdded": NOW, "dateModified": NOW}

    assert new(**given) == {"itemType": "book", **dates, **expected}


CHANGES: list[tuple[dict[str, Any], bool]] = [
    ({"title": "new"}, True),
    ({"creators": [{"creatorType": "author", "name": "x"}]}, True),
    ({"tags": [{"tag": "x"}]}, True),
    ({"deleted": 1}, True),
    ({"dateAdded": "1999-01-01T00:00:00Z"}, True),
    ({"title": "new", "dateModified": THEN}, True),
    ({"collections": [SHELF]}, False),
    ({"relations": {"owl:sameAs": "http://zotero.org/users/1/items/ABCD2345"}}, False),
    ({"title": "T"}, False),
]


@pytest.mark.parametrize(("given", "dated"), CHANGES, ids=lambda value: str(value)[:50])
def test_a_change_is_dated_if_it_is_one_of_the_work(given: dict[str, Any], dated: bool) -> None:
    assert patched(stored(), **given)["dateModified"] == (NOW if dated else THEN)


def test_a_date_that_the_client_changes_counts() -> None:
    date = "2003-01-01T00:00:00Z"

    assert patched(stored(), title="new", dateModified=date)["dateModified"] == date


def test_the_same_tags_are_a_change_of_the_date() -> None:
    before = stored(tags=[{"tag": "x"}])

    assert patched(before, tags=[{"tag": "x"}])["dateModified"] == NOW


def test_the_order_of_collections_is_no_change() -> None:
    class Wide(Near):
        def has_collection(self, key: str) -> bool:
            return bool(key)

    before = stored(collections=["AAAA2222", "BBBB2222"])

    assert item({"collections": ["BBBB2222", "AAAA2222"]}, before, Wide(), NOW) == before


def test_a_preprint_becomes_a_conference_paper() -> None:
    """Base fields move, what has no place is dropped, a creator that the type does not know contributes."""
    before = stored(
        itemType="preprint",
        repository="arXiv",
        archiveID="arXiv:1706.03762",
        genre="x",
        DOI="10.1/x",
        creators=[
            {"creatorType": "author", "name": "A"},
            {"creatorType": "reviewedAuthor", "name": "B"},
        ],
    )
    after = patched(before, itemType="conferencePaper", proceedingsTitle="P")

    assert after == stored(
        itemType="conferencePaper",
        publisher="arXiv",
        DOI="10.1/x",
        proceedingsTitle="P",
        creators=[
            {"creatorType": "author", "name": "A"},
            {"creatorType": "contributor", "name": "B"},
        ],
        dateModified=NOW,
    )


def test_an_article_that_becomes_a_paper_keeps_where_it_appeared() -> None:
    after = patched(stored(itemType="journalArticle", publicationTitle="J"), itemType="conferencePaper")

    assert after["proceedingsTitle"] == "J"


def test_a_note_that_gets_a_parent_leaves_its_collections() -> None:
    before = stored(itemType="note", collections=[SHELF])
    del before["title"]

    assert "collections" not in patched(before, parentItem=PARENT)


def test_a_child_becomes_an_item_of_its_own() -> None:
    before = stored(itemType="note", parentItem=PARENT)
    del before["title"]
    after = patched(before, parentItem=False)

    assert "parentItem" not in after
    assert shown_item(after)["collections"] == []


def test_an_item_is_shown_with_every_field_of_its_type() -> None:
    shown = shown_item(new(title="T"))

    assert list(shown)[:3] == ["itemType", "title", "abstractNote"]
    assert (shown["ISBN"], shown["tags"], shown["collections"], shown["creators"]) == ("", [], [], [])
    assert "creators" not in shown_item(new(itemType="note"))


# --- collections ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "given"),
    [
        (400, {}),
        (400, {"name": ""}),
        (400, {"name": "x", "foo": 1}),
        (413, {"name": "x" * 256}),
        (409, {"name": "x", "parentCollection": "ZZZZ9999"}),
        (500, {"name": "x", "parentCollection": "bad"}),
        (500, {"name": "x", "parentCollection": "SELF2222"}),
    ],
)
def test_a_collection_that_is_refused(code: int, given: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        collection("SELF2222", given, None, Near())

    assert caught.value.failure.code == code


@pytest.mark.parametrize("top", [None, "", False])
def test_a_collection_at_the_top(top: Any) -> None:
    data = collection("SELF2222", {"name": "  pad  ", "parentCollection": top}, None, Near())

    assert shown_collection(data) == {"name": "pad", "parentCollection": False, "relations": {}}


def test_a_collection_that_is_changed_keeps_the_rest() -> None:
    before = {"name": "n", "parentCollection": SHELF}

    assert collection("SELF2222", {"deleted": True}, before, Near()) == {**before, "deleted": True}
    assert collection("SELF2222", {"parentCollection": False}, before, Near()) == {"name": "n"}
