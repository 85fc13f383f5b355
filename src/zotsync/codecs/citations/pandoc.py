"""
Citations in pandoc's Markdown: `[@key, p. 3; -@other]`, `@key`, `@{key}`, and what Quarto and R Markdown add.

The syntax of a key is that of the pandoc manual ("Citation syntax"): it begins with a letter, a digit or `_`, and
may have single marks of punctuation inside.
"""

from __future__ import annotations

import re
from typing import Final

from . import latex
from .citations import Citations, blanked, of_pairs

__all__ = ["read"]

_UNREAD: Final = re.compile(
    r"^(?P<fence>(?:`{3,}|~{3,}))[^\n]*\n.*?^(?P=fence)[`~]*[ \t]*$"
    r"|(?P<ticks>`++).+?(?<!`)(?P=ticks)(?!`)"
    r"|<!--(?:(?!<!--).)*?-->"
    r"|\]\([^()\s]*\)|<[a-z][a-z0-9+.-]*:[^<>\s]*>|(?<!\{)\bhttps?://[^\s)\]]+",
    re.S | re.M,
)
_CITATION: Final = re.compile(r"(?<![\w\\@/])-?@(?:\{([^{}\s]+)\}|(\w(?:\w|[:.#$%&\-+?<>~/](?=\w))*)|(\*))")
_CROSS_REFERENCE: Final = re.compile(
    r"(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|tip|wrn|imp|cau|ch|vid)-.+"
    r"|(?:fig|tbl|tab|sec|eq|lst):.+",
    re.S,
)
"""Of Quarto, and of pandoc-crossref: figures, tables, theorems."""
_INCLUDE: Final = re.compile(r"\{\{<\s*include\s+([^\s>]+)\s*>\}\}")


def read(text: str) -> Citations:
    r"""Keys of the text and of its `nocite` metadata; `\cite{...}` too, which pandoc reads alike."""
    plain = _without_code(blanked(_UNREAD, text), text)
    pairs = [*latex.keys(plain)]
    for found in _CITATION.finditer(plain):
        key = found[1] or found[2] or found[3]
        if not _CROSS_REFERENCE.fullmatch(key):
            pairs.append((key, found.start()))
    return Citations(
        of_pairs(text, ((key, at) for key, at in pairs if key != "*")),
        everything=any(key == "*" for key, _ in pairs),
        includes=tuple(_INCLUDE.findall(plain)),
    )


_OWNS_INDENTED: Final = re.compile(r"[-*+] |\(?(?:\d+|[a-zA-Z#@]\w*)[.)] |\[\^[^\]]+\]:|[:~] |\|")
"""Items of lists, footnotes and definitions: what is indented below them belongs to them, and is no code."""


def _without_code(plain: str, text: str) -> str:
    """Indented blocks of code with blanks in their place; `text` shows how lines were indented."""
    lines: list[str] = []
    owned, blank = False, True
    for line, written in zip(plain.split("\n"), text.split("\n"), strict=True):
        indented = written.startswith(("    ", "\t"))
        if line.strip() and not line[0].isspace():
            owned = _OWNS_INDENTED.match(line) is not None
        is_code = indented and blank and not owned
        lines.append(" " * len(line) if is_code else line)
        blank = not line.strip() or is_code
    return "\n".join(lines)
