"""
Three-way merge of one object, property by property.

Rule 1: "changed" means: says something else than what both sides agreed on; never a timestamp, never a version.
Rule 2: sets (tags, collections, lines of Extra) merge by member and never conflict.
Rule 3: without a base (an object found for the first time) an empty side takes the other's value, sets are
united, a value of the library that says the same in full is taken, and two different values are a conflict.
Rule 4: a value of the library on which nobody ever agreed is not overwritten.
Rule 5: the text of a note merges line by line, and what is written keeps what did not change. Without a base the
texts are united where they share lines and each has its own in other places.
Rule 6: of a label that both sides gave another line of Extra, there are not two lines but a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

__all__ = ["SETS", "Agreement", "Clash", "Merged", "Reading", "changed", "members", "merge"]

_EMPTY: dict[str, Any] = {"creators": []}
"""What clears a property that is no text."""


class Reading(Protocol):
    """How values are read, as far as a merge depends on it."""

    def same(self, name: str, one: Any, other: Any, /) -> bool:
        """Whether two values of a property say the same (`April 2020` and `2020-04`)."""

    def fuller(self, name: str, one: Any, other: Any, /) -> bool:
        """Whether a value of a property says all that another one says, and more (`2020-04-01` than `2020`)."""

    def is_ours(self, name: str, member: Any, /) -> bool:
        """Whether a member that was added in Zotero to a set means something to a workspace."""

    def label(self, line: str, /) -> str:
        """What a line of Extra is about, where it can be there once only; else empty."""

    def joined(self, base: str | None, one: str, other: str, /) -> str | None:
        """
        The text of a note with the changes of both sides; `None` where they touch the same lines. Without a base
        both sides added what the other lacks.
        """

    def fitted(self, text: str, held: str, /) -> str:
        """The text of a note as it is written over another: what says the same stays as it is held."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What both sides agreed on for one object."""

    local: Mapping[str, Any]
    remote: Mapping[str, Any]
    open: Container[str] = frozenset()
    """Properties on which they never agreed."""
    kept: Container[str] = frozenset()
    """Properties of which each side keeps a value of its own."""


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
    return text.split("\n") if text else []


