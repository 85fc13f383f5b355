"""Headings of the inbox that follow a topic which was renamed in another list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape

from ...core.topics import TopicPath, rename
from ...model import SeedList
from .. import seedlist
from . import lines
from .edits import same
from .outline import split_lines

__all__ = ["follow"]


def follow(text: str, names: Mapping[TopicPath, TopicPath]) -> str:
    """
    The list with the headings of renamed topics written anew; owners and weeks beside a name stay.

    A topic that went to another place, and not only to another name, keeps its heading here, and so does one
    whose new name would not be read back.

    Args:
        names: path of a topic before -> its path now.
    """
    for heading in seedlist.read(text, "inbox.md").headings if names else ():
        new = names.get(heading.path, heading.path)
        if new[:-1] == rename(heading.path[:-1], names) and new[-1] != heading.path[-1]:
            text = _written(text, heading.line, new[-1])
    return text


def _written(text: str, line: int, name: str) -> str:
    """The text with another name in the heading on a line; as it is where that would not be read back."""
    page, before = seedlist.read(text, "inbox.md"), split_lines(text)
    path = next(one.path for one in page.headings if one.line == line)
    goal = _named(page, {path: (*path[:-1], name)})
    for old, new in _spellings(path[-1], name):
        after = "".join((*before[: line - 1], before[line - 1].replace(old, new, 1), *before[line:]))
        if same(goal, _named(seedlist.read(after, "inbox.md"), {})):
            return after
    return text


def _spellings(old: str, new: str) -> Iterator[tuple[str, str]]:
    """How the old name may stand in its line, and the new one in its place."""
    yield lines.plain(old), lines.plain(new)
    yield old, lines.plain(new)
    yield escape(old, quote=False), escape(new, quote=False)


def _named(page: SeedList, names: Mapping[TopicPath, TopicPath]) -> SeedList:
    """The list with topics renamed; how a heading is written beside its name does not count."""
    return replace(
        page,
        headings=tuple(replace(one, path=rename(one.path, names), written="") for one in page.headings),
        entries=tuple(replace(one, topic=rename(one.topic, names)) for one in page.entries),
    )
