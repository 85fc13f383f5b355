"""
Where notes that people write in Zotero stand here: in a section of the work's note, or in files of their own.

Both are read wherever they stand. A build moves those that stand where `zotsync.toml` does not want them; what only a
file can say (keys of a person in its front matter) is not moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..adapters import files
from ..codecs import notes
from ..model import Finding
from .holdings import Holdings

__all__ = ["Move", "misplaced", "placed"]


@dataclass(slots=True)
class Move:
    """The note of a work with its child notes where they belong."""

    text: str
    """Of the work's note."""
    made: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    """Files that child notes get: path -> text as it stands, and as it becomes."""
    gone: dict[str, str] = field(default_factory=dict)
    """Files whose text is in a section now: path -> text as it stands."""
    findings: list[Finding] = field(default_factory=list)
    """Files that stay."""


def misplaced(holdings: Holdings) -> frozenset[str]:
    """Citation keys of works with a child note that is not where it belongs."""
    where = holdings.workspace.config.notes.children
    if where == "none":
        return frozenset()
    apart = holdings.notebook.apart
    in_files = where == "files"
    return frozenset(
        key
        for key, page in holdings.notebook.pages.items()
        if any((item in apart) != in_files for item in page.children)
        or (in_files and page.children and _sections(holdings, key))
    )


def placed(holdings: Holdings, key: str, text: str) -> Move:
    """
    Args:
        text: of the work's note.
    """
    move = Move(text)
    where, apart = holdings.workspace.config.notes.children, holdings.notebook.apart
    children = holdings.page(key).children
    if where == "files":
        credit: Mapping[str, str] = notes.credits_of(text)
        for item in credit:
            path = holdings.new_child(key, item)
            if path is not None and item not in apart:
                old = files.read_text(holdings.workspace.root / path)
                if old is not None:
                    why = f"not made by zotsync, and stands where the note {item} from Zotero would"
                    move.findings.append(Finding("note-left", path, f"left alone: {why}", "warning", key))
                    continue
                move.made[path] = None, notes.apart(item, key, children[item], credit[item])
            move.text = notes.with_child(move.text, item, None)
    elif where == "sections":
        for item, path in ((one, apart[one]) for one in children if one in apart):
            old = files.read_text(holdings.workspace.root / path) or ""
            if not notes.is_plain(old):
                why = "its front matter says more than a section in the note of its work can"
                move.findings.append(Finding("note-left", path, f"left alone: {why}", "warning", key))
                continue
            move.text = notes.with_child(move.text, item, children[item], notes.credit(old))
            move.gone[path] = old
    return move


def _sections(holdings: Holdings, key: str) -> bool:
    """Whether the note of a work itself holds child notes."""
    path = holdings.notebook.paths.get(key)
    return path is not None and bool(holdings.notebook.read[path][1].children)
