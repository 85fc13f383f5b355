"""What a person says of one list in `zotsync.toml`: headings to leave out, the column that is the title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...core import headings
from ...model import Line, SeedList
from . import words
from .blocks import Block, Inline, Row, Span

__all__ = ["ReadOptions", "titles_first", "without_skipped"]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read one list; the defaults leave everything to the rules."""

    skip_headings: tuple[str, ...] = ()
    """Headings, as written or as topics, that are left out with all below them."""
    title_column: str = ""
    """Header of the column that holds the titles, in tables that have it."""


# --- headings to leave out --------------------------------------------------------------------------------


def without_skipped(seed_list: SeedList, options: ReadOptions) -> SeedList:
    """The list without the topics that are to be skipped; their lines say so."""
    unwanted = {words.plain_word(name) for name in options.skip_headings}
    if not unwanted:
        return seed_list
    skipped = {
        heading.path
        for heading in seed_list.headings
        if words.plain_word(heading.written) in unwanted
        or words.plain_word(headings.parse(heading.written).name) in unwanted
    }

    def is_out(topic: tuple[str, ...]) -> bool:
        # Rows of a table name their topics without a heading.
        return any(
            topic[:depth] in skipped or words.plain_word(topic[depth - 1]) in unwanted
            for depth in range(1, len(topic) + 1)
        )

    # Headings and entries say where a part that is left out begins and ends: the lines between follow them.
    turns = {one.line: is_out(one.path) for one in seed_list.headings}
    turns |= {one.line: is_out(one.topic) for one in seed_list.entries}
    return replace(
        seed_list,
        headings=tuple(one for one in seed_list.headings if not is_out(one.path)),
        entries=tuple(one for one in seed_list.entries if not is_out(one.topic)),
        lines=tuple(_marked(seed_list.lines, turns)),
    )


def _marked(lines: Sequence[Line], turns: dict[int, bool]) -> Iterator[Line]:
    out = False
    for line in lines:
        out = turns.get(line.number, out)
        if out and line.kind != "blank":
            yield Line(line.number, "skipped", "below a heading that zotsync.toml leaves out")
        else:
            yield line


# --- the column of titles ---------------------------------------------------------------------------------

_TITLE = Inline((Span("Title", "Title"),))


def titles_first(blocks: Sequence[Block], options: ReadOptions) -> None:
    """In tables that have the column of titles, put it in front, under a header that the rules know."""
    wanted = words.plain_word(options.title_column)
    if not wanted:
        return
    stack = [*blocks]
    while stack:
        block = stack.pop()
        stack += block.children
        if block.kind != "table":
            continue
        header = [words.plain_word(cell.plain) for cell in block.rows[0].cells]
        if wanted in header:
            at = header.index(wanted)
            block.rows = [_moved(row, at) for row in block.rows]
            block.rows[0].cells[0] = _TITLE


def _moved(row: Row, at: int) -> Row:
    if at >= len(row.cells):
        return row._replace(cells=[Inline(), *row.cells])
    return row._replace(cells=[row.cells[at], *row.cells[:at], *row.cells[at + 1 :]])
