"""
Text of a source's record as plain text.

A record is data from strangers: markup is taken off, characters that steer a terminal or turn the direction of
writing are dropped, and what is too long to be what it claims to be is nothing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any, Final

from ...core import names, written
from ...model import Creator
from ..latex import to_unicode

__all__ = ["LONGEST_TITLE", "date", "day", "person", "plain", "retracted", "title", "web"]

LONGEST_TITLE: Final = 1500
"""Characters; the longest real titles have some 700."""
_LONGEST: Final = 500
_LONGEST_NAME: Final = 200

_DROPPED = re.compile(r"(?is)<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)")
_TAG = re.compile(
    r"(?is)</?(?:a|abbr|b|big|br|code|div|em|embed|fixed-case|font|form|h\d|hr|i|iframe|img|inf|input|italic|li|link|"
    r"meta|object|ol|p|par|q|s|sc|scp|small|span|strong|sub|sup|svg|table|td|tex-math|title|tr|tt|u|ul|video|"
    r"m(?:ath|row|i|n|o|sub|sup|text|style|frac|sqrt|over|under)|[a-z]+:[a-z-]+)\b[^<>]*>"
    r"|<[a-z][\w-]*\s[^<>]*=[^<>]*>"
)
_TEX_ALTERNATIVE = re.compile(r"(?is)<(mml:)?annotation\b.*?</(mml:)?annotation\s*>")
_JOINERS = "\u200c\u200d"
_HOMELESS = {"Cc", "Cf", "Co", "Cs", "Cn"}


def plain(value: Any, longest: int = _LONGEST) -> str:
    """One line of text; empty for what is no text, or absurdly long."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > 20 * longest:
        return ""
    text = value
    if text.isascii() and text.isprintable() and "&" not in text and "<" not in text and "  " not in text:
        return text.strip() if len(text) <= longest else ""
    if "&" in text:
        text = html.unescape(html.unescape(text))  # Crossref has `&amp;lt;`
    if "<" in text:
        text = re.sub(r"(?i)<br\b[^<>]*>", " ", _DROPPED.sub(" ", text))
        text = _TAG.sub("", _TEX_ALTERNATIVE.sub("", text))
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(_visible(character) for character in text)
    text = " ".join(text.split())
    return text if len(text) <= longest else ""


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _HOMELESS and character not in _JOINERS else character


def title(value: Any, *, tex: bool = False) -> str:
    """
    A title, without the full stop that some put behind it.

    Args:
        tex: it is written in TeX, as on arXiv.
    """
    text = plain(value, LONGEST_TITLE)
    if tex and re.search(r"[\\{}$~]|--|``|''", text):
        text = plain(to_unicode(text), LONGEST_TITLE)
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


_RETRACTED = re.compile(
    r"(?i)(?P<mark>[\[(])?(?:retracted(?: article| paper| chapter)?|withdrawn(?: article)?)"
    r"(?(mark)[\])]\s*(?:[:：.–-]\s*)?|(?:\s*[:：.–]\s*|\s+-\s+))"
)
"""In brackets, or with a sign behind it: `Retracted-article citations` is what a work is about."""


def retracted(text: str) -> tuple[str, bool]:
    """A title without the word by which publishers mark what was retracted, and whether it was there."""
    found = _RETRACTED.match(text)
    return (text[found.end() :], True) if found and found.end() < len(text) else (text, False)


_NUMBER = re.compile(r"\s+\d{4}$")
_SUFFIX = re.compile(r"[\s,]+(Jr\.?|Sr\.?|II|III|IV)$")


def person(value: Any, role: str = "author") -> Creator | None:
    """
    One name in the order of print; a body and a name of one part stay whole.

    The numbers by which DBLP tells namesakes (`Wei Li 0001`) are no part of the name.
    """
    text = _NUMBER.sub("", plain(value, _LONGEST_NAME)).replace("{", "").replace("}", "").strip(" ,;")
    if not text:
        return None
    if written.is_body(text) or text.casefold() in {"et al", "et al.", "others"}:
        return Creator(literal=text, role=role)
    if (suffix := _SUFFIX.search(text)) and "," not in text[: suffix.start()]:
        first = names.parse(text[: suffix.start()], role)
        return Creator(first.family or first.literal, f"{first.given}, {suffix[1]}".strip(", "), role=role)
    return names.parse(text, role)


def date(*parts: Any) -> str:
    """ISO 8601 from year, month and day as far as they are there and possible."""
    try:
        numbers = [int(part) for part in parts if part not in (None, "")]
    except (TypeError, ValueError, OverflowError):
        return ""
    if not numbers or not 1400 <= numbers[0] <= 2100:
        return ""
    shown = f"{numbers[0]:04d}"
    for number, most in zip(numbers[1:], (12, 31), strict=False):
        if not 1 <= number <= most:
            break
        shown += f"-{number:02d}"
    return shown


def day(value: Any) -> str:
    """ISO 8601 from the start of a text: `2017-06-12T17:57:34Z`, `2017-06`, `2017`."""
    found = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", value) if isinstance(value, str) else None
    return date(*found.groups()) if found else ""


def web(value: Any) -> str:
    """A link to the web; anything else is none."""
    text = value.strip() if isinstance(value, str) else ""
    fit = re.fullmatch(r"https?://[!-~¡-\U0010ffff]{3,1000}", text)
    return text if fit and not re.search(r'[<>"\\^`{|}\s]', text) else ""
