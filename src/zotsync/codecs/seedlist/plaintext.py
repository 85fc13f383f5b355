"""
Plain text -> blocks: lists that an editor or a word processor exported without any mark-up.

    模型架构(第三周)                    a heading stands alone and is short, and items follow
    -                                   a bullet that has lost its text to the next line
    Attention Is All You Need (2017)
    - 作者: Vaswani et al.              what stands below the title

Where bullets stand alone they mark the titles, and bullets with text mark what is told of them; in other
texts bullets mark the items, by indentation. A title that a bullet marks gives the same block as one in bold,
which is what it was before the export. Where headings are underlined, or stand between rows of signs, only those
are headings; the `>` of an e-mail is left away.
"""

from __future__ import annotations

import re
from itertools import count
from typing import NamedTuple

from ...core import headings
from . import bare_links, chores, dates, words
from .blocks import Block, Inline, Kind

__all__ = ["blocks"]

_LONE = re.compile(r"[-*+•·●▪○]$")
_BULLET = re.compile(r"(?:[-*+•·●▪○–](?=\s)|\(?\d{1,3}[.)、](?!\d)|[①-⑳]|\[\d{1,3}\](?=\s))\s*(?=\S)")
_SENTENCE = re.compile(r"[.。!！?？;；,，…]$")
_RULE = re.compile(r"([-=~_*#+^—–])\1{2,}$")
_DECORATED = re.compile(r"([-=~_*#+])\1+\s+(?P<words>\S.{0,70}?)(?:\s+\1{2,})?$|#\s+(?P<one>\S.{0,70})$")
_QUOTED = re.compile(r"(?:>\s?)+")
_LONGEST_HEADING = 60
_LONGEST_UNDERLINED = 100
_WIDE = re.compile(r"[^\S\n]{4,}")
_DEEPEST = 20
"""Levels of items in each other; what is indented further stands beside the last of them."""


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in order. Any text is plain text, so there is no error."""
    lines = _lines(text)
    heads = _headings(lines)
    reader = _Reader()
    for i, line in enumerate(lines):
        if line.kind == "rule":
            reader.rule(line)
        elif i in heads:
            reader.heading(line, heads[i])
        else:
            reader.line(line)
    return reader.done()


class _Line(NamedTuple):
    """A line that is not blank."""

    number: int
    indent: int
    kind: str
    """`lone` (a bullet alone), `bullet` (with text), `text`, `rule` (a row of one sign)."""
    text: str
    """Without indentation and bullet."""
    after_blank: bool
    sign: str = ""
    """Of a heading: what stands below or around it."""


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    blank = True
    for number, written in enumerate(text.split("\n"), start=1):
        quote = _QUOTED.match(written)
        bare = written[quote.end() :] if quote else written
        stripped = bare.strip()
        if stripped:
            lines.append(_line(number, bare, stripped, blank))
            if lines[-1].kind == "rule" and not blank and _may_be_underlined(lines):
                lines[-2] = lines[-2]._replace(kind="text", sign=stripped[0])
        blank = not stripped
    return lines


def _line(number: int, written: str, stripped: str, blank: bool) -> _Line:
    indent = len(written.expandtabs(4)) - len(written.expandtabs(4).lstrip())
    if _RULE.match(stripped):
        return _Line(number, indent, "rule", stripped, blank)
    if decorated := _DECORATED.match(stripped):
        text = decorated["words"] or decorated["one"]
        return _Line(number, indent, "text", text, blank, f"{decorated[1] or '#'} in front")
    bullet = _BULLET.match(stripped)
    kind = "lone" if _LONE.match(stripped) else "bullet" if bullet else "text"
    return _Line(number, indent, kind, stripped[bullet.end() :] if bullet else stripped, blank)


def _may_be_underlined(lines: list[_Line]) -> bool:
    """Whether the line above a row of signs stands alone, as long as the row or nearly."""
    if len(lines) < 2 or lines[-2].kind in {"rule", "lone"} or len(lines[-2].text) > _LONGEST_UNDERLINED:
        return False
    above = lines[-2]
    alone = above.after_blank or (len(lines) > 2 and lines[-3].kind == "rule")
    return alone and abs(len(lines[-1].text) - len(above.text)) <= max(12, len(above.text))


class _Reader:
    """Puts lines together to blocks."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._items: list[tuple[int, Block]] = []
        """Open items with their indentation, outer to inner."""
        self._texts: list[tuple[Block, list[str], bool]] = []
        """Blocks with the lines of their text, and whether it is a title by its bullet."""
        self._title_follows = False

    def heading(self, line: _Line, level: int) -> None:
        self._items = []
        block = self._add("heading", line)
        block.level = level

    def rule(self, line: _Line) -> None:
        self._items = []
        self._blocks.append(Block("markup", line.number, line.number, source="rule"))

    def line(self, line: _Line) -> None:
        if line.kind == "lone":
            self._items = []
            self._blocks.append(Block("markup", line.number, line.number, source="bullet"))
        elif self._title_follows:
            # Indentation of its own would not make it a detail of anything.
            self._open_item(line, -1, titled=True)
        elif line.kind == "bullet":
            self._open_item(line, line.indent)
        elif _has_link_or_year(line.text) and not self._items:
            self._open_item(line, line.indent)
            self._items = []
        elif (
            self._texts
            and not line.after_blank
            and not _DAY.fullmatch(self._texts[-1][1][-1])
            and self._texts[-1][0].kind != "heading"
        ):
            block, texts, _ = self._texts[-1]
            block.end = line.number
            texts.append(line.text)
        else:
            self._add("paragraph", line)
        self._title_follows = line.kind == "lone"

    def _open_item(self, line: _Line, indent: int, *, titled: bool = False) -> None:
        while self._items and (self._items[-1][0] >= indent or len(self._items) == _DEEPEST):
            self._items.pop()
        self._items.append((indent, self._add("item", line, titled=titled)))

    def _add(self, kind: Kind, line: _Line, *, titled: bool = False) -> Block:
        block = Block(kind, line.number, line.number)
        siblings = self._items[-1][1].children if self._items and kind == "item" else self._blocks
        siblings.append(block)
        self._texts.append((block, [line.text], titled))
        return block

    def done(self) -> list[Block]:
        numbers = count()
        for block, texts, titled in self._texts:
            block.inline = Inline(
                tuple(bare_links.spans(_WIDE.sub(" ", "\n".join(texts)), numbers, strong=titled))
            )
        return self._blocks


