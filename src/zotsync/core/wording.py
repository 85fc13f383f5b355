"""
How far two titles say the same, as a number: what tells a typo, a reworded subtitle and another paper apart.

`titles.likeness` names what a list does with a title; this measures it, so that candidates can be ranked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from . import titles

__all__ = ["agreement", "is_east_asian", "is_mistyped", "is_short"]

_SLIGHT = 0.25
_GENERIC = frozenset("technical report paper towards toward".split())
"""Words that name a kind of paper, not a paper."""
_TELLING = frozenset("not no without non un".split())
_PREFIXES = ("un", "non", "in", "im", "re", "de", "a", "multi", "semi", "self", "pre", "post")
"""What makes another word of a word (`supervised`, `unsupervised`): no typo."""
_TYPO = 0.9
"""How much of a word counts that is a typo of the other."""
_PREFIXED, _NAMELESS, _HEAD, _SLIP = 0.98, 0.92, 0.92, 0.92
"""
A name that a list puts in front; one that it leaves out; a subtitle that one of them leaves out; a name that it
misspells (`EcoServe: ...` for `EconoServe: ...`).
"""
_OTHER_WORD = 0.84
"""At most, where a telling word of one stands not in the other: such titles are of two papers, as a rule."""
_OTHER_NUMBER = 0.6
_HOPELESS = 0.4
"""Titles that share less are not made one by typos."""
_LONG = 12
"""Letters of a title in which one may be wrong."""
_SHORT = 2
_FEW = 4
"""Significant words that make a title without its subtitle a title."""


def is_short(title: str) -> bool:
    """Whether so few words tell the title that many works may have it (`Deep Learning`, `BERT`)."""
    words = [word for word in _significant(titles.normal(title)) if not word.isdigit()]
    return sum(map(_size, words)) <= _SHORT


def _size(word: str) -> float:
    """In words; of a script without blanks two characters tell about as much as one."""
    return len(_EAST_ASIAN.findall(word)) / 2 or 1


def is_east_asian(title: str) -> bool:
    """Whether some of it is Chinese, Japanese or Korean."""
    return _EAST_ASIAN.search(title) is not None


@lru_cache(maxsize=16384)
def agreement(written: str, recorded: str) -> float:
    """
    How far a title as written agrees with that of a record: 1 the same words, below 0.9 other words.

    A name in front of either (`RetNet: Retentive Network: ...`), a subtitle that is left out and typos take little
    off; other numbers (`Llama 2`, `Llama 3`), other words and words that deny take much.
    """
    mine, theirs = titles.normal(written), titles.normal(recorded)
    if not mine or not theirs:
        return float(written.strip() == recorded.strip() != "")
    if mine.replace(" ", "") == theirs.replace(" ", ""):
        return 1.0
    best = _aligned(mine, theirs)
    (name, rest), (own_name, own_rest) = titles.split_name(written), titles.split_name(recorded)
    if name:
        best = max(best, _PREFIXED * _aligned(titles.normal(rest), theirs))
    if own_name:
        best = max(best, _NAMELESS * _aligned(mine, titles.normal(own_rest)))
    if name and own_name and titles.normal(name) == titles.normal(own_name):
        # One system; its title was reworded between two versions, or these are two papers about it.
        best = max(best, 0.4 + 0.52 * _aligned(titles.normal(rest), titles.normal(own_rest)))
    if _is_slip(titles.normal(name), titles.normal(own_name)) and titles.normal(rest) == titles.normal(
        own_rest
    ):
        best = max(best, _SLIP)
    for whole, part in ((written, theirs), (recorded, mine)):
        head = titles.normal(_head(whole))
        if head == part and len(_significant(head)) >= _FEW:
            best = max(best, _HEAD)
    return best


def _head(title: str) -> str:
    """What stands before the first colon, dash or question mark that parts a title."""
    for mark in (": ", "：", " - ", " – ", " — ", "? "):
        front, found, _ = title.partition(mark)
        if found:
            return front
    return title


def _aligned(mine: str, theirs: str) -> float:
    """Dice over weighted words, each word of one title taken by the nearest of the other."""
    ours, others = _words(mine), _words(theirs)
    total = sum(map(_weight, ours)) + sum(map(_weight, others))
    if not total:
        return 0.0
    left = list(others)
    unmatched = []
    shared = 0.0
    for word in ours:
        if word in left:
            left.remove(word)
            shared += 2 * _weight(word)
        else:
            unmatched.append(word)
    if shared < _HOPELESS * total:
        return shared / total
    shared += _typos(unmatched, left)
    value = shared / total
    if _numbers(ours) != _numbers(others):
        return min(value, _OTHER_NUMBER)
    return min(value, _OTHER_WORD) if any(_weight(word) >= 1 for word in (*unmatched, *left)) else value


_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONG_FORMS = {
    "llm": "large language model",
    "llms": "large language models",
    "lm": "language model",
    "lms": "language models",
    "dnn": "deep neural network",
    "dnns": "deep neural networks",
    "gnn": "graph neural network",
    "gnns": "graph neural networks",
    "moe": "mixture of experts",
    "rl": "reinforcement learning",
    "kv": "key value",
}


def _words(normal: str) -> list[str]:
    """Words with abbreviations written out; scripts without blanks by characters."""
    words: list[str] = []
    for word in normal.split():
        words += word if _EAST_ASIAN.search(word) else _LONG_FORMS.get(word, word).split()
    return words


def _typos(unmatched: list[str], left: list[str]) -> float:
    """What words count that stand in the other title with a typo or parted in two; they are taken out of both."""
    shared = 0.0
    for word in list(unmatched):
        near = next((other for other in left if _is_typo(word, other)), None)
        if near is not None:
            unmatched.remove(word)
            left.remove(near)
            shared += _TYPO * (_weight(word) + _weight(near))
    for one, other in ((unmatched, left), (left, unmatched)):
        for word in list(one):
            if len(word) > 5 and "".join(other) == word:
                shared += _TYPO * (_weight(word) + sum(map(_weight, other)))
                one.remove(word)
                other.clear()
    return shared


@lru_cache(maxsize=65536)
def _is_typo(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) < 4 or len(long) - len(short) > 4 or _has_digit(short) or _has_digit(long):
        return False
    if long == short + "s" or long == short + "es":
        return True
    if len(short) < 6 or any(long == prefix + short for prefix in _PREFIXES):
        return False
    allowed = 2 if len(short) >= 10 else 1
    # People get the first letter right; `encoder` and `decoder`, `inference` and `reference` differ there.
    return one[0] == other[0] and OSA.distance(one, other, score_cutoff=allowed) <= allowed


def is_mistyped(written: str, recorded: str) -> bool:
    """Whether one letter makes all the difference: lost, doubled, another one, or swapped with the next."""
    mine, theirs = titles.squashed(written), titles.squashed(recorded)
    same = _numbers(titles.normal(written).split()) == _numbers(titles.normal(recorded).split())
    return same and min(len(mine), len(theirs)) >= _LONG and OSA.distance(mine, theirs, score_cutoff=1) <= 1


def _is_slip(one: str, other: str) -> bool:
    """Whether a coined name is another one misspelled: people keep its first letters, and its numbers."""
    if min(len(one), len(other)) < 6 or _has_digit(one) or _has_digit(other) or one[:3] != other[:3]:
        return False
    return OSA.distance(one, other, score_cutoff=2) <= 2


@lru_cache(maxsize=65536)
def _weight(word: str) -> float:
    if word in titles.STOP_WORDS or word in _GENERIC:
        return _SLIGHT
    return 1.5 if word in _TELLING or _has_digit(word) else 1.0


@lru_cache(maxsize=65536)
def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _numbers(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if _has_digit(word))


def _significant(normal: str) -> list[str]:
    return [word for word in normal.split() if word not in titles.STOP_WORDS and word not in _GENERIC]
