"""`zotsync resolve` from end to end, against services that answer over a real connection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zotsync.adapters.sources import Sources
from zotsync.cli import cli
from zotsync.codecs import lock as lock_codec
from zotsync.model import Creator, Identifier, Lock, SourceRecord, Work

from ..server.replay import Asked, Replay, Reply, as_json, replaying
from ..server.services import services

pytestmark = pytest.mark.usefixtures("replay")

LIST = """\
# The list

## A

- **Attention Is All You Need** (2017) [[paper]](https://arxiv.org/abs/1706.03762)
- **RetNet: Retentive Network: A Successor to Transformer for Large Language Models** (2023)
- **PipeDream: generalized pipeline parallelism for DNN training** [[paper]](https://arxiv.org/abs/1806.03377)
- **A Work That Is Nowhere To Be Found at All** (2020)
- **Deep Learning** (2015)
"""


def work(title: str, people: str, year: str, *curies: str, container: str = "") -> Work:
    names = [Creator(*one.split(", ")) for one in people.split("; ")]
    found = tuple(Identifier(*one.split(":", 1)) for one in curies)
    kind = "paper-conference" if container else "article"
    return Work(
        key="",
        type=kind,
        title=title,
        creators=tuple(names),
        issued=year,
        identifiers=found,
        container_title=container,
        url="https://example.org/x",
    )


ATTENTION = work("Attention Is All You Need", "Vaswani, Ashish; Shazeer, Noam", "2017", "arxiv:1706.03762")
RETNET = work(
    "Retentive Network: A Successor to Transformer for Large Language Models",
    "Sun, Yutao; Dong, Li",
    "2023",
    "arxiv:2307.08621",
)
PIPEDREAM = work(
    "PipeDream: Generalized Pipeline Parallelism for DNN Training",
    "Narayanan, Deepak; Harlap, Aaron",
    "2019",
    "doi:10.1145/3341301.3359646",
    container="SOSP",
)
OTHER_PIPEDREAM = work(
    "PipeDream: Fast and Efficient Pipeline Parallel DNN Training",
    "Harlap, Aaron; Narayanan, Deepak",
    "2018",
    "arxiv:1806.03377",
)
DEEP = work(
    "Deep learning", "LeCun, Yann; Bengio, Yoshua", "2015", "doi:10.1038/nature14539", container="Nature"
)
OTHER_DEEP = work(
    "Deep Learning", "Rusk, Nicole", "2015", "doi:10.1038/nmeth.3707", container="Nature Methods"
)


def told(source: str, one: Work) -> SourceRecord:
    return SourceRecord(source, one.identifiers[0].value, one)


CORPUS = [
    told("arxiv", ATTENTION),
    told("openalex", ATTENTION),
    told("arxiv", RETNET),
    told("dblp", replace(RETNET, type="paper-conference", container_title="CoRR")),
    told("crossref", PIPEDREAM),
    told("arxiv", OTHER_PIPEDREAM),
    told("crossref", DEEP),
    told("crossref", OTHER_DEEP),
]


@pytest.fixture
def replay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    monkeypatch.setattr(Sources, "_nap", lambda *_: None)
    with replaying() as server:
        server.answer = services(CORPUS)
        monkeypatch.setenv("ZOTSYNC_SOURCES_URL", server.address)
        yield server


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    run("init", tmp_path)
    (tmp_path / "seeds" / "reading-list.md").unlink()
    (tmp_path / "seeds" / "a.md").write_text(LIST, encoding="utf-8")
    return tmp_path


def run(*arguments: str | Path, answers: str = "") -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments], input=answers)


def lock(workspace: Path) -> Lock:
    return lock_codec.read((workspace / "zotsync.lock").read_text(encoding="utf-8"))


def key_of(workspace: Path, title: str) -> str:
    return next(one.key for one in lock(workspace).identifications if title in one.title)


def bib(workspace: Path) -> str:
    return (workspace / "bib" / "library.bib").read_text(encoding="utf-8")


# --- what a run does --------------------------------------------------------------------------------------


def test_what_is_sure_is_written_and_the_rest_is_left(workspace: Path) -> None:
    done = run("-C", workspace, "resolve")

    assert done.exit_code == 1
    assert "5 entries looked up: 3 found, 2 left for you" in done.output
    assert "a.md:5: vaswani2017attention  Attention Is All You Need" in done.output
    records = lock(workspace).records
    assert records["vaswani2017attention"].work.verified
    assert key_of(workspace, "RetNet") == "sun2023retentive"
    assert "@inproceedings{narayanan2019pipedream" in bib(workspace)


def test_a_link_to_another_work_does_not_win_over_the_title(workspace: Path) -> None:
    run("-C", workspace, "resolve")

    found = lock(workspace).records[key_of(workspace, "PipeDream")].work
    assert found.identifiers == PIPEDREAM.identifiers
    assert "[link-other-work]" in run("-C", workspace, "check").output


def test_two_works_of_one_title_are_left_for_a_person(workspace: Path) -> None:
    done = run("-C", workspace, "resolve")

    assert "'Deep Learning': two works are as near" in done.output or "'Deep Learning': no" in done.output
    assert not lock(workspace).records[key_of(workspace, "Deep Learning")].work.verified


def test_every_source_of_a_work_is_named_in_the_lock(workspace: Path) -> None:
    run("-C", workspace, "resolve")

    record = lock(workspace).records["vaswani2017attention"]
    assert [one.partition(" ")[0] for one in record.sources] == ["arxiv", "openalex"]
    assert "title, creators, issued" in record.sources[0]
    evidence = next(one for one in lock(workspace).identifications if one.key == "vaswani2017attention")
    assert evidence.evidence == "arxiv:1706.03762; title same; year (arxiv, openalex)"
    assert evidence.confidence == 1.0


def test_a_second_run_asks_only_for_what_is_open(replay: Replay, workspace: Path) -> None:
    run("-C", workspace, "resolve")
    before, asked = lock(workspace), len(replay.asked)
    again = run("-C", workspace, "resolve")

    assert "2 entries looked up: 0 found" in again.output
    assert lock(workspace) == before
    silent = replay.asked[asked:]  # nothing that was answered is asked again within a day
    assert {one.host for one in silent} <= {
        "aclanthology.org",
        "api.datacite.org",
        "doi.org",
        "api2.openreview.net",
    }


def test_a_dry_run_writes_nothing(workspace: Path) -> None:
    done = run("-C", workspace, "resolve", "--dry-run")

    assert "3 would be found" in done.output
    assert not (workspace / "zotsync.lock").exists()
    assert not (workspace / ".zotsync" / "doubts.json").exists()


def test_json_says_the_same(workspace: Path) -> None:
    done = json.loads(run("-C", workspace, "resolve", "--json").output)

    assert [one["key"] for one in done["found"]][:1] == ["vaswani2017attention"]
    assert len(done["doubts"]) == 2


def test_offline_nobody_is_asked(replay: Replay, workspace: Path) -> None:
    done = run("-C", workspace, "resolve", "--offline")

    assert not replay.asked
    assert done.output == (
        "5 entries looked up: 0 found, 5 left for you\n"
        "5 entries of which no source said anything: there is no title index of theirs here yet; zotsync index "
        "build DUMP makes one, or leave --offline out\n"
    )


def test_one_list_can_be_looked_up_alone(workspace: Path) -> None:
    (workspace / "seeds" / "b.md").write_text(
        "## B\n\n- **Some Other Work Entirely** (2001)\n", encoding="utf-8"
    )

    assert "1 entry looked up" in run("-C", workspace, "resolve", "b.md").output
    assert run("-C", workspace, "resolve", "c.md").exit_code == 2


def test_two_hundred_entries_with_arxiv_ids_cost_four_requests_to_arxiv_at_most(
    replay: Replay, workspace: Path
) -> None:
    works = [
        work(
            f"A Study of Subject Number {word} and Its Many Consequences",
            "Doe, Jane",
            "2019",
            f"arxiv:1901.{n:05d}",
        )
        for n, word in ((n, f"X{n:03d}Y") for n in range(1, 201))
    ]
    replay.answer = services([told("arxiv", one) for one in works])
    lines = [f"- **{one.title}** <https://arxiv.org/abs/{one.identifiers[0].value}>" for one in works]
    (workspace / "seeds" / "a.md").write_text("## A\n\n" + "\n".join(lines) + "\n", encoding="utf-8")

    done = run("-C", workspace, "resolve")

    assert "200 found, 0 left" in done.output
    assert replay.counts["export.arxiv.org"] <= 4


# --- what people wrote ------------------------------------------------------------------------------------


def test_what_a_person_edited_is_never_overwritten(workspace: Path) -> None:
    run("-C", workspace, "build")
    path = workspace / "bib" / "library.bib"
    path.write_text(
        bib(workspace).replace("Attention Is All You Need", "Attention Is {ALL} You Need, My Way"),
        encoding="utf-8",
    )
    run("-C", workspace, "resolve")

    key = key_of(workspace, "Attention")
    assert "Attention Is {ALL} You Need, My Way" in bib(workspace)
    assert "Vaswani, Ashish and Shazeer, Noam" in bib(workspace)
    assert lock(workspace).records[key].work.title == "Attention Is All You Need"


def test_what_a_person_identified_is_not_argued_with(workspace: Path) -> None:
    (workspace / "seeds" / "a.md").write_text(
        f"## A\n\n- **{DEEP.title} for Readers of Nature**\n- **{ATTENTION.title}** (2017)\n",
        encoding="utf-8",
    )
    run("-C", workspace, "build")
    key = key_of(workspace, "Readers")
    assert run("-C", workspace, "identify", "a.md:4", key).exit_code == 0
    done = run("-C", workspace, "resolve")

    assert "1 entry looked up" in done.output
    assert key_of(workspace, "Attention") == key


def test_a_key_that_was_pinned_stays(workspace: Path) -> None:
    run("-C", workspace, "build")
    before = {one.title: one.key for one in lock(workspace).identifications}
    run("-C", workspace, "resolve")

    assert {one.title: one.key for one in lock(workspace).identifications} == before


def test_keys_from_before_anybody_looked_become_what_they_would_be_today(workspace: Path) -> None:
    run("-C", workspace, "build")
    note = workspace / "notes" / "anonymous2017attention.md"
    note.write_text(note.read_text(encoding="utf-8") + "Mine.\n", encoding="utf-8")
    done = run("-C", workspace, "resolve")
    assert (
        "3 keys from before author and year were known (anonymous2017attention, today vaswani2017attention)"
        in (done.output)
    )

    planned = json.loads(run("-C", workspace, "rekey", "--makeshift", "--dry-run", "--json").output)
    assert note.exists()
    done = run("-C", workspace, "rekey", "--makeshift")
    assert done.exit_code == 0
    assert "anonymous2017attention is vaswani2017attention (Attention Is All You Need)" in done.output
    assert [one["new"] for one in planned["keys"]] == [
        "vaswani2017attention",
        "sun2023retentive",
        "narayanan2019pipedream",
    ]
    assert {one["new"] for one in planned["keys"]} <= set(lock(workspace).records)
    assert "ids = {anonymous2017attention}" in bib(workspace)
    assert note.with_stem("vaswani2017attention").read_text(encoding="utf-8").endswith("Mine.\n")
    assert "no key is from before" in run("-C", workspace, "rekey", "--makeshift").output
    assert run("-C", workspace, "build", "--json").exit_code == 0
    assert run("-C", workspace, "rekey").exit_code == 2


def test_two_keys_of_one_work_become_one_and_the_other_can_still_be_cited(workspace: Path) -> None:
    second = (
        "## B\n\n- **Transformer** (2017) [[paper]](https://arxiv.org/abs/1706.03762v5)\n"
        "- **Attention is all you need**\n"
    )
    (workspace / "seeds" / "0.md").write_text(
        "## B\n\n- **Transformer: Attention is all you need** (2017)\n", encoding="utf-8"
    )
    (workspace / "seeds" / "b.md").write_text(second, encoding="utf-8")
    run("-C", workspace, "build")
    keys = {one.key for one in lock(workspace).identifications}
    run("-C", workspace, "resolve")

    now = lock(workspace)
    same = {one.key for one in now.identifications if "ttention" in one.title or one.title == "Transformer"}
    assert len(same) == 1
    assert keys <= set(now.records)
    assert all(f"{{{key}," in bib(workspace) for key in keys)


# --- interruptions ----------------------------------------------------------------------------------------


def test_a_run_that_is_stopped_goes_on_where_it_was(
    replay: Replay, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zotsync.app.resolve._PORTION", 1)
    answer, searched = services(CORPUS), list[str]()
    search = Sources.search

    def interrupted(self: Sources, title: str) -> tuple[SourceRecord, ...]:
        searched.append(title)
        if len(searched) == 3:
            raise KeyboardInterrupt
        return search(self, title)

    monkeypatch.setattr(Sources, "search", interrupted)
    replay.answer = answer
    stopped = run("-C", workspace, "resolve")
    first = {key for key, one in lock(workspace).records.items() if one.work.verified}
    run("-C", workspace, "resolve")

    assert stopped.exit_code == 130
    assert "run it again to go on" in stopped.output
    assert "vaswani2017attention" in first
    assert len({key for key, one in lock(workspace).records.items() if one.work.verified}) == 3


def test_services_that_do_not_answer_are_named_and_nothing_is_decided_against_them(
    replay: Replay, workspace: Path
) -> None:
    replay.answer = lambda _: Reply(b"<html>busy</html>", 503, "text/html")
    done = run("-C", workspace, "resolve")

    assert "not asked, or no answer: it is out of order (503)" in done.output
    assert "0 found, 5 left for you" in done.output


def test_without_a_network_that_is_said_once_and_not_of_every_entry(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    monkeypatch.setenv("ZOTSYNC_SOURCES_URL", "http://127.0.0.1:1")
    done = run("-C", workspace, "resolve")

    assert "not asked, or no answer: not reached (no connection; is there a network?)" in done.output
    assert "5 entries of which no source said anything: run it again when there is a network" in done.output
    assert "a.md:" not in done.output
    assert done.exit_code == 1


def test_a_link_that_nobody_could_look_up_is_no_support(replay: Replay, workspace: Path) -> None:
    namesake = replace(
        OTHER_PIPEDREAM, creators=(Creator("Moe", "Max"),), identifiers=(), type="paper-conference"
    )
    corpus = services([SourceRecord("dblp", "conf/x", namesake)])
    busy = Reply(b"Rate exceeded.", 429, "text/plain")
    replay.answer = lambda asked: busy if "arxiv" in asked.host else corpus(asked)
    line = f"- **{namesake.title}**{{}} [[paper]](https://arxiv.org/abs/1806.03377)\n"
    (workspace / "seeds" / "a.md").write_text("## A\n\n" + line.format(""), encoding="utf-8")
    done = run("-C", workspace, "resolve")

    assert "its link could not be looked up: arxiv did not answer" in done.output
    (workspace / "seeds" / "a.md").write_text("## A\n\n" + line.format(" (2018)"), encoding="utf-8")
    assert "1 found" in run("-C", workspace, "resolve").output


def test_nobody_says_that_a_silent_source_has_nothing(replay: Replay, workspace: Path) -> None:
    replay.answer = lambda asked: Reply(status=500) if "crossref" in asked.host else Reply(status=404)
    done = run("-C", workspace, "resolve")

    assert "'Deep Learning': no source that answered has a title like it" in done.output
    assert "crossref: not asked, or no answer: it is out of order (500)" in done.output


# --- preprints and publications ---------------------------------------------------------------------------


PUBLISHED = work("Retentive Networks", "Sun, Yutao; Dong, Li", "2024", "doi:10.1000/retnet", container="Conf")


@pytest.mark.parametrize("names_it", ["arxiv", "crossref", "semanticscholar"])
def test_a_preprint_whose_record_names_its_publication_is_published(
    replay: Replay, workspace: Path, names_it: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_KEY", "k")
    paper = as_crossref(PUBLISHED)
    if names_it == "crossref":
        preprint = as_crossref(replace(RETNET, identifiers=(Identifier("doi", "10.1101/retnet"),)))
        preprint["relation"] = {"is-preprint-of": [{"id-type": "doi", "id": "10.1000/retnet"}]}
        link = "https://doi.org/10.1101/retnet"
    else:
        link = "https://arxiv.org/abs/2307.08621"

    def answer(asked: Asked) -> Reply:
        if asked.host == "export.arxiv.org" and names_it != "crossref":
            return arxiv_entry(RETNET, "10.1000/retnet" if names_it == "arxiv" else "")
        if asked.host == "api.semanticscholar.org" and names_it == "semanticscholar":
            # Written by hand, in the form that the service documents: its answers may not be passed on.
            both = {"ArXiv": "2307.08621", "DOI": "10.1000/retnet"}
            people = [{"name": "Yutao Sun"}, {"name": "Li Dong"}]
            return as_json(
                [{"paperId": "a" * 40, "title": RETNET.title, "authors": people, "year": 2023,
                  "externalIds": both, "venue": "Conf"}]
            )  # fmt: skip
        if asked.host == "api.crossref.org" and "retnet" in asked.path:
            return as_json({"message": preprint if "10.1101" in asked.path else paper})
        return Reply(status=404)

    replay.answer = answer
    (workspace / "seeds" / "a.md").write_text(
        f"## A\n\n- **{RETNET.title}** [[paper]]({link})\n", encoding="utf-8"
    )
    done = run("-C", workspace, "resolve")

    found = lock(workspace).records[key_of(workspace, "Retentive")].work
    assert "1 found" in done.output, done.output
    assert "preprint of which" not in done.output
    assert (found.type, found.container_title, found.issued) == ("paper-conference", "Conf", "2024")
    assert Identifier("doi", "10.1000/retnet") in found.identifiers
    if names_it != "crossref":
        assert Identifier("arxiv", "2307.08621") in found.identifiers
    assert replay.counts["export.arxiv.org"] <= 1
    assert replay.counts["api.crossref.org"] <= 2


def test_a_preprint_of_which_no_publication_is_known_is_told(workspace: Path) -> None:
    done = run("-C", workspace, "resolve")

    assert "1 preprint of which no record names a publication; zotsync resolve --upgrade" in done.output


def as_crossref(one: Work) -> dict[str, object]:
    return {
        "DOI": one.identifiers[0].value,
        "type": "proceedings-article" if one.container_title else "posted-content",
        "title": [one.title],
        "author": [{"family": who.family, "given": who.given} for who in one.creators],
        "issued": {"date-parts": [[int(one.issued)]]},
        "container-title": [one.container_title],
    }


def arxiv_entry(one: Work, doi: str) -> Reply:
    names = "".join(f"<author><name>{who.given} {who.family}</name></author>" for who in one.creators)
    named = f"<arxiv:doi>{doi}</arxiv:doi>" if doi else ""
    entry = (
        f"<entry><id>http://arxiv.org/abs/{one.identifiers[0].value}v1</id><title>{one.title}</title>"
        f"<published>{one.issued}-07-17T00:00:00Z</published>{names}{named}</entry>"
    )
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">'
    return Reply(f"{head}{entry}</feed>".encode(), kind="application/atom+xml")


# --- review -----------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zotsync.cli.review.is_someone_there", lambda: True)


@pytest.mark.usefixtures("terminal")
def test_a_person_chooses_pastes_refuses_and_leaves(workspace: Path) -> None:
    extra = "- **A Tool of Some Kind** (2020)\n- **My Transformer Thing** (2021)\n- **Still Open After All** (2022)\n"
    (workspace / "seeds" / "a.md").write_text(LIST + extra, encoding="utf-8")
    run("-C", workspace, "resolve")

    answers = {
        "A Work That Is Nowhere": "u",
        "Deep Learning": "1",
        "A Tool of Some Kind": "p",
        "My Transformer Thing": "nonsense\nhttps://arxiv.org/pdf/1706.03762v3\ny",
        "Still Open After All": "s",
    }
    asked = json.loads(run("-C", workspace, "resolve", "--review", "--json").output)["doubts"]
    typed = "\n".join(next(a for t, a in answers.items() if one["title"].startswith(t)) for one in asked)
    done = run("-C", workspace, "resolve", "--review", answers=typed + "\n")

    assert "decided 4, left 1" in done.output, done.output
    assert "that is neither a candidate nor" in done.output
    now = lock(workspace)
    assert now.records[key_of(workspace, "Deep Learning")].work.verified
    assert key_of(workspace, "My Transformer Thing") == "vaswani2017attention"
    assert key_of(workspace, "A Tool of Some Kind") == ""
    evidence = {one.title: one.evidence for one in now.identifications}
    assert evidence["A Work That Is Nowhere To Be Found at All"] == "no source has it, a person says"
    assert evidence["My Transformer Thing"] == "a person said so: arxiv:1706.03762"
    again = run("-C", workspace, "resolve")
    assert "1 entry looked up" in again.output


@pytest.mark.usefixtures("terminal")
def test_a_review_that_is_broken_off_keeps_what_was_decided_and_builds(workspace: Path) -> None:
    (workspace / "seeds" / "a.md").write_text(LIST + "- **A Tool of Some Kind** (2020)\n", encoding="utf-8")
    run("-C", workspace, "resolve")
    doubts = json.loads(run("-C", workspace, "resolve", "--review", "--json").output)["doubts"]
    at = [one["title"] for one in doubts].index("Deep Learning")
    done = run("-C", workspace, "resolve", "--review", answers="s\n" * at + "?\n1\n")

    assert "no source has it; it is not looked up again" in done.output.partition("1 of 3")[2]
    assert "decided 1, left 2" in done.output
    assert done.exit_code == 1
    key = key_of(workspace, "Deep Learning")
    assert lock(workspace).records[key].work.verified
    assert (workspace / "notes" / f"{key}.md").exists()


@pytest.mark.usefixtures("terminal")
def test_what_shares_a_word_is_no_candidate(workspace: Path) -> None:
    run("-C", workspace, "resolve")
    doubts = json.loads(run("-C", workspace, "resolve", "--review", "--json").output)["doubts"]
    nowhere = next(one for one in doubts if one["title"].startswith("A Work That Is Nowhere"))

    assert (nowhere["why"], nowhere["offers"]) == ("no source has a title like it", [])


def test_without_a_terminal_review_only_shows(workspace: Path) -> None:
    run("-C", workspace, "resolve")
    before = (workspace / "zotsync.lock").read_text(encoding="utf-8")
    shown = run("-C", workspace, "resolve", "--review")

    assert shown.exit_code == 1
    assert "2 entries to decide: this asks questions, so run it in a terminal" in shown.output
    assert (workspace / "zotsync.lock").read_text(encoding="utf-8") == before


# --- records from strangers -------------------------------------------------------------------------------


def test_a_malicious_record_does_no_harm(replay: Replay, workspace: Path) -> None:
    evil = replace(
        RETNET,
        title=RETNET.title,
        creators=(
            Creator("Sun\x1b[2J", "Yutao <script>alert(1)</script>"),
            Creator("\\input{/etc/passwd}", "\\write18{rm -rf /}"),
            Creator("\u202eDong", "Li}@article{x,"),
        ),
        container_title='Proc. <img src=x onerror="alert(1)"> $\\input{secret}$ % } \n---\nstatus: read',
        type="paper-conference",
        identifiers=(Identifier("doi", "10.1000/evil"),),
        page="1\x072",
        url="javascript:alert(1)",
    )
    huge = replace(
        RETNET, title=RETNET.title + " x" * 500_000, identifiers=(Identifier("doi", "10.1000/huge"),)
    )
    replay.answer = services([told("crossref", evil), told("crossref", huge)])
    (workspace / "seeds" / "a.md").write_text(
        f"## A\n\n- **{RETNET.title}** (2023) <https://doi.org/10.1000/evil>\n", encoding="utf-8"
    )
    done = run("-C", workspace, "resolve")

    assert "1 found" in done.output
    notes = "".join(path.read_text(encoding="utf-8") for path in (workspace / "notes").iterdir())
    for text in (
        done.output,
        notes,
        bib(workspace),
        (workspace / "zotsync.lock").read_text(encoding="utf-8"),
    ):
        assert "<script" not in text
        assert "onerror" not in text
        assert "javascript:" not in text
        assert not any(character in text for character in "\x1b\x07\u202e")
        assert len(text) < 20_000
    assert "\\input{" not in bib(workspace)
    assert "\\write18" not in bib(workspace)
    assert bib(workspace).count("\n@") == 1
    assert "status: to-read" in notes
    assert "[broken-entry]" not in run("-C", workspace, "check").output


def test_a_contact_and_sources_are_configured(replay: Replay, workspace: Path) -> None:
    (workspace / "zotsync.toml").write_text(
        '[resolve]\ncontact = "ada@example.org"\nsources = ["arxiv"]\n', encoding="utf-8"
    )
    run("-C", workspace, "resolve")

    assert set(replay.counts) == {"export.arxiv.org"}
    asked: list[Asked] = replay.asked
    assert all("ada@example.org" in one.headers["User-Agent"] for one in asked)
