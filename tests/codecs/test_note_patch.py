"""What was not changed in Zotero is not made anew in the file."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.notes import patched, rebased
from zotsync.codecs.notes.blocks import blocks
from zotsync.codecs.zotero.notes import to_html, to_markdown

LOCAL = """<!-- zotsync:part 0 -->

Intro of *mine*,
wrapped by hand.

<!-- zotsync:part 1 -->

* one
* two
  more of two
* three

1) first
2) second

| a | b |
|---|:-:|
| 1 | 2 |

> a quote
of two lines

![[embedded.png]]

    indented code

Last line"""


def _html(markdown: str) -> str:
    return to_html(markdown, lambda _: None)


def _markdown(html: str) -> str:
    return to_markdown(html, lambda _: None)


def _edited(local: str, old: str, new: str) -> str:
    text = "\n".join(line for line in local.split("\n") if not line.startswith("<!-- zotsync:part"))
    html = _html(text)
    assert old in html
    return patched(local, _markdown(html), _markdown(html.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "here", "there"),
    [
        ("one", "eins", "* one\n", "* eins\n"),
        ("<li>three</li>", "<li>three</li>\n<li>four</li>", "* three\n", "* three\n* four\n"),
        ("<li>one</li>\n", "", "* one\n", ""),
        ("second", "zweitens", "2) second", "2) zweitens"),
        ("Last line", "The last line", "Last line", "The last line"),
        ("<p>Last line</p>", "", "\n\nLast line", ""),
        ("Intro", "Begin", "Intro of *mine*,\nwrapped by hand.", "Begin of *mine*,\nwrapped by hand."),
        ("<p>Last", "<p>New</p>\n<p>Last", "Last line", "New\n\nLast line"),
        ("<p>Intro", "<p>New</p>\n<p>Intro", "Intro of", "New\n\nIntro of"),
    ],
)
def test_only_the_place_that_was_edited_changes(old: str, new: str, here: str, there: str) -> None:
    assert here in LOCAL
    assert _edited(LOCAL, old, new) == LOCAL.replace(here, there, 1)


def test_all_that_was_taken_out_leaves_the_parts() -> None:
    html = _html(LOCAL)
    text = patched(LOCAL, _markdown(html), "")

    assert "part 0" in text
    assert "part 1" in text
    assert "Intro" not in text


def test_a_first_text_comes_behind_the_parts() -> None:
    local = "<!-- zotsync:part 0 -->\n\n<!-- zotsync:part 1 -->\n"
    assert patched(local, "", "New\n") == local.rstrip() + "\n\nNew\n"


_WORDS = st.text(alphabet="ab *_#->1.|`[]\n中", max_size=60)


@given(_WORDS, _WORDS)
def test_a_patched_text_says_what_zotero_says(mine: str, theirs: str) -> None:
    before, after = _html(mine), _html(theirs)
    text = patched(mine, _markdown(before), _markdown(after))

    if _markdown(before).strip() == _markdown(after).strip():
        assert text == mine
    assert _words(_html(text)) == _words(after) or before == after


def _words(html: str) -> str:
    return "".join(char for char in html if char in "ab中")


@given(st.text(max_size=200))
def test_blocks_are_the_whole_text(text: str) -> None:
    text = text.replace("\r", "")
    assert "".join(blocks(text)) == text


def test_a_template_that_changed_changes_what_it_made() -> None:
    made, becomes = "## Idea\n\n## Method\n", "## Idea\n\n## Method\n\n## Limits\n"

    assert (
        rebased("## Idea\n\nmine\n\n## Method\n", made, becomes)
        == "## Idea\n\nmine\n\n## Method\n\n## Limits\n"
    )
    assert rebased("mine\n", made, made) == "mine\n"
    assert rebased("## Idea!\n\n## Method\n", made, "## Ideas\n\n## Method\n") is None
    assert rebased("", made, becomes) == "\n\n" + becomes


def test_a_comment_that_zotero_dropped_stays() -> None:
    local = "One\n\n<!-- mine -->\n\nTwo\n"

    assert (
        patched(local, "One\n\n<!-- mine -->\n\nTwo\n", "One\n\nTwo!\n") == "One\n\n<!-- mine -->\n\nTwo!\n"
    )
    assert patched(local, "One\n\n<!-- mine -->\n\nTwo\n", "One\n\nTwo\n") == local


@pytest.mark.parametrize(
    ("local", "old", "new", "becomes"),
    [
        ("My own words,\nwrapped by hand.\n", "hand", "my hand", "My own words,\nwrapped by my hand.\n"),
        (
            "My own words,\nwrapped by hand.\n",
            "words, wrapped",
            "phrases, bound",
            "My own phrases,\nbound by hand.\n",
        ),
        ("a __b__ c,\nd _e_ f &amp; g\n", "f ", "h ", "a __b__ c,\nd _e_ h &amp; g\n"),
        ("a __b__ c\n", "c", "x", "a __b__ x\n"),
        ("> a quote\n> of two lines\n", "two", "three", "> a quote\n> of three lines\n"),
        ("> a quote\nof two lines\n", "two", "three", "> a quote\nof three lines\n"),
        ("one  \ntwo\\\nthree four\n", "four", "five", "one  \ntwo\\\nthree five\n"),
        ("* a b\n  c d\n* e\n", "c", "x", "* a b\n  x d\n* e\n"),
        ("很好的论文，\n值得一读。\n", "一读", "再读", "很好的论文，\n值得再读。\n"),
        ("a b\nc d\n", "a b c d", "<strong>a b c d</strong>", "**a b\nc d**\n"),
        ("a b\nc d\n", "<p>", "<p>1. ", "1\\. a b\nc d\n"),
        ("key:: value\nof two ^abc\n", "value", "other", "key:: other\nof two ^abc\n"),
    ],
)
def test_words_that_are_changed_leave_the_lines_of_a_paragraph(
    local: str, old: str, new: str, becomes: str
) -> None:
    html = _html(local)
    assert old in html
    text = patched(local, _markdown(html), _markdown(html.replace(old, new)))
    assert text == becomes
    assert _html(text) == _html(_markdown(html.replace(old, new)))


@pytest.mark.parametrize(
    ("held", "old", "new", "becomes"),
    [
        ('<p>a <span style="color: #ff2020;">red words</span> b</p>', "b", "c",
            '<p>a <span style="color: #ff2020;">red words</span> c</p>'),
        ('<p>a <span style="color: #ff2020;">red words</span> b</p>', "words", "sentences",
            '<p>a <span style="color: #ff2020;">red sentences</span> b</p>'),
        ('<p>a <span style="color: #ff2020;">red words</span> b</p>', "red words", "red *fine* words",
            '<p>a <span style="color: #ff2020;">red <em>fine</em> words</span> b</p>'),
        ('<p>a <span style="background-color: #5fb23680;">green</span> b</p>', "b", "c",
            '<p>a <span style="background-color: #5fb23680;">green</span> c</p>'),
        ('<p>a <span style="background-color: #5fb23680;">green</span> b</p>', "==green==", "green",
            "<p>a green b</p>"),
        ('<p style="text-align: center;">a b</p>', "b", "c", '<p style="text-align: center;">a c</p>'),
        ('<ul>\n<li>a</li>\n<li><strong><span style="color: #ff2020;">b</span></strong> c</li>\n</ul>', "c", "d",
            '<ul>\n<li>a</li>\n<li><span style="color: #ff2020;"><strong>b</strong></span> d</li>\n</ul>'),
        ('<p>a <span style="color: #ff2020;">red</span> b</p>', "red ", "", "<p>a b</p>"),
    ],
)  # fmt: skip
def test_words_keep_their_colours_when_others_are_changed(
    held: str, old: str, new: str, becomes: str
) -> None:
    from zotsync.codecs.zotero.note_blocks import fitted

    local = _markdown(held)
    assert old in local
    assert fitted(_html(local.replace(old, new)), held) == becomes


HABITS = (
    "> [!note]- Title **b**\n> body w\n> - x\n>\n> more\n",
    "> [!a]\n> > [!b] w\n> > deep\n",
    "key:: value w\nother:: [[Link]]\n(inline:: w) and [in:: v]\n",
    "A para w ^abc\n\n- item w ^def\n\n> quote w\n\n^quote1\n",
    "![[x.pdf#page=3]] w\n\n![[note#^abc|alias]]\n\n![[img.png|300]]\n",
    "before %%hidden w%% after\n\n%%\nblock w\n\nhidden\n%%\n\nend w\n",
    "#a/b #tag-b #日本 w #123 text\n",
    "-\titem w\n\t- nested\n\t\t- deep w\n\n\tcode tab w\n\ntext\twith tab w\n",
    "line one w  \nline two w  \nline three w\n",
    "w\n\n***\n\nv\n\n___\n\nSetext w\n===\n\nother\n---\n",
    "<details><summary>w</summary>\n\nbody w\n\n</details>\n\n<kbd>w</kbd> <br> x\n",
    "w[^1] and ^[inline w]\n\n[^1]: foot w\n    more of it\n",
    "| a | b |\n|:--|--:|\n| [[x\\|y]] w | `a\\|b` |\n\n^tbl\n",
    "- [ ] w\n- [x] v\n- [/] half w\n- [-] no\n1. [ ] num\n",
    "_u_ __v__ *a*b ***x*** ~~s~~ ==h== **bold w**\n",
    "[w](<a b.md>) [x](other.md#h) <https://e.org/x> https://e.org/x_a_b [[a|b]] [[a#h^x]]\n",
    "1\\. w \\# a \\[x\\] 2 \\* 3 & &amp; < > a_b_c w snake_case\n",
    "1) w\n2) x\n\n+ a w\n+ b\n\n* c\n\n  para w\n* d\n10. w\n11. x\n",
    "long w line that is\nwrapped by hand w\nthree lines\n",
    "# w\n## w ^h\n### w {#id}\n",
    "**核心**很好 w。\n中文 w，换行\n下一行\n",
    "\\begin{align}\na &= w \\\\\nb\n\\end{align}\n",
    "w\n\n\n\nx\n\n\ny\n",
    "- a w\n  | x | y |\n  |---|---|\n  | w | 2 |\n- b\n",
    "w <!-- c --> x\n\n<!-- block -->\n\ny w\n",
)
_W = re.compile(r"(?<![A-Za-z0-9/_.])w(?![A-Za-z0-9/_.=])")


@pytest.mark.parametrize("habit", HABITS)
def test_a_word_that_is_changed_in_zotero_changes_nothing_else(habit: str) -> None:
    local = f"<!-- zotsync:part 0 -->\n\nIntro.\n\n{habit}\nOutro.\n"
    html = _html(local)
    before = _markdown(html)
    assert patched(local, before, _markdown(html.replace("Outro", "End"))) == local.replace("Outro", "End")
    here, there = ([one.start() for one in _W.finditer(text)] for text in (local, html))
    assert len(here) == len(there) >= 1
    for at, where in zip(here, there, strict=True):
        text = patched(local, before, _markdown(f"{html[:where]}ZZ{html[where + 1 :]}"))
        assert text == f"{local[:at]}ZZ{local[at + 1 :]}"
