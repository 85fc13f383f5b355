"""
Markdown -> blocks.

markdown-it-py reads the structure: CommonMark and GitHub's tables.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

from . import inlines
from .blocks import Block, Kind, Row

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

__all__ = ["blocks", "is_markdown"]

_DEEPEST = 40
"""Levels of lists and quotes that are read (two to a list); what stands deeper is reported as not read."""

_SIGNS = re.compile(
    r"^ {0,3}#{1,6} \S"
    r"|^ *(?:\| *)?:?-{3,}:? *\|"
    r"|\]\((?:https?://|\./)"
    r"|^ *(?:[-*+]|\d+[.)]) +\*\*",
    re.M,
)


def is_markdown(text: str) -> bool:
    """Whether plain text shows the marks of Markdown: headings, table rules, links, items in bold."""
    return _SIGNS.search(text) is not None


def blocks(text: str) -> list[Block]:
    """The blocks of a page, in order. Any text is Markdown, so there is no error."""
    front = _FRONT_MATTER.match(text)
    if front:
        # Blank lines in its place keep the numbers of the others.
        text = "\n" * front[0].count("\n") + text[front.end() :]
    environment: dict[str, Any] = {}
    numbers = count()
    root = Block("quote", 1, 1)
    stack = [root]
    for token in _parser().parse(text, environment):
        kind = token.type
        if kind == "inline":
            inline = inlines.read(token.content, environment, numbers)
            if stack[-1].kind == "table":
                stack[-1].rows[-1].cells.append(inline)
            else:
                stack[-1].inline = inline
        elif token.nesting < 0:
            if kind in _CLOSING:
                _close(stack.pop(), stack[-1])
        elif token.map is None:
            continue
        elif kind == "tr_open":
            stack[-1].rows.append(Row(token.map[0] + 1, []))
        elif kind in _CONTAINERS:
            block = Block(_CONTAINERS[kind], token.map[0] + 1, token.map[1])
            if block.kind == "item":
                # Its blocks tell their lines themselves.
                block.end = block.line
            block.level = int(token.tag[1:]) if kind == "heading_open" else 0
            stack[-1].children.append(block)
            stack.append(block)
        elif kind in _LEAVES:
            block = Block(_LEAVES[kind], token.map[0] + 1, token.map[1], source=token.content or "rule")
            stack[-1].children.append(block)
    if front:
        root.children.insert(0, Block("markup", 1, front[0].count("\n"), source="front matter"))
    return root.children


_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:\w[\w-]*[ \t]*:.*\n|[ \t-].*\n|#.*\n|\n)*?(?:---|\.\.\.)[ \t]*\n")

_CONTAINERS: dict[str, Kind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "list_item_open": "item",
    "blockquote_open": "quote",
    "table_open": "table",
}
_CLOSING = frozenset(kind.replace("_open", "_close") for kind in _CONTAINERS)
_LEAVES: dict[str, Kind] = {"hr": "markup", "fence": "code", "code_block": "code", "html_block": "html"}


def _close(block: Block, parent: Block) -> None:
    """An item takes over its first paragraph; its other blocks stay inside it."""
    first = len(parent.children) == 1 and not parent.inline.spans
    if block.kind == "paragraph" and parent.kind == "item" and first:
        parent.children.pop()
        parent.inline, parent.line, parent.end = block.inline, block.line, block.end


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Here and not above: importing it takes 30 ms, and most commands read no list.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    # Inline text is read by `inlines`, where it can be read in a shorter way or left alone.
    return parser.disable(["inline", "text_join"])
