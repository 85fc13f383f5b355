"""What a list says of a work, as a question to the sources."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Creator, Entry, Identifier
from . import written

__all__ = ["Query", "query_of"]


@dataclass(frozen=True, slots=True)
class Query:
    """What a list says of a work."""

    title: str
    other_title: str = ""
    """As a person wrote it in library.bib."""
    alias: str = ""
    creators: tuple[Creator, ...] = ()
    year: int | None = None
    venue: str = ""
    identifiers: tuple[Identifier, ...] = ()
    urls: tuple[str, ...] = ()
    """Links to the work itself."""


def query_of(entry: Entry) -> Query:
    """The question that an entry asks."""
    creators, _ = written.creators(entry.authors)
    urls = tuple(link.url for link in entry.links if link.role in ("paper", "pdf"))
    return Query(
        title=entry.title,
        alias=entry.alias,
        creators=creators,
        year=written.year(entry.year),
        venue=entry.venue,
        identifiers=entry.identifiers,
        urls=urls,
    )
