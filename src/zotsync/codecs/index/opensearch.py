"""
A title index that a group shares: what OpenSearch or Elasticsearch is told and asked, which is the same in both.

One document a record: `words` (the title in its normal form, for matching), `ids` (its identifiers) and `record`
(the record itself, which is not searched).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ...core import titles
from ...model import Identifier, SourceRecord
from ..sources.question import Misread, each, parsed
from . import packing

__all__ = ["MAPPING", "bulk", "by_identifiers", "by_title", "failures", "hits"]

MAPPING = json.dumps(
    {
        "mappings": {
            "dynamic": False,
            "properties": {
                "words": {"type": "text", "analyzer": "whitespace", "norms": False},
                "ids": {"type": "keyword"},
                "record": {"type": "keyword", "index": False, "doc_values": False},
            },
        }
    }
)
"""What an index is made with."""


def bulk(records: Iterable[SourceRecord]) -> bytes:
    """The body of a `_bulk` request; a record that is there already is replaced."""
    lines: list[str] = []
    for one in records:
        lines.append(json.dumps({"index": {"_id": f"{one.source}:{one.name}"[:500]}}))
        fields = {
            "words": titles.normal(one.work.title),
            "ids": packing.curies(one),
            "record": packing.pack(one),
        }
        lines.append(json.dumps(fields, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode()


def failures(body: bytes) -> int:
    """How many records of a `_bulk` were refused. Raises Misread."""
    answer = parsed(body)
    if not isinstance(answer, dict) or not isinstance(answer.get("items"), list):
        raise Misread("no answer to _bulk")
    return sum("error" in said for one in answer["items"] for said in one.values())


def by_title(title: str, most: int) -> str:
    """The body of a search for a title."""
    match = {"match": {"words": {"query": titles.normal(title), "operator": "or"}}}
    return json.dumps({"size": most, "_source": ["record"], "query": match})


def by_identifiers(wanted: Sequence[Identifier]) -> str:
    """The body of a search for what has one of some identifiers."""
    terms = {"terms": {"ids": [str(one) for one in wanted]}}
    return json.dumps({"size": min(10_000, 20 * len(wanted)), "_source": ["record"], "query": terms})


def hits(body: bytes) -> tuple[SourceRecord, ...]:
    """The records of an answer. Raises Misread."""
    answer: Any = parsed(body)
    found = (answer.get("hits") or {}).get("hits") if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise Misread("no hits in it")
    return each(found, lambda one: packing.unpack(one["_source"]["record"]))
