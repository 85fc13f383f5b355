"""Dates: `issued` <-> `year`, `month`, `day`, and what others write into `date`."""

from __future__ import annotations

import re
from typing import Final

from ...latex import to_unicode
from ..entries import MONTHS

__all__ = ["read", "written"]

_ISSUED: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_NAMES: Final = {
    **{month: number for number, month in enumerate(MONTHS, 1)},
    **{str(number): number for number in range(1, 13)},
    **{f"{number:02}": number for number in range(1, 10)},
}
_MONTH: Final = re.compile(r"(?:(\d{1,2})[.\s~,]+)?([A-Za-z]{3,}|\d{1,2})\.?(?:[\s~,]+(\d{1,2}))?")
"""`dec`, `December`, `12`; with a day on either side, as `"10~" # jan` and `jan # "~10"` write it."""


def written(issued: str) -> list[tuple[str, str]]:
    """The fields of `2017-12-04`: `year = {2017}`, `month = dec`, `day = {4}`; none of what is not a date."""
    date = _ISSUED.fullmatch(issued)
    if date is None:
        return []
    year, month, day = date.groups()
    fields = [("year", year)]
    if month and 1 <= int(month) <= 12:
        fields.append(("month", MONTHS[int(month) - 1]))
        if day and 1 <= int(day) <= 31:
            fields.append(("day", str(int(day))))
    return fields


def read(fields: dict[str, str]) -> str:
    """
    The date that fields say; those that are understood whole are taken out of `fields`.

    `date` counts before `year`, as for biber. Of a range the start is read, of a season (`2010-21`) the year, and
    the field stays.
    """
    date = fields.get("date", "").strip()
    if found := _ISSUED.match(date):
        if found[2] and not 1 <= int(found[2]) <= 12:
            return found[1]
        if found[0] == date:
            for name in ("date", "year", "month", "day"):
                fields.pop(name, None)
        return found[0]
    year = to_unicode(fields.get("year", "")).strip()
    if not re.fullmatch(r"\d{4}", year, re.A):
        return ""
    del fields["year"]
    month, day = _month(fields.get("month", ""))
    if not month:
        return year
    del fields["month"]
    own_day = fields.get("day", "").strip()
    if not day and re.fullmatch(r"0?[1-9]|[12]\d|3[01]", own_day, re.A):
        day = int(fields.pop("day"))
    return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"


def _month(value: str) -> tuple[int, int]:
    """(month, day), 0 for what is not said."""
    found = _MONTH.fullmatch(to_unicode(value).strip())
    if found is None:
        return 0, 0
    before, name, after = found.groups()
    month = _NAMES.get(name.lower()[:3] if name.isalpha() else name, 0)
    if name.isalpha() and not _is_month_name(name.lower()):
        return 0, 0
    day = int(before or after or 0)
    return (month, day) if day <= 31 and not (before and after) else (0, 0)


_FULL_NAMES: Final = (
    "january february march april may june july august september october november december".split()
)


def _is_month_name(name: str) -> bool:
    """`dec`, `sept`, `december`; not `market`."""
    return any(full.startswith(name) for full in _FULL_NAMES)
