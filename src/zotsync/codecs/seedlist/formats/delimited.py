"""
CSV and TSV: one work a row.

The header says what the columns hold, in the words that tables of Markdown use; without a header, what their
cells look like.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple

from ....core import identifiers
from .. import title, words
from ..options import ReadOptions
from ..page import Page
from . import records

__all__ = ["read"]

_MOST_FAULTS = 10
"""Rows that cannot be read (a quote that is never closed) before the rest is given up; each costs a look at it."""
_SAMPLE = 200
"""Rows that are looked at to tell what the columns hold."""


class _Row(NamedTuple):
    first: int
    last: int
    cells: list[str]


def read(text: str, page: Page, options: ReadOptions, delimiters: str = ",;\t|") -> None:
    """
    Read the rows onto the page.

    Args:
        delimiters: those that may separate the cells; the one that the first line has most of does.
    """
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(delimiters, key=first.count)
    rows: list[_Row] = []
    for row in _rows(lines, delimiter, page):
        if any(cell.strip() for cell in row.cells):
            rows.append(row)
        else:
            page.ledger.put(row.first, row.last, "skipped", "empty row")
    labels: list[str] = []
    if rows and _is_header(rows[0].cells, options):
        header = rows.pop(0)
        labels = header.cells
        page.ledger.put(header.first, header.last, "markup", "table header")
        fields = _fields_by_words(labels, options)
    else:
        fields = _fields_by_cells([row.cells for row in rows[:_SAMPLE]])
    known = "title" in fields or "paper" in fields
    why = "a row without a title" if known else "a table without a column of titles"
    numbers = count()
    for row in rows:
        values = [
            records.Field(_at(labels, i), records.inline(cell, numbers), row.first, _at(fields, i))
            for i, cell in enumerate(row.cells)
        ]
        if not records.add(page, values, row.first, row.last, "row"):
            page.ledger.put(row.first, row.last, "skipped", why)


def _at(texts: Sequence[str], i: int) -> str:
    return texts[i] if i < len(texts) else ""


def _rows(lines: Sequence[str], delimiter: str, page: Page) -> Iterator[_Row]:
    """The rows with their lines; a row that is not CSV is skipped."""
    start, faults = 0, 0
    while start < len(lines):
        reader = csv.reader((line + "\n" for line in lines[start:]), delimiter=delimiter, strict=True)
        done = 0
        try:
            for cells in reader:
                yield _Row(start + done + 1, start + reader.line_num, cells)
                done = reader.line_num
            start = len(lines)
        except csv.Error as error:
            faults += 1
            bad = start + done + 1
            last = bad if faults < _MOST_FAULTS else len(lines)
            page.ledger.put(bad, last, "skipped", f"not readable as CSV: {error}")
            start = last


# --- what the columns hold --------------------------------------------------------------------------------


def _is_header(cells: Sequence[str], options: ReadOptions) -> bool:
    if options.title_column and words.plain_word(options.title_column) in map(words.plain_word, cells):
        return True
    if any("://" in cell for cell in cells):
        return False
    found = [field for cell in cells if (field := records.field_of(cell))]
    return len(found) > 1 or (len(found) == 1 and (len(cells) == 1 or found[0] in {"title", "paper"}))


def _fields_by_words(labels: Sequence[str], options: ReadOptions) -> list[str]:
    fields = [records.field_of(label) for label in labels]
    if wanted := words.plain_word(options.title_column):
        plain = [words.plain_word(label) for label in labels]
        if wanted in plain:
            fields = ["remark" if field == "title" else field for field in fields]
            fields[plain.index(wanted)] = "title"
    return fields


_LOOKS: Final[tuple[tuple[str, Callable[[str], object]], ...]] = (
    ("link", re.compile(r"https?://\S+|www\.\S+").fullmatch),
    ("year", re.compile(r"(?:19|20)\d\d(?:[-/.]\d{1,2}){0,2}").fullmatch),
    ("identifier", lambda cell: " " not in cell and identifiers.find(cell)),
    ("number", re.compile(r"#?\d{1,5}[.)]?").fullmatch),
    ("authors", re.compile(r".*\bet al\b.*|(?:[^\W\d_][\w.'’ -]{1,40}[,;]\s*)+(?:and )?[^\W\d_][\w.'’ -]*").fullmatch),
)  # fmt: skip
"""What the cells of a column look like, most telling first."""


def _fields_by_cells(rows: Sequence[Sequence[str]]) -> list[str]:
    """The field of each column by what most of its cells look like; the wordiest of the others has the titles."""
    columns: list[list[str]] = [[] for _ in range(max(map(len, rows), default=0))]
    for row in rows:
        for i, cell in enumerate(row):
            if cell.strip():
                columns[i].append(cell.strip()[:200])
    fields = [_look(cells) for cells in columns]
    free = [i for i, field in enumerate(fields) if not field and any(map(_may_be_title, columns[i]))]
    if free:
        fields[max(free, key=lambda i: sum(map(_may_be_title, columns[i])))] = "title"
    return fields


def _may_be_title(cell: str) -> bool:
    return "](" in cell or title.reads_like_a_title(cell)


def _look(cells: Sequence[str]) -> str:
    if not cells:
        return ""
    for field, looks in _LOOKS:
        if sum(1 for cell in cells if looks(cell)) * 2 > len(cells):
            return field
    return ""
