"""
Time and memory of `zotsync build`, whole processes.

    python benchmarks/build.py [--sizes 1000 10000 50000] [--lists 10] [--runs 3]

For each size: cold (nothing built), unchanged, and one entry changed (its remark), in seconds and peak MB, and
the ratio to the size before: linear is the ratio of the sizes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LISTS = 10


def make(folder: Path, entries: int, lists: int) -> None:
    """In a process of its own: on Linux a child's peak memory begins with that of its parent."""
    here = Path(__file__).parent / "workspaces.py"
    subprocess.run([sys.executable, here, folder, str(entries), str(lists)], check=True)


def run(folder: Path, *arguments: str) -> tuple[float, float]:
    """(seconds, peak MB) of one process."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "zotsync", "-C", str(folder), *arguments], stdout=subprocess.DEVNULL
    )
    _, code, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if code:
        raise SystemExit(f"zotsync {' '.join(arguments)} failed")
    scale = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * scale / 1e6


def change(folder: Path, number: int) -> None:
    """Edit one remark in the first list."""
    path = folder / "seeds" / "list-00.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("in **one** sentence.", f"in **one** sentence, edit {number}.", 1), encoding="utf-8"
    )


def measure(folder: Path, entries: int, lists: int, runs: int) -> dict[str, tuple[float, float]]:
    make(folder, entries, lists)
    cold = []
    for _ in range(runs):
        for made in ("bib", "notes", ".zotsync"):
            shutil.rmtree(folder / made, ignore_errors=True)
        cold.append(run(folder, "build"))
    unchanged = [run(folder, "build") for _ in range(runs)]
    changed = []
    for number in range(runs):
        change(folder, number)
        changed.append(run(folder, "build"))
    return {
        name: (statistics.median(seconds for seconds, _ in times), max(memory for _, memory in times))
        for name, times in (("cold", cold), ("unchanged", unchanged), ("one changed", changed))
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 50_000])
    parser.add_argument("--lists", type=int, default=LISTS)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    before: dict[str, tuple[float, float]] = {}
    last = 0
    print(
        f"{'entries':>8} {'':<12} {'seconds':>8} {'ratio':>6} {'peak MB':>8} {'ratio':>6}   (linear: ratio of sizes)"
    )
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(Path(folder), size, options.lists, options.runs)
        for name, (seconds, memory) in found.items():
            ratios = [
                f"{now / then:6.1f}" if before else " " * 6
                for now, then in zip((seconds, memory), before.get(name, (1, 1)), strict=True)
            ]
            print(f"{size:>8} {name:<12} {seconds:>8.2f} {ratios[0]} {memory:>8.0f} {ratios[1]}")
        if last:
            print(f"{'':>8} {'sizes':<12} {'':>8} {size / last:6.1f}")
        before, last = found, size


if __name__ == "__main__":
    main()
