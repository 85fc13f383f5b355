"""What holds no entries: rules and bullets, code, raw HTML; and quotes, which are read like the page."""

from __future__ import annotations

from ..blocks import Block
from ..page import Page

__all__ = ["code", "html", "markup", "quote"]


def markup(block: Block, page: Page) -> bool:
    """A rule, front matter, a bullet alone on its line."""
    page.ledger.put(block.line, block.end, "markup", block.source)
    return True


def code(block: Block, page: Page) -> bool:
    """A code block."""
    page.ledger.put(block.line, block.end, "skipped", "a code block")
    return True


def html(block: Block, page: Page) -> bool:
    """Raw HTML; a comment is markup."""
    if block.source.lstrip().startswith("<!--") and block.source.rstrip().endswith("-->"):
        page.ledger.put(block.line, block.end, "markup", "comment")
    else:
        page.ledger.put(block.line, block.end, "skipped", "HTML is not read")
    return True


def quote(block: Block, page: Page) -> bool:
    """A quote: its blocks are read as if they stood on the page."""
    page.read(block.children)
    return True
