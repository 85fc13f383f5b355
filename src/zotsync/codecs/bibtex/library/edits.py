"""What people changed in a file, and changes to it that respect theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields as attributes
from dataclasses import replace
from typing import Final

from ....core import capitals
from ....model import Finding, Work
from ...latex import to_unicode
from .. import entries
from ..blocks import Block, conflicts, left_marks
from ..crosswalk import entry_of, work_of
from ..crosswalk.dialect import columns, kind_of
from ..entries import BibEntry
from ..layout import render
from .shelf import Shelf
from .splice import spliced

__all__ = ["UNREAD", "read_work", "rebase", "works"]

_NO_WORKS: Final = frozenset(("xdata", "set", "control", "ieeetranbstctl"))
"""Entries that hold data of others, or options of a style."""

UNREAD: Final = frozenset(("broken-entry", "half-read", "stray-text"))
"""Codes of findings about entries of which nobody knows what they say."""

_REST: Final = re.compile(
    r"[^\S\n]*([^\s@%][^\n]*[}=][^\n]*)|\s*((?:,\s*)?(?:[A-Za-z][\w-]*\s*=\s*[{\"\w]|\})[^\n]*)"
)
"""What only can be the rest of an entry that one brace too many has closed."""


# --- reading ----------------------------------------------------------------------------------------------


def works(
    text: str,
    known: Mapping[str, Work],
    where: str = "bib/library.bib",
    *,
    names: frozenset[str] | None = None,
    unchanged: Mapping[str, Work] | None = None,
) -> tuple[dict[str, Work], tuple[Finding, ...]]:
    """
    The works as a library.bib says them now.

    Args:
        known: by citation key, the works from which entries were rendered. An entry that equals the rendering
            gives the known work itself; of any other, what it says differently is taken over: fields that
            were edited, removed or added.
        where: name of the file in findings.
        names: short names as in `extend`; by default those of the titles of `known`.
        unchanged: by case-folded key, the works of entries that were read before, without a finding, and say the
            same since (`digests`); they are not read again.

    Returns:
        Works by citation key in file order, and what could not be read: `merge-conflict`, `broken-entry`,
        `half-read` (the known work stands, where there is one), `duplicate-key` (the first entry counts, and keys
        that differ in case only are one, as for BibTeX), `entry-syntax`, `stray-text`.
    """
    names = capitals.short_names(work.title for work in known.values()) if names is None else names
    shelf = Shelf(text)
    found: dict[str, Work] = {}
    findings: list[Finding] = []
    lines: dict[str, int] = {}

    def report(code: str, block: Block, message: str, severity: str = "warning") -> None:
        findings.append(Finding(code, f"{where}:{block.line}", message, severity, block.key))

    written = {name.casefold(): name for name in known}
    before: Block | None = None
    for conflict in conflicts(text):
        message = "the conflict of a merge is not resolved: keep one side, and take the marks <<<<<<< to >>>>>>> out"
        findings.append(Finding("merge-conflict", f"{where}:{conflict.line}", message, "error"))
    for line in left_marks(text):
        message = "a mark of a merge was left here: take the line out, if what stands around it is right"
        findings.append(Finding("merge-conflict", f"{where}:{line}", message, "error"))
    for block in shelf.blocks:
        if block.kind == "broken":
            report("broken-entry", block, f"this entry is left out: {block.reason}", "error")
        elif block.kind == "text" and before and before.kind == "entry":
            if rest := _REST.match(block.text):
                said = " ".join((rest[1] or rest[2]).split())
                message = f"{said[:40].strip()!r} stands outside the entry: is a brace too many before it?"
                report("stray-text", block._replace(key=before.key), message, "error")
        elif block.kind == "entry" and block.type not in _NO_WORKS:
            key = block.key.casefold()
            if key in lines:
                message = f"the key {block.key} stands at line {lines[key]} already; that entry counts"
                report("duplicate-key", block, message)
            else:
                lines[key] = block.line
                name = written.get(key, block.key)
                if unchanged and key in unchanged:
                    found[name] = unchanged[key]
                else:
                    found[name], entry = read_work(block, known.get(name), names, shelf)
                    at = block._replace(line=block.line + entry.problem_line)
                    if not entry.is_whole:
                        report("half-read", at, entry.problem, "error")
                    elif entry.problem:
                        report("entry-syntax", at, entry.problem)
        before = block
    return found, tuple(findings)


def read_work(block: Block, known: Work | None, names: frozenset[str], shelf: Shelf) -> tuple[Work, BibEntry]:
    """The work of an entry, as `works` reads it, and the entry with what is wrong with its syntax."""
    if known is None:
        entry = shelf.entry(block)
        return work_of(entry), entry
    rendered = entry_of(known, names=names)
    if block.text == render(rendered, shelf.layout).replace("\n", shelf.line_end):
        return known, BibEntry(block.type, block.key)
    entry = shelf.entry(block)
    if _same(entry, rendered) or not entry.is_whole:
        return known, entry
    before, now = work_of(rendered), work_of(entry)
    changes = {
        one.name: getattr(now, one.name)
        for one in attributes(Work)
        if getattr(now, one.name) != getattr(before, one.name)
    } | dict.fromkeys(_emptied(entry), "")
    return (replace(known, **changes) if changes else known), entry


def _emptied(entry: BibEntry) -> list[str]:
    """Attributes of which an entry says that they are empty: its field for them is there and says nothing."""
    said = dict(entry.fields)
    if all(value.strip() for value in said.values()):
        return []
    present = {
        attribute: next((said[name] for name in names if name in said), "-")
        for attribute, names in columns(kind_of(entry.type).family)
    }
    return [attribute for attribute, value in present.items() if not value.strip()]


def _same(one: BibEntry, other: BibEntry) -> bool:
    """Whether entries differ in layout and order alone."""
    return one.type == other.type and _squeezed(one) == _squeezed(other)


def _squeezed(entry: BibEntry) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in entry.fields}


# --- changing ---------------------------------------------------------------------------------------------


def rebase(text: str, moved: Mapping[str, tuple[Work, Work]], *, names: frozenset[str] | None = None) -> str:
    """
    The text with the fields of some works brought from one state to the next.

    A field that still says what the rendering of the old work said is rewritten, removed or added. One that a
    person edited, removed or added is theirs and stays, as does every other byte.

    Args:
        moved: by citation key, the work before and after.
        names: short names as in `extend`; by default those of the titles in `text`.
    """
    if not moved:
        return text
    shelf = Shelf(text)
    names = shelf.short_names() if names is None else names

    def rebased(block: Block) -> str:
        if block.kind != "entry" or block.key not in moved:
            return block.text
        before, after = (entry_of(work, names=names) for work in moved[block.key])
        return _rebased(block, before, after, shelf)

    return "".join(map(rebased, shelf.blocks))


def _rebased(block: Block, old: BibEntry, new: BibEntry, shelf: Shelf) -> str:
    was, will, now = dict(old.fields), dict(new.fields), dict(entries.read(block, shelf.macros).fields)
    untouched = {name for name in was if name in now and _says_the_same(was[name], now[name])}
    changes: dict[str, str | None] = {
        name: value
        for name, value in new.fields
        if (value != was[name] if name in untouched else name not in was and name not in now)
    }
    changes |= dict.fromkeys(name for name in untouched if name not in will)
    type = new.type if old.type != new.type and block.type == old.type else ""
    return spliced(block, changes, tuple(will), shelf.layout, shelf.line_end, type=type)


def _says_the_same(one: str, other: str) -> bool:
    """Whether values differ in layout and braces alone."""
    return one == other or " ".join(to_unicode(one).split()) == " ".join(to_unicode(other).split())
