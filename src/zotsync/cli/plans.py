"""Plans, and what was done of them, as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from .output import plural, visible

if TYPE_CHECKING:
    from ..app.delivery import Refusal
    from ..app.look import Preview
    from ..app.sync import SyncReport
    from ..core.actions import Action, Adopt, Plan
    from ..core.brakes import Stop
    from ..core.runs import Run

__all__ = [
    "counted",
    "deeds",
    "line",
    "named",
    "plan_values",
    "preview_values",
    "report_values",
    "show_open",
    "show_plan",
    "show_refused",
    "show_report",
    "show_stops",
    "told",
]

_EMBEDDED = "embedded:"
_DESKTOP = "zotero://local/"
_NOUNS = {"topic": "collection", "work": "item", "note": "note"}
_SIGNS = {
    "create": ("+", "green"),
    "adopt": ("+", "green"),
    "revive": ("+", "green"),
    "update": ("~", "yellow"),
    "pull": ("~", "yellow"),
    "trash": ("-", "red"),
    "drop": ("-", "red"),
    "link": ("=", "cyan"),
}
_THERE = {"create": "create", "update": "update", "trash": "move to the trash", "link": "link"}
_HERE = {"adopt": "list", "pull": "take over", "drop": "leave out", "revive": "list again"}
_DONE = {
    "create": "created", "update": "updated", "trash": "moved to the trash", "link": "linked", "adopt": "listed",
    "pull": "taken over", "drop": "left out", "revive": "listed again",
}  # fmt: skip
_KEPT = "  (stays in Zotero: the files cannot say it)"
_LONG = 60
"""Characters of a value that are shown."""


def _word(action: Action) -> str:
    return type(action).__name__.lower()


# --- for programs -----------------------------------------------------------------------------------------


def plan_values(plan: Plan) -> dict[str, object]:
    from ..codecs import plans

    actions = [plans.values(action) for action in plan.actions]
    return {"library": plan.library, "version": plan.version, "actions": actions}


def preview_values(seen: Preview) -> dict[str, object]:
    stops = [{"why": one.why, "goes_on_with": one.flags} for one in seen.stops]
    return {**plan_values(seen.plan), "stops": stops}


def report_values(report: SyncReport) -> dict[str, object]:
    from ..codecs import plans

    return {
        "library": report.library,
        "version": report.version,
        "done": [plans.values(action) for action in report.done],
        "open": [plans.values(action) for action in report.open],
        "refused": [
            {**plans.values(one.action), "code": one.failure.code, "message": one.failure.message}
            for one in report.refused
        ],
        "unpushed": [plans.values(action) for action in report.unpushed],
        "obstacle": report.obstacle,
        "findings": report.findings,
        "written": report.written,
    }


# --- for people -------------------------------------------------------------------------------------------


def named(library: str) -> str:
    if library.startswith(_EMBEDDED):
        return "the embedded library"
    return "the Zotero on this computer" if library.startswith(_DESKTOP) else library


def counted(actions: Iterable[Action]) -> str:
    """`30 collections, 144 items`."""
    from ..core.tree import sort_of

    counts: dict[str, int] = {}
    for action in actions:
        noun = _NOUNS[sort_of(action.id)]
        counts[noun] = counts.get(noun, 0) + 1
    return ", ".join(plural(number, noun) for noun, number in counts.items())


def _value(value: Any) -> str:
    """A value as people know it: tags and creators by name."""
    if isinstance(value, list):
        parts = (
            " ".join(
                filter(None, (one.get("tag"), one.get("firstName"), one.get("lastName"), one.get("name")))
            )
            if isinstance(one, dict)
            else str(one)
            for one in value
        )
        text = "; ".join(parts)
    else:
        text = "" if value is None else str(value)
    text = visible(text.replace("\n", " | "))
    return repr(text if len(text) <= _LONG else f"{text[: _LONG - 1]}…")


def _collections(action: Any) -> str:
    from ..core.tree import shown

    was, now = action.before.get("collections") or (), action.after["collections"]
    moves = [f"into {visible(shown(one))}" for one in now if one not in was]
    moves += [f"out of {visible(shown(one))}" for one in was if one not in now]
    return ", ".join(moves)


def _changes(action: Any, *, by_name: bool) -> str:
    parts = []
    for name, value in action.after.items():
        if name == "collections" and by_name:
            parts.append(_collections(action))
        elif name in ("collections", "note"):
            parts.append(name)
        else:
            was, now = _value(action.before.get(name)), _value(value)
            # Into what was empty it is written all the same: the server may put something there.
            if was != now:
                parts.append(f"{name}: {was} -> {now}")
    return "; ".join(parts)


def line(action: Action) -> str:
    """One action in one line."""
    from ..core.actions import Adopt, Conflict, Create, Leave, Link, Pull, Retire, Update
    from ..core.tree import shown

    name = visible(shown(action.id))
    sign, colour = _SIGNS.get(_word(action), ("!", "red"))
    mark = f"  {click.style(sign, fg=colour, bold=True)} {name}"
    if isinstance(action, Create | Adopt):
        key = _new_key(action) if isinstance(action, Adopt) else ""
        return f"{mark}  {visible(action.data.get('title', ''))}".rstrip() + key
    if isinstance(action, Link):
        return f"{mark} is {action.key} ({visible(action.why)})"
    if isinstance(action, Update):
        return f"{mark}  {_changes(action, by_name=False)}"
    if isinstance(action, Pull):
        return f"{mark}  {_changes(action, by_name=True)}"
    if isinstance(action, Conflict):
        return f"{mark}  {action.property}: here {_value(action.local)}, in Zotero {_value(action.remote)}"
    if isinstance(action, Leave):
        return f"{mark}  {visible(action.why)}"
    if isinstance(action, Retire):
        return f"{mark}  in no list any more, stays in Zotero: {visible(action.why)}"
    return mark


def _new_key(adopted: Adopt) -> str:
    """What is said of the citation key of an item that somebody added in Zotero."""
    from ..codecs import zotero

    name = adopted.id.removeprefix("work:")
    if name == adopted.id:
        return ""
    own = zotero.work_of(adopted.data).key
    if own == name:
        return ""
    return (
        f"  (has the citation key {visible(own)} in Zotero)" if own else f"  (gets the citation key {name})"
    )


def _grouped(actions: Sequence[Action], words: dict[str, str]) -> Iterable[tuple[str, list[Action]]]:
    for word, verb in words.items():
        found = [action for action in actions if _word(action) == word]
        if found:
            yield verb, found


def told(run: Run) -> str:
    """`sync 12 of 2026-11-21T05:12:49+0000 (create 3, update 1)`."""
    of = f" of {run.at}" if run.at else ""
    return f"{'undo' if run.undoes else 'sync'} {run.number}{of} ({deeds(run)})"


def deeds(run: Run) -> str:
    """`undo of 11: update 2, pull 1; cut short`."""
    words: dict[str, int] = {}
    for action in run.actions:
        words[_word(action)] = words.get(_word(action), 0) + 1
    counts = ", ".join(f"{word} {count:,}" for word, count in words.items())
    return f"{f'undo of {run.undoes}: ' if run.undoes else ''}{counts}{'; cut short' if run.is_cut else ''}"


def _kept(action: Action) -> str:
    """Why what was changed in Zotero is not here."""
    from ..core.actions import Pull
    from ..core.tree import citekey_of

    if not isinstance(action, Pull):
        return ""
    if action.after.keys() == {"citationKey"}:
        key = visible(str(action.after["citationKey"]))
        return (
            f"  (each side keeps its key; `zotsync rekey {citekey_of(action.id)} {key}` takes over Zotero's)"
        )
    return _KEPT


def show_plan(plan: Plan) -> None:
    click.echo(f"Plan for {named(plan.library)} at version {plan.version}")
    for where, words in (("in the library", _THERE), ("here", _HERE)):
        for verb, actions in _grouped(plan.actions, words):
            click.echo(f"would {verb} {counted(actions)} {where}:")
            click.echo("\n".join(map(line, actions)))  # at once: an echo for each of 10,000 takes its time
    show_open([one for one in plan.actions if _word(one) not in {*_THERE, *_HERE}])
    if plan.is_empty:
        click.echo("library: nothing to do")


def show_stops(stops: Iterable[Stop]) -> None:
    for stop in stops:
        click.echo(f"sync would stop here: {visible(stop.why)}; it goes on with {stop.flags}")


def show_report(report: SyncReport) -> None:
    for verb, actions in _grouped(report.done, _DONE):
        where = "" if _word(actions[0]) in _HERE else f" in {named(report.library)}"
        click.echo(f"{verb} {counted(actions)}{where}")
        if not where:
            for action in actions:
                click.echo(line(action))
    show_refused(report.refused)
    for finding in report.findings:
        click.echo(f"{finding.where}: {visible(finding.message)}")
    show_open(report.open)
    if not report.done and not report.refused and not report.unpushed:
        click.echo(f"{named(report.library)}: nothing to do")


def show_refused(refused: Iterable[Refusal]) -> None:
    for one in refused:
        why = f"{visible(one.failure.message)} ({one.failure.code})"
        click.echo(f"refused: {line(one.action).strip()}: {why}")


def show_open(actions: Sequence[Action]) -> None:
    actions = [action for action in actions if _word(action) != "forget"]
    if actions:
        click.echo(f"left alone ({len(actions)}):")
    for action in actions:
        click.echo(line(action) + _kept(action))
    if any(_word(action) == "conflict" for action in actions):
        click.echo("`zotsync conflicts` goes through them; `zotsync sync --prefer local|remote` decides all")
