"""One work, or one person, in two forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...model import Work
from .. import lookalike, titles
from .sheet import Said, Sheet

__all__ = ["people", "works"]

_ONE_VERSION = ("doi", "arxiv", "pmid", "acl", "openreview")
"""Schemes of which two entries with one value are one work; chapters of a book share its ISBN."""


def works(sheets: Sequence[Sheet]) -> Iterator[tuple[int, Said]]:
    """Entries that are one work by an identifier, or by title and people."""
    seen: dict[object, list[int]] = {}
    for number, sheet in enumerate(sheets):
        work = sheet.work
        marks: list[object] = [one for one in work.identifiers if one.scheme in _ONE_VERSION]
        if len(titles.words(work.title)) > 1:
            marks.append(titles.normal(work.title))
        for mark in marks:
            for before in seen.get(mark, ()):
                other = sheets[before]
                if isinstance(mark, str) and not _one_work(other.work, work):
                    continue
                why = "the same title and people" if isinstance(mark, str) else str(mark)
                message = f"the same work as {other.key} in line {other.line} ({why}): cite one of them"
                yield number, Said("duplicate-work", "warning", message)
                break
            else:
                continue
            break
        for mark in marks:
            seen.setdefault(mark, []).append(number)


def _one_work(one: Work, other: Work) -> bool:
    """Whether two works of one title are one: no column of a journal that comes every year, no other volume."""
    for name in ("volume", "issue", "page", "edition", "number"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine and theirs and mine != theirs and one.container_title == other.container_title:
            return False
    ours, others = ({each.scheme: each.value for each in work.identifiers} for work in (one, other))
    if any(
        ours[scheme] != others[scheme] for scheme in ours.keys() & others.keys() & {*_ONE_VERSION, "isbn"}
    ):
        return False
    return lookalike.score(one, other) >= lookalike.SURE


def people(sheets: Sequence[Sheet]) -> Iterator[tuple[int, Said]]:
    """`Wang, Wei` here and `Wei, Wang` there: one of them is in the wrong order."""
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for number, sheet in enumerate(sheets):
        for one in sheet.work.creators:
            if one.family and len(one.given.rstrip(".")) > 1 and one.family != one.given:
                first.setdefault((one.family, one.given), (number, one.role))
    for (family, given), (number, role) in first.items():
        if (
            (given, family) in first
            and first[given, family][0] <= number
            and (given, family) < (family, given)
        ):
            other = sheets[first[given, family][0]]
            message = f"{family}, {given} here, {given}, {family} in line {other.line}: one order is wrong"
            field = role if role in sheets[number].own else "author"
            yield number, Said("name-swapped", "info", message, field=field)
