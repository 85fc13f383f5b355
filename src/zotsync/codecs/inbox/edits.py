"""Lines and headings put into a list, and lines taken out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Final, NamedTuple

from ...model import Entry, Heading, SeedList, Work
from .. import seedlist
from . import lines
from .lines import Form
from .outline import Outline, outline, split_lines

__all__ = ["HEADER", "Place", "TopicPath", "add", "remove", "same", "topic"]

TopicPath = tuple[str, ...]
"""Names of topics, outer to inner; never empty."""
Place = tuple[TopicPath, Work]
"""A work under a topic."""

HEADER: Final = (
    "# Inbox\n\nzotsync adds what was added in Zotero to this reading list; edit it as you edit any other.\n"
)
"""How a new file begins."""

_DEEPEST = 6
"""Levels of headings in Markdown; below them topics are `<details>` with a `<summary>`."""


def add(text: str, places: Iterable[Place]) -> tuple[str, tuple[Place, ...]]:
    """
    The list with a line for each work under its topic.

    The heading of a topic is found where it stands; else it is made, a sub-topic at the end of its parent's
    section, a new top topic at the end of the list. A line goes behind the last entry that stands directly under
    the heading. A work that the list names there already gets no second line.

    Args:
        text: of the list, Markdown; an empty one begins with `HEADER`.
        places: in the order in which the lines are to stand.

    Returns:
        The new text, and the places that the list cannot say so that they are read back: nothing was written
        for them. `named` tells title and link of the entries that were written.
    """
    places = tuple(places)
    new = text if text.strip() else HEADER + text
    by_topic: dict[TopicPath, dict[tuple[str, str], Work]] = {}
    for path, work in _missing(new, places):
        by_topic.setdefault(path, {}).setdefault(lines.named(work), work)
    for path, works in by_topic.items():
        formed = [(work, _form(path, work)) for work in works.values()]
        new = _added(new, path, [(work, form) for work, form in formed if form])
    return new if new != HEADER + text else text, tuple(_missing(new, places))


def _missing(text: str, places: Iterable[Place]) -> Iterator[Place]:
    """The places that a list does not name."""
    there = {(entry.topic, (entry.title, _url(entry))) for entry in _read(text).entries}
    return (place for place in places if (place[0], lines.named(place[1])) not in there)


def topic(text: str, path: TopicPath) -> str:
    """
    The list with a heading for a topic, and for those above it; no entry stands under it yet.

    The text stays as it is where the heading stands already, or where no heading reads as this path
    (`topic in {heading.path for heading in seedlist.read(text, "inbox.md").headings}` tells).
    """
    new = text if text.strip() else HEADER + text
    if any(heading.path == path for heading in _read(new).headings):
        return text
    return _written(new, path, ()) or text


def remove(text: str, places: Iterable[Place]) -> str:
    """
    The list without the lines of these works under these topics.

    A line that a person changed stays, and so does one that something was written below; headings stay.
    """
    places = list(places)
    without = _without(text, places)
    if without is None:
        for place in places:
            text = _without(text, [place]) or text
    return text if without is None else without


# --- taking out -------------------------------------------------------------------------------------------


def _without(text: str, places: Sequence[Place]) -> str | None:
    """None where the rest of the list would then be read differently."""
    page, shape = _read(text), outline(text)
    items = {item.line: item for item in shape.items}
    gone: set[int] = set()
    for path, work in places:
        written = {form.text for form in lines.forms(work)}
        for entry in page.entries:
            item = items.get(entry.line)
            if item is None or item.end != item.line or not item.bullet or entry.topic != path:
                continue
            if shape.lines[item.line - 1].strip()[2:] in written:
                gone.add(entry.line)
    kept = [line for number, line in enumerate(shape.lines, 1) if number not in gone]
    if kept and len(shape.lines) in gone and not shape.lines[-1].endswith(("\n", "\r")):
        # A file without a line end at its end stays one.
        kept[-1] = kept[-1].rstrip("\r\n")
    new = "".join(kept)
    before = replace(page, entries=tuple(entry for entry in page.entries if entry.line not in gone))
    return new if same(before, _read(new)) else None


# --- putting in -------------------------------------------------------------------------------------------


def _form(path: TopicPath, work: Work) -> Form | None:
    """The first form of a work that a list of nothing else reads rightly."""
    path = path if _can_be_said(path) else ("Topic",)
    return next((form for form in lines.forms(work) if _written(HEADER, path, [(work, form)])), None)


@lru_cache(maxsize=64)
def _can_be_said(path: TopicPath) -> bool:
    return bool(path) and _written(HEADER, path, ()) is not None


def _added(text: str, path: TopicPath, found: Sequence[tuple[Work, Form]]) -> str:
    """The text with these lines, but those that cannot stand there."""
    new = _written(text, path, found) if path and found else None
    if new is not None or len(found) < 2:
        return text if new is None else new
    half = len(found) // 2
    return _added(_added(text, path, found[:half]), path, found[half:])


class _Draft(NamedTuple):
    """Lines to put in, without line ends."""

    after: int
    """Number of the line behind which they go."""
    lines: tuple[str, ...]
    headings: Mapping[int, TopicPath]
    """Index in `lines` -> path, for headings."""
    entries: tuple[int, ...]
    """Indices of the lines of works."""


def _written(text: str, path: TopicPath, found: Sequence[tuple[Work, Form]]) -> str | None:
    """The text with these lines at the first place where they are read rightly; None where there is none."""
    page = _read(text)
    for draft in _drafts(outline(text), page, path, [form.text for _, form in found]):
        new = _inserted(text, draft)
        now = _read(new)
        headings = {draft.after + 1 + i: one for i, one in draft.headings.items()}
        works = {draft.after + 1 + i: one for i, one in zip(draft.entries, found, strict=True)}
        by_line = {entry.line: entry for entry in now.entries}
        if (
            {one.line: one.path for one in now.headings if one.line in headings} == headings
            and all(
                (entry := by_line.get(line)) and entry.topic == path and lines.says(entry, work, form)
                for line, (work, form) in works.items()
            )
            and same(page, _but(now, {*headings, *works}))
        ):
            return new
    return None


def _inserted(text: str, draft: _Draft) -> str:
    before = list(split_lines(text))
    end = "\r\n" if "\r\n" in text else "\n"
    new = [line + end for line in draft.lines]
    if draft.after == len(before) and before and not before[-1].endswith(("\n", "\r")):
        before[-1] += end
        new[-1] = draft.lines[-1]
    return "".join([*before[: draft.after], *new, *before[draft.after :]])


def _drafts(shape: Outline, page: SeedList, path: TopicPath, forms: Sequence[str]) -> Iterator[_Draft]:
    """The places for lines under a topic, the best one first."""
    for heading in page.headings:
        if heading.path == path:
            yield from _under(shape, page, heading, forms)
    parents = [
        one for one in page.headings if len(one.path) < len(path) and one.path == path[: len(one.path)]
    ]
    for parent in sorted(parents, key=lambda one: -len(one.path)):
        level = shape.levels.get(parent.line, _DEEPEST + 1)
        below = [line for line, other in shape.levels.items() if line > parent.line and other <= level]
        last = min(below, default=len(shape.lines) + 1) - 1
        if level > _DEEPEST:
            last = parent.line
        yield _section(shape, last, parent.line, path, len(parent.path), level + 1, forms)
    top = [shape.levels[one.line] for one in page.headings if len(one.path) == 1 and one.line in shape.levels]
    has_title = any(line not in {one.line for one in page.headings} for line in shape.levels)
    level = min(top, default=2) if not (page.title and has_title) else 2
    yield _section(shape, len(shape.lines), 0, path, 0, level, forms)


def _under(shape: Outline, page: SeedList, heading: Heading, forms: Sequence[str]) -> Iterator[_Draft]:
    """The places under a heading that stands."""
    following = [one.line for one in page.headings if one.line > heading.line]
    last = min(following, default=len(shape.lines) + 1) - 1
    entries = [
        one.line for one in page.entries if heading.line < one.line <= last and one.topic == heading.path
    ]
    if entries and (item := next((one for one in shape.items if one.line <= entries[-1] <= one.end), None)):
        bullet = item.bullet or "- "
        yield _Draft(item.end, tuple(bullet + form for form in forms), {}, tuple(range(len(forms))))
    first = shape.ends.get(heading.line, heading.line)
    yield _apart(shape, shape.last_text(first, last), [f"- {form}" for form in forms], {}, len(forms))
    yield _apart(shape, first, [f"- {form}" for form in forms], {}, len(forms))


def _section(
    shape: Outline, last: int, first: int, path: TopicPath, known: int, level: int, forms: Sequence[str]
) -> _Draft:
    """New headings for the names of a path from `known` on, and the lines below the last of them."""
    new: list[str] = []
    headings: dict[int, TopicPath] = {}
    closing: list[str] = []
    for i, name in enumerate(path[known:], known):
        if new:
            new.append("")
        if level <= _DEEPEST:
            headings[len(new)] = path[: i + 1]
            new.append(f"{'#' * level} {lines.plain(name)}")
        else:
            headings[len(new) + 1] = path[: i + 1]
            new += ["<details>", f"<summary>{escape(name, quote=False)}</summary>"]
            closing += ["", "</details>"]
        level += 1
    body = ["", *(f"- {form}" for form in forms)] if forms else []
    return _apart(shape, shape.last_text(first, last), [*new, *body, *closing], headings, len(forms))


def _apart(
    shape: Outline, after: int, new: Sequence[str], headings: Mapping[int, TopicPath], works: int
) -> _Draft:
    """New lines with a blank line before and behind them, where there is none."""
    gap = [""] if after and shape.lines[after - 1].strip() else []
    behind = [""] if after < len(shape.lines) and shape.lines[after].strip() else []
    start = len(gap) + next((i for i, line in enumerate(new) if line.startswith("- ")), 0)
    return _Draft(
        after,
        (*gap, *new, *behind),
        {len(gap) + i: path for i, path in headings.items()},
        tuple(range(start, start + works)),
    )


# --- reading back -----------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _read(text: str) -> SeedList:
    return seedlist.read(text, "inbox.md")


def _url(entry: Entry) -> str:
    return entry.links[0].url if entry.links else ""


def _but(page: SeedList, without: set[int]) -> SeedList:
    return replace(
        page,
        headings=tuple(one for one in page.headings if one.line not in without),
        entries=tuple(one for one in page.entries if one.line not in without),
    )


def same(one: SeedList, other: SeedList) -> bool:
    """Whether two lists say the same; where in the file they say it does not count."""
    return (
        one.title == other.title
        and [replace(each, line=0) for each in one.headings]
        == [replace(each, line=0) for each in other.headings]
        and list(map(_placeless, one.entries)) == list(map(_placeless, other.entries))
    )


def _placeless(entry: Entry) -> Entry:
    return replace(entry, line=0, remarks=tuple(replace(remark, line=0) for remark in entry.remarks))
