"""Zotero's JSON: what its types hold, what its server accepts and answers, and the way from and to `Work`."""

from . import reading, schema
from .crosswalk import item_data, work_of
from .edits import edited
from .keys import object_key
from .notes import alike, remarks_html

__all__ = ["alike", "edited", "item_data", "object_key", "reading", "remarks_html", "schema", "work_of"]
