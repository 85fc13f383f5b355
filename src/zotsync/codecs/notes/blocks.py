"""Where the blocks of a Markdown text begin and end: its exact lines, nothing rendered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["blocks", "is_link", "items", "lines"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def lines(text: str) -> list[str]:
    """At line feeds alone: `splitlines` would also split inside a line that holds U+2028."""
    return _LINE.findall(text)


def blocks(text: str) -> list[str]:
    """The blocks at the top level, each with what stands between it and the next; where a link goes is one too."""
    from ..zotero.notes import markdown_reader

    told: dict[str, Any] = {"cited": lambda _: None}
    tokens = markdown_reader.parser().parse(text, told)
    links = (*told.get("references", {}).values(), *told.get("duplicate_refs", ()))
    starts = {one.map[0] for one in tokens if one.level == 0 and one.map and one.nesting >= 0}
    return _cut(text, sorted(starts | {one["map"][0] for one in links if _is_outside(one["map"][0], tokens)}))


def is_link(block: str) -> bool:
    """Whether a block says nothing but where links go (`[name]: https://...`)."""
    from ..zotero.notes import markdown_reader

    told: dict[str, Any] = {"cited": lambda _: None}
    return not markdown_reader.parser().parse(block, told) and bool(told.get("references"))


def _is_outside(line: int, tokens: Iterable[Token]) -> bool:
    """Whether no block holds a line."""
    return not any(one.level == 0 and one.map and one.map[0] <= line < one.map[1] for one in tokens)


def items(block: str) -> list[str]:
    """The items of a list, each with what stands between it and the next; none where it is no list alone."""
    from ..zotero.notes import markdown_reader

    tokens = markdown_reader.parser().parse(block, {"cited": lambda _: None})
    if not tokens or not tokens[0].type.endswith("_list_open") or tokens[-1].level or len(blocks(block)) != 1:
        return []
    return _cut(
        block, [one.map[0] for one in tokens if one.type == "list_item_open" and one.level == 1 and one.map]
    )


def _cut(text: str, starts: list[int]) -> list[str]:
    found = lines(text)
    cuts = [*dict.fromkeys([0, *sorted(starts)[1:], len(found)])] if starts else [0, len(found)]
    return ["".join(found[start:end]) for start, end in pairwise(cuts) if start < end]
