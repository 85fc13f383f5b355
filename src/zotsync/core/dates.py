"""Dates as people and programs write them -> ISO 8601."""

from __future__ import annotations

import re

__all__ = ["iso_date"]

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        r"(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?)?(?:[ T].*)?",
        r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})",
        rf"(?:(?P<d>\d{{1,2}})\.? )?{_MONTH},? (?P<y>\d{{4}})",
        rf"{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})",
        r"(?P<y>\d{4}) ?年(?: ?(?P<m>\d{1,2}) ?月(?: ?(?P<d>\d{1,2}) ?日)?)?",
    )
)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def iso_date(text: str) -> str:
    """
    `2017-12-04`, `2017-12` or `2017`, to the precision that the text has; empty where it has no year.

    Reads ISO and its relatives with `/` or `.`, `12/2017`, English months in either order, `2017年12月`. Of
    anything else only the year is taken: `3/4/2017` is one day here and another there.
    """
    text = text.strip()
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            parts = found.groupdict()
            name = parts.get("name")
            month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts.get("m") or 0)
            day = int(parts.get("d") or 0)
            if not 1 <= month <= 12:
                return parts["y"]
            return f"{parts['y']}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{parts['y']}-{month:02}"
    year = _YEAR.search(text)
    return year[0] if year else ""
