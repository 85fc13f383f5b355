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
_JOINT = re.compile(r"\s*(?:&|＆|;|；|、|\+|\band\b|和|与)\s*", re.I)
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

    @property
    def likely(self) -> bool:
        """It is certain, or at least set like a work."""
        if self.certain or not self.separated:
            return self.certain
        if self.set_off:
            return title.reads_like_a_title(self.draft.title)
        return any(link.role in {"paper", "pdf"} and link.text for link in self.draft.links)


def candidate(inline: Inline, line: int, page: Page, rule: str) -> Candidate | None:
    """The work that a line seems to name, with the links and the remark behind it; None without words."""
    lead = title.lead(inline)
    if lead is None:
        return None
    draft = Draft(line, lead.title, page.topic, rule, year=lead.year, venue=lead.venue, marks=[*lead.marks])
    draft.links += links.of(inline)
    draft.stated.append(inline.plain)
    rest = title.remainder(inline, lead.end)
    if any(character.isalnum() for character in rest.plain):
        draft.remarks.append(Remark("", rest.source, line))
    set_off = lead.style != "plain"
    separated = _SEPARATED.match(inline.plain, lead.end) is not None
    # "See [this survey](..) for more": the link in a sentence is about another work, if about any.
    sentence = not set_off and any(begin < lead.end for begin, _, _ in inline.links())
    certain = (set_off or separated) and bool(draft.year or (not sentence and draft.identifiers()))
    return Candidate(draft, set_off, separated, certain)


def works_in(inline: Inline) -> list[Inline]:
    """
    The parts of a line that name one work each: `A (2020) & B (2021)`, `[A](..) (1981) and [B](..) (1990)`.

    A part ends where its title, year and signs end and a joint follows; the last has the rest of the line.
    """
    if not _JOINT.search(inline.plain):
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
