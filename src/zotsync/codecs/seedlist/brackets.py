"""What a bracket behind a title holds: `(Feng and Osei, SOSP)`, `(Lamport, 2001)`, `(NIPS'14, Goodfellow et al.)`."""

from __future__ import annotations

import re
from functools import lru_cache

from . import dates, people, venues

__all__ = ["EDGES", "of_bracket", "tells", "with_point"]

EDGES = ' \t\n.,;:|-–—·•/*_，；。：、"“”'
"""What stands around names and venues and is no part of them."""


def of_bracket(text: str) -> tuple[str, str]:
    """The names and the venue in a bracket behind a title: `Roe et al., Science 2022`, `Lamport, 2001`."""
    parts = venues.split_off(text)
    if parts and _are_authors(parts[0]):
        return with_point(parts[0].strip(EDGES)), parts[1]
    dated = dates.behind_comma(text)
    if dated and _are_authors(text[: dated[1]]):
        return with_point(text[: dated[1]].strip(EDGES)), ""
    return "", text


_COMMA = re.compile(r"\s*[,，]\s*")
_ENDS_IN_POINT = re.compile(r"\b(?:et al|Jr|[A-Z])$")


@lru_cache(maxsize=1024)
def tells(text: str) -> bool:
    """Whether a bracket holds who, where or when: `Feng and Osei, SOSP`, `2021, NeurIPS`, `Roe et al.`."""
    return _is_dated_venue(text) or (
        len(text) < 120 and (people.are_people(text) or bool(of_bracket(text)[0]))
    )


def _are_authors(text: str) -> bool:
    """Whether words in front of a venue or a year in a bracket are names; there a surname alone is one."""
    text = text.strip(EDGES)
    surnames = people.are_surnames(text) and not venues.is_venue(text)
    return surnames or people.are_people(text, one=True)


def _is_dated_venue(text: str) -> bool:
    """`2021, NeurIPS`, `ICML, Honolulu, 2023`, `NIPS'14, Goodfellow et al.`."""
    if len(text) >= 80 or not dates.year_in(text):
        return False
    parts = _COMMA.split(text)
    return any(map(venues.is_venue, (parts[0], parts[-1])))


def with_point(names: str) -> str:
    """`et al` has its point, which was taken for the end of a sentence."""
    return f"{names}." if _ENDS_IN_POINT.search(names) else names
