"""Export: works as a .bib file for somewhere else."""

from __future__ import annotations

import difflib
from pathlib import Path

from ..adapters import files
from ..codecs import bibtex
from ..core.topics import below, parse_path, show_path
from ..errors import UsageError
from .holdings import Holdings, gather
from .workspace import Workspace

__all__ = ["export_bib", "write_bib"]


_HEADER = "% Made by zotsync export from library.bib.\n"


def export_bib(workspace: Workspace, topic: str | None = None, *, ascii: bool = False) -> str:
    """
    The text of a .bib file with all listed works, or those of a topic and its sub-topics.

    Args:
        ascii: LaTeX macros for classic BibTeX; otherwise the entries exactly as in library.bib.

    Raises:
        UsageError: there is no such topic.
    """
    holdings = gather(workspace)
    keys = (
        holdings.catalogue.keys if topic is None else below(holdings.catalogue.topics, _path(holdings, topic))
    )
    if ascii:
        works = [holdings.works[key] for key in keys]
        return f"{_HEADER}\n{bibtex.write_bibtex(works, ascii=True, names=holdings.names)}"
    return bibtex.library.Shelf(holdings.library_text).excerpt(keys, _HEADER)


def _path(holdings: Holdings, topic: str) -> tuple[str, ...]:
    path = parse_path(topic)
    paths = {one.path: show_path(one.path) for one in holdings.catalogue.topics}
    if path in paths:
        return path
    ends = [one for one in paths if one[-len(path) :] == path]
    if len(ends) == 1:
        return ends[0]
    near = difflib.get_close_matches(topic, paths.values(), n=3, cutoff=0.4)
    raise UsageError(
        f"there is no topic {topic!r}; "
        + (f"did you mean {' or '.join(map(repr, near))}?" if near else "zotsync status shows them")
    )


def write_bib(path: Path, text: str) -> bool:
    """
    Write the file if it differs; true if it was written.

    Raises:
        UsageError: there is no such folder.
    """
    if not path.absolute().parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}; make it first")
    return files.write(path, text)
