"""
DBLP: https://dblp.org/search/publ/api.

What is relied on (recorded answers): words are matched as prefixes and AND-ed, and the best hit is not always the
first; one author is an object, several are a list, and old answers have texts; titles end with a full stop and
hold escaped entities; the preprint (`journals/corr/`) and the paper are two hits; where `hit` is missing nothing
was found. A page that asks whether one is human is no answer: it came with status 500 and with 200. One request a
second or two, says its FAQ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...core import identifiers, titles
from ...model import Identifier, SourceRecord, Work
from .question import Misread, Question, Source, each, link, parsed
from .text import day, person, plain, title, web

__all__ = ["DBLP", "record"]

_TYPES: Final = {
    "Journal Articles": "article-journal",
    "Conference and Workshop Papers": "paper-conference",
    "Informal and Other Publications": "article",
    "Informal Publications": "article",
    "Books and Theses": "book",
    "Parts in Books or Collections": "chapter",
    "Data and Artifacts": "dataset",
    "Reference Works": "chapter",
}
"""What is missing here (Editorship) is no work of its own."""
_LONGEST = 12
"""Words of a title that are searched for: each word more can only lose the hit."""


def search(words: str) -> Question:
    terms = " ".join(titles.normal(words).split()[:_LONGEST])
    return Question(link("https://dblp.org/search/publ/api", {"q": terms, "format": "json", "h": 20, "c": 0}))


def read(body: bytes) -> tuple[SourceRecord, ...]:
    data = parsed(body)
    try:
        hits = data["result"]["hits"]
    except (KeyError, TypeError):
        raise Misread("no hits in it") from None
    if not isinstance(hits, dict):
        raise Misread("no hits in it")
    found = hits.get("hit", [])
    return each([found] if isinstance(found, dict) else found, lambda hit: record(hit["info"]))


def record(info: Mapping[str, Any]) -> SourceRecord | None:
    """One hit."""
    kind, text, key = _TYPES.get(plain(info.get("type"))), title(info["title"]), plain(info["key"])
    if kind is None or not text or not key:
        return None
    preprint = key.startswith("journals/corr/")
    if kind == "book" and key.startswith("phd/"):
        kind = "thesis"
    authors = (info.get("authors") or {}).get("author") or []
    venue = info.get("venue")
    container = plain(venue[0] if isinstance(venue, list) and venue else venue)
    found = _identifiers(info)
    work = Work(
        key="",
        type="article" if preprint else kind,
        title=text,
        creators=each(
            [authors] if isinstance(authors, dict | str) else authors,
            lambda one: person(one["text"] if isinstance(one, dict) else one),
        ),
        issued=day(plain(info.get("year"))),
        container_title="" if preprint else container,
        container_title_short="" if preprint or len(container) > 20 else container,
        volume="" if preprint else plain(info.get("volume")),
        issue=plain(info.get("number")),
        page=plain(info.get("pages")).replace("–", "-"),
        identifiers=found,
        url=web(_first(info.get("ee"))),
    )
    return SourceRecord("dblp", key, work)


def _identifiers(info: Mapping[str, Any]) -> tuple[Identifier, ...]:
    doi = identifiers.normal("doi", plain(info.get("doi")))
    stated = (identifiers.of_url(plain(one)) for one in _all(info.get("ee")))
    found = [one for one in (doi, *(one for some in stated for one in some)) if one]
    return tuple(dict.fromkeys(found))


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _first(value: Any) -> Any:
    return next(iter(_all(value)), "")


DBLP = Source(name="dblp", host="dblp.org", pause=2.0, read=read, search=search)
