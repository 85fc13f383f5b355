"""
Whole lists of unlike shapes: `lists/NAME.md`, with what a careful reader finds in it in `lists/NAME.jsonl`.

One line of JSON for each work, in order, with the fields that are not empty; whatever else the list holds (tools,
contents, questions, how to contribute) is left out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zotsync.codecs import seedlist
from zotsync.model import Entry

LISTS = sorted((Path(__file__).parent / "lists").glob("*.md"))


def told(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "line": entry.line,
        "title": entry.title,
        "topic": list(entry.topic),
        "year": entry.year,
        "year_source": entry.year_source,
        "authors": entry.authors,
        "venue": entry.venue,
        "affiliation": entry.affiliation,
        "alias": entry.alias,
        "identifiers": [str(one) for one in entry.identifiers],
        "url": next((link.url for link in entry.links if link.role in {"paper", "pdf"}), ""),
    }
    return {name: value for name, value in fields.items() if value}


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_whole_list_is_read_as_a_careful_reader_does(path: Path) -> None:
    found = seedlist.read(path.read_text(encoding="utf-8"), path.name)
    answers = path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    assert [told(entry) for entry in found.entries] == [json.loads(answer) for answer in answers]
    assert all(0 < entry.confidence <= 1 and entry.rule for entry in found.entries)
