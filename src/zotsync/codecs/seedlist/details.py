"""What stands below or beside a title: authors, year, venue, links, remarks; with a label or without."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from ...model import Remark
from . import badges, credits, dates, links, people, title, words
from .blocks import Block, Inline
from .draft import Draft
from .page import Page

__all__ = ["attach", "credit", "fill", "is_credit", "label_of", "labelled_lines", "read"]

_LABEL = re.compile(r"\s*([^:：\n]+?)\s*[:：]\s*")
_LONGEST_LABEL = 60
_NOTHING = frozenset({"", "-", "–", "—", "--", "/", "n/a", "na", "none", "tbd", "无", "x", "✗", "❌"})
_LINK_FIELDS = frozenset({"link", "pdf", "code", "project", "slides", "video", "paper"})


@lru_cache(maxsize=256)
def label_of(inline: Inline) -> tuple[str, Inline]:
    """The label in front of a text, `作者: ..`, and what it labels; no label where it is too long for one."""
    # Remembered, because each rule asks it of the same few lines.
    found = _LABEL.match(inline.plain, 0, _LONGEST_LABEL)
    if found is None or "//" in inline.plain[found.end() - 1 : found.end() + 2]:
        return "", inline
    label = " ".join(found[1].split())
    if not words.field_of(label) and (len(label.split()) > 3 or _runs_on(inline, found)):
        return "", inline
    return label, inline.cut(found.end())


def _runs_on(inline: Inline, label: re.Match[str]) -> bool:
    """Whether what follows a colon is set like what precedes it: `**GShard: Scaling Giant Models**`."""
    before, after = inline.at(label.start(1)), inline.at(label.end())
    if before is None or after is None:
        return False
    return (before.strong and after.strong) or (before.link is not None and before.link == after.link)


def read(blocks: Sequence[Block], drafts: Sequence[Draft], page: Page) -> None:
    """Give what stands below a title to its entries."""
    for block in blocks:
        if block.kind in {"item", "paragraph"}:
            attach(block, drafts, page)
        elif block.kind == "quote":
            read(block.children, drafts, page)
        elif block.kind in {"code", "heading"}:
            # How to cite the work; what its `<details>` are about.
            page.ledger.put(block.line, block.end, "detail", drafts[0].title)
        else:
            page.read([block])


def credit(block: Block, drafts: Sequence[Draft], page: Page) -> bool:
    """The authors, the venue or the links of works, where a line tells nothing else."""
    head, lines = labelled_lines(block)
    label, value = label_of(head)
    if words.field_of(label):
        for number, line in [(block.line, head), *lines]:
            label, value = label_of(line)
            page.ledger.put(number, number, fill(drafts, label, value, number), drafts[0].title)
        page.ledger.put(block.line, block.end, "detail", drafts[0].title)
        return True
    if _is_quoting(block.inline):
        return False
    rest = title.remainder(block.inline, 0)
    told = credits.read(rest)
    only_links = bool(block.inline.links()) and not any(map(str.isalnum, rest.plain))
    if not only_links and (told.others or not (told.authors or told.venue or told.year)):
        return False
    venue, year = badges.venue_on(block.inline)
    for draft in drafts:
        draft.authors = draft.authors or told.authors
        draft.venue = draft.venue or told.venue or venue
        draft.year = draft.year or told.year or year
        draft.affiliation = draft.affiliation or told.affiliation
        draft.links += links.of(block.inline)
        draft.stated.append(block.inline.plain)
    page.ledger.put(block.line, block.end, "detail", drafts[0].title)
    return True


def _is_quoting(inline: Inline) -> bool:
    """Whether a line is a reference of its own: names and a title in quotes."""
    lead = title.lead(inline)
    return lead is not None and lead.style == "quoted" and title.reads_like_a_title(lead.title)


_CREDIT_FIELDS = frozenset({"authors", "venue", "year"})


@lru_cache(maxsize=256)
def is_credit(inline: Inline) -> bool:
    """Whether a line tells nothing but who wrote a work, where or when it appeared, or where it is."""
    label, _ = label_of(inline)
    if field := words.field_of(label):
        return field in _CREDIT_FIELDS
    if _is_quoting(inline):
        return False
    rest = title.remainder(inline, 0)
    found = links.of(inline)
    if not any(map(str.isalnum, rest.plain)):
        return any(link.role in {"paper", "pdf"} for link in found)
    if any(link.role in {"paper", "pdf"} for link in found):
        return False
    told = credits.read(rest)
    return not told.others and bool(told.venue or told.year or people.are_people(told.authors))


_NEXT_LABEL = re.compile(r"\n(?=\s*([^:：\n]{1,24}?)\s*[:：])")


def labelled_lines(block: Block) -> tuple[Inline, list[tuple[int, Inline]]]:
    """The head of an item or paragraph, and the lines from the first with a known label on: (line, text)."""
    plain = block.inline.plain
    cuts = [m.end() for m in _NEXT_LABEL.finditer(plain) if words.field_of(m[1])] if "\n" in plain else []
    if not cuts:
        return block.inline, []
    lines: list[tuple[int, Inline]] = []
    number, at = block.line, 0
    for cut, following in pairwise([*cuts, len(plain) + 1]):
        number, at = number + plain.count("\n", at, cut), cut
        lines.append((number, block.inline.cut(cut, following - 1)))
    return block.inline.cut(0, cuts[0] - 1), lines


def attach(block: Block, drafts: Sequence[Draft], page: Page) -> None:
    """Give one labelled line, and what stands below it, to entries."""
    label, value = label_of(block.inline)
    if not label and not block.children and credit(block, drafts, page):
        return
    kind = fill(drafts, label, value, block.line)
    goes_on = kind == "remark" or not value.plain.strip()
    page.ledger.put(block.line, block.end, kind, drafts[0].title)
    for child in block.children:
        if child.kind in {"item", "paragraph"} and goes_on:
            # Points below a labelled remark go on with it.
            inner, text = label_of(child.inline)
            for draft in drafts:
                _remark(draft, inner or label, text, child.line)
            page.ledger.put(child.line, child.end, "remark", drafts[0].title)
            read(child.children, drafts, page)
        else:
            read([child], drafts, page)


def fill(drafts: Sequence[Draft], label: str, value: Inline, line: int, field: str = "") -> str:
    """
    Put a value into the field that its label names; a label that names none makes a remark.

    Returns:
        What the line is: `detail` or `remark` (`zotsync.model.Line`).
    """
    field = field or words.field_of(label)
    text = " ".join(value.plain.split())
    # The links of authors lead to their pages.
    found = links.of(value, field or ("other" if label else "")) if field != "authors" else []
    if text.lower() in _NOTHING and not found:
        if field == "venue":
            _badge(drafts, value)
        return "detail"
    kind = "detail"
    for draft in drafts:
        if field == "authors":
            draft.authors = draft.authors or text
        elif field == "year":
            draft.year = text if dates.year_in(text) else draft.year
        elif field == "venue":
            draft.venue = draft.venue or text
            draft.year = draft.year or dates.year_in(text)
        elif field == "affiliation":
            draft.affiliation = draft.affiliation or text
        elif field == "alias":
            draft.alias = draft.alias or text
        elif field == "identifier":
            draft.stated.append(f"{label}: {text}")
        elif field == "status":
            draft.marks += title.signs(text)
        elif field in _LINK_FIELDS:
            draft.stated.append(text)
        elif field == "number":
            pass
        elif not _is_only_links(value) and (field != "note" or words.plain_word(text) not in words.GENERIC):
            _remark(draft, label, value, line)
            kind = "remark"
            continue
        draft.links += found
    return kind


def _badge(drafts: Sequence[Draft], value: Inline) -> None:
    """A venue that stands on a badge alone."""
    venue, year = badges.venue_on(value)
    for draft in drafts:
        draft.venue, draft.year = draft.venue or venue, draft.year or year


def _remark(draft: Draft, label: str, value: Inline, line: int) -> None:
    if value.plain.strip():
        draft.remarks.append(Remark(label, value.source, line))


def _is_only_links(value: Inline) -> bool:
    """Whether nothing but links stands there, with brackets and separators between them."""
    outside = "".join([span.text for span in value.spans if span.link is None])
    return bool(value.links()) and not any(character.isalnum() for character in outside)
