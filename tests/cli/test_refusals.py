"""A sync that cannot be: one line that says why and what to do, exit code 4, and nothing half-done."""

from __future__ import annotations

import socket
import ssl
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import trustme

from zotsync.adapters.state import State

from ..server.wire import reply, serving
from ..server.zotero import FULL, NO_GROUPS, READ_ONLY, ZoteroServer
from .test_commands import failed, run

KEY = "SeCrEtKeYoFaPeRsOn012345"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    run("init", tmp_path / "w")
    return tmp_path / "w"


def refused(workspace: Path, *words: str, **environment: str) -> str:
    """What a sync says that the library or the network refused."""
    return ended(workspace, 4, words, environment)


def unusable(workspace: Path, *words: str, **environment: str) -> str:
    """What a sync says where the environment is of no use."""
    return ended(workspace, 3, words, environment)


def ended(workspace: Path, code: int, words: tuple[str, ...], environment: dict[str, str]) -> str:
    """What a sync says that ends so; it must leave nothing behind that a later one would go by."""
    given = {"ZOTERO_API_KEY": KEY, "ZOTERO_LIBRARY_TYPE": "group", "ZOTERO_LIBRARY_ID": "7", **environment}
    result = run("-C", workspace, "sync", **given)

    failed(result, code, *words)
    assert given["ZOTERO_API_KEY"] not in result.output
    assert len(result.stderr) < 330
    assert remembered(workspace, given) == {}
    return result.stderr


def remembered(workspace: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """What a clone takes for agreed with a library."""
    file = workspace / ".zotsync" / "state.sqlite"
    if not file.exists():
        return {}
    url = environment.get("ZOTERO_BASE_URL", "https://api.zotero.org")
    library = f"{url}/{environment['ZOTERO_LIBRARY_TYPE']}s/{environment['ZOTERO_LIBRARY_ID']}"
    with State(file, library) as state:
        return state.keys()


# --- the way to the server --------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for(workspace: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    def handle(connection: socket.socket) -> None:
        context.wrap_socket(connection, server_side=True)

    with serving(handle) as port:
        refused(
            workspace,
            "is not safe",
            "certificate",
            "SSL_CERT_FILE",
            ZOTERO_BASE_URL=f"https://127.0.0.1:{port}",
        )


def test_a_server_that_speaks_no_https(workspace: Path) -> None:
    def handle(connection: socket.socket) -> None:
        connection.recv(1)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with serving(handle) as port:
        refused(workspace, "speaks no HTTPS", ZOTERO_BASE_URL=f"https://127.0.0.1:{port}")


def test_a_name_that_is_no_host(workspace: Path) -> None:
    refused(
        workspace,
        "zotero.invalid cannot be reached",
        "check the network",
        ZOTERO_BASE_URL="https://zotero.invalid",
    )


def test_a_port_where_nobody_listens(workspace: Path) -> None:
    refused(workspace, "127.0.0.1 cannot be reached", ZOTERO_BASE_URL="http://127.0.0.1:9")


PROXY = "http://me:PrOxYpAsSwOrD@127.0.0.1"


def test_a_proxy_that_is_not_there(workspace: Path) -> None:
    said = refused(workspace, "through the proxy", "HTTPS_PROXY", HTTPS_PROXY=f"{PROXY}:9")

    assert "PrOxYpAsSwOrD" not in said


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "502 Bad Gateway", "403 Forbidden"])
def test_a_proxy_that_refuses(workspace: Path, status: str) -> None:
    with serving(reply(status=status)) as port:
        said = refused(workspace, "through the proxy", status[:3], HTTPS_PROXY=f"{PROXY}:{port}")

    assert "PrOxYpAsSwOrD" not in said


def test_a_proxy_that_wants_a_login_for_an_address_without_tls(workspace: Path) -> None:
    with serving(reply(status="407 Proxy Authentication Required")) as port:
        refused(
            workspace,
            "The proxy on the way to localhost wants a login",
            ZOTERO_BASE_URL="http://localhost:9",
            HTTP_PROXY=f"{PROXY}:{port}",
        )


@pytest.mark.parametrize("address", ["gopher://127.0.0.1:9", "socks5://me:PrOxYpAsSwOrD@127.0.0.1:9"])
def test_a_proxy_of_another_kind(workspace: Path, address: str) -> None:
    said = unusable(workspace, "proxy", "http://HOST:PORT", HTTPS_PROXY=address)

    assert "PrOxYpAsSwOrD" not in said


def test_a_file_of_certificates_that_is_not_there(workspace: Path) -> None:
    unusable(workspace, "SSL_CERT_FILE", SSL_CERT_FILE="/nowhere/certificates.pem")


# --- what the server says ---------------------------------------------------------------------------------

