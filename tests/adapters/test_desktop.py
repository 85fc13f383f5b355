"""The library of the Zotero on this computer: what is asked, and what odd answers come to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from zotsync.adapters.desktop import DesktopLibrary
from zotsync.errors import AccessError, LibraryError, Unavailable

from ..server.desktop import Desktop, desktop
from ..server.wire import reply, serving


@pytest.fixture
def zotero() -> Iterator[Desktop]:
    with desktop() as running:
        yield running


def fill(zotero: Desktop, number: int) -> None:
    for i in range(number):
        key = f"AAAA{i:04d}".translate(str.maketrans("01", "YZ"))
        zotero.mine.add(key, itemType="book", title=str(i))


def cost(library: DesktopLibrary, since: int) -> int:
    before = library.requests
    library.snapshot(since)
    return library.requests - before


def test_what_a_look_costs(zotero: Desktop) -> None:
    """In requests: nothing moved 1; k items that moved 3 + ceil(k / 50) and one for each in the trash."""
    fill(zotero, 300)
    with DesktopLibrary(address=zotero.address) as library:
        assert library.id == f"zotero://local/{zotero.server_id}/users/0"
        assert cost(library, 0) == 2
        assert cost(library, zotero.mine.version) == 1
        assert cost(library, zotero.mine.version - 60) == 3 + 2
        assert cost(library, 100) == 1 + 1 + 2
        before = zotero.mine.version
        zotero.mine.edit(zotero.mine.titled("7"), deleted=1)
        assert cost(library, before) == 3 + 1 + 1


def test_zotero_is_never_asked_as_a_browser_or_by_way_of_a_proxy(
    zotero: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with DesktopLibrary(address=zotero.address) as library:
        assert library.snapshot() is not None


def test_a_library_that_went_back_is_shown_whole(zotero: Desktop) -> None:
    fill(zotero, 3)
    with DesktopLibrary(address=zotero.address) as library:
        seen = library.snapshot(50)

    assert seen is not None
    assert (seen.version, seen.since) == (3, 0)


CASES: dict[str, tuple[Any, type[Exception], str]] = {
    "another program": (reply(b"<html>", Content_Type="text/html"), Unavailable, "another program"),
    "shut": (reply(b"no", "403 Forbidden", Content_Type="text/plain"), AccessError, "Settings|settings"),
    "another version": (reply(b"no", "400 Bad Request", Content_Type="text/plain"), LibraryError, "400"),
    "cut": (
        reply(b'[{"key": "A', Last_Modified_Version="1", Total_Results="1"),
        Unavailable,
        "did not arrive",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_no_answer_is_told_in_a_line(case: str) -> None:
    answer, error, words = CASES[case]
    waits: list[float] = []
    with (
        serving(answer) as port,
        DesktopLibrary(address=f"http://127.0.0.1:{port}", sleep=waits.append) as library,
        pytest.raises(error, match=words) as raised,
    ):
        library.snapshot()

    assert "\n" not in str(raised.value)


def test_a_dropped_connection_is_tried_again() -> None:
    tries: list[int] = []

    def handle(connection: socket.socket) -> None:
        tries.append(1)
        if len(tries) > 1:
            reply(b"[]", Last_Modified_Version="1", Total_Results="0", Zotero_Server_ID="S")(connection)

    waits: list[float] = []
    with (
        serving(handle) as port,
        DesktopLibrary(address=f"http://127.0.0.1:{port}", sleep=waits.append) as one,
    ):
        assert one.id == "zotero://local/S/users/0"

    assert len(waits) == 1
