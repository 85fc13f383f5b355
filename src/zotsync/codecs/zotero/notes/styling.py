"""
What only Zotero can say of a text, carried over to the same text with other words in it.

Markdown holds no colours and no alignment. A word that stands in the old block too keeps what lies on it there; one
that is new gets what lies on the word in whose place it stands, or on both of its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TypeVar

from . import html_reader, html_writer
from .styles import HIGHLIGHT
from .tree import Block, Heading, Listing, Mark, Paragraph, Quote, Run, Table, Text, tidied

__all__ = ["restyled"]

_ATOM = re.compile(r"\s+|[\u3040-\u9fff\uac00-\ud7af]|[^\s\u3040-\u9fff\uac00-\ud7af]+")
"""A word, a space, or a character of a script without spaces."""
_COLOURS = ("color", "mark")

T = TypeVar("T")


def restyled(html: str, held: str) -> str:
    """A note, or a block of one, as it is written over another."""
    return html_writer.write(list(_blocks(html_reader.read(html), html_reader.read(held))))


def _blocks(new: Sequence[Block], old: Sequence[Block]) -> Iterator[Block]:
    for block, before in _paired(new, old):
        yield _block(block, before) if before is not None else block


def _block(new: Block, old: Block) -> Block:
    match new, old:
        case Paragraph() | Heading(), Paragraph() | Heading():
            return replace(new, runs=_runs(new.runs, old.runs), style=new.style or old.style)
        case Quote(), Quote():
            return Quote(tuple(_blocks(new.blocks, old.blocks)))
        case Listing(), Listing():
            pairs = _paired(new.items, old.items)
            return replace(new, items=tuple(tuple(_blocks(item, before or ())) for item, before in pairs))
        case Table(), Table() if [len(row) for row in new.rows] == [len(row) for row in old.rows]:
            return Table(
                tuple(
                    tuple(
                        replace(cell, blocks=tuple(_blocks(cell.blocks, before.blocks)))
                        for cell, before in zip(row, there, strict=True)
                    )
                    for row, there in zip(new.rows, old.rows, strict=True)
                )
            )
        case _:
            return new


def _paired(new: Sequence[T], old: Sequence[T]) -> Iterator[tuple[T, T | None]]:
    """Each with what stood in its place."""
    same = SequenceMatcher(None, [*map(_said, old)], [*map(_said, new)], autojunk=False)
    for tag, start, end, first, last in same.get_opcodes():
        for at in range(first, last):
            there = start + at - first
            yield new[at], old[there] if tag != "insert" and there < end else None


def _said(one: object) -> str:
    """The words of a block, an item or a cell."""
    match one:
        case Text(text=text):
            return text
        case Paragraph(runs=inside) | Heading(runs=inside) | Quote(blocks=inside) | Listing(items=inside):
            return "".join(map(_said, inside))
        case Table(rows=rows):
            return "".join(_said(cell.blocks) for row in rows for cell in row)
        case tuple():
            return "".join(map(_said, one))
        case _:
            return repr(one)


def _runs(new: Sequence[Run], old: Sequence[Run]) -> tuple[Run, ...]:
    here, there = (list(_atoms(runs)) for runs in (new, old))
    styled: list[Run] = []
    same = SequenceMatcher(None, [*map(_bare, there)], [*map(_bare, here)], autojunk=False)
    for tag, start, end, first, last in same.get_opcodes():
        around = (
            there[start:end] if tag == "replace" else [*there[start - 1 : start], *there[start : start + 1]]
        )
        shared = frozenset.intersection(*map(_style, around)) if around else frozenset()
        for at in range(first, last):
            style = _style(there[start + at - first]) if tag == "equal" else shared
            styled.append(_with(here[at], style))
    return tidied(styled)


def _atoms(runs: Sequence[Run]) -> Iterator[Run]:
    for run in runs:
        if isinstance(run, Text):
            yield from (replace(run, text=atom[0]) for atom in _ATOM.finditer(run.text))
        else:
            yield run


def _bare(run: Run) -> Run:
    return replace(run, marks=frozenset())


def _style(run: Run) -> frozenset[Mark]:
    return frozenset(mark for mark in run.marks if mark[0] in _COLOURS)


def _with(run: Run, style: frozenset[Mark]) -> Run:
    """Coloured; the colour of a background stands only where Markdown says that there is one."""
    colours = dict(style)
    marks = set(run.marks)
    if "color" in colours:
        marks.add(("color", colours["color"]))
    if "mark" in colours and ("mark", HIGHLIGHT) in marks:
        marks = marks - {("mark", HIGHLIGHT)} | {("mark", colours["mark"])}
    return replace(run, marks=frozenset(marks))
