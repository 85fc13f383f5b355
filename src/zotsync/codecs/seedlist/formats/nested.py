"""
Mappings and sequences, as YAML and JSON have them -> topics and works.

    - title: Attention Is All You Need       a mapping with a title is a work
      year: 2017
    Serving:                                 a key above works is a topic
      Systems:
        - Orca: {year: 2022}                 a key above the fields of a work is its title
        - https://arxiv.org/abs/2309.06180   text is read as a line of a list

The readers of both formats say what they meet to a `Builder`, which makes a tree with lines; so nothing is lost
where a text breaks off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from ...exchange import csl
from .. import naming, words
from ..blocks import Inline
from ..options import ReadOptions
from ..page import Page
from . import records, whole

__all__ = ["Builder", "Unreadable", "read"]

_OF_CSL: Final = frozenset(("id", "issued", "container-title", "citation-key", "DOI", "URL"))
_NOT_OF_CSL: Final = frozenset(("authors", "year", "venue", "url", "link", "links", "topic", "arxiv"))
"""Members that tell an item of CSL from any other mapping that has a type and a title."""

_DEEPEST = 50
"""Levels that are read; nobody writes as many."""

_GENERIC: Final = frozenset(
    "papers entries items works list lists data results references bibliography publications children "
    "sections topics categories records 论文 文献 条目".split()
)
"""Keys that hold works or topics, and are none."""


class Unreadable(Exception):
    """The text is not of its format from `line` on."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


@dataclass(slots=True, eq=False)
class Node:
    """A value with its lines: text, a mapping or a sequence."""

    kind: str
    """`text`, `mapping` or `sequence`."""
    line: int
    end: int
    text: str = ""
    values: list[Node] = field(default_factory=list)
    """Of a sequence its elements; of a mapping its keys and values in turn."""

    def items(self) -> Iterator[tuple[Node, Node]]:
        """Keys and values of a mapping; a key that lost its value to the end of the text is left out."""
        return zip(self.values[::2], self.values[1::2], strict=False)


