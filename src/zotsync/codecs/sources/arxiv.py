"""
arXiv: https://export.arxiv.org/api/query (Atom).

What is relied on (arXiv API manual; recorded answers): ids of a batch that are not known are left out without a
word; a malformed one gives a feed with one entry at `/api/errors`, with status 200 or 400; `published` is the day
of the first version; titles and names are written in TeX. Terms of use: one request in three seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, ParseError, fromstring

from ...core import identifiers
from ...model import Creator, Identifier, Notice, SourceRecord, Work
from ..latex import to_unicode
from .question import Misread, Question, Source, each, link
from .text import day, person, plain, title

__all__ = ["ARXIV", "record"]

_API = "https://export.arxiv.org/api/query"
_ATOM, _OWN = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"
_BATCH = 100
_WITHDRAWN = re.compile(r"(?i)(?:this|the) [\w ]{0,40}\bwithdrawn\b|withdrawn\b")


def lookup(wanted: Sequence[Identifier]) -> Question:
    # Without max_results it answers for ten.
    ids = ",".join(one.value for one in wanted)
    return Question(link(_API, {"id_list": ids, "max_results": len(wanted)}), "application/atom+xml")


def search(words: str) -> Question:
    # Without quotes the words are OR-ed; a quote or a bracket inside them ends the phrase.
    phrase = " ".join(re.sub(r'["()\\:]', " ", words).split())
    return Question(link(_API, {"search_query": f'ti:"{phrase}"', "max_results": 10}), "application/atom+xml")


def read(body: bytes) -> tuple[SourceRecord, ...]:
    if b"<!ENTITY" in body[:4096]:
        raise Misread("XML that defines entities")
    try:
        feed = fromstring(body)
    except ParseError as error:
        raise Misread(f"no XML: {error}") from None
    if feed.tag != f"{_ATOM}feed":
        raise Misread(f"no feed but {feed.tag!r}")
    return each(list(feed.iter(f"{_ATOM}entry")), _entry)


def _entry(entry: Element) -> SourceRecord | None:
    address = entry.findtext(f"{_ATOM}id", "")
    if "/api/errors" in address:
        return None
    found = next(iter(identifiers.of_url(address)), None)
    primary = entry.find(f"{_OWN}primary_category")
    return record(
        found,
        entry.findtext(f"{_ATOM}title"),
        each([name.text or "" for name in entry.iter(f"{_ATOM}name")], _person),
        day(entry.findtext(f"{_ATOM}published")),
        primary.get("term", "") if primary is not None else "",
        entry.findtext(f"{_OWN}doi", ""),
        comment=plain(entry.findtext(f"{_OWN}comment")),
    )


def record(
    found: Identifier | None,
    name: object,
    people: tuple[Creator, ...],
    issued: str,
    category: str,
    doi: str,
    *,
    comment: str = "",
) -> SourceRecord | None:
    """
    A preprint; the DOI that its authors give is that of the published version.

    Args:
        comment: of its authors; the only place that says that they have withdrawn it.
    """
    text = title(name, tex=True)
    if found is None or found.scheme != "arxiv" or not text:
        return None
    published = identifiers.normal("doi", doi.split()[0]) if doi.split() else None
    work = Work(
        key="",
        type="article",
        title=text,
        creators=people,
        issued=issued,
        identifiers=(found,),
        arxiv_class=plain(category),
        url=identifiers.url(found),
    )
    notices = (Notice("withdrawal", source="arxiv"),) if _WITHDRAWN.match(comment) else ()
    return SourceRecord(
        "arxiv", found.value, work, versions=(published,) if published else (), notices=notices
    )


def _person(name: str) -> Creator | None:
    return person(to_unicode(name) if "\\" in name else name)


ARXIV = Source(
    name="arxiv",
    host="export.arxiv.org",
    pause=3.0,
    read=read,
    schemes=frozenset({"arxiv"}),
    batch=_BATCH,
    lookup=lookup,
    search=search,
)
