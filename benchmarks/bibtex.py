"""
Time and memory of reading and writing .bib files, beside other programs, whole processes in one run.

    python benchmarks/bibtex.py [--sizes 1000 10000 50000] [--runs 3] [--peers DIR]

Each peer has an environment of its own below `--peers` (made on the first run, with pip and npm; what does not
install here is left out): bibtexparser 1 and 2, pybtex, citation-js, bibtex-tidy, and bibtool where it is
installed. `read` is text to entries with their fields; `decoded` has LaTeX and names decoded; `+write` writes
the file again. zotsync's `unchanged` is `zotsync build` in a workspace whose library.bib is the file, after a build;
`one changed` is the same after an edit of one entry.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path

SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

# --- the files --------------------------------------------------------------------------------------------

WORDS = (
    "efficient serving of large language models with paged attention and sparse transformers for distributed "
    "training under memory pressure in cloud systems a study on learning from weak supervision"
).split()
SYLLABLES = "ka mo ri tel van ber son ski lo pe tra dun wei zha ga fer nan ov ich sen man ner ho lu".split()
ACCENTED = [
    'M{\\"u}ller',
    "Erd{\\H o}s",
    "{\\L}ukasz",
    "Garc{\\'\\i}a",
    "Nguy{\\~{\\^e}}n",
    "Brønsted",
    "Çelik",
]


def entries(number: int, seed: int = 7) -> Iterator[str]:
    """Entries of about 900 bytes with nine authors each, a fifth of them with LaTeX in the title."""
    chance = random.Random(seed)

    def name() -> str:
        if chance.random() < 0.15:
            return chance.choice(ACCENTED)
        return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).capitalize()

    for i in range(number):
        people = " and ".join(f"{name()}, {name()}" for _ in range(chance.randint(4, 14)))
        title = " ".join(chance.choice(WORDS) for _ in range(10)).capitalize()
        if i % 5 == 0:
            title = f"{{BERT}}: {title} with $k$-means \\& {{LLM}}s"
        abstract = " ".join(chance.choice(WORDS) for _ in range(45))
        if i % 4 == 0:
            abstract += " \\emph{really} \\url{https://a.b/c_d} 50\\%"
        kind, venue = ("inproceedings", "booktitle") if i % 2 else ("article", "journal")
        yield (
            f"@{kind}{{key{i},\n  title = {{{title}}},\n  author = {{{people}}},\n"
            f"  {venue} = {{Proceedings of the {i % 40}th Conference on Things}},\n  year = {{{1990 + i % 35}}},\n"
            f"  pages = {{{i}--{i + 9}}},\n  volume = {{{i % 50}}},\n  doi = {{10.1000/x{i}.{i}}},\n"
            f"  url = {{https://example.org/p/{i}}},\n  abstract = {{{abstract}}},\n}}\n"
        )


# --- who reads them ---------------------------------------------------------------------------------------

ZOTSYNC = """
import gc, json, sys
gc.set_threshold(100_000, 50, 100)  # as the command line does
from pathlib import Path
from zotsync.codecs import bibtex
from zotsync.codecs.bibtex import blocks, entries, layout
text = Path(sys.argv[1]).read_text(encoding="utf-8")
what = sys.argv[2]
if what in ("read", "read+write"):
    found = blocks.split(text)
    macros = entries.strings(found)
    read = [entries.read(block, macros) for block in found if block.kind == "entry"]
    if what == "read+write":
        Path(sys.argv[1] + ".out").write_text("\\n\\n".join(map(layout.render, read)), encoding="utf-8")
else:
    works, _ = bibtex.read_bibtex(text)
    if what == "decoded+write":
        Path(sys.argv[1] + ".out").write_text(bibtex.write_bibtex(works.values()), encoding="utf-8")
"""
BIBTEXPARSER_1 = """
import sys, bibtexparser
from bibtexparser.bparser import BibTexParser
parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
found = bibtexparser.loads(open(sys.argv[1], encoding="utf-8").read(), parser)
if sys.argv[2] == "read+write":
    open(sys.argv[1] + ".out", "w", encoding="utf-8").write(bibtexparser.dumps(found))
"""
BIBTEXPARSER_2 = """
import sys, bibtexparser
from bibtexparser import middlewares as m
more = [m.LatexDecodingMiddleware(), m.SeparateCoAuthors(), m.SplitNameParts()]
more = more if sys.argv[2] == "decoded" else []
found = bibtexparser.parse_string(open(sys.argv[1], encoding="utf-8").read(), append_middleware=more)
if sys.argv[2] == "read+write":
    open(sys.argv[1] + ".out", "w", encoding="utf-8").write(bibtexparser.write_string(found))
"""
PYBTEX = """
import sys
from pybtex.database import parse_file
found = parse_file(sys.argv[1], "bibtex")
if sys.argv[2] == "read+write":
    found.to_file(sys.argv[1] + ".out", "bibtex")
