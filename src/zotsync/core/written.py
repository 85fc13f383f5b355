"""Authors and years as people write them in lists -> creators and numbers."""

from __future__ import annotations

import re

from ..model import Creator

__all__ = ["creators", "is_body", "year"]

_ET_AL = re.compile(r"(?i)[\s,;]*(?:\bet\s*al\b\.?|\band\s+others\b|等人?(?=\s*$|\s*[(（]))[\s,;]*")
_AFFILIATION = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]")
_SEPARATOR = re.compile(r"\s*(?:,|;|、|，|；|&|\band\b|和|与)\s*")
_BODY = re.compile(
    r"(?i)\b(?:research|team|group|lab|labs|laboratory|university|institute|inc|ai|deepmind|google|microsoft|"
    r"openai|meta|nvidia|deepseek|collaboration|consortium|foundation|project|center|centre|community)\b"
)
_INITIALS = re.compile(r"(?:[A-ZÀ-ÖØ-Þ]\.?[\s-]?){1,4}")
"""Given names in short, with or without full stops: `J. P. A.`, `J-P`."""
_CAPITALS = re.compile(r"[A-Z]{1,3}")
_PARTICLES = frozenset("van von de der den del della di da du la le ten ter".split())
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


def year(text: str) -> int | None:
    """The first year in what a list writes: `2022-ongoing` -> 2022; None where there is none."""
    found = _YEAR.search(text)
    return int(found[0]) if found else None


def is_body(name: str) -> bool:
    """Whether a name is that of a team or a lab, not of a person."""
    return _BODY.search(name) is not None


def creators(text: str) -> tuple[tuple[Creator, ...], bool]:
    """
    `Vaswani et al. (Google)` -> Vaswani, and that more follow.

    A body (`Microsoft Research`) and a single name stay whole; nothing is guessed beyond the order
    "given family" of a name in Latin letters.
    """
    plain = _AFFILIATION.sub("", text)
    others = _ET_AL.search(plain) is not None
    pieces = [one.strip(" *_") for one in _SEPARATOR.split(_ET_AL.sub(" ", plain))]
    names: list[Creator] = []
    for piece in pieces:
        surname = names[-1].literal if names else ""
        if _INITIALS.fullmatch(piece) and surname and not is_body(surname):
            names[-1] = Creator(surname, piece)  # "Ioannidis, J. P. A." is one name
        elif name := piece.strip("."):
            names.append(_creator(name))
    return tuple(names), others


def _creator(name: str) -> Creator:
    if is_body(name):
        return Creator(literal=name)
    given, _, family = name.rpartition(" ")
    if given and _CAPITALS.fullmatch(family) and not _INITIALS.fullmatch(given):
        return Creator(given, family)  # "Posner MI"
    while given and (particle := given.rpartition(" ")[2]) in _PARTICLES:
        given, family = given[: -len(particle)].rstrip(), f"{particle} {family}"
    return Creator(family=family, given=given) if given else Creator(literal=name)
