"""
What lists say that is no title: what is to be done, what people say of themselves, when nothing is read.

To teach the reader a word, add it here.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["EVENT", "NO_MEETING", "ONESELF", "ORDERS", "OTHERS"]

ORDERS: Final = frozenset(
    "add ask buy check please do don't make see send write finish fix find order call email mail clean try use open "
    "submit note notes remember prepare print bring discuss decide get give go keep let look run set start stop "
    "talk tell update upload watch read re-read reread review skim summarize summarise implement reproduce "
    "install download follow star join click feel thanks thank week session lecture homework assignment room "
    "office instructor deadline due no optional required grading reading presentation presentations final "
    "midterm introduction logistics new old some all more most only also".split()
)
"""First words of what is to be done, of dates and remarks; titles seldom begin with them."""

ONESELF: Final = re.compile(
    r"\b(?:I|me|my|mine|your|please|here|tbd|pages? \d|chapters? \d|pts|points|percent)\b|%", re.I
)
"""What people say of themselves and of their lists."""

_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
EVENT: Final = re.compile(
    rf"\W*(?:(?:{_DAY},? *)?(?:{_MONTH} \d{{1,2}}|\d{{1,2}}\.? {_MONTH})\s*[:：–—-]|{_DAY}\s*[:：–—-]|"
    r"(?:lab|labs|homework|hw|assignment|problem set|pset|quiz|exam|midterm|final|project|report|proposal)s?\b"
    r"(?: \w+){0,4}?(?:$|\s?:\s?\d{1,2}[./ ]|"
    r" (?:out|due|handed out|released|presentations?|proposals?|exam|review|\d{1,3} ?%)\b)|"
    r"(?:kick-?off|practice talks?|recap|wrap-?up|guest lecture)\b|.{0,60}\b(?:due|handed out)$)",
    re.I,
)
"""What a schedule says of a day: `Thu: Vector clocks`, `29 April: distribution of topics`, `Lab 1 out`."""

OTHERS: Final = re.compile(
    r"(?:e-?books?|books?|textbooks?|courses?|podcasts?|videos?|blogs?|blog posts?|talks?|tutorials?|tools?|datasets?|"
    r"websites?|lectures?|slides|code|demos?|films?|movies?|watch|listen|play|software)\b(?: [a-z]\w*){0,3}\s?[:：]"
    r"|podcast\b",
    re.I,
)
"""What says of itself that it is no paper: `Course: ..`, `Podcast episode with ..`."""

NO_MEETING: Final = re.compile(
    r"\W*(?:no (?:meeting|class|session|lecture|seminar|paper|reading)s?\b.*|"
    r"(?:public |bank |university )?holidays?\b.*|"
    r"(?:spring|fall|summer|winter|easter|christmas|thanksgiving|reading|semester|term)[ -]?"
    r"(?:break|recess|holidays?)\b.*|"
    r"cancell?ed\b.*|tb[ad]\b.*|to be (?:announced|decided|determined)\b.*|break|vacation|skipped|n/a|none|untitled|-+|"
    r"待定|暂停|停会|无|.{0,4}(?:放假|休息|休会|停课)|休み)\W*",
    re.I,
)
"""What a schedule says where nothing is read."""
