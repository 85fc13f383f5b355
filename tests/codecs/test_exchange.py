"""Formats for other programs: what goes out comes back, and what others write is read."""

from __future__ import annotations

import csv
import io
import json
import string
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
import rispy
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs import seedlist
from zotsync.codecs.exchange import csl, endnote, hayagriva, ris, table
from zotsync.codecs.exchange.bundle import Bundle
from zotsync.codecs.exchange.writers import FORMATS, PROGRAMS
from zotsync.codecs.seedlist import memo
from zotsync.core import identifiers as ids
from zotsync.model import Creator, Identifier, Link, SeedList, Topic, Work

from ..facts.works import load

WORKS = load()

TYPES = list(dict.fromkeys(csl.TYPES.values()))
_characters = st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"], exclude_characters="<>&")
plain = st.text(_characters, max_size=25).map(lambda text: " ".join(text.split()))
word = st.text(string.ascii_letters + "éŁ王-", min_size=1, max_size=10).map(lambda text: f"x{text}")
key = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
dates: st.SearchStrategy[str] = st.dates().flatmap(
    lambda date: st.sampled_from(["", *(date.isoformat()[:size] for size in (4, 7, 10))])
)
identifiers = st.lists(
    st.sampled_from(
        [
            Identifier("doi", "10.1145/3341301.3359646"),
            Identifier("arxiv", "1706.03762"),
            Identifier("openreview", "rJXMpikCZ"),
            Identifier("acl", "P17-1001"),
            Identifier("pmid", "123"),
            Identifier("pmcid", "PMC123"),
            Identifier("isbn", "9780306406157"),
        ]
    ),
    unique=True,
    max_size=4,
).map(lambda found: tuple(sorted(found, key=lambda one: ids.SCHEMES.index(one.scheme))))


def _in_role(role: str) -> Callable[[Creator], Creator]:
    return lambda name: replace(name, role=role)


def creators(*roles: str) -> st.SearchStrategy[tuple[Creator, ...]]:
    one = st.builds(Creator, word, word) | st.builds(Creator, literal=word)
    parts = [st.lists(one.map(_in_role(role)), max_size=3) for role in roles]
    return st.tuples(*parts).map(lambda found: tuple(name for part in found for name in part))


works = st.builds(
    Work,
    key=key,
    type=st.sampled_from(TYPES),
    title=plain,
    creators=creators("author", "collection-editor", "editor", "translator"),
    issued=dates,
    container_title=plain,
    container_title_short=plain,
    volume=plain,
    issue=plain,
    page=st.sampled_from(["", "1", "1-2", "e12", "A-1-A-9"]),
    number=word,
    publisher=plain,
    publisher_place=plain,
    genre=plain,
    edition=plain,
    collection_title=plain,
    event_title=plain,
    identifiers=identifiers,
    arxiv_class=st.sampled_from(["", "cs.CL"]),
    url=st.sampled_from(["", "https://example.org/a;b?c=d"]),
    abstract=st.lists(plain.filter(bool), max_size=2).map("\n\n".join),
    language=st.sampled_from(["", "en", "zh"]),
    keywords=st.lists(word, max_size=3, unique=True).map(tuple),
    note=plain,
)


@given(works, st.booleans())
def test_a_work_comes_back_from_csl(work: Work, others: bool) -> None:
    work = replace(work, and_others=others and bool(work.creators))
    on_arxiv = work.type == "article" and any(one.scheme == "arxiv" for one in work.identifiers)
    expected = replace(work, number="", publisher="") if on_arxiv else work

    assert csl.work_of(json.loads(csl.to_json([work]))[0]) == expected


