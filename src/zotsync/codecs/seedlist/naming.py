"""Which lines name a work: from a line of text to the draft of an entry, and how sure that is."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...model import Remark
from . import links, title
from .blocks import Inline
from .page import Draft, Page

__all__ = ["Candidate", "candidate", "works_in"]

_SEPARATED = re.compile(r"\s*(?:$|[:：,，;；.。|/(（\[【\n–—-])")
_JOINING = re.compile(r"&|＆|;|；|、|\+|\band\b|和|与", re.I)
_JOINT = re.compile(rf"\s*(?:{_JOINING.pattern})\s*", re.I)
# What is left of `[[paper](..)] [[code](..)]` without its links.
_EMPTY_BRACKETS = re.compile(r"\s*(?:\[[\s/|,]*\]|\([\s/|,]*\)|（\s*）|【\s*】)")
_ARTICLE = re.compile(r"the\s+", re.I)
_MOST_WORKS = 20
"""In one line; each costs a look at the rest of the line."""


class Candidate(NamedTuple):
    """A line that may name a work."""

    draft: Draft
    set_off: bool
    """Its title stands in bold, in italics or in a link."""
    separated: bool
    """Nothing runs on behind the title, as a sentence would."""
    certain: bool
    """It has what only works have: a year, or an identifier."""
    likely: bool
    """It is certain, or at least set like a work: a title and nothing behind it but its links."""


def candidate(inline: Inline, line: int, page: Page, rule: str) -> Candidate | None:
    """The work that a line seems to name, with the links and the remark behind it; None without words."""
    lead = title.lead(inline)
    if lead is None:
        return None
    draft = Draft(line, lead.title, page.topic, rule, year=lead.year, venue=lead.venue, marks=[*lead.marks])
    draft.links += links.of_line(inline, lead.end)
    draft.stated.append(inline.plain)
    rest = title.remainder(inline, lead.end)
    if any(character.isalnum() for character in rest.plain):
        draft.remarks.append(Remark("", _EMPTY_BRACKETS.sub("", rest.source).strip(" |/"), line))
    set_off = lead.style != "plain"
    separated = _is_separated(inline, lead.end)
    if set_off:
        identified, named = bool(draft.identifiers()), title.reads_like_a_title(lead.title)
    else:
        leads = _introduces(lead.title, inline, lead.end)
        identified = leads and bool(draft.identifiers())
        named = leads and any(link.role in {"paper", "pdf"} for link in draft.links)
    certain = (set_off or separated) and (bool(lead.year) or identified)
    return Candidate(draft, set_off, separated, certain, certain or (separated and named))


def _is_separated(inline: Inline, end: int) -> bool:
    """Whether the title ends at a separator, or at a link that names its role."""
    if _SEPARATED.match(inline.plain, end):
        return True
    return any(
        at == end and links.names_its_role(inline.plain[at:to], anchor.url)
        for at, to, anchor in inline.links()
    )


def _introduces(words: str, inline: Inline, end: int) -> bool:
    """
    Whether words that nothing sets off are the title of the work behind the link that follows them.

    In `See [this survey](..) for more` the link is a part of the sentence.
    """
    in_a_sentence = any(at < end for at, _, _ in inline.links())
    return not in_a_sentence and (":" in words or title.reads_like_a_title(words))


def works_in(inline: Inline) -> list[Inline]:
    """
    The parts of a line that name one work each: `A (2020) & B (2021)`, `[A](..) (1981) and [B](..) (1990)`.

    A part ends where its title, year and signs end and a joint follows; the last has the rest of the line.
    """
    if not _JOINING.search(inline.plain):
        return [inline]
    parts: list[Inline] = []
    start = 0
    while len(parts) < _MOST_WORKS and (lead := title.lead(inline.cut(start))):
        joint = _JOINT.match(inline.plain, start + lead.end)
        if joint is None or joint.end() == len(inline.plain):
            break
        parts.append(inline.cut(start, start + lead.end))
        start = _behind_article(inline, joint.end())
    return [*parts, inline.cut(start)]


def _behind_article(inline: Inline, start: int) -> int:
    """`and The [R*-tree: ..](..)`: an article outside of the link belongs to the sentence."""
    article = _ARTICLE.match(inline.plain, start)
    after = inline.at(article.end()) if article else None
    before = inline.at(start)
    return article.end() if article and after and before and after.link and not before.link else start
