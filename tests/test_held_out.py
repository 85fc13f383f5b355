"""What the reader makes of lists that its rules were not made with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import zotsync
from zotsync.core import titles

HELD_OUT = Path(__file__).parent / "held_out"

PRECISION, RECALL = 0.98, 0.98
"""Floors over all lists together, as measured; they only rise."""


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

    assert wanted >= 120
    assert right / found >= PRECISION
    assert right / wanted >= RECALL
