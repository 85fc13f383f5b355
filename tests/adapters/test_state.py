"""What a clone remembers: as much is written as has changed, and nothing is kept for ever."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from zotsync.adapters.state import State
from zotsync.core.actions import Drop
from zotsync.core.runs import Log
from zotsync.core.tree import Mirror
from zotsync.errors import InputError
from zotsync.model import Collection, Item

ITEMS = {f"K{number:07}": Item(f"K{number:07}", 1, {"title": f"T {number}"}) for number in range(50)}


def dropped(name: str) -> Drop:
    return Drop(f"work:{name}", "items", name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite"


def watched(file: Path) -> sqlite3.Connection:
    """A connection that sees every row of the mirror that is written."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("create table seen (row text)")
    for table in ("item", "collection"):
        for event, row in (("insert", "new"), ("delete", "old")):
            other.execute(
                f"create trigger {table}_{event} after {event} on {table} "
                f"begin insert into seen values ('{event} ' || {row}.key); end"
            )
    return other


def test_of_a_mirror_only_what_changed_is_written(file: Path) -> None:
    shelf = Collection("SHELFYYY", 1, "A")
    with State(file, "lib") as state:
        state.record(mirror=Mirror(1, ITEMS, {shelf.key: shelf}))
        other = watched(file)
        base = state.base().mirror
        items = {**base.items, "K0000005": replace(base.items["K0000005"], version=2, data={"title": "New"})}
        del items["K0000007"]
        state.record(mirror=Mirror(2, items, base.collections), before=base)

        assert sorted(row for (row,) in other.execute("select row from seen")) == [
            "delete K0000007",
            "insert K0000005",
        ]
        assert state.base().mirror == Mirror(2, items, base.collections)
        other.close()


def test_a_run_is_in_the_log_with_its_first_batch(file: Path) -> None:
    with State(file, "lib") as state:
        run = state.journal.new_run("2026-11-21T05:00:00+0000")
        assert state.journal.runs() == ()
        state.record(log=Log(run, [dropped("A")]))
        assert state.journal.runs() == (replace(run, actions=(dropped("A"),)),)
        assert state.journal.cut() == (dropped("A"),)
        state.record(log=Log(run, [dropped("B")], is_last=True))

        assert state.journal.runs() == (replace(run, actions=(dropped("A"), dropped("B")), is_cut=False),)
        assert state.journal.cut() == ()


def test_what_a_run_that_was_cut_did_counts_until_another_comes_to_its_end(file: Path) -> None:
    with State(file, "lib") as state:
        state.record(log=Log(state.journal.new_run(), [dropped("A")]))
        state.record(log=Log(state.journal.new_run(), is_last=True))

        assert state.journal.cut() == ()
        assert [run.is_cut for run in state.journal.runs()] == [True]


def test_the_log_goes_back_two_hundred_runs(file: Path) -> None:
    with State(file, "lib") as state, State(file, "other") as other:
        other.record(log=Log(other.journal.new_run(), [dropped("A")], is_last=True))
        for _ in range(203):
            state.record(log=Log(state.journal.new_run(), [dropped("A")], is_last=True))

        assert [run.number for run in state.journal.runs()] == list(range(204, 4, -1))
        assert [len(run.actions) for run in state.journal.runs()] == [1] * 200
        assert len(other.journal.runs()) == 1


def test_a_choice_about_what_is_decided_is_forgotten(file: Path) -> None:
    with State(file, "lib") as state:
        state.choose("work:a", "title", "x", "local")
        state.choose("work:b", "title", "x", "local")
        state.record(undecided={"work:b"})

        assert set(state.choices()) == {("work:b", "title", "x")}


def test_a_state_in_a_folder_without_the_right_to_write_can_be_looked_at(file: Path) -> None:
    with State(file, "lib") as state:
        state.record(mirror=Mirror(1, ITEMS))
    file.parent.chmod(0o500)
    file.chmod(0o400)
    try:
        if os.access(file.parent, os.W_OK):
            pytest.skip("whoever runs this may write everywhere")
        with State(file, "lib", read_only=True) as state:
            assert state.version == 1
        with pytest.raises(InputError, match="cannot be written"), State(file, "lib"):
            pass
    finally:
        file.parent.chmod(0o700)


def test_who_only_looks_writes_nothing(file: Path) -> None:
    with State(file, "lib") as state:
        state.record(mirror=Mirror(1, ITEMS))
    before = file.read_bytes()
    with State(file, "lib", read_only=True) as state:
        assert state.version == 1
        with pytest.raises(InputError):
            state.choose("work:a", "title", "x", "local")
    with State(file, "other", read_only=True) as state:
        assert (state.version, state.keys(), state.journal.runs()) == (0, {}, ())

    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]
