"""
What a clone remembers of its libraries, in `.zotsync/state.sqlite`: never committed, always recoverable.

Everything that one answer of a library says is recorded in one transaction, so that a crash leaves either
the state before it or the state after it; both are right, for the next sync looks again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..core.tree import Base, Bond, Mirror
from ..errors import InputError
from ..model import Collection, Item

__all__ = ["State"]

_SCHEMA = """
create table if not exists library (
  id text primary key, version integer not null default 0, digest text not null default '',
  item_fields text not null default '[]'
) without rowid;
create table if not exists item (
  library text not null, key text not null, version integer not null, data text not null,
  primary key (library, key)
) without rowid;
create table if not exists collection (
  library text not null, key text not null, version integer not null, name text not null,
  parent text not null, trashed integer not null,
  primary key (library, key)
) without rowid;
create table if not exists bond (
  library text not null, id text not null, kind text not null, key text not null,
  local text not null, remote text not null, open text not null, kept text not null,
  primary key (library, id)
) without rowid;
create table if not exists choice (
  library text not null, id text not null, property text not null, seen text not null, side text not null,
  primary key (library, id, property)
) without rowid;
create table if not exists made (
  library text not null, key text not null,
  primary key (library, key)
) without rowid;
create table if not exists log (
  number integer primary key, library text not null, at text not null, actions text not null
);
"""
_TABLES = ("library", "item", "collection", "bond", "choice", "made", "log")
_FORMAT = 2


class State:
    """
    The memory of one clone.

    Raises:
        InputError: the file is damaged; it may be deleted without any loss.
    """

    def __init__(self, path: Path | str, library: str) -> None:
        self._path, self._library = path, library
        if isinstance(path, Path):
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=5)
            (known,) = self._db.execute("pragma user_version").fetchone()
            if known > _FORMAT:
                raise InputError(f"{path}: made by a newer zotsync; upgrade this one")
            if 0 < known < _FORMAT:  # of an older zotsync: the library is linked anew
                for table in _TABLES:
                    self._db.execute(f"drop table if exists {table}")
            self._db.execute("pragma journal_mode=wal")
            self._db.execute("pragma synchronous=normal")
            self._db.executescript(_SCHEMA)
            self._db.execute(f"pragma user_version={_FORMAT}")
            self._db.execute("insert or ignore into library (id) values (?)", (library,))
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def _unusable(self, error: Exception) -> InputError:
        if isinstance(error, sqlite3.OperationalError):  # locked, read-only, disk full: nothing is damaged
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

    def _about(self, column: str) -> Any:
        row = self._db.execute(f"select {column} from library where id = ?", (self._library,)).fetchone()
        return row[0]

    @property
    def version(self) -> int:
        """Library version of the mirror; 0 for a library never seen."""
        return int(self._about("version"))

    @property
    def digest(self) -> str:
        """Stamp of the workspace that was in the library after the last sync; empty where something stayed open."""
        return str(self._about("digest"))

    @property
    def item_fields(self) -> frozenset[str]:
        """The item fields of the library's schema; empty if it was never asked."""
        return frozenset(json.loads(self._about("item_fields")))

    def base(self) -> Base:
        """Mirror and bonds, whole."""
        try:
            items = {
                key: Item(key, version, json.loads(data))
                for key, version, data in self._rows("select key, version, data from item where library = ?")
            }
            collections = {
                key: Collection(key, version, name, parent, bool(trashed))
                for key, version, name, parent, trashed in self._rows(
                    "select key, version, name, parent, trashed from collection where library = ?"
                )
            }
            bonds = {
                one: Bond(
                    one,
                    kind,
                    key,
                    json.loads(local),
                    json.loads(remote),
                    tuple(still.split()),
                    tuple(kept.split()),
                )
                for one, kind, key, local, remote, still, kept in self._rows(
                    "select id, kind, key, local, remote, open, kept from bond where library = ?"
                )
            }
        except (sqlite3.Error, json.JSONDecodeError) as error:
            raise self._unusable(error) from None
        return Base(
            Mirror(self.version, items, collections),
            {one: bond for one, bond in bonds.items() if bond.local},
            {one: bond.key for one, bond in bonds.items() if not bond.local},
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

    def log(self) -> list[tuple[int, str, str]]:
        """(number, time, actions as JSON) of every sync that did something, the last first."""
        return self._rows("select number, at, actions from log where library = ? order by number desc")

    def _rows(self, query: str) -> list[Any]:
        return self._db.execute(query, (self._library,)).fetchall()

    # --- recording ----------------------------------------------------------------------------------------

    def record(
        self,
        *,
        mirror: Mirror | None = None,
        objects: Iterable[Item | Collection] = (),
        made: Iterable[str] = (),
        bonds: Iterable[Bond] = (),
        forget: Iterable[str] = (),
        version: int | None = None,
        digest: str | None = None,
        item_fields: Iterable[str] | None = None,
    ) -> None:
        """
        Remember, all of it or (on a crash) nothing; `mirror` replaces what was known, `objects` add to it, the
        bonds of the ids in `forget` go.

        Whatever is recorded without a `digest` ends the agreement of the last full sync: a run that is cut
        after this must not find "nothing to do".
        """
        digest = digest or ""
        try:
            self._db.execute("begin immediate")
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        try:
            if mirror is not None:
                self._db.execute("delete from item where library = ?", (self._library,))
                self._db.execute("delete from collection where library = ?", (self._library,))
                objects = [*mirror.items.values(), *mirror.collections.values(), *objects]
                version = mirror.version if version is None else version
            self._put(objects)
            self._db.executemany(
                "insert or ignore into made values (?, ?)", ((self._library, key) for key in made)
            )
            self._db.executemany(
                "delete from bond where library = ? and id = ?", ((self._library, one) for one in forget)
            )
            self._db.executemany(
                "insert or replace into bond values (?, ?, ?, ?, ?, ?, ?, ?)", map(self._row, bonds)
            )
            about = {
                "version": version,
                "digest": digest,
                "item_fields": None if item_fields is None else json.dumps(sorted(item_fields)),
            }
            for column, value in about.items():
                if value is not None:
                    self._db.execute(f"update library set {column} = ? where id = ?", (value, self._library))
            self._db.execute("commit")
        except BaseException:
            self._db.execute("rollback")
            raise

    def choose(self, one: str, name: str, seen: str, side: str) -> None:
        """Remember what a person decided about one conflict."""
        self._do(
            "insert or replace into choice values (?, ?, ?, ?, ?)", (self._library, one, name, seen, side)
        )
        self._do("update library set digest = '' where id = ?", (self._library,))

    def write_log(self, at: str, actions: str) -> None:
        self._do("insert into log (library, at, actions) values (?, ?, ?)", (self._library, at, actions))

    def _do(self, query: str, values: tuple[str, ...]) -> None:
        try:
            self._db.execute(query, values)
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def _row(self, bond: Bond) -> tuple[str, ...]:
        marks = " ".join(bond.open), " ".join(bond.kept)
        return (self._library, bond.id, bond.kind, bond.key, _text(bond.local), _text(bond.remote), *marks)

    def _put(self, objects: Iterable[Item | Collection]) -> None:
        items, collections = [], []
        for one in objects:
            if isinstance(one, Item):
                items.append((self._library, one.key, one.version, _text(one.data)))
            else:
                collections.append(
                    (self._library, one.key, one.version, one.name, one.parent, int(one.trashed))
                )
        self._db.executemany("insert or replace into item values (?, ?, ?, ?)", items)
        self._db.executemany("insert or replace into collection values (?, ?, ?, ?, ?, ?)", collections)


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
