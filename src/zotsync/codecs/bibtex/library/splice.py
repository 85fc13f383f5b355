"""Fields of one entry rewritten, added and removed; every other byte of it stays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from .. import entries
from ..blocks import Block, split
from ..entries import Field
from ..layout import Layout, layout_of, named, written

__all__ = ["field_names", "spliced", "thinned"]

_AND: Final = re.compile(r"\s+and\s+")


def spliced(
    block: Block,
    changes: Mapping[str, str | None],
    order: Sequence[str],
    layout: Layout,
    end: str,
    *,
    type: str = "",
    expressions: bool = False,
) -> str:
    """
    The text of an entry after changes; what is new in it looks like what is old.

    Args:
        changes: by lower-case name, the new LaTeX text of a field; None removes the field.
        order: names of fields; a new one stands behind those before it in this order.
        layout: of the file, for what the entry itself does not show.
        end: what ends lines in the file.
        type: the new entry type, lower case; empty: as it is.
        expressions: the changes are not LaTeX text but what BibTeX reads: delimiters, macros and all.
    """
    text = block.text
    spans = {one.name: one for one in reversed(entries.fields(text)[0])}
    layout = layout_of([block], layout)
    edits: list[tuple[int, int, str]] = []
    """(start, end, new text), none of which overlap."""
    if type and type != block.type:
        at = text.lower().index(block.type)
        edits.append((at, at + len(block.type), type))
    place = entries.key_end(text)
    added = ""
    for name in dict.fromkeys([*order, *changes]):
        value = changes.get(name)
        if name not in spans:
            if value is not None:
                gap = layout.first if place == entries.key_end(text) and not added else layout.between
                added += f"{gap}{named(name, layout)}{value if expressions else written(name, value, layout)}"
        elif name not in changes or value is not None:
            if name in order:
                edits.append((place, place, added))
                added, place = "", spans[name].end
            if value is not None:
                span = spans[name]
                new = value if expressions else _like(text[span.value : span.end], name, value, layout)
                edits.append((span.value, span.end, new))
    if added and not spans:
        added += layout.last
        edits.append((place, len(text) - 1, added))
    else:
        edits.append((place, place, added))
    edits += (
        (*_with_comma(text, spans[name]), "")
        for name, value in changes.items()
        if value is None and name in spans
    )
    for start, stop, piece in sorted(edits, reverse=True):
        text = text[:start] + piece.replace("\n", end) + text[stop:]
    return text


def _like(old: str, name: str, value: str, layout: Layout) -> str:
    """A value written as the one was whose place it takes: its delimiters, names on lines of their own."""
    joints = Counter(_AND.findall(old)) if "\n" in old else Counter()
    if joints and " and " in value:
        value = value.replace(" and ", joints.most_common(1)[0][0].replace("\r\n", "\n"))
    if old[:1] in ("{", '"') or old.isdecimal():
        layout = replace(layout, quotes=old[0] == '"', bare_numbers=old.isdecimal())
    return written(name, value, layout)


def _with_comma(text: str, span: Field) -> tuple[int, int]:
    """The span of a field with the comma before it; that behind it takes its place."""
    return len(text[: span.start].rstrip(", \t\r\n")), span.end


def field_names(text: str) -> frozenset[str]:
    """The names of all fields in a file, in lower case."""
    found = (entries.fields(block.text)[0] for block in split(text) if block.kind == "entry")
    return frozenset(one.name for fields in found for one in fields)


def thinned(text: str, has: Callable[[str], bool]) -> str:
    """
    A file whose entries have only some fields; every other byte stays.

    Args:
        has: whether fields of a name, in lower case, stay.
    """
    blocks = split(text)
    layout = layout_of(blocks)
    end = "\r\n" if "\r\n" in text else "\n"

    def thin(block: Block) -> str:
        if block.kind != "entry":
            return block.text
        present = (one.name for one in entries.fields(block.text)[0])
        gone = {name: None for name in present if not has(name)}
        return spliced(block, gone, (), layout, end) if gone else block.text

    return "".join(map(thin, blocks))
