"""Identifiers and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .. import identifiers, verbatim
from .sheet import Said, Sheet

__all__ = ["arxiv", "doi", "isbn", "link"]

_DOI_IN_FRONT: Final = re.compile(r"\s*(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*|DOI\s*)", re.I)


def doi(sheet: Sheet) -> Iterator[Said]:
    """`10.1145/3341301.3359646`: neither a link nor a word in front."""
    value = sheet.own.get("doi", "").strip()
    if not value:
        return
    bare = verbatim.bare(_DOI_IN_FRONT.sub("", value)).strip()
    # The DOI that arXiv registers is a DOI too, although it names the preprint by its id elsewhere.
    if not re.fullmatch(r"10\.\d{4,9}(?:\.\d+)*/\S*[^\s.,;:)\]}]", bare):
        yield Said("doi-malformed", "warning", f"{value!r} is no DOI", field="doi")
    elif bare != value:
        message = f"write {bare}: styles put the link in front"
        yield Said("doi-form", "warning", message, sheet.fixed("doi", bare), "doi")


def arxiv(sheet: Sheet) -> Iterator[Said]:
    value = sheet.own.get("eprint", "").strip()
    archive = (sheet.plain.get("eprinttype") or sheet.plain.get("archiveprefix") or "arxiv").strip().lower()
    if not value or archive != "arxiv":
        return
    bare = re.sub(
        r"^(?:https?://arxiv\.org/(?:abs|pdf)/|arxiv:\s*)|\.pdf$", "", verbatim.bare(value), flags=re.I
    )
    if identifiers.normal("arxiv", bare) is None:
        if sheet.has("eprinttype", "archiveprefix"):
            yield Said("arxiv-malformed", "warning", f"{value!r} is no arXiv id", field="eprint")
    elif bare != value:
        yield Said(
            "arxiv-form",
            "info",
            f"write {bare}: styles write arXiv: themselves",
            sheet.fixed("eprint", bare),
            "eprint",
        )


def isbn(sheet: Sheet) -> Iterator[Said]:
    for one in _ISBN.findall(sheet.plain.get("isbn", "") if "isbn" in sheet.own else ""):
        if identifiers.normal("isbn", one) is None:
            message = f"{one!r} is no ISBN: its check digit is wrong"
            yield Said("isbn-malformed", "info", message, field="isbn")


_ISBN: Final = re.compile(r"(?<![\dX-])\d[\d-]{8,15}[\dXx](?![\dX-])", re.I)


def link(sheet: Sheet) -> Iterator[Said]:
    r"""Links are printed as they stand: no `\_`, no blanks, and with a scheme."""
    value = sheet.own.get("url", "").strip()
    if not value:
        return
    bare = verbatim.bare(re.sub(r"^\\url\{(.*)\}$", r"\1", value))
    if bare != value:
        yield Said(
            "url-escaped",
            "warning",
            r"a link needs no backslashes and no \url",
            sheet.fixed("url", bare),
            "url",
        )
    elif not re.match(r"(?:https?|ftp|mailto|urn|doi):\S", value, re.I):
        yield Said("url-malformed", "info", f"{value[:60]!r} is no link", field="url")
