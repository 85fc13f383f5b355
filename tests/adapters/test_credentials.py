"""Credentials from the environment and from what is kept."""

from __future__ import annotations

import pytest

from zotsync.adapters.credentials import Credentials, credentials, key_of, place
from zotsync.errors import AccessError, ConfigError, ZotsyncError

KEY = "SeCrEtKeYoFaPeRsOn012345"
FULL = {"ZOTERO_API_KEY": KEY, "ZOTERO_LIBRARY_TYPE": "group", "ZOTERO_LIBRARY_ID": "7"}


def test_the_environment_is_enough() -> None:
    assert credentials(FULL) == Credentials(KEY, "group", 7, "https://api.zotero.org")


def test_what_is_given_goes_before_the_environment() -> None:
    assert credentials(FULL, "user", "42") == Credentials(KEY, "user", 42)


def test_the_address_comes_from_the_environment() -> None:
    assert credentials({**FULL, "ZOTERO_BASE_URL": "https://lab.example/"}).url == "https://lab.example"
    assert credentials({**FULL, "ZOTERO_BASE_URL": "http://localhost:1/"}).url == "http://localhost:1"


def test_types_may_be_plural_and_values_padded() -> None:
    padded = {"ZOTERO_API_KEY": f" {KEY}\n", "ZOTERO_LIBRARY_TYPE": "groups", "ZOTERO_LIBRARY_ID": " 7 "}

    assert credentials(padded) == credentials(FULL)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"ZOTERO_API_KEY": ""}, AccessError, "no API key for group 7: run `zotsync login`"),
        ({"ZOTERO_LIBRARY_TYPE": ""}, ConfigError, "ZOTERO_LIBRARY_TYPE"),
        ({"ZOTERO_LIBRARY_TYPE": "team"}, ConfigError, "user or group"),
        ({"ZOTERO_LIBRARY_ID": ""}, ConfigError, "ZOTERO_LIBRARY_ID"),
        ({"ZOTERO_LIBRARY_ID": "my-group"}, ConfigError, "my-group"),
        ({"ZOTERO_BASE_URL": "api.zotero.org"}, ConfigError, "ZOTERO_BASE_URL"),
        ({"ZOTERO_BASE_URL": "ftp://x"}, ConfigError, "ZOTERO_BASE_URL"),
        ({"ZOTERO_BASE_URL": "http://lab.example"}, ConfigError, "unencrypted"),
        ({"ZOTERO_BASE_URL": f"https://me:{KEY}@x.org"}, ConfigError, "no secret"),
    ],
)
def test_what_is_missing_is_said_in_one_line(
    change: dict[str, str], error: type[ZotsyncError], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        credentials({**FULL, **change})

    assert "\n" not in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_key_in_the_environment_goes_before_one_that_is_kept() -> None:
    def kept(url: str, library: str) -> str:
        return {("https://api.zotero.org", "group:7"): "kept"}.get((url, library), "")

    assert credentials(FULL, stored=kept).key == KEY
    assert credentials({**FULL, "ZOTERO_API_KEY": ""}, stored=kept).key == "kept"


@pytest.mark.parametrize(
    "other",
    [{"ZOTERO_BASE_URL": "https://lab.example"}, {"ZOTERO_LIBRARY_ID": "8"}],
    ids=["server", "library"],
)
def test_a_key_that_is_kept_is_for_one_library_of_one_server(other: dict[str, str]) -> None:
    def kept(url: str, library: str) -> str:
        return {("https://api.zotero.org", "group:7"): "kept"}.get((url, library), "")

    with pytest.raises(AccessError, match="no API key"):
        credentials({**FULL, "ZOTERO_API_KEY": "", **other}, stored=kept)


def test_where_a_key_comes_from_is_said_without_it() -> None:
    seven = place(FULL)

    assert key_of(seven, FULL, lambda *_: "kept")[1] == "ZOTERO_API_KEY in the environment"
    assert key_of(seven, {}, lambda *_: "kept")[1] == "the system keyring"
    assert key_of(seven, {}, lambda *_: "") == ("", "")


def test_the_key_does_not_show() -> None:
    assert KEY not in repr(credentials(FULL))
