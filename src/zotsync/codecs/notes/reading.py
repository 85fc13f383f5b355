"""
The two-way keys of a front matter: read, and written in place.

A YAML library says where each value begins and ends; only those characters are replaced, so that a person's
style, comments and order stay. What cannot be written so that all else reads as before is not written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from ...model import ReadingState
from .front import SEAL, line, quoted, split, values

if TYPE_CHECKING:
    from yaml import Node, ScalarNode, SequenceNode

__all__ = ["CANNOT_PUT", "put", "reading_of"]

CANNOT_PUT = "its front matter cannot be changed key by key (an anchor, braces, odd indentation)"
"""Why `put` gave nothing."""

_NUMBER = re.compile(r"\d[\d.-]*")
"""What people write without quotes: a rating, a day."""
_SEAL_LINE = re.compile(rf"^{SEAL}[ \t]*:", re.MULTILINE)


def reading_of(found: Mapping[str, Any]) -> ReadingState:
    """The two-way keys of a front matter; a list may be written as a text with commas."""
    return ReadingState(
        tags=_names(found["tags"]) if "tags" in found else None,
        status=_word(found.get("status")),
        status_date=_word(found.get("status-date")),
        rating=_word(found.get("rating")),
        reader=_names(found.get("reader")),
    )


def _word(value: Any) -> str:
    if isinstance(value, list | dict | bool) or value is None:
        return ""
    return " ".join(str(value).split())


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(",")
    elif not isinstance(value, list):
        value = [] if value is None else [value]
    return tuple(dict.fromkeys(filter(None, (_word(one).removeprefix("#") for one in value))))


def put(text: str, reading: ReadingState) -> str | None:
    """
    The note with other two-way values; what says the same stays as it is written, in place and in style.

    `None` where the front matter cannot be read, or where something else in it would then read otherwise (an
    anchor that another key refers to, keys inside braces).
    """
    import yaml

    parts, found = split(text), values(text)
    if parts is None or found is None:
        return None
    opening, matter, rest = parts
    newline = "\r\n" if "\r\n" in matter else "\n"
    now = reading_of(found)
    for one in fields(ReadingState):
        name, value = one.name.replace("_", "-"), getattr(reading, one.name)
        if value is not None and value != getattr(now, one.name):
            try:
                matter = _put(matter, name, value, newline)
            except (yaml.YAMLError, ValueError, RecursionError):
                return None
            now = replace(now, **{one.name: value})
    new = opening + matter + rest
    after = values(new)
    return new if after is not None and reading_of(after) == now and _rest(after) == _rest(found) else None


def _rest(found: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that are not two-way."""
    ours = {one.name.replace("_", "-") for one in fields(ReadingState)}
    return {name: value for name, value in found.items() if name not in ours}


def _put(matter: str, name: str, value: str | Sequence[str], newline: str) -> str:
    """One key with another value: where it stood, else before the seal."""
    from yaml import ScalarNode, SequenceNode

    found = _pair(matter, name)
    if found is None:
        new = line(name, value if isinstance(value, str) else list(value)).replace("\n", newline)
        seal = _SEAL_LINE.search(matter)
        at = seal.start() if seal else len(matter)
        return matter[:at] + new + matter[at:]
    key, node = found
    colon = matter.index(":", key.end_mark.index) + 1
    if isinstance(node, SequenceNode) and not isinstance(value, str):
        return _with_members(matter, colon, node, value, newline)
    if not isinstance(node, ScalarNode):
        return matter
    if not _is_null(node):
        return _with_text(matter, node, value if isinstance(value, str) else ", ".join(value))
    if isinstance(value, str):
        return f"{matter[:colon]} {quoted(value)}{matter[max(colon, node.end_mark.index) :]}"
    end = _line_end(matter, colon)
    return matter[:end] + "".join(f"  - {quoted(one)}{newline}" for one in value) + matter[end:]


def _pair(matter: str, name: str) -> tuple[Node, Node] | None:
    """A key at the top level and its value; the last of several, as YAML has it."""
    import yaml

    root = yaml.compose(matter, Loader=yaml.SafeLoader)
    found = [pair for pair in root.value if pair[0].value == name] if root is not None else []
    return found[-1] if found else None


def _is_null(node: Node) -> bool:
    return bool(node.tag.endswith(":null"))


def _with_text(matter: str, node: ScalarNode, value: str) -> str:
    start, end = node.start_mark.index, node.end_mark.index
    new = quoted(value)
    if node.style is None and _NUMBER.fullmatch(value):
        new = value
    elif node.style in ("'", '"') and new == value:
        new = f"{node.style}{value}{node.style}"
    old = matter[start:end]
    # A text of several lines ends behind its line end.
    return matter[:start] + new + old[len(old.rstrip()) :] + matter[end:]


def _with_members(matter: str, colon: int, node: SequenceNode, names: Sequence[str], newline: str) -> str:
    """The list with what it lacks at its end, and without the members that are none any more."""
    said = [() if _is_null(one) else _names([one.value]) for one in node.value]
    is_kept = [not own or bool(set(own) & set(names)) for own in said]
    known = {name for own in said for name in own}
    new = [quoted(name) for name in names if name not in known]
    if node.flow_style:
        return _with_flow(matter, node, is_kept, new)
    ends = [_line_end(matter, one.end_mark.index - 1) for one in node.value]
    starts = [matter.rfind("\n", 0, one.start_mark.index) + 1 for one in node.value]
    indent = matter[starts[0] : node.start_mark.index]
    at = ends[-1]
    before, behind = matter[:at], matter[at:]
    for start, end, kept in reversed([*zip(starts, ends, is_kept, strict=True)]):
        before = before if kept else before[:start] + before[end:]
    if not new and not any(is_kept):
        return f"{before[:colon]} []{before[colon:]}{behind}"
    gap = "" if before.endswith("\n") else newline
    return before + gap + "".join(f"{indent}- {one}{newline}" for one in new) + behind


def _with_flow(matter: str, node: SequenceNode, is_kept: Sequence[bool], new: Sequence[str]) -> str:
    members = [one for one, kept in zip(node.value, is_kept, strict=True) if kept]
    if not members:
        return f"{matter[: node.start_mark.index]}[{', '.join(new)}]{matter[node.end_mark.index :]}"
    text = "".join(f", {one}" for one in new) + matter[node.value[-1].end_mark.index :]
    last = True
    for at in range(len(node.value) - 1, -1, -1):
        one = node.value[at]
        end = one.end_mark.index if last else node.value[at + 1].start_mark.index
        if is_kept[at]:
            text, last = matter[one.start_mark.index : end] + text, False
    return matter[: node.value[0].start_mark.index] + text


def _line_end(matter: str, at: int) -> int:
    """Behind the line that holds a place."""
    found = matter.find("\n", at)
    return len(matter) if found < 0 else found + 1
