"""Losses: what the import of another program would lose of a file, told beforehand."""

from __future__ import annotations

from pathlib import Path

from ..adapters import files
from ..codecs.bibtex import encoding
from ..codecs.exchange.losses import Loss, of_zotero

__all__ = ["Loss", "losses"]


def losses(path: Path) -> tuple[Loss, ...]:
    """
    What Zotero's import would lose of a .bib file; no workspace is needed.

    Raises:
        InputError: there is no such file.
    """
    return of_zotero(encoding.decode(files.read_bytes(path))[0])
