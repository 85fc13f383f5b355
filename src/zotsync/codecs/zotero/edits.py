"""
What an edit of an item in Zotero makes of our work.

Rule 1: only what the item says differently *now* than *before* is an edit. What it never said, or says in another
way than we do (a date in words, a title without its markup), is no edit, and our value stays to the letter.
Rule 2: a value that is gone is a removal; one that was never there is not.
Rule 3: what makes it our work is not the item's to say: the citation key; a title, so an empty one is not
taken; a type that is no work's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields as attributes
from dataclasses import replace
from typing import Any, Final

from ...core.identifiers import SCHEMES
from ...model import Creator, Identifier, Work
from .crosswalk import is_work, stated, work_of

__all__ = ["edited"]

_APART: Final = frozenset("key title identifiers creators fields keywords verified".split())
"""Attributes with rules of their own; tags and what is verified are up to the caller."""


def edited(work: Work, before: Mapping[str, Any], after: Mapping[str, Any]) -> Work:
    """
    What a work becomes when its item changed.

    Args:
        work: as we have it, with whatever the item cannot show.
        before: the item's editable JSON when both sides agreed, or `item_data(work)`.
        after: the item's JSON now.

    Returns:
        The work with the changes between `before` and `after`; the work itself where there are none. Single
        values are taken over one by one. Identifiers are compared by scheme: one of ours that the item never
        showed stays. Creators are one value, in which those that the item had before keep our form of them.
        BibTeX fields are compared by name. A type that no work has (`note`, one that the schema does not
        know) changes nothing, and the fields are then read as those of the type before.
    """
    if not is_work(after.get("itemType")):
        after = {**after, "itemType": before.get("itemType")}
    was, now = work_of(before), work_of(after)
    changes = {
        one.name: getattr(now, one.name)
        for one in attributes(Work)
        if one.name not in _APART and getattr(was, one.name) != getattr(now, one.name)
    }
    if after.get("date") and not now.issued:
        changes.pop("issued", None)  # what cannot be read (`forthcoming`) takes nothing away
    if now.title and now.title != was.title:
        changes["title"] = now.title
    if was.creators != now.creators:
        changes["creators"] = tuple(_creators(work.creators, was.creators, now.creators))
    if was.fields != now.fields:
        changes["fields"] = tuple(_fields(work.fields, dict(was.fields), dict(now.fields)))
    identifiers = tuple(_identifiers(work.identifiers, stated(before), stated(after)))
    if identifiers != work.identifiers:
        changes["identifiers"] = identifiers
    return replace(work, **changes) if changes else work


def _creators(ours: Sequence[Creator], was: Sequence[Creator], now: Sequence[Creator]) -> Iterator[Creator]:
    """Those that are now; one that was there before in the form that we have it in (a role of ours)."""
    left, shown = [*ours], Counter(was)
    for one in now:
        images = [own for own in left if _is_image(one, own)] if shown[one] else []
        mine = next((own for own in images if own.role == one.role), images[0] if images else None)
        shown[one] -= 1
        if mine is not None:
            left.remove(mine)
        yield mine or one


def _is_image(shown: Creator, own: Creator) -> bool:
    """Whether an item shows a creator of ours so: the name, and its role or, for one it has not, `contributor`."""
    names = (shown.family, shown.given, shown.literal) == (own.family, own.given, own.literal)
    return names and shown.role in (own.role, "contributor")


def _fields(
    ours: Iterable[tuple[str, str]], was: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    changed = {name: value for name, value in now.items() if was.get(name) != value}
    for name, value in ours:
        if name in changed:
            yield name, changed.pop(name)
        elif name in now or name not in was:
            yield name, value
    yield from changed.items()


def _identifiers(
    ours: Sequence[Identifier],
    was: Sequence[tuple[str, Identifier]],
    now: Sequence[tuple[str, Identifier]],
) -> list[Identifier]:
    """
    Ours after a change.

    Args:
        was, now: (place in the item, identifier), as `crosswalk.stated` finds them.
    """
    result = [*ours]
    for scheme in SCHEMES:
        before = list(dict.fromkeys(one for _, one in was if one.scheme == scheme))
        found = [pair for pair in now if pair[1].scheme == scheme]
        replaced = _replaced(was, found)
        after = list(
            dict.fromkeys(one for place, one in found if one not in replaced or (place, one) not in was)
        )
        if before == after:
            continue
        own = [one for one in result if one.scheme == scheme]
        wanted = [*after, *(one for one in own if one not in before and one not in after)]
        at = result.index(own[0]) if own else _place(result, scheme)
        others = [one for one in result if one.scheme != scheme]
        result = [*others[:at], *wanted, *others[at:]]
    return result


def _replaced(
    was: Sequence[tuple[str, Identifier]], now: Sequence[tuple[str, Identifier]]
) -> frozenset[Identifier]:
    """
    Identifiers that gave way to another one at some place of the item.

    An arXiv id stands in a preprint at three places (archive id, DOI, Extra). Who changes one of them means
    the preprint, and what the others still say is an echo.
    """
    before, after = dict(was), dict(now)
    return frozenset(
        one
        for place, one in before.items()
        if place in after and after[place].scheme == one.scheme
        if after[place] != one
    )


def _place(found: Sequence[Identifier], scheme: str) -> int:
    """Where the first identifier of a scheme belongs, in the order of `SCHEMES`."""
    rank = SCHEMES.index(scheme)
    return next((i for i, one in enumerate(found) if SCHEMES.index(one.scheme) > rank), len(found))
