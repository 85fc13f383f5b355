"""`zotsync merge-driver`, as git calls it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

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
    git(tmp_path, "config", "merge.zotsync.driver", f"'{sys.executable}' -m zotsync merge-driver %O %A %B %P")
    tmp_path.joinpath(".gitattributes").write_text("*.bib merge=zotsync\n")
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
