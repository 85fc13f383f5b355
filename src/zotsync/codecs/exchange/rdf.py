"""
A bundle -> Zotero RDF, the one file that File > Import of Zotero takes in with next to no loss.

Measured in Zotero 9 to 11: collections, works in several of them, citation keys, notes byte for byte, tags,
preprints and links all come in; "Related" and the date of adding do not. `z:FIELD` works for every field of
Zotero, so the fields are those of `zotero.item_data`, and no other vocabulary is needed. What one must know:

* one-part names are a surname alone; other roles than author, editor and contributor are `z:<role>s`, and the
  author of a program is `so:author`;
* a control character makes Zotero refuse the whole file; an id that stands twice merges two works;
* a collection that is a part of another is told by `hasPart` alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from ...model import Link, Topic, Work
from .. import zotero
from .aspects import paragraphs
from .bundle import Bundle

__all__ = ["NAMESPACES", "write"]

NAMESPACES: Final = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "z": "http://www.zotero.org/namespaces/export#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "bib": "http://purl.org/net/biblio#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "link": "http://purl.org/rss/1.0/modules/link/",
    "so": "http://schema.org/",
}

_CONTAINERS: Final = {
    "author": "bib:authors",
    "editor": "bib:editors",
    "contributor": "bib:contributors",
    "programmer": "so:author",
}
"""Creator type -> the element around its names."""

_TITLES: Final = {"pdf": "PDF", "code": "Code", "project": "Project", "slides": "Slides", "video": "Video"}
_PDF: Final = "application/pdf"


def write(bundle: Bundle) -> str:
    """The text of an .rdf file: works with their notes and links, then the collections."""
    spaces = "".join(f"\n  xmlns:{name}={quoteattr(uri)}" for name, uri in NAMESPACES.items())
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<rdf:RDF{spaces}>"]
    for work in bundle.works:
        lines += _work(work, bundle)
    ids = {topic.path: f"#topic-{number}" for number, topic in enumerate(bundle.topics, 1)}
    for topic in bundle.topics:
        lines += _collection(topic, ids)
    return "\n".join([*lines, "</rdf:RDF>"]) + "\n"


def _work(work: Work, bundle: Bundle) -> Iterator[str]:
    me = f"#work-{work.key}"
    data = zotero.item_data(work)
    notes = {f"#note-{number}-{work.key}": html for number, html in enumerate(_notes(work, bundle), 1)}
    links = bundle.links.get(work.key, ())
    creators = data.pop("creators")
    yield f"<rdf:Description rdf:about={quoteattr(me)}>"
    yield _field("z:itemType", data.pop("itemType"))
    yield _field("dc:title", data.pop("title", "") or work.title)
    for role in dict.fromkeys(one["creatorType"] for one in creators):
        container = _CONTAINERS.get(role, f"z:{role}s")
        yield f"  <{container}><rdf:Seq>"
        yield from (_person(one) for one in creators if one["creatorType"] == role)
        yield f"  </rdf:Seq></{container}>"
    yield from (_field(f"z:{name}", value) for name, value in data.items())
    yield from (_field("dc:subject", tag) for tag in bundle.tags_of(work))
    for note_id in notes:
        yield f"  <dcterms:isReferencedBy rdf:resource={quoteattr(note_id)}/>"
    for number, _ in enumerate(links, 1):
        yield f"  <link:link rdf:resource={quoteattr(_link_id(work, number))}/>"
    yield "</rdf:Description>"
    for note_id, html in notes.items():
        yield f"<bib:Memo rdf:about={quoteattr(note_id)}>"
        yield f"{_field('rdf:value', html)}\n</bib:Memo>"
    for number, link in enumerate(links, 1):
        yield from _attachment(_link_id(work, number), link)


def _notes(work: Work, bundle: Bundle) -> Iterator[str]:
    """What the lists say, then what a person wrote, as HTML; citations stay words, for the items have no keys yet."""
    yield from filter(None, [zotero.remarks_html(bundle.remarks.get(work.key, ()))])
    if written := bundle.notes.get(work.key, ""):
        yield zotero.notes.to_html(written, lambda _: None)


def _link_id(work: Work, number: int) -> str:
    return f"#link-{number}-{work.key}"


def _field(name: str, value: str) -> str:
    return f"  <{name}>{escape(paragraphs(value))}</{name}>"


def _person(creator: dict[str, str]) -> str:
    family, given = creator.get("name") or creator.get("lastName", ""), creator.get("firstName", "")
    first = f"<foaf:givenName>{escape(given)}</foaf:givenName>" if given else ""
    return f"    <rdf:li><foaf:Person><foaf:surname>{escape(family)}</foaf:surname>{first}</foaf:Person></rdf:li>"


def _attachment(me: str, link: Link) -> Iterator[str]:
    pdf = link.role == "pdf" or link.url.partition("?")[0].lower().endswith(".pdf")
    yield f"<z:Attachment rdf:about={quoteattr(me)}>"
    yield _field("z:itemType", "attachment")
    yield _field("z:linkMode", "3")
    yield _field("dc:title", "PDF" if pdf else _TITLES.get(link.role) or link.text or "Link")
    yield _field("z:url", link.url)
    yield _field("link:type", _PDF if pdf else "text/html")
    yield "</z:Attachment>"


def _collection(topic: Topic, ids: dict[tuple[str, ...], str]) -> Iterator[str]:
    yield f"<z:Collection rdf:about={quoteattr(ids[topic.path])}>"
    yield _field("dc:title", topic.path[-1])
    parts = [me for path, me in ids.items() if path[:-1] == topic.path]
    parts += [f"#work-{key}" for key in topic.works]
    yield from (f"  <dcterms:hasPart rdf:resource={quoteattr(one)}/>" for one in parts)
    yield "</z:Collection>"
