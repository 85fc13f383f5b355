"""What goes into a file for another program: works, and what a workspace says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...model import Link, Topic, Work

__all__ = ["Bundle"]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Some works with their topics, tags, remarks and links; a bare list of works is one, too."""

    works: Sequence[Work]
    """In the order in which they are to stand; their keywords are tags."""
    topics: Sequence[Topic] = ()
    """Parents before children; they name works of the bundle only."""
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By citation key: marks of the lists (`must-read`)."""
    remarks: Mapping[str, Sequence[tuple[str, str, str]]] = field(default_factory=dict)
    """By citation key: (label, Markdown of one paragraph, where it is from)."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """By citation key: what a person wrote about it, as Markdown."""
    links: Mapping[str, Sequence[Link]] = field(default_factory=dict)
    """By citation key: PDF, code, slides and the like; without the link of the work itself."""
    names: frozenset[str] = frozenset()
    """Short names whose capitals titles keep (`capitals.short_names`)."""

    def topics_of(self) -> dict[str, list[tuple[str, ...]]]:
        """By citation key the paths of its topics, in order."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for topic in self.topics:
            for key in topic.works:
                found.setdefault(key, []).append(topic.path)
        return found

    def tags_of(self, work: Work) -> list[str]:
        """Marks, then keywords, each once."""
        return list(dict.fromkeys((*self.tags.get(work.key, ()), *work.keywords)))

    def words_of(self, work: Work) -> list[str]:
        """What the lists and the note say about a work, paragraph by paragraph, for fields of plain text."""
        said = [": ".join(filter(None, (label, text))) for label, text, _ in self.remarks.get(work.key, ())]
        return [*said, *filter(None, [self.notes.get(work.key, "")])]
