"""Credentials from the environment."""

from __future__ import annotations

import pytest

from zotsync.adapters.credentials import Credentials, credentials
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
        ({"ZOTERO_API_KEY": ""}, AccessError, "no API key: make one at"),
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


def test_the_key_does_not_show() -> None:
    assert KEY not in repr(credentials(FULL))
