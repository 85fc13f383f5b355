"""What a note of Zotero may hold, and the cleaning of HTML from all else."""

from __future__ import annotations

import re

__all__ = ["AROUND", "ELEMENTS", "HEADINGS", "IMAGE", "LINKS", "MARKS", "SPANS", "VOID", "cleaned", "seen"]

LINKS = re.compile(r"(?:https?|mailto|zotero|obsidian|ftp|doi|tel):", re.IGNORECASE)
"""Addresses that may be links; pictures may be in the address itself too."""

MARKS = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "u": "u", "ins": "u", "s": "s", "strike": "s",
    "del": "s", "sub": "sub", "sup": "sup", "code": "code", "tt": "code",
}  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
AROUND = frozenset(
    "address article aside caption center dd details div dl dt fieldset figcaption figure footer form header "
    "main nav section summary tbody tfoot thead".split()
)
"""Blocks that only stand around others."""
SPANS = frozenset({"a", "span", "mark"})
VOID = frozenset({"br", "hr", "img", "input"})
ELEMENTS = frozenset(
    {"p", "pre", "blockquote", "ul", "ol", "li", "table", "tr", "td", "th"}
    | SPANS | VOID | MARKS.keys() | HEADINGS.keys() | AROUND
)  # fmt: skip
"""What is looked at; all others are taken off."""
IMAGE = ("title", "src", "alt", "width", "height", "data-attachment-key", "data-annotation")
_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "img": set(IMAGE),
    "input": {"type", "checked"},
    "mark": {"style"},
    "ol": {"start"},
    "pre": {"class"},
    "span": {"class", "style", "data-citation", "data-annotation"},
    **{tag: {"style", "colspan", "rowspan"} for tag in ("td", "th")},
    **{tag: {"style"} for tag in ("p", *HEADINGS)},
}
_NO_TEXT = {"script", "style", "title"}
_SCHEMES = {"http", "https", "mailto", "zotero", "obsidian", "ftp", "doi", "tel", "data"}
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters, which the server takes off, and what is no character."""


def seen(text: str) -> str:
    """Text without the characters that no note holds."""
    return _UNSEEN.sub("", text)


def cleaned(html: str) -> str:
    """Well-formed HTML of nothing but the elements of a note; nothing in it runs."""
    import nh3  # when it is needed first

    return nh3.clean(
        seen(html),
        tags=set(ELEMENTS),
        attributes={name: set(names) for name, names in _ATTRIBUTES.items()},
        clean_content_tags=_NO_TEXT,
        strip_comments=False,
        link_rel=None,
        url_schemes=_SCHEMES,
        url_relative="deny",
    )
