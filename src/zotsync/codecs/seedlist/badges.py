"""Badges: images that carry words in their address, `https://img.shields.io/badge/Conference-ICML'23-blue`."""

from __future__ import annotations

import re
from urllib.parse import unquote

from . import dates, venues
from .blocks import Anchor, Inline

__all__ = ["venue_on", "words_of_link"]

_IMAGE = re.compile(r"!\[([^\]]*)\]\((.*)\)$", re.S)
_BADGE = re.compile(
    r"(?:img\.shields\.io/(?:static/v1\?|badge/)|badgen\.net/badge/|img\.shields\.io/badge/)([^?]*)(?:\?(.*))?",
    re.I,
)
_PARAMETER = re.compile(r"(?:^|[?&])(?:label|message)=([^&]*)")


def _words(source: str) -> list[str]:
    """The alternative text of an image, and the label and message of a badge."""
    image = _IMAGE.match(source)
    if image is None:
        return []
    found = [image[1].strip()]
    if badge := _BADGE.search(image[2]):
        path = unquote(badge[1]).replace("--", "\0").replace("__", "\1")
        parts = [
            part.replace("_", " ").replace("\0", "-").replace("\1", "_").strip() for part in path.split("-")
        ]
        # The last part is the colour.
        found += parts[:-1] if "/" not in path else re.split(r"/", path)[:2]
        found += [unquote(one).replace("+", " ") for one in _PARAMETER.findall(image[2])]
    return [words for words in found if words]


def venue_on(inline: Inline) -> tuple[str, str]:
    """The venue on a badge of a line, and its year; empty without one."""
    year = ""
    for span in inline.spans:
        if span.kind != "image":
            continue
        found = _words(span.source)
        if found and venues.is_venue(found[0]) and dates.year_in(found[0]):
            # What the image says in words.
            return found[0], dates.year_in(found[0])
        if len(found) > 1 and dates.alone(found[-1]) and venues.is_venue(found[-2]):
            # `ICLR | 2023`
            return f"{found[-2]} {found[-1]}", found[-1]
        for words in reversed(found[1:]):
            if venues.is_venue(words) and not re.match(r"arxiv", words, re.I):
                return words, dates.year_in(words) or next(filter(None, map(dates.alone, found)), "")
            year = year or (dates.alone(words) if len(found) > 1 else "")
    return "", year


def words_of_link(inline: Inline, anchor: Anchor) -> list[str]:
    """What the images of a link say."""
    return [
        words
        for span in inline.spans
        if span.kind == "image" and span.link == anchor
        for words in _words(span.source)
    ]
