"""Names of people, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .. import names
from .sheet import Said, Sheet

__all__ = ["capitals", "debris", "et_al", "initials_last", "joined"]

_FIELDS: Final = ("author", "editor")


def _written(sheet: Sheet) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for field in _FIELDS:
        if field in sheet.own:
            yield field, sheet.own[field], names.split(sheet.own[field])[0]


def _without_braces(text: str) -> str:
    while (bare := re.sub(r"\{[^{}]*\}", "x", text)) != text:
        text = bare
    return text


def joined(sheet: Sheet) -> Iterator[Said]:
    """Names are parted by "and", by nothing else: three commas in one name are several names."""
    for field, value, found in _written(sheet):
        for name in found:
            bare = _without_braces(name)
            if (bare.count(",") > 2 and "=" not in bare) or ";" in bare.replace("\\;", ""):
                fix = {}
                if ";" in bare and bare == name and "," not in name.replace(", ", ""):
                    parts = [part.strip() for part in name.split(";") if part.strip()]
                    if all(part.count(",") <= 1 for part in parts):
                        fix = sheet.fixed(field, value.replace(name, " and ".join(parts)))
                message = f"{_short(name)} looks like several names: write `and` between them"
                yield Said("names-joined", "warning", message, fix, field)


_ET_AL: Final = re.compile(r",?\s*(?:\band\s+)?\bet\s*\.?\s*al\b\.?,?\s*$", re.I)


def et_al(sheet: Sheet) -> Iterator[Said]:
    for field, value, found in _written(sheet):
        if found and (end := _ET_AL.search(value)):
            fix = sheet.fixed(field, f"{value[: end.start()].rstrip(' ,')} and others")
            yield Said(
                "names-et-al", "warning", "`et al.` is printed as a name: write `and others`", fix, field
            )


_INITIALS: Final = re.compile(r"(?:[A-Z]\.?[ -]?){1,3}")
_PLAIN_WORD: Final = re.compile(r"[A-Z][a-zà-ž'-]{2,}")


def initials_last(sheet: Sheet) -> Iterator[Said]:
    """`Posner MI`: read as the family name MI."""
    for field, value, found in _written(sheet):
        fixed = value
        bad = []
        for name in found:
            given, _, family = name.rpartition(" ")
            if (
                "," not in name
                and _INITIALS.fullmatch(family)
                and len(family.rstrip(".")) <= 3
                and _PLAIN_WORD.fullmatch(given)
            ):
                bad.append(name)
                fixed = re.sub(rf"(?<!\S){re.escape(name)}(?=\s|$)", f"{given}, {family}", fixed)
        if bad:
            family = bad[0].rpartition(" ")[2]
            message = f"{bad[0]!r} is read as the family name {family!r}: write a comma behind the name"
            yield Said(
                "name-order", "info", message, sheet.fixed(field, fixed) if fixed != value else {}, field
            )


def capitals(sheet: Sheet) -> Iterator[Said]:
    for creator in sheet.work.creators:
        family = creator.family
        letters = [c for c in family if c.isalpha()]
        if len(letters) > 3 and family.isupper() and family.isascii():
            yield Said(
                "name-capitals", "info", f"{family} is all in capitals", field=_field(sheet, creator.role)
            )
            return


_DEBRIS: Final = re.compile(
    r"\d+$|\d\d|@|https?:|\b(?:Ph\.?D|Prof\.|Dr\.|M\.?D\.)|^\s*(?:n/?a|unknown|anonymous|\?+)\s*$", re.I
)


def debris(sheet: Sheet) -> Iterator[Said]:
    """Marks of footnotes, addresses and degrees that came along with a name."""
    for creator in sheet.work.creators:
        name = f"{creator.given} {creator.family}".strip()
        if creator.family and (found := _DEBRIS.search(creator.family) or _DEBRIS.search(creator.given)):
            message = f"{name!r} has {found[0]!r} in it"
            yield Said("name-debris", "warning", message, field=_field(sheet, creator.role))


def _field(sheet: Sheet, role: str) -> str:
    return role if role in sheet.own else "author"


def _short(name: str) -> str:
    return repr(name if len(name) <= 50 else f"{name[:47]}...")
