"""
`Work` <-> EndNote XML, what EndNote itself exports and imports whole.

Sources: the DTD `RSXML.dtd` of EndNote, and the elements that bibutils and Zotero 10 read. A key is the
`label`; EndNote has no place for groups in a file, so topics are keywords.

Reading asks for texts by their path, so that no parser is needed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from ...core import citekey, identifiers
from ...core import names as personal
from ...core.dates import iso_date
from ...core.topics import show_path
from ...model import Creator, Identifier, Work
from .aspects import (
    by_role,
    identifier,
    inverted,
    line,
    links,
    other_fields,
    paragraphs,
    plain,
    rest,
    sorted_identifiers,
    stripped,
    type_told,
)
from .bundle import Bundle

__all__ = ["work_of", "write"]

_TYPES: Final = {
    "article-journal": ("Journal Article", 17),
    "paper-conference": ("Conference Paper", 47),
    "article": ("Unpublished Work", 34),
    "report": ("Report", 27),
    "webpage": ("Web Page", 12),
    "book": ("Book", 6),
    "chapter": ("Book Section", 5),
    "thesis": ("Thesis", 32),
    "dataset": ("Dataset", 59),
    "software": ("Computer Program", 9),
    "document": ("Generic", 13),
}
_READ: Final = {number: type for type, (_, number) in _TYPES.items()} | {
    34: "",
    13: "",
    10: "paper-conference",
    19: "article-journal",
    23: "article-journal",
    43: "article-journal",
    44: "book",
    28: "book",
    60: "chapter",
    16: "webpage",
    56: "webpage",
    46: "report",
    58: "report",
}
"""Number of a reference type -> type of a work; empty: told by the fields; any other is a document."""

_REST: Final = {"issn": "isbn", "shorttitle": "short-title"}


# --- writing ----------------------------------------------------------------------------------------------


def write(bundle: Bundle) -> str:
    """The text of an .xml file."""
    topics = bundle.topics_of()
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<xml><records>"]
    for work in bundle.works:
        words = [*map(show_path, topics.get(work.key, ())), *bundle.tags_of(work)]
        lines += _record(
            work, words, bundle.words_of(work), [link.url for link in bundle.links.get(work.key, ())]
        )
    return "\n".join([*lines, "</records></xml>"]) + "\n"


def _record(work: Work, words: list[str], remarks: list[str], urls: list[str]) -> Iterator[str]:
    name, number = _TYPES.get(work.type, _TYPES["document"])
    # EndNote's own sign for a cut list; `_name` puts the comma behind it that it wants there.
    others = [Creator(literal="et al.")] * work.and_others
    isbn = identifier(work, "isbn") or rest(work, _REST).get("isbn", "")
    pdfs = [url for url in urls if url.partition("?")[0].lower().endswith(".pdf")]
    yield f"<record><ref-type name={quoteattr(name)}>{number}</ref-type>"
    yield _group(
        "contributors",
        _group("authors", *_each("author", map(_name, [*by_role(work, "author"), *others]))),
        _group("secondary-authors", *_each("author", map(_name, by_role(work, "editor")))),
        _group("tertiary-authors", *_each("author", map(_name, by_role(work, "collection-editor")))),
        _group("subsidiary-authors", *_each("author", map(_name, by_role(work, "translator")))),
    )
    yield _group(
        "titles",
        _one("title", work.title),
        _one("secondary-title", work.container_title or work.event_title),
        _one("tertiary-title", work.collection_title),
        _one("alt-title", work.container_title_short),
        _one("short-title", rest(work, _REST).get("short-title", "")),
    )
    if work.type == "article-journal":
        yield _group(
            "periodical", _one("full-title", work.container_title), _one("abbr-1", work.container_title_short)
        )
    yield from filter(
        None,
        (
            _one("pages", work.page),
            _one("volume", work.volume),
            _one("number", work.issue or ("" if work.type == "article-journal" else work.number)),
            _one("edition", work.edition),
            _group("keywords", *_each("keyword", dict.fromkeys(words))),
            _group(
                "dates",
                _one("year", work.issued[:4]),
                _group("pub-dates", _one("date", work.issued) if len(work.issued) > len("2020") else ""),
            ),
            _one("pub-location", work.publisher_place),
            _one("publisher", work.publisher),
            _one("isbn", isbn),
            _one("electronic-resource-num", identifier(work, "doi")),
            _one("abstract", work.abstract),
            _one("notes", "\n".join(filter(None, (work.note, *remarks)))),
            _one("label", work.key),
            _one("work-type", work.genre),
            _one("language", work.language),
            _one("custom2", identifier(work, "pmcid")),
            _one("custom7", work.number if work.type == "article-journal" else ""),
            _group(
                "urls",
                _group(
                    "related-urls", *_each("url", [*links(work), *(url for url in urls if url not in pdfs)])
                ),
                _group("pdf-urls", *_each("url", pdfs)),
            ),
        ),
    )
    yield "</record>"


def _name(creator: Creator) -> str:
    """A body ends with a comma, or EndNote takes it for a person and turns its words around."""
    name = inverted(creator)
    return name if "," in name else f"{name},"


def _one(name: str, text: str) -> str:
    text = escape(paragraphs(text))
    return f"<{name}>{text}</{name}>" if text else ""


def _each(name: str, texts: Iterable[str]) -> list[str]:
    return [_one(name, line(text)) for text in texts]


def _group(name: str, *parts: str) -> str:
    inner = "".join(parts)
    return f"<{name}>{inner}</{name}>" if inner else ""


# --- reading ----------------------------------------------------------------------------------------------


def work_of(texts: Callable[..., list[str]], number: str) -> Work:
    """
    The work that a record is.

    Args:
        texts: the texts of all elements at a path below the record (`"contributors", "authors", "author"`).
        number: of the reference type.
    """

    def first(*path: str) -> str:
        return next(filter(None, texts(*path)), "")

    urls = [*texts("urls", "related-urls", "url"), *texts("urls", "web-urls", "url")]
    found = sorted_identifiers(_identifiers(first, urls))
    url = next(filter(None, urls), "")
    type = _READ.get(int(number) if number.isdecimal() else 0, "document") or type_told(found, url)
    journal = type == "article-journal"
    creators, and_others = _creators(texts)
    container = first("titles", "secondary-title") or first("periodical", "full-title")
    short = first("periodical", "abbr-1") or first("titles", "alt-title")
    issn = next((one for one in first("isbn").split() if re.fullmatch(r"\d{4}-?\d{3}[\dXx]", one)), "")
    rest_of = {"isbn": issn, "short-title": plain(first("titles", "short-title"))}
    return Work(
        key=next(filter(citekey.is_usable, (first("label"),)), ""),
        type=type,
        title=plain(first("titles", "title")),
        creators=creators,
        and_others=and_others,
        issued=_date(first("dates", "year"), first("dates", "pub-dates", "date")),
        container_title="" if type == "book" else plain(container),
        container_title_short=plain(short) if short != container else "",
        collection_title=plain(first("titles", "tertiary-title")),
        volume=plain(first("volume")),
        issue=plain(first("number")) if type != "report" else "",
        number=plain(first("custom7") if journal else first("number") if type == "report" else ""),
        page=re.sub(r"\s*[-–—−]+\s*", "-", plain(first("pages"))),
        edition=plain(first("edition")),
        publisher=plain(first("publisher")),
        publisher_place=plain(first("pub-location")),
        genre=plain(first("work-type")),
        identifiers=found,
        url=line(url),
        abstract=stripped(first("abstract")),
        language=plain(first("language")),
        keywords=tuple(dict.fromkeys(filter(None, map(plain, texts("keywords", "keyword"))))),
        note="\n\n".join(filter(None, map(plain, texts("notes")))),
        fields=other_fields(rest_of, _REST),
    )


def _identifiers(first: Callable[..., str], urls: list[str]) -> Iterator[Identifier | None]:
    for name, scheme in (("electronic-resource-num", "doi"), ("isbn", "isbn"), ("custom2", "pmcid")):
        for part in (first(name), *first(name).split()):
            yield identifiers.normal(scheme, part) or next(iter(identifiers.of_url(part)), None)
    for url in urls:
        yield from identifiers.of_url(url)


def _creators(texts: Callable[..., list[str]]) -> tuple[tuple[Creator, ...], bool]:
    groups = {
        "authors": "author",
        "secondary-authors": "editor",
        "tertiary-authors": "collection-editor",
        "subsidiary-authors": "translator",
    }
    creators: list[Creator] = []
    and_others = False
    for group, role in groups.items():
        for name in map(plain, texts("contributors", group, "author")):
            if re.fullmatch(r"(?:and )?(?:et al\.?|others),?", name, re.I):
                and_others = True
            elif name:
                body = name.endswith(",") or "," not in name
                text = name.rstrip(", ")
                creators.append(Creator(literal=text, role=role) if body else personal.parse(text, role))
    return tuple(creators), and_others


def _date(year: str, day: str) -> str:
    year, whole = iso_date(plain(year)), iso_date(plain(day))
    if whole and (whole[:4] == year[:4] or not year):
        return whole
    with_year = iso_date(f"{plain(day)} {year}") if day and year else ""
    return with_year if with_year[:4] == year else year
