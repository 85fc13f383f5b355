"""
The front matter of a note, edited key by key.

Two kinds of keys are zotsync's. Those in `MANAGED` follow the metadata; a seal, a short hash of what was written
there last, tells whether a person changed them, and then all of them are left alone. Those in `ReadingState`
are two-way: each is compared by itself. All other lines, comments and quoting stay to the byte: a YAML library
would render the whole block anew, so only lines are replaced here and a library reads the values.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from ...model import ReadingState

__all__ = [
    "MANAGED",
    "SEAL",
    "Value",
    "citation_key",
    "key_lines",
    "managed_lines",
    "put",
    "reading_of",
    "refreshed",
    "seal_line",
    "short_hash",
    "split",
    "values",
]

MANAGED = (
    "title", "authors", "year", "venue", "citekey", "aliases", "topics", "url", "doi", "arxiv", "verified",
    "zotero-key", "zotero",
)  # fmt: skip
"""Keys that follow the metadata."""

_KEPT = ("zotero-key", "zotero")
"""Known only to the clone that synced last: a clone that does not know them leaves them as they are."""

SEAL = "zotsync"
"""Key of the seal."""
_KEY = re.compile(r"^(?:([A-Za-z][\w -]*?)|\"([^\"\\\n]+)\"|'([^'\n]+)')[ \t]*:(?=[ \t\r\n]|\Z)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # str.splitlines would split at U+2028 inside a title
_FENCE = re.compile(r"\A\ufeff?---[ \t]*\r?\n")
_FENCE_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./()+-]*[\w.)+])?")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NOT_TEXT = re.compile(r"(?i)(?:y|n|yes|no|on|off|true|false|null|nan|inf)\.?|.*[:#].*")
_COMMENT = re.compile(r"[ \t]+#[^\n]*")

Value = str | int | bool | Sequence[str]


def short_hash(text: str) -> str:
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:8]


# --- reading ----------------------------------------------------------------------------------------------


def split(text: str) -> tuple[str, str, str] | None:
    """(opening fence, front matter, closing fence and all behind it); `None` where there is none."""
    opening = _FENCE.match(text)
    closing = _FENCE_END.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return None
    return text[: opening.end()], text[opening.end() : closing.start()], text[closing.start() :]


def values(text: str) -> Mapping[str, Any] | None:
    """The front matter of a note as YAML has it; `None` where other programs could not read it either."""
    import frontmatter
    import yaml

    try:
        return dict(frontmatter.loads(text.removeprefix("\ufeff")).metadata)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return None


def citation_key(found: Mapping[str, Any]) -> str:
    """The citation key in a front matter: `citekey`, or as other programs call it; a leading @ goes."""
    for name in ("citekey", "citationKey", "citation-key", "citation_key"):
        if (key := found.get(name)) and isinstance(key, str | int):
            return str(key).strip().removeprefix("@")
    return ""


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


# --- writing ----------------------------------------------------------------------------------------------


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


def line(name: str, value: Value) -> str:
    """A key with its value; a list has one line for each member."""
    if isinstance(value, str | int):
        return f"{name}: {_scalar(value)}\n"
    return f"{name}: []\n" if not value else f"{name}:\n" + "".join(f"  - {_scalar(one)}\n" for one in value)


def managed_lines(managed: Mapping[str, Value]) -> dict[str, str]:
    return {
        name: line(name, managed[name]) for name in MANAGED if managed.get(name) not in (None, "", (), [])
    }


def seal_line(lines: Mapping[str, str]) -> str:
    return f"{SEAL}: {_scalar(short_hash(''.join(lines[name] for name in MANAGED if name in lines)))}\n"


def refreshed(text: str, managed: Mapping[str, Value]) -> tuple[str, tuple[str, ...]]:
    """
    The note with its managed keys brought up to date, and what was left alone because a person changed it.

    A note without front matter or without a seal is a person's own: nothing in its front matter is touched.
    """
    parts = split(text)
    if parts is None:
        return text, ("it has no front matter",)
    opening, front, rest = parts
    spans = key_lines(front)
    names = [name for name, _ in spans]
    held = {name: span for name, span in spans if name in MANAGED}
    seal = next((span for name, span in spans if name == SEAL), "")
    if not seal or len(set(names)) != len(names):
        return text, ("its front matter is not one that zotsync wrote",)
    new = managed_lines(managed)
    if seal.strip() != seal_line({name: _unix(span) for name, span in held.items()}).strip():
        changed = [
            name for name in MANAGED if _unix(held.get(name, "")).rstrip() != new.get(name, "").rstrip()
        ]
        return text, ((f"front matter was edited by hand ({', '.join(changed)})",) if changed else ())
    new |= {name: _unix(held[name]) for name in _KEPT if name in held and name not in new}
    if new == {name: _unix(span) for name, span in held.items()}:
        return text, ()
    if values(text) is None:
        return text, ("its front matter is not valid YAML",)
    newline = "\r\n" if "\r\n" in front else "\n"
    if newline == "\r\n" and front.count("\r\n") != front.count("\n"):
        return text, ("its front matter has mixed line ends",)
    written = "".join(_replaced(spans, new)).replace("\r\n", "\n").replace("\n", newline)
    return opening + written + rest, ()


def put(text: str, reading: ReadingState) -> str:
    """
    The note with other two-way values; what says the same stays as it is written, in place and in style.

    A text without a front matter that can be read comes back as it is.
    """
    parts, found = split(text), values(text)
    if parts is None or found is None:
        return text
    opening, front, rest = parts
    before = reading_of(found)
    newline = "\r\n" if "\r\n" in front else "\n"
    spans = key_lines(front)
    for one in fields(ReadingState):
        was, now = getattr(before, one.name), getattr(reading, one.name)
        if was != now and now is not None:
            _put(spans, one.name.replace("_", "-"), list(now) if isinstance(now, tuple) else now, newline)
    return opening + "".join(span for _, span in spans) + rest


def _put(spans: list[tuple[str, str]], name: str, value: Value, newline: str) -> None:
    """One key with another value: where it stood, else before the seal."""
    at = next((i for i, (known, _) in enumerate(spans) if known == name), None)
    new = line(name, value)
    if at is not None:
        old = spans[at][1]
        first, *more = old.splitlines()
        if isinstance(value, list) and "[" in first.partition(":")[2]:
            new = f"{name}: [{', '.join(map(_scalar, value))}]\n"
        comment = _COMMENT.search(first) if not isinstance(value, list) and not more else None
        if comment and not re.search(r"[\"']", first):
            new = new.rstrip("\n") + comment[0].rstrip() + "\n"
        if not old.endswith("\n"):
            new = new.rstrip("\n")
        spans[at] = (name, new.replace("\n", newline))
        return
    at = next((i for i, (known, _) in enumerate(spans) if known == SEAL), len(spans))
    if at and not spans[at - 1][1].endswith("\n"):
        spans[at - 1] = (spans[at - 1][0], spans[at - 1][1] + newline)
    spans.insert(at, (name, new.replace("\n", newline)))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def key_lines(front: str) -> list[tuple[str, str]]:
    """(key, its exact lines); a comment or blank line belongs to nobody (key empty), so that it is never lost."""
    spans: list[tuple[str, str]] = []
    for one in _LINE.findall(front):
        key = _KEY.match(one)
        if key is not None:
            spans.append((key[1] or key[2] or key[3], one))
        elif spans and spans[-1][0] and one[0] in " \t-":
            spans[-1] = (spans[-1][0], spans[-1][1] + one)
        else:
            spans.append(("", one))
    return spans


def _replaced(spans: Sequence[tuple[str, str]], new: Mapping[str, str]) -> list[str]:
    """The front matter with the managed keys replaced in place; new ones go behind the last of them."""
    held = [name for name, _ in spans if name in MANAGED]
    missing = [new[name] for name in new if name not in held]
    last = max((at for at, (name, _) in enumerate(spans) if name in MANAGED), default=-1)
    lines = missing if last < 0 else []
    for at, (name, span) in enumerate(spans):
        if name == SEAL:
            lines.append(seal_line(new))
        else:
            lines.append(new.get(name, "") if name in MANAGED else span)
        if at == last:
            lines += missing
    return lines
