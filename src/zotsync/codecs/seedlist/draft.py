"""An entry in the making."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ...core import identifiers
from ...model import Entry, Identifier, Link, Remark, Work
from . import dates, links

__all__ = ["BARE", "SENTENCE", "UNPROVEN", "Draft"]

BARE: Final = "nothing but its words says that it is a paper"
SENTENCE: Final = "it may be the title of a paper, or a sentence"
UNPROVEN: Final = "nothing but a link says that it is a paper"


@dataclass(slots=True)
class Draft:
    """An entry in the making; the fields of `zotsync.model.Entry`."""

    line: int
    title: str
    topic: tuple[str, ...]
    rule: str
    year: str = ""
    authors: str = ""
    venue: str = ""
    affiliation: str = ""
    alias: str = ""
    heading_year: str = ""
    """Of the year heading it stands under."""
    heading_venue: str = ""
    """`OSDI 2024`, of the heading it stands under."""
    group: str = ""
    confidence: float = 0.9
    doubt: str = ""
    """Why it may be no work; the clear entries beside it decide (`habits`)."""
    links: list[Link] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    stated: list[str] = field(default_factory=list)
    """Texts that may state identifiers of this very work; remarks speak of others too."""
    work: Work | None = None

    def identifiers(self) -> tuple[Identifier, ...]:
        """Of the links to the work, the primary one first, and of what the entry states in words."""
        found: dict[Identifier, None] = {}
        for link in links.primary_first(self.links):
            if link.role in {"paper", "pdf", "project"}:
                found.update(dict.fromkeys(identifiers.of_url(link.url)))
        for text in self.stated:
            found.update(dict.fromkeys(identifiers.find(text)))
        return tuple(found)

    def entry(self, name: str) -> Entry:
        """The entry, of the list `name`."""
        year, source = self._dated()
        return Entry(
            list=name,
            line=self.line,
            title=self.title,
            topic=self.topic,
            year=year,
            authors=self.authors,
            venue=self.venue or self.heading_venue,
            affiliation=self.affiliation,
            alias=self.alias,
            year_source=source,
            venue_source="entry" if self.venue else "heading" if self.heading_venue else "",
            links=links.primary_first(self.links),
            identifiers=self.identifiers(),
            remarks=tuple(self.remarks),
            marks=tuple(dict.fromkeys(self.marks)),
            group=self.group,
            rule=self.rule,
            confidence=round(self.confidence, 2),
            work=self.work,
        )

    def _dated(self) -> tuple[str, str]:
        """The year and where it stands: with the venue, else beside the entry, else in a heading above."""
        of_venue = dates.year_in(self.venue)
        if of_venue:
            return (self.year if self.year.startswith(of_venue) else of_venue), "venue"
        if self.year:
            return self.year, "entry"
        return self.heading_year, "heading" if self.heading_year else ""
