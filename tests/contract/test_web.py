"""The library on a server keeps the contract, on a real one: a group library and a personal one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zotsync.adapters.web import WebLibrary

from ..server.zotero import ZoteroServer
from .library import LibraryContract


@pytest.mark.server
class TestGroup(LibraryContract):
    strict = False

    @pytest.fixture
    def library(self, zotero_server: ZoteroServer) -> Iterator[WebLibrary]:
        user = zotero_server.new_user()
        key, group = zotero_server.new_key(user), zotero_server.new_group(user)
        with WebLibrary(zotero_server.url, "group", group, key) as library:
            yield library


@pytest.mark.server
class TestUser(LibraryContract):
    strict = False

    @pytest.fixture
    def library(self, zotero_server: ZoteroServer) -> Iterator[WebLibrary]:
        user = zotero_server.new_user()
        with WebLibrary(zotero_server.url, "user", user, zotero_server.new_key(user)) as library:
            yield library
