"""
`Work` -> Hayagriva, the YAML that Typst reads beside BibTeX.

Source: `docs/file-format.md` of Hayagriva 0.9. What a work appeared in is its `parent`; text in braces keeps its
case, and dollars hold mathematics of Typst, not of TeX: so signs are escaped, and formulas are written as the
text that Unicode has for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from ...core.capitals import protect, short_names
from ...model import Creator, Work
from .aspects import ARXIV, by_role, identifier, inverted, line, paragraphs, rest
from .yaml import dump

__all__ = ["entry_of", "write"]

_TYPES: Final = {
    "article-journal": ("article", "periodical"),
    "paper-conference": ("article", "proceedings"),
    "article": ("article", "repository"),
    "report": ("report", "anthology"),
    "webpage": ("web", "web"),
    "book": ("book", "anthology"),
    "chapter": ("chapter", "book"),
    "thesis": ("thesis", "anthology"),
    "dataset": ("repository", "repository"),
    "software": ("repository", "repository"),
    "document": ("misc", "misc"),
}
"""Type of a work -> that of the entry and that of its parent."""

_ROLES: Final = {
    "translator": "translator",
    "director": "director",
    "illustrator": "illustrator",
    "compiler": "compiler",
    "collaborator": "collaborator",
    "contributor": "collaborator",
    "organizer": "organizer",
    "narrator": "narrator",
    "executive-producer": "executive-producer",
    "producer": "producer",
    "script-writer": "writer",
    "performer": "cast-member",
}
"""Role of a creator -> that of `affiliated`."""

_SERIAL: Final = ("doi", "arxiv", "isbn", "pmid", "pmcid")


def write(works: Iterable[Work]) -> str:
    """A file with an entry for each work, under its key."""
    works = list(works)
    names = short_names(work.title for work in works)
    return dump({work.key: entry_of(work, names) for work in works}) if works else ""


def entry_of(work: Work, names: frozenset[str] = frozenset()) -> dict[str, Any]:
    """
    The entry of a work.

    Args:
        names: short names whose capitals a title keeps.
    """
    type, parent_type = _TYPES.get(work.type, _TYPES["document"])
    on_arxiv = work.type == "article" and bool(identifier(work, "arxiv"))
    in_container = bool(work.container_title)
    own = {"issue": line(work.issue), "volume": line(work.volume), "edition": line(work.edition)}
    serial = {scheme: identifier(work, scheme) for scheme in _SERIAL}
    if serial["pmcid"]:
        serial["pmcid"] = serial["pmcid"].upper()
    parent: dict[str, Any] = {
        "type": parent_type,
        "title": _text(work.container_title or (ARXIV if on_arxiv else "")),
        "editor": [_person(one) for one in by_role(work, "editor")] if in_container else [],
        **{name: value for name, value in own.items() if in_container and name != "edition"},
        "serial-number": rest(work, {"issn": "issn"}) if in_container else {},
        "parent": _kept({"type": "conference", "title": _text(work.event_title)}) if work.event_title else {},
    }
    entry: dict[str, Any] = {
        "type": type,
        "title": _title(work.title, names) or "?",
        "author": _authors(work),
        "editor": [_person(one) for one in by_role(work, "editor")] if not in_container else [],
        "affiliated": _affiliated(work),
        "date": work.issued if re.fullmatch(r"\d{4}(-\d\d){0,2}", work.issued) else "",
        **({"edition": own["edition"]} if in_container else own),
        "page-range": re.sub(r"\s", "", work.page)
        if re.fullmatch(r"\s*\d+(?:\s*-\s*\d+)?\s*", work.page)
        else "",
        "publisher": _kept({"name": _text(work.publisher), "location": _text(work.publisher_place)})
        if work.publisher
        else "",
        "genre": _text(work.genre),
        "serial-number": _kept({**serial, "serial": line(work.number)}),
        "url": work.url,
        "language": work.language if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", work.language) else "",
        "abstract": _text(paragraphs(work.abstract)),
        "note": _text(paragraphs(work.note)),
        "parent": _kept(parent) if parent["title"] or parent["parent"] else {},
    }
    return _kept(entry)


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {name: value for name, value in values.items() if value}


def _person(creator: Creator) -> str | dict[str, str]:
    """A body is a name alone; as a bare text, "Barnes and" would be the particle of a Noble."""
    return {"name": line(creator.literal)} if creator.literal else inverted(creator)


def _authors(work: Work) -> list[str | dict[str, str]]:
    names = [_person(one) for one in by_role(work, "author", "container-author")]
    return [*names, "others"] if work.and_others and names else names


def _affiliated(work: Work) -> list[dict[str, Any]]:
    found: dict[str, list[str | dict[str, str]]] = {}
    for one in work.creators:
        if one.role in _ROLES:
            found.setdefault(_ROLES[one.role], []).append(_person(one))
    return [{"role": role, "names": names} for role, names in found.items()]


_SIGN = re.compile(r"[\\{}$]")


def _text(text: str) -> str:
    return _SIGN.sub(r"\\\g<0>", text.strip()) if text.strip() else ""


def _title(title: str, names: frozenset[str]) -> str:
    """Protected as in BibTeX, where styles change the case of titles."""
    pieces = protect(line(title), names)
    return "".join(f"{{{_text_of(piece)}}}" if protected else _text_of(piece) for piece, protected in pieces)


def _text_of(piece: str) -> str:
    return _SIGN.sub(r"\\\g<0>", piece)
