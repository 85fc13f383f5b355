"""Export: works as a .bib file for somewhere else."""

from __future__ import annotations

from collections.abc import Iterable

from ..codecs import bibtex
from ..core.near import did_you_mean
from ..core.topics import TopicPath, below, called, parse_path, show_path
from ..errors import UsageError
from ..model import Work
from .holdings import Holdings, gather
from .workspace import Workspace

__all__ = ["chosen", "export_bib", "known_works"]

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
    keys = chosen(holdings, topic)
    if ascii:
        works = known_works(holdings, keys)
        return f"{_HEADER}\n{bibtex.write_bibtex(works, ascii=True, names=holdings.names)}"
    return bibtex.library.Shelf(holdings.library_text).excerpt(keys, _HEADER)


def chosen(holdings: Holdings, topic: str | None) -> tuple[str, ...]:
    """
    Citation keys of all works of library.bib, listed or not, or of those of a topic and its sub-topics.

    Raises:
        UsageError: there is no such topic.
    """
    if topic is not None:
        return below(holdings.catalogue.topics, _path(holdings, topic))
    # What left the lists may still be cited.
    return tuple(dict.fromkeys((*holdings.catalogue.keys, *bibtex.library.keys(holdings.library_text))))


def known_works(holdings: Holdings, keys: Iterable[str]) -> list[Work]:
    """What is known of each work, with the edits that people made in library.bib."""
    known = {key: record.work for key, record in holdings.catalogue.lock.records.items()}
    known |= {**holdings.edits, **holdings.works}
    return [known[key] for key in keys if key in known]


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