@given(works)
def test_a_bibliography_of_pandoc_is_yaml_with_the_same_keys(work: Work) -> None:
    (item,) = yaml.safe_load(csl.to_yaml([work]))["references"]

    assert item["id"] == work.key
    assert item["type"] == work.type


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"id": "http://zotero.org/users/1/items/ABCD2345", "citation-key": "k1"}, {"key": "k1"}),
        ({"id": "http://zotero.org/users/1/items/ABCD2345"}, {"key": ""}),
        ({"id": 7, "title": "A <i>b</i> &amp; c"}, {"title": "A b & c", "key": ""}),
        ({"author": [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"}]},
         {"creators": (Creator("van der Berg", "Jan"),)}),
        ({"author": [{"family": "King", "given": "M. L.", "suffix": "Jr."}, {"literal": "others"}]},
         {"creators": (Creator("King", "M. L., Jr."),), "and_others": True}),
        ({"author": "OpenAI"}, {"creators": (Creator(literal="OpenAI"),)}),
        ({"issued": {"date-parts": [["2021", 3, 5], [2021, 3, 7]]}}, {"issued": "2021-03-05"}),
        ({"issued": {"date-parts": [[None]]}}, {"issued": ""}),
        ({"issued": {"raw": "March 5, 2021"}}, {"issued": "2021-03-05"}),
        ({"issued": "2021-03"}, {"issued": "2021-03"}),
        ({"issued": [{"year": 2021, "month": 3}]}, {"issued": "2021-03"}),
        ({"type": "article", "number": "arXiv:1706.03762", "publisher": "arXiv"},
         {"identifiers": (Identifier("arxiv", "1706.03762"),), "number": "", "publisher": ""}),
        ({"page": "1–10", "DOI": "https://doi.org/10.1145/1.2"},
         {"page": "1-10", "identifiers": (Identifier("doi", "10.1145/1.2"),)}),
        ({"abstract": "<jats:p>One.</jats:p><jats:p>Two.</jats:p>"}, {"abstract": "One.\n\nTwo."}),
        ({"type": "motion_picture", "title": ["x"], "author": 5, "issued": 5, "custom": []}, {"type": "document"}),
    ],
)  # fmt: skip
def test_csl_of_other_hands_is_read(item: dict[str, Any], expected: dict[str, Any]) -> None:
    work = csl.work_of(item)

    assert {name: getattr(work, name) for name in expected} == expected


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@given(
    st.dictionaries(
        st.sampled_from([*csl.item_of(WORKS[0]), "editor", "custom", "note", "keyword"]), anything
    )
)
def test_no_csl_item_is_an_error(item: dict[str, Any]) -> None:
    csl.work_of(item)


def test_text_of_yaml_is_not_read_as_markdown() -> None:
    title = "Emails to @all: *A\\** search, [x]{y} `code` <b> $O(\\sqrt{n})$ for $5 and $10"
    (item,) = yaml.safe_load(csl.to_yaml([Work("k", "book", title)]))["references"]

    written = "Emails to \\@all: \\*A\\\\\\*\\* search, \\[x\\]\\{y\\} \\`code\\` \\<b\\> "
    assert item["title"] == written + "$O(\\sqrt{n})$ for \\$5 and \\$10"


# --- RIS --------------------------------------------------------------------------------------------------


def settled(work: Work) -> Work:
    """What RIS can say of a work."""
    event = work.event_title if work.type == "paper-conference" and work.container_title else ""
    said_twice = work.container_title_short == (event or work.container_title)
    return replace(
        work,
        arxiv_class="",
        abstract=" ".join(work.abstract.split()),
        event_title="" if event == work.container_title else event,
        container_title="" if work.type == "book" else work.container_title,
        container_title_short="" if said_twice else work.container_title_short,
    )


