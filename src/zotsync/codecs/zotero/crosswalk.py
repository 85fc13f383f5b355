"""
`Work` <-> the editable JSON of a Zotero item: by tables, not by branches.

What an item type has no field for goes into Extra (see `extra`), so `work_of(item_data(work))` gives the work
back, but for:

* `keywords` and `verified`: tags are up to the caller;
* the order of identifiers (that of `SCHEMES` comes back), of BibTeX fields, and of creators where the type
  knows only some of their roles; a role that Zotero does not have (`contributor` comes back);
* the publisher `arXiv` of a preprint: it is the repository; an arXiv class without an arXiv id;
* outer space and control characters, which no server keeps, and line ends in what is one line of Extra;
* words that read as something else: markup of Zotero in a title, a note with a line like `DOI: ...`, `--`
  in pages, a date that is not ISO 8601, an arXiv DOI beside the arXiv id.

Fields are named by Zotero's base fields here; `ItemType.field` knows the name in each type.

Zotero has more item types than `Work` has: a magazine article is an `article-journal`, a patent or a film a
`document`. Such a work keeps the very type as the BibTeX field `ITEM_TYPE` (`zoterotype = {patent}`), which no
Extra shows, so that an item never changes its type because it went through a library.bib. It counts as long as
it fits the type of the work: who makes the entry an `@article` gets a journal article. In the same way
the fields that only some types have (`runningTime`, `filingDate`) are BibTeX fields of the work, and creators
keep their roles (`script-writer`). What says where a copy is kept (archive, catalogue, call number, rights,
access date) stays in Zotero alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from ...core.dates import iso_date
from ...core.identifiers import SCHEMES, normal, of_url
from ...model import Creator, Identifier, Work
from . import extra, status
from .schema import ItemType, item_types
from .values import clean

__all__ = [
    "ITEM_TYPE",
    "KNOWN",
    "LEFT_IN_ZOTERO",
    "is_work",
    "item_data",
    "plain_pages",
    "plain_title",
    "stated",
    "work_of",
]

ITEM_TYPE = "zoterotype"
"""BibTeX field that names the item type, where it is not the one that stands for the type of the work."""

_ITEM_TYPE = {
    "article-journal": "journalArticle",
    "paper-conference": "conferencePaper",
    "article": "preprint",
    "report": "report",
    "webpage": "webpage",
    "book": "book",
    "chapter": "bookSection",
    "thesis": "thesis",
    "dataset": "dataset",
    "software": "computerProgram",
    "document": "document",
}
_CSL_TYPE = {name: csl for csl, name in _ITEM_TYPE.items()} | {
    "magazineArticle": "article-journal",
    "newspaperArticle": "article-journal",
    "blogPost": "webpage",
    "forumPost": "webpage",
    "dictionaryEntry": "chapter",
    "encyclopediaArticle": "chapter",
    "standard": "report",
}
_NO_WORKS = frozenset(("note", "attachment"))

_FIELDS = {
    "title": ("title",),
    "container_title": ("publicationTitle",),
    "container_title_short": ("journalAbbreviation",),
    "event_title": ("conferenceName", "meetingName"),
    "collection_title": ("series", "seriesTitle"),
    "volume": ("volume",),
    "issue": ("issue",),
    "page": ("pages",),
    "number": ("number",),
    "edition": ("edition",),
    "genre": ("type",),
    "publisher": ("publisher",),
    "publisher_place": ("place",),
    "issued": ("date",),
    "abstract": ("abstractNote",),
    "language": ("language",),
    "url": ("url",),
}
"""Attribute of a work -> base fields that may hold it, the better one first."""
_VARIABLE = {attribute: attribute.replace("_", "-") for attribute in _FIELDS}
"""Attribute of a work -> CSL variable: its label in Extra."""

_BIBTEX_NAMES = {
    "versionNumber": "version",
    "numPages": "pagetotal",
    "numberOfVolumes": "volumes",
    "eventPlace": "venue",
    "originalDate": "origdate",
    "originalPublisher": "origpublisher",
    "originalPlace": "origlocation",
}
"""Field that has no place in `Work` -> its BibTeX name, where that is not its own in lower case."""
LEFT_IN_ZOTERO = frozenset(
    "extra citationKey archive archiveLocation libraryCatalog callNumber rights accessDate".split()
)
"""Fields that are no BibTeX fields of a work: they are read otherwise, or about the copy and not the work."""
_AND_OTHERS = f"{extra.TEX}andothers"
"""A creator named `others`, as BibTeX has it, would be cited."""

_LABEL = {
    "doi": "DOI",
    "arxiv": "arXiv",
    "openreview": "OpenReview",
    "acl": "ACL",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "s2": "S2",
}
"""Scheme of an identifier -> its field, where the type has one, and its label in Extra."""
_SCHEME = {label.lower(): scheme for scheme, label in _LABEL.items()}

_CSL_ROLE = {
    "bookAuthor": "container-author",
    "seriesEditor": "collection-editor",
    "castMember": "performer",
    "originalCreator": "original-author",
    "scriptwriter": "script-writer",
}
"""Creator type -> CSL role, where that is not its own name with a hyphen (`executive-producer`)."""
_ROLE = {
    one: _CSL_ROLE.get(one) or re.sub("[A-Z]", lambda capital: f"-{capital[0].lower()}", one)
    for one in sorted({creator for one in item_types().values() for creator in one.creators[1:]})
}
_CREATOR_TYPE = {role: creator_type for creator_type, role in _ROLE.items()}
"""CSL role -> creator type; an author is the primary creator of a type, whatever it is called there."""

KNOWN = frozenset(["citation-key", "author", *_CREATOR_TYPE, *_VARIABLE.values(), *_SCHEME])
"""Labels in Extra that mean something, in lower case."""
_BARS = " || "
"""Between family and given name in Extra (Zotero's way)."""

_ARXIV = "arXiv"
_ARXIV_DOI = "10.48550/arXiv."
_MARKUP = re.compile(r"</?(?:i|b|sub|sup|span)(?:\s[^>]*)?>", re.I)
"""What Zotero takes for markup in titles."""


# --- Work -> item -----------------------------------------------------------------------------------------


class _Draft:
    """An item in the making: what has a field, and the lines of Extra for what has none."""

    def __init__(self, item_type: ItemType) -> None:
        self.type = item_type
        self.fields: dict[str, str] = {}
        self.lines: list[str] = []

    def put(self, label: str, value: str, *candidates: str) -> None:
        """Into the first field that the type has, unless it is taken; else into Extra."""
        value = clean(value)
        field = next(filter(None, map(self.type.field, candidates)), "")
        if not value or (field and self.fields.setdefault(field, value) == value):
            return
        self.lines.append(extra.line(label, value))


def item_data(work: Work, *, native_key: bool = True, lines: Iterable[str] = ()) -> dict[str, Any]:
    """
    The editable JSON of the item for a work: what is known of it, without empty fields.

    `key`, `version`, `collections` and `tags` are left to the caller. The values are as a server stores them
    and the order of all parts is fixed: equal works give equal data.

    Args:
        native_key: the schema of the library has the field `citationKey`; else the key stands in Extra.
        lines: more lines of Extra, behind those about the work.
    """
    name = _item_type(work)
    draft = _Draft(item_types()[name])
    draft.put(extra.CITATION_KEY, work.key, "citationKey" if native_key else "")
    _put_identifiers(draft, work)
    for attribute, candidates in _FIELDS.items():
        draft.put(_VARIABLE[attribute], getattr(work, attribute), *candidates)
    creators = list(_put_creators(draft, work))
    for field, value in work.fields:
        if field != ITEM_TYPE:
            draft.put(extra.TEX + field, value, _field_of().get(field, ""))
    draft.fields["extra"] = extra.write([*draft.lines, *lines], clean(work.note))
    data: dict[str, Any] = {"itemType": name}
    if "title" in draft.type.fields:
        data["title"] = draft.fields.pop("title", "")
    data["creators"] = creators
    return data | {field: draft.fields[field] for field in draft.type.fields if draft.fields.get(field)}


def _item_type(work: Work) -> str:
    known = _ITEM_TYPE.get(work.type, "document")
    said = dict(work.fields).get(ITEM_TYPE, "")
    fits = is_work(said) and _csl_type(said) == _csl_type(known)
    return said if fits else known


def _csl_type(item_type: str) -> str:
    return _CSL_TYPE.get(item_type, "document")


@cache
def _field_of() -> Mapping[str, str]:
    """BibTeX field that has no place in `Work` -> base field."""
    placed = {field for fields in _FIELDS.values() for field in fields} | LEFT_IN_ZOTERO
    names = (one.base_of(field) for one in item_types().values() for field in one.fields)
    return {
        _BIBTEX_NAMES.get(name, name.lower()): name
        for name in names
        if name not in placed and name.lower() not in _SCHEME and name != "note"
    }


def _put_identifiers(draft: _Draft, work: Work) -> None:
    arxiv = [one.value for one in work.identifiers if one.scheme == "arxiv"]
    for i, number in enumerate(arxiv):
        as_preprint = i == 0 and work.type == "article"
        if as_preprint:
            # As Zotero's own arXiv translator has it.
            draft.put("", _ARXIV, "publisher")
            draft.put("", f"{_ARXIV}:{number}", "number")
        arxiv_class = work.arxiv_class if i == 0 else ""
        if arxiv_class or not as_preprint:
            draft.put(_LABEL["arxiv"], f"{number} [{arxiv_class}]" if arxiv_class else number)
    for scheme in SCHEMES:
        for one in work.identifiers:
            if one.scheme == scheme != "arxiv":
                draft.put(_LABEL[scheme], one.value, _LABEL[scheme])
    if arxiv and work.type == "article":
        # DataCite has a DOI for every arXiv id; one of a publisher goes before it.
        draft.fields.setdefault("DOI", _ARXIV_DOI + arxiv[0])


def _put_creators(draft: _Draft, work: Work) -> Iterator[dict[str, str]]:
    roles = draft.type.creators
    for one in work.creators:
        family, given, literal = clean(one.family), clean(one.given), clean(one.literal)
        creator_type = (
            roles[0] if one.role == "author" else _CREATOR_TYPE.get(one.role, _CREATOR_TYPE["contributor"])
        )
        if not (family or given or literal):
            continue
        if creator_type not in roles:
            draft.put(one.role, literal or f"{family}{_BARS}{given}")
        elif literal:
            yield {"creatorType": creator_type, "name": literal}
        else:
            yield {"creatorType": creator_type, "firstName": given, "lastName": family}
    if work.and_others:
        draft.put(_AND_OTHERS, "true")


# --- item -> Work -----------------------------------------------------------------------------------------


def work_of(data: Mapping[str, Any]) -> Work:
    """
    The work that an item is.

    Reads items of all types and of all hands: what cannot be read (a wrong DOI, a number where text belongs)
    is passed over, fields of other types too.
    """
    text = {name: value for name, value in data.items() if isinstance(value, str)}
    name = text.get("itemType", "")
    item_type = item_types().get(name, item_types()["document"])
    listed = data.get("creators")
    lines, note = extra.read(text.get("extra", ""), KNOWN | status.LABELS)
    said = dict(reversed(lines))
    values: dict[str, Any] = {
        attribute: _first(text.get(item_type.field(one), "") for one in candidates)
        or said.get(_VARIABLE[attribute], "")
        for attribute, candidates in _FIELDS.items()
    }
    _, arxiv_class = _arxiv(said.get("arxiv", ""))
    if _archive_id(text):
        values |= {"number": said.get("number", ""), "publisher": said.get("publisher", "")}
    return Work(
        key=text.get("citationKey") or said.get("citation-key", ""),
        type=_csl_type(name),
        creators=tuple(_creators(listed if isinstance(listed, list) else (), lines, item_type)),
        and_others=_AND_OTHERS in said,
        identifiers=_sorted(one for _, one in _stated(text, lines)),
        arxiv_class=arxiv_class,
        note=note,
        fields=tuple(_bibtex(text, lines, name)),
        **values
        | {
            "title": plain_title(values["title"]),
            "issued": iso_date(values["issued"]),
            "page": plain_pages(values["page"]),
        },
    )


def plain_title(text: str) -> str:
    """A title without the markup of Zotero."""
    return _MARKUP.sub("", text)


def plain_pages(text: str) -> str:
    """Pages with a plain hyphen."""
    return re.sub("--|[–—]", "-", text)


def _first(candidates: Iterable[str]) -> str:
    return next(filter(None, candidates), "")


def _arxiv(text: str) -> tuple[str, str]:
    """`1706.03762 [cs.CL]` -> id and class."""
    number, _, arxiv_class = text.partition("[")
    return number.strip(), arxiv_class.rstrip("] ")


def is_work(item_type: object) -> bool:
    """Whether items of this type can be works: a type of the schema, and neither note nor attachment."""
    return isinstance(item_type, str) and item_type in item_types() and item_type not in _NO_WORKS


def stated(data: Mapping[str, Any]) -> list[tuple[str, Identifier]]:
    """The identifiers of an item with their places: the name of a field, or `extra` with label and number."""
    text = {name: value for name, value in data.items() if isinstance(value, str)}
    return _stated(text, extra.read(text.get("extra", ""), KNOWN)[0])


def _stated(text: Mapping[str, str], lines: Iterable[tuple[str, str]]) -> list[tuple[str, Identifier]]:
    named = [("arxiv", "archiveID", _archive_id(text))]
    named += ((name, name, value) for name, value in text.items() if name != "extra")
    labels: list[str] = []
    for label, value in lines:
        named.append((label, f"extra {label} {labels.count(label)}", value))
        labels.append(label)
    return [(place, one) for name, place, value in named if (one := _identifier(name, value))]


def _archive_id(text: Mapping[str, str]) -> str:
    """The archive id of a preprint, where it is one of arXiv."""
    number = text.get("archiveID", "") if text.get("itemType") == "preprint" else ""
    return number if number.lower().startswith("arxiv:") else ""


def _identifier(name: str, value: str) -> Identifier | None:
    scheme = _SCHEME.get(name.lower(), "")
    for part in (value, *value.split()) if scheme else ():
        if one := normal(scheme, part) or next(iter(of_url(part) if "//" in part else ()), None):
            return one
    return None


def _sorted(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda one: SCHEMES.index(one.scheme)))


