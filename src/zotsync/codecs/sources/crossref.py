"""
Crossref: https://api.crossref.org.

What is relied on (REST API documentation; recorded answers): the same filter repeated is an "or"; a search always
answers something; `title` and `container-title` are lists, often empty, with HTML, MathML and doubly escaped
entities; a title starts with `RETRACTED:` where it was; `issued` can be `[[null]]`; a body is a `name`, and some
publishers shout the names of people; `relation` names preprints and published versions;
`update-to` stands in a notice, `updated-by` in what it is about, with `source: retraction-watch` where that data
says so. Limits since December 2025: one list request a second for everybody, three for those who say who they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ...core import identifiers
from ...model import Creator, Identifier, Notice, SourceRecord, Work
from .question import Misread, Question, Source, each, escaped, link, parsed
from .text import date, plain, retracted, title, web

__all__ = ["CROSSREF", "TYPES", "creators", "issued", "record"]

_API = "https://api.crossref.org/works"
_BATCH = 40

TYPES: Final = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "reference-entry": "chapter",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "report": "report",
    "report-component": "report",
    "standard": "report",
    "dissertation": "thesis",
    "dataset": "dataset",
    "other": "document",
}
"""Their types -> CSL; what is missing here (component, journal-issue, peer-review, ...) is no work."""

_NOTICES: Final = {
    "retraction": "retraction",
    "withdrawal": "retraction",
    "removal": "retraction",
    "partial_retraction": "retraction",
    "expression_of_concern": "concern",
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "addendum": "correction",
    "clarification": "correction",
    "new_version": "version",
    "new_edition": "version",
}
"""Types of `update-to` (https://www.crossref.org/documentation/crossmark/) -> `Notice.kind`."""


def lookup(wanted: Sequence[Identifier]) -> Question:
    values = [one.value for one in wanted]
    if len(values) == 1:
        return Question(f"{_API}/{escaped(values[0])}")
    return Question(link(_API, {"filter": ",".join(f"doi:{value}" for value in values), "rows": len(values)}))


def search(words: str) -> Question:
    return Question(link(_API, {"query.bibliographic": words, "rows": 10}))


def read(body: bytes) -> tuple[SourceRecord, ...]:
    if body.strip() == b"Resource not found.":
        return ()
    data = parsed(body)
    message = data.get("message") if isinstance(data, dict) else None
    if not isinstance(message, dict):
        raise Misread("no message in it")
    items = message.get("items", [message] if "DOI" in message else None)
    if not isinstance(items, list):
        raise Misread("no works in it")
    return each(items, record)


def record(data: Mapping[str, Any]) -> SourceRecord | None:
    """One work of an answer; None for what is no work (a figure, an issue, a review)."""
    kind = TYPES.get(data.get("type") or "other")
    doi = identifiers.normal("doi", data["DOI"])
    text, is_retracted = retracted(title(_first(data.get("title"))))
    if kind is None or doi is None or not text:
        return None
    subtitle = title(_first(data.get("subtitle")))
    if subtitle and subtitle.casefold() not in text.casefold():
        text = f"{text}: {subtitle}"
    if kind == "article" and data.get("subtype") not in (None, "preprint"):
        kind = "document"
    found = [doi]
    if kind == "book":
        found += [one for one in map(_isbn, data.get("ISBN") or ()) if one][:1]
    notices = each(data.get("updated-by"), lambda one: _notice(one, doi))
    if is_retracted and not any(one.kind == "retraction" for one in notices):
        notices = (Notice("retraction"), *notices)
    work = Work(
        key="",
        type=kind,
        title=text,
        creators=(*creators(data.get("author")), *_editors(data, kind)),
        issued=issued(data),
        container_title=plain(_first(data.get("container-title"))) if kind != "article" else "",
        container_title_short=plain(_first(data.get("short-container-title"))) if kind != "article" else "",
        volume=plain(data.get("volume")),
        issue=plain(data.get("issue")),
        page=plain(data.get("page")).replace("–", "-"),
        number=plain(data.get("article-number")),
        publisher=plain(data.get("publisher")) if kind != "article" else "",
        publisher_place=plain(data.get("publisher-location")),
        event_title=plain((data.get("event") or {}).get("name")),
        language=plain(data.get("language")),
        identifiers=tuple(found),
        url=web((data.get("resource") or {}).get("primary", {}).get("URL")) or identifiers.url(doi),
    )
    return SourceRecord(
        "crossref",
        doi.value,
        work,
        versions=tuple(_versions(data.get("relation"))),
        notices=notices,
        updates=each(data.get("update-to"), lambda one: _updated(one, doi)),
    )


def creators(people: Any) -> tuple[Creator, ...]:
    """Authors in Crossref's form, which CSL shares: people by family and given name, bodies by `name`."""
    return each(people, _creator)


def _creator(data: Mapping[str, Any], role: str = "author") -> Creator | None:
    family, given = plain(data.get("family")), plain(data.get("given"))
    if particle := plain(data.get("non-dropping-particle")):
        family = f"{particle} {family}"
    if suffix := plain(data.get("suffix")):
        given = f"{given}, {suffix}" if given else suffix
    if family and given:
        return Creator(*_calmed(family, given), role=role)
    whole = family or given or plain(data.get("name")) or plain(data.get("literal"))
    return Creator(literal=whole, role=role) if whole else None


def _calmed(family: str, given: str) -> tuple[str, str]:
    """`DOE, JANE` as `Doe, Jane`; initials stay."""
    if len(family) < 2 or not family.isupper():
        return family, given
    calm = [re.sub(r"[^\W\d_]{2,}", lambda word: word[0].capitalize(), one) for one in (family, given)]
    return calm[0], calm[1] if given.isupper() and len(given) > 3 and "." not in given else given


def _editors(data: Mapping[str, Any], kind: str) -> tuple[Creator, ...]:
    return each(data.get("editor"), lambda one: _creator(one, "editor")) if kind == "book" else ()


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value if isinstance(value, str) else ""


def _isbn(value: Any) -> Identifier | None:
    return identifiers.normal("isbn", str(value).rpartition("/")[2])


def issued(data: Mapping[str, Any]) -> str:
    """The day of print if there is one, as references have it; else the first day that is known."""
    dates = [
        _parts(data.get(name))
        for name in ("published-print", "issued", "published-online", "published", "posted")
    ]
    return next((one for one in dates if one), "")


def _parts(value: Any) -> str:
    parts = value.get("date-parts") if isinstance(value, dict) else None
    return date(*parts[0][:3]) if isinstance(parts, list) and parts and isinstance(parts[0], list) else ""


def _versions(relation: Any) -> Iterator[Identifier]:
    for kind in ("is-preprint-of", "has-preprint", "is-version-of", "has-version", "is-identical-to"):
        yield from each((relation or {}).get(kind) if isinstance(relation, dict) else (), _related)


def _related(data: Mapping[str, Any]) -> Identifier | None:
    scheme = {"doi": "doi", "arxiv": "arxiv", "pmid": "pmid"}.get(data["id-type"])
    return identifiers.normal(scheme, data["id"]) if scheme else None


def _notice(data: Mapping[str, Any], own: Identifier) -> Notice | None:
    kind = _NOTICES.get(data["type"])
    found = identifiers.normal("doi", data["DOI"])
    if kind is None or (kind == "version" and found == own):
        return None
    source = plain(data.get("source"))
    return Notice(kind, found, _parts(data.get("updated")), "" if source == "publisher" else source)


def _updated(data: Mapping[str, Any], own: Identifier) -> Identifier | None:
    found = identifiers.normal("doi", data["DOI"])
    return found if _NOTICES.get(data["type"]) != "version" and found != own else None


CROSSREF = Source(
    name="crossref",
    host="api.crossref.org",
    pause=1.0,
    pause_known=0.35,
    read=read,
    schemes=frozenset({"doi"}),
    batch=_BATCH,
    lookup=lookup,
    search=search,
)
