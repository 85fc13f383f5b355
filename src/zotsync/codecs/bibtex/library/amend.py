"""Edits from elsewhere written into the entries of a file, whoever wrote these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields as attributes
from dataclasses import replace
from typing import Any, Final, NamedTuple

from ....model import Creator, Work
from ...latex import to_latex
from .. import entries
from ..blocks import Block, split
from ..crosswalk import entry_of, work_of
from ..crosswalk.dialect import ALIASES, ENTRY_TYPE, LISTS, columns, kind_of
from ..entries import BibEntry
from ..layout import render
from .edits import read_work
from .shelf import Shelf
from .splice import spliced

__all__ = ["amend"]

_NOT_SAID: Final = frozenset(("key", "verified"))
"""What no entry says."""
_DATE: Final = ("year", "month", "day")


def amend(
    text: str,
    edited: Mapping[str, tuple[Work, Work]],
    known: Mapping[str, Work] | None = None,
    *,
    names: frozenset[str] | None = None,
    ascii: bool = False,
) -> tuple[str, dict[str, tuple[str, ...]]]:
    """
    The text after somebody edited works elsewhere: it says every attribute that they changed.

    Unlike `rebase`, which leaves what a person wrote, this writes over it: the edit is a person's too. What did
    not change stays as it is written, byte for byte. The value of a field is replaced where it stands, under the
    name by which this entry has it (`journaltitle`, `date`, a macro); only where the entry then still says
    something else, the fields that do so are removed, and at the very last the entry is written anew.

    Args:
        edited: by citation key, the work before and after; the attributes that differ are the edit.
        known: as for `works`: what is written is read back with it.
        names: short names as in `extend`; by default those of the titles in `text`.
        ascii: LaTeX macros for what is written anew.

    Returns:
        The text, and by citation key the attributes whose new value `works` does not read back, because BibTeX
        cannot say it (a second DOI) or the link of the entry states the old one. A key that the text does not
        have, or whose entry cannot be read whole, is given with all that was changed. Never empty in silence.
    """
    shelf = Shelf(text)
    names = shelf.short_names() if names is None else names
    wanted = {key.casefold(): key for key in edited}
    lost: dict[str, tuple[str, ...]] = {}
    pieces: list[str] = []
    for block in shelf.blocks:
        key = wanted.pop(block.key.casefold(), None) if block.kind == "entry" else None
        if key is None:
            pieces.append(block.text)
            continue
        pen = _Pen(shelf, (known or {}).get(key), names, ascii)
        piece, missing = pen.amended(block, _changes(*edited[key]))
        pieces.append(piece)
        if missing:
            lost[key] = tuple(sorted(missing))
    lost |= {key: found for key in wanted.values() if (found := tuple(sorted(_changes(*edited[key]))))}
    return "".join(pieces), lost


def _changes(before: Work, after: Work) -> dict[str, Any]:
    return {
        one.name: getattr(after, one.name)
        for one in attributes(Work)
        if one.name not in _NOT_SAID and getattr(before, one.name) != getattr(after, one.name)
    }


class _Pen(NamedTuple):
    """What it takes to write an entry and to read it back."""

    shelf: Shelf
    known: Work | None
    names: frozenset[str]
    ascii: bool

    def amended(self, block: Block, changes: dict[str, Any]) -> tuple[str, set[str]]:
        """The text of an entry with these attributes, and those of them that it does not say."""
        current = self.read(block)
        changes = {name: value for name, value in changes.items() if getattr(current, name) != value}
        if not changes or not entries.read(block).is_whole:
            return block.text, set(changes)
        goal = replace(current, **changes)
        outdated: set[str] = set()
        if "issued" in changes:
            # What was kept as it is written (`2017/2018`, `in press`) is not right any more.
            outdated |= {"date", *_DATE}
        if "type" in changes:
            outdated.add("entrysubtype")
            if self.rendered(goal).type != dict(goal.fields).get(ENTRY_TYPE):
                outdated.add(ENTRY_TYPE)
        if outdated & dict(goal.fields).keys():
            goal = replace(goal, fields=tuple(one for one in goal.fields if one[0] not in outdated))
        best, wrong = block, self.wrong(block, goal)
        for candidate in self.candidates(block, current, goal):
            if (found := self.wrong(candidate, goal)) is not None and _score(found, changes) < _score(
                wrong, changes
            ):
                best, wrong = candidate, found
            if not wrong:
                break
        return best.text, set(wrong or ())

    def rendered(self, work: Work) -> BibEntry:
        entry = entry_of(work, ascii=self.ascii, names=self.names)
        # The classic types of a thesis say which one it is; biblatex has one that leaves it open.
        return replace(entry, type="thesis") if work.type == "thesis" and not work.genre else entry

    def read(self, block: Block) -> Work:
        return read_work(block, self.known, self.names, self.shelf)[0]

    def wrong(self, block: Block, goal: Work) -> set[str]:
        """The attributes that an entry says differently than they should be."""
        now = self.read(block)
        normal = work_of(entry_of(goal, names=self.names))
        return {
            one.name
            for one in attributes(Work)
            if one.name not in _NOT_SAID and not _fits(one.name, getattr(now, one.name), goal, normal)
        }

    def candidates(self, block: Block, current: Work, goal: Work) -> Iterator[Block]:
        """Ways to write it, the one that changes least first."""
        will = self.rendered(goal)
        changes = self.fields_changed(block, current, goal)
        if current.type == goal.type and "entrysubtype" in changes:
            # A rendering needs it to tell the type; this entry may tell it in its own way.
            said = {name: value for name, value in changes.items() if name != "entrysubtype"}
            if own := self.block(block, said, will):
                yield own
        first = self.block(block, changes, will)
        anew = render(will, self.shelf.layout).replace("\n", self.shelf.line_end)
        for start in (first, _entry_block(anew)):
            if start is None:
                continue
            yield start
            cleared = self.block(start, self.fields_forced(start, goal, will, empty=False), will)
            if cleared is not None:
                yield cleared
                emptied = self.block(cleared, self.fields_forced(cleared, goal, will, empty=True), will)
                if emptied is not None:
                    yield emptied

    def block(self, block: Block, changes: Mapping[str, str | None], will: BibEntry) -> Block | None:
        was = self.rendered(self.read(block)).type
        type = will.type if will.type != was else ""
        order = tuple(name for name, _ in will.fields)
        return _entry_block(spliced(block, changes, order, self.shelf.layout, self.shelf.line_end, type=type))

    def fields_changed(self, block: Block, current: Work, goal: Work) -> dict[str, str | None]:
        """The fields that say it differently, by the names that this entry has for them."""
        was, will = (dict(self.rendered(work).fields) for work in (current, goal))
        present = {name for name, _ in entries.read(block).fields}
        changes: dict[str, str | None] = {}
        for name in dict.fromkeys([*will, *was]):
            if was.get(name) == will.get(name):
                continue
            if name in _DATE and "date" in present:
                changes["date"] = goal.issued or None
                if name not in present:
                    continue
            own = _own_name(name, present, block.type)
            if own or name in will:
                changes[own or name] = will.get(name)
        return changes

    def fields_forced(
        self, block: Block, goal: Work, will: BibEntry, *, empty: bool
    ) -> dict[str, str | None]:
        """Without the fields that say it wrongly, and with those that would say it in a rendering."""
        wrong = self.wrong(block, goal)
        entry = entries.read(block, self.shelf.macros)
        now, said = work_of(entry), dict(will.fields)
        changes: dict[str, str | None] = {}
        for name, _ in entry.fields:
            without = work_of(replace(entry, fields=tuple(one for one in entry.fields if one[0] != name)))
            if any(getattr(without, one) != getattr(now, one) for one in wrong - {"fields"}):
                changes[name] = None
        if "fields" in wrong:
            kept = dict(goal.fields)
            changes |= {name: None for name, _ in now.fields if name not in kept}
            changes |= {name: said[name] for name in kept if name in said}
        for attribute in wrong - {"fields", "type"}:
            blank = dict(
                entry_of(replace(goal, **{attribute: _BLANK.get(attribute, "")}), names=self.names).fields
            )
            changes |= {name: value for name, value in said.items() if blank.get(name) != value}
        for attribute, columned in columns(kind_of(will.type).family):
            name = next(filter(None, columned))
            if attribute in wrong and columned[0] not in said:
                value = getattr(goal, attribute)
                if value or empty:
                    changes[name] = _latex(name, value, self.ascii)
        if "type" in wrong:
            changes["entrysubtype"] = said.get("entrysubtype")
        return changes


_BLANK: Final[Mapping[str, Any]] = {"creators": (), "identifiers": (), "keywords": (), "and_others": False}


def _entry_block(text: str) -> Block | None:
    """The block of an entry; None where a value broke it."""
    found = split(text)
    return found[0] if len(found) == 1 and found[0].kind == "entry" else None


def _own_name(name: str, present: Iterable[str], type: str) -> str:
    """The name by which an entry has a field; empty where it has none."""
    present = set(present)
    if name in present:
        return name
    for alias, meant in ALIASES.items():
        if meant == name and alias in present:
            return alias
    for _, columned in columns(kind_of(type).family):
        if columned[0] == name:
            return next((other for other in columned if other in present), "")
    return ""


def _latex(name: str, value: str, ascii: bool) -> str:
    text = to_latex(" ".join(value.split()), ascii=ascii)
    return f"{{{text}}}" if name in LISTS and " and " in text.lower() else text


def _fits(name: str, now: Any, goal: Work, normal: Work) -> bool:
    """Whether what is read is what should be; up to the form that BibTeX gives to text, names and their order."""
    wanted = getattr(goal, name)
    if name == "fields":
        return dict(now) == dict(wanted)
    if name == "identifiers":
        return set(now) == set(wanted)
    if now == wanted:
        return True
    same_words = (
        isinstance(wanted, str) and now == getattr(normal, name) and _letters(now) == _letters(wanted)
    )
    return same_words or (name == "creators" and _names(now) == _names(wanted))


def _letters(text: str) -> str:
    return "".join(text.split())


def _names(creators: Iterable[Creator]) -> list[tuple[str, str]]:
    return sorted((one.role, f"{one.given} {one.family} {one.literal}".strip()) for one in creators)


def _score(wrong: set[str], changes: Mapping[str, Any]) -> int:
    """What would be lost of the rest counts more than what is lost of the edit."""
    return len(wrong & changes.keys()) + 100 * len(wrong - changes.keys())
