"""Holdings -> the local tree: every object as the workspace wants it in a Zotero library."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from ..codecs import zotero
from ..core.tree import Wanted, child_id, citekey_of, item_of, note_id, prose_id, topic_id, work_id
from ..model import Place
from .holdings import Holdings
from .rendering import Rendering

__all__ = ["UNVERIFIED", "aside_objects", "dropped_objects", "wanted_objects"]

_NAME_LENGTH = 255
"""Characters of a collection name that Zotero takes (WEB API, 7)."""
UNVERIFIED = "unverified"
"""Tag of a work that no source has confirmed."""


def wanted_objects(holdings: Holdings, *, native_key: bool, render: Rendering) -> tuple[Wanted, ...]:
    """
    Topics as collections, works as items, remarks and reading notes as child notes; parents before children.

    Args:
        native_key: the library's schema has a field for the citation key; else it goes into Extra.
    """
    waiting = holdings.held_back | holdings.broken_notes
    collections = tuple(_collections(holdings))
    mirrored = frozenset(one.id for one in collections)
    return (
        *collections,
        *(_item(holdings, key, mirrored, native_key) for key in holdings.works if key not in waiting),
        *_notes(holdings, waiting, render),
        *_pages(holdings, waiting, render),
    )


def dropped_objects(holdings: Holdings) -> frozenset[str]:
    """Ids of what people deleted in Zotero although a list names it."""
    decisions = holdings.catalogue.lock.decisions
    return frozenset(
        (
            *map(work_id, decisions.dropped),
            *map(note_id, decisions.unnoted),
            *map(prose_id, decisions.unwritten),
            *map(topic_id, decisions.uncollected),
        )
    )


def aside_objects(holdings: Holdings, bound: Iterable[str]) -> frozenset[str]:
    """
    Ids of what must not be touched now: what the workspace wants of them cannot be told, for a file that says
    something of their work cannot be read.

    Args:
        bound: ids that this clone knows.
    """
    waiting = holdings.held_back | holdings.broken_notes
    apart = holdings.notebook.apart
    if not waiting and not apart:
        return frozenset()
    children = {item for key in holdings.works for item in holdings.page(key).children}
    held = (
        one
        for one in bound
        if not one.startswith("topic:")
        # A file that names no work of the lists is no sign that its note is to go.
        if citekey_of(one) in waiting
        or (one.startswith("child:") and item_of(one) in apart and item_of(one) not in children)
    )
    return frozenset((*held, *(make(key) for key in waiting for make in (work_id, note_id, prose_id))))


def _collections(holdings: Holdings) -> Iterator[Wanted]:
    """The topics, less those whose collection was deleted with all below it; each where people moved it."""
    decisions = holdings.catalogue.lock.decisions
    wanted: dict[str, Wanted] = {}
    for topic in holdings.catalogue.topics:
        place = decisions.places.get(topic.path) or Place(topic.path[-1], topic.path[:-1])
        parent = (
            place.parent if isinstance(place.parent, str) else topic_id(place.parent) if place.parent else ""
        )
        data = {"name": place.name[:_NAME_LENGTH], "parentCollection": parent}
        wanted[topic_id(topic.path)] = Wanted(topic_id(topic.path), "collections", data)
    for topic in holdings.catalogue.topics:
        if _is_lost(topic_id(topic.path), wanted):
            # Two moves that were merged make a circle, or lead to a topic that is none any more.
            above = topic_id(topic.path[:-1]) if len(topic.path) > 1 else ""
            data = {**wanted[topic_id(topic.path)].data, "parentCollection": above}
            wanted[topic_id(topic.path)] = Wanted(topic_id(topic.path), "collections", data)
    gone = set(map(topic_id, decisions.uncollected))
    done: dict[str, bool] = {}

    def visit(one: str) -> Iterator[Wanted]:
        """The collection behind those that it is in; nothing below a deleted one, and nothing twice."""
        if one in done or one not in wanted:
            return
        done[one] = False
        parent = wanted[one].data["parentCollection"]
        yield from visit(parent)
        if one not in gone and done.get(parent, ":" not in parent):
            done[one] = True
            yield wanted[one]

    for one in wanted:
        yield from visit(one)


def _is_lost(one: str, wanted: Mapping[str, Wanted]) -> bool:
    """Whether the way up from a collection never ends, or ends at a topic that is not there."""
    seen: set[str] = set()
    while ":" in one:
        if one in seen or one not in wanted:
            return True
        seen.add(one)
        one = wanted[one].data["parentCollection"]
    return False


def _item(holdings: Holdings, key: str, mirrored: Container[str], native_key: bool) -> Wanted:
    work = holdings.works[key]
    decisions = holdings.catalogue.lock.decisions
    said = (*holdings.marks(key), *work.keywords)
    tags = dict.fromkeys((*said, *([] if work.verified else [UNVERIFIED])))
    state = zotero.status.lines(holdings.page(key).reading)
    data = zotero.item_data(work, native_key=native_key, lines=state)
    data["tags"] = [{"tag": tag} for tag in tags if (key, tag) not in decisions.untagged]
    topics = map(topic_id, holdings.topics_of.get(key, ()))
    data["collections"] = [one for one in topics if one in mirrored]
    own_words = {"tags": frozenset([UNVERIFIED]).difference(said), "extra": zotero.OWN_LINES}
    supposed = frozenset(["itemType"] if _is_type_supposed(holdings, key) else ())
    return Wanted(work_id(key), "items", data, supposed, own_words)


def _is_type_supposed(holdings: Holdings, key: str) -> bool:
    """Whether the type of a work is no more than a guess from the words of a list."""
    work, recorded = holdings.works[key], holdings.catalogue.lock.records[key].work
    whole = any(entry.work is not None for entry in holdings.entries[key])
    return not recorded.verified and not whole and work.type == recorded.type


def _notes(holdings: Holdings, waiting: Container[str], render: Rendering) -> Iterator[Wanted]:
    unnoted = holdings.catalogue.lock.decisions.unnoted
    for key in holdings.works:
        if key in waiting or key in unnoted:
            continue
        quotes = [(quote.label, quote.text, quote.source) for quote in holdings.quotes(key)]
        if quotes:
            data = {"itemType": "note", "parentItem": work_id(key), "note": render.remarks(quotes)}
            yield Wanted(note_id(key), "items", data)


def _pages(holdings: Holdings, waiting: Container[str], render: Rendering) -> Iterator[Wanted]:
    """What people wrote in their files about a work, and the child notes of Zotero that stand there."""
    unwritten = holdings.catalogue.lock.decisions.unwritten
    for key in holdings.works:
        page = holdings.page(key)
        if key in waiting:
            continue
        texts = {child_id(item, key): text for item, text in page.children.items()}
        if page.written and key not in unwritten:
            texts[prose_id(key)] = page.written
        for one, text in texts.items():
            html = render.page(text)
            if html or not one.startswith("prose:"):
                yield Wanted(one, "items", {"itemType": "note", "parentItem": work_id(key), "note": html})
