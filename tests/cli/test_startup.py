"""`zotsync --help` feels instant: it may import click, and next to nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ALLOWED = {"click", "zotsync"}
"""Top-level packages outside the standard library that `zotsync --help` may import."""

MODULES = {"zotsync", "zotsync.cli", "zotsync.errors", "zotsync.version"}
"""Modules of ours that it may import."""

HEAVY = {
    "dataclasses",
    "inspect",
    "json",
    "sqlite3",
    "tomllib",
    "urllib.request",
    "http.client",
    "asyncio",
    "email",
}
"""Parts of the standard library that cost more than the rest of the start together, and click does not import."""

PROGRAM = """
import json, sys
import click
before = set(sys.modules)
sys.argv = ["zotsync", "--help"]
from zotsync.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 0
print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""


def test_help_imports_click_and_next_to_nothing_else() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    imported = set(json.loads(run.stderr))
    foreign = {name for name in imported if name.partition(".")[0] not in sys.stdlib_module_names | ALLOWED}

    assert foreign == set()
    assert {name for name in imported if name.partition(".")[0] == "zotsync"} <= MODULES
    assert imported & HEAVY == set()


def test_importing_the_library_imports_nothing_else() -> None:
    program = (
        "import sys; before = set(sys.modules); import zotsync; print(sorted(set(sys.modules) - before))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    foreign = [
        name
        for name in eval(run.stdout)
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "zotsync"}
    ]

    assert foreign == []


def test_a_build_with_nothing_to_do_loads_no_reader_and_no_library(tmp_path: Path) -> None:
    for words in (["init", str(tmp_path)], ["-C", str(tmp_path), "build"]):
        subprocess.run([sys.executable, "-m", "zotsync", *words], capture_output=True, check=True)
    program = PROGRAM.replace('"--help"', f'"-C", {str(tmp_path)!r}, "build"')
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    imported = set(json.loads(run.stderr))

    assert "files: nothing to do" in run.stdout
    heavy = ("codecs.seedlist", "codecs.bibtex", "codecs.zotero", "codecs.notes", "app.build", "app.holdings")
    assert not {name for name in imported if name.startswith(tuple(f"zotsync.{one}" for one in heavy))}
