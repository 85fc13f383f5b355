"""
Two versions of a file that went apart, and the one that they come from, made one again.

Everything here is asked twice: once with the word of one side for what both changed, once with that of the other. Where
the two answers are the same, nothing is left to decide; where they differ, they stand beside each other between the
marks that git's users know (`marked`). So a conflict is as small as the lines in which it shows, and no rule has
to know how conflicts look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, Literal, TypeVar

from .merge import Agreement, Reading, merge

__all__ = ["Side", "combined", "lines_of", "marked", "members"]

Side = Literal["ours", "theirs"]

K = TypeVar("K")
V = TypeVar("V")


def combined(
    base: Mapping[str, Any] | None,
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    side: Side,
    reading: Reading,
) -> dict[str, Any]:
    """Properties of one thing, by the rules of `merge`; `side` has the word where both changed one."""
    was, here, there = (_apart(one) for one in (base or {}, ours, theirs))
    found = merge(None if base is None else Agreement(was, was), here, there, reading, also=there)
    clashes = {name: one.local if side == "ours" else one.remote for name, one in found.clashes.items()}
    both = here | found.to_local | clashes
    return {name.removeprefix(_OURS): value for name, value in both.items() if value != ""}


_OURS: Final = "="
"""In front of names: some of them (`note`, `tags`) mean something else in an item of Zotero."""


def _apart(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{_OURS}{name}": value for name, value in properties.items()}


def members(
    base: Mapping[K, V],
    ours: Mapping[K, V],
    theirs: Mapping[K, V],
    side: Side,
    both: Callable[[V | None, V, V], V],
) -> dict[K, V]:
    """
    Things by key: what one side added is there, what one side removed and the other left alone is gone.

    Args:
        both: merges a thing that both sides have, from what it was.

    Returns:
        In the order of `ours`; what only `theirs` has stands behind what stands before it there.
    """
    new: dict[K | None, list[K]] = {}
    anchor: K | None = None
    for key in theirs:
        if key in ours:
            anchor = key
        else:
            new.setdefault(anchor, []).append(key)
    order = [*new.get(None, ()), *(one for key in ours for one in (key, *new.get(key, ())))]
    found: dict[K, V] = {}
    for key in order:
        was, here, there = base.get(key), ours.get(key), theirs.get(key)
        if here is not None and there is not None:
            found[key] = here if here == there else both(was, here, there)
        elif here is not None and (was is None or (here != was and side == "ours")):
            found[key] = here
        elif there is not None and (was is None or (there != was and side == "theirs")):
            found[key] = there
    return found


_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")


def lines_of(text: str) -> list[str]:
    """Lines with their ends; `str.splitlines` would split at U+2028 inside a title."""
    return _LINE.findall(text)


def marked(ours: str, theirs: str) -> tuple[str, int]:
    """One text of two answers, with marks around the lines in which they differ, and the number of conflicts."""
    if ours == theirs:
        return ours, 0
    end = "\r\n" if "\r\n" in ours else "\n"
    here, there = lines_of(ours), lines_of(theirs)
    start = 0
    while start < min(len(here), len(there)) and here[start] == there[start]:
        start += 1
    tail = 0
    while tail < min(len(here), len(there)) - start and here[-1 - tail] == there[-1 - tail]:
        tail += 1
    middle, other = here[start : len(here) - tail], there[start : len(there) - tail]
    pieces, conflicts = here[:start], 0
    for kind, i, j, k, m in SequenceMatcher(None, middle, other, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces += middle[i:j]
            continue
        conflicts += 1
        pieces += [f"<<<<<<< ours{end}", *_whole(middle[i:j], end), f"======={end}"]
        pieces += [*_whole(other[k:m], end), f">>>>>>> theirs{end}"]
    return "".join(pieces + here[len(here) - tail :]), conflicts


def _whole(lines: Sequence[str], end: str) -> list[str]:
    """Lines of which the last one is ended too."""
    return [line if line.endswith("\n") else line + end for line in lines]
