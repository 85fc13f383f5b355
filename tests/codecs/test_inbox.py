"""The inbox: what is added is read back to the letter, and everything else stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs import seedlist
from zotsync.codecs.inbox import HEADER, Place, add, follow, named, remove, topic
from zotsync.model import Creator, Entry, Identifier, SeedList, Work

PEOPLE = tuple(
    Creator(family, given) for given, family in [("Ann", "Lee"), ("Bob", "Roe"), ("Cy", "Doe"), ("Di", "Poe")]
)


def paper(title: str, url: str = "https://example.org/p.pdf", **rest: object) -> Work:
    work = Work(
        "k", "paper-conference", title, PEOPLE, container_title_short="NeurIPS", issued="2017", url=url
    )
    return replace(work, **rest)  # type: ignore[arg-type]


ATTENTION = paper("Attention Is All You Need")
RAFT = paper(
    "In Search of an Understandable Consensus Algorithm", "https://raft.github.io/raft.pdf", issued="2014-06"
)
LINE = "- [Attention Is All You Need](https://example.org/p.pdf) - Ann Lee, Bob Roe et al., *NeurIPS* 2017"
RAFT_LINE = (
    "- [In Search of an Understandable Consensus Algorithm](https://raft.github.io/raft.pdf)"
    " - Ann Lee, Bob Roe et al., *NeurIPS* 2014"
)


def read(text: str) -> SeedList:
    return seedlist.read(text, "inbox.md")


def said(entry: Entry) -> tuple[tuple[str, ...], str, str]:
    return entry.topic, entry.title, entry.links[0].url if entry.links else ""


def added(text: str, *places: Place) -> str:
    new, left = add(text, places)
    assert not left
    return new


# --- where lines go ---------------------------------------------------------------------------------------


def test_a_new_file_says_what_it_is() -> None:
    assert added("", (("Models", "Attention"), ATTENTION)) == (
        f"{HEADER}\n## Models\n\n### Attention\n\n{LINE}\n"
    )
    assert HEADER.startswith("# Inbox\n\n")
    assert add("", ()) == ("", ())


def test_a_line_goes_behind_the_last_entry_of_its_topic() -> None:
    text = (
        "# Inbox\n\n## A\n\nAbout A.\n\n* **One** (2020)\n  - 作者: Wang\n\nMore.\n\n"
        f"### A1\n\n{RAFT_LINE}\n\n## B\n"
    )

    assert added(text, (("A",), ATTENTION)) == text.replace("Wang\n", f"Wang\n* {LINE[2:]}\n")
    assert added(text, (("A", "A1"), ATTENTION)) == text.replace(RAFT_LINE, f"{RAFT_LINE}\n{LINE}")
    assert added(text, (("B",), ATTENTION)) == f"{text}\n{LINE}\n"
    assert added(text, (("C",), ATTENTION)) == f"{text}\n## C\n\n{LINE}\n"
    assert added(text, (("A", "A2"), ATTENTION)) == text.replace("## B", f"### A2\n\n{LINE}\n\n## B")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"## A\n{RAFT_LINE}", f"## A\n{RAFT_LINE}\n{LINE}"),
        (f"## A\r\n{RAFT_LINE}\r\n", f"## A\r\n{RAFT_LINE}\r\n{LINE}\r\n"),
        ("A\n---\ntext", f"A\n---\ntext\n\n{LINE}"),
        ("## A\n## B\n", f"## A\n\n{LINE}\n\n## B\n"),
        ("# A\n\n# B\n", f"# A\n\n{LINE}\n\n# B\n"),
        (f"## A\n\n1. {RAFT_LINE[2:]}\n\n\n", f"## A\n\n1. {RAFT_LINE[2:]}\n{LINE}\n\n\n"),
        ("## A\n\n```\n## A\n", f"## A\n\n{LINE}\n\n```\n## A\n"),
        ("## A\n\n<!-- never closed\n", f"## A\n\n{LINE}\n\n<!-- never closed\n"),
        (
            "## A\n\n| Title | Year |\n|--|--|\n| [Some Paper of Ours](https://x.org/p.pdf) | 2020 |\n",
            f"## A\n\n| Title | Year |\n|--|--|\n| [Some Paper of Ours](https://x.org/p.pdf) | 2020 |\n\n{LINE}\n",
        ),
    ],
)
def test_a_line_fits_into_what_people_write(text: str, expected: str) -> None:
    assert added(text, (("A",), ATTENTION)) == expected


def test_a_heading_with_owner_and_week_is_the_topic() -> None:
    text = "# Liste\n\n## 模型架构（李世鹏）(第三周)\n"

    assert added(text, (("模型架构",), ATTENTION)) == f"{text}\n{LINE}\n"


def test_topics_deeper_than_headings_go_are_unfolded() -> None:
    path = tuple("abcdefgh")
    text = added("", (path, ATTENTION), (path[:7], RAFT), ((*path, "i"), RAFT))

    assert {said(entry)[:2] for entry in read(text).entries} == {
        (path[:7], RAFT.title),
        ((*path, "i"), RAFT.title),
        (path, ATTENTION.title),
    }


def test_a_work_that_is_there_gets_no_second_line() -> None:
    text = added("", (("A",), ATTENTION), (("A",), ATTENTION))

    assert text.count(ATTENTION.title) == 1
    assert add(text, [(("A",), ATTENTION)]) == (text, ())


def test_a_topic_without_entries_is_a_heading() -> None:
    assert topic("", ("A", "B")) == f"{HEADER}\n## A\n\n### B\n"
    assert topic("# L\n\n## A\n\n- x\n\n## C", ("A", "B")) == "# L\n\n## A\n\n- x\n\n### B\n\n## C"
    assert topic("# L\n\n## A\n", ("A",)) == "# L\n\n## A\n"
    assert topic("# L\n", ("A (week 3)",)) == "# L\n"


# --- how a work looks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("work", "line"),
    [
        (
            replace(ATTENTION, creators=PEOPLE[:3]),
            "[Attention Is All You Need](https://example.org/p.pdf) - Ann Lee, Bob Roe, Cy Doe, *NeurIPS* 2017",
        ),
        (
            replace(ATTENTION, url="", creators=PEOPLE[:1]),
            "**Attention Is All You Need** - Ann Lee, *NeurIPS* 2017",
        ),
        (
            replace(
                ATTENTION,
                url="",
                identifiers=(Identifier("doi", "10.1000/182"),),
                creators=(),
                container_title_short="",
            ),
            "[Attention Is All You Need](https://doi.org/10.1000/182) - 2017",
        ),
        (
            Work(
                "k",
                "article",
                "Attention Is All You Need",
                PEOPLE,
                identifiers=(Identifier("arxiv", "1706.03762"),),
                issued="2017-06",
            ),
            "[Attention Is All You Need](https://arxiv.org/abs/1706.03762)"
            " - Ann Lee, Bob Roe et al., *arXiv* 2017",
        ),
        (
            replace(ATTENTION, url="https://x.org/a_(b)"),
            "[Attention Is All You Need](<https://x.org/a_(b)>) - Ann Lee, Bob Roe et al., *NeurIPS* 2017",
        ),
        (
            paper("Learning [x] *y*_z_ `q` <b>"),
            r"[Learning \[x\] \*y\*\_z\_ \`q\` \<b>](https://example.org/p.pdf)"
            " - Ann Lee, Bob Roe et al., *NeurIPS* 2017",
        ),
        (
            paper("1. Intro to snake_case"),
            "[“1. Intro to snake_case”](https://example.org/p.pdf) - Ann Lee, Bob Roe et al., *NeurIPS* 2017",
        ),
        (
            paper("GitHub"),
            "“GitHub” [[paper]](https://example.org/p.pdf) - Ann Lee, Bob Roe et al., *NeurIPS* 2017",
        ),
    ],
)
def test_a_work_is_written_as_people_write_it(work: Work, line: str) -> None:
    assert added("", (("A",), work)) == f"{HEADER}\n## A\n\n- {line}\n"


TITLES = [
    "Attention Is All You Need",
    "Is This a Title?",
    "It Ends.",
    "Et al.",
    "BERT: Pre-training of Deep Things",
    "GitHub",
    "Paper",
    "[YOCO] You Only Cache Once",
    "[ICLR 2021] A Title",
    "1. Intro",
    "2020: A Year in Review",
    "(week 3)",
    "Title (2019)",
    "A Title (NeurIPS'23)",
    "a*b*c and _d_ and `e`",
    "x | y",
    "C#",
    "<b>Bold</b> & &amp; co",
    r"back\slash \[x\]",
    "~~old~~",
    "大模型推理加速综述",
    "全角：标题（副标题）",
    "🔥 Hot Topics",
    "S³ and $x_{i}^*$",
    "A, B and C",
    "Learning to Rank, Smith et al.",
    "![image](x.png)",
    "[link](https://a.org)",
    "https://example.org is down",
    "- dash",
    "> quote",
    "# heading",
    "# 1",
    "**",
    "Tab\there",
]
NEVER = {"**"}
"""No list can say these titles: they hold nothing but marks."""


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("url", ["https://example.org/p.pdf", "https://github.com/a/b", ""])
def test_any_title_is_read_back(title: str, url: str) -> None:
    if title in NEVER:
        assert add("", [(("A",), paper(title, url))]) == ("", ((("A",), paper(title, url)),))
        return
    if not url and "https://" in title:
        # An address in a title in bold is a link of its own; without another link it would be the work's.
        return
    (entry,) = read(added("", (("A",), paper(title, url)))).entries

    assert said(entry) == (("A",), *named(paper(title, url)))
    assert (entry.year, entry.remarks) == ("2017", ())
    assert entry.title == " ".join(title.split()).removesuffix(".")


@pytest.mark.parametrize(
    "name",
    "A|1. Intro|C #|C##|[x](https://y.org)|*a* _b_ `c` snake_case|<b>|a < b & c &amp; d|back\\slash|模型架构"
    "|(week 3)|2023|Tools|GitHub|Attention Is All You Need"
    "|https://example.org|a/b|~~x~~|Survey: A|?|$x$|论文|Abstract".split("|"),
)
def test_any_topic_is_read_back(name: str) -> None:
    for path in ((name,), ("Top", name), (name, "Sub")):
        page = read(added("", (path, ATTENTION)))

        assert [said(entry)[0] for entry in page.entries] == [path]
        assert page.headings[-1].path == path


@pytest.mark.parametrize(
    "name", ["", " A", "A  B", "A (week 3)", "架构（李世鹏）", "🔥 Hot", "A:", "A -", "a\nb"]
)
def test_a_name_that_no_heading_reads_as_is_left(name: str) -> None:
    assert add("", [((name,), ATTENTION)]) == ("", (((name,), ATTENTION),))
    assert topic("", (name,)) == ""


def test_what_cannot_be_said_keeps_nothing_else_back() -> None:
    bad = (("A",), paper("**"))
    text, left = add("", [(("A",), RAFT), bad, (("A (week 3)",), RAFT), (("A",), ATTENTION)])

    assert left == (bad, (("A (week 3)",), RAFT))
    assert text == f"{HEADER}\n## A\n\n{RAFT_LINE}\n{LINE}\n"


# --- remove -----------------------------------------------------------------------------------------------


def test_a_line_is_taken_away_as_long_as_it_is_zotsyncs() -> None:
    text = added("# L\n\n## A\n\nText.\n", (("A",), RAFT), (("A",), ATTENTION), (("B",), ATTENTION))

    assert remove(text, [(("A",), ATTENTION)]) == text.replace(f"{LINE}\n", "", 1)
    assert remove(text, [(("C",), ATTENTION)]) == text
    edited = text.replace("Ann Lee", "A. Lee")
    assert remove(edited, [(("A",), ATTENTION), (("B",), ATTENTION)]) == edited
    below = text.replace(f"{LINE}\n", f"{LINE}\n  - Note: good\n")
    assert remove(below, [(("A",), ATTENTION)]) == below
    assert remove("", [(("A",), ATTENTION)]) == ""


# --- properties -------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    "A the Learning of Models 模型 （ ） ( ) [ ] * ** _ ` # | < > & &lt; \\ ~ ! : ： . ? , - – 1. 2020 "
    '(week\u00a03) 🔥 ✅ " “ ” '
    "GitHub paper et\u00a0al. $x$ <br> </details> ``` --- http://x.org/y".split(" ")
)
hostile = st.lists(_PIECES, min_size=1, max_size=6).flatmap(
    lambda pieces: st.sampled_from([" ".join(pieces), "".join(pieces)])
)
titles = st.one_of(hostile, st.sampled_from(TITLES), st.text(max_size=12))
links = st.sampled_from(
    [
        "",
        "https://example.org/p.pdf",
        "https://arxiv.org/abs/1706.03762",
        "https://github.com/a/b",
        "https://x.org/a_(b)?c=1&lt;=2",
        "nonsense",
    ]
)
works = st.builds(
    paper,
    titles,
    links,
    creators=st.sampled_from([(), PEOPLE[:1], PEOPLE, (Creator(literal="*The* [Group]"),)]),
    container_title_short=st.sampled_from(["", "NeurIPS", "Journal of *X* (2)"]),
    issued=st.sampled_from(["", "2017", "1873", "2020-05-01"]),
)
topics = st.lists(
    st.one_of(st.sampled_from(["A", "B", "Deep Learning"]), hostile), min_size=1, max_size=3
).map(tuple)
_TEXT = st.sampled_from(
    [
        "",
        "# List",
        "# Other",
        "## A",
        "## B (week 3)",
        "### Deep Learning",
        "## A\n### B",
        "A\n---",
        "text",
        "<!-- c -->",
        "<!--",
        "```\n## A",
        "```",
        "- **Bold Title of One** (2020)",
        "  - 作者: Wang",
        "* [A Paper of Theirs](https://x.org/p.pdf)",
        "1. **X** (2019)",
        "| Title | Year |\n|--|--|\n| [Some Paper](https://y.org/p.pdf) | 2020 |",
        "<details><summary>A</summary>",
        "</details>",
        "**B**",
        "> quote",
        "    code",
        "### [A Work as Heading](https://arxiv.org/abs/1706.03762)",
        "---",
        "- item without sign",
        "[x]: https://z.org",
    ]
)
texts = st.tuples(st.lists(_TEXT, max_size=8), st.sampled_from(["\n", "\n\n", "\r\n"]), st.booleans()).map(
    lambda parts: (
        parts[1]
        .join(parts[0])
        .replace("\r\n", "\n")
        .replace("\n", parts[1][:2] if "\r" in parts[1] else "\n")
        + ("\n" if parts[2] else "")
    )
)
many = st.lists(st.tuples(topics, works), max_size=4)


def rest(page: SeedList) -> list[object]:
    return [
        *(replace(one, line=0) for one in page.headings),
        *(
            replace(one, line=0, remarks=tuple(replace(each, line=0) for each in one.remarks))
            for one in page.entries
        ),
    ]


def is_within(inner: list[str], outer: list[str]) -> bool:
    lines = iter(outer)
    return all(line in lines for line in inner)


@given(texts, many)
def test_what_is_added_is_read_and_the_rest_stays(text: str, places: list[Place]) -> None:
    new, left = add(text, places)
    before, after = read(text), read(new)

    if left and len(left) == len(places):
        assert new == text
    for place in places:
        there = (place[0], *named(place[1])) in map(said, after.entries)
        assert there or place in left
    gone = [one for one in rest(before) if one not in rest(after)]
    assert gone == []
    assert len(after.entries) <= len(before.entries) + len(places) - len(left)
    if text.strip():
        assert is_within(text.splitlines(), new.splitlines())
        assert new.endswith("\n") == text.endswith("\n") or new == text or not text
        assert after.title == before.title
        assert ("\r\n" in new) == ("\r\n" in text) or "\n" not in text


@given(texts, many)
def test_a_second_time_changes_nothing(text: str, places: list[Place]) -> None:
    new, left = add(text, places)

    assert add(new, [place for place in places if place not in left]) == (new, ())


@given(texts, many)
def test_what_was_added_is_taken_away_again(text: str, places: list[Place]) -> None:
    for path, _ in places:
        text = topic(text, path)
    before = read(text)
    known = set(map(said, before.entries))
    fresh = [place for place in places if (place[0], *named(place[1])) not in known]
    new, left = add(text, fresh)
    again = remove(new, [place for place in fresh if place not in left])

    assert rest(read(again)) == rest(before)
    assert is_within(text.splitlines(), again.splitlines()) or not text.strip()


@given(texts, topics)
def test_a_topic_is_read_back_or_nothing_is_written(text: str, path: tuple[str, ...]) -> None:
    new = topic(text, path)

    assert new == text or path in {one.path for one in read(new).headings}
    assert [one for one in rest(read(text)) if one not in rest(read(new))] == []
    assert topic(new, path) == new


def test_the_list_is_written_in_time() -> None:
    places = [
        ((f"Topic {i % 5}",), paper(f"A Paper on Subject Number {i}", f"https://x.org/{i}.pdf"))
        for i in range(300)
    ]
    text = added("", *places)

    assert len(read(text).entries) == 300
    assert remove(text, places).splitlines() == [
        line for line in text.splitlines() if not line.startswith("- ")
    ]


# --- headings that follow ---------------------------------------------------------------------------------

FOLLOWED = (
    "# Inbox\n\nA note on A.\n\n## A（李世鹏）\n\n- **First of A** (2020)\n\n"
    "### B\n\n- **Second of B** (2021)\n\n## C\n"
)


def test_a_heading_follows_its_topic_and_what_stands_beside_its_name_stays() -> None:
    names = {("A",): ("A2",), ("A", "B"): ("A2", "B")}

    assert follow(FOLLOWED, names) == FOLLOWED.replace("## A（", "## A2（")
    assert [one.topic for one in read(follow(FOLLOWED, names)).entries] == [("A2",), ("A2", "B")]


def test_a_heading_and_the_one_below_it_follow_together() -> None:
    names = {("A",): ("Models_of <all>",), ("A", "B"): ("Models_of <all>", "B2")}
    after = read(follow(FOLLOWED, names))

    assert [one.path for one in after.headings] == [("Models_of <all>",), ("Models_of <all>", "B2"), ("C",)]


@pytest.mark.parametrize(
    "names",
    [{}, {("X",): ("Y",)}, {("A",): ("R", "A")}, {("A", "B"): ("C", "B2")}, {("A",): ("",)}],
)
def test_a_heading_that_went_elsewhere_stays(names: dict[tuple[str, ...], tuple[str, ...]]) -> None:
    assert follow(FOLLOWED, names) == FOLLOWED


@given(st.text(max_size=30))
def test_a_name_is_read_back_or_not_written(name: str) -> None:
    after = follow(FOLLOWED, {("A",): (name,)})

    assert after == FOLLOWED or [one.topic for one in read(after).entries] == [(name,), (name, "B")]
    assert [one.title for one in read(after).entries] == ["First of A", "Second of B"]
