"""
OpenAlex: https://api.openalex.org/works.

What is relied on (documentation of 2026; recorded answers): a question by identifier costs a tenth of a cent's
tenth, a search ten times as much, and without a key there is a budget of ten cents a day; when it is spent, 429
with a `Retry-After` of hours. Filters are parted by commas and values by bars, so both are taken out of titles.
`doi` and `title` can be null; lists of authors stop at 100; the arXiv id is only in the locations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ...core import identifiers
from ...model import Creator, Identifier, Notice, SourceRecord, Work
from .question import Misread, Question, Source, each, escaped, link, parsed
from .text import day, person, plain, retracted, title, web

__all__ = ["OPENALEX", "record"]

_API = "https://api.openalex.org/works"
_FIELDS = (
    "id,doi,ids,title,publication_year,publication_date,type,authorships,primary_location,locations,biblio"
)
_MOST_AUTHORS = 100

_TYPES: Final = {
    "preprint": "article",
    "book": "book",
    "book-chapter": "chapter",
    "reference-entry": "chapter",
    "dissertation": "thesis",
    "dataset": "dataset",
    "report": "report",
    "standard": "report",
    "other": "document",
}
_NO_WORK = {
    "paratext",
    "peer-review",
    "erratum",
    "retraction",
    "grant",
    "supplementary-materials",
    "libguides",
}
_SOURCES: Final = {"journal": "article-journal", "conference": "paper-conference", "repository": "article"}


def lookup(wanted: Sequence[Identifier]) -> Question:
    dois = [f"10.48550/arxiv.{one.value}" if one.scheme == "arxiv" else one.value for one in wanted]
    if len(dois) == 1:
        # Free, and the only way for a DOI with a comma: a filter with one is refused (403).
        return Question(link(f"{_API}/doi:{escaped(dois[0])}", {"select": _FIELDS}))
    return Question(
        link(_API, {"filter": f"doi:{'|'.join(dois)}", "per_page": len(wanted), "select": _FIELDS})
    )


def search(words: str) -> Question:
    terms = " ".join(re.sub(r"[^\w\s-]", " ", words).split())
    return Question(link(_API, {"filter": f"title.search:{terms}", "per_page": 10, "select": _FIELDS}))


def read(body: bytes) -> tuple[SourceRecord, ...]:
    data = parsed(body)
    if not isinstance(data, dict) or not ("results" in data or "id" in data):
        raise Misread("no results in it")
    return each(data.get("results", [data]), record)


def record(data: Mapping[str, Any]) -> SourceRecord | None:
    """One work; None for what is no work (a cover, a review)."""
    text, is_retracted = retracted(title(data.get("title") or data.get("display_name")))
    place = data.get("primary_location") or {}
    if not text or data.get("type") in _NO_WORK:
        return None
    found = tuple(dict.fromkeys(_identifiers(data)))
    venue = place.get("source") or {}
    kind = _kind(data, place, venue)
    biblio = data.get("biblio") or {}
    authors = data.get("authorships") or []
    published = kind not in ("article", "thesis", "dataset")
    work = Work(
        key="",
        type=kind,
        title=text,
        creators=each(authors, _author),
        and_others=len(authors) == _MOST_AUTHORS,
        issued=_issued(data),
        container_title=plain(venue.get("display_name") or place.get("raw_source_name")) if published else "",
        volume=plain(biblio.get("volume")) if published else "",
        issue=plain(biblio.get("issue")) if published else "",
        page=_pages(biblio) if published else "",
        identifiers=found,
        url=web(place.get("landing_page_url")),
    )
    notices = (Notice("retraction"),) if is_retracted else ()
    return SourceRecord("openalex", plain(data["id"]).rpartition("/")[2], work, notices=notices)


def _kind(data: Mapping[str, Any], place: Mapping[str, Any], venue: Mapping[str, Any]) -> str:
    kind = plain(data.get("type"))
    if kind in _TYPES:
        return _TYPES[kind]
    if place.get("raw_type") == "proceedings-article":
        return "paper-conference"
    return _SOURCES.get(plain(venue.get("type")), "article-journal")


def _author(data: Mapping[str, Any]) -> Creator | None:
    return person((data.get("author") or {}).get("display_name") or data.get("raw_author_name"))


def _issued(data: Mapping[str, Any]) -> str:
    """The date where it is more than a year that was filled up to the first of January."""
    exact, year = day(data.get("publication_date")), day(plain(data.get("publication_year")))
    return year if exact.endswith("-01-01") or not exact.startswith(year) else exact


def _pages(biblio: Mapping[str, Any]) -> str:
    first, last = plain(biblio.get("first_page")), plain(biblio.get("last_page"))
    return f"{first}-{last}" if first and last and first != last else first


def _identifiers(data: Mapping[str, Any]) -> Iterator[Identifier]:
    stated = [data.get("doi"), (data.get("ids") or {}).get("pmid"), (data.get("ids") or {}).get("pmcid")]
    locations = [data.get("primary_location"), *(data.get("locations") or ())]
    stated += [one.get("landing_page_url") for one in locations if isinstance(one, dict)]
    schemes: set[str] = set()
    for address in stated:
        for one in identifiers.of_url(address) if isinstance(address, str) else ():
            # The first of a scheme is that of the version that it describes.
            if one.scheme not in schemes:
                schemes.add(one.scheme)
                yield one


OPENALEX = Source(
    name="openalex",
    host="api.openalex.org",
    pause=0.2,
    read=read,
    schemes=frozenset({"doi", "arxiv"}),
    batch=50,
    lookup=lookup,
    search=search,
    key="OPENALEX_API_KEY",
    key_in="query:api_key",
)
