"""
A bundle -> a .bib file for Mendeley: topics and marks as tags, remarks as notes, keys kept.

The fields are those that Mendeley Desktop itself writes (`mendeley-tags`, `annote`, `archivePrefix`, `arxivId`);
Mendeley was not at hand to be measured. It makes no folders from a file.
"""

from __future__ import annotations

from ...core.topics import show_path
from ...model import Work
from .. import latex
from ..bibtex import crosswalk, entries, layout
from .aspects import identifier
from .bundle import Bundle

__all__ = ["write"]

_ASIDE = {"eprinttype": "archivePrefix", "eprintclass": "primaryClass"}
"""Fields of biblatex -> what Mendeley calls them."""


def write(bundle: Bundle) -> str:
    """The text of a .bib file in UTF-8."""
    topics = bundle.topics_of()
    return "\n".join(f"{_entry(work, bundle, topics.get(work.key, []))}\n" for work in bundle.works)


def _entry(work: Work, bundle: Bundle, topics: list[tuple[str, ...]]) -> str:
    entry = crosswalk.entry_of(work, names=bundle.names)
    fields = {_ASIDE.get(name, name): value for name, value in entry.fields}
    tags = [*map(show_path, topics), *bundle.tags.get(work.key, ())]
    fields |= {
        "arxivId": identifier(work, "arxiv"),
        "mendeley-tags": ",".join(latex.to_latex(tag.replace(",", " ")) for tag in tags),
        "annote": "\n\n".join(map(latex.to_latex, bundle.words_of(work))),
    }
    if fields.get("archivePrefix") == "arxiv":
        fields["archivePrefix"] = "arXiv"
    kept = tuple((name, value) for name, value in fields.items() if value)
    return layout.render(entries.BibEntry(entry.type, entry.key, kept))
