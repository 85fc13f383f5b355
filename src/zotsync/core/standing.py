"""
Decisions that people made in Zotero (`model.Decisions`), while the lists go on.

Rule 1: a decision is about something that a list still names; else it means nothing, and goes.
Rule 2: a heading that is renamed is still the same topic: what was decided about it goes along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..model import Decisions, Place
from .topics import TopicPath, rename

__all__ = ["carried", "standing"]


def carried(decisions: Decisions, names: Mapping[TopicPath, TopicPath]) -> Decisions:
    """
    The decisions, and those about a renamed topic under its new name too.

    Args:
        names: path of a topic before -> its path now; what is below it goes along.
    """
    if not names or decisions == Decisions():
        return decisions
    return replace(
        decisions,
        uncollected=decisions.uncollected | {rename(path, names) for path in decisions.uncollected},
        withdrawn=decisions.withdrawn | {(key, rename(path, names)) for key, path in decisions.withdrawn},
        places={**decisions.places, **dict(_places(decisions.places, names))},
    )


def _places(
    places: Mapping[TopicPath, Place], names: Mapping[TopicPath, TopicPath]
) -> Iterable[tuple[TopicPath, Place]]:
    for old, place in places.items():
        path = rename(old, names)
        if path == old:
            new = place
        else:
            # What a person did not decide follows the list: the name of a collection that was only moved, and the
            # place of one that was only renamed.
            new = replace(
                place,
                name=path[-1] if place.name == old[-1] else place.name,
                parent=path[:-1] if place.parent == old[:-1] else place.parent,
            )
        if not isinstance(new.parent, str) and new.parent != path[:-1]:
            new = replace(new, parent=rename(new.parent, names))
        if new != Place(path[-1], path[:-1]):
            yield path, new


def standing(decisions: Decisions, places: Iterable[tuple[TopicPath, str | None]]) -> Decisions:
    """The decisions that are about something which a list still names."""
    if decisions == Decisions():
        return decisions
    named = {(key, path) for path, key in places if key is not None}
    keys = {key for key, _ in named}
    paths = {path[:length] for path, _ in places for length in range(1, len(path) + 1)}
    return Decisions(
        dropped=decisions.dropped & keys,
        unnoted=decisions.unnoted & keys,
        unwritten=decisions.unwritten & keys,
        uncollected=decisions.uncollected & paths,
        withdrawn=decisions.withdrawn & named,
        untagged=frozenset(one for one in decisions.untagged if one[0] in keys),
        places={
            path: place
            if isinstance(place.parent, str) or not place.parent or place.parent in paths
            # What it was put into is no topic any more; what is listed still has a place.
            else replace(place, parent=path[:-1])
            for path, place in decisions.places.items()
            if path in paths
        },
    )
