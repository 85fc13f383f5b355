"""Fields of one entry rewritten, added and removed; every other byte of it stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .. import entries
from ..entries import Field

__all__ = ["spliced"]


def spliced(
    text: str, changes: Mapping[str, str | None], order: Sequence[str], end: str, *, type: tuple[str, str]
) -> str:
    """
    The text of an entry after changes.

    Args:
        changes: by lower-case name, the new LaTeX text of a field; None removes the field.
        order: names of fields; a new one stands behind those before it in this order.
        end: what ends lines in the file.
        type: entry type as the block has it, and as it is to be; lower case.
    """
    spans = {one.name: one for one in reversed(entries.fields(text)[0])}
    edits: list[tuple[int, int, str]] = []
    """(start, end, new text), none of which overlap."""
    if type[0] != type[1]:
        at = text.lower().index(type[0])
        edits.append((at, at + len(type[0]), type[1]))
    added = ""
    place = entries.key_end(text)
    indent = _indent(text, spans.values())
    for name in dict.fromkeys([*order, *changes]):
        value = changes.get(name)
        if name not in spans:
            added += f",{indent}{name} = {entries.written(name, value)}" if value is not None else ""
        elif name not in changes or value is not None:
            if name in order:
                edits.append((place, place, added))
                added, place = "", spans[name].end
            if value is not None:
                edits.append((spans[name].value, spans[name].end, entries.written(name, value)))
    edits.append((place, place, added))
    edits += (
        (*_with_comma(text, spans[name]), "")
        for name, value in changes.items()
        if value is None and name in spans
    )
    for start, stop, piece in sorted(edits, reverse=True):
        text = text[:start] + piece.replace("\n", end) + text[stop:]
    return text


def _indent(text: str, spans: Iterable[Field]) -> str:
    """What stands in front of a field in this entry."""
    first = min((one.start for one in spans), default=0)
    gap = text[len(text[:first].rstrip()) : first]
    if not first or "\n" in gap:
        return "\n" + (gap.rpartition("\n")[2] if first else "  ")
    return gap or " "


def _with_comma(text: str, span: Field) -> tuple[int, int]:
    """The span of a field with the comma before it; that behind it takes its place."""
    return len(text[: span.start].rstrip(", \t\r\n")), span.end
