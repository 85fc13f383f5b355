"""
HTML of a note -> tree.

Rule 1: nothing comes in but through nh3. So what is read here is well formed, and nothing in it runs.
Rule 2: the forms that Zotero's server and its note editor write for one thing are one tree: `<b>` and
`<strong>`, `<li>a</li>` and `<li><p>a</p></li>`, a strike as an element and as a style, with `<tbody>` and
without, a `<div data-schema-version="9">` around all of it and none.
Rule 3: an element that a note cannot hold is as if it were not there; its text stays.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from . import citations, styles
from .elements import AROUND, HEADINGS, IMAGE, LINKS, MARKS, SPANS, VOID, cleaned
from .tree import (
    Block,
    Break,
    Cell,
    Citation,
    Code,
    Comment,
    Display,
    Heading,
    Image,
    Listing,
    Mark,
    Math,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    Text,
    tidied,
)  # fmt: skip

__all__ = ["read"]

_PICTURES = re.compile(r"https?:|data:image/(?:png|jpeg|gif|webp);", re.IGNORECASE)

_STYLE_MARKS = {
    ("font-weight", "bold"): "strong", ("font-weight", "700"): "strong", ("font-style", "italic"): "em",
    ("text-decoration", "underline"): "u", ("text-decoration", "line-through"): "s",
    ("vertical-align", "sub"): "sub", ("vertical-align", "super"): "sup",
}  # fmt: skip
_LISTS = frozenset({"ul", "ol"})
_PARENTS = {"li": _LISTS, "tr": {"table"}, "td": {"tr"}, "th": {"tr"}}
DEEPEST = 60
"""So many lists, items, quotes and cells may stand in each other; what is deeper is flat."""
_SPACES = re.compile(r"[ \t\r\n\f]+")


def read(html: str) -> tuple[Block, ...]:
    """
    The blocks of a note.

    Args:
        html: any text at all.

    Returns:
        What a note can hold of it. No element that runs, no link but to `LINKS`, no control character.
    """
    reader = _Reader()
    reader.feed(cleaned(html))
    reader.close()
    return reader.blocks()


@dataclass
class _Open:
    """An element that holds blocks, until it ends."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Any] = field(default_factory=list)
    """Blocks; lists of blocks in a list, lists of cells in a table, cells in a row."""


