"""
BibTeX.

* `blocks`     text -> blocks that join to it again
* `entries`    the text of a block -> `BibEntry`
* `layout`     `BibEntry` -> text, by the habits of the file
* `encoding`   bytes <-> text
* `crosswalk`  `BibEntry` <-> `Work`, by the tables of `dialect`
* `form`       the dialects, and what else an export may ask for
* `library`    what the other rooms need: the works of a file, entries added, changed, copied
"""

from __future__ import annotations

from collections.abc import Iterable

from ...core.capitals import short_names
from ...model import Finding, Work
from . import blocks, crosswalk, encoding, entries, layout, library
from .form import Form, formed

__all__ = [
    "Form",
    "blocks",
    "crosswalk",
    "encoding",
    "entries",
    "formed",
    "layout",
    "library",
    "read_bibtex",
    "write_bibtex",
]


def read_bibtex(text: str, where: str = "library.bib") -> tuple[dict[str, Work], tuple[Finding, ...]]:
    """
    The works of a .bib file by citation key, in file order, and what could not be read.

    Args:
        text: BibTeX or biblatex, of any tool or person.
        where: name of the file in findings (`library.works` names their codes).
    """
    return library.works(text, {}, where)


def write_bibtex(
    works: Iterable[Work],
    *,
    ascii: bool = False,
    form: Form | None = None,
    names: frozenset[str] | None = None,
) -> str:
    """
    The text of a .bib file with an entry for each work, in the given order.

    Args:
        ascii: LaTeX macros and fields for classic BibTeX; otherwise UTF-8, for biber and newer programs.
        form: all that can be said of how works are written; instead of `ascii`.
        names: short names whose capitals titles keep; by default those of the titles of `works`.
    """
    works = list(works)
    form = form or Form(ascii=ascii)
    names = short_names(work.title for work in works) if names is None else names
    return "\n".join(f"{layout.render(formed(work, form, names))}\n" for work in works)
