"""A library behind HTTP, without any network, and the weather in which requests to it are made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import httpx2

from zotsync.core.library import Kind, Library
from zotsync.errors import Moved
from zotsync.model import Collection, Item

__all__ = ["WEATHER", "Served", "Storm"]

WEATHER = (
    "",
    "412",
    "428",
    "429",  # with a fraction in Retry-After
    "500",
    "503",
    "500 for each",  # 200, and every object failed
    "500 after half",  # what stands before is done (WEB API, 1)
    "lost before",  # a time-out, and the server never saw it
    "lost after",  # a time-out, and the server did it
    "cut",  # half of the answer
)


class Storm(httpx2.BaseTransport):
    """
    Takes requests to another transport, with one word of `WEATHER` for each.

    Args:
        weather: of the next requests; what was used is taken off.
    """

    def __init__(self, inner: httpx2.BaseTransport, weather: list[str]) -> None:
        self.inner, self.weather = inner, weather

    def close(self) -> None:
        self.inner.close()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        word = self.weather.pop(0) if self.weather else ""
        objects = json.loads(request.read()) if request.method == "POST" else None
        if word in ("412", "428") and objects is None:
            word = ""  # no server says so to a question
        if word in ("412", "428", "500", "503"):
            return httpx2.Response(int(word), text="refused")
        if word == "429":
            return httpx2.Response(429, text="Request rate limit exceeded", headers={"Retry-After": "0.25"})
        if word == "lost before":
            raise httpx2.ReadTimeout("no answer", request=request)
        if word == "500 for each" and objects is not None:
            failed = {str(at): {"code": 500, "message": "refused"} for at in range(len(objects))}
            version = request.headers["If-Unmodified-Since-Version"]
            return _answer({"successful": {}, "success": {}, "unchanged": {}, "failed": failed}, int(version))
        if word == "500 after half" and objects is not None:
            half = objects[: (len(objects) + 1) // 2]
            headers = {name: one for name, one in request.headers.items() if name != "content-length"}
            self.inner.handle_request(httpx2.Request("POST", request.url, headers=headers, json=half)).read()
            return httpx2.Response(500, text="An error occurred")
        answer = self.inner.handle_request(request)
        text = answer.read()
        if word == "lost after":
            raise httpx2.ReadTimeout("no answer", request=request)
        if word == "cut":
            headers = {name: one for name, one in answer.headers.items() if name not in _OF_THE_BODY}
            return httpx2.Response(answer.status_code, content=text[: len(text) // 2], headers=headers)
        return answer


_OF_THE_BODY = ("content-length", "content-encoding", "transfer-encoding")


class Served(httpx2.BaseTransport):
    """Answers for a library as a Zotero server does, as far as zotsync asks (WEB API, 1 and 6)."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        what = request.url.path.rpartition("/")[2]
        if what == "itemFields":
            return _answer([{"field": name} for name in sorted(self.library.item_fields())])
        if request.method == "POST":
            version = int(request.headers["If-Unmodified-Since-Version"])
            return self._written("items" if what == "items" else "collections", request.read(), version)
        since = int(request.url.params.get("since", 0))
        seen = self.library.snapshot(since)
        if seen is None:
            return _answer([], since, 0)
        if what == "deleted":
            gone = {"items": sorted(seen.deleted_items), "collections": sorted(seen.deleted_collections)}
            return _answer(gone, seen.version)
        found: Sequence[Item | Collection] = seen.items if what == "items" else seen.collections
        start, limit = (int(request.url.params.get(name, of)) for name, of in (("start", 0), ("limit", 25)))
        return _answer([_json(one) for one in found[start : start + limit]], seen.version, len(found))

    def _written(self, kind: Kind, body: bytes, version: int) -> httpx2.Response:
        try:
            report = self.library.write(kind, json.loads(body), version=version)
        except Moved as moved:
            return httpx2.Response(412, text=str(moved))
        parts = {
            "successful": {str(at): _json(one) for at, one in report.written.items()},
            "unchanged": {str(at): key for at, key in report.unchanged.items()},
            "failed": {str(at): asdict(one) for at, one in report.failed.items()},
        }
        return _answer(parts, report.version)


def _json(one: Item | Collection) -> dict[str, Any]:
    data: dict[str, Any] = {"key": one.key, "version": one.version}
    if isinstance(one, Item):
        data |= one.data
    else:
        data |= {"name": one.name, "parentCollection": one.parent or False}
        data |= {"deleted": True} if one.trashed else {}
    return {"key": one.key, "version": one.version, "data": data}


def _answer(body: Any, version: int = 0, total: int = 0) -> httpx2.Response:
    headers = {"Last-Modified-Version": str(version), "Total-Results": str(total)}
    return httpx2.Response(200, json=body, headers=headers)
