"""Which lines name a work: from a line of text to the draft of an entry, and how sure that is."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...core import identifiers
from ...model import Remark
from . import badges, byline, chores, credits, extent, links, people, references, title, words
from .blocks import Anchor, Inline
from .draft import BARE, SENTENCE, UNPROVEN, Draft
from .page import Page

__all__ = ["Candidate", "candidate", "confidence", "titled_links", "works_in"]

_SEPARATED = re.compile(r"\s*(?:$|[:：,，;；.。|/(（\[【\n–—·@-]|by\s+[A-Z]|#[A-Za-z])")
_JOINING = re.compile(r"&|＆|;|；|、|\+|\band\b|和|与|[,，]", re.I)
_JOINT = re.compile(rf"\s*(?:{_JOINING.pattern})\s*", re.I)
# What is left of `[[paper](..)] [[code](..)]` without its links.
_EMPTY_BRACKETS = re.compile(r"\s*(?:\[[\s/|,]*\]|\([\s/|,]*\)|（\s*）|【\s*】)")
_ARTICLE = re.compile(r"the\s+", re.I)
_LABEL = re.compile(r"[^:：\n]{2,60}[:：]\s*")
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
    draft.authors, draft.alias, draft.affiliation = lead.authors, lead.alias, lead.affiliation
    if draft.authors == byline.SAME_AUTHORS:
        draft.authors = page.drafts[-1].authors if page.drafts else ""
    draft.links += links.of_line(inline, lead.end)
    draft.stated.append(inline.plain)
    told = _credits(draft, inline, lead, line)
    set_off = lead.style != "plain"
    separated = bool(lead.authors) or _is_separated(inline, lead.end)
    separated = separated or (lead.style == "quoted" and not _GOES_ON.match(inline.plain, lead.end))
    if not separated and (draft.authors or draft.venue) and not told:
        # A new line, and on it nothing but credits.
        separated = "\n" in inline.plain[max(lead.start, lead.end - 2) : lead.end]
    if set_off:
        identified, named = bool(draft.identifiers()), title.reads_like_a_title(lead.title)
    else:
        leads = _introduces(lead, inline) or _is_short_name(lead, inline)
        identified = leads and bool(draft.identifiers())
        named = leads and any(link.role in {"paper", "pdf"} for link in draft.links)
        named = named and not _RUNS_ON.match(lead.title)
    credited = bool(draft.venue or draft.authors)
    if not set_off:
        credited = bool(draft.venue and (draft.authors or draft.year)) and title.reads_like_a_title(
            lead.title
        )
    certain = (set_off or separated) and (bool(draft.year) or identified or credited)
    likely = certain or (separated and named)
    if not likely and not set_off:
        if separated and not told and people.are_people(draft.authors) and title.is_bare(lead.title):
            likely = not page.aside
        elif title.is_in_title_case(lead.title, inline, lead.end):
            likely, draft.doubt = True, BARE
        elif not page.aside and not page.subject and title.is_bare_line(lead.title, inline, lead.end):
            likely, draft.doubt = True, SENTENCE
    if (
        likely
        and not draft.doubt
        and (reason := _no_work(draft, inline, lead, identified or credited, page, told))
    ):
        draft.doubt, certain = reason, False
        likely = reason == UNPROVEN
    draft.confidence = confidence(draft, set_off=set_off) if certain else 0.5 if draft.doubt else 0.7
    return Candidate(draft, set_off, separated, certain, likely)


def _credits(draft: Draft, inline: Inline, lead: title.Lead, line: int) -> str:
    """Fill in who, where and when, as told behind the title; returns what else is said."""
    rest = title.remainder(inline, lead.end)
    if lead.reference and not lead.venue and (tail := references.tail(rest.plain)):
        draft.venue, rest = tail.venue, rest.cut(tail.end)
        draft.year = draft.year or tail.year
    elif lead.reference and (kind := references.KIND.match(rest.plain)):
        rest = rest.cut(kind.end())
    between = inline.plain[lead.end : lead.end + 4].split("[")[0].strip()
    told = credits.read(rest, barred=between[:1] in {"|", "-", "–", "—", "@"} and bool(between))
    draft.authors = draft.authors or told.authors
    draft.affiliation = draft.affiliation or told.affiliation
    if told.venue:
        draft.venue = draft.venue if lead.reference and draft.venue else told.venue
    elif not draft.venue:
        draft.venue, year = badges.venue_on(inline)
        draft.year = draft.year or year
    draft.year = draft.year or told.year
    said = [_EMPTY_BRACKETS.sub("", other.source).strip(" |/") for other in told.others]
    remark = " ".join(one for one in said if any(map(str.isalnum, one)))
    if remark.endswith((":", "：")) and words.field_of(remark):
        # The label of a link.
        remark = ""
    if remark:
        draft.remarks.append(Remark("", remark, line))
    return remark


def _no_work(draft: Draft, inline: Inline, lead: title.Lead, proven: bool, page: Page, remark: str) -> str:
    """Why what is set like a work is none, or is in doubt; empty where nothing speaks against it."""
    if draft.title.endswith(")") and _SAYS_SO.search(draft.title) and not draft.identifiers():
        return "says itself that it is no paper"
    to_papers = [link for link in draft.links if link.role in {"paper", "pdf"}]
    is_paper = bool(to_papers or draft.venue or draft.identifiers())
    if proven and page.aside and not is_paper and (draft.links or not draft.year):
        return "below a heading of what is not papers"
    if proven:
        return ""
    if chores.EVENT.match(draft.title) and not any(links.leads_to_a_paper(link.url) for link in to_papers):
        return "what is to be done, or when"
    if any(links.leads_to_a_paper(link.url) or words.link_role(link.text) for link in to_papers):
        return ""
    own = next(
        (link for link in draft.links if link.text and link.text in inline.plain[lead.start : lead.end]), None
    )
    if own and own.role != "paper" and own.role != "pdf":
        return f"leads to no paper ({own.role})"
    if draft.links and not to_papers and not draft.year:
        return f"leads to no paper ({draft.links[0].role})"
    if page.aside:
        return "below a heading of what is not papers"
    if draft.year or not to_papers:
        return ""
    if words.TOOLS.search(" ".join(remark.split()[:14])):
        return "its description is not that of a paper"
    return UNPROVEN if to_papers[0].url.startswith(("http", "//", "www")) else ""


_SAYS_SO = re.compile(
    r"\((?:(?:lecture )?slides?|video|talk|handout|blog(?: post)?|code|tutorial|course|notebook|dataset|tool)\)$",
    re.I,
)


_GOES_ON = re.compile(
    r"\s?(?!(?:by|in|at|from|of|for|on|with|and|par|dans|von|der|die|para)\b)[a-z]+(?:\s|$)"
)
"""`"Out of memory" errors`: the quoted words are a part of a sentence."""
_RUNS_ON = re.compile(r"(?:and|also|or|plus|see|our|my|but|then|here|this|these) ")
"""How a sentence begins that is no title."""


def confidence(draft: Draft, *, set_off: bool = True) -> float:
    """By what speaks for it: 0.95 and more where it is credited and identified."""
    proofs = sum(
        (bool(draft.venue), bool(draft.authors), bool(draft.year), bool(draft.identifiers()), set_off)
    )
    return min(0.99, 0.75 + 0.06 * proofs) if proofs > set_off else 0.5 if draft.doubt else 0.7


def _is_separated(inline: Inline, end: int) -> bool:
    """Whether the title ends at a separator, or at a link that names its role."""
    if _SEPARATED.match(inline.plain, end) or extent.is_link_label(inline.plain, end):
        return True
    return any(
        at == end and links.names_its_role(inline.plain[at:to], anchor.url)
        for at, to, anchor in inline.links()
    )


def _introduces(lead: title.Lead, inline: Inline) -> bool:
    """
    Whether words that nothing sets off are the title of the work behind the link that follows them.

    In `See [this survey](..) for more` the link is a part of the sentence.
    """
    found, text = inline.links(), lead.title
    if any(lead.start <= at < lead.end for at, _, _ in found):
        return False
    stated = any(words.link_role(inline.plain[at:to]) in {"paper", "pdf"} for at, to, _ in found)
    return ":" in text or title.reads_like_a_title(text) or (stated and text[:1].isupper())


def _is_named(text: str, url: str) -> bool:
    """Whether the words of a link to a paper are a short name of it: `[RT-2](https://arxiv.org/abs/2307.15818)`."""
    return text[:1].isupper() and links.leads_to_a_paper(url)


def _is_short_name(lead: title.Lead, inline: Inline) -> bool:
    """`OpenVLA, arXiv:2406.09246`: one word like a name, and behind it an identifier, in words or as an address."""
    text = lead.title
    named = text[:1].isupper() and " " not in text and text.lower() not in chores.ORDERS | words.GENERIC
    if not named or words.field_of(text) or words.link_role(text):
        return False
    found = inline.links()
    bare = bool(found) and found[0][0] == lead.end and inline.plain[lead.end :].startswith(found[0][2].url)
    return (bare and bool(identifiers.of_url(found[0][2].url))) or _STATED.match(
        inline.plain, lead.end
    ) is not None


_STATED = re.compile(r"[\s,:–—-]*(?:\([^()]*\)[\s,:]*)?[(\[]?(?:arXiv|doi)\s?:\s?\d", re.I)


def titled_links(inline: Inline) -> list[tuple[int, int, Anchor]]:
    """The links of a text that carry the title of a work: (start, end, anchor)."""
    return [
        (start, end, anchor)
        for start, end, anchor in inline.links()
        if (
            title.reads_like_a_title(inline.plain[start:end])
            or _is_named(inline.plain[start:end], anchor.url)
        )
        and not links.names_its_role(inline.plain[start:end], anchor.url)
        and not links.is_inside(anchor.url)
    ]


def works_in(inline: Inline) -> list[Inline]:
    """
    The parts of a line that name one work each: `A (2020) & B (2021)`, `[A](..) (1981) and [B](..) (1990)`.

    A part ends where its title, year and signs end and a joint follows; the last has the rest of the line.
    """
    if not _JOINING.search(inline.plain):
        return [inline]
    parts: list[Inline] = []
    start = _behind_label(inline)
    while len(parts) < _MOST_WORKS and (lead := title.lead(inline.cut(start))):
        joint = _JOINT.match(inline.plain, start + lead.end)
        if joint is None or joint.end() == len(inline.plain):
            break
        if joint[0].strip() in {",", "，"} and not any(
            at == joint.end() for at, _, _ in titled_links(inline)
        ):
            break
        parts.append(inline.cut(start, start + lead.end))
        start = _behind_article(inline, joint.end())
    return [*parts, inline.cut(start)]


def shared_label(inline: Inline) -> str:
    """The words in front of several works: `**Attention**: [A](..), [B](..)`."""
    return title.cleaned(inline.plain[: _behind_label(inline)]).rstrip(" :：")


def _behind_label(inline: Inline) -> int:
    label = _LABEL.match(inline.plain)
    titled = titled_links(inline) if label else []
    return label.end() if label and len(titled) > 1 and titled[0][0] == label.end() else 0


def _behind_article(inline: Inline, start: int) -> int:
    """`and The [R*-tree: ..](..)`: an article outside of the link belongs to the sentence."""
    article = _ARTICLE.match(inline.plain, start)
    after = inline.at(article.end()) if article else None
    before = inline.at(start)
    return article.end() if article and after and before and after.link and not before.link else start
