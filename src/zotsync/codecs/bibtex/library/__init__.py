"""
A whole library.bib: its works, entries added, changed and copied. Pure text functions.

Rule 1: what nobody asked to change stays, byte for byte: entries, comments, order, layout, line ends.
Rule 2: what zotsync wrote and nobody touched is known, not read: the text of an entry equals the rendering of
its work. Where it differs, only what it says differently from that rendering is an edit.
Rule 3: one bad entry is a finding; the others are read.
"""

from __future__ import annotations

from .additions import HEADER, extend
from .amend import amend
from .edits import UNREAD, rebase, works
from .rekey import rekey
from .shelf import Shelf, digests, keys
from .splice import field_names, thinned

__all__ = [
    "HEADER",
    "UNREAD",
    "Shelf",
    "amend",
    "digests",
    "extend",
    "field_names",
    "keys",
    "rebase",
    "rekey",
    "thinned",
    "works",
]
