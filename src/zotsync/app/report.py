"""What a build did; and where nothing changed since the last one, its report without doing it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import Finding
from .memory import Memory

if TYPE_CHECKING:
    from .workspace import Workspace

__all__ = ["BuildReport", "unchanged"]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    lists: int
    entries: int
    works: int
    topics: int
    written: tuple[str, ...]
    """Paths that changed, relative to the workspace, in the order in which they were written."""
    removed: tuple[str, ...]
    """Files of topics that are no more, what notes were called before, files of child notes that are sections now."""
    unverified: tuple[str, ...]
    """Citation keys of works that no source has confirmed."""
    findings: tuple[Finding, ...]
    """What could not be read, and notes that were left alone."""
    rekeyed: tuple[tuple[str, str], ...] = ()
    """Old citation key and new, of works that a person calls otherwise now."""


def unchanged(workspace: Workspace, memory: Memory) -> BuildReport | None:
    """The report of a build that has nothing to do, where no file is other than the last one left it."""
    if not memory.is_current(workspace.root, workspace.inputs()):
        return None
    return BuildReport(
        **memory.counts,
        written=(),
        removed=(),
        unverified=memory.unverified,
        findings=memory.findings,
        rekeyed=(),
    )
