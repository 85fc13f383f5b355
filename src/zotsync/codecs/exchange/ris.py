"""
`Work` <-> RIS, the tagged format that databases and reference managers exchange.

Sources: the RIS specification of 2011 and the tags that Zotero 10, EndNote and bibutils read (measured). Where
programs read one tag in two ways, both are written (`T2` and `C3` for proceedings).

Lines are read here, not by rispy: it tells no line numbers, drops a last record without `ER`, and cuts links
at a semicolon. In the tests it is the witness.

`work_of(records(write(Bundle([work])))[0])` is the work again, except for: `verified`; names of roles that RIS does not
have, which become contributors; BibTeX fields; paragraphs, which become one; the arXiv class; the language
of a preprint; identifiers that are not stated by a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ...core import citekey, identifiers
from ...core import names as personal
from ...core.dates import iso_date
from ...model import Creator, Identifier, Work
from .aspects import (
    by_role,
    identifier,
    inverted,
    line,
    links,
    other_fields,
    plain,
    rest,
    sorted_identifiers,
    type_told,
)
from .bundle import Bundle

__all__ = ["Record", "records", "work_of", "write"]

_TYPES: Final = {
    "article-journal": "JOUR",
    "paper-conference": "CONF",
    "article": "GEN",
    "report": "RPRT",
    "webpage": "ELEC",
    "book": "BOOK",
    "chapter": "CHAP",
    "thesis": "THES",
    "dataset": "DATA",
    "software": "COMP",
    "document": "GEN",
}
_READ: Final = {name: type for type, name in reversed(_TYPES.items())} | {
    "GEN": "",
    "CPAPER": "paper-conference",
    "JFULL": "article-journal",
    "EJOUR": "article-journal",
    "MGZN": "article-journal",
    "NEWS": "article-journal",
    "INPR": "article-journal",
    "EBOOK": "book",
    "EDBOOK": "book",
    "SER": "book",
    "ECHAP": "chapter",
    "ENCYC": "chapter",
    "DICT": "chapter",
    "WEB": "webpage",
    "BLOG": "webpage",
    "UNPB": "",
    "STAND": "report",
    "GOVDOC": "report",
    "AGGR": "dataset",
    "PREPRINT": "article",
}
"""RIS type -> type of a work; empty: told by the fields; any other is a document."""

_OWN_TAGS: Final = frozenset(("author", "editor", "collection-editor"))
_PREPRINT: Final = "preprint"
_REST: Final = {"issn": "SN", "shorttitle": "ST", "volumes": "NV", "chapter": "SE"}
_LINE = re.compile(r"\s?([A-Z][A-Z0-9])  ?-(?: (.*)|$)")


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in a file."""

    line: int
    """1-based, of its `TY`."""
    end: int
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By tag, in order; what goes on on the next line is joined."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """By tag, where it stands first."""

    def first(self, *tags: str) -> str:
        """The first value under the first of these tags that is there."""
        return next((value for tag in tags for value in self.fields.get(tag, ()) if value), "")


# --- Work -> text -----------------------------------------------------------------------------------------


def write(bundle: Bundle) -> str:
    """A file of records, with the line ends that the specification asks for; remarks are notes."""
    lines: list[str] = []
    for work in bundle.works:
        said = _lines(work, bundle.words_of(work))
        lines += [*(f"{tag}  - {value}" for tag, value in said), "ER  - ", ""]
    return "".join(f"{one}\r\n" for one in lines)


def _lines(work: Work, notes: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES.get(work.type, "GEN")
    pages = work.page.split("-")
    # RIS has no sign for a cut list; as an author it is at least printed, and every reader of ours knows it.
    others = [Creator(literal="et al.")] * work.and_others
    container, event = work.container_title, work.event_title
    said = [
        ("ID", [work.key]),
        ("TI", [work.title]),
        ("AU", map(inverted, [*by_role(work, "author"), *others])),
        ("A2" if work.type == "chapter" else "ED", map(inverted, by_role(work, "editor"))),
        ("A3", map(inverted, by_role(work, "collection-editor"))),
        ("A4", (inverted(one) for one in work.creators if one.role not in _OWN_TAGS)),
        ("PY", [work.issued[:4]]),
        ("DA", ["/".join((*work.issued.split("-"), "", "")[:3]) + "/"] if work.issued else []),
        ("T2", [event or container if work.type == "paper-conference" else container]),
        ("C3", [container if work.type == "paper-conference" else ""]),
        ("J2", [work.container_title_short]),
        ("T3", [work.collection_title]),
        ("VL", [work.volume]),
        ("IS", [work.issue]),
        ("SP", [pages[0]]),
        ("EP", ["-".join(pages[1:])]),
        ("C7" if work.type == "article-journal" else "M1", [work.number]),
        ("ET", [work.edition]),
        ("PB", [work.publisher]),
        ("CY", [work.publisher_place]),
        ("M3", [work.genre or (_PREPRINT if work.type == "article" else "")]),
        ("DO", [identifier(work, "doi")]),
        ("SN", [identifier(work, "isbn")]),
        *((tag, [value]) for tag, value in rest(work, _REST).items()),
        ("C2", [identifier(work, "pmcid")]),
        ("UR", links(work)),
        ("LA", [work.language]),
        ("KW", work.keywords),
        ("AB", [work.abstract]),
        ("N1", [*notes, work.note]),
    ]
    for tag, values in said:
        yield from ((tag, text) for value in values if (text := line(value)))


# --- text -> Work -----------------------------------------------------------------------------------------


def records(text: str) -> list[Record]:
    """The records of a file, in order; one without `ER` ends where the next begins."""
    found: list[Record] = []
    fields: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    start, tag = 0, ""

    def close(end: int) -> None:
        if start:
            found.append(Record(start, end, fields, lines))

    number = 0
    for number, one in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        match = _LINE.fullmatch(one.rstrip("\r"))
        if match is None:
            if start and tag and one.strip():
                fields[tag][-1] = f"{fields[tag][-1]} {one.strip()}".strip()
            continue
        tag, value = match[1], (match[2] or "").strip()
        if tag == "TY":
            close(number - 1)
            start, fields, lines = number, {}, {}
        if tag == "ER":
            close(number)
            start, tag = 0, ""
        elif start:
            fields.setdefault(tag, []).append(value)
            lines.setdefault(tag, number)
        else:
            tag = ""
    close(number)
    return found


def work_of(record: Record) -> Work:
    """The work that a record is, whoever wrote it."""
    first = record.first
    said = first("TY").upper()
    type = _READ.get(said, "document")
    url = next((one for one in record.fields.get("UR", ()) if one), "") or first("L2", "LK")
    found = sorted_identifiers(_identifiers(record))
    genre = plain(first("M3"))
    if not type:
        type = "article" if genre.casefold() == _PREPRINT else type_told(found, url)
    if genre.casefold() in {_PREPRINT, "journal article", "conference paper", "article"}:
        genre = ""
    container = first("T2", "JO", "JF", "BT", "J1", "JA")
    event = ""
    if type == "paper-conference" and first("C3"):
        container, event = first("C3"), first("T2") if first("T2") != first("C3") else ""
    creators, and_others = _creators(record, type)
    numbers = {"isbn", "issn"}
    known = {name: tag for name, tag in _REST.items() if name not in numbers}
    issn = next((part for part in first("SN").split() if re.fullmatch(r"\d{4}-?\d{3}[\dXx]", part)), "")
    return Work(
        key=next(filter(citekey.is_usable, (first("ID", "LB"),)), ""),
        type=type,
        title=plain(first("TI", "T1", "CT") or (first("BT") if type == "book" else "")),
        creators=creators,
        and_others=and_others,
        issued=_date(record),
        container_title="" if type == "book" else plain(container),
        container_title_short=plain(first("J2", "JA")) if first("J2", "JA") != container else "",
        event_title=plain(event),
        collection_title=plain(first("T3")),
        volume=plain(first("VL")),
        issue=plain(first("IS", "CP")),
        page=_pages(first("SP"), first("EP")),
        number=plain(first("C7") if type == "article-journal" else first("M1")),
        edition=plain(first("ET")),
        publisher=plain(first("PB")),
        publisher_place=plain(first("CY", "PP")),
        genre=genre,
        identifiers=found,
        url=line(url),
        abstract=plain(first("AB", "N2")),
        language=plain(first("LA")),
        keywords=tuple(dict.fromkeys(filter(None, map(plain, record.fields.get("KW", ()))))),
        note="\n\n".join(filter(None, map(plain, record.fields.get("N1", ())))),
        fields=other_fields(
            {tag: plain(first(tag)) for tag in known.values()} | {"SN": issn}, known | {"issn": "SN"}
        ),
    )


def _identifiers(record: Record) -> Iterator[Identifier | None]:
    for tag, scheme in (("DO", "doi"), ("DI", "doi"), ("SN", "isbn"), ("C2", "pmcid")):
        for text in record.fields.get(tag, ()):
            for part in (text, *text.split()):
                yield identifiers.normal(scheme, part) or next(iter(identifiers.of_url(part)), None)
    for tag in ("UR", "L2", "LK", "L1"):
        for text in record.fields.get(tag, ()):
            yield from identifiers.of_url(text)
    if record.first("JO", "T2", "PB", "M1", "AN", "DP").casefold().startswith("arxiv"):
        for text in (text for tag in ("JO", "T2", "M1", "AN") for text in record.fields.get(tag, ())):
            yield from identifiers.find(text)


def _creators(record: Record, type: str) -> tuple[tuple[Creator, ...], bool]:
    # A2 is what the type of the record makes of it: mostly the editors of the book (specification, table 2).
    roles = {"AU": "author", "A1": "author", "A2": "editor", "ED": "editor", "A3": "collection-editor"}
    roles["A4"] = "translator" if type in {"book", "chapter"} else "contributor"
    creators: list[Creator] = []
    and_others = False
    for tag, role in roles.items():
        if tag == "A1" and creators:
            continue  # some programs say the authors under both tags
        for name in record.fields.get(tag, ()):
            if re.fullmatch(r"(?:and )?(?:et al\.?|others),?", name, re.I):
                and_others = True
            elif name:
                creators.append(_name(plain(name), role))
    return tuple(creators), and_others


def _name(text: str, role: str) -> Creator:
    """Without a comma a name is taken whole, as the specification has it and Zotero reads it."""
    return personal.parse(text, role) if "," in text else Creator(literal=text, role=role)


def _date(record: Record) -> str:
    """`YYYY/MM/DD/other`; the more exact of `DA` and the year."""
    dates = [iso_date(record.first(tag).rstrip("/ ").partition("/ ")[0]) for tag in ("DA", "PY", "Y1")]
    year = next(filter(None, (dates[1], dates[2], dates[0])), "")
    return max((date for date in dates if date[:4] == year[:4]), key=len, default=year)


def _pages(start: str, end: str) -> str:
    pages = "-".join(filter(None, (plain(start), plain(end))))
    return re.sub(r"\s*[-–—−]+\s*", "-", pages)
