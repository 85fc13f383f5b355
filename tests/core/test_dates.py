"""Dates as people write them into Zotero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.core.dates import iso_date


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2017", "2017"),
        ("2017-12", "2017-12"),
        ("2017-12-04", "2017-12-04"),
        ("2017-1-4", "2017-01-04"),
        ("2017/12/04", "2017-12-04"),
        ("2017-12-00", "2017-12"),
        ("2017-00-00", "2017"),
        ("2017-12-04T10:00:00Z", "2017-12-04"),
        ("2017-12-04 10:00:00", "2017-12-04"),
        ("12/2017", "2017-12"),
        ("December 2017", "2017-12"),
        ("Dec. 2017", "2017-12"),
        ("4 December 2017", "2017-12-04"),
        ("4. december 2017", "2017-12-04"),
        ("December 4, 2017", "2017-12-04"),
        ("December 4th, 2017", "2017-12-04"),
        ("2017年12月4日", "2017-12-04"),
        ("2017年", "2017"),
        ("3/4/2017", "2017"),
        ("freeform: spring 1999", "1999"),
        ("c. 1850", "1850"),
        ("2017-2018", "2017"),
        ("in press", ""),
        ("12345", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_as_far_as_it_is_certain(written: str, date: str) -> None:
    assert iso_date(written) == date


@given(st.text(max_size=30))
def test_any_text_gives_a_date_or_nothing(text: str) -> None:
    found = iso_date(text)

    assert found == iso_date(found)
