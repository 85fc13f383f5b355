r"""
Groups of JabRef, as a .bib file holds them: a tree in an `@Comment`, and the names of its groups in each entry.

    @Comment{jabref-meta: grouping:
    0 AllEntriesGroup:;
    1 StaticGroup:Serving\;0\;1\;\;\;\;;            level, kind, name, and what it looks like
    2 KeywordGroup:Cache\;0\;keywords\;cache\;0\;0\;1\;\;\;\;;
    }
    @article{a, groups = {Serving}}

JabRef 3.7 and before wrote `groupstree`, in lines of 80 letters, with the keys of a group's entries behind its name.
Groups that are a search are none here: what they hold, JabRef finds anew each time. Mendeley writes
`mendeley-groups = {Folder/Folder within}`, and no tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ...bibtex.blocks import Block
from ...bibtex.entries import BibEntry

__all__ = ["Group", "Members", "named_in", "tree"]

_TREE: Final = re.compile(r"jabref-meta:\s*(grouping|groupstree):")
_GROUP: Final = re.compile(r"\s*(\d+) (\w+)Group:(.*)", re.S)
_END: Final = re.compile(r"(?<!\\);")
_SEPARATOR: Final = re.compile(r"(?<!\\)\\;")
_ESCAPED: Final = re.compile(r"\\+(.)", re.S)


class Group(NamedTuple):
    """One group of the tree."""

    level: int
    name: str
    line: int
    keys: frozenset[str] = frozenset()
    """Entries that it names itself."""
    keyword: str = ""
    """What the keywords of its other entries have among them, case-folded."""


class Members:
    """Who is in a group, by its own word or that of the group."""

    def __init__(self, entries: Mapping[int, BibEntry]) -> None:
        """
        Args:
            entries: by line.
        """
        self._lines: dict[tuple[str, str], list[int]] = {}
        for line, entry in entries.items():
            said = dict(entry.fields)
            words = (word.strip().casefold() for word in re.split("[,;]", said.get("keywords", "")))
            for sign in {
                ("key", entry.key),
                *(("name", name) for name in _names(said)),
                *(("word", word) for word in words),
            }:
                self._lines.setdefault(sign, []).append(line)

    def of(self, group: Group) -> list[int]:
        """Lines of the entries of a group, in order."""
        signs = [("name", group.name), *(("key", key) for key in group.keys)]
        signs += [("word", group.keyword)] if group.keyword else []
        return sorted({line for sign in signs for line in self._lines.get(sign, ())})


def tree(blocks: Iterable[Block]) -> tuple[Group, ...]:
    """
    The groups of a file that are lists of entries, parents before children.

    Of a tree in both forms, as `codecs.exchange.jabref` writes it, the newer one is read, as JabRef does.
    """
    trees = [
        (found[1], block, found.end())
        for block in blocks
        if block.kind == "comment" and (found := _TREE.search(block.text))
    ]
    form = "grouping" if any(name == "grouping" for name, _, _ in trees) else "groupstree"
    return tuple(group for name, block, at in trees if name == form for group in _groups(block, at))


def _groups(block: Block, start: int) -> Iterator[Group]:
    line = block.line + block.text.count("\n", 0, start)
    for text in _END.split(block.text[start:].removesuffix("}")):
        if found := _GROUP.fullmatch(text):
            at = line + text.count("\n", 0, found.start(1))
            yield from _group(
                int(found[1]), found[2], [_plain(part) for part in _SEPARATOR.split(found[3])], at
            )
        line += text.count("\n")


def _group(level: int, kind: str, parts: Sequence[str], line: int) -> Iterator[Group]:
    name = parts[0]
    if not name:
        return
    if kind == "Static":
        yield Group(level, name, line)
    elif kind == "Explicit":
        yield Group(level, name, line, frozenset(filter(None, parts[2:])))
    elif kind == "Keyword" and parts[2:3] == ["keywords"] and parts[5:6] == ["0"]:
        yield Group(level, name, line, keyword=parts[3].casefold())


def _plain(part: str) -> str:
    return " ".join(_ESCAPED.sub(r"\1", part.replace("\r", "").replace("\n", "")).split())


def _names(said: Mapping[str, str]) -> set[str]:
    return {" ".join(name.split()) for name in said.get("groups", "").split(",") if name.strip()}


def named_in(entry: BibEntry) -> tuple[tuple[str, ...], ...]:
    """The groups that an entry names, as paths; of those of JabRef the last part alone."""
    said = dict(entry.fields)
    folders = (folder.split("/") for folder in said.get("mendeley-groups", "").split(","))
    paths = (tuple(" ".join(name.split()) for name in folder if name.strip()) for folder in folders)
    return (*((name,) for name in sorted(_names(said))), *filter(None, paths))
