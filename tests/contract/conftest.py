"""A real server for the whole run; each test has a library of its own on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..conftest import missing
from ..server.zotero import NotInstalled, ZoteroServer, running


@pytest.fixture(scope="session")
def zotero_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZoteroServer]:
    """A Zotero Web API server. With pytest-xdist each worker has one (about 6 s to start)."""
    try:
        with running(tmp_path_factory.mktemp("zotero")) as server, pytest.MonkeyPatch.context() as patch:
            patch.setenv("NO_PROXY", "127.0.0.1")
            yield server
    except NotInstalled as reason:
        missing("server", f"no Zotero server: {reason}")
