"""
BibTeX text -> blocks that join to the text again, byte for byte.

Rule 1: `"".join(block.text for block in split(text)) == text`, whatever the text.
Rule 2: a block begins with `@` at the start of a line (blanks may stand before it) or right behind another
block. BibTeX itself takes any `@`; the difference keeps mail addresses and entries that somebody commented
out with `%` what their author takes them for: text.
Rule 3: an entry ends where its braces say, counted as BibTeX counts them, backslash or not. If a new head
(`@word{`) stands in the first column before that, a brace was lost: the block is broken, the next is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["BALANCED", "Block", "split"]

_NAME = r"[^\s\"#%'(),={}@\\]+"
_HEAD: Final = re.compile(rf"@\s*({_NAME})\s*([{{(])")
_NEXT_HEAD: Final = re.compile(rf"^[\ufeff \t]*@\s*{_NAME}\s*[{{(]", re.M)
_ADJACENT_HEAD: Final = re.compile(rf"[\ufeff\s]*(?=@\s*{_NAME}\s*[{{(])")
_BRACES: Final = re.compile(rf"[{{}}]|^@\s*{_NAME}\s*[{{(]", re.M)
BALANCED: Final = r"[^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[^{}]*+)*+\}[^{}]*+)*+"
"""Text whose braces pair and are at most three deep, as a pattern: nearly all of a file, in one step."""
_WHOLE: Final = re.compile(rf"{BALANCED}\}}")
_PARENTHESES: Final = re.compile(rf"[{{}})\"]|^@\s*{_NAME}\s*[{{(]", re.M)
_KEY: Final = re.compile(r"\s*([^\s,{}()=\"#%\\~]+)\s*(?=[,})])")
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


# One run asks for the same file several times: for its keys, its works, and what to add to it.
@lru_cache(maxsize=2)
def split(text: str) -> tuple[Block, ...]:
    """The blocks of a BibTeX text, in order; never raises, linear in the length of the text."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    position, line = 0, 1
    while position < len(text):
        start = _next_head(text, position)
        if start > position:
            between = text[position:start]
            yield Block("text", between, line)
            line += between.count("\n")
        if start == len(text):
            return
        block = _block(text, start, line)
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
    found = _KEY.match(text, body) if kind == "entry" else None
    key = found[1] if found else ""
    end, closed = _end(text, body, head[2])
    block = text[start:end]
    if not closed:
        closing = "}" if head[2] == "{" else ")"
        return Block("broken", block, line, type, key, f"its closing {closing} is missing")
    if kind == "entry" and not key:
        return Block("broken", block, line, type, "", "it has no citation key")
    return Block(kind, block, line, type, key)


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
