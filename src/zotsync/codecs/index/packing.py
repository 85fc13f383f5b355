"""A record as an index keeps it: the fields that tell and cite a work, as a JSON list without names."""

from __future__ import annotations

import json
from typing import Any

from ...core import titles
from ...model import Creator, Identifier, SourceRecord, Work

__all__ = ["curies", "pack", "unpack", "words"]

_TEXTS = (
    "type",
    "title",
    "issued",
    "container_title",
    "container_title_short",
    "volume",
    "issue",
    "page",
    "publisher",
    "arxiv_class",
    "url",
)
_MOST_PEOPLE = 100
"""Of a collaboration of thousands the first tell the work."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(record: SourceRecord, today: str = "") -> str:
    """The text of a record; `today` stands in for a day that it does not tell."""
    work = record.work
    people = [
        [one.literal] if one.literal else [one.family, one.given]
        for one in work.creators[:_MOST_PEOPLE]
        if one.role == "author"
    ]
    return _encode(
        [
            record.source,
            record.name,
            record.seen or today,
            [getattr(work, name) for name in _TEXTS],
            people,
            work.and_others or len(work.creators) > _MOST_PEOPLE,
            curies(record),
        ]
    )


def unpack(text: str) -> SourceRecord:
    """
    The record of a text.

    Raises:
        ValueError, TypeError: it is none of ours.
    """
    source, name, seen, texts, people, others, found = json.loads(text)
    fields: dict[str, Any] = dict(zip(_TEXTS, texts, strict=True))
    work = Work(
        key="",
        creators=tuple(Creator(*one) if len(one) == 2 else Creator(literal=one[0]) for one in people),
        and_others=others,
        identifiers=tuple(
            Identifier(scheme, value) for scheme, _, value in (one.partition(":") for one in found)
        ),
        **fields,
    )
    return SourceRecord(source, name, work, seen)


def curies(record: SourceRecord) -> list[str]:
    """Its identifiers, as an index finds them."""
    return [str(one) for one in record.work.identifiers]


def words(title: str) -> list[str]:
    """The words by which a title is found, each once, as they stand in its normal form."""
    return list(dict.fromkeys(titles.normal(title).split()))
