"""What a person has yet to decide about entries: text <-> `Doubt`; JSON of this clone, never committed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..model import Record
from . import lock

__all__ = ["Doubt", "Offer", "read", "write"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A work that an entry may be."""

    record: Record
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """An entry that sources do not settle."""

    list: str
    line: int
    """When it was looked up."""
    title: str
    url: str
    key: str
    """Citation key that it has now."""
    why: str
    offers: tuple[Offer, ...] = ()
    """The best first; at most three."""


def read(text: str) -> tuple[Doubt, ...]:
    """The doubts of a text; none where it is not readable: they are found again."""
    try:
        return tuple(_doubt(one) for one in json.loads(text or "[]"))
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()


def _doubt(data: Mapping[str, Any]) -> Doubt:
    offers = tuple(
        Offer(lock.record_of("", one["record"]), float(one["score"]), str(one["evidence"]))
        for one in data["offers"]
    )
    return Doubt(**{**data, "offers": offers})


def write(doubts: Iterable[Doubt]) -> str:
    """The text of some doubts."""
    return json.dumps([_fields(one) for one in doubts], ensure_ascii=False, indent=1) + "\n"


def _fields(doubt: Doubt) -> dict[str, Any]:
    return {
        "list": doubt.list,
        "line": doubt.line,
        "title": doubt.title,
        "url": doubt.url,
        "key": doubt.key,
        "why": doubt.why,
        "offers": [
            {
                "record": {name: value for name, value in lock.fields_of(one.record) if value},
                "score": round(one.score, 3),
                "evidence": one.evidence,
            }
            for one in doubt.offers
        ],
    }
