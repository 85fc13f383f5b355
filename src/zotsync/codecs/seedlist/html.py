"""
HTML in a list -> the same blocks as Markdown gives: tables, items, headings, paragraphs, `<details>`.

The parser of the standard library cuts the text at its tags; what stands between the tags of blocks is read by
the reader of inline text, which knows `<a>`, `<b>`, `<i>` and Markdown. Nothing is an error: a tag that is
never closed ends with the text, one that was never opened is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final

from .blocks import Block, Inline, Kind, Row

__all__ = ["DETAILS_END", "ISLANDS", "SUMMARY", "TABLE", "blocks"]

ISLANDS: Final = ("table", "ul", "ol", "dl")
"""Elements that are read as a whole, from their first line to their last, whatever stands between."""
SUMMARY: Final = "summary"
"""`Block.source` of the heading that a `<summary>` is."""
TABLE: Final = "HTML table"
"""`Block.source` of a table; its rows may take many lines."""
DETAILS_END: Final = "end of details"

_BLOCKS: Final[dict[str, Kind]] = {
    **{f"h{level}": "heading" for level in range(1, 7)},
    "summary": "heading",
    **dict.fromkeys(("p", "div", "center", "section", "article", "caption", "dt", "figcaption"), "paragraph"),
    **dict.fromkeys(("li", "dd"), "item"),
    "blockquote": "quote",
    "pre": "code",
}
_CELLS: Final = frozenset({"td", "th"})
_STRUCTURE: Final = frozenset(
    {"ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "tr", "details", "html", "body"}
)
_LISTS: Final = frozenset({"ul", "ol", "dl"})
_ALONE: Final = frozenset({"p", "summary", "dt", "dd", "li"})
"""Elements that end where the next of their kind begins."""
_SILENT: Final = frozenset({"script", "style"})
_MOST_SPANNED: Final = 500
"""Rows or columns that one cell may cover."""
_WIDEST: Final = 60
"""Columns that cells may cover; more of their own are read all the same."""
_DEEPEST: Final = 30
_AND: Final = "\0"
"""Stands for `&`, which the reader of inline text is to see as it is written: `?a=1&b=2` is no entity."""
_MOST_ENDLESS: Final = 20
"""Tags without an end, as with a quote that is never closed; from then on, none is read."""


def blocks(text: str, line: int, read: Callable[[str], Inline]) -> list[Block]:
    """
    The blocks of a piece of HTML.

    Args:
        text: as in the source.
        line: of the page where the piece begins.
        read: reads inline text.
    """
    reader = _Reader(line, read)
    # The parser fails at marked sections of SGML; a page that has one shows it as text.
    reader.read(text.replace("<![", "&lt;!["))
    return reader.done()


class _Reader(HTMLParser):
    def __init__(self, line: int, read: Callable[[str], Inline]) -> None:
        super().__init__(convert_charrefs=False)
        self._first = line
        self._read = read
        self._root = Block("quote", line, line)
        self._open: list[tuple[str, Block]] = [("", self._root)]
        self._text: list[str] = []
        self._text_line = line
        self._table: _Table | None = None
        self._silent = False
        self._endless = 0
        self._behind_comments = 0

    def read(self, text: str) -> None:
        """Read a whole text."""
        text = text.replace("&", _AND)
        # The parser looks for the end of what never ends to the end of the text, each time.
        end = text.rfind(">") + 1
        self._behind_comments = end - text.rfind("-->", 0, end)
        self.feed(text[:end])
        self.close()
        self.handle_data(text[end:])

    def parse_starttag(self, i: int) -> int:
        """As the parser does, until too many tags had no end."""
        end = super().parse_starttag(i) if self._endless < _MOST_ENDLESS else -1
        self._endless += end < 0
        return end

    def parse_comment(self, i: int, report: bool = True) -> int:
        """As the parser does, where a comment may end."""
        return super().parse_comment(i, report) if len(self.rawdata) - i > self._behind_comments else -1

    # --- what the parser finds ---------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent = True
        elif tag == "table":
            self._flush()
            if self._table is None:
                self._table = _Table(Block("table", self._line(), self._line(), source=TABLE))
                self._parent().children.append(self._table.block)
            else:
                self._table.depth += 1
        elif self._table is not None:
            if tag == "tr":
                self._end_cell()
                self._table.begin_row(self._line())
            elif tag in _CELLS:
                self._end_cell()
                self._table.begin_cell(tag, dict(attrs), self._line())
            elif tag in {"p", "div", "li"}:
                self._write("<br>" if self._table.cell and any(map(str.strip, self._text)) else "")
            elif tag not in _STRUCTURE and tag not in _BLOCKS:
                self._write(self.get_starttag_text() or "")
            elif tag[0] == "h" and tag in _BLOCKS:
                self._write("<b>")
        elif tag in _BLOCKS:
            self._flush()
            self._close_same(tag)
            block = Block(_BLOCKS[tag], self._line(), self._line())
            if block.kind == "heading":
                block.level = int(tag[1]) if tag[1].isdigit() else 0
                block.source = "" if block.level else SUMMARY
            if len(self._open) < _DEEPEST:
                self._parent().children.append(block)
                self._open.append((tag, block))
        elif tag in _STRUCTURE:
            self._flush()
            if tag in _LISTS and len(self._open) < _DEEPEST:
                self._open.append((tag, self._parent()))
        elif tag == "hr":
            self._flush()
            self._parent().children.append(Block("markup", self._line(), self._line(), source="rule"))
        else:
            self._write(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _STRUCTURE or tag in _BLOCKS or tag in _CELLS or tag == "hr":
            self.handle_starttag(tag, attrs)
        else:
            self._write(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = False
        elif self._table is not None:
            if tag == "table":
                self._end_cell()
                self._table.depth -= 1
                if self._table.depth == 0:
                    self._table.end(self._line())
                    self._table = None
            elif tag == "tr" or tag in _CELLS:
                self._end_cell()
            elif tag not in _STRUCTURE and tag not in _BLOCKS:
                self._write(f"</{tag}>")
            elif tag[0] == "h" and tag in _BLOCKS:
                self._write("</b>")
        elif tag in _BLOCKS:
            self._flush()
            self._close_same(tag, ends=True)
        elif tag == "details":
            self._flush()
            self._parent().children.append(Block("markup", self._line(), self._line(), source=DETAILS_END))
        elif tag in _STRUCTURE:
            self._flush()
            self._close_same(tag, ends=tag in _LISTS)
        else:
            self._write(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._write(data)

    def handle_comment(self, data: str) -> None:
        if self._table is None:
            self._flush()
            last = self._line() + data.count("\n")
            self._parent().children.append(
                Block("html", self._line(), last, source=f"<!--{data.replace(_AND, '&')}-->")
            )

    # --- blocks ------------------------------------------------------------------------------------------

    def _line(self) -> int:
        return self._first + self.getpos()[0] - 1

    def _parent(self) -> Block:
        return self._open[-1][1]

    def _write(self, text: str) -> None:
        if text and (text.strip() or self._text):
            if not self._text:
                blank = len(text) - len(text.lstrip())
                self._text_line = self._line() + text.count("\n", 0, blank)
            self._text.append(text.replace(_AND, "&"))

    def _taken(self) -> str:
        text = "".join(self._text)
        self._text = []
        return " ".join(text.split())

    def _flush(self) -> None:
        """What was written since the last tag of a block belongs to the open block, or is a paragraph."""
        line = last = self._text_line
        last += "".join(self._text).strip().count("\n")
        text = self._taken()
        if not text:
            return
        inline = self._read(text)
        parent = self._parent()
        if parent.kind in {"quote", "code"} or parent.inline.spans or parent.children:
            parent.children.append(Block("paragraph", line, last, inline))
        else:
            parent.inline, parent.line, parent.end = inline, line, last

    def _close_same(self, tag: str, *, ends: bool = False) -> None:
        """A `<li>` or `<p>` ends the one before it; an end tag what was opened since."""
        tags = [opened for opened, _ in self._open]
        if tag in tags and (ends or tag in _ALONE):
            at = len(tags) - 1 - tags[::-1].index(tag)
            if ends or not _LISTS.intersection(tags[at:]):
                del self._open[at:]

    def _end_cell(self) -> None:
        text = self._taken()
        if self._table is not None and self._table.cell:
            self._table.end_cell(self._read(text))

    def done(self) -> list[Block]:
        if self._table is not None:
            self._end_cell()
            self._table.end(self._line())
        self._flush()
        return self._root.children


class _Table:
    """The rows of a table, cells that span several rows or columns repeated in each."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.depth = 1
        self.cell: dict[str, str | None] | None = None
        self._spanning: dict[int, tuple[int, Inline]] = {}
        """Column -> rows that its cell still covers."""
        self._heads = 0
        self._tag = ""

    def begin_row(self, line: int) -> None:
        self._carry()
        self.block.rows.append(Row(line, []))

    def begin_cell(self, tag: str, attributes: dict[str, str | None], line: int) -> None:
        if not self.block.rows:
            self.begin_row(line)
        self.cell, self._tag = attributes or {"": ""}, tag
        self._carry()

    def _carry(self) -> None:
        """Cells of the rows above that reach into this one."""
        if not self.block.rows:
            return
        row = self.block.rows[-1].cells
        while left := self._spanning.pop(len(row), None):
            rows, inline = left
            if rows > 1:
                self._spanning[len(row)] = (rows - 1, inline)
            row.append(inline)

    def end_cell(self, inline: Inline) -> None:
        row = self.block.rows[-1].cells
        attributes = self.cell or {}
        columns, rows = _number(attributes.get("colspan")), _number(attributes.get("rowspan"))
        columns = max(1, min(columns, _WIDEST - len(row)))
        if self._tag == "th" and len(self.block.rows) == 1:
            self._heads += 1
        for i in range(columns):
            if rows > 1 and len(row) < _WIDEST:
                self._spanning[len(row)] = (rows - 1, inline)
            row.append(inline if i == 0 or columns == 1 else Inline())
        if columns > 1:
            self.block.spanned.add(len(self.block.rows) - 1)
        self.cell = None

    def end(self, line: int) -> None:
        self._carry()
        block = self.block
        block.end = max(line, block.line)
        block.headless = self._heads == 0
        if not block.rows:
            block.rows.append(Row(block.line, []))


def _number(text: str | None) -> int:
    return max(1, min(int(text), _MOST_SPANNED)) if text and text.isdecimal() and len(text) < 6 else 1
