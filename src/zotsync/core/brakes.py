"""
Brakes: plans that look like an accident, and are not begun without a word from a person.

| what | why it is an accident | goes on with |
| --- | --- | --- |
| more than `max_delete` objects are `lost` | a list was cut, a collection deleted by mistake | `--max-delete N` |
| one side without nearly all works | a folder that is not mounted, another library behind the same name | `--yes` |
| no file holds any reading note more | the folder of notes was renamed | `--yes` |
| nearly every work changed | another program rewrote them all, or this one learnt to read otherwise | `--yes` |
| the library's version went backwards (`app/look`) | it was restored from a copy, or it is another one | `--yes` |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import Halted
from .actions import LISTED, Action, Conflict, Drop, Plan, Pull, Retire, Trash, Update
from .counts import plural
from .decision import in_trash
from .tree import Base, Mirror, Wanted, shown, sort_of

__all__ = ["MAX_DELETE", "Brakes", "Stop", "lost", "tripped"]

MAX_DELETE = 10
"""Objects that may be lost to one side (`lost`), if nobody says otherwise."""
_NEARLY_ALL = 0.9
"""Share of the works of a library."""
_MANY = 10
"""Below this number of works, that all of them change is nothing strange."""
_NAMED = 3
"""How many of the objects a question names."""
_NOUNS = {"work": "work", "topic": "collection", "note": "note"}
_TYPED = ("prose:", "child:")
"""Ids of notes that people typed."""


@dataclass(frozen=True, slots=True)
class Brakes:
    """How far a sync may go without asking."""

    max_delete: int | None = None
    """Holds whatever else was said; without it `MAX_DELETE`, and no limit once a person said yes."""
    yes: bool = False
    """A person has seen the plan and wants it."""
    ask: Callable[[str], bool] = lambda _: False
    """Asks the person who is there, if one is."""

    @property
    def limit(self) -> int | None:
        return MAX_DELETE if self.max_delete is None and not self.yes else self.max_delete


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a sync is not gone on with, and what would let it."""

    why: str
    flags: str
    allowing: Brakes
    """The brakes once a person says yes to this."""

    def pass_or_halt(self) -> Brakes:
        """
        What holds from now on: somebody said yes.

        Raises:
            Halted: nobody did.
        """
        if self.allowing.ask(self.why):
            return self.allowing
        raise Halted(f"{self.why}; look at `zotsync sync --dry-run`, then say {self.flags}")


def tripped(
    brakes: Brakes,
    plan: Plan,
    base: Base,
    local: Sequence[Wanted],
    remote: Mirror,
    before: frozenset[str] = frozenset(),
) -> Stop | None:
    """
    Why the plan is not begun; `None` where it may be.

    Args:
        before: ids of what this sync has lost already, before it looked again or in a run that was cut.
    """
    reasons, allowing, flags = [], brakes, []
    gone = lost(plan.actions, base, local) | before
    if brakes.limit is not None and len(gone) > brakes.limit:
        reasons.append(_loss(gone, base, brakes.limit, before))
        allowing = replace(allowing, max_delete=len(gone))
        flags.append(f"--max-delete {len(gone)}")
    if not brakes.yes and (shares := list(_shares(plan, base, local, remote))):
        reasons += shares
        allowing = replace(allowing, yes=True)
        flags.append("--yes")
    return Stop("; ".join(reasons), " ".join(flags), allowing) if reasons else None


def lost(actions: Iterable[Action], base: Base, local: Sequence[Wanted] = ()) -> frozenset[str]:
    """
    Ids of the objects that go to the trash or out of the lists, and of the works that lose their last topic.

    Args:
        base: what a library never had is not lost to it.
        local: the works, and the topics that they are in; without it only what an action names is known.
    """
    found: set[str] = set()
    dropped: set[str] = set()
    for action in actions:
        is_work = action.id.startswith("work:")
        taken_out = isinstance(action, Pull) and action.after.get("collections") == []
        if isinstance(action, Trash | Drop) or (is_work and (taken_out or isinstance(action, Retire))):
            found.add(action.id)
        if isinstance(action, Drop) and action.kind == "collections":
            dropped.add(action.id)
    if dropped:
        for one in local:  # outer topics come first
            if one.data.get("parentCollection") in dropped:
                dropped.add(one.id)
            elif one.id in base.bonds and dropped.issuperset(one.data.get("collections") or [""]):
                found.add(one.id)
    return frozenset(found)


def _loss(gone: frozenset[str], base: Base, limit: int, before: frozenset[str]) -> str:
    kinds = [sort_of(one) for one in gone]
    known = [sort_of(one) for one in {*base.bonds, *gone}]
    counts = [
        f"{kinds.count(kind):,} of {plural(known.count(kind), noun)}"
        for kind, noun in _NOUNS.items()
        if kind in kinds
    ]
    already = f", {len(gone & before):,} of them already by now" if gone & before else ""
    return (
        f"{' and '.join(counts)} would go to the trash, out of the lists or out of their last collection"
        f"{already} ({_names(gone)}), and no more than {limit:,} may without a question"
    )


def _names(ids: Iterable[str]) -> str:
    order = list(_NOUNS)
    names = [shown(one) for one in sorted(ids, key=lambda one: (order.index(sort_of(one)), one))]
    rest = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + rest


def _shares(plan: Plan, base: Base, local: Sequence[Wanted], remote: Mirror) -> Iterator[str]:
    """What happens to nearly all works on which both sides agreed, and to all reading notes."""
    typed = [one for one in plan.actions if isinstance(one, Trash) and one.id.startswith(_TYPED)]
    if len(typed) > 1 and not any(one.id.startswith(_TYPED) for one in local):
        yield (
            f"no file holds any of the {plural(len(typed), 'reading note')} of the last sync: was their folder "
            "renamed? Put it back, or name it in zotsync.toml ([notes] file)"
        )
    listed = {one.id for one in local}
    leaving = {action.id for action in plan.actions if action.id not in listed and _leaves(action)}
    works: Mapping[str, str] = {
        one: bond.key
        for one, bond in base.bonds.items()
        if one.startswith("work:") and (one in listed or one in leaving)
    }
    if not works:
        return
    of = f"of the {plural(len(works), 'work')} of the last sync"

    def is_nearly_all(ids: Iterable[str]) -> bool:
        return sum(one in works for one in ids) >= _NEARLY_ALL * len(works)

    if is_nearly_all(leaving):
        yield f"the lists name {_only(len(works) - len(leaving & works.keys()))} {of}"
    missing = [
        one
        for one, key in works.items()
        if one in listed and ((there := remote.items.get(key)) is None or in_trash(there))
    ]
    if is_nearly_all(missing):
        yield f"the library holds {_only(len(works) - len(missing))} {of}: is it another library?"
    changed = {
        one.id for one in plan.actions if isinstance(one, Update | Pull) and set(one.after) - {"collections"}
    }
    if len(works) >= _MANY and is_nearly_all(changed):
        yield f"{sum(one in works for one in changed):,} {of} would change at once"


def _only(number: int) -> str:
    return f"only {number:,}" if number else "none"


def _leaves(action: Action) -> bool:
    """Whether a work goes with it that no list names any more."""
    if isinstance(action, Conflict):
        return action.property == LISTED
    return isinstance(action, Trash | Retire)
