"""New entries in a file that people edit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from ....core import capitals
from ....model import Work
from ..blocks import Block, split
from ..form import Form, formed
from ..layout import layout_of, render
from .shelf import line_end

__all__ = ["HEADER", "extend"]

HEADER: Final = "% Edit this file freely: zotsync adds entries, and leaves alone what you type.\n"
"""First line of a new file."""


def extend(
    text: str, new: Iterable[Work], *, names: frozenset[str] | None = None, form: Form | None = None
) -> str:
    """
    The text with an entry for every work whose key it does not hold; every other byte stays.

    In a file that is sorted by key each new entry stands right behind the entry before it; else all stand at
    the end, sorted. An empty text becomes a file with a header line.

    Args:
        names: short names whose capitals titles keep (`capitals.short_names`); by default those of the titles
            of `new`.
        form: how the entries are written; what BibTeX and biblatex both read without.
    """
    new = list(new)
    names = capitals.short_names(work.title for work in new) if names is None else names
    blocks = split(text)
    present = {block.key.casefold() for block in blocks if block.key}
    missing = {work.key.casefold(): work for work in reversed(new) if work.key.casefold() not in present}
    if not missing:
        return text
    end = line_end(text)
    layout = layout_of(blocks)
    gap = layout.gap.replace("\n", end)
    rendered = {
        key: render(formed(missing[key], form or Form(), names), layout).replace("\n", end)
        for key in sorted(missing)
    }
    order = _order(blocks)
    if not order:
        return _appended(text or HEADER, rendered.values(), end, gap)
    return _inserted(blocks, order, rendered, end, gap)


def _order(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    """(case-folded key, index) of the entries, if they are sorted by key and there are any; else nothing."""
    order = [(block.key.casefold(), i) for i, block in enumerate(blocks) if block.kind == "entry"]
    is_sorted = all(one[0] <= other[0] for one, other in pairwise(order))
    return order if is_sorted and not any(block.kind == "broken" for block in blocks) else []


def _appended(text: str, rendered: Iterable[str], end: str, gap: str) -> str:
    ended = text[len(text.rstrip()) :].count("\n")
    missing = end * max(0, gap.count("\n") - ended)
    return text + missing + gap.join(rendered) + end


def _inserted(
    blocks: Sequence[Block], order: Sequence[tuple[str, int]], rendered: dict[str, str], end: str, gap: str
) -> str:
    keys = [key for key, _ in order]
    first = order[0][1]
    behind: dict[int, list[str]] = {}
    """New entries by the index of the block behind which they stand; those before the first entry by -1."""
    for key, entry in rendered.items():
        place = bisect_left(keys, key)
        behind.setdefault(order[place - 1][1] if place else -1, []).append(entry)
    head = "".join(block.text for block in blocks[:first])
    # A comment that touches the first entry belongs to it.
    blank = end + end
    cut = head.rfind(blank) + len(blank) if blank in head else len(head)
    pieces = [head[:cut], *(entry + gap for entry in behind.get(-1, ())), head[cut:]]
    for i, block in enumerate(blocks[first:], first):
        pieces.append(block.text)
        pieces += (gap + entry for entry in behind.get(i, ()))
    text = "".join(pieces)
    return text if text.endswith(end) or not behind.get(order[-1][1]) else text + end
