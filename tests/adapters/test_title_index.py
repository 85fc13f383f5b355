"""Title indexes: what they are made of, and what they find; the one on this computer and the shared one alike."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from click.testing import CliRunner

from zotsync.adapters.shared_index import SharedIndex
from zotsync.adapters.title_index import TitleIndex, build
from zotsync.app.index import build_index
from zotsync.cli import cli
from zotsync.codecs.index import dumps
from zotsync.errors import ConfigError, InputError, Unavailable
from zotsync.model import Creator, Identifier, SourceRecord

from ..server.replay import Asked, Replay, Reply, as_json, replaying

ARXIV = {
    "id": "1706.03762",
    "title": "Attention Is All\n  You Need",
    "categories": "cs.CL cs.LG",
    "doi": None,
    "authors_parsed": [["Vaswani", "Ashish", ""], ["King", "Martin Luther", "Jr"], ["OpenAI", "", ""]],
    "versions": [
        {"version": "v1", "created": "Mon, 12 Jun 2017 17:57:34 GMT"},
        {"version": "v7", "created": "Wed, 2 Aug 2023 00:41:18 GMT"},
    ],
    "update_date": "2023-08-03",
}
OPENALEX = {
    "id": "https://openalex.org/W1",
    "doi": "https://doi.org/10.1000/x",
    "title": "Deep Residual Learning",
    "publication_year": 2016,
    "type": "article",
    "authorships": [{"author": {"display_name": "Kaiming He"}}],
    "primary_location": {"source": {"display_name": "CVPR", "type": "conference"}},
}
DBLP = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE dblp SYSTEM "dblp.dtd">
<dblp>
<article key="journals/cacm/Szalay08" mdate="2008-11-03">
<author>Alexander S. Szalay</author>
<author>Michael H. B&ouml;hlen</author>
<author>Jens Lehmann 0001</author>
<title>Jim Gray, <i>astronomer</i> &amp; friend.</title>
<pages>58-65</pages><year>2008</year><volume>51</volume><journal>Commun. ACM</journal>
<ee>https://doi.org/10.1145/1400214.1400231</ee>
</article>
<www key="homepages/1"><author>Somebody</author><title>Home Page</title></www>
<inproceedings key="conf/x/Y20"><author>One Name</author><title>A Paper.</title><booktitle>X</booktitle>
<year>2020</year></inproceedings>
</dblp>
"""
BIB = "@article{key, title = {A {BibTeX} Entry}, author = {Doe, Jane}, year = 2001, doi = {10.1000/bib}}\n"


def read(text: str | bytes, where: str = "dump") -> list[SourceRecord]:
    return [one for one in read_all(text, where) if one is not None]


def read_all(text: str | bytes, where: str = "dump") -> list[SourceRecord | None]:
    data = text.encode() if isinstance(text, str) else text
    return list(dumps.records((data[at : at + 7] for at in range(0, len(data), 7)), where))


# --- dumps ------------------------------------------------------------------------------------------------


def test_the_snapshot_of_arxiv() -> None:
    (record,) = read(json.dumps(ARXIV) + "\n{broken\n" + '{"id": "no", "title": 3}\n')

    assert record.work.title == "Attention Is All You Need"
    assert record.work.issued == "2017-06-12"
    assert record.work.creators == (
        Creator("Vaswani", "Ashish"),
        Creator("King", "Martin Luther, Jr"),
        Creator(literal="OpenAI"),
    )
    assert (record.source, record.work.arxiv_class) == ("arxiv", "cs.CL")


def test_the_xml_of_dblp_with_the_entities_of_its_dtd() -> None:
    first, second = read(DBLP)

    assert first.work.title == "Jim Gray, astronomer & friend"
    assert [one.family for one in first.work.creators] == ["Szalay", "Böhlen", "Lehmann"]
    assert first.work.identifiers == (Identifier("doi", "10.1145/1400214.1400231"),)
    assert (second.name, second.work.container_title) == ("conf/x/Y20", "X")


def test_xml_that_breaks_off_is_told_with_its_line() -> None:
    with pytest.raises(InputError, match=r"dblp.xml:\d+: the XML breaks off"):
        read(DBLP[:-30], "dblp.xml")


