"""Authors and years as people write them in lists -> creators and numbers."""

from __future__ import annotations

import re

from ..model import Creator

__all__ = ["creators", "year"]

_ET_AL = re.compile(r"(?i)[\s,;]*(?:\bet\s*al\b\.?|\band\s+others\b|等人?(?=\s*$|\s*[(（]))[\s,;]*")
_AFFILIATION = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]")
_SEPARATOR = re.compile(r"\s*(?:,|;|、|，|；|&|\band\b|和|与)\s*")
_BODY = re.compile(
    r"(?i)\b(?:research|team|group|lab|labs|laboratory|university|institute|inc|ai|deepmind|google|microsoft|"
    r"openai|meta|nvidia|deepseek|collaboration|consortium|foundation|project|center|centre|community)\b"
)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


def year(text: str) -> int | None:
    """The first year in what a list writes: `2022-ongoing` -> 2022; None where there is none."""
    found = _YEAR.search(text)
    return int(found[0]) if found else None


def creators(text: str) -> tuple[tuple[Creator, ...], bool]:
    """
    `Vaswani et al. (Google)` -> Vaswani, and that more follow.

    A body (`Microsoft Research`) and a single name stay whole; nothing is guessed beyond the order
    "given family" of a name in Latin letters.
    """
    plain = _AFFILIATION.sub("", text)
    others = _ET_AL.search(plain) is not None
    names = [name.strip(" .*_") for name in _SEPARATOR.split(_ET_AL.sub(" ", plain))]
    return tuple(_creator(name) for name in names if name), others


def _creator(name: str) -> Creator:
    given, _, family = name.rpartition(" ")
    if not given or _BODY.search(name):
        return Creator(literal=name)
    return Creator(family=family, given=given)
