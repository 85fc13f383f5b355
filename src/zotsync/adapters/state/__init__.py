"""
What a clone remembers of its libraries, in `.zotsync/state.sqlite`: never committed, always recoverable.

Everything that one answer of a library says is recorded in one transaction, the log of what was done too, so
that a crash leaves either the state before it or the state after it; both are right, for the next sync looks again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ...codecs import tables
from ...core.runs import Log
from ...core.tree import Base, Bond, Mirror
from ...errors import InputError
from ...model import Collection, Item
from .journal import Journal

__all__ = ["State"]

_NOT_WRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN")


class State:
    """
    The memory of one clone.

    Args:
        read_only: only look. Nothing is made or changed; the state of an older zotsync, which a sync would make
            anew, counts as empty.

    Raises:
        InputError: the file is damaged; it may be deleted without any loss.
    """

    def __init__(self, path: Path | str, library: str, *, read_only: bool = False) -> None:
        self._path, self._library = path, library
        try:
            if read_only:
                self._db = self._looked_at(path)
            else:
                if isinstance(path, Path):
                    path.parent.mkdir(parents=True, exist_ok=True)
                self._db = sqlite3.connect(path, isolation_level=None, timeout=5)
                self._make()
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        self.journal = Journal(self._db, library)

    def _looked_at(self, path: Path | str) -> sqlite3.Connection:
        if Path(path).is_file():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=5)
            # Not opened as read-only: such a reader leaves the files of the write-ahead log behind.
            self._db.execute("pragma query_only=1")
            if not self._can_be_looked_at(Path(path)):
                self._db.close()
                self._db = sqlite3.connect(f"{Path(path).absolute().as_uri()}?immutable=1", uri=True)
            if self._format() == tables.FORMAT:
                return self._db
            self._db.close()
        empty = sqlite3.connect(":memory:", isolation_level=None)
        empty.executescript(tables.SCHEMA)
        return empty

    def _can_be_looked_at(self, path: Path) -> bool:
        """
        Whether it opens in the usual way. Where nothing may be written, SQLite cannot keep a write-ahead log; then
        the file may be read as it stands, as long as no log says that it is not all.
        """
        try:
            self._format()
        except sqlite3.OperationalError as error:
            log = path.with_name(f"{path.name}-wal")
            if not error.sqlite_errorname.startswith(_NOT_WRITABLE) or log.exists():
                raise
            return False
        return True

    def _make(self) -> None:
        if 0 < self._format() < tables.FORMAT:  # of an older zotsync: the library is linked anew
            for (table,) in self._db.execute(
                "select name from sqlite_master where type = 'table'"
            ).fetchall():
                self._db.execute(f"drop table {table}")
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=normal")
        self._db.executescript(tables.SCHEMA)
        self._db.execute(f"pragma user_version={tables.FORMAT}")
        self._db.execute("insert or ignore into library (id) values (?)", (self._library,))

    def _format(self) -> int:
        """Raises InputError: of a newer zotsync."""
        (known,) = self._db.execute("pragma user_version").fetchone()
        if known > tables.FORMAT:
            raise InputError(f"{self._path}: made by a newer zotsync; upgrade this one")
        return int(known)

    def _unusable(self, error: Exception) -> InputError:
        if getattr(error, "sqlite_errorname", "").startswith(_NOT_WRITABLE):
            return InputError(
                f"{self._path}: cannot be written; ask who owns the folder for the right to write"
            )
        if isinstance(error, sqlite3.OperationalError):  # locked, disk full: nothing is damaged
            return InputError(f"{self._path}: cannot be used now ({error}); is another zotsync at work?")
        return InputError(
            f"{self._path}: damaged ({error}); delete the file and run again, the library is then linked anew"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    # --- reading ------------------------------------------------------------------------------------------

    def _about(self, column: str, default: Any) -> Any:
        rows = self._rows(f"select {column} from library where id = ?")
        return rows[0][0] if rows else default

    @property
    def version(self) -> int:
        """Library version of the mirror; 0 for a library never seen."""
        return int(self._about("version", 0))

    @property
    def digest(self) -> str:
        """Stamp of the workspace that was in the library after the last sync; empty where something stayed open."""
        return str(self._about("digest", ""))

    @property
    def item_fields(self) -> frozenset[str]:
        """The item fields of the library's schema; empty if it was never asked."""
        return frozenset(json.loads(self._about("item_fields", "[]")))

    def base(self) -> Base:
        """Mirror and bonds, whole."""
        try:
            items = [
                tables.item(*row) for row in self._rows(f"select {tables.ITEM} from item where library = ?")
            ]
            collections = [
                tables.collection(*row)
                for row in self._rows(f"select {tables.COLLECTION} from collection where library = ?")
            ]
            bonds = [
                tables.bond(*row) for row in self._rows(f"select {tables.BOND} from bond where library = ?")
            ]
        except (sqlite3.Error, json.JSONDecodeError) as error:
            raise self._unusable(error) from None
        return Base(
            Mirror(self.version, {one.key: one for one in items}, {one.key: one for one in collections}),
            {one.id: one for one in bonds if one.local},
            {one.id: one.key for one in bonds if not one.local},
        )

    def keys(self) -> dict[str, str]:
        """Id -> key of every bond."""
        return dict(self._rows("select id, key from bond where library = ?"))

    def made(self) -> frozenset[str]:
        """Keys that the library gave to objects that this clone made."""
        return frozenset(key for (key,) in self._rows("select key from made where library = ?"))

    def choices(self) -> dict[tuple[str, str, str], str]:
        """(id, property, what was seen) -> the side that a person chose."""
        rows = self._rows("select id, property, seen, side from choice where library = ?")
        return {(one, name, seen): side for one, name, seen, side in rows}

    def _rows(self, query: str) -> list[Any]:
        return self._db.execute(query, (self._library,)).fetchall()

    # --- recording ----------------------------------------------------------------------------------------

    def record(
        self,
        *,
        mirror: Mirror | None = None,
        before: Mirror | None = None,
        objects: Iterable[Item | Collection] = (),
        made: Iterable[str] = (),
        bonds: Iterable[Bond] = (),
        forget: Iterable[str] = (),
        version: int | None = None,
        digest: str | None = None,
        item_fields: Iterable[str] | None = None,
        log: Log | None = None,
        undecided: Container[str] | None = None,
    ) -> None:
        """
        Remember, all of it or (on a crash) nothing.

        Whatever is recorded without a `digest` ends the agreement of the last full sync: a run that is cut
        after this must not find "nothing to do".

        Args:
            mirror: the library now, in place of what was known.
            before: what was known, as `base` told it: only what differs is written.
            objects: of the library, in addition to what is known.
            forget: ids whose bonds go.
            undecided: ids of which something is still to be decided; what was chosen about others is done, and
                is forgotten.
        """
        with self._transaction():
            if mirror is not None:
                objects = [*self._replaced(mirror, before or self.base().mirror), *objects]
                version = mirror.version if version is None else version
            self._put(objects)
            self._db.executemany(
                "insert or ignore into made values (?, ?)", ((self._library, key) for key in made)
            )
            self._db.executemany(
                "delete from bond where library = ? and id = ?", ((self._library, one) for one in forget)
            )
            self._db.executemany(
                f"insert or replace into bond (library, {tables.BOND}) values (?, ?, ?, ?, ?, ?, ?, ?)",
                ((self._library, *tables.row_of(one)) for one in bonds),
            )
            if undecided is not None:
                done = {one for one, _, _ in self.choices() if one not in undecided}
                self._db.executemany(
                    "delete from choice where library = ? and id = ?", ((self._library, one) for one in done)
                )
            if log is not None:
                self.journal.write(log)
            about = {
                "version": version,
                "digest": digest or "",
                "item_fields": None if item_fields is None else json.dumps(sorted(item_fields)),
            }
            for column, value in about.items():
                if value is not None:
                    self._db.execute(f"update library set {column} = ? where id = ?", (value, self._library))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("begin immediate")
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        try:
            yield
            self._db.execute("commit")
        except BaseException:
            self._db.execute("rollback")
            raise

    def _replaced(self, mirror: Mirror, before: Mirror) -> Iterator[Item | Collection]:
        """The objects that are not as they were; those that are no more are deleted."""
        pairs: tuple[tuple[str, Mapping[str, Item | Collection], Mapping[str, Item | Collection]], ...] = (
            ("item", mirror.items, before.items),
            ("collection", mirror.collections, before.collections),
        )
        for table, now, was in pairs:
            self._db.executemany(
                f"delete from {table} where library = ? and key = ?",
                ((self._library, key) for key in was if key not in now),
            )
            yield from (one for key, one in now.items() if was.get(key) != one)

    def choose(self, one: str, name: str, seen: str, side: str) -> None:
        """Remember what a person decided about one conflict."""
        self._do(
            "insert or replace into choice values (?, ?, ?, ?, ?)", (self._library, one, name, seen, side)
        )
        self._do("update library set digest = '' where id = ?", (self._library,))

    def _do(self, query: str, values: tuple[str, ...]) -> None:
        try:
            self._db.execute(query, values)
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def _put(self, objects: Iterable[Item | Collection]) -> None:
        items: list[tables.Row] = []
        collections: list[tables.Row] = []
        for one in objects:
            (items if isinstance(one, Item) else collections).append((self._library, *tables.row_of(one)))
        self._db.executemany(
            f"insert or replace into item (library, {tables.ITEM}) values (?, ?, ?, ?, ?)", items
        )
        self._db.executemany(
            f"insert or replace into collection (library, {tables.COLLECTION}) values (?, ?, ?, ?, ?, ?)",
            collections,
        )
