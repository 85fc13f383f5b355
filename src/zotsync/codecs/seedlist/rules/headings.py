"""Headings: the title of the list, and its topics."""

from __future__ import annotations

from collections.abc import Sequence

from ....core import headings
from ..blocks import Block
from ..page import Page

__all__ = ["heading", "title_of_the_list"]


def title_of_the_list(blocks: Sequence[Block]) -> Block | None:
    """The first heading, where it is the only one of the first level: it names the list, not a topic."""
    found = [block for block in blocks if block.kind == "heading"]
    if (
        found
        and found[0].level == 1
        and found[0].inline.plain.strip()
        and all(block.level > 1 for block in found[1:])
    ):
        return found[0]
    return None


def heading(block: Block, page: Page) -> bool:
    """A heading opens a topic; without words it only ends those of its level."""
    written = " ".join(block.inline.plain.split())
    if block is page.title_block:
        page.title = headings.parse(written).name
        page.ledger.put(block.line, block.line, "title", page.title)
    elif written:
        page.open_topic(written, block.line, block.level)
    else:
        page.close_topics(block.level)
    page.ledger.put(block.line, block.end, "markup", "heading")
    return True
