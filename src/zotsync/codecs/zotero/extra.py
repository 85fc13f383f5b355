"""
The Extra field: a line `label: value` for whatever an item type has no field for, then free text.

Three conventions share it, and nobody else's lines are touched:

* Zotero's own: CSL variables and creators (`event-title: ...`, `editor: Wells || H. G.`), which it cites;
* Better BibTeX's: `Citation Key: ...`, `arXiv: 1706.03762 [cs.CL]`, `tex.field: value` for BibTeX fields;
* identifiers by the name of their scheme (`PMID: ...`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["CITATION_KEY", "TEX", "line", "read", "write"]

CITATION_KEY = "Citation Key"
TEX = "tex."
"""Before the name of a BibTeX field."""

_LINE = re.compile(
    r"\s*(?:(?P<tex>(?:bib(?:la)?)?tex\.)(?P<field>[\w-]+)\s*[:=]|(?P<label>[A-Za-z][\w -]*):)(?P<value>.*)"
)


def read(extra: str, known: frozenset[str]) -> tuple[list[tuple[str, str]], str]:
    """
    Take an Extra apart.

    Args:
        known: labels that mean something, in lower case with hyphens (`citation-key`).

    Returns:
        (label, value) pairs in order, the label as in `known` or `tex.field`; and the other lines, as text.
    """
    pairs: list[tuple[str, str]] = []
    text: list[str] = []
    for one in extra.split("\n") if extra else ():
        found = _LINE.fullmatch(one)
        label = ""
        if found and found["tex"]:
            label = TEX + found["field"].lower()
        elif found:
            label = re.sub("[ _-]+", "-", found["label"].strip().lower())
        if found and (found["tex"] or label in known):
            pairs.append((label, found["value"].strip()))
        else:
            text.append(one)
    return pairs, "\n".join(text).strip()


def line(label: str, value: str) -> str:
    """One line; line ends inside the value become spaces."""
    return f"{label}: {' '.join(value.split())}"


def write(lines: Iterable[str], text: str) -> str:
    """An Extra from its lines and the free text after them."""
    return "\n".join([*lines, *([text] if text else [])])
