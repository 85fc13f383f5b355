"""`zotsync check` on .bib files, in a workspace and without one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import zotsync
from zotsync.app.codes import CODES
from zotsync.cli import cli

BAD = (
    "% mine\r\n@article{a,\r\n  title={Salt &amp; BERT},\r\n  author={Doe, J},\r\n  journal={J},\r\n  year=2020,"
    "\r\n  pages={1-2} }\r\n@misc{b, title={Broken\r\n"
)


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    path = tmp_path / "refs.bib"
    path.write_bytes(BAD.encode())
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["check", *map(str, arguments)])


def test_a_bib_file_anywhere_is_checked(bib: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bib.parent)
    done = run("refs.bib")

    assert done.exit_code == 1
    assert (
        "refs.bib:3: warning: title has '&amp;', which LaTeX prints as it is [html-debris]\n" in done.output
    )
    assert (
        "refs.bib:8: error: this entry is left out: its closing } is missing [broken-entry]\n" in done.output
    )
    assert "4 findings, 2 of them to look at" in done.output
    assert bib.read_bytes() == BAD.encode()


def test_the_fixes_are_shown_first_and_change_only_what_they_say(
    bib: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bib.parent)
    shown = run("refs.bib", "--diff")

    assert shown.exit_code == 1
    assert "-  title={Salt &amp; BERT}," in shown.output
    assert "+  title={Salt \\& {BERT}}," in shown.output
    assert bib.read_bytes() == BAD.encode()
    done = run("refs.bib", "--fix")
    assert "fixed refs.bib" in done.output
    assert bib.read_bytes() == BAD.replace("&amp; BERT", "\\& {BERT}").replace("1-2", "1--2").encode()
    assert run("refs.bib", "--diff").exit_code == 0


def test_findings_for_programs(bib: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bib.parent)
    told = json.loads(run("refs.bib", "--json").stdout)

    assert {(one["where"], one["code"]) for one in told["findings"]} >= {("refs.bib:7", "pages-dash")}
    lines = run("refs.bib", "--github", "--ignore", "html-debris").stdout.splitlines()
    assert "::notice file=refs.bib,line=7,title=pages-dash::write 1--2: two hyphens make a dash" in lines
    assert not any("html-debris" in line for line in lines)


def test_a_finding_is_explained() -> None:
    done = run("--explain", "unprotected")

    assert done.exit_code == 0
    assert "Braces around it keep it." in done.output
    assert "did you mean 'unprotected'" in run("--explain", "unprotcted").stderr


def test_a_workspace_has_its_library_checked_too(example: Path) -> None:
    library = example / "bib" / "library.bib"
    text = library.read_text(encoding="utf-8")
    library.write_text(text + "\n@article{mine, title = {Mine}, pages = {1-2}}\n", encoding="utf-8")

    done = CliRunner().invoke(cli, ["-C", str(example), "check"])
    assert "warning: @article has no author; styles need it [missing-field]" in done.output
    fixed = CliRunner().invoke(cli, ["-C", str(example), "check", "--fix"])
    assert "[pages-dash]" not in fixed.output
    assert library.read_text(encoding="utf-8") == text + "\n@article{mine, title = {Mine}, pages = {1--2}}\n"


def test_a_file_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert run("no.bib").exit_code == 3
    assert "no.bib: cannot be read" in run("no.bib").stderr


def test_a_bib_that_is_not_there_is_no_list(example: Path) -> None:
    done = CliRunner().invoke(cli, ["-C", str(example), "check", "nothere.bib"])

    assert done.exit_code == 3
    assert done.stderr == "zotsync: nothere.bib: cannot be read (No such file or directory)\n"


def test_every_finding_is_explained() -> None:
    sources = Path(zotsync.__file__).parent.rglob("*.py")
    codes = {
        code for one in sources for code in re.findall(r'Finding\(\s*"([a-z-]+)"', one.read_text("utf-8"))
    }

    assert "note-left" in codes
    assert codes <= CODES.keys()


def test_a_code_to_ignore_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_text("@misc{a, title = {A}}\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["check", str(tmp_path / "x.bib"), "--ignore", "month-text,pages-dsh"])

    assert done.exit_code == 2
    assert "there is no finding 'pages-dsh'; did you mean 'pages-dash'" in done.stderr


def test_where_nothing_can_be_fixed_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_text("@misc{a, title = {A}, year = 2020}\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["check", str(tmp_path / "x.bib"), "--diff"])

    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "nothing that --fix would change\n")


def test_a_command_that_is_named_can_be_pasted(tmp_path: Path) -> None:
    CliRunner().invoke(cli, ["init", str(tmp_path)])
    text = "- **深度学习研究综述** (2020)\n- **图神经网络研究综述** (2021)\n"
    (tmp_path / "seeds" / "阅读 清单.md").write_text(text, encoding="utf-8")

    assert (
        "`zotsync check '阅读 清单.md'` names all"
        in CliRunner().invoke(cli, ["-C", str(tmp_path), "check"]).output
    )
