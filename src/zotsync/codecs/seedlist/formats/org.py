"""
Org mode -> blocks, by way of Markdown.

Lists, paragraphs and indentation are the same in both; what differs is a table of signs, line by line. The
readers of Org that exist (orgparse) tell headings and properties apart and leave lists, tables and links unread.

    * TODO [#A] [[https://arxiv.org/abs/1706.03762][Attention Is All You Need]] :nlp:
    :PROPERTIES:
    :AUTHOR: Vaswani et al.
    :END:
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from .. import markdown, words
from ..blocks import Block
from . import records

__all__ = ["blocks"]

_HEADING = re.compile(r"(\*+)\s+(.*)")
_STATES: Final = "TODO NEXT WAIT WAITING READING STARTED DONE READ CANCELED CANCELLED".split()
_PRIORITY = re.compile(r"\[#(\w)\]\s*")
_TAGS = re.compile(r"\s+:[\w@#%:]+:\s*$")
_COOKIE = re.compile(r"\s*\[\d*(?:%|/\d*)\]")
_KEYWORD = re.compile(r"\s*#\+(\w+):\s*(.*)", re.I)
_BLOCK = re.compile(r"\s*#\+(begin|end)_(\w+)", re.I)
_MARKDOWN_FENCE = re.compile(r" {0,3}(```|~~~)")
_DRAWER = re.compile(r"\s*:([\w-]+):(?:\s+(.*))?$")
_PLANNING = re.compile(r"\s*(?:CLOSED|SCHEDULED|DEADLINE|CLOCK):")
_TABLE_RULE = re.compile(r"\s*\|-[-+|]*\s*$")
_DONE: Final = frozenset({"DONE", "READ"})
_MOST_LEVELS = 6
"""Of headings in Markdown; deeper ones stand on the last."""

_CODE: Final = frozenset({"src", "example", "export", "comment"})


def blocks(text: str) -> list[Block]:
    """The blocks of a page, in order. Any text is Org, so there is no error."""
    lines = text.split("\n")
    page = _Page(lines)
    found = markdown.blocks("\n".join(line for line, _ in page.markdown))
    numbers = [number for _, number in page.markdown]
    stack = [*found]
    while stack:
        block = stack.pop()
        own = numbers[block.line - 1 : max(block.end, block.line)]
        if block.kind != "table":
            # What was to be a table and is none has lines that Org does not have.
            own = [number for number in own if number <= len(lines)] or own
        block.line, block.end = own[0], own[-1]
        block.rows = [row._replace(line=numbers[row.line - 1]) for row in block.rows]
        stack += block.children
    return found + [Block("markup", number, number, source=what) for number, what in page.markup]


_OWN_STATES = re.compile(r"\s*#\+(?:SEQ_|TYP_)?TODO:(.*)", re.I)


def _states(lines: Sequence[str]) -> re.Pattern[str]:
    """The words that are states of a heading: those of Org, and those of the file (`#+TODO: TODO SKIM | DONE`)."""
    own = [
        word.partition("(")[0]
        for line in lines
        if (found := _OWN_STATES.match(line))
        for word in found[1].split()
    ]
    names = [re.escape(name) for name in (*_STATES, *own) if any(map(str.isalnum, name))]
    return re.compile(rf"({'|'.join(sorted(names, key=len, reverse=True))})\s+")


class _Page:
    """
    Attributes:
        markdown: lines of Markdown with the numbers of the lines that they are.
        markup: numbers of lines that only shape the page, and what they are.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.markdown: list[tuple[str, int]] = []
        self.markup: list[tuple[int, str]] = []
        self._behind = len(lines) + 1
        self._state = _states(lines)
        self._title = any((word := _KEYWORD.match(line)) and word[1].lower() == "title" for line in lines)
        self._code = ""
        self._in_table = False
        for number, line in enumerate(lines, start=1):
            following = lines[number] if number < len(lines) else ""
            self._read(line, number, following)

    def _read(self, line: str, number: int, following: str) -> None:
        is_row = line.lstrip().startswith("|") and not self._code
        if fence := _BLOCK.match(line):
            self._fence(fence[1].lower(), fence[2].lower(), number)
        elif (mark := _MARKDOWN_FENCE.match(line)) and self._code in {"", mark[1]}:
            self._code = "" if self._code else mark[1]
            self._put("```", number)
        elif self._code:
            self._put(f"    {line}", number)
        elif heading := _HEADING.match(line):
            self._heading(heading, number)
        elif is_row:
            self._row(line, number, following)
        elif word := _KEYWORD.match(line):
            self._keyword(word[1].lower(), word[2], number)
        elif drawer := _DRAWER.match(line):
            self._property(drawer[1], drawer[2] or "", number)
        elif _PLANNING.match(line) or re.match(r"\s*#(?:\s|$)", line):
            self._shape(number, "comment" if "#" in line[:8] else "planning")
        else:
            self._put(_inline(line), number)
        self._in_table = is_row

    def _put(self, markdown: str, number: int) -> None:
        self.markdown.append((markdown, number))

    def _shape(self, number: int, what: str) -> None:
        self._put("", number)
        self.markup.append((number, what))

    def _fence(self, side: str, name: str, number: int) -> None:
        if name not in _CODE:
            self._shape(number, f"{name} block")
        elif side == "begin" and not self._code:
            self._code = name
            self._put("```", number)
        elif side == "end" and self._code == name:
            self._code = ""
            self._put("```", number)
        else:
            self._put("    ", number)

    def _heading(self, heading: re.Match[str], number: int) -> None:
        text, signs = _COOKIE.sub("", _TAGS.sub("", heading[2])), ""
        if state := self._state.match(text):
            signs, text = "✅ " if state[1] in _DONE else "", text[state.end() :]
        if priority := _PRIORITY.match(text):
            signs, text = signs + ("⭐ " if priority[1] == "A" else ""), text[priority.end() :]
        level = min(len(heading[1]) + self._title, _MOST_LEVELS)
        self._put(f"{'#' * level} {signs}{_inline(text)}", number)

    def _keyword(self, word: str, value: str, number: int) -> None:
        if word == "title" and value.strip():
            self._put(f"# {_inline(value)}", number)
        else:
            self._shape(number, f"#+{word}")

    def _property(self, name: str, value: str, number: int) -> None:
        """A property that tells something of a work is a line of its details."""
        if name.upper() == "END" or not value.strip():
            self._shape(number, "drawer")
        elif words.field_of(name) or records.field_of(name):
            self._put(f"- {name.replace('_', ' ').capitalize()}: {_inline(value)}", number)
        else:
            self._shape(number, "property")

    def _row(self, line: str, number: int, following: str) -> None:
        cells = max(line.count("|") - 1, 1)
        rule = "|" + " --- |" * cells
        if _TABLE_RULE.match(line):
            if self._in_table and not self._has_rule:
                self._put("|" + " --- |" * self._width, number)
                self._has_rule = True
            else:
                # An empty line would end the table.
                self.markup.append((number, "table rule"))
            return
        text = _inline(line).strip()
        if not self._in_table:
            self._put("", number)
            self._width, self._has_rule = cells, False
            if not _TABLE_RULE.match(following):
                self._has_rule = True
                is_header = any(records.field_of(cell) for cell in line.split("|"))
                # What Org does not write, or the rules look for in other places, stands behind the last line.
                if is_header:
                    self._put(text, number)
                else:
                    self._put("|" + "  |" * cells, self._behind)
                self._put(rule, self._behind)
                if not is_header:
                    self._put(text, number)
                return
        self._put(text, number)

    _width = 1
    _has_rule = False