def _set_tags(names: Iterable[str], *known: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    tags = {tag["tag"]: tag for one in known for tag in one or ()}
    return [tags.get(name, {"tag": name}) for name in names]


SETS: dict[str, tuple[Callable[[Any], list[str]], Callable[..., Any]]] = {
    "collections": (lambda keys: list(keys or ()), lambda keys, *_: keys),
    "tags": (_tag_names, _set_tags),
    "extra": (_lines, lambda lines, *_: "\n".join(lines)),
}
"""Property -> (value to members; members and the values that they come from, to value)."""


TEXT = "note"
"""The property that holds the text of a note."""


def merge(
    agreed: Agreement | None,
    local: Mapping[str, Any],
    remote: Mapping[str, Any],
    reading: Reading,
    also: Iterable[str] = (),
) -> Merged:
    """
    Merge one object.

    Args:
        agreed: `None` where there is no base.
        local: what the workspace wants now.
        remote: what the library holds now.
        also: properties that a workspace can take over besides those that it wants; all others are none of
            its business.
    """
    merged = Merged()
    names = dict.fromkeys((*(agreed.local if agreed else ()), *local, *also))
    for name in names:
        base = None if agreed is None or name in agreed.open else agreed
        if name in SETS:
            _merge_set(merged, name, base, local, remote, reading)
        elif name == TEXT:
            _merge_text(merged, base, local, remote, reading)
        else:
            _merge_value(merged, name, base, local, remote, reading)
    return merged


def members(data: Mapping[str, Any], name: str) -> list[str]:
    """The members of a set by name: of tags, collections or Extra."""
    return SETS[name][0](data.get(name))


def changed(
    before: Mapping[str, Any], now: Mapping[str, Any], names: Iterable[str], reading: Reading
) -> tuple[str, ...]:
    """The properties that say something else now; sets do not count."""
    return tuple(
        name
        for name in names
        if name not in SETS and not reading.same(name, _value(before, name), _value(now, name))
    )


def _merge_value(
    merged: Merged,
    name: str,
    agreed: Agreement | None,
    local: Mapping[str, Any],
    remote: Mapping[str, Any],
    reading: Reading,
) -> None:
    wanted, held = _value(local, name), _value(remote, name)
    if reading.same(name, wanted, held):
        return
    if agreed is None:
        if not held:
            merged.to_remote[name] = wanted
        elif not wanted or reading.fuller(name, held, wanted):
            merged.to_local[name] = held
        else:
            merged.clashes[name] = Clash(None, wanted, held)
        return
    ours, theirs = _value(agreed.local, name), _value(agreed.remote, name)
    changed_here = not reading.same(name, wanted, ours)
    changed_there = not reading.same(name, held, theirs)
    if changed_here and (changed_there or name in agreed.kept or (held and not ours)):
        merged.clashes[name] = Clash(theirs, wanted, held)
    elif changed_here:
        merged.to_remote[name] = wanted
    elif changed_there:
        merged.to_local[name] = held


def _merge_set(
    merged: Merged,
    name: str,
    agreed: Agreement | None,
    local: Mapping[str, Any],
    remote: Mapping[str, Any],
    reading: Reading,
) -> None:
    members, value = SETS[name]
    here, there = local.get(name), remote.get(name)
    wanted, held = members(here), members(there)
    ours, theirs = (members(one.get(name)) for one in ((agreed.local, agreed.remote) if agreed else ({}, {})))
    was, known = set(ours), set(theirs)
    wants, holds = set(wanted), set(held)
    joined = [one for one in held if one not in was or one in wants]
    joined += [one for one in wanted if one not in holds and one not in was]
    kept = [one for one in wanted if one in holds or one not in was]
    whole = {tag["tag"]: tag for tag in there or ()} if name == "tags" else {}
    new = [
        one
        for one in held
        if one not in known and one not in wants and one not in was
        if reading.is_ours(name, whole.get(one, one))
    ]
    if name == "extra" and (twice := _twice(joined, holds, wants, reading)):
        # Each side keeps its line, until a person says whose stands in both.
        mine = [one for one in joined if one in wants or one not in twice]
        now = [one for one in kept + new if one in holds or one not in twice]
        merged.clashes[name] = Clash(value(theirs) if agreed else None, value(mine), value(now))
        joined = [one for one in joined if one in holds or one not in twice]
        kept, new = (
            [one for one in kept if one in wants or one not in twice],
            [one for one in new if one not in twice],
        )
    if joined != held:
        merged.to_remote[name] = value(joined, there)
    if kept + new != wanted:
        merged.to_local[name] = value(kept + new, there, here)


def _twice(
    lines: Iterable[str], holds: Container[str], wants: Container[str], reading: Reading
) -> frozenset[str]:
    """The lines of labels for which each side has a line of its own."""
    by_label: dict[str, list[str]] = {}
    for line in lines:
        if label := reading.label(line):
            by_label.setdefault(label, []).append(line)
    return frozenset(
        line
        for found in by_label.values()
        if any(one not in holds for one in found) and any(one not in wants for one in found)
        for line in found
    )


def _merge_text(
    merged: Merged,
    agreed: Agreement | None,
    local: Mapping[str, Any],
    remote: Mapping[str, Any],
    reading: Reading,
) -> None:
    wanted, held = _value(local, TEXT), _value(remote, TEXT)
    if reading.same(TEXT, wanted, held):
        return
    ours, theirs = (_value(one, TEXT) for one in ((agreed.local, agreed.remote) if agreed else ({}, {})))
    changed_here = not reading.same(TEXT, wanted, ours)
    changed_there = not reading.same(TEXT, held, theirs)
    both = reading.joined(ours if agreed else None, wanted, held) if changed_here and changed_there else None
    if both is not None:
        if not reading.same(TEXT, both, held):
            merged.to_remote[TEXT] = reading.fitted(both, held)
        if not reading.same(TEXT, both, wanted):
            merged.to_local[TEXT] = both
    elif agreed is None:
        _merge_value(merged, TEXT, agreed, local, remote, reading)
    elif changed_here and (changed_there or TEXT in agreed.kept):
        merged.clashes[TEXT] = Clash(theirs, wanted, held)
    elif changed_here:
        merged.to_remote[TEXT] = reading.fitted(wanted, held)
    elif changed_there:
        merged.to_local[TEXT] = held


def _value(data: Mapping[str, Any], name: str) -> Any:
    """Zotero writes an empty property as "", leaves it out, or says `false` for a missing parent: one value."""
    return data.get(name) or _EMPTY.get(name, "")
