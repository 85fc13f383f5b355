"""What a link of an entry leads to."""

from __future__ import annotations

import re

from ...core import identifiers
from ...model import Link
from . import words
from .blocks import Inline

__all__ = ["is_inside", "of", "primary_first", "role"]

_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#]*@)?(?:www\.)?([^/?#:]*)", re.I)
_COLUMN_ROLES = {
    **{role: role for role in ("pdf", "code", "project", "slides", "video", "note", "other")},
    # `| Notes | [here](x.md) |`
    "remark": "note",
}


def of(inline: Inline, column: str = "") -> list[Link]:
    """The links of a text in order, with their roles; not those that lead nowhere or into the page."""
    found = []
    for start, end, anchor in inline.links():
        text = " ".join(inline.plain[start:end].split())
        if anchor.url and not is_inside(anchor.url):
            bare = text == anchor.url
            found.append(Link(role(text, anchor.url, column), anchor.url, "" if bare else text))
    return found


def is_inside(url: str) -> bool:
    """Whether a link leads to a place on the same page, as those of a table of contents."""
    return url.startswith("#")


def role(text: str, url: str, column: str = "") -> str:
    """
    The role of a link, as `zotsync.model.Link` names them.

    The words of the link say it (`[code](..)`), else its column or label (`| 精读 |`), else its host; a link
    that says nothing leads to the paper.
    """
    stated = words.link_role(text)
    if stated:
        return stated
    if column in _COLUMN_ROLES:
        return _COLUMN_ROLES[column]
    if identifiers.of_url(url):
        return "paper"
    host = (_HOST.match(url) or [url, ""])[1].lower()
    if host in words.CODE_HOSTS:
        return "code"
    if any(host == known or host.endswith(f".{known}") for known in words.VIDEO_HOSTS):
        return "video"
    path = url.partition("#")[0].partition("?")[0].lower()
    if path.endswith((".ppt", ".pptx", ".key")):
        return "slides"
    return "note" if not host and path.endswith((".md", ".markdown")) else "paper"


def primary_first(links: list[Link]) -> tuple[Link, ...]:
    """The links with that to the paper in front, else the PDF; the others in order."""
    for wanted in ("paper", "pdf"):
        for link in links:
            if link.role == wanted:
                return (link, *(other for other in links if other is not link))
    return tuple(links)
