"""
The tables: which item type, field and creator type of Zotero holds what of a work.

Fields are named by Zotero's base fields; `ItemType.field` knows the name in each type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from .. import extra
from ..schema import item_types

__all__ = [
    "AND_OTHERS",
    "BARS",
    "CREATOR_TYPES",
    "FIELDS",
    "ITEM_TYPE",
    "ITEM_TYPES",
    "KNOWN",
    "LABELS",
    "LEFT_IN_ZOTERO",
    "OWN_LINES",
    "ROLES",
    "SCHEME_OF",
    "VARIABLES",
    "csl_type",
    "field_of",
    "is_work",
]

ITEM_TYPE = "zoterotype"
"""BibTeX field that names the item type, where it is not the one that stands for the type of the work."""

ITEM_TYPES = {
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
_CSL_TYPES = {name: csl for csl, name in ITEM_TYPES.items()} | {
    "magazineArticle": "article-journal",
    "newspaperArticle": "article-journal",
    "blogPost": "webpage",
    "forumPost": "webpage",
    "dictionaryEntry": "chapter",
    "encyclopediaArticle": "chapter",
    "standard": "report",
}
_NO_WORKS = frozenset(("note", "attachment"))

FIELDS = {
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
VARIABLES = {attribute: attribute.replace("_", "-") for attribute in FIELDS}
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
AND_OTHERS = f"{extra.TEX}andothers"
"""A creator named `others`, as BibTeX has it, would be cited."""
OWN_LINES = frozenset([extra.line(AND_OTHERS, "true")])
"""Lines of Extra that say something to zotsync alone."""

LABELS = {
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
SCHEME_OF = {label.lower(): scheme for scheme, label in LABELS.items()}

_CSL_ROLE = {
    "bookAuthor": "container-author",
    "seriesEditor": "collection-editor",
    "castMember": "performer",
    "originalCreator": "original-author",
    "scriptwriter": "script-writer",
}
"""Creator type -> CSL role, where that is not its own name with a hyphen (`executive-producer`)."""
ROLES = {
    one: _CSL_ROLE.get(one) or re.sub("[A-Z]", lambda capital: f"-{capital[0].lower()}", one)
    for one in sorted({creator for one in item_types().values() for creator in one.creators[1:]})
}
CREATOR_TYPES = {role: creator_type for creator_type, role in ROLES.items()}
"""CSL role -> creator type; an author is the primary creator of a type, whatever it is called there."""

KNOWN = frozenset(["citation-key", "author", *CREATOR_TYPES, *VARIABLES.values(), *SCHEME_OF])
"""Labels in Extra that mean something, in lower case."""
BARS = " || "
"""Between family and given name in Extra (Zotero's way)."""


def is_work(item_type: object) -> bool:
    """Whether items of this type can be works: a type of the schema, and neither note nor attachment."""
    return isinstance(item_type, str) and item_type in item_types() and item_type not in _NO_WORKS


def csl_type(item_type: str) -> str:
    """The type of a work that is an item of this type."""
    return _CSL_TYPES.get(item_type, "document")


@cache
def field_of() -> Mapping[str, str]:
    """BibTeX field that has no place in `Work` -> base field."""
    placed = {field for fields in FIELDS.values() for field in fields} | LEFT_IN_ZOTERO
    names = (one.base_of(field) for one in item_types().values() for field in one.fields)
    return {
        _BIBTEX_NAMES.get(name, name.lower()): name
        for name in names
        if name not in placed and name.lower() not in SCHEME_OF and name != "note"
    }
