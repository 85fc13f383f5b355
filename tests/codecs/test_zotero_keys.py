"""Object keys."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.zotero import object_key
from zotsync.codecs.zotero.keys import is_key


@given(st.text())
def test_every_text_has_a_key_that_zotero_accepts(text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        return
    assert is_key(object_key(text))


def test_a_text_has_the_same_key_everywhere_and_always() -> None:
    assert object_key("work:vaswani2017attention") == "HJS4LHTH"
    assert object_key("论文") == "65GFKLJG"


def test_ten_thousand_works_have_ten_thousand_keys() -> None:
    assert len({object_key(f"work:{i}") for i in range(10_000)}) == 10_000


def test_what_zotero_refuses_as_a_key() -> None:
    assert not any(
        map(is_key, ["", "aaaa5555", "AAAA111O", "AAAA000A", "AAAA222", "AAAA22222", "AAAA2222\n", 7])
    )
