"""Rules of the state machine: what people do to the reading list and to library.bib of their clone."""

from __future__ import annotations

import re

from hypothesis import strategies as st
from hypothesis.stateful import rule

from .clones import Clone
from .exchange import ENTRY, HEADING
from .stage import CLONE, NUMBER, Stage, identity, some

__all__ = ["Writers"]

_FIELD = r"(?m)^  {} = \{{(.*)\}},$"


class Writers(Stage):
    """Members who edit files."""

    # --- the list ---------------------------------------------------------------------------------------------

    @rule(who=CLONE, where=NUMBER, noted=st.booleans())
    def list_a_work(self, who: int, where: int, noted: bool) -> None:
        note = f"    - **Note**: {self.token()}\n" if noted else ""
        self.put_entry(self.clones[who], where, f"- **{self.title()}** (2022)\n{note}")

    def put_entry(self, clone: Clone, where: int, entry: str) -> None:
        text = clone.text
        if headings := list(HEADING.finditer(text)):
            at = some(headings, where).end()
            behind = text[at:].lstrip("\n") if text[at:].startswith("\n- ") else text[at:]
            clone.text = f"{text[:at]}\n{entry}{behind}"

    @rule(who=CLONE, which=NUMBER)
    def unlist_a_work(self, who: int, which: int) -> None:
        clone = self.clones[who]
        if found := list(ENTRY.finditer(clone.text)):
            one = some(found, which)
            self.erase(one[0])
            clone.text = clone.text[: one.start()] + clone.text[one.end() :]

    @rule(who=CLONE, which=NUMBER, where=NUMBER)
    def move_an_entry(self, who: int, which: int, where: int) -> None:
        clone = self.clones[who]
        if found := list(ENTRY.finditer(clone.text)):
            one = some(found, which)
            clone.text = clone.text[: one.start()] + clone.text[one.end() :]
            self.put_entry(clone, where, one[0])

    @rule(who=CLONE, which=NUMBER, where=NUMBER)
    def list_it_twice(self, who: int, which: int, where: int) -> None:
        clone = self.clones[who]
        if found := list(ENTRY.finditer(clone.text)):
            self.put_entry(clone, where, some(found, which)[0])

    @rule(who=CLONE, which=NUMBER)
    def mend_a_title_in_the_list(self, who: int, which: int) -> None:
        """A small change: after a large one it is another work."""
        clone = self.clones[who]
        found = [one for one in ENTRY.finditer(clone.text) if len(one["title"].split()) < 7]
        if found := [one for one in found if identity(one["title"]) not in self.unmet()]:
            one = some(found, which)
            clone.text = clone.text.replace(f"**{one['title']}**", f"**{one['title']} {self.token()}**")

    @rule(who=CLONE, where=NUMBER, deeper=st.booleans())
    def new_heading(self, who: int, where: int, deeper: bool) -> None:
        clone = self.clones[who]
        found = list(HEADING.finditer(clone.text))
        level, at = "##", len(clone.text)
        if deeper and found:
            above = some(found, where)
            level, at = above["level"] + "#", above.end()
            if len(level) > 5:
                return
        # What stood directly under a heading goes under the new one where that comes first.
        end = "" if clone.text[:at].endswith("\n\n") or not at else "\n"
        clone.text = (
            f"{clone.text[:at]}{end}{level} Topic {self.token()}\n\n{clone.text[at:].lstrip(chr(10))}"
        )

    @rule(who=CLONE, which=NUMBER)
    def rename_a_heading(self, who: int, which: int) -> None:
        clone = self.clones[who]
        if found := list(HEADING.finditer(clone.text)):
            one = some(found, which)
            self.erase(one[0])
            clone.text = (
                f"{clone.text[: one.start('name')]}Topic {self.token()}{clone.text[one.end('name') :]}"
            )

    @rule(who=CLONE, which=NUMBER)
    def remove_a_heading(self, who: int, which: int) -> None:
        """What stands under it comes under the one before."""
        clone = self.clones[who]
        found = list(HEADING.finditer(clone.text))
        if len(found) > 1:
            one = found[1 + which % (len(found) - 1)]
            self.erase(one[0])
            clone.text = clone.text[: one.start()] + clone.text[one.end() :].lstrip("\n")

    # --- library.bib ------------------------------------------------------------------------------------------

    @rule(
        who=CLONE, which=NUMBER, name=st.sampled_from(["title", "publisher", "author", "keywords", "usera"])
    )
    def edit_the_bib(self, who: int, which: int, name: str) -> None:
        clone = self.clones[who]
        entries = list(re.finditer(r"(?ms)^@\w+\{.*?^\}\n", clone.bib))
        if not entries:
            return
        entry = some(entries, which)
        old = re.search(_FIELD.format(name), entry[0])
        if name == "title" and (old is None or identity(old[1]) in self.unmet()):
            return
        value = self.token() + (", Ann" if name == "author" else "")
        if old is None:
            new = entry[0][: -len("}\n")] + f"  {name} = {{{value}}},\n}}\n"
        elif name == "title":
            new = entry[0][: old.end(1)] + " " + value + entry[0][old.end(1) :]
        else:
            self.erase(old[1])
            new = entry[0][: old.start(1)] + value + entry[0][old.end(1) :]
        clone.bib = clone.bib[: entry.start()] + new + clone.bib[entry.end() :]

    @rule(who=CLONE, which=NUMBER)
    def give_another_key(self, who: int, which: int) -> None:
        """A person types it into library.bib; of two who do so at once, git has to ask."""
        clone = self.clones[who]
        found = [
            one
            for one in re.finditer(r"(?ms)^@\w+\{(?P<key>[^,]*),.*?^\}\n", clone.bib)
            if (title := re.search(_FIELD.format("title"), one[0]))
            and identity(title[1]) not in self.rekeyed | self.unmet()
        ]
        if found:
            one = some(found, which)
            title = re.search(_FIELD.format("title"), one[0])
            assert title
            self.rekeyed.add(identity(title[1]))
            self.keys.pop(identity(title[1]), None)
            clone.bib = f"{clone.bib[: one.start('key')]}new{self.made}{clone.bib[one.end('key') :]}"
            self.made += 1
