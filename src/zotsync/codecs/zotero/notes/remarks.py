"""The remarks of the lists on a work, as one note of Zotero."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

from . import html_reader, html_writer, markdown_reader
from .held import held
from .tree import Block, Comment, Heading, Image, Mark, Paragraph, Run, Text, tidied

__all__ = ["alike", "remarks_html"]

_STRONG: Mark = ("strong", "")
_EM: Mark = ("em", "")


def remarks_html(remarks: Sequence[tuple[str, str, str]]) -> str:
    """
    The note of a work.

    Args:
        remarks: (label, Markdown of one paragraph, where it is from); label and source may be empty.

    Returns:
        One `<p><strong>label</strong>: text <em>(source)</em></p>` for each remark that says something; a
        picture is a link to it.
    """
    blocks = []
    for label, text, source in remarks:
        head = [Text(frozenset({_STRONG}), label), Text(text=": ")] if label.strip() else []
        tail = [Text(text=" "), Text(frozenset({_EM}), f"({_joined(source)})")] if source.strip() else []
        if body := tidied(_line(text)):
            blocks.append(Paragraph(tidied([*head, *body, *tail])))
    return html_writer.write(blocks)


def _joined(text: str) -> str:
    return " ".join(text.split())


def _line(markdown: str) -> Iterator[Run]:
    html = markdown_reader.render_line(markdown)
    for run in _runs(held(html_reader.read(html))):
        if isinstance(run, Image):
            said = dict(run.attributes)
            linked = (
                run.marks
                if any(name == "link" for name, _ in run.marks)
                else run.marks | {("link", said["src"])}
            )
            yield Text(linked, said.get("alt") or said["src"])
        elif not isinstance(run, Comment):
            yield run


def _runs(blocks: Iterable[Block]) -> Iterator[Run]:
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            yield from block.runs


_BLOCK = re.compile(r"</?(?:p|div|li|ul|ol|h[1-6]|blockquote|pre|table|tr|td|th)\b[^>]*>|\n\s*\n")
_TAG = re.compile(r"<[^>]*>")
_SOURCE = re.compile(r"\([^()]+\)$")


def alike(one: str, other: str) -> bool:
    """
    Whether two notes are one, as far as their words tell: they share a remark, or what stands around one.

    An editor of Zotero writes the HTML of a note anew, so only its words count. A remark is known by all of
    them, or by its label and the list that it is from: then somebody edited what it says.
    """
    theirs = list(_remarks(other))
    return any(
        mine == their or (_frame(mine) == _frame(their) != ("", ""))
        for mine in _remarks(one)
        for their in theirs
    )


def _remarks(html: str) -> Iterator[str]:
    for block in _BLOCK.split(html):
        if words := " ".join(unescape(_TAG.sub("", block)).split()):
            yield words


def _frame(words: str) -> tuple[str, str]:
    """Label and source of a remark; both empty where it has no source."""
    source = _SOURCE.search(words)
    return (words.partition(":")[0] if ":" in words else "", source[0]) if source else ("", "")
