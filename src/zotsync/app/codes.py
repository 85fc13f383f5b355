"""Codes of findings: what each means. Those of lists and of .bib files stand beside their rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ..core import proof, review
from ..core.near import did_you_mean
from ..errors import UsageError

__all__ = ["CODES", "must_be_known"]

_OF_FILES: Final[Mapping[str, str]] = {
    "unreadable-list": "a list is not text, or not UTF-8; what it said before stays as it was until it can be read",
    "no-list": "no file matches `seeds` in zotsync.toml, though works were read from lists before",
    "foreign-file": "a file among the lists is in a format that is not read; export it in one that is",
    "lines-skipped": "lines of a list hold no entry; `zotsync check --lines` says why of each",
    "unknown-name": "zotsync.toml speaks of a heading or a list that is not there",
    "topic-file-left": "a file that somebody else wrote has the name of a topic's file; it is left alone",
    "note-left": "a note cannot be read or brought up to date, so it stays as it is; the message says why",
    "note-unreadable": "a note cannot be read as a file",
    "second-note": "two notes are of one work; one of them is left alone",
    "not-taken": "an edit from Zotero cannot be written into the files; both sides keep what they have",
    "not-listed": "an item from Zotero is not taken into the inbox",
    "rekeyed": "library.bib has a work under another key than before; the next build takes that over everywhere",
    "missing-key": "a document cites a key that library.bib does not have",
    "missing-file": "a document takes in a file that is not there; what that one cites is not known",
    "key-alias": "a document cites a work by another of its names, which this format cannot hold",
    "key-case": "a document writes a key with other capitals; BibTeX may take it, biber does not",
    "unknown-field": "an export was asked for a field that no entry has",
    "key-differs": "a document cites a work by its key in library.bib, and the shared file has it under another",
}

CODES: Final[Mapping[str, str]] = {**_OF_FILES, **review.CODES, **proof.CODES}
"""By code, what a finding means, and what to do about it."""


def must_be_known(codes: Iterable[str]) -> None:
    """
    Raises:
        UsageError: there is no finding of such a code; the message names what is near.
    """
    for code in codes:
        if code not in CODES:
            hint = did_you_mean(code, CODES, f"there is {', '.join(CODES)}")
            raise UsageError(f"there is no finding {code!r}; {hint}")
