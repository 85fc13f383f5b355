"""Losses: what the import of another program would lose of a file, told beforehand."""

from __future__ import annotations

from pathlib import Path

from ..adapters import files
from ..codecs.bibtex import encoding
from ..codecs.exchange.losses import Loss, of_zotero
from ..errors import UsageError

__all__ = ["Loss", "losses"]


def losses(path: Path) -> tuple[Loss, ...]:
    """
    What Zotero's import would lose of a .bib file; no workspace is needed.

    Raises:
        UsageError: it is no .bib file.
        InputError: there is no such file.
    """
    if path.suffix.lower() != ".bib":
        raise UsageError(f"{path}: only of .bib files it is known what Zotero's import loses")
    return of_zotero(encoding.decode(files.read_bytes(path))[0])
