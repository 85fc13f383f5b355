"""
What zotero.org makes of the value of one property: its stored form, or a refusal.

Measured on the real server (schema 41); the messages are close to the server's, not equal to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

from ...model import Failure
from .keys import is_key
from .schema import creator_types, item_fields, item_types

__all__ = [
    "Refused",
    "accessed",
    "clean",
    "collection_keys",
    "creators",
    "field",
    "flag",
    "moment",
    "name",
    "note",
    "parent_key",
    "refuse",
    "relations",
    "tags",
]


class Refused(Exception):
    """The server would refuse this object; its neighbours in the batch go on."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.failure = Failure(code, message)


def refuse(code: int, message: str) -> NoReturn:
    raise Refused(code, message)


_MAX_FIELD_BYTES = 65_535
_MAX_NAME = 255
_MAX_NOTE = 500_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text as the server stores it: without control characters (tab and newline stay) and outer space."""
    return _CONTROL.sub("", text).strip()


def _text(property: str, value: Any) -> str:
    if isinstance(value, str):
        if _SURROGATE.search(value):
            refuse(400, f"'{property}' is not valid Unicode")
        return clean(value)
    if isinstance(value, list):
        refuse(400, f"Unexpected array for property '{property}'")
    if isinstance(value, Mapping):
        refuse(500, "An error occurred")
    # PHP's way: null and false are "", true is "1".
    return "" if value is None or value is False else "1" if value is True else str(value)


def _array(property: str, value: Any) -> list[Any]:
    return value if isinstance(value, list) else refuse(400, f"'{property}' property must be an array")


def field(property: str, value: Any, item_type: str) -> str:
    """A field; "" is accepted also for a field that the type does not have. The limit counts bytes."""
    if property not in item_fields():
        refuse(400, f"Invalid property '{property}'")
    text = _text(property, value)
    if text and property not in item_types()[item_type].fields:
        refuse(400, f"'{property}' is not a valid field for type '{item_type}'")
    if len(text.encode()) > _MAX_FIELD_BYTES:
        refuse(413, f"{property} field value '{text[:50]}…' too long")
    return text


def note(value: Any, item_type: str) -> str:
    """The HTML of a note, as sent. The limit counts characters."""
    if item_type not in ("note", "attachment"):
        refuse(400, "'note' property is valid only for note and attachment items")
    text = _text("note", value)
    return text if len(text) <= _MAX_NOTE else refuse(413, f"Note '{text[:50]}…' too long")


def name(value: Any) -> str:
    """The name of a collection."""
    text = _text("name", value)
    return text if len(text) <= _MAX_NAME else refuse(413, f"Collection name '{text[:50]}…' too long")


def tags(value: Any) -> list[dict[str, Any]]:
    """Tags by name, each once, without empty ones; type 0 (put on by a person) is left out."""
    found: dict[str, dict[str, Any]] = {}
    for tag in _array("tags", value):
        if not isinstance(tag, Mapping):
            refuse(400, "Tag must be an object")
        for property in tag:
            if property not in ("tag", "type"):
                refuse(400, f"Invalid tag property '{property}'")
        text, kind = _text("tag", tag.get("tag")), tag.get("type", 0)
        if len(text) > _MAX_NAME:
            refuse(413, f"Tag '{text[:50]}…' too long")
        if not isinstance(kind, int):
            refuse(400, "Tag 'type' must be an integer")
        if text:
            found.setdefault(text, {"tag": text, "type": kind} if kind else {"tag": text})
    return [found[text] for text in sorted(found)]


def creators(value: Any, item_type: str) -> list[dict[str, str]]:
    """Creators in order; one empty creator alone is nobody (the empty line of a form)."""
    found = [_creator(creator, item_type) for creator in _array("creators", value)]
    nameless = [one for one in found if not any(one[part] for part in one if part != "creatorType")]
    if len(found) == len(nameless) == 1:
        return []
    return found if not nameless else refuse(400, "creator object must contain a name")


def _creator(value: Any, item_type: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        refuse(400, "creator must be an object")
    for property in value:
        if property not in ("creatorType", "firstName", "lastName", "name"):
            refuse(400, f"Invalid creator property '{property}'")
    names = {part: _text(part, text) for part, text in value.items() if part != "creatorType"}
    if set(names) not in ({"name"}, {"firstName", "lastName"}):
        refuse(400, "a creator has either 'name' or both 'firstName' and 'lastName'")
    if any(len(text) > _MAX_NAME for text in names.values()):
        refuse(413, "The creator name is too long to sync")
    return {"creatorType": _role(value.get("creatorType"), item_type), **names}


def _role(role: Any, item_type: str) -> str:
    valid = item_types()[item_type].creators
    if role in valid:
        return str(role)
    if role == "author" and valid:
        return valid[0]  # the server takes `author` everywhere, for the primary creator of the type
    if not role:
        refuse(400, "creator object must contain 'creatorType'")
    if not isinstance(role, str) or role not in creator_types():
        refuse(400, f"'{role}' is not a valid creator type")
    refuse(400, f"'{role}' is not a valid creator type for item type '{item_type}'")


def collection_keys(value: Any, has_collection: Callable[[str], bool]) -> list[str]:
    """Keys of the collections that an item stands in, each once."""
    keys = _array("collections", value)
    for key in keys:
        if not is_key(key):
            refuse(400, f"'{key}' is not a valid collection key")
        if not has_collection(key):
            refuse(409, f"Collection {key} not found")
    return list(dict.fromkeys(keys))


def parent_key(value: Any, type_of: Callable[[str], str]) -> str:
    """Key of the item that a note or attachment belongs to; empty at the top level."""
    if not value:
        return ""
    if not is_key(value):
        refuse(400, "'parentItem' must be a valid item key or false")
    item_type = type_of(value) or refuse(409, f"Parent item {value} not found")
    if item_type in ("note", "attachment"):
        refuse(409, "Parent item cannot be a note or attachment")
    return str(value)


_PREDICATES = ("dc:relation", "dc:replaces", "owl:sameAs")
_ITEM_URI = re.compile(r"http://zotero\.org/(?:users|groups)/\d+/items/\w{8}")


def relations(value: Any) -> dict[str, Any]:
    """Links to other items; `[]` is PHP's empty object."""
    if value == []:
        return {}
    if not isinstance(value, Mapping):
        refuse(400, "'relations' property must be an object")
    for predicate, targets in value.items():
        if predicate not in _PREDICATES:
            refuse(400, f"Unsupported predicate '{predicate}'")
        for target in targets if isinstance(targets, list) else [targets]:
            if not isinstance(target, str) or not _ITEM_URI.fullmatch(target):
                refuse(400, "'relations' values currently must be Zotero item URIs")
    return dict(value)


def flag(value: Any) -> bool:
    """Whether an object is in the trash. Measured: a string is an error without a code."""
    return bool(value) if value in (0, 1) and not isinstance(value, str) else refuse(500, "An error occurred")


_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(Z|[+-]\d\d:?\d\d)| (\d\d:\d\d:\d\d))")


def moment(value: Any) -> str:
    """A time stamp as `YYYY-MM-DDThh:mm:ssZ`; fractions of a second are refused."""
    complaint = f"a date must be in ISO 8601 or UTC 'YYYY-MM-DD hh:mm:ss' format ({value})"
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        refuse(400, complaint)
    day, time, zone, utc = found.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{time or utc}{zone or 'Z'}").astimezone(UTC)
    except ValueError:
        refuse(400, complaint)
    # Measured: 1960, 2040 and the year 1 are errors without a code.
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if 1970 <= at.year < 2038 else refuse(500, "An error occurred")


def accessed(value: Any, now: str) -> str:
    """An access date: a day, a time stamp, `CURRENT_TIMESTAMP`, or nothing."""
    text = _text("accessDate", value)
    if not text or re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return text
    return now if text == "CURRENT_TIMESTAMP" else moment(text)
