"""
Reading notes: one Markdown file per work, with YAML front matter.

A note belongs to the person who reads. zotsync owns two sealed parts of it: the managed keys of the front
matter, and the section between `<!-- zotsync:lists ... -->` and `<!-- /zotsync:lists -->`. A seal is a short
hash of what zotsync wrote there last. Where it still fits, nobody touched the part and it may follow the
lists and the metadata; where it does not, a person did, and the part is left alone and reported. Every
other byte (other keys, their order, comments, layout, prose) is copied, never rendered.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["MANAGED", "Note", "Quote", "create", "is_readable", "refresh"]

MANAGED = (
    "title", "authors", "year", "venue", "citekey", "aliases", "topics", "url", "doi", "arxiv", "verified",
    "zotero-key", "zotero",
)  # fmt: skip
"""Keys that follow the metadata. The others (`tags`, `status`, ...) are written once and then a person's."""

_KEPT = ("zotero-key", "zotero")
"""Known only to the clone that synced last: a clone that does not know them leaves them as they are."""

_SEAL = "zotsync"
_OPEN = re.compile(r"^<!-- zotsync:lists (?P<seal>[0-9a-f]{8}) -->\r?\n", re.MULTILINE)
_CLOSE = "<!-- /zotsync:lists -->"
_KEY = re.compile(r"^(?:([A-Za-z][\w -]*?)|\"([^\"\\\n]+)\"|'([^'\n]+)')[ \t]*:(?=[ \t\r\n]|\Z)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # str.splitlines would split at U+2028 inside a title
_FENCE = re.compile(r"\A\ufeff?---[ \t]*\r?\n")
_FENCE_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./()+-]*[\w.)+])?")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NOT_TEXT = re.compile(r"(?i)(?:y|n|yes|no|on|off|true|false|null|nan|inf)\.?|.*[:#].*")

Value = str | int | bool | Sequence[str]


@dataclass(frozen=True, slots=True)
class Quote:
    """A remark of a list."""

    label: str
    text: str
    source: str
    """List and topic, as a person reads them."""


@dataclass(frozen=True, slots=True)
class Note:
    """What zotsync knows for one note."""

    managed: Mapping[str, Value]
    """By key, a subset of `MANAGED`; an empty value leaves the key out."""
    initial: Mapping[str, Value]
    """Keys that a new note starts with; never looked at again."""
    heading: str
    quotes: Sequence[Quote] = ()


def _hash(text: str) -> str:
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:8]


# --- front matter -----------------------------------------------------------------------------------------


