"""A server that says what a test wants, byte for byte, on a free port of this machine."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from threading import Thread

__all__ = ["reply", "serving"]


@contextlib.contextmanager
def serving(handle: Callable[[socket.socket], object]) -> Iterator[int]:
    """
    The port of a server that hands every connection to `handle` and then closes it.

    What goes wrong in a connection is the business of who made it.
    """
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def run() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(5)
                    handle(connection)

        Thread(target=run, daemon=True).start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)


def reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> Callable[[socket.socket], object]:
    """Reads a request and answers it. Underscores in names of headers stand for hyphens."""
    lines = {"Content-Length": str(len(body)), "Content-Type": "application/json", "Connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())

    def handle(connection: socket.socket) -> None:
        received = b""
        while b"\r\n\r\n" not in received:
            more = connection.recv(65536)
            if not more:
                return
            received += more
        connection.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)

    return handle
