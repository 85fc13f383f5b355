"""Whole records, as BibTeX, RIS and other formats of bibliographies have them: a `Work` -> an entry of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ....core import citekey
from ....model import Creator, Link, Remark, Work
from ..draft import Draft
from ..page import Page

__all__ = ["add"]


def add(
    page: Page,
    work: Work,
    rule: str,
    lines: tuple[int, int, int],
    *,
    remarks: Sequence[Remark] = (),
    links: Sequence[Link] = (),
    topics: Sequence[tuple[str, ...]] = (),
) -> None:
    """
    Put a work onto the page, once for each of its topics, and say what its lines hold.

    A record without a title is skipped lines. A key that not every program takes is left out.

    Args:
        rule: name of the rule that found it.
        lines: the first, that of the title, and the last.
        links: beside the link of the work itself.
        topics: paths; the open topic without any.
    """
    first, title_line, last = lines
    title = " ".join(work.title.split())
    if not any(character.isalnum() for character in title):
        page.ledger.put(first, last, "skipped", "an entry without a title")
        return
    work = replace(work, title=title, key=work.key if citekey.is_usable(work.key) else "")
    for topic in topics or [page.topic]:
        draft = Draft(title_line, title, topic, rule, year=work.issued[:4], confidence=1.0, work=work)
        draft.authors = _authors(work)
        draft.venue = work.container_title or work.event_title
        draft.stated += [str(identifier) for identifier in work.identifiers]
        if work.url:
            draft.links.append(Link("paper", work.url))
        draft.links += links
        draft.remarks += [one for one in remarks if one.text]
        page.add([draft])
    page.ledger.put(title_line, title_line, "entry", title)
    page.ledger.put(first, last, "detail", title)


def _authors(work: Work) -> str:
    """As a person would write them beside the title: `Ashish Vaswani, Noam Shazeer et al.`"""
    authors = [one for one in work.creators if one.role == "author"] or list(work.creators)
    return ", ".join(map(_name, authors)) + (" et al." if work.and_others and authors else "")


def _name(creator: Creator) -> str:
    return creator.literal or f"{creator.given} {creator.family}".strip()