class Builder:
    """Makes the tree of what a reader meets, in order."""

    def __init__(self) -> None:
        self.root = Node("sequence", 1, 1)
        self._open = [self.root]

    @property
    def depth(self) -> int:
        """How many mappings and sequences are open."""
        return len(self._open) - 1

    def cut(self, line: int) -> None:
        """Forget what begins at a line or behind it; not where all stands on one line."""
        stack = [self.root] if line > 1 else []
        while stack:
            node = stack.pop()
            kept = [value for value in node.values if value.line < line]
            node.values = kept[: len(kept) // 2 * 2] if node.kind == "mapping" else kept
            stack += node.values

    def text(self, text: str, line: int, end: int) -> None:
        """A text, number or other value without parts."""
        self._open[-1].values.append(Node("text", line, end, text))

    def begin(self, kind: str, line: int) -> None:
        """
        A mapping or sequence begins.

        Raises:
            Unreadable: too many are open.
        """
        if self.depth == _DEEPEST:
            raise Unreadable(line, f"more than {_DEEPEST} levels deep")
        node = Node(kind, line, line)
        self._open[-1].values.append(node)
        self._open.append(node)

    def end(self, line: int) -> str:
        """The innermost one ends; its kind."""
        node = self._open.pop()
        node.end = line
        return node.kind


def read(
    text: str, build: Callable[[str, Builder], None], name: str, page: Page, options: ReadOptions
) -> None:
    """
    Put the works and topics of a text onto the page; what is not of its format is skipped, with the reason.

    Args:
        build: reads the text into a builder, and may raise `Unreadable`.
        name: of the format.
    """
    builder = Builder()
    why = ""
    try:
        build(text, builder)
    except Unreadable as problem:
        lines = text.rstrip().count("\n") + 1
        bad = min(problem.line, lines)
        builder.cut(bad)
        why = f"not readable as {name}: {problem}"
        if bad > 1:
            page.ledger.put(bad, lines, "skipped", why)
            why = ""
    # Text in YAML is Markdown to pandoc, whose bibliographies they are.
    reader = _Reader(page, words.plain_word(options.title_column), markdown=name == "YAML")
    for value in builder.root.values:
        reader.read(value)
    for number, line in enumerate(text.split("\n"), start=1):
        if stripped := line.strip():
            page.ledger.put(number, number, *(("skipped", why) if why else _kind(stripped)))


def _kind(line: str) -> tuple[str, str]:
    """What a line is that nothing has been said of."""
    if line.startswith("#"):
        return "markup", "comment"
    if line.startswith(("---", "...", "%")) or not any(character.isalnum() for character in line):
        return "markup", "brackets"
    return "skipped", "no sign of a paper"


class _Reader:
    def __init__(self, page: Page, title: str, *, markdown: bool) -> None:
        self._page = page
        self._markdown = markdown
        self._title = title
        self._numbers = count()

    def read(self, node: Node, level: int = 0) -> None:
        """A value that may hold works; level 0 is the whole list."""
        if node.kind == "text":
            self._line(node)
        elif node.kind == "sequence":
            for value in node.values:
                self.read(value, max(level, 1))
        elif not self._work(node):
            self._group(node, level)

    def _line(self, node: Node) -> None:
        """Text alone: a work as in a list of lines."""
        found = naming.candidate(self._inline(node), node.line, self._page, "line of data")
        if found and found.likely:
            self._page.add([found.draft])
            self._page.ledger.put(node.line, node.line, "entry", found.draft.title)
            self._page.ledger.put(node.line, node.end, "detail", found.draft.title)

    def _work(self, node: Node, title: Node | None = None) -> bool:
        """A mapping of fields, with the title among them, or as the key above it."""
        if title is None and _is_csl(node):
            item = csl.from_markdown(_value(node)) if self._markdown else _value(node)
            at = next((key.line for key, _ in node.items() if key.text == "title"), node.line)
            whole.add(self._page, csl.work_of(item), "csl item", (node.line, at, node.end))
            return True
        if _holds_works(node):
            return False
        fields = [] if title is None else [self._field("title", title, "title")]
        for key, value in node.items():
            fields += self._fields(key.text, value, records.field_of(key.text))
        if self._title in {words.plain_word(one.label) for one in fields}:
            fields = [self._as_told(one) for one in fields]
        first = title.line if title else node.line
        return records.add(self._page, fields, first, node.end, "record")

    def _as_told(self, one: records.Field) -> records.Field:
        """A field where a person named the one with the title."""
        if words.plain_word(one.label) == self._title:
            return one._replace(field="title")
        return one._replace(field="remark") if one.field == "title" else one

    def _fields(self, label: str, value: Node, meaning: str) -> Iterator[records.Field]:
        """The fields of one key: a sequence is one (authors), or several (links)."""
        if value.kind == "text":
            yield self._field(label, value, meaning)
        elif meaning in {"authors", "", "remark"}:
            names = ", ".join(filter(None, map(_name, _parts(value))))
            yield self._field(label, Node("text", value.line, value.end, names), meaning)
        elif value.kind == "sequence":
            for one in value.values:
                yield from self._fields(label, one, meaning)
        else:
            # `{name: code, url: ..}` names the link, `{code: ..}` does too.
            name = next((one.text for key, one in value.items() if _is_title(key)), label)
            for key, one in value.items():
                if not _is_title(key):
                    inner = records.field_of(key.text)
                    as_named = name if inner in {"", "link"} else key.text
                    yield from self._fields(as_named, one, records.field_of(as_named) or inner or meaning)

    def _field(self, label: str, value: Node, meaning: str) -> records.Field:
        return records.Field(label, self._inline(value), value.line, meaning)

    def _inline(self, node: Node) -> Inline:
        return records.inline(node.text, self._numbers)

    def _group(self, node: Node, level: int) -> None:
        """A mapping above works: its keys are topics, or one of them names the topic of the others."""
        page, inner = self._page, max(level, 1)
        holds = _holds_works(node)
        named = False
        for key, value in node.items():
            name = " ".join(value.text.split())
            if not holds or not name:
                continue
            if named or records.field_of(key.text) not in {"title", "topic"}:
                page.say(name, value.line, value.end)
            elif level == 0 and _is_title(key):
                page.title = name
                page.ledger.put(value.line, value.end, "title", name)
            else:
                page.open_topic(name, value.line, inner)
                inner += 1
            named = True
        for key, value in node.items():
            name = " ".join(key.text.split())
            if value.kind == "text" or _is_detail(key):
                continue
            if _is_generic(key) or not name:
                page.ledger.put(key.line, key.end, "markup", "key")
                self.read(value, inner)
            elif value.kind != "mapping" or not _has_fields(value) or not self._work(value, key):
                page.open_topic(name, key.line, inner)
                self.read(value, inner + 1)
                page.close_topics(inner)
        page.close_topics(max(level, 1))


def _is_csl(node: Node) -> bool:
    """Whether a mapping is an item of CSL: it names one of its types, and a title."""
    said = {key.text: value for key, value in node.items()}
    type = said.get("type")
    whole_item = type is not None and type.text in csl.TYPES and "title" in said
    return whole_item and not said.keys().isdisjoint(_OF_CSL) and said.keys().isdisjoint(_NOT_OF_CSL)


def _value(node: Node) -> Any:
    """What a node stands for; keys that stand twice count once, as in every reader of JSON."""
    if node.kind == "text":
        return node.text
    if node.kind == "sequence":
        return [_value(one) for one in node.values]
    return {key.text: _value(value) for key, value in node.items()}


def _parts(node: Node) -> list[Node]:
    return node.values if node.kind == "sequence" else [node]


def _name(node: Node) -> str:
    """One author, tag or the like: a text, or the texts of a mapping (`{given: Ashish, family: Vaswani}`)."""
    if node.kind == "text":
        return node.text
    return " ".join(value.text for _, value in node.items() if value.kind == "text")


def _holds_works(node: Node) -> bool:
    """Whether a value may hold works: a sequence of them, or a mapping above one."""
    if node.kind == "sequence":
        return any(
            value.kind == "text"
            or (value.kind == "mapping" and any(_is_title(key) for key, _ in value.items()))
            or _holds_works(value)
            for value in node.values
        )
    # Beside a title, texts are tags and the like, unless their key says that they are works.
    texts = not any(_is_title(key) for key, _ in node.items())
    return any(
        _holds_works(value)
        for key, value in node.items()
        if not _is_detail(key)
        and (texts or _is_generic(key) or any(one.kind != "text" for one in value.values))
    )


def _is_generic(key: Node) -> bool:
    return words.plain_word(key.text) in _GENERIC


def _is_detail(key: Node) -> bool:
    """Whether a key is a field of a work and can be no topic."""
    return records.field_of(key.text) not in {"", "title", "paper", "topic"}


def _is_title(key: Node) -> bool:
    """Whether a key is that of a title or name."""
    return records.field_of(key.text) in {"title", "paper"}


def _has_fields(node: Node) -> bool:
    """Whether most keys of a mapping are fields of a work."""
    found = [bool(records.field_of(key.text)) for key, _ in node.items()]
    return sum(found) * 2 > len(found)
