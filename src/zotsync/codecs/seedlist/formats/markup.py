"""XML files: EndNote's records, or the RDF of Zotero, told by their root."""

from __future__ import annotations

from ..options import ReadOptions
from ..page import Page
from .xml import parse

__all__ = ["read"]


def read(text: str, page: Page, options: ReadOptions) -> None:  # noqa: ARG001
    """Read the records of a text onto the page; what is no XML is skipped, with the reason."""
    # Here and not above: most lists are not XML, and these know all of Zotero.
    from . import endnote, zotero_rdf

    root, problem, broken = parse(text)
    known = True
    if endnote.is_endnote(root):
        endnote.read(root, page)
    elif zotero_rdf.is_rdf(root):
        zotero_rdf.read(root, page)
    else:
        known = False
    lines = text.split("\n")
    why = "neither records of EndNote nor RDF of Zotero" if not known else ""
    if problem:
        bad = max(1, min(broken, len(lines)))
        why = why if not known and bad > 1 else ""
        page.ledger.put(bad, len(lines), "skipped", f"not readable as XML: {problem}")
    for number, line in enumerate(lines, 1):
        if line.strip():
            page.ledger.put(number, number, *(("skipped", why) if why else ("markup", "XML")))
