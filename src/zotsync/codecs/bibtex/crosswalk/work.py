"""`BibEntry` -> `Work`, whatever tool or person wrote the entry."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final
from unicodedata import normalize

from ....core import identifiers
from ....core import names as personal
from ....core.verbatim import bare
from ....model import Creator, Identifier, Work
from ...latex import to_unicode
from ..entries import BibEntry
from . import dates
from .dialect import (
    ALIASES,
    DEFAULT_GENRES,
    ENTRY_TYPE,
    IDENTIFIER_FIELDS,
    LANGUAGES,
    ROLES,
    SUBTYPES,
    columns,
    kind_of,
    type_by_content,
)

__all__ = ["work_of"]


class _Left:
    """The fields of an entry that nobody has read yet."""

    def __init__(self, entry: BibEntry) -> None:
        present = dict(entry.fields)
        self.fields = {
            name if (plain := ALIASES.get(name, name)) in present else plain: value
            for name, value in entry.fields
        }

    def take(self, *names: str) -> str:
        """The LaTeX text of the first of these fields that is there; it is read now."""
        for name in names:
            if name in self.fields:
                return self.fields.pop(name)
        return ""

    def text(self, *names: str) -> str:
        latex = self.take(*names)
        return _plain(latex) if latex else ""


def work_of(entry: BibEntry) -> Work:
    """
    The work that an entry says, whatever tool or person wrote it.

    Reads the dialect of biblatex and of classic BibTeX, and what Google Scholar (`journal = {arXiv preprint
    arXiv:1706.03762}`) and DBLP (`journal = {CoRR}, volume = {abs/1706.03762}`) make of preprints. Fields
    that have no place in `Work`, or whose value is not of their kind (`year = {in press}`), are in
    `Work.fields` as they are written.
    """
    kind = kind_of(entry.type)
    left = _Left(entry)
    creators, and_others = _read_creators(left)
    found = _read_identifiers(left)
    url, repeated = _read_link(left)
    for one in identifiers.of_url(url) if url else ():
        found.setdefault(one.scheme, one)
    is_preprint = _is_preprint(left, found)
    content_type = type_by_content(kind, on_arxiv="arxiv" in found, has_url=bool(url))
    values: dict[str, Any] = {}
    for attribute, names in columns(kind.family):
        values[attribute] = _page(left.take(*names)) if attribute == "page" else left.text(*names)
    language = left.text("langid", "language")
    subtype = _CSL_TYPES.get(left.fields.get("entrysubtype", ""), "")
    type = subtype or ("article" if is_preprint else content_type)
    values |= {
        "title": _read_title(left),
        "creators": creators,
        "and_others": and_others,
        "issued": dates.read(left.fields),
        "genre": _read_genre(left, entry.type),
        "identifiers": tuple(found[scheme] for scheme in identifiers.SCHEMES if scheme in found),
        "arxiv_class": left.text("eprintclass"),
        "url": url,
        "abstract": _paragraphs(left.take("abstract")),
        "language": _BCP47.get(language.lower(), language),
        "keywords": _read_keywords(left),
        "note": _paragraphs(left.take("note")),
    }
    if subtype:
        del left.fields["entrysubtype"]
    if repeated:
        left.fields["howpublished"] = repeated
    if kind.own:
        left.fields[ENTRY_TYPE] = entry.type
    return Work(entry.key, type, fields=tuple(left.fields.items()), **values)


_CSL_TYPES: Final = {subtype: type for type, subtype in SUBTYPES.items()}
_BCP47: Final = {babel: code for code, babel in reversed(LANGUAGES.items())}
_THESES: Final = {"phdthesis": "PhD thesis", "mathesis": "Master's thesis"}


def _read_title(left: _Left) -> str:
    title, subtitle = left.text("title"), left.text("subtitle")
    return f"{title}: {subtitle}" if title and subtitle else title or subtitle


def _read_creators(left: _Left) -> tuple[tuple[Creator, ...], bool]:
    creators: list[Creator] = []
    and_others = False
    for role, field in ROLES.items():
        if field in left.fields:
            names, others = personal.split(left.take(field))
            creators += (_creator(name, role) for name in names)
            and_others |= others
    return tuple(creators), and_others


_WORDS = r"[^\\{}$~,`?!=\s'-]++(?:[ '-][^\\{}$~,`?!=\s'-]++)*+"
_EASY = re.compile(rf"({_WORDS}), ({_WORDS})")
"""Two parts that say nothing in LaTeX, as most names have."""
_BRACED = r"\{[^{},~=\s]*+(?:\{[^{},~=\s]*+(?:\{[^{},~=\s]*+\}[^{},~=\s]*+)*+\}[^{},~=\s]*+)*+\}"
_ONE_PART = re.compile(rf"(?!\{{[^\\])(?:[^{{}},~=\s]++|{_BRACED})++(?: (?:[^{{}},~=\s]++|{_BRACED})++)*+")
"""LaTeX in which no brace and no comma parts a name or keeps it whole: `M{\\"u}ller`, `{\\'E}mile`."""


def _creator(latex: str, role: str) -> Creator:
    if easy := _EASY.fullmatch(latex):
        family, given = easy.groups()
        if latex.isascii():
            return Creator(family, given, "", role)
        return Creator(normalize("NFC", family), normalize("NFC", given), "", role)
    family, _, given = latex.partition(", ")
    if _ONE_PART.fullmatch(family) and _ONE_PART.fullmatch(given):
        return Creator(_name(family), _name(given), "", role)
    creator = personal.parse(latex, role)
    if creator.literal:
        return Creator(literal=_plain(creator.literal), role=role)
    return Creator(_name(creator.family), _name(creator.given), "", role)


# Half of the time that a file takes: the same names come again and again.
@lru_cache(maxsize=65536)
def _name(latex: str) -> str:
    return _plain(latex)


def _read_identifiers(left: _Left) -> dict[str, Identifier]:
    """By scheme; a value that is none stays in `left`."""
    found: dict[str, Identifier] = {}

    def take(one: Identifier | None, *names: str) -> None:
        if one is not None:
            found.setdefault(one.scheme, one)
            for name in names:
                left.fields.pop(name, None)

    fields = left.fields
    if doi := fields.get("doi", "").strip():
        doi = bare(doi)
        take(identifiers.normal("doi", doi) or next(iter(identifiers.of_url(doi)), None), "doi")
    archive = fields.get("eprinttype", "").strip().lower()
    scheme = _ARCHIVES.get(archive)
    if scheme and "eprint" in fields:
        take(identifiers.normal(scheme, fields["eprint"]), "eprint", "eprinttype")
    for scheme in IDENTIFIER_FIELDS:
        if scheme in fields:
            take(identifiers.normal(scheme, fields[scheme]), scheme)
    return found


_ARCHIVES: Final = {"": "arxiv", "arxiv": "arxiv", "pubmed": "pmid"}

_ARXIV_VENUE = re.compile(r"\s*(?:arxiv|corr)\b", re.I)
_ABS = re.compile(r"\s*abs/(\S+)\s*")


def _is_preprint(left: _Left, found: dict[str, Identifier]) -> bool:
    """Whether what stands for the venue is arXiv; then it is read as the identifier that it states."""
    for name in ("journal", "journaltitle", "howpublished", "booktitle"):
        venue = left.fields.get(name, "")
        if not _ARXIV_VENUE.match(venue):
            continue
        stated = [one for one in identifiers.find(to_unicode(venue)) if one.scheme == "arxiv"]
        volume = _ABS.fullmatch(left.fields.get("volume", ""))
        if volume and (one := identifiers.normal("arxiv", volume[1])):
            stated.append(one)
            del left.fields["volume"]
        if stated:
            found.setdefault("arxiv", stated[0])
        if "arxiv" in found:
            del left.fields[name]
            return True
    return False


_URL_MACRO = re.compile(r"\s*\\(?:url|path|nolinkurl)\s*\{(.*)\}\s*\.?\s*", re.S)
_LINK = re.compile(r"\s*https?://\S+\s*")


def _read_link(left: _Left) -> tuple[str, str]:
    """
    `url`, or a `howpublished` that is nothing but a link; without the escapes that tools put into it.

    Returns:
        The link, and a `howpublished` that only repeats that there is one, as it is written.
    """
    published = left.fields.get("howpublished", "")
    repeated = (
        left.take("howpublished") if _URL_MACRO.fullmatch(published) or _LINK.fullmatch(published) else ""
    )
    written = left.take("url")
    if not written:
        written, repeated = repeated, ""
    if macro := _URL_MACRO.fullmatch(written):
        written = macro[1]
    return bare(written).strip(), repeated


def _read_genre(left: _Left, type: str) -> str:
    genre = left.text("type")
    return _THESES.get(genre, genre) or DEFAULT_GENRES.get(type, "")


def _read_keywords(left: _Left) -> tuple[str, ...]:
    words = (_plain(word) for word in _OUTSIDE_BRACES.findall(left.take("keywords")))
    return tuple(dict.fromkeys(word for word in words if word))


_OUTSIDE_BRACES = re.compile(r"(?:[^{},;]|\{(?:[^{}]|\{[^{}]*\})*\})+")
_BLANKS = re.compile(r"[ \t\r\n]+")
_PARAGRAPH = re.compile(r"\r?\n[ \t]*\r?\n\s*")
_DASHES = re.compile(r"\s*[-–—−]+\s*")


def _plain(latex: str) -> str:
    text = to_unicode(latex)
    if "  " in text or not text.isprintable():
        text = _BLANKS.sub(" ", text)
    return text.strip(" ")


def _paragraphs(latex: str) -> str:
    if "\n" not in latex:
        return _plain(latex)
    return "\n\n".join(filter(None, map(_plain, _PARAGRAPH.split(latex))))


def _page(latex: str) -> str:
    return _DASHES.sub("-", _plain(latex)) if latex else ""
