"""
Works as JSON, for the memory of a clone alone: quick to write and to read, and of this version of zotsync only.

What goes with the lists is written for people and their merges, by `codecs.lock`; that takes four times as long.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final

from ..model import Creator, Identifier, Work

__all__ = ["dump", "load", "row_of", "work_of"]

_NAMES: Final = tuple(one.name for one in fields(Work))
_ROW: Final = attrgetter(*_NAMES)
_CREATOR: Final = attrgetter(*(one.name for one in fields(Creator)))
_IDENTIFIER: Final = attrgetter(*(one.name for one in fields(Identifier)))
_CREATORS, _IDENTIFIERS, _KEYWORDS, _FIELDS = map(
    _NAMES.index, ("creators", "identifiers", "keywords", "fields")
)


def row_of(work: Work) -> list[Any]:
    """The values of its attributes, as JSON can hold them."""
    row = [*_ROW(work)]
    row[_CREATORS] = [*map(_CREATOR, work.creators)]
    row[_IDENTIFIERS] = [*map(_IDENTIFIER, work.identifiers)]
    return row


def work_of(row: Sequence[Any]) -> Work:
    """
    The inverse of `row_of`.

    Raises:
        TypeError, IndexError: it is no such row.
    """
    row = [*row]
    row[_CREATORS] = tuple([Creator(*one) for one in row[_CREATORS]])
    row[_IDENTIFIERS] = tuple([Identifier(*one) for one in row[_IDENTIFIERS]])
    row[_KEYWORDS] = tuple(row[_KEYWORDS])
    row[_FIELDS] = tuple(map(tuple, row[_FIELDS]))
    return Work(*row)


def dump(works: Mapping[str, Work]) -> str:
    """One line of JSON."""
    rows = {key: row_of(work) for key, work in works.items()}
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> dict[str, Work]:
    """
    Raises:
        ValueError: the text is not what `dump` of this version writes.
    """
    try:
        return {key: work_of(row) for key, row in json.loads(text).items()}
    except (TypeError, IndexError, AttributeError) as error:
        raise ValueError(str(error)) from None
