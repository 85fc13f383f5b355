"""How a work looks on its line of a reading list, as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ...core import identifiers
from ...model import Creator, Entry, Work

__all__ = ["Form", "forms", "named", "plain", "says"]

_MOST_AUTHORS = 3
_AUTHORS_BEFORE_OTHERS = 2

_SPECIAL = re.compile(r"[\\`*\[\]<~]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|#+$")
"""What Markdown would take for markup; an underscore between letters it leaves alone."""
_LINK = re.compile(r"https?://[^\s<>\\\x00-\x20\x7f]+", re.I)
_PLAIN_LINK = re.compile(r"[^()&*_`\[\]]+")


class Form(NamedTuple):
    """One way to write a work."""

    text: str
    """Markdown without the bullet."""
    authors: str
    venue: str
    year: str
    """What it says of these, plain; empty where it leaves them out."""


def named(work: Work) -> tuple[str, str]:
    """
    (title, link) of the entry that the line of a work is read as: what `Identification` needs.

    The title is as `Entry.title` has it: white space joined, one final full stop dropped. The link is the
    work's own, if it is a web address, else that of its DOI, arXiv id or another identifier; or there is none.
    """
    title = " ".join(work.title.split())
    if title.endswith((".", "。")) and not title.endswith(".."):
        title = title[:-1].rstrip()
    if _LINK.fullmatch(work.url):
        return title, work.url
    return title, next(map(identifiers.url, work.identifiers), "")


@lru_cache(maxsize=4096)
def forms(work: Work) -> tuple[Form, ...]:
    """The ways to write a work, the one that people write most first."""
    return tuple(_forms(work))


def _forms(work: Work) -> Iterator[Form]:
    title, url = " ".join(work.title.split()), named(work)[1]
    authors, venue, year = _authors(work), _venue(work), work.issued[:4]
    for who, where, when, tail in _tails(authors, venue, year):
        for head in _heads(plain(title), url):
            yield Form(head + tail, who, where, when)


def _heads(title: str, url: str) -> Iterator[str]:
    # Quotes keep what a reader takes off the edges of a title: numbers, venues in brackets, signs.
    if url:
        address = url if _PLAIN_LINK.fullmatch(url) else f"<{re.sub('&(?=#?[A-Za-z0-9]+;)', '&amp;', url)}>"
        yield f"[{title}]({address})"
        yield f"[“{title}”]({address})"
        # The words of the link say what it leads to, where the address speaks against a paper.
        yield f"**{title}** [[paper]]({address})"
        yield f"“{title}” [[paper]]({address})"
    else:
        yield f"**{title}**"
        yield f"“{title}”"


def _tails(authors: str, venue: str, year: str) -> Iterator[tuple[str, str, str, str]]:
    """(authors, venue, year, how they stand behind the title): all of them first, then less."""
    where = f"*{plain(venue)}*" if venue else ""
    who = plain(authors)
    dated = " ".join(filter(None, (where, year)))
    bracket = f" ({year})" if year else ""
    found = [
        (authors, venue, year, _joined(who, dated)),
        (authors, venue, year, bracket + _joined(who, where)),
        ("", venue, year, _joined("", dated)),
        (authors, "", year, bracket + _joined(who, "")),
        ("", "", year, bracket),
        (authors, "", "", _joined(who, "")),
        ("", "", "", ""),
    ]
    seen: set[str] = set()
    for said in found:
        if said[3] not in seen:
            seen.add(said[3])
            yield said


def _joined(who: str, where: str) -> str:
    said = ", ".join(filter(None, (who, where)))
    return f" - {said}" if said else ""


def _authors(work: Work) -> str:
    names = [_name(one) for one in work.creators if one.role == "author"]
    names = [name for name in names if name]
    others = work.and_others
    if len(names) > _MOST_AUTHORS:
        names, others = names[:_AUTHORS_BEFORE_OTHERS], True
    return ", ".join(names) + (" et al." if others and names else "")


def _name(one: Creator) -> str:
    return " ".join((one.literal or f"{one.given} {one.family}").split())


def _venue(work: Work) -> str:
    venue = work.container_title_short or work.container_title or work.event_title
    if not venue and work.type == "article" and any(one.scheme == "arxiv" for one in work.identifiers):
        return "arXiv"
    return " ".join(venue.split())


def plain(text: str) -> str:
    """Text as Markdown that reads as this very text."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def says(entry: Entry, work: Work, form: Form) -> bool:
    """Whether an entry, as read, says what a form of a work says, and nothing besides."""
    title, url = named(work)
    links = tuple(link.url for link in entry.links)
    year = entry.year == form.year or (not form.year and entry.year_source == "heading")
    return (
        entry.title == title
        and links == ((url,) if url else ())
        and year
        and entry.authors in ("", form.authors)
        and entry.venue in ("", form.venue)
        and not (entry.remarks or entry.group or entry.marks or entry.alias or entry.affiliation)
    )
