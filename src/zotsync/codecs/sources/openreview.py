"""
OpenReview: https://api2.openreview.net/notes/search.

What is relied on (recorded answers; reports of 2026): `/notes?id=` asks for a login since August 2026, the search
mostly answers; version 2 wraps each field in `{value: ...}`, version 1 does not; authors are texts or objects;
`venueid` tells accepted (`ICLR.cc/2025/Conference`) from rejected and withdrawn; the search also holds mirrors of
DBLP and ORCID, which are left to those who made them. Times are milliseconds. 20 searches a minute for guests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ...core import identifiers
from ...model import Creator, Identifier, SourceRecord, Work
from .question import Misread, Question, Source, each, link, parsed
from .text import person, plain, title

__all__ = ["OPENREVIEW"]

_API = "https://api2.openreview.net/notes"
_REFUSED = re.compile(r"(?i)reject|withdrawn|submitted|desk|under review|submission")
_ACCEPTED_AS = re.compile(r"(?i)\s*\b(?:oral|spotlight|poster|notable.*|conference)\s*$")


def lookup(wanted: Sequence[Identifier]) -> Question:
    return Question(link(_API, {"id": wanted[0].value}))


def search(words: str) -> Question:
    return Question(
        link(f"{_API}/search", {"term": words, "content": "title", "source": "forum", "limit": 25})
    )


def read(body: bytes) -> tuple[SourceRecord, ...]:
    data = parsed(body)
    if not isinstance(data, dict) or not isinstance(data.get("notes"), list):
        raise Misread("no notes in it")
    return each(data["notes"], _record)


def _record(note: Mapping[str, Any]) -> SourceRecord | None:
    content = {name: _value(one) for name, one in note["content"].items()}
    forum = identifiers.normal("openreview", plain(note.get("forum") or note["id"]))
    group, text = plain(content.get("venueid")), title(content.get("title"), tex=True)
    if not text or forum is None or group.startswith(("dblp.org", "OpenReview.net/")):
        return None
    venue = plain(content.get("venue"))
    accepted = bool(venue) and not _REFUSED.search(f"{group} {venue}")
    moment = note.get("pdate") or note.get("odate") or note.get("cdate")
    named = re.search(r"(?:19|20)\d\d", venue) if accepted else None
    year = (
        named[0] if named else datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m") if moment else ""
    )
    name = _ACCEPTED_AS.sub("", venue) if accepted else ""
    work = Work(
        key="",
        type="article-journal" if group.startswith("TMLR") else "paper-conference" if accepted else "article",
        title=text,
        creators=each(content.get("authors"), _author),
        issued=year,
        container_title=name,
        container_title_short=re.sub(r"\s*(?:19|20)\d\d.*", "", name) if len(name) < 30 else "",
        identifiers=(forum,),
        url=identifiers.url(forum),
    )
    return SourceRecord("openreview", forum.value, work)


def _value(field: Any) -> Any:
    return field.get("value") if isinstance(field, dict) else field


def _author(data: Any) -> Creator | None:
    return person(data.get("fullname") if isinstance(data, dict) else data)


OPENREVIEW = Source(
    name="openreview",
    host="api2.openreview.net",
    pause=3.0,
    read=read,
    schemes=frozenset({"openreview"}),
    lookup=lookup,
    search=search,
)
