"""Titles: how near what a list writes is to what a record says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

__all__ = [
    "SIMILAR",
    "STOP_WORDS",
    "Likeness",
    "likeness",
    "normal",
    "same_numbers",
    "similarity",
    "split_name",
    "squashed",
    "words",
]

STOP_WORDS = frozenset(
    "a an the of on in for to and or with from by at as is are was be do does what how why its via into".split()
)
"""Words that do not tell one title from another."""

SIMILAR = 0.85
"""Titles at least this similar (0 to 1) may be versions of one title; it is never enough by itself."""

Likeness = Literal["same", "markup", "prefixed", "alternative", "short name", "similar", "different"]
"""
`same` to the letter; `markup`: but for capitals, punctuation and TeX; `prefixed`: with a name in front
(`RetNet: Retentive Network: ...`); `alternative`: another title of the same work; `short name`: only the
name that people call it by (`BERT`); `similar`: words changed or left out; `different`.
"""

_GREEK = {
    name: chr(code)
    for name, code in zip(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho _ sigma tau "
        "upsilon phi chi psi omega".split(),
        range(0x3B1, 0x3CA),
        strict=True,
    )
}
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_MARKUP = re.compile(r"[${}^_\\`*]")
_NOT_WORD = re.compile(r"[\W_]+")
_SHORT_NAME_WORDS = 3


@lru_cache(maxsize=65536)
def normal(title: str) -> str:
    """Words only: lower case, no accents, no punctuation, TeX taken off (`S$^{3}$` and `S³` are `s3`)."""
    plain = _COMMAND.sub(lambda m: _GREEK.get(m[1].lower(), m[1]), title) if "\\" in title else title
    plain = _MARKUP.sub("", plain)
    decomposed = unicodedata.normalize("NFKD", plain).casefold()
    if not decomposed.isascii():
        decomposed = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", decomposed).strip()


def squashed(title: str) -> str:
    """The normal form without blanks: `Pre-training` and `pretraining` are one."""
    return normal(title).replace(" ", "")


def words(title: str) -> tuple[str, ...]:
    """The significant words of a title, normal form."""
    return tuple(word for word in normal(title).split() if word not in STOP_WORDS)


def split_name(title: str) -> tuple[str, str]:
    """
    The short name before the first colon, and the rest: `("BERT", "Pre-training of ...")`.

    The name is empty where there is no colon, or where what stands before it is a phrase (over four words).
    """
    name, colon, rest = title.replace("：", ": ").partition(": ")
    if not colon or not rest.strip() or len(name.split()) > _SHORT_NAME_WORDS + 1:
        return "", title
    return name.strip(), rest.strip()


def similarity(one: str, other: str) -> float:
    """0 to 1, over normal forms; symmetrical. Not an identity test: near titles are common."""
    return fuzz.ratio(normal(one), normal(other)) / 100


def same_numbers(one: str, other: str) -> bool:
    """Whether titles have the same words with digits: `Qwen2` and `Qwen3` are two works, however alike."""
    return _with_digits(one) == _with_digits(other)


def _with_digits(title: str) -> set[str]:
    plain = normal(title)
    if not any(map(str.isdigit, plain)):
        return set()
    return {word for word in plain.split() if any(map(str.isdigit, word))}


def likeness(written: str, recorded: str, alternatives: Iterable[str] = ()) -> Likeness:
    """How the title in a list stands to the title of a record, whose other known titles are `alternatives`."""
    if written == recorded:
        return "same"
    if normal(written) == normal(recorded):
        return "markup"
    others = [normal(other) for other in alternatives]
    if normal(written) in others:
        return "alternative"
    _, rest = split_name(written)
    if rest != written and normal(rest) in (normal(recorded), *others):
        return "prefixed"
    if len(normal(written).split()) <= min(_SHORT_NAME_WORDS, len(normal(recorded).split()) - 1):
        return "short name"
    return "similar" if _shares_title(written, recorded) else "different"


def _shares_title(written: str, recorded: str) -> bool:
    if _with_digits(written) and _with_digits(recorded) and not same_numbers(written, recorded):
        return False
    if similarity(written, recorded) >= SIMILAR:
        return True
    name, rest = split_name(written)
    own_name, own_rest = split_name(recorded)
    if similarity(rest, own_rest) >= SIMILAR or similarity(rest, recorded) >= SIMILAR:
        return True
    if name and normal(name) == normal(own_name):
        # One system, its title reworded between preprint and publication.
        mine, theirs = set(words(rest)), set(words(own_rest))
        return len(mine & theirs) >= max(2, min(len(mine), len(theirs)) // 2)
    mine, theirs = set(words(written)), set(words(recorded))
    return len(mine) >= _SHORT_NAME_WORDS and mine <= theirs
