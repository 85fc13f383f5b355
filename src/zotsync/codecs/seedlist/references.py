"""
What stands behind the title of a bibliographic reference: where and when the work appeared, volume, pages.

    in Proc. Int. Conf. Learn. Represent. (ICLR), San Diego, CA, USA, 2015, pp. 1–15.       IEEE
    Neural Comput. 1997 Nov 15;9(8):1735-80. doi: 10.1162/neco.1997.9.8.1735.               Vancouver
    American Journal of Sociology 78, no. 6 (1973): 1360–80.                                Chicago
    [C]//Proceedings of the IEEE conference on computer vision. 2016: 770-778.              GB/T 7714

Only what follows names and a title is read this way: there the first words are the venue, known or not.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from . import people, venues

__all__ = ["KIND", "Tail", "tail"]

KIND: Final = re.compile(r"\[(?:[JMCDRPNASZ]|EB|DB|CP)(?:/OL)?\](?:\s?//)?[\s.:,，。]*")
"""What kind of publication it is, behind the title: `[J].`, `[C]//`."""

_LONGEST = 600
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_IN = re.compile(
    r"(?:(?:presented |published |to appear |appeared )?(?:in|at)\b:?\s+(?:the\s+(?=\d))?"
    r"|preprint,\s+(?=\w+xiv)|//\s?)",
    re.I,
)
_EDITORS = re.compile(r"(?P<names>[^()]{3,120})\((?:eds?\.?|hrsg\.?)\)[,.:]?\s+", re.I)
_PUBLISHER = (
    r"(?:press\b|publish|verlag|springer|elsevier|wiley|prentice|mcgraw|routledge|erlbaum|academic press"
    r"|sage\b|addison|"
    r"cambridge univ|oxford univ|crc\b|birkh|harper|penguin|no starch|"
    r"manning\b|norton\b|pearson\b|freeman\b|o[’']reilly|books?\b|company|inc\b|出版社)"
)
_PLACE = re.compile(
    rf"[^\W\d][^:：,]{{1,30}}(?:, [A-Z]{{2,3}})*\s?[:：]\s?(?=[^:：]{{0,60}}{_PUBLISHER})"
    r"|[一-鿿]{2,4}[:：]\s?(?=[一-鿿])",
    re.I,
)
_PLACED = re.compile(
    rf"[A-Z][\w. -]{{2,30}}(?:, [A-Z]{{2,3}})*: (?P<publisher>[A-Z][^.:;()\d]{{2,60}}?)"
    rf"(?:, {_YEAR})?\.?\s*(?:(?:Print|Web)\.\s*)?$"
)
"""`New York: Farrar, Straus and Giroux.` ends a reference: what follows a place publishes."""
_EDITION = re.compile(
    r"\(?(?:\d{1,2}(?:st|nd|rd|th)|rev(?:ised|\.)) ed(?:ition|n)?\b\.?\)?[\s.,]+|(?:第\s?)?\d{1,2}\s?版[\s.,，]+",
    re.I,
)
# Where the name of a journal or of proceedings ends at the latest.
_STOP = re.compile(
    rf"(?:\.\s|[\s,;(])[\s,;(]*(?:vol(?:ume)?s?\b|no\.|nos?\s\d|number\s\d|issue\b|pp?\.\s?[\dA-Z]|pages?\s|art(?:icle|\.)\s"
    rf"|p\.\s|ser(?:ies|\.)\s|doi\b|arxiv\s?:|https?:|pmid|pmcid|isbn|available\b|accessed\b|retrieved\b|\[online|\(in\s)"
    rf"|[,;.]\s*\(?(?:{_YEAR}\b|{_MONTH}[\s,])|\s\({_YEAR}|\s{_YEAR}\s?(?:;|{_MONTH})|(?<=\.)\s{_YEAR}"
    rf"|[,，;]\s?\d+[A-Za-z]?\s?(?:[,(:;.]|[-–]\s?\d|$)|\s(?!{_YEAR}\b)\d+(?:\.\d+)?\s?(?:[(,;]|:\s?\d)"
    r"|\.\s\d+[-–]\d|\s(?:--|—|–|\|)\s|[。；\n]",
    re.I,
)
_NUMBERED: Final = re.compile(r"(?:in )?(?:advances in|proc|lecture notes|lncs|ceur)", re.I)
_SENTENCE = re.compile(r"(?P<word>[^\s.]+)\.(?=\s+(?P<next>\S+))")
_ABBREVIATED = re.compile(
    r"(?:proc|conf|trans|int|symp|j|adv|rev|lett|nat|natl|acad|mach|res|comput|ann|annu|phys|am|eur|acm|ieee|sci|"
    r"commun|learn|intell|syst|softw|eng|assoc|soc|st|appl|math|stat|[a-z])$",
    re.I,
)
_DATED = re.compile(rf"(?<![\d–:./-]){_YEAR}(?![\d]|[-–]\d|\.\d)")
_PAGES = re.compile(r"\b(?:pp?\.|pages?)\s?[\d\s–-]+", re.I)
_MEDIUM = re.compile(r"\s?\[(?:internet|online)\]", re.I)
_EMPTY = re.compile(r"\s*[(\[][\s,;|/]*[)\]]?\s*\Z")
"""What is left of `([pdf](..))` without its link."""
_NAME = re.compile(r"[A-Z0-9À-ÞŁŠ一-鿿]|eLife|iScience|npj ")


class Tail(NamedTuple):
    """The end of a reference, read."""

    venue: str
    year: str
    end: int
    """Offset in the text where the reference ends; what follows is a remark."""


def tail(text: str) -> Tail | None:
    """The venue and the year of a reference, from the text behind its title; None where no venue stands there."""
    text = text[:_LONGEST].replace("\n", " ")
    start = _begin(text)
    if start >= len(text) or not _NAME.match(text, start):
        return None
    if placed := _PLACED.match(text, start):
        year = _DATED.search(placed[0])
        return Tail(placed["publisher"], year[0] if year else "", len(text))
    stop = _STOP.search(text, start)
    end = stop.start() if stop else len(text)
    sentence = _end_of_sentence(text, start, end)
    told = stop is not None and sentence >= end
    name = _without_place(text[start:sentence])
    if told and stop is not None and re.match(r"\s\d", stop[0]) and _NUMBERED.match(name):
        # `Advances in Neural Information Processing Systems 30, pages 1-9`.
        number = re.match(r"\s\d+(?=\s?[,(;.:])", text[end : end + 8])
        name += number[0] if number else ""
    name = _EMPTY.sub("", _MEDIUM.sub("", name)).strip(" ,;:，：").removeprefix('"').strip("*_")
    bare = name.rstrip(".")
    if (
        not 1 < len(bare) <= 160
        or bare.startswith(("A ", "An "))
        or len(bare.split()) > 20
        or people.are_people(bare)
    ):
        return None
    if not (told or venues.is_venue(bare) or re.search(_PUBLISHER, bare, re.I)):
        return None
    behind = _PAGES.sub(" ", text[start + len(name) : start + len(name) + 200])
    year = _DATED.search(name) or _DATED.search(re.split(r"doi|https?:", behind, maxsplit=1)[0])
    abbreviated = told and _ends_abbreviated(name)
    return Tail(name if abbreviated else bare, year[0] if year else "", _end(text, sentence))


def _begin(text: str) -> int:
    """Where the venue begins, behind `[C]//`, `in`, the editors and the place of a publisher."""
    start = kind.end() if (kind := KIND.match(text)) else 0
    if edition := _EDITION.match(text, start):
        start = edition.end()
    if found := _IN.match(text, start):
        start = found.end()
        if (editors := _EDITORS.match(text, start)) and (
            people.are_people(editors["names"], one=True) or people.are_surnames(editors["names"])
        ):
            start = editors.end()
    if place := _PLACE.match(text, start):
        start = place.end()
    return start


def _end_of_sentence(text: str, start: int, end: int) -> int:
    """
    The first point up to `end` that ends a sentence and no abbreviation.

    `Proc. Int. Conf. Learn. Represent. (ICLR)`: a short word goes on where an abbreviation, a bracket, a small
    word or a number follows.
    """
    for point in _SENTENCE.finditer(text, start, end):
        following = point["next"]
        if _ABBREVIATED.search(point["word"]) and len(point["word"]) <= 6:
            continue
        chained = re.search(r"\w[.,;]\)?$", following) or re.match(
            r"\(|&|of\b|on\b|and\b|for\b|in\b|\d", following
        )
        if len(point["word"]) <= 9 and chained and _NAME.match(point["word"]):
            continue
        return point.start() + len(point["word"])
    return end


def _without_place(name: str) -> str:
    """`ICLR, San Diego, CA, USA` -> `ICLR`; but `Acoustics, Speech, and Signal Processing` goes on."""
    parts = re.split(r"[,，]\s*", name)
    kept = 0
    for i, part in enumerate(parts[1:6], start=1):
        abbreviated = re.search(r"[a-z]{2,}\.$", part) is not None and i + 1 < len(parts)
        if re.match(r"(?:and|&)\s", part) or (abbreviated and parts[0].endswith(".")):
            kept = i
    at = 0
    for part in parts[: kept + 1]:
        at = name.index(part, at) + len(part)
    return name[:at]


def _ends_abbreviated(name: str) -> bool:
    """Whether the point at the end belongs to the name: `Neural Comput.`, `Proc. Natl. Acad. Sci. U.S.A.`."""
    last = name.rstrip(".").rpartition(" ")[2]
    return name.endswith(".") and (
        _ABBREVIATED.fullmatch(last) is not None
        or re.search(r"\w\.[\s,]", name) is not None
        or len(last) <= 7
    )


_REMARK = re.compile(r"\.\s+(?=[A-Z:☆★⭐🌟][\w:]*\s(?!\d)[a-z]|[*★⭐🌟☆:])|。(?=.)")


def _end(text: str, start: int) -> int:
    """Where volume, pages and numbers are over and a sentence of the list begins."""
    found = _REMARK.search(text, start)
    return found.end() if found else len(text)
