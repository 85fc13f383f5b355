"""
The cases of `cases/`: a title, `.`, a list, `.`, what is read, `.`.

What is read: one line of JSON for each entry (all fields that are not empty but `list`; `rule`,
`confidence`, `year_source` and `venue_source` only where the case is about them), for each
topic where topics matter (`path`), for the title where it matters; and `<number> <kind>: <why>` for lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from zotsync.codecs import seedlist
from zotsync.model import Entry, Heading

CASES = Path(__file__).parent / "cases"


_UNSAID = {"rule", "confidence", "year_source", "venue_source"}


def cases() -> Iterator[Any]:
    for path in sorted(CASES.iterdir()):
        parts: list[list[str]] = [[]]
        start = 1
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line != ".":
                if not parts[0] and line.strip():
                    start = number
                if parts[0] or line.strip():
                    parts[-1].append(line)
            elif len(parts) < 3:
                parts.append([])
            else:
                title, text, expected = parts
                yield pytest.param(
                    path.name, "\n".join(text), expected, id=f"{path.name}:{start} {' '.join(title)}"
                )
                parts = [[]]
        assert parts == [[]], f"{path.name} ends in the middle of a case"


def shown(value: Entry | Heading) -> dict[str, Any]:
    """The fields that say something, as JSON has them."""
    fields = asdict(value)
    if isinstance(value, Entry):
        fields["links"] = [[link.role, link.url, link.text] for link in value.links]
        fields["remarks"] = [[remark.label, remark.text, remark.line] for remark in value.remarks]
        fields["identifiers"] = [str(identifier) for identifier in value.identifiers]
    hidden = {"list", "written", "work"}
    return {
        name: list(field) if isinstance(field, tuple) else field
        for name, field in fields.items()
        if field and name not in hidden
    }


@pytest.mark.parametrize(("name", "text", "expected"), list(cases()))
def test_a_list_is_read_as_the_case_says(name: str, text: str, expected: list[str]) -> None:
    found = seedlist.read(text, name)
    values = [json.loads(line) for line in expected if line.startswith("{")]
    entries = [value for value in values if "line" in value and "path" not in value]
    topics = [value for value in values if "path" in value]
    assert len(found.entries) == len(entries), [entry.title for entry in found.entries]
    for entry, wanted in zip(found.entries, entries, strict=True):
        # These are compared only where a case is about them.
        said = {key: value for key, value in shown(entry).items() if key not in _UNSAID or key in wanted}
        assert said == wanted
    if topics:
        assert [shown(heading) for heading in found.headings] == topics
    for value in values:
        if set(value) == {"title"}:
            assert found.title == value["title"]
    lines = {line.number: f"{line.kind}: {line.why}".removesuffix(": ") for line in found.lines}
    for line in expected:
        if told := re.match(r"(\d+) (.+)", line):
            assert lines[int(told[1])] == told[2]
    assert [line.number for line in found.lines] == list(range(1, len(text.split("\n")) + 1))
