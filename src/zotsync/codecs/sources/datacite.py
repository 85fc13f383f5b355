"""
DataCite: https://api.datacite.org/dois (JSON:API).

What is relied on (recorded answers): it registers arXiv (10.48550), Zenodo, figshare and theses; a creator has
`familyName` and `givenName`, or only a `name`; 404 is JSON with `errors`. Limit: 500 requests in five minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ...core import identifiers
from ...model import Creator, Identifier, SourceRecord, Work
from .question import Misread, Question, Source, each, escaped, parsed
from .text import day, person, plain, title, web

__all__ = ["DATACITE"]

_API = "https://api.datacite.org/dois"
_TYPES: Final = {
    "Preprint": "article",
    "JournalArticle": "article-journal",
    "ConferencePaper": "paper-conference",
    "ConferenceProceeding": "book",
    "Book": "book",
    "BookChapter": "chapter",
    "Dissertation": "thesis",
    "Report": "report",
    "Dataset": "dataset",
    "Software": "software",
}
_BY_WORD: Final = (
    ("thesis", "thesis"),
    ("dissertation", "thesis"),
    ("presentation", "speech"),
    ("slides", "speech"),
    ("lecture", "speech"),
    ("poster", "speech"),
    ("video", "speech"),
    ("preprint", "article"),
    ("conference paper", "paper-conference"),
    ("journal article", "article-journal"),
    ("report", "report"),
)
"""What depositors write as `resourceType`, which is any text."""


def lookup(wanted: Sequence[Identifier]) -> Question:
    return Question(f"{_API}/{escaped(_doi(wanted[0]))}")


def _doi(one: Identifier) -> str:
    return f"10.48550/arxiv.{one.value}" if one.scheme == "arxiv" else one.value


def read(body: bytes) -> tuple[SourceRecord, ...]:
    answer = parsed(body)
    if not isinstance(answer, dict) or not ("data" in answer or "errors" in answer):
        raise Misread("no data in it")
    data = answer.get("data") or []
    return each([data] if isinstance(data, dict) else data, _record)


def _record(item: Mapping[str, Any]) -> SourceRecord | None:
    data = item["attributes"]
    found = identifiers.normal("doi", data["doi"])
    text = title(next((one["title"] for one in data["titles"] if not one.get("titleType")), ""))
    if found is None or not text:
        return None
    kind = _kind(data.get("types") or {})
    container = data.get("container") or {}
    publisher = data.get("publisher")
    work = Work(
        key="",
        type=kind,
        title=text,
        creators=each(data.get("creators"), _creator),
        issued=_issued(data),
        container_title=plain(container.get("title")) if kind != "article" else "",
        volume=plain(container.get("volume")),
        issue=plain(container.get("issue")),
        publisher=plain(publisher.get("name") if isinstance(publisher, dict) else publisher)
        if kind != "article"
        else "",
        identifiers=(found,),
        url=web(data.get("url")) or identifiers.url(found),
    )
    return SourceRecord("datacite", found.value, work, versions=tuple(_versions(data)))


def _kind(types: Mapping[str, Any]) -> str:
    general, own = plain(types.get("resourceTypeGeneral")), plain(types.get("resourceType")).casefold()
    by_word = next((kind for word, kind in _BY_WORD if word in own), "")
    return _TYPES.get(general, by_word or ("speech" if general == "Audiovisual" else "document"))


def _creator(data: Mapping[str, Any]) -> Creator | None:
    family, given = plain(data.get("familyName")), plain(data.get("givenName"))
    if family and given:
        return Creator(family, given)
    name = plain(data.get("name"))
    return Creator(literal=name) if data.get("nameType") == "Organizational" and name else person(name)


def _issued(data: Mapping[str, Any]) -> str:
    """The first day of what is a version of something, else the year of publication."""
    days = {one.get("dateType"): day(one.get("date")) for one in reversed(data.get("dates") or [])}
    year = plain(data.get("publicationYear"))
    exact = days.get("Issued") or days.get("Submitted") or ""
    return exact if exact[:4] == year or not year else day(year)


_VERSIONS = {"IsVersionOf", "HasVersion", "IsPreviousVersionOf", "IsNewVersionOf", "IsIdenticalTo"}


def _versions(data: Mapping[str, Any]) -> Iterator[Identifier]:
    for one in data.get("relatedIdentifiers") or ():
        if one.get("relationType") in _VERSIONS and one.get("relatedIdentifierType") == "DOI":
            found = identifiers.normal("doi", one.get("relatedIdentifier", ""))
            if found:
                yield found


DATACITE = Source(
    name="datacite",
    host="api.datacite.org",
    pause=0.7,
    read=read,
    schemes=frozenset({"doi", "arxiv"}),
    lookup=lookup,
    last_resort=True,
)
