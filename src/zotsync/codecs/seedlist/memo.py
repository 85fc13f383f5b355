"""A list that was read, as JSON, so that an unchanged list is not read again. Coverage is not kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ...model import Entry, Heading, Identifier, Link, Remark, SeedList

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


def _entry(entry: Entry) -> list[Any]:
    return [
        entry.line,
        entry.title,
        entry.topic,
        entry.year,
        entry.authors,
        entry.venue,
        [[link.role, link.url, link.text] for link in entry.links],
        [[one.scheme, one.value] for one in entry.identifiers],
        [[remark.label, remark.text, remark.line] for remark in entry.remarks],
        entry.marks,
        entry.group,
        entry.rule,
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
    except TypeError as error:
        raise ValueError(str(error)) from None


def _loaded(
    name: str,
    line: int,
    title: str,
    topic: Sequence[str],
    year: str,
    authors: str,
    venue: str,
    links: Sequence[Sequence[str]],
    identifiers: Sequence[Sequence[str]],
    remarks: Sequence[tuple[str, str, int]],
    marks: Sequence[str],
    group: str,
    rule: str,
) -> Entry:
    return Entry(
        name,
        line,
        title,
        tuple(topic),
        year,
        authors,
        venue,
        tuple(Link(*link) for link in links),
        tuple(Identifier(*one) for one in identifiers),
        tuple(Remark(*remark) for remark in remarks),
        tuple(marks),
        group,
        rule,
    )
