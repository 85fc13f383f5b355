"""`Work` <-> `BibEntry`."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.bibtex.blocks import split
from zotsync.codecs.bibtex.crosswalk import entry_of, work_of
from zotsync.codecs.bibtex.crosswalk.dialect import LANGUAGES, ROLES
from zotsync.codecs.bibtex.entries import BibEntry, read
from zotsync.codecs.bibtex.layout import render
from zotsync.codecs.latex import to_latex, to_unicode
from zotsync.core import identifiers, names
from zotsync.model import Creator, Identifier, Work

from ..facts.works import load

VASWANI = next(work for work in load() if work.key == "vaswani2017attention")


def through_text(work: Work, *, ascii: bool = False) -> Work:
    block = split(render(entry_of(work, ascii=ascii)))[0]
    assert block.kind == "entry", block
    return work_of(read(block))


# --- writing ----------------------------------------------------------------------------------------------


def test_a_conference_paper_is_written_as_people_write_it() -> None:
    assert render(entry_of(replace(VASWANI, issued="2017-12-04"))) == (
        "@inproceedings{vaswani2017attention,\n"
        "  title = {Attention Is All You Need},\n"
        "  author = {Vaswani, Ashish and Shazeer, Noam and Parmar, Niki and Uszkoreit, Jakob and Jones, Llion and "
        "Gomez, Aidan N. and Kaiser, Łukasz and Polosukhin, Illia},\n"
        "  booktitle = {Advances in Neural Information Processing Systems 30: Annual Conference on Neural "
        "Information Processing Systems 2017},\n"
        "  shortjournal = {NeurIPS},\n"
        "  volume = {30},\n"
        "  pages = {5998--6008},\n"
        "  year = {2017},\n"
        "  month = dec,\n"
        "  day = {4},\n"
        "  eprint = {1706.03762},\n"
        "  eprinttype = {arxiv},\n"
        "  eprintclass = {cs.CL},\n"
        "  url = {https://proceedings.neurips.cc/paper/2017/hash/3f5ee243547dee91fbd053c1c4a845aa-Abstract.html},\n"
        "}"
    )


def test_a_preprint_for_classic_bibtex_prints_its_number() -> None:
    work = Work(
        "k", "article", "On S³", identifiers=(Identifier("arxiv", "2302.13971"),), arxiv_class="cs.CL"
    )

    assert entry_of(work).fields == (
        ("title", "On {S$^{3}$}"),
        ("eprint", "2302.13971"),
        ("eprinttype", "arxiv"),
        ("eprintclass", "cs.CL"),
    )
    assert entry_of(work, classic=True).fields == (
        ("title", "On {S$^{3}$}"),
        ("howpublished", "arXiv:2302.13971"),
        ("eprint", "2302.13971"),
        ("archiveprefix", "arXiv"),
        ("primaryclass", "cs.CL"),
    )


TYPES = [
    (Work("k", "article-journal", "t"), "article"),
    (Work("k", "paper-conference", "t"), "inproceedings"),
    (Work("k", "book", "t"), "book"),
    (Work("k", "chapter", "t"), "incollection"),
    (Work("k", "thesis", "t", genre="PhD thesis"), "phdthesis"),
    (Work("k", "thesis", "t", genre="Master's thesis"), "mastersthesis"),
    (Work("k", "report", "t", publisher="OpenAI"), "techreport"),
    (Work("k", "report", "t"), "misc"),
    (Work("k", "article", "t"), "misc"),
    (Work("k", "webpage", "t"), "misc"),
    (Work("k", "dataset", "t"), "misc"),
    (Work("k", "software", "t"), "misc"),
    (Work("k", "document", "t"), "misc"),
    (Work("k", "document", "t", fields=(("entrytype", "patent"),)), "patent"),
    (Work("k", "book", "t", fields=(("entrytype", "proceedings"),)), "proceedings"),
]


@pytest.mark.parametrize(("work", "type"), TYPES)
def test_every_type_has_an_entry_type_and_comes_back(work: Work, type: str) -> None:
    for url in ("", "https://example.org/x", "https://arxiv.org/abs/1706.03762"):
        found = through_text(replace(work, url=url))

        assert entry_of(work).type == type
        assert found.type == work.type
        assert found.fields == work.fields


OPEN = [
    (Work("k", "article", "t", url="https://arxiv.org/abs/1706.03762"), None),
    (Work("k", "webpage", "t", url="https://openai.com/index/chatgpt/"), None),
    (Work("k", "document", "t"), None),
    (Work("k", "report", "t", publisher="OpenAI"), None),
    (Work("k", "article", "t", url="https://www.biorxiv.org/"), "preprint"),
    (Work("k", "report", "t", url="https://example.org"), "report"),
    (Work("k", "dataset", "t"), "dataset"),
]


@pytest.mark.parametrize(("work", "subtype"), OPEN)
def test_only_what_the_fields_leave_open_is_told_by_a_subtype(work: Work, subtype: str | None) -> None:
    assert dict(entry_of(work).fields).get("entrysubtype") == subtype


def test_a_name_that_biblatex_would_cut_is_in_braces() -> None:
    work = Work("k", "book", "t", publisher="Taylor and Francis", publisher_place="London")

    fields = dict(entry_of(work).fields)
    assert fields["publisher"] == "{Taylor and Francis}"
    assert fields["address"] == "London"
    assert through_text(work) == work


def test_links_and_dois_are_verbatim() -> None:
    work = Work(
        "k",
        "webpage",
        "t",
        identifiers=(Identifier("doi", "10.1000/a_b(1)<2::aid>3.0.co;2-o"),),
        url="https://x.org/a_b%20c&d#e~f",
    )

    fields = dict(entry_of(work).fields)
    assert fields["url"] == work.url
    assert fields["doi"] == "10.1000/a_b(1)<2::aid>3.0.co;2-o"
    assert entry_of(work, ascii=True).fields == entry_of(work).fields
    assert through_text(work) == work


def test_a_link_never_breaks_the_entry() -> None:
    work = Work("k", "webpage", "t", url='https://x.org/{a b\\c"é')

    assert dict(entry_of(work).fields)["url"] == "https://x.org/%7Ba%20b%5Cc%22é"
    assert dict(entry_of(work, ascii=True).fields)["url"] == "https://x.org/%7Ba%20b%5Cc%22%C3%A9"


def test_a_field_with_a_lost_brace_is_escaped() -> None:
    work = Work("k", "document", "t", fields=(("annote", "a { b"), ("file", ":a\\:b:PDF")))

    assert entry_of(work).fields[1:] == (("annote", r"a {\textbraceleft} b"), ("file", ":a\\:b:PDF"))


def test_a_field_whose_name_bibtex_cannot_read_is_left_out() -> None:
    work = Work("k", "document", "t", fields=(("two words", "x"), ("a=b", "x"), ("", "x"), ("x-y", "z")))

    assert entry_of(work).fields == (("title", "t"), ("x-y", "z"))


def test_mathematics_keeps_its_capitals_in_sentence_case() -> None:
    assert dict(entry_of(Work("k", "book", "a ⇒ b in R")).fields)["title"] == r"a {$\Rightarrow$} b in {R}"
    assert dict(entry_of(Work("k", "book", "The α-β and $x_{i}^*$")).fields)["title"] == (
        r"The $\alpha$-$\beta$ and $x_{i}^*$"
    )


def test_identifiers_that_the_link_states_are_read_off_the_link() -> None:
    forum = Identifier("openreview", "qrwe7XHTmYb")
    linked = Work("k", "paper-conference", "t", identifiers=(forum,), url=identifiers.url(forum))
    bare = replace(linked, url="")

    assert "openreview" not in dict(entry_of(linked).fields)
    assert dict(entry_of(bare).fields)["openreview"] == "qrwe7XHTmYb"
    assert through_text(linked) == linked
    assert through_text(bare) == bare


# --- reading ----------------------------------------------------------------------------------------------


def reading(entry_type: str, /, **fields: str) -> Work:
    return work_of(BibEntry(entry_type, "k", tuple(fields.items())))


ARXIV = (Identifier("arxiv", "1706.03762"),)
PREPRINTS = [
    # as Google Scholar, DBLP, arXiv, biblatex, DataCite and people write them
    reading("article", title="T", journal="arXiv preprint arXiv:1706.03762", year="2017"),
    reading("article", title="T", journal="CoRR", volume="abs/1706.03762", year="2017"),
    reading("misc", title="T", eprint="1706.03762v5", archivePrefix="arXiv".lower(), year="2017"),
    reading("misc", title="T", eprint="1706.03762", archiveprefix="arXiv", year="2017"),
    reading("online", title="T", eprint="arXiv:1706.03762", eprinttype="arXiv", year="2017"),
    reading("misc", title="T", doi="10.48550/ARXIV.1706.03762", year="2017"),
    reading("misc", title="T", howpublished="arXiv:1706.03762", year="2017"),
    reading("misc", title="T", eprint="1706.03762", year="2017"),
]


@pytest.mark.parametrize("work", PREPRINTS)
def test_preprints_are_known_however_they_are_written(work: Work) -> None:
    assert (work.type, work.title, work.issued, work.identifiers) == ("article", "T", "2017", ARXIV)
    assert work.container_title == work.volume == ""


def test_a_published_paper_keeps_its_preprint() -> None:
    work = reading(
        "inproceedings", title="T", booktitle="B", eprint="1706.03762", eprinttype="arxiv", doi="10.1/x"
    )

    assert work.type == "paper-conference"
    assert work.identifiers == ARXIV
    assert work.fields == (("doi", "10.1/x"),)  # no valid DOI: kept as it is


DATES = [
    ({"year": "2017"}, "2017"),
    ({"year": "2017", "month": "dec"}, "2017-12"),
    ({"year": "2017", "month": "December"}, "2017-12"),
    ({"year": "2017", "month": "Sept."}, "2017-09"),
    ({"year": "2017", "month": "12"}, "2017-12"),
    ({"year": "2017", "month": "dec", "day": "4"}, "2017-12-04"),
    ({"year": "2017", "month": "dec~4"}, "2017-12-04"),
    ({"year": "2017", "month": "4~dec"}, "2017-12-04"),
    ({"date": "2017-12-04"}, "2017-12-04"),
    ({"date": "2017-12", "year": "2016"}, "2017-12"),
]


@pytest.mark.parametrize(("fields", "issued"), DATES)
def test_dates_are_read(fields: dict[str, str], issued: str) -> None:
    work = reading("misc", **fields)

    assert work.issued == issued
    assert work.fields == ()


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ({"year": "in press"}, ""),
        ({"year": "2017", "month": "mar/apr"}, "2017"),
        ({"year": "2017", "month": "market"}, "2017"),
        ({"month": "dec"}, ""),
        ({"date": "2017-03-05/2017-03-07"}, "2017-03-05"),
    ],
)
def test_a_date_that_is_none_stays_as_it_is_written(fields: dict[str, str], issued: str) -> None:
    work = reading("misc", **fields)

    assert work.issued == issued
    assert dict(work.fields) == {name: value for name, value in fields.items() if value != issued}
    assert through_text(work) == work


DOI = Identifier("doi", "10.5281/zenodo.1")
FOREIGN = [
    (
        reading("article", journaltitle="J", number="3", eid="12"),
        Work("k", "article-journal", "", container_title="J", issue="3", number="12"),
    ),
    (
        reading("report", institution="I", type="T", number="3"),
        Work("k", "report", "", publisher="I", genre="T", number="3"),
    ),
    (
        reading("thesis", school="S", type="mathesis"),
        Work("k", "thesis", "", publisher="S", genre="Master's thesis"),
    ),
    (
        reading("online", url=r"http://a.b/c\_d\%20\&{}e\#f\~{}g"),
        Work("k", "webpage", "", url="http://a.b/c_d%20&e#f~g"),
    ),
    (
        reading("misc", howpublished=r"\url{https://a.b/c_d}"),
        Work("k", "webpage", "", url="https://a.b/c_d"),
    ),
    (reading("misc", howpublished="Blog post"), Work("k", "document", "", container_title="Blog post")),
    (
        reading("misc", publisher="Zenodo", doi="https://doi.org/10.5281/zenodo.1"),
        Work("k", "document", "", publisher="Zenodo", identifiers=(DOI,)),
    ),
    (
        reading("book", title="T", subtitle="S", location="L"),
        Work("k", "book", "T: S", publisher_place="L"),
    ),
    (reading("book", keywords="a, {b, c}; d,, a"), Work("k", "book", "", keywords=("a", "b, c", "d"))),
    (reading("book", abstract="One\n  line.\n\n  Two."), Work("k", "book", "", abstract="One line.\n\nTwo.")),
    (reading("book", pages="1 – 2, 5--7"), Work("k", "book", "", page="1-2, 5-7")),
    (reading("book", language="English"), Work("k", "book", "", language="en")),
    (
        reading("book", isbn="0-306-40615-2"),
        Work("k", "book", "", identifiers=(Identifier("isbn", "9780306406157"),)),
    ),
    (
        reading("article", eprint="123", eprinttype="pubmed"),
        Work("k", "article-journal", "", identifiers=(Identifier("pmid", "123"),)),
    ),
    (
        reading("article", eprint="x", eprinttype="jstor"),
        Work("k", "article-journal", "", fields=(("eprint", "x"), ("eprinttype", "jstor"))),
    ),
    (
        reading("patent", holder="H"),
        Work("k", "document", "", fields=(("holder", "H"), ("entrytype", "patent"))),
    ),
    (
        reading("book", author="A, B and {C D} and others", editor="E F"),
        Work(
            "k",
            "book",
            "",
            creators=(Creator("A", "B"), Creator(literal="C D"), Creator("F", "E", role="editor")),
            and_others=True,
        ),
    ),
]


@pytest.mark.parametrize(("found", "expected"), FOREIGN)
def test_entries_of_other_tools_are_read(found: Work, expected: Work) -> None:
    assert found == expected


# --- there and back ---------------------------------------------------------------------------------------


def normal(written: str) -> str:
    return " ".join(to_unicode(to_latex(written)).split())


def text(alphabet: str = "aB é-–&%$_{}\\#~^<Σ³王'`,.;:=@\"0", size: int = 12) -> st.SearchStrategy[str]:
    """Text in normal form."""
    return st.text(st.sampled_from(alphabet), max_size=size).map(normal).map(normal)


PHRASES = st.sampled_from(["BERT:", "FlashAttention-2", "the", "State-of-the-Art", "$\\mathcal{O}(n)$"])
TITLES = st.lists(text() | PHRASES, max_size=5).map(" ".join).map(normal).map(normal)
WORDS = text("aBcé'.-王").filter(lambda word: word and word == word.strip("'`"))


def creator_is_normal(creator: Creator) -> bool:
    return names.parse(names.write(creator), creator.role) == creator


CREATORS = st.lists(
    st.builds(Creator, WORDS, WORDS, st.just(""), st.just("author"))
    | st.builds(Creator, st.just(""), st.just(""), text().filter(bool), st.just("author")),
    max_size=3,
)
EDITORS = st.lists(st.builds(Creator, WORDS, WORDS, st.just(""), st.sampled_from(sorted(ROLES))), max_size=1)
NUMBERS = st.just("") | st.integers(1, 9999).map(str)
IDENTIFIERS = {
    "doi": st.sampled_from(["10.1145/3341301.3359646", "10.1002/(sici)1<2::aid>3.0.co;2-o"]),
    "arxiv": st.sampled_from(["1706.03762", "hep-th/9901001"]),
    "openreview": st.just("YicbFdNTTy"),
    "acl": st.just("N19-1423"),
    "pmid": st.just("12345"),
    "pmcid": st.just("PMC12345"),
    "isbn": st.just("9780306406157"),
    "s2": st.just("204e3073870fae3d05bcbc2f6a8e263d9b72e776"),
}
DATES_ISSUED = (
    st.just("")
    | st.dates().map(str)
    | st.dates().map(lambda d: str(d)[:7])
    | st.dates().map(lambda d: str(d)[:4])
)
TYPED = st.sampled_from(
    ["article-journal", "paper-conference", "article", "report", "webpage", "book", "chapter", "thesis", "dataset",
     "software", "document"]
)  # fmt: skip
UNKNOWN = st.lists(
    st.tuples(
        st.sampled_from(["annote", "file", "timestamp", "x-y", "groups"]),
        st.sampled_from(["a", "{B} c", "\\x"]),
    ),
    max_size=2,
    unique_by=lambda pair: pair[0],
)


@st.composite
def works(draw: st.DrawFn) -> Work:
    """Works in normal form: what the docstring of `crosswalk` leaves out is left out."""
    type = draw(TYPED)
    found = [
        Identifier(scheme, draw(values)) for scheme, values in IDENTIFIERS.items() if draw(st.booleans())
    ]
    on_arxiv = any(one.scheme == "arxiv" for one in found)
    creators = [one for one in (*draw(CREATORS), *draw(EDITORS)) if creator_is_normal(one)]
    roles = list(ROLES)
    page = draw(st.sampled_from(["", "1-2", "S1-S5, 9"]))
    return Work(
        key=draw(st.from_regex(r"[a-z][a-z0-9:_.-]{0,8}", fullmatch=True)),
        type=type,
        title=draw(TITLES),
        creators=tuple(sorted(creators, key=lambda one: roles.index(one.role))),
        and_others=bool(creators) and draw(st.booleans()),
        issued=draw(DATES_ISSUED),
        container_title=draw(text().filter(lambda venue: not venue.lower().startswith(("arxiv", "corr")))),
        container_title_short=draw(text()),
        volume=draw(NUMBERS),
        issue=draw(NUMBERS),
        page=page,
        number=draw(NUMBERS),
        publisher=draw(text() | st.just("Taylor and Francis")) if type != "article-journal" else "",
        publisher_place=draw(text()) if type != "article-journal" else "",
        genre=draw(st.sampled_from(["PhD thesis", "Master's thesis", "Diploma thesis"]))
        if type == "thesis"
        else draw(text()),
        edition=draw(NUMBERS),
        collection_title=draw(text()),
        event_title=draw(text()),
        identifiers=tuple(found),
        arxiv_class=draw(st.sampled_from(["", "cs.CL"])) if on_arxiv else "",
        url=draw(st.sampled_from(["", "https://x.org/a_b%20c&d#e"])),
        abstract="\n\n".join(filter(None, draw(st.lists(text(), max_size=2)))),
        language=draw(st.sampled_from(["", "tlh", *LANGUAGES])),
        keywords=tuple(dict.fromkeys(filter(None, draw(st.lists(text(), max_size=2))))),
        note=draw(text()),
        fields=tuple(draw(UNKNOWN)),
    )


@given(works())
def test_a_work_comes_back_from_its_entry(work: Work) -> None:
    assert work_of(entry_of(work)) == work
    assert through_text(work) == work


@given(works())
def test_a_work_comes_back_from_classic_bibtex(work: Work) -> None:
    found = through_text(work, ascii=True)

    assert found == work


FIELDS = (
    "title author year month date day journal howpublished volume number eid pages doi eprint eprinttype url isbn "
    "keywords type entrysubtype entrytype language crossref x"
).split()
VALUES = st.text(st.sampled_from("a1,{}\\ and arXiv:~$-é"), max_size=12)


@given(
    st.sampled_from(["article", "misc", "online", "book", "thesis"]),
    st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8),
)
def test_any_entry_is_a_work_that_settles(type: str, fields: dict[str, str]) -> None:
    settled = work_of(entry_of(work_of(BibEntry(type, "k", tuple(fields.items())))))

    assert work_of(entry_of(settled)) == settled


@pytest.mark.parametrize("work", load(), ids=lambda work: work.key)
@pytest.mark.parametrize("ascii", [False, True])
def test_the_works_of_the_lists_come_back(work: Work, ascii: bool) -> None:
    found = through_text(work, ascii=ascii)

    if work.type == "article-journal":
        assert found.publisher == ""
        found = replace(found, publisher=work.publisher)
    straight = str.maketrans("’", "'") if ascii else {}
    assert replace(found, creators=()) == replace(work, creators=())
    assert [(one.family, one.given, one.literal) for one in found.creators] == [
        (one.family.translate(straight), one.given, one.literal) for one in work.creators
    ]


@given(
    st.lists(
        st.sampled_from(
            ["a", "Bé", ", ", ",", " ", "-", "--", "'", "''", "{", "}", "\\'e", "~", "e\u0301", "?"]
        )
    )
)
def test_an_easy_name_is_read_as_any_other(pieces: list[str]) -> None:
    found, _ = names.split("".join(pieces))
    work = work_of(BibEntry("misc", "k", (("author", "".join(pieces)),)))

    for text, creator in zip(found, work.creators, strict=False):
        read = names.parse(text)
        plain = (" ".join(to_unicode(part).split()) for part in (read.family, read.given, read.literal))
        assert (creator.family, creator.given, creator.literal) == tuple(plain)


@pytest.mark.parametrize(
    ("written", "link"),
    [
        (r"http://x.org/a{\_}b{\%}20c", "http://x.org/a_b%20c"),
        (r"http://x.org/{\~{}}me/{~}you", "http://x.org/~me/~you"),
        (r"http://x.org/\textasciitilde{}me\_x\#y", "http://x.org/~me_x#y"),
        (r"http://x.org/{\textasciitilde}me", "http://x.org/~me"),
        ("http://x.org/{a}_b", "http://x.org/{a}_b"),
    ],
)
def test_a_link_is_read_without_what_programs_put_into_it(written: str, link: str) -> None:
    assert work_of(BibEntry("misc", "a", (("url", written),))).url == link


def test_a_doi_with_escapes_of_mendeley_is_that_doi() -> None:
    work = work_of(BibEntry("misc", "a", (("doi", r"10.1007/978-3-319-46448-0{\_}2"),)))

    assert work.identifiers == (Identifier("doi", "10.1007/978-3-319-46448-0_2"),)


def test_a_link_that_stands_twice_is_no_venue() -> None:
    entry = BibEntry("misc", "a", (("url", "https://a.org"), ("howpublished", r"\url{https://a.org/b}")))
    work = work_of(entry)

    assert work.container_title == ""
    assert work.fields == (("howpublished", r"\url{https://a.org/b}"),)
    assert work_of(entry_of(work)) == work


def test_a_season_is_no_month() -> None:
    work = work_of(BibEntry("misc", "a", (("date", "2010-21"),)))

    assert (work.issued, work.fields) == ("2010", (("date", "2010-21"),))
    assert work_of(entry_of(work)) == work


@pytest.mark.parametrize(
    "name",
    [
        "A'" * 20_000 + ",",
        "A " * 20_000 + ", x",
        "{a}" * 20_000 + ",",
        "Müller, " + "{" * 20_000,
        "A-" * 20_000,
    ],
)
def test_a_name_of_any_length_is_read_in_no_time(name: str) -> None:
    started = time.process_time()
    work_of(BibEntry("misc", "a", (("author", name),)))

    assert time.process_time() - started < 5
