"""
A stand-in for the local API of a running Zotero: the desktop program cannot run where tests run, so it is a
server of ours, and proves no more than that zotsync copes with what is written here.

It is made from what was measured on Zotero 10.0.0 and 9.0.6 (transport, who may ask, versions, keys, what is
stored, what is refused, what is listed) and answers so, also where that looks odd: a collection that is not
there has all items of the library, a trashed item is not found among keys, a new object with a key is refused.

Not measured, and answered as zotero.org does or in the plainest way: a POST with a stale
`If-Unmodified-Since-Version` (412), `Last-Modified-Version` on the answer to a POST, `includeTrashed` with
`format=versions`, trashed collections (listed), groups, a line of Extra whose field is set already (stays).
What zotsync must not rely on or do is an error of the test: `since`, DELETE. Left out: PATCH, PUT, files,
searches, exports, the connector.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from zotsync.codecs.zotero import rules, values
from zotsync.codecs.zotero.schema import creator_types, item_fields, item_types

__all__ = ["Desktop", "Shelf", "desktop"]

_MOVED = {"citation key": "citationKey", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID"}
"""Label in Extra -> the field into which a local write moves it."""
_CLOCK = "2026-01-02T03:04:05Z"


@dataclass
class Shelf:
    """One library: objects by key, as (version, sparse data)."""

    items: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    collections: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    version: int = 0

    def has_collection(self, key: str) -> bool:
        return key in self.collections

    def type_of(self, key: str) -> str:
        return str(self.items[key][1]["itemType"]) if key in self.items else ""

    def put(self, kind: str, key: str, data: dict[str, Any]) -> None:
        self.version += 1
        (self.items if kind == "items" else self.collections)[key] = (self.version, data)

    # --- what a person does in the window of Zotero -------------------------------------------------------

    def titled(self, title: str) -> str:
        """Key of the item with a title."""
        (key,) = [key for key, (_, data) in self.items.items() if data.get("title") == title]
        return key

    def named(self, name: str) -> str:
        """Key of the collection with a name."""
        (key,) = [key for key, (_, data) in self.collections.items() if data["name"] == name]
        return key

    def edit(self, key: str, **data: Any) -> None:
        kind = "items" if key in self.items else "collections"
        (_, old) = (self.items if kind == "items" else self.collections)[key]
        self.put(kind, key, {name: value for name, value in {**old, **data}.items() if value})

    def add(self, key: str, **data: Any) -> None:
        self.put("items" if "itemType" in data else "collections", key, data)

    def erase(self, key: str) -> None:
        """For good: the children go too, items leave the collection."""
        self.version += 1
        for held, parent in ((self.items, "parentItem"), (self.collections, "parentCollection")):
            for child in [one for one, (_, data) in held.items() if data.get(parent) == key]:
                self.erase(child)
            held.pop(key, None)
        for one, (version, data) in self.items.items():
            if key in data.get("collections", ()):
                self.items[one] = (
                    version,
                    {**data, "collections": [c for c in data["collections"] if c != key]},
                )


@dataclass
class Desktop:
    """A running Zotero, as far as another program sees it."""

    release: int = 10
    server_id: str = "Wq3xY7pLm2Za"
    shelves: dict[str, Shelf] = field(default_factory=lambda: {"users/0": Shelf()})
    answers: list[str] = field(default_factory=list)
    """What the person says when asked for consent: always (also when nothing is left), once, deny, busy."""
    faults: list[str] = field(default_factory=list)
    """What goes wrong with the next POSTs of objects: before, after (connection dropped), cut, or nothing."""
    keys: dict[str, bool] = field(default_factory=dict)
    """Keys that were given, and whether they stay."""
    tokens: set[str] = field(default_factory=set)
    log: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of each request."""
    port: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _lock: Lock = field(default_factory=Lock)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def mine(self) -> Shelf:
        return self.shelves["users/0"]

    def written(self) -> int:
        """How many writes were asked for."""
        return sum(method == "POST" and "authorize" not in path for method, path in self.log)

    def new_key(self) -> str:
        return f"LCAL{next(self._numbers):04d}".translate(str.maketrans("01", "YZ"))


