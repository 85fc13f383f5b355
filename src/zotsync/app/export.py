"""Export: works as a .bib file for somewhere else."""

from __future__ import annotations

from ..codecs import bibtex
from ..core.near import did_you_mean
from ..core.topics import TopicPath, below, called, parse_path, show_path
from ..errors import UsageError
from .holdings import Holdings, gather
from .workspace import Workspace

__all__ = ["export_bib"]

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


def _path(holdings: Holdings, topic: str) -> TopicPath:
    """The topic of this name, in the lists or in Zotero; its last names are enough where no other ends with them."""
    wanted = parse_path(topic)
    places = holdings.catalogue.lock.decisions.places
    own = {one.path: one.path for one in holdings.catalogue.topics}
    there = {called(path, places): path for path in own}
    for names in (own, there):
        if wanted in names:
            return names[wanted]
        ends = [path for name, path in names.items() if name[-len(wanted) :] == wanted]
        if len(ends) == 1:
            return ends[0]
    hint = did_you_mean(topic, map(show_path, (*own, *there)), "zotsync status shows them")
    raise UsageError(f"there is no topic {topic!r}; {hint}")
