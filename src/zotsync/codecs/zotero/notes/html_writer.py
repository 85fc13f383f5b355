"""
Tree -> HTML of a note, in the form that Zotero's server stores without a change.

The server passes notes through an HTML serialiser (measured): each block on a line of its own, white space
inside text as one space, only `& < >` escaped, `<br />`, attributes in double quotes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest

from . import citations
from .tree import (
    Block,
    Break,
    Cell,
    Citation,
    Code,
    Comment,
    Display,
    Heading,
    Image,
    Listing,
    Mark,
    Math,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    Text,
)  # fmt: skip

__all__ = ["escaped", "image", "nested", "quoted", "write"]

_RANK = ("link", "annotation", "mark", "color", "strong", "em", "s", "u", "sub", "sup", "code")
"""Which mark goes around which, where both lie on the same text."""


def write(blocks: Sequence[Block]) -> str:
    """The HTML of a note; empty for none."""
    return _joined(list(map(_block, blocks)))


def _element(tag: str, inner: str, **attributes: str) -> str:
    return f"<{tag}{_attributes(attributes)}>{inner}</{tag}>"


def _joined(blocks: Sequence[str]) -> str:
    """Blocks on lines of their own; a comment makes no line."""
    gaps = ("" if one[:4] == other[:4] == "<!--" else "\n" for one, other in pairwise(blocks))
    return "".join(f"{block}{gap}" for block, gap in zip_longest(blocks, gaps, fillvalue=""))


def _lines(tag: str, blocks: Sequence[str], **attributes: str) -> str:
    """An element with each of its blocks on a line of its own."""
    before, after = ("" if block.startswith("<!--") else "\n" for block in (blocks[0], blocks[-1]))
    return _element(tag, f"{before}{_joined(blocks)}{after}", **attributes)


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{quoted(value)}"' for name, value in attributes.items() if value)


def quoted(text: str) -> str:
    """Characters as the value of an attribute of HTML."""
    return escaped(text).replace('"', "&quot;").replace("`", "&#96;")


def escaped(text: str) -> str:
    """Characters as text of HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# --- blocks -----------------------------------------------------------------------------------------------


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _element("p", _line(block.runs), style=block.style)
        case Heading():
            return _element(f"h{block.level}", _line(block.runs), style=block.style)
        case Code():
            return _code(block)
        case Display():
            return _element("pre", f"$${escaped(block.tex)}$$", **{"class": "math"})
        case Rule():
            return "<hr />"
        case Quote():
            return _lines("blockquote", [_block(one) for one in block.blocks])
        case Listing():
            items = [_held("li", item) for item in block.items]
            if block.start is None:
                return _lines("ul", items)
            return _lines("ol", items, start="" if block.start == 1 else str(block.start))
        case Table():
            return _lines(
                "table", [_lines("tbody", [_lines("tr", [_cell(one) for one in row]) for row in block.rows])]
            )
        case Comment():
            return f"<!--{block.text}-->"


def _held(tag: str, blocks: Sequence[Block], **attributes: str) -> str:
    """An item or a cell: the only paragraph of it stands there without a tag of its own."""
    if not blocks:
        return _element(tag, "\u00a0", **attributes)
    first, *rest = blocks
    if (
        not isinstance(first, Paragraph)
        or first.style
        or any(isinstance(one, Paragraph | Comment) for one in rest)
    ):
        return _lines(tag, [_block(one) for one in blocks], **attributes)
    inner = "\n".join([_line(first.runs), *map(_block, rest)])
    return _element(tag, f"{inner}\n" if rest else inner, **attributes)


def _cell(cell: Cell) -> str:
    spans = {"colspan": cell.columns, "rowspan": cell.rows}
    return _held(
        "th" if cell.header else "td",
        cell.blocks,
        style=cell.style,
        **{name: str(number) for name, number in spans.items() if number > 1},
    )


def _code(code: Code) -> str:
    # A line feed at the end is not counted by who reads it, and neither is one right behind <pre>.
    text = escaped(code.text or "\u00a0") + ("\n" if code.text.endswith("\n") else "")
    if code.language:
        text = _element("code", text, **{"class": f"language-{code.language}"})
    elif text.startswith("\n"):
        text = _element("code", text)
    return _element("pre", text)


# --- lines ------------------------------------------------------------------------------------------------


def nested(runs: Sequence[Run]) -> Iterator[tuple[list[Mark], list[Mark], Run | None]]:
    """
    Each run with the marks that end before it and those that begin, the outermost first.

    What goes on for longest is outside. Behind the last run comes none, with what is open still.
    """
    reach: list[dict[Mark, int]] = []
    for run in reversed(runs):
        ahead = reach[-1] if reach else {}
        reach.append({mark: ahead.get(mark, 0) + 1 for mark in run.marks})
    stack: list[Mark] = []
    for run in runs:
        held = reach.pop()
        keep = next((at for at, mark in enumerate(stack) if mark not in held), len(stack))
        ended, stack = stack[keep:], stack[:keep]
        begun = sorted(
            held.keys() - set(stack), key=lambda mark: (-held[mark], _RANK.index(mark[0]), mark[1])
        )
        stack += begun
        yield ended[::-1], begun, run
    yield stack[::-1], [], None


def _line(runs: Sequence[Run]) -> str:
    html: list[str] = []
    for ended, begun, run in nested(runs):
        html += [f"</{_tag(mark)[0]}>" for mark in ended]
        html += [f"<{tag}{_attributes(attributes)}>" for tag, attributes in map(_tag, begun)]
        html.append(_run(run))
    return "".join(html)


def _tag(mark: Mark) -> tuple[str, Mapping[str, str]]:
    name, value = mark
    match name:
        case "link":
            href, _, title = value.partition("\n")
            return "a", {"title": title, "href": href}
        case "mark":
            return "span", {"style": f"background-color: {value};"}
        case "color":
            return "span", {"style": f"color: {value};"}
        case "annotation":
            kind, _, data = value.partition("\n")
            return "span", {"class": kind, "data-annotation": data}
        case _:
            return name, {}


def _run(run: Run | None) -> str:
    match run:
        case Text():
            return escaped(run.text)
        case Break():
            return "<br />"
        case Math():
            return _element("span", f"${escaped(run.tex)}$", **{"class": "math"})
        case Image():
            return image(run)
        case Citation():
            attributes = {"class": "citation", "data-citation": citations.attribute(run.data)}
            return _element("span", _label(run), **attributes)
        case Comment():
            return f"<!--{run.text}-->"
        case _:
            return ""


def _label(run: Citation) -> str:
    """The words of a citation; those of each work in an element of its own, as Zotero's editor has them."""
    words = run.label.removeprefix("(").removesuffix(")").split("; ")
    if run.label != f"({'; '.join(words)})":
        return escaped(run.label)
    return (
        "(" + "; ".join(_element("span", escaped(one), **{"class": "citation-item"}) for one in words) + ")"
    )


def image(run: Image) -> str:
    """The element of a picture."""
    return f"<img{_attributes(dict(run.attributes))} />"
