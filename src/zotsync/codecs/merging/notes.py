"""Notes, by key of the front matter and line of the text; seals that fitted on both sides are made anew."""

from __future__ import annotations

from ...core.properties import READING
from ...core.threeway import Side, combined
from ..notes import parts_of, resealed, seals_joined, unsealed
from .lines import merge_lines

__all__ = ["merge"]


def merge(base: str, ours: str, theirs: str, side: Side) -> str:
    """The text of a note that two people changed."""
    was, here, there = (unsealed(text) for text in (base, ours, theirs))
    here, there = seals_joined(here, there)
    front, other_front = parts_of(here), parts_of(there)
    if front is None or other_front is None:
        return merge_lines(base, ours, theirs, side)
    before = parts_of(was)
    spans = combined(
        _keyed(before.spans) if before else None,
        _keyed(front.spans),
        _keyed(other_front.spans),
        side,
        READING,
    )
    order = [
        *_keyed(front.spans),
        *(key for key in _keyed(other_front.spans) if key not in _keyed(front.spans)),
    ]
    text = "".join(spans[key] for key in order if key in spans)
    rest = merge_lines(before.rest if before else "", front.rest, other_front.rest, side)
    return resealed(f"{front.opening}{text}{rest}")


def _keyed(spans: list[tuple[str, str]]) -> dict[str, str]:
    """Lines of the front matter by key; those of nobody by their text. No name that `merge` has rules for."""
    return {f"key {key}" if key else f"line {text}": text for key, text in spans}
