"""What is asked of a metadata service, and what a service is: values, so that one adapter can ask them all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from ...model import Identifier, SourceRecord

__all__ = ["Misread", "Question", "Source", "batches", "each", "escaped", "link", "parsed"]

T = TypeVar("T")


class Misread(ValueError):
    """The answer is not of the kind that was asked for: a page instead of data, or half of it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request."""

    url: str
    accept: str = "application/json"
    body: str = ""
    """JSON to post; empty for a GET."""


@dataclass(frozen=True, slots=True)
class Source:
    """One metadata service: how it is asked, and how its answers are read."""

    name: str
    host: str
    pause: float
    """Seconds between two requests, as the service publishes them or less often."""
    read: Callable[[bytes], tuple[SourceRecord, ...]]
    """
    The records of an answer; none where it says that there are none.

    Raises:
        Misread: it is no answer to the question.
    """
    schemes: frozenset[str] = frozenset()
    """Identifiers that it can look up."""
    batch: int = 1
    """Identifiers in one question."""
    lookup: Callable[[Sequence[Identifier]], Question] | None = None
    search: Callable[[str], Question] | None = None
    """The question for a title."""
    pause_known: float | None = None
    """The same for those who say who they are; None where that makes no difference."""
    key: str = ""
    """Variable of the environment that holds a key to it."""
    key_in: str = ""
    """`header:NAME` or `query:NAME`: where the key goes."""
    needs_key: bool = False
    """Without one it refuses practically every request."""
    last_resort: bool = False
    """Asked only for what the others do not have."""
    sends_pages: bool = False
    """Where there are no data of a work it sends the page of the work, which asking again does not change."""


def batches(source: Source, wanted: Sequence[Identifier]) -> Iterator[Sequence[Identifier]]:
    """The identifiers that a service can look up, in the portions in which it takes them."""
    if source.lookup is None:
        return
    mine = [one for one in wanted if one.scheme in source.schemes]
    # A comma or a bar in a DOI parts the values of a filter.
    alone = [one for one in mine if source.batch > 1 and set(one.value) & set(",|")]
    together = [one for one in mine if one not in alone]
    for start in range(0, len(together), source.batch):
        yield together[start : start + source.batch]
    yield from ([one] for one in alone)


def link(base: str, parameters: Mapping[str, str | int]) -> str:
    """An address with parameters, blanks as `%20`, which every service reads."""
    return f"{base}?{urlencode(parameters, quote_via=quote)}"


def escaped(value: str) -> str:
    """A value as one segment of a path."""
    return quote(value, safe="")


def parsed(body: bytes) -> Any:
    """
    The JSON of an answer.

    Raises:
        Misread: it is none; a page that asks whether one is human, say.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Misread(f"no JSON: {error}") from None


def each(items: Any, make: Callable[[Any], T | None]) -> tuple[T, ...]:
    """What is made of each item; one that is not of the shape that it should have is left out."""
    made: list[T] = []
    for item in items if isinstance(items, Iterable) and not isinstance(items, str | dict) else ():
        try:
            one = make(item)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError):
            continue
        if one is not None:
            made.append(one)
    return tuple(made)
