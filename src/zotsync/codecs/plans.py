"""Plans and what was done, as JSON: for programs, for a saved plan, for the log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from ..core import actions as words
from ..core.actions import Action, Plan
from ..errors import InputError

__all__ = ["actions_of", "differences", "dump", "load", "values"]

_FORMAT = 1
_CLASSES: dict[str, type[Action]] = {
    one.__name__.lower(): one
    for one in (
        words.Create, words.Update, words.Trash, words.Pull, words.Adopt, words.Drop, words.Revive, words.Link,
        words.Forget, words.Conflict, words.Leave, words.Retire,
    )
}  # fmt: skip


def values(action: Action) -> dict[str, Any]:
    """One action as JSON values, its name first."""
    return {"action": type(action).__name__.lower()} | {
        one.name: getattr(action, one.name) for one in fields(action)
    }


def dump(plan: Plan) -> str:
    """The text of a plan file."""
    data = {
        "zotsync.plan": _FORMAT,
        "library": plan.library,
        "version": plan.version,
        "actions": [values(action) for action in plan.actions],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def load(text: str, where: str) -> Plan:
    """
    The plan of a plan file, without the keys of objects.

    Raises:
        InputError: it is none, or of another zotsync.
    """
    try:
        data = json.loads(text)
        if data["zotsync.plan"] != _FORMAT:
            raise InputError(f"{where}: a plan of another zotsync; make a new one with sync --save-plan")
        return Plan(data["library"], data["version"], actions_of(data["actions"]), {})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{where}: no plan; make one with zotsync sync --save-plan FILE") from None


def actions_of(data: Iterable[Mapping[str, Any]]) -> tuple[Action, ...]:
    """Raises KeyError, TypeError: the data are no actions."""
    return tuple(
        _CLASSES[one["action"]](**{name: value for name, value in one.items() if name != "action"})
        for one in data
    )


def differences(agreed: Iterable[Action], now: Iterable[Action]) -> tuple[str, ...]:
    """Ids of what would be done otherwise now; a version alone is no difference."""

    def told(actions: Iterable[Action]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for action in actions:
            said = {name: value for name, value in values(action).items() if name != "version"}
            found.setdefault(action.id, []).append(json.dumps(said, ensure_ascii=False, sort_keys=True))
        return found

    was, will = told(agreed), told(now)
    return tuple(one for one in {**was, **will} if was.get(one) != will.get(one))
