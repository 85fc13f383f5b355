"""What biber, BibTeX and pdfLaTeX make of what we write: the 144 works of the lists, and hostile ones."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from zotsync.codecs.bibtex.crosswalk import entry_of
from zotsync.codecs.bibtex.layout import render
from zotsync.codecs.bibtex.library import extend
from zotsync.codecs.latex import to_latex
from zotsync.codecs.latex.symbols import LETTERS, in_ascii, in_math
from zotsync.core.capitals import short_names
from zotsync.model import Creator, Identifier, Work

from ..facts.works import load

pytestmark = pytest.mark.tex

WORKS = load()
KEYS = [work.key for work in WORKS]
NAMES = short_names(work.title for work in WORKS)

CLASSIC = r"""\documentclass{article}
\usepackage{url}
\begin{document}
\nocite{%s}
\bibliographystyle{%s}
\bibliography{library}
\end{document}
"""
MODERN = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage[backend=biber,style=%s]{biblatex}
\addbibresource{library.bib}
\begin{document}
\nocite{%s}
\printbibliography
\end{document}
"""


def run(folder: Path, *command: str) -> str:
    """What a program says; it must succeed."""
    found = subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False)
    said = found.stdout.decode("utf-8", "replace") + found.stderr.decode("utf-8", "replace")
    assert found.returncode == 0, said[-3000:]
    return said


def pdflatex(folder: Path) -> str:
    # Without the PDF: no fonts are made, and everything else is as always.
    return run(folder, "pdflatex", "-draftmode", "-interaction=nonstopmode", "-halt-on-error", "paper")


def entries(works: list[Work], *, ascii: bool) -> str:
    return (
        "\n\n".join(render(entry_of(work, classic=ascii, ascii=ascii, names=NAMES)) for work in works) + "\n"
    )


def classic(folder: Path, works: list[Work], style: str, *, ascii: bool = True) -> str:
    """The .bbl that BibTeX makes; neither program complains."""
    folder.joinpath("library.bib").write_text(entries(works, ascii=ascii), encoding="utf-8")
    keys = ",".join(work.key for work in works)
    folder.joinpath("paper.tex").write_text(CLASSIC % (keys, style), encoding="utf-8")
    pdflatex(folder)
    said = run(folder, "bibtex", "paper")
    assert not re.search(r"warning|error", said.split("Database file")[1], re.I), said
    pdflatex(folder)
    assert "Warning" not in pdflatex(folder)
    return folder.joinpath("paper.bbl").read_text(encoding="utf-8")


def modern(folder: Path, works: list[Work], style: str = "numeric") -> str:
    """The .bbl that biber makes; neither program complains."""
    folder.joinpath("library.bib").write_text(extend("", works), encoding="utf-8")
    keys = ",".join(work.key for work in works)
    folder.joinpath("paper.tex").write_text(MODERN % (style, keys), encoding="utf-8")
    pdflatex(folder)
    said = run(folder, "biber", "paper")
    assert not re.search(r"WARN|ERROR", said), said
    pdflatex(folder)
    assert "Warning" not in pdflatex(folder)
    return folder.joinpath("paper.bbl").read_text(encoding="utf-8")


# --- the works of the lists -------------------------------------------------------------------------------


def test_the_data_model_of_biber_has_every_field(tmp_path: Path) -> None:
    tmp_path.joinpath("library.bib").write_text(extend("", WORKS), encoding="utf-8")

    said = run(tmp_path, "biber", "--tool", "--validate-datamodel", "library.bib")
    assert not re.search(r"WARN|ERROR", said), said


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    return classic(tmp_path_factory.mktemp("plain"), WORKS, "plain")


def test_classic_bibtex_prints_every_work(plain: str) -> None:
    assert set(re.findall(r"\\bibitem\{(.*)\}", plain)) == set(KEYS)


@pytest.mark.parametrize(
    "printed",
    [
        r"{\L}ukasz Kaiser",
        r"{PanGu-$\Sigma$}: Towards trillion parameter language model",
        "S$^{3}$: Increasing {GPU} utilization",
        "{Gemini Team}",
        "{FlashAttention}: Fast and memory-efficient exact attention with {IO}-awareness",
        "{BERT}: Pre-training of deep bidirectional transformers",
        "Mooncake: A {KVCache}-centric disaggregated architecture for {LLM} serving",
        "inference with {Sarathi-Serve}",
        "The {Llama} 3 herd of models",
        "{Qwen2.5-Coder} technical report",
        "Large language models are zero-shot reasoners",
        "Sydney von~Arx",
        "Soham De, ",
        r"{\'I}{\~n}igo Goiri",
        "Quentin de~Laroussilhe",
        "et~al",
        "pages 5998--6008",
        "arXiv:2302.13971, February 2023",
        "{OpenAI}",
    ],
)
def test_names_and_capitals_survive_classic_bibtex(plain: str, printed: str) -> None:
    assert printed.replace("~", " ") in " ".join(plain.replace("~", " ").split())


