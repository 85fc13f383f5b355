"""What bib/library.bib says beside the lock: edits, works of its own, and keys that people changed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..codecs import bibtex
from ..core import titles
from ..core.aliases import current_keys, followed, recognised, rekeyed
from ..model import Finding, Lock, Record, Work
from .memory import Memory, fingerprint
from .workspace import Workspace

__all__ = ["Metadata", "edits_of", "read_metadata"]


@dataclass(frozen=True, slots=True)
class Metadata:
    """library.bib, read with the lock beside it."""

    text: str
    """As it becomes."""
    lock: Lock
    """With works under the keys that a person gave them."""
    edits: Mapping[str, Work]
    """The works that library.bib says otherwise than the lock."""
    findings: tuple[Finding, ...]
    """What could not be read."""
    rekeyed: Mapping[str, str] = field(default_factory=dict)
    """Old citation key -> new, of what changed in text or lock by this."""

    @property
    def own(self) -> dict[str, Work]:
        """Works that people wrote into library.bib by themselves."""
        return {key: work for key, work in self.edits.items() if key not in self.lock.records}


def read_metadata(
    workspace: Workspace,
    text: str,
    lock: Lock,
    memory: Memory,
    *,
    lock_text: str,
    is_as_before: bool,
    asked: Mapping[str, str],
) -> Metadata:
    """
    Args:
        text: of library.bib.
        memory: of the last build.
        lock_text: what `lock` was read from.
        is_as_before: nothing that is read here has changed since the last build.
        asked: old citation key -> the one that a person wants; without, a new key that somebody typed into
            library.bib is recognised.
    """
    lock = followed(lock)
    present = set(bibtex.library.keys(text)) if (now := current_keys(lock.records)) else set()
    # A run that was cut, or a colleague's edit under the old key that git merged.
    late = {old: new for old, new in now.items() if old in present and new not in present}
    if is_as_before and not late and not asked:
        return Metadata(text, lock, memory.edits, memory.bib_findings)
    text = bibtex.library.rekey(text, late) if late else text
    unchanged = _unchanged(text, lock_text, _works(lock.records), memory)
    edits, findings = edits_of(workspace, text, lock.records, unchanged)
    own = {key: work for key, work in edits.items() if key not in lock.records}
    if names := asked or recognised(lock.records, bibtex.library.keys(text), own):
        lock, text = rekeyed(lock, names), bibtex.library.rekey(text, names)
        edits, findings = edits_of(workspace, text, lock.records)
    return Metadata(text, lock, edits, findings, {**late, **names})


def edits_of(
    workspace: Workspace,
    text: str,
    records: Mapping[str, Record],
    unchanged: Mapping[str, Work] | None = None,
) -> tuple[dict[str, Work], tuple[Finding, ...]]:
    """
    The works that library.bib says otherwise than the records, and what in it could not be read.

    An entry under an older key of a work is no other work.
    """
    where = workspace.shown(workspace.library_bib)
    known, older = _works(records), current_keys(records)
    said, findings = bibtex.library.works(text, known, where, unchanged=unchanged)
    findings += tuple(
        Finding(
            "former-key",
            where,
            f"{key} is an older key of {older[key]}, and leads there: give this entry another key, or join the two",
            key=older[key],
        )
        for key in said
        if key in older
    )
    edits = {key: work for key, work in said.items() if work is not known.get(key) and key not in older}
    return edits, (*findings, *_crossed(edits, known, where))


def _crossed(edits: Mapping[str, Work], known: Mapping[str, Work], where: str) -> Iterator[Finding]:
    """Entries that are titled as another work is: keys were exchanged by hand, or text pasted into the wrong entry."""
    retitled = {
        key: titles.normal(work.title)
        for key, work in edits.items()
        if key in known and work.title != known[key].title
    }
    holders = {titles.normal(work.title): key for key, work in known.items()} if retitled else {}
    for key, title in retitled.items():
        other = holders.get(title, key)
        if other != key and title != titles.normal(known[key].title):
            message = (
                f"{key} is titled as {other} is; that counts as an edit of {key} and goes to its item. Keys are "
                f"exchanged with `zotsync rekey`"
            )
            yield Finding("crossed-keys", where, message, key=key)


def _works(records: Mapping[str, Record]) -> dict[str, Work]:
    return {key: record.work for key, record in records.items()}


def _unchanged(text: str, lock_text: str, known: Mapping[str, Work], memory: Memory) -> dict[str, Work]:
    """By case-folded key, the works of entries of library.bib that say what they said at the last build."""
    if not memory.entries:
        return {}
    same_lock = memory.lock == fingerprint(lock_text)
    works = {key.casefold(): work for key, work in (*known.items(), *memory.edits.items())}
    pinned = set() if same_lock else {key.casefold() for key in known}
    now = bibtex.library.digests(text)
    return {
        key: works[key]
        for key, digest in memory.entries.items()
        if now.get(key) == digest and key in works and key not in pinned
    }
