"""Names that a person may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["did_you_mean", "near"]


def near(name: str, names: Iterable[str], *, most: int = 3, cutoff: float = 0.6) -> list[str]:
    """The names that are written nearly like this one, the nearest first; capitals do not count."""
    folded: dict[str, str] = {}
    for one in names:
        folded.setdefault(one.casefold(), one)
    found = difflib.get_close_matches(name.casefold(), sorted(folded), most, cutoff)
    return [folded[one] for one in found]


def did_you_mean(name: str, names: Iterable[str], otherwise: str = "") -> str:
    """`did you mean 'sync'?`, or something else where nothing is near."""
    found = near(name, names)
    return f"did you mean {' or '.join(map(repr, found))}?" if found else otherwise
