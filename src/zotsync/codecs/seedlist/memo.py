"""A list that was read, as JSON, so that an unchanged list is not read again. Coverage is not kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ...model import Entry, Heading, Identifier, Link, Remark, SeedList
from .. import works

__all__ = ["dump", "load"]


def dump(seed_list: SeedList) -> str:
    """One line of JSON; `load` gives the list back without its `lines`."""
    return json.dumps(
        [
            seed_list.name,
            seed_list.title,
            [[one.path, one.line, one.written, one.owners, one.when, one.text] for one in seed_list.headings],
            [_entry(entry) for entry in seed_list.entries],
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


_TEXTS = (
    "line", "title", "year", "authors", "venue", "affiliation", "alias", "year_source", "venue_source", "group",
    "rule", "confidence",
)  # fmt: skip
"""Attributes of `Entry` that JSON holds as they are."""


def _entry(entry: Entry) -> list[Any]:
    return [
        [getattr(entry, name) for name in _TEXTS],
        entry.topic,
        [[link.role, link.url, link.text] for link in entry.links],
        [[one.scheme, one.value] for one in entry.identifiers],
        [[remark.label, remark.text, remark.line] for remark in entry.remarks],
        entry.marks,
        None if entry.work is None else works.row_of(entry.work),
    ]


def load(text: str) -> SeedList:
    """
    Raises:
        ValueError: the text is not what `dump` of this version writes.
    """
    try:
        name, title, headings, entries = json.loads(text)
        return SeedList(
            name,
            title,
            tuple(
                Heading(tuple(path), line, written, tuple(owners), when, about)
                for path, line, written, owners, when, about in headings
            ),
            tuple(_loaded(name, *fields) for fields in entries),
        )
    except (TypeError, IndexError) as error:
        raise ValueError(str(error)) from None


def _loaded(
    name: str,
    texts: Sequence[Any],
    topic: Sequence[str],
    links: Sequence[Sequence[str]],
    identifiers: Sequence[Sequence[str]],
    remarks: Sequence[tuple[str, str, int]],
    marks: Sequence[str],
    work: Sequence[Any] | None,
) -> Entry:
    return Entry(
        list=name,
        topic=tuple(topic),
        links=tuple(Link(*link) for link in links),
        identifiers=tuple(Identifier(*one) for one in identifiers),
        remarks=tuple(Remark(*remark) for remark in remarks),
        marks=tuple(marks),
        work=None if work is None else works.work_of(work),
        **dict(zip(_TEXTS, texts, strict=True)),
    )
