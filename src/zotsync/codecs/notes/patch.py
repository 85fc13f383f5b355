"""
Bring local Markdown up to a note that was changed in Zotero, without making anew what was not changed there.

Zotero's HTML cannot hold all that people write (embeds, hard wraps, their kind of bullet). So the local text is
never compared with a conversion: what the local text becomes when it goes to HTML and back is compared with what
came from Zotero, and that difference is applied to the local text: block by block, in a list item by item, else
line by line, and in what people write in lines of their own, word by word (`rewording`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from .blocks import blocks, is_link, items, lines
from .rewording import reworded

__all__ = ["patched", "rebased"]

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PART = re.compile(r"^<!-- zotsync:part \d+ -->[ \t]*$", re.MULTILINE)
_CODE = ("```", "~~~", "    ")
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
    lead, pieces = _pieces(local)
    old, new = _pieces(before)[1], _pieces(after)[1]
    if [one.bare for one in old] == [one.bare for one in new]:
        return local
    if not pieces:
        return f"{local.rstrip()}\n\n{after}" if local.strip() else after
    text, before_it = lead, _Piece("")
    for piece in _merged(pieces, old, new, _block):
        if text and not text.endswith("\n\n") and not _are_apart(before_it, piece):
            text = text.rstrip("\n") + "\n\n"
        text, before_it = text + piece.text, piece
        hidden = "".join(piece.comments)
        if hidden and not text.endswith("\n\n") and not local.startswith(text + hidden):
            text = text.rstrip("\n") + "\n\n"
        text += hidden
    return text.rstrip("\n") + local[len(local.rstrip("\n")) :]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, an item or a line, with what stands between it and the next."""

    text: str
    comments: tuple[str, ...] = ()
    """Behind it, and not to be seen in Zotero: comments, which its editor drops, and where links go. They stay."""

    is_code: bool = False
    """Whether a comment in it is one of a program."""
    place: int = -1
    """Among the local pieces; -1: it is none of those."""

    @property
    def bare(self) -> str:
        """What is compared; a comment inside says nothing."""
        text = self.text.strip()
        return text if self.is_code or "<!--" not in text else _COMMENT.sub("", text).strip()

    @property
    def words(self) -> str:
        return re.sub(r"[\W_]+", "", self.text)


def _pieces(local: str) -> tuple[str, list[_Piece]]:
    """The comments before the first block; and the blocks."""
    lead = ""
    found: list[_Piece] = []
    for one in blocks(local):
        if one.strip() and not _COMMENT.fullmatch(one.strip()) and not ("]:" in one and is_link(one)):
            found.append(_Piece(one, is_code=one.startswith(_CODE)))
        elif found:
            found[-1] = replace(found[-1], comments=(*found[-1].comments, one))
        else:
            lead += one
    return lead, found


def _are_apart(one: _Piece, other: _Piece) -> bool:
    """Whether a piece follows another as it did, and the two are not read as one now."""
    if other.place < 0 or one.place != other.place - 1:
        return False
    both = one.text + "".join(one.comments) + other.text
    return len(blocks(both)) == len(blocks(one.text + "".join(one.comments))) + len(blocks(other.text))


def _merged(
    local: Sequence[_Piece], before: Sequence[_Piece], after: Sequence[_Piece], inside: _Inside
) -> list[_Piece]:
    """The local pieces with what differs between `before` and `after`."""
    here, groups = _images([replace(one, place=at) for at, one in enumerate(local)], before)
    merged: list[_Piece] = []
    same = SequenceMatcher(None, [one.bare for one in before], [one.bare for one in after], autojunk=False)
    kept: set[int] = set()
    for tag, start, end, first, last in same.get_opcodes():
        for number in range(start, end):
            stop, own_pieces = groups.get(number, (number, ()))
            if stop <= end and (tag == "equal" or stop == number):
                merged += own_pieces
                kept |= set(range(number, stop))
            elif stop <= end and end - start == last - first:
                texts = (
                    own_pieces,
                    before[number:stop],
                    after[first + number - start : first + stop - start],
                )
                if text := reworded(*("".join(one.text for one in pieces).strip("\n") for pieces in texts)):
                    hidden = tuple(comment for one in own_pieces for comment in one.comments)
                    merged.append(_Piece(f"{text}\n\n", hidden))
                    kept |= set(range(number, stop))
            if number in kept:
                continue
            new, own = first + number - start, here[number]
            if new >= last:
                merged += [_Piece("", own.comments)] if own and own.comments else []
            elif own is None:
                merged.append(after[new])
            elif tag == "equal":
                merged.append(own)
            else:
                changed = inside(own.text, before[number].text, after[new].text).rstrip("\n")
                if not own.is_code:
                    changed += "".join(
                        f" {one}"
                        for one in _COMMENT.findall(own.text)
                        if one not in changed and "\n" not in one
                    )
                gap = own.text[len(own.text.rstrip("\n")) :]
                merged.append(_Piece(changed + gap, own.comments, place=own.place))
        merged = _grown(merged, after[first + end - start : last]) if tag != "equal" else merged
    return merged


