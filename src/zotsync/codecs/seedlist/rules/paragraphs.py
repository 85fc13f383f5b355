"""
Paragraphs: a work where one is set like it, `[**Title**](url) （2024.06.10）`, one a line, or with its authors
in the paragraph below; a topic where a line in bold stands alone above works; else text on the topic.
"""

from __future__ import annotations

import re
from itertools import pairwise

from .. import details, naming, people, title, words
from ..blocks import Block, Inline, Span
from ..draft import BARE, Draft
from ..page import Page

__all__ = ["bold_topic", "credit", "entry", "lines", "text", "titles"]

_SENTENCE = re.compile(r"[.。!！?？;；,，]$")
_LONGEST_TOPIC = 80


def lines(block: Block, page: Page) -> bool:
    """Several works in one paragraph, one a line."""
    parts = _lines(block.inline)
    if len(parts) > 1 and _NUMBERED.match(parts[0].plain) and _NUMBERED.match(parts[-1].plain):
        return _references(block, parts, page)
    if len(parts) < 2:
        return False
    named = [
        naming.candidate(part, block.line + i, page, "line of a paragraph") for i, part in enumerate(parts)
    ]
    if not all(one and one.separated and (one.certain or (one.likely and one.set_off)) for one in named):
        return False
    if not all(one and (one.set_off or one.draft.links or one.draft.venue) for one in named):
        return False
    drafts = [one.draft for one in named if one]
    # A title and the line of its authors are one work.
    if any(
        not one.set_off and details.is_credit(part) for part, one in zip(parts, named, strict=True) if one
    ):
        return False
    if any(draft.title == draft.authors for draft in drafts) or not all(
        _has_own_proof(draft) for draft in drafts
    ):
        return False
    for draft in drafts:
        page.ledger.put(draft.line, draft.line, "entry", draft.title)
        page.add([draft])
    return True


_NUMBERED = re.compile(r"\s*\[\d{1,3}\]\s")


def _references(block: Block, parts: list[Inline], page: Page) -> bool:
    """References with their numbers, `[1] ..`, each on one line or several of one paragraph."""
    starts = [i for i, part in enumerate(parts) if _NUMBERED.match(part.plain)]
    at = [0]
    for part in parts:
        at.append(at[-1] + len(part.plain) + 1)
    found: list[tuple[int, naming.Candidate]] = []
    for i, following in pairwise([*starts, len(parts)]):
        whole = block.inline.cut(at[i], at[following] - 1)
        named = naming.candidate(whole, block.line + i, page, "reference")
        if named and named.likely:
            found.append((block.line + following - 1, named))
    if len(found) * 2 < len(starts):
        return False
    for end, one in found:
        page.ledger.put(one.draft.line, one.draft.line, "entry", one.draft.title)
        page.ledger.put(one.draft.line, end, "detail", one.draft.title)
        page.add([one.draft])
    page.say(" ".join(block.inline.plain.split()), block.line, block.end) if len(found) < len(
        starts
    ) else None
    return True


def _has_own_proof(draft: Draft) -> bool:
    return bool(
        draft.identifiers() or draft.year or any(link.role in {"paper", "pdf"} for link in draft.links)
    )


_LINE_END = re.compile(r"\n")


def _lines(inline: Inline) -> list[Inline]:
    """The lines of a paragraph as written in the list (a `<br>` within a line makes none)."""
    parts: list[Inline] = []
    start = 0
    for at, end, span in inline.placed():
        if span.kind == "break" and span.source == "\n":
            parts.append(inline.cut(start, at))
            start = end
        elif span.kind == "text" and "\n" in span.text:
            # Plain text has no marks of its own for the end of a line.
            for found in _LINE_END.finditer(inline.plain, at, end):
                parts.append(inline.cut(start, found.start()))
                start = found.end()
    return [*parts, inline.cut(start)]


def entry(block: Block, page: Page) -> bool:
    """A paragraph that begins with a title in bold or in a link, and is certain to be a work."""
    head, labelled = details.labelled_lines(block)
    if labelled and _is_told(head, labelled, block, page):
        return True
    named = naming.candidate(block.inline, block.line, page, "paragraph")
    if named is None or not named.separated:
        return False
    draft = named.draft
    if not named.certain and not _is_signed(named, block.inline):
        return False
    is_reference = bool(draft.authors and (draft.year or draft.venue or not named.certain))
    if not named.set_off and not is_reference and not (draft.venue and draft.links):
        return False
    page.add([draft])
    page.ledger.put(block.line, block.line, "entry", draft.title)
    page.ledger.put(block.line, block.end, "detail", draft.title)
    page.subject = page.last
    return True


