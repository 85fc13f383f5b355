"""A work as properties with plain values, so that two versions of it can be merged one by one (`core.merge`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from ..model import Creator, Identifier, Work
from .identifiers import SCHEMES

__all__ = ["OTHERS", "READING", "Plain", "properties", "with_properties"]

_APART: Final = frozenset(("key", "verified", "identifiers", "fields", "creators", "and_others", "keywords"))
_PLAIN: Final = tuple(one.name for one in fields(Work) if one.name not in _APART)
_NOTE: Final = "annotation"
"""The note of a work; in an item of Zotero `note` is the text of another kind of thing (`core.merge.TEXT`)."""
_FIELD: Final = "field "
"""In front of the name of a BibTeX field that no attribute holds."""


OTHERS: Final = ["others"]
"""Stands behind the creators of a list that is cut."""


class Plain:
    """How plain values are read (`core.merge.Reading`): equal is the same, and nothing in them is merged."""

    def same(self, name: str, one: Any, other: Any, /) -> bool:  # noqa: ARG002
        return bool(one == other)

    def is_ours(self, name: str, member: Any, /) -> bool:  # noqa: ARG002
        return True

    def fuller(self, name: str, one: Any, other: Any, /) -> bool:  # noqa: ARG002
        return False

    def label(self, line: str, /) -> str:  # noqa: ARG002
        return ""

    def joined(self, base: str | None, one: str, other: str, /) -> str | None:  # noqa: ARG002
        return None

    def fitted(self, text: str, held: str, /) -> str:  # noqa: ARG002
        return text


READING: Final = Plain()


def properties(work: Work) -> dict[str, Any]:
    """
    What a work says, by name; what it does not say is left out.

    Identifiers stand under their scheme, BibTeX fields that no attribute holds under `field NAME`, creators as
    lists of family, given, literal and role, with `OTHERS` behind those of a cut list. All of it can be written as
    JSON and comes back the same.
    """
    found: dict[str, Any] = {_named(name): value for name in _PLAIN if (value := getattr(work, name))}
    if work.creators:
        found["creators"] = [[one.family, one.given, one.literal, one.role] for one in work.creators]
        found["creators"] += [OTHERS] * work.and_others
    if work.keywords:
        found["keywords"] = list(work.keywords)
    for one in work.identifiers:
        found.setdefault(one.scheme, one.value)
    return found | {f"{_FIELD}{name}": value for name, value in work.fields}


def _named(attribute: str) -> str:
    return _NOTE if attribute == "note" else attribute


def with_properties(work: Work, changes: Mapping[str, Any]) -> Work:
    """The work after changes; an empty value takes a property away."""
    plain: dict[str, Any] = {name: changes[_named(name)] or "" for name in _PLAIN if _named(name) in changes}
    new = replace(work, **plain)
    if "creators" in changes:
        names = [one for one in changes["creators"] or () if one != OTHERS]
        others = OTHERS in (changes["creators"] or ())
        new = replace(new, creators=tuple(Creator(*one) for one in names), and_others=others)
    if "keywords" in changes:
        new = replace(new, keywords=tuple(changes["keywords"] or ()))
    if changes.keys() & set(SCHEMES):
        values = {one.scheme: one.value for one in reversed(work.identifiers)} | dict(changes)
        kept = tuple(Identifier(scheme, values[scheme]) for scheme in SCHEMES if values.get(scheme))
        new = replace(new, identifiers=kept)
    named = {name.removeprefix(_FIELD): value for name, value in changes.items() if name.startswith(_FIELD)}
    if named:
        values = dict(work.fields) | named
        new = replace(new, fields=tuple((name, value) for name, value in values.items() if value))
    return new
