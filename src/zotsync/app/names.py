"""Citation keys for items that others put into the library: the one that the work has, else a new one."""

from __future__ import annotations

from ..codecs import zotero
from ..core import citekey, lookalike, titles
from ..core.decision import Name
from ..model import Identifier, Item, Work
from .holdings import Holdings

__all__ = ["namer"]


def namer(holdings: Holdings) -> Name:
    """
    The naming that a plan asks; one item gets one key, and never that of another work.

    A work that the lock or library.bib knows, by its identifiers or by its key and title, keeps its key, also
    when no list names it. The key that an item has already is taken over where nobody else has it.
    """
    known = {key: record.work for key, record in holdings.catalogue.lock.records.items()}
    known |= holdings.edits
    by_identifier: dict[Identifier, str] = {}
    by_title: dict[str, list[str]] = {}
    taken: dict[str, str] = {}
    given: dict[str, str] = {}

    def add(key: str, work: Work) -> None:
        known[key] = work
        taken.setdefault(key.casefold(), key)
        by_identifier.update(dict.fromkeys(work.identifiers, key))
        by_title.setdefault(titles.normal(work.title), []).append(key)

    for key, work in list(known.items()):
        add(key, work)
    for old, key in holdings.current_keys.items():
        taken.setdefault(old.casefold(), key)

    def name(item: Item) -> str:
        if item.key not in given:
            work = zotero.work_of(item.data)
            given[item.key] = key = _known(work) or _new(work)
            if key not in known:
                add(key, work)
        return given[item.key]

    def _known(work: Work) -> str:
        keys = (by_identifier.get(one) for one in work.identifiers)
        own = taken.get(work.key.casefold()) if work.key else None
        found = next((key for key in (own, *keys) if key in known and _is_one(known[key], work)), "")
        alike = by_title.get(titles.normal(work.title), ()) if not found and work.title else ()
        return found or next(
            (key for key in alike if lookalike.score(known[key], work) >= lookalike.SURE), ""
        )

    def _new(work: Work) -> str:
        if citekey.is_usable(work.key) and work.key.casefold() not in taken:
            return work.key
        return citekey.unique(citekey.make(work, holdings.workspace.config.citekey), taken)

    return name


def _is_one(ours: Work, theirs: Work) -> bool:
    return titles.likeness(theirs.title, ours.title) not in ("different", "short name")
