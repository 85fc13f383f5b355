"""
One entry: BibTeX text -> `BibEntry`; `layout` writes it again.

The reader accepts all that BibTeX accepts, and reads on where it would stop (a missing comma, a field twice),
saying so in `problem`. bibtexparser 1 is not asked: it takes 1.8 ms an entry, drops what it cannot parse
(field names with a hyphen, a doubled comma), raises on undefined macros and changes white space in values. In
the tests it is the witness: what it reads, this reader reads alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from .blocks import BALANCED, Block

__all__ = [
    "MONTHS",
    "BibEntry",
    "Field",
    "Problem",
    "defined",
    "fields",
    "is_field_name",
    "key_end",
    "macros",
    "read",
    "strings",
]

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The macros that every BibTeX style defines."""


@dataclass(frozen=True, slots=True)
class BibEntry:
    """An entry as BibTeX sees it."""

    type: str
    """Lower case, without `@`."""
    key: str
    fields: tuple[tuple[str, str], ...] = ()
    """(name in lower case, LaTeX text without its delimiters), in order; a month macro by its name."""
    problem: str = field(default="", compare=False)
    """What is wrong with its syntax, where something is; the fields are what could be read."""
    problem_line: int = field(default=0, compare=False)
    """Lines between its head and the problem."""
    is_whole: bool = field(default=True, compare=False)
    """Whether all of it could be read."""


class Field(NamedTuple):
    """Where one field stands in the text of a block."""

    name: str
    """Lower case."""
    start: int
    end: int
    """Of `name = value`, without the comma."""
    value: int
    """Where the value starts."""


class Problem(NamedTuple):
    """The first thing that is wrong with the syntax of an entry; an empty one says that all is well."""

    message: str = ""
    at: int = 0
    """Where in the text of the block."""
    skipped: bool = False
    """Whether there is text that says nobody knows what."""

    def __bool__(self) -> bool:
        return bool(self.message)


# --- reading ----------------------------------------------------------------------------------------------

_NAME = r"[^\s\"#%'(),={}]+"
_HEAD: Final = re.compile(r"\s*@[^{(]*(?:\{[^,]*?(?=\s*[,}])|\([^,]*?(?=\s*[,)]))")
_BODY: Final = re.compile(r"\s*@[^{(]*[{(]\s*")
_FIELD: Final = re.compile(rf"({_NAME})\s*=\s*")
_GAP: Final = re.compile(r"(?:[\s,]|%[^\n]*)*")
_COMMENT: Final = re.compile(r"%[^\n]*")
_BRACED: Final = re.compile(rf"\{{({BALANCED})\}}")
_SIMPLE: Final = re.compile(rf"(?:\{{{BALANCED}\}}|\d+)(?=\s*[,}})])")
_REGULAR: Final = re.compile(rf"\s*,\s*({_NAME})\s*=\s*(\{{{BALANCED}\}}|\d+)(?=\s*[,}})])")
"""A comma and a field with one piece for a value: nearly all there are, in one step."""
_TAIL: Final = re.compile(r"\s*,?\s*[})]\s*")
_CONTINUES: Final = re.compile(r"\s*#\s*")
_WORD: Final = re.compile(_NAME)
_BRACE: Final = re.compile(r"[{}]")
_QUOTE: Final = re.compile(r"[{}\"]")
_LONGEST: Final = 20_000
"""Characters of a macro; no journal is called that long."""
_RESYNC: Final = re.compile(r"[,{}]")


def fields(text: str) -> tuple[tuple[Field, ...], Problem]:
    """
    Where the fields of an entry block stand, and the first thing that is wrong with its syntax, or the worst.

    A field that stands twice is given twice. Linear in the length of the text.
    """
    position = key_end(text)
    last = len(text.rstrip()) - 1
    found: list[Field] = []
    problem = Problem()
    while True:
        if regular := _REGULAR.match(text, position):
            position = regular.end(2)
            found.append(Field(regular[1].lower(), regular.start(1), position, regular.start(2)))
            continue
        gap = _GAP.match(text, position)
        assert gap is not None, "it matches nothing too"
        start = gap.end()
        comma = "," in _COMMENT.sub("", gap[0])
        if "%" in gap[0]:
            at = text.index("%", position)
            problem = problem or Problem("% starts no comment inside an entry; BibTeX cannot read on", at)
        if start >= last:
            return tuple(found), problem
        name = _FIELD.match(text, start)
        end = _end_of_value(text, name.end()) if name else start
        if name is None or end == name.end():
            if not problem.skipped:
                message = f"cannot be read from {_excerpt(text, start)} on: is a brace, a quote or = missing?"
                problem = Problem(message, start, skipped=True)
            position = _resync(text, start, last)
            continue
        if not comma:
            problem = problem or Problem(f"a comma is missing before {name[1]}", start)
        found.append(Field(name[1].lower(), start, end, name.end()))
        position = end


def key_end(text: str) -> int:
    """Where the citation key of an entry block ends."""
    head = _HEAD.match(text)
    return head.end() if head else 0


