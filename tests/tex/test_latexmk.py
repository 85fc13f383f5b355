"""The recipes for LaTeX of docs/bibtex.md, as they stand there, with the real programs."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ..conftest import ROOT, missing
from .test_programs import run

pytestmark = pytest.mark.tex

CLASSIC = r"""\documentclass{article}
\begin{document}
%(slow)s
As \cite{vaswani2017attention} says.
\bibliographystyle{plain}
\bibliography{refs}
\end{document}
"""
MODERN = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[backend=biber]{biblatex}
\addbibresource{refs.bib}
\begin{document}
%(slow)s
As \cite{vaswani2017attention} says.
\printbibliography
\end{document}
"""
# A document of some length: LaTeX takes longer than two looks of zotsync.
SLOW = r"""\newcount\n \n=0
\loop \advance\n by 1 \setbox0=\hbox{\parbox{5cm}{Some text that is set again and again}}\ifnum\n<60000 \repeat"""
RECIPE = re.compile(r"^\*\*latexmk\.\*\* .*?`(latexmk [^`]*)`.*?^\$ zotsync ([^\n]*)$", re.M | re.S)
DEADLINE = 120


def recipe() -> tuple[list[str], list[str]]:
    """The commands of the two terminals."""
    found = RECIPE.search((ROOT / "docs" / "bibtex.md").read_text(encoding="utf-8"))
    assert found
    return found[1].split(), [sys.executable, "-m", "zotsync", *found[2].split()]


@contextmanager
def running(command: list[str], folder: Path, log: Path) -> Iterator[None]:
    """A program that goes on until the end of the test."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with log.open("w") as said:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=environment,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def wait(until: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + DEADLINE
    while not until():
        assert time.monotonic() < end, log.read_text(encoding="utf-8", errors="replace")[-3000:]
        time.sleep(0.2)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


@pytest.mark.parametrize(("document", "noted"), [(CLASSIC, "main.aux"), (MODERN, "main.bcf")])
def test_a_new_citation_is_in_the_pdf_that_latexmk_makes(example: Path, document: str, noted: str) -> None:
    if shutil.which("latexmk") is None:
        missing("tex", "latexmk is not installed")
    paper = example / "paper"
    paper.mkdir()
    main = paper / "main.tex"
    main.write_text(document % {"slow": SLOW}, encoding="utf-8")
    latexmk, zotsync = recipe()
    zotsync = [one.replace("main.aux", noted) for one in zotsync]
    log = example / "latexmk.log"

    def printed(*keys: str) -> Callable[[], bool]:
        def done() -> bool:
            cited = re.findall(r"\\(?:bibitem|entry)\{([^}]*)\}", text(paper / "main.bbl"))
            found = "There were undefined" not in text(paper / "main.log")
            resting = text(log).rstrip().endswith("Watching for updated files. Use ctrl/C to stop ...")
            return sorted(set(cited)) == sorted(keys) and found and resting

        return done

    with (
        # No window, and every line as it comes.
        running([*latexmk, "-view=none", "-e", "$| = 1"], example, log),
        running(zotsync, example, example / "zotsync.log"),
    ):
        wait(printed("vaswani2017attention"), log)
        main.write_text(
            main.read_text(encoding="utf-8").replace(
                "says.", r"says, \cite{kwon2023efficient}. \cite{gemini2024gemini}"
            ),
            encoding="utf-8",
        )
        wait(printed("vaswani2017attention", "kwon2023efficient", "gemini2024gemini"), log)
        # Now nothing is left to do: neither program gives the other one work.
        time.sleep(2)
        before = text(log).count("Run number")
        time.sleep(4)
        assert text(log).count("Run number") == before
    assert (paper / "main.pdf").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("document", "options"), [(CLASSIC, ["--ascii"]), (MODERN, []), (MODERN, ["--dialect", "biblatex"])]
)
def test_what_a_document_cites_is_in_its_pdf(example: Path, document: str, options: list[str]) -> None:
    if shutil.which("latexmk") is None:
        missing("tex", "latexmk is not installed")
    main = example / "main.tex"
    main.write_text(document % {"slow": r"\cite{gemini2024gemini}"}, encoding="utf-8")
    export = [sys.executable, "-m", "zotsync", "export", "--cited", "main.tex", "-o", "refs.bib", *options]

    subprocess.run(
        export, cwd=example, check=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    )
    said = run(example, "latexmk", "-pdf", "-halt-on-error", "main.tex")
    assert said
    assert "There were undefined" not in text(example / "main.log")
    assert sorted(set(re.findall(r"\\(?:bibitem|entry)\{([^}]*)\}", text(example / "main.bbl")))) == [
        "gemini2024gemini",
        "vaswani2017attention",
    ]
    assert (example / "main.pdf").is_file()
