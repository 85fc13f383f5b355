"""What only a library knows of a work and its note shows: the link to the item, and highlights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..codecs.zotero import highlights
from ..core.tree import Mirror, citekey_of
from ..model import Item

__all__ = ["Shown", "links", "of_library"]


@dataclass(frozen=True, slots=True)
class Shown:
    """By citation key; a work that is not there keeps what its note shows."""

    links: Mapping[str, str]
    """What opens the item in Zotero."""
    highlights: Mapping[str, str] | None = None
    """Markdown, of works that have any; `None`: not looked at now."""


def links(keys: Mapping[str, str], selecting: str) -> Shown:
    """
    Args:
        keys: id -> key of every object of ours.
        selecting: the beginning of the links; empty for a library that no Zotero opens.
    """
    found = {citekey_of(one): selecting + key for one, key in keys.items() if one.startswith("work:")}
    return Shown(found if selecting else {})


def of_library(keys: Mapping[str, str], selecting: str, remote: Mirror) -> Shown:
    """As `links`, with the highlights of the attachments of our items."""
    below: dict[str, list[Item]] = {}
    for item in remote.items.values():
        if item.data.get("itemType") in ("attachment", "annotation") and not item.data.get("deleted"):
            below.setdefault(str(item.data.get("parentItem", "")), []).append(item)
    opening = selecting.replace("://select/", "://open-pdf/")
    found = {}
    for one, key in keys.items():
        if one.startswith("work:"):
            attachments = [
                (
                    file.key,
                    file.data,
                    [(note.key, note.data) for note in below.get(file.key, ()) if _is_annotation(note)],
                )
                for file in below.get(key, ())
                if not _is_annotation(file)
            ]
            found[citekey_of(one)] = highlights.markdown(attachments, opening)
    return Shown(links(keys, selecting).links, found)


def _is_annotation(item: Item) -> bool:
    return item.data.get("itemType") == "annotation"
