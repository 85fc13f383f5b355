"""What a document cites, as a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["Citations", "blanked", "of_pairs"]


@dataclass(frozen=True, slots=True)
class Citations:
    """What one document cites."""

    keys: Mapping[str, int] = field(default_factory=dict)
    """Citation key -> 1-based line where it is cited first, in order."""
    everything: bool = False
    r"""It asks for all there is (`\nocite{*}`)."""
    includes: tuple[str, ...] = ()
    """Files that belong to it, as it names them; a suffix may be missing."""
    labels: frozenset[str] = frozenset()
    """Names that it defines itself: what refers to them is no citation."""
    ended: bool = True
    """False: LaTeX is still writing it."""


def of_pairs(text: str, pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """(key, position in the text) -> key and line, each key once."""
    found: dict[str, int] = {}
    line, counted = 1, 0
    for key, position in sorted(pairs, key=lambda pair: pair[1]):
        line += text.count("\n", counted, position)
        counted = position
        found.setdefault(key, line)
    return found


_NOT_LINE_ENDS = re.compile(r"[^\n]")


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """The text with blanks in the place of all that matches, so that positions and lines stay."""
    return pattern.sub(lambda found: _NOT_LINE_ENDS.sub(" ", found[0]), text)
