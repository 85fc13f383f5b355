"""
Proofreading a bibliography: what biber does not say, or says too late. One rule, one function, one code.

* `sheet`      what a rule sees of an entry, and what it says
* `fields`     required fields, macros, references between entries, dates, pages
* `text`       debris of HTML and LaTeX, capitals
* `people`     names
* `ids`        DOIs, arXiv ids, ISBNs, links
* `venues`     year against venue, kinds of venue, preprints that were published
* `twice`      one work or one person in two forms

Rules are pure: an entry (or all of them) goes in, `Said` comes out. Where a rule is sure what the author meant it
gives the fix too, as new LaTeX text of fields; a fix never loses a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ...model import Finding, Work
from . import fields, ids, people, text, twice, venues
from .codes import CODES
from .sheet import Said, Sheet

__all__ = ["CODES", "Fixes", "Said", "Sheet", "proofread"]

Fixes = Mapping[int, Mapping[str, str | None]]
"""By number of the sheet, the new LaTeX text of fields; None takes a field out."""

_OF_ONE: Sequence[Callable[[Sheet], Iterator[Said]]] = (
    fields.missing,
    fields.undefined_macro,
    fields.year,
    fields.month,
    fields.pages,
    text.html,
    text.doubly_escaped,
    text.unescaped,
    text.capitals,
    text.unprotected,
    text.braced,
    people.joined,
    people.et_al,
    people.initials_last,
    people.capitals,
    people.debris,
    ids.doi,
    ids.arxiv,
    ids.isbn,
    ids.link,
    venues.year,
    venues.kind,
    venues.preprint_in_journal,
)
_OF_ALL: Sequence[Callable[[Sequence[Sheet]], Iterator[tuple[int, Said]]]] = (
    fields.lost_reference,
    twice.works,
    twice.people,
)


def proofread(
    sheets: Sequence[Sheet], published: Iterable[Work] = (), ignore: frozenset[str] = frozenset()
) -> tuple[tuple[Finding, ...], Fixes]:
    """
    What a careful reader finds in the entries of a file, by line, and how some of it is put right.

    Args:
        published: works that are known to have appeared, for preprints among the entries.
        ignore: codes that are not looked for.
    """
    said = [(number, one) for number, sheet in enumerate(sheets) for rule in _OF_ONE for one in rule(sheet)]
    said += (pair for whole in _OF_ALL for pair in whole(sheets))
    said += venues.known_publication(sheets, published)
    findings = []
    fixes: dict[int, dict[str, str | None]] = {}
    for number, one in said:
        if one.code in ignore:
            continue
        sheet = sheets[number]
        findings.append(
            (number, Finding(one.code, sheet.place(one.field), one.message, one.level, sheet.key))
        )
        for name, value in one.fix.items():
            # Two rules may change one field; the second one waits for the next run.
            fixes.setdefault(number, {}).setdefault(name, value)
    order = sorted(findings, key=lambda pair: (sheets[pair[0]].file, _line(pair[1])))
    return tuple(finding for _, finding in order), fixes


def _line(finding: Finding) -> int:
    return int(finding.where.rpartition(":")[2])
