"""Where headings and items stand in a Markdown text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

__all__ = ["Item", "Outline", "outline", "split_lines"]

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BULLET = re.compile(r"([ \t]*)([-*+])[ \t]")


class Item(NamedTuple):
    """An item of a list."""

    line: int
    """1-based."""
    end: int
    """Of its last line that is not blank."""
    bullet: str
    """What stands in front of its text, with its indentation: `  * `; empty for an item with a number."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A text by its lines."""

    lines: tuple[str, ...]
    """With their ends."""
    levels: dict[int, int]
    """First line of a heading (1-based) -> its level."""
    ends: dict[int, int]
    """First line of a heading -> its last one."""
    items: tuple[Item, ...]
    """Outer ones first."""

    def last_text(self, first: int, last: int) -> int:
        """The last line from `first` to `last` that is not blank; `first` where all are."""
        while last > first and not self.lines[last - 1].strip():
            last -= 1
        return last


def split_lines(text: str) -> tuple[str, ...]:
    """The lines with their ends; what ends a line is what ends it for the reader of lists."""
    return tuple(_LINES.findall(text))


@lru_cache(maxsize=4)
def outline(text: str) -> Outline:
    """Read the structure of a text. Any text is Markdown, so there is no error."""
    lines = split_lines(text)
    levels: dict[int, int] = {}
    ends: dict[int, int] = {}
    items: list[Item] = []
    for token in _parser().parse("".join(line.rstrip("\r\n") + "\n" for line in lines)):
        if token.map is None:
            continue
        first, last = token.map[0] + 1, min(token.map[1], len(lines))
        if token.type == "heading_open":
            levels[first], ends[first] = int(token.tag[1:]), last
        elif token.type == "list_item_open":
            while last > first and not lines[last - 1].strip():
                last -= 1
            bullet = _BULLET.match(lines[first - 1])
            items.append(Item(first, last, f"{bullet[1]}{bullet[2]} " if bullet else ""))
    return Outline(lines, levels, ends, tuple(items))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Here and not above: importing it takes 30 ms, and most commands write no list.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
