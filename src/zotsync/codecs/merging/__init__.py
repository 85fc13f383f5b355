"""
Three texts of one file -> one: what git asks of a merge driver.

* `bib`     .bib files, by entry and field
* `lock`    `zotsync.lock`, by record and field
* `notes`   notes, by key of the front matter and line of the text
"""

from __future__ import annotations

from collections.abc import Callable

from ...core.threeway import Side, marked
from ...errors import UsageError
from . import bib, lock, notes

__all__ = ["merge_files"]


def merge_files(base: str, ours: str, theirs: str, name: str) -> tuple[str, int]:
    """
    The text of a file that two people changed, and the number of conflicts that are marked in it.

    Args:
        name: path of the file; it says what is in it.

    Raises:
        UsageError: it is no file of which this knows the parts.
        ConfigError: a lock cannot be read.
    """
    merge = _merge_of(name)
    if theirs in (base, ours):
        return ours, 0
    ends = ours.count("\r\n")
    if ends and ends != ours.count("\n"):
        # Line ends of both kinds are what somebody wrote, too; then they count as any other letter does.
        return marked(merge(base, ours, theirs, "ours"), merge(base, ours, theirs, "theirs"))
    was, here, there = (text.replace("\r\n", "\n") for text in (base, ours, theirs))
    text, conflicts = marked(merge(was, here, there, "ours"), merge(was, here, there, "theirs"))
    return text.replace("\n", "\r\n") if ends else text, conflicts


def _merge_of(name: str) -> Callable[[str, str, str, Side], str]:
    file = name.rpartition("/")[2].lower()
    if file.endswith(".bib"):
        return bib.merge
    if file == "zotsync.lock":
        return lock.merge
    if file.endswith(".md"):
        return notes.merge
    raise UsageError(
        f"{name}: zotsync merges .bib files, zotsync.lock and notes; take it out of .gitattributes"
    )
