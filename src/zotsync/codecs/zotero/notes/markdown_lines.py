"""
Runs -> the Markdown of a line, with as many backslashes as it is told.

Nothing here knows whether the line will be read as what was meant: `markdown_writer` reads it again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from . import citations, html_writer, markdown_reader
from .tree import CODE, Break, Comment, Image, Mark, Math, Run, Text

__all__ = ["EDGE", "SPECIAL", "line"]

SPECIAL = "\\`*_][<&$=~|"
"""Characters that may mean something wherever they stand."""
EDGE = "line"
"""Among the characters to escape: those that mean something at the start of a line."""
_LINE_START = re.compile(r"^([#+\-=>*_~`|:]|\d{1,9}(?=[.)]))")
_DELIMITERS = {"strong": "**", "em": "*", "s": "~~", "mark": "=="}
_VERBATIM = re.compile(f"{markdown_reader.VERBATIM.pattern}|{citations.CITATION.pattern}")


def line(
    runs: Sequence[Run],
    escape: Collection[str] = (),
    *,
    joined: bool = False,
    tags: bool = False,
) -> str:
    """
    Runs as Markdown.

    Args:
        escape: characters to put a backslash before; with `EDGE`, also what counts at the start of a line.
        joined: whether all must stand on one line.
        tags: whether marks are written as tags of HTML, which work anywhere.
    """
    pieces: list[str] = []
    links: list[int] = []
    starts = True
    for ended, begun, run in html_writer.nested(runs):
        for mark in ended:
            pieces.append(_ending(mark, tags))
            if mark[0] == "link" and "".join(pieces[(at := links.pop()) + 1 : -1]) == mark[1]:
                pieces[at:] = [f"<{mark[1]}>"]  # an address that stands there itself
        for mark in begun:
            if mark[0] == "link":
                links.append(len(pieces))
            pieces.append(_beginning(mark, tags))
        pieces.append(_run(run, escape if starts else [one for one in escape if one != EDGE], joined, tags))
        starts = isinstance(run, Break)
    return "".join(pieces)


def _beginning(mark: Mark, tags: bool) -> str:
    name, value = mark
    if name == "code":
        return ""
    if name == "link":
        return _tag_of_link(value) if tags else "["
    return _DELIMITERS[name] if name in _DELIMITERS and not tags else f"<{name}>"


def _ending(mark: Mark, tags: bool) -> str:
    name, value = mark
    if name == "code":
        return ""
    if name == "link":
        return "</a>" if tags else _target(*value.partition("\n")[::2])
    return _DELIMITERS[name] if name in _DELIMITERS and not tags else f"</{name}>"


def _tag_of_link(value: str) -> str:
    href, title = (html_writer.quoted(part) for part in value.partition("\n")[::2])
    return f'<a href="{href}" title="{title}">' if title else f'<a href="{href}">'


def _target(address: str, title: str) -> str:
    """The part of a link or picture behind its text."""
    address = re.sub(r"&(?=#?\w+;)", "&amp;", address)
    if re.search(r"[()]", address):
        address = f"<{address}>"
    quoted = f' "{_escaped(title, SPECIAL + chr(34))}"' if title else ""
    return f"]({address}{quoted})"


def _run(run: Run | None, escape: Collection[str], joined: bool, tags: bool) -> str:
    match run:
        case Text() if CODE in run.marks:
            fence = "`" * (1 + max(map(len, re.findall("`+", run.text)), default=0))
            fence = "`" if "``" in run.text and not re.search("(?<!`)`(?!`)", run.text) else fence
            room = " " if run.text[0] == "`" or run.text[-1] == "`" else ""
            return f"{fence}{room}{run.text}{room}{fence}"
        case Text():
            return _text(run.text, escape)
        case Break():
            return "<br>" if joined or tags else "\\\n"
        case Math():
            return (
                f'<span class="math">{_escaped(f"${run.tex}$", SPECIAL)}</span>' if tags else f"${run.tex}$"
            )
        case Image():
            return _image(run, escape)
        case Comment():
            return f"<!--{run.text}-->"
        case _:
            return ""


def _image(image: Image, escape: Collection[str]) -> str:
    attributes = dict(image.attributes)
    if not attributes.get("src") or attributes.keys() - {"src", "alt", "title"}:
        return html_writer.image(image)
    return f"![{_text(attributes.get('alt', ''), escape)}{_target(attributes['src'], attributes.get('title', ''))}"


def _text(text: str, escape: Collection[str]) -> str:
    """Characters with a backslash before those to escape; what means something to Obsidian stays as it is."""
    if not escape:
        return text
    written: list[str] = []
    at = 0
    for found in _VERBATIM.finditer(text):
        written += [_escaped(text[at : found.start()], escape), found[0]]
        at = found.end()
    written.append(_escaped(text[at:], escape))
    line = "".join(written)
    return _LINE_START.sub(r"\1\\" if line[:1].isdigit() else r"\\\1", line) if EDGE in escape else line


def _escaped(text: str, escape: Collection[str]) -> str:
    return "".join(f"\\{character}" if character in escape else character for character in text)
