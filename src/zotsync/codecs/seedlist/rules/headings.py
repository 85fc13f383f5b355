"""Headings: the title of the list, its topics, and works that are set as headings with their links below."""

from __future__ import annotations

from collections.abc import Sequence

from ....core import headings
from .. import details, html, links, naming, people, title, words
from ..blocks import Block, Inline
from ..page import Page

__all__ = ["details_end", "heading", "summary", "title_of_the_list", "work"]


def title_of_the_list(blocks: Sequence[Block]) -> Block | None:
    """The first heading, where it is the only one of the first level: it names the list, not a topic."""
    found = [block for block in blocks if block.kind == "heading" and block.level]
    if (
        found
        and found[0].level == 1
        and found[0].inline.plain.strip()
        and all(block.level > 1 for block in found[1:])
    ):
        return found[0]
    return None


def work(block: Block, page: Page) -> bool:
    """
    A heading that is a work: `### [Title](https://arxiv.org/abs/..)`, or a title with its credits below.

        ### Attention Is All You Need
        *Vaswani et al.*, NeurIPS 2017 [[paper](..)] [[code](..)]
    """
    if block is page.title_block or block.level < 2 or block.inline.plain.rstrip().endswith((":", "：")):
        return False
    named = naming.candidate(block.inline, block.line, page, "heading")
    if named is None or not named.separated:
        return False
    draft = named.draft
    identified = named.set_off and any(links.leads_to_a_paper(link.url) for link in draft.links)
    titled = title.reads_like_a_title(draft.title)
    if not (identified or (titled and _has_credits_below(page)) or _is_reference(named, block, page)):
        return False
    if words.is_aside(draft.title):
        return False
    draft.doubt = ""
    page.close_topics(block.level)
    draft.topic = page.topic
    page.add([draft])
    page.subject = page.last
    page.ledger.put(block.line, block.line, "entry", draft.title)
    page.ledger.put(block.line, block.end, "detail", draft.title)
    return True


def _is_reference(named: naming.Candidate, block: Block, page: Page) -> bool:
    """A heading that says who and when, or where and when, and has no works below: `### Title (NeurIPS 2022)`."""
    draft = named.draft
    in_full = bool(draft.year and draft.venue and draft.authors)
    credited = title.reads_like_a_title(draft.title) and bool(draft.year and (draft.venue or draft.authors))
    if not (named.certain and (in_full or credited)) or words.PAPERS.search(draft.title):
        # `Papers of the Main Track (NeurIPS 2022)` is a topic.
        return False
    for below in page.following:
        if below.kind == "heading":
            return below.level <= block.level
        if below.kind == "table" or _names_its_own(below, details.label_of(below.inline)[0]):
            return False
        if naming.titled_links(below.inline):
            return False
    return True


def _has_credits_below(page: Page) -> bool:
    """Whether what stands below a heading, up to the next one, tells of one work and names no other."""
    told = False
    for block in page.following:
        if block.kind == "heading":
            break
        if block.kind == "table":
            return False
        if block.kind not in {"item", "paragraph"}:
            continue
        label, _ = details.label_of(block.inline)
        if words.field_of(label) in {
            "authors",
            "venue",
            "year",
            "paper",
            "link",
            "pdf",
            "identifier",
            "title",
        }:
            told = True
            continue
        if _names_its_own(block, label):
            return False
        roles = _roles(block.inline)
        lead = title.lead(block.inline)
        if block.kind == "item" and not label and roles and lead and title.reads_like_a_title(lead.title):
            return False
        if naming.titled_links(block.inline) and not label:
            return False
        if label and roles and block.kind == "item":
            # `ESPnet: https://..`
            return False
        told = told or "paper" in roles or "pdf" in roles
    return told


def _roles(inline: Inline) -> list[str]:
    """What links without words of their own lead to; a file beside the list, `[Makefile](Makefile)`, is nothing."""
    found = [(inline.plain[start:end], anchor.url) for start, end, anchor in inline.links()]
    return [
        links.role(text, url)
        for text, url in found
        if links.names_its_role(text, url) and (text != url or "//" in url or links.leads_to_a_paper(url))
    ]


def _names_its_own(block: Block, label: str) -> bool:
    """Whether what stands below a heading is a reference, or a title in quotes, bold or behind a venue."""
    lead = title.lead(block.inline)
    if lead is None or words.field_of(label) or people.are_people(lead.title):
        return False
    if not title.reads_like_a_title(lead.title):
        return False
    dated = bool(lead.year or lead.venue)
    in_front = bool(lead.venue) and lead.start > 0
    return (
        (lead.reference and dated)
        or lead.style in {"quoted", "strong"}
        or ((block.kind == "item" or in_front) and dated)
    )


def heading(block: Block, page: Page) -> bool:
    """A heading opens a topic; without words it only ends those of its level."""
    written = _without_way_back(block)
    if block is page.title_block:
        page.title = headings.parse(written).name
        page.ledger.put(block.line, block.line, "title", page.title)
    elif written:
        page.open_topic(written, block.line, block.level)
    else:
        page.close_topics(block.level)
    page.ledger.put(block.line, block.end, "markup", "heading")
    return True


def _without_way_back(block: Block) -> str:
    """The words of a heading, without a link in brackets that leads back to the contents."""
    plain = block.inline.plain
    for start, end, anchor in reversed(block.inline.links()):
        before, after = plain[:start].rstrip(), plain[end:].lstrip()
        if links.is_inside(anchor.url) and before[-1:] in {"(", "[", "（"} and after[:1] in {")", "]", "）"}:
            plain = before[:-1] + after[1:]
    return " ".join(plain.split())


def summary(block: Block, page: Page) -> bool:
    """The `<summary>` of `<details>`: a topic, a work, or only a word to click on."""
    if block.source != html.SUMMARY:
        return False
    written = " ".join(block.inline.plain.split())
    named = naming.candidate(block.inline, block.line, page, "summary")
    if (
        named
        and named.certain
        and named.separated
        and (named.set_off or named.draft.links or named.draft.venue)
    ):
        page.add([named.draft])
        page.subject = page.last
        page.ledger.put(block.line, block.line, "entry", named.draft.title)
    elif not written or words.UNFOLD.match(written) or page.subject:
        page.ledger.put(block.line, block.end, "markup", "summary")
    else:
        level = page.inner_level if page.following and _is_nested(page) else page.level_of("summary")
        page.open_topic(written, block.line, level, "summary")
        page.unfolded.append(level)
        page.ledger.put(block.line, block.end, "markup", "summary")
        return True
    page.unfolded.append(0)
    return True


def _is_nested(page: Page) -> bool:
    return 0 < len(page.unfolded) <= _DEEPEST and page.unfolded[-1] > 0


_DEEPEST = 6
"""Levels of `<details>` in each other that make topics in each other."""


def details_end(block: Block, page: Page) -> bool:
    """`</details>` ends the topic of its summary."""
    if block.source != html.DETAILS_END:
        return False
    level = page.unfolded.pop() if page.unfolded else 0
    if level:
        page.close_topics(level)
    page.ledger.put(block.line, block.end, "markup", html.DETAILS_END)
    return True
