"""
How people write lists: one rule per way, tried in order for each kind of block.

A rule reads a block onto the page and returns True, or returns False and has changed nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..blocks import Kind
from ..page import Rule
from . import asides, headings, items, paragraphs, tables

__all__ = ["RULES"]

RULES: Final[Mapping[Kind, Sequence[Rule]]] = {
    "heading": (headings.summary, headings.work, headings.heading),
    "item": (items.pointer, items.credit, items.label, items.group, items.entry, items.topic, items.other),
    "table": (tables.table,),
    "paragraph": (
        paragraphs.credit,
        paragraphs.lines,
        paragraphs.titles,
        paragraphs.entry,
        paragraphs.bold_topic,
        paragraphs.text,
    ),
    "quote": (asides.quote,),
    "code": (asides.bibtex, asides.code),
    "html": (asides.html,),
    "markup": (headings.details_end, asides.markup),
}
