"""
Tags: what the lists mark, what library.bib says as keywords, what was tagged in Zotero, and what a note shows.

The home of a tag is library.bib. A note shows all tags of its work, and is edited like any other view: what a
person adds or takes off there is an edit of library.bib, or of what the lock says against a list. What was there
at the last build is the base; without it (a fresh clone) nothing counts as taken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..model import Decisions, Lock, Work
from .notebook import Notebook

__all__ = ["READ", "Marking", "marked"]

READ = "read"
"""Mark of an entry that the list shows as read: the status of a new note, no tag."""


@dataclass(frozen=True, slots=True)
class Marking:
    """The tags of all works."""

    tags: Mapping[str, tuple[str, ...]]
    """By citation key, as a note shows them."""
    edited: Mapping[str, tuple[Work, Work]]
    """Works whose keywords were edited in a note: before and after."""
    decisions: Decisions


def marked(
    notebook: Notebook, works: Mapping[str, Work], marks: Mapping[str, tuple[str, ...]], lock: Lock
) -> Marking:
    """
    Args:
        marks: of the lists, by citation key.
    """
    untagged = set(lock.decisions.untagged)
    edited: dict[str, tuple[Work, Work]] = {}
    tags: dict[str, tuple[str, ...]] = {}
    for key, work in works.items():
        of_lists = [one for one in marks.get(key, ()) if one != READ]
        page = notebook.pages.get(key)
        noted = page.reading.tags if page is not None and not page.problem else None
        if noted is not None:
            shown = {plain(one): one for one in (*of_lists, *work.keywords) if (key, one) not in untagged}
            before = (notebook.before[key].tags if key in notebook.before else None) or ()
            added = [one for one in noted if one not in shown and one not in before]
            removed = [shown[one] for one in before if one in shown and one not in noted]
            back = {plain(one): one for one in of_lists if (key, one) in untagged}
            untagged -= {(key, back[one]) for one in added if one in back}
            untagged |= {(key, one) for one in removed if one in of_lists}
            new = [one for one in added if one not in back and not is_unsayable(one)]
            keywords = (*(one for one in work.keywords if one not in removed), *new)
            if keywords != work.keywords:
                edited[key] = work, replace(work, keywords=keywords)
                work = edited[key][1]
        view = (one for one in (*of_lists, *work.keywords) if (key, one) not in untagged)
        tags[key] = _ordered(view, noted or ())
    decisions = replace(lock.decisions, untagged=frozenset(untagged))
    return Marking(tags, edited, decisions)


def plain(tag: str) -> str:
    """A tag as notes have it: Obsidian allows no space in one."""
    return re.sub(r"\s+", "-", tag)


def is_unsayable(tag: str) -> bool:
    """Whether a tag is one that keywords in BibTeX cannot hold: it stays on its own side."""
    return "," in tag


def _ordered(view: Iterable[str], noted: Iterable[str]) -> tuple[str, ...]:
    """The tags, those that the note has in its order first; one that can be told nowhere else stays there."""
    now = dict.fromkeys(map(plain, view))
    return tuple(dict.fromkeys((*(one for one in noted if one in now or is_unsayable(one)), *now)))
