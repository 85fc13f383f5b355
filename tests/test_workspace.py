"""The repository is a workspace, and what is committed is exactly what zotsync makes."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import zotsync
from zotsync.app import session
from zotsync.app.doctor import diagnose
from zotsync.app.holdings import gather
from zotsync.codecs import lock as lock_codec
from zotsync.core.topics import show_path
from zotsync.model import Work

from .conftest import ROOT
from .facts import works as facts

SHARED = ROOT.parent / "shared" / "metadata"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".zotsync" not in path.parts
    }


def no_sleep(_: float) -> None:
    raise AssertionError("nothing to wait for")


def test_a_build_of_what_is_committed_changes_no_byte(example: Path) -> None:
    before = contents(example)
    report = zotsync.build(zotsync.open_workspace(example))

    assert (report.written, report.removed) == ((), ())
    assert contents(example) == before
    assert (report.lists, report.entries, report.works, report.topics) == (4, 204, 144, 30)
    assert report.unverified == ()
    assert report.findings == ()


def test_everything_that_is_made_can_be_made_again_from_lists_and_lock(example: Path) -> None:
    before = contents(example)
    for made in ("bib", "notes"):
        shutil.rmtree(example / made)
    zotsync.build(zotsync.open_workspace(example))

    assert contents(example) == before


def test_the_second_build_reads_nothing_and_says_the_same(example: Path) -> None:
    workspace = zotsync.open_workspace(example)
    first = zotsync.build(workspace)

    assert zotsync.build(workspace) == first


# --- the facts --------------------------------------------------------------------------------------------


def occurrences(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("path", [ROOT / "tests" / "facts", SHARED], ids=["own copy", "shared"])
def test_every_occurrence_is_found_and_is_the_right_work(path: Path) -> None:
    if not path.is_dir():
        pytest.skip("the shared facts are not here")
    holdings = zotsync.gather(zotsync.open_workspace(ROOT))
    headings = {
        (seed_list.name, heading.path): heading.written
        for seed_list in holdings.catalogue.lists
        for heading in seed_list.headings
    }
    found = [
        {
            "seed_file": entry.list,
            "line_number": str(entry.line),
            "topic_path": show_path(
                [headings[entry.list, entry.topic[: length + 1]] for length in range(len(entry.topic))]
            ),
            "title_as_written": entry.title,
            "year_as_written": entry.year,
            "link_as_written": next((link.url for link in entry.links if link.role in ("paper", "pdf")), ""),
            "work_id": key,
        }
        for entry, key in holdings.catalogue.listed
    ]
    expected = occurrences(path / "occurrences.csv")

    assert found == expected
    assert len(expected) == 204


def as_fact(work: Work) -> dict[str, Any]:
    """The attributes that the facts speak of."""
    return {name: getattr(work, name) for name in Work.__slots__ if name not in ("key", "verified")}


def test_every_work_is_the_verified_one_and_no_field_is_invented() -> None:
    holdings = zotsync.gather(zotsync.open_workspace(ROOT))
    expected = {work.key: work for work in facts.load()}

    assert set(holdings.works) == set(expected)
    assert len(expected) == 144
    for key, work in expected.items():
        assert as_fact(holdings.works[key]) == as_fact(work)


def test_the_shared_facts_say_what_our_copy_says() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared facts are not here")
    own = (ROOT / "tests" / "facts" / "works.jsonl").read_text(encoding="utf-8").splitlines()
    shared = (SHARED / "works.jsonl").read_text(encoding="utf-8").splitlines()
    for mine, theirs in zip(map(json.loads, own), map(json.loads, shared), strict=True):
        assert without_empty({name: theirs[name] for name in mine}) == without_empty(mine)


def without_empty(record: dict[str, Any]) -> dict[str, Any]:
    """Without nulls, which say nothing, and without where each fact was found."""
    return {
        name: {key: one for key, one in value.items() if one is not None}
        if isinstance(value, dict)
        else value
        for name, value in record.items()
        if name != "sources"
    }


def test_every_line_of_every_list_is_accounted_for() -> None:
    for read in zotsync.coverage(zotsync.open_workspace(ROOT)):
        text = (ROOT / "seeds" / read.name).read_text(encoding="utf-8")

        assert [line.number for line in read.lines] == list(range(1, len(text.splitlines()) + 1))
        assert all(line.why for line in read.lines if line.kind == "skipped")


def test_two_lists_share_the_collections_of_the_topics_that_they_share() -> None:
    holdings = zotsync.gather(zotsync.open_workspace(ROOT))
    by_path = {topic.path: topic for topic in holdings.catalogue.topics}
    lists = {key: {entry.list for entry in entries} for key, entries in holdings.entries.items()}

    assert {"llm-systems-reading-group.md", "llm-systems-course.txt"} <= lists[
        by_path[("模型架构",)].works[0]
    ]
    assert {"调度", "RWKV", "Mamba"} <= {path[0] for path, topic in by_path.items() if not topic.works}
    assert ("大模型内存管理",) not in by_path


def test_a_star_is_a_must_read_and_a_group_names_two_works() -> None:
    holdings = zotsync.gather(zotsync.open_workspace(ROOT))
    marked = {key for key in holdings.works if holdings.marks(key)}
    grouped = {entry.group for entry, key in holdings.catalogue.listed if key == "fedus2022switch"}

    assert marked == {"bommasani2021opportunities", "zhao2023survey"}
    assert grouped == {"Mixture of Experts (MoE)"}


# --- people edit ------------------------------------------------------------------------------------------


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_edit_in_library_bib_stays_and_reaches_topics_notes_and_items(example: Path) -> None:
    library = example / "bib" / "library.bib"
    edit(library, "title = {Attention Is All You Need}", "title = {Attention is {ALL} you need}")
    edit(library, "% Edit this file", "% my comment\n% Edit this file")
    text = library.read_text(encoding="utf-8")
    workspace = zotsync.open_workspace(example)
    report = zotsync.build(workspace)

    assert library.read_text(encoding="utf-8") == text
    assert "notes/vaswani2017attention.md" in report.written
    assert "Attention is {ALL} you need" in (example / "bib" / "model.bib").read_text(encoding="utf-8")
    note = (example / "notes" / "vaswani2017attention.md").read_text(encoding="utf-8")
    assert "\ntitle: Attention is ALL you need\n" in note
    assert zotsync.gather(workspace).works["vaswani2017attention"].title == "Attention is ALL you need"
    assert zotsync.build(workspace).written == ()


def test_a_deleted_entry_comes_back_and_an_own_entry_stays(example: Path) -> None:
    library = example / "bib" / "library.bib"
    text = library.read_text(encoding="utf-8")
    entry = re.search(r"@\w+\{touvron2023llama,.*?\n\}\n\n", text, re.DOTALL)
    assert entry is not None
    own = "@misc{zzz2020mine,\n  title = {Mine},\n}\n"
    library.write_text(text.replace(entry[0], "") + "\n" + own, encoding="utf-8")
    zotsync.build(zotsync.open_workspace(example))

    assert library.read_text(encoding="utf-8") == text + "\n" + own


def test_prose_in_a_note_survives_every_build(example: Path) -> None:
    note = example / "notes" / "vaswani2017attention.md"
    note.write_text(note.read_text(encoding="utf-8") + "\nMy prose.\n", encoding="utf-8")
    edit(note, "status: to-read", "status: read # yes")
    text = note.read_text(encoding="utf-8")
    edit(example / "seeds" / "llm-papers-annotated.md", "继 MLP、CNN、RNN 后", "继 MLP 后")
    zotsync.build(zotsync.open_workspace(example))
    new = note.read_text(encoding="utf-8")

    assert new != text
    assert new.replace("继 MLP 后", "继 MLP、CNN、RNN 后").endswith(text.rpartition("zotsync:lists")[2])
    assert "status: read # yes" in new


def test_a_new_entry_goes_everywhere_and_is_marked_as_unverified(example: Path) -> None:
    edit(
        example / "seeds" / "llm-papers-annotated.md",
        "## Code\n",
        "## Code\n\n- **A Work That Nobody Knows** (2024-ongoing) [[paper]](https://example.org/paper.html)\n",
    )
    workspace = zotsync.open_workspace(example)
    report = zotsync.build(workspace)
    key = "anonymous2024work"

    assert report.unverified == (key,)
    assert "verified: false" in (example / "notes" / f"{key}.md").read_text(encoding="utf-8")
    assert f"{{{key}," in (example / "bib" / "code.bib").read_text(encoding="utf-8")
    assert [one.key for one in zotsync.check(workspace) if one.code == "unverified"] == [key]

    # A source confirms it: the untouched entry follows, and the key stays.
    lock = lock_codec.read((example / "zotsync.lock").read_text(encoding="utf-8"))
    assert lock.records[key].work.issued == "2024"
    edit(example / "seeds" / "llm-papers-annotated.md", "A Work That Nobody Knows", "A Work That Nobody Knew")
    again = zotsync.build(workspace)

    assert again.unverified == (key,)
    assert "Nobody Knew" in (example / "bib" / "library.bib").read_text(encoding="utf-8")


def test_a_topic_that_left_takes_its_file_with_it_and_no_file_of_a_person(example: Path) -> None:
    mine = example / "bib" / "mine.bib"
    mine.write_text("@misc{mine, title = {x}}\n", encoding="utf-8")
    edit(example / "seeds" / "llm-papers-annotated.md", "## Code", "## Programs")
    report = zotsync.build(zotsync.open_workspace(example))

    assert report.removed == ("bib/code.bib",)
    assert (example / "bib" / "programs.bib").is_file()
    assert mine.is_file()


def test_nothing_is_built_without_a_list_that_cannot_be_read_any_more(example: Path) -> None:
    (example / "seeds" / "llm-papers-annotated.md").write_bytes("标题".encode("gb18030"))
    before = contents(example)
    with pytest.raises(zotsync.InputError, match=r"llm-papers-annotated\.md:1"):
        zotsync.build(zotsync.open_workspace(example))

    assert contents(example) == before


def test_a_new_list_that_cannot_be_read_is_a_finding_and_the_rest_goes_on(example: Path) -> None:
    (example / "seeds" / "new.md").write_bytes("标题".encode("gb18030"))
    edit(example / "zotsync.toml", "seeds = [", 'seeds = [\n  "seeds/new.md",')
    report = zotsync.build(zotsync.open_workspace(example))

    assert [(one.code, one.severity) for one in report.findings] == [("unreadable-list", "error")]
    assert report.lists == 4


@pytest.mark.parametrize(
    ("slip", "code"),
    [
        ("title = {My Title", "broken-entry"),
        (
            "note = {y},\n<<<<<<< a\n  title = {My Title},\n=======\n  title = {His Title},\n>>>>>>> b\n  note = {x}",
            "merge-conflict",
        ),
        ('title = "My Title', "half-read"),
        ("title {My Title}", "half-read"),
        ("title = My Title", "half-read"),
        ("title = {My} Title", "half-read"),
        ("title = {My Title}}", "stray-text"),
    ],
)
def test_a_work_whose_entry_is_broken_stays_as_it_is_everywhere(example: Path, slip: str, code: str) -> None:
    def rest() -> dict[str, bytes]:
        made = (*example.joinpath("notes").glob("*.md"), *example.joinpath("bib").glob("*.bib"))
        return {path.name: path.read_bytes() for path in made if path.name != "library.bib"}

    workspace = zotsync.open_workspace(example)
    edit(example / "bib" / "library.bib", "title = {Attention Is All You Need}", "title = {My Title}")
    session.run(workspace, {}, sleep=no_sleep)
    before = rest()
    edit(example / "bib" / "library.bib", "title = {My Title}", slip)
    text = (example / "bib" / "library.bib").read_text(encoding="utf-8")
    built, report = session.run(workspace, {}, sleep=no_sleep)

    assert code in {one.code for one in built.findings}
    assert report.done == ()
    assert rest() == before
    assert (example / "bib" / "library.bib").read_text(encoding="utf-8") == text


def test_a_file_that_a_person_saves_meanwhile_is_not_overwritten(example: Path) -> None:
    library = example / "bib" / "library.bib"
    edit(library, "title = {Attention Is All You Need}", "title = {Mine}")
    edit(
        example / "seeds" / "llm-papers-annotated.md",
        "## Code\n",
        "## Code\n\n- **A New Work of Art** (2024) [[paper]](https://example.org/a.pdf)\n",
    )

    def save(_: str, done: int, __: int) -> None:
        if done == 1:
            edit(library, "title = {Mine}", "title = {Typed meanwhile}")

    with pytest.raises(zotsync.InputError, match="changed while zotsync was at work"):
        zotsync.build(zotsync.open_workspace(example), progress=save)

    assert "Typed meanwhile" in library.read_text(encoding="utf-8")
    zotsync.build(zotsync.open_workspace(example))
    assert "Typed meanwhile" in (example / "bib" / "model.bib").read_text(encoding="utf-8")


def test_an_entry_that_is_added_during_a_build_is_seen_by_the_next(example: Path) -> None:
    def add(_: str, done: int, __: int) -> None:
        if done == 1:
            edit(
                example / "seeds" / "llm-papers-annotated.md",
                "## Code\n",
                "## Code\n\n- **A New Work of Art** (2024) [[paper]](https://example.org/a.pdf)\n",
            )

    shutil.rmtree(example / "notes")
    zotsync.build(zotsync.open_workspace(example), progress=add)

    assert zotsync.build(zotsync.open_workspace(example)).works == 145


def test_a_bib_file_of_a_person_is_never_taken_for_a_topic(example: Path) -> None:
    mine = example / "bib" / "rag.bib"
    mine.write_text("% mine, ten years of work\n", encoding="utf-8")
    report = zotsync.build(zotsync.open_workspace(example))

    assert mine.read_text(encoding="utf-8") == "% mine, ten years of work\n"
    assert [one.code for one in report.findings] == ["topic-file-left"]


def test_a_lost_lock_and_renamed_lists_change_no_key(example: Path) -> None:
    keys = set(zotsync.gather(zotsync.open_workspace(example)).works)
    config = example / "zotsync.toml"
    for path in sorted((example / "seeds").iterdir()):
        path.rename(path.with_name(f"my-{path.name}"))
    config.write_text(config.read_text(encoding="utf-8").replace("seeds/", "seeds/my-"), encoding="utf-8")

    assert set(zotsync.gather(zotsync.open_workspace(example)).works) == keys

    (example / "zotsync.lock").unlink()
    found = set(zotsync.gather(zotsync.open_workspace(example)).works)

    # Seven short names need a person, or a source: the lock was where their decisions stood.
    assert len(keys & found) >= 137
    assert all(not key.endswith("a") or key in keys for key in found)


def test_what_is_remembered_gives_what_would_be_made_anew(example: Path) -> None:
    path = example / "seeds" / "llm-papers-annotated.md"
    text = path.read_text(encoding="utf-8")
    edits = [
        text.replace("## RAG", "## Fine-Tuning II"),
        text.replace("## Quantization\n", ""),
        text[: text.index("## Code")],
        "## Model\n\n## RAG\n",
        text,
    ]
    cold = example.parent / "cold"
    for number, edited in enumerate(edits):
        path.write_text(edited, encoding="utf-8")
        shutil.copytree(example, cold / str(number), ignore=shutil.ignore_patterns(".zotsync"))
        zotsync.build(zotsync.open_workspace(example))
        zotsync.build(zotsync.open_workspace(cold / str(number)))

        assert contents(example) == contents(cold / str(number))


# --- the library ------------------------------------------------------------------------------------------

Run = Callable[[], Any]


def test_the_main_job_on_the_embedded_library(example: Path) -> None:
    before = contents(example)
    workspace = zotsync.open_workspace(example)
    built, report = session.run(workspace, {}, sleep=no_sleep)
    kinds = [action.id.partition(":")[0] for action in report.done]

    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"topic": 30, "work": 144, "note": 47}
    assert (built.written, report.open, report.refused) == ((), (), ())

    _, again = session.run(workspace, {}, sleep=no_sleep)

    assert (again.done, again.open, again.refused) == ((), (), ())
    assert contents(example) == before


def test_a_preview_writes_nothing_and_is_what_is_done(example: Path) -> None:
    workspace = zotsync.open_workspace(example)
    plan = session.preview(workspace, {}).plan
    _, report = session.run(workspace, {}, sleep=no_sleep)

    assert plan.actions == report.done


def test_how_a_list_is_read_is_told_in_the_configuration_and_counts_at_once(tmp_path: Path) -> None:
    """The remembered list is not believed where the options are others."""
    zotsync.init(tmp_path)
    (tmp_path / "seeds" / "reading-list.md").unlink()
    (tmp_path / "seeds" / "a.csv").write_text(
        "Name,What,Topic\nus,Title One of Words,A\nthem,Title Two of Words,Tools\n", encoding="utf-8"
    )
    titles = []
    for options in ("", 'title = "What"', 'title = "What"\nskip = ["Tools"]'):
        (tmp_path / "zotsync.toml").write_text(f'[lists."a.csv"]\n{options}\n', encoding="utf-8")
        workspace = zotsync.open_workspace(tmp_path)
        zotsync.build(workspace)
        titles.append([entry.title for entry, _ in zotsync.gather(workspace).catalogue.listed])

    assert titles == [["us", "them"], ["Title One of Words", "Title Two of Words"], ["Title One of Words"]]


def test_a_list_in_another_encoding_is_a_finding_that_names_it(tmp_path: Path) -> None:
    zotsync.init(tmp_path)
    (tmp_path / "seeds" / "old.md").write_bytes(
        "- **深度残差学习用于图像识别的研究** (2016)\n".encode("gb18030")
    )
    findings = zotsync.check(zotsync.open_workspace(tmp_path))

    assert any(one.code == "unreadable-list" and "seems to be in gb18030" in one.message for one in findings)


def test_lists_that_are_no_text_are_findings_of_one_line_and_the_others_are_read(tmp_path: Path) -> None:
    zotsync.init(tmp_path)
    seeds = tmp_path / "seeds"
    for each in seeds.iterdir():
        each.unlink()
    (seeds / "good.md").write_text("- **A Title of Words** (2020)\n", encoding="utf-8")
    (seeds / "empty.md").write_bytes(b"")
    (seeds / "folder.md").mkdir()
    bad = {
        "binary.md": (b"\x00\x01\x02\xff\xfe" * 100, "not text"),
        "image.md": (b"\x89PNG\r\n", "an image"),
        "latin.md": ("- **Über Wörter** (2020)\n".encode("cp1252"), "cp1252"),
        "wide.md": ("- **A Title of Words** (2020)\n".encode("utf-16"), "utf-16"),
        "cut.md": ("- **标题**".encode()[:-3], "not"),
    }
    for name, (data, _) in bad.items():
        (seeds / name).write_bytes(data)
    workspace = zotsync.open_workspace(tmp_path)
    found = {one.where: one.message for one in zotsync.check(workspace) if one.code == "unreadable-list"}

    assert sorted(found) == sorted(f"seeds/{name}" for name in bad)
    for name, (_, words) in bad.items():
        assert words in found[f"seeds/{name}"].lower()
        assert "\n" not in found[f"seeds/{name}"]
    assert [entry.title for entry, _ in zotsync.gather(workspace).catalogue.listed] == ["A Title of Words"]


# --- names in the configuration -----------------------------------------------------------------------------


def test_a_name_in_the_configuration_that_names_nothing_is_told_by_every_build(tmp_path: Path) -> None:
    zotsync.init(tmp_path)
    (tmp_path / "zotsync.toml").write_text(
        '[topics]\n"Architecture" = "Nets"\n[lists."reading-lst.md"]\nroot = "R"\n[lists."inbox.md"]\nroot = "R"\n',
        encoding="utf-8",
    )
    workspace = zotsync.open_workspace(tmp_path)
    said = [one.message for one in zotsync.build(workspace).findings]

    assert said == [
        "[topics] renames 'Architecture', which is no heading of any list; did you mean 'Architectures'?",
        "[lists.\"reading-lst.md\"] is about a list that is not there; did you mean 'reading-list.md'?",
        'root in [lists."inbox.md"] does nothing: the headings of the inbox are topics already',
    ]
    assert [one.message for one in zotsync.build(workspace).findings] == said
    told = [one for one in diagnose(tmp_path, {}) if one.check == "configuration"]
    assert [(one.outcome, one.message) for one in told] == [
        ("warning", f"zotsync.toml: {message}") for message in said
    ]


def test_what_zotsync_writes_into_the_inbox_is_not_renamed_again(tmp_path: Path) -> None:
    zotsync.init(tmp_path)
    (tmp_path / "zotsync.toml").write_text(
        '[topics]\n"A" = "B"\n"B" = "C"\n[lists."inbox.md"]\nroot = "R"\n', encoding="utf-8"
    )
    (tmp_path / "seeds" / "reading-list.md").write_text("## A\n\n- **First Title of All** (2020)\n")
    (tmp_path / "seeds" / "inbox.md").write_text("# Inbox\n\n## B\n\n- **Second Title of All** (2021)\n")
    holdings = gather(zotsync.open_workspace(tmp_path))

    assert [(one.path, len(one.works)) for one in holdings.catalogue.topics] == [(("B",), 2)]
