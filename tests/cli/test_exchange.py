"""Files of other programs, in and out, through the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from zotsync.cli import cli

BIB = """@article{doe:2020,
  title = {A Study of Things},
  author = {Doe, Jane},
  journal = {Journal of X},
  year = 2020,
  volume = 7,
  pages = {1--9},
  abstract = {What it is about.},
  note = {Read twice},
}
"""
RIS = "TY  - JOUR\nID  - roe21\nTI  - Another Study of Things\nAU  - Roe, Richard\nPY  - 2021\nVL  - 3\nER  - \n"


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    assert run("init", folder).exit_code == 0
    for seed in (folder / "seeds").iterdir():
        seed.unlink()
    (folder / "seeds" / "mine.bib").write_text(BIB, encoding="utf-8")
    (folder / "seeds" / "theirs.ris").write_text(RIS, encoding="utf-8")
    return folder


def test_a_bibliography_in_seeds_keeps_its_keys_and_all_that_it_says(workspace: Path) -> None:
    assert run("-C", workspace, "build").exit_code == 0
    text = (workspace / "bib" / "library.bib").read_text(encoding="utf-8")

    assert "@article{doe:2020," in text
    assert "@article{roe21," in text
    for field in ("volume = {7}", "pages = {1--9}", "abstract = {What it is about.}", "volume = {3}"):
        assert field in text
    assert run("-C", workspace, "build").output.count("wrote") == 0


def test_a_bibliography_is_converted_without_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS, encoding="utf-8")
    result = run("read", tmp_path / "a.ris", "--bibtex")

    assert "@article{roe21," in result.stdout
    assert "volume = {3}" in result.stdout


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.ris", "TY  - JOUR\r\nID  - doe:2020"),
        ("a.json", '"id": "doe:2020"'),
        ("a.yaml", "references:\n- id: doe:2020"),
        ("a.csv", "key,type,title"),
        ("a.bib", "@article{doe:2020,"),
    ],
)
def test_the_name_of_the_file_tells_the_format(workspace: Path, tmp_path: Path, name: str, said: str) -> None:
    result = run("-C", workspace, "export", "-o", tmp_path / name)

    assert result.stderr == f"wrote {tmp_path / name}\n"
    assert said.encode() in (tmp_path / name).read_bytes()
    assert "unchanged:" in run("-C", workspace, "export", "-o", tmp_path / name).stderr


def test_a_topic_alone_is_exported(workspace: Path) -> None:
    result = run("-C", workspace, "export", "mine", "--format", "csl-json")

    assert '"doe:2020"' in result.stdout
    assert '"roe21"' not in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "x.foo"), "x.foo: no format has this ending; say --format bibtex, ris"),
        (("--format", "docx"), "docx is no text for a terminal; say where it goes: -o NAME.docx"),
        (("--format", "ris", "--ascii"), "are for BibTeX, not for ris"),
        (("--format", "ris", "--style", __file__), "--style is for documents"),
        (("--for", "zotero", "--ascii"), "are for BibTeX, not for zotero"),
        (("--for", "papis"), "papis takes a folder for each work; say where they go: -o FOLDER"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(workspace)
    result = run("export", *words)

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_without_pandoc_a_document_is_refused_in_one_line(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    result = run("-C", workspace, "export", "-o", tmp_path / "a.docx")

    assert result.exit_code == 3
    assert "docx needs pandoc, which is not installed" in result.stderr
    assert not (tmp_path / "a.docx").exists()


@pytest.mark.parametrize("program", ["zotero", "jabref", "mendeley", "endnote"])
def test_what_a_program_imports_is_one_file(workspace: Path, tmp_path: Path, program: str) -> None:
    assert run("-C", workspace, "export", "--for", program, "-o", tmp_path / "made").exit_code == 0

    assert "doe:2020" in (tmp_path / "made").read_text(encoding="utf-8")


def test_papis_gets_a_folder_for_each_work(workspace: Path, tmp_path: Path) -> None:
    assert run("-C", workspace, "export", "--for", "papis", "-o", tmp_path / "papers").exit_code == 0
    info = yaml.safe_load((tmp_path / "papers" / "doe-2020" / "info.yaml").read_text(encoding="utf-8"))

    assert info["ref"] == "doe:2020"
    assert (tmp_path / "papers" / "roe21" / "info.yaml").is_file()


def test_what_an_import_would_lose_is_told_without_a_workspace(tmp_path: Path) -> None:
    path = tmp_path / "paper.bib"
    path.write_text(BIB + "@dataset{d, title={D}}\n", encoding="utf-8")
    result = run("check", "--for", "zotero", path)

    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{path}:11: lost whole (1): @dataset:")
    assert lines[1].startswith(f"{path}:1: lost (1): the citation key")
    assert "export --for zotero" in lines[-1]
    assert (
        json.loads(run("check", "--for", "zotero", path, "--json").stdout)["losses"][0]["loss"]["key"]
        == "doe:2020"
    )


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    result = run("check", "--for", "zotero", tmp_path / "no.bib")

    assert result.exit_code == 3
    assert "no.bib: cannot be read (No such file or directory)" in result.stderr
    assert run("check", "--for", "zotero").exit_code == 2


def test_losses_are_told_of_a_file_in_any_encoding(tmp_path: Path) -> None:
    path = tmp_path / "old.bib"
    path.write_bytes("@article{a, title = {Ä}, author = {Müller, Jürgen and others}}".encode("latin-1"))

    assert "and others" in run("check", "--for", "zotero", path).stdout


@pytest.mark.parametrize(("name", "program"), [("papers.rdf", "zotero"), ("papers.xml", "endnote")])
def test_what_a_program_imports_is_asked_for_by_its_name(tmp_path: Path, name: str, program: str) -> None:
    CliRunner().invoke(cli, ["init", str(tmp_path)])
    done = CliRunner().invoke(cli, ["-C", str(tmp_path), "export", "-o", name])

    assert done.exit_code == 2
    assert done.stderr == f"zotsync: {name}: say which program is to import it: --for {program}\n"


def test_nothing_is_promised_of_a_file_that_is_no_bib(tmp_path: Path) -> None:
    (tmp_path / "x.ris").write_text("TY  - JOUR\nTI  - A\nER  - \n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["check", "--for", "zotero", str(tmp_path / "x.ris")])

    assert done.exit_code == 2
    assert "only of .bib files" in done.stderr


def test_a_file_that_only_another_program_reads_is_told(tmp_path: Path) -> None:
    CliRunner().invoke(cli, ["init", str(tmp_path)])
    CliRunner().invoke(cli, ["-C", str(tmp_path), "build"])
    foreign = tmp_path / "seeds" / "mine.enw"
    foreign.write_text("%0 Journal Article\n%T A Title\n", encoding="utf-8")
    said = "seeds/mine.enw: warning: not read: this is EndNote's import format; export XML or RIS instead"

    assert said in CliRunner().invoke(cli, ["-C", str(tmp_path), "build"]).output
    assert said in CliRunner().invoke(cli, ["-C", str(tmp_path), "check"]).output
    read = CliRunner().invoke(cli, ["read", str(foreign)])
    assert (read.exit_code, read.stdout) == (3, "")
    assert "export XML or RIS" in read.stderr


def test_a_workspace_without_lists_says_what_to_do(tmp_path: Path) -> None:
    CliRunner().invoke(cli, ["init", str(tmp_path)])
    (tmp_path / "seeds" / "reading-list.md").unlink()

    assert (
        "there is no list yet: put one into seeds/"
        in CliRunner().invoke(cli, ["-C", str(tmp_path), "build"]).output
    )
