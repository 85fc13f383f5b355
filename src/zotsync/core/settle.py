"""What both sides agree on after a sync: the next base."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from ..model import Item
from .plan import Conflict, Keep, Plan
from .tree import Base, Bond, Mirror, Wanted, collection_data

__all__ = ["settle"]


def settle(
    plan: Plan, base: Base, local: Sequence[Wanted], remote: Mirror, failed: Container[str] = ()
) -> tuple[Bond, ...]:
    """
    The bonds that differ from those of `base`, after `plan` was applied and the library looks like `remote`.

    A property that was left alone or is in conflict keeps the agreement it had (or none), so that the next
    sync sees the same difference again. An object whose write failed (`failed`: ids) keeps its bond whole.
    """
    open_properties = _open_properties(plan)
    there = {one: key for one, key in plan.keys.items() if one not in failed}
    bonds = []
    for wanted in local:
        key = there.get(wanted.id)
        held = (remote.items if wanted.kind == "items" else remote.collections).get(key) if key else None
        if key is None or held is None:
            continue
        before = base.bonds.get(wanted.id)
        still_open = open_properties.get(wanted.id, ())
        data = held.data if isinstance(held, Item) else collection_data(held)
        bond = Bond(
            wanted.id,
            wanted.kind,
            key,
            _keep(_reached(wanted.data, there), before.local if before else {}, still_open),
            _keep(data, before.remote if before else {}, still_open),
        )
        if bond != before:
            bonds.append(bond)
    return tuple(bonds)


def _reached(data: Mapping[str, Any], there: Container[str]) -> Mapping[str, Any]:
    """What was wanted, less the collections that are not there: the next sync wants them anew."""
    if all(one in there for one in data.get("collections", ())):
        return data
    return {**data, "collections": [one for one in data["collections"] if one in there]}


def _open_properties(plan: Plan) -> dict[str, set[str]]:
    properties: dict[str, set[str]] = {}
    for action in plan.actions:
        if isinstance(action, Conflict):
            properties.setdefault(action.id, set()).add(action.property)
        elif isinstance(action, Keep):
            properties.setdefault(action.id, set()).update(action.properties)
    return properties


def _keep(now: Mapping[str, Any], before: Mapping[str, Any], names: Iterable[str]) -> Mapping[str, Any]:
    names = set(names)
    if not names:
        return now
    kept = {name: value for name, value in now.items() if name not in names}
    return kept | {name: before[name] for name in names if name in before}
