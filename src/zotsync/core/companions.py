"""
What is published about a work under nearly its title: corrections, comments, talks, data. None of it is the work.

A title counts as one of these only beside a title that does not: `Review of Deep Learning` is what a list means that
says so.
"""

from __future__ import annotations

import re
from typing import Final

from . import titles

__all__ = ["is_about"]

_NOTICES: Final = (
    r"corrections?|corrigend(?:um|a)|errat(?:um|a)|addend(?:um|a)|retraction(?: notes?| notice)?|withdrawal|"
    r"retracted(?: article)?|withdrawn(?: article)?|notice of [\w ]+|(?:editorial )?expression of concern|"
    r"(?:author|publisher|editor)['’s]* (?:note|correction|response|reply)|勘误|更正|撤稿"
)
_REMARKS: Final = (
    r"reply|response|rejoinder|rebuttal|comments?|commentary|discussion|(?:book |peer )?reviews?|(?:guest )?editorial|"
    r"pre-?face|foreword|introduction|technical perspective|perspective|viewpoint|news and views|in brief|highlights?|"
    r"research highlights?|summary|interview|letter|decision letter|(?:faculty opinions )?recommendation|re|读后|评"
)
_TALKS: Final = (
    r"slides|poster(?: abstract)?|talk|keynote|panel|tutorial|lecture|video|demo(?:nstration)?|"
    r"invited(?: talk| paper)?|(?:extended |student )?abstract|brief announcement|work[ -]in[ -]progress|"
    r"late[ -]breaking results?"
)
_PARTS: Final = (
    r"supplement(?:ary|al)?(?: materials?| information| data)?|supporting information|appendix|appendices|"
    r"(?:replication |source |research )?(?:data|code|dataset|data ?set|software|materials)"
)
_FRONT = re.compile(
    rf"(?i)(?:an? )?(?:{_NOTICES}|{_REMARKS}|{_TALKS}|{_PARTS})"
    r"(?: \d+)?(?:\s*[:：–—“\"«]|\s+-| (?:to|on|of|for|from)\b)"
)
"""No hyphen right behind the word: `Data-Efficient ...`, `Re-Identification ...`, `Video-...` are titles of papers."""
_END = re.compile(
    rf"(?i).*(?:[(\[](?:{_NOTICES}|{_REMARKS}|{_TALKS}|{_PARTS}|extended version|abstract only)[)\]]"
    rf"|(?:: | [-–—] )(?:{_NOTICES}|reply|rejoinder|rebuttal|{_PARTS}))\.?$"
)


def is_about(recorded: str, *named: str) -> bool:
    """
    Whether a title is that of something about a work, and no other name of the work says so too.

    Args:
        named: how the work is named.
    """
    return _says_so(recorded) and not any(
        _says_so(name) or _says_so(titles.split_name(name)[1]) for name in named if name
    )


def _says_so(title: str) -> bool:
    return bool(_FRONT.match(title) or _END.match(title))
