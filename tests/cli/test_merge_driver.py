"""`zotsync merge-driver`, as git calls it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ..conftest import ROOT

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

DOCS = (ROOT / "docs" / "bibtex.md").read_text(encoding="utf-8").partition("## Merge in git")[2]
BASE = "@article{a,\n  title = {A},\n  year = {2001},\n}\n"


def git(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PYTHONPATH": os.pathsep.join(sys.path),
        **{
            f"GIT_{who}_{what}": "a@example.org"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
    }
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, check=check, capture_output=True, text=True
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    for line in re.findall(r"^\$ git (.*)$", DOCS, re.M):
        name, value = shlex.split(line)[1:]
        git(
            tmp_path,
            "config",
            name,
            re.sub("^zotsync merge-", f"'{sys.executable}' -m zotsync merge-", value),
        )
    (attributes,) = re.findall(r"`\.gitattributes`:\n\n```\n(.*?)^```", DOCS, re.M | re.S)
    tmp_path.joinpath(".gitattributes").write_text(attributes)
    commit(tmp_path, BASE)
    git(tmp_path, "branch", "other")
    return tmp_path


def commit(folder: Path, text: str) -> None:
    folder.joinpath("refs.bib").write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


def test_two_branches_that_edit_and_append_are_one(repository: Path) -> None:
    commit(repository, BASE.replace("{A}", "{B}") + "\n@misc{x,\n  title = {X},\n}\n")
    git(repository, "checkout", "-q", "other")
    commit(repository, BASE.replace("2001", "2002") + "\n@misc{y,\n  title = {Y},\n}\n")

    done = git(repository, "merge", "main", "-m", "m")
    text = repository.joinpath("refs.bib").read_text()
    assert done.returncode == 0
    assert "title = {B},\n  year = {2002}," in text
    assert "@misc{x," in text
    assert "@misc{y," in text


def test_a_conflict_stops_git_and_is_marked_in_its_line(repository: Path) -> None:
    commit(repository, BASE.replace("2001", "2003"))
    git(repository, "checkout", "-q", "other")
    commit(repository, BASE.replace("2001", "2002"))

    done = git(repository, "merge", "main", "-m", "m", check=False)
    assert done.returncode == 1
    assert "refs.bib: 1 conflict to settle" in done.stderr
    assert repository.joinpath("refs.bib").read_text() == BASE.replace(
        "  year = {2001},\n", "<<<<<<< ours\n  year = {2002},\n=======\n  year = {2003},\n>>>>>>> theirs\n"
    )


def test_branches_of_a_workspace_are_one(repository: Path) -> None:
    """The lock and the notes, by the attributes of the docs: each side adds a work, and both edit one note."""
    old = "- Vaswani et al. Attention Is All You Need. NeurIPS 2017.\n"
    new = "- [On {0} Things](https://example.org/{0}), Doe, Jane, 2020\n"
    seed = repository / "seeds" / "list.md"
    seed.parent.mkdir()
    repository.joinpath("zotsync.toml").write_text("")
    repository.joinpath(".gitignore").write_text(".zotsync/\n")  # as `zotsync init` writes it

    def build(text: str, *, key: str, body: str) -> None:
        seed.write_text(f"# Topic\n\n{text}", encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "zotsync", "build"],
            cwd=repository,
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        (note,) = repository.glob("notes/*ttention*.md")
        found = note.read_text(encoding="utf-8")
        note.write_text(found.replace("---\n", f"---\n{key}", 1) + body, encoding="utf-8")
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", "x")

    build(old, key="", body="")
    git(repository, "branch", "-f", "other")
    build(old + new.format("Early"), key="mine: 1\n", body="")
    git(repository, "checkout", "-q", "other")
    build(new.format("Late") + old, key="", body="\nA line.\n")

    done = git(repository, "merge", "main", "-m", "m", check=False)
    # Lists are merged by git itself, line by line.
    unmerged = git(repository, "diff", "--name-only", "--diff-filter=U").stdout.split()
    assert set(unmerged) <= {"seeds/list.md"}, done.stdout
    lock = json.loads(repository.joinpath("zotsync.lock").read_text(encoding="utf-8"))
    text = json.dumps(lock)
    assert all(one in text for one in ("On Early Things", "On Late Things", "Attention Is All You Need"))
    (note,) = repository.glob("notes/*ttention*.md")
    found = note.read_text(encoding="utf-8")
    assert "mine: 1" in found
    assert "A line." in found
    assert "<<<<<<<" not in found
    bib = repository.joinpath("bib", "library.bib").read_text(encoding="utf-8")
    assert "On Early Things" in bib
    assert "On Late Things" in bib
    assert re.findall(r"@(\w+)\{", bib) == ["misc", "misc", "inproceedings"]
    assert "<<<<<<<" not in bib
