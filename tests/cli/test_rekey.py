"""`zotsync rekey`, and what build and check say of a key that somebody typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zotsync.cli import cli

OLD, NEW = "anonymous2017attention", "vaswani2017"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    run("init", tmp_path)
    text = "## A\n\n- **Attention Is All You Need** (2017)\n- **Another Title** (2018)\n"
    (tmp_path / "seeds" / "reading-list.md").write_text(text, encoding="utf-8")
    run("-C", tmp_path, "build")
    return tmp_path


def all_of(workspace: Path) -> dict[Path, bytes]:
    found = (path for path in workspace.rglob("*") if path.is_file() and ".zotsync" not in path.parts)
    return {path: path.read_bytes() for path in found}


def test_it_says_what_it_wrote_and_what_of_documents(workspace: Path) -> None:
    said = run("-C", workspace, "rekey", OLD, NEW)

    assert said.exit_code == 0
    assert said.output.splitlines() == [
        f"{OLD} is {NEW} (Attention Is All You Need)",
        f"wrote bib/library.bib, zotsync.lock, bib/a.bib, notes/{NEW}.md",
        f"removed notes/{OLD}.md",
        f"{OLD} stays an alias (ids, for biblatex); zotsync sync tells Zotero",
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(workspace: Path) -> None:
    before = all_of(workspace)
    said = run("-C", workspace, "rekey", OLD, NEW, "--dry-run")

    assert all_of(workspace) == before
    assert f"would write bib/library.bib, zotsync.lock, bib/a.bib, notes/{NEW}.md" in said.output
    assert run("-C", workspace, "build", "--dry-run").output.endswith("which)\n")


def test_as_json(workspace: Path) -> None:
    said = json.loads(run("-C", workspace, "rekey", OLD, NEW, "--json").output)

    assert said["keys"] == [{"old": OLD, "new": NEW, "title": "Attention Is All You Need"}]
    assert f"notes/{NEW}.md" in said["written"]
    assert said["removed"] == [f"notes/{OLD}.md"]


def test_an_unknown_key_is_told_with_what_is_near(workspace: Path) -> None:
    said = run("-C", workspace, "rekey", "anonymous2017atention", NEW)

    assert said.exit_code == 2
    assert f"did you mean {OLD!r}" in said.output or OLD in said.output


def test_a_key_that_somebody_typed_is_told_by_check_and_build(workspace: Path) -> None:
    path = workspace / "bib" / "library.bib"
    path.write_text(path.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    checked = run("-C", workspace, "check")
    built = run("-C", workspace, "build")
    again = run("-C", workspace, "build")

    assert f"{OLD} is {NEW} here: the next build takes that over everywhere" in checked.output
    line = f"{OLD} is {NEW} now: all follows, and {OLD} stays an alias; `zotsync rekey {NEW} {OLD}` takes it back"
    assert line in built.output.splitlines()
    assert OLD not in again.output