@given(works)
def test_a_work_comes_back_from_ris(work: Work) -> None:
    roles = {"chapter": "translator", "book": "translator"}.get(work.type, "contributor")
    # A record that says no link has that of an identifier; the kind of a bare record is told by what it has.
    work = replace(
        work,
        url=work.url or "https://example.org/x",
        creators=tuple(
            replace(one, role=roles) if one.role == "translator" else one for one in work.creators
        ),
        event_title="" if not work.container_title else work.event_title,
        container_title=work.container_title or "x",
        genre="",
    )
    if work.type == "document":
        return
    (record,) = ris.records(ris.write(Bundle([work])).replace("\r\n", "\n"))
    back = ris.work_of(record)

    order = ("author", "editor", "collection-editor", roles)
    expected = replace(
        settled(work), creators=tuple(sorted(work.creators, key=lambda one: order.index(one.role)))
    )
    assert back == expected


def test_rispy_reads_the_same() -> None:
    records = rispy.loads(ris.write(Bundle(WORKS)).replace("\r\n", "\n"), delimiter_tags_mapping={})

    assert [record["id"] for record in records] == [work.key for work in WORKS]
    for record, work in zip(records, WORKS, strict=True):
        assert record["title"] == work.title
        assert record["year"] == work.issued[:4]
        others = ["et al."] * work.and_others
        assert (
            record.get("authors", [])
            == [one.literal or f"{one.family}, {one.given}" for one in work.creators if one.role == "author"]
            + others
        )
    assert len(ris.records(ris.write(Bundle(WORKS)).replace("\r\n", "\n"))) == len(records)


def test_remarks_and_notes_go_into_the_notes_of_ris() -> None:
    (entry, *_) = seedlist.read(ris.write(BUNDLE), "a.ris").entries

    assert [remark.text for remark in entry.remarks] == [
        "Note: read *first* & <fast>",
        "again",
        "My *own* words, see $x^2$. A second paragraph.",
    ]


def test_ris_of_other_hands_is_read() -> None:
    text = (
        "TY  - JOUR\nT1  - A title\n  that goes on\nA1  - Doe, Jane\nA1  - OpenAI\nJO  - J. of X\nSP  - 1\nEP  - 9\n"
        "Y1  - 2020/03/05/\nUR  - https://doi.org/10.1145/1.2\nKW  - a, b\nN2  - Abstract.\nER  - \n"
        "TY  - GEN\nTI  - Preprint\nAU  - Roe, R\nPY  - 2021\nUR  - https://arxiv.org/abs/2101.00001\n"
    )
    one, other = map(ris.work_of, ris.records(text))

    assert (one.title, one.issued, one.page) == ("A title that goes on", "2020-03-05", "1-9")
    assert one.creators == (Creator("Doe", "Jane"), Creator(literal="OpenAI"))
    assert one.identifiers == (Identifier("doi", "10.1145/1.2"),)
    assert (one.keywords, one.abstract, one.container_title) == (("a, b",), "Abstract.", "J. of X")
    assert (other.type, other.identifiers) == ("article", (Identifier("arxiv", "2101.00001"),))


# --- formats that are only written ------------------------------------------------------------------------


def test_a_table_has_a_row_for_each_work_with_topics_and_tags() -> None:
    topics = (Topic(("A", "B"), (WORKS[0].key,)),)
    text = table.write(Bundle(WORKS, topics, {WORKS[0].key: ["must-read"]}))
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [row["key"] for row in rows] == [work.key for work in WORKS]
    assert [row["title"] for row in rows] == [work.title for work in WORKS]
    assert (rows[0]["topics"], rows[0]["tags"]) == ("A / B", "must-read")
    assert rows[0]["authors"].startswith("Ashish Vaswani; Noam Shazeer")


def test_a_table_runs_nothing() -> None:
    text = table.write(Bundle([Work("k", "book", "=cmd()", publisher="@x")]))

    assert "'=cmd()" in text
    assert "'@x" in text


@given(works)
def test_hayagriva_is_yaml_under_the_key(work: Work) -> None:
    entry = yaml.safe_load(hayagriva.write([work]))[work.key]

    assert entry["type"]
    assert entry["title"]


