"""
What Zotero's own import makes of a .bib file: what is lost, and what becomes something else, field by field.

Every line here was measured in Zotero 9 to 11 (File > Import, translators of mid-2026); what was not seen is
not told. An import is never a merge: whoever imports a second time has everything twice.

A rule looks at one entry and yields what would happen to it. `lost` is gone for good, `changed` is somewhere
else or written in another way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from ...core import names as personal
from ...model import Work
from .. import zotero
from ..bibtex import blocks, crosswalk, entries
from ..bibtex.entries import BibEntry
from ..zotero.schema import item_types
from .zotero_import import FIELDS, ITEM_TYPES, OTHERWISE

__all__ = ["Loss", "of_zotero"]

Rule = Callable[["_Seen"], Iterator["_Told"]]


@dataclass(frozen=True, slots=True)
class Loss:
    """What an import does to one field of one entry."""

    code: str
    """Stable; equal codes are one kind of loss."""
    severity: str
    """`error`: the whole entry is lost; `warning`: something is lost; `info`: it is only changed."""
    what: str
    """What is lost or changed, the same words for all losses of a kind."""
    line: int
    key: str
    """Of the entry; empty for what is of no entry."""


class _Seen(NamedTuple):
    """An entry with all that the rules ask of it."""

    entry: BibEntry
    fields: dict[str, str]
    raw: dict[str, str]
    """Values with their delimiters."""
    work: Work
    item: str
    """Zotero's item type for it."""


class _Told(NamedTuple):
    code: str
    severity: str
    what: str
    field: str = ""


def of_zotero(text: str) -> tuple[Loss, ...]:
    """
    What File > Import of Zotero would lose of a BibTeX text, in its order.

    Losses of the same kind in one entry stand once for each field.
    """
    found: list[Loss] = []
    split = blocks.split(text)
    macros = entries.strings(split)
    for block in split:
        if block.kind == "entry":
            entry = entries.read(block, macros)
            places = {one.name: one for one in reversed(entries.fields(block.text)[0])}
            raw = {name: block.text[one.value : one.end] for name, one in places.items()}
            work = crosswalk.work_of(entry)
            seen = _Seen(entry, dict(entry.fields), raw, work, ITEM_TYPES.get(entry.type, ""))
            for told in _told(seen):
                start = places[told.field].start if told.field in places else 0
                line = block.line + block.text.count("\n", 0, start)
                found.append(Loss(told.code, told.severity, told.what, line, entry.key))
        elif block.kind == "broken":
            what = "a broken entry: Zotero may read on in the next one"
            found.append(Loss("broken-entry", "error", what, block.line, block.key))
        elif block.kind == "comment" and _GROUPS.search(block.text) and not _is_read(block.text):
            what = "groups of JabRef: only `@comment` in lower case with groupsversion:3 makes collections"
            found.append(Loss("groups", "warning", what, block.line, ""))
    return tuple(found)


_GROUPS: Final = re.compile(r"jabref-meta:\s*(?:grouping|groupstree):")


def _is_read(comment: str) -> bool:
    return comment.lstrip().startswith("@comment") and "groupstree:" in comment


def _told(seen: _Seen) -> Iterator[_Told]:
    if not seen.item:
        what = f"@{seen.entry.type}: no item is made of such an entry, and nothing is said"
        yield _Told(f"type-{seen.entry.type}", "error", what)
        return
    for rule in _RULES:
        yield from rule(seen)


_NOTES: Final = ("note", "annote", "comment", "review", "notes")
_BROKEN_MACROS: Final = re.compile(r"\\(?:emph|texttt|LaTeX|TeX|H|oe|OE|ldots|ensuremath|mbox)(?![A-Za-z])")
_MATH: Final = re.compile(r"(?<!\\)\$[^$]+(?<!\\)\$")
_PLAIN_DATE: Final = re.compile(r"\s*\d{4}(?:[-/]\d{1,2}){0,2}\s*")


# --- rules ------------------------------------------------------------------------------------------------


def _key(seen: _Seen) -> Iterator[_Told]:
    if seen.entry.key:
        yield _Told("citation-key", "warning", "the citation key: Zotero makes one of its own")


def _type(seen: _Seen) -> Iterator[_Told]:
    meant = str(zotero.item_data(seen.work)["itemType"])
    if meant != seen.item and meant in {"preprint", "dataset", "computerProgram", "webpage", "report"}:
        what = f"a {meant} becomes a {seen.item}: BibTeX has no type for it that Zotero knows"
        if meant in {"computerProgram", "webpage", "report"}:
            what = f"a {meant} becomes a {seen.item}"
        yield _Told(f"type-{meant}", "warning", what)


def _eprint(seen: _Seen) -> Iterator[_Told]:
    if "eprint" not in seen.fields:
        return
    if "eprinttype" in seen.fields:
        what = "eprint: becomes a line in Extra, `arXiv: ...`"
        yield _Told("eprint", "info", what, "eprint")
    else:
        what = "eprint with archiveprefix: becomes `_eprint: ...` in Extra, which nothing reads"
        yield _Told("eprint-archiveprefix", "warning", what, "eprint")
    for name in ("archiveprefix", "primaryclass", "eprintclass"):
        if name in seen.fields:
            yield _Told(name, "warning", f"{name}", name)


