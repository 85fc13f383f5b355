"""
JSON: a list of objects, topics above them, or one object a line (`nested`).

Read token by token, because Python's own reader knows no lines, and gives up the whole for one comma.
"""

from __future__ import annotations

import json
import re
from typing import Final

from ..options import ReadOptions
from ..page import Page
from . import nested

__all__ = ["read"]

_TOKEN: Final = re.compile(
    r'(?P<string>"(?:[^"\\\n]|\\.)*+")|(?P<open>[{\[])|(?P<close>[}\]])|[:,\s]++|(?P<word>[\w.+-]++)'
)
_KINDS: Final = {"{": "mapping", "[": "sequence", "}": "mapping", "]": "sequence"}


def read(text: str, page: Page, options: ReadOptions) -> None:
    """Read the values of a text onto the page; what is no JSON is skipped, with the reason."""
    nested.read(text, _build, "JSON", page, options)


def _build(text: str, builder: nested.Builder) -> None:
    at, line = 0, 1
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise nested.Unreadable(line, f"unexpected {text[at : at + 20].splitlines()[0]!r}")
        if token["string"]:
            builder.text(_string(token["string"], line), line, line)
        elif token["word"]:
            builder.text("" if token["word"] == "null" else token["word"], line, line)
        elif token["open"]:
            builder.begin(_KINDS[token["open"]], line)
        elif token["close"] and (not builder.depth or builder.end(line) != _KINDS[token["close"]]):
            raise nested.Unreadable(line, f"a {token['close']} that closes nothing")
        line += text.count("\n", at, token.end())
        at = token.end()
    if builder.depth:
        raise nested.Unreadable(line, "it breaks off")


def _string(token: str, line: int) -> str:
    try:
        value = json.loads(token, strict=False)
    except ValueError:
        raise nested.Unreadable(line, "a text with a bad escape") from None
    # A lone half of a pair cannot be written to any file.
    return str(value).encode("utf-8", "replace").decode("utf-8")
