"""Zotero's JSON: what its types hold, what its server accepts and answers, and the way from and to `Work`."""

from . import note_blocks, notes, reading, schema, status
from .crosswalk import OWN_LINES, as_type, item_data, work_of
from .edits import edited
from .keys import object_key
from .notes import alike, remarks_html

__all__ = [
    "OWN_LINES",
    "alike",
    "as_type",
    "edited",
    "item_data",
    "note_blocks",
    "notes",
    "object_key",
    "reading",
    "remarks_html",
    "schema",
    "status",
    "work_of",
]
