"""`zotsync resolve --upgrade` and `zotsync explain`: what became of works, and who says what of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from zotsync.adapters.sources import Sources
from zotsync.cli import cli
from zotsync.codecs import lock as lock_codec
from zotsync.model import Creator, Identifier, Lock, Record, SourceRecord, Work

from ..server.replay import NOTHING, Asked, Replay, Reply, as_json, replaying
from ..server.services import services

PREPRINT = Work(
    key="",
    type="article",
    title="Sparse Attention for Long Proteins",
    creators=(Creator("Doe", "Jane"), Creator("Roe", "Rex")),
    issued="2021",
    identifiers=(Identifier("arxiv", "2101.00001"),),
)
PAPER = replace(
    PREPRINT,
    type="article-journal",
    issued="2022-03",
    container_title="Journal of Proteins",
    volume="7",
    page="1-9",
    identifiers=(Identifier("doi", "10.1000/proteins.7"),),
)
NAMESAKE = replace(
    PAPER, creators=(Creator("Other", "Olga"),), identifiers=(Identifier("doi", "10.1000/namesake"),)
)
LIST = """\
## A

- **Sparse Attention for Long Proteins** (2021) [[paper]](https://arxiv.org/abs/2101.00001)
- **A Claim That Did Not Hold** (2020) [[paper]](https://doi.org/10.1000/claim)
- **A Page That Is Gone Now** (2019) [[paper]](https://gone.example.org/paper.pdf)
"""
CLAIM = Work(
    key="",
    type="article-journal",
    title="A Claim That Did Not Hold",
    creators=(Creator("Poe", "Pia"),),
    issued="2020",
    container_title="Journal of Claims",
    identifiers=(Identifier("doi", "10.1000/claim"),),
)
GONE = replace(
    CLAIM,
    title="A Page That Is Gone Now",
    issued="2019",
    identifiers=(Identifier("doi", "10.1000/gone"),),
)


def told(source: str, one: Work) -> SourceRecord:
    return SourceRecord(source, one.identifiers[0].value, one)


BEFORE = [told("arxiv", PREPRINT), told("crossref", CLAIM), told("crossref", GONE)]


class World:
    """The services, and what is new in them."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.records = list(BEFORE)
        self.updates: dict[str, list[dict[str, Any]]] = {}
        self.dead: set[str] = set()
        replay.answer = self.answer

    def answer(self, asked: Asked) -> Reply:
        if asked.host in self.dead:
            return Reply(status=404)
        if asked.host.endswith("example.org"):
            return Reply(b"a page")
        reply = services(self.records)(asked)
        if asked.host != "api.crossref.org" or reply is NOTHING:
            return reply
        message = json.loads(reply.body)["message"]
        for work in message.get("items", [message]):
            if said := self.updates.get(work["DOI"].lower()):
                work["updated-by"] = said
        return as_json({"message": message})


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(Sources, "_nap", lambda *_: None)
    with replaying() as server:
        monkeypatch.setenv("ZOTSYNC_SOURCES_URL", server.address)
        yield World(server)


@pytest.fixture
def workspace(tmp_path: Path, world: World) -> Path:
    run("init", tmp_path)
    (tmp_path / "seeds" / "reading-list.md").unlink()
    (tmp_path / "seeds" / "a.md").write_text(LIST, encoding="utf-8")
    done = run("-C", tmp_path, "resolve")
    assert "3 found, 0 left" in done.output, (done.output, world)
    (tmp_path / ".zotsync" / "answers.sqlite").unlink()
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def lock(workspace: Path) -> Lock:
    return lock_codec.read((workspace / "zotsync.lock").read_text(encoding="utf-8"))


def bib(workspace: Path) -> str:
    return (workspace / "bib" / "library.bib").read_text(encoding="utf-8")


def test_nothing_new_is_nothing_to_do(workspace: Path) -> None:
    done = run("-C", workspace, "resolve", "--upgrade")

    assert (done.exit_code, done.output) == (0, _silent("3 works looked at, 0 to change\n"))


def _silent(end: str) -> str:
    why = "semanticscholar: not asked, or no answer: needs a key in SEMANTIC_SCHOLAR_API_KEY\n"
    return why + end


def test_a_preprint_that_was_published_is_offered_and_its_arxiv_id_stays(
    world: World, workspace: Path
) -> None:
    world.records += [told("crossref", PAPER), told("crossref", NAMESAKE)]
    before = (workspace / "zotsync.lock").read_text(encoding="utf-8")

    shown = run("-C", workspace, "resolve", "--upgrade")
    assert shown.exit_code == 1
    assert "doe2021sparse: published: Journal of Proteins 2022" in shown.output
    assert "issued: 2021-05-01 -> 2022-03" in shown.output
    assert (workspace / "zotsync.lock").read_text(encoding="utf-8") == before

    run("-C", workspace, "resolve", "--upgrade", "--yes")
    now = lock(workspace).records["doe2021sparse"].work
    assert (now.type, now.container_title) == ("article-journal", "Journal of Proteins")
    assert [str(one) for one in now.identifiers] == ["doi:10.1000/proteins.7", "arxiv:2101.00001"]
    assert now.creators == PREPRINT.creators
    assert "journaltitle = {Journal of Proteins}" in bib(
        workspace
    ) or "journal = {Journal of Proteins}" in bib(workspace)
    assert run("-C", workspace, "resolve", "--upgrade").exit_code == 0


def test_what_a_person_wrote_stays_and_the_plan_says_so(world: World, workspace: Path) -> None:
    path = workspace / "bib" / "library.bib"
    path.write_text(
        bib(workspace).replace("Sparse Attention for Long Proteins", "Sparse Attention, My Way"),
        encoding="utf-8",
    )
    world.records.append(told("crossref", PAPER))
    done = run("-C", workspace, "resolve", "--upgrade", "--yes")

    assert "title: stays as you wrote it, Sparse Attention, My Way" in done.output
    assert "Sparse Attention, My Way" in bib(workspace)
    assert "Journal of Proteins" in bib(workspace)


def test_a_retraction_and_an_erratum_are_two_things(world: World, workspace: Path) -> None:
    world.updates["10.1000/claim"] = [
        {
            "DOI": "10.1000/r",
            "type": "retraction",
            "source": "retraction-watch",
            "updated": {"date-parts": [[2023, 4]]},
        }
    ]
    world.updates["10.1000/gone"] = [{"DOI": "10.1000/e", "type": "erratum", "source": "publisher"}]
    done = run("-C", workspace, "resolve", "--upgrade", "--yes")

    assert "poe2020claim: retracted 2023-04 (doi:10.1000/r; retraction-watch)" in done.output
    assert "poe2019page: a correction was published (doi:10.1000/e)" in done.output
    assert "retracted" in lock(workspace).records["poe2020claim"].remark
    assert "retracted" not in lock(workspace).records["poe2019page"].remark
    assert "retracted 2023-04" in run("-C", workspace, "check").output
    assert run("-C", workspace, "resolve", "--upgrade").exit_code == 0


def test_a_work_that_was_decided_while_the_question_was_open_is_left_out(
    world: World, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.records.append(told("crossref", PAPER))
    for doi, notice in (("10.1000/claim", "retraction"), ("10.1000/gone", "erratum")):
        world.updates[doi] = [{"DOI": f"{doi}.n", "type": notice, "source": "publisher"}]
    meanwhile: dict[str, Record] = {}

    def yes(*_: object, **_named: object) -> bool:
        """Says yes; but another run has settled one work, and taken out another."""
        now = lock(workspace)
        settled = replace(
            now.records["doe2021sparse"], work=replace(PREPRINT, key="doe2021sparse", note="mine")
        )
        meanwhile.update({**now.records, "doe2021sparse": settled})
        del meanwhile["poe2019page"]
        entries = (workspace / "seeds" / "a.md").read_text(encoding="utf-8").splitlines(keepends=True)
        (workspace / "seeds" / "a.md").write_text("".join(entries[:-1]), encoding="utf-8")
        said = tuple(one for one in now.identifications if one.key in meanwhile)
        text = lock_codec.write(replace(now, records=meanwhile, identifications=said))
        (workspace / "zotsync.lock").write_text(text, encoding="utf-8")
        return True

    monkeypatch.setattr("zotsync.cli.resolve.is_someone_there", lambda: True)
    monkeypatch.setattr("click.confirm", yes)
    done = run("-C", workspace, "resolve", "--upgrade")

    left = "left as they are, they changed since the question: doe2021sparse, poe2019page; "
    assert left + "zotsync resolve --upgrade looks again\n" in done.output
    assert done.exit_code == 1
    assert lock(workspace).records["doe2021sparse"] == meanwhile["doe2021sparse"]
    assert "poe2019page" not in lock(workspace).records
    assert "retracted" in lock(workspace).records["poe2020claim"].remark


def test_dead_links_are_told_and_links_that_are_only_slow_are_not(world: World, workspace: Path) -> None:
    world.dead.add("gone.example.org")
    done = run("-C", workspace, "resolve", "--upgrade")

    assert "poe2019page: the link of a.md:5 leads nowhere: https://gone.example.org/paper.pdf" in done.output
    assert done.output.count("leads nowhere") == 1


def test_an_unanswered_question_changes_nothing(world: World, workspace: Path) -> None:
    world.replay.answer = lambda _: Reply(status=503)
    done = run("-C", workspace, "resolve", "--upgrade", "--yes")

    assert "0 to change" in done.output
    assert "out of order (503)" in done.output


def test_the_plan_is_a_value(world: World, workspace: Path) -> None:
    world.records.append(told("crossref", PAPER))
    plan = json.loads(run("-C", workspace, "resolve", "--upgrade", "--json").stdout)

    assert [(one["key"], one["kind"]) for one in plan["changes"]] == [("doe2021sparse", "published")]


def test_options_that_exclude_each_other(workspace: Path) -> None:
    for wrong in (["--review", "--upgrade"], ["--yes"], ["a.md", "--upgrade"]):
        assert run("-C", workspace, "resolve", *wrong).exit_code == 2


# --- explain ----------------------------------------------------------------------------------------------


def test_each_field_has_its_source_its_day_and_the_dissent(world: World, workspace: Path) -> None:
    world.records += [told("crossref", PAPER), told("dblp", replace(PAPER, page="100-109"))]
    run("-C", workspace, "resolve", "--upgrade", "--yes")
    told_of = json.loads(run("-C", workspace, "explain", "doe2021sparse", "--json").output)
    fields = {one["name"]: one for one in told_of["fields"]}

    assert fields["container_title"]["value"] == "Journal of Proteins"
    assert any(
        who.startswith("crossref 10.1000/proteins.7 (20") for who in fields["container_title"]["sources"]
    )
    assert [what for _, what in fields["page"]["dissent"]] == ["100-109"]
    shown = run("-C", workspace, "explain", "doe2021sparse").output
    assert "but dblp" in shown
    assert "says 100-109" in shown


def test_an_edited_field_is_told_apart(workspace: Path) -> None:
    path = workspace / "bib" / "library.bib"
    path.write_text(bib(workspace).replace("Journal of Claims", "J. Claims"), encoding="utf-8")

    shown = run("-C", workspace, "explain", "poe2020claim").output
    assert "J. Claims" in shown
    assert "edited in library.bib; the record says Journal of Claims" in shown


def test_a_key_that_is_not_there(workspace: Path) -> None:
    done = run("-C", workspace, "explain", "poe2020clam")

    assert done.exit_code == 2
    assert "did you mean 'poe2020claim'" in done.output
