"""`Work` -> the editable JSON of an item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ....core.identifiers import SCHEMES
from ....model import Work
from .. import extra
from ..schema import ItemType, item_types
from ..values import clean
from .dialect import (
    AND_OTHERS,
    BARS,
    CREATOR_TYPES,
    FIELDS,
    ITEM_TYPE,
    ITEM_TYPES,
    LABELS,
    VARIABLES,
    csl_type,
    field_of,
    is_work,
)

__all__ = ["as_type", "item_data"]

_ARXIV = "arXiv"
_ARXIV_DOI = "10.48550/arXiv."


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
    for attribute, candidates in FIELDS.items():
        draft.put(VARIABLES[attribute], getattr(work, attribute), *candidates)
    creators = list(_put_creators(draft, work))
    for field, value in work.fields:
        if field != ITEM_TYPE:
            draft.put(extra.TEX + field, value, field_of().get(field, ""))
    draft.fields["extra"] = extra.write([*draft.lines, *lines], clean(work.note))
    data: dict[str, Any] = {"itemType": name}
    if "title" in draft.type.fields:
        data["title"] = draft.fields.pop("title", "")
    data["creators"] = creators
    return data | {field: draft.fields[field] for field in draft.type.fields if draft.fields.get(field)}


def as_type(work: Work, item_type: str) -> Work:
    """The work as items of this type are."""
    kind = csl_type(item_type)
    fields = tuple(one for one in work.fields if one[0] != ITEM_TYPE)
    if ITEM_TYPES[kind] != item_type:
        fields += ((ITEM_TYPE, item_type),)
    return replace(work, type=kind, fields=fields)


def _item_type(work: Work) -> str:
    known = ITEM_TYPES.get(work.type, "document")
    said = dict(work.fields).get(ITEM_TYPE, "")
    fits = is_work(said) and csl_type(said) == csl_type(known)
    return said if fits else known


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
            draft.put(LABELS["arxiv"], f"{number} [{arxiv_class}]" if arxiv_class else number)
    for scheme in SCHEMES:
        for one in work.identifiers:
            if one.scheme == scheme != "arxiv":
                draft.put(LABELS[scheme], one.value, LABELS[scheme])
    if arxiv and work.type == "article":
        # DataCite has a DOI for every arXiv id; one of a publisher goes before it.
        draft.fields.setdefault("DOI", _ARXIV_DOI + arxiv[0])


def _put_creators(draft: _Draft, work: Work) -> Iterator[dict[str, str]]:
    roles = draft.type.creators
    for one in work.creators:
        family, given, literal = clean(one.family), clean(one.given), clean(one.literal)
        creator_type = (
            roles[0] if one.role == "author" else CREATOR_TYPES.get(one.role, CREATOR_TYPES["contributor"])
        )
        if not (family or given or literal):
            continue
        if creator_type not in roles:
            draft.put(one.role, literal or f"{family}{BARS}{given}")
        elif literal:
            yield {"creatorType": creator_type, "name": literal}
        else:
            yield {"creatorType": creator_type, "firstName": given, "lastName": family}
    if work.and_others:
        draft.put(AND_OTHERS, "true")
