"""The .bib file of each topic: zotsync makes it, and it tells which topics the last build had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..adapters import files
from ..codecs import bibtex
from ..core.topics import TopicPath, parse_path, show_path

__all__ = ["GENERATED", "LastBuild", "header", "made"]

GENERATED = "% Made by zotsync from library.bib; edit that file, not this one."
"""First line of every topic file: what begins with it may be rewritten and removed."""
_TOPIC = "% Topic: "


def header(topic: TopicPath) -> str:
    """How the file of a topic begins."""
    return f"{GENERATED}\n{_TOPIC}{show_path(topic)}\n"


def made(root: Path) -> Iterator[Path]:
    """The topic files of a workspace, less those that a person made."""
    for path in files.matching(root, ["bib/*.bib"]):
        if files.read_bytes(path).startswith(GENERATED.encode()):
            yield path


class LastBuild(Mapping[TopicPath, frozenset[str]]):
    """
    By topic with works, the citation keys of its works and those of its sub-topics, as the last build left them.

    The files go with the lists, so that every clone sees the same. Only what is asked for is read.
    """

    def __init__(self, root: Path) -> None:
        self._files: dict[TopicPath, str] = {}
        for path in made(root):
            text = files.read_text(path) or ""
            topic = text.partition("\n")[2].partition("\n")[0]
            if topic.startswith(_TOPIC):
                self._files[parse_path(topic.removeprefix(_TOPIC))] = text

    def __getitem__(self, topic: TopicPath) -> frozenset[str]:
        return frozenset(bibtex.library.keys(self._files[topic]))

    def __iter__(self) -> Iterator[TopicPath]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
