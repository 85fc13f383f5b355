"""The file of one note as a whole: new ones, the parts of one, and one with a part changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ...model import ReadingState
from . import front
from .blocks import lines
from .front import Value, citation_key, managed_lines, seal_line, split, values
from .reading import put, reading_of
from .sections import Quote, Section, armed, child, in_child, lists_text, sealed, sections

__all__ = [
    "Note",
    "Page",
    "create",
    "is_readable",
    "read",
    "refresh",
    "with_child",
    "with_prose",
    "with_reading",
]

_HEADING = re.compile(r"\A\s*(?P<line># [^\r\n]*)")
_PART = "<!-- zotsync:part {} -->"
_ANY_PART = re.compile(r"^<!-- zotsync:part (\d+) -->[ \t]*(?=\r?$)", re.MULTILINE)


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


@dataclass(frozen=True, slots=True)
class Page:
    """What a note says, as far as it goes to Zotero."""

    citekey: str = ""
    """Empty: the file is no note of a work."""
    reading: ReadingState = field(default_factory=ReadingState)
    prose: str = ""
    """
    Markdown of what a person wrote, with line feeds. The heading and each section of zotsync's are one line
    `<!-- zotsync:part N -->` each, so that they keep their places when the prose changes.
    """
    children: Mapping[str, str] = field(default_factory=dict)
    """Key of a child note in Zotero -> its Markdown."""
    problem: str = ""
    """Why it cannot be read."""

    @property
    def text(self) -> str:
        """The prose without the parts."""
        return armed(_ANY_PART.sub("", self.prose).strip())


def read(text: str) -> Page:
    """The page in a file; a broken one says why, and nothing in it is to be touched."""
    parts = split(text)
    if parts is None:
        return Page()
    found = values(text)
    if found is None:
        return Page(_guessed_key(parts[1]), problem="its front matter is not valid YAML")
    key = citation_key(found)
    if not key:
        return Page()
    body = _body(text)
    prose, at = "", 0
    children: dict[str, str] = {}
    try:
        _check(body, [*sections(body)])
        for number, (start, end, section) in enumerate(_parts(body)):
            prose += body[at:start] + _PART.format(number)
            at = end
            if section is not None and section.kind == "note":
                children[section.about] = in_child(section).replace("\r\n", "\n")
    except ValueError as problem:
        return Page(key, reading_of(found), problem=str(problem))
    return Page(key, reading_of(found), (prose + body[at:]).replace("\r\n", "\n"), children)


def _check(body: str, found: Sequence[Section]) -> None:
    """Raises ValueError: the body is nothing that may go to Zotero, or that zotsync could put together again."""
    if _GIT.search(body):
        raise ValueError("it holds the marks of a merge of git (<<<<<<<); finish the merge")
    children = [one.about for one in found if one.kind == "note"]
    if twice := next((one for one in children if children.count(one) > 1), ""):
        raise ValueError(f"it holds the note {twice} from Zotero twice; take one out")
    if own := _ANY_PART.search(body):
        raise ValueError(f"it holds a line that zotsync uses itself ({own[0]}); take it out")


_GIT = re.compile(r"^<<<<<<< .*?^=======\r?$.*?^>>>>>>> ", re.MULTILINE | re.DOTALL)
_KEY_LINE = re.compile(
    r"^cite?(?:ation)?[-_]?key[ \t]*:[ \t]*[\"']?@?([^\s\"'#]+)", re.IGNORECASE | re.MULTILINE
)


def _guessed_key(text: str) -> str:
    """The citation key in a front matter that is no YAML: so that the note is missed by nobody."""
    found = _KEY_LINE.search(text)
    return found[1] if found else ""


def _body(text: str) -> str:
    """All behind the closing fence of the front matter."""
    parts = split(text)
    return parts[2].partition("\n")[2] if parts else text


def _parts(body: str) -> Sequence[tuple[int, int, Section | None]]:
    """The regions of a body that are not prose: the heading (no section), and the sections."""
    found: list[tuple[int, int, Section | None]] = [(one.start, one.end, one) for one in sections(body)]
    heading = _HEADING.match(body)
    if heading:
        found.insert(0, (heading.start("line"), heading.end("line"), None))
    return found


# --- making and keeping up --------------------------------------------------------------------------------


def create(note: Note) -> str:
    """The text of a new note."""
    managed = managed_lines(note.managed)
    initial = "".join(front.line(name, value) for name, value in note.initial.items())
    matter = "".join(managed.values()) + initial + seal_line(managed)
    body = note.body.strip("\n")
    highlights = f"\n\n{_highlights(note.highlights)}" if note.highlights else ""
    return (
        f"---\n{matter}---\n\n# {note.heading}\n\n{body + chr(10) * 2 if body else ''}"
        f"{sealed('lists', lists_text(note.quotes))}{highlights}\n\n"
    )


def _highlights(markdown: str) -> str:
    return sealed("highlights", f"\n{markdown.strip(chr(10))}\n\n" if markdown.strip() else "")


def is_readable(text: str) -> bool:
    """Whether the front matter is YAML that other programs read too."""
    return bool(values(text))


def refresh(text: str, note: Note) -> tuple[str, tuple[str, ...]]:
    """The note brought up to date, and what was left alone because a person changed it."""
    fresh, left = front.refreshed(text, note.managed)
    if fresh != text:
        fresh = _retitled(fresh, str((values(text) or {}).get("title", "")), note.heading)
    try:
        fresh, also = _resealed(fresh, "lists", lists_text(note.quotes), "its section from the lists")
        left = (*left, *also)
        if note.highlights is not None:
            fresh, also = _with_highlights(fresh, note.highlights)
            left = (*left, *also)
    except ValueError as problem:
        return fresh, (*left, str(problem))
    return fresh, left


def _retitled(text: str, before: str, after: str) -> str:
    """The heading follows the title, as long as it is the old title to the letter."""
    body = _body(text)
    heading = _HEADING.match(body)
    if heading is None or heading["line"].rstrip() != f"# {before}":
        return text
    start = len(text) - len(body) + heading.start("line")
    return text[:start] + f"# {after}" + text[start + len(heading["line"].rstrip()) :]


def _resealed(text: str, kind: str, new: str, shown: str) -> tuple[str, tuple[str, ...]]:
    """One sealed section with other text, where nobody edited it; a section that is not there stays away."""
    held = next((one for one in sections(text) if one.kind == kind), None)
    if held is None:
        return text, ()
    section = sealed(kind, new)
    if section == text[held.start : held.end].replace("\r\n", "\n"):
        return text, ()
    if short_hash_of(held) != held.about:
        unchanged = next(sections(section)).text == held.text.replace("\r\n", "\n")
        return text, () if unchanged else (f"{shown} was edited by hand",)
    if "\r\n" in held.text:
        section = section.replace("\n", "\r\n")
    return text[: held.start] + section + text[held.end :], ()


def short_hash_of(section: Section) -> str:
    return front.short_hash(section.text)


def _with_highlights(text: str, markdown: str) -> tuple[str, tuple[str, ...]]:
    new = next(sections(_highlights(markdown))).text
    if any(one.kind == "highlights" for one in sections(text)):
        return _resealed(text, "highlights", new, "its section of highlights")
    if not markdown.strip():
        return text, ()
    section = _with_line_ends(_highlights(markdown), text)
    lists = next((one for one in sections(text) if one.kind == "lists"), None)
    at = lists.end if lists else len(text.rstrip())
    gap = _with_line_ends("\n\n", text)
    return text[:at] + gap + section + (text[at:] or gap[: len(gap) // 2]), ()


# --- changing one part ------------------------------------------------------------------------------------


def with_reading(text: str, reading: ReadingState) -> str | None:
    """The note with other values of its two-way keys; `None` where they cannot be put without other changes."""
    return put(text, reading)


def with_prose(text: str, prose: str) -> str:
    """
    The note with other prose (`Page.prose`); a part whose line is not there any more goes to the end.

    Raises:
        ValueError: the note is not one that can be read.
    """
    body = _body(text)
    kept = [body[start:end] for start, end, _ in _parts(body)]
    used: set[int] = set()

    def part(found: re.Match[str]) -> str:
        number = int(found[1])
        if number >= len(kept) or number in used:
            return ""
        used.add(number)
        return kept[number]

    new = _ANY_PART.sub(part, _with_ends_of(prose, text))
    gap = _with_line_ends("\n", text)
    for number, one in enumerate(kept):
        if number not in used:
            new = f"{new.rstrip()}{gap * 2}{one}{gap}"
    matter = text[: len(text) - len(body)]
    return matter + ("" if matter.endswith("\n") or not new else gap * 2) + new


def with_child(text: str, key: str, markdown: str | None, credit: str = "") -> str:
    """
    The note with the section of a child note put in, changed, or (`None`) taken out.

    Raises:
        ValueError: the note is not one that can be read.
    """
    held = next((one for one in sections(text) if one.kind == "note" and one.about == key), None)
    gap = _with_line_ends("\n", text)
    if markdown is None:
        if held is None:
            return text
        behind = text[held.end :].lstrip("\r\n")
        return text[: held.start].rstrip("\r\n") + gap * (2 if behind else 1) + behind
    section = _with_line_ends(child(key, markdown, credit), text)
    if held is not None:
        return text[: held.start] + section + text[held.end :]
    return f"{text.rstrip()}{gap * 2}{section}{gap}"


def _with_ends_of(prose: str, text: str) -> str:
    """The prose, each line that stood in the file already with the line end that it has there."""
    most = _with_line_ends("\n", text)
    if most == "\n" and "\r" not in text:
        return prose
    now, held = lines(prose), [one for one in lines(text) if one.endswith("\n")]
    said = ([one.rstrip("\r\n") for one in held], [one.rstrip("\n") for one in now])
    ends = {
        there + number: held[here + number]
        for here, there, size in SequenceMatcher(None, *said, autojunk=False).get_matching_blocks()
        for number in range(size)
    }
    return "".join(
        ends[number] if number in ends and one.endswith("\n") else one.replace("\n", most)
        for number, one in enumerate(now)
    )


def _with_line_ends(new: str, text: str) -> str:
    """The new lines with the line ends of the file."""
    return new.replace("\n", "\r\n") if text.count("\r\n") * 2 > text.count("\n") else new
