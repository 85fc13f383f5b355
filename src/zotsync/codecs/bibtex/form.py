"""
The form in which works leave for somewhere else: dialect, characters, names of venues, fields.

Without a word said, entries have the one dialect that classic BibTeX and biber both read (`crosswalk.dialect`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from ...model import Work
from ..venues import abbreviated
from .crosswalk import entry_of
from .entries import BibEntry

__all__ = ["Form", "formed"]

Dialect = Literal["both", "bibtex", "biblatex"]
Venues = Literal["both", "long", "short"]


@dataclass(frozen=True, slots=True)
class Form:
    """How works are written."""

    dialect: Dialect = "both"
    """`bibtex`: arXiv as its styles know it; `biblatex`: `date`, `journaltitle`, `@online`, `@thesis`."""
    ascii: bool = False
    """LaTeX macros instead of UTF-8, and the dialect of classic BibTeX."""
    venues: Venues = "both"
    """Journals and proceedings by their `long` or `short` name; `both`: long, with the short one as `shortjournal`."""
    fields: frozenset[str] = frozenset()
    """Only these fields; empty: all."""
    omit: frozenset[str] = frozenset()
    """Not these fields."""

    def has(self, field: str) -> bool:
        """Whether a field of this name is written."""
        return field not in self.omit and (not self.fields or field in self.fields)

    @property
    def is_plain(self) -> bool:
        """Whether entries may leave as they stand in library.bib, but for fields that are left out."""
        return self.dialect == "both" and not self.ascii and self.venues == "both"


def formed(work: Work, form: Form, names: frozenset[str] = frozenset()) -> BibEntry:
    """The entry of a work in a form."""
    if form.venues != "both":
        work = _named(work, form.venues)
    classic = form.ascii or form.dialect == "bibtex"
    entry = entry_of(work, classic=classic, ascii=form.ascii, names=names)
    entry = _biblatex(entry) if form.dialect == "biblatex" else entry
    kept = (one for one in entry.fields if form.has(one[0]))
    return replace(entry, fields=tuple(kept)) if form.fields or form.omit else entry


def _named(work: Work, venues: Venues) -> Work:
    if venues == "short" and work.container_title:
        short = work.container_title_short or abbreviated(work.container_title, work.type)
        return replace(work, container_title=short, container_title_short="")
    return replace(work, container_title_short="")


_FIELDS: Final[Mapping[str, str]] = {
    "journal": "journaltitle",
    "address": "location",
    "school": "institution",
}
_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "phdthesis": ("thesis", "phdthesis"),
    "mastersthesis": ("thesis", "mathesis"),
    "techreport": ("report", "techreport"),
    "conference": ("inproceedings", ""),
    "electronic": ("online", ""),
    "www": ("online", ""),
}
"""Type -> that of biblatex, and the localisation key that its `type` field then has (manual, 2.1.2)."""
_SUBTYPES: Final = {"webpage": "online", "dataset": "dataset", "software": "software"}
_MONTHS: Final = {name: f"{number:02}" for number, name in enumerate(
    "jan feb mar apr may jun jul aug sep oct nov dec".split(), 1
)}  # fmt: skip


def _biblatex(entry: BibEntry) -> BibEntry:
    """The entry as the manual of biblatex would have it."""
    fields = dict(entry.fields)
    type, genre = _TYPES.get(entry.type, (entry.type, ""))
    if entry.type == "misc":
        type = _SUBTYPES.get(fields.get("entrysubtype", ""), type)
        if type != "misc":
            del fields["entrysubtype"]
        elif "eprint" in fields or "url" in fields:
            type = "online"
    if genre and "type" not in fields:
        fields["type"] = genre
    if "date" not in fields and "year" in fields:
        parts = [
            fields.get("year", ""),
            _MONTHS.get(fields.get("month", ""), ""),
            fields.get("day", "").zfill(2),
        ]
        known = parts[: next((i for i, part in enumerate(parts) if not part.strip("0")), 3)]
        if all(part.isdecimal() for part in known) and len(known) == sum(name in fields for name in _DATE):
            fields = {("date" if name == "year" else name): value for name, value in fields.items()}
            fields["date"] = "-".join(known)
            fields = {name: value for name, value in fields.items() if name not in _DATE}
    pairs = ((_FIELDS.get(name, name), value) for name, value in fields.items())
    return BibEntry(type, entry.key, tuple(pairs))


_DATE: Final = ("year", "month", "day")
