"""
`Work` <-> CSL data: what pandoc, citation-js, Quarto and most citation software speak.

Source: the schema `csl-data.json` of CSL 1.0.2. A `Work` is named by CSL variables, so most of it goes over by
name. What CSL has no variable for is in `custom`, the object that the schema keeps for it and no style
prints: identifiers of other schemes, the arXiv class.

`work_of(item_of(work)) == work` for text in normal form, except for:

* `verified`; BibTeX fields that CSL has no variable for;
* keywords with a comma; the publisher and number of a preprint on arXiv, which say `arXiv`;
* identifiers: one per scheme, those that the link states too.

Names: a particle stays in front of the family name and "Jr." behind the given name, where citeproc finds
them; Zotero drops the members that CSL has for them (measured). A cut list ends with the name `others`, as
pandoc writes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ...core import citekey, identifiers
from ...core.dates import iso_date
from ...model import Creator, Identifier, Work
from ..latex.math import is_formula
from .aspects import (
    ARXIV,
    identifier,
    line,
    other_fields,
    paragraphs,
    plain,
    rest,
    sorted_identifiers,
    stripped,
)
from .yaml import dump

__all__ = ["TYPES", "from_markdown", "item_of", "to_json", "to_yaml", "work_of"]

_TEXTS: Final = (
    "container_title", "container_title_short", "collection_title", "event_title", "edition", "volume",
    "issue", "page", "number", "publisher", "publisher_place", "genre", "language",
)  # fmt: skip
"""Attributes of a work that are one line of text, in the order in which an item shows them."""

TYPES: Final = {
    **{
        one: one
        for one in (
            "article article-journal paper-conference report webpage book chapter thesis dataset software document"
        ).split()
    },
    "article-magazine": "article-journal",
    "article-newspaper": "article-journal",
    "review": "article-journal",
    "review-book": "article-journal",
    "entry": "chapter",
    "entry-dictionary": "chapter",
    "entry-encyclopedia": "chapter",
    "post": "webpage",
    "post-weblog": "webpage",
    "classic": "book",
    "collection": "book",
    "periodical": "book",
    "standard": "report",
}
"""Type of CSL -> type of a work; any other is a document."""

_ROLES: Final = frozenset(
    "author chair collection-editor compiler composer container-author contributor curator director editor "
    "editorial-director editor-translator executive-producer guest host illustrator interviewer narrator organizer "
    "original-author performer producer recipient reviewed-author script-writer series-creator translator".split()
)
_OTHERS: Final = "others"

_SCHEMES: Final = {"DOI": "doi", "PMID": "pmid", "PMCID": "pmcid", "ISBN": "isbn"}
_CUSTOM: Final = ("arxiv", "openreview", "acl", "s2")
_ARXIV_CLASS: Final = "arxiv-class"
_REST: Final = {
    "issn": "ISSN",
    "shorttitle": "title-short",
    "version": "version",
    "pagetotal": "number-of-pages",
    "volumes": "number-of-volumes",
    "venue": "event-place",
    "chapter": "chapter-number",
    "pubstate": "status",
    "annotation": "annote",
}
"""BibTeX fields that are no part of a work -> CSL variables."""


# --- Work -> item -----------------------------------------------------------------------------------------


def item_of(work: Work) -> dict[str, Any]:
    """The CSL item of a work; its key is `id` (for pandoc) and `citation-key` (for Zotero)."""
    arxiv = identifier(work, "arxiv")
    texts = {name: line(getattr(work, name)) for name in _TEXTS}
    if work.type == "article" and arxiv:
        # As Zotero has it: `number` is the archive id of its preprints, `publisher` their repository.
        texts |= {"number": f"{ARXIV}:{arxiv}", "publisher": ARXIV}
    custom = {scheme: identifier(work, scheme) for scheme in _CUSTOM} | {_ARXIV_CLASS: work.arxiv_class}
    item = {
        "id": work.key,
        "citation-key": work.key,
        "type": work.type if work.type in TYPES else "document",
        "title": line(work.title),
        **_names(work),
        "issued": _date(work.issued),
        **{name.replace("_", "-"): text for name, text in texts.items()},
        **{variable: identifier(work, scheme) for variable, scheme in _SCHEMES.items()},
        "URL": work.url,
        **rest(work, _REST),
        "keyword": ", ".join(map(line, work.keywords)),
        "abstract": paragraphs(work.abstract),
        "note": paragraphs(work.note),
        "custom": {name: value for name, value in custom.items() if value},
    }
    return {name: value for name, value in item.items() if value}


def _names(work: Work) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for one in work.creators:
        role = one.role if one.role in _ROLES else "contributor"
        if one.literal or not (one.family and one.given):
            found.setdefault(role, []).append({"literal": line(one.literal or one.family or one.given)})
        else:
            found.setdefault(role, []).append({"family": line(one.family), "given": line(one.given)})
    if work.and_others and found:
        next(iter(found.values())).append({"literal": _OTHERS})
    return found


def _date(issued: str) -> dict[str, Any]:
    if not issued:
        return {}
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", issued):
        return {"literal": issued}
    return {"date-parts": [[int(part) for part in issued.split("-")]]}


# --- item -> Work -----------------------------------------------------------------------------------------


def work_of(item: Mapping[str, Any]) -> Work:
    """
    The work that a CSL item is, whoever wrote it: Zotero, Crossref, pandoc, a person.

    What is of another shape than the schema says is passed over, never an error.
    """
    custom = item.get("custom")
    custom = custom if isinstance(custom, Mapping) else {}
    url = plain(item.get("URL"))
    found = sorted_identifiers(_identifiers(item, custom, url))
    known = {one.scheme for one in found}
    texts: dict[str, Any] = {name: plain(item.get(name.replace("_", "-"))) for name in _TEXTS}
    texts["container_title"] = texts["container_title"] or plain(item.get("journal"))
    texts["page"] = re.sub(r"\s*[-–—−]+\s*", "-", texts["page"])
    if "arxiv" in known and _is_arxiv(texts["number"]):
        texts["number"] = ""
        if texts["publisher"].casefold() == ARXIV.casefold():
            texts["publisher"] = ""
    creators, and_others = _read_names(item)
    said = str(item.get("type") or "")
    return Work(
        key=_key(item),
        type=TYPES.get(said, "document"),
        title=plain(item.get("title")),
        creators=creators,
        and_others=and_others,
        issued=_read_date(item.get("issued")),
        identifiers=found,
        arxiv_class=plain(custom.get(_ARXIV_CLASS)),
        url=url,
        abstract=stripped(item.get("abstract")),
        keywords=_keywords(item.get("keyword", item.get("keywords"))),
        note=stripped(item.get("note")),
        fields=other_fields({name: plain(item.get(name)) for name in _REST.values()}, _REST),
        **texts,
    )


def _key(item: Mapping[str, Any]) -> str:
    keys = (plain(item.get(name)) for name in ("citation-key", "citekey", "id"))
    return next(
        (key for key in keys if citekey.is_usable(key) and "://" not in key and not key.isdigit()), ""
    )


def _is_arxiv(number: str) -> bool:
    return number.casefold().startswith("arxiv:")


def _identifiers(item: Mapping[str, Any], custom: Mapping[str, Any], url: str) -> Iterator[Identifier | None]:
    for variable, scheme in _SCHEMES.items():
        text = plain(item.get(variable))
        for part in (text, *text.split()) if text else ():
            yield identifiers.normal(scheme, part) or next(iter(identifiers.of_url(part)), None)
    number = plain(item.get("number"))
    if _is_arxiv(number):
        yield identifiers.normal("arxiv", number)
    yield from (identifiers.normal(scheme, plain(custom.get(scheme))) for scheme in _CUSTOM if custom)
    yield from identifiers.of_url(url) if url else ()


def _read_names(item: Mapping[str, Any]) -> tuple[tuple[Creator, ...], bool]:
    creators: list[Creator] = []
    and_others = False
    for role in sorted(_ROLES & item.keys()):
        names = item[role]
        for name in names if isinstance(names, list) else [names]:
            if isinstance(name, str):
                name = {"literal": name}
            if not isinstance(name, Mapping):
                continue
            part = {one: plain(value) for one, value in name.items() if isinstance(one, str)}
            particles = (part.get("dropping-particle", ""), part.get("non-dropping-particle", ""))
            family = " ".join(filter(None, (*particles, part.get("family", ""))))
            given = ", ".join(filter(None, (part.get("given", ""), part.get("suffix", ""))))
            literal = part.get("literal") or part.get("name", "")
            if literal == _OTHERS or (family, given) == (_OTHERS, ""):
                and_others = True
            elif family and given:
                creators.append(Creator(family, given, role=role))
            elif literal or family or given:
                creators.append(Creator(literal=literal or family or given, role=role))
    return tuple(creators), and_others


def _read_date(date: Any) -> str:
    """ISO 8601; of a range the start, of a season the year."""
    if isinstance(date, list):  # pandoc takes a list of dates, too
        date = date[0] if date else ""
    if not isinstance(date, Mapping):
        return iso_date(plain(date))
    parts = date.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list) or not plain(first[0] if first else None):
        plainly = [plain(date.get(name)) for name in ("year", "month", "day")]
        first = plainly if plainly[0] else None
    if first is None:
        return next(filter(None, (iso_date(plain(date.get(name))) for name in ("raw", "literal"))), "")
    numbers: list[str] = []
    for part, size in zip(first, (4, 2, 2), strict=False):
        number = plain(part)
        if not number.isdecimal() or not int(number):
            break
        numbers.append(f"{int(number):0{size}}")
    return iso_date("-".join(numbers))


def _keywords(value: Any) -> tuple[str, ...]:
    words = value if isinstance(value, list) else re.split("[,;]", plain(value))
    return tuple(dict.fromkeys(filter(None, map(plain, words))))


# --- texts ------------------------------------------------------------------------------------------------


def to_json(works: Iterable[Work]) -> str:
    """An array of items."""
    return json.dumps([item_of(work) for work in works], ensure_ascii=False, indent=2) + "\n"


def to_yaml(works: Iterable[Work]) -> str:
    """`references:` as pandoc and Quarto take them, in a file of their own or in the head of a document."""
    return dump({"references": [_in_markdown(item_of(work)) for work in works]})


_PRINTED = frozenset(
    "title title-short container-title container-title-short collection-title event-title publisher publisher-place "
    "genre edition volume issue number event-place note annote abstract".split()
)
_SIGN = re.compile(r"\$(?P<formula>[^$\n]+)\$|[\\`*_{}\[\]<>^~@$#]")


def _in_markdown(item: dict[str, Any]) -> dict[str, Any]:
    """The text of YAML is Markdown to pandoc: signs that would mean something are escaped, formulas stay."""
    return {name: _SIGN.sub(_escaped, value) if name in _PRINTED else value for name, value in item.items()}


def _escaped(found: re.Match[str]) -> str:
    formula = found["formula"]
    if formula and is_formula(formula):
        return found[0]
    return re.sub(r"[\\`*_{}\[\]<>^~@$#]", r"\\\g<0>", found[0])


def from_markdown(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a YAML bibliography without the escapes of Markdown."""
    return {
        name: re.sub(r"\\([\\`*_{}\[\]<>^~@$#])", r"\1", value)
        if name in _PRINTED and isinstance(value, str)
        else value
        for name, value in item.items()
    }
