"""
Highlights and comments of a PDF, as Zotero's reader keeps them -> Markdown for a reading note.

Source of the names: Zotero's item type `annotation` (`annotationType`: highlight, underline, note, image, ink,
text; `annotationSortIndex` puts them in reading order; `annotationPosition` is JSON with `pageIndex`, from 0).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

__all__ = ["markdown"]

_COLOURS: Final = {
    "#ffd400": "yellow", "#ff6666": "red", "#5fb236": "green", "#2ea8e5": "blue", "#a28ae5": "purple",
    "#e56eee": "magenta", "#f19837": "orange", "#aaaaaa": "grey", "#000000": "black",
}  # fmt: skip
"""The colours of Zotero's reader by name; another one is told as it is."""
_WHAT: Final = {"image": "picture", "ink": "drawing", "note": "comment", "underline": "underlined"}
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~$]|==)")
_AT_START: Final = re.compile(r"(?m)^(\s*)([#+-]|\d+[.)])")


def markdown(
    attachments: Iterable[tuple[str, Mapping[str, Any], Iterable[tuple[str, Mapping[str, Any]]]]],
    opening: str,
) -> str:
    """
    The section of highlights of one work.

    Args:
        attachments: (key, data, its annotations as (key, data)).
        opening: `zotero://open-pdf/library/items/` or that of a group; empty where nothing can be opened.

    Returns:
        One quote for each annotation, in the order of the pages; empty where there is none.
    """
    parts = []
    for key, data, marks in sorted(attachments, key=lambda one: one[0]):
        ordered = sorted(marks, key=lambda one: (str(one[1].get("annotationSortIndex", "")), one[0]))
        found = [_quoted(name, one, f"{opening}{key}" if opening else "") for name, one in ordered]
        if found:
            title = data.get("title") or data.get("filename") or "PDF"
            parts.append("\n\n".join([f"### {_plain(str(title))}", *found]))
    return "\n\n".join(["## Highlights", *parts]) if parts else ""


def _quoted(key: str, data: Mapping[str, Any], link: str) -> str:
    text = _plain(str(data.get("annotationText") or ""))
    comment = _safe(str(data.get("annotationComment") or ""))
    kind = str(data.get("annotationType", ""))
    about = ", ".join(filter(None, (_page(key, data, link), _colour(data), _WHAT.get(kind, ""))))
    tags = "".join(f" #{'-'.join(str(one.get('tag', '')).split())}" for one in data.get("tags") or ())
    lines = [f"{text} ({about}){tags}".strip(), *_paragraphs(comment)]
    return "\n>\n".join("\n".join(f"> {line}".rstrip() for line in part.split("\n")) for part in lines)


def _page(key: str, data: Mapping[str, Any], link: str) -> str:
    label = str(data.get("annotationPageLabel") or "")
    try:
        number = int(json.loads(str(data.get("annotationPosition") or "{}"))["pageIndex"]) + 1
    except (ValueError, KeyError, TypeError):
        number = 0
    label = label or (str(number) if number else "")
    shown = f"p. {_plain(label)}" if label else "open"
    if not link:
        return shown if label else ""
    page = f"page={number}&" if number else ""
    return f"[{shown}]({link}?{page}annotation={key})"


def _colour(data: Mapping[str, Any]) -> str:
    colour = str(data.get("annotationColor") or "").lower()
    return _COLOURS.get(colour, colour if re.fullmatch("#[0-9a-f]{6}", colour) else "")


def _plain(text: str) -> str:
    """Text in one line that Markdown reads as it is."""
    return _safe(" ".join(text.split()))


def _safe(text: str) -> str:
    """Zotero's comments know `<i>`, `<b>`, `<sub>` and `<sup>`, and are text else."""
    text = re.sub(r"<(/?)(?:i|em)>", "\x00", text)
    text = re.sub(r"<(/?)(?:b|strong)>", "\x00\x00", text)
    text = re.sub(r"</?su[bp]>", "", text)
    return _AT_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text)).replace("\x00", "*")


def _paragraphs(text: str) -> Iterator[str]:
    yield from filter(None, (part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))))
