"""
What the clear entries of a list show, held against its unclear ones.

One list is usually regular: a linked line without venue, year or identifier is a paper where most lines of its
topic are, and a tool or a blog post where few are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from . import words
from .draft import BARE, SENTENCE, Draft
from .ledger import Ledger

__all__ = ["without_doubtful"]

_ALONE = "title alone"
_JOINTS = re.compile(
    r":|\b(?:of|for|with|in|on|and|the|via|from|by|to|is|are|through|using|without|as|at)\b", re.I
)
_FEWEST = 6
_BARE = frozenset({BARE, SENTENCE})


def _is_of_titles(drafts: Sequence[Draft], no_works: Mapping[tuple[str, ...], int]) -> bool:
    """Whether a list is of nothing but titles, most of them long enough to be no names of things."""
    if len(drafts) < _FEWEST or sum(no_works.values()) * 3 > len(drafts):
        return False
    titled = sum(1 for draft in drafts if draft.doubt == BARE and _JOINTS.search(draft.title))
    return all(draft.doubt in _BARE for draft in drafts) and titled * 3 >= len(drafts) * 2


def without_doubtful(
    drafts: Sequence[Draft], no_works: Mapping[tuple[str, ...], int], ledger: Ledger, title: str
) -> list[Draft]:
    """
    The drafts that are works: the clear ones, and those in doubt that stand among clear ones.

    Where nothing is clear, the title of the list decides: one of papers holds papers. A section of nothing
    but bare titles holds works if other sections have such titles among clear works.

    Args:
        drafts: in order.
        no_works: how many items of each topic show no sign of a work.
        ledger: of the list.
        title: of the list.
    """
    clear = Counter(draft.topic for draft in drafts if not draft.doubt)
    doubtful = Counter(draft.topic for draft in drafts if draft.doubt)
    promised = words.PAPERS.search(title) is not None
    all_clear, all_doubtful = clear.total(), doubtful.total()
    bare = {draft.topic for draft in drafts if draft.doubt in _BARE}
    mixed = (
        promised
        or _is_of_titles(drafts, no_works)
        or any(clear[topic] and no_works.get(topic, 0) <= clear[topic] for topic in bare)
    )

    def stays(draft: Draft) -> bool:
        here, topic = clear[draft.topic], draft.topic
        if not draft.doubt:
            return True
        others = no_works.get(topic, 0)
        titled = here + doubtful[topic]
        among = (others * 3 <= titled and bool(here)) or (mixed and not others)
        if draft.doubt in _BARE and (titled >= 2 or draft.rule == _ALONE) and among:
            return True
        if draft.doubt == SENTENCE:
            return False
        overall = all_clear >= 2 * all_doubtful or all_clear == 0
        return bool(
            (promised and not all_clear)
            or (here and here >= doubtful[topic])
            or (overall and not here and all_clear)
        )

    kept: list[Draft] = []
    withdrawn: set[int] = set()
    for draft in drafts:
        if stays(draft):
            kept.append(draft)
        else:
            ledger.withdraw(draft.line, draft.title, draft.doubt)
            withdrawn.add(draft.line)
    for draft in kept:
        if draft.line in withdrawn:
            # Another work on the same line.
            ledger.put(draft.line, draft.line, "entry", draft.title)
    return kept
