"""
A .bib file that co-authors edit too: works go into it, their edits come back into library.bib.

What both sides agreed on is kept beside, in `.zotsync/shared/`, one file for each .bib. It may be deleted: then the
next run is like a first one (`core.shared`, rule 3).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from ..adapters import files
from ..codecs import bibtex
from ..codecs.bibtex import encoding
from ..core import shared
from ..core.properties import properties, with_properties
from ..core.shared import Agreed, Decision, Prefer
from ..errors import InputError, UsageError
from ..model import Finding, Work
from .build import build, built
from .cited import cited
from .export import Request, is_elsewhere, selected, works_of
from .holdings import Holdings, gather
from .memory import fingerprint
from .workspace import Workspace

__all__ = ["Change", "Conflict", "Shared", "share"]

_ATTRIBUTES: Final = tuple(one.name for one in fields(Work) if one.name != "key")


@dataclass(frozen=True, slots=True)
class Change:
    """One property of one work that one side takes from the other."""

    where: str
    """`file` or `library`: which one is changed."""
    key: str
    """Citation key in that one."""
    property: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """One property that both sides changed, each otherwise; nothing is done about it."""

    key: str
    property: str
    agreed: Any
    library: Any
    file: Any


@dataclass(frozen=True, slots=True)
class Shared:
    """What was done, or with `dry_run` would be."""

    added: tuple[str, ...]
    """Keys of entries that are new in the file."""
    adopted: tuple[str, ...]
    """Keys of entries of co-authors that are new in library.bib."""
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    other_keys: Mapping[str, str]
    """Works that the file has under a key of its own: key here -> key there."""
    left_out: tuple[str, ...]
    """Keys of works that co-authors took out of the file."""
    theirs: tuple[str, ...]
    """Keys of entries that only the file has."""
    findings: tuple[Finding, ...]
    written: tuple[str, ...]


def share(
    workspace: Workspace,
    request: Request,
    path: Path,
    *,
    prefer: Prefer = "",
    adopt: bool = False,
    dry_run: bool = False,
) -> Shared:
    """
    Bring works into a .bib file, and what people changed there into library.bib.

    Args:
        prefer: whose value counts where both sides changed it; without, it is a conflict and both stay.
        adopt: take entries that only the file has into library.bib.

    Raises:
        UsageError: there is no such topic or folder, or the file is one that zotsync reads or makes.
        InputError: the file is torn by a merge, cannot be read, or was changed meanwhile.
    """
    asked = request.asked or cited(request.cited)
    is_elsewhere(workspace, path, asked.files)
    if not path.absolute().parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}; make it first")
    holdings = gather(workspace) if dry_run else built(workspace)
    keys, missing = selected(holdings, request.topic, asked if request.cited else None)
    now = holdings.current_keys
    base = {now.get(key, key): one for key, one in _recalled(workspace, path).items()}
    meeting = _Meeting(holdings, request, path, base)
    meeting.decide(keys, frozenset(asked.keys), prefer)
    if adopt:
        meeting.adopt()
    missing = tuple(one for one in missing if one.key not in meeting.file)
    findings = (*asked.findings, *missing, *meeting.findings, *meeting.renamed(asked.keys))
    return meeting.result(findings, () if dry_run else meeting.write())


class _Meeting:
    """Library and file, brought together."""

    def __init__(
        self, holdings: Holdings, request: Request, path: Path, base: Mapping[str, tuple[str, Agreed]]
    ) -> None:
        self.holdings, self.path, self.form, self.base = holdings, path, request.form, base
        self.data = files.read_bytes(path) if path.exists() else b""
        self.text, self.encoding = encoding.decode(self.data)
        self.file, self.findings = bibtex.read_bibtex(self.text, str(path))
        if torn := next((one for one in self.findings if one.code == "merge-conflict"), None):
            raise InputError(f"{torn.where}: {torn.message}; nothing was done")
        self.works = works_of(holdings)
        self.pairs: dict[str, str] = {}
        self.decisions: dict[str, Decision] = {}
        self.added: list[str] = []
        self.left_out: list[str] = []
        self.waiting: list[str] = []
        self.adopted: dict[str, Work] = {}
        self.changes: tuple[Change, ...] = ()

    def decide(self, keys: tuple[str, ...], asked: frozenset[str], prefer: Prefer) -> None:
        self.pairs = {ours: theirs for ours, (theirs, _) in self.base.items() if theirs in self.file}
        taken = set(self.pairs.values())
        rest = [work for key, work in self.works.items() if key not in self.pairs]
        free = [work for key, work in self.file.items() if key not in taken]
        self.pairs |= shared.partners(rest, free)
        present = {key.casefold() for key in bibtex.library.keys(self.text)}
        unread = {one.key for one in self.findings if one.code in bibtex.library.UNREAD}
        for key in dict.fromkeys((*keys, *self.pairs)):
            theirs = self.pairs.get(key) or (self.base[key][0] if key in self.base else key)
            if key not in self.works:
                continue
            if theirs in unread or key in self.holdings.held_back:
                self.waiting.append(key)
            elif key in self.pairs:
                agreed = self.base[key][1] if key in self.base else None
                work = self.file[theirs]
                self.decisions[key] = shared.decide(agreed, self._written(key, work), work, prefer)
            elif key in self.base and key not in asked:
                self.left_out.append(key)
            elif key.casefold() not in present:
                self.added.append(key)
        self.changes = tuple(self._changes())

    def renamed(self, asked: Mapping[str, str]) -> Iterator[Finding]:
        """Works that a document cites by the key that they have here, where the file has another one."""
        for ours, theirs in self.pairs.items():
            if ours != theirs and ours in asked:
                message = f"{ours!r} is {theirs!r} in {self.path}: cite that key, or give the entry `ids = {{{ours}}}`"
                yield Finding("key-differs", asked[ours], message, key=theirs)

    def adopt(self) -> None:
        here = {key.casefold() for key in bibtex.library.keys(self.holdings.library_text)}
        self.adopted = {key: self.file[key] for key in self.theirs if key.casefold() not in here}

    @property
    def theirs(self) -> tuple[str, ...]:
        known = set(self.pairs.values())
        return tuple(key for key in self.file if key not in known)

    def _written(self, key: str, theirs: Work) -> Work:
        """A work as the library writes it in this form, read again; but what the file says as the library does."""
        own = self.works[key]
        written = bibtex.crosswalk.work_of(bibtex.formed(own, self.form, self.holdings.names))
        same = (name for name in _ATTRIBUTES if getattr(own, name) == getattr(theirs, name))
        return replace(written, **{name: getattr(own, name) for name in same})

    def _entries(self) -> list[Work]:
        """The works that are added, without what they refer to: their entries say it themselves."""
        found = [self.works[key] for key in self.added]
        links = ("crossref", "xdata")
        return [
            replace(one, fields=tuple(pair for pair in one.fields if pair[0] not in links)) for one in found
        ]

    # --- files --------------------------------------------------------------------------------------------

    def write(self) -> tuple[str, ...]:
        workspace = self.holdings.workspace
        edits = {
            self.pairs[key]: (work, with_properties(work, decision.to_file))
            for key, decision in self.decisions.items()
            if decision.to_file and (work := self.file[self.pairs[key]])
        }
        text, _ = bibtex.library.amend(self.text, edits, ascii=self.form.ascii)
        names = self.holdings.names
        text = bibtex.library.extend(text, self._entries(), names=names, form=self.form)
        back = {
            key: (self.works[key], with_properties(self.works[key], decision.to_library))
            for key, decision in self.decisions.items()
            if decision.to_library
        }
        known = {key: record.work for key, record in self.holdings.catalogue.lock.records.items()}
        library, lost = bibtex.library.amend(self.holdings.library_text, back, known, names=names)
        library = bibtex.library.extend(library, self.adopted.values(), names=names)
        for key, attributes in lost.items():
            words = f"library.bib cannot say {', '.join(attributes)} of {key} as {self.path} does"
            self.findings += (Finding("not-taken", workspace.shown(workspace.library_bib), words, key=key),)
        written = []
        if files.update(
            self.path, self.data if self.path.exists() else None, encoding.encode(text, self.encoding)
        ):
            written.append(str(self.path))
        if files.update(workspace.library_bib, self.holdings.library_text, library):
            written.append(workspace.shown(workspace.library_bib))
            written += build(workspace).written
        self._remember(text, {key: after for key, (_, after) in back.items()})
        return tuple(dict.fromkeys(written))

    def _remember(self, text: str, edited: Mapping[str, Work]) -> None:
        self.works |= {**edited, **self.adopted}
        file, _ = bibtex.read_bibtex(text, str(self.path))
        base = {key: self.base[key] for key in (*self.left_out, *self.waiting) if key in self.base}
        same = {key: key for key in (*self.added, *self.adopted) if key in file}
        for key, theirs in (self.pairs | same).items():
            before = self.base[key][1] if key in self.base else None
            clashes = self.decisions[key].clashes if key in self.decisions else {}
            if key in self.works and theirs in file and key not in self.waiting:
                ours = self._written(key, file[theirs])
                base[key] = theirs, shared.agreement(before, ours, file[theirs], clashes.keys())
        _remembered(self.holdings.workspace, self.path, base)

    # --- report -------------------------------------------------------------------------------------------

    def result(self, findings: tuple[Finding, ...], written: tuple[str, ...]) -> Shared:
        return Shared(
            added=tuple(self.added),
            adopted=tuple(self.adopted),
            changes=self.changes,
            conflicts=tuple(
                Conflict(key, name, clash.base, clash.local, clash.remote)
                for key, decision in self.decisions.items()
                for name, clash in decision.clashes.items()
            ),
            other_keys={ours: theirs for ours, theirs in self.pairs.items() if ours != theirs},
            left_out=tuple(self.left_out),
            theirs=tuple(key for key in self.theirs if key not in self.adopted),
            findings=tuple(dict.fromkeys((*findings, *self.findings))),
            written=written,
        )

    def _changes(self) -> Iterator[Change]:
        for key, decision in self.decisions.items():
            theirs = self.pairs[key]
            held, ours = properties(self.file[theirs]), properties(self.works[key])
            for name, value in decision.to_file.items():
                yield Change("file", theirs, name, held.get(name, ""), value)
            for name, value in decision.to_library.items():
                yield Change("library", key, name, ours.get(name, ""), value)


# --- the base ---------------------------------------------------------------------------------------------


def _base_file(workspace: Workspace, path: Path) -> Path:
    name = workspace.shown(path.resolve())
    return workspace.state_folder / "shared" / f"{path.stem}-{fingerprint(name)[:12]}.json"


def _recalled(workspace: Workspace, path: Path) -> dict[str, tuple[str, Agreed]]:
    """By citation key, the key in the file and what was agreed on; nothing where nothing usable is kept."""
    try:
        data = json.loads(files.read_text(_base_file(workspace, path)) or "{}")
        return {
            key: (one["key"], Agreed(one["library"], one["file"], tuple(one["open"])))
            for key, one in data.get("works", {}).items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _remembered(workspace: Workspace, path: Path, base: Mapping[str, tuple[str, Agreed]]) -> None:
    works = {key: {"key": theirs} | asdict(agreed) for key, (theirs, agreed) in sorted(base.items())}
    data = {"file": workspace.shown(path.resolve()), "works": works}
    files.write(_base_file(workspace, path), json.dumps(data, ensure_ascii=False, indent=1))
