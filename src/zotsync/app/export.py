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
    The text of a .bib file with all works of library.bib, or those of a topic and its sub-topics.

    Args:
        ascii: LaTeX macros for classic BibTeX; otherwise the entries exactly as in library.bib.

    Raises:
        UsageError: there is no such topic.
    """
    holdings = gather(workspace)
    shelf = bibtex.library.Shelf(holdings.library_text)
    listed = holdings.catalogue.keys
    # What left the lists may still be cited.
    every = dict.fromkeys((*listed, *bibtex.library.keys(holdings.library_text)))
    keys = tuple(every) if topic is None else below(holdings.catalogue.topics, _path(holdings, topic))
    if ascii:
        known = {key: record.work for key, record in holdings.catalogue.lock.records.items()}
        known |= {**holdings.edits, **holdings.works}
        works = [known[key] for key in keys if key in known]
        return f"{_HEADER}\n{bibtex.write_bibtex(works, ascii=True, names=holdings.names)}"
    return shelf.excerpt(keys, _HEADER)


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
