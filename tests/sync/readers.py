"""Rules of the state machine: what people write into reading notes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

import zotsync
from zotsync.codecs import notes

from .clones import Clone
from .stage import CLONE, NUMBER, Stage, some

__all__ = ["Readers"]

_TEMPLATE = "## Idea\n\n## Limits of {{ citekey }}\n"
_BLOCKS = (
    "{}\nwrapped by {} hand",
    "* {}\n* _{}_",
    "> [!note] {}\n> of {}",
    "`{}` and [[{}]] <!-- aside -->",
    "{}: **{}** #a/b ^{}",
)


class Readers(Stage):
    """Members who write notes in files."""

    @initialize(children=st.sampled_from(["sections", "files"]), template=st.booleans())
    def configure(self, children: str, template: bool) -> None:
        text = f'\n[notes]\nchildren = "{children}"\n' + ('template = "note.md"\n' if template else "")
        for clone in self.clones:
            config = clone.root / "zotsync.toml"
            config.write_text(config.read_text(encoding="utf-8") + text, encoding="utf-8")
            (clone.root / "note.md").write_text(_TEMPLATE, encoding="utf-8")
            clone.workspace = zotsync.open_workspace(clone.root)
            clone.common = clone.files()
        self.clones[0].hub.files = self.clones[0].files()

    def notes(self, clone: Clone) -> list[str]:
        return [
            name for name in clone.files() if name.startswith("notes/") and not name.endswith(".zotero.md")
        ]

    @rule(
        who=CLONE,
        which=NUMBER,
        where=NUMBER,
        what=st.integers(0, len(_BLOCKS) - 1),
        how=st.sampled_from(["insert", "insert", "change", "change", "delete"]),
    )
    def write_in_a_note(self, who: int, which: int, where: int, what: int, how: str) -> None:
        clone = self.clones[who]
        if not (names := self.notes(clone)):
            return
        path = clone.root / some(names, which)
        text = path.read_text(encoding="utf-8")
        page = notes.read(text)
        if page.problem or not page.citekey:
            return
        if page.note:
            path.write_text(
                notes.with_text(text, self.edited(page.prose, where, what, how)), encoding="utf-8"
            )
        elif page.children and what % 2:
            key = some(sorted(page.children), where)
            new = self.edited(page.children[key], where, what, how)
            path.write_text(notes.with_child(text, key, new, notes.credits_of(text)[key]), encoding="utf-8")
        else:
            path.write_text(
                notes.with_prose(text, self.edited(page.prose, where, what, how)), encoding="utf-8"
            )

    def edited(self, text: str, where: int, what: int, how: str) -> str:
        blocks = text.strip("\n").split("\n\n")
        mine = [at for at, one in enumerate(blocks) if one.strip() and "<!-- zotsync:" not in one]
        if how == "insert" or not mine:
            new = re.sub(r"\{\}", lambda _: self.token(), _BLOCKS[what])
            blocks.insert(where % (len(blocks) + 1), new)
        else:
            at = some(mine, where)
            if how == "delete":
                self.erase(blocks[at])
                del blocks[at]
            else:
                words = list(re.finditer(r"\w+", blocks[at]))
                if words:
                    word = some(words, what)
                    self.erase(word[0])
                    blocks[at] = blocks[at][: word.start()] + self.token() + blocks[at][word.end() :]
        return "\n\n".join(blocks) + "\n"

    @rule(who=CLONE, which=NUMBER, what=st.sampled_from(["status", "tags", "rating", "mine", "comment"]))
    def edit_the_front_matter(self, who: int, which: int, what: str) -> None:
        clone = self.clones[who]
        if not (names := self.notes(clone)):
            return
        path = clone.root / some(names, which)
        text = path.read_text(encoding="utf-8")
        page = notes.read(text)
        if page.problem or not page.citekey:
            return
        if what == "comment":
            path.write_text(text.replace("---\n", f"---\n# {self.token()}\n", 1), encoding="utf-8")
        elif what == "mine" or page.note:
            path.write_text(
                text.replace("---\n", f"---\nmine{self.made}: {self.token()}\n", 1), encoding="utf-8"
            )
        elif what == "tags":
            if page.reading.tags is not None:
                self.put_reading(path, text, tags=(*page.reading.tags, self.token()))
        else:
            self.erase(getattr(page.reading, what))
            self.put_reading(path, text, **{what: self.token()})

    def put_reading(self, path: Path, text: str, **reading: Any) -> None:
        new = notes.with_reading(text, replace(notes.read(text).reading, **reading))
        assert new is not None
        path.write_text(new, encoding="utf-8")

    @rule(who=CLONE, which=NUMBER)
    def delete_a_note(self, who: int, which: int) -> None:
        clone = self.clones[who]
        if names := self.notes(clone):
            path = clone.root / some(names, which)
            self.erase(path.read_text(encoding="utf-8"))
            path.unlink()

    @rule(which=NUMBER)
    def rename_a_note(self, which: int) -> None:
        """Git finds it again in every clone."""
        names = sorted({name for clone in self.clones for name in self.notes(clone)})
        if not names:
            return
        old = some(names, which)
        new = f"notes/moved/{self.made}-{old.rpartition('/')[2]}"
        for clone in self.clones:
            if (clone.root / old).exists():
                (clone.root / new).parent.mkdir(exist_ok=True)
                (clone.root / old).rename(clone.root / new)
        for files in (self.clones[0].hub.files, *(clone.common for clone in self.clones)):
            if old in files:
                files[new] = files.pop(old)
