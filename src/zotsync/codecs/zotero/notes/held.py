"""What of a note Markdown can hold: the rest (colours, alignment, where a highlight is from) becomes less."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from urllib.parse import unquote

from . import citations, styles
from .citations import ItemReference
from .tree import (
    CODE,
    Block,
    Cell,
    Citation,
    Code,
    Heading,
    Listing,
    Mark,
    Paragraph,
    Quote,
    Run,
    Table,
    Text,
    tidied,
)  # fmt: skip

__all__ = ["citing", "held", "naming"]

_ALIGNED = ("text-align: center;", "text-align: right;")
_LANGUAGE = re.compile(r"[^\s`\\&<>\"]+")
_ITEM = re.compile(r"https?://zotero\.org/(?:(users)|groups)/(\w+(?:/\w+)?)/items/([A-Z0-9]{8})")

Change = Callable[[Run], Iterable[Run]]


def held(blocks: Sequence[Block], change: Change | None = None) -> tuple[Block, ...]:
    """
    The blocks as Markdown can hold them.

    Args:
        change: what becomes of each run, beside that.
    """
    return tuple(_block(block, change) for block in blocks)


def _block(block: Block, change: Change | None) -> Block:
    match block:
        case Paragraph():
            return Paragraph(_line(block.runs, change))
        case Heading():
            return Heading(block.level, _line(block.runs, change))
        case Code():
            return block if _LANGUAGE.fullmatch(block.language) else Code(block.text)
        case Quote():
            return Quote(held(block.blocks, change))
        case Listing():
            return replace(block, items=tuple(held(item, change) for item in block.items))
        case Table():
            return _table(block, change)
    return block


def _table(table: Table, change: Change | None) -> Table:
    rows = [
        [
            replace(
                cell, blocks=held(cell.blocks, change), style=cell.style if cell.style in _ALIGNED else ""
            )
            for cell in row
        ]
        for row in table.rows
    ]
    if all(cell.columns == cell.rows == 1 for row in rows for cell in row):
        columns = max(map(len, rows))
        for row in rows:
            row += [Cell(header=bool(row) and row[-1].header)] * (columns - len(row))
    return Table(tuple(map(tuple, rows)))


def _line(runs: Sequence[Run], change: Change | None) -> tuple[Run, ...]:
    plain = (replace(run, marks=frozenset(_marks(run.marks))) for run in runs)
    return tidied(chain.from_iterable(map(change, tidied(plain))) if change else plain)


def citing(cited: Callable[[str], ItemReference | None]) -> Change:
    """Text that cites works, as a citation of Zotero if the library has all of them."""

    def change(run: Run) -> Iterator[Run]:
        if not isinstance(run, Text) or CODE in run.marks:
            yield run
            return
        at = 0
        for found in citations.CITATION.finditer(run.text):
            if made := citations.cite(found[0], cited):
                yield Text(run.marks, run.text[at : found.start()])
                yield Citation(run.marks, *made)
                at = found.end()
        yield Text(run.marks, run.text[at:])

    return change


def naming(key_of: Callable[[str], str | None]) -> Change:
    """Citations of Zotero as text: with citation keys, or where a work has none, the words that stand there."""

    def change(run: Run) -> Iterator[Run]:
        if isinstance(run, Citation):
            run = Text(run.marks, citations.written(run.data, key_of) or run.label)
        yield run

    return change


def _marks(marks: frozenset[Mark]) -> Iterator[Mark]:
    linked = any(name == "link" for name, _ in marks)
    for name, value in marks:
        if name == "mark":
            yield name, styles.HIGHLIGHT
        elif name == "annotation":
            if not linked and (link := _place(value.partition("\n")[2])):
                yield "link", link
        elif name != "color":
            yield name, value


def _place(annotation: str) -> str:
    """The link of Zotero that opens the PDF at an annotation; empty where that is not said."""
    try:
        said = json.loads(unquote(annotation))
        found = _ITEM.match(said["attachmentURI"])
        page, key = said.get("position", {}).get("pageIndex"), said.get("annotationKey", "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    if found is None:
        return ""
    library = "library" if found[1] else f"groups/{found[2]}"
    asked = [f"page={page + 1}"] if isinstance(page, int) else []
    asked += [f"annotation={key}"] if re.fullmatch("[A-Z0-9]{8}", str(key)) else []
    return f"zotero://open-pdf/{library}/items/{found[3]}" + (f"?{'&'.join(asked)}" if asked else "")