def _unplaced(seen: _Seen) -> Iterator[_Told]:
    """Fields that no handler reads, and those that the item type does not have."""
    item = item_types()[seen.item]
    for name in seen.fields:
        base = FIELDS.get(name)
        if base is None and name not in OTHERWISE:
            yield _Told(f"field-{name}", "warning", f"{name}", name)
        elif base and not item.field(base) and not (name == "pages" and item.field("numPages")):
            yield _Told(f"extra-{name}", "info", f"{name} of a {seen.item}: becomes a line in Extra", name)
    if "number" in seen.fields and not (
        item.field("issue") or item.field("number") or item.field("seriesNumber")
    ):
        yield _Told("extra-number", "info", f"number of a {seen.item}: becomes a line in Extra", "number")
    if seen.fields.keys() & {"publisher", "school"}:
        for name in ("institution", "organization"):
            if name in seen.fields:
                yield _Told(
                    f"extra-{name}", "info", f"{name} beside a publisher: becomes a line in Extra", name
                )


def _references(seen: _Seen) -> Iterator[_Told]:
    for name in ("crossref", "xdata"):
        if name in seen.fields:
            yield _Told(name, "warning", f"{name}: nothing is inherited from the other entry", name)
    for name, what in (
        ("ids", "ids: other keys of the entry"),
        ("groups", "groups: Zotero reads no `groups` field"),
    ):
        if name in seen.fields:
            yield _Told(name, "warning", what, name)


def _notes(seen: _Seen) -> Iterator[_Told]:
    for name in _NOTES:
        if value := seen.fields.get(name, ""):
            if "\n\n" in value or "\\" in value:
                yield _Told(
                    f"{name}-form", "warning", f"paragraphs and macros of {name}, in a child note", name
                )
            else:
                yield _Told(name, "info", f"{name}: becomes a child note", name)


def _keywords(seen: _Seen) -> Iterator[_Told]:
    for name in ("keywords", "keyword"):
        if re.search(r"\{[^{}]*[,;][^{}]*\}", seen.fields.get(name, "")):
            yield _Told("keywords", "warning", "keywords with a comma: cut in two, braces do not help", name)


def _people(seen: _Seen) -> Iterator[_Told]:
    for name in ("author", "editor", "translator"):
        if name not in seen.fields:
            continue
        people, others = personal.split(seen.fields[name])
        if others:
            yield _Told("and-others", "warning", 'and others: becomes a person named "others"', name)
        for one in people:
            bare = "," not in one and not one.startswith("{")
            words = one.split()
            if bare and any(word[0].islower() for word in words[1:-1]):
                yield _Told(
                    "particle", "warning", f"particles in {name} without a comma: `Berg, Jan van der`", name
                )
            if bare and words and re.fullmatch(r"Jr\.?|Sr\.?|I{2,3}|IV", words[-1]):
                yield _Told(
                    "junior", "warning", f'"Jr." in {name} without a comma: taken for the family name', name
                )
    if "editor" in seen.fields and "editor" not in item_types()[seen.item].creators:
        yield _Told("editor-role", "warning", f"editor of a {seen.item}: becomes an author", "editor")


def _texts(seen: _Seen) -> Iterator[_Told]:
    for name in ("title", "booktitle", "abstract"):
        value = seen.fields.get(name, "")
        if _MATH.search(value):
            yield _Told(
                f"math-{name}",
                "warning",
                f"mathematics in {name}: the dollars go, macros are rewritten",
                name,
            )
        if _BROKEN_MACROS.search(_MATH.sub("", value)):
            yield _Told(
                f"macro-{name}",
                "warning",
                f"macros in {name} that Zotero breaks (\\emph, \\H, \\oe ...)",
                name,
            )
    if "\n\n" in seen.fields.get("abstract", ""):
        yield _Told("paragraphs", "info", "paragraphs of the abstract: joined", "abstract")


def _dates(seen: _Seen) -> Iterator[_Told]:
    if "date" in seen.fields:
        return
    year = seen.fields.get("year", "")
    if year and not _PLAIN_DATE.fullmatch(year):
        yield _Told("date", "warning", "a year that is more than a number: cut to one, or lost", "year")
    if "month" in seen.fields and not year:
        yield _Told("month", "warning", "month without a year", "month")


def _links(seen: _Seen) -> Iterator[_Told]:
    if re.search(r"\\[_&%#~]", seen.fields.get("url", "")):
        yield _Told("url-escapes", "warning", "url with escapes: they stay, and the link is dead", "url")
    published = seen.fields.get("howpublished", "")
    if re.match(r"\s*(?:https?:|mailto:)", published) and "url" in seen.fields:
        yield _Told("howpublished-url", "warning", "url: overwritten by the link in howpublished", "url")
    elif published and len(published) < _SHORT and not published.startswith("\\url"):
        yield _Told("howpublished", "warning", "howpublished of less than seven letters", "howpublished")
    for name in ("file", "pdf"):
        if name in seen.fields:
            yield _Told(name, "info", f"{name}: copied if it is there, skipped without a word if not", name)


_SHORT: Final = 7


def _concatenation(seen: _Seen) -> Iterator[_Told]:
    for name, raw in seen.raw.items():
        if re.search(r'"\s*#\s*["{]', raw):
            yield _Told(
                "concatenation", "warning", f"{name}: of strings joined with # only the first stays", name
            )


_RULES: Final[tuple[Rule, ...]] = (
    _key, _type, _eprint, _unplaced, _references, _notes, _keywords, _people, _texts, _dates, _links, _concatenation,
)  # fmt: skip
