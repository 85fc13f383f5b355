"""
Two-way sync of N works with an embedded library, each step a whole process.

    python benchmarks/two_way.py [--works 10000] [--lists 10]

For each step the seconds, those of the processor (other programs on the machine do not count there) and the peak
memory. "all changed" is one field of every work, by somebody in library.bib or by others in the library.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from zotsync.adapters.embedded import EmbeddedLibrary
from zotsync.core.library import BATCH

HERE = Path(__file__).parent


def step(label: str, *command: object) -> None:
    """Run a program and tell what it took."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *map(str, command)], stdout=subprocess.DEVNULL)
    _, code, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if code:
        raise SystemExit(f"{label} failed")
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    print(
        f"{label:34} {seconds:8.2f} s {usage.ru_utime + usage.ru_stime:8.2f} s CPU {peak:6.0f} MB", flush=True
    )


def change_here(folder: Path) -> None:
    """Another publisher in every entry of library.bib."""
    path = folder / "bib" / "library.bib"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("publisher = {Test Press}", "publisher = {Other Press}"), encoding="utf-8")


def change_there(folder: Path) -> None:
    """Another volume in every item, in a process of its own: a child's peak memory begins with its parent's."""
    with EmbeddedLibrary(folder / ".zotsync" / "library.sqlite") as library:
        seen = library.snapshot()
        assert seen is not None
        works, version = [one for one in seen.items if one.data["itemType"] != "note"], seen.version
        for at in range(0, len(works), BATCH):
            changes = [
                {"key": one.key, "version": one.version, "volume": f"{one.data.get('volume', '')}b"}
                for one in works[at : at + BATCH]
            ]
            version = library.write("items", changes, version=version).version


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--lists", type=int, default=10)
    parser.add_argument("--change-there", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.change_there:
        change_there(options.change_there)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(
            [sys.executable, HERE / "workspaces.py", folder, str(options.works), str(options.lists)],
            check=True,
        )
        zotsync = ("-m", "zotsync", "-C", folder)
        step("build", *zotsync, "build")
        step("first sync", *zotsync, "sync")
        step("nothing to do", *zotsync, "sync")
        change_here(folder)
        step("all changed here: plan", *zotsync, "sync", "--yes", "--dry-run")
        step("all changed here: sync", *zotsync, "sync", "--yes")
        subprocess.run([sys.executable, __file__, "--change-there", folder], check=True)
        step("all changed there: plan", *zotsync, "sync", "--yes", "--dry-run")
        step("all changed there: sync", *zotsync, "sync", "--yes")
        step("nothing to do", *zotsync, "sync")


if __name__ == "__main__":
    main()
