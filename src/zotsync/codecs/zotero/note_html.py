"""
Remarks of a list -> the HTML of a Zotero note, in the form that zotero.org stores without a change.

The server passes notes through an HTML serialiser (measured): each block on a line of its own, white space
inside text as one space, only `& < >` escaped, `<br />`, no attribute that it does not know. What is made
here is so already; a note that came back in another form would look changed at the next sync.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

__all__ = ["alike", "remarks_html"]

_SPACE = re.compile(r"[ \t\r\n\f]+")
"""Not the no-break space and not the ideographic one: the server keeps those."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_EMPTY = re.compile(r"<(strong|em|s|a|code)\b[^>]*></\1>")
_SAFE_SCHEMES = ("http", "https", "mailto", "zotero")


def remarks_html(remarks: Sequence[tuple[str, str, str]]) -> str:
    """
    The note of a work.

    Args:
        remarks: (label, Markdown of one paragraph, where it is from); label and source may be empty.

    Returns:
        One `<p><strong>label</strong>: text <em>(source)</em></p>` for each remark that says something.
        Mathematics between dollars becomes what Zotero renders, a picture a link to it. HTML inside the
        Markdown is taken off (its text stays), and so are links to anything but the web, mail and Zotero.
    """
    blocks = []
    for label, text, source in remarks:
        body = _inline(text)
        head = f"<strong>{_plain(label)}</strong>:" if label.strip() else ""
        tail = f"<em>({_plain(source)})</em>" if source.strip() else ""
        if body:
            blocks.append(f"<p>{' '.join(filter(None, (head, body, tail)))}</p>")
    return "\n".join(blocks)


_BLOCK = re.compile(r"</?(?:p|div|li|ul|ol|h[1-6]|blockquote|pre|table|tr|td|th)\b[^>]*>|\n\s*\n")
_TAG = re.compile(r"<[^>]*>")
_SOURCE = re.compile(r"\([^()]+\)$")


def alike(one: str, other: str) -> bool:
    """
    Whether two notes are one, as far as their words tell: they share a remark, or what stands around one.

    An editor of Zotero writes the HTML of a note anew, so only its words count. A remark is known by all of
    them, or by its label and the list that it is from: then somebody edited what it says.
    """
    theirs = list(_remarks(other))
    return any(
        mine == their or (_frame(mine) == _frame(their) != ("", ""))
        for mine in _remarks(one)
        for their in theirs
    )


def _remarks(html: str) -> Iterator[str]:
    for block in _BLOCK.split(html):
        if words := " ".join(unescape(_TAG.sub("", block)).split()):
            yield words


def _frame(words: str) -> tuple[str, str]:
    """Label and source of a remark; both empty where it has no source."""
    source = _SOURCE.search(words)
    return (words.partition(":")[0] if ":" in words else "", source[0]) if source else ("", "")


def _plain(text: str) -> str:
    return _escaped(_SPACE.sub(" ", _UNSEEN.sub("", text)).strip(" "))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _inline(text: str) -> str:
    """The HTML of Markdown inside a paragraph."""
    (paragraph,) = _markdown().parseInline(_UNSEEN.sub("", text))
    html: list[str] = []
    stack: list[str] = []
    for token in paragraph.children or ():
        if token.nesting == 1:
            stack.append(_opened(token, stack))
            html.append(stack[-1])
        elif token.nesting == -1:
            html.append(f"</{token.tag}>" if stack.pop() else "")
        else:
            html.append(_LEAVES[token.type](token, stack))
    line = re.sub(r" ?<br /> ?", "<br />", _SPACE.sub(" ", "".join(html)))
    while line != (line := _EMPTY.sub("", line)):
        pass
    return re.sub(r"^(?: |<br />)+|(?: |<br />)+$", "", line)


def _opened(token: Token, stack: Sequence[str]) -> str:
    """The opening tag; empty for one that is open already, and for a link that must not be one."""
    if any(tag.startswith(f"<{token.tag}") for tag in stack):
        return ""
    return _link(str(token.attrGet("href"))) if token.tag == "a" else f"<{token.tag}>"


def _link(url: str) -> str:
    address = _escaped(url).replace('"', "&quot;")
    return f'<a href="{address}">' if urlsplit(url).scheme in _SAFE_SCHEMES else ""


def _picture(token: Token, stack: Sequence[str]) -> str:
    url = str(token.attrGet("src"))
    link = "" if any(tag.startswith("<a") for tag in stack) else _link(url)
    return f"{link}{_escaped(token.content or url)}</a>" if link else _escaped(token.content)


def _code(token: Token, _: Sequence[str]) -> str:
    return f"<code>{_escaped(token.content.strip())}</code>"


_LEAVES: dict[str, Callable[[Token, Sequence[str]], str]] = {
    "text": lambda token, _: _escaped(token.content),
    "code_inline": _code,
    "math": lambda token, _: f'<span class="math">${_escaped(token.content)}$</span>',
    "image": _picture,
    "softbreak": lambda *_: " ",
    "hardbreak": lambda *_: "<br />",
    "html_inline": lambda token, _: "<br />" if token.content.lower().startswith("<br") else "",
}


# --- Markdown ---------------------------------------------------------------------------------------------


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # takes 33 ms

    markdown = MarkdownIt("commonmark").enable("strikethrough")
    markdown.inline.ruler.before("escape", "math", _math)
    return markdown


_MATH = re.compile(r"\$\$(?P<display>[^$]+)\$\$|\$(?P<inline>(?![\s$])[^$]*(?<!\s))\$(?!\d)")
"""As pandoc has it: no space inside the dollars, no digit after them (`$5 and $6` are prices)."""


def _math(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it: mathematics goes before emphasis, or `$a_1 b_1$` would lose its underscores."""
    found = _MATH.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("math", "", 0).content = (found["display"] or found["inline"]).strip()
    state.pos = found.end()
    return True
