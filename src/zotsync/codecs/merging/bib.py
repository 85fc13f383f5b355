"""
.bib files, by entry and field.

A file is cut into units: an entry (an `@string`, a JabRef comment ...) with the text in front of it. Units are told by
citation key or name, wherever they moved to; ours give the order, and the blank lines. What one side wrote is copied as
it stands. A file in which the marks of another merge stand is nobody's word on anything: it is merged line by line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from typing import Final, NamedTuple

from ...core.aliases import IDS
from ...core.properties import Plain
from ...core.threeway import Side, combined, members
from ..bibtex import entries
from ..bibtex.blocks import Block, conflicts, left_marks, split
from ..bibtex.layout import layout_of
from ..bibtex.library.splice import spliced
from .lines import merge_lines

__all__ = ["merge"]

_TYPE: Final = "@type"
_KEY: Final = "@key"


class _Unit(NamedTuple):
    """One block, wherever it stands, and the text in front of it."""

    before: str
    block: Block


class _Reading(Plain):
    """Values are the same where they differ in blanks or delimiters alone."""

    def same(self, name: str, one: str, other: str, /) -> bool:  # noqa: ARG002
        return _bare(one) == _bare(other)


def merge(base: str, ours: str, theirs: str, side: Side) -> str:
    """The text of a file that two people changed."""
    if any(conflicts(text) or left_marks(text) for text in (base, ours, theirs)):
        return merge_lines(base, ours, theirs, side)
    was = _units(base)
    here, there = (_units(text, was.keys()) for text in (ours, theirs))

    def both(before: _Unit | None, mine: _Unit, others: _Unit) -> _Unit:
        lead = mine.before
        if lead.split() != others.before.split():
            lead = merge_lines(before.before if before else mine.before, mine.before, others.before, side)
        block = _merged(before.block if before else None, mine.block, others.block, side)
        return _Unit(lead, block)

    found = members(was, here, there, side, both)
    # The text behind the last entry stays there, whoever added one.
    if _END in found:
        found[_END] = found.pop(_END)
    behind = dict(zip([*here][1:], here, strict=False))
    pieces: list[str] = []
    previous: tuple[str, int] | None = None
    for key, (lead, block) in found.items():
        # An entry that stands behind another one than it did in ours must not touch it.
        moved = key != _END and behind.get(key) != previous and any(pieces)
        gap = "" if not moved or "\n" in lead[:2] or pieces[-1].endswith("\n\n") else "\n\n"
        pieces += (gap, lead, block.text)
        previous = key
    return "".join(pieces)


_HEAD: Final = ("head", 0)
_END: Final = ("end", 0)


def _units(text: str, base: Container[tuple[str, int]] = ()) -> dict[tuple[str, int], _Unit]:
    """
    By name and number; the lines at the top and at the end of a file belong to no entry.

    Args:
        base: names of the units of before: an entry that goes by a new key now keeps its name (`ids`).
    """
    found: dict[tuple[str, int], _Unit] = {}
    numbers: Counter[str] = Counter()
    before = ""
    blocks = split(text)
    keys = {block.key.casefold() for block in blocks}
    for block in blocks:
        if block.kind == "text":
            before += block.text
            continue
        if not found:
            cut = before.rfind("\n\n") + 2 if "\n\n" in before else 0
            found[_HEAD] = _Unit(before[:cut], Block("text", "", 0))
            before = before[cut:]
        name = _name(block)
        if block.kind == "entry" and (name, 0) not in base and IDS in block.text.lower():
            ids = dict(entries.read(block).fields).get(IDS, "").casefold().split(",")
            older = (one.strip() for one in ids)
            name = next((one for one in older if (one, 0) in base and one not in keys), name)
        key = name, numbers[name]
        numbers[name] += 1
        found[key] = _Unit(before, block._replace(line=0, reason=""))
        before = ""
    found[_END] = _Unit(before, Block("text", "", 0))
    return found


def _name(block: Block) -> str:
    """What tells a block from others, wherever it stands."""
    if block.kind == "string":
        return f"@string {entries.defined(block)}"
    if block.key:
        return block.key.casefold()
    head, colon, rest = block.text.partition("jabref-meta:")
    return f"{head}{colon}{rest.partition(':')[0]}" if colon else block.text


def _merged(base: Block | None, ours: Block, theirs: Block, side: Side) -> Block:
    if ours.text == theirs.text or (base and theirs.text == base.text):
        return ours
    if base and ours.text == base.text:
        return theirs
    if ours.kind != "entry" or ours.kind != theirs.kind:
        return ours if side == "ours" else theirs
    was = _fields(base) if base and base.kind == "entry" else None
    here = _fields(ours)
    wanted = combined(was, here, _fields(theirs), side, _Reading())
    changes = {
        name: wanted.get(name)
        for name in (*here, *wanted)
        if name not in (_TYPE, _KEY) and wanted.get(name) != here.get(name)
    }
    order = tuple(one.name for one in entries.fields(theirs.text)[0])
    text = spliced(
        ours, changes, order, layout_of([ours]), "\n", type=wanted.get(_TYPE, ""), expressions=True
    )
    if wanted.get(_KEY, ours.key) != ours.key:
        end = entries.key_end(text)
        text = text[: end - len(ours.key)] + wanted[_KEY] + text[end:]
    return ours._replace(text=text)


def _fields(block: Block) -> Mapping[str, str]:
    """What stands behind each name, delimiters and macros and all."""
    spans = reversed(entries.fields(block.text)[0])
    said = {one.name: block.text[one.value : one.end] for one in spans}
    return {_TYPE: block.type, _KEY: block.key, **said}


def _bare(expression: str) -> str:
    text = " ".join(expression.split())
    whole = text[:1] in ("{", '"') and text[-1:] in ("}", '"') and "#" not in text
    return text[1:-1].strip() if whole else text
