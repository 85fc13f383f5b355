"""
A library in one SQLite file: needs no account and no network, and answers as zotero.org does.

What becomes of an object is told by `zotsync.codecs.zotero.rules`; here is the protocol around it (versions,
keys, preconditions, what a deletion takes along), as measured on the real server:

* each written object gets a version of its own, one above the library's last, in the order of the batch;
* an object that is sent as it is stays as it is, and the library version rises all the same;
* a deletion raises the library version once, and takes along the children of an item and the collections
  below a collection; of collections only the named ones are told, and items leave theirs without a version.

A batch is one transaction: after a crash all of it is there, or nothing (on zotero.org it may be a part).
Two processes may use one file: writers wait for each other, a reader sees one state.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..codecs.zotero.answers import collection_of
from ..codecs.zotero.keys import is_key
from ..codecs.zotero.rules import Refused, collection, item, shown_item
from ..codecs.zotero.schema import item_fields
from ..core.library import Kind, check_batch
from ..errors import LibraryError, Moved, Unavailable
from ..model import Collection, Failure, Item, Snapshot, WriteReport

__all__ = ["EmbeddedLibrary"]

_FORMAT = 1
_APPLICATION = int.from_bytes(b"zots", "big")
_TABLES = (
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {_FORMAT}",
    "CREATE TABLE library (id TEXT NOT NULL, version INTEGER NOT NULL)",
    # The name of the library lives in the file, so that the file may be moved.
    "INSERT INTO library VALUES ('embedded:' || lower(hex(randomblob(8))), 1)",
    """CREATE TABLE object (
        kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, parent TEXT, data TEXT NOT NULL,
        PRIMARY KEY (kind, key))""",
    "CREATE INDEX object_version ON object (kind, version)",
    "CREATE INDEX object_parent ON object (kind, parent)",
    """CREATE TABLE deleted (
        kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (kind, key))""",
)
_PARENT = {"items": "parentItem", "collections": "parentCollection"}
_NOUN = {"items": "Item", "collections": "Collection"}
_WITH_ALL_BELOW = """
    WITH RECURSIVE gone (key) AS (
        SELECT key FROM object WHERE kind = :kind AND key IN (SELECT value FROM json_each(:keys))
        UNION SELECT object.key FROM object JOIN gone ON object.kind = :kind AND object.parent = gone.key
    ) SELECT key FROM gone"""


class EmbeddedLibrary:
    """
    A library in a file, or in memory (`:memory:`) for as long as the object lives.

    Args:
        path: the file; made where there is none.
        clock: tells the time, for dateAdded and dateModified.

    Raises:
        LibraryError: the file is something else, or the library of a newer zotsync.
        Unavailable: the file cannot be opened.
    """

    def __init__(
        self, path: str | Path, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._path = path
        self._clock = clock
        with self._explained():
            # Writers of one file wait for each other; a batch takes a hundredth of a second.
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            with self._transaction("IMMEDIATE"):
                self._make()
                (self._id,) = self._db.execute("SELECT id FROM library").fetchone()
        except BaseException:
            self._db.close()
            raise

    def _make(self) -> None:
        """Make the tables in an empty file; refuse one of something else."""
        (application,) = self._db.execute("PRAGMA application_id").fetchone()
        (found,) = self._db.execute("PRAGMA user_version").fetchone()
        if application == _APPLICATION and found > _FORMAT:
            raise LibraryError(f"{self._path} was made by a newer zotsync: update zotsync.")
        if application != _APPLICATION:
            if self._db.execute("SELECT * FROM sqlite_master LIMIT 1").fetchone():
                raise LibraryError(f"{self._path} is a database of another program.")
            for statement in _TABLES:
                self._db.execute(statement)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> EmbeddedLibrary:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"EmbeddedLibrary({str(self._path)!r})"

    # --- the protocol -------------------------------------------------------------------------------------

    @property
    def takes_keys(self) -> bool:
        """Always."""
        return True

    @property
    def write_obstacle(self) -> str:
        """What is in the way of writing: nothing."""
        return ""

    @property
    def id(self) -> str:
        return str(self._id)

    def item_fields(self) -> frozenset[str]:
        return item_fields()

    def snapshot(self, since: int = 0) -> Snapshot | None:
        with self._transaction("DEFERRED"):
            version = self._version()
            if since and version <= since:
                return None if version == since else Snapshot(version, since)
            return Snapshot(
                version,
                since,
                tuple(_item(*row) for row in self._since("items", since)),
                tuple(_collection(*row) for row in self._since("collections", since)),
                self._deleted_since("items", since),
                self._deleted_since("collections", since),
            )

    def write(self, kind: Kind, objects: Sequence[Mapping[str, Any]], *, version: int) -> WriteReport:
        check_batch(objects)
        put = self._put_item if kind == "items" else self._put_collection
        written: dict[int, Item | Collection] = {}
        unchanged: dict[int, str] = {}
        failed: dict[int, Failure] = {}
        with self._transaction("IMMEDIATE"):
            self._check(version)
            for i, given in enumerate(objects):
                try:
                    stored = put(given)
                except Refused as refusal:
                    failed[i] = refusal.failure
                    continue
                if stored is None:
                    unchanged[i] = given["key"]
                else:
                    written[i] = stored
            return WriteReport(self._version(), written, unchanged, failed)

    def delete(self, kind: Kind, keys: Sequence[str], *, version: int) -> int:
        check_batch([{"key": key, "version": version} for key in keys])
        if not keys:
            return version
        with self._transaction("IMMEDIATE"):
            self._check(version)
            after = self._next_version()
            gone = self._with_all_below(kind, keys)
            self._db.executemany(
                "DELETE FROM object WHERE kind = ? AND key = ?", [(kind, key) for key in gone]
            )
            told = gone if kind == "items" else [key for key in gone if key in keys]
            self._db.executemany(
                "INSERT OR REPLACE INTO deleted VALUES (?, ?, ?)", [(kind, key, after) for key in told]
            )
            if kind == "collections":
                self._leave(gone)
        return after

    # --- objects ------------------------------------------------------------------------------------------

    def has_collection(self, key: str) -> bool:
        """Whether there is a collection of this key (the rules ask)."""
        return self._stored("collections", key) is not None

    def type_of(self, key: str) -> str:
        """The type of an item, empty where there is none (the rules ask)."""
        stored = self._stored("items", key)
        return stored[1]["itemType"] if stored else ""

    def _put_item(self, given: Mapping[str, Any]) -> Item | None:
        key, before = given["key"], self._guarded("items", given)
        after = item(given, before, self, f"{self._clock():%Y-%m-%dT%H:%M:%SZ}")
        version = self._next_version()
        # Measured: tags are never compared, so any tags are a change.
        if after == before and not given.get("tags"):
            return None
        self._store("items", key, version, after)
        return _item(key, version, after)

    def _put_collection(self, given: Mapping[str, Any]) -> Collection | None:
        key, before = given["key"], self._guarded("collections", given)
        after = collection(key, given, before, self)
        version = self._next_version()
        if after == before:
            return None
        parent = after.get("parentCollection", "")
        if parent in self._with_all_below("collections", [key]):
            # Measured: a collection that goes below itself lets its new parent take its place.
            _, lifted = self._stored("collections", parent) or (0, {})
            lifted["parentCollection"] = (before or {}).get("parentCollection")
            self._store("collections", parent, version, {k: v for k, v in lifted.items() if v})
        self._store("collections", key, version, after)
        return _collection(key, version, after)

    def _guarded(self, kind: Kind, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The stored data of an object that may be written now; None if it is to be made."""
        key, version, noun = given["key"], given["version"], _NOUN[kind]
        if not is_key(key):
            raise Refused(400, f"'{key}' is not a valid {noun.lower()} key")
        if not isinstance(version, int):
            raise Refused(400, "'version' must be an integer")
        at, data = self._stored(kind, key) or (0, None)
        if data is None and version > 0:
            raise Refused(404, f"{noun} doesn't exist (expected version {version}; use 0 instead)")
        if at > version:
            raise Refused(
                412, f"{noun} has been modified since specified version (expected {version}, found {at})"
            )
        return data

    # --- the file -----------------------------------------------------------------------------------------

    def _version(self) -> int:
        (version,) = self._db.execute("SELECT version FROM library").fetchone()
        return int(version)

    def _next_version(self) -> int:
        self._db.execute("UPDATE library SET version = version + 1")
        return self._version()

    def _check(self, version: int) -> None:
        found = self._version()
        if found > version:
            raise Moved(f"The library changed meanwhile (expected version {version}, found {found}).")

    def _stored(self, kind: Kind, key: str) -> tuple[int, dict[str, Any]] | None:
        row = self._db.execute(
            "SELECT version, data FROM object WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        return (row[0], json.loads(row[1])) if row else None

    def _store(self, kind: Kind, key: str, version: int, data: Mapping[str, Any]) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO object VALUES (?, ?, ?, ?, ?)",
            (kind, key, version, data.get(_PARENT[kind]), json.dumps(data, ensure_ascii=False)),
        )
        self._db.execute("DELETE FROM deleted WHERE kind = ? AND key = ?", (kind, key))

    def _since(self, kind: Kind, since: int) -> Iterable[tuple[str, int, dict[str, Any]]]:
        rows = self._db.execute(
            "SELECT key, version, data FROM object WHERE kind = ? AND version > ? ORDER BY version",
            (kind, since),
        ).fetchall()
        # One call for all: a third faster than one for each.
        data = json.loads(f"[{','.join(row[2] for row in rows)}]")
        return ((key, version, one) for (key, version, _), one in zip(rows, data, strict=True))

    def _deleted_since(self, kind: Kind, since: int) -> frozenset[str]:
        rows = self._db.execute("SELECT key FROM deleted WHERE kind = ? AND version > ?", (kind, since))
        return frozenset(key for (key,) in rows) if since else frozenset()

    def _with_all_below(self, kind: Kind, keys: Sequence[str]) -> list[str]:
        rows = self._db.execute(_WITH_ALL_BELOW, {"kind": kind, "keys": json.dumps(list(keys))})
        return [key for (key,) in rows]

    def _leave(self, collections: Iterable[str]) -> None:
        """Take the items out of collections that are gone; their versions stay (measured)."""
        for gone in collections:
            members = self._db.execute(
                "SELECT key, data FROM object WHERE kind = 'items' AND instr(data, ?)", (f'"{gone}"',)
            ).fetchall()
            for key, text in members:
                data = json.loads(text)
                kept = [one for one in data.pop("collections", ()) if one != gone]
                data |= {"collections": kept} if kept else {}
                self._db.execute(
                    "UPDATE object SET data = ? WHERE kind = 'items' AND key = ?",
                    (json.dumps(data, ensure_ascii=False), key),
                )

    @contextmanager
    def _transaction(self, mode: str) -> Iterator[None]:
        with self._explained():
            self._db.execute(f"BEGIN {mode}")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise Unavailable(f"{self._path}: the library cannot be used now ({error}); try again.") from None
        except sqlite3.DatabaseError as error:
            raise LibraryError(f"{self._path} is not a library of zotsync ({error}).") from None


def _item(key: str, version: int, data: dict[str, Any]) -> Item:
    return Item(key, version, shown_item(data))


def _collection(key: str, version: int, data: Mapping[str, Any]) -> Collection:
    return collection_of({"data": {**data, "key": key, "version": version}})
