"""LaTeX text <-> Unicode."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.latex import to_latex, to_unicode
from zotsync.codecs.latex.math import is_balanced

WRITTEN = [
    # (Unicode, LaTeX in UTF-8, LaTeX in ASCII)
    ("Attention Is All You Need", "Attention Is All You Need", "Attention Is All You Need"),
    ("Łukasz", "Łukasz", r"{\L}ukasz"),
    ("Timothée Íñigo", "Timothée Íñigo", r"Timoth{\'e}e {\'I}{\~n}igo"),
    ("Woźniak, Bartłomiej", "Woźniak, Bartłomiej", r"Wo{\'z}niak, Bart{\l}omiej"),
    ("Erdős Čech Ţ", "Erdős Čech Ţ", r"Erd{\H{o}}s {\v{C}}ech {\c{T}}"),
    ("Nguyễn", "Nguyễn", r"Nguy{\~{\^e}}n"),
    ("PanGu-Σ", r"PanGu-$\Sigma$", r"PanGu-$\Sigma$"),
    ("S³", "S$^{3}$", "S$^{3}$"),
    ("10⁻³ and x₁²", "10$^{-3}$ and x$_{1}^{2}$", "10$^{-3}$ and x$_{1}^{2}$"),
    ("αβ-CROWN", r"$\alpha\beta$-CROWN", r"$\alpha\beta$-CROWN"),
    ("a ≤ b → ℝ", r"a $\leq$ b $\rightarrow$ $\mathbb{R}$", r"a $\leq$ b $\rightarrow$ $\mathbb{R}$"),
    ("Περί φύσεως", "Περί φύσεως", "Περί φύσεως"),
    ("大语言模型：综述", "大语言模型：综述", "大语言模型：综述"),
    ("16×16 – 90°", "16×16 – 90°", r"16$\times$16 -- 90{\textdegree}"),
    ("“q” — …", "“q” — …", r"``q'' --- {\ldots}"),
    ("R&D 50% $5 #1 a_b", r"R\&D 50\% \$5 \#1 a\_b", r"R\&D 50\% \$5 \#1 a\_b"),
    ("~ ^ \\", r"{\textasciitilde} {\textasciicircum} {\textbackslash}", None),
    ("a < b | c", r"a {\textless} b {\textbar} c", None),
    ("set {1", r"set {\textbraceleft}1", None),
    ("a--b ''c'' ,,", r"a-{}-b '{}'c'{}' ,{},", None),
    ("$\\mathcal{O}(\\sqrt{n})$", "$\\mathcal{O}(\\sqrt{n})$", None),
    ("$5-$10 and $a", r"\$5-\$10 and \$a", None),
    ("don't", "don't", "don't"),
    ("x̂", r"{\^x}", None),
]


@pytest.mark.parametrize(("text", "utf8", "ascii"), WRITTEN)
def test_text_is_written_as_latex_and_read_back(text: str, utf8: str, ascii: str | None) -> None:
    assert to_latex(text) == utf8
    assert to_latex(text, ascii=True) == (utf8 if ascii is None else ascii)

    assert to_unicode(utf8) == text
    assert to_unicode(to_latex(text, ascii=True)) == text


READ = [
    (r"{\'e}\'e\'{e}\' e", "éééé"),
    (r"\'\i, \'{\i} {\'\i} \'i", "í, í í í"),
    (r"\"{\'e}", "é̈"),
    (r"\c c \c{c} {\c c}", "ç ç ç"),
    (r"\L ukasz {\L}ukasz \L{}ukasz", "Łukasz Łukasz Łukasz"),
    (r"\ss \AE\oe \aa{} \o", "ßÆœå ø"),
    (r"\v{S}\H{o}\k{a}\u{g}\r{a}\d{a}\b{a}\.z\=o", "Šőąğåạa̱żō"),
    (r"\t{oo}", "o͡o"),
    (r"Llama~2 a\ b a\,b", "Llama 2 a b a b"),
    (r"{BERT} {{GPT}-4}", "BERT GPT-4"),
    (r"\emph{Deep} \textbf{Nets} {\em x} \textsc{Abc}", "Deep Nets x Abc"),
    (r"\url{http://a.b/c_d~e%20f} \href{http://x_y}{here}", "http://a.b/c_d~e%20f here"),
    (r"``a'' `b' ?`c", "“a” `b' ¿c"),
    (r"1--2---3", "1–2—3"),
    (r"$k$-means $O(n \log n)$ $\ell_1$", "k-means O(n log n) ℓ₁"),
    (r"$\alpha$-\ensuremath{\beta} \(\gamma\)", "α-β γ"),
    (r"5$^{th}$ 90$^\circ$ $f'$", "5ᵗʰ 90° f′"),
    (r"\textsuperscript{2} \textsubscript{i} \textsuperscript{*}", r"² ᵢ $^{\text{*}}$"),
    (r"$A^*$ $\mathcal{O}(n)$ $\frac{a}{b}$", r"$A^*$ $\mathcal{O}(n)$ $\frac{a}{b}$"),
    (r"\LaTeX{} and \TeX", "LaTeX and TeX"),
    (r"\foo{bar} \baz qux", r"\foo{bar} \baz qux"),
    (r"\input{/etc/passwd}", r"\input{/etc/passwd}"),
    ("50% & 5 $ left", "50% & 5 $ left"),
    (r"\textcolor{red}{x}\noopsort{1973b}y", "xy"),
    ("{a {b", "a b"),
    ("a} b", "a b"),
    (r"\'", "´"),
    ("\u0065\u0301", "é"),
]


@pytest.mark.parametrize(("latex", "text"), READ)
def test_latex_as_people_write_it_is_read(latex: str, text: str) -> None:
    assert to_unicode(latex) == text


@pytest.mark.parametrize(
    "hostile",
    [
        r"\input{/etc/passwd}",
        r"\write18{rm -rf /}",
        r"$\input{x}$",
        r"$\mathcal{\immediate\write18{x}}$",
        r"$x^2}\input{y}$",
        "$x^2%$",
        "$\\x^2$$\\def\\x{}$",
        "^^5cinput x",
        "\\",
        "}",
        "{",
        "a\x00b\x1b[31m\u202e",
        r"\catcode`\%=12",
    ],
)
@pytest.mark.parametrize("ascii", [False, True])
def test_nothing_in_a_title_is_run(hostile: str, ascii: bool) -> None:
    latex = to_latex(hostile, ascii=ascii)

    assert is_balanced(latex)
    assert not re.search(r"[\x00-\x09\x0b-\x1f]|\^\^", latex)
    called = set(re.findall(r"\\([A-Za-z]+)", latex))
    assert called <= {
        "textbackslash",
        "textbraceleft",
        "textbraceright",
        "textasciicircum",
        "textasciigrave",
    }
    visible = re.sub(r"[\x00-\x1f\u202e]", "", hostile)
    assert to_unicode(latex) == visible


@given(st.text())
@pytest.mark.parametrize("ascii", [False, True])
def test_written_text_is_balanced_and_settles(ascii: bool, text: str) -> None:
    latex = to_latex(text, ascii=ascii)
    settled = to_unicode(latex)

    assert is_balanced(latex)
    assert to_unicode(to_latex(settled, ascii=ascii)) == settled


SIMPLER = str.maketrans("∆∊", "Δ∈")
PRINTABLE = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"], include_characters=" ")
)
MARKUP = st.text(st.sampled_from(list("\\{}$&%#_~^<>|`'-–—“”‘’?!, aeiou.Σ³₂ßŁéế\u0302\u0323")))


@given(PRINTABLE | MARKUP)
def test_printable_text_comes_back_to_the_letter(text: str) -> None:
    # Dollars apart: `$x_1$` is mathematics, and becomes x₁.
    text = unicodedata.normalize("NFC", text.translate(SIMPLER).replace("$", ""))

    assert to_unicode(to_latex(text)) == text


@given(PRINTABLE | MARKUP)
def test_ascii_text_comes_back_but_for_single_quotes_and_hyphens(text: str) -> None:
    text = unicodedata.normalize("NFC", text.translate(SIMPLER).replace("$", ""))
    shaped = str.maketrans("‘’‐‑", "`'--")

    assert to_unicode(to_latex(text, ascii=True)) == text.translate(shaped)


@given(st.text(st.sampled_from(list("\\{}$&%^_ab'\"ci`-~()[]\n")), max_size=60))
def test_any_latex_is_read_without_an_error(latex: str) -> None:
    text = to_unicode(latex)

    assert to_unicode(to_latex(text)) == to_unicode(to_latex(to_unicode(to_latex(text))))


@given(st.text(st.sampled_from(list("\\{}$&%^_ab'\"ciLs`-~()[]\n.")), max_size=60))
@pytest.mark.parametrize("ascii", [False, True])
def test_latex_that_went_to_unicode_and_back_is_stable(ascii: bool, latex: str) -> None:
    once = to_latex(to_unicode(latex), ascii=ascii)

    assert to_latex(to_unicode(once), ascii=ascii) == once


@pytest.mark.parametrize("unit", ["{", "$", r"\(", r"\url{", r"\'", "$\\$", r"\ensuremath{", "Σ", "`", "a\\"])
def test_hostile_length_costs_linear_time(unit: str) -> None:
    began = time.process_time()
    to_unicode(unit * 20_000)
    to_latex(unit * 20_000)

    assert time.process_time() - began < 5


def test_accents_in_accents_are_read_in_no_time() -> None:
    started = time.process_time()
    to_unicode(r"\'{" * 20_000 + "}" * 20_000)

    assert time.process_time() - started < 10