def test_a_body_is_one_name_in_hayagriva() -> None:
    work = Work("k", "book", "T", (Creator(literal="Barnes and Noble"), Creator("de la Fontaine", "Jean")))

    assert yaml.safe_load(hayagriva.write([work]))["k"]["author"] == [
        {"name": "Barnes and Noble"},
        "de la Fontaine, Jean",
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_no_works(name: str) -> None:
    assert isinstance(FORMATS[name].write(Bundle([])), str)


# --- as lists ---------------------------------------------------------------------------------------------

TOPICS = (
    Topic(("A",)),
    Topic(("A", "B"), tuple(work.key for work in WORKS[:3])),
    Topic(("C & <D>",), (WORKS[0].key, WORKS[3].key)),
)
BUNDLE = Bundle(
    WORKS,
    TOPICS,
    tags={WORKS[0].key: ["must-read"]},
    remarks={WORKS[0].key: [("Note", "read *first* & <fast>", "list.md"), ("", "again", "")]},
    notes={WORKS[0].key: "My *own* words, see $x^2$.\n\nA second paragraph."},
    links={
        WORKS[0].key: [
            Link("pdf", "https://example.org/a.pdf?x=1&y=2"),
            Link("code", "https://example.org/c"),
        ]
    },
)


def read_again(text: str, name: str) -> SeedList:
    found = seedlist.read(text, name)
    assert {line.why for line in found.lines if line.kind == "skipped"} <= {
        "@comment: what a program keeps there"
    }
    return found


@pytest.mark.parametrize(
    ("name", "text", "lost"),
    [
        ("a.json", FORMATS["csl-json"].write(BUNDLE), ()),
        ("a.yaml", FORMATS["csl-yaml"].write(BUNDLE), ()),
        ("a.rdf", PROGRAMS["zotero"].write(BUNDLE)[""], ("keywords",)),
        ("a.ris", FORMATS["ris"].write(BUNDLE), ("arxiv_class", "container_title_short")),
        (
            "a.xml",
            PROGRAMS["endnote"].write(BUNDLE)[""],
            ("arxiv_class", "container_title_short", "keywords"),
        ),
        ("a.bib", PROGRAMS["jabref"].write(BUNDLE)[""], ("fields", "publisher", "keywords")),
    ],
)
def test_what_is_exported_is_a_list_of_the_same_works(name: str, text: str, lost: tuple[str, ...]) -> None:
    def kept(work: Work) -> Work:
        empty = Work("", "", "")
        # A record without a link gets that of its arXiv id.
        known = {one: getattr(empty, one) for one in (*lost, *(("url",) if "arxiv_class" in lost else ()))}
        return replace(work, verified=True, **known)

    read = read_again(text, name)
    works = {entry.work.key: entry.work for entry in read.entries if entry.work}

    assert [kept(works[work.key]) for work in WORKS] == list(map(kept, WORKS))


def test_zotero_rdf_keeps_topics_remarks_tags_and_links() -> None:
    read = read_again(PROGRAMS["zotero"].write(BUNDLE)[""], "a.rdf")
    first, second = (entry for entry in read.entries if entry.work and entry.work.key == WORKS[0].key)

    assert [heading.path for heading in read.headings] == [("A",), ("A", "B"), ("C & <D>",)]
    assert (first.topic, second.topic) == (("A", "B"), ("C & <D>",))
    assert [remark.text for remark in first.remarks] == [
        "Note : read first & <fast> (list.md) again",
        "My own words, see $x^2$ . A second paragraph.",
    ]
    assert first.work is not None
    assert first.work.keywords == ("must-read",)
    assert [(link.role, link.url) for link in first.links][1:] == [
        ("pdf", "https://example.org/a.pdf?x=1&y=2"),
        ("other", "https://example.org/c"),
    ]


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_program_gets_what_a_person_wrote(name: str) -> None:
    texts = PROGRAMS[name].write(BUNDLE).values()

    assert any("A second paragraph." in text for text in texts)


def test_nothing_in_the_data_breaks_the_xml() -> None:
    hostile = Work(
        "k", "book", "a\x00\x0b\x1b]]>&lt;<b>\ufffe\ud800", (Creator("<x", '"&'),), keywords=("\x01",)
    )
    for name in ("zotero", "endnote"):
        (text,) = PROGRAMS[name].write(Bundle([hostile], remarks={"k": [("\x00", "\x0b&", "")]})).values()
        ElementTree.fromstring(text.encode())


def test_groups_of_jabref_have_names_of_their_own_without_commas() -> None:
    topics = (Topic(("A, B",)), Topic(("A, B", "Tools"), (WORKS[0].key,)), Topic(("Tools",), (WORKS[0].key,)))
    (text,) = PROGRAMS["jabref"].write(Bundle(WORKS[:1], topics)).values()

    assert "groups = {A B / Tools, Tools}" in text
    assert "1 StaticGroup:A B\\;0\\;1\\;\\;\\;\\;;\n2 StaticGroup:A B / Tools\\;" in text
    assert "\n1 StaticGroup:Tools\\;" in text


def test_groups_for_jabref_are_read_as_the_topics_that_they_were() -> None:
    topics = (Topic(("A",)), Topic(("A", "B"), (WORKS[0].key,)), Topic(("C",), (WORKS[1].key,)))
    (text,) = PROGRAMS["jabref"].write(Bundle(WORKS[:2], topics)).values()
    found = seedlist.read(text, "a", format="bibtex")

    assert [one.path for one in found.headings] == [("A",), ("A", "B"), ("C",)]
    assert [one.topic for one in found.entries] == [("A", "B"), ("C",)]


def test_mendeley_gets_topics_and_marks_as_tags() -> None:
    (text,) = PROGRAMS["mendeley"].write(BUNDLE).values()
    entry = text.split("\n}\n")[0]

    assert "mendeley-tags = {A / B,C \\& {\\textless}D{\\textgreater},must-read}" in entry
    assert "archivePrefix = {arXiv}" in entry


def test_papis_gets_a_folder_for_each_work() -> None:
    files = PROGRAMS["papis"].write(BUNDLE)
    info = yaml.safe_load(files[f"{WORKS[0].key}/info.yaml"])

    assert sum(path.endswith("/info.yaml") for path in files) == len(WORKS)
    assert (info["ref"], info["type"], info["year"]) == (WORKS[0].key, "inproceedings", 2017)
    assert info["tags"] == ["A / B", "C & <D>", "must-read"]
    assert info["author_list"][0] == {"family": "Vaswani", "given": "Ashish"}
    cut = next(work for work in WORKS if work.and_others and work.creators[0].literal)
    info_of_cut = yaml.safe_load(files[f"{cut.key}/info.yaml"])
    assert info_of_cut["author"].startswith("{Gemini Team} and ")
    assert info_of_cut["author"].endswith(" and others")
    assert "author_list" not in info_of_cut
    assert "read *first*" in files[f"{WORKS[0].key}/{info['notes']}"]


def test_data_of_other_kinds_is_not_taken_for_csl() -> None:
    text = '[{"id": 1, "type": "article", "title": "A Title of Words", "authors": ["Doe"], "year": 2020}]'
    (entry,) = seedlist.read(text, "a.json").entries

    assert (entry.work, entry.authors, entry.year) == (None, "Doe", "2020")


ZOTERO_EXPORT = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/"
 xmlns:link="http://purl.org/rss/1.0/modules/link/">
<bib:Article rdf:about="https://doi.org/10.1145/1.2">
 <z:itemType>journalArticle</z:itemType>
 <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
 <bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Berg</foaf:surname>
  <foaf:givenName>Jan</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors>
 <dcterms:isReferencedBy rdf:resource="#item_2"/>
 <link:link rdf:resource="#item_3"/>
 <dc:subject>mine</dc:subject>
 <dc:subject><z:AutomaticTag><rdf:value>theirs</rdf:value></z:AutomaticTag></dc:subject>
 <dc:title>On things</dc:title>
 <dc:date>2020-03</dc:date>
 <z:citationKey>berg2020</z:citationKey>
 <dc:identifier><dcterms:URI><rdf:value>https://example.org/x</rdf:value></dcterms:URI></dc:identifier>
 <bib:pages>1-9</bib:pages>
</bib:Article>
<bib:Journal rdf:about="urn:issn:1234-5678"><prism:volume>7</prism:volume><dc:title>Journal of X</dc:title>
 <prism:number>2</prism:number><dc:identifier>DOI 10.1145/1.2</dc:identifier></bib:Journal>
<bib:Memo rdf:about="#item_2"><rdf:value>&lt;p&gt;Why &amp;amp; how&lt;/p&gt;</rdf:value></bib:Memo>
<z:Attachment rdf:about="#item_3"><z:itemType>attachment</z:itemType><dc:title>PDF</dc:title>
 <dc:identifier><dcterms:URI><rdf:value>https://example.org/x.pdf</rdf:value></dcterms:URI></dc:identifier>
 <link:type>application/pdf</link:type></z:Attachment>
<z:Collection rdf:about="#collection_1"><dc:title>Mine</dc:title>
 <dcterms:hasPart rdf:resource="https://doi.org/10.1145/1.2"/></z:Collection>
</rdf:RDF>
"""


def test_an_export_of_zotero_is_read() -> None:
    (entry,) = read_again(ZOTERO_EXPORT, "a.rdf").entries

    assert entry.work == Work(
        "berg2020",
        "article-journal",
        "On things",
        (Creator("Berg", "Jan"),),
        issued="2020-03",
        container_title="Journal of X",
        volume="7",
        issue="2",
        page="1-9",
        identifiers=(Identifier("doi", "10.1145/1.2"),),
        url="https://example.org/x",
        keywords=("mine",),
    )
    assert entry.topic == ("Mine",)
    assert [remark.text for remark in entry.remarks] == ["Why & how"]
    assert [link.url for link in entry.links] == ["https://example.org/x", "https://example.org/x.pdf"]


def test_xml_that_breaks_off_is_read_so_far() -> None:
    lines = PROGRAMS["endnote"].write(BUNDLE)[""].split("\n")
    found = seedlist.read("\n".join(lines[:40]), "a.xml")

    assert len(found.entries) >= 2
    assert found.lines[-1].kind == "skipped"
    assert "not readable as XML" in found.lines[-1].why


def test_xml_cannot_blow_up() -> None:
    bomb = '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<xml><records>&b;</records></xml>'
    found = seedlist.read(bomb, "a.xml")

    assert not found.entries
    assert "declares entities" in found.lines[0].why


def test_a_remembered_record_is_the_one_that_was_read() -> None:
    found = seedlist.read(FORMATS["csl-json"].write(BUNDLE), "a.json")

    assert memo.load(memo.dump(found)) == replace(found, lines=())


@pytest.mark.parametrize("sign", ["et al.", "et al.,", "et al", "and others", "others,"])
def test_a_cut_list_of_authors_is_known_by_any_sign(sign: str) -> None:
    from_ris = seedlist.read(f"TY  - JOUR\nTI  - A title\nAU  - Doe, J.\nAU  - {sign}\nER  - \n", "a.ris")
    (entry,) = from_ris.entries

    assert entry.work is not None
    assert (entry.work.and_others, entry.work.creators) == (True, (Creator("Doe", "J."),))


def test_a_cut_list_ends_with_the_sign_of_endnote() -> None:
    work = Work("a", "book", "T", creators=(Creator("Doe", "J."),), and_others=True)

    assert "<author>Doe, J.</author><author>et al.,</author>" in endnote.write(Bundle((work,)))
