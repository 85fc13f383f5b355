"""Status: what a workspace holds, without writing anything or asking anyone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.topics import below, called, show_path
from ..errors import ConfigError
from ..model import Finding
from .build import build_holdings
from .choice import chosen_library
from .clone import expected, library_name, open_conflicts, remembered
from .holdings import Holdings, gather
from .notes import to_read
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
    in_zotero: str
    """What its collection is called in Zotero, where that is otherwise."""


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
    """Which library a sync goes to: `group 123456`."""
    to_read: Mapping[str, int]
    """By reader, how many works are still to be read; those that nobody reads under an empty name."""
    conflicts: tuple[str, ...]
    """What waits for a decision, as far as this clone knows: `vaswani2017attention title`."""
    findings: tuple[Finding, ...]


def status(workspace: Workspace, environment: Mapping[str, str] | None = None) -> Status:
    """
    Args:
        environment: where ZOTERO_LIBRARY_ID and its like are looked up.

    Raises:
        ConfigError, InputError: what is needed as a whole cannot be read.
    """
    holdings = gather(workspace)
    report = build_holdings(holdings, dry_run=True)
    topics, places = holdings.catalogue.topics, holdings.catalogue.lock.decisions.places
    shown = []
    for topic in topics:
        works = len(below(topics, topic.path))
        file = workspace.shown(workspace.topic_bib(holdings.stems[topic.path])) if works else ""
        name = called(topic.path, places)
        there = show_path(name) if name != topic.path else ""
        shown.append(TopicStatus(topic.path[-1], len(topic.path) - 1, works, file, there))
    chosen = chosen_library(workspace.config, environment or {})
    return Status(
        lists=tuple(one.name for one in holdings.catalogue.lists),
        entries=report.entries,
        works=report.works,
        unverified=len(report.unverified),
        topics=tuple(shown),
        to_write=report.written,
        library=" ".join(filter(None, chosen)),
        to_read=to_read(holdings),
        conflicts=_conflicts(holdings, environment or {}, chosen),
        findings=report.findings,
    )


def _conflicts(
    holdings: Holdings, environment: Mapping[str, str], library: tuple[str, str]
) -> tuple[str, ...]:
    workspace = holdings.workspace
    if holdings.unread:
        return ()  # without its lists nothing can be said of the library
    try:
        name = library_name(workspace, environment, library)
    except ConfigError:
        return ()  # doctor says what is wrong with the library
    with remembered(workspace, name) as state:
        return open_conflicts(expected(holdings, name, state)) if state else ()
