"""
BibTeX text -> blocks that join to the text again, byte for byte.

Rule 1: `"".join(block.text for block in split(text)) == text`, whatever the text.
Rule 2: a block begins with `@` at the start of a line (blanks may stand before it) or right behind another
block. BibTeX itself takes any `@`; the difference keeps mail addresses and entries that somebody commented
out with `%` what their author takes them for: text.
Rule 3: an entry ends where its braces say, counted as BibTeX counts them, backslash or not. If a new head
(`@word{`) stands in the first column before that, a brace was lost: the block is broken, the next is not.
Rule 4: what a version control system left between `<<<<<<<` and `>>>>>>>` is nobody's word: every entry that begins
there or runs into it is broken, with its key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["BALANCED", "Block", "Conflict", "conflicts", "left_marks", "split"]

_NAME = r"[^\s\"#%'(),={}@\\]+"
_HEAD: Final = re.compile(rf"@\s*({_NAME})\s*([{{(])")
_NEXT_HEAD: Final = re.compile(rf"^[\ufeff \t]*@\s*{_NAME}\s*[{{(]", re.M)
_ADJACENT_HEAD: Final = re.compile(rf"[\ufeff\s]*(?=@\s*{_NAME}\s*[{{(])")
_BRACES: Final = re.compile(rf"[{{}}]|^@\s*{_NAME}\s*[{{(]", re.M)
BALANCED: Final = r"[^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[^{}]*+)*+\}[^{}]*+)*+"
"""Text whose braces pair and are at most three deep, as a pattern: nearly all of a file, in one step."""
_WHOLE: Final = re.compile(rf"{BALANCED}\}}")
_PARENTHESES: Final = re.compile(rf"[{{}})\"]|^@\s*{_NAME}\s*[{{(]", re.M)
_KEYS: Final = {
    "{": re.compile(r"\s*([^\s,{}\"%\\]+)\s*(?=[,}])"),
    "(": re.compile(r"\s*([^\s,{}()\"%\\]+)\s*(?=[,)])"),
}
"""Citation keys by the bracket that opens the entry; BibTeX takes even more."""
_MARK: Final = re.compile(r"^(<{7}|={7}|>{7})(?: [^\n]*)?\r?$\n?", re.M)
"""A line that git, Mercurial or Subversion leaves around the two sides of a conflict."""
_FIELD_LINE: Final = re.compile(r"\n[ \t]*([A-Za-z][\w-]*)\s*=")
_KINDS: Final = {"string": "string", "preamble": "preamble", "comment": "comment"}


class Block(NamedTuple):
    """One piece of a BibTeX text."""

    kind: str
    """`entry`, `string`, `preamble`, `comment`, `broken`, or `text` for what stands between them."""
    text: str
    line: int
    """1-based line of its first character."""
    type: str = ""
    """Entry type in lower case."""
    key: str = ""
    """Citation key, as written; of a broken block too, where it can be read."""
    reason: str = ""
    """Why it is broken, in a few words."""


class Conflict(NamedTuple):
    """Two sides of a merge that nobody has decided between."""

    start: int
    close: int
    """Where the last of its marks begins."""
    end: int
    line: int
    """1-based line of `<<<<<<<`."""


# One run asks for the same file several times: for its keys, its works, and what to add to it.
@lru_cache(maxsize=2)
def split(text: str) -> tuple[Block, ...]:
    """The blocks of a BibTeX text, in order; never raises, linear in the length of the text."""
    return tuple(_blocks(text))


def conflicts(text: str) -> tuple[Conflict, ...]:
    """The conflicts of a merge that stand in a text."""
    if not text.startswith("<<<<<<<") and "\n<<<<<<<" not in text:
        return ()
    found: list[Conflict] = []
    start, parted = -1, False
    line, counted = 1, 0
    for mark in _MARK.finditer(text):
        if mark[1][0] == "<":
            start, parted = mark.start(), False
            line, counted = line + text.count("\n", counted, start), start
        elif mark[1][0] == "=":
            parted = start >= 0
        elif parted:
            found.append(Conflict(start, mark.start(), mark.end(), line))
            start, parted = -1, False
    return tuple(found)


def left_marks(text: str) -> tuple[int, ...]:
    """Lines (1-based) with a mark of a merge that belongs to none of its `conflicts`: somebody missed it."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return ()
    found: list[int] = []
    position, line = 0, 1
    for whole in (*conflicts(text), Conflict(len(text), len(text), len(text), 0)):
        for mark in _MARK.finditer(text, position, whole.start):
            if mark[1][0] != "=":
                line, position = line + text.count("\n", position, mark.start()), mark.start()
                found.append(line)
        line, position = line + text.count("\n", position, whole.end), whole.end
    return tuple(found)


