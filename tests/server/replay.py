"""
A local server that stands for all metadata services: it is asked as `ADDRESS/HOST/PATH?QUERY`.

What it answers is a function from an `Asked` to a `Reply`; a reply can also come late, be cut, or not come at all.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["Asked", "Replay", "Reply", "recorded", "replaying"]

_RECORDED = Path(__file__).parents[1] / "recorded"


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    host: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: str = ""


@dataclass(frozen=True)
class Reply:
    """One answer."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None
    """Bytes of the body after which the connection ends, though more were promised."""


def recorded(name: str, status: int = 200) -> Reply:
    """A recorded answer by its file name."""
    kinds = {".json": "application/json", ".xml": "application/atom+xml", ".html": "text/html"}
    return Reply((_RECORDED / name).read_bytes(), status, kinds.get(Path(name).suffix, "text/plain"))


NOTHING = Reply(b"Resource not found.", 404, "text/plain")


class Replay:
    """The server's other side: what it answers, and what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Reply] = lambda _: NOTHING

    @property
    def counts(self) -> Counter[str]:
        """Requests by host."""
        return Counter(one.host for one in self.asked)

    def say(self, **replies: Reply | list[Reply]) -> None:
        """Answer by name of the service; of a list, one after the other, the last one from then on."""
        waiting = {name: list(one) if isinstance(one, list) else [one] for name, one in replies.items()}

        def answer(asked: Asked) -> Reply:
            name = next((name for name in waiting if name in asked.host), "")
            if not name:
                return NOTHING
            return waiting[name].pop(0) if len(waiting[name]) > 1 else waiting[name][0]

        self.answer = answer


@contextmanager
def replaying() -> Iterator[Replay]:
    """A server for as long as the block runs."""
    replay: Replay

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _, host, path = (*unquote_path(self.path), "", "")[:3]
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            query = parse_qs(urlsplit(self.path).query)
            asked = Asked(
                self.command, host, path, {k: v[0] for k, v in query.items()}, dict(self.headers), body
            )
            replay.asked.append(asked)
            reply = replay.answer(asked)
            time.sleep(reply.delay)
            self.close_connection = reply.cut is not None
            try:
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                self.send_header("Content-Length", str(len(reply.body)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(reply.body[: reply.cut])
            except OSError:
                pass  # whoever asked did not wait

        do_POST = do_HEAD = do_PUT = do_GET

        def log_message(self, *_: object) -> None:
            pass

    def unquote_path(path: str) -> tuple[str, str, str]:
        first, host, *rest = urlsplit(path).path.split("/", 2)
        return first, host, unquote(rest[0]) if rest else ""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    replay = Replay(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def as_json(data: object, status: int = 200, **headers: str) -> Reply:
    """A reply of JSON."""
    return Reply(json.dumps(data, ensure_ascii=False).encode(), status, headers=headers)
