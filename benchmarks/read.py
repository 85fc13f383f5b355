"""
Time and memory of reading one long list, beside a bare parse of its Markdown.

    python benchmarks/read.py [--megabytes 1 4] [--repeat 3]

Each figure is the best of its runs, each in a process of its own: zotsync's reader (structure, fields, coverage),
markdown-it-py's parse with tables, and `pandoc -t json` where it is installed. Linear is the ratio of the sizes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ZOTSYNC = (
    "import sys, time; from pathlib import Path; from zotsync.codecs import seedlist\n"
    "text = Path(sys.argv[1]).read_text(encoding='utf-8'); seedlist.read('- *a*', 'a.md')\n"
    "start = time.perf_counter(); found = seedlist.read(text, 'a.md'); print(time.perf_counter() - start)"
)
MARKDOWN_IT = (
    "import sys, time; from pathlib import Path; from markdown_it import MarkdownIt\n"
    "text = Path(sys.argv[1]).read_text(encoding='utf-8'); parser = MarkdownIt('commonmark').enable('table')\n"
    "parser.parse('- *a*')\n"
    "start = time.perf_counter(); tokens = parser.parse(text); print(time.perf_counter() - start)"
)


def readme(size: int) -> str:
    """A README of a given number of characters, in the shapes that lists have."""
    parts = ["# Awesome papers\n"]
    length, number = 0, 0
    while length < size:
        number += 1
        title = f"Title Number {number}: A Study of Sparse and Dense Attention in Long Documents"
        link = f"https://arxiv.org/abs/2{number % 900 + 100:03d}.{number % 90000 + 10000}"
        part = (
            f"- [2023/08] **{title}.** *Ann Lee et al. ACL.* [[paper]({link})] [[code](https://github.com/a/b)]\n"
            f"  - This work studies what happens when number {number} is read by many people at once.\n"
            f"- [{title}]({link}) - Ann Lee, Bob Roe, *NeurIPS 2020*\n"
            f"- Lee, A., & Roe, B. (2020). {title}. Journal of Long Lists, 3(2), 1-9.\n"
        )
        if number % 20 == 0:
            part += (
                f"\n## Topic {number} (2021)\n\n| Year | Title | Venue | Links |\n|---|---|---|---|\n"
                + f"| 2020 | **{title}** | OSDI'20 | [Paper]({link}) / [Note](n.md) |\n" * 20
                + "\n"
            )
        parts.append(part)
        length += len(part)
    return "".join(parts)


def run(command: list[str], *, prints: bool) -> tuple[float, float]:
    """(seconds, peak MB) of one process; it prints its seconds itself where start-up is not to count."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE if prints else subprocess.DEVNULL, text=True)
    said = process.stdout.read() if process.stdout else ""
    _, code, usage = os.wait4(process.pid, 0)
    seconds = float(said) if prints else time.perf_counter() - started
    if code:
        raise SystemExit(f"{command[0]} ended with {code}")
    return seconds, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    arguments.add_argument("--megabytes", type=float, nargs="+", default=[1, 4])
    arguments.add_argument("--repeat", type=int, default=3)
    options = arguments.parse_args()
    commands = {
        "markdown-it-py": ([sys.executable, "-c", MARKDOWN_IT], True),
        "zotsync": ([sys.executable, "-c", ZOTSYNC], True),
    }
    if pandoc := shutil.which("pandoc"):
        commands["pandoc"] = ([pandoc, "-f", "gfm", "-t", "json"], False)
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in options.megabytes:
            path = Path(folder) / "README.md"
            path.write_text(readme(int(megabytes * 1_000_000)), encoding="utf-8")
            bare = 0.0
            for name, (command, prints) in commands.items():
                runs = [run([*command, str(path)], prints=prints) for _ in range(options.repeat)]
                seconds, memory = min(runs)
                bare = bare or seconds
                print(
                    f"{megabytes:4} MB  {name:15} {seconds:7.2f} s  {seconds / bare:5.2f} x  {memory:6.0f} MB"
                )


if __name__ == "__main__":
    main()