def _blocks(text: str) -> Iterator[Block]:
    position, line = 0, 1
    torn = list(reversed(conflicts(text)))
    while position < len(text):
        start = _next_head(text, position)
        if start > position:
            between = text[position:start]
            yield Block("text", between, line)
            line += between.count("\n")
        if start == len(text):
            return
        block = _block(text, start, line)
        while torn and torn[-1].end <= start:
            torn.pop()
        if torn and start + len(block.text) > torn[-1].start:
            block = _torn(text, start, block, torn[-1])
        yield block
        line += block.text.count("\n")
        position = start + len(block.text)


def _next_head(text: str, position: int) -> int:
    """Where the next `@` of a block stands; behind a block (or at the very start) also on the same line."""
    if adjacent := _ADJACENT_HEAD.match(text, position):
        return adjacent.end()
    found = _NEXT_HEAD.search(text, position)
    return text.index("@", found.start()) if found else len(text)


def _block(text: str, start: int, line: int) -> Block:
    head = _HEAD.match(text, start)
    assert head is not None, "a block starts with a head"
    type = head[1].lower()
    kind = _KINDS.get(type, "entry")
    body = head.end()
    found = _KEYS[head[2]].match(text, body) if kind == "entry" else None
    key = found[1] if found else ""
    end, closed = _end(text, body, head[2])
    block = text[start:end]
    if not closed:
        closing = "}" if head[2] == "{" else ")"
        reason = f"its closing {closing} is missing{_suspect(block, line, head[2])}"
        return Block("broken", block, line, type, key, reason)
    if kind == "entry" and not key:
        return Block("broken", block, line, type, "", _keyless(text[body:end]))
    return Block(kind, block, line, type, key)


def _keyless(body: str) -> str:
    said = " ".join(body.partition(",")[0].split())
    if "=" in said or not said.strip("{}() "):
        return "it has no citation key"
    return f"{said[:40]!r} is no citation key; write one without blanks, quotes, braces, % and backslashes"


def _suspect(block: str, line: int, opening: str) -> str:
    """The first field behind which another one begins before its braces are closed."""
    outside = 1 if opening == "{" else 0
    depth, before = 0, ""
    position = counted = 0
    for found in _FIELD_LINE.finditer(block):
        start = found.start()
        depth += block.count("{", position, start) - block.count("}", position, start)
        if before and depth > outside:
            return f"; {before} in line {line} seems not to be closed"
        line += block.count("\n", counted, found.start(1))
        position, counted, before = start, found.start(1), found[1]
    return ""


def _torn(text: str, start: int, block: Block, conflict: Conflict) -> Block:
    """What a conflict makes of the block at `start`, which begins in it or runs into it."""
    end = start + len(block.text)
    if start >= conflict.start:
        following = _NEXT_HEAD.search(text, start + 1, conflict.end)
        end = following.start() if following else _tail(text, start, conflict)
    elif block.kind != "broken":
        end = max(end, conflict.end)
    reason = f"the conflict of a merge that begins in line {conflict.line} is not resolved"
    kind = "broken" if block.kind in ("entry", "broken") else block.kind
    return block._replace(kind=kind, text=text[start:end], reason=reason)


def _tail(text: str, start: int, conflict: Conflict) -> int:
    """Where the last entry of a conflict ends; both sides may share the lines behind it."""
    following = _NEXT_HEAD.search(text, conflict.end)
    stop = following.start() if following else len(text)
    inside = conflict.close - start
    theirs = text[start : conflict.close] + text[conflict.end : stop]
    head = _HEAD.match(theirs)
    assert head is not None, "a block starts with a head"
    end, closed = _end(theirs, head.end(), head[2])
    return conflict.end + max(0, end - inside) if closed else conflict.end


def _end(text: str, body: int, opening: str) -> tuple[int, bool]:
    """Where a block ends that is open at `body`, and whether it was closed there."""
    braces = opening == "{"
    if braces and (whole := _WHOLE.match(text, body)) and text.find("\n@", body, whole.end()) < 0:
        return whole.end(), True
    depth = 1 if braces else 0
    quoted = False
    for found in (_BRACES if braces else _PARENTHESES).finditer(text, body):
        mark = found[0]
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if braces and depth == 0:
                return found.end(), True
        elif mark == '"':
            quoted ^= depth == 0
        elif mark == ")":
            if depth == 0 and not quoted:
                return found.end(), True
        else:
            return found.start(), False
    return len(text), False
