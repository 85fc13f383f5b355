"""What holds no entries: rules and bullets, code, raw HTML; and quotes, which are read like the page."""

from __future__ import annotations

import re
from dataclasses import replace

from ..blocks import Block
from ..options import ReadOptions
from ..page import Page

__all__ = ["bibtex", "code", "html", "markup", "quote"]


def markup(block: Block, page: Page) -> bool:
    """A rule, front matter, a bullet alone on its line."""
    page.ledger.put(block.line, block.end, "markup", block.source)
    return True


def bibtex(block: Block, page: Page) -> bool:
    """
    BibTeX in a code block: its entries are works of the open topic.

    Not below a work, where it says how to cite that, nor below `Citation`, where it says how to cite the list.
    """
    if not _BIBTEX.search(block.source) or page.aside or page.subject:
        return False
    from ..formats import bibtex as reader

    inner = Page(page.name, block.source, {})
    reader.read(block.source, inner, ReadOptions())
    for draft in inner.drafts:
        draft.line = min(draft.line + block.line, block.end)
        draft.remarks = [
            replace(remark, line=min(remark.line + block.line, block.end)) for remark in draft.remarks
        ]
        draft.topic = page.topic
    for line in inner.ledger.lines():
        if line.kind == "blank":
            continue
        # Org gives Markdown lines that it does not have itself.
        number = min(line.number + block.line, block.end)
        page.ledger.put(number, number, line.kind if line.kind != "topic" else "text", line.why or "BibTeX")
    page.add(inner.drafts)
    page.last = []
    page.ledger.put(block.line, block.end, "markup", "BibTeX")
    return True


_BIBTEX = re.compile(r"^\s*@[a-z]+\s*\{[^,\s]*,", re.I | re.M)


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
