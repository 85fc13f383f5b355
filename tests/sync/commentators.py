"""Rules of the state machine: what other people write into notes in Zotero."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from zotsync.codecs.zotero import note_blocks

from .stage import NUMBER, Stage, some, tokens

__all__ = ["Commentators"]


class Commentators(Stage):
    """Members who write notes in Zotero."""

    def stranger(self) -> None:
        """Writes in the middle of what we do."""
        self.change_a_note(self.made, self.made // 3, "insert")

    @rule(which=NUMBER)
    def write_a_note(self, which: int) -> None:
        if items := self.items():
            one = some(items, which)
            key = self.new_key()
            note = f"<h1>{self.token()}</h1>\n<p>{self.token()}</p>\n<p>{self.token()} of <b>{self.token()}</b></p>"
            self.write("items", key=key, version=0, itemType="note", parentItem=one.key, note=note)

    @rule(
        which=NUMBER,
        where=NUMBER,
        how=st.sampled_from(
            ["insert", "insert", "change", "change", "colour", "omit", "trash", "restore", "delete"]
        ),
    )
    def change_a_note(self, which: int, where: int, how: str) -> None:
        if not (items := self.items(notes=True, trashed=how == "restore")):
            return
        one = some(items, which)
        if how in ("trash", "restore"):
            self.write("items", key=one.key, version=one.version, deleted=int(how == "trash"))
        elif how == "delete":
            self.erase(repr(one.data))
            self.library.delete("items", [one.key], version=self.seen().version)
        else:
            new = self.edited_html(one.data["note"], where, how)
            self.write("items", key=one.key, version=one.version, note=new)

    def edited_html(self, html: str, where: int, how: str) -> str:
        blocks = note_blocks.blocks(html)
        if how == "insert" or not blocks:
            blocks.insert(where % (len(blocks) + 1), f"<p>{self.token()}</p>")
            return "\n".join(blocks)
        at = where % len(blocks)
        words = sorted(tokens(blocks[at]))
        if how == "omit" and len(blocks) > 1:
            self.erase(blocks[at])
            del blocks[at]
        elif words:
            word = some(words, where)
            new = f'<span style="color: #ff2020;">{word}</span>'
            if how == "change":
                new = self.token()
                self.erase(word)
            blocks[at] = blocks[at].replace(word, new)
        return "\n".join(blocks)

    @rule(which=NUMBER, what=st.sampled_from(["Read_Status", "Rating", "tags", "no tags"]))
    def read_a_work(self, which: int, what: str) -> None:
        if not (items := self.items()):
            return
        one = some(items, which)
        if what == "tags":
            self.write(
                "items", key=one.key, version=one.version, tags=[*one.data["tags"], {"tag": self.token()}]
            )
        elif what == "no tags":
            self.erase(repr(one.data["tags"]))
            self.write("items", key=one.key, version=one.version, tags=[])
        else:
            lines = one.data.get("extra", "").split("\n")
            self.erase("".join(line for line in lines if line.startswith(what)))
            lines = [line for line in lines if line and not line.startswith(what)]
            lines.append(f"{what}: {self.token()}")
            self.write("items", key=one.key, version=one.version, extra="\n".join(lines))
