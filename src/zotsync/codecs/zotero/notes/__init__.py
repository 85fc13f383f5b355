"""
Reading notes in both of their forms: Markdown, as Obsidian writes it, and the HTML of a note of Zotero.

Both are read into a tree and written from it; see `tree` for the model and `docs/notes.md` for what each
construct becomes. Everything passes nh3 on its way in, whichever way it goes.
"""

from __future__ import annotations

from collections.abc import Callable

from . import html_reader, html_writer, markdown_reader, markdown_writer
from .citations import ItemReference
from .held import citing, held, naming
from .remarks import alike, remarks_html
from .same import normal, same_html
from .styling import restyled

__all__ = [
    "ItemReference",
    "alike",
    "normal",
    "remarks_html",
    "restyled",
    "same_html",
    "to_html",
    "to_markdown",
]


def to_html(markdown: str, cited: Callable[[str], ItemReference | None]) -> str:
    """
    The HTML of a note, as Zotero stores it without a change.

    Args:
        markdown: the body of a note, without front matter.
        cited: the item of a citation key, if it is in the library of the note.

    Returns:
        Only what Markdown can say: `to_markdown` gives it back, and `to_html` of that is the same HTML again.
        No element that runs, no link to anything but the web, mail and the programs that people link to.
    """
    return html_writer.write(held(html_reader.read(markdown_reader.render(markdown)), citing(cited)))


def to_markdown(html: str, key_of: Callable[[str], str | None]) -> str:
    """
    The Markdown of a note of Zotero, with a line feed at its end; empty for a note that says nothing.

    Args:
        html: what Zotero has stored, whoever wrote it.
        key_of: the citation key of an item by its URI. A citation of an item without one becomes the words
            that stand there for it.
    """
    return markdown_writer.write(held(html_reader.read(html), naming(key_of)))
