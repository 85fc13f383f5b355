"""
Reading lists, as people write them -> `zotsync.model.SeedList`.

Structure first, wording second. A reader of the format (`markdown`, `plaintext`) turns the text into blocks:
headings, items with what stands below them, tables, paragraphs. The rules (`rules/`, one per way to write a
list) read the blocks, and `words` holds the words that they know. No rule knows a list.

Every line of the text is accounted for (`SeedList.lines`): what holds no entry says why.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager

from ...errors import InputError
from ...model import SeedList
from . import markdown, plaintext
from .page import Page
from .rules import RULES, headings

__all__ = ["LARGEST", "decode", "read"]

LARGEST = 20_000_000
"""Bytes of a list that is read; the longest known lists have one or two million."""

_LINE_END = re.compile(r"\r\n?")
# A terminal would obey them, and no title has them. Those that are white space stay white space.
_CONTROLS = {
    code: " " if chr(code).isspace() else "\N{REPLACEMENT CHARACTER}"
    for code in (*range(0x20), *range(0x7F, 0xA0))
    if chr(code) not in "\t\n"
}


def decode(data: bytes, name: str) -> str:
    """
    The text of a list: UTF-8, with or without byte order mark, lines ended as on any system.

    Args:
        data: the file.
        name: of the file, for the message.

    Raises:
        InputError: the file is larger than `LARGEST`, or is not UTF-8; says in which line.
    """
    if len(data) > LARGEST:
        raise InputError(
            f"{name}: {len(data) / 1e6:.0f} MB is too large for a reading list"
            f" (at most {LARGEST // 1_000_000} MB); is it the right file?"
        )
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _LINE_END.sub("\n", data[: error.start].decode("utf-8"))
        raise InputError(
            f"{name}:{before.count(chr(10)) + 1}: byte 0x{data[error.start]:02x} is not UTF-8;"
            f" save the file as UTF-8 and read it again"
        ) from error
    return _LINE_END.sub("\n", text)


def read(text: str, name: str = "list.md") -> SeedList:
    """
    Read a list.

    Args:
        text: of the list.
        name: of its file. `.md` and `.markdown` are Markdown; anything else is plain text, unless it shows
            headings, tables, links or bold items as Markdown writes them.

    Returns:
        The entries in order, the topics in order (those without entries too), and one `Line` for each line.
        What cannot be read is a line that says so, never an error.
    """
    text = _LINE_END.sub("\n", text).translate(_CONTROLS)
    is_markdown = name.lower().endswith((".md", ".markdown")) or markdown.is_markdown(text)
    with _without_garbage_collection():
        blocks = markdown.blocks(text) if is_markdown else plaintext.blocks(text)
        page = Page(name, text, RULES)
        page.title_block = headings.title_of_the_list(blocks)
        page.read(blocks)
        return page.seed_list()


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """
    Leave cyclic garbage alone for a while.

    Reading makes many small objects that all live to the end. To look through them for cycles again and again
    takes more time than the reading (10,000 rows: 2.0 s with it, 0.8 s without).
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
