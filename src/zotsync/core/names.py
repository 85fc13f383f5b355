"""
Personal names: the text that BibTeX users write <-> `Creator`.

Works on Unicode and on LaTeX text alike: braces are respected and kept, nothing is decoded. The rules are
those of BibTeX itself (btxdoc, "Tame the BeaST" section 11), told apart by the commas outside braces:

    First von Last            Jan van der Berg
    von Last, First           van der Berg, Jan
    von Last, Jr, First       King, Jr., Martin Luther
    family=Berg, given=Jan, prefix=van der      of biblatex (manual 2.3.3, "extended name format")

A `Creator` has no place of its own for "von" and "Jr": the particle stays in front of the family name, which
is where BibTeX finds it again, and "Jr" behind the given name (`Martin Luther, Jr.`), where Zotero's own
BibTeX import puts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from ..model import Creator

__all__ = ["parse", "split", "write"]

_AND: Final = re.compile(r"\s+and(?=\s|$)", re.I)
_COMMA: Final = re.compile(r",")
_GAP: Final = re.compile(r"(?:\s|(?<!\\)~)+")
_OTHERS = "others"
_AWKWARD = re.compile(r"[,{}]|\band\b", re.I)
_BRACE = re.compile(r"[{}]")

_WORDS = r"[^\s,{}~=]+(?: [^\s,{}~=]+)*"
_SIMPLE: Final = re.compile(rf"({_WORDS}), ({_WORDS})")
"""Most names."""

_PART: Final = re.compile(r"\s*([a-z]+(?:-i)?)\s*=\s*(.*?)\s*", re.S)
_PARTS: Final = frozenset("family given prefix suffix useprefix id".split())
"""Parts of a name of biblatex; `given-i` and the like are its initials, and `useprefix` is for sorting."""

_EAST_ASIAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff々\u3040-\u30ff\uac00-\ud7af·・]+")
"""Han, kana and hangul: scripts whose users write the family name first."""


# --- reading ----------------------------------------------------------------------------------------------


def split(field: str) -> tuple[tuple[str, ...], bool]:
    """
    The names of an author field, and whether `and others` ends it.

    Names are parted by the word "and" (any case) outside braces; empty ones (`and and`, an "and" at the end)
    are dropped.
    """
    if _plainly_joined(field):
        names = field.split(" and ")
        return (tuple(names[:-1]), True) if names[-1].lower() == _OTHERS else (tuple(names), False)
    # A blank in front, so that an "and" at the very start is a separator too.
    names = [name for part in _cut(" " + field, _AND) if (name := _squeeze(part))]
    if names and names[-1].lower() == _OTHERS:
        return tuple(names[:-1]), True
    return tuple(names), False


def _plainly_joined(field: str) -> bool:
    """Whether nothing but single blanks and " and " parts the names, as in nearly every field."""
    if not field or "  " in field or "~" in field or not field.isprintable() or field != field.strip():
        return False
    if f"{field.lower()} ".count("and ") != field.count(" and "):
        return False
    return "{" not in field or all(one.count("{") == one.count("}") for one in field.split(" and "))


def parse(text: str, role: str = "author") -> Creator:
    """
    One name.

    A name in braces (`{Gemini Team}`) is a body, a name of one part (`OpenAI`, `王小明`) is taken whole: both
    are literals. Two parts in East Asian script without a comma are family name and given name in that order.
    """
    if simple := _SIMPLE.fullmatch(text):
        return Creator(simple[1], simple[2], role=role)
    text = _squeeze(text)
    whole = _unwrap(text)
    if whole != text:
        return Creator(literal=whole, role=role)
    parts = [part.strip() for part in _cut(text, _COMMA)]
    if "=" in text and (named := _named_parts(parts)):
        family, given = named
    elif len(parts) == 1:
        family, given = _family_last(text)
    else:
        family, given = parts[0], ", ".join(part for part in (*parts[2:], *parts[1:2]) if part)
    if not family or not given:
        return Creator(literal=_unwrap(family or given), role=role)
    return Creator(_unwrap(family), _unwrap(given), role=role)


def _named_parts(parts: Sequence[str]) -> tuple[str, str] | None:
    """(family, given) of a name whose parts are named."""
    found: dict[str, str] = {}
    for part in parts:
        named = _PART.fullmatch(part)
        if named is None or named[1].removesuffix("-i") not in _PARTS:
            return None
        value = named[2]
        found[named[1]] = value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
    family = " ".join(filter(None, (found.get("prefix"), found.get("family"))))
    return family, ", ".join(filter(None, (found.get("given"), found.get("suffix"))))


def _family_last(text: str) -> tuple[str, str]:
    """(family, given) of a name without a comma: the family begins at the first lower-case word."""
    words = list(_cut(text, _GAP))
    if len(words) == 2 and all(_EAST_ASIAN.fullmatch(word) for word in words):
        return words[0], words[1]
    start = next((i for i, word in enumerate(words[:-1]) if _is_particle(word)), len(words) - 1)
    return " ".join(words[start:]), " ".join(words[:start])


def _is_particle(word: str) -> bool:
    """Lower case by its first letter; what stands in braces has no case (btxdoc: "brace-level 0")."""
    depth = 0
    for i, character in enumerate(word):
        if character == "{":
            if depth == 0 and word.startswith("{\\", i):
                return _special_is_lower(word[i + 2 :])
            depth += 1
        elif character == "}":
            depth -= 1
        elif depth == 0 and character.isalpha():
            return character.islower()
    return False


_LETTER_MACRO = re.compile(r"(i|j|o|O|l|L|ss|ae|AE|oe|OE|aa|AA)(?![A-Za-z])")
_MACRO = re.compile(r"[A-Za-z]+|.")


def _special_is_lower(text: str) -> bool:
    """Case of a BibTeX "special character", `{\\'e}` or `{\\L}`, from behind the backslash."""
    if letter := _LETTER_MACRO.match(text):
        return letter[0].islower()
    return next((c.islower() for c in _MACRO.sub("", text, count=1) if c.isalpha()), False)


# --- writing ----------------------------------------------------------------------------------------------


def write(creator: Creator) -> str:
    """
    `Family, Given`; a literal in braces, so that it stays whole.

    `parse(write(creator))` is the creator, if its parts have balanced braces and single blanks. A family name
    alone comes back as a literal, which is what BibTeX makes of it; so does a name of more than two commas,
    which biber refuses wherever they stand (2.18: it counts them in braces too, and drops the entry).
    """
    if not creator.family or not creator.given:
        return f"{{{creator.literal or creator.family or creator.given}}}"
    family, given = creator.family, creator.given
    if _AWKWARD.search(family) and _needs_braces(family):
        family = f"{{{family}}}"
    if _AWKWARD.search(given):
        given = _write_given(given)
    name = f"{family}, {given}"
    return name if name.count(",") <= 2 else f"{{{creator.given} {creator.family}}}"


def _write_given(given: str) -> str:
    parts = [part.strip() for part in _cut(given, _COMMA)]
    if len(parts) == 2 and all(part and not _needs_braces(part) for part in parts):
        return f"{parts[1]}, {parts[0]}"
    return f"{{{given}}}" if _needs_braces(given) else given


def _needs_braces(part: str) -> bool:
    """Whether BibTeX would cut here, or `parse` take off braces that belong to the name."""
    one_piece = len(list(_cut(part, _COMMA))) == 1 == len(list(_cut(f" {part} ", _AND)))
    return not one_piece or _unwrap(part) != part


# --- names in citation keys -------------------------------------------------------------------------------


# --- braces -----------------------------------------------------------------------------------------------


def _squeeze(text: str) -> str:
    if "  " not in text and "~" not in text and text.isprintable():
        return text.strip()  # nearly all names
    return _GAP.sub(" ", text).strip()


@cache
def _with_braces(separator: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(rf"(?P<brace>[{{}}])|{separator.pattern}", separator.flags)


def _cut(text: str, separator: re.Pattern[str]) -> Iterator[str]:
    """The pieces between separators that stand outside braces."""
    if "{" not in text:
        yield from separator.split(text)
        return
    start, depth, position = 0, 0, 0
    marks = _with_braces(separator)
    while found := marks.search(text, position):
        position = found.end()
        if found["brace"]:
            depth += 1 if found["brace"] == "{" else -1
        elif depth <= 0:
            yield text[start : found.start()]
            start = position
    yield text[start:]


def _unwrap(text: str) -> str:
    """`{Barnes and Noble}` without its braces; `{A} {B}` and the special character `{\\'E}` as they are."""
    if not text.startswith("{"):
        return text
    inner = text.lstrip("{")
    opened = len(text) - len(inner)
    body = inner.rstrip("}")
    closed = len(inner) - len(body)
    if not closed:
        return text
    depth = lowest = opened
    for found in _BRACE.finditer(body):
        depth += 1 if found[0] == "{" else -1
        lowest = min(lowest, depth)
    if depth != closed:
        return text
    layers = min(lowest, opened - body.startswith("\\"), closed)
    return text[layers : len(text) - layers].strip() if layers > 0 else text
