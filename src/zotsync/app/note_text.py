"""The note of one work as a build makes it, or brings it up to date."""

from __future__ import annotations

from dataclasses import replace

from ..codecs import notes
from ..codecs.zotero.status import TO_READ
from ..core.topics import show_path
from ..model import Identifier, ReadingState, Work
from .holdings import Holdings
from .marking import READ
from .shown import Shown
from .template import Template

__all__ = ["managed", "note_text"]


def note_text(
    text: str | None, holdings: Holdings, key: str, shown: Shown | None, template: Template
) -> tuple[str, tuple[str, ...]]:
    """
    The text, and what was left alone because a person changed it.

    Args:
        text: as it stands; `None`: it is new.
        shown: what only the library knows.
    """
    work = holdings.works[key]
    highlights = shown.highlights.get(key) if shown and shown.highlights else None
    values = managed(holdings, key) | _zotero(shown.links.get(key, "") if shown else "")
    note = notes.Note(
        managed=values,
        initial=_initial(holdings, key),
        heading=work.title,
        quotes=holdings.quotes(key),
        highlights=highlights,
    )
    if text is None:
        return notes.create(replace(note, body=template(values))), ()
    text, left = notes.refresh(text, note)
    reading = holdings.page(key).reading
    if reading.tags not in (None, holdings.tags[key]):
        tagged = notes.with_reading(text, replace(reading, tags=holdings.tags[key]))
        if tagged is None:
            left = (*left, f"{notes.CANNOT_PUT}; its tags are {', '.join(holdings.tags[key]) or 'none'}")
        text = tagged or text
    return text, left


def _initial(holdings: Holdings, key: str) -> dict[str, notes.Value]:
    """What a new note starts with; one whose file is gone says of reading what it said before."""
    before = holdings.notebook.before.get(key, ReadingState())
    initial: dict[str, notes.Value] = {
        "tags": list(holdings.tags[key]),
        "status": before.status or ("read" if READ in holdings.marks(key) else TO_READ),
        "status-date": before.status_date,
        "rating": before.rating,
        "reader": list(before.reader or holdings.owners_of[key]),
    }
    return {name: value for name, value in initial.items() if value != ""}


def managed(holdings: Holdings, key: str) -> dict[str, notes.Value]:
    """The keys of a note that follow the metadata, by name."""
    work = holdings.works[key]
    return {
        "title": work.title,
        "authors": _authors(work),
        "year": int(work.issued[:4]) if work.issued[:4].isdigit() else "",
        "venue": work.container_title_short or work.container_title,
        "citekey": key,
        "aliases": list(holdings.aliases(key)),
        "topics": [show_path(path) for path in holdings.topics_of.get(key, ())],
        "url": work.url,
        "doi": _value(work.identifiers, "doi"),
        "arxiv": _value(work.identifiers, "arxiv"),
        "verified": "" if work.verified else False,
    }


def _authors(work: Work) -> list[str]:
    names = [creator.literal or f"{creator.given} {creator.family}".strip() for creator in work.creators]
    return names + (["et al."] if work.and_others else [])


def _value(identifiers: tuple[Identifier, ...], scheme: str) -> str:
    return next((one.value for one in identifiers if one.scheme == scheme), "")


def _zotero(link: str) -> dict[str, notes.Value]:
    return {"zotero-key": link.rpartition("/")[2], "zotero": link} if link else {}
