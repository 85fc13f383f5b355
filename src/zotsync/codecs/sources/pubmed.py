"""
PubMed: https://eutils.ncbi.nlm.nih.gov/entrez/eutils/esummary.fcgi.

What is relied on (E-utilities manual; no answer of it was recorded): `result.uids` names the summaries that
follow by their ids; one that is not known has an `error`; authors are `Family AB`; three requests a second without
a key; the publication types tell a retraction and its notice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ...core import identifiers
from ...model import Creator, Identifier, Notice, SourceRecord, Work
from .question import Misread, Question, Source, each, link, parsed
from .text import date, plain, retracted, title

__all__ = ["PUBMED"]

_API = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/esummary.fcgi"
_MONTHS: Final = {
    name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}
_SCHEMES: Final = {"doi": "doi", "pubmed": "pmid", "pmc": "pmcid"}
_NO_WORK = {"Published Erratum", "Retraction of Publication", "Expression of Concern"}


def lookup(wanted: Sequence[Identifier]) -> Question:
    ids = ",".join(one.value for one in wanted)
    return Question(link(_API, {"db": "pubmed", "id": ids, "retmode": "json", "version": "2.0"}))


def read(body: bytes) -> tuple[SourceRecord, ...]:
    data = parsed(body)
    result = data.get("result") if isinstance(data, dict) else None
    if not isinstance(result, dict) or not isinstance(result.get("uids"), list):
        raise Misread("no summaries in it")
    return each(result["uids"], lambda uid: _record(result[uid]))


def _record(data: Mapping[str, Any]) -> SourceRecord | None:
    text, is_retracted = retracted(title(data.get("title")))
    types = set(data.get("pubtype") or ())
    own = identifiers.normal("pmid", str(data["uid"]))
    if data.get("error") or not text or own is None or types & _NO_WORK:
        return None
    stated = {one["idtype"]: str(one["value"]) for one in data.get("articleids") or ()}
    found = [identifiers.normal(scheme, stated.get(name, "")) for name, scheme in _SCHEMES.items()]
    work = Work(
        key="",
        type="article" if "Preprint" in types else "article-journal",
        title=text,
        creators=each(data.get("authors"), _author),
        issued=_issued(plain(data.get("pubdate"))),
        container_title=plain(data.get("fulljournalname")),
        container_title_short=plain(data.get("source")),
        volume=plain(data.get("volume")),
        issue=plain(data.get("issue")),
        page=plain(data.get("pages")),
        identifiers=tuple(dict.fromkeys(one for one in (*found, own) if one)),
        url=identifiers.url(own),
    )
    is_retracted = is_retracted or "Retracted Publication" in types
    notices = (Notice("retraction", source="pubmed"),) if is_retracted else ()
    return SourceRecord("pubmed", own.value, work, notices=notices)


def _author(data: Mapping[str, Any]) -> Creator | None:
    name = plain(data["name"])
    if data.get("authtype") == "CollectiveName":
        return Creator(literal=name)
    family, _, initials = name.rpartition(" ")
    given = (
        " ".join(f"{letter}." for letter in initials)
        if initials.isupper() and initials.isalpha()
        else initials
    )
    return Creator(family, given) if family else Creator(literal=name) if name else None


def _issued(text: str) -> str:
    """`2020 Jan 15`, `2020 Jan-Feb`, `2020`."""
    year, month, day_, *_ = (*text.split(), "", "", "")
    return date(year, _MONTHS.get(month[:3]), day_ if day_.isdecimal() else None)


PUBMED = Source(
    name="pubmed",
    host="eutils.ncbi.nlm.nih.gov",
    pause=0.4,
    read=read,
    schemes=frozenset({"pmid"}),
    batch=100,
    lookup=lookup,
    key="NCBI_API_KEY",
    key_in="query:api_key",
)
