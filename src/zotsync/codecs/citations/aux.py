"""What LaTeX noted in its `.aux` for BibTeX, and biblatex in its `.bcf` for biber."""

from __future__ import annotations

import html
import re

from .citations import Citations, of_pairs

__all__ = ["read_aux", "read_bcf"]

_CITATION = re.compile(r"\\(?:citation|abx@aux@cite(?:\{\d+\})?)\{([^{}]*)\}")
_INPUT = re.compile(r"\\@input\{([^{}]+)\}")
_CITEKEY = re.compile(r"<bcf:citekey(?P<attributes>[^>]*)>(?P<key>[^<]*)</bcf:citekey>")
_END_OF_AUX = re.compile(r"^\\gdef ?\\@abspage@last\{", re.M)
_END_OF_BCF = "</bcf:controlfile>"
_MEMBERS = re.compile(r'members="([^"]*)"')


def read_aux(text: str) -> Citations:
    r"""
    `\citation{a,b}` of LaTeX and natbib, `\abx@aux@cite{0}{a}` of biblatex; `\@input` names other `.aux`.

    The end is what LaTeX of 2020 and later writes there last; that of an older one never ends.
    """
    pairs = [
        (key.strip(), found.start())
        for found in _CITATION.finditer(text)
        for key in found[1].split(",")
        if key.strip()
    ]
    return Citations(
        of_pairs(text, ((key, at) for key, at in pairs if key != "*")),
        everything=any(key == "*" for key, _ in pairs),
        includes=tuple(_INPUT.findall(text)),
        ended=_END_OF_AUX.search(text) is not None,
    )


def read_bcf(text: str) -> Citations:
    """`<bcf:citekey>` of every section, and the members of sets that the document makes itself."""
    pairs: list[tuple[str, int]] = []
    for found in _CITEKEY.finditer(text):
        members = _MEMBERS.search(found["attributes"])
        keys = members[1].split(",") if members else [found["key"]]
        pairs += ((html.unescape(key.strip()), found.start()) for key in keys if key.strip())
    return Citations(
        of_pairs(text, ((key, at) for key, at in pairs if key != "*")),
        everything=any(key == "*" for key, _ in pairs),
        ended=_END_OF_BCF in text,
    )
