"""
ACL Anthology: https://aclanthology.org/ID.bib.

What is relied on (recorded answers): there is no query interface; each paper has its BibTeX entry, in which braces
protect capitals and the DOI stands where there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...core import identifiers
from ...model import Identifier, SourceRecord
from .. import bibtex
from .question import Misread, Question, Source
from .text import plain, title, web

__all__ = ["ACL"]


def lookup(wanted: Sequence[Identifier]) -> Question:
    return Question(f"https://aclanthology.org/{wanted[0].value}.bib", "text/plain")


def read(body: bytes) -> tuple[SourceRecord, ...]:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Misread("not UTF-8") from None
    if not text.lstrip().startswith("@"):
        raise Misread("no BibTeX")
    works, _ = bibtex.read_bibtex(text, "anthology")
    records = []
    for work in works.values():
        found = (*work.identifiers, *identifiers.of_url(work.url))
        own = next((one for one in found if one.scheme == "acl"), None)
        name = title(work.title)
        if own is None or not name:
            continue
        authors = tuple(one for one in work.creators if one.role == "author")
        clean = replace(
            work,
            key="",
            title=name,
            creators=authors,
            container_title=plain(work.container_title),
            identifiers=tuple(one for one in dict.fromkeys(found) if one.scheme in ("doi", "acl")),
            url=web(work.url) or identifiers.url(own),
            abstract="",
            note="",
            keywords=(),
            fields=(),
        )
        records.append(SourceRecord("acl", own.value, clean))
    return tuple(records)


ACL = Source(
    name="acl",
    host="aclanthology.org",
    pause=1.0,
    read=read,
    schemes=frozenset({"acl"}),
    lookup=lookup,
)
