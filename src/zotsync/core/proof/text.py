"""Text: debris of HTML and LaTeX, capitals."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from typing import Final

from .. import capitals as rules
from .sheet import PROSE, Said, Sheet

__all__ = ["braced", "capitals", "doubly_escaped", "html", "unescaped", "unprotected"]

_ENTITY: Final = re.compile(r"\\?&(?:amp;)?(#x[0-9a-fA-F]+|#\d+|[a-zA-Z][a-zA-Z0-9]+);")
_TAG: Final = re.compile(
    r"</?(?:i|b|em|strong|sub|sup|scp|sc|span|p|br|jats:\w+|mml:\w+|a|tt|u|title)\b[^<>]*>", re.I
)
_PAIRED: Final = (
    (re.compile(r"<(?:i|em|jats:italic)>([^<>]*)</(?:i|em|jats:italic)>", re.I), r"\\emph{\1}"),
    (re.compile(r"<(?:sub|jats:sub)>([^<>$\\]*)</(?:sub|jats:sub)>", re.I), r"\\textsubscript{\1}"),
    (re.compile(r"<(?:sup|jats:sup)>([^<>$\\]*)</(?:sup|jats:sup)>", re.I), r"\\textsuperscript{\1}"),
    (re.compile(r"<(?:scp|sc)>([^<>]*)</(?:scp|sc)>", re.I), r"{\1}"),
)
_SPECIAL: Final = {
    "&": r"\&",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "\u00a0": " ",
}


def html(sheet: Sheet) -> Iterator[Said]:
    """Entities and tags, as publishers' data bring them: `&amp;`, `<i>E. coli</i>`."""
    for name, value in sheet.own.items():
        if name not in PROSE or ("&" not in value and "<" not in value):
            continue
        seen = _ENTITY.search(value) or _TAG.search(value)
        if seen is None or (seen[0].startswith(("&", "\\&")) and _entity(seen) == seen[0]):
            continue
        fixed = value
        for pattern, latex in _PAIRED:
            fixed = pattern.sub(latex, fixed)
        fixed = _ENTITY.sub(_entity, fixed)
        fix = sheet.fixed(name, fixed) if not _TAG.search(fixed) and fixed != value else {}
        yield Said(
            "html-debris", "warning", f"{name} has {seen[0]!r}, which LaTeX prints as it is", fix, name
        )


def _entity(found: re.Match[str]) -> str:
    character = entities.unescape(f"&{found[1]};")
    return _SPECIAL.get(character, character) if len(character) == 1 else found[0]


_DOUBLY: Final = re.compile(
    r"\\textbackslash\s*(?:\{\})?\s*(?:[&%#_$'\"`^~]|\{|[a-zA-Z]+\\?\{)|\{\\textbackslash\}[&%#_$'\"`^~{]|\\\\[&%#_]"
)


def doubly_escaped(sheet: Sheet) -> Iterator[Said]:
    r"""What one program escaped and the next one escaped again: `{\textbackslash}&`."""
    for name, value in sheet.own.items():
        if name in PROSE and "\\" in value and (found := _DOUBLY.search(value)):
            message = f"{name} has {found[0]!r}: something was escaped twice"
            yield Said("latex-debris", "warning", message, field=name)


_MATH_OR_MACRO: Final = re.compile(
    r"\$[^$]*\$|\\(?:url|href|path|nolinkurl|verb)\s*\{[^{}]*\}|\\\(.*?\\\)|\\.", re.S
)


def unescaped(sheet: Sheet) -> Iterator[Said]:
    """`&`, `%`, `#` and `_` stop LaTeX, or comment the rest of the line out."""
    for name, value in sheet.own.items():
        if (
            name not in PROSE
            or name in ("keywords", "abstract", "annote", "note")
            or not set(value) & set("&%#_")
        ):
            continue
        if _ENTITY.search(value) or _DOUBLY.search(value) or name in sheet.joined:
            continue  # told by `html` and `doubly_escaped`
        pieces: list[str] = []
        position, bad = 0, ""
        for found in [*_MATH_OR_MACRO.finditer(value), None]:
            end = found.start() if found else len(value)
            plain = value[position:end]
            bad = bad or next((sign for sign in plain if sign in "&%#_"), "")
            pieces += re.sub(r"[&%#_]", r"\\\g<0>", plain), found[0] if found else ""
            position = found.end() if found else end
        if bad:
            fix = sheet.fixed(name, "".join(pieces))
            yield Said("unescaped", "warning", f"{name} has {bad!r} without a backslash", fix, name)


def capitals(sheet: Sheet) -> Iterator[Said]:
    title = sheet.plain.get("title", "")
    words = re.findall(r"[^\W\d_]{2,}", title)
    if (
        "title" in sheet.own
        and len(words) >= 4
        and title.upper() == title
        and title.lower() != title
        and title.isascii()
    ):
        yield Said("title-capitals", "warning", "the title is all in capitals", field="title")


def unprotected(sheet: Sheet) -> Iterator[Said]:
    """Names and acronyms of a title that a style in sentence case would lower."""
    latex = sheet.own.get("title", "")
    if not latex or "title" in sheet.joined or (latex.startswith("{") and _is_one(latex)):
        return
    depth_zero = _outside_braces(latex)
    lost, fixed = [], latex
    for piece, protected in rules.protect(sheet.work.title):
        if not protected or "$" in piece:
            continue
        found = [
            m.start()
            for m in re.finditer(rf"(?<![\w\\{{]){re.escape(piece)}(?![\w}}])", latex)
            if depth_zero[m.start()]
        ]
        if found:
            lost.append(piece)
            if len(found) == 1 and fixed.count(piece) == 1:
                fixed = fixed.replace(piece, f"{{{piece}}}")
    if lost:
        words = ", ".join(dict.fromkeys(lost))
        fix = sheet.fixed("title", fixed) if fixed != latex else {}
        yield Said(
            "unprotected", "info", f"styles may lower {words} in the title; braces keep it", fix, "title"
        )


def braced(sheet: Sheet) -> Iterator[Said]:
    latex = sheet.own.get("title", "").strip()
    if latex.startswith("{") and _is_one(latex) and " " in latex:
        message = "braces around the whole title keep a style from writing it in sentence case"
        yield Said("title-braced", "info", message, field="title")


def _outside_braces(latex: str) -> list[bool]:
    outside, depth = [], 0
    for character in latex:
        depth += {"{": 1, "}": -1}.get(character, 0)
        outside.append(depth == 0)
    return outside


def _is_one(latex: str) -> bool:
    """Whether the first brace is closed by the last one."""
    return not any(_outside_braces(latex)[:-1])
