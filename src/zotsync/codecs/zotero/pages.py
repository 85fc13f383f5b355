"""
What a server holds, page by page: as many requests at once as it takes, put together in their order.

The requests are those of pyzotero: the name of a method, and its parameters.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from queue import SimpleQueue
from threading import Thread
from typing import Any, Protocol, TypeVar

from ...core.library import BATCH, Kind
from ...model import Collection, Item, Snapshot
from .answers import deletions_of, keys_of, number_of, objects_of
from .sight import Sight

__all__ = ["AT_ONCE", "NOUN", "changes"]

T = TypeVar("T")

AT_ONCE = 4
"""Requests at the same time; zotero.org refuses more than five of one user."""
NOUN = {"items": "item", "collections": "collection"}
"""Kind of object -> the word for one, in the names of methods and parameters."""
_PAGE = 100
"""Objects in one answer; zotero.org cuts a higher limit."""

Answer = tuple[Any, Mapping[str, str]]


class Ask(Protocol):
    """Sends a request; its answer and the headers of that. Several threads use it."""

    def __call__(self, what: str, **parameters: Any) -> Answer: ...


def changes(ask: Ask, since: int) -> Snapshot | None:
    """
    What moved after a version (0: all there is); `None` where nothing did.

    Raises:
        Shifted: the library moved meanwhile.
        Misshapen: an answer is none of the protocol.
    """
    sight = Sight()
    items = _all(ask, sight, "items", since)
    # Not asked with `If-Modified-Since-Version`: a 304 tells no version (WEB API, 6), and so hides that a
    # library was restored from a copy and stands below the one that we know.
    if since and sight.version <= since:
        return None if sight.version == since else Snapshot(sight.version, since)
    collections = _all(ask, sight, "collections", since)
    gone = deletions_of(_seen(ask, sight, "deleted", since=since)[0] if since else {})
    return Snapshot(
        sight.version,
        since,
        tuple(one for one in items.values() if isinstance(one, Item)),
        tuple(one for one in collections.values() if isinstance(one, Collection)),
        # A key that was made anew stays among the deleted ones on some servers.
        gone[0] - items.keys(),
        gone[1] - collections.keys(),
    )


def _all(ask: Ask, sight: Sight, kind: Kind, since: int) -> dict[str, Item | Collection]:
    """Everything of a kind that moved after a version, by key; trashed items too."""
    moved = {"since": since, "includeTrashed": 1}

    def page(start: int) -> Answer:
        return _seen(ask, sight, kind, limit=_PAGE, start=start, **moved)

    first, headers = page(0)
    found = objects_of(kind, first)
    total = number_of(headers, "Total-Results")
    for one, _ in _at_once(page, range(_PAGE, total, _PAGE)):
        found |= objects_of(kind, one)
    if len(found) < total:
        # Objects of one second have no order among them: a page may show one twice and another never.
        known, _ = _seen(ask, sight, f"{NOUN[kind]}_versions", **moved)
        missing = sorted(keys_of(known) - found.keys())

        def named(at: int) -> Answer:
            keys = {f"{NOUN[kind]}Key": ",".join(missing[at : at + BATCH])}
            return _seen(ask, sight, kind, limit=_PAGE, includeTrashed=1, **keys)

        for one, _ in _at_once(named, range(0, len(missing), BATCH)):
            found |= objects_of(kind, one)
    return found


def _seen(ask: Ask, sight: Sight, what: str, **parameters: Any) -> Answer:
    answer, headers = ask(what, **parameters)
    sight.shows(headers)
    return answer, headers


def _at_once(ask: Callable[[int], T], arguments: Sequence[int]) -> Iterator[T]:
    """
    What `ask` returns for each argument, at most four asked at the same time, in the order of the arguments.

    The threads are daemons: one that waits for a slow server must not hold up somebody's Ctrl-C.

    Raises:
        Exception: the first that `ask` raises; what is not asked yet is not asked any more.
    """
    todo, done = deque(arguments), SimpleQueue[tuple[int, T | None, Exception | None]]()

    def work() -> None:
        while True:
            try:
                argument = todo.popleft()
            except IndexError:
                return
            try:
                done.put((argument, ask(argument), None))
            except Exception as error:  # raised again where it is waited for
                todo.clear()
                done.put((argument, None, error))

    for _ in range(min(AT_ONCE, len(arguments))):
        Thread(target=work, daemon=True).start()
    early: dict[int, Any] = {}
    try:
        for argument in arguments:
            while argument not in early:
                which, answer, error = done.get()
                if error is not None:
                    raise error
                early[which] = answer
            yield early.pop(argument)
    finally:
        todo.clear()
