"""
reStructuredText -> blocks.

docutils reads it, without what a stranger's text must not do: include files, run raw parts, read configuration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from .. import bare_links, plaintext
from ..blocks import Anchor, Block, Inline, Kind, Row, Span

if TYPE_CHECKING:
    from docutils.nodes import Node, document

__all__ = ["blocks"]

_SHAPES: Final = (
    (re.compile(r"([=\-`:.'\"~^_*+#<>!$%&(),/;?@\[\\\]{|}])\1+$"), "rule"),
    (re.compile(r"[=+|\s-]+$"), "table rule"),
    (re.compile(r"\.\. _[^:]+:|__ "), "link definition"),
    (re.compile(r"\.\.(?:\s|$)|:[\w-]+:"), "directive"),
    (re.compile(r"(?:[-*+•]|\(?\w{1,3}[.)])(?:\s+[-*])?$"), "bullet"),
)
"""Lines that shape the page and make no block."""
_LONGEST: Final = 20_000
"""Characters of a paragraph that are read for marks."""
_MANY_BULLETS: Final = re.compile(r"((?:[-*+] +){6})((?:[-*+] +)+)")
"""Lists in lists on one line: each costs docutils a parser of its own."""
_OTHER_LINE_ENDS: Final = re.compile("[\u2028\u2029]")


def blocks(text: str) -> list[Block]:
    """The blocks of a page, in order; a text that docutils gives up is read as plain text."""
    lines = text.split("\n")
    try:
        # docutils would begin new lines at these, and count them.
        written = _OTHER_LINE_ENDS.sub(" ", text)
        written = _MANY_BULLETS.sub(lambda found: found[1] + " " * len(found[2]), written)
        found = _Reader(lines).read(_document(written))
    except Exception:  # docutils has no error of its own; deep nesting ends in RecursionError
        found = plaintext.blocks(text)
    found += [Block("markup", one.line, one.end, source="table") for one in found if one.kind == "table"]
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        for shape, name in _SHAPES:
            if stripped and shape.match(stripped):
                found.append(Block("markup", number, number, source=name))
                break
    return found


def _document(text: str) -> document:
    # Here and not above: importing it takes 100 ms, and most lists are not reStructuredText.
    from docutils.frontend import get_default_settings
    from docutils.nodes import Text
    from docutils.parsers.rst import Parser
    from docutils.parsers.rst.states import Inliner
    from docutils.utils import new_document

    # docutils builds the patterns from what the class itself has, so one derived from it would have none.
    inliner = Inliner()
    thoroughly = inliner.parse

    def parse(text: str, lineno: int, memo: Any, parent: Any) -> tuple[list[Node], list[Any]]:
        # It looks for the end of each mark to the end of the paragraph.
        return thoroughly(text, lineno, memo, parent) if len(text) <= _LONGEST else ([Text(text)], [])

    def without_bare_links(text: str, lineno: int) -> list[Text]:  # noqa: ARG001
        # `bare_links` finds them: docutils goes a call deeper for each, and fails at a thousand.
        return [Text(text)] if text else []

    inliner.parse = parse  # type: ignore[method-assign]
    inliner.implicit_inline = without_bare_links  # type: ignore[method-assign]
    settings = get_default_settings(Parser)
    settings._disable_config = True
    settings.file_insertion_enabled = settings.raw_enabled = False
    settings.report_level = settings.halt_level = 5
    settings.warning_stream = False
    page = new_document("list", settings)
    Parser(inliner=inliner).parse(text, page)
    return page


_BLOCKS: Final[Mapping[str, Kind]] = {
    "paragraph": "paragraph",
    "rubric": "paragraph",
    "caption": "markup",
    "literal_block": "code",
    "doctest_block": "code",
    "math_block": "code",
    "comment": "html",
    "transition": "markup",
    "list_item": "item",
    "definition_list_item": "item",
    "field": "item",
    "footnote": "item",
    "citation": "item",
    "table": "table",
}
"""Nodes of docutils that are one block; others are looked into, and what the parser remarks is left out."""


def _is_contents(node: Node) -> bool:
    attributes = getattr(node, "attributes", {})
    return node.__class__.__name__ == "topic" and "contents" in attributes.get("classes", ())


class _Reader:
    """Makes blocks of nodes."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._numbers = count()
        self._targets: dict[str, str] = {}
        self._substitutions: dict[str, Node] = {}

    def read(self, page: document) -> list[Block]:
        """The blocks of a page."""
        from docutils import nodes

        for target in page.findall(nodes.target):
            for name in target["names"]:
                if target.hasattr("refuri"):
                    self._targets[name] = target["refuri"]
        for definition in page.findall(nodes.substitution_definition):
            self._substitutions.update(dict.fromkeys(definition["names"], definition))
        return list(self._blocks(page, 1))

    def _blocks(self, parent: Node, level: int, line: int = 1) -> Iterator[Block]:
        for node in parent.children:
            yield from self._block_of(node, level, line)

    def _block_of(self, node: Node, level: int, line: int) -> Iterator[Block]:
        """The block of a node, or those inside it; `line` is that of its parent."""
        name = node.__class__.__name__
        line = max(line, node.line or 0)
        if name == "section":
            yield from self._blocks(node, level + 1, line)
        elif name == "title":
            yield self._heading(node, level - 1, line)
        elif name in _BLOCKS:
            yield self._block(node, _BLOCKS[name], level, line)
        elif name not in {"system_message", "target", "substitution_definition"} and not _is_contents(node):
            yield from self._blocks(node, level, line)

    def _heading(self, node: Node, level: int, line: int) -> Block:
        # docutils tells the line of the underline, or that of a line above the text.
        written = getattr(node, "rawsource", "").strip()
        near = (line - 1, line, line - 2, line + 1)
        found = (n for n in near if 0 < n <= len(self._lines) and self._lines[n - 1].strip() == written)
        line = next(found, line)
        return Block("heading", line, line, self._inline([node]), max(level, 1))

    def _block(self, node: Node, kind: Kind, level: int, line: int) -> Block:
        block = Block(kind, line, line)
        if kind == "table":
            block.rows = list(self._rows(node, line))
            block.end = max((one.line for one in node.findall() if one.line), default=line)
        elif kind == "item":
            self._item(node, block, level)
        elif kind == "paragraph":
            block.inline = self._inline(node.children)
            block.end = self._end(block)
        elif kind == "html":
            block.source = f"<!-- {node.astext()} -->"
            block.end = line + node.astext().count("\n")
        else:
            block.source = kind
            # The line of literal text is that of its end or of its start, by the way it is written.
            block.end = line + node.astext().count("\n")
        return block

    def _item(self, node: Node, block: Block, level: int) -> None:
        """Its first paragraph, term or field name with its text, then what stands below."""
        head: list[Node] = []
        below: list[Block] = []
        for child in node.children:
            name = child.__class__.__name__
            if name in {"term", "field_name"}:
                head += child.children
            elif name == "field_body" or name == "definition":
                below += self._blocks(child, level, block.line)
            elif name == "paragraph" and not head and not below:
                head += child.children
                block.line = child.line or block.line
            elif name not in {"label", "classifier", "system_message"}:
                below += self._block_of(child, level, block.line)
        block.inline = self._inline(head)
        if node.__class__.__name__ == "field" and below:
            value = below.pop(0)
            colon = Span(": ", ": ")
            block.inline = Inline((*block.inline.spans, colon, *value.inline.spans))
        block.end = self._end(block)
        block.children = below

    def _end(self, block: Block) -> int:
        return min(block.line + block.inline.plain.count("\n"), len(self._lines))

    # --- tables -------------------------------------------------------------------------------------------

    def _rows(self, table: Node, line: int) -> Iterator[Row]:
        rows: list[Row] = []
        has_header = False
        for node in table.findall():
            name = node.__class__.__name__
            has_header |= name == "thead"
            if name == "row":
                line = min((one.line for one in node.findall() if one.line), default=line)
                rows.append(Row(line, [self._inline(self._paragraphs(entry)) for entry in node.children]))
        if not has_header:
            # A header without words, behind the last line.
            width = max((len(row.cells) for row in rows), default=0)
            rows.insert(0, Row(len(self._lines) + 1, [Inline()] * width))
        yield from rows

    @staticmethod
    def _paragraphs(entry: Node) -> list[Node]:
        return [one for one in entry.findall() if one.__class__.__name__ == "paragraph"]

    # --- inline text --------------------------------------------------------------------------------------

    def _inline(self, nodes: Sequence[Node]) -> Inline:
        return Inline(tuple(self._spans(nodes, strong=False, emphasis=False, link=None)))

    def _spans(
        self, nodes: Sequence[Node], *, strong: bool, emphasis: bool, link: Anchor | None
    ) -> Iterator[Span]:
        for node in nodes:
            name = node.__class__.__name__
            if name == "Text":
                text = str(node.astext())
                if link:
                    yield Span(text, text, strong=strong, emphasis=emphasis, link=link)
                else:
                    yield from bare_links.spans(text, self._numbers, strong=strong, emphasis=emphasis)
            elif name == "reference" and (url := self._url(node)):
                anchor = Anchor(url, next(self._numbers))
                yield Span("", "[", "open", link=anchor)
                yield from self._spans(node.children, strong=strong, emphasis=emphasis, link=anchor)
                yield Span("", f"]({url})", "close", link=anchor)
            elif name in {"literal", "math"}:
                yield Span(node.astext(), f"`{node.astext()}`", "code", strong, emphasis, link)
            elif name == "substitution_reference" and (meant := self._meant(node)):
                # As text and no deeper: they may go round in a circle.
                is_image = any(one.__class__.__name__ == "image" for one in meant.findall())
                words = "" if is_image else meant.astext()
                yield Span(words, words, "image" if is_image else "text", strong, emphasis, link)
            elif name == "image":
                yield Span("", "", "image", link=link)
            elif name in _MARKS:
                mark = _MARKS[name]
                strongly, gently = strong or mark == "**", emphasis or mark == "*"
                yield Span("", mark, "open", strongly, gently, link)
                yield from self._spans(node.children, strong=strongly, emphasis=gently, link=link)
                yield Span("", mark, "close", strong, emphasis, link)
            elif name not in {"target", "system_message"}:
                yield from self._spans(node.children, strong=strong, emphasis=emphasis, link=link)

    def _meant(self, node: Node) -> Node | None:
        return self._substitutions.get(getattr(node, "attributes", {}).get("refname", ""))

    def _url(self, node: Node) -> str:
        attributes = getattr(node, "attributes", {})
        return str(attributes.get("refuri") or self._targets.get(attributes.get("refname", ""), ""))


_MARKS: Final = {"strong": "**", "emphasis": "*", "title_reference": "*"}