def test_works_of_openalex_and_any_bibtex() -> None:
    (openalex,) = read(json.dumps(OPENALEX))
    (entry,) = read(BIB)

    assert openalex.work.identifiers == (Identifier("doi", "10.1000/x"),)
    assert (entry.source, entry.work.title) == ("bibtex", "A BibTeX Entry")


@pytest.mark.parametrize(
    ("dump", "left_out"),
    [
        (json.dumps(ARXIV) + '\n{broken\n \r\n\n{"id": "no", "title": 3}\n', 2),
        (json.dumps(OPENALEX) + "\n" + json.dumps({**OPENALEX, "title": None}), 1),
        (DBLP.replace("<title>A Paper.</title>", ""), 1),
        (BIB, 0),
        (BIB + BIB + "@misc{nameless, year = 2001}\n@book{cut, title = {A\n", 3),
    ],
    ids=["arxiv", "openalex", "dblp", "bibtex", "bibtex with faults"],
)
def test_each_record_that_is_left_out_counts_once(dump: str, left_out: int) -> None:
    found = read_all(dump)

    assert found.count(None) == left_out
    assert len(found) == left_out + 1


def test_what_is_no_dump_is_refused() -> None:
    with pytest.raises(InputError, match="no dump"):
        read("hello")
    with pytest.raises(InputError, match="neither of arXiv nor of OpenAlex"):
        read('{"a": 1}')


# --- the one interface ------------------------------------------------------------------------------------


class Server:
    """As much of OpenSearch as is asked of it."""

    def __init__(self, replay: Replay) -> None:
        self.address = f"{replay.address}/titles"
        self.documents: dict[str, dict[str, Any]] = {}
        self.made = 0
        replay.answer = self.answer

    def answer(self, asked: Asked) -> Reply:
        if asked.method == "PUT" or (asked.method == "GET" and not asked.path):
            self.made += 1
            return as_json(
                {"acknowledged": True} if self.made == 1 else {"error": "resource_already_exists_exception"}
            )
        if asked.path == "_bulk":
            lines = [json.loads(line) for line in asked.body.splitlines()]
            for head, document in zip(lines[::2], lines[1::2], strict=True):
                self.documents[head["index"]["_id"]] = document
            return as_json({"errors": False, "items": [{"index": {"status": 201}} for _ in lines[::2]]})
        query = json.loads(asked.body)["query"]
        if "terms" in query:
            found = [one for one in self.documents.values() if set(one["ids"]) & set(query["terms"]["ids"])]
        else:
            words = set(query["match"]["words"]["query"].split())
            ranked = sorted(self.documents.values(), key=lambda one: -len(words & set(one["words"].split())))
            found = [one for one in ranked if words & set(one["words"].split())]
        return as_json({"hits": {"hits": [{"_source": {"record": one["record"]}} for one in found]}})


class Index(Protocol):
    def search(self, title: str) -> tuple[SourceRecord, ...]: ...
    def lookup(self, wanted: list[Identifier]) -> tuple[SourceRecord, ...]: ...


RECORDS = [read(json.dumps(ARXIV))[0], read(json.dumps(OPENALEX))[0], *read(DBLP)]


