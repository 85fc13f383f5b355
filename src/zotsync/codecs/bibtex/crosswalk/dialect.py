"""
The dialect: which BibTeX type and field holds what of a work.

One dialect that classic BibTeX and biber both read. What decides, in this order: biber's data model must know
the field for the type (`biber --tool --validate-datamodel` is silent), no style may print what the reader
should not see, classic styles must find what they print.

* Types are those of classic BibTeX. Preprints, web pages, data sets and software are `@misc`; a report
  without an institution too, because styles warn. `entrysubtype`, which no standard style uses, tells them
  apart where the fields do not.
* Dates are `year`, `month` (a macro) and `day`: classic styles print the first two, biber makes one date of
  all three (2.18, measured), Zotero reads all three. `date` would be invisible to classic BibTeX, and beside
  `year` biber warns.
* The short name of a venue is `shortjournal`: the data model allows it for every type, no standard style
  prints it, Zotero reads it. `series` and `eventtitle` would be printed.
* A language is `langid`: every biblatex style prints `language` ("en"), and IEEEtran.bst hands it to babel.
* An article has no publisher in the data model and no style prints one: it is read, not written.
* `eprint`, `eprinttype`, `eprintclass` name the arXiv preprint, beside the DOI of what was published.
  Identifiers that the link states (OpenReview, ACL, ...) are read off the link; others have a field by
  the name of their scheme.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

__all__ = [
    "ALIASES",
    "COLUMNS",
    "DEFAULT_GENRES",
    "ENTRY_TYPE",
    "IDENTIFIER_FIELDS",
    "LANGUAGES",
    "LISTS",
    "ROLES",
    "SUBTYPES",
    "TYPES",
    "Kind",
    "columns",
    "kind_of",
    "type_by_content",
]


class Kind(NamedTuple):
    """What a BibTeX type is to us."""

    family: str
    """Column of `COLUMNS`."""
    csl: str
    """CSL type; empty: told by the fields."""
    own: bool = False
    """A type of its own, which no CSL type says: it is kept as the field `entrytype` of the work."""


TYPES: Final = {
    "article": Kind("article", "article-journal"),
    "inproceedings": Kind("inproceedings", "paper-conference"),
    "conference": Kind("inproceedings", "paper-conference"),
    "incollection": Kind("inproceedings", "chapter"),
    "inbook": Kind("inproceedings", "chapter", own=True),
    "suppbook": Kind("inproceedings", "chapter", own=True),
    "suppcollection": Kind("inproceedings", "chapter", own=True),
    "inreference": Kind("inproceedings", "chapter", own=True),
    "book": Kind("book", "book"),
    "mvbook": Kind("book", "book", own=True),
    "booklet": Kind("book", "book", own=True),
    "manual": Kind("book", "book", own=True),
    "proceedings": Kind("book", "book", own=True),
    "mvproceedings": Kind("book", "book", own=True),
    "collection": Kind("book", "book", own=True),
    "mvcollection": Kind("book", "book", own=True),
    "reference": Kind("book", "book", own=True),
    "phdthesis": Kind("thesis", "thesis"),
    "mastersthesis": Kind("thesis", "thesis"),
    "thesis": Kind("thesis", "thesis"),
    "techreport": Kind("report", "report"),
    "report": Kind("report", "report"),
    "misc": Kind("misc", ""),
    "unpublished": Kind("misc", "", own=True),
    "online": Kind("misc", "webpage"),
    "electronic": Kind("misc", "webpage"),
    "www": Kind("misc", "webpage"),
    "dataset": Kind("misc", "dataset"),
    "software": Kind("misc", "software"),
    "preprint": Kind("misc", "article"),
}

SUBTYPES: Final = {
    "article": "preprint",
    "webpage": "webpage",
    "dataset": "dataset",
    "software": "software",
    "report": "report",
    "document": "document",
}
"""CSL type -> what `entrysubtype` of a `@misc` says, where the fields leave it open."""

COLUMNS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    # attribute: fields to read it from, the first one also to write it to; () is not written and not read.
    "article": {
        "container_title": ("journal", "journaltitle"),
        "issue": ("number", "issue"),
        "number": ("eid", "articleno"),
        "publisher": ("", "publisher"),
        "publisher_place": ("", "address", "location"),
    },
    "inproceedings": {
        "container_title": ("booktitle", "journal", "journaltitle"),
        "issue": ("number", "issue"),
        "number": ("eid", "articleno"),
    },
    "book": {"container_title": ("booktitle", "maintitle")},
    "thesis": {"publisher": ("school", "institution", "publisher")},
    "report": {"publisher": ("institution", "publisher", "organization")},
    "misc": {
        "container_title": ("howpublished", "journal", "journaltitle", "booktitle"),
        "publisher": ("organization", "publisher", "institution"),
    },
    "": {
        "container_title": ("booktitle",),
        "container_title_short": ("shortjournal",),
        "event_title": ("eventtitle",),
        "collection_title": ("series",),
        "edition": ("edition",),
        "volume": ("volume",),
        "issue": ("issue",),
        "number": ("number",),
        "page": ("pages",),
        "publisher": ("publisher",),
        "publisher_place": ("address", "location"),
    },
}
"""Family -> attribute of a work -> fields; the column of the empty name holds for all families."""

_ORDER: Final = (
    "container_title container_title_short event_title collection_title edition volume issue number page "
    "publisher publisher_place"
).split()
"""Of the attributes in an entry; `genre` has rules of its own."""

ENTRY_TYPE: Final = "entrytype"
"""Name under which `Work.fields` keeps a BibTeX type of its own (Better BibTeX calls it so too)."""

LISTS: Final = frozenset(("publisher", "institution", "school", "organization", "address", "location"))
"""Fields that biblatex cuts at " and "."""

ROLES: Final = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "container-author": "bookauthor",
    "contributor": "contributor",
    "collection-editor": "serieseditor",
    "director": "director",
    "illustrator": "illustrator",
    "interviewer": "interviewer",
    "reviewed-author": "reviewedauthor",
    **{
        role: role.replace("-", "")
        for role in (
            "attorney-agent chair commenter composer cosponsor counsel executive-producer guest host narrator "
            "organizer original-author performer producer recipient script-writer series-creator words-by"
        ).split()
    },
}
"""CSL role of a creator -> field."""

DEFAULT_GENRES: Final = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}
"""What these types say without a field `type`."""

IDENTIFIER_FIELDS: Final = ("isbn", "pmid", "pmcid", "openreview", "acl", "s2")
"""Schemes beside doi and arxiv, each with a field of its name."""

LANGUAGES: Final = {
    "en": "english", "en-US": "american", "en-GB": "british", "de": "ngerman", "fr": "french",
    "it": "italian", "es": "spanish", "pt": "portuguese", "pt-BR": "brazilian", "nl": "dutch",
    "sv": "swedish", "da": "danish", "nb": "norsk", "fi": "finnish", "pl": "polish", "cs": "czech",
    "ru": "russian", "uk": "ukrainian", "tr": "turkish", "el": "greek", "ja": "japanese", "zh": "chinese",
    "ko": "korean",
}  # fmt: skip
"""BCP 47 -> name of the language in babel; other languages stay as they are written."""

ALIASES: Final = {
    "archiveprefix": "eprinttype",
    "primaryclass": "eprintclass",
    "keyword": "keywords",
    "hyphenation": "langid",
}
"""Other names of fields (biblatex manual, 2.2.5)."""


def kind_of(type: str) -> Kind:
    """What a BibTeX type is; a type that no table names is kept as it is."""
    return TYPES.get(type, Kind("misc", "document", own=True))


def type_by_content(kind: Kind, *, on_arxiv: bool, has_url: bool) -> str:
    """The CSL type of an entry without `entrysubtype`."""
    if kind.csl not in ("", "webpage"):
        return kind.csl
    if on_arxiv:
        return "article"
    return "webpage" if has_url or kind.csl else "document"


@cache
def columns(family: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(attribute, fields) of a family, in the order in which an entry shows them."""
    merged = COLUMNS[""] | COLUMNS.get(family, {})
    return tuple((attribute, merged[attribute]) for attribute in _ORDER)
