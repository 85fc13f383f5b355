"""The log of a clone in its state: what each run did, and what it sent without an answer."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from ...codecs import tables
from ...core.actions import Action, Create
from ...core.runs import Log, Run, Unanswered

__all__ = ["Journal"]

_RUNS: Final = 200
"""How many runs the log of a library goes back."""
_ENDED: Final = "well"
"""End of a run: `none` as long as it did not come to one, `cut` where a later run did its rest."""


class Journal:
    """Of one library, in a database that `State` opened; written inside its transactions."""

    def __init__(self, db: sqlite3.Connection, library: str) -> None:
        self._db, self._library = db, library

    def runs(self) -> tuple[Run, ...]:
        """Every sync and undo that did something, the last first."""
        actions: dict[int, list[Action]] = {}
        for run, done in self._rows(
            "select run, action from deed join run on number = run where library = ? order by deed.rowid"
        ):
            actions.setdefault(run, []).append(tables.action(done))
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
        return tuple(tables.action(done) for (done,) in rows)

    def new_run(self, at: str = "", undoes: int = 0) -> Run:
        """The next number of the log; nothing is written before the run does something."""
        (last,) = self._db.execute("select max(number) from run").fetchone()
        return Run((last or 0) + 1, at, undoes)

    def unanswered(self) -> tuple[Unanswered, ...]:
        """What was to be made, and nobody knows whether it was, the oldest first."""
        found: dict[tuple[int, str, int], list[Create]] = {}
        for number, at, version, line in self._rows(
            "select run, at, version, action from sent where library = ? order by rowid"
        ):
            done = tables.action(line)
            if isinstance(done, Create):
                found.setdefault((number, at, version), []).append(done)
        return tuple(
            Unanswered(Run(number, at), version, tuple(batch))
            for (number, at, version), batch in found.items()
        )

    def write(self, log: Log) -> None:
        run = log.run
        if log.done:
            self._db.execute(
                "insert or ignore into run (number, library, at, undoes) values (?, ?, ?, ?)",
                (run.number, self._library, run.at, run.undoes),
            )
        self._db.executemany(
            "insert into deed values (?, ?)", ((run.number, tables.deed(one)) for one in log.done)
        )
        self._db.executemany(
            "delete from deed where run = ? and action = ?",
            ((run.number, tables.deed(one)) for one in log.not_done),
        )
        self._db.execute("delete from sent where library = ? and run = ?", (self._library, run.number))
        self._db.executemany(
            "insert into sent values (?, ?, ?, ?, ?)",
            (
                (self._library, run.number, run.at, log.version, tables.deed(one))
                for one in log.sending
                if isinstance(one, Create)
            ),
        )
        if log.is_last:
            self._end(run)

    def _end(self, run: Run) -> None:
        of_library = "update run set end = ? where library = ? and end = 'none' and number"
        self._db.execute(f"{of_library} = ?", (_ENDED, self._library, run.number))
        self._db.execute(f"{of_library} < ?", ("cut", self._library, run.number))
        self._db.execute("delete from sent where library = ?", (self._library,))
        self._db.execute(
            "delete from run where library = ?1 and number not in "
            "(select number from run where library = ?1 order by number desc limit ?2)",
            (self._library, _RUNS),
        )
        self._db.execute("delete from deed where run not in (select number from run)")

    def _rows(self, query: str) -> list[Any]:
        return self._db.execute(query, (self._library,)).fetchall()
