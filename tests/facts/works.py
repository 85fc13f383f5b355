"""The 144 works of the four reading lists, as independent sources have them (`works.jsonl`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zotsync.core import identifiers
from zotsync.model import Creator, Identifier, Work

__all__ = ["load", "records", "work"]

_TYPES = {
    "inproceedings": "paper-conference",
    "article": "article-journal",
    "misc": "article",
    "techreport": "report",
    "online": "webpage",
}


def records() -> list[dict[str, Any]]:
    """One dictionary a work: what is known, with notes, other titles and what the lists have wrong."""
    text = (Path(__file__).parent / "works.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def load() -> list[Work]:
    """All of them, in the order of the file, with the id of the record as citation key."""
    return [work(record) for record in records()]


def work(record: Mapping[str, Any]) -> Work:
    """One record as a `Work`."""
    venue = record["venue"]
    # "arXiv preprint" is where it stands, not what it stands in; nor is the name of a report or a site.
    published = not venue["full"].startswith("arXiv preprint") and record["type"] in (
        "inproceedings",
        "article",
    )
    month = f"-{record['month']:02}" if record.get("month") else ""
    return Work(
        key=record["id"],
        type=_TYPES[record["type"]],
        title=record["title"],
        creators=tuple(map(_creator, record["authors"])),
        and_others=record.get("et_al", False),
        issued=f"{record['year']}{month}",
        container_title=venue["full"] if published else "",
        container_title_short=venue["short"] if published else "",
        volume=venue.get("volume", ""),
        issue=venue.get("number", ""),
        page=venue.get("pages", ""),
        number=venue.get("article_number", ""),
        publisher=venue.get("publisher", ""),
        identifiers=tuple(_identifiers(record)),
        arxiv_class=record.get("arxiv", {}).get("class", ""),
        url=record.get("url", ""),
    )


def _creator(author: Any) -> Creator:
    if isinstance(author, dict):
        return Creator(literal=author["literal"])
    family, given = author
    return Creator(family, given)


def _identifiers(record: Mapping[str, Any]) -> list[Identifier]:
    """DOI, arXiv id, and what the link states."""
    found = [
        identifiers.normal("doi", record["doi"]) if "doi" in record else None,
        identifiers.normal("arxiv", record["arxiv"]["id"]) if "arxiv" in record else None,
        *identifiers.of_url(record.get("url", "")),
    ]
    schemes = {one.scheme: one for one in reversed(found) if one is not None}
    return [schemes[scheme] for scheme in identifiers.SCHEMES if scheme in schemes]
