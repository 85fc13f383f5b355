"""The metadata services, answering from a corpus of records in the form of each: a `Replay.answer`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from zotsync.core import identifiers
from zotsync.core.titles import normal
from zotsync.model import Creator, Identifier, SourceRecord, Work

from ..facts.lookalikes import Shelf
from .replay import NOTHING, Asked, Reply, as_json

__all__ = ["services"]


def services(records: Iterable[SourceRecord]) -> Callable[[Asked], Reply]:
    """What the services say that have these records, each those of its name."""
    by_source: dict[str, list[SourceRecord]] = {}
    for record in records:
        by_source.setdefault(record.source, []).append(record)
    hosts = {
        "export.arxiv.org": (_arxiv, by_source.get("arxiv", [])),
        "api.crossref.org": (_crossref, by_source.get("crossref", [])),
        "dblp.org": (_dblp, by_source.get("dblp", [])),
        "api.openalex.org": (_openalex, by_source.get("openalex", [])),
    }
    shelves = {host: Shelf(found) for host, (_, found) in hosts.items()}
    known: dict[str, dict[Identifier, list[SourceRecord]]] = {host: {} for host in hosts}
    for host, (_, found) in hosts.items():
        for record in found:
            for one in record.work.identifiers:
                known[host].setdefault(one, []).append(record)

    def answer(asked: Asked) -> Reply:
        if asked.host not in hosts:
            return NOTHING
        return hosts[asked.host][0](asked, shelves[asked.host], known[asked.host])

    return answer


_Known = dict[Identifier, list[SourceRecord]]


def _under(known: _Known, curies: Iterable[tuple[str, str]]) -> list[SourceRecord]:
    wanted = (identifiers.normal(scheme, value) for scheme, value in curies)
    return [record for one in wanted if one for record in known.get(one, ())]


# --- arXiv ------------------------------------------------------------------------------------------------


def _arxiv(asked: Asked, shelf: Shelf, known: _Known) -> Reply:
    if ids := asked.params.get("id_list"):
        found: Sequence[SourceRecord] = _under(known, (("arxiv", one) for one in ids.split(",")))
    else:
        phrase = normal(asked.params["search_query"].removeprefix("ti:"))
        found = [one for one in shelf.search(phrase, 10) if phrase in normal(one.work.title)]
    entries = "".join(map(_entry, found[: int(asked.params["max_results"])]))
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">'
    return Reply(f"{head}{entries}</feed>".encode(), kind="application/atom+xml")


def _entry(record: SourceRecord) -> str:
    work = record.work
    names = "".join(f"<author><name>{escape(_name(one))}</name></author>" for one in work.creators)
    return (
        f"<entry><id>http://arxiv.org/abs/{record.name}v2</id><title>{escape(_tex(work.title))}</title>"
        f"<published>{work.issued[:4]}-05-01T00:00:00Z</published>{names}"
        '<arxiv:primary_category term="cs.LG"/></entry>'
    )


def _tex(title: str) -> str:
    return re.sub(r"([&%#_$])", r"\\\1", title)


def _name(creator: Creator) -> str:
    return creator.literal or f"{creator.given} {creator.family}"


# --- Crossref ---------------------------------------------------------------------------------------------


def _crossref(asked: Asked, shelf: Shelf, known: _Known) -> Reply:
    if ids := asked.params.get("filter"):
        found: Sequence[SourceRecord] = _under(
            known, (("doi", one.removeprefix("doi:")) for one in ids.split(","))
        )
    elif words := asked.params.get("query.bibliographic"):
        found = shelf.search(words, int(asked.params["rows"]))
    else:
        found = _under(known, [("doi", asked.path.removeprefix("works/"))])
        return as_json({"message": _message(found[0])}) if found else NOTHING
    return as_json({"message": {"items": [_message(one) for one in found]}})


_CROSSREF_TYPES = {
    "article-journal": "journal-article",
    "paper-conference": "proceedings-article",
    "article": "posted-content",
    "thesis": "dissertation",
    "book": "book",
}


def _message(record: SourceRecord) -> dict[str, Any]:
    work = record.work
    people = [
        {"family": one.family, "given": one.given} if one.family else {"name": one.literal}
        for one in work.creators
    ]
    return {
        "DOI": record.name.upper(),
        "type": _CROSSREF_TYPES.get(work.type, "other"),
        "title": [work.title],
        "author": people,
        "issued": {"date-parts": [[int(part) for part in work.issued.split("-")]]},
        "container-title": [work.container_title] if work.container_title else [],
        "volume": work.volume,
        "issue": work.issue,
        "page": work.page,
    }


# --- DBLP and OpenAlex ------------------------------------------------------------------------------------


def _dblp(asked: Asked, shelf: Shelf, _: _Known) -> Reply:
    terms = asked.params["q"].split()
    found = [
        one
        for one in shelf.search(asked.params["q"], 60)
        if all(any(word.startswith(term) for word in normal(one.work.title).split()) for term in terms)
    ]
    hits: dict[str, Any] = {"@total": str(len(found))}
    if found:
        hits["hit"] = [{"info": _info(one)} for one in found[: int(asked.params["h"])]]
    return as_json({"result": {"hits": hits}})


def _info(record: SourceRecord) -> dict[str, Any]:
    work = record.work
    people = [{"text": _name(one)} for one in work.creators]
    kinds = {"article-journal": "Journal Articles", "book": "Books and Theses", "thesis": "Books and Theses"}
    info: dict[str, Any] = {
        "authors": {"author": people if len(people) > 1 else people[0]},
        "title": f"{work.title.replace('&', '&amp;')}.",
        "venue": work.container_title_short or work.container_title or "CoRR",
        "year": work.issued[:4],
        "type": kinds.get(work.type, "Conference and Workshop Papers"),
        "key": record.name,
        "pages": work.page,
        "ee": work.url,
    }
    doi = next((one.value for one in work.identifiers if one.scheme == "doi"), "")
    return info | ({"doi": doi.upper()} if doi else {})


def _openalex(asked: Asked, shelf: Shelf, known: _Known) -> Reply:
    if asked.path.startswith("works/doi:"):
        one = _under(known, [("doi", asked.path.removeprefix("works/doi:"))])
        return as_json(_work(one[0])) if one else NOTHING
    kind, _, value = asked.params["filter"].partition(":")
    if kind == "doi":
        found: Sequence[SourceRecord] = _under(known, (("doi", one) for one in value.split("|")))
    else:
        found = shelf.search(value, int(asked.params["per_page"]))
    return as_json({"meta": {"count": len(found)}, "results": [_work(one) for one in found]})


_OPENALEX_TYPES = {"article": "preprint", "thesis": "dissertation", "dataset": "dataset", "webpage": "other"}


def _work(record: SourceRecord) -> dict[str, Any]:
    work = record.work
    by_scheme = {one.scheme: one.value for one in work.identifiers}
    doi = by_scheme.get("doi") or (f"10.48550/arxiv.{by_scheme['arxiv']}" if "arxiv" in by_scheme else "")
    return {
        "id": f"https://openalex.org/{record.name}",
        "doi": f"https://doi.org/{doi}" if doi else None,
        "title": work.title,
        "publication_year": int(work.issued[:4]),
        "type": _OPENALEX_TYPES.get(work.type, "article"),
        "authorships": [{"author": {"display_name": _name(one)}} for one in work.creators],
        "primary_location": {
            "landing_page_url": work.url,
            "source": {"display_name": work.container_title or None, "type": _venue(work)},
        },
    }


def _venue(work: Work) -> str:
    return {"article-journal": "journal", "paper-conference": "conference"}.get(work.type, "repository")
