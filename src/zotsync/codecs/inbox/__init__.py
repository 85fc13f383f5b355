"""
A reading list that zotsync and people write together: items that were added in Zotero become lines of it.

Rule 1: everything else in the file stays, byte for byte.
Rule 2: what is written is read back first. Where the list would not say exactly this (title, link, topic), or
would say anything else differently than before, nothing is written, and the caller is told.
Rule 3: a line is zotsync's as long as it stands as zotsync wrote it; any other is a person's.

* `lines`   how a work looks on its line
* `outline` where headings and items stand in a Markdown text
* `edits`   lines and headings put in and taken out
* `names`   headings that follow a renamed topic
"""

from __future__ import annotations

from .edits import HEADER, Place, TopicPath, add, remove, topic
from .lines import named
from .names import follow

__all__ = ["HEADER", "Place", "TopicPath", "add", "follow", "named", "remove", "topic"]
