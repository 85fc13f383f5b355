"""The recipes of docs/bibtex.md for programs that are no LaTeX, as they stand there, with the real programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

from ..conftest import ROOT, missing

DOCS = (ROOT / "docs" / "bibtex.md").read_text(encoding="utf-8")
MARKDOWN = "As @vaswani2017attention [p. 3] says [see @kwon2023efficient; -@gemini2024gemini].\n"
PRINTED = (
    "As Vaswani et al. (2017, 3) says (see Kwon et al. 2023; 2024).",
    "Gemini Team, ",
    "Łukasz Kaiser",
    "“Efficient Memory Management for Large Language Model Serving with PagedAttention.”",
)


def recipe(name: str, language: str) -> str:
    """The commands or the file of a recipe."""
    found = re.search(rf"^\*\*{name}\.\*\*.*?^```{language}\n(.*?)^```", DOCS, re.M | re.S)
    assert found
    return found[1]


def shell(folder: Path, script: str) -> str:
    """What the commands of a recipe print; each must succeed."""
    program = folder / ".bin" / "zotsync"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m zotsync "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = os.environ | {
        "PATH": os.pathsep.join((str(program.parent), os.environ["PATH"])),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    script = re.sub(r"^\$ ", "", script, flags=re.M)
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(example: Path) -> Path:
    if shutil.which("pandoc") is None:
        missing("readers", "pandoc is not installed")
    return example


@pytest.mark.parametrize("ending", ["docx", "odt", "html", "pdf"])
def test_pandoc_prints_what_a_chapter_cites(folder: Path, ending: str) -> None:
    if ending == "pdf":
        found = shutil.which("kpsewhich") and subprocess.run(
            ["kpsewhich", "lmodern.sty"], capture_output=True
        )
        if not found or found.returncode:
            missing("tex", "lmodern is not installed")
    folder.joinpath("chapter.md").write_text(MARKDOWN, encoding="utf-8")

    shell(folder, recipe("pandoc", "console").replace("chapter.pdf", f"chapter.{ending}"))
    if ending == "pdf":
        assert folder.joinpath("chapter.pdf").read_bytes().startswith(b"%PDF")
        return
    if ending == "odt":  # pandoc's reader of .odt passes over lists of references
        with ZipFile(folder / "chapter.odt") as odt:
            text = re.sub(r"<[^>]*>", "", re.sub(r"<text:s */>", " ", odt.read("content.xml").decode()))
    else:
        text = shell(folder, f"pandoc chapter.{ending} -t plain --wrap=none")
    assert [one for one in PRINTED if one not in text] == []


@pytest.mark.parametrize("format", ["csl-json", "csl-yaml"])
def test_pandoc_prints_from_csl(folder: Path, format: str) -> None:
    folder.joinpath("chapter.md").write_text(MARKDOWN, encoding="utf-8")
    name = format.replace("csl-", "refs.")

    shell(folder, f"zotsync export --format {format} -o {name}")
    text = shell(folder, f"pandoc chapter.md --citeproc --bibliography {name} -t plain --wrap=none")
    assert [one for one in PRINTED if one not in text] == []


def test_the_head_for_quarto_is_one_for_pandoc(folder: Path) -> None:
    head = recipe("Quarto", "yaml")
    folder.joinpath("_quarto.yml").write_text(head, encoding="utf-8")
    folder.joinpath("index.qmd").write_text(MARKDOWN + "\nSee @fig-one.\n", encoding="utf-8")

    shell(folder, yaml.safe_load(head)["project"]["pre-render"])
    text = shell(
        folder, "pandoc -f markdown --metadata-file _quarto.yml --citeproc index.qmd -t plain --wrap=none"
    )
    assert [one for one in PRINTED if one not in text] == []


def test_typst_prints_what_a_paper_cites(example: Path) -> None:
    typst = pytest.importorskip("typst")
    paper = '= One <one>\nAs @vaswani2017attention[p. 3] says, @one.\n#bibliography("refs.bib")\n'
    example.joinpath("main.typ").write_text(paper, encoding="utf-8")

    shell(example, recipe("Typst", "console"))
    paper = paper.replace("= One", '#set heading(numbering: "1.")\n= One')
    example.joinpath("main.typ").write_text(paper, encoding="utf-8")
    html = typst.compile(example / "main.typ", format="html").decode()
    assert "Attention Is All You Need" in html


@pytest.mark.parametrize("own", ["@misc{own,\n  title = {Of a Co-Author},\n}\n", ""])
def test_overleaf_gets_what_the_paper_cites(example: Path, tmp_path: Path, own: str) -> None:
    """The server is a folder; the commands are those of the recipe."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    server, work = tmp_path / "server.git", tmp_path / "elsewhere"
    quiet = "git -c user.name=a -c user.email=a@example.org"
    shell(example, f"git init -q --bare -b master {server} && git clone -q {server} {work}")
    work.joinpath("main.tex").write_text("\\cite{vaswani2017attention}\n", encoding="utf-8")
    if own:
        work.joinpath("refs.bib").write_text(own, encoding="utf-8")
    shell(work, f"git add -A && {quiet} commit -q -m x && git push -q origin HEAD")

    commands = recipe("Overleaf", "console").replace("https://git.overleaf.com/PROJECT", str(server))
    shell(example, commands.replace("git -C", f"{quiet} -C"))
    text = shell(work, "git pull -q && cat refs.bib")
    assert text.startswith(own)
    assert "@inproceedings{vaswani2017attention," in text
