"""The blocks of a file, found by key, and copied with all that they need."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Final

from ....core import capitals
from ...latex import to_unicode
from .. import entries
from ..blocks import Block, split
from ..entries import BibEntry
from ..layout import Layout, layout_of

__all__ = ["Shelf", "digests", "keys", "line_end"]

_LINKS: Final = ("crossref", "xdata")
_STEPS: Final = 4
"""So far up the chain of references an entry inherits: a chapter, its volume, the set of volumes, shared data."""
_OF_THE_PARENT: Final = frozenset(
    "title subtitle shorttitle crossref xdata ids url doi eprint eprinttype eprintclass abstract keywords "
    "note".split()
)
"""What a child does not have from the entry that it refers to."""


def keys(text: str) -> tuple[str, ...]:
    """The citation keys of all entries in order, also of broken ones and of those that are no works."""
    return tuple(block.key for block in split(text) if block.key)


def _is_linked(text: str) -> bool:
    """Whether an entry may refer to others; a look is enough for nearly all, which do not."""
    text = text.lower()
    return "crossref" in text or "xdata" in text


# A build asks before it reads, and again to remember.
@lru_cache(maxsize=1)
def digests(text: str) -> Mapping[str, str]:
    """
    By case-folded key, a hash of all that an entry is read from: its block, the macros of the file, the entries that
    it refers to. Equal hashes, equal works.
    """
    shelf = Shelf(text)
    macros = "\n".join(f"{name}={value}" for name, value in shelf.macros.items())
    found: dict[str, str] = {}
    for block in shelf.blocks:
        if block.kind == "entry":
            parents = "".join(parent.text for parent in shelf.parents(block))
            whole = f"{macros}\n{parents}\n{block.text}".encode("utf-8", "surrogatepass")
            found.setdefault(block.key.casefold(), hashlib.blake2b(whole, digest_size=12).hexdigest())
    return found


def line_end(text: str) -> str:
    """What ends lines in a file that may be empty."""
    return "\r\n" if "\r\n" in text else "\n"


class Shelf:
    """A BibTeX file, read once to be asked often."""

    def __init__(self, text: str) -> None:
        self.blocks: Final = split(text)
        self.line_end: Final = line_end(text)

    @cached_property
    def layout(self) -> Layout:
        """The habits of the file."""
        return layout_of(self.blocks)

    @cached_property
    def macros(self) -> Mapping[str, str]:
        """What `@string` defines, by lower-case name."""
        return entries.strings(self.blocks)

    @cached_property
    def _entries(self) -> dict[str, Block]:
        """By case-folded key; of two with one key the first, as for BibTeX."""
        return {block.key.casefold(): block for block in reversed(self.blocks) if block.kind == "entry"}

    @cached_property
    def _preambles(self) -> list[Block]:
        return [block for block in self.blocks if block.kind == "preamble"]

    @cached_property
    def _defining(self) -> list[Block]:
        return [block for block in self.blocks if block.kind == "string"]

    def entry(self, block: Block) -> BibEntry:
        """The entry of a block, with the fields that it has from others (`crossref`, `xdata`)."""
        own = entries.read(block, self.macros)
        if not _is_linked(block.text):
            return own
        return replace(own, fields=tuple(self._with_inherited(block, own, ()).items()))

    def _with_inherited(self, block: Block, own: BibEntry, children: tuple[Block, ...]) -> dict[str, str]:
        """Fields of an entry and of those above it; a circle ends where it began."""
        fields = dict(own.fields)
        below = (*children, block)
        for link in _LINKS if len(below) <= _STEPS and _is_linked(block.text) else ():
            for parent in self._targets(fields.get(link, "")):
                if parent not in below:
                    said = self._with_inherited(parent, entries.read(parent, self.macros), below)
                    fields = _inherited(said, link) | fields
        return fields

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Other keys by which biblatex knows an entry (`ids`) -> its citation key."""
        found: dict[str, str] = {}
        for block in self._entries.values():
            if "ids" in block.text.lower():
                ids = dict(entries.read(block, self.macros).fields).get("ids", "")
                found |= {alias.strip(): block.key for alias in ids.split(",") if alias.strip()}
        return found

    def short_names(self) -> frozenset[str]:
        """The short names that the titles on this shelf show (`capitals.short_names`)."""
        found = (dict(entries.read(block).fields).get("title", "") for block in self._entries.values())
        return capitals.short_names(map(to_unicode, found))

    def excerpt(self, keys: Iterable[str], header: str) -> str:
        """
        The text of a file with these entries, each as it stands here, in the given order.

        Args:
            keys: those that are not here are left out.
            header: comment lines.

        Returns:
            Header, the `@string` macros that are used, `@preamble`, the entries, and behind them the
            entries that they refer to (`crossref`, `xdata`), which BibTeX wants to come last.
        """
        wanted = dict.fromkeys(key.casefold() for key in keys)
        chosen = [self._entries[key] for key in wanted if key in self._entries]
        parents = dict.fromkeys(parent for block in chosen for parent in self.parents(block))
        chosen = [*(block for block in chosen if block not in parents), *parents]
        pieces = [*self._strings([*self._preambles, *chosen]), *self._preambles, *chosen]
        end = self.line_end
        head = header.rstrip("\n").replace("\n", end) + end
        return end.join([head, *(block.text + end for block in pieces)])

    def _targets(self, value: str) -> Iterator[Block]:
        for key in value.split(","):
            if block := self._entries.get(key.strip().casefold()):
                yield block

    def parents(self, block: Block, children: tuple[Block, ...] = ()) -> Iterator[Block]:
        """The entries that a block refers to (`crossref`, `xdata`), and those that these refer to."""
        below = (*children, block)
        if len(below) > _STEPS or not _is_linked(block.text):
            return
        fields = dict(entries.read(block, self.macros).fields)
        for link in _LINKS:
            for parent in self._targets(fields.get(link, "")):
                if parent not in below:
                    yield parent
                    yield from self.parents(parent, below)

    def _strings(self, users: Iterable[Block]) -> list[Block]:
        """The macros that blocks use, and those that these use, in file order."""
        if not self._defining:
            return []
        needed = {name for block in users for name in entries.macros(block)}
        chosen = []
        for block in reversed(self._defining):  # a macro uses only macros that stand before it
            if entries.defined(block) in needed:
                needed |= entries.macros(block)
                chosen.append(block)
        return chosen[::-1]


def _inherited(parent: dict[str, str], link: str) -> dict[str, str]:
    """
    What an entry has from its parent: all fields of `xdata`; of `crossref` those that are not about the
    parent alone, with its title as `booktitle` (biblatex manual, appendix B).
    """
    if link == "xdata":
        return {name: value for name, value in parent.items() if name not in _LINKS}
    fields = {name: value for name, value in parent.items() if name not in _OF_THE_PARENT}
    title = parent.get("title")
    return ({"booktitle": title} if title else {}) | fields
