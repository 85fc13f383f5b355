"""
A note that somebody wrote in Zotero, in a file of its own.

```
---
zotero-note: ABCD2345      its key in Zotero: by it the file is known, whatever it is called
note-of: lee2020cites      citation key of the work that it is about
by: Ann Lee                who wrote it, in a group
date: 2026-01-02
---

its text
```
"""

from __future__ import annotations

import re

from . import front
from .front import line, split, values
from .page import body_of, with_line_ends, with_line_ends_of

__all__ = ["apart", "credit", "is_plain", "with_text"]

_KEYS = ("zotero-note", "note-of", "by", "date")
_DAY = re.compile(r"(?:(?P<by>.*), )?(?P<date>\d{4}-\d\d-\d\d)\Z")


def apart(key: str, citekey: str, markdown: str, credit: str = "") -> str:
    """
    The text of a new file.

    Args:
        credit: who wrote it and when, as its section has it; may be empty.
    """
    found = _DAY.fullmatch(credit)
    said = (key, citekey, (found["by"] or "") if found else credit, found["date"] if found else "")
    matter = "".join(
        line(name, value) if name != "date" else f"date: {value}\n"
        for name, value in zip(_KEYS, said, strict=True)
        if value
    )
    body = markdown.strip("\n")
    return f"---\n{matter}---\n\n{body + chr(10) if body else ''}"


def credit(text: str) -> str:
    """Who wrote a note and when, from its file."""
    found = values(text) or {}
    return ", ".join(str(found[name]) for name in ("by", "date") if found.get(name))


def is_plain(text: str) -> bool:
    """Whether the front matter says nothing that a section could not say."""
    parts = split(text)
    return parts is not None and all(name in _KEYS for name, _ in front.key_lines(parts[1]))


def with_text(text: str, markdown: str) -> str:
    """The file with another text of the note (`Page.prose`)."""
    body = body_of(text)
    matter = text[: len(text) - len(body)]
    gap = body[: len(body) - len(body.lstrip("\r\n"))] or with_line_ends("\n", text)
    return (
        matter
        + ("" if matter.endswith("\n") else with_line_ends("\n", text))
        + gap
        + with_line_ends_of(markdown, text)
    )
