"""What only a real server can tell: its schema, the rights of keys, the cost of a look."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from zotsync.adapters.web import WebLibrary
from zotsync.codecs.zotero import object_key
from zotsync.codecs.zotero.schema import item_fields, item_types
from zotsync.errors import AccessError

from ..server.zotero import FULL, NO_GROUPS, READ_ONLY, ZoteroServer

pytestmark = pytest.mark.server

BOOK = {"key": object_key("a"), "version": 0, "itemType": "book", "title": "a"}


def asked(server: ZoteroServer, path: str) -> Any:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{server.url}{path}") as answer:
        return json.load(answer)


def test_our_schema_is_the_servers(zotero_server: ZoteroServer) -> None:
    names = [one["itemType"] for one in asked(zotero_server, "/itemTypes")]

    assert set(names) == set(item_types())
    for name in names:
        fields = [one["field"] for one in asked(zotero_server, f"/itemTypeFields?itemType={name}")]
        creators = asked(zotero_server, f"/itemTypeCreatorTypes?itemType={name}")
        creators.sort(key=lambda one: not one.get("primary"))

        assert list(item_types()[name].fields) == fields
        assert list(item_types()[name].creators) == [one["creatorType"] for one in creators]
    assert {one["field"] for one in asked(zotero_server, "/itemFields")} == item_fields()


def test_every_base_field_has_a_name_in_its_type() -> None:
    for one in item_types().values():
        for base, own in one.base.items():
            assert own in one.fields
            assert base not in one.fields


def test_a_look_at_a_library_that_did_not_move_costs_one_request(zotero_server: ZoteroServer) -> None:
    user = zotero_server.new_user()
    with WebLibrary(zotero_server.url, "user", user, zotero_server.new_key(user)) as library:
        version = library.write("items", [BOOK], version=0).version
        before = library.requests

        assert library.snapshot(version) is None
        assert library.requests == before + 1


def test_what_reading_and_writing_cost(zotero_server: ZoteroServer) -> None:
    """In requests: n new items ceil(n / 50), a first look ceil(n / 100) + 1, k that moved ceil(k / 100) + 2."""
    user = zotero_server.new_user()
    key = zotero_server.new_key(user)
    new = [{**BOOK, "key": object_key(str(i))} for i in range(120)]
    with (
        WebLibrary(zotero_server.url, "user", user, key) as library,
        WebLibrary(zotero_server.url, "user", user, key) as beside,
    ):

        def write(some: list[dict[str, Any]]) -> None:
            for i in range(0, len(some), 50):
                library.write("items", some[i : i + 50], version=beside.version())

        def cost(do: Callable[[], object]) -> int:
            before = library.requests
            do()
            return library.requests - before

        assert cost(lambda: write(new)) == 3
        assert cost(library.snapshot) == 2 + 1
        start = library.version()
        write([{**one, "version": start, "title": "b"} for one in new[:110]])
        assert cost(lambda: library.snapshot(start)) == 2 + 2
        start = library.version()
        gone = [str(new[0]["key"])]
        assert cost(lambda: library.delete("items", gone, version=start)) == 1
        assert cost(lambda: library.snapshot(start)) == 1 + 2
        assert cost(library.version) == 1


CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "read-only key": (READ_ONLY, "members", "may read group"),
    "key without groups": (NO_GROUPS, "members", "has no access to group"),
    "group of admins": (FULL, "admins", "Only admins may write"),
}


@pytest.mark.parametrize("case", CASES)
def test_who_may_not_write_to_a_group_is_told_why(zotero_server: ZoteroServer, case: str) -> None:
    access, editing, words = CASES[case]
    owner, member = zotero_server.new_user(), zotero_server.new_user()
    zotero_server.new_key(owner)
    key = zotero_server.new_key(member, access)
    group = zotero_server.new_group(owner, editing=editing)
    zotero_server.add_member(group, member)
    with WebLibrary(zotero_server.url, "group", group, key) as library:
        with pytest.raises(AccessError, match=words):
            library.write("items", [BOOK], version=0)

        assert words in library.write_obstacle


def test_a_wrong_key_a_strangers_library_and_a_missing_group_are_told_apart(
    zotero_server: ZoteroServer,
) -> None:
    user, stranger = zotero_server.new_user(), zotero_server.new_user()
    key = zotero_server.new_key(user)
    zotero_server.new_key(stranger)
    cases: list[tuple[str, int, str, str]] = [
        ("user", user, "wrongkeywrongkey", "does not know this API key"),
        ("user", user, "", "There is no API key"),
        ("user", stranger, key, f"belongs to user {user}"),
        ("group", 999_999, key, "There is no group 999999"),
    ]
    for library_type, number, one, words in cases:
        with (
            WebLibrary(zotero_server.url, library_type, number, one) as library,
            pytest.raises(AccessError, match=words),
        ):
            library.snapshot()


def test_a_key_with_all_rights_may_write(zotero_server: ZoteroServer) -> None:
    user = zotero_server.new_user()
    key, group = zotero_server.new_key(user), zotero_server.new_group(user)
    for library_type, number in (("user", user), ("group", group)):
        with WebLibrary(zotero_server.url, library_type, number, key) as library:
            assert library.write_obstacle == ""
