"""
The inline text of Markdown -> spans: styles, links, code, images, tags.

markdown-it-py reads it. Most of a list is plainer than that: text without any mark, or with nothing but
`**bold**`, `*italic*` and `[words](address)` where CommonMark leaves no choice. That is read here, five times
as fast; the tests hold both ways to the same spans.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape
from itertools import count
from typing import TYPE_CHECKING, Any

from . import bare_links
from .blocks import Anchor, Inline, Span, SpanKind

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["read", "thoroughly"]

_WIDE = re.compile(r"[^\S\n]{4,}")
"""White space that a reader of the page sees as one space; a million of it costs every rule time."""
_LONGEST = 20_000
"""Characters of a paragraph that are read for marks; a bracket costs markdown-it up to 30 µs."""
_DEEPEST = 10
"""Levels of styles and links in each other."""

# What can begin a style, link, escape, tag or new line.
_MARK = re.compile(r"[\\`*_\[\]<~\n]|&(?=[#\w])")

# Why these cannot be read in another way: a mark with a word character on its inner side opens and closes,
# and one before white space only closes (CommonMark 6.2); an address without brackets, escapes and entities
# ends where it seems to (6.3); brackets with no address behind them are brackets, on a page that defines no
# links elsewhere.
_PLAIN = r"[^\\`*_\[\]<&~!\n]"
_CLOSES = r"(?:(?<=[^\W_])|(?<=\S)(?=\*+(?:\s|$)))"
_ADDRESS = r"\((?P<{name}>(?:https?://|\.{{0,2}}/|#)[^\s()<>\\&]*)\)"
_SIMPLE = re.compile(
    rf"\*\*(?P<strong>[^\W_]{_PLAIN}*){_CLOSES}\*\*(?!\*)"
    rf"|(?<!\*)\*(?P<emphasis>[^\W_]{_PLAIN}*){_CLOSES}\*(?!\*)"
    rf"|(?<![!\]])\[(?P<words>{_PLAIN}+|\[{_PLAIN}+\])\]{_ADDRESS.format(name='url')}"
    rf"|(?<![!\]])\[\[(?P<inner>{_PLAIN}+)\]{_ADDRESS.format(name='inner_url')}\](?![\[(:])"
    rf"|(?<![!\]])(?P<brackets>\[{_PLAIN}+\])(?![\[(:])"
)


def read(text: str, environment: Mapping[str, Any], numbers: count[int]) -> Inline:
    """
    The spans of one paragraph, heading or cell.

    Args:
        text: as in the source.
        environment: of markdown-it, with the link definitions of the page.
        numbers: for the links of the page (`Anchor.number`).
    """
    text = _WIDE.sub(" ", text)
    if len(text) > _LONGEST or not _MARK.search(text):
        return Inline(tuple(bare_links.spans(text, numbers)))
    if not environment.get("references") and (spans := _quickly(text, numbers)):
        return Inline(tuple(spans))
    return thoroughly(text, environment, numbers)


def _quickly(text: str, numbers: count[int]) -> list[Span]:
    """The spans of a text with only the simplest marks; none where there are others."""
    spans: list[Span] = []
    at = 0
    for match in _SIMPLE.finditer(text):
        start, end = match.span()
        if _MARK.search(text, at, start):
            return []
        if start > at:
            spans += bare_links.spans(text[at:start], numbers)
        if match.lastgroup == "strong":
            spans.append(Span("", "**", "open", strong=True))
            spans += bare_links.spans(match["strong"], numbers, strong=True)
            spans.append(Span("", "**", "close"))
        elif match.lastgroup == "emphasis":
            spans.append(Span("", "*", "open", emphasis=True))
            spans += bare_links.spans(match["emphasis"], numbers, emphasis=True)
            spans.append(Span("", "*", "close"))
        elif match.lastgroup == "url":
            spans += _link(match["words"], match["url"], numbers)
        elif match.lastgroup == "brackets":
            spans += bare_links.spans(match["brackets"], numbers)
        else:
            spans += [Span("[", "["), *_link(match["inner"], match["inner_url"], numbers), Span("]", "]")]
        at = end
    if _MARK.search(text, at):
        return []
    return spans + bare_links.spans(text[at:], numbers) if at < len(text) else spans


def _link(words: str, url: str, numbers: count[int]) -> tuple[Span, ...]:
    link = Anchor(url, next(numbers))
    return (
        Span("", "[", "open", link=link),
        Span(words, words, link=link),
        Span("", f"]({url})", "close", link=link),
    )


def thoroughly(text: str, environment: Mapping[str, Any], numbers: count[int]) -> Inline:
    """The spans as markdown-it reads them; as `read`."""
    parser = _parser()
    tokens: list[Token] = []
    parser.inline.parse(text, parser, dict(environment), tokens)
    spans: list[Span] = []
    strong = emphasis = 0
    link: Anchor | None = None
    code = False
    for token in tokens:
        kind = token.type
        if kind == "text" and code:
            spans.append(Span(token.content, f"`{token.content}`", "code", strong > 0, emphasis > 0, link))
            continue
        if kind == "text" and link is None:
            spans += bare_links.spans(token.content, numbers, strong=strong > 0, emphasis=emphasis > 0)
            continue
        words, source = token.content, token.markup or token.content
        closes = kind == "link_close"
        style: SpanKind = "text"
        if token.nesting:
            words, style = "", "open" if token.nesting > 0 else "close"
        if kind.startswith("strong"):
            strong += token.nesting
        elif kind.startswith("em_"):
            emphasis += token.nesting
        elif kind == "link_open":
            link = Anchor(str(token.attrs["href"]), next(numbers))
            source = "<" if token.markup == "autolink" else "["
        elif kind == "link_close" and link is not None:
            source = ">" if token.markup == "autolink" else f"]({link.url})"
        elif kind == "code_inline":
            source, style = token.markup + token.content + token.markup, "code"
        elif kind in {"softbreak", "hardbreak"}:
            words, source, style = "\n", "\n", "break"
        elif kind == "html_inline":
            words, style = "", "html"
            name, attributes, ends = _tag(token.content)
            if name == "br":
                # In a cell, `<br>` is the only way to begin a new line.
                words, style = "\n", "break"
            elif name in _STRONG:
                strong, style = max(0, strong + (-1 if ends else 1)), "close" if ends else "open"
            elif name in _EMPHASIS:
                emphasis, style = max(0, emphasis + (-1 if ends else 1)), "close" if ends else "open"
            elif name in _CODE:
                code, style = not ends, "close" if ends else "open"
            elif name == "img":
                source, style = f"![{attributes.get('alt', '')}]({attributes.get('src', '')})", "image"
            elif name == "a" and ends and link is not None:
                source, style, closes = f"]({link.url})", "close", True
            elif name == "a" and "href" in attributes and not ends:
                link = Anchor(attributes["href"].strip(), next(numbers))
                source, style = "[", "open"
        elif kind == "image":
            words, source, style = "", f"![{token.content}]({token.attrs['src']})", "image"
        if words or style != "text":
            spans.append(Span(words, source, style, strong > 0, emphasis > 0, link))
        if closes:
            link = None
    return Inline(tuple(spans))


_STRONG = frozenset({"b", "strong"})
_CODE = frozenset({"kbd", "code", "samp"})
_EMPHASIS = frozenset({"i", "em", "cite", "var"})
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.I)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def _tag(text: str) -> tuple[str, dict[str, str], bool]:
    """Name and attributes of a tag, and whether it is an end tag."""
    found = _TAG.match(text)
    if found is None:
        return "", {}, False
    attributes = {
        one[1].lower(): unescape(one[2] or one[3] or one[4] or "") for one in _ATTRIBUTE.finditer(text)
    }
    return found[2].lower(), attributes, found[1] == "/"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Here and not above: importing it takes 30 ms, and most commands read no list.
    from markdown_it import MarkdownIt

    class Parser(MarkdownIt):
        def normalizeLink(self, url: str) -> str:
            """As written: neither percent-encoded nor in punycode."""
            return url

    return Parser("commonmark", {"maxNesting": _DEEPEST}).enable("strikethrough")