def read(block: Block, macros: Mapping[str, str] | None = None) -> BibEntry:
    """
    The entry of an `entry` block.

    Args:
        macros: what `@string` defines, by lower-case name (`strings`). A name that nobody defines stands for
            itself.
    """
    text = block.text
    if (regular := _regular(text)) is not None:
        return BibEntry(block.type, block.key, tuple(regular.items()))
    found, problem = fields(text)
    values: dict[str, str] = {}
    for one in found:
        if one.name in values:
            # What BibTeX does: the first counts ("I'm ignoring a's extra title field").
            problem = problem or Problem(f"{one.name} stands twice; the first one counts", one.start)
        else:
            values[one.name] = _value(text[one.value : one.end], macros or {})
    line = text.count("\n", 0, problem.at) if problem else 0
    pairs = tuple(values.items())
    return BibEntry(block.type, block.key, pairs, problem.message, line, not problem.skipped)


def _regular(text: str) -> dict[str, str] | None:
    """The fields of an entry in which each has a braced value or a number, and none stands twice; else None."""
    position, number = key_end(text), 0
    values: dict[str, str] = {}
    while found := _REGULAR.match(text, position):
        value = found[2]
        values[found[1].lower()] = value[1:-1] if value[0] == "{" else value
        position = found.end(2)
        number += 1
    return values if number == len(values) and _TAIL.fullmatch(text, position) else None


def strings(blocks: Iterable[Block]) -> dict[str, str]:
    """
    The `@string` macros of a file by lower-case name, each resolved with those before it.

    One that grows out of all measure is none: thirty lines that each say the last one twice would fill the memory.
    """
    found: dict[str, str] = {}
    for block in blocks:
        if block.kind == "string":
            for one in _definitions(block.text):
                value = _value(block.text[one.value : one.end], found)
                if len(value) <= _LONGEST:
                    found[one.name] = value
    return found


def macros(block: Block) -> frozenset[str]:
    """Lower-case names that a block uses as values, or parts of values."""
    text = block.text
    if block.kind == "entry":
        values = [text[one.value : one.end] for one in fields(text)[0]]
    elif block.kind == "string":
        values = [text[one.value : one.end] for one in _definitions(text)]
    elif block.kind == "preamble" and (body := _BODY.match(text)):
        values = [text[body.end() : -1]]
    else:
        values = []
    words = (word for value in values for word, _ in _pieces(value))
    return frozenset(word.lower() for word in words if word and not word.isdecimal())


def defined(block: Block) -> str:
    """The lower-case name that a `@string` block defines."""
    return next((one.name for one in _definitions(block.text)), "")


def _definitions(text: str) -> tuple[Field, ...]:
    body = _BODY.match(text)
    name = _FIELD.match(text, body.end()) if body else None
    if name is None:
        return ()
    end = _end_of_value(text, name.end())
    return (Field(name[1].lower(), name.start(), end, name.end()),) if end > name.end() else ()


def _end_of_value(text: str, position: int) -> int:
    """Where the value at `position` ends, pieces joined by `#`; `position` itself where there is none."""
    if simple := _SIMPLE.match(text, position):
        return simple.end()
    end = position
    while True:
        after = _end_of_piece(text, position)
        if after == position:
            return end
        end = after
        joint = _CONTINUES.match(text, end)
        if joint is None:
            return end
        position = joint.end()


def _end_of_piece(text: str, position: int) -> int:
    opening = text[position : position + 1]
    if opening not in ('"', "{"):
        word = _WORD.match(text, position)
        return word.end() if word else position
    depth = 0
    for mark in (_QUOTE if opening == '"' else _BRACE).finditer(text, position + (opening == '"')):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
            if depth == 0 and opening == "{":
                return mark.end()
            if depth < 0:
                return position
        elif depth == 0:
            return mark.end()
    return position


def _pieces(expression: str) -> list[tuple[str, str]]:
    """(macro or number, "") or ("", quoted text) for each piece of a value."""
    pieces = []
    position = 0
    while position < len(expression):
        end = _end_of_piece(expression, position)
        piece = expression[position:end]
        pieces.append(("", piece[1:-1]) if piece[:1] in ('"', "{") else (piece, ""))
        joint = _CONTINUES.match(expression, end)
        if joint is None or end == position:
            break
        position = joint.end()
    return pieces


def _value(expression: str, macros: Mapping[str, str]) -> str:
    if expression[0] == "{" and (
        expression.find("}") == len(expression) - 1 or _BRACED.fullmatch(expression)
    ):
        return expression[1:-1]
    return "".join(macros.get(word.lower(), word) if word else text for word, text in _pieces(expression))


def _resync(text: str, position: int, last: int) -> int:
    """The next comma outside braces: what stands before it cannot be read."""
    depth = 0
    for mark in _RESYNC.finditer(text, position, last):
        if mark[0] == "," and depth <= 0:
            return mark.start()
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
    return last


def _excerpt(text: str, start: int) -> str:
    return repr(" ".join(text[start : start + 40].split())[:20])


def is_field_name(name: str) -> bool:
    """Whether BibTeX can read a field of this name."""
    return _WORD.fullmatch(name) is not None
