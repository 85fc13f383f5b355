"""Status: what a workspace holds, without writing anything or asking anyone."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.topics import below
from ..model import Finding
from .build import build_holdings
from .holdings import gather
from .workspace import Workspace

__all__ = ["Status", "TopicStatus", "status"]


@dataclass(frozen=True, slots=True)
class TopicStatus:
    name: str
    depth: int
    """0 at the top."""
    works: int
    """With those of sub-topics."""
    file: str
    """Its .bib file; empty for a topic without works."""


@dataclass(frozen=True, slots=True)
class Status:
    lists: tuple[str, ...]
    entries: int
    works: int
    unverified: int
    topics: tuple[TopicStatus, ...]
    to_write: tuple[str, ...]
    """Files that a build would write."""
    library: str
    """Which library zotsync.toml names."""
    findings: tuple[Finding, ...]


def status(workspace: Workspace) -> Status:
    """
    Raises:
        ConfigError, InputError: what is needed as a whole cannot be read.
    """
    holdings = gather(workspace)
    report = build_holdings(holdings, dry_run=True)
    topics = holdings.catalogue.topics
    shown = []
    for topic in topics:
        works = len(below(topics, topic.path))
        file = workspace.shown(workspace.topic_bib(holdings.stems[topic.path])) if works else ""
        shown.append(TopicStatus(topic.path[-1], len(topic.path) - 1, works, file))
    config = workspace.config
    library = config.library_type + (f" {config.library_id}" if config.library_id else "")
    return Status(
        lists=tuple(one.name for one in holdings.catalogue.lists),
        entries=report.entries,
        works=report.works,
        unverified=len(report.unverified),
        topics=tuple(shown),
        to_write=report.written,
        library=library,
        findings=report.findings,
    )
