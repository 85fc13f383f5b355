"""Where something appeared: year against venue, kinds of venue, preprints that were published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ...model import Work
from .. import identifiers, lookalike, titles
from .sheet import Said, Sheet

__all__ = ["kind", "known_publication", "preprint_in_journal", "year"]

_YEAR: Final = re.compile(r"(?<![\d.:/-])((?:19|20)\d\d)(?![\d.:/-])")
_SHORT_YEAR: Final = re.compile(r"[A-Za-z]\s?['’](\d\d)\b|\([A-Z][A-Za-z&-]+ (\d\d)\)")
_APART: Final = 1
"""Years that proceedings may be dated apart from the conference."""


def year(sheet: Sheet) -> Iterator[Said]:
    """The year of an entry against the year that its venue, and its arXiv id, name."""
    issued = sheet.work.issued[:4]
    if not issued.isdecimal():
        return
    names = ("booktitle", "journal", "journaltitle")
    venue = next((sheet.plain[name] for name in names if name in sheet.plain), "")
    stated: set[int] = set()
    if sheet.type in ("inproceedings", "conference") or _PROCEEDINGS.search(venue):
        stated = {int(found) for found in _YEAR.findall(venue)}
        short = {int(one or other) for one, other in _SHORT_YEAR.findall(venue)}
        stated |= {min((1900 + one, 2000 + one), key=lambda one: abs(one - int(issued))) for one in short}
    if stated and min(abs(int(issued) - one) for one in stated) > _APART:
        years = " and ".join(map(str, sorted(stated)))
        yield Said(
            "venue-year",
            "warning",
            f"the year is {issued}, the venue is of {years}: {venue[:60]!r}",
            field="year",
        )
    for one in sheet.work.identifiers:
        submitted = identifiers.arxiv_year(one) if one.scheme == "arxiv" else None
        if submitted and int(issued) < submitted and not sheet.work.container_title:
            message = f"the year is {issued}, and arXiv got {one.value} in {submitted}"
            yield Said("preprint-year", "warning", message, field="year")


_PROCEEDINGS: Final = re.compile(r"\b(?:proceedings|proc\.|conference|symposium|workshop)\b", re.I)
_JOURNAL_TOO: Final = re.compile(
    r"proceedings of the (?:national academy|ieee\b(?! conf)|acm on|vldb|london|royal|american|edinburgh|aaai)|pacm|"
    r"letters|of machine learning research|transactions|journal",
    re.I,
)


def kind(sheet: Sheet) -> Iterator[Said]:
    """`@article` with a conference for a journal, `@inproceedings` with a journal and no proceedings."""
    journal = sheet.plain.get("journal") or sheet.plain.get("journaltitle") or ""
    if sheet.type == "article" and _PROCEEDINGS.search(journal) and not _JOURNAL_TOO.search(journal):
        message = f"{journal[:60]!r} looks like a conference: @inproceedings with booktitle"
        yield Said("venue-kind", "info", message, field="journal")
    elif sheet.type == "inproceedings" and journal and not sheet.has("booktitle"):
        yield Said("venue-kind", "warning", "@inproceedings prints booktitle, not journal", field="journal")


_ARXIV: Final = re.compile(r"\s*(?:arxiv\b|corr\b)", re.I)


def preprint_in_journal(sheet: Sheet) -> Iterator[Said]:
    """Google Scholar and DBLP make arXiv a journal; the id belongs into `eprint`."""
    for name in ("journal", "journaltitle"):
        if name in sheet.own and _ARXIV.match(sheet.plain.get(name, "")) and not sheet.has("eprint"):
            ids = [one for one in sheet.work.identifiers if one.scheme == "arxiv"]
            hint = f": eprint = {{{ids[0].value}}}, eprinttype = {{arxiv}}" if ids else ""
            yield Said("preprint-journal", "info", f"arXiv is no journal{hint}", field=name)


def known_publication(sheets: Sequence[Sheet], published: Iterable[Work]) -> Iterator[tuple[int, Said]]:
    """A preprint whose publication is known, from what the sources said or from another entry."""
    preprints = [
        (number, sheet)
        for number, sheet in enumerate(sheets)
        if sheet.work.type == "article" or (not sheet.work.container_title and _has_arxiv(sheet.work))
    ]
    if not preprints:
        return
    known: dict[object, Work] = {}
    for work in (*published, *(sheet.work for sheet in sheets)):
        if work.type in ("article-journal", "paper-conference", "chapter") and work.container_title:
            for one in work.identifiers:
                known.setdefault(one, work)
            known.setdefault(titles.normal(work.title), work)
    for number, sheet in preprints:
        ours = sheet.work
        found = next((known[one] for one in ours.identifiers if one in known), None)
        alike = known.get(titles.normal(ours.title))
        if found is None and alike is not None and lookalike.score(ours, alike) >= lookalike.POSSIBLE:
            found = alike
        if found is not None:
            where = found.container_title_short or found.container_title
            named = f" (entry {found.key})" if any(found is other.work for other in sheets) else ""
            year = found.issued[:4]
            when = where if year in where else f"{where} {year}"
            message = f"this preprint appeared in {when}{named}"
            yield number, Said("preprint-published", "info", message)


def _has_arxiv(work: Work) -> bool:
    return any(one.scheme == "arxiv" for one in work.identifiers)
