"""
The tables: control words and the characters that they print.

Most come from pylatexenc (880 control words, 930 characters in mathematics). What is written out here is what
it misses or has wrong, what has no single character, and what LaTeX needs a package for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

__all__ = [
    "ACCENTS",
    "BLANKS",
    "FACES",
    "KEEP_ARGUMENT",
    "LETTERS",
    "MATH_ONLY",
    "SKIP_ARGUMENT",
    "SPECIALS",
    "SUBSCRIPTS",
    "SUPERSCRIPTS",
    "VANISH",
    "in_ascii",
    "in_math",
    "words",
]

ACCENTS: Final = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
"""Accent macros of the LaTeX kernel -> combining character."""

LETTERS: Final = {
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "dj",
    "Đ": "DJ", "ð": "dh", "Ð": "DH", "þ": "th", "Þ": "TH", "ŋ": "ng", "Ŋ": "NG", "ı": "i", "ȷ": "j",
}  # fmt: skip
"""Latin letters that are no base letter with an accent -> control word (kernel, T1)."""

SPECIALS: Final = {
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    # BibTeX counts braces whether or not a backslash stands before them: `\{` alone would break the entry.
    "{": r"{\textbraceleft}", "}": r"{\textbraceright}",
    "\\": r"{\textbackslash}", "~": r"{\textasciitilde}", "^": r"{\textasciicircum}",
    # In the OT1 encoding, still LaTeX's default, these three print other characters.
    "<": r"{\textless}", ">": r"{\textgreater}", "|": r"{\textbar}",
    # A lone back-quote prints as an opening quote.
    "`": r"{\textasciigrave}",
    "\u00a0": "~",
}  # fmt: skip
"""What TeX would take for markup -> how to write the character itself."""

SUPERSCRIPTS: Final = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW∘′",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ°′",
        strict=True,
    )
)
SUBSCRIPTS: Final = dict(
    zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)

FACES: Final = ("mathbb", "mathfrak")
"""Alphabets whose capitals have Unicode characters of their own that people use (ℝ, 𝔼)."""

KEEP_ARGUMENT: Final = frozenset(
    "textit textbf textsl textsc textrm textsf texttt textup textmd textnormal emph enquote mbox hbox text "
    "underline uline mathrm mathit mathbf mathsf mathtt mathnormal boldsymbol bm operatorname NoCaseChange "
    "MakeUppercase MakeLowercase uppercase lowercase textlatin".split()
)
"""Markup without a place in plain text: the argument stays."""

SKIP_ARGUMENT: Final = frozenset(
    "href textcolor foreignlanguage noopsort SortNoop label vspace hspace".split()
)
"""The first argument is not printed."""

VANISH: Final = frozenset(
    "em it bf sc tt rm sf sl itshape slshape bfseries scshape ttfamily rmfamily sffamily upshape mdseries "
    "normalfont tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge protect relax "
    "newblock noindent allowbreak nobreak linebreak nolinebreak null leavevmode unskip ignorespaces xspace "
    "displaystyle textstyle scriptstyle left right big Big bigg Bigg bigl bigr Bigl Bigr limits "
    "nolimits".split()
)
"""Switches: nothing to read."""

BLANKS: Final = frozenset("thinspace enspace enskip quad qquad space newline par nobreakspace".split())

MATH_ONLY: Final = frozenset(
    "frac dfrac tfrac sqrt binom mathcal mathscr mathfrak mathbb hat bar tilde vec dot ddot acute grave "
    "check breve widehat widetilde overline overbrace underbrace overrightarrow stackrel overset underset "
    "not mod bmod pmod".split()
)
"""Control words that mathematics in a title may hold, beside those that print one character."""

_OURS: Final = {
    # pylatexenc misses these ...
    "textbraceleft": "{", "textbraceright": "}", "textless": "<", "textgreater": ">", "textbar": "|",
    "textquotedbl": '"', "textunderscore": "_", "textdollar": "$", "textasciigrave": "`", "P": "¶", "S": "§",
    "copyright": "©", "pounds": "£", "euro": "€", "ddag": "‡", "slash": "/", "degree": "°", "textmu": "µ",
    "guillemetleft": "«", "guillemetright": "»", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "LaTeXe": "LaTeX2e", "lt": "<", "gt": ">", "lnot": "¬", "neg": "¬", "land": "∧", "lor": "∨", "ne": "≠",
    "gets": "←", "prime": "′", "iff": "⟺", "implies": "⟹",
    # ... and has these wrong.
    "textasciicircum": "^", "textperiodcentered": "·", "texttildelow": "~", "eth": "ð", "setminus": "∖",
}  # fmt: skip

_NOT_SYMBOLS: Final = (BLANKS | VANISH | SKIP_ARGUMENT | KEEP_ARGUMENT) | frozenset(
    # The day of the reader; signs of the zodiac and identities, whose names are words that people use.
    "today aries taurus gemini cancer leo virgo libra scorpio sagittarius capricornus aquarius pisces id "
    "Ident".split()
)

_ELSEWHERE: Final = frozenset(
    # Characters of pylatexenc's table whose control word neither LaTeX nor amsmath and amssymb define
    # (TeX Live 2022, measured: tests/tex).
    "rightangle surfintegral volintegral clwintegral homothetic lazysinv approxnotequal tildetrpl allequal "
    "estimates starequal truestate forcesextra VDash original image hermitconjmatrix rightanglearc "
    "verymuchless verymuchgreater precedesnotsimilar udots varperspcorrespond recorder clockoint sqrint "
    "notlessgreater notgreaterless arrowwaveleft arrowwaveright dblarrowupdown DownArrowUpArrow "
    "textschwa textphi textglotstop textturnk texthvlig textnrleg textrecipe quarternote".split()
)

_ALPHABET = re.compile(r"\\(?:mathbb|mathfrak)\{[A-Z]\}")
_WORD = re.compile(r"\\([A-Za-z]+)")
_CYRILLIC = re.compile("[\u0400-\u052f]")


@cache
def words() -> Mapping[str, str]:
    """Control word -> what it prints, in text or in mathematics."""
    # 30 ms to import: only for text with markup.
    from pylatexenc.latex2text import get_default_latex_context_db

    found: dict[str, str] = {}
    for spec in get_default_latex_context_db().iter_macro_specs():
        name, printed = spec.macroname, spec.simplify_repl
        if not name.isalpha() or name in _NOT_SYMBOLS or not isinstance(printed, str):
            continue
        # One character, or the name of a function (`\log`, `\max`).
        if len(printed) == 1 or (printed.isalpha() and printed.isascii()):
            found[name] = printed
    return found | {word: letter for letter, word in LETTERS.items()} | _OURS


@cache
def in_math() -> Mapping[str, str]:
    """
    Character -> TeX for it in mathematics, which reads back as the character.

    Greek, relations, arrows and the like: what LaTeX cannot print from UTF-8 text. What it can (`×`, `°`) is
    left out.
    """
    found = {}
    for character, tex in _pylatexenc().items():
        content = tex.removeprefix(r"\ensuremath{")[:-1] if tex.startswith(r"\ensuremath{") else ""
        if ord(character) > 0xFF and (_prints(content, character) or _ALPHABET.fullmatch(content)):
            found[character] = content
    # These are text to pylatexenc.
    names = {
        "→": "rightarrow",
        "←": "leftarrow",
        "↑": "uparrow",
        "↓": "downarrow",
        "♭": "flat",
        "♮": "natural",
        "♯": "sharp",
    }
    return found | {character: f"\\{name}" for character, name in names.items()} | {"−": "-", "′": "'"}


@cache
def in_ascii() -> Mapping[str, str]:
    """Character -> ASCII text for it: what T1 and TS1 print but accents and letters."""
    found = {
        character: f"{{{tex}}}"
        for character, tex in _pylatexenc().items()
        if _prints(tex, character) and not _CYRILLIC.fullmatch(character)
    }
    return found | {
        "–": "--", "—": "---", "“": "``", "”": "''", "‘": "`", "’": "'", "…": r"{\ldots}", "×": r"$\times$",
        "±": r"$\pm$", "÷": r"$\div$", "¬": r"$\lnot$", "·": r"{\textperiodcentered}", "‐": "-", "‑": "-",
    }  # fmt: skip


@cache
def _pylatexenc() -> Mapping[str, str]:
    from pylatexenc.latexencode import get_builtin_conversion_rules

    rules = get_builtin_conversion_rules("defaults")[0].rule
    return {chr(code): tex for code, tex in rules.items() if chr(code).isprintable()}


def _prints(tex: str, character: str) -> bool:
    """Whether one control word that common preambles define prints just this character."""
    word = _WORD.fullmatch(tex)
    return word is not None and words().get(word[1]) == character and word[1] not in _ELSEWHERE
