"""What LaTeX and pandoc say that a document cites; what biber and upBibTeX make of the forms of an export."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from zotsync.codecs.bibtex import Form, write_bibtex
from zotsync.codecs.citations import citations
from zotsync.model import Creator, Identifier, Work

from ..conftest import missing
from .test_programs import KEYS, WORKS, pdflatex, run

NATBIB = r"""\documentclass{article}\usepackage[numbers]{natbib}\begin{document}
\cite{k1} \citet[see][p. 3]{k2,k3} \citep*{k4} \Citet{k5} \citealt{k6} \citeauthor{k7} \citeyearpar{k8} \citenum{k9}
\verb|\cite{no}| % \cite{no}
\nocite{k10} \defcitealias{k11}{Paper} \citetalias{k11} \citetext{no} \citestyle{plain}
\bibliographystyle{plainnat}\bibliography{library}\end{document}
"""
BIBLATEX = r"""\documentclass{article}\usepackage[backend=biber]{biblatex}\addbibresource{library.bib}
\newcommand{\mine}[1]{\parencite{#1}}
\begin{document}
\cite{k1} \parencite[see][3]{k2,k3} \textcite*{k4} \footcite{k5} \autocites(see)(x)[1]{k6}[2]{k7} \smartcite{k8}
\volcite{2}[3]{k9} \fullcite{k10} \citefield{k11}{title} \citetitle{k12} \mine{k13} \supercite{k14}
\parencites{k15}{k16} \nocite{k17} \footfullcite{k18} \citeurl{k19} \notecite{k20} \Textcites{k21}{k22}
\printbibliography\end{document}
"""
MARKDOWN = """---
nocite: |
  @n1, @n2
---

As @a1 [p. 3] and [@b2; see -@c3, pp. 4-5; @{https://x.org/y}] say; me@example.org; `@no`; \\@no; @DBLP:conf/x.Y+1.

    @no in code

~~~
@no
~~~

<!-- @no --> A footnote.[^1] @王小明2020 and @d_4, *@e5*. [link](https://x.org/@no) \\cite{f6}

[^1]: With @g7.
"""


def _keys(text: str, name: str) -> set[str]:
    return set(citations(text, name).keys)


@pytest.mark.tex
@pytest.mark.parametrize(("document", "noted"), [(NATBIB, "paper.aux"), (BIBLATEX, "paper.bcf")])
def test_latex_notes_what_is_read_from_its_source(tmp_path: Path, document: str, noted: str) -> None:
    tmp_path.joinpath("library.bib").write_text("", encoding="utf-8")
    tmp_path.joinpath("paper.tex").write_text(document, encoding="utf-8")
    pdflatex(tmp_path)
    theirs = _keys(tmp_path.joinpath(noted).read_text(encoding="utf-8"), noted)

    assert len(theirs) > 10
    assert _keys(document, "paper.tex") == theirs


def test_pandoc_finds_what_is_read_from_markdown() -> None:
    if shutil.which("pandoc") is None:
        missing("tex", "pandoc is not installed")
    done = subprocess.run(
        ["pandoc", "-f", "markdown", "-t", "json"], input=MARKDOWN, capture_output=True, text=True, check=True
    )
    theirs = set(re.findall(r'"citationId": ?"([^"]*)"', done.stdout))
    # `\cite` stays raw LaTeX in pandoc's tree, and is read on the way to LaTeX.
    assert _keys(MARKDOWN, "p.md") - {"f6"} == theirs - {"f6"}


@pytest.mark.tex
@pytest.mark.parametrize("venues", ["long", "short"])
def test_biber_finds_nothing_wrong_with_the_form_for_biblatex(tmp_path: Path, venues: str) -> None:
    form = Form("biblatex", venues="short" if venues == "short" else "long")
    tmp_path.joinpath("library.bib").write_text(write_bibtex(WORKS, form=form), encoding="utf-8")

    said = run(tmp_path, "biber", "--tool", "--validate-datamodel", "library.bib")
    assert not re.search(r"WARN|ERROR", said), said


@pytest.mark.tex
def test_upbibtex_reads_chinese_in_the_form_for_bibtex(tmp_path: Path) -> None:
    if shutil.which("upbibtex") is None:
        missing("tex", "upbibtex is not installed")
    chinese = Work(
        "zh", "article-journal", "大语言模型推理系统综述", (Creator("王", "小明"), Creator(literal="清华大学")),
        issued="2023-05", container_title="计算机学报", identifiers=(Identifier("doi", "10.1000/182"),),
    )  # fmt: skip
    text = write_bibtex([*WORKS, chinese], form=Form("bibtex"))
    tmp_path.joinpath("library.bib").write_text(text, encoding="utf-8")
    keys = "".join(f"\\citation{{{key}}}\n" for key in (*KEYS, "zh"))
    aux = f"\\relax\n{keys}\\bibstyle{{plain}}\n\\bibdata{{library}}\n"
    tmp_path.joinpath("paper.aux").write_text(aux, encoding="utf-8")

    said = run(tmp_path, "upbibtex", "paper")
    bbl = tmp_path.joinpath("paper.bbl").read_text(encoding="utf-8")
    assert not re.search(r"warning|error", said.split("Database file")[1], re.I), said
    assert "大语言模型推理系统综述" in bbl
    assert "小明" in bbl
    assert set(re.findall(r"\\bibitem\{(.*)\}", bbl)) == {*KEYS, "zh"}
