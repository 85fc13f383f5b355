"""`zotsync.lock`, by record and field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from ...core.aliases import rekeyed, renamed
from ...core.properties import READING, properties, with_properties
from ...core.threeway import Side, combined, members
from ...model import Decisions, Dissent, Identification, Lock, Record, Work
from .. import lock as codec

__all__ = ["merge"]


def merge(base: str, ours: str, theirs: str, side: Side) -> str:
    """
    The text of a lock that two people changed.

    Raises:
        ConfigError: one of them cannot be read.
    """
    was, here, there = (codec.read(text) for text in (base, ours, theirs))
    names = _names(was, here, there, side)
    was, here, there = (rekeyed(one, names) for one in (was, here, there))

    def record(before: Record | None, mine: Record, others: Record) -> Record:
        found = combined(_said(before) if before else None, _said(mine), _said(others), side, READING)
        return _record(mine.work.key, found)

    def one(before: Any, mine: Any, others: Any) -> Any:
        if before == mine:
            return others
        return mine if before == others or side == "ours" else others

    before, mine, others = (_lines(lock.identifications) for lock in (was, here, there))
    lines = members(before, mine, others, side, one)
    return codec.write(
        Lock(
            members(was.records, here.records, there.records, side, record),
            tuple(Identification(*place, *rest) for place, rest in lines.items()),
            _decisions(was.decisions, here.decisions, there.decisions, side, one),
        )
    )


def _names(was: Lock, here: Lock, there: Lock, side: Side) -> dict[str, str]:
    """Citation key -> the one that counts, of works that one side calls otherwise, or both."""
    mine, others = renamed(was, here), renamed(was, there)
    names = others | mine if side == "ours" else mine | others
    both = (*mine.items(), *others.items())
    return names | {new: names[old] for old, new in both if names[old] != new}


def _said(record: Record) -> dict[str, Any]:
    """A record as properties; what it does not say is left out."""
    found = properties(record.work) | {
        "of verified": record.work.verified,
        "of sources": list(record.sources),
        "of alternatives": list(record.alternatives),
        "of remark": record.remark,
        "of dissent": [(one.field, one.source, one.value) for one in record.dissent],
        "of former": list(record.former),
    }
    # `merge` takes an empty value and none for the same; whether a work is verified is always said.
    return {name: value for name, value in found.items() if value} | {
        "of verified": "yes" if record.work.verified else "no"
    }


def _record(key: str, said: Mapping[str, Any]) -> Record:
    own = {name: value for name, value in said.items() if not name.startswith("of ")}
    work = with_properties(Work(key, "", "", verified=said.get("of verified") == "yes"), own)
    return Record(
        work,
        tuple(said.get("of sources", ())),
        tuple(said.get("of alternatives", ())),
        said.get("of remark", ""),
        tuple(Dissent(*one) for one in said.get("of dissent", ())),
        tuple(said.get("of former", ())),
    )


def _lines(found: Iterable[Identification]) -> dict[tuple[str, str, str], tuple[str, str, float]]:
    return {(one.list, one.title, one.url): (one.key, one.evidence, one.confidence) for one in found}


def _decisions(was: Decisions, here: Decisions, there: Decisions, side: Side, one: Any) -> Decisions:
    found: dict[str, Any] = {}
    for name in (field.name for field in fields(Decisions)):
        sides = (getattr(lock, name) for lock in (was, here, there))
        if name == "places":
            before, mine, others = sides
            found[name] = members(before, mine, others, side, one)
        else:
            before, mine, others = (dict.fromkeys(sorted(said), True) for said in sides)
            found[name] = frozenset(members(before, mine, others, side, one))
    return Decisions(**found)
