"""The 204 entries of the four lists, looked up over the network among twenty lookalikes of each work."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from zotsync.adapters.sources import Sources
from zotsync.app.resolve import ResolveReport, resolve
from zotsync.app.workspace import open_workspace
from zotsync.core import titles
from zotsync.model import Lock, Work

from .facts import works as facts
from .facts.lookalikes import lookalikes, true_records
from .server.replay import Replay, replaying
from .server.services import services

_SEEDS = (
    "llm-systems-reading-group.md",
    "llm-systems-course.txt",
    "llm-papers-we-recommend.md",
    "llm-papers-annotated.md",
)


def gold() -> dict[tuple[str, int], list[str]]:
    """By list and line, the works that stand there."""
    path = Path(__file__).parent / "facts" / "occurrences.csv"
    found: dict[tuple[str, int], list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["seed_file"], int(row["line_number"])), []).append(row["work_id"])
    return found


@pytest.fixture(scope="module")
def replay() -> Iterator[Replay]:
    rng = random.Random(7)
    records = []
    first_titles = {one["id"]: one["alt_titles"][0] for one in facts.records() if one.get("alt_titles")}
    for work in facts.load():
        others = lookalikes(work, rng, namesakes=False)
        assert len(others) >= 20
        records += [*true_records(work, rng, first_titles.get(work.key, "")), *others]
    rng.shuffle(records)
    with replaying() as server:
        server.answer = services(records)
        yield server


@pytest.fixture(scope="module")
def run(replay: Replay, tmp_path_factory: pytest.TempPathFactory) -> tuple[ResolveReport, Lock]:
    folder = tmp_path_factory.mktemp("lists")
    root = Path(__file__).parents[1]
    (folder / "seeds").mkdir()
    for name in _SEEDS:
        (folder / "seeds" / name).write_bytes((root / "seeds" / name).read_bytes())
    (folder / "zotsync.toml").write_text("", encoding="utf-8")
    workspace = open_workspace(folder)
    with Sources(address=replay.address, cache=folder / ".zotsync", sleep=lambda _: None) as sources:
        report = resolve(workspace, sources)
    return report, workspace.read_lock()


def is_the_work(found: Work, true: Work) -> bool:
    """Whether a record is of the work: the same people and the title, or an identifier."""
    if set(found.identifiers) & set(true.identifiers):
        return True
    same = titles.normal(found.title) == titles.normal(true.title)
    return same and [one.family or one.literal for one in found.creators[:3]] == [
        one.family or one.literal for one in true.creators[:3]
    ]


def test_nearly_all_entries_are_found_and_none_is_wrong(run: tuple[ResolveReport, Lock]) -> None:
    report, lock = run
    true = {work.key: work for work in facts.load()}
    wanted = gold()
    outcomes: Counter[str] = Counter()
    wrong = []
    for found in report.found:
        works = [true[key] for key in wanted.get((found.list, found.line), [])]
        right = any(is_the_work(lock.records[found.key].work, work) for work in works)
        outcomes["right" if right else "wrong"] += 1
        if not right:
            wrong.append(found)
    outcomes["left"] = len(report.doubts)

    assert wrong == []
    assert report.entries == 204
    assert outcomes["right"] / 204 >= 0.97, (outcomes, [(one.title, one.why) for one in report.doubts])
    assert outcomes["right"] + outcomes["left"] == 204


def test_what_is_left_has_candidates(run: tuple[ResolveReport, Lock]) -> None:
    for doubt in run[0].doubts:
        assert doubt.why
        assert len(doubt.offers) <= 3


@pytest.mark.usefixtures("run")
def test_arxiv_is_asked_for_ids_in_batches(replay: Replay) -> None:
    batches = [one for one in replay.asked if one.host == "export.arxiv.org" and "id_list" in one.params]

    assert len(batches) <= 4


def test_a_link_to_another_work_is_seen(run: tuple[ResolveReport, Lock]) -> None:
    """One list links the PipeDream of 2019 to a paper of 2018 with another title."""
    report, lock = run
    found = next(one for one in report.found if "generalized pipeline" in one.title.casefold())

    assert lock.records[found.key].work.issued[:4] == "2019"
    assert "arxiv" not in {one.scheme for one in lock.records[found.key].work.identifiers}
