"""
Conflicts about the text of a note: Zotero's side is written beside the file, so that both can be read.

The file goes when the conflict is decided. One that a person wrote in, or made, is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..adapters import files
from ..codecs import zotero
from ..codecs.notes import short_hash
from ..core.actions import Action, Conflict
from ..core.merge import TEXT
from ..core.tree import citekey_of, item_of
from ..model import Finding
from .citing import Citing
from .holdings import Holdings

__all__ = ["is_beside", "put_beside"]

_SUFFIX = ".zotero.md"
_OURS = re.compile(r"<!-- zotsync (?P<seal>[0-9a-f]{8}): [^>]* -->\n\n(?P<text>.*)", re.DOTALL)


def put_beside(
    holdings: Holdings, open_: Iterable[Action], citing: Citing
) -> tuple[list[str], list[Finding]]:
    """
    Paths that were written, relative to the workspace; and files that are left alone.

    Raises:
        InputError: a file cannot be read or written.
    """
    workspace = holdings.workspace
    texts = {}
    for one in open_:
        if isinstance(one, Conflict) and one.property == TEXT and not one.id.startswith("note:"):
            note = holdings.note_names[citekey_of(one.id)]
            about = ""
            if one.id.startswith("child:"):
                apart = holdings.notebook.apart.get(item_of(one.id))
                note, about = (apart, "") if apart else (note, f".{item_of(one.id)}")
            text = zotero.notes.to_markdown(str(one.remote), citing.key_of)
            texts[note.removesuffix(".md") + about + _SUFFIX] = _sealed(note, text)
    findings = []
    for path in files.matching(workspace.root, workspace.note_globs):
        name = workspace.shown(path)
        if not is_beside(name):
            continue
        found = _OURS.match((files.read_text(path) or "").replace("\r\n", "\n"))
        if found is None and name not in texts:
            continue
        if found is not None and short_hash(found["text"]) == found["seal"]:
            if name not in texts:
                files.remove(path)
            continue
        texts.pop(name, None)
        why = "you wrote in it; take over what you want, then delete it" if found else "not made by zotsync"
        findings.append(Finding("note-left", name, f"left alone: {why}", "warning"))
    return [name for name, text in texts.items() if files.write(workspace.root / name, text)], findings


def is_beside(path: str) -> bool:
    return path.endswith(_SUFFIX)


def _sealed(note: str, text: str) -> str:
    head = (
        f"what Zotero holds of {note}; both were changed in one place.\n"
        "Take over there what you want of this, then run `zotsync conflicts`. This file goes by itself."
    )
    return f"<!-- zotsync {short_hash(text)}: {head} -->\n\n{text}"
