"""What several formats ask of a work, and what they say of one, in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any, Final

from ...core import identifiers
from ...model import Creator, Identifier, Work
from ..latex import to_latex, to_unicode

__all__ = [
    "ARXIV",
    "by_role",
    "identifier",
    "inverted",
    "line",
    "links",
    "other_fields",
    "paragraphs",
    "plain",
    "rest",
    "sorted_identifiers",
    "stripped",
    "type_told",
    "whole",
]

ARXIV: Final = "arXiv"
"""Where a preprint stands that has an arXiv id."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:]*(?:\s[^<>]*)?/?>")
_PARAGRAPH = re.compile(r"</(?:p|div|li|jats:p)>|<br\s*/?>|\n\s*\n", re.I)


# --- what a work says -------------------------------------------------------------------------------------


def identifier(work: Work, scheme: str) -> str:
    """The first identifier of a scheme, or nothing."""
    return next((one.value for one in work.identifiers if one.scheme == scheme), "")


def links(work: Work) -> list[str]:
    """The link of a work, then those of the identifiers that it does not state, but for DOIs and ISBNs."""
    stated = {*identifiers.of_url(work.url)} if work.url else set()
    others = (one for one in work.identifiers if one.scheme not in {"doi", "isbn"} and one not in stated)
    return list(dict.fromkeys(filter(None, (work.url, *map(identifiers.url, others)))))


def by_role(work: Work, *roles: str) -> list[Creator]:
    """The creators with one of these roles, in order."""
    return [one for one in work.creators if one.role in roles]


def inverted(creator: Creator) -> str:
    """`Vaswani, Ashish`; a body as it is called."""
    if creator.literal or not (creator.family and creator.given):
        return line(creator.literal or creator.family or creator.given)
    return line(f"{creator.family}, {creator.given}")


def whole(creator: Creator) -> str:
    """`Ashish Vaswani`."""
    return line(creator.literal or f"{creator.given} {creator.family}")


def line(text: str) -> str:
    """One line, without control characters."""
    return " ".join(_CONTROL.sub("", text).split())


def paragraphs(text: str) -> str:
    """Lines and paragraphs stay; control characters go."""
    return _CONTROL.sub("", text.replace("\r\n", "\n")).strip()


def rest(work: Work, names: Mapping[str, str]) -> dict[str, str]:
    """BibTeX fields without a place in `Work`, as text, by what another format calls them (`names`)."""
    return {
        names[name]: line(to_unicode(value)) for name, value in work.fields if name in names and value.strip()
    }


# --- what a record says -----------------------------------------------------------------------------------


def plain(value: Any) -> str:
    """Text or a number of a record in one line, without the markup of HTML and JATS."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    if "<" in text:
        text = _TAG.sub("", text)
    return line(unescape(text) if "&" in text else text)


def stripped(value: Any) -> str:
    """Text of a record with its paragraphs, without markup."""
    if not isinstance(value, str):
        return plain(value)
    return "\n\n".join(filter(None, map(plain, _PARAGRAPH.split(value))))


def other_fields(values: Mapping[str, str], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The inverse of `rest`: BibTeX fields, from what another format says."""
    return tuple((name, to_latex(values[called])) for name, called in names.items() if values.get(called))


def sorted_identifiers(found: Iterable[Identifier | None]) -> tuple[Identifier, ...]:
    """One a scheme, in the order of `SCHEMES`; the first that is said counts."""
    first: dict[str, Identifier] = {}
    for one in found:
        if one is not None:
            first.setdefault(one.scheme, one)
    return tuple(first[scheme] for scheme in identifiers.SCHEMES if scheme in first)


def type_told(found: Iterable[Identifier], url: str) -> str:
    """The CSL type of a record that only says that it is something."""
    if any(one.scheme == "arxiv" for one in found):
        return "article"
    return "webpage" if url else "document"