def _is_signed(named: naming.Candidate, inline: Inline) -> bool:
    """A title on its line and nothing but its authors on the next, as in a list of accepted papers."""
    first, _, rest = inline.plain.partition("\n")
    return (
        named.likely
        and bool(rest)
        and people.are_people(named.draft.authors)
        and title.is_bare_title(first.strip(), Inline((Span(first, first),)))
        and not named.draft.remarks
    )


def _is_told(head: Inline, labelled: list[tuple[int, Inline]], block: Block, page: Page) -> bool:
    """
    A title, and on the lines below it what is told of it, each with its label.

        **GloVe: Global Vectors for Word Representation**
        Auteurs : Jeffrey Pennington, Richard Socher, Christopher Manning
        Lien : https://aclanthology.org/D14-1162/
    """
    told = {words.field_of(details.label_of(line)[0]) for _, line in labelled}
    named = naming.candidate(head, block.line, page, "paragraph")
    if (
        named is None
        or not named.separated
        or not told & {"authors", "venue", "paper", "link", "pdf", "identifier"}
    ):
        return False
    if not (named.set_off or title.reads_like_a_title(named.draft.title)) or words.field_of(
        details.label_of(head)[0]
    ):
        return False
    draft = named.draft
    page.add([draft])
    page.ledger.put(block.line, block.line, "entry", draft.title)
    for number, line in labelled:
        label, value = details.label_of(line)
        page.ledger.put(number, number, details.fill([draft], label, value, number), draft.title)
    page.ledger.put(block.line, block.end, "detail", draft.title)
    draft.doubt = "" if naming.confidence(draft) > _NOT_PROVEN else draft.doubt
    draft.confidence = naming.confidence(draft, set_off=named.set_off)
    page.subject = page.last
    return True


_NOT_PROVEN = 0.7


def titles(block: Block, page: Page) -> bool:
    """
    Titles alone, one a line, in a paragraph without any other words; the rest of the list decides (`habits`).

        DeepWalk: Online Learning of Social Representations
        node2vec: Scalable Feature Learning for Networks
    """
    parts = _lines(block.inline)
    if len(parts) < 2 or block.inline.links() or page.aside or page.subject:
        return False
    named = [naming.candidate(part, block.line + i, page, "title alone") for i, part in enumerate(parts)]
    if not all(
        one and not one.set_off and title.is_bare_title(one.draft.title, part)
        for one, part in zip(named, parts, strict=True)
    ):
        return False
    for one in named:
        if one:
            one.draft.doubt = one.draft.doubt or BARE
            page.add([one.draft])
            page.ledger.put(one.draft.line, one.draft.line, "entry", one.draft.title)
    return True


def credit(block: Block, page: Page) -> bool:
    """The authors, the venue or the links of the work above, in a paragraph of their own."""
    return bool(page.subject) and details.credit(block, page.subject, page)


def bold_topic(block: Block, page: Page) -> bool:
    """A line in bold that stands alone above works is a topic."""
    plain = " ".join(block.inline.plain.split())
    spans = [span for span in block.inline.spans if any(map(str.isalnum, span.text))]
    if (
        not spans
        or len(plain) > _LONGEST_TOPIC
        or not all(span.strong for span in spans)
        or block.inline.links()
        or _SENTENCE.search(plain.rstrip(":： "))
        or words.TODO.match(plain)
        or not page.following
        or page.following[0].kind not in {"item", "table", "paragraph"}
    ):
        return False
    first = page.following[0]
    if first.kind == "paragraph":
        named = naming.candidate(first.inline, first.line, page, "paragraph")
        is_reference = named is not None and bool(named.draft.authors and named.draft.year)
        if named is None or not (named.certain and named.separated and (named.set_off or is_reference)):
            return False
    page.open_topic(plain.rstrip(":： "), block.line, page.level_of("bold"), "bold")
    page.ledger.put(block.line, block.end, "markup", "line in bold")
    return True


def text(block: Block, page: Page) -> bool:
    """A paragraph about the topic, or about the list."""
    if not block.inline.plain.strip():
        if any(span.kind == "image" for span in block.inline.spans):
            page.ledger.put(block.line, block.end, "markup", "image")
        return True
    page.subject = []
    page.say(" ".join(block.inline.plain.split()), block.line, block.end)
    return True
