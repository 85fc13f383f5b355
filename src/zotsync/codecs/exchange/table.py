"""Works as a table for spreadsheets and data frames: one row a work, one column a fact."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Final

from ...core.topics import show_path
from ...model import Work
from .aspects import by_role, identifier, line, links, whole
from .bundle import Bundle

__all__ = ["COLUMNS", "write"]


def _people(*roles: str) -> Callable[[Work], str]:
    return lambda work: "; ".join(map(whole, by_role(work, *roles)))


def _identifier(scheme: str) -> Callable[[Work], str]:
    return lambda work: identifier(work, scheme)


def _authors(work: Work) -> str:
    return _people("author")(work) + ("; et al." if work.and_others else "")


COLUMNS: Final[dict[str, Callable[[Work], str]]] = {
    "key": lambda work: work.key,
    "type": lambda work: work.type,
    "title": lambda work: work.title,
    "authors": _authors,
    "editors": _people("editor"),
    "year": lambda work: work.issued[:4],
    "date": lambda work: work.issued,
    "venue": lambda work: work.container_title,
    "venue_short": lambda work: work.container_title_short,
    "event": lambda work: work.event_title,
    "series": lambda work: work.collection_title,
    "volume": lambda work: work.volume,
    "issue": lambda work: work.issue,
    "pages": lambda work: work.page,
    "number": lambda work: work.number,
    "edition": lambda work: work.edition,
    "publisher": lambda work: work.publisher,
    "place": lambda work: work.publisher_place,
    "genre": lambda work: work.genre,
    "doi": _identifier("doi"),
    "arxiv": _identifier("arxiv"),
    "arxiv_class": lambda work: work.arxiv_class,
    "pmid": _identifier("pmid"),
    "isbn": _identifier("isbn"),
    "url": lambda work: next(iter(links(work)), ""),
    "language": lambda work: work.language,
    "abstract": lambda work: work.abstract,
    "note": lambda work: work.note,
}
"""Name -> what a work says; beside them stand the topics and tags that a workspace knows."""


def write(bundle: Bundle) -> str:
    """Comma-separated, RFC 4180 with plain line ends; what there are several of has `; ` between."""
    topics = bundle.topics_of()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, "topics", "tags"])
    for work in bundle.works:
        cells = [value_of(work) for value_of in COLUMNS.values()]
        cells += ["; ".join(map(show_path, topics.get(work.key, ()))), "; ".join(bundle.tags_of(work))]
        writer.writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def _cell(text: str) -> str:
    """One line; what a spreadsheet would run is text to it."""
    text = line(text)
    return f"'{text}" if text[:1] in {"=", "+", "@"} else text
