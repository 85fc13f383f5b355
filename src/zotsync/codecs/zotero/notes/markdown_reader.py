"""
Markdown, as Obsidian reads it -> HTML, which is then read as any other.

markdown-it does CommonMark, tables and strikes, its plugins mathematics and footnotes. What Zotero has no form
for goes through as the characters that it is: `[[links]]`, `[!note]` on a line of its own, `[ ]`, `[^1]`. So do
citations, which are made in the tree (`held`), and so does what looks like a tag and is none (`vector<T>`), or is one
that a note may not hold (`<script>`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .citations import CITATION, is_citation
from .elements import ELEMENTS, LINKS, seen
from .html_writer import escaped

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

__all__ = ["VERBATIM", "parser", "render", "render_line"]

_WIKILINK = re.compile(r"!?\[\[[^\[\]\n]+\]\](?!\()")
VERBATIM = re.compile(rf"{_WIKILINK.pattern}|\[\^[^\s\[\]]+\]:?|^\[[ xX]\](?=\s)|^\[![\w-]+\][+-]?")
"""Characters with a meaning in Obsidian and none in HTML."""
_CALLOUT = re.compile(r"\[![\w-]+\][+-]?")
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)"
    r"(?P<attributes>(?:\s+[A-Za-z_:][\w:.-]*\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+)|\s+(?:checked|disabled))*)"
    r"\s*/?>"
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ALONE = frozenset({"br", "hr", "img", "input"})
_INLINE = frozenset("a b code del em i ins mark s span strike strong sub sup tt u".split())
_DEEPEST = 80
"""Levels of blocks in blocks; what is deeper is one paragraph, as it stands."""


def render(markdown: str) -> str:
    """HTML of Markdown; it is neither clean nor in the form of the server yet."""
    return str(parser().render(seen(markdown)))


def render_line(markdown: str) -> str:
    """HTML of what stands in one paragraph."""
    return str(parser().renderInline(seen(markdown)))


@cache
def parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # takes 33 ms
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST + 20}).enable(["strikethrough", "table"])
    dollarmath_plugin(parser, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    footnote_plugin(parser, inline=False, move_to_end=False, always_match_refs=True)
    vars(parser).update(validateLink=_is_link, normalizeLink=str, normalizeLinkText=str)

    parser.block.ruler.before("table", "deep", _deep)
    parser.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    parser.inline.ruler.after("wikilink", "citation", _citation)
    parser.inline.ruler.before("emphasis", "highlight", _highlight)
    parser.inline.ruler2.before("emphasis", "highlight", _highlighted)
    parser.core.ruler.after("block", "indents", _indents)
    parser.core.ruler.after("indents", "callouts", _callouts)
    parser.core.ruler.after("inline", "lines", _lines)
    for name, rule in _RENDERED.items():
        parser.add_render_rule(name, rule)
    return parser


def _is_link(url: str) -> bool:
    """Only whole addresses: nobody reads a note of Zotero in the folder of the file."""
    return bool(LINKS.match(url) or re.match(r"data:image/(?:png|jpeg|gif|webp);", url, re.IGNORECASE))


# --- blocks -----------------------------------------------------------------------------------------------


def _deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A rule of markdown-it: it would drop what is nested deeper than it goes."""
    if state.level < _DEEPEST or silent:
        return False
    line = start
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        line += 1
    state.line = max(line, start + 1)
    state.push("paragraph_open", "p", 1)
    state.push("verbatim", "", 0).content = state.getLines(start, state.line, state.blkIndent, False)
    state.push("paragraph_close", "p", -1)
    return True


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A rule of markdown-it: what looks like a tag and is none of a note begins no block."""
    from markdown_it.rules_block import html_block

    line = state.getLines(start, start + 1, state.blkIndent, False).strip()
    tag = _TAG.match(line)
    if tag and tag["name"].lower() not in ELEMENTS:
        return False
    return html_block(state, start, end, silent)


_WIDE = "\u00a0\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"


def _indents(state: StateCore) -> None:
    """A rule of markdown-it: a paragraph of Chinese may begin with wide spaces, which it took off."""
    lines = state.src.split("\n")
    for before, token in pairwise(state.tokens):
        if before.type == "paragraph_open" and token.type == "inline" and token.map:
            first = token.content.partition("\n")[0]
            head = lines[token.map[0]].rpartition(first)[0] if first else ""
            token.content = head[len(head.rstrip(_WIDE)) :] + token.content


def _callouts(state: StateCore) -> None:
    """The first line of a callout is a paragraph of its own, or it would run into the next."""
    split: list[Token] = []
    tokens = state.tokens
    for at, token in enumerate(tokens):
        split.append(token)
        if token.type == "inline" and at > 1 and tokens[at - 2].type == "blockquote_open":
            title, feed, rest = token.content.partition("\n")
            if feed and _CALLOUT.match(title):
                again = token.copy(content=rest, children=[])
                token.content = title
                split += [tokens[at + 1], tokens[at - 1], again]
    state.tokens = split


# --- lines ------------------------------------------------------------------------------------------------


def _wikilink(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it: what stands in `[[...]]` is a name, not Markdown."""
    return _verbatim(state, silent, _WIKILINK.match(state.src, state.pos))


