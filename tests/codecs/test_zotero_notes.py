"""
Notes in both of their forms.

The cases of `notes/`: a title, `.`, what is read, `.`, what it becomes, `.`. Those of `markdown.txt` have a
third part, the Markdown that comes back; empty where it is the same. `server.txt` is what was measured of the
cleaner of zotero.org: what was sent, what is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.adapters.web import WebLibrary
from zotsync.codecs.zotero import object_key
from zotsync.codecs.zotero.notes import ItemReference, normal, same_html, to_html, to_markdown

from ..server.zotero import ZoteroServer
from .notes.made import KEYS, documents, odd_prose

FOLDER = Path(__file__).parent / "notes"

ITEMS = {
    key: ItemReference(f"http://zotero.org/users/1/items/ABCD234{number}", label)
    for number, (key, label) in enumerate(
        zip(KEYS, ("Lee et al., 2020", "Kim, 2021", "王, 2022"), strict=True), start=2
    )
}
BY_URI = {item.uri: key for key, item in ITEMS.items()}


def html_of(markdown: str) -> str:
    return to_html(markdown, ITEMS.get)


def markdown_of(html: str) -> str:
    return to_markdown(html, BY_URI.get)


def cases(name: str, parts: int) -> list[Any]:
    found: list[Any] = []
    case: list[list[str]] = [[]]
    for line in (FOLDER / name).read_text(encoding="utf-8").split("\n"):
        if line != ".":
            if case[0] or line:
                case[-1].append(line)
        elif len(case) <= parts:
            case.append([])
        else:
            found.append(pytest.param(*("\n".join(part) for part in case[1:]), id="".join(case[0])))
            case = [[]]
    assert case == [[]], f"{name} ends in the middle of a case"
    return found


# --- cases ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("markdown", "html", "back"), cases("markdown.txt", 3))
def test_markdown_becomes_html_and_comes_back(markdown: str, html: str, back: str) -> None:
    assert html_of(markdown) == html
    assert markdown_of(html) == f"{back or markdown}\n"
    assert html_of(back or markdown) == html


@pytest.mark.parametrize(("html", "markdown"), cases("zotero.txt", 2))
def test_html_of_zotero_becomes_markdown(html: str, markdown: str) -> None:
    assert markdown_of(html) == f"{markdown}\n"
    assert markdown_of(html_of(markdown)) == f"{markdown}\n"


@pytest.mark.parametrize(("sent", "stored"), cases("server.txt", 2))
def test_what_the_server_makes_of_a_note_is_no_change(sent: str, stored: str) -> None:
    assert same_html(sent, stored)


# --- properties -------------------------------------------------------------------------------------------


@given(documents)
def test_html_is_the_same_after_a_round_trip_and_so_is_markdown_after_its_first(markdown: str) -> None:
    html = html_of(markdown)
    back = markdown_of(html)

    assert html_of(back) == html
    assert markdown_of(html_of(back)) == back
    assert normal(normal(html)) == normal(html)


@given(odd_prose)
def test_prose_is_never_mangled(text: str) -> None:
    html = f"<p>{escape(text, quote=False)}</p>"

    assert same_html(html_of(markdown_of(html)), html)


@given(st.text())
def test_any_text_is_a_note(text: str) -> None:
    html = html_of(text)

    assert html_of(markdown_of(html)) == html
    assert "<script" not in html
    assert markdown_of(text) == markdown_of(normal(text)) or "<!--" in text


# --- what is a change -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a</p>", '<div data-schema-version="9"><p>a</p>\n</div>'),
        ("<ul><li>a</li></ul>", "<ul>\n<li>\n<p>a</p>\n</li>\n</ul>"),
        ("<p><i><b>a</b></i><b>b</b></p>", "<p><strong><em>a</em>b</strong></p>"),
        ("<p><s>a</s></p>", '<p><span style="text-decoration: line-through">a</span></p>'),
        (
            '<p><span style="color: rgb(1, 2, 3)">a</span></p>',
            '<p><span style="color:#010203;">a</span></p>',
        ),
        (
            '<p><a href="https://e.org">a</a></p>',
            '<p><a rel="noopener noreferrer nofollow" href="https://e.org">a</a></p>',
        ),
        ("<p>a</p><!-- c --><p></p>", "<p>a</p>"),
        (
            "<table><thead><tr><th>a</th></tr></thead></table>",
            "<table><tbody><tr><th><p>a</p></th></tr></tbody></table>",
        ),
        ("<pre>a\n</pre>", "<pre><code>a</code></pre>"),
    ],
)
def test_what_machines_rewrite_is_no_change(one: str, other: str) -> None:
    assert same_html(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a</p>", "<p>b</p>"),
        ("<p>a</p>", "<p><em>a</em></p>"),
        ("<p>a b</p>", "<p>a</p><p>b</p>"),
        ("<p>a</p>", '<p><span style="color: #ff0000">a</span></p>'),
        ("<p>a</p>", '<p style="text-align: center">a</p>'),
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>"),
        ("<ol><li>a</li></ol>", '<ol start="2"><li>a</li></ol>'),
        ("<pre>a</pre>", "<pre>a </pre>"),
        ('<p><a href="https://e.org">a</a></p>', '<p><a href="https://e.com">a</a></p>'),
    ],
)
def test_what_a_person_changes_is_a_change(one: str, other: str) -> None:
    assert not same_html(one, other)


# --- what is nasty ----------------------------------------------------------------------------------------


def test_an_empty_note_is_empty() -> None:
    assert html_of("") == markdown_of("") == normal("") == html_of(" \n\r\n") == ""


def test_line_ends_of_windows_and_control_characters_are_no_matter() -> None:
    assert html_of("# a\r\n\r\nb\x00\\\r\nc\x01") == "<h1>a</h1>\n<p>b<br />c</p>"


@pytest.mark.parametrize(
    "nest",
    [
        lambda many: html_of("> " * many + "deep"),
        lambda many: html_of("- " * many + "deep"),
        lambda many: markdown_of("<ul><li>" * many + "deep"),
        lambda many: markdown_of("<blockquote>" * many + "<div><b>" * many + "deep"),
    ],
)
def test_what_is_nested_ten_thousand_times_is_kept_flat(nest: Callable[[int], str]) -> None:
    note = nest(10_000)

    assert "deep" in note
    assert html_of(markdown_of(html_of(note))) == html_of(note)


def test_a_note_as_long_as_the_server_takes_comes_back() -> None:
    paragraph = "The *model* of **Lee** has `x_1`, $E=mc^2$ and [this](https://e.org). 中文。\n\n- a\n- b\n\n"
    markdown = (paragraph * (500_000 // len(paragraph) + 1))[:500_000]

    assert markdown_of(html_of(markdown)).rstrip() == markdown.rstrip()


# --- the server -------------------------------------------------------------------------------------------


@pytest.mark.server
def test_the_server_gives_back_what_it_was_given(zotero_server: ZoteroServer) -> None:
    """It does not clean notes as zotero.org does: what that makes of them is in `server.txt`."""
    user = zotero_server.new_user()
    notes = [case.values[1] for case in cases("markdown.txt", 3)]
    data = [
        {"key": object_key(f"{number}"), "version": 0, "itemType": "note", "note": html}
        for number, html in enumerate(notes)
    ]
    with WebLibrary(zotero_server.url, "user", user, zotero_server.new_key(user)) as library:
        library.write("items", data, version=0)
        look = library.snapshot()

    assert look is not None
    stored = {item.key: str(item.data["note"]) for item in look.items}
    for one, html in zip(data, notes, strict=True):
        assert stored[str(one["key"])] == html
        assert same_html(stored[str(one["key"])], html)
