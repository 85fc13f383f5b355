"""Build: lists and lock -> `bib/`, `notes/` and the lock; offline, and writing only what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..adapters import files
from ..codecs import bibtex
from ..core.topics import below, show_path
from ..model import Finding
from . import topic_files
from .child_notes import misplaced, placed
from .holdings import Holdings, gather
from .memory import Memory, fingerprint, fingerprint_of, recall, remember, remember_list
from .note_text import note_text
from .notebook import read_notebook, remember_notebook
from .report import BuildReport, unchanged
from .shown import Shown
from .template import note_template
from .workspace import Workspace

__all__ = ["Progress", "build", "build_holdings", "built", "noted", "settled"]

Progress = Callable[[str, int, int], None]
"""Called with (what, done, of how many)."""


def build(
    workspace: Workspace, *, dry_run: bool = False, progress: Progress = lambda *_: None
) -> BuildReport:
    """
    Make everything that is made from the lists; a second run writes nothing.

    Args:
        dry_run: say what would be written, and write nothing.
        progress: called with (what, done, of how many) while files are made.

    Raises:
        ConfigError, InputError: what is needed as a whole cannot be read or written.
    """
    memory = recall(workspace.state_folder)
    return unchanged(workspace, memory) or build_holdings(
        gather(workspace, memory), memory=memory, dry_run=dry_run, progress=progress
    )


def settled(workspace: Workspace) -> Holdings:
    """
    The workspace, read; where a person gave a work another citation key, what follows from it is written first.

    Raises as `build`.
    """
    holdings = gather(workspace)
    if not holdings.rekeyed:
        return holdings
    build_holdings(holdings)
    return gather(workspace)


def built(workspace: Workspace, shown: Shown | None = None) -> Holdings:
    """The workspace, built and read. Raises as `build`."""
    memory = recall(workspace.state_folder)
    holdings = gather(workspace, memory)
    return noted(holdings, build_holdings(holdings, shown, memory=memory))


def noted(holdings: Holdings, report: BuildReport) -> Holdings:
    """The holdings with their notes as a build left them."""
    if not set(report.written) & set(holdings.note_names.values()):
        return holdings
    return replace(holdings, notebook=read_notebook(holdings.workspace, holdings.current_keys))


def build_holdings(
    holdings: Holdings,
    shown: Shown | None = None,
    *,
    memory: Memory | None = None,
    dry_run: bool = False,
    progress: Progress = lambda *_: None,
) -> BuildReport:
    """
    As `build`, for a workspace that has been read.

    Args:
        shown: what only the library knows, for the notes.
        memory: of the last build; notes that cannot have changed since are not looked at.
    """
    workspace, catalogue = holdings.workspace, holdings.catalogue
    if not dry_run:
        holdings.must_be_whole()
    findings = list(holdings.findings)
    outputs: list[_Output] = [
        _Output(workspace.lock_file, holdings.lock_text or None, holdings.lock_becomes),
        _Output(workspace.library_bib, holdings.library_as_read, holdings.library_text),
    ]
    if holdings.rekeyed:
        outputs.reverse()  # cut between the two, library.bib says by `ids` what the lock has to learn
    if holdings.inbox_as_read is not None:
        outputs.append(_Output(workspace.inbox, holdings.inbox_as_read, holdings.inbox_text))
    for output in _topic_files(holdings):
        if output.old is None or output.old.startswith(topic_files.GENERATED):
            outputs.append(output)
        else:
            message = "not made by zotsync, left alone; rename it, or the topic has no file"
            findings.append(Finding("topic-file-left", workspace.shown(output.path), message))
    settled = _settled(holdings, memory) if memory and memory.fits(shown) else frozenset()
    settled -= misplaced(holdings)
    gone: dict[str, str] = {}
    template = note_template(workspace)
    for key in catalogue.keys:
        if key not in settled and key not in holdings.held_back and key not in holdings.broken_notes:
            path = workspace.root / holdings.note_names[key]
            stood = workspace.root / holdings.notebook.paths.get(key, holdings.note_names[key])
            old = files.read_text(stood)
            text, left = note_text(old, holdings, key, shown, template)
            move = placed(holdings, key, text)
            outputs += (_Output(workspace.root / one, *texts) for one, texts in move.made.items())
            outputs.append(_Output(path, old, move.text, None if stood == path else stood))
            gone |= move.gone
            findings += move.findings
            findings += [
                Finding("note-left", holdings.note_names[key], f"left alone: {reason}", "warning", key)
                for reason in left
            ]
    written = []
    for number, output in enumerate(outputs, 1):
        if output.stood is not None and not dry_run:
            files.move(output.stood, output.path)
        is_new = output.old != output.new if dry_run else files.update(output.path, output.old, output.new)
        if is_new or output.stood is not None:
            written.append(output.path)
        progress("files", number, len(outputs))
    moved = [output.stood for output in outputs if output.stood is not None]
    stale = list(_stale(workspace, {output.path for output in outputs}))
    if not dry_run:
        for path in stale:
            files.remove(path)
        for name, held in gone.items():
            files.update(workspace.root / name, held, None)
    report = BuildReport(
        lists=len(catalogue.lists),
        entries=len(catalogue.listed),
        works=len(catalogue.keys),
        topics=len(catalogue.topics),
        written=tuple(map(workspace.shown, written)),
        removed=(*map(workspace.shown, (*stale, *moved)), *gone),
        unverified=tuple(key for key in catalogue.keys if not catalogue.lock.records[key].work.verified),
        findings=tuple(findings),
        rekeyed=tuple(holdings.rekeyed.items()),
    )
    if not dry_run:
        _remember(holdings, report, shown, memory or Memory())
    return report


@dataclass(frozen=True, slots=True)
class _Output:
    """One file: what was read, and what it becomes."""

    path: Path
    old: str | None
    new: str
    stood: Path | None = None
    """Where it stands so far, if that is elsewhere."""


# --- what did not change ----------------------------------------------------------------------------------


def _settled(holdings: Holdings, memory: Memory) -> frozenset[str]:
    """
    Works whose notes cannot have changed: neither configuration, lock and library.bib, nor the order of the
    topics, nor a list that names or named the work, nor the note itself is another than at the last build. A
    note that was left alone then is looked at again, to say so again.
    """
    if holdings.inputs != memory.inputs or _topics(holdings) != memory.topics:
        return frozenset()
    same = {name for name, stamp in holdings.lists.items() if memory.lists.get(name, ("",))[0] == stamp}
    moved = {entry_key for name, (_, keys) in memory.lists.items() if name not in same for entry_key in keys}
    moved |= {key for entry, key in holdings.catalogue.listed if entry.list not in same}
    moved |= {finding.key for finding in memory.findings}
    now = {path: stamp for path, (stamp, _) in holdings.notebook.read.items()}
    return frozenset(
        key
        for key, path in holdings.note_names.items()
        if key not in moved and path in now and now[path] == memory.stamps.get(path)
    )


def _topics(holdings: Holdings) -> str:
    return fingerprint(*(show_path(topic.path) for topic in holdings.catalogue.topics))


def _remember(holdings: Holdings, report: BuildReport, shown: Shown | None, before: Memory) -> None:
    workspace, catalogue = holdings.workspace, holdings.catalogue
    made = [workspace.shown(workspace.topic_bib(stem)) for stem in holdings.stems.values()]
    notebook = read_notebook(workspace, holdings.current_keys)
    remember_notebook(workspace.state_folder, notebook)
    notes_read = (*holdings.note_names.values(), *notebook.read, *notebook.folders)
    stamps = files.stamps(workspace.root, (*workspace.inputs(), *notes_read, *made))
    # What was read before may have been changed since: such a file must not look as if it had been read now.
    ours = set(map(workspace.shown, (workspace.lock_file, workspace.library_bib, workspace.inbox)))
    stamps |= {
        path: one for path, one in holdings.input_stamps.items() if path not in ours & set(report.written)
    }
    keys: dict[str, dict[str, None]] = {name: {} for name in holdings.lists}
    for entry, key in catalogue.listed:
        keys[entry.list][key] = None
    for seed_list in catalogue.lists:
        stamp = holdings.lists[seed_list.name]
        if before.lists.get(seed_list.name, ("",))[0] != stamp:
            remember_list(workspace.state_folder, seed_list, stamp)
    remember(
        workspace.state_folder,
        Memory(
            stamps=stamps,
            counts={
                "lists": report.lists,
                "entries": report.entries,
                "works": report.works,
                "topics": report.topics,
            },
            unverified=report.unverified,
            findings=report.findings,
            inputs=holdings.inputs_become,
            bib_findings=holdings.bib_findings,
            edits=holdings.edits,
            lock=fingerprint(holdings.lock_becomes),
            entries=holdings.bib_entries,
            lists={name: (stamp, tuple(keys[name])) for name, stamp in holdings.lists.items()},
            links=before.links if shown is None else fingerprint_of(shown.links),
            topics=_topics(holdings),
            pages=notebook.said,
        ),
    )


# --- BibTeX -----------------------------------------------------------------------------------------------


def _topic_files(holdings: Holdings) -> Iterator[_Output]:
    """One file per topic that holds works, its own and those of its sub-topics; it waits for broken entries."""
    shelf = bibtex.library.Shelf(holdings.library_text)
    broken = holdings.held_back
    for topic in holdings.catalogue.topics:
        keys = below(holdings.catalogue.topics, topic.path)
        if keys:
            path = holdings.workspace.topic_bib(holdings.stems[topic.path])
            old = files.read_text(path)
            if old is not None and not broken.isdisjoint(keys):
                # A document that loads it goes on with what they said before.
                yield _Output(path, old, old)
            else:
                yield _Output(path, old, shelf.excerpt(keys, topic_files.header(topic.path)))


def _stale(workspace: Workspace, kept: set[Path]) -> Iterator[Path]:
    return (path for path in topic_files.made(workspace.root) if path not in kept)