def _citation(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it: citation keys are names, not Markdown."""
    found = CITATION.match(state.src, state.pos)
    return _verbatim(state, silent, found if found and is_citation(found[0]) else None)


def _verbatim(state: StateInline, silent: bool, found: re.Match[str] | None) -> bool:
    if found is None:
        return False
    if not silent:
        state.push("verbatim", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _highlight(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it: `==` may begin and end a highlight, as `~~` does a strike."""
    from markdown_it.rules_inline.state_inline import Delimiter

    if state.src[state.pos] != "=" or silent:
        return False
    scanned = state.scanDelims(state.pos, True)
    state.push("text", "", 0).content = "=" * scanned.length
    if scanned.length == 2:
        state.delimiters.append(
            Delimiter(ord("="), 0, len(state.tokens) - 1, -1, scanned.can_open, scanned.can_close)
        )
    state.pos += scanned.length
    return True


def _highlighted(state: StateInline) -> None:
    """Second part of the rule: the two ends of each highlight are known now."""
    for delimiters in (state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta if meta)):
        for delimiter in delimiters:
            if delimiter.marker == ord("=") and delimiter.end != -1:
                for at, nesting in ((delimiter.token, 1), (delimiters[delimiter.end].token, -1)):
                    token = state.tokens[at]
                    token.type, token.tag, token.content = (
                        "mark_open" if nesting > 0 else "mark_close",
                        "mark",
                        "",
                    )
                    token.nesting = nesting


def _lines(state: StateCore) -> None:
    """
    A rule of markdown-it, for each line.

    A tag without its other end is text. `$$...$$` in a heading or a cell is as `$...$`. The label of a footnote
    goes into its first paragraph.
    """
    from markdown_it.token import Token

    for at, token in enumerate(state.tokens):
        if token.type != "inline" or token.children is None:
            continue
        tags = [child for child in token.children if child.type == "html_inline"]
        for tag, kept in zip(tags, _paired([tag.content for tag in tags]), strict=True):
            if not kept:
                tag.type = "verbatim"
        if state.tokens[at - 1].type != "paragraph_open":
            for child in token.children:
                child.type = child.type.replace("math_inline_double", "math_inline")
        if at > 1 and state.tokens[at - 2].type == "footnote_reference_open":
            label = state.tokens[at - 2].meta["label"]
            token.children.insert(0, Token("verbatim", "", 0, content=f"[^{label}]: "))
            state.tokens[at - 2].type = "footnote_reference_told"


def _paired(pieces: Sequence[str]) -> list[bool]:
    """Of each piece of HTML, whether it is a comment, or a tag that a note can hold and that has its other end."""
    kept = [False] * len(pieces)
    begun: dict[str, list[int]] = {}
    for at, piece in enumerate(pieces):
        tag = _TAG.fullmatch(piece)
        name = tag["name"].lower() if tag else ""
        if _COMMENT.fullmatch(piece) or (name in _ALONE and tag and not tag["end"]):
            kept[at] = True
        elif tag and name in ELEMENTS:
            if not tag["end"]:
                begun.setdefault(name, []).append(at)
            elif begun.get(name):
                kept[begun[name].pop()] = kept[at] = True
    return kept


def _checked(html: str) -> str:
    """A block of HTML: what is no tag of a note is text, and so is one for a line that has no other end."""
    found = list(re.finditer(rf"{_COMMENT.pattern}|<", html, re.DOTALL))
    pieces: list[str] = []
    at = 0
    for start in found:
        if start.start() < at:
            continue
        tag = _TAG.match(html, start.start()) if start[0] == "<" else start
        pieces += [html[at : start.start()], tag[0] if tag else "<"]
        at = tag.end() if tag else start.end()
    pieces.append(html[at:])
    paired = _paired(pieces[1::2])
    for number, kept in zip(range(1, len(pieces), 2), paired, strict=True):
        tag = _TAG.fullmatch(pieces[number])
        name = tag["name"].lower() if tag else ""
        if not kept and (name not in ELEMENTS or name in _INLINE):
            pieces[number] = escaped(pieces[number])
    return "".join(pieces)


# --- what the rules above found, as HTML ------------------------------------------------------------------

Rendering = Callable[["RendererHTML", Sequence["Token"], int, Any, Any], str]


def _content(form: Callable[[str], str]) -> Rendering:
    def rendered(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
        return form(tokens[at].content)

    return rendered


def _meta(form: Callable[[Any], str]) -> Rendering:
    def rendered(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
        return form(tokens[at].meta)

    return rendered


_RENDERED: dict[str, Rendering] = {
    "verbatim": _content(escaped),
    "html_block": _content(_checked),
    "math_inline": _content(lambda tex: f'<span class="math">${escaped(tex)}$</span>'),
    "math_inline_double": _content(lambda tex: f'<pre class="math">$${escaped(tex)}$$</pre>'),
    "math_block": _content(lambda tex: f'<pre class="math">$${escaped(tex)}$$</pre>'),
    "footnote_ref": _meta(lambda meta: f"[^{escaped(meta['label'])}]"),
    "footnote_reference_open": _meta(lambda meta: f"<p>[^{escaped(meta['label'])}]:</p>"),
    "footnote_reference_told": _content(lambda _: ""),
    "footnote_reference_close": _content(lambda _: ""),
}
