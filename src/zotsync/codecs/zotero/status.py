"""
What a person says about reading a work, as lines of Extra.

`Read_Status` and `Read_Status_Date` are those of the Zotero Reading List plugin, with its five words; `Rating` and
`Reader` are ours, for nobody else has any. No line is what most works have: still to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from ...model import ReadingState
from . import extra

__all__ = ["LABELS", "TO_READ", "lines", "state_of", "taken_over"]

TO_READ: Final = "to-read"
"""The status of a work of which nothing is said."""

_WORDS: Final = {
    "new": "New",
    TO_READ: "To Read",
    "reading": "In Progress",
    "read": "Read",
    "not-reading": "Not Reading",
}
"""Ours -> the plugin's."""
_OURS: Final = {theirs.casefold(): ours for ours, theirs in _WORDS.items()}
_ALIASES: Final = {"in-progress": "reading", "in progress": "reading", "done": "read", "unread": TO_READ}

LABELS: Final = frozenset(("read-status", "read-status-date", "rating", "reader"))
"""In lower case with hyphens, as `extra.read` gives them."""


def lines(state: ReadingState) -> Iterator[str]:
    """The lines of Extra for a state."""
    status = state.status.casefold()
    status = _ALIASES.get(status, status)
    if status and status != TO_READ:
        yield extra.line("Read_Status", _WORDS.get(status, state.status))
        if state.status_date:
            yield extra.line("Read_Status_Date", state.status_date)
    if state.rating:
        yield extra.line("Rating", state.rating)
    if state.reader:
        yield extra.line("Reader", "; ".join(state.reader))


def state_of(text: str) -> ReadingState:
    """The state that an Extra tells; tags stand elsewhere."""
    said: Mapping[str, str] = dict(reversed(extra.read(text, LABELS)[0]))
    status = said.get("read-status", "")
    return ReadingState(
        status=_OURS.get(status.casefold(), status),
        status_date=said.get("read-status-date", ""),
        rating=said.get("rating", ""),
        reader=tuple(filter(None, (name.strip() for name in said.get("reader", "").split(";")))),
    )


def taken_over(state: ReadingState, was: str, now: str) -> ReadingState:
    """
    A state with what changed from one Extra to the next.

    What the Extra never said is no edit; a status that was taken away is to be read again.
    """
    before, after = state_of(was), state_of(now)
    changes = {
        name: getattr(after, name)
        for name in ("status", "status_date", "rating", "reader")
        if getattr(before, name) != getattr(after, name)
    }
    if "status" in changes and not changes["status"]:
        changes["status"] = TO_READ
    return replace(state, **changes)
