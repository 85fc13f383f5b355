"""
Conflicts about the text of a note: Zotero's side is written beside the file, so that both can be read.

The file goes when the conflict is decided.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..adapters import files
from ..codecs import zotero
from ..core.actions import Action, Conflict
from ..core.merge import TEXT
from ..core.tree import citekey_of, item_of
from .citing import Citing
from .holdings import Holdings

__all__ = ["is_beside", "put_beside"]

_SUFFIX = ".zotero.md"
_HEAD = "<!-- zotsync: this is what Zotero holds of "


def is_beside(path: str) -> bool:
    return path.endswith(_SUFFIX)


def put_beside(holdings: Holdings, open_: Iterable[Action], citing: Citing) -> list[str]:
    """
    Paths that were written, relative to the workspace.

    Raises:
        InputError: a file cannot be written.
    """
    workspace = holdings.workspace
    texts = {}
    for one in open_:
        if isinstance(one, Conflict) and one.property == TEXT and not one.id.startswith("note:"):
            note = holdings.note_names[citekey_of(one.id)]
            about = f".{item_of(one.id)}" if one.id.startswith("child:") else ""
            head = (
                f"{_HEAD}{note}; both were changed in one place.\n"
                "Take over there what you want of this, then run `zotsync conflicts`. This file goes by itself. -->"
            )
            text = zotero.notes.to_markdown(str(one.remote), citing.key_of)
            texts[note.removesuffix(".md") + about + _SUFFIX] = f"{head}\n\n{text}"
    for path in files.matching(workspace.root, workspace.note_globs):
        name = workspace.shown(path)
        if is_beside(name) and name not in texts and (files.read_text(path) or "").startswith(_HEAD):
            files.remove(path)
    return [name for name, text in texts.items() if files.write(workspace.root / name, text)]
