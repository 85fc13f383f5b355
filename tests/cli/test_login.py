"""Login: a key comes by browser, by hand or by pipe, is checked, and is kept where it belongs and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from zotsync.adapters.server import Session
from zotsync.app import login as app
from zotsync.app.workspace import open_workspace
from zotsync.cli import cli
from zotsync.errors import AccessError, ConfigError

from ..conftest import ROOT, MemoryKeyring
from ..server.wire import reply, serving
from ..server.zotero import NO_GROUPS, READ_ONLY, ZoteroServer
from .test_commands import failed, run

KEY = "SeCrEtKeYoFaPeRsOn012345"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    run("init", tmp_path / "w")
    return tmp_path / "w"


def piped(key: str, workspace: Path, *arguments: str, **environment: str) -> Result:
    result = CliRunner().invoke(
        cli, ["-C", str(workspace), "login", *arguments], input=f"{key}\n", env=environment
    )
    assert not key or key not in result.output
    return result


def files(folder: Path) -> str:
    return "".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file())


# --- by pipe ----------------------------------------------------------------------------------------------


@pytest.mark.server
def test_a_key_is_checked_and_kept_and_the_next_sync_needs_nothing_else(
    workspace: Path, zotero_server: ZoteroServer, system_keyring: MemoryKeyring
) -> None:
    user = zotero_server.new_user()
    key, group = zotero_server.new_key(user), zotero_server.new_group(user)
    server = {"ZOTERO_BASE_URL": zotero_server.url}
    done = piped(key, workspace, "--library", f"group:{group}", "--yes", **server)

    assert done.exit_code == 0
    assert f"(user {user}) may read and write group {group}" in done.output
    assert system_keyring.entries == {(f"zotsync {zotero_server.url}", f"group:{group}"): key}
    assert 'type = "group"        # or "user"' in (workspace / "zotsync.toml").read_text()
    assert "created 1 collection, 1 item, 1 note" in run("-C", workspace, "sync", **server).output
    assert key not in files(workspace)

    gone = run("-C", workspace, "logout", **server)
    assert f"deleted the key for group:{group}" in gone.output
    assert system_keyring.entries == {}
    failed(run("-C", workspace, "sync", **server), 4, "no API key", "zotsync login")
    assert "nothing to do" in run("-C", workspace, "logout", **server).output


@pytest.mark.server
def test_the_number_of_a_personal_library_comes_from_the_key(
    workspace: Path, zotero_server: ZoteroServer, system_keyring: MemoryKeyring
) -> None:
    user = zotero_server.new_user()
    key = zotero_server.new_key(user, NO_GROUPS)
    before = (workspace / "zotsync.toml").read_text()
    done = piped(key, workspace, ZOTERO_BASE_URL=zotero_server.url)

    assert f"(user {user}) may read and write the personal library" in done.output
    assert f"zotsync sync --library user:{user}" in done.output
    assert list(system_keyring.entries) == [(f"zotsync {zotero_server.url}", f"user:{user}")]
    assert (workspace / "zotsync.toml").read_text() == before, "nobody was asked"


@pytest.mark.server
def test_a_key_of_one_group_is_for_that_group(
    workspace: Path, zotero_server: ZoteroServer, system_keyring: MemoryKeyring
) -> None:
    user = zotero_server.new_user()
    zotero_server.new_key(user)
    group = zotero_server.new_group(user)
    key = zotero_server.new_key(user, {"groups": {str(group): {"library": True, "write": True}}})
    done = piped(key, workspace, ZOTERO_BASE_URL=zotero_server.url)

    assert f"may read and write group {group}" in done.output
    assert list(system_keyring.entries) == [(f"zotsync {zotero_server.url}", f"group:{group}")]


@pytest.mark.server
def test_a_key_that_may_only_read_is_kept_with_a_word(
    workspace: Path, zotero_server: ZoteroServer, system_keyring: MemoryKeyring
) -> None:
    user = zotero_server.new_user()
    key = zotero_server.new_key(user, READ_ONLY)
    done = piped(key, workspace, "--library", "user", ZOTERO_BASE_URL=zotero_server.url)

    assert "may only read the personal library" in done.output
    assert "allow writing" in done.output
    assert len(system_keyring.entries) == 1


@pytest.mark.server
def test_a_key_that_opens_nothing_is_not_kept(
    workspace: Path, zotero_server: ZoteroServer, system_keyring: MemoryKeyring
) -> None:
    user, other = zotero_server.new_user(), zotero_server.new_user()
    no_notes = zotero_server.new_key(user, {"user": {"library": True, "write": True}})
    no_groups = zotero_server.new_key(user, NO_GROUPS)
    group = zotero_server.new_group(user)
    cases = {
        "does not know this API key": ("wrongkeywrongkey", "user"),
        "no access to notes": (no_notes, "user"),
        f"has no access to group {group}": (no_groups, f"group:{group}"),
        f"not to user {other}": (no_groups, f"user:{other}"),
    }
    for words, (key, library) in cases.items():
        done = piped(key, workspace, "--library", library, ZOTERO_BASE_URL=zotero_server.url)
        failed(done, 4, words)

    failed(piped("", workspace), 4, "no key on standard input")
    failed(piped("密钥", workspace), 4, "characters that no key has")
    assert system_keyring.entries == {}


def test_without_a_keyring_nothing_is_asked_and_the_environment_is_named(workspace: Path) -> None:
    with serving(lambda _: pytest.fail("asked")) as port:
        done = piped(KEY, workspace, ZOTERO_BASE_URL=f"http://127.0.0.1:{port}")

    failed(done, 3, "No system keyring works here", "nothing is stored", "export ZOTERO_API_KEY=")
    failed(run("-C", workspace, "logout", "--library", "cloud:1"), 2, "group:ID")


@pytest.mark.usefixtures("system_keyring")
def test_which_library_is_said_in_the_words_of_sync(workspace: Path, tmp_path: Path) -> None:
    failed(piped(KEY, workspace, "--library", "embedded"), 2, "needs no key")
    failed(piped(KEY, workspace, "--library", "group:mine"), 2, "group:mine", "a number")
    failed(piped(KEY, tmp_path), 3, "zotsync init")
    failed(run("-C", workspace, "logout"), 2, "--library user:ID or group:ID")
    assert "no key for group:7" in run("-C", tmp_path, "logout", "--library", "group:7").output


@pytest.mark.server
def test_what_the_environment_says_goes_before_and_is_told(
    workspace: Path, zotero_server: ZoteroServer, system_keyring: MemoryKeyring
) -> None:
    user = zotero_server.new_user()
    key = zotero_server.new_key(user)
    environment = {
        "ZOTERO_BASE_URL": zotero_server.url,
        "ZOTERO_LIBRARY_TYPE": "user",
        "ZOTERO_LIBRARY_ID": str(user),
        "ZOTERO_API_KEY": "another",
    }
    done = piped(key, workspace, **environment)

    assert "ZOTERO_API_KEY in the environment goes before it" in done.output
    assert "zotsync.toml" not in done.output
    assert len(system_keyring.entries) == 1


# --- by browser -------------------------------------------------------------------------------------------


class Clock:
    """A clock that only sleeping moves; somebody may act at a moment."""

    def __init__(self, **at: Any) -> None:
        self.now = 0.0
        self._act, self._when = at.get("act"), at.get("when", 0.0)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self._act and self.now >= self._when:
            self._act()
            self._act = None


@pytest.fixture
def login(workspace: Path, zotero_server: ZoteroServer, system_keyring: MemoryKeyring) -> Iterator[app.Login]:
    assert system_keyring.entries == {}
    with app.logging_in(open_workspace(workspace), {"ZOTERO_BASE_URL": zotero_server.url}) as one:
        yield one


@pytest.mark.server
def test_a_login_in_the_browser_makes_a_key(
    login: app.Login, zotero_server: ZoteroServer, system_keyring: MemoryKeyring
) -> None:
    user = zotero_server.new_user()
    session = login.begin()
    assert session is not None
    assert session.token not in repr(session).replace(session.url, "")
    clock = Clock(act=lambda: zotero_server.finish_login(session.url, user), when=9)
    key = login.await_key(session, sleep=clock.sleep, clock=clock)
    done = login.keep(key, ours=True)

    assert (done.place.library, done.rights.write, clock.now) == (f"user:{user}", True, 9.0)
    assert list(system_keyring.entries.values()) == [key]


@pytest.mark.server
def test_a_login_that_nobody_finishes_is_given_up_and_cancelled(login: app.Login) -> None:
    session = login.begin()
    assert session is not None
    clock = Clock()
    with pytest.raises(AccessError, match="in 10 minutes"):
        login.await_key(session, sleep=clock.sleep, clock=clock)
    assert 600 <= clock.now < 610
    with pytest.raises(AccessError, match="cancelled"):
        login.await_key(session, sleep=clock.sleep, clock=clock)


@pytest.mark.server
def test_a_login_that_somebody_stops_is_cancelled(login: app.Login) -> None:
    session = login.begin()
    assert session is not None

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        login.await_key(session, sleep=stop, clock=lambda: 0.0)
    with pytest.raises(AccessError, match="cancelled"):
        login.await_key(session, sleep=stop, clock=lambda: 0.0)


@pytest.mark.server
def test_a_login_that_the_server_forgot_has_expired(login: app.Login) -> None:
    with pytest.raises(AccessError, match="expired"):
        login.await_key(Session("https://x", "nothing"), sleep=lambda _: None, clock=lambda: 0.0)


@pytest.mark.server
def test_a_key_that_was_made_and_cannot_be_kept_is_deleted_from_the_server(
    login: app.Login, zotero_server: ZoteroServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = zotero_server.new_key(zotero_server.new_user())
    monkeypatch.setattr(MemoryKeyring, "set_password", lambda *_: None)
    with pytest.raises(ConfigError, match="nothing is stored"):
        login.keep(key)
    with pytest.raises(ConfigError, match="nothing is stored"):
        login.keep(key, ours=True)
    with pytest.raises(AccessError, match="does not know"):
        login.keep(key)


@pytest.mark.usefixtures("system_keyring")
@pytest.mark.parametrize(
    "answer",
    [
        reply(b"Not found", "404 Not Found"),
        reply(b"No", "405 Method Not Allowed"),
        reply(b"{}"),
        reply(b'{"loginURL": "file:///etc/passwd", "sessionToken": "x"}', "201 Created"),
    ],
)
def test_a_server_without_login_sessions_wants_a_key(workspace: Path, answer: Any) -> None:
    with serving(answer) as port:
        environment = {"ZOTERO_BASE_URL": f"http://127.0.0.1:{port}"}
        with app.logging_in(open_workspace(workspace), environment) as one:
            assert one.begin() is None


def test_where_a_key_is_made() -> None:
    assert app.key_page("https://api.zotero.org") == "https://www.zotero.org/settings/keys/new"
    assert app.key_page("https://lab.example") == "the key settings of lab.example"


# --- by hand ----------------------------------------------------------------------------------------------


@pytest.mark.server
def test_a_key_that_is_typed_does_not_show(workspace: Path, zotero_server: ZoteroServer) -> None:
    user = zotero_server.new_user()
    key = zotero_server.new_key(user)
    ours, theirs = pytest.importorskip("pty").openpty()
    environment = {
        **os.environ,
        "ZOTERO_BASE_URL": zotero_server.url,
        "PYTHON_KEYRING_BACKEND": "tests.conftest.MemoryKeyring",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-m", "zotsync", "-C", str(workspace), "login", "--paste"]
    seen = ""
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    ) as program:
        os.close(theirs)
        for question, answer in (("Key (it does not show)", key), ("into zotsync.toml?", "y")):
            while question not in seen:
                seen += os.read(ours, 4096).decode()
            os.write(ours, f"{answer}\n".encode())
        while program.poll() is None or "names it now" not in seen:
            try:
                seen += os.read(ours, 4096).decode()
            except OSError:
                break
    os.close(ours)

    assert program.returncode == 0, seen
    assert "Make a key at the key settings of 127.0.0.1" in seen
    assert key not in seen
    assert f"id = {user}" in (workspace / "zotsync.toml").read_text()
