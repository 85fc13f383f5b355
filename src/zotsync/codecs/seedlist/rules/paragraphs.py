"""Paragraphs: a work where one is set like it, `[**Title**](url) （2024.06.10）`; else text on the topic."""

from __future__ import annotations

from .. import naming
from ..blocks import Block
from ..page import Page

__all__ = ["entry", "text"]


def entry(block: Block, page: Page) -> bool:
    """A paragraph that begins with a title in bold or in a link, and is certain to be a work."""
    named = naming.candidate(block.inline, block.line, page, "paragraph")
    if named is None or not named.certain or not named.set_off or not named.separated:
        return False
    page.add([named.draft])
    page.ledger.put(block.line, block.line, "entry", named.draft.title)
    page.ledger.put(block.line, block.end, "detail", named.draft.title)
    return True


def text(block: Block, page: Page) -> bool:
    """A paragraph about the topic, or about the list."""
    page.say(" ".join(block.inline.plain.split()), block.line, block.end)
    return True
