"""What was changed in Zotero, written into reading notes."""

from __future__ import annotations

from ..adapters import files
from ..codecs import notes, zotero
from ..codecs.zotero.status import TO_READ, state_of, taken_over
from ..core.tree import Mirror
from ..model import Finding, Work
from .citing import Citing
from .holdings import Holdings

__all__ = ["NoteEdits"]


class NoteEdits:
    """The files of notes with the edits so far; a file that cannot be read is left alone and told."""

    def __init__(self, holdings: Holdings, citing: Citing, remote: Mirror) -> None:
        self.holdings, self.citing, self.remote = holdings, citing, remote
        self.texts: dict[str, tuple[str | None, str | None]] = {}
        """Path -> text as it stands, and as it becomes; `None`: no file."""
        self.findings: list[Finding] = []

    def prose(self, key: str, html: str) -> None:
        """What a person wrote, as Zotero has it now; lines that did not change there stay to the byte."""
        path, text = self._note(key)
        page = notes.read(text)
        if self._is_readable(path, key, page):
            text = notes.with_prose(text, self._patched(page.prose, page.text, html))
            self._put(path, notes.made_by_template(text, is_made=False))

    def child(self, key: str, item: str, html: str | None) -> None:
        """A child note; `None`: it was deleted in Zotero, where it is in the trash."""
        path = self.holdings.notebook.apart.get(item)
        if path is None and item not in self.holdings.page(key).children:
            path = self.holdings.new_child(key, item)
        if path is None:
            self._section(key, item, html)
            return
        text = self._text(path)
        if html is None:
            self._put(path, None)
        elif text is None:
            self._put(path, notes.apart(item, key, self._patched("", "", html), self._credit(item)))
        elif self._is_readable(path, key, page := notes.read(text)):
            self._put(path, notes.with_text(text, self._patched(page.prose, page.text, html)))

    def _section(self, key: str, item: str, html: str | None) -> None:
        path, text = self._note(key)
        page = notes.read(text)
        if self._is_readable(path, key, page):
            local = page.children.get(item, "")
            new = None if html is None else self._patched(local, local, html)
            self._put(path, notes.with_child(text, item, new, self._credit(item)))

    def state(self, key: str, work: Work, was: str, now: str) -> None:
        """
        The state of reading, from one Extra to the next.

        Args:
            work: for a note that is not there yet.
        """
        if state_of(was) == state_of(now):
            return
        path, text = self._note(key, work)
        page = notes.read(text)
        if self._is_readable(path, key, page):
            new = notes.with_reading(text, taken_over(page.reading, was, now))
            if new is None:
                self._leave(path, key, f"{notes.CANNOT_PUT}; what Extra says in Zotero waits")
            else:
                self._put(path, new)

    def write(self) -> list[str]:
        """
        Paths that changed, relative to the workspace.

        Raises:
            InputError: a file was changed meanwhile, or cannot be written.
        """
        root = self.holdings.workspace.root
        return [path for path, (old, new) in self.texts.items() if files.update(root / path, old, new)]

    def _patched(self, local: str, text: str, html: str) -> str:
        """`text` is what of the local Markdown goes to Zotero."""
        before = zotero.notes.to_markdown(zotero.notes.to_html(text, self.citing.cited), self.citing.key_of)
        after = zotero.notes.to_markdown(html, self.citing.key_of)
        return notes.patched(local, notes.disarmed(before), notes.disarmed(after))

    def _credit(self, item: str) -> str:
        """Who wrote a note, in a group, and when."""
        there = self.remote.items.get(item)
        return ", ".join(filter(None, (there.by, str(there.data.get("dateAdded", ""))[:10]))) if there else ""

    def _note(self, key: str, work: Work | None = None) -> tuple[str, str]:
        """(path, text) of the note of a work; of one that is not there yet, what it begins with."""
        path = self.holdings.note_names.get(key) or self.holdings.workspace.note_name(key)
        text = self._text(path)
        if text is None:
            title = (work or self.holdings.works[key]).title
            bare = notes.Note({"citekey": key}, {"tags": [], "status": TO_READ, "reader": []}, title)
            text = notes.create(bare)
            self._put(path, text)
        return path, text

    def _text(self, path: str) -> str | None:
        if path not in self.texts:
            old = files.read_text(self.holdings.workspace.root / path)
            self.texts[path] = old, old
        return self.texts[path][1]

    def _put(self, path: str, text: str | None) -> None:
        self.texts[path] = self.texts[path][0], text

    def _is_readable(self, path: str, key: str, page: notes.Page) -> bool:
        if page.citekey and not page.problem:
            return True
        why = page.problem or "its front matter has no citekey"
        self._leave(path, key, f"{why}; what was changed in Zotero waits")
        return False

    def _leave(self, path: str, key: str, why: str) -> None:
        self.findings.append(Finding("note-left", path, f"left alone: {why}", "warning", key))
