"""The state of reading one list: the topics that are open, the entries so far, the lines spoken for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...core import headings, identifiers
from ...model import Entry, Heading, Identifier, Link, Remark, SeedList
from . import links
from .blocks import Block, Kind
from .ledger import Ledger

__all__ = ["Draft", "Page", "Rule"]


@dataclass(slots=True)
class Draft:
    """An entry in the making; the fields of `zotsync.model.Entry`."""

    line: int
    title: str
    topic: tuple[str, ...]
    rule: str
    year: str = ""
    authors: str = ""
    venue: str = ""
    group: str = ""
    links: list[Link] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    stated: list[str] = field(default_factory=list)
    """Texts that may state identifiers of this very work; remarks speak of others too."""

    def identifiers(self) -> tuple[Identifier, ...]:
        """Of the links to the work, the primary one first, and of what the entry states in words."""
        found: dict[Identifier, None] = {}
        for link in links.primary_first(self.links):
            if link.role in {"paper", "pdf", "project"}:
                found.update(dict.fromkeys(identifiers.of_url(link.url)))
        for text in self.stated:
            found.update(dict.fromkeys(identifiers.find(text)))
        return tuple(found)

    def entry(self, name: str) -> Entry:
        """The entry, of the list `name`."""
        return Entry(
            list=name,
            line=self.line,
            title=self.title,
            topic=self.topic,
            year=self.year,
            authors=self.authors,
            venue=self.venue,
            links=links.primary_first(self.links),
            identifiers=self.identifiers(),
            remarks=tuple(self.remarks),
            marks=tuple(dict.fromkeys(self.marks)),
            group=self.group,
            rule=self.rule,
        )


@dataclass(slots=True)
class _Topic:
    level: int
    heading: Heading
    texts: list[str] = field(default_factory=list)


_DEEPEST_HEADING = 9


class Page:
    """
    What the rules write to, and what reads the blocks inside a block for them.

    Attributes:
        ledger: the lines.
        drafts: the entries, in order.
        last: the entries that a label on the next line speaks of (`- 作者: ..` on the level of its title).
        title: of the list, and `title_block` the heading that says it.
    """

    def __init__(self, name: str, text: str, rules: Mapping[Kind, Sequence[Rule]]) -> None:
        self.name = name
        self._rules = rules
        self.ledger = Ledger(text)
        self.drafts: list[Draft] = []
        self.last: list[Draft] = []
        self.title = ""
        self.title_block: Block | None = None
        self._topics: list[_Topic] = []
        self._open: list[_Topic] = []

    def read(self, blocks: Iterable[Block]) -> None:
        """Let each block be read by the first rule that knows it."""
        for block in blocks:
            for rule in self._rules[block.kind]:
                if rule(block, self):
                    break

    @property
    def topic(self) -> tuple[str, ...]:
        """Path of the innermost open topic."""
        return self._open[-1].heading.path if self._open else ()

    @property
    def inner_level(self) -> int:
        """The level of a topic that stands inside the open one without being a heading."""
        return max(_DEEPEST_HEADING, self._open[-1].level if self._open else 0) + 1

    def add(self, drafts: Sequence[Draft]) -> None:
        """The entries of one item or row."""
        self.drafts += drafts
        self.last = [*drafts]

    def open_topic(self, written: str, line: int, level: int) -> None:
        """A topic begins, and with it end those of its level and deeper ones."""
        self.close_topics(level)
        name, owners, when = headings.parse(written)
        topic = _Topic(level, Heading((*self.topic, name), line, written, owners, when))
        self._topics.append(topic)
        self._open.append(topic)
        self.ledger.put(line, line, "topic", name)

    def close_topics(self, level: int) -> None:
        """End the topics of this level and deeper ones."""
        while self._open and self._open[-1].level >= level:
            self._open.pop()
        self.last = []

    def say(self, text: str, first: int, last: int) -> None:
        """Text that belongs to no entry: it is about the open topic, or about the list."""
        if self._open:
            self._open[-1].texts.append(text)
        self.ledger.put(first, last, "text", f"about {self.topic[-1]}" if self._open else "about the list")

    def seed_list(self) -> SeedList:
        """Everything, as a value."""
        return SeedList(
            self.name,
            self.title,
            tuple(replace(topic.heading, text="\n".join(topic.texts)) for topic in self._topics),
            tuple(draft.entry(self.name) for draft in self.drafts),
            self.ledger.lines(),
        )


Rule = Callable[[Block, Page], bool]
"""Reads a block onto the page and says so; or leaves it to the next rule and changes nothing."""
