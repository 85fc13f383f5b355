"""
Citation keys: pattern -> key, unique and stable.

Rule 1: a key that exists never changes; this file only makes keys for works that have none.
Rule 2: two keys that differ only in capitals are one key: file systems and BibTeX styles fold case.
Rule 3: keys are plain ASCII without any character that LaTeX, BibTeX, pandoc or a file system treats
specially.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from itertools import count, product

from ..errors import ConfigError
from ..model import Creator, Work
from . import ascii as plain
from .ascii import DEVICES
from .titles import STOP_WORDS

__all__ = ["DEFAULT_PATTERN", "check_pattern", "file_stems", "is_makeshift", "is_usable", "make", "unique"]

DEFAULT_PATTERN = "{lastname}{year}{firstword}"

_UNSAFE = re.compile(r"[^a-z0-9]+")
_PART_LENGTH = 40
"""Characters of one part of a key: file systems take 255 bytes for a name."""
_STEM_LENGTH = 120
_NOT_IN_FILE_NAMES = re.compile(r"[^\w.+-]|^\.+|\.+$")
_USABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.+/-]*")
"""What BibTeX, biber, LaTeX and pandoc all take for one key."""
_WORD = re.compile(r"(?:(?<![^\W_])[^\W\d_]-)?[^\W_]+(?:[.'’][^\W_]+)*")
_INNER = re.compile(r"[.'’-]")
_HAN_WORD = 2  # most Chinese words have two characters; a whole title would be one "word"


def _clean(text: str) -> str:
    return _UNSAFE.sub("", plain.fold(text[: 2 * _PART_LENGTH]).lower())[:_PART_LENGTH]


def _lastname(creator: Creator) -> str:
    if creator.family:
        return _clean(plain.surname(creator.family) if plain.has_han(creator.family) else creator.family)
    if plain.has_han(creator.literal) and len(creator.literal) <= _HAN_WORD + 2:
        return _clean(plain.surname(creator.literal))  # a person written as a whole: 王小明
    return _clean(creator.literal.partition(" ")[0])


def _title_words(title: str) -> Iterator[str]:
    """Significant words; `Qwen2.5-Coder` has two (`qwen25`, `coder`), `S-LoRA` is one (`slora`)."""
    for match in _WORD.finditer(title):
        text = match[0]
        if plain.has_han(text):
            text = text[:_HAN_WORD]
        word = _clean(_INNER.sub("", text))
        if word and word not in STOP_WORDS:
            yield word


def _authors(work: Work) -> list[str]:
    authors = [creator for creator in work.creators if creator.role == "author"] or list(work.creators)
    return [name for name in map(_lastname, authors) if name]


def _words(work: Work, number: int) -> str:
    words = _title_words(work.title)
    return "".join(word for word, _ in zip(words, range(number), strict=False))


_PARTS: dict[str, Callable[[Work], str]] = {
    "lastname": lambda work: next(iter(_authors(work)), "anonymous"),
    "lastnames": lambda work: "".join(_authors(work)[:3]) or "anonymous",
    "year": lambda work: work.issued[:4] or "nd",
    "shortyear": lambda work: work.issued[2:4] or "nd",
    "firstword": lambda work: _words(work, 1) or "untitled",
    "words3": lambda work: _words(work, 3) or "untitled",
    "venue": lambda work: _clean(work.container_title_short),
}
"""What a pattern may name."""


def check_pattern(pattern: str) -> None:
    """
    Raises:
        ConfigError: the pattern names a part that does not exist, or gives keys that are not safe.
    """
    try:
        pieces = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise ConfigError(
            f"zotsync.toml: the citation key pattern {pattern!r} is not readable: {error}"
        ) from None
    for literal, name, *_ in pieces:
        if name is not None and name not in _PARTS:
            raise ConfigError(
                f"zotsync.toml: the citation key pattern names {{{name}}}; there is {', '.join(_PARTS)}"
            )
        if literal and not re.fullmatch(r"[A-Za-z0-9_:.+-]*", literal):
            raise ConfigError(
                f"zotsync.toml: {literal!r} in the citation key pattern is not safe in LaTeX; "
                "use letters, digits and _ : . + -"
            )
    if not any(name for _, name, *_ in pieces):
        raise ConfigError(f"zotsync.toml: the citation key pattern {pattern!r} gives every work the same key")


def make(work: Work, pattern: str = DEFAULT_PATTERN) -> str:
    """The key that the pattern gives, not yet unique: `vaswani2017attention`."""
    return "".join(
        literal + (_PARTS[name](work) if name else "")
        for literal, name, *_ in string.Formatter().parse(pattern)
    )


def is_makeshift(key: str, work: Work, written: Iterable[str] = (), pattern: str = DEFAULT_PATTERN) -> bool:
    """
    Whether a key was made when the author or the year of its work was not known yet: `anonymousndattention`.

    Args:
        work: as it is known now; where the pattern would still give this key, it is none.
        written: other titles of the work, as lists write it.
    """
    before = {
        make(replace(work, title=title, **lacking), pattern)
        for title in (work.title, *written)
        for lacking in ({"creators": ()}, {"issued": ""}, {"creators": (), "issued": ""})
    } - {make(work, pattern)}
    return any(key.startswith(one) and key[len(one) :].strip(string.ascii_lowercase) == "" for one in before)


def is_usable(key: str) -> bool:
    """Whether a key that somebody else chose works in every program that cites."""
    return bool(_USABLE.fullmatch(key)) and len(key) <= _STEM_LENGTH


def unique(key: str, taken: Collection[str]) -> str:
    """`key`, or with the first free of `a`, `b`, ... `z`, `aa` ... behind it; `taken` holds case-folded keys."""
    if key.casefold() not in taken:
        return key
    suffixes = (
        "".join(letters) for size in count(1) for letters in product(string.ascii_lowercase, repeat=size)
    )
    return next(key + suffix for suffix in suffixes if (key + suffix).casefold() not in taken)


def file_stems(keys: Iterable[str]) -> dict[str, str]:
    """
    A file name without suffix for each key: `DBLP:conf/nips/Vaswani17` -> `DBLP-conf-nips-Vaswani17`.

    A key of our own is one already; one that a person chose may hold what a file system does not allow, or
    what would lead out of the folder. Names that a system takes for one get a number.
    """
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for key in keys:
        stem = _NOT_IN_FILE_NAMES.sub("-", key)[:_STEM_LENGTH] or "-"
        if stem.casefold() in DEVICES:
            stem = f"{stem}-note"
        name, number = stem, 2
        while name.casefold() in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name.casefold())
        stems[key] = name
    return stems
