"""
Semantic Scholar: https://api.semanticscholar.org/graph/v1.

What is relied on (documentation; recorded answers): the batch answers in order, with null for what it does not
know; without a key practically everything is 429, with one a request a second; one record holds preprint and
published version, so its DOI can be either, and its title is sometimes an old one; lists of authors stop at 500;
given names are often initials.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ...core import identifiers
from ...model import Identifier, SourceRecord, Work
from .question import Misread, Question, Source, each, link, parsed
from .text import day, person, plain, title, web

__all__ = ["SEMANTIC_SCHOLAR"]

_API = "https://api.semanticscholar.org/graph/v1/paper"
_FIELDS = "externalIds,title,authors,year,publicationDate,venue,journal,publicationTypes,url,openAccessPdf"
_MOST_AUTHORS = 500
_PREFIXES: Final = {"doi": "DOI", "arxiv": "ARXIV", "acl": "ACL", "pmid": "PMID", "pmcid": "PMCID"}
_SCHEMES: Final = {"DOI": "doi", "ArXiv": "arxiv", "ACL": "acl", "PubMed": "pmid", "PubMedCentral": "pmcid"}
_TYPES: Final = (
    ("JournalArticle", "article-journal"),
    ("Conference", "paper-conference"),
    ("Book", "book"),
    ("BookSection", "chapter"),
    ("Dataset", "dataset"),
)


def lookup(wanted: Sequence[Identifier]) -> Question:
    body = json.dumps({"ids": [_name(one) for one in wanted]})
    return Question(link(f"{_API}/batch", {"fields": _FIELDS}), body=body)


def _name(one: Identifier) -> str:
    if one.scheme == "s2":
        return f"CorpusId:{one.value}" if one.value.isdecimal() else one.value
    value = one.value.removeprefix("PMC") if one.scheme == "pmcid" else one.value
    return f"{_PREFIXES[one.scheme]}:{value}"


def search(words: str) -> Question:
    return Question(link(f"{_API}/search/match", {"query": words, "fields": _FIELDS}))


def read(body: bytes) -> tuple[SourceRecord, ...]:
    data = parsed(body)
    if isinstance(data, dict) and data.get("error") == "Title match not found":
        return ()
    if isinstance(data, dict) and data.get("total") == 0:
        return ()
    if isinstance(data, dict):
        data = data.get("data", [data] if "paperId" in data else None)
    if not isinstance(data, list):
        raise Misread("no papers in it")
    return each(data, _record)


def _record(data: Mapping[str, Any] | None) -> SourceRecord | None:
    if data is None:
        return None
    text, key = title(data["title"]), plain(data["paperId"])
    outside = data.get("externalIds") or {}
    found = [identifiers.normal(scheme, str(outside.get(name) or "")) for name, scheme in _SCHEMES.items()]
    if not text or not key:
        return None
    venue = plain(data.get("venue"))
    preprint = venue in ("", "arXiv.org") or "arxiv" in venue.casefold()
    journal = data.get("journal") or {}
    types = data.get("publicationTypes") or ()
    kind = next((kind for name, kind in _TYPES if name in types), "paper-conference")
    authors = data.get("authors") or ()
    year = day(plain(data.get("year")))
    exact = day(data.get("publicationDate"))
    work = Work(
        key="",
        type="article" if preprint else kind,
        title=text,
        creators=each(authors, lambda one: person(one["name"])),
        and_others=len(authors) == _MOST_AUTHORS,
        # The day is that of the first version, also where the venue is of a later year.
        issued=exact if exact[:4] == year else year,
        container_title="" if preprint else venue,
        volume="" if preprint else plain(journal.get("volume")),
        page="" if preprint else plain(journal.get("pages")).replace(" ", ""),
        identifiers=tuple(dict.fromkeys(one for one in found if one)),
        url=web((data.get("openAccessPdf") or {}).get("url")) or web(data.get("url")),
    )
    return SourceRecord("semanticscholar", key, work)


SEMANTIC_SCHOLAR = Source(
    name="semanticscholar",
    host="api.semanticscholar.org",
    pause=1.1,
    read=read,
    schemes=frozenset({"doi", "arxiv", "acl", "pmid", "pmcid", "s2"}),
    batch=200,
    lookup=lookup,
    search=search,
    key="SEMANTIC_SCHOLAR_API_KEY",
    key_in="header:x-api-key",
    needs_key=True,
)
