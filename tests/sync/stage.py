"""The stage of the state machine: two clones, one library, and every word that somebody typed."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

import zotsync
from zotsync.adapters.web import WebLibrary
from zotsync.codecs.zotero import object_key
from zotsync.core.library import Kind, Library
from zotsync.model import Item, Snapshot, WriteReport

from .clones import Clone, Hub
from .libraries import held
from .unruly import Unruly

__all__ = ["CLONE", "NUMBER", "Opened", "Stage", "identity", "some", "tokens"]

Opened = Callable[[Callable[[], datetime], list[str]], AbstractContextManager[tuple[WebLibrary, Library]]]
"""(clock, weather) -> a library as zotsync reaches it, and the same one without any weather."""

NUMBER = st.integers(0, 40)
CLONE = st.integers(0, 1)
_TOKEN = re.compile(r"(?<![A-Za-z])Q[a-z]{3}q(?![A-Za-z])")
_START = 'seeds = ["seeds/*.md"]\n'


def some(found: Sequence[Any], number: int) -> Any:
    return found[number % len(found)]


def tokens(text: str) -> set[str]:
    return set(_TOKEN.findall(text))


def identity(title: str) -> str:
    """Which work it is, to the test: people who edit a title here leave its first word."""
    return next(iter(_TOKEN.findall(title)), "")


class Stage(RuleBasedStateMachine):
    """
    What everybody in the play shares.

    Every word that somebody types is a token that nobody typed before, so it can be told whether it got lost.
    """

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="zotsync-machine-"))
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.weather: list[str] = []
        self.context = opened(lambda: self.now, self.weather)
        self.web, self.library = self.context.__enter__()
        self.unruly = Unruly(self.web, self.stranger, self.check_written)
        self.made = 0
        self.retired = False
        self.typed: set[str] = set()
        self.keys: dict[str, str] = {}
        self.rekeyed: set[str] = set()
        """Works that a person gave another citation key."""
        self.outside: dict[str, Item] = {}
        hub = Hub()
        root = self.folder / "one"
        zotsync.init(root)
        (root / "zotsync.toml").write_text(_START, encoding="utf-8")
        text = "".join(f"## {name}\n\n- **{self.title()}** (2020)\n\n" for name in "AB")
        text += f"### C\n\n- **{self.title()}** (2021)\n    - **Note**: {self.token()}\n"
        (root / "seeds" / "reading-list.md").write_text(text, encoding="utf-8")
        one = Clone(root, self.unruly, hub)
        one.exchange()
        shutil.copytree(root, self.folder / "two")
        self.clones = (one, Clone(self.folder / "two", self.unruly, hub))
        self.write("collections", key="PRIVATE2", version=0, name="Private")
        self.add_item("PRIVATE2")

    def teardown(self) -> None:
        self.context.__exit__(None, None, None)
        shutil.rmtree(self.folder, ignore_errors=True)

    def check_written(self, kind: Kind, objects: Sequence[Mapping[str, Any]], report: WriteReport) -> None:
        """Called with what became of every batch."""

    def stranger(self) -> None:
        """Called where somebody else writes in the middle of what we do."""

    # --- words ------------------------------------------------------------------------------------------------

    def token(self) -> str:
        """A word that nobody wrote before; it must not get lost."""
        self.made += 1
        number, letters = self.made, ""
        for _ in range(3):
            number, letter = divmod(number, 26)
            letters += chr(97 + letter)
        word = f"Q{letters}q"
        self.typed.add(word)
        return word

    def new_key(self) -> str:
        self.made += 1
        return object_key(f"stranger {self.made}")

    def title(self) -> str:
        token = self.token()
        random = Random(token)
        words = [
            "".join(random.choice("bdfgklmnprstvz") + random.choice("aeiou") for _ in range(4))
            for _ in "12345"
        ]
        return " ".join([token, *words])

    def erase(self, text: str) -> None:
        """A person takes this away with their own hands."""
        self.typed -= tokens(text)

    # --- the library ------------------------------------------------------------------------------------------

    def seen(self) -> Snapshot:
        return held(self.library)

    def items(self, *, notes: bool = False, trashed: bool = False) -> list[Item]:
        return sorted(
            (
                one
                for one in self.seen().items
                if (one.data["itemType"] == "note") == notes and bool(one.data.get("deleted")) == trashed
            ),
            key=lambda one: one.key,
        )

    def unmet(self) -> set[str]:
        """
        Works that a list and Zotero name, and that no sync has linked yet: by a title that was changed before,
        nobody could tell that they are one.
        """
        listed = "".join(clone.text for clone in self.clones)
        new = [one for one in self.items() if not one.data.get("citationKey")]
        return {identity(str(one.data["title"])) for one in new} & tokens(listed)

    def write(self, kind: Kind, **data: Any) -> Any:
        """Somebody else's write, always of what they have just seen."""
        report = self.library.write(kind, [data], version=self.seen().version)
        assert not report.failed, report.failed
        if data["key"] in self.outside:
            self.note_outside()
        return report.written.get(0)

    def note_outside(self) -> None:
        now = {one.key: one for one in self.seen().items}
        self.outside = {key: now[key] for key in self.outside if key in now}

    def places(self) -> list[str]:
        return ["", *sorted(one.key for one in self.seen().collections)]

    def add_item(self, place: str, **data: Any) -> None:
        key = self.new_key()
        fields: dict[str, Any] = {"itemType": "journalArticle", "title": self.title(), "date": "2019"}
        self.write("items", key=key, version=0, **fields | data, collections=[place] if place else [])
        if place in ("", "PRIVATE2"):
            self.outside[key] = next(one for one in self.seen().items if one.key == key)
