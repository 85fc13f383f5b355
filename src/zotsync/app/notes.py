"""The reading notes as a list, and notes brought to a new template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ..adapters import files
from ..codecs import notes as codec
from ..codecs.zotero.status import TO_READ
from ..core.actions import Conflict, There
from ..core.near import did_you_mean
from ..core.tree import citekey_of, prose_id
from ..errors import ConfigError, UsageError
from ..model import Finding
from .choice import chosen_library
from .clone import expected, library_name, remembered
from .holdings import Holdings, gather
from .note_text import managed
from .template import last_template, note_template, remember_template
from .workspace import CONFIG, Workspace

__all__ = ["NoteStatus", "Retold", "list_notes", "note_file", "retold", "to_read"]


@dataclass(frozen=True, slots=True)
class NoteStatus:
    """One note."""

    key: str
    title: str
    status: str
    reader: tuple[str, ...]
    path: str
    changed: str
    """Day of the last change of the file, ISO 8601; empty where there is no file yet."""
    side: str
    """`here` (not in Zotero yet), `both`, `conflict`, or empty where nobody wrote anything."""


def list_notes(workspace: Workspace, environment: Mapping[str, str]) -> tuple[NoteStatus, ...]:
    """
    Every note, in the order of the lists.

    Raises:
        ConfigError, InputError: what is needed as a whole cannot be read.
    """
    holdings = gather(workspace)
    sides = _sides(holdings, environment)
    return tuple(_status(holdings, key, sides) for key in holdings.catalogue.keys if key in holdings.works)


def _status(holdings: Holdings, key: str, sides: Mapping[str, str]) -> NoteStatus:
    page, path = holdings.page(key), holdings.note_names[key]
    there = any((page.written, page.children))
    return NoteStatus(
        key,
        holdings.works[key].title,
        "unreadable" if page.problem else page.reading.status or TO_READ,
        page.reading.reader,
        path,
        _day(files.changed(holdings.workspace.root / path)),
        sides.get(key, "here") if there else "",
    )


def _day(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).astimezone().date().isoformat()


def _sides(holdings: Holdings, environment: Mapping[str, str]) -> dict[str, str]:
    """By citation key, as far as this clone remembers; nobody is asked."""
    workspace = holdings.workspace
    try:
        name = library_name(workspace, environment, chosen_library(workspace.config, environment))
    except (ConfigError, UsageError):
        return {}
    with remembered(workspace, name) as state:
        if state is None:
            return {}
        keys = state.keys()
        sides = {citekey_of(one): "both" for one in keys if one.startswith(("prose:", "child:"))}
        for action in expected(holdings, name, state).actions:
            if action.id.startswith(("prose:", "child:")):
                if isinstance(action, Conflict):
                    sides[citekey_of(action.id)] = "conflict"
                elif isinstance(action, There) and action.id == prose_id(citekey_of(action.id)):
                    sides[citekey_of(action.id)] = "here"
    return sides


def note_file(workspace: Workspace, key: str) -> str:
    """
    The path of a note, relative to the workspace.

    Raises:
        UsageError: no list names a work with this citation key.
    """
    holdings = gather(workspace)
    if key not in holdings.works:
        hint = did_you_mean(key, holdings.works, "`zotsync notes` lists them")
        raise UsageError(f"no work has the citation key {key!r}; {hint}")
    return holdings.note_names[key]


def to_read(holdings: Holdings) -> dict[str, int]:
    """By reader, how many works are still to be read; without a reader under an empty name."""
    counts: dict[str, int] = {}
    for key in holdings.works:
        reading = holdings.page(key).reading
        if (reading.status or TO_READ) in (TO_READ, "new"):
            for name in reading.reader or holdings.owners_of[key] or ("",):
                counts[name] = counts.get(name, 0) + 1
    return counts


@dataclass(frozen=True, slots=True)
class Retold:
    """What a new template makes of existing notes."""

    changed: Mapping[str, tuple[str, str]]
    """Path -> text as it stands, and as it becomes."""
    findings: tuple[Finding, ...]
    """Notes that are left alone."""
    template: str

    def write(self, workspace: Workspace) -> None:
        """
        Raises:
            InputError: a note was changed meanwhile, or cannot be written.
        """
        for path, (old, new) in self.changed.items():
            files.update(workspace.root / path, old, new)
        remember_template(workspace, self.template)


def retold(workspace: Workspace, keys: Iterable[str] = ()) -> Retold:
    """
    The difference between the last template and the present one, applied to notes line by line.

    A note that was changed in the same place is left alone. So is every note that holds something, where this
    clone does not know with which template notes were made.

    Raises:
        ConfigError: there is no template, or it is not one.
        UsageError: no work has one of the citation keys.
    """
    name = workspace.config.notes.template
    if not name:
        raise ConfigError(f'{CONFIG}: no template; name one: [notes] with template = "templates/note.md"')
    text, before = files.read_text(workspace.root / name) or "", last_template(workspace)
    make, made = note_template(workspace), note_template(workspace, before)
    holdings = gather(workspace)
    changed: dict[str, tuple[str, str]] = {}
    findings = []
    for key in keys or holdings.works:
        path = note_file(workspace, key) if key not in holdings.works else holdings.note_names[key]
        old = files.read_text(workspace.root / path)
        page = codec.read(old or "")
        if old is None or page.problem or not page.citekey:
            continue
        values = managed(holdings, key)
        said = page.text if page.is_made else made(values) if before is not None else ""
        new = codec.rebased(page.prose, said, make(values))
        if new is None:
            message = "left alone: what the template changes was changed in the note too"
            findings.append(Finding("note-left", path, message, "warning", key))
            continue
        becomes = codec.with_prose(old, new)
        if not page.written:
            becomes = codec.made_by_template(becomes)
        if becomes != old:
            changed[path] = old, becomes
    return Retold(changed, tuple(findings), text)
