"""Everything that a workspace holds, read and put together; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..adapters import files
from ..codecs import bibtex
from ..codecs.notes import Quote
from ..core import review, titles
from ..core.catalogue import Catalogue
from ..core.topics import TopicPath, file_stems, show_path
from ..model import Entry, Finding, Lock, Work
from .workspace import Workspace

__all__ = ["Holdings", "gather"]


@dataclass(frozen=True, slots=True)
class Holdings:
    """What lists, lock and library.bib say together."""

    workspace: Workspace
    lock: Lock
    """As it stands in the file; `catalogue.lock` is what it becomes."""
    catalogue: Catalogue
    library_text: str
    """`bib/library.bib` as it stands; empty where there is none."""
    works: Mapping[str, Work]
    """Every listed work by citation key, with the edits that people made in library.bib."""
    entries: Mapping[str, tuple[Entry, ...]]
    """By citation key, in list order."""
    topics_of: Mapping[str, tuple[TopicPath, ...]]
    stems: Mapping[TopicPath, str]
    """File name of each topic's .bib, without suffix."""
    owners_of: Mapping[str, tuple[str, ...]]
    """People named in the headings above a work."""
    findings: tuple[Finding, ...]
    """What could not be read."""

    def quotes(self, key: str) -> tuple[Quote, ...]:
        """What the lists say about a work, each remark with its source."""
        return tuple(_quotes(self.entries.get(key, ())))

    def marks(self, key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mark for entry in self.entries.get(key, ()) for mark in entry.marks))

    def aliases(self, key: str) -> tuple[str, ...]:
        """Names under which people look for a work: `@key`, and the short names that lists use."""
        record = self.catalogue.lock.records[key]
        names = [f"@{key}"]
        for entry in self.entries.get(key, ()):
            likeness = titles.likeness(entry.title, record.work.title, record.alternatives)
            if likeness == "short name":
                names.append(entry.title)
            elif likeness == "prefixed":
                names.append(titles.split_name(entry.title)[0])
        return tuple(dict.fromkeys(names))

    def review(self) -> tuple[Finding, ...]:
        """Where a list disagrees with the record of the work that it names."""
        return review.review(self.catalogue.listed, self.catalogue.lock.records, self._folders())

    def _folders(self) -> dict[str, str]:
        return {path.name: self.workspace.shown(path) for path in self.workspace.list_files()}


def _quotes(entries: tuple[Entry, ...]) -> Iterator[Quote]:
    for entry in entries:
        source = ", ".join(part for part in (entry.list, show_path(entry.topic)) if part)
        for remark in entry.remarks:
            yield Quote(remark.label, remark.text, source)
        for link in entry.links:
            if link.role == "note":
                target = f"<{link.url}>" if "://" in link.url else f"`{link.url}`"
                yield Quote("", f"Reading note: {target}", source)


def gather(workspace: Workspace) -> Holdings:
    """
    Read a workspace.

    Raises:
        ConfigError, InputError: what is needed as a whole cannot be read. A bad list or entry is a finding.
    """
    lists, findings = workspace.read_lists()
    lock = workspace.read_lock()
    text = files.read_text(workspace.library_bib) or ""
    reserved = tuple(bibtex.library.keys(text))
    catalogue = workspace.catalogue(lists, lock, reserved)
    known = {key: record.work for key, record in lock.records.items()}
    edited, bib_findings = bibtex.library.works(text, known, workspace.shown(workspace.library_bib))
    entries: dict[str, list[Entry]] = {}
    for entry, key in catalogue.listed:
        entries.setdefault(key, []).append(entry)
    works = {key: edited.get(key, catalogue.lock.records[key].work) for key in entries}
    topics_of: dict[str, list[TopicPath]] = {}
    for topic in catalogue.topics:
        for key in topic.works:
            topics_of.setdefault(key, []).append(topic.path)
    owners = {
        (seed_list.name, heading.path): heading.owners
        for seed_list in lists
        for heading in seed_list.headings
    }
    return Holdings(
        workspace=workspace,
        lock=lock,
        catalogue=catalogue,
        library_text=text,
        works=works,
        entries={key: tuple(found) for key, found in entries.items()},
        topics_of={key: tuple(paths) for key, paths in topics_of.items()},
        stems=file_stems(catalogue.topics),
        owners_of={key: _owners(found, owners) for key, found in entries.items()},
        findings=(*findings, *bib_findings),
    )


def _owners(entries: list[Entry], owners: Mapping[tuple[str, TopicPath], tuple[str, ...]]) -> tuple[str, ...]:
    """The nearest heading that names people, for each entry."""
    found: dict[str, None] = {}
    for entry in entries:
        for length in range(len(entry.topic), 0, -1):
            if named := owners.get((entry.list, entry.topic[:length])):
                found.update(dict.fromkeys(named))
                break
    return tuple(found)
