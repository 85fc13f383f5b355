"""
The formats that lists are written in: one file each, and the table that tells them by name and suffix.

Formats of running text (Markdown, Org, reStructuredText, plain text) become one tree of blocks, which the rules
read. Formats of data (BibTeX, RIS, tables, YAML, JSON) say themselves what is a title: they give
records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from .. import markdown, plaintext
from ..blocks import Block
from ..options import ReadOptions, titles_first
from ..page import Page
from ..rules import headings
from . import bibtex, delimited, json, markup, org, ris, rst, yaml

__all__ = ["FORMATS", "SUFFIXES", "Format", "format_of"]


class Format(NamedTuple):
    """One format: how its files are named, and what reads a text of it onto a page."""

    suffixes: tuple[str, ...]
    read: Callable[[str, Page, ReadOptions], None]


def _running_text(
    blocks: Callable[[str], Sequence[Block]], text: str, page: Page, options: ReadOptions
) -> None:
    """Let the rules read the blocks of a text."""
    found = blocks(text)
    titles_first(found, options)
    page.title_block = headings.title_of_the_list(found)
    page.read(found)


FORMATS: Final = {
    "markdown": Format((".md", ".markdown"), partial(_running_text, markdown.blocks)),
    "text": Format((".txt",), partial(_running_text, plaintext.blocks)),
    "org": Format((".org",), partial(_running_text, org.blocks)),
    "rst": Format((".rst",), partial(_running_text, rst.blocks)),
    "bibtex": Format((".bib",), bibtex.read),
    "ris": Format((".ris",), ris.read),
    "xml": Format((".xml", ".rdf"), markup.read),
    "csv": Format((".csv",), delimited.read),
    "tsv": Format((".tsv",), partial(delimited.read, delimiters="\t")),
    "yaml": Format((".yaml", ".yml"), yaml.read),
    "json": Format((".json",), json.read),
}
"""By name, as `--format` takes it."""

SUFFIXES: Final = {suffix: name for name, one in FORMATS.items() for suffix in one.suffixes}


def format_of(name: str, text: str) -> str:
    """
    The format of a file.

    Its suffix tells; a text without a suffix of ours, or with `.txt`, is Markdown where it shows headings,
    tables, links or bold items as Markdown writes them, else plain text.
    """
    known = SUFFIXES.get(name[name.rfind(".") :].lower() if "." in name else "", "text")
    return "markdown" if known == "text" and markdown.is_markdown(text) else known