"""
CITATION_JS = """
const { Cite } = require('@citation-js/core'); require('@citation-js/plugin-bibtex');
const text = require('fs').readFileSync(process.argv[2], 'utf8');
const found = new Cite(text, { generateGraph: false });
require('fs').writeFileSync(process.argv[2] + '.out', JSON.stringify(found.data));
"""
TIDY = """
const { tidy } = require('bibtex-tidy'); const fs = require('fs');
fs.writeFileSync(process.argv[2] + '.out', tidy(fs.readFileSync(process.argv[2], 'utf8'), {}).bibtex);
"""
PYTHON_PEERS = {
    "bibtexparser 1": ("bibtexparser<2", BIBTEXPARSER_1, ("read", "read+write")),
    "bibtexparser 2": ("bibtexparser>=2.0.0b7", BIBTEXPARSER_2, ("read", "read+write", "decoded")),
    "pybtex": ("pybtex", PYBTEX, ("read", "read+write")),
}
NODE_PEERS = {
    "citation-js": ("@citation-js/core @citation-js/plugin-bibtex", CITATION_JS, "decoded"),
    "bibtex-tidy": ("bibtex-tidy", TIDY, "read+write"),
}
PATIENCE = 10
"""Seconds from which on one run must do."""
SLOW = {"bibtexparser 1": 10_000, "bibtexparser 2": 50_000, "bibtool": 10_000}
"""Peers that take minutes above so many entries, or whose decoding does."""


def commands(peers: Path) -> dict[tuple[str, str], list[str]]:
    """(who, what) -> command, to which the file is to be added in the place of FILE."""
    found: dict[tuple[str, str], list[str]] = {}
    own = peers / "run_zotsync.py"
    own.write_text(ZOTSYNC, encoding="utf-8")
    for what in ("read", "read+write", "decoded", "decoded+write"):
        found["zotsync", what] = [sys.executable, str(own), "FILE", what]
    for who, (package, program, tasks) in PYTHON_PEERS.items():
        if (python := _python(peers / who.replace(" ", "-"), package)) is None:
            print(f"{who}: does not install here", file=sys.stderr)
            continue
        script = peers / f"run_{who.replace(' ', '_')}.py"
        script.write_text(program, encoding="utf-8")
        for what in tasks:
            found[who, what] = [str(python), str(script), "FILE", what]
    for who, (packages, program, what) in NODE_PEERS.items():
        folder = peers / who
        if not _node(folder, packages):
            print(f"{who}: does not install here", file=sys.stderr)
            continue
        script = folder / "run.js"
        script.write_text(program, encoding="utf-8")
        found[who, what] = ["node", str(script), "FILE"]
    if bibtool := shutil.which("bibtool"):
        found["bibtool", "read+write"] = [bibtool, "FILE", "-o", "FILE.out"]
    return found


def _python(folder: Path, package: str) -> Path | None:
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", package]
        if subprocess.run(install, check=False, **SILENT).returncode:
            shutil.rmtree(folder)
            return None
    return python


def _node(folder: Path, packages: str) -> bool:
    if shutil.which("npm") is None:
        return False
    if not folder.joinpath("node_modules").exists():
        folder.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--silent", "--no-save", "--prefix", str(folder), *packages.split()]
        return subprocess.run(install, check=False, **SILENT).returncode == 0
    return True


# --- the run ----------------------------------------------------------------------------------------------


def run(command: list[str]) -> tuple[float, float]:
    """(seconds, peak MB) of one process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, **SILENT)
    _, code, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if code:
        return float("nan"), float("nan")
    return seconds, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def builds(folder: Path, path: Path, runs: int) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """What a workspace whose library.bib is the file costs, when nothing and when one entry changed."""
    for name in ("seeds", "bib"):
        folder.joinpath(name).mkdir(parents=True)
    folder.joinpath("zotsync.toml").write_text('seeds = ["seeds/*.md"]\n', encoding="utf-8")
    folder.joinpath("seeds", "list.md").write_text("# Papers\n", encoding="utf-8")
    library = folder / "bib" / "library.bib"
    text = path.read_text(encoding="utf-8")
    library.write_text(text, encoding="utf-8")
    build = [sys.executable, "-m", "zotsync", "-C", str(folder), "build"]
    run(build)
    yield "unchanged", [run(build) for _ in range(runs)]
    times = []
    for number in range(runs):
        library.write_text(text.replace("year = {1995}", f"year = {{{1900 + number}}}", 1), encoding="utf-8")
        times.append(run(build))
    yield "one changed", times


def tell(size: int, name: str, what: str, times: list[tuple[float, float]]) -> None:
    seconds = statistics.median(one for one, _ in times)
    print(f"{size:>8} {name:<16} {what:<14} {seconds:>8.2f} {max(one for _, one in times):>8.0f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 50_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "zotsync-peers")
    options = parser.parse_args()
    options.peers.mkdir(parents=True, exist_ok=True)
    who = commands(options.peers)
    print(f"{'entries':>8} {'':<16} {'':<14} {'seconds':>8} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            path = Path(folder) / f"{size}.bib"
            path.write_text("\n".join(entries(size)), encoding="utf-8")
            for (name, what), command in who.items():
                if size > SLOW.get(name, size) or (
                    what == "decoded" and name == "bibtexparser 2" and size > 10_000
                ):
                    continue
                ready = [part.replace("FILE", str(path)) for part in command]
                times = [run(ready)]
                if times[0][0] < PATIENCE:
                    times += [run(ready) for _ in range(options.runs - 1)]
                tell(size, name, what, times)
            for what, times in builds(Path(folder) / f"{size}", path, options.runs):
                tell(size, "zotsync", what, times)


if __name__ == "__main__":
    main()