@pytest.fixture(params=["local", "shared"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    if request.param == "local":
        build(tmp_path / "titles", RECORDS)
        yield TitleIndex(tmp_path / "titles")
        return
    with replaying() as replay:
        server = Server(replay)
        with SharedIndex(server.address) as shared:
            assert shared.add(RECORDS) == shared.add(RECORDS) == len(RECORDS)
            yield shared


def test_a_record_comes_back_as_it_was(index: Index) -> None:
    (found, *_) = index.search("Attention is all you need")

    assert found.work == RECORDS[0].work
    assert (found.source, found.name) == ("arxiv", "1706.03762")


def test_a_title_with_a_name_in_front_a_typo_and_other_letters_is_found(index: Index) -> None:
    for written in (
        "Transformer: ATTENTION is all you need",
        "Atention is all you need",
        "JIM GRAY - Astronomer",
    ):
        assert index.search(written)[0].work.title in (
            "Attention Is All You Need",
            "Jim Gray, astronomer & friend",
        )


def test_it_is_found_by_identifier(index: Index) -> None:
    wanted = [
        Identifier("doi", "10.1000/x"),
        Identifier("arxiv", "1706.03762"),
        Identifier("doi", "10.1000/none"),
    ]

    assert {one.source for one in index.lookup(wanted)} == {"arxiv", "openalex"}
    assert index.lookup([]) == ()


def test_what_no_title_has_finds_nothing(index: Index) -> None:
    assert index.search("Xylophone zzz") == index.search("") == index.search("!!!") == ()


# --- each by itself ---------------------------------------------------------------------------------------


def test_an_index_is_made_anew_and_nothing_else_is_removed(tmp_path: Path) -> None:
    build(tmp_path / "titles", RECORDS)
    assert build(tmp_path / "titles", RECORDS[:1]) == 1
    assert len(TitleIndex(tmp_path / "titles")) == 1
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("x", encoding="utf-8")

    with pytest.raises(InputError, match="no title index"):
        build(tmp_path / "mine", RECORDS)
    with pytest.raises(InputError, match="zotsync index build"):
        TitleIndex(tmp_path / "nowhere")


def test_a_dump_that_breaks_leaves_the_old_index(tmp_path: Path) -> None:
    build(tmp_path / "titles", RECORDS)
    (tmp_path / "dblp.xml").write_text(DBLP[:-30], encoding="latin-1")

    with pytest.raises(InputError):
        build_index([tmp_path / "dblp.xml"], tmp_path / "titles")
    assert len(TitleIndex(tmp_path / "titles")) == len(RECORDS)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_shared_index_that_is_silent_has_nothing_and_says_so() -> None:
    with replaying() as replay:
        replay.answer = lambda _: Reply(b"<html>login</html>", 200, "text/html")
        with SharedIndex(f"{replay.address}/titles") as shared:
            assert shared.search("A title") == ()
            assert "no answer of an index" in shared.unavailable["index"]
            with pytest.raises(Unavailable):
                shared.add(RECORDS)


@pytest.mark.parametrize(
    "address", ["https://ada:secret@host:9200/titles", "https://host:9200", "ftp://host/x"]
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(ConfigError) as error:
        SharedIndex(address)
    assert "secret" not in str(error.value)


# --- the command ------------------------------------------------------------------------------------------


def test_resolve_finds_works_offline(tmp_path: Path) -> None:
    run = CliRunner().invoke
    run(cli, ["init", str(tmp_path)])
    (tmp_path / "seeds" / "reading-list.md").write_text(
        "## A\n\n- **Transformer: Attention is all you need** (2017)\n- **Deep Residual Learning** (2016)\n"
        "- **Nothing Like It Anywhere Here** (2016)\n",
        encoding="utf-8",
    )
    (tmp_path / "arxiv.json.gz").write_bytes(gzip.compress(json.dumps(ARXIV).encode()))
    (tmp_path / "works.jsonl").write_text(json.dumps(OPENALEX), encoding="utf-8")
    built = run(
        cli, ["-C", str(tmp_path), "index", "build", f"{tmp_path}/arxiv.json.gz", f"{tmp_path}/works.jsonl"]
    )
    done = run(cli, ["-C", str(tmp_path), "resolve", "--offline"])

    assert built.output == f"2 records in {tmp_path}/.zotsync/titles\n"
    assert "3 entries looked up: 2 found, 1 left for you" in done.output
    assert re.search(r"vaswani2017attention .*\[title prefixed; year\]", done.output)


def test_what_a_dump_lost_on_the_way_is_told(tmp_path: Path) -> None:
    whole, torn = tmp_path / "whole.jsonl", tmp_path / "torn.jsonl"
    whole.write_text(json.dumps(OPENALEX), encoding="utf-8")
    torn.write_text(json.dumps(ARXIV) + "\n{broken\n{broken\n", encoding="utf-8")
    arguments = ["index", "build", str(whole), str(torn), "--to", str(tmp_path / "titles")]
    done = CliRunner().invoke(cli, arguments)
    as_data = json.loads(CliRunner().invoke(cli, [*arguments, "--json"]).stdout)

    assert done.stdout == f"2 records in {tmp_path}/titles\n"
    assert done.stderr == f"{torn}: 2 records left out: no work, or not readable\n"
    assert (as_data["records"], as_data["left_out"]) == (2, {str(torn): 2})


def test_a_missing_dump_is_told(tmp_path: Path) -> None:
    CliRunner().invoke(cli, ["init", str(tmp_path)])
    done = CliRunner().invoke(cli, ["-C", str(tmp_path), "index", "build", "nowhere.json"])

    assert done.exit_code == 3
    assert "nowhere.json: cannot be read" in done.output
