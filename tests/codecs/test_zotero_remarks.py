"""
Remarks as the HTML of a note: such that zotero.org stores it without a change.

The facts are those that were measured of its cleaner.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.zotero import alike, remarks_html


def body(markdown: str) -> str:
    """The HTML of one remark without label and source, inside its paragraph."""
    html = remarks_html([("", markdown, "")])
    assert not html or (html.startswith("<p>") and html.endswith("</p>"))
    return html.removeprefix("<p>").removesuffix("</p>")


def test_a_remark_is_a_paragraph_with_its_label_and_source() -> None:
    assert remarks_html([("核心贡献", "提出 **Transformer**。", "list.md")]) == (
        "<p><strong>核心贡献</strong>: 提出 <strong>Transformer</strong>。 <em>(list.md)</em></p>"
    )


def test_paragraphs_stand_on_lines_of_their_own() -> None:
    assert remarks_html([("", "a", ""), ("", "b", "")]) == "<p>a</p>\n<p>b</p>"


def test_what_says_nothing_is_left_out() -> None:
    assert (
        remarks_html([]) == remarks_html([("L", " \n ", "s")]) == remarks_html([("", "<!-- x -->", "")]) == ""
    )


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        # only & < > are escaped, quotes stay
        ("a & b < c > d \"q\" 's'", "a &amp; b &lt; c &gt; d \"q\" 's'"),
        # entities become characters
        ("&copy; &eacute; &#20013; &hellip;", "© é 中 …"),
        # white space is one space, but for the no-break and the ideographic ones
        ("a\tb   c\nd", "a b c d"),
        ("全角　空格\u00a0x", "全角　空格\u00a0x"),
        ("  a  ", "a"),
        # names of elements
        ("**b** *i* ~~s~~ `c`", "<strong>b</strong> <em>i</em> <s>s</s> <code>c</code>"),
        ("`a  <b>`", "<code>a &lt;b&gt;</code>"),
        ("a  \nb", "a<br />b"),
        ("a <br> b<br/>c", "a<br />b<br />c"),
        ("a<br>", "a"),
        # links
        ("[a](https://e.org/?a=1&b=2)", '<a href="https://e.org/?a=1&amp;b=2">a</a>'),
        ('[a](https://e.org/ "title")', '<a title="title" href="https://e.org/">a</a>'),
        ("<https://e.org/>", '<a href="https://e.org/">https://e.org/</a>'),
        ("[z](zotero://select/library/items/ABCD2345)", '<a href="zotero://select/library/items/ABCD2345">z</a>'),
        ("[n](notes/x.md)", "[n](notes/x.md)"),
        ("[](https://e.org)", ""),
        ("![fig](https://e.org/f.png)", '<a href="https://e.org/f.png">fig</a>'),
        ("[![b](https://e.org/b.svg)](https://e.org)", '<a href="https://e.org">b</a>'),
        # mathematics
        ("$E=mc^2$", '<span class="math">$E=mc^2$</span>'),
        ("$a_1 < b_1$", '<span class="math">$a_1 &lt; b_1$</span>'),
        ("_$c_1*d*e$_", '<em><span class="math">$c_1*d*e$</span></em>'),
        ("$$x^2$$", '<span class="math">$x^2$</span>'),
        ("costs $5 and $6", "costs $5 and $6"),
        (r"\$a\$ `$b$`", "$a$ <code>$b$</code>"),
        # no empty elements, none inside itself
        ("****b****", "<strong>b</strong>"),
        ("[**](https://e.org)", '<a href="https://e.org">**</a>'),
        # nothing that runs
        ("x<script>alert(1)</script>y", "x&lt;script&gt;alert(1)&lt;/script&gt;y"),
        ('<p onclick="x()">a</p>', "a"),
        ("<b onclick='x()'>x</b>", "<strong>x</strong>"),
        ("[a](data:text/html,x)", "[a](data:text/html,x)"),
        # control characters
        ("a\x00b\x01c", "abc"),
    ],
)  # fmt: skip
def test_markdown_as_zotero_keeps_it(markdown: str, html: str) -> None:
    assert body(markdown) == html


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "vbscript:x", "file:///etc/passwd"]
)
def test_a_link_that_could_do_harm_is_none(link: str) -> None:
    assert "href" not in body(f"[a]({link})")


def test_labels_and_sources_are_text() -> None:
    assert (
        remarks_html([("<b>&", "x", "a\n<i>")])
        == "<p><strong>&lt;b&gt;&amp;</strong>: x <em>(a &lt;i&gt;)</em></p>"
    )


class Balance(HTMLParser):
    """Complains of anything but the elements and attributes that the server keeps."""

    kept: ClassVar = {
        **dict.fromkeys(("p", "strong", "em", "s", "code", "br"), frozenset[str]()),
        "a": frozenset(["href"]),
        "span": frozenset(["class"]),
    }

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} == self.kept[tag]
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "br":
            assert self.open.pop() == tag


words = st.text(max_size=8)
markdown_text = st.text("ab <>&\"'`*_~$[](){}!\\\n\t#1中:/.", max_size=40)


@given(st.lists(st.tuples(words, markdown_text, words), max_size=4))
def test_any_markdown_gives_html_that_the_cleaner_leaves_alone(remarks: list[tuple[str, str, str]]) -> None:
    html = remarks_html(remarks)
    reader = Balance()
    reader.feed(html)
    reader.close()

    assert reader.open == []
    assert "\n" not in html.replace("</p>\n<p>", "")
    assert not re.search(r" {2}|[\t\r\f]|<p> | </p>|<p></p>", html)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (
            '<div data-schema-version="9"><p><strong>Note</strong>: one &amp; two <em>(a.md)</em></p></div>',
            True,
        ),
        ("<p>Mine.</p><p><b>Note</b>:  one &amp; two (a.md)</p>", True),
        ("<p>Note: quite another text (a.md)</p>", True),
        ("<p>Note: quite another text (b.md)</p>", False),
        ("<p>Remark: quite another text (a.md)</p>", False),
        ("<p>Note: quite another text</p>", False),
        ("", False),
    ],
)
def test_a_note_is_known_by_its_words_or_by_what_stands_around_them(other: str, expected: bool) -> None:
    ours = remarks_html([("Note", "one & two", "a.md"), ("", "alone", "")])

    assert alike(ours, other) is expected