class _Dropped(Exception):
    """The connection ends without an answer."""


@dataclass
class _Answer(Exception):
    status: int
    body: Any = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    plain: bool = False
    """Of the router: without the headers of the API."""


@contextmanager
def desktop(release: int = 10) -> Iterator[Desktop]:
    """A Zotero on a free port of this machine, its library empty."""
    zotero = Desktop(release)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def _any(self) -> None:
            with zotero._lock:
                try:
                    answer = _answered(zotero, self)
                except _Dropped:
                    self.close_connection = True
                    return
                except _Answer as early:
                    answer = early
            self.send_response(answer.status)
            is_json = not isinstance(answer.body, str)
            self.send_header("Content-Type", "application/json" if is_json else "text/plain")
            headers = {} if answer.plain else {"Zotero-API-Version": "3", "Zotero-Schema-Version": "41"}
            if zotero.release >= 10 and not answer.plain:
                headers["Zotero-Server-ID"] = zotero.server_id
            for name, value in {**headers, **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            text = json.dumps(answer.body) if is_json else answer.body
            if zotero.faults[:1] == ["cut now"]:
                zotero.faults.pop(0)
                text = text[: len(text) // 2]
            self.wfile.write(text.encode())

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    zotero.port = server.server_address[1]
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield zotero
    finally:
        server.shutdown()
        server.server_close()


# --- who may ask what -------------------------------------------------------------------------------------


def _answered(zotero: Desktop, request: BaseHTTPRequestHandler) -> _Answer:
    method, headers = request.command, request.headers
    length = int(headers.get("Content-Length") or 0)
    body = json.loads(request.rfile.read(length)) if length else None
    parts = urlsplit(request.path)
    zotero.log.append((method, request.path))
    if headers.get("Host") not in (f"localhost:{zotero.port}", f"127.0.0.1:{zotero.port}"):
        return _Answer(400, "Bad request", plain=True)
    if headers.get("User-Agent", "").startswith("Mozilla/") or "Origin" in headers:
        raise _Dropped
    if headers.get("Zotero-API-Version", "3") != "3":
        return _Answer(501)
    if zotero.release < 10 and method != "GET":
        if "authorize" in parts.path:
            return _Answer(404, "No endpoint found", plain=True)
        return _Answer(400 if method == "POST" else 501, "Endpoint does not support method", plain=True)
    named = headers.get("Zotero-Server-ID")
    if zotero.release >= 10 and named is not None and named != zotero.server_id:
        return _Answer(412, "Zotero-Server-ID does not match")
    if method != "GET" and named is None:
        return _Answer(428, "Zotero-Server-ID not provided")
    parameters = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    path = parts.path.removeprefix("/api/")
    if method == "GET":
        return _read(zotero, path, parameters)
    assert method == "POST", f"zotsync must not {method}"
    if path == "local/authorize":
        return _authorized(zotero, body)
    return _written(zotero, path, body, headers)


def _authorized(zotero: Desktop, body: Any) -> _Answer:
    if not (body or {}).get("appName"):
        return _Answer(400, "appName not provided")
    said = zotero.answers.pop(0) if zotero.answers else "always"
    if said == "busy":
        return _Answer(429, "Too many requests", {"Retry-After": "42"})
    if said == "deny":
        return _Answer(403, {"denied": True})
    key = f"key{next(zotero._numbers):021d}"
    zotero.keys[key] = said == "always"
    return _Answer(200, {"key": key, "remember": said == "always"})


def _shelf(zotero: Desktop, path: str) -> tuple[Shelf, list[str]]:
    kind, _, rest = path.partition("/")
    number, *deeper = rest.split("/")
    if kind == "users" and number != "0":
        raise _Answer(400, "Only data for the logged-in user is available locally")
    shelf = zotero.shelves.get(f"{kind}/{number}")
    if shelf is None or not deeper:
        raise _Answer(404, "No endpoint found", plain=True)
    return shelf, deeper


# --- reading ----------------------------------------------------------------------------------------------


def _read(zotero: Desktop, path: str, parameters: dict[str, str]) -> _Answer:
    if path == "itemFields":
        return _Answer(200, [{"field": one, "localized": one} for one in sorted(item_fields())])
    shelf, deeper = _shelf(zotero, path)
    old = zotero.release < 10
    assert "since" not in parameters, "how `since` is answered was not measured"
    match deeper:
        case ["items", key] if key != "top":
            if key not in shelf.items:
                raise _Answer(404, "Not found")
            found = _shown(zotero, "items", key, *shelf.items[key])
            return _Answer(200, found, {"Last-Modified-Version": str(found["version"])})
        case ["items"] | ["items", "top"] | ["collections", _, "items"]:
            keys = _items(shelf, deeper, parameters)
            held, kind = shelf.items, "items"
        case ["collections"]:
            keys, held, kind = list(shelf.collections), shelf.collections, "collections"
        case _:
            raise _Answer(404, "No endpoint found", plain=True)
    total = len(keys)
    start, limit = int(parameters.get("start", 0)), int(parameters.get("limit", 0))
    keys = keys[start : start + limit] if limit else keys[start:]
    headers = {"Total-Results": str(total), "Last-Modified-Version": str(0 if old else shelf.version)}
    if parameters.get("format") == "versions":
        return _Answer(200, {key: 0 if old else held[key][0] for key in keys}, headers)
    return _Answer(200, [_shown(zotero, kind, key, *held[key]) for key in keys], headers)


def _items(shelf: Shelf, path: list[str], parameters: dict[str, str]) -> list[str]:
    keys = sorted(
        shelf.items, key=lambda key: (shelf.items[key][1].get("dateModified", ""), key), reverse=True
    )
    trashed = {key for key in keys if shelf.items[key][1].get("deleted")}
    if "itemKey" in parameters:  # trashed ones are left out whatever is asked
        asked = parameters["itemKey"].split(",")
        return [key for key in keys if key in asked and key not in trashed]
    if path[0] == "collections" and path[1] in shelf.collections:
        keys = [key for key in keys if path[1] in shelf.items[key][1].get("collections", ())]
    return [key for key in keys if parameters.get("includeTrashed") == "1" or key not in trashed]


def _shown(zotero: Desktop, kind: str, key: str, version: int, data: Mapping[str, Any]) -> dict[str, Any]:
    version = 0 if zotero.release < 10 else version
    data = {"key": key, "version": version, **{name: value for name, value in data.items() if value}}
    if data.get("deleted"):
        data["deleted"] = True
    if kind == "collections":
        data.setdefault("parentCollection", False)
    href = f"{zotero.address}/api/users/0/{kind}/{key}"
    links = {"self": {"href": href, "type": "application/json"}}
    return {
        "key": key,
        "version": version,
        "library": {"type": "user"},
        "links": links,
        "meta": {},
        "data": data,
    }


# --- writing ----------------------------------------------------------------------------------------------


def _written(zotero: Desktop, path: str, body: Any, headers: Any) -> _Answer:
    shelf, deeper = _shelf(zotero, path)
    assert deeper in (["items"], ["collections"])
    fault = zotero.faults.pop(0) if zotero.faults else ""
    if fault == "before":
        raise _Dropped
    key = headers.get("Zotero-API-Key", "")
    if key not in zotero.keys:
        return _Answer(401, "A local API key is required for write requests")
    if not zotero.keys[key]:
        del zotero.keys[key]
    if len(body) > 50:
        return _Answer(413, "Cannot add more than 50 objects at a time")
    token = headers.get("Zotero-Write-Token", "")
    if token in zotero.tokens:
        return _Answer(412, "Write token already used")
    if int(headers.get("If-Unmodified-Since-Version", shelf.version)) < shelf.version:
        return _Answer(412, "Library has been modified since specified version")
    report: dict[str, Any] = {"successful": {}, "success": {}, "unchanged": {}, "failed": {}}
    for i, given in enumerate(body):
        try:
            _put(zotero, shelf, deeper[0], given, str(i), report)
        except rules.Refused as refusal:
            code = 400 if refusal.failure.code == 409 else refusal.failure.code
            report["failed"][str(i)] = {"code": code, "message": refusal.failure.message}
    if token:
        zotero.tokens.add(token)
    if fault == "after":
        raise _Dropped
    if fault == "cut":
        zotero.faults.insert(0, "cut now")
    return _Answer(200, report, {"Last-Modified-Version": str(shelf.version)})


def _put(
    zotero: Desktop, shelf: Shelf, kind: str, given: dict[str, Any], i: str, report: dict[str, Any]
) -> None:
    held = shelf.items if kind == "items" else shelf.collections
    key, version, before = given.get("key", ""), given.get("version"), None
    if key:
        if version is None:
            values.refuse(428, "Either If-Unmodified-Since-Version or 'version' must be provided")
        if version == 0 and key not in held:
            values.refuse(400, f"'primaryData' not loaded for item (null/1/{key})")
        if key not in held:
            values.refuse(404, "Object doesn't exist")
        at, before = held[key]
        if version != at:
            values.refuse(412, f"Object has been modified (expected {version}, found {at})")
    if kind == "items":
        given = _placed(given, str(given.get("itemType") or (before or {}).get("itemType", "")), before)
        after = rules.item(given, before, shelf, _CLOCK)
        after = _unpacked(after)
    else:
        after = rules.collection(key or "ZZZZZZZZ", given, before, shelf)
    if after == before:
        report["unchanged"][i] = key
        return
    key = key or zotero.new_key()
    shelf.put(kind, key, after)
    report["success"][i] = key
    report["successful"][i] = _shown(zotero, kind, key, *held[key])


def _placed(given: dict[str, Any], item_type: str, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the type has no field for goes into Extra; a creator that it does not have becomes its first one."""
    if item_type not in item_types():
        return given
    known = item_types()[item_type]
    placed: dict[str, Any] = {}
    lines: list[str] = []
    for name, value in given.items():
        if name == "creators":
            valid = [one for one in known.creators if one in creator_types()]
            placed[name] = [
                one if one.get("creatorType") in valid else {**one, "creatorType": valid[0]} for one in value
            ]
        elif name in known.fields or name in _PROPERTIES or not value:
            placed[name] = value
        else:
            lines.append(f"{_label(name)}: {value}")
    if lines:
        placed["extra"] = "\n".join(
            [*filter(None, [placed.get("extra", (before or {}).get("extra"))]), *lines]
        )
    return placed


_PROPERTIES = frozenset(
    "key version itemType tags collections relations parentItem deleted note dateAdded dateModified".split()
)


def _label(name: str) -> str:
    return " ".join(part.capitalize() for part in re.findall("[A-Z]?[a-z]+|[A-Z]+", name))


def _unpacked(data: dict[str, Any]) -> dict[str, Any]:
    """Lines of Extra that have a field are moved there, at every write and whoever wrote them."""
    fields, kept = item_types()[data["itemType"]].fields, []
    data = dict(data)
    for line in data.pop("extra", "").split("\n"):
        label, colon, value = line.partition(":")
        field = _MOVED.get(label.strip().lower(), "")
        if colon and field in fields and not data.get(field):
            data[field] = value.strip()
        else:
            kept.append(line)
    return data | ({"extra": "\n".join(kept)} if any(kept) else {})
