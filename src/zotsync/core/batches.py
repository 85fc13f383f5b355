"""Actions -> what goes into one request; waiting times as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .actions import Action, Create, There, Trash
from .library import BATCH, Kind

__all__ = ["WAITS", "batches", "payload"]

_TRASHED: dict[Kind, object] = {"items": 1, "collections": True}
"""Value of `deleted` (WEB API, 6)."""
WAITS = (0.0, 0.0, 10.0, 20.0)
"""Seconds before each look at a library that moved while we were planning (the reference client's times)."""


def batches(actions: Iterable[Action]) -> Iterator[tuple[Kind, list[There]]]:
    """
    Writes in the order of the plan, at most `BATCH` objects of one kind together.

    A plan names parents before children, and a server handles the objects of a request in their order.
    """
    batch: list[There] = []
    for action in actions:
        if not isinstance(action, There):
            continue
        if batch and (batch[0].kind != action.kind or len(batch) == BATCH):
            yield batch[0].kind, batch
            batch = []
        batch.append(action)
    if batch:
        yield batch[0].kind, batch


def payload(action: There) -> dict[str, Any]:
    """The JSON of one object: `version: 0` makes a create safe to repeat, a number guards an update."""
    if isinstance(action, Create):
        return {**action.data, "key": action.key, "version": 0}
    after = {"deleted": _TRASHED[action.kind]} if isinstance(action, Trash) else action.after
    return {**after, "key": action.key, "version": action.version}
