"""
Documents -> the citation keys that they use.

* `latex`   `.tex`: the commands of LaTeX, natbib, biblatex, apacite and csquotes
* `aux`     `.aux` and `.bcf`: what LaTeX itself noted for BibTeX or biber; the surest source there is
* `pandoc`  Markdown of pandoc, Quarto and R Markdown
* `typst`   `.typ`

A module reads one text; the files that it takes in are named (`Citations.includes`) for who may open them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ...errors import UsageError
from . import aux, latex, pandoc, typst
from .citations import Citations

__all__ = ["SUFFIXES", "Citations", "citations"]

SUFFIXES: Final[Mapping[str, Callable[[str], Citations]]] = {
    "aux": aux.read_aux,
    "bcf": aux.read_bcf,
    "tex": latex.read,
    "ltx": latex.read,
    "md": pandoc.read,
    "markdown": pandoc.read,
    "qmd": pandoc.read,
    "rmd": pandoc.read,
    "typ": typst.read,
}
"""By the suffix of a file, in lower case."""


def citations(text: str, name: str) -> Citations:
    """
    What a document cites.

    Args:
        name: of its file; the suffix says what it is written in.

    Raises:
        UsageError: nothing is known of documents with this suffix.
    """
    read = SUFFIXES.get(name.rpartition(".")[2].lower())
    if read is None:
        known = ", ".join(f".{suffix}" for suffix in SUFFIXES)
        raise UsageError(f"{name}: citations are read from {known}; name one of these")
    return read(text)
