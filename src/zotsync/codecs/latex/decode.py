"""
LaTeX -> Unicode.

The tables are pylatexenc's, the reader is our own: pylatexenc's loses braces and unknown macros, which then
cannot be written back, and costs 0.4 ms a field. Here a macro that is not known stays as it is written, so
that nothing is lost and a person can see it.

The reader is one pass over tokens. A macro that takes an argument waits (`_Frame.waiting`) for the next
character, symbol or group; groups are a stack, so that depth costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from .math import math_to_unicode
from .symbols import ACCENTS, BLANKS, KEEP_ARGUMENT, SKIP_ARGUMENT, SUBSCRIPTS, SUPERSCRIPTS, VANISH, words

__all__ = ["to_unicode"]

_MARKUP = re.compile(r"[\\{}$~]|--|``|''|[?!]`")

_TOKEN = re.compile(
    r"\\(?P<verbatim>url|path|nolinkurl)\s*\{(?P<raw>(?:[^{}]|\{[^{}]*\})*)\}"
    r"|\$(?P<math>(?:[^$\\]|\\.)*)\$"
    r"|\\\((?P<inline>.{0,500}?)\\\)"
    r"|\\ensuremath\s*\{(?P<ensured>(?:[^{}]|\{[^{}]*\})*)\}"
    r"|\\(?P<word>[A-Za-z]+)(?P<gap>\s*)"
    r"|\\(?P<sign>.)"
    r"|(?P<open>\{)"
    r"|(?P<close>\})"
    r"|(?P<ligature>---?|``|''|[?!]`)"
    r"|(?P<tie>~)"
    r"|(?P<plain>[^\\${}~`'?!-]+|.)",
    re.S,
)
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”", "?`": "¿", "!`": "¡"}
_ESCAPED = frozenset("&%$#_{}")
_SIGN_BLANKS = frozenset(" ,;:\n\t\\")
_SPACING = {"'": "´", "`": "`", '"': "¨", "^": "^", "~": "~", "=": "¯", "c": "¸"}
"""What an accent over nothing prints (`\\~{}`)."""
_DOTLESS = str.maketrans("ıȷ", "ij")
_MOST_WAITING = 8
"""Accents upon accents cost the square of their number; no letter has more."""

Change = Callable[[str], str]


@dataclass(slots=True)
class _Frame:
    """One open group."""

    parts: list[str] = field(default_factory=list)
    waiting: list[Change] = field(default_factory=list)
    """What to do with the next argument, outermost first."""

    def wait(self, change: Change) -> None:
        self.waiting.append(change)
        if len(self.waiting) > _MOST_WAITING:
            self.put("")

    def put(self, text: str) -> None:
        while self.waiting:
            text = self.waiting.pop()(text)
        self.parts.append(text)

    def close(self) -> str:
        if self.waiting:  # a macro without its argument
            self.put("")
        return "".join(self.parts)


def to_unicode(text: str) -> str:
    """
    The characters that LaTeX text prints.

    Accents, symbols, ligatures (`--`, ``` `` ```) and escapes become characters; braces, fonts and spacing go
    (a tie is a blank); mathematics becomes Unicode where Unicode can write it (`$\\Sigma$`, `$n^{2}$`) and
    stays TeX between dollars where it cannot. Unknown macros and unpaired dollars stay as they are. Never
    raises.

    Returns:
        Text in normal form C; white space is as written.
    """
    if _MARKUP.search(text) is not None:
        text = _read(text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _read(text: str) -> str:
    frame = _Frame()
    outer: list[_Frame] = []
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "plain":
            _plain(frame, token["plain"])
        elif kind == "open":
            outer.append(frame)
            frame = _Frame()
        elif kind == "close":
            if outer:
                inner, frame = frame, outer.pop()
                frame.put(inner.close())
        elif kind == "gap":
            _word(frame, token["word"], token["gap"], text.startswith("{", token.end()))
        elif kind == "sign":
            _sign(frame, token["sign"])
        elif kind == "ligature":
            frame.put(_LIGATURES[token["ligature"]])
        elif kind == "tie":
            frame.put(" ")
        elif kind == "raw":
            frame.put(token["raw"])
        else:
            frame.put(_math(token[kind or 0]))
    while outer:  # a brace that nobody closed
        inner, frame = frame, outer.pop()
        frame.put(inner.close())
    return frame.close()


def _plain(frame: _Frame, text: str) -> None:
    if not frame.waiting:
        frame.parts.append(text)
        return
    argument = text.lstrip()
    if argument:  # the argument of a macro without braces is one character
        frame.put(argument[0])
        frame.parts.append(argument[1:])


def _word(frame: _Frame, word: str, gap: str, group_follows: bool) -> None:
    if word in ACCENTS:
        frame.wait(_accent(word))
    elif word in KEEP_ARGUMENT or word in VANISH:
        pass
    elif word in SKIP_ARGUMENT:
        frame.wait(lambda _: "")
    elif word in BLANKS:
        frame.put(" ")
    elif word == "textsuperscript":
        frame.wait(lambda text: _script("^", text, SUPERSCRIPTS))
    elif word == "textsubscript":
        frame.wait(lambda text: _script("_", text, SUBSCRIPTS))
    elif word in words():
        frame.put(words()[word])
    else:
        frame.put(f"\\{word}{gap}")
        if group_follows:
            frame.wait(lambda text: f"{{{text}}}")


def _sign(frame: _Frame, sign: str) -> None:
    if sign in ACCENTS:
        frame.wait(_accent(sign))
    elif sign in _ESCAPED:
        frame.put(sign)
    elif sign in _SIGN_BLANKS:
        frame.put(" ")
    elif sign not in "-/!@":  # hyphenation, italic correction, negative space: nothing to read
        frame.put(f"\\{sign}")


def _accent(name: str) -> Change:
    mark = ACCENTS[name]

    def change(text: str) -> str:
        if not text.strip():
            return _SPACING.get(name, "") + text
        end = 1
        while end < min(len(text), _MOST_WAITING) and unicodedata.combining(text[end]):
            end += 1
        return unicodedata.normalize("NFC", text[0].translate(_DOTLESS) + text[1:end] + mark) + text[end:]

    return change


def _script(sign: str, text: str, alphabet: dict[str, str]) -> str:
    if all(character in alphabet for character in text):
        return "".join(alphabet[character] for character in text)
    return f"${sign}{{\\text{{{text}}}}}$"


def _math(content: str) -> str:
    written = math_to_unicode(content)
    return f"${content.strip()}$" if written is None else written
