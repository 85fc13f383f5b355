"""
Tree -> Markdown.

Rule 1: what is written is read again before it is given out. A paragraph that reads as what was meant stays as
it is, so nobody sees a backslash before `snake_case` or `$5`; where it does not, the characters that are in
the way are escaped, and no others.
Rule 2: what Markdown has no way to say is written as HTML, which Markdown may hold (`<u>`, a cell over two
columns, bold that ends in the middle of a word).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from . import html_reader, html_writer, markdown_reader
from .markdown_lines import EDGE, SPECIAL, line
from .tree import (
    Block,
    Cell,
    Code,
    Comment,
    Display,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    Text,
)  # fmt: skip

__all__ = ["write"]

_CALLOUT = re.compile(r"\[![\w-]+\][+-]?(?: |$)")
_LONG = 20_000
"""Characters of a paragraph from which on it is not tried which of its escapes could be left out."""
_ALIGNED = {"": "---", "text-align: center;": ":---:", "text-align: right;": "---:"}


def write(blocks: Sequence[Block]) -> str:
    """The Markdown of a note that holds no more than Markdown can, with a line feed at the end; empty for none."""
    text = _blocks(blocks)
    return f"{text}\n" if text else ""


def _blocks(blocks: Sequence[Block]) -> str:
    """Blocks with blank lines between them."""
    written: list[str] = []
    before: Block | None = None
    other = False
    for block in blocks:
        if isinstance(block, Listing):
            # A list right behind a list of its kind would be one with it.
            again = isinstance(before, Listing) and (before.start is None) == (block.start is None)
            other = again and not other
            written.append(_listing(block, other))
        elif isinstance(block, Rule):
            written.append("---" if before else "___")  # at the start, it would be front matter or an item
        else:
            written.append(_block(block))
        before = block
    return "\n\n".join(written)


def _block(block: Block) -> str:
    match block:
        case Paragraph() | Heading():
            return _tried(block)
        case Code():
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", block.text)), default=0))
            return "\n".join([f"{fence}{block.language}", *([block.text] if block.text else []), fence])
        case Display():
            markdown = f"$$\n{block.tex}\n$$"
            return markdown if _reads(markdown, block) else _html(block)
        case Quote():
            return _indented(_quoted(block.blocks), "> ")
        case Table():
            return _table(block)
        case Comment():
            return f"<!--{block.text}-->"
        case _:
            return _html(block)


def _reads(markdown: str, block: Block) -> bool:
    """Whether Markdown says this block and nothing else."""
    return html_reader.read(markdown_reader.render(markdown)) == (block,)


def _quoted(blocks: Sequence[Block]) -> str:
    head, *rest = blocks
    if not isinstance(head, Paragraph) or not rest or not _is_title(head.runs):
        return _blocks(blocks)
    # The first line of a callout, and what follows on the next.
    body = _blocks(rest)
    gap = "\n" if isinstance(rest[0], Paragraph) and body[0] not in "=-|:" else "\n\n"
    return f"{_tried(head, joined=True)}{gap}{body}"


# --- lists and tables ---------------------------------------------------------------------------------


def _listing(listing: Listing, other: bool) -> str:
    written = []
    for number, item in enumerate(listing.items, start=listing.start or 0):
        marker = ("*" if other else "-") if listing.start is None else f"{number}{')' if other else '.'}"
        written.append(_indented(_item(item), " " * (len(marker) + 1), f"{marker} ").rstrip(" "))
    return "\n".join(written)


def _item(blocks: Sequence[Block]) -> str:
    """The blocks of an item; lists right below its first line."""
    head, *rest = blocks or (None,)
    lists = [one for one in rest if isinstance(one, Listing)]
    if not isinstance(head, Paragraph) or not lists or len(lists) < len(rest):
        return _blocks(blocks)
    interrupts = lists[0].start in (None, 1) and lists[0].items[0]
    return _tried(head) + ("\n" if interrupts else "\n\n") + _blocks(rest)


def _table(table: Table) -> str:
    first, *rest = table.rows
    if not all(map(_is_plain, (cell for row in table.rows for cell in row))):
        return _html(table)
    head, body = (first, rest) if all(cell.header for cell in first) else ([Cell()] * len(first), table.rows)
    for escape in ((), SPECIAL):
        aligned = [_ALIGNED[cell.style] for cell in first]
        cells = [aligned, *([_cell(cell, escape) for cell in row] for row in (head, *body))]
        cells[:2] = cells[1::-1]
        markdown = "\n".join(f"| {' | '.join(row)} |" for row in cells)
        if _reads(markdown, table):
            return markdown
    return _html(table)


def _cell(cell: Cell, escape: Collection[str]) -> str:
    runs = [run for block in cell.blocks if isinstance(block, Paragraph) for run in block.runs]
    return line(runs, escape, joined=True).replace("|", "\\|")


# --- lines --------------------------------------------------------------------------------------------


def _tried(block: Paragraph | Heading, joined: bool = False) -> str:
    """A paragraph or heading in the plainest form that is read as what it is."""
    joined = joined or isinstance(block, Heading)
    before = f"{'#' * block.level} " if isinstance(block, Heading) else ""
    said = "".join(run.text for run in block.runs if isinstance(run, Text))
    for tags in (False, True):

        def tried(escape: Collection[str], tags: bool = tags) -> str | None:
            markdown = before + line(block.runs, escape, joined=joined, tags=tags)
            return markdown if _reads(markdown, block) else None

        if (plain := tried(())) is not None:
            return plain
        escape = [EDGE, *(character for character in SPECIAL if character in said)]
        markdown = tried(escape)
        for character in tuple(escape) if len(said) < _LONG else ():
            fewer = [one for one in escape if one != character]
            if markdown is not None and (shorter := tried(fewer)) is not None:
                escape, markdown = fewer, shorter
        if markdown is not None:
            return markdown
    return _html(block)


def _html(block: Block) -> str:
    """A block as HTML, without a blank line: that would end it."""
    return re.sub(r"\n(?=\n)", "\n&#10;", html_writer.write([block]))


def _indented(text: str, before: str, first: str | None = None) -> str:
    """Lines with something before each, and no white space at the end of a blank one."""
    head, *rest = text.split("\n")
    return "\n".join(
        [
            (before if first is None else first) + head,
            *(f"{before}{one}" if one else before.rstrip() for one in rest),
        ]
    )


def _is_title(runs: Sequence[Run]) -> bool:
    return bool(runs) and isinstance(runs[0], Text) and _CALLOUT.match(runs[0].text) is not None


def _is_plain(cell: Cell) -> bool:
    few = len(cell.blocks) <= 1 and all(isinstance(block, Paragraph) for block in cell.blocks)
    return few and cell.columns == cell.rows == 1 and cell.style in _ALIGNED
