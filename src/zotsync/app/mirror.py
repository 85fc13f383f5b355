"""Holdings -> the local tree: every object as the workspace wants it in a Zotero library."""

from __future__ import annotations

from collections.abc import Iterator

from ..codecs import zotero
from ..core.tree import Wanted, note_id, topic_id, work_id
from .holdings import Holdings

__all__ = ["wanted_objects"]

_NAME_LENGTH = 255
"""Characters of a collection name that Zotero takes (WEB API, 7)."""
_UNVERIFIED = "unverified"
"""Tag of a work that no source has confirmed."""


def wanted_objects(holdings: Holdings, *, native_key: bool) -> tuple[Wanted, ...]:
    """
    Topics as collections, works as items, remarks as child notes; parents before children.

    Args:
        native_key: the library's schema has a field for the citation key; else it goes into Extra.
    """
    return (
        *_collections(holdings),
        *(_item(holdings, key, native_key) for key in holdings.works if key not in holdings.held_back),
        *_notes(holdings),
    )


def _collections(holdings: Holdings) -> Iterator[Wanted]:
    for topic in holdings.catalogue.topics:
        parent = topic_id(topic.path[:-1]) if len(topic.path) > 1 else ""
        data = {"name": topic.path[-1][:_NAME_LENGTH], "parentCollection": parent}
        yield Wanted(topic_id(topic.path), "collections", data)


def _item(holdings: Holdings, key: str, native_key: bool) -> Wanted:
    work = holdings.works[key]
    tags = dict.fromkeys((*holdings.marks(key), *work.keywords, *([] if work.verified else [_UNVERIFIED])))
    data = zotero.item_data(work, native_key=native_key)
    data["tags"] = [{"tag": tag} for tag in tags]
    data["collections"] = [topic_id(path) for path in holdings.topics_of.get(key, ())]
    return Wanted(work_id(key), "items", data)


def _notes(holdings: Holdings) -> Iterator[Wanted]:
    for key in holdings.works:
        if key in holdings.held_back:
            continue
        quotes = [(quote.label, quote.text, quote.source) for quote in holdings.quotes(key)]
        if quotes:
            data = {"itemType": "note", "parentItem": work_id(key), "note": zotero.remarks_html(quotes)}
            yield Wanted(note_id(key), "items", data)
