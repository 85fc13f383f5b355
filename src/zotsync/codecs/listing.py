"""An entry of a list as flat fields, for other programs: lines of JSON, rows of CSV, BibTeX."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from ..core import citekey, match, written
from ..model import Entry, Work
from . import bibtex

__all__ = ["FIELDS", "fields", "to_bibtex", "to_csv", "to_json"]


def _identifier(scheme: str) -> Callable[[Entry], str | None]:
    return lambda entry: next((one.value for one in entry.identifiers if one.scheme == scheme), None)


FIELDS: Final[dict[str, Callable[[Entry], Any]]] = {
    "list": lambda entry: entry.list,
    "line": lambda entry: entry.line,
    "title": lambda entry: entry.title,
    "alias": lambda entry: entry.alias or None,
    "year": lambda entry: written.year(entry.year),
    "year_as_written": lambda entry: entry.year or None,
    "year_source": lambda entry: entry.year_source or None,
    "arxiv": _identifier("arxiv"),
    "doi": _identifier("doi"),
    "url": lambda entry: match.primary_url(entry) or None,
    "authors_as_written": lambda entry: entry.authors or None,
    "venue_as_written": lambda entry: entry.venue or None,
    "venue_source": lambda entry: entry.venue_source or None,
    "affiliation_as_written": lambda entry: entry.affiliation or None,
    "topic_path": lambda entry: list(entry.topic),
    "marks": lambda entry: list(entry.marks),
    "identifiers": lambda entry: [str(one) for one in entry.identifiers],
    "links": lambda entry: [{"role": one.role, "url": one.url, "text": one.text} for one in entry.links],
    "extra_urls": lambda entry: [one.url for one in entry.links if one.url != match.primary_url(entry)],
    "note_link": lambda entry: next((one.url for one in entry.links if one.role == "note"), None),
    "remarks": lambda entry: [{"label": one.label, "text": one.text} for one in entry.remarks],
    "group": lambda entry: entry.group or None,
    "rule": lambda entry: entry.rule or None,
    "confidence": lambda entry: entry.confidence,
}
"""Name -> what an entry says; None, or an empty list, where it says nothing."""

_NESTED: Final = frozenset({"links"})
"""Fields that a table cannot hold; `extra_urls` says the same, without the roles."""


def fields(entry: Entry) -> dict[str, Any]:
    """All fields of an entry, by name."""
    return {name: value_of(entry) for name, value_of in FIELDS.items()}


def to_json(entries: Iterable[Entry]) -> str:
    """One object a line."""
    return "".join(json.dumps(fields(entry), ensure_ascii=False) + "\n" for entry in entries)


def to_csv(entries: Iterable[Entry]) -> str:
    """A table with a header; what there are several of stands in one cell, topics with ` / ` between them."""
    names = [name for name in FIELDS if name not in _NESTED]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for entry in entries:
        writer.writerow([_cell(name, FIELDS[name](entry)) for name in names])
    return text.getvalue()


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        parts = (
            f"{one['label']}: {one['text']}".removeprefix(": ") if isinstance(one, dict) else one
            for one in value
        )
        return (" / " if name == "topic_path" else "; ").join(parts)
    text = str(value)
    # A spreadsheet would run it.
    return f"'{text}" if text[:1] in {"=", "+", "@"} else text


def to_bibtex(entries: Iterable[Entry], pattern: str = citekey.DEFAULT_PATTERN) -> str:
    """An entry for each work, built from what the list says; one that is listed twice stands once."""
    works: dict[tuple[str, ...], Work] = {}
    taken: set[str] = set()
    for entry in entries:
        work = match.work_of(entry)
        same = tuple(map(str, work.identifiers)) or (work.title.casefold(), work.issued)
        if same not in works:
            key = citekey.unique(work.key or citekey.make(work, pattern), taken)
            taken.add(key.casefold())
            works[same] = replace(work, key=key)
    return bibtex.write_bibtex(works.values())
