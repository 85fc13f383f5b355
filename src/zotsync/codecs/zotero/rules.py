"""
What zotero.org makes of an object that is written: its stored form, or a refusal for this object alone.

Rule 1: every rule was measured on the real server (schema 41). What it accepts is accepted here, what it
refuses is refused with the same code.
Rule 2: a write is a patch. Properties that are not given stay; "" and null clear; arrays replace the whole.
Rule 3: stored data are sparse (no empty field, list or flag); `shown_item` and `shown_collection` fill in
the defaults.

Different from zotero.org, on purpose: the HTML of a note is kept as it was sent (the server rewrites it; see
`notes`, whose HTML it leaves alone); a relation does not appear on its target; an object as the value of
a field fails alone, where the server gives up the whole request; annotations are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from . import values
from .keys import is_key
from .schema import item_types
from .values import Refused, refuse

__all__ = ["Neighbours", "Refused", "collection", "item", "shown_collection", "shown_item"]

Data = dict[str, Any]


class Neighbours(Protocol):
    """What the rules ask about the rest of the library."""

    def has_collection(self, key: str) -> bool: ...

    def type_of(self, key: str) -> str:
        """Type of an item; empty where there is no such item."""


_CHILDREN = ("note", "attachment")
_LINK_MODES = ("imported_file", "imported_url", "linked_file", "linked_url")
_OF_ATTACHMENTS = ("linkMode", "contentType", "charset", "filename", "md5", "mtime", "path")
_SILENT = ("collections", "relations", "dateModified")
"""A change of these does not set dateModified."""


def item(given: Mapping[str, Any], stored: Mapping[str, Any] | None, near: Neighbours, now: str) -> Data:
    """
    The sparse data of an item after a write.

    Args:
        given: the properties that the client sends; `key` and `version` are not looked at.
        stored: the sparse data so far; None for a new item.
        near: the library that it stands in.
        now: the time, `YYYY-MM-DDThh:mm:ssZ`.

    Returns:
        New data, equal to `stored` if nothing changed.

    Raises:
        Refused: with the code that the server gives this object.
    """
    before = stored or {}
    item_type = (
        given.get("itemType") or before.get("itemType") or refuse(400, "'itemType' property not provided")
    )
    if not isinstance(item_type, str) or item_type not in item_types():
        refuse(400, f"'{item_type}' is not a valid itemType")
    data = _retyped(before, item_type) if before else {"itemType": item_type}
    for name, value in given.items():
        if name not in ("key", "version", "itemType"):
            _put(data, name, _property(name, value, item_type, near, now))
    _check_place(data, given)
    if item_type == "attachment" and data.get("linkMode") not in _LINK_MODES:
        refuse(400, "'linkMode' property not provided")
    if set(data.get("collections", ())) == set(before.get("collections", ())):
        # Membership has no order: another order is no change.
        _put(data, "collections", before.get("collections"))
    _set_dates(data, given, before, now)
    return data


def shown_item(data: Mapping[str, Any]) -> Data:
    """The full editable JSON of an item: every field of its type, and lists even where they are empty."""
    defaults: Data = {"tags": [], "relations": {}}
    if "parentItem" not in data:
        defaults["collections"] = []
    if data["itemType"] not in _CHILDREN:
        defaults["creators"] = []
    return {"itemType": "", **dict.fromkeys(item_types()[data["itemType"]].fields, ""), **defaults, **data}


def _put(data: Data, name: str, value: Any) -> None:
    if value:
        data[name] = value
    else:
        data.pop(name, None)


def _property(name: str, value: Any, item_type: str, near: Neighbours, now: str) -> Any:
    match name:
        case "creators":
            return values.creators(value, item_type)
        case "tags":
            return values.tags(value)
        case "collections":
            return values.collection_keys(value, near.has_collection)
        case "parentItem":
            return values.parent_key(value, near.type_of)
        case "relations":
            return values.relations(value)
        case "deleted":
            return int(values.flag(value))
        case "dateAdded" | "dateModified":
            return values.moment(value)
        case "note":
            return values.note(value, item_type)
        case "accessDate":
            value = values.accessed(value, now)
        case _ if name in _OF_ATTACHMENTS and item_type == "attachment":
            return value
    return values.field(name, value, item_type)


def _retyped(stored: Mapping[str, Any], item_type: str) -> Data:
    """The data under an item type: base fields keep their value, what has no place there is dropped."""
    if stored["itemType"] == item_type:
        return dict(stored)
    old, new = item_types()[stored["itemType"]], item_types()[item_type]
    base = {own: name for name, own in old.base.items()}
    data: Data = {"itemType": item_type}
    for name, value in stored.items():
        if name in old.fields:
            _put(data, new.field(base.get(name, name)), value)
        elif name == "creators":
            data[name] = [_recast(creator, new.creators) for creator in value]
        elif name != "itemType":
            data[name] = value
    data.pop("", None)
    return data


def _recast(creator: Data, valid: tuple[str, ...]) -> Data:
    return creator if creator["creatorType"] in valid else {**creator, "creatorType": "contributor"}


def _check_place(data: Data, given: Mapping[str, Any]) -> None:
    """Only notes and attachments are children, and a child stands in no collection."""
    if "parentItem" not in data:
        return
    if data["itemType"] not in _CHILDREN:
        refuse(400, "Child item must be note, attachment, or annotation")
    if given.get("collections"):
        refuse(400, "Child items cannot be assigned to collections")
    data.pop("collections", None)


def _set_dates(data: Data, given: Mapping[str, Any], before: Mapping[str, Any], now: str) -> None:
    """A new date of the client counts; else a change is dated now. Tags that are given count as a change."""
    data.setdefault("dateAdded", now)
    if data.get("dateModified") == before.get("dateModified") and (
        given.get("tags")
        or any(data.get(name) != before.get(name) for name in {*data, *before}.difference(_SILENT))
    ):
        data["dateModified"] = now


_OF_COLLECTIONS = {
    "name": values.name,
    "parentCollection": lambda value: value or "",
    "relations": values.relations,
    "deleted": values.flag,
}


def collection(
    key: str, given: Mapping[str, Any], stored: Mapping[str, Any] | None, near: Neighbours
) -> Data:
    """The sparse data of a collection after a write; arguments and errors as for `item`."""
    data = dict(stored or {})
    for name, value in given.items():
        if name not in ("key", "version"):
            rule = _OF_COLLECTIONS.get(name) or refuse(400, f"Invalid property '{name}'")
            _put(data, name, rule(value))
    if "name" not in data:
        refuse(400, "Collection name cannot be empty" if "name" in given else "'name' property not provided")
    parent = data.get("parentCollection")
    if parent is not None and (not is_key(parent) or parent == key):
        refuse(500, "An error occurred")
    if parent is not None and not near.has_collection(parent):
        refuse(409, f"Parent collection {parent} not found")
    return data


def shown_collection(data: Mapping[str, Any]) -> Data:
    """The full editable JSON of a collection."""
    return {"parentCollection": False, "relations": {}, **data}
