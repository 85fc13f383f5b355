"""Which of two values of an item says more."""

from __future__ import annotations

from typing import Any

import pytest

from zotsync.codecs.zotero import reading


def people(*names: str) -> list[dict[str, str]]:
    """`Jumper, John` in two fields, `Jumper` in one."""
    return [
        {"creatorType": "author", "lastName": family, "firstName": given}
        if given
        else {"creatorType": "author", "name": family}
        for family, _, given in (one.partition(", ") for one in names)
    ]


@pytest.mark.parametrize(
    ("name", "full", "short"),
    [
        ("date", "2020-04", "2020"),
        ("date", "1 April 2020", "2020"),
        ("creators", people("Jumper, John"), people("Jumper")),
        ("creators", people("Jumper, John", "Evans, Richard"), people("Jumper, J.")),
        ("creators", people("Evans, Richard O."), people("Evans, R.")),
        ("creators", people("周, 志华"), people("周志华")),
        ("creators", people("Jumper, John"), people("John Jumper")),
    ],
)
def test_the_longer_form_says_more(name: str, full: Any, short: Any) -> None:
    assert reading.fuller(name, full, short)
    assert not reading.fuller(name, short, full)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("date", "2021-04", "2020"),
        ("date", "2020", "forthcoming"),
        ("date", "forthcoming", "2020"),
        ("creators", people("Evans, Richard"), people("Jumper, J.")),
        ("creators", people("Jumper, John"), people("Jumper, Jane")),
        ("creators", people("Jumper, John"), people("Jumper, J. K.")),
        ("creators", people("Evans, Richard", "Jumper, John"), people("Jumper", "Evans")),
        ("title", "A Title: With More", "A Title"),
    ],
)
def test_other_values_are_no_longer_forms(name: str, one: Any, other: Any) -> None:
    assert not reading.fuller(name, one, other)
