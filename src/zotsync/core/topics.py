"""Topics: headings of several lists -> one tree of collections, each with a file name that works everywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from hashlib import sha256

from ..model import Place, Topic
from . import ascii as plain

__all__ = [
    "SEPARATOR",
    "TopicPath",
    "arrange",
    "below",
    "called",
    "file_stems",
    "parse_path",
    "rename",
    "renamed",
    "show_path",
]

TopicPath = tuple[str, ...]

SEPARATOR = " / "
"""Between the names of a path, wherever a person reads or writes one."""

_UNSAFE = re.compile(r"[^a-z0-9]+")
_STEM_LENGTH = 80
_RESERVED = plain.DEVICES | {"library"}
"""What Windows does not allow, and our own library.bib."""


def parse_path(text: str) -> TopicPath:
    """`"LLM Serving System / Serving LLMs with Multiple LoRAs"` -> a path."""
    return tuple(name.strip() for name in text.split(SEPARATOR) if name.strip())


def show_path(path: Sequence[str]) -> str:
    return SEPARATOR.join(path)


def rename(path: TopicPath, names: Mapping[TopicPath, TopicPath], root: TopicPath = ()) -> TopicPath:
    """
    Where a heading's topic stands: by the longest path in `names` that it begins with, below `root`.

    `names` comes from `[topics]` of the configuration. A sub-heading follows the heading above it.
    """
    for length in range(len(path), 0, -1):
        target = names.get(path[:length])
        if target is not None:
            return root + target + path[length:]
    return root + path


def renamed(
    gone: Mapping[TopicPath, Set[str]], new: Mapping[TopicPath, Set[str]]
) -> dict[TopicPath, TopicPath]:
    """
    Which topic that is gone goes by which new path now: old -> new, each once.

    It is the one that shares most of its works (more than half of all that stand in either); of several the one
    that kept its last name.
    """
    pairs = sorted(
        (-len(was & now) / len(was | now), old[-1] != path[-1], old, path)
        for old, was in gone.items()
        for path, now in new.items()
        if 2 * len(was & now) > len(was | now)
    )
    found: dict[TopicPath, TopicPath] = {}
    for _, _, old, path in pairs:
        if old not in found and path not in found.values():
            found[old] = path
    return found


def called(path: TopicPath, places: Mapping[TopicPath, Place]) -> TopicPath:
    """
    What a topic's collection is called in Zotero, with those that it is in; of one that is no topic nothing is
    known.

    Args:
        places: where people put collections, and what they called them (`Decisions.places`).
    """
    names: list[str] = []
    seen: set[TopicPath] = set()
    while path and path not in seen:  # two moves that were merged may make a circle
        seen.add(path)
        place = places.get(path) or Place(path[-1], path[:-1])
        names.append(place.name)
        path = () if isinstance(place.parent, str) else place.parent
    return tuple(reversed(names))


def arrange(places: Iterable[tuple[TopicPath, str | None]]) -> tuple[Topic, ...]:
    """
    All topics in the order in which lists first name them, sub-topics behind their parents.

    `places` holds (path, citation key), in list order; `None` for a heading, so that empty topics stay.
    """
    works: dict[TopicPath, dict[str, None]] = {}
    children: dict[TopicPath, list[TopicPath]] = {(): []}
    for path, key in places:
        if path not in works:
            for length in range(1, len(path) + 1):
                if path[:length] not in works:
                    works[path[:length]] = {}
                    children[path[:length]] = []
                    children[path[: length - 1]].append(path[:length])
        if key is not None and path:
            works[path][key] = None
    ordered: list[Topic] = []
    waiting = list(reversed(children[()]))
    while waiting:
        path = waiting.pop()
        ordered.append(Topic(path, tuple(works[path])))
        waiting += reversed(children[path])
    return tuple(ordered)


def below(topics: Sequence[Topic], path: TopicPath) -> tuple[str, ...]:
    """Citation keys of a topic and all its sub-topics, in order, each once."""
    keys: dict[str, None] = {}
    for topic in topics:
        if topic.path[: len(path)] == path:
            keys.update(dict.fromkeys(topic.works))
    return tuple(keys)


def file_stems(topics: Sequence[Topic]) -> dict[TopicPath, str]:
    """
    A file name without suffix for each topic: ASCII, lower case, no spaces, unique without regard to case.

    `LLM Serving System / Serving LLMs with Multiple LoRAs` -> `llm-serving-system--serving-llms-with-multiple-loras`;
    Chinese by pinyin. LaTeX (`\\addbibresource`, `\\bibliography`) loads such names on every system.
    """
    stems = {topic.path: _stem(topic.path) for topic in topics}
    shared = Counter(stems.values())
    for path, stem in stems.items():
        # Of several that have one name (`C`, `C++`, `C#`) only the one that says it exactly keeps it, so that
        # moving headings around never gives a file to another topic.
        if shared[stem] > 1 and not _is_exact(path, stem):
            stems[path] = f"{stem}-{sha256(show_path(path).encode()).hexdigest()[:6]}"
    return stems


def _stem(path: TopicPath) -> str:
    parts = [_UNSAFE.sub("-", plain.fold(name).lower()).strip("-") for name in path]
    stem = "--".join(part for part in parts if part)[:_STEM_LENGTH].rstrip("-") or "topic"
    return f"{stem}-topic" if stem in _RESERVED else stem


def _is_exact(path: TopicPath, stem: str) -> bool:
    return stem == "--".join(name.lower().replace(" ", "-") for name in path)