class _Reader(HTMLParser):
    """
    From the tags of well-formed HTML to blocks, in one pass.

    A paragraph is whatever text stands between the tags of blocks, whether there is a `<p>` around it or not.
    """

    def __init__(self) -> None:
        super().__init__()
        self._open = [_Open("body")]
        self._opened: list[bool] = []
        """Of each element that may hold blocks and did not end: whether it is in `_open`."""
        self._marks: list[frozenset[Mark]] = []
        """What lies on the text, after each element of a line that did not end."""
        self._runs: list[Run] = []
        self._paragraph: tuple[int, str] | None = None
        """Level (0: no heading) and style, between the tags of a paragraph or heading."""
        self._code: list[str] | None = None
        self._class = ""
        self._whole: tuple[int, str, list[str]] | None = None
        """A span read as one thing: how many marks there are in it, the JSON of a citation or none, its text."""

    def blocks(self) -> tuple[Block, ...]:
        """What was read."""
        self._end_paragraph()
        return tuple(self._open[0].children)

    # --- what the parser finds ----------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if self._code is not None:
            self._class = self._class or attributes.get("class", "")
            if tag == "br":
                self._code.append("\n")
        elif tag in VOID:
            self._leaf(tag, attributes)
        elif tag in SPANS or tag in MARKS:
            self._start_mark(tag, attributes)
        else:
            self._end_paragraph()
            if tag == "pre":
                self._code, self._class = [], attributes.get("class", "")
            elif tag == "p" or tag in HEADINGS:
                style = styles.layout(styles.declarations(attributes.get("style", "")))
                self._paragraph = HEADINGS.get(tag, 0), style
            elif tag not in AROUND:
                self._start_block(tag, attributes)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        if self._code is not None:
            if tag == "pre":
                self._end_code("".join(self._code))
        elif tag in VOID:
            pass
        elif tag in SPANS or tag in MARKS:
            self._end_mark()
        else:
            self._end_paragraph()
            if tag == "p" or tag in HEADINGS:
                self._paragraph = None
            elif tag not in AROUND:
                self._end_block()

    def handle_data(self, data: str) -> None:
        if self._code is not None:
            self._code.append(data)
        elif self._whole is not None:
            self._whole[2].append(data)
        else:
            self._runs.append(Text(self._now, data))

    def handle_comment(self, data: str) -> None:
        if self._code is not None or data.startswith((">", "->")) or data.endswith("-") or "--!>" in data:
            return
        if self._paragraph or any(not isinstance(run, Text) or run.text.strip() for run in self._runs):
            self._runs.append(Comment(text=_SPACES.sub(" ", data)))
        else:
            self._add(Comment(text=data if len(self._open) == 1 else re.sub(r"\n\s+", "\n", data)))

    # --- inside a line ------------------------------------------------------------------------------------

    @property
    def _now(self) -> frozenset[Mark]:
        return self._marks[-1] if self._marks else frozenset()

    def _leaf(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "hr":
            self._end_paragraph()
            self._add(Rule())
        elif tag == "br":
            self._runs.append(Break(self._now))
        elif tag == "input" and attributes.get("type") == "checkbox":
            self.handle_data("[x] " if "checked" in attributes else "[ ] ")
        elif tag == "img" and (
            "data-attachment-key" in attributes or _PICTURES.match(attributes.get("src", ""))
        ):
            kept = {name: _SPACES.sub(" ", value).strip() for name, value in attributes.items()}
            kept["src"] = _address(kept["src"]) if _PICTURES.match(kept.get("src", "")) else ""
            self._runs.append(Image(self._now, tuple((name, kept[name]) for name in IMAGE if kept.get(name))))

    def _start_mark(self, tag: str, attributes: Mapping[str, str]) -> None:
        classes = attributes.get("class", "").split()
        if self._whole is None and "math" in classes:
            self._whole = len(self._marks), "", []
        elif self._whole is None and (data := citations.stored(attributes.get("data-citation", ""))):
            self._whole = len(self._marks), data, []
        new = dict(_marks_of(tag, classes, attributes))
        self._marks.append(frozenset(mark for mark in self._now if mark[0] not in new) | new.items())

    def _end_mark(self) -> None:
        self._marks.pop()
        if self._whole is not None and len(self._marks) == self._whole[0]:
            (_, data, parts), self._whole = self._whole, None
            text = _SPACES.sub(" ", "".join(parts)).strip(" ")
            if data:
                self._runs.append(Citation(self._now, data, text))
            elif tex := _bare(text):
                self._runs.append(Math(self._now, tex))

    # --- blocks -------------------------------------------------------------------------------------------

    def _end_paragraph(self) -> None:
        runs, self._runs = tidied(self._runs), []
        while runs and isinstance(runs[0], Comment):  # Markdown has none at the start of a paragraph
            self._add(Comment(text=runs[0].text))
            runs = tidied(runs[1:])
        if all(isinstance(run, Text) and not run.text.strip() for run in runs):
            return
        level, style = self._paragraph or (0, "")
        self._add(Heading(level, runs, style) if level else Paragraph(runs, style))

    def _end_code(self, text: str) -> None:
        self._code = None
        if "math" in self._class.split():
            if tex := _bare(text):
                first, *rest = tex.split("\n")
                self._add(
                    Display("\n".join([first, *textwrap.dedent("\n".join(rest)).split("\n")[: len(rest)]]))
                )
            return
        found = re.search(r"(?:^|\s)lang(?:uage)?-(\S+)", self._class)
        text = (
            "" if text == "\u00a0" else text.removesuffix("\n")
        )  # the server puts a space where there is nothing
        self._add(Code(text, found[1] if found else ""))

    def _start_block(self, tag: str, attributes: Mapping[str, str]) -> None:
        fits = len(self._open) <= DEEPEST and self._open[-1].tag in _PARENTS.get(tag, {self._open[-1].tag})
        self._opened.append(fits)
        if fits:
            self._open.append(_Open(tag, attributes))

    def _end_block(self) -> None:
        if not self._opened.pop():
            return
        ended = self._open.pop()
        children, parent = ended.children, self._open[-1].children
        if ended.tag == "blockquote" and children:
            self._add(Quote(tuple(children)))
        elif ended.tag in _LISTS and children:
            start = _number(ended.attributes.get("start", ""), 1) if ended.tag == "ol" else None
            self._add(Listing(tuple(map(tuple, children)), start))
        elif ended.tag == "table" and (rows := _rows(children)):
            self._add(Table(rows))
        elif ended.tag == "li" or (ended.tag == "tr" and children):
            parent.append(children)
        elif ended.tag in ("td", "th"):
            style = styles.layout(styles.declarations(ended.attributes.get("style", "")))
            spans = (max(_number(ended.attributes.get(name, ""), 1), 1) for name in ("colspan", "rowspan"))
            parent.append(Cell(tuple(children), ended.tag == "th", style, *spans))

    def _add(self, block: Block) -> None:
        """A block goes into the element that is open; in a list without an item, or behind one, into an item."""
        parent = self._open[-1]
        if parent.tag in _LISTS:
            if not parent.children:
                parent.children.append([])
            parent.children[-1].append(block)
        elif parent.tag not in ("table", "tr"):
            parent.children.append(block)


def _marks_of(tag: str, classes: list[str], attributes: Mapping[str, str]) -> list[Mark]:
    marks: list[Mark] = []
    if tag in MARKS:
        marks.append((MARKS[tag], ""))
    elif tag == "a" and LINKS.match(href := attributes.get("href", "").strip()):
        title = _SPACES.sub(" ", attributes.get("title", "")).strip()
        marks.append(("link", f"{_address(href)}\n{title}" if title else _address(href)))
    declared = styles.declarations(attributes.get("style", ""))
    marks += [(name, "") for pair, name in _STYLE_MARKS.items() if pair in declared.items()]
    if "color" in declared:
        marks.append(("color", styles.colour(declared["color"])))
    if background := declared.get("background-color") or declared.get("background"):
        marks.append(("mark", styles.colour(background)))
    elif tag == "mark":
        marks.append(("mark", styles.HIGHLIGHT))
    for kind in {"highlight", "underline"} & set(classes):
        if "data-annotation" in attributes:
            marks.append(("annotation", f"{kind}\n{attributes['data-annotation']}"))
    return marks


def _address(url: str) -> str:
    """A URL without the characters that no URL has and that Markdown stumbles on."""
    return re.sub(r'[\s<>\\"`|]', lambda found: quote(found[0]), url)


def _bare(tex: str) -> str:
    """A formula without the dollars around it."""
    return tex.strip().strip("$").strip()


def _number(text: str, default: int) -> int:
    return min(int(text), 999_999_999) if text.isascii() and text.isdigit() else default


def _rows(rows: list[list[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a table, without a first one of empty heads: so Markdown writes a table that has none."""
    if len(rows) > 1 and all(cell.header and not cell.blocks for cell in rows[0]):
        rows = rows[1:]
    return tuple(map(tuple, rows))