# --- inline text ------------------------------------------------------------------------------------------

_LINK = r"\[\[(?P<url>[^\[\]\n]+)\](?:\[(?P<words>[^\n]*?)\])?\](?!\])"
_EDGE = r"(?<![^\s(\[{{'\"–—|>]){0}(?P<{1}>[^\s{0}](?:[^{0}\n]*[^\s{0}])?){0}(?![^\s.,;:!?)\]}}'\"–—|<-])"
_INLINE = re.compile(
    "|".join(
        (
            _LINK,
            _EDGE.format(r"\*", "bold"),
            _EDGE.format("/", "italic"),
            _EDGE.format("=", "verbatim"),
            _EDGE.format("~", "code"),
        )
    )
)

_WRITTEN: Final[dict[str, Callable[[str], str]]] = {
    "bold": lambda text: f"**{_inline(text)}**",
    "italic": lambda text: f"*{_inline(text)}*",
    "verbatim": lambda text: f"`{text}`",
    "code": lambda text: f"`{text}`",
}


def _inline(line: str) -> str:
    """The signs of Org in one line as those of Markdown."""
    return "".join(_pieces(line)) if any(sign in line for sign in "[*/=~") else line


def _pieces(line: str) -> Iterator[str]:
    at = 0
    for found in _INLINE.finditer(line):
        yield line[at : found.start()]
        at = found.end()
        if url := found["url"]:
            url = (
                re.sub(r"^file:(?=[./~])", "", re.sub(r"^doi:", "https://doi.org/", url))
                .replace(" ", "%20")
                .replace("(", "%28")
                .replace(")", "%29")
            )
            yield (
                f"[{_inline(found['words'])}]({url})"
                if found["words"]
                else f"<{url}>"
                if "://" in url
                else url
            )
        else:
            name = found.lastgroup or ""
            yield _WRITTEN[name](found[name])
    yield line[at:]
