"""`Work` -> `BibEntry`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final
from urllib.parse import quote

from ....core import capitals, identifiers
from ....core import names as personal
from ....model import Creator, Identifier, Work
from ...latex import is_balanced, to_latex
from ..entries import BibEntry, is_field_name
from . import dates
from .dialect import (
    DEFAULT_GENRES,
    ENTRY_TYPE,
    IDENTIFIER_FIELDS,
    LANGUAGES,
    LISTS,
    ROLES,
    SUBTYPES,
    TYPES,
    Kind,
    columns,
    kind_of,
    type_by_content,
)

__all__ = ["entry_of"]

Fields = list[tuple[str, str]]
Latex = Callable[[str], str]


def entry_of(
    work: Work, *, classic: bool = False, ascii: bool = False, names: frozenset[str] = frozenset()
) -> BibEntry:
    """
    The entry of a work.

    Args:
        classic: for classic BibTeX: arXiv in the fields that its styles know, and for a preprint a `howpublished`
            that all of them print.
        ascii: accents as macros and links in ASCII, for a BibTeX that sorts and cuts bytes.
        names: short names whose capitals a title keeps (`capitals.short_names`).
    """
    type = _entry_type(work)
    kind = kind_of(type)
    latex: Latex = partial(to_latex, ascii=True) if ascii else to_latex

    def line(text: str) -> str:
        return latex(text if text.isprintable() else " ".join(text.split()))

    fields: Fields = []
    if work.title:
        fields.append(("title", _title(work.title, names, line)))
    fields += _creators(work, line)
    for attribute, (name, *_) in columns(kind.family):
        value = getattr(work, attribute)
        if value and name:
            fields.append((name, _text(name, value, line)))
    if "date" not in dict(work.fields):
        fields += dates.written(work.issued)
    if work.genre and work.genre != DEFAULT_GENRES.get(type):
        fields.append(("type", line(work.genre)))
    fields += _identifiers(work, type, classic, dict(fields))
    if work.url:
        fields.append(("url", _link(work.url, ascii)))
    if work.language:
        fields.append(("langid", line(LANGUAGES.get(work.language, work.language))))
    if work.keywords:
        fields.append(("keywords", ", ".join(_keyword(line(keyword)) for keyword in work.keywords)))
    for name in ("abstract", "note"):  # these have paragraphs
        if text := getattr(work, name):
            fields.append((name, latex(text)))
    if work.type in SUBTYPES and work.type != _type_told(work, kind):
        fields.append(("entrysubtype", SUBTYPES[work.type]))
    taken = {name for name, _ in fields} | {ENTRY_TYPE}
    fields += (
        (name, _raw(value)) for name, value in work.fields if name not in taken and is_field_name(name)
    )
    return BibEntry(type, work.key, tuple(fields))


def _entry_type(work: Work) -> str:
    own = dict(work.fields).get(ENTRY_TYPE, "")
    if own:
        kind = kind_of(own)
        if kind.csl == work.type or (kind.family == "misc" and work.type in SUBTYPES):
            return own
    if work.type == "thesis":
        return "mastersthesis" if "master" in work.genre.casefold() else "phdthesis"
    if work.type == "report":
        return "techreport" if work.publisher else "misc"
    return _BIBTEX_TYPES.get(work.type, "misc")


def _type_told(work: Work, kind: Kind) -> str:
    """The CSL type that a reader takes the entry for."""
    on_arxiv = any(one.scheme == "arxiv" for one in (*work.identifiers, *_stated(work)))
    return type_by_content(kind, on_arxiv=on_arxiv, has_url=bool(work.url))


def _stated(work: Work) -> tuple[Identifier, ...]:
    return identifiers.of_url(work.url) if work.url else ()


_BIBTEX_TYPES: Final = {kind.csl: type for type, kind in reversed(TYPES.items()) if kind.family != "misc"}
"""The first type of the table for each CSL type."""


def _title(title: str, names: frozenset[str], latex: Latex) -> str:
    return "".join(
        f"{{{latex(piece)}}}" if protected else _shielded(latex(piece))
        for piece, protected in capitals.protect(title, names)
    )


_FORMULA = re.compile(r"\\.|\$(?:[^$\\]|\\.)*\$")


def _shielded(latex: str) -> str:
    """`change.case$` lowers letters of macros in mathematics too: `$\\Rightarrow$` needs braces."""
    if "$" not in latex:
        return latex
    return _FORMULA.sub(lambda m: f"{{{m[0]}}}" if m[0] != m[0].lower() and m[0][0] == "$" else m[0], latex)


def _creators(work: Work, latex: Latex) -> Iterator[tuple[str, str]]:
    by_field: dict[str, list[str]] = {}
    for creator in work.creators:
        field = ROLES.get(creator.role, "contributor")
        by_field.setdefault(field, []).append(_name(creator, latex))
    others = work.and_others
    for field in ROLES.values():
        if field in by_field:
            yield field, " and ".join(by_field[field] + ["others"] * others)
            others = False


_PLAIN_NAME = re.compile(r"(?!.*(?:--|\band\b))[A-Za-z. -]+, [A-Za-z. -]+", re.I)
"""Most names, which need nothing of what follows."""


def _name(creator: Creator, latex: Latex) -> str:
    if creator.family:
        name = f"{creator.family}, {creator.given}"
        if _PLAIN_NAME.fullmatch(name):
            return name
        return personal.write(Creator(latex(creator.family), latex(creator.given)))
    return f"{{{latex(creator.literal or creator.given)}}}"


def _text(name: str, value: str, latex: Latex) -> str:
    if name == "pages":
        return "--".join(map(latex, value.split("-")))
    text = latex(value)
    if name in LISTS and " and " in text.lower():
        return f"{{{text}}}"
    return text


def _identifiers(work: Work, type: str, classic: bool, written: dict[str, str]) -> Iterator[tuple[str, str]]:
    values = {one.scheme: one.value for one in reversed(work.identifiers)}
    if "doi" in values:
        yield "doi", _verbatim(values["doi"])
    if "arxiv" in values:
        if classic and type == "misc" and "howpublished" not in written:
            yield "howpublished", f"arXiv:{values['arxiv']}"
        yield "eprint", values["arxiv"]
        yield ("archiveprefix", "arXiv") if classic else ("eprinttype", "arxiv")
    if work.arxiv_class:
        yield ("primaryclass" if classic else "eprintclass"), work.arxiv_class
    for scheme in IDENTIFIER_FIELDS:
        if scheme in values and Identifier(scheme, values[scheme]) not in _stated(work):
            yield scheme, values[scheme]


_NOT_IN_LINKS = re.compile(r"[\s{}\\\"<>^`|\x00-\x1f\x7f]")


def _verbatim(value: str) -> str:
    """BibTeX reads links and DOIs as they are, but counts their braces."""
    return value if is_balanced(value) else value.replace("{", "%7B").replace("}", "%7D")


def _link(url: str, ascii: bool) -> str:
    url = _NOT_IN_LINKS.sub(lambda m: quote(m[0]), url)
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~") if ascii and not url.isascii() else url


def _keyword(latex: str) -> str:
    return f"{{{latex}}}" if "," in latex or ";" in latex else latex


def _raw(value: str) -> str:
    return value if is_balanced(value) else to_latex(value)
