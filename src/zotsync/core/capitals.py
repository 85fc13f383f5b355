"""
Capitals that a bibliography style must not lower.

Many styles print titles in sentence case (BibTeX's `change.case$` with "t"): every letter becomes lower case
but the first of the title and the first after a colon and a blank. What is a name or an acronym must be
protected then; what is only a capital of Title Case must not, or the title prints in two styles.

Rule 1: parts of a hyphenated word are judged one by one (`KVCache-centric`, but `State-of-the-Art`).
Rule 2: spelling decides first: inner capitals (`PyTorch`, `LLMs`), a capital with a figure (`3D`, `W4A8KV4`).
Rule 3: a capital at the start of a word is a name only with evidence: a table of names that titles use, the
short names of other works (`names`), or a title that is in sentence case already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

__all__ = ["protect", "short_names"]

_LETTER: Final = r"[^\W_\u2e80-\u9fff\uac00-\ud7af]"
_PART: Final = re.compile(rf"\$[^$\s](?:[^$]*[^$\s])?\$|{_LETTER}+(?:[.'’_]{_LETTER}+)*[+#*]*")
"""A formula, or what stands between blanks, hyphens, other punctuation and scripts without capitals."""

_HYPHENS: Final = frozenset("-‐‑")
_JOINTS: Final = _HYPHENS | {"/"}
_STOPS: Final = frozenset(":：?!.")
_VERSIONED: Final = re.compile(r"[A-Z][a-z]+\d[\d.]*")

_EPONYMS: Final = """
    Abel Abelian Alzheimer Amdahl Archimedean Arrhenius Banach Bayes Bayesian Bellman Bernoulli Bernstein
    Bessel Boltzmann Bonferroni Boolean Borel Bose Braille Bregman Brownian Byzantine Carlo Carnot Cartesian
    Cauchy Chebyshev Chernoff Cholesky Chomsky Coulomb Cox Darwin Darwinian Daubechies Delaunay Dijkstra
    Dirichlet Doppler Duchenne Einstein Erdős Euclid Euclidean Euler Eulerian Fermi Feynman Fibonacci Fisher
    Fourier Freud Fréchet Frobenius Gabor Galerkin Galois Galton Gauss Gaussian Gaussians Gibbs Gini Gödel
    Granger Gromov Grover Gumbel Haar Hadamard Hamilton Hamiltonian Hamiltonians Hamming Hawkes Hebb Hebbian
    Heisenberg Helmholtz Hermite Hessian Hessians Hilbert Hoeffding Hopfield Hough Householder Huffman Ising
    Itô Jaccard Jacobi Jacobian Jacobians Jensen Kalman Kantian Kantorovich Karhunen Karush Keynesian
    Kolmogorov Kronecker Krylov Kuhn Kullback Kutta Lagrange Lagrangian Lagrangians Lamport Langevin Laplace
    Laplacian Laplacians Lebesgue Legendre Leibler Leibniz Levenberg Levenshtein Lévy Lindblad Lipschitz
    Lorentz Lorenz Lotka Lyapunov Mahalanobis Manhattan Markov Markovian Marquardt Maxwell Menten Mercer
    Merkle Mersenne Michaelis Mie Minkowski Monte Montessori Moore Morse Nash Navier Nesterov Neumann Newton
    Newtonian Noether Nyquist Nyström Padé Pareto Parkinson Pauli Pearson Penrose Perron Petri Planck
    Poincaré Poisson Rademacher Raman Ramsey Rao Rayleigh Rényi Ricci Riemann Riemannian Riesz Ritz
    Rorschach Runge Rydberg Schmidt Schrödinger Schur Schwarz Shannon Shapley Sinkhorn Sobel Sobolev
    Spearman Stackelberg Stein Steiner Stiefel Stirling Stokes Taylor Thompson Tikhonov Toeplitz Tucker
    Turing Vandermonde Vapnik Viterbi Volterra Voronoi Wasserstein Weibull Weierstrass Wiener Wigner
    Wilcoxon Winograd Zeeman Zernike Zipf Zipfian
