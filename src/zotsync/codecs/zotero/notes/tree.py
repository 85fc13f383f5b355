"""
A note as a tree: what Zotero's HTML and Markdown both are read into, and both are written from.

The model is that of Zotero's note editor: blocks hold blocks or runs, and a run is a piece of a line with the
*set* of marks that lie on it. So `<b><i>a</i></b><b>b</b>` and `<i><b>a</b></i><b>b</b>` are one tree, and
nothing has to know which mark was opened first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

__all__ = [
    "CODE", "Block", "Break", "Cell", "Citation", "Code", "Comment", "Display", "Heading", "Image", "Listing", "Mark",
    "Math", "Paragraph", "Quote", "Rule", "Run", "Table", "Text", "tidied",
]  # fmt: skip

Mark = tuple[str, str]
"""
Name and value: `strong em s u sub sup code` (no value), `link` (address and, behind a line feed, the title),
`mark` (a background) and `color` (both a colour), `annotation` (what Zotero keeps of a passage of a PDF).
"""

CODE: Mark = ("code", "")

_SPACES = re.compile(r"[ \t\r\n\f]+")
"""Not the no-break space and not the ideographic one: the server keeps those."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line."""

    marks: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class Text(Run):
    """Characters; with the mark `code` as they stand, else as a person reads them."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Break(Run):
    """A new line inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Math(Run):
    """A formula in a line."""

    tex: str = ""


@dataclass(frozen=True, slots=True)
class Image(Run):
    """A picture: `src alt title width height`, or the key of one that Zotero holds."""

    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation(Run):
    """Works cited: Zotero's JSON without what follows from it."""

    data: str = ""
    label: str = field(default="", compare=False)
    """The words that stand in the note for it; they follow from the works."""


@dataclass(frozen=True, slots=True)
class Comment(Run):
    """What nobody sees; a block where it stands between blocks."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs; `style` is how Zotero aligns and indents them."""

    runs: tuple[Run, ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    runs: tuple[Run, ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of code, without the line feed behind the last."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Display:
    """A formula of its own."""

    tex: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation, or a callout of Obsidian (known by what its first line says)."""

    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; `start` is the number of the first item, none where they have bullets."""

    items: tuple[tuple[Block, ...], ...] = ()
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    blocks: tuple[Block, ...] = ()
    header: bool = False
    style: str = ""
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; heads are cells like others."""

    rows: tuple[tuple[Cell, ...], ...] = ()


Block = Paragraph | Heading | Code | Display | Rule | Quote | Listing | Table | Comment


def tidied(runs: Iterable[Run]) -> tuple[Run, ...]:
    """
    The runs of a line in the one form that says the same.

    White space is one space, none at the ends and around a break; no mark begins or ends with a space; runs of
    text with the same marks are one.
    """
    pieces: list[Run] = []
    for run in runs:
        if isinstance(run, Text):
            words = run.text.strip()
            before, _, after = run.text.partition(words) if words else (run.text, "", "")
            parts = (_SPACES.sub(" ", part) for part in (before, words, after))
            pieces += [replace(run, text=part) for part in parts if part]
        else:
            pieces.append(run)
    tidy: list[Run] = []
    for marks, group in groupby(
        _marked_spaces(_spaced(pieces)), lambda run: run.marks if isinstance(run, Text) else run
    ):
        if isinstance(marks, Run):
            tidy += group
        else:
            tidy.append(Text(marks, "".join(run.text for run in group if isinstance(run, Text))))
    return tuple(tidy)


def _spaced(pieces: Iterable[Run]) -> list[Run]:
    """No space behind a space, and none at the ends of a line; no break at the ends of the runs."""
    kept: list[Run] = []
    for run in pieces:
        if isinstance(run, Text) and run.text.startswith(" ") and _ends_line(kept):
            run = replace(run, text=run.text[1:])
            if not run.text:
                continue
        if isinstance(run, Break):
            _cut_space(kept)
            if not any(not isinstance(one, Comment) for one in kept):
                continue
        kept.append(run)
    _cut_space(kept)
    while kept and isinstance(kept[-1], Break):
        kept.pop()
        _cut_space(kept)
    return kept


def _ends_line(kept: Sequence[Run]) -> bool:
    """Whether a space here would be at the start of a line, or behind a space."""
    last = kept[-1] if kept else Break()
    return isinstance(last, Break) or (isinstance(last, Text) and last.text.endswith(" "))


def _cut_space(kept: list[Run]) -> None:
    while kept and isinstance(last := kept[-1], Text) and last.text.endswith(" "):
        kept.pop()
        if cut := last.text[:-1]:
            kept.append(replace(last, text=cut))


def _is_space(run: Run) -> bool:
    return isinstance(run, Break) or (isinstance(run, Text) and run.text.isspace())


def _marked_spaces(pieces: Iterable[Run]) -> Iterator[Run]:
    """Spaces and breaks without a mark that one of the neighbours lacks; no mark of code on what is no text."""
    before: frozenset[Mark] = frozenset()
    waiting: list[Run] = []
    for run in (*pieces, None):
        if run is not None and _is_space(run):
            waiting.append(run)
            continue
        after = run.marks if run is not None else frozenset()
        for space in waiting:
            yield _with(space, space.marks & before & after)
        waiting.clear()
        if run is not None:
            yield _with(run, run.marks)
        before = after


def _with(run: Run, marks: frozenset[Mark]) -> Run:
    return replace(run, marks=marks if isinstance(run, Text) else marks - {CODE})