def _scalar(value: str | int | bool) -> str:
    """One YAML value on one line; quoted where YAML or Obsidian would read anything but this text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value) and not _NOT_TEXT.fullmatch(value):
        return value
    # A JSON string is a YAML string, but for characters that YAML wants escaped (YAML 1.2.2, 5.1 and 5.4).
    return _UNPRINTABLE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False))


def _field(name: str, value: Value) -> str:
    if isinstance(value, str | int):
        return f"{name}: {_scalar(value)}\n"
    return f"{name}: []\n" if not value else f"{name}:\n" + "".join(f"  - {_scalar(one)}\n" for one in value)


def _managed_fields(note: Note) -> dict[str, str]:
    return {
        name: _field(name, note.managed[name])
        for name in MANAGED
        if note.managed.get(name) not in (None, "", (), [])
    }


def _seal_line(fields: Mapping[str, str]) -> str:
    return f"{_SEAL}: {_scalar(_hash(''.join(fields[name] for name in MANAGED if name in fields)))}\n"


# --- the section of the lists -----------------------------------------------------------------------------


def _section(quotes: Sequence[Quote]) -> str:
    """The text between the two marks."""
    if not quotes:
        return ""
    parts = ["## From the reading lists\n"]
    for quote in quotes:
        lines = quote.text.splitlines() or [""]
        label = f"**{_joined(quote.label)}**: " if quote.label else ""
        body = "".join(f"> {line}\n" for line in (label + lines[0], *lines[1:]))
        parts.append(f"{body}>\n> ({_joined(quote.source)})\n")
    return "\n" + "\n".join(parts) + "\n"


def _joined(text: str) -> str:
    """The text in one line."""
    return " ".join(text.split())


def _sealed_section(quotes: Sequence[Quote]) -> str:
    text = _section(quotes)
    # A remark that holds our own mark would end the section early.
    text = text.replace("<!-- zotsync:", "<!- zotsync:").replace("<!-- /zotsync:", "<!- /zotsync:")
    return f"<!-- zotsync:lists {_hash(text)} -->\n{text}{_CLOSE}\n"


# --- the note ---------------------------------------------------------------------------------------------


def create(note: Note) -> str:
    """The text of a new note."""
    fields = _managed_fields(note)
    initial = "".join(_field(name, value) for name, value in note.initial.items())
    front = "".join(fields.values()) + initial + _seal_line(fields)
    return f"---\n{front}---\n\n# {note.heading}\n\n{_sealed_section(note.quotes)}\n"


def is_readable(text: str) -> bool:
    """Whether the front matter is YAML that other programs read too."""
    import frontmatter
    import yaml

    try:
        return bool(frontmatter.loads(text.removeprefix("\ufeff")).metadata)
    except (yaml.YAMLError, ValueError):
        return False


def refresh(text: str, note: Note) -> tuple[str, tuple[str, ...]]:
    """
    The note brought up to date, and what was left alone because a person changed it.

    A note without front matter or without a seal is a person's own: nothing in its front matter is touched.
    """
    text, left = _refresh_front(text, note)
    text, also_left = _refresh_section(text, note)
    return text, (*left, *also_left)


def _refresh_front(text: str, note: Note) -> tuple[str, tuple[str, ...]]:
    opening = _FENCE.match(text)
    closing = _FENCE_END.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return text, ("it has no front matter",)
    front = text[opening.end() : closing.start()]
    spans = _spans(front)
    names = [name for name, _ in spans]
    held = {name: span for name, span in spans if name in MANAGED}
    seal = next((span for name, span in spans if name == _SEAL), "")
    if not seal or len(set(names)) != len(names):
        return text, ("its front matter is not one that zotsync wrote",)
    if seal.strip() != _seal_line({name: _unix(span) for name, span in held.items()}).strip():
        fields = _managed_fields(note)
        changed = [
            name for name in MANAGED if _unix(held.get(name, "")).rstrip() != fields.get(name, "").rstrip()
        ]
        return text, ((f"front matter was edited by hand ({', '.join(changed)})",) if changed else ())
    fields = _managed_fields(note)
    fields |= {name: _unix(held[name]) for name in _KEPT if name in held and name not in fields}
    if fields == {name: _unix(span) for name, span in held.items()}:
        return text, ()
    if not is_readable(text):
        return text, ("its front matter is not valid YAML",)
    newline = "\r\n" if "\r\n" in front else "\n"
    new = "".join(_replaced(spans, fields)).replace("\r\n", "\n").replace("\n", newline)
    if newline == "\n" or front.count("\r\n") == front.count("\n"):
        return text[: opening.end()] + new + text[closing.start() :], ()
    return text, ("its front matter has mixed line ends",)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def _spans(front: str) -> list[tuple[str, str]]:
    """(key, its exact lines); a comment or blank line belongs to nobody (key empty), so that it is never lost."""
    spans: list[tuple[str, str]] = []
    for line in _LINE.findall(front):
        key = _KEY.match(line)
        if key is not None:
            spans.append((key[1] or key[2] or key[3], line))
        elif spans and spans[-1][0] and line[0] in " \t-":
            spans[-1] = (spans[-1][0], spans[-1][1] + line)
        else:
            spans.append(("", line))
    return spans


def _replaced(spans: Sequence[tuple[str, str]], fields: Mapping[str, str]) -> list[str]:
    """The front matter with the managed keys replaced in place; new ones go behind the last of them."""
    held = [name for name, _ in spans if name in MANAGED]
    missing = [fields[name] for name in fields if name not in held]
    last = max((at for at, (name, _) in enumerate(spans) if name in MANAGED), default=-1)
    lines = missing if last < 0 else []
    for at, (name, span) in enumerate(spans):
        if name == _SEAL:
            lines.append(_seal_line(fields))
        else:
            lines.append(fields.get(name, "") if name in MANAGED else span)
        if at == last:
            lines += missing
    return lines


def _refresh_section(text: str, note: Note) -> tuple[str, tuple[str, ...]]:
    opening = _OPEN.search(text)
    if opening is None:
        return text, ()  # a person took it out
    end = text.find(_CLOSE, opening.end())
    if end < 0:
        return text, ("the end of its section from the lists is gone",)
    held = text[opening.end() : end]
    new = _sealed_section(note.quotes)
    if _OPEN.sub("", new).removesuffix(f"{_CLOSE}\n") == _unix(held):
        return text, ()
    if _hash(held) != opening["seal"]:
        return text, ("its section from the lists was edited by hand",)
    if "\r\n" in held:
        new = new.replace("\n", "\r\n")
    tail = text[end + len(_CLOSE) :]
    return text[: opening.start()] + new.rstrip("\r\n") + tail, ()
