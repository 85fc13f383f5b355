"""Fields: those that a type needs, macros, references, dates, pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from .sheet import Said, Sheet

__all__ = ["lost_reference", "missing", "month", "pages", "undefined_macro", "year"]

_AUTHOR, _PEOPLE, _TITLE, _YEAR = "author", "author editor", "title", "year date"
_JOURNAL, _BOOK, _SCHOOL = "journal journaltitle", "booktitle crossref xdata", "school institution publisher"
_SOURCE: Final = "url doi eprint howpublished"

_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "article": (_AUTHOR, _TITLE, _JOURNAL, _YEAR),
    "inproceedings": (_AUTHOR, _TITLE, _BOOK, _YEAR),
    "conference": (_AUTHOR, _TITLE, _BOOK, _YEAR),
    "incollection": (_AUTHOR, _TITLE, _BOOK, _YEAR),
    "inbook": (_PEOPLE, _TITLE, "chapter pages booktitle", _YEAR),
    "book": (_PEOPLE, _TITLE, "publisher institution organization", _YEAR),
    "collection": ("editor", _TITLE, _YEAR),
    "proceedings": (_TITLE, _YEAR),
    "phdthesis": (_AUTHOR, _TITLE, _SCHOOL, _YEAR),
    "mastersthesis": (_AUTHOR, _TITLE, _SCHOOL, _YEAR),
    "thesis": (_AUTHOR, _TITLE, _SCHOOL, _YEAR),
    "techreport": (_AUTHOR, _TITLE, "institution publisher organization", _YEAR),
    "report": (_AUTHOR, _TITLE, "institution publisher organization", _YEAR),
    "unpublished": (_AUTHOR, _TITLE, "note howpublished eprint url"),
    "online": (_TITLE, _SOURCE),
    "electronic": (_TITLE, _SOURCE),
    "www": (_TITLE, _SOURCE),
    "booklet": (_TITLE,),
    "manual": (_TITLE,),
    "misc": (_TITLE,),
    "dataset": (_TITLE,),
    "software": (_TITLE,),
}
"""
What BibTeX's standard styles warn of (btxdoc, 3.1), with the names that biblatex has for it (manual, 2.1.1); one of
the words of each line is enough.
"""


def missing(sheet: Sheet) -> Iterator[Said]:
    if sheet.type in ("set", "xdata", "control"):
        return
    for names in _REQUIRED.get(sheet.type, ()):
        first, *others = names.split()
        if not sheet.has(first, *others):
            yield Said("missing-field", "warning", f"@{sheet.type} has no {first}; styles need it")


def undefined_macro(sheet: Sheet) -> Iterator[Said]:
    for name in sorted(sheet.macros):
        message = f"no @string in this file defines {name}; another file must, or it is text and needs braces"
        yield Said("undefined-macro", "info", message)


def lost_reference(sheets: Sequence[Sheet]) -> Iterator[tuple[int, Said]]:
    for number, sheet in enumerate(sheets):
        for name in ("crossref", "xdata"):
            for key in filter(None, map(str.strip, sheet.own.get(name, "").split(","))):
                if key.casefold() not in sheet.keys:
                    message = f"{name} names {key}, which is not in this file"
                    yield number, Said("lost-reference", "warning", message, field=name)


_YEAR_TEXT: Final = re.compile(
    r"(?:ca\. |c\. )?(?:1[4-9]|20)\d\d(?:\s*(?:--?|/|–)\s*(?:(?:1[4-9]|20)?\d\d)?)?[a-z]?"
    r"|\d{2,3}[x?-]{1,2}|in press|forthcoming|to appear|submitted|n\.?\s?d\.?|ongoing|\d{1,4} bce?"
)


def year(sheet: Sheet) -> Iterator[Said]:
    """`year` is a year, and `date` does not say another one."""
    written = sheet.plain.get("year", "").strip()
    if "year" in sheet.own and written and "\\" not in written and not _YEAR_TEXT.fullmatch(written.lower()):
        found = re.findall(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)", written)
        fix = sheet.fixed("year", found[0]) if len(found) == 1 and len(written) <= 8 else {}
        yield Said("year-odd", "warning", f"{written!r} is no year", fix, "year")
    date = sheet.plain.get("date", "")[:4]
    if date.isdecimal() and written[:4].isdecimal() and date != written[:4]:
        message = f"year says {written}, date says {sheet.plain['date']}; biber takes the date"
        yield Said("year-date", "warning", message, field="date")


_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_FULL: Final = "january february march april may june july august september october november december".split()


def month(sheet: Sheet) -> Iterator[Said]:
    """A month that a style can write in its own way is a macro."""
    if "month" not in sheet.own or "month" in sheet.joined:
        return
    written = sheet.own["month"].strip().rstrip(".").lower()
    names = [short for short, full in zip(_MONTHS, _FULL, strict=True) if written in (full, full[:4])]
    if written.isdecimal() and 1 <= int(written) <= 12:
        names = [_MONTHS[int(written) - 1]] if len(written) <= 2 else []
    if names and written != names[0]:
        message = f"month = {names[0]}, without braces, lets styles write it their own way"
        yield Said("month-text", "info", message, sheet.fixed("month", names[0]), "month")


_RANGE: Final = re.compile(
    r"(?:pp?\.?[\s~]*)?([A-Za-z]?\d+)\s*(-|–|—|−|---|\\textendash(?:\{\}|\s))\s*([A-Za-z]?\d+)\.?"
)
_PREFIXED: Final = re.compile(r"(?:pp?\.?|pages?)[\s~]*([A-Za-z]?\d+(?:\s*--\s*[A-Za-z]?\d+)?)", re.I)
_TWO: Final = re.compile(r"(\d+)\s*--\s*(\d+)")


def pages(sheet: Sheet) -> Iterator[Said]:
    """`117--134`: two hyphens, no "pp.", first page first."""
    if "pages" not in sheet.own:
        return
    written = sheet.own["pages"].strip()
    if found := _RANGE.fullmatch(written):
        fix = sheet.fixed("pages", f"{found[1]}--{found[3]}")
        yield Said(
            "pages-dash", "info", f"write {found[1]}--{found[3]}: two hyphens make a dash", fix, "pages"
        )
    elif found := _PREFIXED.fullmatch(written):
        yield Said(
            "pages-prefix",
            "info",
            "styles write p. and pp. themselves",
            sheet.fixed("pages", found[1]),
            "pages",
        )
    elif (
        (found := _TWO.fullmatch(written))
        and len(found[1]) <= len(found[2])
        and int(found[1]) > int(found[2])
    ):
        yield Said("pages-order", "warning", f"page {found[1]} comes after page {found[2]}", field="pages")
