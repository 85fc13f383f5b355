"""Where answers are kept for a day; a run that cannot keep them does without."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from pathlib import Path

from hishel import SqliteStorage

__all__ = ["storage"]

_DAY = 86_400.0
# It tells a cache that fails meanwhile with a traceback for each answer, and does without: so do we.
logging.getLogger("hishel").addHandler(logging.NullHandler())


def storage(folder: Path) -> SqliteStorage | None:
    """
    The answers of the last day; None where nothing can be kept.

    What is no database any more is thrown away: it holds nothing that cannot be asked again.
    """
    path = folder / "answers.sqlite"
    for _ in range(2):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(path)) as database:
                database.execute("PRAGMA user_version").fetchone()
                database.execute("SELECT count(*) FROM sqlite_master").fetchone()
                database.execute("BEGIN IMMEDIATE")  # says whether it can be written
                database.rollback()
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError:
            with contextlib.suppress(OSError):
                path.unlink()
        except OSError:
            return None
        else:
            return SqliteStorage(database_path=path, default_ttl=_DAY)
    return None