def test_the_style_of_the_ieee_prints_every_work(tmp_path: Path) -> None:
    bbl = classic(tmp_path, WORKS, "IEEEtran")

    assert set(re.findall(r"\\bibitem\{(.*)\}", bbl)) == set(KEYS)
    assert r"\url{https://aclanthology.org/2023.findings-emnlp.936/}" in bbl


def test_classic_bibtex_reads_the_library_as_it_stands_too(tmp_path: Path) -> None:
    bbl = classic(tmp_path, WORKS, "plain", ascii=False)

    assert set(re.findall(r"\\bibitem\{(.*)\}", bbl)) == set(KEYS)


@pytest.mark.parametrize("style", ["numeric", "authoryear"])
def test_biblatex_prints_every_work(tmp_path: Path, style: str) -> None:
    bbl = modern(tmp_path, WORKS, style)

    assert set(re.findall(r"\\entry\{([^}]*)\}", bbl)) == set(KEYS)
    for printed in (
        "Łukasz",
        r"{PanGu-$\Sigma$}",
        "S$^{3}$",
        "{Gemini Team}",
        "{FlashAttention}",
        "d’Autume",
    ):
        assert printed in bbl


# --- works that hurt --------------------------------------------------------------------------------------

HOSTILE = [
    r"\input{trap}",
    r"$\input{trap}$",
    r"}\input{trap}{",
    r"^^5cinput{trap}",
    r"\catcode`\%=12 50% of {everything & more} # _ ~ ^ < > |",
    "@article{trap, title = {x}}",
    "\n@article{trap,\n title = {x}}",
    "``quotes'' -- --- ?` !` ,, << >>",
    "$5 and $10, $x_{1}^{2}$ ⇒ $\\mathcal{O}(\\sqrt{n})$, ℓ₂ ≤ α",
    "a\x00b\x1bc\u202ed\u200be",
    "Ångström, Čech, Erdős, İstanbul, x̂",
]


@pytest.mark.parametrize("program", ["plain", "IEEEtran", "biber"])
def test_nothing_in_the_data_is_run(tmp_path: Path, program: str) -> None:
    tmp_path.joinpath("trap.tex").write_text(r"\errmessage{the trap was sprung}", encoding="utf-8")
    works = [
        Work(
            f"k{i}",
            "article-journal",
            text,
            creators=(Creator("X", text), Creator(literal=text)),
            issued="2020-02-03",
            container_title=text,
            volume="1",
            publisher=text,
            identifiers=(Identifier("doi", "10.1000/a_b(1)<2::aid>3.0.co;2-o"),),
            url="https://x.org/a_b%20c&d#e~f{g}\\h",
        )
        for i, text in enumerate(HOSTILE)
    ]

    if program == "biber":
        # biber 2.18 cuts the initials of a name within its macros, and decodes x̂, which pdfLaTeX's UTF-8 does
        # not have.
        works = [replace(work, creators=()) for work in works[:-1]]
        bbl = modern(tmp_path, works)
    else:
        bbl = classic(tmp_path, works, program)
    assert bbl.count("https://x.org/") or program == "plain"
    assert "sprung" not in tmp_path.joinpath("paper.log").read_text(encoding="latin-1")


def test_latex_has_every_symbol_that_we_write(tmp_path: Path) -> None:
    latin = "".join(map(chr, [*range(0xC0, 0x180), *range(0x1E00, 0x1E9A)]))
    characters = [*in_math(), *in_ascii(), *LETTERS, *"⁰¹²³ⁱⁿₐᵢ", *latin]
    written = [to_latex(character, ascii=True) for character in characters]
    body = "\n\n".join(
        f"{tex} % {ord(c):04X}" for c, tex in zip(characters, written, strict=True) if tex.isascii()
    )
    tmp_path.joinpath("paper.tex").write_text(
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{amsmath,amssymb}\n"
        f"\\begin{{document}}\n{body}\n\\end{{document}}\n",
        encoding="utf-8",
    )

    assert len(body) > 5000
    pdflatex(tmp_path)
