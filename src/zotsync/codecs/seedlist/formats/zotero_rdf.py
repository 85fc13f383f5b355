"""
Zotero RDF as a reading list: items are works, collections are topics, notes are remarks.

Reads what Zotero exports (its vocabulary of `bib:`, `dcterms:` and `prism:`) and the plainer `z:FIELD` form that
`zotsync export --for zotero` writes. Fields become the JSON of an item, and `zotero.work_of` reads that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from typing import Any, Final

from ....core import identifiers
from ....model import Identifier, Link, Remark, Work
from ... import zotero
from ...exchange.rdf import NAMESPACES
from ...zotero.schema import ItemType, item_types
from ..page import Page
from . import whole
from .xml import Element

__all__ = ["is_rdf", "read"]

_PRISM: Final = "http://prismstandard.org/namespaces/1.2/basic/"
_RDF, _Z, _DC, _TERMS, _BIB, _FOAF, _LINK, _SO, _VCARD = (
    *(f"{NAMESPACES[name]} " for name in ("rdf", "z", "dc", "dcterms", "bib", "foaf", "link", "so")),
    "http://nwalsh.com/rdf/vCard# ",
)
_ABOUT, _RESOURCE = f"{_RDF}about", f"{_RDF}resource"

_FIELDS: Final = {
    f"{_DC}title": "title",
    f"{_DC}date": "date",
    f"{_DC}description": "extra",
    f"{_TERMS}abstract": "abstractNote",
    f"{_BIB}pages": "pages",
    f"{_PRISM} volume": "volume",
    f"{_PRISM} number": "number",
    f"{_PRISM} edition": "edition",
    f"{_Z}type": "type",
}
_CONTAINER: Final = {
    f"{_DC}title": "publicationTitle",
    f"{_PRISM} volume": "volume",
    f"{_PRISM} number": "issue",
    f"{_TERMS}alternative": "journalAbbreviation",
}
_CREATORS: Final = {f"{_BIB}authors": "", f"{_BIB}editors": "editor", f"{_BIB}contributors": "contributor",
                    f"{_SO}author": ""}  # fmt: skip
"""Container of names -> creator type; empty: the primary one of the item type."""
_ITEM_TYPES: Final = {
    "Article": "journalArticle", "Book": "book", "BookSection": "bookSection", "Thesis": "thesis",
    "Report": "report", "Document": "document", "Patent": "patent", "Manuscript": "manuscript",
}  # fmt: skip
_TAG = re.compile(r"<[^>]*>")


def is_rdf(root: Element) -> bool:
    """Whether a file is RDF."""
    return any(child.name == f"{_RDF}RDF" for child in root.children)


def read(root: Element, page: Page) -> None:
    """Read the items of a file onto the page, topics first."""
    nodes = [node for top in root.at(f"{_RDF}RDF") for node in top.children if node.end]
    by_id = {node.attributes[_ABOUT]: node for node in nodes if _ABOUT in node.attributes}
    topics = _topics(by_id, page)
    for node in nodes:
        type = _type(node)
        if type:
            _item(node, type, by_id, topics.get(node.attributes.get(_ABOUT, ""), []), page)


def _type(node: Element) -> str:
    """The item type of a node that is a work; empty for any other."""
    said = next(iter(node.texts(f"{_Z}itemType")), "").strip()
    if said:
        return said if said in item_types() and said not in {"attachment", "note"} else ""
    return _ITEM_TYPES.get(node.name.removeprefix(_BIB), "") if node.name.startswith(_BIB) else ""


# --- topics -----------------------------------------------------------------------------------------------


def _topics(by_id: Mapping[str, Element], page: Page) -> dict[str, list[tuple[str, ...]]]:
    """By id of an item the paths of its collections; each collection is a topic of the page."""
    collections = {me: node for me, node in by_id.items() if node.name == f"{_Z}Collection"}
    inner = {part for node in collections.values() for part in _parts(node)}
    found: dict[str, list[tuple[str, ...]]] = {}
    seen: set[str] = set()

    def visit(me: str, level: int) -> None:
        if me in seen:
            return
        seen.add(me)
        node = collections[me]
        title = next(node.at(f"{_DC}title"), node)
        name = " ".join(title.text.split())
        if not name or level > _DEEPEST:
            return
        page.open_topic(name, title.line, level)
        page.ledger.put(node.line, node.end, "markup", f"collection {name}")
        for part in _parts(node):
            if part in collections:
                visit(part, level + 1)
                page.close_topics(level + 1)
            else:
                found.setdefault(part, []).append(page.topic)

    for me in collections:
        if me not in inner:
            visit(me, 1)
    page.close_topics(1)
    return found


_DEEPEST = 50


def _parts(node: Element) -> list[str]:
    return [one.attributes.get(_RESOURCE, "") for one in node.at(f"{_TERMS}hasPart")]


# --- items ------------------------------------------------------------------------------------------------


def _item(
    node: Element, type: str, by_id: Mapping[str, Element], topics: list[tuple[str, ...]], page: Page
) -> None:
    item_type = item_types()[type]
    data: dict[str, Any] = {"itemType": type, "creators": list(_creators(node, item_type))}
    fields = dict(_fields(node, by_id))
    for name, value in fields.items():
        data.setdefault(item_type.field(name) or name, value)
    work = zotero.work_of(data)
    work = replace(work, keywords=tuple(dict.fromkeys(_tags(node))), identifiers=_identifiers(work))
    remarks, links = [], []
    for reference in (*node.at(f"{_TERMS}isReferencedBy"), *node.at(f"{_LINK}link")):
        other = by_id.get(reference.attributes.get(_RESOURCE, ""))
        inner = reference.children[0] if reference.children else None
        target = other or inner
        if target is None:
            continue
        if target.name == f"{_BIB}Memo":
            text = _words("".join(target.texts(f"{_RDF}value")))
            remarks.append(Remark("", text, target.line))
            page.ledger.put(target.line, target.end, "remark", work.title)
        elif url := _url(target):
            title = "".join(target.texts(f"{_DC}title")).strip()
            pdf = "pdf" in "".join(target.texts(f"{_LINK}type"))
            if url != work.url:
                links.append(Link("pdf" if pdf else "other", url, title))
            page.ledger.put(target.line, target.end, "detail", work.title)
    title_line = next((one.line for one in node.at(f"{_DC}title")), node.line)
    lines = node.line, title_line, node.end
    whole.add(page, work, "zotero item", lines, remarks=remarks, links=links, topics=topics)


def _fields(node: Element, by_id: Mapping[str, Element]) -> Iterator[tuple[str, str]]:
    """Fields and base fields of Zotero with their values."""
    for one in node.children:
        text = one.text.strip()
        if one.name in _FIELDS and text:
            yield _FIELDS[one.name], text
        elif one.name == f"{_DC}identifier":
            if url := _url(one):
                yield "url", url
            elif text.upper().startswith("DOI "):
                yield "DOI", text[4:].strip()
            elif text.upper().startswith("ISBN "):
                yield "ISBN", text[5:].strip()
        elif one.name == f"{_DC}publisher":
            yield "publisher", "".join(name.text for name in _below(one, f"{_FOAF}name")).strip()
            yield "place", "".join(name.text for name in _below(one, f"{_VCARD}locality")).strip()
        elif one.name == f"{_TERMS}isPartOf":
            target = by_id.get(one.attributes.get(_RESOURCE, "")) or (
                one.children[0] if one.children else None
            )
            yield from _container(target) if target else ()
        elif one.name.startswith(_Z) and text and not one.children:
            yield one.name.removeprefix(_Z), text


def _container(node: Element) -> Iterator[tuple[str, str]]:
    if node.name == f"{_BIB}Series":
        yield "series", "".join(node.texts(f"{_DC}title")).strip()
        return
    for one in node.children:
        text = one.text.strip()
        if one.name in _CONTAINER:
            yield _CONTAINER[one.name], text
        elif one.name == f"{_DC}identifier":
            kind, _, number = text.partition(" ")
            if kind.upper() in {"DOI", "ISBN", "ISSN"}:
                yield kind.upper(), number.strip()
        elif one.name == f"{_TERMS}isPartOf" and one.children:
            yield from _container(one.children[0])


def _below(node: Element, name: str) -> Iterator[Element]:
    for child in node.children:
        if child.name == name:
            yield child
        yield from _below(child, name)


def _creators(node: Element, item_type: ItemType) -> Iterator[dict[str, str]]:
    for group in node.children:
        role = _CREATORS.get(group.name)
        if role is None and group.name.startswith(_Z) and group.children:
            role = group.name.removeprefix(_Z).removesuffix("s")
            role = role if role in item_type.creators else None
        if role is None:
            continue
        for person in _below(group, f"{_FOAF}Person"):
            family = "".join(person.texts(f"{_FOAF}surname")).strip()
            given = "".join((*person.texts(f"{_FOAF}givenName"), *person.texts(f"{_FOAF}givenname"))).strip()
            kind = role or item_type.creators[0]
            if family and given:
                yield {"creatorType": kind, "lastName": family, "firstName": given}
            elif family or given:
                yield {"creatorType": kind, "name": family or given}


def _tags(node: Element) -> Iterator[str]:
    """Those that a person gave: an automatic tag is a publisher's word."""
    for one in node.at(f"{_DC}subject"):
        tag = " ".join(one.text.split())
        if tag and not one.children:
            yield tag


def _url(node: Element) -> str:
    """The link that a node holds, in any of the places that Zotero uses."""
    own = "".join(node.texts(f"{_Z}url")).strip()
    return own or next(
        (value.text.strip() for value in _below(node, f"{_RDF}value") if "://" in value.text), ""
    )


def _identifiers(work: Work) -> tuple[Identifier, ...]:
    of_link = identifiers.of_url(work.url) if work.url else ()
    found = {one.scheme: one for one in (*of_link, *reversed(work.identifiers))}
    return tuple(found[scheme] for scheme in identifiers.SCHEMES if scheme in found)


def _words(html: str) -> str:
    """The text of a note in one paragraph."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())
