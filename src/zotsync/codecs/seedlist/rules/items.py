"""
Items of a list: one work each, with the details below it.

    1. **Title** (2017)
        - **作者**: Vaswani et al. (Google)
        - **核心贡献**: 提出了 ...
"""

from __future__ import annotations

from .. import details, naming, title, words
from ..blocks import Block, Inline
from ..draft import BARE, SENTENCE, Draft
from ..links import is_inside
from ..page import Page

__all__ = ["credit", "entry", "group", "label", "other", "pointer", "topic"]


def pointer(block: Block, page: Page) -> bool:
    """An item of a table of contents: it leads to a place on the page."""
    found = block.inline.links()
    if not found or not all(is_inside(anchor.url) for _, _, anchor in found):
        return False
    page.ledger.put(block.line, block.end, "skipped", "leads to a place on this page")
    page.read(block.children)
    return True


def label(block: Block, page: Page) -> bool:
    """`- 作者: ..` on the level of the title above it, where a list has lost its indentation."""
    name, _ = details.label_of(block.inline)
    found = block.inline.links()
    linked = bool(found) and found[0][0] < block.inline.plain.find(name) + len(name)
    if not page.last or linked or words.field_of(name) in {"", "title", "paper", "works"}:
        return False
    named = naming.candidate(block.inline, block.line, page, "item")
    if named is not None and named.certain:
        return False
    details.attach(block, page.last, page)
    return True


def credit(block: Block, page: Page) -> bool:
    """The credits or links of the work that the heading above names."""
    return bool(page.subject) and not block.children and details.credit(block, page.subject, page)


def group(block: Block, page: Page) -> bool:
    """An item about an idea, with the works that stand for it below: `- 代表论文: A (2020) & B (2021)`."""
    lead = title.lead(block.inline)
    drafts: list[Draft] = []
    others: list[Block] = []
    for child in block.children if lead else ():
        works = _works_under_label(child, page)
        drafts += works
        if not works:
            others.append(child)
    if lead is None or not drafts:
        return False
    for draft in drafts:
        draft.group = lead.title
    page.ledger.put(block.line, block.end, "detail", " & ".join(draft.title for draft in drafts))
    page.add(drafts)
    details.read(others, drafts, page)
    return True


def _works_under_label(block: Block, page: Page) -> list[Draft]:
    """The works behind a label such as `代表论文`, on its line or one by one below it."""
    label, value = details.label_of(block.inline)
    if words.field_of(label) != "works":
        return []
    drafts: list[Draft] = []
    lines = [(value, block.line, list[Block]()), *((b.inline, b.line, b.children) for b in block.children)]
    for line, number, below in lines:
        named = [naming.candidate(work, number, page, "group") for work in naming.works_in(line)]
        found = [one.draft for one in named if one and (one.likely or one.draft.title[0].isupper())]
        for draft in found:
            page.ledger.put(number, number, "entry", draft.title)
        if found:
            details.read(below, found, page)
        drafts += found
    if drafts:
        page.ledger.put(block.line, block.end, "detail", drafts[0].title)
    return drafts


def entry(block: Block, page: Page) -> bool:
    """An item that names a work, or several."""
    head, lines = details.labelled_lines(block)
    drafts = _works(head, block, page)
    if not drafts:
        return False
    page.ledger.put(block.line, block.line, "entry", drafts[0].title)
    page.add(drafts)
    for number, line in lines:
        name, value = details.label_of(line)
        page.ledger.put(number, number, details.fill(drafts, name, value, number), drafts[0].title)
    page.ledger.put(block.line, block.end, "detail", drafts[0].title)
    works: list[Block] = []
    for child in block.children:
        if _is_entry(child, page):
            works.append(child)
        else:
            details.read([child], drafts, page)
    for draft in drafts:
        if draft.confidence < 0.75 and not draft.doubt:
            # What stands below it speaks for it too.
            draft.confidence = max(draft.confidence, naming.confidence(draft, set_off=False))
    page.read(works)
    return True


def topic(block: Block, page: Page) -> bool:
    """An item above items that are works: a topic of the list."""
    lead = title.lead(block.inline)
    if lead is None or block.inline.links() or not any(_is_entry(child, page) for child in block.children):
        return False
    level = page.inner_level
    page.open_topic(lead.title, block.line, level)
    page.ledger.put(block.line, block.end, "markup", "item")
    page.read(block.children)
    page.close_topics(level)
    return True


def other(block: Block, page: Page) -> bool:
    """An item that shows no sign of a work; what stands below it may."""
    if block.inline.plain.strip():
        named = naming.candidate(block.inline, block.line, page, "item")
        why = named.draft.doubt if named else ""
        why = why or "no sign of a paper: no year, link, bold title or label"
        page.ledger.put(block.line, block.end, "skipped", why)
        page.no_works[page.topic] += 1
    page.read(block.children)
    return True


def _works(head: Inline, block: Block, page: Page) -> list[Draft]:
    """The works that an item names; more than one where each of them is certain."""
    parts = naming.works_in(head)
    if len(parts) > 1:
        found = [c for part in parts if (c := naming.candidate(part, block.line, page, "item")) and c.certain]
        if len(found) == len(parts):
            group = naming.shared_label(head) or " & ".join(each.draft.title for each in found)
            for each in found:
                each.draft.group = group
            return [each.draft for each in found]
    one = naming.candidate(head, block.line, page, "item")
    if one and one.draft.doubt in _BARE and any(_is_entry(child, page) for child in block.children):
        # Words above works are a topic.
        return []
    if one and not one.certain and _has_credits(block) and (one.likely or _may_be_title(one)):
        one.draft.doubt = ""
        return [one.draft]
    label = words.field_of(details.label_of(head)[0])
    if one and (label == "title" or (not label and block.children and _is_told_in_full(block))):
        one.draft.doubt = ""
        return [one.draft]
    if label in {"authors", "venue", "status", "affiliation"}:
        return []
    return [one.draft] if one and one.likely else []


def _is_entry(block: Block, page: Page) -> bool:
    """Whether an item below another one is a work of its own and no detail of it."""
    if block.kind != "item":
        return False
    label, _ = details.label_of(block.inline)
    if words.field_of(label):
        return False
    named = naming.candidate(block.inline, block.line, page, "item")
    if named is None or (not named.set_off and not block.children and details.is_credit(block.inline)):
        return False
    return named.certain or (named.likely and not label and named.draft.doubt != SENTENCE)


_BARE = frozenset({BARE, SENTENCE})


def _has_credits(block: Block) -> bool:
    """
    Whether authors, venue, year or the paper itself are told below: what stands above them is a work.

        * Iterated Register Coalescing
            * Lal George, Andrew W. Appel
            * TOPLAS 1996
    """
    return any(
        child.kind in {"item", "paragraph"} and not child.children and details.is_credit(child.inline)
        for child in block.children
    )


def _is_told_in_full(block: Block) -> bool:
    """Whether the lines below name the authors and more, each with its label: any words above them are a title."""
    told = {
        words.field_of(details.label_of(child.inline)[0]) for child in block.children if child.kind == "item"
    }
    return (
        "authors" in told
        and len(told & {"year", "venue", "link", "pdf", "paper", "identifier", "status"}) > 0
    )


def _may_be_title(one: naming.Candidate) -> bool:
    """Whether words with credits below them are the title of a work, and no label, topic or question."""
    text = one.draft.title
    return bool(one.draft.links or one.set_off or title.reads_like_a_title(text)) and not text.endswith(
        (":", "：")
    )
