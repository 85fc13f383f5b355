"""
The marked sections of a note: parts of the body that follow something else.

```
<!-- zotsync:lists SEAL -->        what the reading lists say, each remark with its source
<!-- zotsync:highlights SEAL -->   highlights and comments from the PDF
<!-- zotsync:note KEY -->          a child note that somebody wrote in Zotero
...
<!-- /zotsync:lists -->
```

The first two are sealed: where the short hash does not fit, a person edited the section, and it is left alone.
The third is two-way. Who takes a section out, marks and all, does not get it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .front import short_hash

__all__ = [
    "Quote",
    "Section",
    "armed",
    "child",
    "credits_of",
    "disarmed",
    "in_child",
    "lists_text",
    "marked",
    "sealed",
    "sections",
]

_OPEN = re.compile(
    r"^<!-- zotsync:(?P<kind>lists|highlights|note) (?P<about>[0-9A-Za-z]+) -->[ \t]*\r?\n", re.MULTILINE
)
_CREDIT = re.compile(r"\A\s*\*Zotero note(?:, (?P<credit>[^\n]*))?\*[ \t]*\r?\n")


@dataclass(frozen=True, slots=True)
class Quote:
    """A remark of a list."""

    label: str
    text: str
    source: str
    """List and topic, as a person reads them."""


@dataclass(frozen=True, slots=True)
class Section:
    """One marked section of a body."""

    kind: str
    about: str
    """The seal, or the key of the child note."""
    start: int
    end: int
    """Where it ends, closing mark included; the line end behind it is not part of it."""
    text: str
    """What stands between the marks."""


def sections(text: str) -> Iterator[Section]:
    """
    The sections of a note, in order.

    Raises:
        ValueError: the end of one is gone.
    """
    at = 0
    while opening := _OPEN.search(text, at):
        close = f"<!-- /zotsync:{opening['kind']} -->"
        end = text.find(close, opening.end())
        if end < 0:
            raise ValueError(f"the end of its section from {_FROM[opening['kind']]} is gone ({close})")
        at = end + len(close)
        yield Section(opening["kind"], opening["about"], opening.start(), at, text[opening.end() : end])


_FROM = {"lists": "the lists", "highlights": "the highlights", "note": "a note in Zotero"}


def marked(kind: str, about: str, text: str) -> str:
    """A section, without a line end behind it."""
    return f"<!-- zotsync:{kind} {about} -->\n{text}<!-- /zotsync:{kind} -->"


def sealed(kind: str, text: str) -> str:
    text = disarmed(text)
    return marked(kind, short_hash(text), text)


def disarmed(text: str) -> str:
    """The text with nothing in it that looks like a mark of ours and would end the section early."""
    return re.sub("<!--(?= /?zotsync:)", "<!-", text)


def armed(text: str) -> str:
    """A text that was disarmed, as it stands in Zotero."""
    return re.sub("<!-(?= /?zotsync:)", "<!--", text)


def lists_text(quotes: Sequence[Quote]) -> str:
    """What stands in the section of the lists."""
    if not quotes:
        return ""
    parts = ["## From the reading lists\n"]
    for quote in quotes:
        lines = quote.text.splitlines() or [""]
        label = f"**{_joined(quote.label)}**: " if quote.label else ""
        body = "".join(f"> {line}\n" for line in (label + lines[0], *lines[1:]))
        parts.append(f"{body}>\n> ({_joined(quote.source)})\n")
    return "\n" + "\n".join(parts) + "\n"


def _joined(text: str) -> str:
    """The text in one line."""
    return " ".join(text.split())


def child(key: str, markdown: str, credit: str) -> str:
    """
    The section of a child note.

    Args:
        credit: who wrote it and when, as a person reads it; may be empty.
    """
    head = f"*Zotero note{', ' + credit if credit else ''}*"
    body = markdown.strip("\n")
    return marked("note", key, f"\n{head}\n\n{disarmed(body)}\n\n" if body else f"\n{head}\n\n")


def credits_of(text: str) -> dict[str, str]:
    """Key of each child note in a note -> who wrote it and when, as its section says."""
    found = ((one.about, _CREDIT.match(one.text)) for one in sections(text) if one.kind == "note")
    return {key: credit["credit"] or "" if credit else "" for key, credit in found}


def in_child(section: Section) -> str:
    """The Markdown of a child note: its section without the line that says whose it is."""
    return armed(_CREDIT.sub("", section.text, count=1).strip("\r\n"))
