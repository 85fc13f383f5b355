"""What both sides agree on after a sync: the next base."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from .actions import Conflict, Forget, Plan, Pull, Retire, Trash
from .decision import data_of, held
from .merge import SETS
from .tree import Base, Bond, Mirror, Wanted

__all__ = ["ended", "settle"]


def settle(
    plan: Plan, base: Base, local: Sequence[Wanted], remote: Mirror, failed: Container[str] = ()
) -> tuple[Bond, ...]:
    """
    The bonds that differ from those of `base`, after `plan` was applied and the library looks like `remote`.

    A property that is in conflict keeps the agreement it had (or none), so that the next sync sees the same
    difference again. What was to be taken over and still differs, a workspace cannot hold: that is agreed. An
    object whose write failed (`failed`: ids) keeps its bond whole.
    """
    clashing: dict[str, set[str]] = {}
    pulled: dict[str, set[str]] = {}
    for action in plan.actions:
        if isinstance(action, Conflict):
            clashing.setdefault(action.id, set()).add(action.property)
        elif isinstance(action, Pull):
            pulled[action.id] = {name for name in action.after if name not in SETS}
    there = {one: key for one, key in plan.keys.items() if one not in failed} if failed else plan.keys
    bonds = []
    for wanted in local:
        key = there.get(wanted.id)
        now = held(remote, wanted.kind, key) if key else None
        if key is None or now is None:
            continue
        before = base.bonds.get(wanted.id)
        names = clashing.get(wanted.id, set())
        bond = Bond(
            wanted.id,
            wanted.kind,
            key,
            _kept(_reached(wanted.data, there), before.local if before else {}, names),
            _kept(data_of(now), before.remote if before else {}, names),
            tuple(sorted(names & set(before.open) if before else names)),
            tuple(
                sorted(pulled.get(wanted.id, set()) | _still_kept(before, wanted.data, data_of(now), names))
            ),
        )
        if bond != before:
            bonds.append(bond)
    return tuple(bonds)


def _still_kept(
    before: Bond | None, local: Mapping[str, Any], remote: Mapping[str, Any], clashing: Container[str]
) -> set[str]:
    """The properties of which each side keeps a value of its own, as long as nobody decided about them."""
    if before is None:
        return set()
    return {
        name
        for name in before.kept
        if name in clashing
        or (local.get(name) == before.local.get(name) and remote.get(name) == before.remote.get(name))
    }


def ended(plan: Plan, failed: Container[str] = ()) -> tuple[str, ...]:
    """
    Ids of which nothing is to be remembered after `plan` was applied.

    A collection that stays although no list names it is remembered, or what is in it would look like new.
    """
    return tuple(
        one.id
        for one in plan.actions
        if isinstance(one, Forget | Trash | Retire)
        and one.id not in failed
        and not (isinstance(one, Retire) and one.kind == "collections")
    )


def _reached(data: Mapping[str, Any], there: Container[str]) -> Mapping[str, Any]:
    """What was wanted, less the collections that are not there: the next sync wants them anew."""
    collections = data.get("collections")
    if not isinstance(collections, list) or all(one in there for one in collections):
        return data
    return {**data, "collections": [one for one in collections if one in there]}


def _kept(now: Mapping[str, Any], before: Mapping[str, Any], names: Iterable[str]) -> Mapping[str, Any]:
    names = set(names)
    if not names:
        return now
    kept = {name: value for name, value in now.items() if name not in names}
    return kept | {name: before[name] for name in names if name in before}
