"""The Extra field."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.zotero import extra

KNOWN = frozenset(["citation-key", "event-title", "doi"])


def test_known_lines_are_taken_out_and_the_others_stay_as_text() -> None:
    text = "read later\nCitation Key: a2020\nEvent Title: X\n\nRead_Status: Done\ntex.Annote= y\nNote: no"

    assert extra.read(text, KNOWN) == (
        [("citation-key", "a2020"), ("event-title", "X"), ("tex.annote", "y")],
        "read later\n\nRead_Status: Done\nNote: no",
    )


def test_a_value_keeps_its_colons() -> None:
    assert extra.read("DOI: 10.1/a:b", KNOWN) == ([("doi", "10.1/a:b")], "")


def test_a_line_has_one_line() -> None:
    assert extra.line("tex.annote", "a\n b\tc ") == "tex.annote: a b c"


@given(st.text())
def test_no_word_is_lost(text: str) -> None:
    pairs, rest = extra.read(text, frozenset())

    assert not pairs or "tex." in text
    assert pairs or rest == text.strip()
