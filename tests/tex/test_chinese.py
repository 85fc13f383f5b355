"""Chinese in a bibliography, as docs/bibtex.md says: by XeLaTeX, or by upLaTeX and upBibTeX."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from zotsync.codecs.bibtex import Form, write_bibtex
from zotsync.model import Creator, Identifier, Work

from ..conftest import missing
from .test_programs import KEYS, WORKS, run

pytestmark = pytest.mark.tex

CHINESE = Work(
    "zh", "article-journal", "大语言模型推理系统综述：GPU 与 CPU", (Creator("王", "小明"), Creator(literal="清华大学")),
    issued="2023-05", container_title="计算机学报", identifiers=(Identifier("doi", "10.1000/182"),),
)  # fmt: skip
FONT = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")
XELATEX = rf"""\documentclass{{article}}
\usepackage{{fontspec,url}}
\newfontfamily\chinese{{{FONT.name}}}[Path={FONT.parent}/]
\XeTeXinterchartokenstate=1
\newXeTeXintercharclass\han
\newcount\n \n="3000 \loop \XeTeXcharclass\n=\han \advance\n by 1 \ifnum\n<"FFF0 \repeat
\XeTeXinterchartoks 0 \han={{\begingroup\chinese}} \XeTeXinterchartoks 4095 \han={{\begingroup\chinese}}
\XeTeXinterchartoks \han 0={{\endgroup}} \XeTeXinterchartoks \han 4095={{\endgroup}}
%s
\begin{{document}}
%s
\end{{document}}
"""
CLASSIC = r"\nocite{*}\bibliographystyle{plain}\bibliography{library}"
MODERN = r"\usepackage[backend=biber]{biblatex}\addbibresource{library.bib}"
UPLATEX = r"""\documentclass{ujarticle}
\usepackage{url}
\begin{document}
%s
\end{document}
"""


def needs(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            missing("tex", f"{program} is not installed")


def unprinted(log: Path) -> list[str]:
    """Characters that the fonts do not have, but for those that Latin Modern lacks."""
    text = log.read_text(encoding="utf-8", errors="replace")
    return re.findall(r"Missing character: There is no (\S+)", text)


@pytest.mark.parametrize("classic", [True, False])
def test_xelatex_prints_chinese(tmp_path: Path, classic: bool) -> None:
    needs("xelatex")
    if not FONT.is_file():
        missing("tex", "there is no font with Chinese (apt install fonts-droid-fallback)")
    form = Form(ascii=True) if classic else Form("biblatex")
    text = write_bibtex([*WORKS, CHINESE], form=form)
    tmp_path.joinpath("library.bib").write_text(text, encoding="utf-8")
    source = XELATEX % (("", CLASSIC) if classic else (MODERN, r"\nocite{*}\printbibliography"))
    tmp_path.joinpath("paper.tex").write_text(source, encoding="utf-8")

    xelatex = ("xelatex", "-no-pdf", "-interaction=nonstopmode", "-halt-on-error", "paper")
    run(tmp_path, *xelatex)
    said = run(tmp_path, *(("bibtex", "paper") if classic else ("biber", "paper")))
    assert not re.search(r"Warning|WARN|ERROR", said), said
    run(tmp_path, *xelatex)
    said = run(tmp_path, *xelatex)
    assert "There were undefined" not in said
    bbl = tmp_path.joinpath("paper.bbl").read_text(encoding="utf-8")
    assert set(re.findall(r"\\(?:bibitem|entry)\{([^}]*)\}", bbl)) == {*KEYS, "zh"}
    assert "大语言模型推理系统综述" in bbl
    assert unprinted(tmp_path / "paper.log") == []


def test_uplatex_prints_chinese(tmp_path: Path) -> None:
    needs("upbibtex")
    if shutil.which("uplatex") is None:
        pytest.skip("uplatex is not installed (apt install texlive-lang-japanese, 390 MB)")
    text = write_bibtex([*WORKS, CHINESE], form=Form(ascii=True))
    tmp_path.joinpath("library.bib").write_text(text, encoding="utf-8")
    tmp_path.joinpath("paper.tex").write_text(UPLATEX % CLASSIC, encoding="utf-8")

    uplatex = ("uplatex", "-interaction=nonstopmode", "-halt-on-error", "paper")
    run(tmp_path, *uplatex)
    said = run(tmp_path, "upbibtex", "paper")
    assert not re.search(r"warning|error", said.split("Database file")[1], re.I), said
    run(tmp_path, *uplatex)
    assert "Warning" not in run(tmp_path, *uplatex)
    bbl = tmp_path.joinpath("paper.bbl").read_text(encoding="utf-8")
    assert set(re.findall(r"\\bibitem\{(.*)\}", bbl)) == {*KEYS, "zh"}
    assert "大语言模型推理系统综述" in bbl
    run(tmp_path, "dvipdfmx", "paper")
    assert tmp_path.joinpath("paper.pdf").is_file()
