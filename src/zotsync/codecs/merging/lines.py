"""Text, line by line."""

from __future__ import annotations

from ...core.threeway import Side, lines_of

__all__ = ["merge_lines"]


def merge_lines(base: str, ours: str, theirs: str, side: Side) -> str:
    """Text that two people changed; `side` has the word where both changed the same lines."""
    if ours in (base, theirs):
        return theirs
    if theirs == base:
        return ours
    from merge3 import Merge3

    pieces: list[str] = []
    for group in Merge3(lines_of(base), lines_of(ours), lines_of(theirs)).merge_groups():
        if group[0] == "conflict":
            pieces += group[2] if side == "ours" else group[3]
        else:
            pieces += group[1]
    return "".join(pieces)
