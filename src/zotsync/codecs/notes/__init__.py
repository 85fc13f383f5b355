"""
ReadingState notes: one Markdown file per work, with YAML front matter.

A note belongs to the person who reads. What in it is zotsync's, and what goes to Zotero and back:

* managed keys of the front matter follow the metadata, as long as their seal fits (`front`);
* `tags`, `status`, `status-date`, `rating` and `reader` are two-way (`reading`);
* marked sections: what the lists say, highlights, child notes of the item (`sections`), if these have no files of
  their own (`apart`);
* the rest of the body is prose, and two-way (`page`, `patch`).

Every other byte (other keys, their order, comments, layout) is copied, never rendered.
"""

from .apart import apart, credit, is_plain, with_text
from .front import MANAGED, Value, short_hash
from .page import Page, is_readable, made_by_template, read, with_child, with_prose, with_reading
from .patch import patched, rebased
from .reading import CANNOT_PUT
from .seals import Parts, parts_of, resealed, seals_joined, unsealed
from .sections import Quote, credits_of, disarmed
from .upkeep import Note, create, refresh

__all__ = [
    "CANNOT_PUT",
    "MANAGED",
    "Note",
    "Page",
    "Parts",
    "Quote",
    "Value",
    "apart",
    "create",
    "credit",
    "credits_of",
    "disarmed",
    "is_plain",
    "is_readable",
    "made_by_template",
    "parts_of",
    "patched",
    "read",
    "rebased",
    "refresh",
    "resealed",
    "seals_joined",
    "short_hash",
    "unsealed",
    "with_child",
    "with_prose",
    "with_reading",
    "with_text",
]
