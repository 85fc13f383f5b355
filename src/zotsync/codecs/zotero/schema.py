"""
Zotero's schema: which fields and which creators each item type has.

`schema.json` holds what the API answers to /itemTypes, /itemTypeFields and /itemTypeCreatorTypes (schema 41
to 43, equal for all types), and the base fields of zotero-schema, which those end points do not tell: the
field that several types have under names of their own (`publisher` is `institution` in a report).
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

__all__ = ["ItemType", "becomes", "creator_types", "holds", "item_fields", "item_types"]


@dataclass(frozen=True, slots=True)
class ItemType:
    """What items of one type can hold."""

    fields: tuple[str, ...]
    """In the order in which Zotero shows them."""
    creators: tuple[str, ...]
    """Creator types, the primary one first; empty for notes and attachments."""
    base: Mapping[str, str]
    """Base field -> its name in this type."""

    def field(self, name: str) -> str:
        """The name that a field or base field has in this type; empty where the type has none."""
        own = self.base.get(name, name)
        return own if own in self.fields else ""

    def base_of(self, field: str) -> str:
        """The base field that a field of this type is; its own name where it has none."""
        return next((base for base, own in self.base.items() if own == field), field)


@cache
def item_types() -> Mapping[str, ItemType]:
    """All item types by name; read at the first call."""
    table = json.loads(pkgutil.get_data(__package__, "schema.json") or b"{}")
    return {
        name: ItemType(tuple(row["fields"].split()), tuple(row["creators"].split()), row.get("base", {}))
        for name, row in table.items()
    }


@cache
def item_fields() -> frozenset[str]:
    """Names of the fields of all types, as /itemFields lists them (`note` is a property, no field)."""
    return frozenset(field for one in item_types().values() for field in one.fields) - {"note"}


@cache
def creator_types() -> frozenset[str]:
    """Names of the creator types of all item types."""
    return frozenset(creator for one in item_types().values() for creator in one.creators)


def holds(item_type: str) -> frozenset[str]:
    """The properties that an item of this type can have."""
    known = item_types().get(item_type)
    return frozenset(known.fields if known else ()) | {"creators", "tags", "collections"}


def becomes(field: str, old: str, new: str) -> str:
    """
    The field into which the server moves a field when an item changes its type; empty if into none.

    Fields that have one base field are one (WEB API, 4): `repository` of a preprint becomes `publisher`.
    """
    before, after = item_types().get(old), item_types().get(new)
    if before is None or after is None or field not in before.fields:
        return ""
    moved = after.field(before.base_of(field))
    return moved if moved != field else ""
