"""What a link of an entry leads to."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from ...core import identifiers
from ...model import Link
from . import badges, dates, hosts, venues, words
from .blocks import Anchor, Inline

__all__ = ["is_inside", "leads_to_a_paper", "names_its_role", "of", "of_line", "primary_first", "role"]

_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#]*@)?(?:www\.)?([^/?#:]*)", re.I)
_LONGEST_HOST = 253
_COLUMN_ROLES = {
    **{role: role for role in ("pdf", "code", "project", "slides", "video", "note", "other")},
    # `| Notes | [here](x.md) |`
    "remark": "note",
}


_TO_THE_WORK = frozenset({"paper", "pdf"})
_LETTER = re.compile(r"\w")


def of(inline: Inline, column: str = "") -> list[Link]:
    """The links of a text in order, with their roles; not those that lead nowhere or into the page."""
    links = (
        _link(_words(inline, start, end, anchor), anchor.url, column) for start, end, anchor in inline.links()
    )
    return [link for link in links if link]


def of_line(inline: Inline, title_end: int) -> list[Link]:
    """
    The links of a line that begins with a title, as `of`.

    A link behind the title that carries other words than its role is the work's own where nothing stands
    between (`**Title**, [ICLR 2021](..)`); in a sentence it leads to another work.
    """
    letter = _LETTER.search(inline.plain, title_end)
    has_own = False
    found: list[Link] = []
    for start, end, anchor in inline.links():
        text = inline.plain[start:end]
        link = _link(_words(inline, start, end, anchor), anchor.url)
        if link is None:
            continue
        if start >= title_end and not names_its_role(text, anchor.url):
            in_a_sentence = letter is not None and letter.start() < start
            if has_own or in_a_sentence:
                link = replace(link, role="other")
        is_own = link.role in _TO_THE_WORK
        if is_own and start < title_end and not names_its_role(text, anchor.url):
            # The link of the title itself, before those that stand in front of it.
            found.insert(0, link)
        else:
            found.append(link)
        has_own = has_own or is_own
    return found


def _words(inline: Inline, start: int, end: int, anchor: Anchor) -> str:
    """The words of a link; of a badge, those of its role."""
    if text := inline.plain[start:end].strip():
        return text
    return next((said for said in badges.words_of_link(inline, anchor) if words.link_role(said)), "")


def _link(text: str, url: str, column: str = "") -> Link | None:
    if not url or is_inside(url):
        return None
    return Link(role(text, url, column), url, "" if text == url else " ".join(text.split()))


@lru_cache(maxsize=1024)
def names_its_role(text: str, url: str) -> bool:
    """Whether the words of a link are no title: `paper`, `[pdf]`, `here`, or the bare address."""
    word = words.plain_word(text)
    return (
        not word
        or bool(words.link_role(text))
        or word in words.GENERIC
        or text == url
        or (len(text) < 60 and (venues.is_venue(text) or bool(identifiers.find(text) or dates.alone(text))))
    )


def is_inside(url: str) -> bool:
    """Whether a link leads to a place on the same page, as those of a table of contents."""
    return url.startswith(("#", "./#")) or url.lower().startswith(("readme.md#", "./readme.md#"))


@lru_cache(maxsize=1024)
def role(text: str, url: str, column: str = "") -> str:
    """
    The role of a link, as `zotsync.model.Link` names them.

    The words of the link say it (`[code](..)`), else its column or label (`| 精读 |`), else its host; a link
    that says nothing leads to the paper.
    """
    stated = words.link_role(text)
    if stated:
        return stated
    is_of_a_work = bool(identifiers.of_url(url))
    if column in _COLUMN_ROLES and not (is_of_a_work and column == "remark" and text == url):
        return _COLUMN_ROLES[column]
    if is_of_a_work:
        return "paper"
    host = _host(url)
    if host in hosts.CODE:
        return "code"
    if any(host == known or host.endswith(f".{known}") for known in hosts.VIDEO):
        return "video"
    path = _path(url)
    if _is_at(host, hosts.OTHER) and not path.endswith(".pdf"):
        return "other"
    if host and hosts.OTHER_PATHS.search(path.partition(host)[2]) and not path.endswith(".pdf"):
        return "other"
    if path.endswith((".ppt", ".pptx", ".key")):
        return "slides"
    return "note" if not host and path.endswith((".md", ".markdown")) else "paper"


@lru_cache(maxsize=1024)
def leads_to_a_paper(url: str) -> bool:
    """Whether an address looks like that of a paper: a publisher, an archive, a PDF."""
    return (
        bool(identifiers.of_url(url))
        or _is_at(_host(url), hosts.PAPERS)
        or _path(url).endswith((".pdf", ".ps"))
    )


def _host(url: str) -> str:
    return str((_HOST.match(url) or [url, ""])[1]).lower()


def _path(url: str) -> str:
    return url.partition("#")[0].partition("?")[0].lower()


def _is_at(host: str, hosts: frozenset[str]) -> bool:
    parts = host.split(".") if len(host) <= _LONGEST_HOST else []
    return any(".".join(parts[i:]) in hosts for i in range(len(parts) - 1))


def primary_first(links: list[Link]) -> tuple[Link, ...]:
    """The links with that to the paper in front, else the PDF; the others in order."""
    for wanted in ("paper", "pdf"):
        for link in links:
            if link.role == wanted:
                return (link, *(other for other in links if other is not link))
    return tuple(links)
