"""
Three-way merge of one object, property by property.

Rule 1: "changed" means: differs from what both sides agreed on; never a timestamp, never a version.
Rule 2: sets (tags, collections, lines of Extra) merge by member and never conflict.
Rule 3: without a base (an object found for the first time) an empty side takes the other's value, sets are
united, and two different values are a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Clash", "Merged", "merge"]


_EMPTY: dict[str, Any] = {"creators": []}
"""What clears a property that is no text."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One property that both sides changed, each to another value."""

    base: Any
    local: Any
    remote: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What the merge of one object decided."""

    to_remote: dict[str, Any] = field(default_factory=dict)
    """Property -> value to write to the library."""
    to_local: dict[str, Any] = field(default_factory=dict)
    """Property -> value that the library has and the workspace does not yet."""
    clashes: dict[str, Clash] = field(default_factory=dict)


def _tag_names(tags: Iterable[Mapping[str, Any]]) -> list[str]:
    return [tag["tag"] for tag in tags or ()]


def _lines(text: str) -> list[str]:
    return (text or "").split("\n") if text else []


def _set_tags(names: Iterable[str], remote: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    known = {tag["tag"]: tag for tag in remote or ()}
    return [known.get(name, {"tag": name}) for name in names]


_SETS: dict[str, tuple[Callable[[Any], list[str]], Callable[[list[str], Any], Any]]] = {
    "collections": (lambda keys: list(keys or ()), lambda keys, _: keys),
    "tags": (_tag_names, _set_tags),
    "extra": (_lines, lambda lines, _: "\n".join(lines)),
}
"""Property -> (value to members, members to value)."""


def merge(
    agreed_local: Mapping[str, Any] | None,
    local: Mapping[str, Any],
    agreed_remote: Mapping[str, Any],
    remote: Mapping[str, Any],
) -> Merged:
    """
    Merge one object.

    Args:
        agreed_local: what the workspace wanted when both agreed; `None` without a base.
        local: what it wants now.
        agreed_remote: what the library held when both agreed.
        remote: what it holds now. Properties that the workspace never wanted are none of its business.
    """
    merged = Merged()
    before = agreed_local if agreed_local is not None else {}
    for name in {**before, **local}:
        if name in _SETS:
            _merge_set(merged, name, before, local, remote)
        else:
            _merge_value(merged, name, agreed_local, local, agreed_remote, remote)
    return merged


def _merge_value(
    merged: Merged,
    name: str,
    agreed_local: Mapping[str, Any] | None,
    local: Mapping[str, Any],
    agreed_remote: Mapping[str, Any],
    remote: Mapping[str, Any],
) -> None:
    wanted, held = _value(local, name), _value(remote, name)
    if wanted == held:
        return
    if agreed_local is None or name not in agreed_local:
        # No base for this property: found for the first time, or in conflict since.
        if not held:
            merged.to_remote[name] = wanted
        elif not wanted:
            merged.to_local[name] = held
        else:
            merged.clashes[name] = Clash(None, wanted, held)
        return
    changed_here = wanted != _value(agreed_local, name)
    changed_there = held != _value(agreed_remote, name)
    if changed_here and changed_there:
        merged.clashes[name] = Clash(_value(agreed_remote, name), wanted, held)
    elif changed_here:
        merged.to_remote[name] = wanted
    elif changed_there:
        merged.to_local[name] = held


def _merge_set(
    merged: Merged,
    name: str,
    before: Mapping[str, Any],
    local: Mapping[str, Any],
    remote: Mapping[str, Any],
) -> None:
    members, value = _SETS[name]
    was, wanted, held = (members(one.get(name)) for one in (before, local, remote))
    kept = [one for one in held if one not in was or one in wanted]
    joined = kept + [one for one in wanted if one not in held and one not in was]
    if joined != held:
        merged.to_remote[name] = value(joined, remote.get(name))


def _value(data: Mapping[str, Any], name: str) -> Any:
    """Zotero writes an empty property as "", leaves it out, or says `false` for a missing parent: one value."""
    return data.get(name) or _EMPTY.get(name, "")
