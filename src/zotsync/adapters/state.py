"""
What a clone remembers of its libraries, in `.zotsync/state.sqlite`: never committed, always recoverable.

Everything that one answer of a library says is recorded in one transaction, the log of what was done too, so
that a crash leaves either the state before it or the state after it; both are right, for the next sync looks again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..codecs import plans
from ..core.actions import Action
from ..core.runs import Run
from ..core.tree import Base, Bond, Mirror
from ..errors import InputError
from ..model import Collection, Item

__all__ = ["Log", "State"]

_SCHEMA = """
create table if not exists library (
  id text primary key, version integer not null default 0, digest text not null default '',
  item_fields text not null default '[]'
) without rowid;
create table if not exists item (
  library text not null, key text not null, version integer not null, data text not null,
  by text not null,
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
create table if not exists run (
  number integer primary key, library text not null, at text not null, undoes integer not null,
  end text not null default 'none'
);
create table if not exists deed (
  run integer not null, action text not null
);
create index if not exists deed_run on deed (run);
"""
_FORMAT = 4
_RUNS = 200
"""How many runs the log of a library goes back."""


_ENDED = "well"
"""End of a run: `none` as long as it did not come to one, `cut` where a later run did its rest."""


@dataclass(frozen=True, slots=True)
class Log:
    """What is to be written into the log."""

    run: Run
    done: Sequence[Action] = ()
    not_done: Sequence[Action] = ()
    """What was written down as done, and did not come to anything."""
    is_last: bool = False
    """Whether the run comes to its end with this."""


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

    def _looked_at(self, path: Path | str) -> sqlite3.Connection:
        if Path(path).is_file():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=5)
            # Not opened as read-only: such a reader leaves the files of the write-ahead log behind.
            self._db.execute("pragma query_only=1")
            if self._format() == _FORMAT:
                return self._db
            self._db.close()
        empty = sqlite3.connect(":memory:", isolation_level=None)
        empty.executescript(_SCHEMA)
        return empty

    def _make(self) -> None:
        if 0 < self._format() < _FORMAT:  # of an older zotsync: the library is linked anew
            for (table,) in self._db.execute(
                "select name from sqlite_master where type = 'table'"
            ).fetchall():
                self._db.execute(f"drop table {table}")
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=normal")
        self._db.executescript(_SCHEMA)
        self._db.execute(f"pragma user_version={_FORMAT}")
        self._db.execute("insert or ignore into library (id) values (?)", (self._library,))

    def _format(self) -> int:
        """Raises InputError: of a newer zotsync."""
        (known,) = self._db.execute("pragma user_version").fetchone()
        if known > _FORMAT:
            raise InputError(f"{self._path}: made by a newer zotsync; upgrade this one")
        return int(known)

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
            items = {
                key: Item(key, version, json.loads(data), by)
                for key, version, data, by in self._rows(
                    "select key, version, data, by from item where library = ?"
                )
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

    def runs(self) -> tuple[Run, ...]:
        """Every sync and undo that did something, the last first."""
        actions: dict[int, list[Action]] = {}
        for run, action in self._rows(
            "select run, action from deed join run on number = run where library = ? order by deed.rowid"
        ):
            actions.setdefault(run, []).append(_action(action))
        rows = self._rows("select number, at, undoes, end from run where library = ? order by number desc")
        return tuple(
            Run(number, at, undoes, end != _ENDED, tuple(actions.get(number, ())))
            for number, at, undoes, end in rows
        )

    def cut(self) -> tuple[Action, ...]:
        """What the last run did, where it was cut short and no other came to its end since."""
        rows = self._rows(
            "select action from deed where run = (select max(number) from run where library = ? and end = 'none') "
            "order by rowid"
        )
        return tuple(_action(action) for (action,) in rows)

    def new_run(self, at: str = "", undoes: int = 0) -> Run:
        """The next number of the log; nothing is written before the run does something."""
        (last,) = self._db.execute("select max(number) from run").fetchone()
        return Run((last or 0) + 1, at, undoes)

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
                "insert or replace into bond values (?, ?, ?, ?, ?, ?, ?, ?)", map(self._row, bonds)
            )
            if undecided is not None:
                done = {one for one, _, _ in self.choices() if one not in undecided}
                self._db.executemany(
                    "delete from choice where library = ? and id = ?", ((self._library, one) for one in done)
                )
            if log is not None:
                self._log(log)
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

    def _log(self, log: Log) -> None:
        run = log.run
        if log.done:
            self._db.execute(
                "insert or ignore into run (number, library, at, undoes) values (?, ?, ?, ?)",
                (run.number, self._library, run.at, run.undoes),
            )
        self._db.executemany("insert into deed values (?, ?)", ((run.number, _line(one)) for one in log.done))
        self._db.executemany(
            "delete from deed where run = ? and action = ?",
            ((run.number, _line(one)) for one in log.not_done),
        )
        if not log.is_last:
            return
        of_library = "update run set end = ? where library = ? and end = 'none' and number"
        self._db.execute(f"{of_library} = ?", (_ENDED, self._library, run.number))
        self._db.execute(f"{of_library} < ?", ("cut", self._library, run.number))
        self._db.execute(
            "delete from run where library = ?1 and number not in "
            "(select number from run where library = ?1 order by number desc limit ?2)",
            (self._library, _RUNS),
        )
        self._db.execute("delete from deed where run not in (select number from run)")

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

    def _row(self, bond: Bond) -> tuple[str, ...]:
        marks = " ".join(bond.open), " ".join(bond.kept)
        return (self._library, bond.id, bond.kind, bond.key, _text(bond.local), _text(bond.remote), *marks)

    def _put(self, objects: Iterable[Item | Collection]) -> None:
        items, collections = [], []
        for one in objects:
            if isinstance(one, Item):
                items.append((self._library, one.key, one.version, _text(one.data), one.by))
            else:
                collections.append(
                    (self._library, one.key, one.version, one.name, one.parent, int(one.trashed))
                )
        self._db.executemany("insert or replace into item values (?, ?, ?, ?, ?)", items)
        self._db.executemany("insert or replace into collection values (?, ?, ?, ?, ?, ?)", collections)


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _line(action: Action) -> str:
    return json.dumps(plans.values(action), ensure_ascii=False, separators=(",", ":"))


def _action(line: str) -> Action:
    (action,) = plans.actions_of([json.loads(line)])
    return action
