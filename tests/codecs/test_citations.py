"""Documents -> the citation keys that they use."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from zotsync.codecs.citations import citations
from zotsync.errors import UsageError


def keys(text: str, suffix: str) -> list[str]:
    return list(citations(text, f"paper.{suffix}").keys)


LATEX = [
    (r"\cite{a} \cite[p.~3]{b} \cite[see][p. 3]{c,d , e}", "a b c d e"),
    (
        r"\citet{a}\citep*[e.g.][]{b}\Citet{c}\citealp{d}\citeauthor*{e}\citeyearpar{f}\citenum{g}",
        "a b c d e f g",
    ),
    (
        r"\parencite{a}\textcite[3]{b}\footcite{c}\autocite*{d}\smartcite{e}\supercite{f}\fullcite{g}",
        "a b c d e f g",
    ),
    (r"\autocites(see)(x)[1]{a}[2][3]{b,c}\parencites{d}{e} {not a key", "a b c d e"),
    (r"\volcite{2}[3]{a}\pvolcite[see]{1}{b}\citefield{c}{title}\citename{d}{author}", "a b c d"),
    (r"\nocite{a} \bibentry{b} \shortcite{c} \newcite{d} \onlinecite{e} \citeA<see>[3]{f}", "a b c d e f"),
    (r"\textcquote[3]{a}{words}\foreigntextcquote{german}{b}{Wort}\begin{displaycquote}[5]{c}", "a b c"),
    (r"\cite [see] {a}" "\n" r"\cite%" "\n{b}", "a b"),
    (r"\cite[{\cite{b}}, p. 3]{a}", "a b"),
    (r"\cite{DBLP:conf/nips/V+17} \cite{王2020}", "DBLP:conf/nips/V+17 王2020"),
    (r"% \cite{no} \%" "\n" r"\% \cite{a} \\% \cite{no}" "\n" r"\cite{b}", "a b"),
    (
        r"\begin{verbatim}\cite{no}\end{verbatim}\verb|\cite{no}|\begin{comment}\cite{no}\end{comment}\cite{a}",
        "a",
    ),
    (r"\newcommand{\mycite}[1]{\citep{#1}} \mycite{a}", "a"),
    (
        r"\citestyle{no}\setcitestyle{no}\citetext{no}\newcites{no}{No}\DeclareCiteCommand{\x}{no}\AtEveryCite{no}",
        "",
    ),
    (r"\citep{a,,b,}\cite{}", "a b"),
]


@pytest.mark.parametrize(("text", "expected"), LATEX)
def test_latex(text: str, expected: str) -> None:
    assert sorted(keys(text, "tex")) == sorted(expected.split())


def test_latex_that_asks_for_everything_and_takes_in_other_files() -> None:
    text = (
        "\\input{intro}\n\\include{ch/one.tex}\n\\subfile{two}\n\\import{figs/}{three}\n% \\input{no}\n"
        "\\nocite{*}\n\\cite{a}"
    )
    found = citations(text, "p.tex")

    assert found.everything
    assert found.includes == ("intro", "ch/one.tex", "two", "figs/three")
    assert found.keys == {"a": 7}


def test_what_latex_noted_itself() -> None:
    aux = "\\relax\n\\citation{a,b}\n\\abx@aux@cite{0}{c}\n\\abx@aux@cite{d}\n\\@input{ch1.aux}\n\\bibcite{no}{1}\n"
    found = citations(aux, "p.aux")

    assert found.keys == {"a": 2, "b": 2, "c": 3, "d": 4}
    assert found.includes == ("ch1.aux",)
    assert not found.ended
    assert citations(aux + "\\gdef \\@abspage@last{1}\n", "p.aux").ended
    assert citations("\\citation{*}", "p.aux").everything
    bcf = (
        '<bcf:section number="0">\n<bcf:citekey order="1" intorder="1">a&amp;b</bcf:citekey>\n'
        '<bcf:citekey order="2" type="set" members="c,d">s</bcf:citekey><bcf:citekey order="3">*</bcf:citekey>'
    )
    found = citations(bcf, "p.bcf")
    assert (list(found.keys), found.everything) == (["a&b", "c", "d"], True)


PANDOC = [
    ("[@a; see @b, p. 3; -@c] @d [p. 4] -@e.", "a b c d e"),
    ("@{https://x.y/z} @DBLP:conf/x.Y+1, @a_b. @王小明2020", "https://x.y/z DBLP:conf/x.Y+1 a_b 王小明2020"),
    ("me@example.org \\@no `@no` ``a ` @no`` <!-- @no --> [x](http://a/@no) <mailto:@no> @a", "a"),
    ("```\n@no\n```\n~~~ {.r}\n@no\n~~~\n@a", "a"),
    ("---\nnocite: |\n  @a, @b\n---\n\\cite{c}", "a b c"),
    ("@fig-one @tbl-two @sec-x @eq:three @figure2020", "figure2020"),
    ("^[A note @a.] *@b* **@c**|@d|“@e”", "a b c d e"),
]


@pytest.mark.parametrize(("text", "expected"), PANDOC)
def test_pandoc(text: str, expected: str) -> None:
    assert sorted(keys(text, "md")) == sorted(expected.split())


def test_pandoc_that_asks_for_everything_and_takes_in_other_files() -> None:
    found = citations("---\nnocite: '@*'\n---\n{{< include _intro.qmd >}}", "p.qmd")

    assert found.everything
    assert found.includes == ("_intro.qmd",)


def test_typst() -> None:
    text = (
        '= Intro <intro>\nAs in @a and @b[p. 3], @c. See @intro.\n#cite(<d>, form: "prose") #cite(label("e/f"))\n'
        '\\@no `@no` // @no\n/* @no */ #link("https://x/@no") #include "ch.typ"\n```typ\n@no\n```\n'
    )
    found = citations(text, "p.typ")

    assert [key for key in found.keys if key not in found.labels] == ["a", "b", "c", "d", "e/f"]
    assert found.labels == {"intro"}
    assert found.includes == ("ch.typ",)
    assert citations('#bibliography("x.bib", full: true)', "p.typ").everything


TYPST = [
    ("@a @b[p. 3], @c. @d; (@e) [@f]*@g* -- @h", "a b c d e f g h"),
    ('#cite(<a>) #cite(<b>, form: "prose") #cite(form: "year", supplement: [p. 3], <c>)', "a b c"),
    ('#cite(label("a/b"), supplement: [see @c]) #cite( label( "d" ) )#cite(<e>)#cite(<f>)', "a/b c d e f"),
    ('As "@a" says: "@b shows" it. See ("@c").', "a b c"),
    ('#let mail = "me@no.org"\n#set document(author: "me@no", title: "x")\n#f("@no")#"@no" @a', "a"),
    ('#import "@preview/cetz:0.3.0": canvas\n#show: it.with(\n  mail: "me@no.org"\n)\n@a', "a"),
    ("#figure([@a], caption: [As @b says.]) #footnote[@c:d.e-f_1]", "a b c:d.e-f_1"),
]


@pytest.mark.parametrize(("text", "expected"), TYPST)
def test_forms_of_typst(text: str, expected: str) -> None:
    assert sorted(keys(text, "typ")) == sorted(expected.split())


def test_typst_cites_what_is_read_from_its_source(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst")
    text = "\n\n".join(one for one, _ in TYPST if "#f(" not in one and "import" not in one)
    found = keys(text, "typ")
    entries = "".join(f'"{key}":\n  type: book\n  title: "[{key}]"\n' for key in [*found, "no", "no.org"])
    tmp_path.joinpath("refs.yml").write_text(entries, encoding="utf-8")
    source = f'{text}\n\n#bibliography("refs.yml", style: "ieee")\n'
    tmp_path.joinpath("paper.typ").write_text(source, encoding="utf-8")

    html = typst.compile(tmp_path / "paper.typ", format="html").decode()
    assert set(re.findall(r"<em>\[([^\]]+)\]</em>", html.partition("doc-bibliography")[2])) == set(found)


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(UsageError, match=r"paper\.docx: citations are read from \.aux, \.bcf, \.tex"):
        citations("", "paper.docx")


@pytest.mark.parametrize("suffix", ["tex", "md", "typ", "aux", "bcf"])
@pytest.mark.parametrize(
    "unit",
    [
        "\\cite",
        "\\cite[",
        "\\cite{a}",
        "\\cites{a}",
        "[@",
        "`",
        "@a",
        "<!--",
        "\\verb|",
        "/*",
        "\\iffalse",
        "\\begin{comment}",
        "```",
        "~~~\n",
        "%",
    ],
)
def test_hostile_length_costs_linear_time(suffix: str, unit: str) -> None:
    began = time.process_time()
    citations(unit * 5_000, f"p.{suffix}")

    assert time.process_time() - began < 5
