"""What others run from this repository: the hooks of pre-commit, and the steps of the GitHub Action."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ..conftest import ROOT

BIB = "@article{doe, title={On &amp; BERT}, author={Doe, J. and et al.}, journal={J}, year={2001}}\n"
pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or os.name != "posix", reason="needs git and a shell"
)


def manifest(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of somebody else, with `zotsync` in the path."""
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    tmp_path.joinpath("my refs.bib").write_text(BIB, encoding="utf-8")
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    program = tmp_path / ".bin" / "zotsync"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m zotsync "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def shell(folder: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """As GitHub runs a step with `shell: bash`."""
    path = os.pathsep.join((str(folder / ".bin"), os.environ["PATH"]))
    environment = os.environ | {"PATH": path, "PYTHONPATH": os.pathsep.join(sys.path)} | variables
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_hooks_find_and_fix(repository: Path) -> None:
    hooks = {hook["id"]: hook for hook in manifest(".pre-commit-hooks.yaml")}
    assert set(hooks) == {"zotsync-check", "zotsync-fix"}
    for hook in hooks.values():
        assert re.search(hook["files"], "my refs.bib")

    found = shell(repository, f"{hooks['zotsync-check']['entry']} 'my refs.bib'")
    assert found.returncode == 1
    assert "my refs.bib:1: warning: title has '&amp;'" in found.stdout
    fixed = shell(repository, f"{hooks['zotsync-fix']['entry']} 'my refs.bib'")
    assert (fixed.returncode, fixed.stdout) == (0, "fixed my refs.bib\n0 findings, none of them to look at\n")
    assert r"On \& {BERT}" in (repository / "my refs.bib").read_text(encoding="utf-8")
    assert shell(repository, f"{hooks['zotsync-check']['entry']} 'my refs.bib'").returncode == 0


@pytest.mark.parametrize(
    ("files", "ignore", "code", "said"),
    [
        ("", "", 1, "::warning file=my refs.bib,line=1"),
        ("", "html-debris,names-et-al", 0, "::notice file=my refs.bib,line=1"),
        ("other.bib", "", 0, ""),
    ],
)
def test_the_action_checks_what_git_knows(
    repository: Path, files: str, ignore: str, code: int, said: str
) -> None:
    repository.joinpath("other.bib").write_text("", encoding="utf-8")
    repository.joinpath("not added.bib").write_text(BIB, encoding="utf-8")
    (step,) = (one for one in manifest("action.yml")["runs"]["steps"] if one.get("name") == "Check")

    done = shell(repository, step["run"], FILES=files, IGNORE=ignore)
    assert done.returncode == code, done
    assert said in done.stdout
    assert "not added.bib" not in done.stdout


def test_the_action_has_nothing_to_say_where_there_is_no_bib(repository: Path) -> None:
    subprocess.run(["git", "rm", "-q", "-f", "my refs.bib"], cwd=repository, check=True)
    (step,) = (one for one in manifest("action.yml")["runs"]["steps"] if one.get("name") == "Check")

    done = shell(repository, step["run"], FILES="", IGNORE="")
    assert (done.returncode, done.stdout) == (0, "no .bib file here\n")


def test_what_the_action_and_the_docs_name_is_there() -> None:
    action = manifest("action.yml")
    docs = (ROOT / "docs" / "bibtex.md").read_text(encoding="utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", docs, re.S)]
    (used,) = (step for block in blocks if isinstance(block, list) for step in block if "with" in step)
    (config,) = (block for block in blocks if isinstance(block, dict) and "repos" in block)

    assert set(used["with"]) <= set(action["inputs"])
    named = {hook["id"] for repo in config["repos"] for hook in repo["hooks"]}
    assert named <= {hook["id"] for hook in manifest(".pre-commit-hooks.yaml")}
    values = [step.get("env", {}).values() for step in action["runs"]["steps"]]
    assert {value for found in values for value in found} == {"${{ inputs.files }}", "${{ inputs.ignore }}"}
