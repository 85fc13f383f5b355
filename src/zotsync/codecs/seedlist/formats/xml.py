"""
XML with line numbers: the records of EndNote and the RDF of Zotero.

By the parser of the standard library (expat), which loads nothing from elsewhere; entities that a text declares
itself are refused, because a short text could stand for a large one. What breaks off is read so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

__all__ = ["Element", "parse"]

_DEEPEST = 200


@dataclass(slots=True, eq=False)
class Element:
    """A node with its lines."""

    name: str
    """With its namespace in front, and a blank between."""
    line: int
    end: int = 0
    """0 where the text breaks off inside it."""
    attributes: dict[str, str] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, of what is inside too."""
        return "".join((*self.pieces, *(child.text for child in self.children)))

    def at(self, *path: str) -> Iterator[Element]:
        """The elements at a path of names below it."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.at(*path[1:])

    def texts(self, *path: str) -> list[str]:
        """The text of each element at a path."""
        return [one.text for one in self.at(*path)]


class _Refused(Exception):
    pass


def parse(text: str) -> tuple[Element, str, int]:
    """
    The elements of a text below one that stands for the file; why it breaks off, and the line of that, or nothing.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    root = Element("", 1)
    stack = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _DEEPEST:
            raise _Refused(f"more than {_DEEPEST} levels deep")
        line = parser.CurrentLineNumber
        one = Element(name, line, attributes=attributes)
        stack[-1].children.append(one)
        stack.append(one)

    def end(name: str) -> None:  # noqa: ARG001
        stack.pop().end = parser.CurrentLineNumber

    def entity(*_: object) -> None:
        raise _Refused("it declares entities")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda data: stack[-1].pieces.append(data)
    parser.EntityDeclHandler = entity
    try:
        # Bytes, because the declaration may name the encoding that the text had before it was decoded.
        parser.Parse(_without_declaration(text).encode(), True)
    except _Refused as problem:
        return root, str(problem), parser.CurrentLineNumber
    except expat.ExpatError as problem:
        return root, expat.errors.messages[problem.code], problem.lineno
    return root, "", 0


def _without_declaration(text: str) -> str:
    """`<?xml ... encoding="..."?>` as blanks, so that columns and lines stay."""
    if not text.startswith("<?xml"):
        return text
    end = text.find("?>")
    return "".join("\n" if one == "\n" else " " for one in text[: end + 2]).lstrip(" ") + text[end + 2 :]
