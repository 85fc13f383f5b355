"""The state of reading one list: the topics that are open, the entries so far, the lines spoken for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...core import headings
from ...model import Heading, SeedList
from . import dates, habits, venues, words
from .blocks import Block, Kind
from .draft import Draft
from .ledger import Ledger
from .skipping import Skipping

__all__ = ["Draft", "Page", "Rule"]


@dataclass(slots=True)
class _Topic:
    level: int
    heading: Heading
    style: str
    """How it is written: `heading`, `summary`, `bold`, `row`, `item`."""
    year: str
    texts: list[str] = field(default_factory=list)


_DEEPEST_HEADING = 9
_LOOK_AHEAD = 12
"""Blocks behind a heading or a line in bold that tell what it is."""


class Page:
    """
    What the rules write to, and what reads the blocks inside a block for them.

    Attributes:
        ledger: the lines.
        drafts: the entries, in order.
        subject: the entries that a paragraph or heading named, which the next paragraphs may speak of.
        unfolded: for each open `<details>` the level of its topic, 0 where it has none.
        following: the blocks right behind the one that is read.
        last: the entries that a label on the next line speaks of (`- 作者: ..` on the level of its title).
        no_works: how many items of each topic show no sign of a work.
        title: of the list, and `title_block` the heading that says it.
    """

    def __init__(self, name: str, text: str, rules: Mapping[Kind, Sequence[Rule]]) -> None:
        self.name = name
        self._rules = rules
        self.ledger = Ledger(text)
        self._skipping = Skipping(text, self.ledger)
        self.drafts: list[Draft] = []
        self.last: list[Draft] = []
        self.subject: list[Draft] = []
        self.unfolded: list[int] = []
        self.following: list[Block] = []
        self.no_works: Counter[tuple[str, ...]] = Counter()
        self.title = ""
        self.title_block: Block | None = None
        self._topics: list[_Topic] = []
        self._open: list[_Topic] = []

    def read(self, blocks: Iterable[Block]) -> None:
        """Let each block be read by the first rule that knows it."""
        blocks = [*blocks]
        for i, block in enumerate(blocks):
            if self._skipping.takes(block):
                continue
            self.following = blocks[i + 1 : i + 1 + _LOOK_AHEAD]
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

    @property
    def aside(self) -> bool:
        """Whether the innermost topics are not of papers: tools, courses, how to contribute."""
        return any(map(words.is_aside, self.topic[-2:]))

    def level_of(self, style: str) -> int:
        """The level of a topic without one of its own: that of the open one in its style, else inside it."""
        return next((topic.level for topic in self._open if topic.style == style), self.inner_level)

    def add(self, drafts: Sequence[Draft]) -> None:
        """The entries of one item or row."""
        dated = next((topic for topic in reversed(self._open) if topic.year), None)
        year = dated.year if dated else ""
        venue = dated.heading.path[-1] if dated and venues.is_venue(dated.heading.path[-1]) else ""
        for draft in drafts:
            draft.heading_year = year
            draft.heading_venue = venue
        self.drafts += drafts
        self.last = [*drafts]
        self.subject = []

    def withdraw(self, drafts: Sequence[Draft], why: str) -> None:
        """What was added just now is no work after all."""
        del self.drafts[-len(drafts) :]
        for draft in drafts:
            self.ledger.withdraw(draft.line, draft.title, why)

    def open_topic(self, written: str, line: int, level: int, style: str = "heading") -> None:
        """A topic begins, and with it end those of its level and deeper ones."""
        self.close_topics(level)
        name, owners, when = headings.parse(written)
        heading = Heading((*self.topic, name), line, written, owners, when)
        topic = _Topic(level, heading, style, dates.of_heading(written))
        self._topics.append(topic)
        self._open.append(topic)
        self.ledger.put(line, line, "topic", name)

    def close_topics(self, level: int) -> None:
        """End the topics of this level and deeper ones."""
        while self._open and self._open[-1].level >= level:
            self._open.pop()
        self.last, self.subject = [], []

    def say(self, text: str, first: int, last: int) -> None:
        """Text that belongs to no entry: it is about the open topic, or about the list."""
        if self._open:
            self._open[-1].texts.append(text)
        self.ledger.put(first, last, "text", f"about {self.topic[-1]}" if self._open else "about the list")

    def seed_list(self) -> SeedList:
        """Everything, as a value."""
        self.drafts = habits.without_doubtful(self.drafts, self.no_works, self.ledger, self.title)
        return SeedList(
            self.name,
            self.title,
            tuple(replace(topic.heading, text="\n".join(topic.texts)) for topic in self._topics),
            tuple(draft.entry(self.name) for draft in self.drafts),
            self.ledger.lines(),
        )


Rule = Callable[[Block, Page], bool]
"""Reads a block onto the page and says so; or leaves it to the next rule and changes nothing."""
