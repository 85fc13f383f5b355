"""
Brakes: plans that look like an accident, and are not begun without a word from a person.

| what | why it is an accident | goes on with |
| --- | --- | --- |
| every reading note gone at once | their folder was renamed | `--yes` |
| one side suddenly empty | a folder that is not mounted, another library behind the same name | `--yes` |
| more than `max_delete` to trash or drop | a list that was cut, a collection deleted by mistake | `--max-delete N` |
| every item changed | another program rewrote them all, or this one learnt to read otherwise | `--yes` |
| the library's version went backwards | it was restored from a copy, or it is another one | `--yes` |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .actions import Drop, Plan, Pull, Trash, Update
from .tree import Base, Mirror, Wanted

__all__ = ["MAX_DELETE", "Brakes", "tripped"]

MAX_DELETE = 10
"""Objects that one sync may trash in the library or drop from the lists, if nobody says otherwise."""
_TYPED = ("prose:", "child:")
"""Ids of notes that people typed."""
_MANY = 10
"""Below this number of works, that all of them change is nothing strange."""


@dataclass(frozen=True, slots=True)
class Brakes:
    """How far a sync may go without asking."""

    max_delete: int = MAX_DELETE
    yes: bool = False
    """A person has seen the plan and wants it."""


def tripped(brakes: Brakes, plan: Plan, base: Base, local: Sequence[Wanted], remote: Mirror) -> str:
    """Why the plan is not begun, and how to go on; empty where it may be."""
    noted = [one for one in plan.actions if isinstance(one, Trash) and one.id.startswith(_TYPED)]
    if not brakes.yes and len(noted) > 1 and not any(one.id.startswith(_TYPED) for one in local):
        return (
            f"no file holds any of the {len(noted)} reading notes of the last sync: was their folder renamed? Put it "
            "back, or name it in zotsync.toml ([notes] file); say --yes to trash them in Zotero"
        )
    gone = sum(isinstance(action, Trash | Drop) for action in plan.actions)
    if gone > brakes.max_delete:
        return (
            f"{gone} objects would go to the trash or out of the lists, more than {brakes.max_delete}; "
            f"look at `zotsync sync --dry-run`, then say --max-delete {gone}"
        )
    if brakes.yes:
        return ""
    works = [bond for bond in base.bonds.values() if bond.id.startswith("work:")]
    look = "look at `zotsync sync --dry-run`, then say --yes"
    if works and not any(one.id.startswith("work:") for one in local):
        return f"the lists name no work any more, and named {len(works)} at the last sync; {look}"
    if works and not any(bond.key in remote.items for bond in works):
        return f"the library holds none of the {len(works)} items of the last sync: is it another library? {look}"
    changed = {
        one.id for one in plan.actions if isinstance(one, Update | Pull) and set(one.after) - {"collections"}
    }
    if len(works) >= _MANY and all(bond.id in changed for bond in works):
        return f"all {len(works)} works would change at once; {look}"
    return ""
