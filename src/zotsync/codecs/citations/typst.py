"""
Citations in Typst: `@key`, `@key[p. 3]`, `#cite(<key>)`, `#cite(label("DBLP:books/x"))`.

`@key` refers to labels of the document too (figures, sections): who has all files of a document takes those that it
defines away (`Citations.labels`).
"""

from __future__ import annotations

import re
from typing import Final

from .citations import Citations, blanked, of_pairs

__all__ = ["read"]

_COMMENT: Final = re.compile(
    r"(?P<ticks>`{3,}+).*?(?P=ticks)|`[^`\n]*`|(?<!:)//[^\n]*|/\*(?:(?!/\*).)*?\*/", re.S
)
_NAME: Final = r"[\w\-](?:[\w\-:.]*[\w\-])?"
_REFERENCE: Final = re.compile(rf"(?<!\\)@({_NAME})")
_NAMED: Final = r"(?:\w+:\s*(?:\"[^\"\n]*\"|\[[^\[\]\n]*\]|[\w-]+)\s*,\s*)*"
"""Arguments with names, which may stand before the key."""
_CITE: Final = re.compile(rf"\bcite\(\s*{_NAMED}(?:<({_NAME})>|label\(\s*\"([^\"]+)\"\s*\))")
_LABEL: Final = re.compile(rf"(?<![(\w])<({_NAME})>")
_QUOTED: Final = r'"(?:[^"\\\n]|\\.)*"'
_STRING: Final = re.compile(
    rf"(?:(?<=\w\()|(?<=#)|(?<== )|(?<=import )|(?<=include )){_QUOTED}"
    rf"|(?:(?<=[,:=+])|(?<=[,:+] )){_QUOTED}(?=\s*[,)])"
)
"""A string in code; in text, `"@key"` cites between quotes."""
_INCLUDE: Final = re.compile(r"#(?:include|import)\s+\"([^\"@]+\.typ)\"")
_FULL: Final = re.compile(r"\bbibliography\([^)]*\bfull:\s*true")


def read(text: str) -> Citations:
    """Keys, labels, and the files of `#include` and `#import`; `bibliography(full: true)` asks for everything."""
    plain = blanked(_COMMENT, text)
    pairs = [(found[1] or found[2], found.start()) for found in _CITE.finditer(plain)]
    bare = blanked(_STRING, plain)
    pairs += ((found[1], found.start()) for found in _REFERENCE.finditer(bare))
    return Citations(
        of_pairs(text, pairs),
        everything=_FULL.search(plain) is not None,
        includes=tuple(_INCLUDE.findall(plain)),
        labels=frozenset(found[1] for found in _LABEL.finditer(bare)),
    )
