"""
Markdown -> blocks.

markdown-it-py reads the structure: CommonMark and GitHub's tables.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

from . import html, inlines
from .blocks import Block, Inline, Kind, Row

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
    lines = text.split("\n")
    lines = text.split("\n")
    text, islands = _islands(text)
    environment: dict[str, Any] = {}
    numbers = count()

    def read_inline(content: str) -> Inline:
        return inlines.read(content, environment, numbers)

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
        elif kind == "html_block":
            first = token.map[0] + 1
            comment = token.content.lstrip()
            if within := [end for begin, end in islands.items() if first <= begin <= token.map[1]]:
                piece = "\n".join(lines[first - 1 : max(token.map[1], *within)])
                stack[-1].children += html.blocks(piece, first, read_inline)
                islands = {begin: end for begin, end in islands.items() if begin > token.map[1]}
            elif (
                comment.startswith("<!--") and comment.rstrip().endswith("-->") and comment.count("<!--") == 1
            ):
                stack[-1].children.append(Block("html", first, token.map[1], source=token.content))
            else:
                stack[-1].children += html.blocks(token.content, first, read_inline)
        elif kind in _LEAVES:
            block = Block(_LEAVES[kind], token.map[0] + 1, token.map[1], source=token.content or "rule")
            stack[-1].children.append(block)
    if front:
        root.children.insert(0, Block("markup", 1, front[0].count("\n"), source="front matter"))
    return root.children


_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_BEGINS = re.compile(rf"\s*(?:<(?:div|center|p)\b[^>\n]*>\s*)*<({'|'.join(html.ISLANDS)})\b", re.I)
_ISLAND_MARK = "<div>"


def _islands(text: str) -> tuple[str, dict[int, int]]:
    """
    The page without its HTML tables and lists, and the first and last line of each.

    Markdown ends HTML at a blank line and takes what is indented behind it for code; people write HTML with
    blank lines and indentation. In the place of each stands a line that Markdown passes on as HTML.
    """
    if "<" not in text or not _ISLAND.search(text):
        return text, {}
    lines = text.split("\n")
    islands: dict[int, int] = {}
    unclosed: set[str] = set()
    i, fence = 0, ""
    while i < len(lines):
        line = lines[i]
        if mark := _FENCE.match(line):
            kind = mark[0].strip()[:3]
            fence = kind if not fence else "" if fence == kind else fence
        elif (
            not fence and "<" in line and (begin := _BEGINS.match(line)) and begin[1].lower() not in unclosed
        ):
            end = _end_of_island(lines, i, begin[1].lower())
            if end is None:
                unclosed.add(begin[1].lower())
            else:
                islands[i + 1] = end + 1
                lines[i : end + 1] = [_ISLAND_MARK, *[""] * (end - i)]
                # A line of text right behind it would belong to it.
                if (
                    end == i
                    and i + 1 < len(lines)
                    and lines[i + 1].strip()
                    and not lines[i + 1].lstrip().startswith("<")
                ):
                    del islands[i + 1]
                    lines[i] = line
                i = end
        i += 1
    return "\n".join(lines), islands


_ISLAND = re.compile(rf"<(?:{'|'.join(html.ISLANDS)})\b", re.I)
_OPEN_OR_CLOSE = {name: re.compile(rf"<(/?){name}\b", re.I) for name in html.ISLANDS}


def _end_of_island(lines: list[str], start: int, name: str) -> int | None:
    """The line with the end tag; None where it is never closed."""
    depth = 0
    for i in range(start, len(lines)):
        for tag in _OPEN_OR_CLOSE[name].finditer(lines[i]):
            depth += -1 if tag[1] else 1
            if depth == 0:
                return i
    return None


_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:\w[\w-]*[ \t]*:.*\n|[ \t-].*\n|#.*\n|\n)*?(?:---|\.\.\.)[ \t]*\n")

_CONTAINERS: dict[str, Kind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "list_item_open": "item",
    "blockquote_open": "quote",
    "table_open": "table",
}
_CLOSING = frozenset(kind.replace("_open", "_close") for kind in _CONTAINERS)
_LEAVES: dict[str, Kind] = {"hr": "markup", "fence": "code", "code_block": "code"}


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
