"""Unicode -> LaTeX."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby

from .math import FORMULA, is_formula
from .symbols import ACCENTS, LETTERS, SPECIALS, SUBSCRIPTS, SUPERSCRIPTS, in_ascii, in_math

__all__ = ["to_latex"]

_EASY = re.compile(r"[A-Za-z0-9 ,.:;()/+*=@\[\]\"\n'!?&%#_-]*")
_EASY_UTF8 = re.compile(r"[A-Za-z0-9 ,.:;()/+*=@\[\]\"\n'!?&%#_À-ÖØ-öø-ž一-鿿-]*")
_LIGATURE = re.compile(r"--|''|,,")
"""Text of easy characters without a ligature needs a backslash here and there: nearly all of a library."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters and marks of direction: they print nothing and stop pdfTeX."""

_SIMPLER = str.maketrans({"∆": "Δ", "∊": "∈", "\u2009": " ", "\u202f": "\u00a0"})
"""Characters that are another character in Unicode's eyes too (U+2206 increment is the letter in use)."""

_MARKS = {mark: name for name, mark in ACCENTS.items()}
_MARK = re.compile(f"[{''.join(_MARKS)}]")
_RAISED = {raised: plain for plain, raised in SUPERSCRIPTS.items() if plain not in "∘′"}
_LOWERED = {lowered: plain for plain, lowered in SUBSCRIPTS.items()}
_GREEK_WORD = (
    r"[\u0370-\u03ff\u1f00-\u1fff]*[\u0386-\u0390\u03aa-\u03b0\u03bf\u03ca-\u03ce\u1f00-\u1fff]"
    r"[\u0370-\u03ff\u1f00-\u1fff]*|[\u0370-\u03ff]{4,}"
)
"""A word of the language, by its accents or its length; what is left are symbols."""


def to_latex(text: str, *, ascii: bool = False) -> str:
    """
    LaTeX text that prints `text`, with braces that BibTeX finds balanced.

    Letters with accents, dashes, quotes and CJK stay UTF-8, which biber, pdfLaTeX (inputenc utf8, T1) and all
    newer engines print. Greek letters, mathematical symbols and raised figures become mathematics
    (`PanGu-$\\Sigma$`, `S$^{3}$`); a word in Greek stays a word. What TeX would run is escaped, control
    characters are dropped, mathematics between dollars stays (`is_formula` says which).

    Args:
        ascii: for classic BibTeX, which sorts and abbreviates bytes: accents as macros in braces of their own
            (`{\\L}ukasz`), dashes as hyphens. Single quotes lose their shape. What has no name in ASCII (CJK,
            Cyrillic) stays.
    """
    if (_EASY if ascii else _EASY_UTF8).fullmatch(text) is not None and _LIGATURE.search(text) is None:
        for special in "&%#_":
            if special in text:
                text = text.replace(special, SPECIALS[special])
        return text
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).translate(_SIMPLER)
    if "$" not in text:
        return _escape(text, ascii)
    written: list[str] = []
    start = 0
    for found in FORMULA.finditer(text):
        if is_formula(found[1]):
            written += _escape(text[start : found.start()], ascii), found[0]
            start = found.end()
    return "".join((*written, _escape(text[start:], ascii)))


def _escape(text: str, ascii: bool) -> str:
    marked = _MARK.search(text) is not None
    return _to_escape(ascii, marked).sub(lambda found: _written(found, ascii), text)


@cache
def _to_escape(ascii: bool, marked: bool) -> re.Pattern[str]:
    """What is not LaTeX as it stands; letters with combining marks, which cost time, only if `marked`."""
    apart = r"[-‐‑–—'‘’“”]{2,}|[!?](?=[‘“])" if ascii else "-{2,}|'{2,}"
    kinds = [
        rf"(?P<special>[{re.escape(''.join(SPECIALS))}])",
        rf"(?P<ligature>,{{2,}}|{apart})",
        rf"(?P<greek>{_GREEK_WORD})",
        rf"(?P<math>[{re.escape(''.join([*in_math(), *_RAISED, *_LOWERED]))}]+)",
    ]
    if ascii:
        kinds.append(r"(?P<foreign>[^\x00-\x7f])")
    if marked:
        return re.compile("|".join([rf"(?P<accented>[^\W\d_][{''.join(_MARKS)}]+)", *kinds]))
    return re.compile(rf"(?=[^A-Za-z0-9 .])(?:{'|'.join(kinds)})")


def _written(found: re.Match[str], ascii: bool) -> str:
    kind, text = found.lastgroup, found[0]
    if kind == "special":
        return SPECIALS[text]
    if kind == "math":
        return f"${''.join(_math(text))}$"
    if kind == "accented":
        return _accented(text) or text
    if kind == "ligature":
        # Empty groups keep characters apart that would join: `--` is an en dash.
        pieces = [_ascii(character) if ascii else character for character in text]
        return "{}".join(pieces) if len(pieces) > 1 else f"{text}{{}}"
    if kind == "foreign":
        return _ascii(text)
    return text


def _math(run: str) -> list[str]:
    pieces = []
    for kind, characters in groupby(run, key=lambda c: "^" if c in _RAISED else "_" if c in _LOWERED else ""):
        if kind:
            plain = "".join(_RAISED.get(c) or _LOWERED[c] for c in characters)
            pieces.append(f"{kind}{{{plain}}}")
        else:
            pieces += [in_math()[c] for c in characters]
    return pieces


def _ascii(character: str) -> str:
    if character.isascii():
        return character
    return _accented(unicodedata.normalize("NFD", character)) or in_ascii().get(character, character)


def _accented(text: str) -> str:
    """A letter and its combining marks as nested macros, `{\\'{\\^e}}`; empty where LaTeX has none."""
    base, marks = text[0], text[1:]
    if not marks:
        return f"{{\\{LETTERS[base]}}}" if base in LETTERS else ""
    if not all(mark in _MARKS for mark in marks):
        return ""
    inner = f"\\{LETTERS[base]}" if base in LETTERS else base
    for mark in marks:
        name = _MARKS[mark]
        inner = f"\\{name}{{{inner}}}" if name.isalpha() or len(inner) > 1 else f"\\{name}{inner}"
    return f"{{{inner}}}"
