"""Everything that a workspace holds, read and put together; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ..adapters import files
from ..codecs import bibtex, inbox, zotero
from ..codecs import lock as lock_codec
from ..codecs.notes import Page, Quote
from ..core import aliases, capitals, review, titles
from ..core.catalogue import Catalogue
from ..core.counts import plural
from ..core.topics import TopicPath, file_stems, show_path
from ..errors import InputError
from ..model import Entry, Finding, Lock, SeedList, Work
from .marking import marked
from .memory import Memory, fingerprint, recall_list, stamp
from .metadata import edits_of, read_metadata
from .notebook import Notebook, read_notebook
from .workspace import CONFIG, Workspace

__all__ = ["Holdings", "gather"]

_NO_WORK = "the lock says that it is no paper"
_TRASHED = "its item was deleted in Zotero; restore it there from the trash, or take the line out of the list"


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
    library_as_read: str | None
    """`bib/library.bib` as it stands; `None` where there is none."""
    library_text: str
    """`bib/library.bib` as it becomes: what people wrote in it stays to the byte."""
    inbox_as_read: str | None
    """The inbox as it stands, where a heading of the lists was renamed; else it stays as it is, and this is `None`."""
    inbox_text: str
    """The inbox as it becomes: its headings follow."""
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
    """What could not be read, and what the configuration says of nothing."""
    bib_findings: tuple[Finding, ...]
    """Those of them that are about library.bib."""
    unread: tuple[Finding, ...]
    """Lists that the lock knows and that cannot be read now: without them nothing may be made."""
    edits: Mapping[str, Work]
    """The works that library.bib says otherwise than the lock."""
    inputs: str
    """Fingerprint of configuration, lock and library.bib as they stood."""
    input_stamps: Mapping[str, str]
    """What the file system said of the files that were read, before they were read."""
    lists: Mapping[str, str]
    """List -> fingerprint of its text and of how it is read."""
    notebook: Notebook
    tags: Mapping[str, tuple[str, ...]]
    """By citation key, the tags as a note shows them."""
    rekeyed: Mapping[str, str]
    """Old citation key -> new, of works that a person calls otherwise now, and whose files do not all say so yet."""

    @cached_property
    def held_back(self) -> frozenset[str]:
        """Works whose entry in library.bib cannot be read: what it says is not known, so they stay as they are."""
        written = {key.casefold(): key for key in self.catalogue.keys}
        unread = (one.key for one in self.bib_findings if one.code in bibtex.library.UNREAD and one.key)
        return frozenset(written.get(key.casefold(), key) for key in unread)

    @cached_property
    def lock_becomes(self) -> str:
        """Text of the lock with what is new pinned in it."""
        return lock_codec.write(self.catalogue.lock) if self.lock_is_new else self.lock_text

    @cached_property
    def inputs_become(self) -> str:
        """`inputs` after a build."""
        return fingerprint(repr(self.workspace.config), self.lock_becomes, self.library_text)

    @cached_property
    def bib_entries(self) -> Mapping[str, str]:
        """By case-folded key, hashes of the entries of library.bib that were read without a finding."""
        told = {one.key.casefold() for one in self.bib_findings}
        found = bibtex.library.digests(self.library_text)
        return {key: digest for key, digest in found.items() if key not in told}

    @cached_property
    def stamp(self) -> str:
        """Of everything that these holdings are made from: equal stamps, equal holdings."""
        return stamp(self.inputs_become, self.lists, self.notebook.said)

    @cached_property
    def broken_notes(self) -> frozenset[str]:
        """Works whose note cannot be read: what a person says in it is not known, so they stay as they are."""
        return frozenset(key for key, page in self.notebook.pages.items() if page.problem)

    def must_be_whole(self) -> None:
        """
        Raises:
            InputError: a list cannot be read; its entries would leave their topics, here and for everybody who
                shares the library. Or the folder of notes is gone.
        """
        if self.unread:
            raise InputError(f"{self.unread[0].message}; nothing was built without it")
        if gone := self.notebook.missing:
            folder = self.workspace.note_folder
            raise InputError(
                f"{folder}/: is gone, and with it {plural(len(gone), 'note')} that people wrote in ({gone[0]}): was it "
                f"renamed? Put it back, or name it in {CONFIG} ([notes] file); if they are to go, make {folder}/ anew"
            )

    def page(self, key: str) -> Page:
        """What the note of a work says; an empty page where there is none."""
        return self.notebook.pages.get(key, Page())

    @cached_property
    def note_names(self) -> Mapping[str, str]:
        """By citation key, where its note stands, or will."""
        records = self.catalogue.lock.records
        return self.notebook.names(self.workspace, {key: records[key].former for key in self.works})

    @cached_property
    def object_key(self) -> Callable[[str], str]:
        """Id -> the key that an object of ours gets in Zotero, the same in every clone."""
        origin = aliases.origins(self.catalogue.lock.records)
        return lambda one: zotero.object_key(origin(one))

    @cached_property
    def current_keys(self) -> Mapping[str, str]:
        """Citation key that a work had before -> the one that it has."""
        return aliases.current_keys(self.catalogue.lock.records)

    def new_child(self, key: str, item: str) -> str | None:
        """Where the file of a child note is made; `None` where it gets a section in the note of its work."""
        if self.workspace.config.notes.children != "files":
            return None
        note = self.note_names.get(key) or self.workspace.note_name(key)
        return f"{note.removesuffix('.md')}--{item}.md"

    def quotes(self, key: str) -> tuple[Quote, ...]:
        """What the lists say about a work, each remark with its source."""
        return tuple(_quotes(self.entries.get(key, ())))

    def marks(self, key: str) -> tuple[str, ...]:
        return _marks(self.entries.get(key, ()))

    def aliases(self, key: str) -> tuple[str, ...]:
        """Names under which people look for a work: `@key`, its older keys, and the short names that lists use."""
        record = self.catalogue.lock.records[key]
        names = [f"@{one}" for one in (key, *reversed(record.former))]
        for entry in self.entries.get(key, ()):
            likeness = titles.likeness(entry.title, record.work.title, record.alternatives)
            if likeness == "short name":
                names.append(entry.title)
            elif likeness == "prefixed":
                names.append(titles.split_name(entry.title)[0])
        return tuple(dict.fromkeys(names))

    def review(self) -> tuple[Finding, ...]:
        """Where a list disagrees with the record of the work that it names, or names what is left out."""
        folders = self._folders()

        def left_out(code: str, severity: str, entry: Entry, why: str, key: str = "") -> Finding:
            where = f"{folders.get(entry.list, entry.list)}:{entry.line}"
            return Finding(code, where, f"{entry.title!r}: left out, {why}", severity, key)

        return (
            *review.review(self.catalogue.listed, self.catalogue.lock.records, folders),
            *(left_out("trashed", "warning", entry, _TRASHED, key) for entry, key in self.catalogue.deleted),
            *(left_out("not-a-paper", "info", entry, _NO_WORK) for entry in self.catalogue.left_out),
        )

    def _folders(self) -> dict[str, str]:
        return {path.name: self.workspace.shown(path) for path in self.workspace.list_files()}


def _marks(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mark for entry in entries for mark in entry.marks))


def _quotes(entries: tuple[Entry, ...]) -> Iterator[Quote]:
    for entry in entries:
        source = ", ".join(part for part in (entry.list, show_path(entry.topic)) if part)
        for remark in entry.remarks:
            yield Quote(remark.label, remark.text, source)
        for link in entry.links:
            if link.role == "note":
                target = f"<{link.url}>" if "://" in link.url else f"`{link.url}`"
                yield Quote("", f"Reading note: {target}", source)


def gather(
    workspace: Workspace, memory: Memory | None = None, rekeyed: Mapping[str, str] | None = None
) -> Holdings:
    """
    Read a workspace.

    Args:
        memory: of the last build; what did not change since is not read again.
        rekeyed: old citation key -> the one that a person wants for the work.

    Raises:
        ConfigError, InputError: what is needed as a whole cannot be read. A bad list or entry is a finding.
    """
    memory = memory or Memory()
    input_stamps = files.stamps(workspace.root, workspace.inputs())
    texts, findings = workspace.list_texts()
    stamps = {name: fingerprint(text, repr(workspace.config.options(name))) for name, text in texts.items()}
    lists = [_list(workspace, name, text, stamps[name]) for name, text in texts.items()]
    lock_text = workspace.lock_text()
    library_as_read = files.read_text(workspace.library_bib)
    inputs = fingerprint(repr(workspace.config), lock_text, library_as_read or "")
    lock = lock_codec.read(lock_text)
    metadata = read_metadata(
        workspace,
        library_as_read or "",
        lock,
        memory,
        lock_text=lock_text,
        is_as_before=inputs == memory.inputs,
        asked=rekeyed or {},
    )
    text, edits, bib_findings, own = metadata.text, metadata.edits, metadata.findings, metadata.own
    before = {key: record.work for key, record in metadata.lock.records.items()}
    catalogue = workspace.catalogue(lists, metadata.lock, own)
    inbox_as_read = files.read_text(workspace.inbox) if catalogue.renamed else None
    inbox_text = inbox.follow(inbox_as_read or "", catalogue.renamed)
    if inbox_text != (inbox_as_read or ""):
        name = workspace.inbox.name
        stamps[name] = fingerprint(inbox_text, repr(workspace.config.options(name)))
        lists = [workspace.read_list(inbox_text, name) if one.name == name else one for one in lists]
        catalogue = workspace.catalogue(lists, lock, own)
    records = catalogue.lock.records
    names = capitals.short_names(record.work.title for record in records.values())
    moved = {key: (work, records[key].work) for key, work in before.items() if work != records[key].work}
    if moved:
        text = bibtex.library.rebase(text, moved, names=names)
        edits, bib_findings = edits_of(workspace, text, records)
    listed = [aliases.with_former(records[key]) for key in catalogue.keys]
    text = bibtex.library.extend(text, listed, names=names)
    entries: dict[str, list[Entry]] = {}
    for entry, key in catalogue.listed:
        entries.setdefault(key, []).append(entry)
    topics_of: dict[str, list[TopicPath]] = {}
    for topic in catalogue.topics:
        for key in topic.works:
            topics_of.setdefault(key, []).append(topic.path)
    works = {key: edits[key] if key in edits else records[key].work for key in entries}
    notebook = read_notebook(workspace, aliases.current_keys(records))
    marking = marked(notebook, works, {key: _marks(found) for key, found in entries.items()}, catalogue.lock)
    if marking.edited:
        known = {key: record.work for key, record in records.items()}
        text, _ = bibtex.library.amend(text, marking.edited, known, names=names)
        edits, bib_findings = edits_of(workspace, text, records)
        works = {key: edits[key] if key in edits else records[key].work for key in entries}
    if marking.decisions != catalogue.lock.decisions:
        catalogue = replace(catalogue, lock=replace(catalogue.lock, decisions=marking.decisions))
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
        library_as_read=library_as_read,
        library_text=text,
        inbox_as_read=inbox_as_read,
        inbox_text=inbox_text,
        works=works,
        entries={key: tuple(found) for key, found in entries.items()},
        topics_of={key: tuple(paths) for key, paths in topics_of.items()},
        stems=file_stems(catalogue.topics),
        owners_of={key: _owners(found, owners) for key, found in entries.items()},
        findings=(
            *findings,
            *workspace.not_lists(),
            *workspace.unknown_names(lists),
            *bib_findings,
            *notebook.findings,
        ),
        unread=_unread(workspace, lock, texts, findings),
        bib_findings=bib_findings,
        edits=edits,
        inputs=inputs,
        input_stamps=input_stamps,
        lists=stamps,
        notebook=notebook,
        tags=marking.tags,
        rekeyed=metadata.rekeyed,
    )


def _unread(
    workspace: Workspace, lock: Lock, texts: Mapping[str, str], findings: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """Lists that were read before and cannot be now; all of them, where no file is found at all."""
    known = {one.list for one in lock.identifications}
    if known and not texts and not findings:
        patterns = ", ".join(workspace.config.seeds)
        return (Finding("no-list", CONFIG, f"{CONFIG}: no file matches seeds ({patterns})", "error"),)
    return tuple(one for one in findings if one.where.rpartition("/")[2] in known)


def _list(workspace: Workspace, name: str, text: str, stamp: str) -> SeedList:
    return recall_list(workspace.state_folder, name, stamp) or workspace.read_list(text, name)


def _owners(entries: list[Entry], owners: Mapping[tuple[str, TopicPath], tuple[str, ...]]) -> tuple[str, ...]:
    """The nearest heading that names people, for each entry."""
    found: dict[str, None] = {}
    for entry in entries:
        for length in range(len(entry.topic), 0, -1):
            if named := owners.get((entry.list, entry.topic[:length])):
                found.update(dict.fromkeys(named))
                break
    return tuple(found)
