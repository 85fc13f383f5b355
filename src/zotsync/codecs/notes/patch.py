"""
Bring local Markdown up to a note that was changed in Zotero, without making anew what was not changed there.

Zotero's HTML cannot hold all that people write (embeds, hard wraps, their kind of bullet). So the local text is
never compared with a conversion: what the local text becomes when it goes to HTML and back is compared with what
came from Zotero, and that difference is applied to the local text: block by block, in a list item by item, and
else line by line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher

from .blocks import blocks, items, lines

__all__ = ["patched"]

_PART = re.compile(r"^<!-- zotsync:part \d+ -->[ \t]*(?:\n|\Z)\n?", re.MULTILINE)
_MARKER = re.compile(r"(?P<indent> *)(?P<sign>[-*+]|\d+(?=[.)]))(?P<end>[.)]?)")

_Inside = Callable[[str, str, str], str]
"""(local, before, after) of one piece -> the piece with the difference."""


def patched(local: str, before: str, after: str) -> str:
    """
    Args:
        local: the Markdown as a person wrote it; lines `<!-- zotsync:part N -->` in it keep their places.
        before: the same without those lines, converted to HTML and back.
        after: what came from Zotero, converted to Markdown.

    Returns:
        The local text with what differs between `before` and `after`.
    """
    if before.strip() == after.strip():
        return local
    if not _PART.sub("", local).strip():
        return f"{local.rstrip()}\n\n{after}" if local.strip() else after
    pieces = _merged(_with_parts(local), blocks(before), blocks(after), _block)
    text = ""
    for piece in pieces:
        if text and not text.endswith("\n\n") and not _follow(local, text, piece):
            text = text.rstrip("\n") + "\n\n"
        text += piece
    return text.rstrip("\n") + (local[len(local.rstrip("\n")) :] or "\n" * text.endswith("\n"))


def _with_parts(local: str) -> list[str]:
    """The blocks of a local text; a line that stands for a part belongs to the block before it."""
    found: list[str] = []
    for one in blocks(local):
        if found and (not _PART.sub("", one).strip() or not _PART.sub("", found[-1]).strip()):
            found[-1] += one
        else:
            found.append(one)
    return found


def _follow(local: str, text: str, piece: str) -> bool:
    """Whether two pieces stand behind each other in the local text too."""
    return text[-80:] + piece[:80] in local


def _merged(local: Sequence[str], before: Sequence[str], after: Sequence[str], inside: _Inside) -> list[str]:
    """The pieces of the local text with what differs between `before` and `after`."""
    here = _images(local, before)
    merged: list[str] = []
    same = SequenceMatcher(None, [*map(_bare, before)], [*map(_bare, after)], autojunk=False)
    for tag, start, end, first, last in same.get_opcodes():
        for number in range(start, end):
            new = first + number - start
            if tag == "equal":
                merged.append(here[number] or after[new])
            elif new < last and here[number]:
                parts = _parts(here[number])
                changed = inside(_PART.sub("", here[number]), before[number], after[new])
                merged.append(_joined(here[number], changed, parts))
            elif new < last:
                merged.append(after[new])
            else:
                merged += filter(None, ["".join(_parts(here[number]))])
        merged += after[first + end - start : last] if tag != "equal" else []
    return merged


def _images(local: Sequence[str], before: Sequence[str]) -> list[str]:
    """For each piece of `before` the local one that it was made from; empty where none can be told."""
    if len(local) == len(before):
        return list(local)
    found = [""] * len(before)
    same = SequenceMatcher(None, [*map(_words, before)], [*map(_words, local)], autojunk=False)
    for start, first, size in same.get_matching_blocks():
        found[start : start + size] = local[first : first + size]
    return found


def _bare(piece: str) -> str:
    return piece.strip()


def _words(piece: str) -> str:
    return re.sub(r"[\W_]+", "", _PART.sub("", piece))


def _parts(piece: str) -> list[str]:
    return [found.rstrip() + "\n\n" for found in _PART.findall(piece)]


def _joined(piece: str, changed: str, parts: Iterable[str]) -> str:
    """A changed piece with the parts that stood before or behind it."""
    leads = bool(_PART.match(piece.lstrip("\n")))
    text = changed.rstrip("\n") + piece[len(piece.rstrip("\n")) :]
    beside = "".join(parts)
    if not beside:
        return text
    return beside + text if leads else f"{changed.rstrip()}\n\n{beside}"


def _block(local: str, before: str, after: str) -> str:
    """One block with the difference: items of a list one by one, else lines."""
    own, old, new = items(local), items(before), items(after)
    if own and old and new and len(own) == len(old):
        return "".join(_spaced(_merged(own, old, [_like(own[0], one) for one in new], _lines)))
    return _lines(local, before, after)


def _spaced(pieces: Iterable[str]) -> Iterable[str]:
    """Items, each on lines of its own."""
    return (piece if piece.endswith("\n") else piece + "\n" for piece in pieces)


def _like(model: str, item: str) -> str:
    """An item with the sign of another one of its list."""
    ours, theirs = _MARKER.match(model), _MARKER.match(item)
    if ours is None or theirs is None or bool(ours["end"]) != bool(theirs["end"]):
        return item
    sign = theirs["sign"] if theirs["end"] else ours["sign"]
    return item[: theirs.start("sign")] + sign + ours["end"] + item[theirs.end() :]


def _lines(local: str, before: str, after: str) -> str:
    own, old, new = lines(local.rstrip("\n")), lines(before.rstrip("\n")), lines(after.rstrip("\n"))
    if len(own) != len(old):
        return after
    return "".join(_ended(_merged(own, old, new, lambda *texts: texts[2]))).rstrip("\n") + "\n"


def _ended(pieces: Iterable[str]) -> Iterable[str]:
    return (piece.rstrip("\n") + "\n" for piece in pieces)