"""
"""Of mathematics, statistics, computing and the sciences, with their adjectives."""

_PLACES: Final = """
    Africa African Afrikaans Albanian Amazonian America American Americans Amharic Antarctic Arab Arabic
    Arctic Armenian Asia Asian Athens Atlantic Australia Australian Austria Austrian Balkan Bangla Basque
    Beijing Belgian Belgium Bengali Berlin Boston Brazil Brazilian Britain British Buddhist Bulgarian
    Burmese California Cambridge Canada Canadian Cantonese Catalan Catholic Chicago Chile China Chinese
    Christian Colombia Croatian Czech Danish Denmark Dutch Egypt Egyptian England English Estonian Ethiopian
    Europe European Europeans Filipino Finland Finnish Flemish France French Georgian German Germanic
    Germany Ghana Greece Greek Gujarati Hausa Hebrew Hindi Hinglish Hispanic Hong Hungarian Hungary Iceland
    Icelandic Igbo India Indian Indic Indonesia Indonesian Iran Ireland Irish Islamic Israel Italian Italy
    Japan Japanese Javanese Jewish Kannada Kazakh Kenya Khmer Kong Korea Korean Kurdish Lao Latin Latvian
    Lithuanian London Madrid Malay Malayalam Maltese Mandarin Maori Marathi Mediterranean Mexican Mexico
    Mongolian Moscow Muslim Nepali Netherlands Nigeria Nigerian Nordic Norway Norwegian Pacific Pakistan
    Paris Pashto Persian Philippines Polish Portugal Portuguese Punjabi Quechua Romania Romanian Rome Russia
    Russian Sanskrit Scandinavian Scotland Scottish Serbian Shanghai Sicilian Sindhi Singapore Sinhala
    Slavic Slovak Slovene Slovenian Somali Spain Spanish Swahili Sweden Swedish Swiss Switzerland Sydney
    Tagalog Taiwan Taiwanese Tamil Telugu Thai Thailand Tibetan Tokyo Turkey Turkic Turkish Uganda Ukraine
    Ukrainian Urdu Uyghur Uzbek Vienna Vietnam Vietnamese Wales Welsh Xhosa Yiddish Yoruba Zulu Zurich
"""
"""With languages, peoples and faiths."""

_BRANDS: Final = """
    Amazon Android Apache Apple April Arduino Atari August Azure Berkeley Bing Bitcoin Cassandra Christmas
    Chrome Claude Clojure Codex Copilot Debian December Docker Earth Easter Elasticsearch Erlang Ethereum
    Facebook February Firefox Flickr Fortran Friday Gemini Gemma Google Gradle Hadoop Haskell Huawei
    Instagram Intel January Java Jenkins July June Jupiter Jupyter Kafka Kaggle Kotlin Kubernetes
    Linux Lisp Llama Lua Mars Martian Matlab Megatron Mercury Microsoft Minecraft Mistral Monday Mozilla
    Neptune Netflix November Nvidia October Perl Pinterest Postgres Prolog Python Qualcomm Qwen Reddit Redis
    Roblox Ruby Samsung Saturday Saturn Scala September Siri Slurm Solaris Solidity Stanford Sunday Telegram
    Tencent Terraform Tesla Thursday Tuesday Twitter Uber Ubuntu Unix Uranus Venus Verilog Wednesday
    Wikidata Wikipedia Xilinx Yahoo Zotero
