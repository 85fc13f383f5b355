"""
The reading notes of a workspace: which file is whose, and what it says.

A note is known by the citation key in its front matter, that of a child note by its key in Zotero, so files may be
renamed and moved into a subfolder. A file that has not changed since the last build (time, size) is not read again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ..adapters import files
from ..codecs import notes
from ..core import citekey
from ..errors import InputError
from ..model import Finding, ReadingState
from .memory import fingerprint
from .workspace import Workspace

__all__ = ["Notebook", "read_notebook", "remember_notebook"]


@dataclass(frozen=True, slots=True)
class Notebook:
    """The notes, by citation key."""

    paths: Mapping[str, str] = field(default_factory=dict)
    """Where the note of a work stands, relative to the workspace; of those that have one."""
    pages: Mapping[str, notes.Page] = field(default_factory=dict)
    """With the child notes that have files of their own."""
    apart: Mapping[str, str] = field(default_factory=dict)
    """Key in Zotero of a child note -> path of its file."""
    before: Mapping[str, ReadingState] = field(default_factory=dict)
    """The two-way keys of each note after the last build, where this clone remembers them."""
    findings: tuple[Finding, ...] = ()
    written: tuple[str, ...] = ()
    """Paths of the notes that people had written in, at the last build of this clone."""
    has_folder: bool = True
    """Whether the folder of notes is there."""
    read: Mapping[str, tuple[str, notes.Page]] = field(default_factory=dict)
    """Path -> what the file system said of the file, and its page: every Markdown file in the folder of notes."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Paths of notes that people wrote in and that are gone with the whole folder of notes."""
        return () if self.has_folder else self.written

    @property
    def strangers(self) -> tuple[str, ...]:
        """Paths of files that are no work's."""
        return tuple(path for path, (_, page) in self.read.items() if not page.citekey)

    @property
    def folders(self) -> frozenset[str]:
        """Where notes stand: a new or renamed file changes the time of its folder."""
        return frozenset(path.rpartition("/")[0] for path in self.read)

    @property
    def said(self) -> str:
        """Fingerprint of all that goes to a library; what zotsync writes itself does not change it."""
        return fingerprint(
            *(
                f"{key}\0{replace(page.reading, tags=None)!r}\0{page.written}\0{dict(page.children)!r}"
                for key, page in sorted(self.pages.items())
            )
        )

    def names(self, workspace: Workspace, former: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """
        Where each note stands, or will: a file name of its own, also where names fold case.

        A file there that says it is another work's is not overwritten: the note gets another name. One that is named
        by a key that its work had before is named anew.

        Args:
            former: citation key -> those that the work had before.
        """
        ordered = sorted(former)
        stems = citekey.file_stems(ordered)
        foreign = {*self.paths.values()}
        found = {}
        for key in ordered:
            own = self.paths.get(key)
            olds = {workspace.note_name(citekey.file_stems([old])[old]) for old in former[key] if old != key}
            if (
                own in olds
                and not self.pages[key].problem
                and workspace.note_name(stems[key]) not in self.read
            ):
                own = None
            path, number = workspace.note_name(stems[key]), 2
            while own is None and path in foreign:
                path, number = workspace.note_name(f"{stems[key]}-{number}"), number + 1
            found[key] = own or path
        return found


def read_notebook(workspace: Workspace, current: Mapping[str, str]) -> Notebook:
    """
    Every note; what cannot be read is a page with its problem, and a finding.

    Args:
        current: citation key that a work had before -> the one that it has.
    """

    def key_of(page: notes.Page) -> str:
        return current.get(page.citekey, page.citekey)

    known = _recall(workspace.state_folder)
    paths = [workspace.shown(path) for path in files.matching(workspace.root, workspace.note_globs)]
    paths = [path for path in paths if not _is_hidden(path)]
    stamps = files.stamps(workspace.root, paths)
    findings: list[Finding] = []
    claims: dict[str, list[tuple[str, notes.Page]]] = {}
    children: dict[str, list[tuple[str, notes.Page]]] = {}
    read: dict[str, tuple[str, notes.Page]] = {}
    for path in paths:
        stamp, page = known.get(path, ("", notes.Page()))
        if stamp != stamps.get(path, "-"):
            try:
                page = _still(page, notes.read(files.read_text(workspace.root / path) or ""))
            except InputError as error:
                findings.append(Finding("note-unreadable", path, str(error)))
                key = page.citekey or Path(path).stem.removeprefix("@")
                page = notes.Page(key, problem="it cannot be read")
        read[path] = (stamps.get(path, "") if not page.problem else "", page)
        if page.problem:
            where = f"{path}:{page.line}" if page.line else path
            findings.append(
                Finding("note-left", where, f"left alone: {page.problem}", "warning", page.citekey)
            )
        if page.note:
            children.setdefault(page.note, []).append((path, replace(page, citekey=key_of(page))))
        elif page.citekey:
            claims.setdefault(key_of(page), []).append((path, page))
    found = {}
    for key, several in claims.items():
        found[key] = min(several, key=lambda one: _rank(workspace, known, key, *one))
        findings += (
            Finding(
                "second-note",
                path,
                f"is a second note of {key}, beside {found[key][0]}; join them, or give one another citekey",
                key=key,
            )
            for path, _ in several
            if path != found[key][0]
        )
    pages = {key: page for key, (_, page) in found.items()}
    apart: dict[str, str] = {}
    if workspace.config.notes.children == "none":
        pages = {key: replace(page, children={}) for key, page in pages.items()}
    else:
        apart, told = _with_children(pages, children, known)
        findings += told
    before = {key_of(page): page.reading for _, page in known.values() if page.citekey and not page.note}
    here = {key: known[path][1] for key, (path, _) in found.items() if path in known}
    before |= {key: page.reading for key, page in here.items() if key_of(page) == key}
    return Notebook(
        {key: path for key, (path, _) in found.items()},
        pages,
        apart,
        before,
        tuple(findings),
        tuple(path for path, (_, page) in known.items() if page.written or page.children),
        (workspace.root / workspace.note_folder).is_dir(),
        read,
    )


_NEVER = ("", notes.Page())
"""What was read before of a file that was not there."""


def _with_children(
    pages: dict[str, notes.Page],
    children: Mapping[str, list[tuple[str, notes.Page]]],
    known: Mapping[str, tuple[str, notes.Page]],
) -> tuple[dict[str, str], list[Finding]]:
    """
    Adds to the pages what the files of child notes say; a work whose child note cannot be told waits.

    Returns:
        Where the file of each stands, and what is left alone.
    """
    apart, findings = {}, []
    for note, several in children.items():
        path, page = min(several, key=lambda one: (known.get(one[0], _NEVER)[1].note != note, one[0]))
        work = pages.get(page.citekey, notes.Page(page.citekey))
        held = work.children.get(note, page.text)
        problem = page.problem or work.problem
        if not problem and held.strip() != page.text:
            problem = f"it holds the note {note} from Zotero otherwise than {path}; take one of the two out"
            findings.append(Finding("note-left", path, f"left alone: {problem}", "warning", page.citekey))
        apart[note] = path
        if not page.citekey:
            continue
        pages[page.citekey] = replace(work, problem=problem, children={**work.children, note: page.text})
        findings += (
            Finding("second-note", other, f"is a second file of what {path} is; delete one", key=page.citekey)
            for other, _ in several
            if other != path
        )
    return apart, findings


def _is_hidden(path: str) -> bool:
    """Whether other programs keep it for themselves: a trash, old versions, settings."""
    return any(part.startswith(".") for part in path.split("/"))


def _still(before: notes.Page, now: notes.Page) -> notes.Page:
    """A note that has lost its front matter is still the note that it was: what it said is not taken back."""
    if not before.citekey or (now.citekey and (now.note or not before.note)):
        return now
    if now.problem:
        return replace(now, citekey=before.citekey, note=before.note)
    return notes.Page(before.citekey, problem=_LOST.format(_KEY_OF[bool(before.note)]), note=before.note)


_LOST = "its {} is gone; put it back, or rename the file if it is no note of the work any more"
_KEY_OF = {False: "citekey", True: "zotero-note"}


def _rank(
    workspace: Workspace, known: Mapping[str, tuple[str, notes.Page]], key: str, path: str, page: notes.Page
) -> tuple[bool, bool, bool]:
    """Of several notes of one work the first counts: one that says something, where it was made, or was before."""
    own = workspace.note_name(citekey.file_stems([key])[key])
    was = known.get(path, ("", notes.Page()))[1].citekey == key
    says = bool(page.written or page.children or page.problem)
    return not says, path != own, not was


# --- memory -----------------------------------------------------------------------------------------------


def _file(folder: Path) -> Path:
    return folder / "notes.json"


def _recall(folder: Path) -> dict[str, tuple[str, notes.Page]]:
    try:
        data = json.loads(files.read_text(_file(folder)) or "{}")
        return {path: (stamp, _page(page)) for path, (stamp, page) in data["notes"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, InputError):
        return {}


def _page(data: Mapping[str, object]) -> notes.Page:
    state = dict(data["reading"])  # type: ignore[call-overload]
    state["tags"] = None if state["tags"] is None else tuple(state["tags"])
    state["reader"] = tuple(state["reader"])
    return notes.Page(**{**data, "reading": ReadingState(**state)})  # type: ignore[arg-type]


def remember_notebook(folder: Path, notebook: Notebook) -> None:
    """Remember what the notes say; what cannot be remembered is read again."""
    if notebook.read == _recall(folder):
        return
    data = {"notes": {path: [stamp, asdict(page)] for path, (stamp, page) in notebook.read.items()}}
    with suppress(InputError):
        files.write(_file(folder), json.dumps(data, ensure_ascii=False, separators=(",", ":")))
