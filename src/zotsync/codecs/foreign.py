"""Formats of other programs that are not read, and which of theirs is: people put such files among their lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FOREIGN"]

FOREIGN: Final[Mapping[str, str]] = {
    ".enw": "this is EndNote's import format; export XML or RIS instead",
    ".enl": "this is a library of EndNote; export it there as XML",
    ".nbib": "this is PubMed's own format; import it into Zotero or EndNote and export RIS",
    ".ciw": "this is Web of Science's own format; export RIS or BibTeX there",
}
"""By the ending of a file, what it is and what to do."""
