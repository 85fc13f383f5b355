"""Authors and years as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.core import written
from zotsync.model import Creator


@pytest.mark.parametrize(
    ("text", "creators", "others"),
    [
        ("Vaswani et al. (Google)", (Creator(literal="Vaswani"),), True),
        ("Hugo Touvron et al. (Meta AI)", (Creator("Touvron", "Hugo"),), True),
        ("Albert Gu & Tri Dao (CMU, Stanford)", (Creator("Gu", "Albert"), Creator("Dao", "Tri")), False),
        ("Microsoft Research", (Creator(literal="Microsoft Research"),), False),
        ("Google DeepMind", (Creator(literal="Google DeepMind"),), False),
        ("张三、李四等", (Creator(literal="张三"), Creator(literal="李四")), True),
        ("Ioannidis, J. P. A.", (Creator("Ioannidis", "J. P. A."),), False),
        (
            "Gilbert, D. T., King, G., & Pettigrew, S.",
            (Creator("Gilbert", "D. T."), Creator("King", "G."), Creator("Pettigrew", "S.")),
            False,
        ),
        ("Posner MI, Petersen SE", (Creator("Posner", "MI"), Creator("Petersen", "SE")), False),
        ("H. van Hasselt, A. Guez", (Creator("van Hasselt", "H."), Creator("Guez", "A.")), False),
        ("", (), False),
    ],
)
def test_creators(text: str, creators: tuple[Creator, ...], others: bool) -> None:
    assert written.creators(text) == (creators, others)


@pytest.mark.parametrize(
    ("text", "year"),
    [("2017", 2017), ("2022-ongoing", 2022), ("", None), ("v20171", None), ("ICLR'23", None)],
)
def test_years(text: str, year: int | None) -> None:
    assert written.year(text) == year


@given(st.text(max_size=60))
def test_no_text_crashes(text: str) -> None:
    written.creators(text)
    written.year(text)
