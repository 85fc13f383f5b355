"""Links that are written as bare addresses in running text."""

from __future__ import annotations

import re
from itertools import count

from ...core import identifiers
from .blocks import Anchor, Span

__all__ = ["spans"]

# ASCII only: full-width punctuation and Chinese words stand right behind an address. No brackets: an address
# may have none (RFC 3986), text right behind it may.
_ADDRESS = re.compile(r"(?:https?://|\bwww\.)[!#-;=?-Z_a-z~|]+", re.I | re.A)


_WIKI = re.compile(r"\[(?P<url>https?://[^\s\[\]]{1,2000})\s(?P<words>[^\[\]\n]{2,400})\]")
"""`[https://example.org/paper Words of the link]`, as wikis write it."""


def spans(text: str, numbers: count[int], *, strong: bool = False, emphasis: bool = False) -> list[Span]:
    """Text as spans, each address in it a link of its own."""
    if "://" not in text and "www." not in text:
        return [Span(text, text, strong=strong, emphasis=emphasis)]
    found: list[Span] = []
    at = 0
    if "[http" in text:
        for wiki in _WIKI.finditer(text):
            found += spans(text[at : wiki.start()], numbers, strong=strong, emphasis=emphasis)
            anchor = Anchor(wiki["url"], next(numbers))
            found.append(Span(wiki["words"], wiki[0], strong=strong, emphasis=emphasis, link=anchor))
            at = wiki.end()
        if at:
            return [*found, *spans(text[at:], numbers, strong=strong, emphasis=emphasis)]
    for match in _ADDRESS.finditer(text):
        address = identifiers.unpunctuated(match[0])
        start, end = match.start(), match.start() + len(address)
        if start > at:
            found.append(Span(text[at:start], text[at:start], strong=strong, emphasis=emphasis))
        found.append(
            Span(address, address, strong=strong, emphasis=emphasis, link=Anchor(address, next(numbers)))
        )
        at = end
    if at < len(text):
        found.append(Span(text[at:], text[at:], strong=strong, emphasis=emphasis))
    return found