_DAY = re.compile(
    r"(?:(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)[a-z]{0,6}[.,]?\s+)?"
    r"(?:\d{1,2}/\d{1,2}|[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2}\.? [A-Z][a-z]{2,8})(?:,? \d{4})?(?:\s?\([^()]{1,30}\))?:?"
)
"""A line with nothing but the day of a meeting, and who presents."""


def _has_link_or_year(text: str) -> bool:
    return "://" in text or dates.bracket_before(text, len(text)) is not None


# --- headings ---------------------------------------------------------------------------------------------


def _headings(lines: list[_Line]) -> dict[int, int]:
    """
    Index of each line that is a heading -> its level; 1 is the title of the list.

    A line is one by what it is (short, no sentence, no bullet, no year) and by what follows: an item, a word
    that something is to be done, or the next heading.
    """
    if any(line.sign for line in lines):
        return _signed(lines)
    if not any(line.kind in {"lone", "bullet"} for line in lines):
        return _alone(lines)
    marks_titles = any(line.kind == "lone" for line in lines)
    found: set[int] = set()
    for i in range(len(lines) - 2, -1, -1):
        line, following = lines[i], lines[i + 1]
        leads = following.kind != "text" or i + 1 in found or words.TODO.match(following.text)
        alone = marks_titles or line.after_blank or (i > 0 and _may_be_heading(lines[i - 1]))
        is_title_of_item = i > 0 and lines[i - 1].kind == "lone"
        if leads and alone and not is_title_of_item and _may_be_heading(line):
            found.add(i)
    ordered = sorted(found)
    levels: dict[int, int] = {}
    open_styles: list[set[_Style]] = []
    if lines and _may_be_heading(lines[0]) and words.LIST_TITLE.search(lines[0].text):
        levels[0] = 1
        ordered = [i for i in ordered if i > 0]
    for i in ordered:
        style = _style(lines[i].text)
        known = next((depth for depth, styles in enumerate(open_styles) if style in styles), None)
        if known is not None:
            del open_styles[known + 1 :]
        elif levels.get(i - 1, 1) > 1 or not open_styles:
            # Right below another heading and in another style: a part of it.
            open_styles.append({style})
        else:
            open_styles[-1].add(style)
        levels[i] = len(open_styles) + 1
    return levels


def _signed(lines: list[_Line]) -> dict[int, int]:
    """The headings of a text that sets signs below or around them; the sign tells the level."""
    signs = list(dict.fromkeys(line.sign for line in lines if line.sign))
    first = next(i for i, line in enumerate(lines) if line.sign)
    alone = sum(line.sign == signs[0] for line in lines) == 1
    # The title of the list is the first, alone with its sign and without a text of the list above.
    above = 1 if len(signs) > 1 and alone and first <= 1 else 2
    return {i: signs.index(line.sign) + above for i, line in enumerate(lines) if line.sign}


def _alone(lines: list[_Line]) -> dict[int, int]:
    """The headings of a text of paragraphs: short lines that stand alone, above a paragraph of several lines."""
    found: set[int] = set()
    starts = [i for i, line in enumerate(lines) if line.after_blank or i == 0] + [len(lines)]
    for k in range(len(starts) - 3, -1, -1):
        first, following, behind = starts[k : k + 3]
        leads = behind > following + 1 or following in found
        if leads and following == first + 1 and _may_be_heading(lines[first]):
            found.add(first)
    return dict.fromkeys(found, 2)


def _may_be_heading(line: _Line) -> bool:
    text = line.text
    return (
        line.kind == "text"
        and line.indent == 0
        and len(text) <= _LONGEST_HEADING
        and not text[0].islower()
        and not _SENTENCE.search(text)
        and not _has_link_or_year(text)
        and not words.TODO.match(text)
        and not (text.endswith((":", "：")) and _is_said(text))
        and not words.field_of(text.partition(":")[0].partition("：")[0])
    )


def _is_said(text: str) -> bool:
    """Whether a line that ends with a colon is a sentence to the reader: `And if you have time:`."""
    first = text.split(maxsplit=1)[0].lower().strip(",")
    return first in chores.ORDERS or first in _JOINTS or chores.ONESELF.search(text) is not None


_JOINTS = frozenset(
    "and but so then if here these those this some also for as because we you they there".split()
)


_Style = tuple[bool, str, bool]


def _style(text: str) -> _Style:
    """How a heading is written: with owner or week, how numbered, with a colon. One level, one style."""
    _, owners, when = headings.parse(text)
    number = re.match(
        r"(?:\d+(?:\.\d+)*|第[一二三四五六七八九十]+[章节篇]|[一二三四五六七八九十]+、|[A-Z]\.)", text
    )
    numbering = re.sub(r"\d+", "1", re.sub(r"[一二三四五六七八九十]+", "一", number[0])) if number else ""
    return bool(owners or when), numbering, text.endswith((":", "："))
