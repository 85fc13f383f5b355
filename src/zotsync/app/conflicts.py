"""
Conflicts: what a person decided about them.

A decision is about two values that the person saw. When either side says something else later, it is another
conflict, and asked anew.
"""

from __future__ import annotations

import json

from ..adapters.state import State
from ..core.actions import Conflict, Side
from ..core.decision import Choose

__all__ = ["chooser", "decide"]


def chooser(state: State, prefer: Side = "") -> Choose:
    """What was decided one by one, else the side that is preferred for all."""
    choices = state.choices()

    def choose(conflict: Conflict) -> Side:
        side = choices.get((conflict.id, conflict.property, _seen(conflict)), prefer)
        return "local" if side == "local" else "remote" if side == "remote" else ""

    return choose


def decide(state: State, conflict: Conflict, side: Side) -> None:
    """Remember whose value shall stand; the next sync does it."""
    state.choose(conflict.id, conflict.property, _seen(conflict), side)


def _seen(conflict: Conflict) -> str:
    return json.dumps([conflict.local, conflict.remote], ensure_ascii=False, sort_keys=True)
