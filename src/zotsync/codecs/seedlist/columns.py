"""What the columns of a table hold: by the words of the header, else by what stands in the cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from . import dates, people, title, venues, words
from .blocks import Block, Inline, Row
from .links import leads_to_a_paper, names_its_role

__all__ = ["Columns", "column", "is_grid_of_works", "split", "understood"]

_SAMPLE = 60
"""Rows that are looked at."""


_SCHEDULED = re.compile(
    r"(?:week|wk|session|lecture|class|meeting|day|module|unit)(?: ?(?:#|no\.?|number|date))?|"
    r"assignments?|homework|hw|due|"
    r"deadlines?|(?:date of )?(?:presentation|discussion)|labs?|第?周次?|周|讲次|回"
)
"""Headers of a schedule: its dates are those of meetings."""


class Columns(NamedTuple):
    """The columns of a table, understood."""

    title: int | None
    """The one that holds the titles."""
    fields: list[str]
    """What each holds, as `words.field_of` names it."""


def split(block: Block) -> tuple[Row | None, list[Row]]:
    """The header and the rows; in a table without a header of words all are rows."""
    header, rows = block.rows[0], block.rows[1:]
    labels = [cell.plain for cell in header.cells]
    if any(words.field_of(label) for label in labels):
        return header, rows
    is_row = any(_is_titled_link(cell) for cell in header.cells) or any(map(dates.alone, labels))
    return (None, block.rows) if block.headless or is_row else (header, rows)


def understood(labels: list[str], rows: Sequence[Row]) -> Columns:
    """
    The columns by their headers and cells.

    The titles stand under `Title`; else under `Paper`, unless that holds only links such as `[pdf](..)`; else
    where most cells hold a linked title; else, in a table with links to papers, in the first column that no
    word of the tables names (`Model`); else where the cells read like titles.
    """
    width = max([len(labels), *(len(row.cells) for row in rows[:_SAMPLE])])
    labels = labels + [""] * (width - len(labels))
    fields = [words.field_of(label) or ("remark" if words.plain_word(label) else "") for label in labels]
    sample = rows[:_SAMPLE]
    for i in range(width):
        if not fields[i]:
            fields[i] = _by_cells(column(sample, i)) or ("status" if labels else "remark")
    if "presenter" in fields or any(_SCHEDULED.fullmatch(words.plain_word(label)) for label in labels):
        # The date is that of a meeting.
        fields = ["remark" if field == "year" else field for field in fields]
    return Columns(_title_column(labels, fields, sample), fields)


def _title_column(labels: list[str], fields: list[str], rows: Sequence[Row]) -> int | None:
    explicit = [i for i, field in enumerate(fields) if field == "title"]
    # `Name` may stand beside `Paper`, with the short name of the model.
    names = [i for i in explicit if words.plain_word(labels[i]) in words.NAMES]
    full = [i for i in explicit if i not in names]
    papers = [i for i, field in enumerate(fields) if field == "paper" and _share(rows, i, _has_words) > 0]
    for i in (*full, *(i for i in papers if _share(rows, i, _reads_like_a_title) >= 0.5), *names, *papers):
        if i in full or _share(rows, i, _has_words) > 0:
            if names and i not in names:
                fields[names[0]] = "alias"
            return i
    linked = [i for i in range(len(fields)) if _share(rows, i, _is_titled_link) >= 0.5]
    if linked:
        return max(linked, key=lambda i: _share(rows, i, _is_titled_link))
    unnamed = [i for i, label in enumerate(labels) if words.plain_word(label) and not words.field_of(label)]
    if any(field in {"paper", "link", "pdf"} for field in fields):
        by_look = [
            i for i in unnamed if _share(rows, i, _reads_like_a_title) >= 0.6 and not _is_talk(rows, i)
        ]
        for i in (*by_look, *unnamed):
            if _share(rows, i, _has_words) > 0:
                return i
    credited = any(field in {"authors", "venue"} for field in fields)
    if credited or any(field in {"pdf", "link", "paper"} for field in fields):
        look = [i for i in range(len(fields)) if fields[i] in {"", "remark", "status"}]
        look = [i for i in look if _share(rows, i, _reads_like_a_title) >= 0.6]
        return look[0] if look else None
    return None


def _by_cells(cells: list[Inline]) -> str:
    """What a column without a header holds."""
    said = [cell for cell in cells if cell.plain.strip() or cell.links()]
    if not said:
        return ""
    tests: tuple[tuple[str, Callable[[Inline], bool]], ...] = (
        ("year", lambda cell: bool(dates.alone(cell.plain))),
        ("number", lambda cell: cell.plain.strip(" .#").isdecimal()),
        ("title", _is_titled_link),
        ("link", _is_role_links),
        ("venue", lambda cell: venues.is_venue(cell.plain.strip())),
        ("authors", lambda cell: people.are_people(cell.plain.strip(), one=True)),
    )
    for field, test in tests:
        if sum(map(test, said)) * 5 >= len(said) * 3:
            return field
    return "status" if all(not any(map(str.isalnum, cell.plain)) for cell in said) else "remark"


def is_grid_of_works(rows: Sequence[Row], labels: list[str]) -> bool:
    """Whether a table only sets works side by side."""
    if any(words.field_of(label) for label in labels):
        return False
    cells = [cell for row in rows[:_SAMPLE] for cell in row.cells if cell.plain.strip()]
    titled = [cell for cell in cells if _is_titled_link(cell) and leads_to_a_paper(cell.links()[0][2].url)]
    columns = max((len(row.cells) for row in rows), default=0)
    return columns > 1 and len(titled) * 10 >= len(cells) * 8 and len(cells) > len(rows)


def column(rows: Sequence[Row], i: int) -> list[Inline]:
    """The cells of a column."""
    return [row.cells[i] for row in rows if i < len(row.cells)]


def _share(rows: Sequence[Row], i: int, test: Callable[[Inline], bool]) -> float:
    """Of the cells of a column that say anything, the share that passes a test."""
    said = [cell for cell in column(rows, i) if cell.plain.strip() or cell.links()]
    return sum(map(test, said)) / len(said) if said else 0.0


def _has_words(cell: Inline) -> bool:
    found = title.lead(cell)
    return found is not None and not _is_role_links(cell)


def _reads_like_a_title(cell: Inline) -> bool:
    found = title.lead(cell)
    return found is not None and title.reads_like_a_title(found.title) and not _is_role_links(cell)


def _is_titled_link(cell: Inline) -> bool:
    return any(
        title.reads_like_a_title(cell.plain[start:end])
        and not names_its_role(cell.plain[start:end], anchor.url)
        for start, end, anchor in cell.links()
    )


def _is_role_links(cell: Inline) -> bool:
    """Whether a cell holds nothing but links such as `[pdf](..)`."""
    if not cell.links():
        return False
    outside = "".join([span.text for span in cell.spans if span.link is None])
    return not any(map(str.isalnum, outside)) and all(
        names_its_role(cell.plain[start:end], anchor.url) for start, end, anchor in cell.links()
    )


def _is_talk(rows: Sequence[Row], i: int) -> bool:
    """Whether a column holds sentences, as a description does."""
    lengths = [len(cell.plain.split()) for cell in column(rows, i)]
    return bool(lengths) and sum(lengths) > 22 * len(lengths)
