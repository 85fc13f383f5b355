"""
Works as data: labels with values, as rows of a table, mappings and BibTeX entries have them.

The words of the labels are those of the rest of the reader (`words`); what a label does not tell is a remark.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Final, NamedTuple

from .. import bare_links, chores, details, inlines, naming, title, words
from ..blocks import Inline
from ..draft import Draft
from ..page import Page

__all__ = ["Field", "add", "field_of", "inline", "title_of"]

_OWN_WORDS: Final = {
    word: field
    for field, listed in {
        "topic": (
            "topic topics category categories section subtopic subcategory area field theme group 主题 分类 类别 "
            "领域 方向 专题"
        ),
        "year": "pubyear issued",
        "venue": "booktitle container-title publisher",
        "link": "href pdf_url paper_url arxiv_url url_paper",
        "identifier": "arxiv_id arxivid eprint",
        "title": "paper_title",
    }.items()
    for word in listed.split()
}
"""Words that only data has: names of columns and keys."""

_SCHEMES: Final = {"arxiv_id": "arxiv", "arxiv id": "arxiv", "arxivid": "arxiv", "eprint": "arxiv"}
"""Labels of identifiers -> the word that tells them in running text."""


class Field(NamedTuple):
    """One value of a record."""

    label: str
    """As written."""
    value: Inline
    line: int
    field: str
    """What the label means (`field_of`); empty for a remark."""


def field_of(label: str) -> str:
    """The meaning of a column or key: a field of `words.field_of`, or `topic`."""
    word = words.plain_word(label).removesuffix("_as_written").removesuffix("_path")
    return _OWN_WORDS.get(word) or words.field_of(label) or words.field_of(word.replace("_", " "))


def inline(text: str, numbers: count[int]) -> Inline:
    """The text of a value; Markdown where it has links or bold text, which other text does not lose signs to."""
    if "](" in text or "**" in text:
        return inlines.read(text, {}, numbers)
    return Inline(tuple(bare_links.spans(text, numbers)))


def title_of(fields: Sequence[Field]) -> Field | None:
    """The field that holds the title: one that says so, else a paper that is more than a link."""
    for wanted in ("title", "paper"):
        for one in fields:
            if one.field == wanted and title.lead(one.value):
                return one
    return None


def add(page: Page, fields: Sequence[Field], first: int, last: int, rule: str) -> bool:
    """
    Put the work of a record onto the page, and say what its lines hold.

    Returns:
        False, and nothing is done, where the record has no title.
    """
    named = title_of(fields)
    draft = _draft(named, page, rule) if named else None
    if named is None or draft is None:
        return False
    draft.topic += tuple(
        " ".join(one.value.plain.split())
        for one in fields
        if one.field == "topic" and one.value.plain.strip()
    )
    page.add([draft])
    page.ledger.put(named.line, named.line, "entry", draft.title)
    for one in fields:
        if one is not named and one.field != "topic":
            label = _SCHEMES.get(words.plain_word(one.label), one.label)
            kind = details.fill([draft], label, one.value, one.line, one.field or "remark")
            page.ledger.put(one.line, one.line, kind, draft.title)
    page.ledger.put(first, last, "detail", draft.title)
    return True


def _draft(named: Field, page: Page, rule: str) -> Draft | None:
    """The work that a title names; the whole value is the title, unless parts of it are set off."""
    value = named.value
    if any(span.link or span.strong for span in value.spans):
        found = naming.candidate(value, named.line, page, rule)
        return found.draft if found else None
    words_of_title = title.cleaned(value.plain)
    if not any(map(str.isalnum, words_of_title)) or chores.NO_MEETING.fullmatch(words_of_title):
        return None
    draft = Draft(named.line, words_of_title, page.topic, rule, confidence=1.0)
    draft.stated.append(value.plain)
    return draft
