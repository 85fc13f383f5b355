"""
What a Zotero server answers, as values: objects, the report of a write, the rights of a key.

Servers differ in what they leave out (independent ones omit empty lists, zotero.org never does) and in the
shape of a refusal; here they become one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import unescape
from typing import Any

from ...core.library import Kind
from ...model import Collection, Failure, Item, WriteReport
from .rules import shown_collection, shown_item
from .schema import item_types

__all__ = [
    "Misshapen",
    "collection_of",
    "deletions_of",
    "fields_of",
    "is_whole_refusal",
    "item_of",
    "joined",
    "keys_of",
    "number_of",
    "object_of",
    "objects_of",
    "reading",
    "report_of",
]


class Misshapen(Exception):
    """What a server answers is no answer of Zotero's protocol."""


@contextmanager
def reading() -> Iterator[None]:
    """
    Around the lines that take an answer apart, and nothing else: what they raise is the answer's fault.

    Raises:
        Misshapen: the answer is not JSON, or has another shape.
    """
    try:
        yield
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, RecursionError) as error:
        raise Misshapen(f"{type(error).__name__}: {error}") from error


def number_of(headers: Mapping[str, str], name: str) -> int:
    """A number in a header. Raises Misshapen: there is none."""
    with reading():
        return int(headers[name])


def objects_of(kind: Kind, answer: Any) -> dict[str, Item | Collection]:
    """By key, the objects of a list. Raises Misshapen: it is none."""
    with reading():
        return {found.key: found for found in (object_of(kind, one) for one in _list(answer))}


def keys_of(answer: Any) -> frozenset[str]:
    """The keys in an answer of `format=versions`. Raises Misshapen: it is none."""
    with reading():
        return frozenset(dict(answer))


def deletions_of(answer: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of items and of collections in an answer of `/deleted`. Raises Misshapen: it is none."""
    with reading():
        return frozenset(answer.get("items", ())), frozenset(answer.get("collections", ()))


def fields_of(answer: Any) -> frozenset[str]:
    """Names in an answer of `/itemFields`. Raises Misshapen: it is none."""
    with reading():
        return frozenset(str(one["field"]) for one in _list(answer))


def _list(answer: Any) -> list[Any]:
    if not isinstance(answer, list):
        raise TypeError("no list")
    return answer


def item_of(answer: Mapping[str, Any]) -> Item:
    """An item from the JSON of a list or of a report; lists that are left out are empty."""
    data = {name: value for name, value in answer["data"].items() if name not in ("key", "version")}
    if not data.get("deleted", True):
        del data["deleted"]  # `0` and `false` are what a restored item has on some servers
    if data["itemType"] in item_types():
        data = shown_item(data)
    made = (answer.get("meta") or {}).get("createdByUser") or {}
    by = str(made.get("name") or made.get("username") or "")
    return Item(answer["data"]["key"], answer["data"]["version"], data, by)


def collection_of(answer: Mapping[str, Any]) -> Collection:
    """A collection from the JSON of a list or of a report."""
    data = shown_collection(answer["data"])
    return Collection(
        data["key"],
        data["version"],
        data["name"],
        data["parentCollection"] or "",
        bool(data.get("deleted")),
    )


def object_of(kind: Kind, answer: Mapping[str, Any]) -> Item | Collection:
    """An item or a collection."""
    return item_of(answer) if kind == "items" else collection_of(answer)


def is_whole_refusal(answer: Mapping[str, Any]) -> bool:
    """
    Whether the server wrote nothing of a batch because of one object, and does not say which.

    Measured: zotero-selfhost-server does so for a collection that it does not know, with a list where the
    protocol has an object: `{"failed": [{"code": 409, ...}], "success": [], "successful": []}`.
    """
    with reading():
        return isinstance(answer["failed"], Sequence) and len(answer["failed"]) > 0


def report_of(kind: Kind, answer: Mapping[str, Any], version: int, count: int) -> WriteReport:
    """
    The report of a write, by index in the batch.

    Args:
        version: of the library after the batch, from the header of the answer.
        count: of the objects that were sent.

    Raises:
        Misshapen: this is no report.
    """
    with reading():
        return _report(kind, answer, version, count)


def _report(kind: Kind, answer: Mapping[str, Any], version: int, count: int) -> WriteReport:
    written = {i: object_of(kind, one) for i, one in _numbered(answer["successful"])}
    unchanged = dict(_numbered(answer.get("unchanged", {})))
    # zotero.org escapes the messages for HTML
    failed = {
        i: Failure(int(one["code"]), unescape(one["message"])) for i, one in _numbered(answer["failed"])
    }
    silent = set(range(count)).difference(written, unchanged, failed)
    return WriteReport(
        version,
        written,
        unchanged,
        failed | {i: Failure(500, "the server says nothing of it") for i in silent},
    )


def joined(reports: Sequence[WriteReport]) -> WriteReport:
    """One report of objects that were written one after another, in their order."""
    return WriteReport(
        reports[-1].version,
        {i: one for i, report in enumerate(reports) for one in report.written.values()},
        {i: one for i, report in enumerate(reports) for one in report.unchanged.values()},
        {i: one for i, report in enumerate(reports) for one in report.failed.values()},
    )


def _numbered(part: Mapping[str, Any] | Sequence[Any]) -> list[tuple[int, Any]]:
    if isinstance(part, Mapping):
        return [(int(i), one) for i, one in part.items()]
    return list(enumerate(part))
