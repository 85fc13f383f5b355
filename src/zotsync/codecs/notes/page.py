"""The file of one note: what it says, part by part, and the same with one part changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from ...model import ReadingState
from .blocks import lines
from .front import citation_key, seal_in, short_hash, split, values, with_seal, yaml_problem
from .reading import put, reading_of
from .sections import Section, armed, child, in_child, sections

__all__ = [
    "HEADING",
    "Page",
    "body_of",
    "is_readable",
    "made_by_template",
    "read",
    "with_child",
    "with_line_ends",
    "with_line_ends_of",
    "with_prose",
    "with_reading",
]

HEADING = re.compile(r"\A\s*(?P<line># [^\r\n]*)")
_PART = "<!-- zotsync:part {} -->"
_ITEM = re.compile("[0-9A-Z]{8}")
"""A key of Zotero; with anything else it is a key of another program."""
_ANY_PART = re.compile(r"^<!-- zotsync:part (\d+) -->[ \t]*(?=\r?$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """What the file of a note says, as far as it goes to Zotero."""

    citekey: str = ""
    """Of the work that it is about; empty: the file is no note of a work."""
    reading: ReadingState = field(default_factory=ReadingState)
    prose: str = ""
    """
    Markdown of what a person wrote, with line feeds. The heading and each section of zotsync's are one line
    `<!-- zotsync:part N -->` each, so that they keep their places when the prose changes.
    """
    children: Mapping[str, str] = field(default_factory=dict)
    """Key of a child note in Zotero -> its Markdown."""
    is_made: bool = False
    """Whether a template made the prose, and nobody changed a word of it."""
    note: str = ""
    """Key in Zotero of the child note whose file it is (`apart`); empty: it is the note of a work."""
    problem: str = ""
    """Why it cannot be read."""
    line: int = 0
    """Where in the file, if that can be told."""

    @property
    def text(self) -> str:
        """The prose without the parts."""
        return armed(_ANY_PART.sub("", self.prose).strip())

    @property
    def written(self) -> str:
        """What of it a person wrote; nothing, as long as it is what a template made."""
        return "" if self.is_made else self.text


def read(text: str) -> Page:
    """The page in a file; a broken one says why, and nothing in it is to be touched."""
    parts = split(text)
    if parts is None:
        return Page()
    found = values(text)
    if found is None:
        why, line = yaml_problem(text)
        return Page(_guessed_key(parts[1]), problem=f"its front matter is not valid YAML ({why})", line=line)
    body = body_of(text)
    key = citation_key(found)
    if not key:
        item = str(found.get("zotero-note", ""))
        return (
            _apart(item, str(found.get("note-of") or "").strip(), body) if _ITEM.fullmatch(item) else Page()
        )
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
    page = Page(key, reading_of(found), (prose + body[at:]).replace("\r\n", "\n"), children)
    seal = seal_in(text)
    return replace(page, is_made=seal is not None and seal.made == _prose_hash(page))


def _apart(key: str, work: str, body: str) -> Page:
    """The file of a child note."""
    if not work:
        return Page(note=key, problem="its front matter does not say note-of (the citation key of its work)")
    if _GIT.search(body):
        return Page(work, note=key, problem=_UNMERGED)
    return Page(work, prose=armed(body.replace("\r\n", "\n").lstrip("\n")), note=key)


def _prose_hash(page: Page) -> str:
    """White space at the ends of lines is nothing that a person wrote."""
    return short_hash("\n".join(line.rstrip() for line in page.text.split("\n")))


def is_readable(text: str) -> bool:
    """Whether the front matter is YAML that other programs read too."""
    return bool(values(text))


def _check(body: str, found: Sequence[Section]) -> None:
    """Raises ValueError: the body is nothing that may go to Zotero, or that zotsync could put together again."""
    if _GIT.search(body):
        raise ValueError(_UNMERGED)
    children = [one.about for one in found if one.kind == "note"]
    if twice := next((one for one in children if children.count(one) > 1), ""):
        raise ValueError(f"it holds the note {twice} from Zotero twice; take one out")
    if own := _ANY_PART.search(body):
        raise ValueError(f"it holds a line that zotsync uses itself ({own[0]}); take it out")


_UNMERGED = "it holds the marks of a merge of git (<<<<<<<); finish the merge"
_GIT = re.compile(r"^<<<<<<< .*?^=======\r?$.*?^>>>>>>> ", re.MULTILINE | re.DOTALL)
_KEY_LINE = re.compile(
    r"^cite?(?:ation)?[-_]?key[ \t]*:[ \t]*[\"']?@?([^\s\"'#]+)", re.IGNORECASE | re.MULTILINE
)


def _guessed_key(text: str) -> str:
    """The citation key in a front matter that is no YAML: so that the note is missed by nobody."""
    found = _KEY_LINE.search(text)
    return found[1] if found else ""


def body_of(text: str) -> str:
    """All behind the closing fence of the front matter."""
    parts = split(text)
    return parts[2].partition("\n")[2] if parts else text


def _parts(body: str) -> Sequence[tuple[int, int, Section | None]]:
    """The regions of a body that are not prose: the heading (no section), and the sections."""
    found: list[tuple[int, int, Section | None]] = [(one.start, one.end, one) for one in sections(body)]
    heading = HEADING.match(body)
    if heading:
        found.insert(0, (heading.start("line"), heading.end("line"), None))
    return found


# --- changing one part ------------------------------------------------------------------------------------


def with_reading(text: str, reading: ReadingState) -> str | None:
    """The note with other values of its two-way keys; `None` where they cannot be put without other changes."""
    return put(text, reading)


def made_by_template(text: str, *, is_made: bool = True) -> str:
    """The note, which says of its prose as it stands that a template made it, or that none did."""
    seal = seal_in(text)
    made = _prose_hash(read(text)) if is_made else ""
    return text if seal is None else with_seal(text, seal._replace(made=made))


def with_prose(text: str, prose: str) -> str:
    """
    The note with other prose (`Page.prose`); a part whose line is not there any more goes to the end.

    Raises:
        ValueError: the note is not one that can be read.
    """
    body = body_of(text)
    kept = [body[start:end] for start, end, _ in _parts(body)]
    used: set[int] = set()

    def part(found: re.Match[str]) -> str:
        number = int(found[1])
        if number >= len(kept) or number in used:
            return ""
        used.add(number)
        return kept[number]

    new = _ANY_PART.sub(part, with_line_ends_of(prose, text))
    gap = with_line_ends("\n", text)
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
    gap = with_line_ends("\n", text)
    if markdown is None:
        if held is None:
            return text
        behind = text[held.end :].lstrip("\r\n")
        return text[: held.start].rstrip("\r\n") + gap * (2 if behind else 1) + behind
    section = with_line_ends(child(key, markdown, credit), text)
    if held is not None:
        return text[: held.start] + section + text[held.end :]
    return f"{text.rstrip()}{gap * 2}{section}{gap}"


def with_line_ends_of(prose: str, text: str) -> str:
    """The prose, each line that stood in the file already with the line end that it has there."""
    most = with_line_ends("\n", text)
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


def with_line_ends(new: str, text: str) -> str:
    """The new lines with the line ends of the file."""
    return new.replace("\n", "\r\n") if text.count("\r\n") * 2 > text.count("\n") else new
