"""Rules of the state machine: what other people do in Zotero, knowing nothing of zotsync."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from .exchange import ENTRY
from .stage import CLONE, NUMBER, Stage, identity, some

__all__ = ["Visitors"]


class Visitors(Stage):
    """Members who only use Zotero."""

    def stranger(self) -> None:
        """Writes in the middle of what we do."""
        self.change_an_item(self.made, self.made // 3, "title")

    @rule(where=NUMBER, doi=st.booleans(), kind=st.sampled_from(["book", "journalArticle", "preprint"]))
    def add_an_item(self, where: int, doi: bool, kind: str) -> None:
        data: dict[str, Any] = {"itemType": kind, "tags": [{"tag": self.token()}]}
        if doi:
            data["DOI"] = f"10.1000/x{self.made}"
            data["creators"] = [{"creatorType": "author", "firstName": "Bo", "lastName": self.token()}]
        self.add_item(some(self.places(), where), **data)

    @rule(who=CLONE, which=NUMBER, where=NUMBER)
    def add_what_is_listed(self, who: int, which: int, where: int) -> None:
        """Somebody adds by hand what both lists name already, and Zotero does not hold yet."""
        there = {identity(str(one.data.get("title"))) for one in self.seen().items}
        listed = {one["title"] for one in ENTRY.finditer(self.clones[1 - who].text)}
        found = [
            one
            for one in ENTRY.finditer(self.clones[who].text)
            if identity(one["title"]) not in there and one["title"] in listed
        ]
        if found:
            one = some(found, which)
            place = some(self.places(), where)
            key = self.new_key()
            data = {"itemType": "document", "title": one["title"], "date": one["year"]}
            self.write("items", key=key, version=0, **data, collections=[place] if place else [])

    @rule(
        which=NUMBER,
        value=NUMBER,
        name=st.sampled_from(
            [
                "title",
                "whole title",
                "publisher",
                "date",
                "creators",
                "tags",
                "untag",
                "extra",
                "place",
                "itemType",
            ]
        ),
    )
    def change_an_item(self, which: int, value: int, name: str) -> None:
        items = self.items()
        if not items:
            return
        one = some(items, which)
        old = one.data
        new: dict[str, Any] = {}
        if "title" in name and identity(old["title"]) in self.unmet():
            return
        if name == "title":
            new = {"title": f"{old['title']} {self.token()}"}
        elif name == "whole title":
            self.erase(old["title"].partition(" ")[2])
            new = {"title": f"{identity(old['title'])} {self.title()}"}
        elif name == "publisher":
            field = "publisher" if "publisher" in old else "libraryCatalog"
            self.erase(str(old.get(field)))
            new = {field: self.token()}
        elif name == "date":
            new = {"date": f"20{10 + value % 20}-0{1 + value % 9}"}
        elif name == "creators":
            self.erase(repr(old.get("creators")))
            new = {"creators": [{"creatorType": "author", "firstName": "Cy", "lastName": self.token()}]}
        elif name == "tags":
            new = {"tags": [*old.get("tags", ()), {"tag": self.token()}]}
        elif name == "untag":
            self.erase(repr(old.get("tags")))
            new = {"tags": []}
        elif name == "extra":
            new = {"extra": "\n".join(filter(None, [old.get("extra", ""), f"my own {self.token()}"]))}
        elif name == "place":
            where = some(self.places()[1:], value)
            new = {"collections": sorted({*old.get("collections", ())} ^ {where})}
            self.outside.pop(one.key, None)
        elif name == "itemType":
            self.erase(str(old.get("publisher")))
            new = {"itemType": some(["book", "journalArticle", "report"], value), "publisher": ""}
            if new["itemType"] == "journalArticle":
                del new["publisher"]
        self.write("items", key=one.key, version=one.version, **new)

    @rule(which=NUMBER, is_renamed=st.booleans())
    def merge_an_item(self, which: int, is_renamed: bool) -> None:
        """Somebody has the work a second time, merges the two, and keeps the new one."""
        items = [one for one in self.items() if one.key not in self.outside]
        if not items:
            return
        one = some(items, which)
        title = str(one.data["title"])
        # Of a work that only one clone knows, the other cannot know that the new item, without a key, is it.
        half_known = len({identity(title) in clone.text + clone.bib for clone in self.clones}) > 1
        if half_known or identity(title) in self.unmet():
            return
        if is_renamed:
            title = f"{identity(title)} {self.title()}"
        key = self.new_key()
        address = f"http://zotero.org/groups/1/items/{one.key}"
        data = {"itemType": "book", "title": title, "collections": one.data.get("collections", [])}
        self.write("items", key=key, version=0, **data, relations={"dc:replaces": address})
        for note in self.items(notes=True):
            if note.data.get("parentItem") == one.key:
                self.write("items", key=note.key, version=note.version, parentItem=key)
        self.write("items", key=one.key, version=one.version, deleted=1)

    @rule(which=NUMBER)
    def trash_an_item(self, which: int) -> None:
        if items := self.items():
            one = some(items, which)
            self.write("items", key=one.key, version=one.version, deleted=1)

    @rule(which=NUMBER)
    def restore_an_item(self, which: int) -> None:
        there = {identity(str(one.data.get("title"))) for one in self.items()}
        trashed = self.items(trashed=True)
        if items := [one for one in trashed if identity(str(one.data.get("title"))) not in there]:
            one = some(items, which)
            self.write("items", key=one.key, version=one.version, deleted=0)

    @rule(which=NUMBER)
    def delete_an_item(self, which: int) -> None:
        if items := [*self.items(), *self.items(trashed=True)]:
            one = some(items, which)
            self.erase(repr(one.data))
            for note in self.seen().items:
                if note.data.get("parentItem") == one.key:
                    self.erase(repr(note.data))
            self.library.delete("items", [one.key], version=self.seen().version)
            self.outside.pop(one.key, None)

    @rule(where=NUMBER)
    def make_a_collection(self, where: int) -> None:
        key, parent = self.new_key(), some(self.places(), where)
        self.write(
            "collections", key=key, version=0, name=f"Topic {self.token()}", parentCollection=parent or False
        )

    @rule(which=NUMBER, where=NUMBER, how=st.sampled_from(["rename", "move", "trash", "restore", "delete"]))
    def change_a_collection(self, which: int, where: int, how: str) -> None:
        found = sorted(self.seen().collections, key=lambda one: one.key)
        found = [one for one in found if one.key != "PRIVATE2" and one.trashed == (how == "restore")]
        if not found:
            return
        one = some(found, which)
        if how == "rename":
            self.erase(one.name)
            self.write("collections", key=one.key, version=one.version, name=f"Topic {self.token()}")
        elif how == "move":
            below = {one.key}
            for _ in found:
                below |= {other.key for other in found if other.parent in below}
            parent = some([key for key in self.places() if key not in below], where)
            self.write("collections", key=one.key, version=one.version, parentCollection=parent or False)
        elif how == "delete":
            self.erase(repr(self.seen().collections))
            self.library.delete("collections", [one.key], version=self.seen().version)
        else:
            self.write("collections", key=one.key, version=one.version, deleted=how == "trash")
