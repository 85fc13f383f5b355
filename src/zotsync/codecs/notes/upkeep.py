"""A note as zotsync makes it, and its own parts of an existing one, which follow what is known of the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import front
from .front import Seal, Value, keys_hash, managed_lines, seal_in, seal_line, short_hash, values, with_seal
from .page import HEADING, body_of, made_by_template, with_line_ends
from .sections import Quote, lists_text, sealed, sections

__all__ = ["Note", "create", "refresh"]

_LISTS, _HIGHLIGHTS = "lists", "highlights"
_SHOWN = {_LISTS: "its section from the lists", _HIGHLIGHTS: "its section of highlights"}


@dataclass(frozen=True, slots=True)
class Note:
    """What zotsync knows for one note."""

    managed: Mapping[str, Value]
    """By key, a subset of `MANAGED`; an empty value leaves the key out."""
    initial: Mapping[str, Value]
    """Keys that a new note starts with."""
    heading: str
    quotes: Sequence[Quote] = ()
    highlights: str | None = None
    """Markdown of the section of highlights; `None` where this clone does not know them."""
    body: str = ""
    """What a new note starts with, below its heading; from a template."""


def create(note: Note) -> str:
    """The text of a new note."""
    managed = managed_lines(note.managed)
    said = _said(note)
    body = note.body.strip("\n")
    parts = [f"# {note.heading}", body, *(sealed(kind, text) for kind, text in said.items() if text)]
    seal = Seal(keys_hash(managed), frozenset(kind for kind, text in said.items() if text))
    initial = "".join(front.line(name, value) for name, value in note.initial.items())
    matter = "".join(managed.values()) + initial + seal_line(seal)
    text = f"---\n{matter}---\n\n{(chr(10) * 2).join(filter(None, parts))}\n\n"
    return made_by_template(text) if body else text


def _said(note: Note) -> dict[str, str]:
    """What stands in the sections, by kind, in the order of a new note; of those that this clone knows."""
    said = {_LISTS: lists_text(note.quotes)}
    if note.highlights is not None:
        text = note.highlights.strip("\n")
        said[_HIGHLIGHTS] = f"\n{text}\n\n" if text else ""
    return said


def refresh(text: str, note: Note) -> tuple[str, tuple[str, ...]]:
    """The note brought up to date, and what was left alone because a person changed it."""
    fresh, left = front.refreshed(text, note.managed)
    if fresh != text:
        fresh = _retitled(fresh, str((values(text) or {}).get("title", "")), note.heading)
    try:
        for kind, said in _said(note).items():
            fresh, also = _followed(fresh, kind, said)
            left = (*left, *also)
    except ValueError as problem:
        return fresh, (*left, str(problem))
    return fresh, left


def _retitled(text: str, before: str, after: str) -> str:
    """The heading follows the title, as long as it is the old title to the letter."""
    body = body_of(text)
    heading = HEADING.match(body)
    if heading is None or heading["line"].rstrip() != f"# {before}":
        return text
    start = len(text) - len(body) + heading.start("line")
    return text[:start] + f"# {after}" + text[start + len(heading["line"].rstrip()) :]


def _followed(text: str, kind: str, said: str) -> tuple[str, tuple[str, ...]]:
    """One sealed section with other text, where nobody edited it; one that a person took out stays away."""
    held = next((one for one in sections(text) if one.kind == kind), None)
    seal = seal_in(text)
    if held is None and (not said or (kind in seal.given if seal else kind == _LISTS)):
        return text, ()
    if seal is not None:
        text = with_seal(text, seal._replace(given=seal.given | {kind}))
    new = sealed(kind, said)
    held = next((one for one in sections(text) if one.kind == kind), None)
    if held is None:
        return _with_section(text, kind, new), ()
    if new == text[held.start : held.end].replace("\r\n", "\n"):
        return text, ()
    if short_hash(held.text) != held.about:
        unchanged = next(sections(new)).text == held.text.replace("\r\n", "\n")
        return text, () if unchanged else (f"{_SHOWN[kind]} was edited by hand",)
    if "\r\n" in held.text:
        new = new.replace("\n", "\r\n")
    return text[: held.start] + new + text[held.end :], ()


def _with_section(text: str, kind: str, section: str) -> str:
    """The note with a new section: highlights behind the lists, either before notes from Zotero, else at the end."""
    there = list(sections(text))
    gap = with_line_ends("\n\n", text)
    section = with_line_ends(section, text)
    if kind == _HIGHLIGHTS and (lists := next((one for one in there if one.kind == _LISTS), None)):
        return text[: lists.end] + gap + section + text[lists.end :]
    if there:
        return text[: there[0].start] + section + gap + text[there[0].start :]
    end = len(text.rstrip())
    return text[:end] + gap + section + (text[end:] or gap[: len(gap) // 2])
