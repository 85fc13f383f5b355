"""Mathematics between dollars: what Unicode can write, and what may stay as TeX in a title."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from .symbols import (
    ACCENTS,
    BLANKS,
    FACES,
    KEEP_ARGUMENT,
    MATH_ONLY,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    VANISH,
    in_math,
    words,
)

__all__ = ["FORMULA", "is_formula", "math_to_unicode"]

FORMULA = re.compile(r"\$(?!\s)([^$]+)(?<![\s\\])\$")
"""
Where plain text may hold a formula: dollars with something between them that does not touch white space, the
rule of pandoc's `tex_math_dollars`. `is_formula` tells `$n^{k+1}$` from `$5-$10`.
"""

_TOKEN = re.compile(
    rf"\\(?P<face>{'|'.join(FACES)})\s*\{{(?P<letter>[A-Z])\}}"
    r"|\\(?P<word>[A-Za-z]+)\s*"
    r"|\\(?P<sign>.)"
    r"|(?P<script>[\^_])"
    r"|(?P<open>\{)"
    r"|(?P<close>\})"
    r"|(?P<other>.)",
    re.S,
)
_SCRIPTS = {"^": SUPERSCRIPTS, "_": SUBSCRIPTS}
_TYPESET = {"-": "−", "'": "′", "~": " "}
"""What mathematics prints for characters that text prints otherwise."""
_SIGNS = {"%": "%", "#": "#", "_": "_", "{": "{", "}": "}", "&": "&", "$": "$", "|": "‖"}
_SPACES = dict.fromkeys(",;:> ", " ") | {"!": ""}
_WORDS = re.compile(r"\\([A-Za-z]+)|\\(.)", re.S)
_MARKUP = re.compile(r"[\\^_{}]")


def math_to_unicode(content: str) -> str | None:
    """
    Mathematics as Unicode text (`\\Sigma`, `n^{2}`, `\\ell_1`, `O(n \\log n)`), or None where Unicode has no
    characters for it (`\\sqrt{n}`, `A^*`, `\\mathcal{O}(n)`).
    """
    if _MARKUP.search(content) is None:
        return "".join(_TYPESET.get(character, character) for character in content)
    stack: list[tuple[list[str], str]] = []
    parts: list[str] = []
    script = ""
    for token in _TOKEN.finditer(content):
        kind = token.lastgroup
        if kind == "open":
            stack.append((parts, script))
            parts, script = [], ""
            continue
        if kind == "script":
            if script:
                return None
            script = token["script"]
            continue
        if kind == "close":
            if not stack or script:
                return None
            text: str | None = "".join(parts)
            parts, script = stack.pop()
        else:
            text = _token(token, "".join(parts[-1:]), content)
        if text is not None and script:
            text = _raised(text, _SCRIPTS[script])
            script = ""
        if text is None:
            return None
        parts.append(text)
    return None if stack or script else "".join(parts).strip()


def _token(token: re.Match[str], before: str, content: str) -> str | None:
    kind = token.lastgroup
    if kind == "letter":
        return _letters().get(token[0].replace(" ", ""))
    if kind == "sign":
        return _SIGNS.get(token["sign"], _SPACES.get(token["sign"]))
    if kind == "other":
        character = token["other"]
        return None if character in "&#%" else _TYPESET.get(character, character)
    word = token["word"]
    if word in KEEP_ARGUMENT or word in VANISH:
        return ""
    if word in BLANKS:
        return " "
    printed = words().get(word)
    if printed is None or word in ACCENTS or word in MATH_ONLY:
        return None
    if len(printed) > 1:  # the name of a function stands off from letters
        printed = " " + printed if before[-1:].isalnum() else printed
        after = content[token.end() : token.end() + 1]
        return printed + " " if after.isalnum() or after == "\\" else printed
    return printed


@cache
def _letters() -> dict[str, str]:
    return {tex: character for character, tex in in_math().items() if tex.startswith("\\math")}


def _raised(text: str, alphabet: dict[str, str]) -> str | None:
    # A raised letter or sign is written by its plain form.
    plain = text.replace("−", "-")
    if plain and all(character in alphabet for character in plain):
        return "".join(alphabet[character] for character in plain)
    return None


def is_formula(content: str) -> bool:
    """
    Whether text between dollars is mathematics that may stand in a .bib file as it is.

    It must need TeX (`$5-$10` does not), have balanced braces, and call nothing but macros known to print:
    a title is data from the net, and `$\\input{/etc/passwd}$` is printed, not run.
    """
    if _MARKUP.search(content) is None or not is_balanced(content):
        return False
    for found in _WORDS.finditer(content):
        word, sign = found[1], found[2]
        if word is not None:
            known = word in words() or word in KEEP_ARGUMENT or word in VANISH or word in BLANKS
            if not known and word not in MATH_ONLY:
                return False
        elif sign not in _SIGNS and sign not in _SPACES:
            return False
    rest = _WORDS.sub("", content)
    return not any(c in "%#&$\\" or unicodedata.category(c) == "Cc" for c in rest)


def is_balanced(text: str) -> bool:
    """Whether braces pair, as BibTeX counts them: a backslash in front makes no difference."""
    depth = 0
    for character in text:
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0
