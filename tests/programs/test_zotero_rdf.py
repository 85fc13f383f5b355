"""The file for Zotero's import, read by rdflib: works, names, notes, links and collections are in the graph."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zotsync.app.exchange import bundle_of
from zotsync.app.holdings import gather
from zotsync.app.workspace import open_workspace
from zotsync.codecs import zotero
from zotsync.codecs.exchange import rdf
from zotsync.codecs.exchange.bundle import Bundle
from zotsync.model import Link

from . import odd

rdflib = pytest.importorskip("rdflib")

BASE = "file:///papers.rdf"
SPACE = {name: rdflib.Namespace(uri) for name, uri in rdf.NAMESPACES.items()}
Z, DC, DCTERMS, BIB, FOAF, LINK, SO, RDF = (
    SPACE[name] for name in ("z", "dc", "dcterms", "bib", "foaf", "link", "so", "rdf")
)
CONTAINERS = {
    "author": BIB.authors,
    "editor": BIB.editors,
    "contributor": BIB.contributors,
    "programmer": SO.author,
}


def graph_of(bundle: Bundle, caplog: pytest.LogCaptureFixture) -> Any:
    """The graph; rdflib has nothing to say against it."""
    graph = rdflib.Graph()
    with caplog.at_level(logging.WARNING):
        graph.parse(data=rdf.write(bundle), format="xml", publicID=BASE)
    assert caplog.text == ""
    return graph


def me(kind: str, key: str) -> Any:
    return rdflib.URIRef(f"{BASE}#{kind}-{key}")


def names(graph: Any, subject: Any, container: Any) -> list[tuple[str, str]]:
    """(family, given) of a sequence of people, in order; a body has no given name."""
    found = []
    for sequence in graph.objects(subject, container):
        members = {
            int(str(name).rpartition("_")[2]): one
            for name, one in graph.predicate_objects(sequence)
            if "_" in name
        }
        for _, person in sorted(members.items()):
            assert (person, RDF.type, FOAF.Person) in graph
            found.append(
                (str(graph.value(person, FOAF.surname)), str(graph.value(person, FOAF.givenName) or ""))
            )
    return found


@pytest.fixture
def bundle(example: Path) -> Bundle:
    holdings = gather(open_workspace(example))
    found = bundle_of(holdings, holdings.catalogue.keys, every=True)
    keys = [work.key for work in found.works[::10]]
    links = (Link("pdf", "https://example.org/a.pdf?x=1&y=2"), Link("code", "https://example.org/代码"))
    return replace(found, notes={key: f"Read *{key}*." for key in keys}, links=dict.fromkeys(keys, links))


def test_every_work_has_its_fields_names_and_tags(bundle: Bundle, caplog: pytest.LogCaptureFixture) -> None:
    for works in (bundle.works, odd.library()):
        told = Bundle(works, tags=bundle.tags)
        graph = graph_of(told, caplog)

        assert len(set(graph.subjects(Z.citationKey))) == len(works)
        for work in works:
            item, data = me("work", work.key), zotero.item_data(work)
            creators = data.pop("creators")
            assert str(graph.value(item, Z.itemType)) == data.pop("itemType")
            assert str(graph.value(item, DC.title)) == data.pop("title")
            for field, value in data.items():
                assert str(graph.value(item, Z[field])) == value, (work.key, field)
            for role in {one["creatorType"] for one in creators}:
                assert names(graph, item, CONTAINERS.get(role, Z[f"{role}s"])) == [
                    (one.get("name") or one["lastName"], one.get("firstName", ""))
                    for one in creators
                    if one["creatorType"] == role
                ]
            assert sorted(map(str, graph.objects(item, DC.subject))) == sorted(told.tags_of(work))


def test_every_note_and_link_belongs_to_its_work(bundle: Bundle, caplog: pytest.LogCaptureFixture) -> None:
    graph = graph_of(bundle, caplog)
    notes, links = set(graph.subjects(RDF.type, BIB.Memo)), set(graph.subjects(RDF.type, Z.Attachment))
    noted = [work.key for work in bundle.works if bundle.remarks.get(work.key)]
    written = [work.key for work in bundle.works if bundle.notes.get(work.key)]

    assert len(notes) == len(noted) + len(written) > 50
    assert notes == set(graph.objects(None, DCTERMS.isReferencedBy))
    assert {me("note-1", key) for key in noted} <= notes
    assert len(links) == sum(map(len, bundle.links.values())) > 10
    assert links == set(graph.objects(None, LINK.link))
    for key, found in bundle.links.items():
        there = graph.objects(me("work", key), LINK.link)
        assert sorted(str(graph.value(one, Z.url)) for one in there) == sorted(one.url for one in found)
        for one in graph.objects(me("work", key), LINK.link):
            assert str(graph.value(one, Z.linkMode)) == "3"


def test_every_topic_is_a_collection_in_its_place(bundle: Bundle, caplog: pytest.LogCaptureFixture) -> None:
    graph = graph_of(bundle, caplog)
    collections = set(graph.subjects(RDF.type, Z.Collection))
    parts: dict[Any, set[Any]] = {one: set(graph.objects(one, DCTERMS.hasPart)) for one in collections}
    inner = {one for found in parts.values() for one in found} & collections

    def paths(collection: Any, above: tuple[str, ...] = ()) -> dict[tuple[str, ...], set[Any]]:
        path = (*above, str(graph.value(collection, DC.title)))
        found = {path: parts[collection] - collections}
        for part in parts[collection] & collections:
            found |= paths(part, path)
        return found

    found: dict[tuple[str, ...], set[Any]] = {}
    for one in collections - inner:
        found |= paths(one)
    assert found == {topic.path: {me("work", key) for key in topic.works} for topic in bundle.topics}
    assert len(found) == len(collections) > 20
    # What a collection names is there.
    assert {item for items in found.values() for item in items} <= set(graph.subjects(Z.citationKey))
