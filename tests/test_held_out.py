"""What the reader makes of lists that its rules were not made with."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import zotsync
from zotsync.core import titles, written

HELD_OUT = Path(__file__).parent / "held_out"

PRECISION, RECALL = 0.99, 0.99
"""Floors over all lists together, just below what is measured; they only rise."""


YEAR, VENUE, TOPIC = 0.99, 0.98, 0.96
"""Floors of the fields, over the entries that are found."""


def answers(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def named(entry: dict[str, Any]) -> set[str]:
    return {titles.normal(title) for title in (entry["title"], *entry.get("title_alt", ()))}


def test_entries_of_unseen_lists_are_found_and_little_else() -> None:
    found = wanted = right = 0
    for gold in sorted(HELD_OUT.glob("*.gold.jsonl")):
        name = gold.name.removesuffix(".gold.jsonl")
        (source,) = [one for one in HELD_OUT.glob(f"{name}.*") if one != gold]
        read = [
            titles.normal(entry.title)
            for entry in zotsync.read_list(source.read_text(encoding="utf-8"), source.name).entries
        ]
        entries = answers(gold)
        required = [named(entry) for entry in entries if not entry.get("optional")]
        arguable = {title for entry in entries if entry.get("optional") for title in named(entry)}
        read = [title for title in read if title not in arguable]
        right += sum(any(title in names for title in read) for names in required)
        found += len(read)
        wanted += len(required)

    assert wanted >= 500
    assert right / found >= PRECISION
    assert right / wanted >= RECALL


def test_years_venues_and_topics_of_unseen_lists_are_right() -> None:
    right: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for gold in sorted(HELD_OUT.glob("*.gold.jsonl")):
        name = gold.name.removesuffix(".gold.jsonl")
        (source,) = [one for one in HELD_OUT.glob(f"{name}.*") if one != gold]
        read = zotsync.read_list(source.read_text(encoding="utf-8"), source.name).entries
        for entry in answers(gold):
            found = next((one for one in read if titles.normal(one.title) in named(entry)), None)
            if found is None or entry.get("optional"):
                continue
            for field, wanted, is_right in (
                ("year", entry.get("year"), written.year(found.year) == entry.get("year")),
                (
                    "venue",
                    entry.get("venue_as_written"),
                    plain(found.venue) == plain(entry.get("venue_as_written")),
                ),
                ("topic", entry["topic_path"], any(list(found.topic) == path for path in paths(entry))),
            ):
                told[field] += bool(wanted)
                right[field] += bool(wanted) and is_right

    assert right["year"] >= YEAR * told["year"]
    assert right["venue"] >= VENUE * told["venue"]
    assert right["topic"] >= TOPIC * told["topic"]


def paths(entry: dict[str, Any]) -> list[list[str]]:
    return [entry["topic_path"], *entry.get("topic_alt", ())]


def plain(text: str | None) -> str:
    return "".join(filter(str.isalnum, (text or "").casefold()))
