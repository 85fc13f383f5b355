"""
Dumps of metadata that anybody can download, as records.

* arXiv: the snapshot of metadata as JSON lines (`authors_parsed`, `versions`);
* DBLP: `dblp.xml`, which takes its entities from a DTD beside it; they are those of HTML;
* OpenAlex: works as JSON lines (the parts of its snapshot);
* BibTeX of anybody.
"""

from __future__ import annotations

import html.entities
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from ...core import identifiers
from ...errors import InputError
from ...model import Creator, SourceRecord, Work
from .. import bibtex
from ..sources import dblp, openalex
from ..sources.arxiv import record as arxiv_record
from ..sources.text import date, day, plain, title

__all__ = ["records"]


def records(chunks: Iterable[bytes], where: str) -> Iterator[SourceRecord | None]:
    """
    The records of a dump, whose kind shows in its first bytes; None for each that is no work, or not readable.

    Args:
        chunks: of the file, in order.
        where: its name, for errors.

    Raises:
        InputError: it is no dump of a known kind, or its XML ends or breaks in the middle.
    """
    waiting = iter(chunks)
    first = next(waiting, b"")
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    whole = _again(first, waiting)
    if start == b"<":
        yield from _dblp(whole, where)
    elif start in (b"{", b"["):
        yield from _json_lines(whole, where)
    elif start in (b"@", b"%"):
        yield from _bibtex(whole, where)
    else:
        raise InputError(f"{where}: no dump of arXiv, DBLP or OpenAlex and no BibTeX")


def _again(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


# --- JSON lines -------------------------------------------------------------------------------------------


def _json_lines(chunks: Iterable[bytes], where: str) -> Iterator[SourceRecord | None]:
    make: Callable[[Mapping[str, Any]], SourceRecord | None] | None = None
    for line in _lines(chunks):
        try:
            data = json.loads(line)
            if make is None:
                make = (
                    _arxiv if "authors_parsed" in data else openalex.record if "authorships" in data else None
                )
                if make is None:
                    raise InputError(f"{where}: JSON lines, but neither of arXiv nor of OpenAlex")
            record = make(data)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            record = None
        yield record


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (line for line in lines if line.strip())
    if rest.strip():
        yield rest


_CREATED = re.compile(r"[A-Z][a-z]{2}, (\d{1,2}) ([A-Z][a-z]{2}) (\d{4})\b")
_MONTHS = {name: at for at, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


def _arxiv(data: Mapping[str, Any]) -> SourceRecord | None:
    found = identifiers.normal("arxiv", data["id"])
    versions: Sequence[Mapping[str, str]] = data.get("versions") or ({},)
    created = _CREATED.match(versions[0].get("created", ""))
    issued = date(created[3], _MONTHS[created[2]], created[1]) if created else day(data.get("update_date"))
    category = (data.get("categories") or "").partition(" ")[0]
    people = tuple(_person(one) for one in data.get("authors_parsed") or ())
    return arxiv_record(found, data["title"], people, issued, category, data.get("doi") or "")


def _person(parts: Sequence[str]) -> Creator:
    family, given, suffix, *_ = (*map(_name, parts), "", "", "")
    if not given:
        return Creator(literal=family)
    return Creator(family, f"{given}, {suffix}" if suffix else given)


@lru_cache(maxsize=1 << 16)
def _name(part: str) -> str:
    return plain(part) if part else ""


# --- DBLP -------------------------------------------------------------------------------------------------

_KINDS = {
    "article": "Journal Articles",
    "inproceedings": "Conference and Workshop Papers",
    "incollection": "Parts in Books or Collections",
    "book": "Books and Theses",
    "phdthesis": "Books and Theses",
    "mastersthesis": "Books and Theses",
    "data": "Data and Artifacts",
}
_VENUES = ("journal", "booktitle", "school", "publisher")
_ENTITIES = "".join(f"<!ENTITY {name} '&#{code};'>" for name, code in html.entities.name2codepoint.items()
                    if name not in ("amp", "lt", "gt", "quot"))  # fmt: skip


class _Elements:
    """Handlers of expat that put the elements of a dump together, one record after the other."""

    def __init__(self) -> None:
        self.done: list[dict[str, Any]] = []
        self._record: dict[str, Any] | None = None
        self._field = ""
        self._text: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._record is None:
            if name in _KINDS:
                self._record = {"key": attributes.get("key", ""), "kind": name, "people": []}
        elif not self._field:
            self._field, self._text = name, []

    def end(self, name: str) -> None:
        if self._record is None:
            return
        if name == self._field:
            text = "".join(self._text)
            if name == "author":
                self._record["people"].append(text)
            else:
                self._record.setdefault(name, text)
            self._field = ""
        elif name == self._record["kind"]:
            self.done.append(self._record)
            self._record = None

    def text(self, data: str) -> None:
        if self._field:
            self._text.append(data)


def _dblp(chunks: Iterable[bytes], where: str) -> Iterator[SourceRecord | None]:
    parser, elements = expat.ParserCreate(), _Elements()
    parser.buffer_text = True
    parser.StartElementHandler = elements.start
    parser.EndElementHandler = elements.end
    parser.CharacterDataHandler = elements.text
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE)
    parser.UseForeignDTD(True)

    def dtd(context: str, *_: object) -> int:
        parser.ExternalEntityParserCreate(context).Parse(_ENTITIES, True)
        return 1

    parser.ExternalEntityRefHandler = dtd
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            yield from _of_dblp(elements)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise InputError(f"{where}:{error.lineno}: the XML breaks off or is broken; fetch it again") from None
    yield from _of_dblp(elements)


def _of_dblp(elements: _Elements) -> Iterator[SourceRecord | None]:
    for data in elements.done:
        info: dict[str, Any] = {
            "key": data["key"],
            "type": _KINDS[data["kind"]],
            "title": data.get("title", ""),
            "authors": {"author": data["people"]},
            "venue": next((data[name] for name in _VENUES if name in data), ""),
            **{name: data[name] for name in ("year", "pages", "volume", "number", "ee") if name in data},
        }
        try:
            record = dblp.record(info)
        except (KeyError, TypeError, ValueError):
            record = None
        yield record
    elements.done.clear()


# --- BibTeX -----------------------------------------------------------------------------------------------


def _bibtex(chunks: Iterable[bytes], where: str) -> Iterator[SourceRecord | None]:
    text = b"".join(chunks).decode(errors="replace")
    works, findings = bibtex.read_bibtex(text, where)
    yield from (None for one in findings if one.code in ("broken-entry", "duplicate-key"))
    for key, work in works.items():
        if not (name := title(work.title)):
            yield None
        else:
            clean = Work(
                key="",
                type=work.type,
                title=name,
                creators=tuple(one for one in work.creators if one.role == "author"),
                and_others=work.and_others,
                issued=day(work.issued),
                container_title=plain(work.container_title),
                container_title_short=plain(work.container_title_short),
                volume=plain(work.volume),
                issue=plain(work.issue),
                page=plain(work.page),
                publisher=plain(work.publisher),
                identifiers=work.identifiers,
                arxiv_class=plain(work.arxiv_class),
                url=work.url,
            )
            yield SourceRecord("bibtex", key, clean)
