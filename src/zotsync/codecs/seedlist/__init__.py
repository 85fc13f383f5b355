"""
Reading lists, as people write them -> `zotsync.model.SeedList`.

Structure first, wording second. A reader of the format (`formats`) turns the text into blocks: headings, items
with what stands below them, tables, paragraphs. The rules (`rules/`, one per way to write a list) read the
blocks, and `words` holds the words that they know. No rule knows a list. Formats that are data (BibTeX, CSV,
YAML, JSON) say what is what themselves.

Every line of the text is accounted for (`SeedList.lines`): what holds no entry says why.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from ...errors import UsageError
from ...model import SeedList
from .encoding import LARGEST, decode, line_ends
from .formats import FORMATS, SUFFIXES, format_of
from .options import ReadOptions, without_skipped
from .page import Page
from .rules import RULES

__all__ = ["FORMATS", "LARGEST", "SUFFIXES", "ReadOptions", "decode", "read"]

# A terminal would obey them, and no title has them. Those that are white space stay white space.
_CONTROLS = {
    code: " " if chr(code).isspace() else "\N{REPLACEMENT CHARACTER}"
    for code in (*range(0x20), *range(0x7F, 0xA0))
    if chr(code) not in "\t\n"
}


_AS_WRITTEN = ReadOptions()


def read(
    text: str, name: str = "list.md", options: ReadOptions = _AS_WRITTEN, *, format: str = ""
) -> SeedList:
    """
    Read a list.

    Args:
        text: of the list.
        name: of its file. The suffix tells the format; a text without a suffix that is known is plain text,
            unless it shows headings, tables, links or bold items as Markdown writes them.
        options: what `zotsync.toml` says of this list.
        format: one of `FORMATS`, where the name does not tell.

    Returns:
        The entries in order, the topics in order (those without entries too), and one `Line` for each line.
        What cannot be read is a line that says so, never an error.

    Raises:
        UsageError: there is no such format.
    """
    text = line_ends(text).translate(_CONTROLS)
    format = format or format_of(name, text)
    if format not in FORMATS:
        raise UsageError(f"there is no format {format!r}; there is {', '.join(FORMATS)}")
    with _without_garbage_collection():
        page = Page(name, text, RULES)
        FORMATS[format].read(text, page, options)
        return without_skipped(page.seed_list(), options)


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
