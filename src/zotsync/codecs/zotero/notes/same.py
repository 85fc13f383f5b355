"""
When two notes of Zotero are the same.

What the server and the note editor of the desktop rewrite by themselves is no change: the `<div>` around the
note, white space, entities, `<br>`, the order of attributes and of marks, how a colour is written, empty
paragraphs, comments (the editor drops them), the words that stand for a citation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from . import html_reader, html_writer
from .tree import Block, Citation, Comment, Heading, Listing, Paragraph, Quote, Run, Table, tidied

__all__ = ["normal", "same_html"]


def same_html(one: str, other: str) -> bool:
    """Whether two notes say the same, in the same form."""
    return one == other or normal(one) == normal(other)


def normal(html: str) -> str:
    """The one form of all HTML that is the same note."""
    return html_writer.write(list(_seen(html_reader.read(html))))


def _seen(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Comment():
                continue
            case Paragraph() | Heading():
                yield replace(block, runs=tidied(_told(block.runs)))
            case Quote():
                if inner := tuple(_seen(block.blocks)):
                    yield Quote(inner)
            case Listing():
                yield replace(block, items=tuple(tuple(_seen(item)) for item in block.items))
            case Table():
                rows = (
                    tuple(replace(cell, blocks=tuple(_seen(cell.blocks))) for cell in row)
                    for row in block.rows
                )
                yield Table(tuple(rows))
            case _:
                yield block


def _told(runs: Sequence[Run]) -> Iterator[Run]:
    for run in runs:
        if isinstance(run, Citation):
            yield replace(run, label="")
        elif not isinstance(run, Comment):
            yield run
