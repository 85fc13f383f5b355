"""
BibTeX as a reading list: every entry is a work, the comments between them are topics.

    % Attention                     a short comment above entries: a topic
    @inproceedings{..}

    % ====== Serving ======         one that is set off, where there are both: a topic above the others
    % what this part is about       anything longer: text on the topic
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from ....model import Remark
from ... import latex
from ...bibtex import blocks, crosswalk, entries
from ..options import ReadOptions
from ..page import Page
from . import whole

__all__ = ["read"]

_REMARKS: Final = ("note", "annote", "annotation", "comment")
"""Fields that say something about the work in words."""

_SET_OFF = re.compile(r"[%\s]*[-=#*~_+]{2,}|[%\s]*[#*]\s|%%%|.*[-=#*~_+]{3}\s*$")
_SIGNS = re.compile(r"^[%#*=~_+\s-]+|(?<![%#*=~_+\s-])[%#*=~_+\s-]+$")
_COMMAND = re.compile(r"\\(?:part|chapter|(?:sub)*section)\*?\{(.*)\}")
_FIELD = re.compile(r"\w[\w-]*\s*=\s*[{\"\d]|@\w+\s*[{(]|[{}],?$")
_LONGEST_TOPIC = 80
_FEW = 4
"""Entries under which comments cannot be told from topics by their number."""


class _Comment(NamedTuple):
    """A paragraph of comment, without its signs."""

    first: int
    last: int
    text: str
    is_set_off: bool
    touches: bool
    """An entry follows on the next line."""

    @property
    def may_be_topic(self) -> bool:
        return (
            "\n" not in self.text
            and len(self.text) <= _LONGEST_TOPIC
            and not self.text.endswith((".", "。"))
            and not _FIELD.search(self.text)
        )


def read(text: str, page: Page, options: ReadOptions) -> None:  # noqa: ARG001
    """Read the entries of a text onto the page."""
    found = blocks.split(text)
    macros = entries.strings(found)
    comments = {
        i: _comments(block, found[i + 1 : i + 2]) for i, block in enumerate(found) if block.kind == "text"
    }
    one_each = _belong_to_entries(found, comments)
    set_off = any(one.is_set_off and one.may_be_topic for part in comments.values() for one in part)
    remark: _Comment | None = None
    for i, block in enumerate(found):
        last = block.line + block.text.rstrip("\n").count("\n")
        if block.kind == "entry":
            _entry(block, last, macros, remark, page)
            remark = None
        elif block.kind == "broken":
            page.ledger.put(block.line, last, "skipped", f"not readable as BibTeX: {block.reason}")
        elif block.kind in {"string", "preamble"}:
            page.ledger.put(block.line, last, "markup", f"@{block.kind}")
        elif block.kind == "comment":
            page.ledger.put(block.line, last, "skipped", "@comment: what a program keeps there")
        for comment in comments.get(i, ()):
            if one_each and comment.touches:
                remark = comment
            elif comment.may_be_topic and comment.text:
                page.open_topic(comment.text, comment.first, 1 if comment.is_set_off or not set_off else 2)
            elif comment.text:
                page.say(comment.text, comment.first, comment.last)
    for block in found:
        # Last, because what a comment says has been told by now.
        if block.kind == "text":
            page.ledger.put(block.line, block.line + block.text.count("\n"), "markup", "comment")


# --- comments ---------------------------------------------------------------------------------------------


def _comments(block: blocks.Block, following: Sequence[blocks.Block]) -> list[_Comment]:
    """The paragraphs of the text between two entries."""
    lines = block.text.split("\n")
    found: list[_Comment] = []
    for group in _paragraphs(lines):
        inner = [(i, _plain(lines[i])) for i in group if _plain(lines[i])]
        if inner:
            end = len(lines) - 1 if not lines[-1].strip() else len(lines)
            touches = bool(following) and following[0].kind == "entry" and group[-1] == end - 1
            words_of_it = "\n".join(text for _, text in inner)
            is_set_off = any(_SET_OFF.match(lines[i]) for i in group)
            first, last = block.line + inner[0][0], block.line + inner[-1][0]
            found.append(_Comment(first, last, words_of_it, is_set_off, touches and not is_set_off))
    return found


def _paragraphs(lines: Sequence[str]) -> Iterator[list[int]]:
    group: list[int] = []
    for i, line in enumerate(lines):
        if line.strip(" \t%"):
            group.append(i)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _plain(line: str) -> str:
    line = line.strip().lstrip("%").strip()
    if command := _COMMAND.match(line):
        line = command[1]
    return " ".join(_SIGNS.sub("", line).split())


def _belong_to_entries(found: Sequence[blocks.Block], comments: dict[int, list[_Comment]]) -> bool:
    """Whether comments are remarks: most entries have one of their own right above them."""
    total = sum(block.kind == "entry" for block in found)
    own = sum(one.touches for part in comments.values() for one in part)
    return total >= _FEW and own * 2 > total


# --- entries ----------------------------------------------------------------------------------------------


def _entry(
    block: blocks.Block, last: int, macros: dict[str, str], comment: _Comment | None, page: Page
) -> None:
    entry = entries.read(block, macros)
    work = crosswalk.work_of(entry)
    fields = dict(entry.fields)
    remarks = [
        Remark(name, " ".join(latex.to_unicode(fields[name]).split()), block.line + _line_of(block, name))
        for name in _REMARKS
        if name in fields
    ]
    if comment:
        remarks.append(Remark("", comment.text.replace("\n", " "), comment.first))
        page.ledger.put(comment.first, comment.last, "remark", " ".join(work.title.split()))
    # What a list says about a work is a remark; a bibliography prints the note.
    kept = tuple((name, value) for name, value in work.fields if name not in _REMARKS)
    lines = block.line, block.line + _line_of(block, "title"), last
    whole.add(page, replace(work, fields=kept), "bibtex entry", lines, remarks=remarks)


def _line_of(block: blocks.Block, name: str) -> int:
    """Lines between the head of an entry and one of its fields."""
    start = next((one.start for one in entries.fields(block.text)[0] if one.name == name), 0)
    return block.text.count("\n", 0, start)
