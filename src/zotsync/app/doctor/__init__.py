"""
Doctor: whether all is well, one fact a line, each with the next step; nothing is written.

A check is a function from a `Case` to what it found, and a line in `CHECKS`. What it raises on purpose is
found to be a problem, under its name, and the rest goes on; a check that cannot say anything (no network, no
key) finds nothing.

* `case`     what the checks look at
* `files`    the workspace
* `library`  the library, its server, its key
* `clone`    what this clone remembers of the library
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ...errors import ZotsyncError
from ..choice import chosen_library
from ..workspace import open_workspace
from . import files, library
from .case import Case, Found, Outcome
from .clone import clone

__all__ = ["CHECKS", "Diagnosis", "diagnose"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one check found."""

    check: str
    outcome: Outcome
    message: str
    next: str = ""
    """The next step, where there is one that the message does not say."""


CHECKS: dict[str, Callable[[Case], Found]] = {
    "configuration": files.configuration,
    "lists": files.lists,
    "lock": files.lock,
    "files": files.made_files,
    "orphans": files.orphans,
    "library": library.library,
    "embedded library": library.embedded_library,
    "Zotero": library.zotero,
    "key": library.key,
    "server": library.server,
    "clock": library.clock,
    "rights": library.rights,
    "clone": clone,
}
"""Name -> check, in the order in which they are made: later ones go by what earlier ones found."""


def diagnose(
    start: Path | str,
    environment: Mapping[str, str],
    which: str | None = None,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> tuple[Diagnosis, ...]:
    """
    Look at everything that a sync needs.

    Args:
        start: a folder in the workspace.
        environment: where ZOTERO_API_KEY and its like are looked up.
        which: as `chosen_library` has it, before what environment and configuration say.

    Returns:
        One diagnosis or more for each check that can say something, in the order of `CHECKS`; without a
        usable workspace that alone.

    Raises:
        UsageError: `which` is something else.
    """
    try:
        case = Case(open_workspace(start), environment, which, now)
    except ZotsyncError as error:
        return (Diagnosis("configuration", "problem", str(error)),)
    chosen_library(case.workspace.config, environment, which)
    found: list[Diagnosis] = []
    for name, check in CHECKS.items():
        try:
            found += (Diagnosis(name, *one) for one in check(case))
        except ZotsyncError as error:
            found.append(Diagnosis(name, "problem", str(error)))
    return tuple(found)
