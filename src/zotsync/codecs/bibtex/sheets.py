"""A .bib file as a proofreader sees it, and fixes written into it."""

from __future__ import annotations

from ...core.proof import Fixes, Sheet
from ...model import Finding, Work
from ..latex import to_unicode
from . import entries
from .blocks import Block
from .crosswalk import work_of
from .library import Shelf, works
from .library.splice import spliced

__all__ = ["fixed", "sheets"]


def sheets(text: str, file: str) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """The entries of a file in order, and what could not be read of it (`library.works` names the codes)."""
    found, findings = works(text, {}, file)
    shelf = Shelf(text)
    keys = frozenset(
        key.casefold() for key in (*(block.key for block in shelf.blocks if block.key), *shelf.aliases)
    )
    defined = shelf.macros.keys() | set(entries.MONTHS)
    blocks = _entries(shelf)
    first = {block.key.casefold(): block for block in reversed(blocks)}
    return tuple(
        _sheet(
            block,
            shelf,
            found.get(block.key) if first[block.key.casefold()] is block else None,
            keys,
            defined,
            file,
        )
        for block in blocks
    ), findings


def _entries(shelf: Shelf) -> list[Block]:
    return [block for block in shelf.blocks if block.kind == "entry"]


def _sheet(
    block: Block, shelf: Shelf, work: Work | None, keys: frozenset[str], defined: set[str], file: str
) -> Sheet:
    whole = shelf.entry(block)
    spans = {one.name: one for one in reversed(entries.fields(block.text)[0])}
    said = dict(whole.fields)
    own = {name: said[name] for name in spans if name in said}
    raw = {name: block.text[one.value : one.end] for name, one in spans.items()}
    return Sheet(
        key=block.key,
        type=block.type,
        own=own,
        plain={name: to_unicode(value) for name, value in said.items()},
        work=work or work_of(whole),
        file=file,
        line=block.line,
        lines={name: block.line + block.text.count("\n", 0, one.start) for name, one in spans.items()},
        joined=frozenset(
            name for name, value in own.items() if raw[name] not in (value, f"{{{value}}}", f'"{value}"')
        ),
        macros=entries.macros(block) - defined,
        keys=keys,
    )


def fixed(text: str, fixes: Fixes) -> str:
    """The text with new values of fields, by number of the entry; every other byte stays."""
    shelf = Shelf(text)
    changed = {id(block): fixes[number] for number, block in enumerate(_entries(shelf)) if number in fixes}
    return "".join(
        spliced(block, changed[id(block)], (), shelf.layout, shelf.line_end)
        if id(block) in changed
        else block.text
        for block in shelf.blocks
    )