Handle = Callable[[socket.socket], object]

ANSWERS: dict[str, tuple[Handle, str]] = {
    "page": (reply(b"<html>Welcome to the hotel", Content_Type="text/html"), "a page, not with data"),
    "page for all": (reply(b"<html>Not found", "404 Not Found", Content_Type="text/html"), "a page, not"),
    "another server": (reply(b"404 page not found", "404 Not Found"), "not as Zotero does"),
    "nonsense": (reply(b'{"hello": "world"}'), "not as Zotero does"),
    "no JSON": (reply(b"hello"), "not as Zotero does"),
    "numbers": (reply(b"[1, 2]", Last_Modified_Version="5", Total_Results="2"), "not as Zotero does"),
    "no numbers": (reply(b"[]", Last_Modified_Version="five", Total_Results="0"), "not as Zotero does"),
    "wrong key": (reply(b"Invalid key", "403 Forbidden"), "does not know this API key"),
    "five wrong keys": (
        reply(b"Too many authentication failures", "429 Too Many Requests", Content_Type="text/html"),
        "too many wrong keys: wait 5 minutes",
    ),
    "a wait of hours": (reply(b"", "503 Service Unavailable", Retry_After="7200"), "wait 7200 seconds"),
    "redirects without end": (reply(b"", "302 Found", Location="/"), "redirects"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_that_is_none(workspace: Path, case: str) -> None:
    handle, words = ANSWERS[case]
    with serving(handle) as port:
        refused(workspace, words, ZOTERO_BASE_URL=f"http://127.0.0.1:{port}")


# --- keys and rights, on a real server --------------------------------------------------------------------


def asked(server: ZoteroServer, method: str, path: str, key: str) -> None:
    request = urllib.request.Request(server.url + path, headers={"Zotero-API-Key": key}, method=method)
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).close()


@pytest.mark.server
def test_a_key_that_was_revoked(workspace: Path, zotero_server: ZoteroServer) -> None:
    user = zotero_server.new_user()
    key = zotero_server.new_key(user)
    library = {"ZOTERO_LIBRARY_TYPE": "user", "ZOTERO_LIBRARY_ID": str(user), "ZOTERO_API_KEY": key}
    assert run("-C", workspace, "sync", "-n", ZOTERO_BASE_URL=zotero_server.url, **library).exit_code == 0
    asked(zotero_server, "DELETE", "/keys/current", key)

    refused(workspace, "wrong, expired or revoked", ZOTERO_BASE_URL=zotero_server.url, **library)


@pytest.mark.server
def test_a_library_that_is_not_there(workspace: Path, zotero_server: ZoteroServer) -> None:
    """A group that was deleted, and one of strangers, answer alike; so does the library of another user."""
    user = zotero_server.new_user()
    key, group = zotero_server.new_key(user), zotero_server.new_group(user)
    library = {"ZOTERO_LIBRARY_ID": str(group), "ZOTERO_API_KEY": key, "ZOTERO_BASE_URL": zotero_server.url}
    assert run("-C", workspace, "sync", "-n", ZOTERO_LIBRARY_TYPE="group", **library).exit_code == 0
    zotero_server.delete_group(group)

    refused(workspace, f"There is no group {group}, or user {user}", "not a member", **library)
    library["ZOTERO_LIBRARY_ID"] = "999999999"
    refused(workspace, "not to user 999999999", ZOTERO_LIBRARY_TYPE="user", **library)


@pytest.mark.server
@pytest.mark.parametrize("case", ["read-only key", "read-only group", "no access"])
def test_a_refused_write_leaves_nothing_and_the_next_sync_with_the_right_makes_each_work_once(
    workspace: Path, zotero_server: ZoteroServer, case: str
) -> None:
    owner, member = zotero_server.new_user(), zotero_server.new_user()
    owners_key = zotero_server.new_key(owner)
    access = {"read-only key": READ_ONLY, "read-only group": FULL, "no access": NO_GROUPS}[case]
    key = zotero_server.new_key(member, access)
    group = zotero_server.new_group(owner, editing="admins" if case == "read-only group" else "members")
    zotero_server.add_member(group, member)
    place = {"ZOTERO_LIBRARY_ID": str(group), "ZOTERO_BASE_URL": zotero_server.url}
    words = {"read-only group": "Only admins may write", "no access": "has no access to group"}

    refused(workspace, words.get(case, "may read group"), ZOTERO_API_KEY=key, **place)
    place |= {"ZOTERO_LIBRARY_TYPE": "group", "ZOTERO_API_KEY": owners_key}
    made = run("-C", workspace, "sync", **place)
    assert "created 1 collection, 1 item, 1 note" in made.output
    assert "nothing to do" in run("-C", workspace, "sync", **place).output