"""
"""Products, companies and projects; with days, months and planets."""

_NAMES: Final = frozenset(f"{_EPONYMS} {_PLACES} {_BRANDS}".split())

_SECOND_PARTS: Final = frozenset(
    """
    Accelerated Aided Aligned Assisted Augmented Aware Based Centric Compatible Conditioned Controlled
    Driven Efficient Empowered Enabled Enhanced Equipped Free Generated Guided Hard Informed Inspired
    Integrated Level Like Native Only Optimal Optimized Oriented Powered Ready Related Scale Specific
    Style Supported Trained Type Wide
    """.split()
)
"""What is put behind a name to make an adjective of it (`BERT-Based`); other words make a new name."""

_LONG_WORD = 4
"""Letters from which Title Case capitalises even prepositions, in most styles."""


@dataclass(slots=True)
class _Part:
    text: str
    start: int
    end: int
    capital: bool
    """It has one."""
    opens: bool
    """It is the first of the title, or the first behind a colon or a full stop."""
    joined: bool
    protected: bool = False


def protect(title: str, names: frozenset[str] = frozenset()) -> tuple[tuple[str, bool], ...]:
    """
    The title in pieces, each with whether its capitals must stay.

    Args:
        title: Unicode; mathematics between dollars is one piece with its neighbours.
        names: short names of works, case-folded (`short_names`).

    Returns:
        Pieces that join to `title`; neighbours differ in whether they are protected.
    """
    parts = list(_parts(title))
    capitals = [part for part in parts if part.capital]
    if _shouts(parts):
        return ((title, False),)
    for part in capitals:
        part.protected = _is_name(part, names)
    doubtful = [part for part in capitals if not part.protected and not part.opens and len(part.text) > 1]
    if doubtful and _in_sentence_case(parts):
        for part in doubtful:
            part.protected = True
    for word in _words(parts):
        _protect_word(title, word, names)
    return tuple(_pieces(title, parts))


def short_names(titles: Iterable[str]) -> frozenset[str]:
    """
    The names that titles give their subject before a colon (`SARATHI: ...`), case-folded.

    One word; not one that some title writes in lower case, which shows that it is a word of the language; not
    one with inner capitals (`ZeRO`), which is known by its spelling, and is not the "Zero" of other titles.
    """
    names: set[str] = set()
    words: set[str] = set()
    for title in titles:
        name, colon, _ = title.partition(": ")
        if colon and " " not in name and _names_itself(name):
            names.add(name.casefold())
        words.update(word for word in title.split() if word.islower())
    return frozenset(names - words)


def _names_itself(name: str) -> bool:
    """`SARATHI`, `Alpa`, `MoE-Lightning`; not `ZeRO`, not `Prefix-Tuning`, not `iterative`."""
    if any(hyphen in name for hyphen in _HYPHENS):
        return any(character.isupper() for part in _parts(name) for character in part.text[1:])
    return name.isupper() or name.istitle()


def _parts(title: str) -> Iterator[_Part]:
    before = 0
    for found in _PART.finditer(title):
        text, start = found[0], found.start()
        gap = title[before:start]
        opens = not before or (gap != " " and gap[-1:].isspace() and gap.rstrip()[-1:] in _STOPS)
        yield _Part(text, start, found.end(), text != text.lower(), opens, before > 0 and gap in _JOINTS)
        before = found.end()


def _shouts(parts: list[_Part]) -> bool:
    """Whether the title is all capitals, which says nothing of any word in it."""
    letters = 0
    for part in parts:
        if part.text.isalpha():
            if not part.text.isupper():
                return False
            letters += part.text.isascii()
    return letters > 3


def _is_name(part: _Part, names: frozenset[str]) -> bool:
    """Whether a part with a capital is a name by its spelling, the table, or the names of other works."""
    text = part.text
    rest = text[1:]
    if rest != rest.lower():
        return True
    if text[0] == "$" or text[0] > "\u036f":
        return True  # a formula or a Greek letter: its capitals stand behind a backslash
    if not part.start:
        return False  # styles keep the first letter of a title
    if not rest:
        return text != "A" or part.joined
    if not text.isalpha():
        if text[-1] in "+#*" or any(character.isnumeric() for character in text):
            return True
        text = text.removesuffix("'s").removesuffix("’s")
    return text in _NAMES or text.casefold() in names


def _in_sentence_case(parts: list[_Part]) -> bool:
    """Whether long words within the title are mostly in lower case, so that a capital is a name's."""
    long = [part for part in parts if len(part.text) >= _LONG_WORD and not part.opens]
    capitals = sum(part.capital for part in long)
    return len(long) - capitals >= 3 * max(1, capitals)


def _words(parts: list[_Part]) -> Iterator[list[_Part]]:
    """Parts that hyphens or slashes join, where there are at least two."""
    word: list[_Part] = []
    for part in parts:
        if not part.joined:
            if len(word) > 1:
                yield word
            word = []
        word.append(part)
    if len(word) > 1:
        yield word


def _protect_word(title: str, word: list[_Part], names: frozenset[str]) -> None:
    """Names of several parts: `MoE-Lightning: ...`, `Sarathi-Serve`, `Qwen2.5-Coder`, `GPT-4`, `A/B`."""
    start, end = word[0].start, word[-1].end
    subject = start == 0 and title.startswith(": ", end) and any(part.protected for part in word)
    letters = all(part.capital and len(part.text) == 1 for part in word)
    if subject or letters or title[start:end].casefold() in names:
        for part in word:
            part.protected = True
        return
    for part, following in pairwise(word):
        if part.protected and not following.capital and not following.text.isalpha():
            following.protected = True
    first, second = word[:2]
    known = first.text.casefold() in names or _VERSIONED.fullmatch(first.text)
    makes_name = second.text[0].isupper() and second.text not in _SECOND_PARTS
    if known and first.capital and makes_name and title[first.end] in _HYPHENS:
        first.protected = second.protected = True


def _pieces(title: str, parts: list[_Part]) -> Iterator[tuple[str, bool]]:
    spans: list[list[int]] = []
    for part in parts:
        if part.protected:
            if spans and spans[-1][1] == part.start - part.joined:
                spans[-1][1] = part.end
            else:
                spans.append([part.start, part.end])
    position = 0
    for start, end in spans:
        if start > position:
            yield title[position:start], False
        yield title[start:end], True
        position = end
    if position < len(title) or not title:
        yield title[position:], False
