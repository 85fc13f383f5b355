"""Entries under other citation keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ....core.aliases import IDS
from .. import entries
from ..blocks import Block
from .shelf import Shelf
from .splice import spliced

__all__ = ["rekey"]

_POINTING: Final = ("crossref", "xref", "xdata", "entryset", "related")
"""Fields that name other entries, between commas (biblatex manual, 2.2.3)."""


def rekey(text: str, names: Mapping[str, str]) -> str:
    """
    The text with entries under other keys; every other byte stays.

    An entry is known by its old key too (`ids`), and fields that name it name it by the new one. One that stands
    under its new key already only gets the old one as an alias.

    Args:
        names: old key -> new.
    """
    shelf = Shelf(text)
    olds: dict[str, list[str]] = {}
    for old, new in names.items():
        olds.setdefault(new, []).append(old)
    there = {block.key for block in shelf.blocks if block.kind == "entry"}

    def rekeyed(block: Block) -> str:
        if block.kind != "entry":
            return block.text
        key = names[block.key] if block.key in names and names[block.key] not in there else block.key
        present = {name: value for name, value in entries.read(block).fields if name in (*_POINTING, IDS)}
        changes: dict[str, str | None] = {
            name: now
            for name, value in present.items()
            if name != IDS and (now := _renamed(value, names)) != value
        }
        if key in olds:
            ids = [one.strip() for one in (*present.get(IDS, "").split(","), *olds[key])]
            wanted = ", ".join(one for one in dict.fromkeys(ids) if one not in ("", key))
            if wanted != present.get(IDS, ""):
                changes[IDS] = wanted or None
        if changes:
            order = tuple(one.name for one in entries.fields(block.text)[0])
            block = block._replace(text=spliced(block, changes, order, shelf.layout, shelf.line_end))
        end = entries.key_end(block.text)
        return block.text[: end - len(block.key)] + key + block.text[end:]

    return "".join(map(rekeyed, shelf.blocks))


def _renamed(value: str, names: Mapping[str, str]) -> str:
    """A list of keys with those that are called otherwise now."""
    return re.sub(r"[^\s,]+", lambda found: names.get(found[0], found[0]), value)
