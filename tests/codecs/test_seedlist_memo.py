"""A list that is remembered is the list that was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zotsync.codecs import seedlist
from zotsync.codecs.seedlist import memo

from ..conftest import ROOT

NAMES = sorted(path.name for path in (ROOT / "seeds").iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_remembered_list_is_the_one_that_was_read(name: str) -> None:
    read = seedlist.read((ROOT / "seeds" / name).read_text(encoding="utf-8"), name)

    assert memo.load(memo.dump(read)) == replace(read, lines=())


@pytest.mark.parametrize("text", ["", "{", "[]", "[1, 2, 3, 4]", '["a", "", [], [[]]]'])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        memo.load(text)
