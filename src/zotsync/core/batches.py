"""Actions -> what goes into one request; waiting times as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .actions import Action, Create, There, Trash, Update
from .library import BATCH, Kind

__all__ = ["WAITS", "batches", "payload", "renamed"]

_TRASHED: dict[Kind, object] = {"items": 1, "collections": True}
"""Value of `deleted` (WEB API, 6)."""
_PARENTS = ("parentItem", "parentCollection")
WAITS = (0.0, 0.0, 10.0, 20.0)
"""Seconds before each look at a library that moved while we were planning (the reference client's times)."""


def batches(actions: Iterable[Action], *, takes_keys: bool = True) -> Iterator[tuple[Kind, list[There]]]:
    """
    Writes in the order of the plan, at most `BATCH` objects of one kind together.

    A plan names parents before children, and a server handles the objects of a request in their order.

    Args:
        takes_keys: as the library has it; where not, an object waits until the answer has told the key of what
            it belongs to.
    """
    batch: list[There] = []
    made: set[str] = set()
    for action in actions:
        if not isinstance(action, There):
            continue
        full = len(batch) == BATCH or (not takes_keys and not made.isdisjoint(_named(action)))
        if batch and (batch[0].kind != action.kind or full):
            yield batch[0].kind, batch
            batch, made = [], set()
        batch.append(action)
        if isinstance(action, Create):
            made.add(action.key)
    if batch:
        yield batch[0].kind, batch


def _named(action: There) -> Iterator[str]:
    """Keys of the objects that one is put into or below."""
    data = action.data if isinstance(action, Create) else action.after if isinstance(action, Update) else {}
    yield from data.get("collections") or ()
    yield from (data[name] for name in _PARENTS if data.get(name))


def renamed(action: There, given: Mapping[str, str]) -> There:
    """
    The action with the keys that the library gave in place of ours, its own and those that it names.

    Args:
        given: our key -> the library's.
    """
    if not given or isinstance(action, Trash):
        return action
    key = given.get(action.key, action.key)
    if isinstance(action, Create):
        return replace(action, key=key, data=_renamed(action.data, given))
    return replace(action, key=key, after=_renamed(action.after, given))


def _renamed(data: Mapping[str, Any], given: Mapping[str, str]) -> Mapping[str, Any]:
    changed: dict[str, Any] = {name: given[data[name]] for name in _PARENTS if data.get(name) in given}
    if data.get("collections"):
        changed["collections"] = [given.get(key, key) for key in data["collections"]]
    return {**data, **changed} if changed else data


def payload(action: There) -> dict[str, Any]:
    """The JSON of one object: `version: 0` makes a create safe to repeat, a number guards an update."""
    if isinstance(action, Create):
        return {**action.data, "key": action.key, "version": 0}
    after = {"deleted": _TRASHED[action.kind]} if isinstance(action, Trash) else action.after
    return {**after, "key": action.key, "version": action.version}
