"""
How the values of an item are read: which say the same, and which mean something to a workspace.

This module is the `Schema` of a plan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from ...core.dates import iso_date
from ...core.identifiers import normal, of_url
from . import extra, status
from .crosswalk import ITEM_TYPES, KNOWN, LEFT_IN_ZOTERO, csl_type, is_work, plain_pages, plain_title, work_of
from .note_blocks import alike, fitted, joined
from .schema import becomes, holds, item_types

__all__ = [
    "becomes",
    "carries",
    "citation_key",
    "fitted",
    "fuller",
    "holds",
    "is_ours",
    "joined",
    "label",
    "replaces",
    "same",
]

_WORDS = re.compile(r"\w+")
_AUTOMATIC = 1
"""Type of a tag that a translator gave (WEB API, 7): the publisher's words, not a person's."""


def _doi(text: str) -> str:
    """Without the resolver in front of it."""
    found = normal("doi", text) or next(iter(of_url(text)), None)
    return (found.value if found else text).lower()


def _numbers(text: str) -> str:
    """Several numbers in one field, without hyphens."""
    return " ".join(sorted(part.replace("-", "").lower() for part in re.split(r"[\s,;]+", text) if part))


_READ = {
    "date": iso_date,
    "pages": plain_pages,
    "title": plain_title,
    "DOI": _doi,
    "ISBN": _numbers,
    "ISSN": _numbers,
}
"""Property -> what is compared."""


def same(name: str, one: Any, other: Any) -> bool:
    """Whether two values of a property say the same: dates of one day, pages with another dash, markup."""
    if one == other:
        return True
    if name == "note":
        return alike(str(one), str(other))
    read = _READ.get(name)
    if read is None or not isinstance(one, str) or not isinstance(other, str):
        return False
    return bool(one) and bool(other) and read(one) == read(other) != ""


def citation_key(item: Mapping[str, Any]) -> str:
    """By which key people cite an item: that of its field, else that of a line of Extra (Better BibTeX)."""
    return work_of(item).key


def fuller(name: str, one: Any, other: Any) -> bool:
    """
    Whether a value of a property says all that another one says, and more: a date with its month, creators with
    their given names, or with those that a list cut off; an item type where the other one is the plain one of its
    kind (`document`, `webpage` for `blogPost`), or a publication for a preprint.
    """
    if name == "itemType":
        return _is_closer(str(one), str(other))
    if name == "date":
        return bool(iso_date(other)) and iso_date(one).startswith(f"{iso_date(other)}-")
    if name == "creators":
        return len(one) >= len(other) and all(map(_is_short_for, other, one))
    return False


def _is_closer(one: str, other: str) -> bool:
    kind, plain = csl_type(one), csl_type(other)
    if one == other or not is_work(one):
        return False
    if plain in ("document", "article") and kind in _PUBLISHED:
        return True
    return other == ITEM_TYPES[plain] and plain in (kind, "document")


_PUBLISHED = ("article-journal", "paper-conference", "chapter", "book", "thesis")


def _is_short_for(short: Mapping[str, str], full: Mapping[str, str]) -> bool:
    """Whether a creator may be another one in short: `Jumper`, `J. Jumper` for `John Jumper`."""
    if short.get("creatorType") != full.get("creatorType"):
        return False
    family, given = _parts(full)
    if family and given and short.get("name") in (family + given, f"{given} {family}"):
        return True  # one field for what stands in two: 周志华
    own_family, own_given = _parts(short)
    initials, names = (_WORDS.findall(one.casefold()) for one in (own_given, given))
    return own_family.casefold() == family.casefold() and (
        len(initials) <= len(names) and all(map(str.startswith, names, initials))
    )


def _parts(creator: Mapping[str, str]) -> tuple[str, str]:
    return creator.get("lastName") or creator.get("name", ""), creator.get("firstName", "")


def replaces(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of items that were merged into this one, as Zotero notes it (`dc:replaces`: one address, or several)."""
    relations = item.get("relations")
    said = relations.get("dc:replaces", ()) if isinstance(relations, Mapping) else ()
    addresses = [said] if isinstance(said, str) else said
    return tuple(str(one).rpartition("/")[2] for one in addresses)


@cache
def carries(item_type: str) -> tuple[str, ...]:
    """The properties of items of this type that a workspace can take over; none for notes and attachments."""
    known = item_types().get(item_type)
    if known is None or not is_work(item_type):
        return ()
    fields = (one for one in known.fields if one not in LEFT_IN_ZOTERO)
    return ("itemType", "creators", *fields, "extra", "tags", "collections")


def is_ours(name: str, member: Any) -> bool:
    """
    Whether a member that was added in Zotero to a set is for a workspace: a line of Extra that it understands,
    a tag that a person gave, a collection.
    """
    if name == "extra":
        return bool(extra.read(member, KNOWN | status.LABELS)[0])
    return not (name == "tags" and member.get("type") == _AUTOMATIC)


def label(line: str) -> str:
    """What a line of Extra is about, where it can be there once only: a BibTeX field, a state of reading."""
    found = extra.read(line, status.LABELS)[0]
    return found[0][0] if found else ""
