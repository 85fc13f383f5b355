"""Explain: what is known of a work, field by field: who says it, since when, and who says otherwise."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from ..core.consensus import confirmations, shown
from ..core.near import did_you_mean
from ..errors import UsageError
from ..model import Work
from .holdings import Holdings, gather
from .workspace import Workspace

__all__ = ["FieldTold", "WorkTold", "explain_work"]


@dataclass(frozen=True, slots=True)
class FieldTold:
    """One field of a work."""

    name: str
    value: str
    """As it goes into library.bib, notes and Zotero."""
    edited: bool
    """A person wrote it into library.bib; `record` is what sources say."""
    record: str
    sources: tuple[str, ...]
    """Who says what the record says: `crossref 10.1145/3341301.3359646 (2026-11-21)`."""
    dissent: tuple[tuple[str, str], ...]
    """(who, what they say instead)."""


@dataclass(frozen=True, slots=True)
class WorkTold:
    """One work."""

    key: str
    verified: bool
    fields: tuple[FieldTold, ...]
    alternatives: tuple[str, ...]
    """Other titles of it."""
    remark: str
    entries: tuple[tuple[str, str], ...]
    """(`list.md:12`, why it is this work)."""


def explain_work(workspace: Workspace, key: str) -> WorkTold:
    """
    What is known of the work with a citation key.

    Raises:
        UsageError: there is no such work; the message names what is near.
    """
    holdings = gather(workspace)
    records = holdings.catalogue.lock.records
    if key not in records:
        hint = did_you_mean(key, records, "their keys stand in bib/library.bib")
        raise UsageError(f"there is no work {key!r}; {hint}")
    record = records[key]
    said = {(one.list, one.title, one.url): one for one in holdings.catalogue.lock.identifications}
    lines = {(entry.list, entry.title): entry.line for entry, one in holdings.catalogue.listed if one == key}
    return WorkTold(
        key,
        record.work.verified,
        tuple(_fields(holdings, key)),
        record.alternatives,
        record.remark,
        tuple(
            (f"{list_}:{lines[list_, title]}", one.evidence)
            for (list_, title, _), one in said.items()
            if (list_, title) in lines and one.key == key
        ),
    )


def _fields(holdings: Holdings, key: str) -> Iterator[FieldTold]:
    record = holdings.catalogue.lock.records[key]
    work = holdings.edits.get(key, record.work)
    confirmed = confirmations(record)
    for one in dataclasses.fields(Work):
        name = one.name
        if name in ("key", "and_others", "fields", "verified"):
            continue
        value, recorded = shown(work, name), shown(record.work, name)
        if value or recorded:
            dissent = tuple((other.source, other.value) for other in record.dissent if other.field == name)
            yield FieldTold(name, value, value != recorded, recorded, tuple(confirmed.get(name, ())), dissent)
