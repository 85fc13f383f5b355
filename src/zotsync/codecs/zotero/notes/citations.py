"""
Citations: as Pandoc writes them in Markdown (`[see @lee2020, p. 3; -@kim2021]`), and as Zotero keeps them.

Zotero's is JSON, percent-encoded in the attribute `data-citation`. What stands in the note for it follows
from the items, so it is no part of what is compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

__all__ = ["CITATION", "ItemReference", "attribute", "cite", "is_citation", "stored", "written"]


@dataclass(frozen=True, slots=True)
class ItemReference:
    """An item of a library that a note cites."""

    uri: str
    """`http://zotero.org/users/1/items/ABCD2345`, or `groups` for `users`."""
    label: str
    """What stands in the note for it: `Lee et al., 2020`."""


CITATION = re.compile(r"\[(?=[^\[\]\n]*@)[^\[\]\n]+\](?![(\[:])")
"""What may be a citation: brackets with an at sign in them, that are no link."""

_PART = re.compile(
    r"(?P<prefix>(?:[^@;]*[\s(])?)(?P<minus>-?)@(?:\{(?P<braced>[^{}]+)\}|(?P<key>\w(?:[\w:.#$%&+?<>~/-]*[\w/])?))"
    r"(?P<rest>[^@;]*)"
)  # fmt: skip
_LABELS = {
    "page": ("p.", "pp."), "chapter": ("chap.", "ch."), "section": ("sec.", "§"), "figure": ("fig.",),
    "paragraph": ("para.", "¶"), "part": ("pt.",), "volume": ("vol.",), "line": ("l.",), "note": ("n.",),
    "issue": ("no.",), "column": ("col.",), "verse": ("v.",), "folio": ("fol.",), "book": ("bk.",),
}  # fmt: skip
"""Zotero's kind of place in a work -> how Pandoc writes it, the first as we do."""
_KIND = {written: label for label, forms in _LABELS.items() for written in forms}
_PLACE = re.compile(
    rf"\s*,?\s*(?P<kind>{'|'.join(map(re.escape, sorted(_KIND, key=len, reverse=True)))})?\s*"
    r"(?P<place>\d[\w.:–-]*(?:,\s?\d[\w–-]*)*|(?<=\s)[ivxlcIVXLC]+\b)(?P<suffix>.*)",
    re.DOTALL,
)
_PLAIN_KEY = re.compile(r"\w(?:[\w:.#$%&+?<>~/-]*[\w/])?")
_MANY = re.compile("[-–,]")

Item = dict[str, Any]


def _parts(text: str) -> list[tuple[str, Item]] | None:
    """(key, what is said beside it) of each part of a citation without its brackets; none if it is not one."""
    parts = []
    for part in text.split(";"):
        found = _PART.fullmatch(part.strip())
        if found is None:
            return None
        item: Item = {}
        rest = found["rest"]
        place = _PLACE.fullmatch(rest)
        if place is not None:
            item["locator"] = place["place"].rstrip(".:")
            item["label"] = _KIND.get(place["kind"] or "p.")
            rest = place["suffix"]
        if prefix := found["prefix"].strip():
            item["prefix"] = prefix
        if suffix := rest.strip(" ,\t"):
            item["suffix"] = suffix
        if found["minus"]:
            item["suppress-author"] = True
        parts.append((found["braced"] or found["key"], item))
    return parts


def is_citation(text: str) -> bool:
    """Whether brackets and what is in them cite works."""
    return _parts(text[1:-1]) is not None


def cite(text: str, cited: Callable[[str], ItemReference | None]) -> tuple[str, str] | None:
    """
    A citation of Markdown as Zotero keeps it.

    Args:
        text: with its brackets.
        cited: the item of a citation key, if the library has it.

    Returns:
        The JSON, and the words for it; none where it is no citation, or one of its works is not an item.
    """
    items, labels = [], []
    for key, said in _parts(text[1:-1]) or ():
        reference = cited(key)
        if reference is None:
            return None
        items.append({"uris": [reference.uri], **said})
        label = reference.label
        if "suppress-author" in said:
            label = label.rpartition(", ")[2] or label
        words = [f"{said['prefix']} {label}" if "prefix" in said else label]
        if "locator" in said:
            words.append(_place(said))
        labels.append(", ".join([*words, *([said["suffix"]] if "suffix" in said else [])]))
    return (_json(items), f"({'; '.join(labels)})") if items else None


def written(data: str, key_of: Callable[[str], str | None]) -> str | None:
    """A citation of Zotero as Pandoc writes it; none where a work has no key, or Markdown cannot say it."""
    parts, meant = [], []
    for item in json.loads(data):
        key = next(filter(None, map(key_of, item.pop("uris"))), None)
        if key is None:
            return None
        at = (
            f"{'-' if 'suppress-author' in item else ''}@{key if _PLAIN_KEY.fullmatch(key) else f'{{{key}}}'}"
        )
        words = [f"{item['prefix']} {at}" if "prefix" in item else at]
        if "locator" in item:
            words.append(_place(item))
        parts.append(", ".join([*words, *([item["suffix"]] if "suffix" in item else [])]))
        meant.append((key, item))
    text = f"[{'; '.join(parts)}]"
    return text if CITATION.fullmatch(text) and _parts(text[1:-1]) == meant else None


def _place(item: Item) -> str:
    label, place = item.get("label", "page"), item["locator"]
    written = _LABELS[label][0] if label in _LABELS else f"{label} "
    return f"{'pp.' if label == 'page' and _MANY.search(place) else written} {place}"


def _json(items: list[Item]) -> str:
    return json.dumps(items, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def stored(attribute: str) -> str | None:
    """What counts of `data-citation`, as JSON; none where it is not what Zotero writes there."""
    try:
        value = json.loads(unquote(attribute))
        items = []
        for item in value["citationItems"]:
            kept: Item = {"uris": [str(uri) for uri in item["uris"]]}
            kept |= {name: str(item[name]).strip() for name in ("prefix", "suffix") if item.get(name)}
            if item.get("locator"):
                kept |= {"locator": str(item["locator"]), "label": str(item.get("label") or "page")}
            if item.get("suppress-author"):
                kept["suppress-author"] = True
            items.append(kept)
    except (ValueError, KeyError, TypeError):
        return None
    return _json(items) if items else None


def attribute(data: str) -> str:
    """`data-citation` of a citation, percent-encoded as Zotero does."""
    value = json.dumps(
        {"citationItems": json.loads(data), "properties": {}}, ensure_ascii=False, separators=(",", ":")
    )
    return quote(value, safe="!~*'()-_.")
