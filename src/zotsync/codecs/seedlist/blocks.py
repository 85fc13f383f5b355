"""
The structure of a list, whatever format it was written in: blocks that hold inline text.

Readers of a format (`markdown`, `plaintext`) make these; the rules read only these. Lines are 1-based.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

__all__ = ["Anchor", "Block", "Inline", "Kind", "Row", "Span", "SpanKind"]

SpanKind = Literal["text", "code", "image", "html", "break", "open", "close"]
Kind = Literal["heading", "paragraph", "item", "quote", "table", "code", "html", "markup"]


class Anchor(NamedTuple):
    """The link that a span belongs to; two neighbouring links to one place differ in `number`."""

    url: str
    """As written."""
    number: int


class Span(NamedTuple):
    """A stretch of inline text in one style."""

    text: str
    """What a reader of the page sees; empty for marks, images and HTML tags."""
    source: str
    """How it is written in Markdown; the sources of all spans in a row are the paragraph again."""
    kind: SpanKind = "text"
    """`open` and `close` are the marks of a style or link, such as `**`."""
    strong: bool = False
    emphasis: bool = False
    link: Anchor | None = None


class Inline:
    """
    The text of one paragraph, heading, item or cell: spans, and the same as a plain string.

    Never changed once made.
    """

    __slots__ = ("_links", "_placed", "plain", "spans")

    def __init__(self, spans: tuple[Span, ...] = ()) -> None:
        self.spans = spans
        self.plain = spans[0].text if len(spans) == 1 else "".join([span.text for span in spans])
        self._placed: list[tuple[int, int, Span]] | None = None
        self._links: list[tuple[int, int, Anchor]] | None = None

    @property
    def source(self) -> str:
        """Markdown of one paragraph, on one line."""
        return " ".join("".join([span.source for span in self.spans]).split())

    def placed(self) -> list[tuple[int, int, Span]]:
        """Spans with their offsets in `plain`: (start, end, span)."""
        if self._placed is None:
            self._placed = []
            at = 0
            for span in self.spans:
                end = at + len(span.text)
                self._placed.append((at, end, span))
                at = end
        return self._placed

    def at(self, offset: int) -> Span | None:
        """The span that holds the character at an offset of `plain`."""
        for start, end, span in self.placed():
            if start <= offset < end:
                return span
        return None

    def links(self) -> list[tuple[int, int, Anchor]]:
        """Links with the offsets of their words in `plain`: (start, end, anchor)."""
        if self._links is None:
            self._links = []
            for start, end, span in self.placed():
                if span.link is None:
                    continue
                if self._links and self._links[-1][2] == span.link:
                    self._links[-1] = (self._links[-1][0], end, span.link)
                else:
                    self._links.append((start, end, span.link))
        return self._links

    def cut(self, start: int, end: int | None = None) -> Inline:
        """The part between two offsets of `plain`; a mark goes with the text that it opens or closes."""
        end = len(self.plain) if end is None else end
        if start == 0 and end == len(self.plain):
            return self
        kept: list[Span] = []
        placed = self.placed()
        # A paragraph may have thousands of lines, each of them cut from it.
        for i in range(bisect_left(placed, start, key=_end) if start else 0, len(placed)):
            at, to, span = placed[i]
            if at > end:
                break
            if at == to:
                # Marks and other spans without text: an opening one belongs to what follows.
                if (start < at <= end) if span.kind == "close" else (start <= at < end):
                    kept.append(span)
            elif at >= start and to <= end:
                kept.append(span)
            elif at < end and to > start:
                piece = span.text[max(start - at, 0) : end - at]
                kept.append(span._replace(text=piece, source=piece))
        return Inline(tuple(kept))


def _end(placed: tuple[int, int, Span]) -> int:
    return placed[1]


class Row(NamedTuple):
    """One row of a table."""

    line: int
    cells: list[Inline]


@dataclass(slots=True, eq=False)
class Block:
    """One element of the page, with what stands inside it."""

    kind: Kind
    """`markup` is what only shapes the page: rules, a bullet alone on its line."""
    line: int
    end: int
    """Last line."""
    inline: Inline = field(default_factory=Inline)
    """The text of a heading or paragraph; of an item its first paragraph."""
    level: int = 0
    """Of a heading: 1 is the outermost."""
    children: list[Block] = field(default_factory=list)
    """Of an item (after its first paragraph) or a quote."""
    rows: list[Row] = field(default_factory=list)
    """Of a table; the first is the header."""
    headless: bool = False
    """Of a table: its first row may be a row like the others."""
    spanned: set[int] = field(default_factory=set)
    """Of a table: numbers of the rows with a cell across several columns."""
    source: str = ""
    """Of code and HTML, and what a piece of markup is called."""
