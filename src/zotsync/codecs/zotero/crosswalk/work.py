"""The JSON of an item, of any type and of any hand -> `Work`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ....core.dates import iso_date
from ....core.identifiers import SCHEMES, normal, of_url
from ....model import Creator, Identifier, Work
from .. import extra, status
from ..schema import ItemType, item_types
from .dialect import (
    AND_OTHERS,
    BARS,
    CREATOR_TYPES,
    FIELDS,
    ITEM_TYPE,
    ITEM_TYPES,
    KNOWN,
    ROLES,
    SCHEME_OF,
    VARIABLES,
    csl_type,
    field_of,
    is_work,
)

__all__ = ["plain_pages", "plain_title", "stated", "work_of"]

_MARKUP = re.compile(r"</?(?:i|b|sub|sup|span)(?:\s[^>]*)?>", re.I)
"""What Zotero takes for markup in titles."""


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
        or said.get(VARIABLES[attribute], "")
        for attribute, candidates in FIELDS.items()
    }
    _, arxiv_class = _arxiv(said.get("arxiv", ""))
    if _archive_id(text):
        values |= {"number": said.get("number", ""), "publisher": said.get("publisher", "")}
    return Work(
        key=text.get("citationKey") or said.get("citation-key", ""),
        type=csl_type(name),
        creators=tuple(_creators(listed if isinstance(listed, list) else (), lines, item_type)),
        and_others=AND_OTHERS in said,
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
    scheme = SCHEME_OF.get(name.lower(), "")
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
        role = "author" if kind in ("author", *item_type.creators[:1]) else ROLES.get(kind, "contributor")
        family, given, name = (str(one.get(part) or "") for part in ("lastName", "firstName", "name"))
        yield Creator(family, given, name, role)
    for label, value in lines:
        if label == "author" or label in CREATOR_TYPES:
            family, bars, given = value.partition(BARS.strip())
            yield Creator(family.strip(), given.strip(), "", label) if bars else Creator("", "", value, label)


def _bibtex(
    text: Mapping[str, str], lines: Iterable[tuple[str, str]], name: str
) -> Iterator[tuple[str, str]]:
    item_type = item_types().get(name, item_types()["document"])
    for bibtex, field in field_of().items():
        if value := text.get(item_type.field(field), ""):
            yield bibtex, value
    if is_work(name) and name != ITEM_TYPES[csl_type(name)]:
        yield ITEM_TYPE, name
    for label, value in lines:
        if label.startswith(extra.TEX) and label not in (AND_OTHERS, extra.TEX + ITEM_TYPE):
            yield label.removeprefix(extra.TEX), value
