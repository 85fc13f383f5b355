"""
Two clones, one group library, a stranger in Zotero, and a world in which everything fails.

People edit lists, library.bib, notes and Zotero in any order, sync and exchange their files; requests fail, machines
go off, memories are deleted. Whatever happened, when it is quiet again the three are one, and nothing was
lost or made twice.

By hand, for as long as you like: `HYPOTHESIS_PROFILE=long pytest -m "not server" tests/sync/test_machine.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

import zotsync
from zotsync.adapters.embedded import EmbeddedLibrary
from zotsync.adapters.state import State
from zotsync.adapters.web import WebLibrary
from zotsync.app.look import make_plan
from zotsync.codecs.zotero import object_key
from zotsync.core.actions import Action, Conflict, Leave, Link, Retire, Side
from zotsync.core.library import Kind, Library
from zotsync.core.tree import note_id
from zotsync.model import Item, WriteReport

from ..server.zotero import ZoteroServer
from .clones import Clone
from .commentators import Commentators
from .libraries import no_sleep
from .readers import Readers
from .served import WEATHER, Served, Storm
from .stage import CLONE, NUMBER, Opened, Stage, identity, tokens
from .unruly import FAULTS
from .visitors import Visitors
from .writers import Writers


class Play(Stage):
    """What fails, and what must be true when all is quiet."""

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.settle(True)
        finally:
            super().teardown()

    # --- zotsync, git, and the world --------------------------------------------------------------------------

    @rule(
        who=CLONE,
        faults=st.lists(st.sampled_from(FAULTS), max_size=6),
        weather=st.lists(st.sampled_from(WEATHER), max_size=6),
        crash=st.none() | st.integers(0, 5),
        prefer=st.sampled_from(["", "", "local", "remote"]),
    )
    def sync(self, who: int, faults: list[str], weather: list[str], crash: int | None, prefer: Side) -> None:
        self.weather[:] = weather
        self.synced(self.clones[who], prefer, faults, crash)
        self.weather.clear()

    @rule(who=CLONE)
    def exchange(self, who: int) -> None:
        clone = self.clones[who]
        before = clone.words() + "".join(data.decode() for data in clone.hub.files.values())
        clone.exchange()
        # What is lost in a merge, the person lost who settled it.
        self.typed -= tokens(before) - tokens(clone.words())

    @rule(who=CLONE)
    def forget(self, who: int) -> None:
        self.clones[who].forget()

    @rule(days=st.integers(-1000, 1000))
    def the_clock_jumps(self, days: int) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)

    # --- what must be true ------------------------------------------------------------------------------------

    def check_written(self, kind: Kind, objects: Sequence[Mapping[str, Any]], report: WriteReport) -> None:
        """Of every batch: no work twice, nothing touched that is not ours."""
        there: dict[str, list[Item]] = {}
        for one in self.items():
            there.setdefault(identity(str(one.data.get("title"))), []).append(one)
        for at, given in enumerate(objects):
            if kind == "items" and given["version"] == 0 and at in report.written and "title" in given:
                found = [
                    (one.key, one.data["title"])
                    for one in there.get(identity(given["title"]), [])
                    if one.key != given["key"] and one.data["title"] == given["title"]
                ]
                assert not found, f"{given['title']!r} was made a second time: {found}"
            assert given["key"] not in self.outside, f"{given} is none of ours"

    def synced(
        self, clone: Clone, prefer: Side = "", faults: Sequence[str] = (), crash: int | None = None
    ) -> zotsync.SyncReport | None:
        """What a person decides with `--prefer` may be gone."""
        report = clone.sync(prefer, faults=faults, crash=crash)
        self.typed -= tokens(repr(clone.decided))
        self.retired |= report is not None and any(isinstance(one, Retire) for one in report.open)
        return report

    def state(self) -> Any:
        return self.seen(), [clone.files() for clone in self.clones]

    def lost(self) -> set[str]:
        return {word for word in self.typed if word not in self.everything()}

    def everything(self) -> set[str]:
        return tokens(repr(self.seen())) | {word for clone in self.clones for word in tokens(clone.words())}

    def quiet(self, prefer: Side = "") -> tuple[Action, ...]:
        """Pull, sync and push, one clone after the other, until nothing moves; what is still open."""
        seen = None
        for _ in range(8):
            before, seen = seen, self.state()
            if seen == before:
                break
            still: list[Action] = []
            for who, clone in enumerate(self.clones):
                self.exchange(who)
                report = self.synced(clone, prefer)
                assert report is not None, f"nothing fails now: {clone.error}"
                assert not report.refused, report.refused
                still += report.open
                self.exchange(who)
        else:
            raise AssertionError(f"it never ends: {still}")
        return tuple(still)

    @precondition(lambda self: self.made > 12)
    @rule(remote=st.booleans())
    def settle(self, remote: bool) -> None:
        self.quiet()
        assert self.lost() == set(), "nobody decided anything"
        prefer: Side = "remote" if remote else "local"
        still = self.quiet(prefer)
        assert self.lost() == set()
        assert not [one for one in still if isinstance(one, Conflict)]

        one, two = (clone.files() for clone in self.clones)
        assert one == two
        self.check_nothing_more()
        self.check_items()
        self.check_notes()
        self.check_memory()
        self.note_outside_untouched()

    def note_outside_untouched(self) -> None:
        now = {one.key: one for one in self.seen().items}
        for key, item in self.outside.items():
            assert now[key] == item

    def check_nothing_more(self) -> None:
        before = self.state()
        for clone in self.clones:
            asked = self.web.requests
            report = clone.sync()
            assert report is not None
            assert report.done == ()
            assert self.web.requests == asked + 1
        assert self.state() == before

    def check_items(self) -> None:
        """No work has two items, and none another citation key than before."""
        found = [one.data["title"] for one in self.items()]
        assert len(found) == len(set(found)), "two items of one work"
        for clone in self.clones:
            for key, work in zotsync.gather(clone.workspace).works.items():
                one = identity(work.title)
                assert self.keys.setdefault(one, key) == key, f"{one} was {self.keys[one]} and is {key}"
        for item in self.items():
            given, one = item.data.get("citationKey"), identity(item.data["title"])
            assert not given or self.keys.get(one, given) == given, f"{one} is {given} in Zotero"

    def check_notes(self) -> None:
        """No text that a person wrote stands in two notes of Zotero."""
        lists = {object_key(note_id(key)) for clone in self.clones for key in clone.lock().records}
        live = [tokens(one.data["note"]) for one in self.items(notes=True) if one.key not in lists]
        twice = {
            word for at, words in enumerate(live) for word in words if any(word in one for one in live[:at])
        }
        assert twice == set(), "a text is in Zotero twice"

    def check_memory(self) -> None:
        """A clone that forgot everything links it all again, and has nothing to change."""
        if self.retired:
            return  # what stays in Zotero though no list names it, only a memory tells from something new
        for clone in self.clones:
            with State(":memory:", self.library.id) as state:
                plan = make_plan(zotsync.gather(clone.workspace), self.library, state)
            # Which text of a note is older, nobody knows then; both stay.
            others = [one for one in plan.actions if not one.id.startswith("note:")]
            assert [one for one in others if not isinstance(one, Link | Leave)] == []


_CHANGES = st.sampled_from(["insert", "change", "delete"])


class People(Play, Writers, Readers, Visitors, Commentators):
    """Everybody, and all that they do."""


class Noted(Play, Readers, Commentators):
    """Those who write notes: two clones and a stranger in the same text, again and again."""

    @initialize(children=st.sampled_from(["sections", "files"]), template=st.booleans())
    def configure(self, children: str, template: bool) -> None:
        super().configure(children, template)
        one = self.clones[0]
        assert self.synced(one) is not None
        for which in range(len(self.notes(one))):
            for what in range(3):
                self.write_in_a_note(0, which, 9, what, "insert")
            self.write_a_note(which)
        self.quiet()

    @rule(
        who=CLONE,
        which=NUMBER,
        here=NUMBER,
        there=NUMBER,
        what=st.integers(0, 4),
        how=_CHANGES,
        does=_CHANGES,
    )
    def write_together(
        self, who: int, which: int, here: int, there: int, what: int, how: str, does: str
    ) -> None:
        """In one work, and often in one note."""
        self.write_in_a_note(who, which, here, what, how)
        self.change_a_note(which, there, does if does != "delete" else "omit")


# --- the libraries --------------------------------------------------------------------------------------------


@contextmanager
def simulated(clock: Callable[[], datetime], weather: list[str]) -> Iterator[tuple[WebLibrary, Library]]:
    with (
        EmbeddedLibrary(":memory:", clock=clock) as library,
        WebLibrary(
            "https://zotero.example",
            "group",
            1,
            sleep=no_sleep,
            clock=lambda: clock().timestamp(),
            transport=Storm(Served(library), weather),
        ) as web,
    ):
        yield web, library


def on(server: ZoteroServer) -> Opened:
    user = server.new_user()
    key = server.new_key(user)

    @contextmanager
    def opened(_: Callable[[], datetime], weather: list[str]) -> Iterator[tuple[WebLibrary, Library]]:
        where = (server.url, "group", server.new_group(user), key)
        storm = Storm(httpx2.HTTPTransport(), weather)
        with WebLibrary(*where, sleep=no_sleep, transport=storm) as web, WebLibrary(*where) as library:
            yield web, library

    return opened


def run_people(opened: Opened, examples: int, who: type[Play] = People) -> None:
    """The same plays each time, so that nobody stumbles over the finds of another; new ones in a long run."""

    class Here(who):  # type: ignore[misc, valid-type]
        def __init__(self) -> None:
            super().__init__(opened)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            derandomize=settings().max_examples < 1000,
            stateful_step_count=30,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _plays(few: int) -> int:
    """How many plays: few by default, many with `HYPOTHESIS_PROFILE=long`."""
    examples = settings().max_examples
    return examples // 3 if examples >= 1000 else few


@pytest.mark.parametrize(("who", "few"), [(People, 12), (Noted, 5)])
def test_people_and_machines(who: type[Play], few: int) -> None:
    run_people(simulated, _plays(few), who)


@pytest.mark.server
def test_people_and_machines_on_a_server(zotero_server: ZoteroServer) -> None:
    run_people(on(zotero_server), _plays(2))
