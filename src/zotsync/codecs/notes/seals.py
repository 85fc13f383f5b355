"""
Seals apart from what they seal: two notes that both follow the metadata can be merged, and sealed anew.

A seal that fits is replaced by a placeholder that all notes share; one that does not (a person edited the part)
stays as it is, and so does what it says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .front import MANAGED, SEAL, key_lines, keys_hash, seal_line, seal_of, short_hash, split
from .sections import sections

__all__ = ["Parts", "parts_of", "resealed", "seals_joined", "unsealed"]

_ANY = "00000000"
"""In the place of a seal that fits."""


class Parts(NamedTuple):
    """A note in three parts that join to it."""

    opening: str
    spans: list[tuple[str, str]]
    """(key, its exact lines) of the front matter; key empty for a comment or a blank line."""
    rest: str
    """The end of the front matter and all behind it."""


def parts_of(text: str) -> Parts | None:
    """The parts of a note; None where it has no front matter."""
    found = split(text)
    return Parts(found[0], key_lines(found[1]), found[2]) if found else None


def unsealed(text: str) -> str:
    """The note with a placeholder for each seal that fits."""
    return _with_seals(text, lambda seal, now: _ANY if seal == now else seal)


def resealed(text: str) -> str:
    """The note with seals in the place of placeholders."""
    return _with_seals(text, lambda seal, now: now if seal == _ANY else seal)


def seals_joined(ours: str, theirs: str) -> tuple[str, str]:
    """Two notes (`unsealed`) of which both say what sections either got."""
    parts = parts_of(ours), parts_of(theirs)
    found = [next((span for name, span in one.spans if name == SEAL), "") for one in parts if one]
    if len(found) < len(parts) or not all(found):
        return ours, theirs
    one, other = map(seal_of, found)
    if one.given == other.given:
        return ours, theirs
    seals = (seal._replace(given=one.given | other.given) for seal in (one, other))
    lines = (
        f"{seal_line(seal).rstrip()}{span[len(span.rstrip()) :]}"
        for seal, span in zip(seals, found, strict=True)
    )
    new = [text.replace(span, line, 1) for text, span, line in zip((ours, theirs), found, lines, strict=True)]
    return new[0], new[1]


def _with_seals(text: str, new: Callable[[str, str], str]) -> str:
    if parts := parts_of(text):
        held = {name: span.replace("\r\n", "\n") for name, span in parts.spans if name in MANAGED}
        lines = [_sealed(span, new, keys_hash(held)) if name == SEAL else span for name, span in parts.spans]
        text = f"{parts.opening}{''.join(lines)}{parts.rest}"
    try:
        found = [one for one in sections(text) if one.kind != "note"]
    except ValueError:  # the end of one is gone: nothing of it is known
        return text
    for one in reversed(found):
        at = text.index(one.about, one.start)
        text = f"{text[:at]}{new(one.about, short_hash(one.text))}{text[at + len(one.about) :]}"
    return text


def _sealed(line: str, new: Callable[[str, str], str], now: str) -> str:
    seal = seal_of(line).keys
    return line.replace(seal, new(seal, now), 1) if seal else line
