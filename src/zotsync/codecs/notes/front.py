"""
The front matter of a note, edited key by key.

Two kinds of keys are zotsync's. Those in `MANAGED` follow the metadata; a seal, a short hash of what was written
there last, tells whether a person changed them, and then all of them are left alone. Behind it stand words on
what zotsync put into the body (`Seal`). Those in `ReadingState` are two-way (`reading`). All other lines,
comments and quoting stay to the byte: a YAML library would render the whole block anew, so only lines are
replaced here and a library reads the values.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

__all__ = [
    "MANAGED",
    "SEAL",
    "Seal",
    "Value",
    "citation_key",
    "key_lines",
    "keys_hash",
    "line",
    "managed_lines",
    "quoted",
    "refreshed",
    "seal_in",
    "seal_line",
    "seal_of",
    "short_hash",
    "split",
    "values",
    "with_seal",
    "yaml_problem",
]

MANAGED = (
    "title", "authors", "year", "venue", "citekey", "aliases", "topics", "url", "doi", "arxiv", "verified",
    "zotero-key", "zotero",
)  # fmt: skip
"""Keys that follow the metadata."""

_KEPT = ("zotero-key", "zotero")
"""Known only to the clone that synced last: a clone that does not know them leaves them as they are."""

SEAL = "zotsync"
"""The key of the seal."""
_KEY = re.compile(r"^(?:([A-Za-z][\w -]*?)|\"([^\"\\\n]+)\"|'([^'\n]+)')[ \t]*:(?=[ \t\r\n]|\Z)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # str.splitlines would split at U+2028 inside a title
_MARK = re.compile(r"^<{7} ", re.M)
"""Of a conflict that a merge left."""
_FENCE = re.compile(r"\A\ufeff?---[ \t]*\r?\n")
_FENCE_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./()+-]*[\w.)+])?")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NOT_TEXT = re.compile(r"(?i)(?:y|n|yes|no|on|off|true|false|null|nan|inf)\.?|.*[:#].*")

Value = str | int | bool | Sequence[str]


class Seal(NamedTuple):
    """What zotsync wrote into a note: `zotsync: "1a2b3c4d lists template:5e6f7a8b"`."""

    keys: str
    """Short hash of the managed keys."""
    given: frozenset[str] = frozenset()
    """Kinds of the sections that it put in: one that is not there any more was taken out by a person."""
    made: str = ""
    """Short hash of the prose that a template made; empty where it made none, or zotsync wrote more since."""

    def __str__(self) -> str:
        made = [f"{_MADE}{self.made}"] if self.made else []
        return " ".join((self.keys, *sorted(self.given), *made))


_MADE = "template:"


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


def yaml_problem(text: str) -> tuple[str, int]:
    """Why the front matter of a note cannot be read, and in which line of the file."""
    import frontmatter
    import yaml

    if mark := _MARK.search(text):
        why = "the conflict of a merge is not resolved: keep one side, and take the marks <<<<<<< to >>>>>>> out"
        return why, text.count("\n", 0, mark.start()) + 1
    try:
        frontmatter.loads(text.removeprefix("\ufeff"))
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        return str(
            error.problem or error.context
        ), at.line + 1 if at else 0  # it counts from the fence, and from 0
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        return str(error).partition("\n")[0], 0
    return "", 0


def citation_key(found: Mapping[str, Any]) -> str:
    """The citation key in a front matter: `citekey`, or as other programs call it; a leading @ goes."""
    for name in ("citekey", "citationKey", "citation-key", "citation_key"):
        if (key := found.get(name)) and isinstance(key, str | int):
            return str(key).strip().removeprefix("@")
    return ""


# --- writing ----------------------------------------------------------------------------------------------


def quoted(value: str | int | bool) -> str:
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
        return f"{name}: {quoted(value)}\n"
    return f"{name}: []\n" if not value else f"{name}:\n" + "".join(f"  - {quoted(one)}\n" for one in value)


def managed_lines(managed: Mapping[str, Value]) -> dict[str, str]:
    return {
        name: line(name, managed[name]) for name in MANAGED if managed.get(name) not in (None, "", (), [])
    }


def seal_line(seal: Seal) -> str:
    return f"{SEAL}: {quoted(str(seal))}\n"


def keys_hash(lines: Mapping[str, str]) -> str:
    """The seal of managed keys, from their lines."""
    return short_hash("".join(lines[name] for name in MANAGED if name in lines))


def seal_of(span: str) -> Seal:
    """The seal in its line."""
    keys, *words = span.partition(":")[2].strip().strip("\"'").split() or [""]
    made = next((one.removeprefix(_MADE) for one in words if one.startswith(_MADE)), "")
    return Seal(keys, frozenset(one for one in words if not one.startswith(_MADE)), made)


def seal_in(text: str) -> Seal | None:
    """The seal of a note; `None` where zotsync did not write its front matter."""
    parts = split(text)
    span = next((span for name, span in key_lines(parts[1]) if name == SEAL), "") if parts else ""
    return seal_of(span) if span else None


def with_seal(text: str, seal: Seal) -> str:
    """The note with another seal in the place of the one that it has."""
    parts = split(text)
    if parts is None or seal_in(text) in (None, seal):
        return text
    opening, front, rest = parts
    spans = ((name, span, _ending(span)) for name, span in key_lines(front))
    return (
        opening
        + "".join(seal_line(seal).rstrip() + end if name == SEAL else span for name, span, end in spans)
        + rest
    )


def _ending(span: str) -> str:
    return span[len(span.rstrip("\r\n")) :]


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
    names = [name for name, _ in spans if name]
    held = {name: span for name, span in spans if name in MANAGED}
    seal = next((span for name, span in spans if name == SEAL), "")
    if not seal or len(set(names)) != len(names):
        return text, ("its front matter is not one that zotsync wrote",)
    new = managed_lines(managed)
    if seal_of(seal).keys != keys_hash({name: _unix(span) for name, span in held.items()}):
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


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def key_lines(front: str) -> list[tuple[str, str]]:
    """
    (key, its exact lines); a comment or blank line belongs to nobody (key empty), so that it is never lost,
    unless the value goes on behind it.
    """
    spans: list[tuple[str, str]] = []
    between: list[str] = []
    for one in _LINE.findall(front):
        key = _KEY.match(one)
        if not one.strip() or one.startswith("#"):
            between.append(one)
            continue
        if key is None and spans and spans[-1][0]:
            spans[-1] = (spans[-1][0], "".join((spans[-1][1], *between, one)))
        else:
            spans += (("", each) for each in between)
            spans.append((key[1] or key[2] or key[3] if key else "", one))
        between = []
    return [*spans, *(("", each) for each in between)]


def _replaced(spans: Sequence[tuple[str, str]], new: Mapping[str, str]) -> list[str]:
    """The front matter with the managed keys replaced in place; new ones go behind the last of them."""
    held = [name for name, _ in spans if name in MANAGED]
    missing = [new[name] for name in new if name not in held]
    last = max((at for at, (name, _) in enumerate(spans) if name in MANAGED), default=-1)
    lines = missing if last < 0 else []
    for at, (name, span) in enumerate(spans):
        if name == SEAL:
            lines.append(seal_line(seal_of(span)._replace(keys=keys_hash(new))))
        else:
            lines.append(new.get(name, "") if name in MANAGED else span)
        if at == last:
            lines += missing
    return lines
