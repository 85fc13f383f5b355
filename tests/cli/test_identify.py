"""`zotsync identify` and `zotsync check --explain`: what a person says of one entry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zotsync.cli import cli

LIST = """\
# The list

## A

- **Attention Is All You Need** (2017) [[paper]](https://arxiv.org/abs/1706.03762)
    - **Authors**: Vaswani et al.
- **Transformers, as We Call Them** (2017)
- **A Tool That Is No Paper** (2020)
- **Title One of Words** (2020) & **Title Two of Words** (2021)
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    run("init", tmp_path)
    (tmp_path / "seeds" / "reading-list.md").unlink()
    (tmp_path / "seeds" / "a.md").write_text(LIST, encoding="utf-8")
    return tmp_path


def lock(workspace: Path) -> str:
    path = workspace / "zotsync.lock"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_what_is_no_paper_is_left_out_everywhere(workspace: Path) -> None:
    said = run("-C", workspace, "identify", "a.md:8", "--not-a-paper")
    built = run("-C", workspace, "build")
    checked = run("-C", workspace, "check")
    lines = run("-C", workspace, "check", "--lines").output.splitlines()

    assert said.exit_code == 0
    assert "'A Tool That Is No Paper' is no paper and is left out" in said.output
    assert '["A Tool That Is No Paper", "", "", "not a paper", 1.0]' in lock(workspace)
    assert "1 list, 4 entries, 4 works in 1 topic" in built.output
    made = [*(workspace / "bib").iterdir(), *(workspace / "notes").iterdir()]
    assert all("A Tool" not in path.read_text(encoding="utf-8") for path in made)
    assert "[not-a-paper]" in checked.output
    assert "a.md:8: skipped: not a paper, zotsync.lock says" in lines


def test_it_stays_when_the_line_moves(workspace: Path) -> None:
    run("-C", workspace, "identify", "a.md:8", "--not-a-paper")
    path = workspace / "seeds" / "a.md"
    path.write_text(LIST.replace("## A\n", "## A\n\nmore\n"), encoding="utf-8")

    assert "4 entries" in run("-C", workspace, "build").output


def test_one_entry_is_the_work_of_another(workspace: Path) -> None:
    run("-C", workspace, "build")
    said = run("-C", workspace, "identify", "seeds/a.md:7", "vaswani2017attention")
    built = run("-C", workspace, "build")

    assert (
        "is vaswani2017attention (Attention Is All You Need), no longer anonymous2017transformers"
        in said.output
    )
    assert "5 entries, 4 works" in built.output


def test_what_stays_of_a_work_that_was_built_is_told(workspace: Path) -> None:
    first = run("-C", workspace, "identify", "a.md:8", "--not-a-paper", "--dry-run")
    run("-C", workspace, "build")
    then = run("-C", workspace, "identify", "a.md:8", "--not-a-paper")
    run("-C", workspace, "build")

    assert "stays" not in first.output
    stays = "anonymous2020tool leaves its topics, but stays in bib/library.bib and notes/anonymous2020tool.md"
    assert stays in then.output
    assert "anonymous2020tool" not in (workspace / "bib" / "a.bib").read_text(encoding="utf-8")
    assert "anonymous2020tool" in (workspace / "bib" / "library.bib").read_text(encoding="utf-8")
    assert (workspace / "notes" / "anonymous2020tool.md").is_file()


def test_what_was_said_can_be_taken_back(workspace: Path) -> None:
    run("-C", workspace, "build")
    run("-C", workspace, "identify", "a.md:8", "--not-a-paper")
    said = run("-C", workspace, "identify", "a.md:8", "--forget")

    assert "is anonymous2020tool (A Tool That Is No Paper)" in said.output
    assert "5 entries, 5 works" in run("-C", workspace, "build").output


def test_a_dry_run_writes_nothing(workspace: Path) -> None:
    result = run("-C", workspace, "identify", "a.md:8", "--not-a-paper", "--dry-run", "--json")

    assert json.loads(result.stdout)["key"] == ""
    assert lock(workspace) == ""


def test_a_line_below_the_title_is_the_entry_too(workspace: Path) -> None:
    result = run("-C", workspace, "identify", "a.md:6", "--not-a-paper", "--dry-run")

    assert "'Attention Is All You Need' is no paper" in result.output


def test_several_entries_on_a_line_are_told_by_title(workspace: Path) -> None:
    result = run("-C", workspace, "identify", "a.md:9", "--not-a-paper", "--title", "two")

    assert "'Title Two of Words' is no paper" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["a.md:3", "--not-a-paper"],
            "a.md:3: no entry stands there; near it: 'Attention Is All You Need' in line 5",
        ),
        (["a.md:99", "--not-a-paper"], "no entry stands there"),
        (["b.md:3", "--not-a-paper"], "there is no list 'b.md'; did you mean 'a.md'?"),
        (["papers.org:3", "--not-a-paper"], "there is no list 'papers.org'; there is a.md"),
        (["a.md", "--not-a-paper"], "write the list and the line"),
        (["a.md:5", "vaswani2017atention"], "did you mean vaswani2017attention (Attention Is All You Need)"),
        (["a.md:5", "nosuch"], "there is no work 'nosuch'; those that there are stand in bib/library.bib"),
        (["a.md:9", "--not-a-paper"], "say which with --title"),
        (["a.md:5"], "say one of"),
        (["a.md:5", "x", "--forget"], "say one of"),
    ],
)
def test_mistakes_are_told_with_what_is_near(workspace: Path, arguments: list[str], words: str) -> None:
    result = run("-C", workspace, "identify", *arguments)

    assert result.exit_code == 2
    assert words in result.stderr
    assert lock(workspace) == ""


def test_explain_tells_how_a_line_was_read(workspace: Path) -> None:
    run("-C", workspace, "identify", "a.md:8", "--not-a-paper")
    detail = run("-C", workspace, "check", "--explain", "a.md:6").output
    tool = run("-C", workspace, "check", "--explain", "a.md:8").output
    data = json.loads(run("-C", workspace, "check", "--explain", "a.md:5", "--json").stdout)

    assert detail.startswith("a.md:6 is detail: Attention Is All You Need\n")
    assert "  authors_as_written      Vaswani et al.\n" in detail
    assert "  work                    vaswani2017attention  Attention Is All You Need\n" in detail
    assert "  rule " in detail
    assert "none: the lock says that it is no paper" in tool
    assert data["line"]["kind"] == "entry"
    assert data["entries"][0]["fields"]["arxiv"] == "1706.03762"
    assert run("-C", workspace, "check", "--explain", "a.md:99").exit_code == 2