def _creators(
    listed: Iterable[Any], lines: Iterable[tuple[str, str]], item_type: ItemType
) -> Iterator[Creator]:
    for one in listed:
        if not isinstance(one, Mapping):
            continue
        kind = str(one.get("creatorType"))
        role = "author" if kind in ("author", *item_type.creators[:1]) else _ROLE.get(kind, "contributor")
        family, given, name = (str(one.get(part) or "") for part in ("lastName", "firstName", "name"))
        yield Creator(family, given, name, role)
    for label, value in lines:
        if label == "author" or label in _CREATOR_TYPE:
            family, bars, given = value.partition(_BARS.strip())
            yield Creator(family.strip(), given.strip(), "", label) if bars else Creator("", "", value, label)


def _bibtex(
    text: Mapping[str, str], lines: Iterable[tuple[str, str]], name: str
) -> Iterator[tuple[str, str]]:
    item_type = item_types().get(name, item_types()["document"])
    for bibtex, field in _field_of().items():
        if value := text.get(item_type.field(field), ""):
            yield bibtex, value
    if is_work(name) and name != _ITEM_TYPE[_csl_type(name)]:
        yield ITEM_TYPE, name
    for label, value in lines:
        if label.startswith(extra.TEX) and label not in (_AND_OTHERS, extra.TEX + ITEM_TYPE):
            yield label.removeprefix(extra.TEX), value