def _grown(merged: list[_Piece], new: Sequence[_Piece]) -> list[_Piece]:
    """With new pieces at the end: before a part of ours, which is nothing that they belong to."""
    if not new or not merged or not any(_PART.fullmatch(one.strip()) for one in merged[-1].comments):
        return [*merged, *new]
    last, comments = replace(merged[-1], comments=()), (*new[-1].comments, *merged[-1].comments)
    return [*merged[:-1], last, *new[:-1], replace(new[-1], comments=comments)]


def _images(
    local: Sequence[_Piece], before: Sequence[_Piece]
) -> tuple[list[_Piece | None], dict[int, tuple[int, Sequence[_Piece]]]]:
    """
    For each piece of `before` the local one that it was made from, where that can be told. Else where several that
    stand together begin: where they end, and the local pieces that they were made from.
    """
    if len(local) == len(before):
        return list(local), {}
    found: list[_Piece | None] = [None] * len(before)
    groups: dict[int, tuple[int, Sequence[_Piece]]] = {}
    same = SequenceMatcher(None, [one.words for one in before], [one.words for one in local], autojunk=False)
    for tag, start, end, first, last in same.get_opcodes():
        if tag == "equal":
            found[start:end] = local[first:last]
        elif start < end:
            groups[start] = end, local[first:last]
        elif start and (above := found[start - 1]):
            # Nothing was made of them (the end of an element of HTML): they stay behind what they follow.
            hidden = "".join(one.text + "".join(one.comments) for one in local[first:last])
            found[start - 1] = replace(above, comments=(*above.comments, hidden))
        else:
            groups[start] = start, local[first:last]
    return found, groups


def _block(local: str, before: str, after: str) -> str:
    """One block with the difference: items of a list one by one, else lines."""
    own, old, new = items(local), items(before), items(after)
    if own and new and len(own) == len(old):
        alike = [[_Piece(_like(own[0], one)) for one in texts] for texts in (old, new)]
        merged = _merged([*map(_Piece, own)], alike[0], alike[1], _lines)
        is_loose = any(one.endswith("\n\n") for one in own[:-1])
        return "".join(one.text.rstrip("\n") + ("\n\n" if is_loose else "\n") for one in merged)
    return _lines(local, before, after)


def _lines(local: str, before: str, after: str) -> str:
    is_code = local.startswith(_CODE)
    own, old, new = (
        [_Piece(one, is_code=is_code) for one in lines(text.rstrip("\n"))] for text in (local, before, after)
    )
    if not is_code and (text := reworded(*(text.strip("\n") for text in (local, before, after)))):
        return text
    if len(own) != len(old):
        return after
    return "".join(one.text.rstrip("\n") + "\n" for one in _merged(own, old, new, lambda *texts: texts[2]))


def _like(model: str, item: str) -> str:
    """An item with the sign of another one of its list."""
    ours, theirs = _MARKER.match(model), _MARKER.match(item)
    if ours is None or theirs is None or bool(ours["end"]) != bool(theirs["end"]):
        return item
    sign = theirs["sign"] if theirs["end"] else ours["sign"]
    return item[: theirs.start("sign")] + sign + ours["end"] + item[theirs.end() :]


def rebased(prose: str, made: str, becomes: str) -> str | None:
    """
    The prose of a note whose template was changed; `None` where both were changed in one place.

    Args:
        made: what the template made when the note was new.
        becomes: what it makes now.
    """
    from merge3 import Merge3

    if not _PART.sub("", prose).strip():
        return f"{prose.rstrip()}\n\n{becomes.strip()}\n" if becomes.strip() else prose
    if made.strip() == becomes.strip():
        return prose
    if made.strip() == _PART.sub("", prose).strip():
        return prose.replace(made.strip(), becomes.strip())
    merged: list[str] = []
    for group in Merge3(
        lines(_ended_text(made)), lines(_ended_text(prose)), lines(_ended_text(becomes))
    ).merge_groups():
        if group[0] != "conflict":
            merged += group[1]
        elif "".join(group[1]).strip() or _PART.sub("", "".join(group[2])).strip():
            return None
        else:  # the template grows where a part of ours stands
            merged += [*group[3], *group[2]]
    return "".join(merged)


def _ended_text(text: str) -> str:
    return text if text.endswith("\n") or not text else text + "\n"
