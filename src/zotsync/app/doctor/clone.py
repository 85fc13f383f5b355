"""The check of this clone: how far it and the library have gone on, and what is open between them."""

from __future__ import annotations

from ...adapters.embedded import EmbeddedLibrary
from ...adapters.state import State
from ...core.actions import Leave, Plan, There
from ...core.counts import plural
from ...core.tree import citekey_of, shown, sort_of, topic_id
from ...errors import ConfigError
from ..choice import DESKTOP
from ..clone import expected, library_name, open_conflicts, remembered
from ..holdings import Holdings
from .case import Case, Diagnosed, Found, names

__all__ = ["clone"]


def clone(case: Case) -> Found:
    """What this clone remembers of the library, and how far both have gone on since."""
    if case.chosen[0] == DESKTOP and not case.answers:
        return
    name = _name(case)
    with remembered(case.workspace, name) as state:
        if state is None:
            yield "ok", "never synced with this library", "zotsync sync --dry-run shows what a sync would do"
            return
        yield _how_far(case, state.version)
        if case.holdings is not None and not case.holdings.unread:
            yield from _open(expected(case.holdings, name, state))
            yield from _unlisted(case.holdings, state)


def _how_far(case: Case, version: int) -> Diagnosed:
    now = _library_version(case)
    if now is not None and now < version:
        return (
            "problem",
            f"the library stands at version {now}, before {version} where this clone saw it: it was restored, or "
            "is another one",
            "look at zotsync sync --dry-run before anything is written",
        )
    if now is not None and now > version:
        return (
            "warning",
            f"{plural(now - version, 'version')} behind the library ({version} of {now})",
            "run zotsync sync",
        )
    return "ok", f"at version {version} of the library" + (", as it stands" if now else "")


def _open(plan: Plan) -> Found:
    """What is not the same on both sides, as far as this clone knows."""
    conflicts = open_conflicts(plan)
    if conflicts:
        number = plural(len(conflicts), "conflict")
        yield "warning", f"{number} to decide: {names(conflicts)}", "run zotsync conflicts"
    if any(isinstance(one, There) for one in plan.actions):
        yield (
            "warning",
            "the workspace holds what is not in the library yet",
            "zotsync sync --dry-run shows it",
        )
    left = [shown(one.id) for one in plan.actions if isinstance(one, Leave)]
    if left:
        yield (
            "warning",
            f"{plural(len(left), 'object')} left alone, a person has to look: {names(left)}",
            "zotsync sync --dry-run says why",
        )


def _unlisted(holdings: Holdings, state: State) -> Found:
    topics = {topic_id(topic.path) for topic in holdings.catalogue.topics}
    gone = [
        shown(one)
        for one in sorted(state.keys())
        if (one not in topics if sort_of(one) == "topic" else citekey_of(one) not in holdings.works)
    ]
    if gone:
        yield (
            "warning",
            f"{plural(len(gone), 'object')} in Zotero of what no list names any more: {names(gone)}",
            "delete there what you do not want, or list it again",
        )


def _name(case: Case) -> str:
    if case.answers:
        with case.desktop() as local:
            return local.id
    try:
        return library_name(case.workspace, case.environment, case.chosen)
    except ConfigError:
        return ""  # the check of the library says so


def _library_version(case: Case) -> int | None:
    """Where the library stands now; `None` where it cannot be asked."""
    if case.answers:
        with case.desktop() as local:
            return local.version()
    if case.place is None:
        with EmbeddedLibrary(case.embedded_file) as opened:
            held = opened.snapshot()
            return held.version if held else None
    if case.rights is None or not case.rights.read:
        return None
    with case.web(case.place) as web:
        return web.version()
