"""
What the clear entries of a list show, held against its unclear ones.

One list is usually regular: a linked line without venue, year or identifier is a paper where most lines of its
topic are, and a tool or a blog post where few are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from . import words
from .draft import Draft
from .ledger import Ledger

__all__ = ["without_doubtful"]


def without_doubtful(drafts: Sequence[Draft], ledger: Ledger, title: str) -> list[Draft]:
    """
    The drafts that are works: the clear ones, and those in doubt that stand among clear ones.

    Where nothing is clear, the title of the list decides: one of papers holds papers.
    """
    clear = Counter(draft.topic for draft in drafts if not draft.doubt)
    doubtful = Counter(draft.topic for draft in drafts if draft.doubt)
    promised = words.PAPERS.search(title) is not None
    all_clear, all_doubtful = clear.total(), doubtful.total()
    kept: list[Draft] = []
    withdrawn: set[int] = set()
    for draft in drafts:
        here = clear[draft.topic] >= doubtful[draft.topic]
        overall = all_clear >= 2 * all_doubtful or all_clear == 0
        if (
            not draft.doubt
            or (promised and not all_clear)
            or (here and clear[draft.topic])
            or (overall and not clear[draft.topic] and all_clear)
        ):
            kept.append(draft)
        else:
            ledger.withdraw(draft.line, draft.title, draft.doubt)
            withdrawn.add(draft.line)
    for draft in kept:
        if draft.line in withdrawn:
            # Another work on the same line.
            ledger.put(draft.line, draft.line, "entry", draft.title)
    return kept
