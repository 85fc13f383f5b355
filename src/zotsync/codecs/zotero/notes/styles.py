"""Styles of Zotero's note editor, in the form that its server keeps: `color: #010203;`."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["HIGHLIGHT", "colour", "declarations", "layout"]

HIGHLIGHT = "#ffd40080"
"""The yellow of Zotero's editor."""

_RGB = re.compile(r"rgba?\(\s*(\d+)\s*[, ]\s*(\d+)\s*[, ]\s*(\d+)\s*(?:[,/]\s*([\d.]+)(%?)\s*)?\)")
_SHORT = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])([0-9a-f]?)")
_NAMES = {"black": "#000000", "red": "#ff0000", "green": "#008000", "blue": "#0000ff", "white": "#ffffff",
          "yellow": "#ffff00"}  # fmt: skip


def declarations(style: str) -> dict[str, str]:
    """The properties of an attribute `style`, in lower case."""
    pairs = (declaration.partition(":") for declaration in style.lower().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip() and value.strip()}


def colour(value: str) -> str:
    """A colour in the form `#rrggbb`, or `#rrggbbaa` where one sees through it."""
    if found := _RGB.fullmatch(value):
        parts = [min(int(part), 255) for part in found.groups()[:3]]
        if found[4]:
            share = float(found[4]) / (100 if found[5] else 1) if found[4].count(".") < 2 else 1
            parts += [round(min(share, 1) * 255)] if share < 1 else []
        return "#" + "".join(f"{part:02x}" for part in parts)
    if found := _SHORT.fullmatch(value):
        return "#" + "".join(part * 2 for part in found.groups())
    return _NAMES.get(value, value)


def layout(styles: Mapping[str, str]) -> str:
    """What a block keeps of its style: alignment and indentation."""
    kept = {name: styles[name] for name in ("text-align", "padding-left") if name in styles}
    if kept.get("text-align") in {"left", "start"}:
        del kept["text-align"]  # as it is without
    return " ".join(f"{name}: {value};" for name, value in kept.items())
