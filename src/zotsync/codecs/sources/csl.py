"""
Any registrar of DOIs, by content negotiation at https://doi.org (CSL JSON).

What is relied on (https://citation.doi.org/docs.html; recorded answers): a redirect leads to the registrar, whose
limits count; `title` is a text here; `date-parts` can be null, empty or too long; an unknown DOI is 404. Registrars
that know no CSL (JaLC, KISTI, ISTIC) send the page of the work to everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...core import identifiers
from ...model import Identifier, SourceRecord, Work
from .crossref import TYPES, creators, issued
from .question import Misread, Question, Source, escaped, parsed
from .text import plain, title, web

__all__ = ["DOI"]

_CSL = frozenset(
    "article article-journal article-magazine article-newspaper book chapter dataset paper-conference report "
    "software thesis webpage".split()
)


def lookup(wanted: Sequence[Identifier]) -> Question:
    return Question(f"https://doi.org/{escaped(wanted[0].value)}", "application/vnd.citationstyles.csl+json")


def read(body: bytes) -> tuple[SourceRecord, ...]:
    data = parsed(body)
    if not isinstance(data, dict) or not isinstance(data.get("DOI"), str):
        raise Misread("no CSL item")
    try:
        found = _record(data)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError):
        raise Misread("a CSL item of another shape") from None
    return (found,) if found else ()


def _record(data: Mapping[str, Any]) -> SourceRecord | None:
    doi = identifiers.normal("doi", data["DOI"])
    name = data.get("title")
    text = title(name[0] if isinstance(name, list) and name else name)
    kind = data.get("type") or "document"
    kind = TYPES.get(kind, kind if kind in _CSL else "document")
    if doi is None or not text:
        return None
    container = data.get("container-title")
    work = Work(
        key="",
        type=kind,
        title=text,
        creators=creators(data.get("author")),
        issued=issued(data),
        container_title=plain(container[0] if isinstance(container, list) and container else container),
        volume=plain(data.get("volume")),
        issue=plain(data.get("issue")),
        page=plain(data.get("page")).replace("–", "-"),
        publisher=plain(data.get("publisher")),
        identifiers=(doi,),
        url=web(data.get("URL")) or identifiers.url(doi),
    )
    return SourceRecord("doi", doi.value, work)


DOI = Source(
    name="doi",
    host="doi.org",
    pause=1.0,
    read=read,
    schemes=frozenset({"doi"}),
    lookup=lookup,
    last_resort=True,
    sends_pages=True,
)
