"""
What a person tells the reader in a comment of the list.

    <!-- zotsync: skip -->              above or within an entry: it is not one
    <!-- zotsync: skip section -->      below a heading: nothing until the next one of its level is
"""

from __future__ import annotations

import re

from .blocks import Block, Inline
from .ledger import Ledger

__all__ = ["Skipping"]

_COMMENT = re.compile(r"<!--\s*zotsync:\s*skip(?P<section>\s+section)?\s*-->")
_WHY = "a comment says to skip it"


class Skipping:
    """Follows the blocks of a page and takes out those that a comment takes out."""

    def __init__(self, text: str, ledger: Ledger) -> None:
        self._asked = _COMMENT.search(text) is not None
        self._ledger = ledger
        self._next = False
        self._section = 0
        self._level = 1

    def takes(self, block: Block) -> bool:
        """Whether the block is not to be read; its lines are spoken for."""
        if not self._asked:
            return False
        if block.kind == "heading" and block.level:
            if self._section and block.level <= self._section:
                self._section = 0
            if not self._section:
                self._level = block.level
        if self._section:
            self._ledger.put(block.line, _last(block), "skipped", _WHY)
            return True
        comment = _COMMENT.search(block.source) if block.kind == "html" else None
        if comment:
            self._section = self._level if comment["section"] else 0
            self._next = not comment["section"]
            self._ledger.put(block.line, block.end, "markup", "comment")
            return True
        if block.kind in {"html", "markup"}:
            return False
        if self._next or _asks(block.inline):
            self._next = False
            self._ledger.put(block.line, _last(block), "skipped", _WHY)
            return True
        unwanted = {row.line for row in block.rows if any(map(_asks, row.cells))}
        for line in unwanted:
            self._ledger.put(line, line, "skipped", _WHY)
        block.rows = [row for row in block.rows if row.line not in unwanted]
        return block.kind == "table" and not block.rows


def _asks(inline: Inline) -> bool:
    return any(span.kind == "html" and _COMMENT.match(span.source) for span in inline.spans)


def _last(block: Block) -> int:
    """The last line of a block and all inside it."""
    last, stack = block.end, [*block.children]
    while stack:
        inner = stack.pop()
        last = max(last, inner.end)
        stack += inner.children
    return last
