"""Everything that a workspace holds, read and put together; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..adapters import files
from ..codecs import bibtex, seedlist
from ..codecs import lock as lock_codec
from ..codecs.notes import Quote
from ..core import capitals, review, titles
from ..core.catalogue import Catalogue
from ..core.topics import TopicPath, file_stems, show_path
from ..model import Entry, Finding, SeedList, Work
from .memory import Memory, fingerprint, recall_list, stamp
from .workspace import Workspace

__all__ = ["Holdings", "gather"]


@dataclass(frozen=True)
class Holdings:
    """What lists, lock and library.bib say together."""

    workspace: Workspace
    lock_is_new: bool
    """Whether `catalogue.lock` says more than the file does."""
    lock_text: str
    """`zotsync.lock` as it stands."""
    catalogue: Catalogue
    names: frozenset[str]
    """Short names of works, whose capitals every title keeps."""
    library_text: str
    """`bib/library.bib` as it becomes: what people wrote in it stays to the byte."""
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
    bib_findings: tuple[Finding, ...]
    """Those of them that are about library.bib."""
    edits: Mapping[str, Work]
    """The works that library.bib says otherwise than the lock."""
    inputs: str
    """Fingerprint of configuration, lock and library.bib as they stood."""
    lists: Mapping[str, str]
    """List -> fingerprint of its text."""

    @cached_property
    def lock_becomes(self) -> str:
        """Text of the lock with what is new pinned in it."""
        return lock_codec.write(self.catalogue.lock) if self.lock_is_new else self.lock_text

    @cached_property
    def inputs_become(self) -> str:
        """`inputs` after a build."""
        return fingerprint(repr(self.workspace.config), self.lock_becomes, self.library_text)

    @cached_property
    def stamp(self) -> str:
        """Of everything that these holdings are made from: equal stamps, equal holdings."""
        return stamp(self.inputs_become, self.lists)

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


def gather(workspace: Workspace, memory: Memory | None = None) -> Holdings:
    """
    Read a workspace.

    Args:
        memory: of the last build; what did not change since is not read again.

    Raises:
        ConfigError, InputError: what is needed as a whole cannot be read. A bad list or entry is a finding.
    """
    memory = memory or Memory()
    texts, findings = workspace.list_texts()
    stamps = {name: fingerprint(text) for name, text in texts.items()}
    lists = [_list(workspace, name, text, stamps[name]) for name, text in texts.items()]
    lock_text = workspace.lock_text()
    text = files.read_text(workspace.library_bib) or ""
    inputs = fingerprint(repr(workspace.config), lock_text, text)
    lock = lock_codec.read(lock_text)
    catalogue = workspace.catalogue(lists, lock, bibtex.library.keys(text))
    records = catalogue.lock.records
    names = capitals.short_names(record.work.title for record in records.values())
    moved = {
        key: (old.work, records[key].work)
        for key, old in lock.records.items()
        if old is not records[key] and old.work != records[key].work
    }
    text = bibtex.library.rebase(text, moved, names=names)
    if inputs == memory.inputs and not moved:
        edits, bib_findings = memory.edits, memory.bib_findings
    else:
        known = {key: record.work for key, record in records.items()}
        said, bib_findings = bibtex.library.works(
            text, known, workspace.shown(workspace.library_bib), names=names
        )
        edits = {key: work for key, work in said.items() if work is not known.get(key)}
    text = bibtex.library.extend(text, [records[key].work for key in catalogue.keys], names=names)
    entries: dict[str, list[Entry]] = {}
    for entry, key in catalogue.listed:
        entries.setdefault(key, []).append(entry)
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
        lock_is_new=catalogue.lock != lock or not lock_text,
        lock_text=lock_text,
        catalogue=catalogue,
        names=names,
        library_text=text,
        works={key: edits[key] if key in edits else records[key].work for key in entries},
        entries={key: tuple(found) for key, found in entries.items()},
        topics_of={key: tuple(paths) for key, paths in topics_of.items()},
        stems=file_stems(catalogue.topics),
        owners_of={key: _owners(found, owners) for key, found in entries.items()},
        findings=(*findings, *bib_findings),
        bib_findings=bib_findings,
        edits=edits,
        inputs=inputs,
        lists=stamps,
    )


def _list(workspace: Workspace, name: str, text: str, stamp: str) -> SeedList:
    return recall_list(workspace.state_folder, name, stamp) or seedlist.read(text, name)


def _owners(entries: list[Entry], owners: Mapping[tuple[str, TopicPath], tuple[str, ...]]) -> tuple[str, ...]:
    """The nearest heading that names people, for each entry."""
    found: dict[str, None] = {}
    for entry in entries:
        for length in range(len(entry.topic), 0, -1):
            if named := owners.get((entry.list, entry.topic[:length])):
                found.update(dict.fromkeys(named))
                break
    return tuple(found)
