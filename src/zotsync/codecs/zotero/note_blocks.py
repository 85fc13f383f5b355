"""
Note HTML block by block: what two notes share, and what each has for itself.

A block is an element at the top level of a note (paragraph, heading, list, table). Two blocks are one where they
are the same Markdown: colours, data of citations and other things that Markdown cannot hold are then kept as
Zotero has them, for the block is not written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from html.parser import HTMLParser
from itertools import pairwise

__all__ = ["alike", "blocks", "fitted", "is_near", "joined"]

_WRAPPER = re.compile(r"\A\s*(<div[^>]*>)(.*)(</div>)\s*\Z", re.DOTALL)
_COMMENTS = re.compile(r"(?:<!--.*?-->\s*)+", re.DOTALL)
_NEAR = 0.6
"""Share of words; below that it is another note."""
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table hr div details section".split())


def alike(one: str, other: str) -> bool:
    """Whether two notes say the same, as far as Markdown can say it."""
    from .notes import same_html

    return same_html(one, other) or _plain(one) == _plain(other)


def is_near(one: str, other: str) -> bool:
    """Whether most words of the longer of two notes stand in the other one, in the same order."""
    words = [re.findall(r"\w+", _plain(text)) for text in (one, other)]
    matcher = SequenceMatcher(None, words[0], words[1], autojunk=False)
    return matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR


def fitted(text: str, held: str) -> str:
    """
    A note as it is written over `held`: the blocks that say the same stay as they are held, and of those that do not
    the words keep the colours that they have there.
    """
    opening, inner, closing = _unwrapped(held)
    new, old = blocks(_unwrapped(text)[1]), blocks(inner)
    here, there = _told((old, new))
    matcher = SequenceMatcher(None, here, there, autojunk=False)
    written: list[str] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            written += old[start:end]
        else:
            are_pairs = end - start == last - first
            written += (
                _styled(
                    block, old[start + at : start + at + 1] if are_pairs else old[start:end], sure=are_pairs
                )
                for at, block in enumerate(new[first:last])
            )
    return opening + "\n".join(written) + closing


def _styled(block: str, before: Sequence[str], *, sure: bool) -> str:
    """A block with the colours of the one that it comes from, if they change nothing that Markdown can say."""
    from .notes import restyled

    near = next((one for one in before if "style" in one and (sure or is_near(one, block))), "")
    styled = restyled(block, near) if near else block
    return styled if _plain(styled) == _plain(block) else block


def joined(base: str | None, one: str, other: str) -> str | None:
    """
    A note with what two others changed in it; `None` where both changed one place, each to something else.

    Args:
        base: what both come from; without it they share what stands in both, and each added the rest.
    """
    from merge3 import Merge3

    # Comments stay in the file, whatever becomes of them in Zotero: what was put before one there stands behind it
    # here, and must not look like another text.
    texts = [
        [block for block in blocks(_unwrapped(text)[1]) if not _COMMENTS.fullmatch(block)]
        for text in (base or "", one, other)
    ]
    plain = _told(texts if base is not None else texts[1:])
    if base is None:
        shared = _shared(*plain)
        if not shared:
            return None
        texts, plain = texts[1:], [shared, *plain]
    source: dict[str, str] = {}
    for told, text in zip(plain[-len(texts) :], texts, strict=True):
        source.update(zip(told, text, strict=True))
    merged: list[str] = []
    for group in Merge3(plain[0], plain[1], plain[2]).merge_groups():
        if group[0] != "conflict":
            merged += (source[block] for block in group[1])
        else:
            both = [[source[one] for one in part] for part in group[1:]]
            if any("data-citation" in one for part in both for one in part):
                return None  # Markdown knows only the words of a citation
            inside = _joined_lines(*([_plain(one) for one in part] for part in both))
            if inside is None:
                return None
            merged += blocks(inside)
    opening, _, closing = _unwrapped(other)
    return opening + "\n".join(merged) + closing


def _shared(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """What stands in both, in one order."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return [block for start, _, size in matcher.get_matching_blocks() for block in one[start : start + size]]


def _told(texts: Sequence[Sequence[str]]) -> list[list[str]]:
    """
    Each block as it is compared: those that all texts hold to the letter as they are, for that is quick, others
    as Markdown.
    """
    common = set.intersection(*map(set, texts))
    return [[block if block in common else _plain(block) for block in text] for text in texts]


def _joined_lines(base: Sequence[str], one: Sequence[str], other: Sequence[str]) -> str | None:
    """Blocks that both sides changed, line by line: items of a list, rows of a table."""
    from merge3 import Merge3

    from .notes import to_html

    texts = [("\n\n".join(part) + "\n").splitlines(keepends=True) for part in (base, one, other)]
    merged: list[str] = []
    for group in Merge3(texts[0], texts[1], texts[2]).merge_groups():
        if group[0] == "conflict":
            return None
        merged += group[1]
    return to_html("".join(merged), lambda _: None)


@lru_cache(maxsize=4096)
def _plain(html: str) -> str:
    """The Markdown of a note or of one block, a citation by the key of its item."""
    from .notes import to_markdown

    return to_markdown(html, lambda uri: uri.rpartition("/")[2]).strip()


def _unwrapped(html: str) -> tuple[str, str, str]:
    """(what the desktop puts around a note, the note, and its end)."""
    found = _WRAPPER.fullmatch(html)
    if found and "data-schema-version" in found[1] and len(blocks(html)) == 1:
        return found[1], found[2], found[3]
    return "", html, ""


def blocks(html: str) -> list[str]:
    """The elements at the top level; text between them is a block too, white space is none."""
    splitter = _Splitter(html)
    splitter.feed(html)
    splitter.close()
    return splitter.blocks()


class _Splitter(HTMLParser):
    """Where the top-level elements begin and end; what is not well formed stays in one piece."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self._html, self._open = html, list[str]()
        self._starts = [0, *(found.end() for found in re.finditer("\n", html))]
        self._cuts = [0]

    def _at(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag not in _BLOCKS:
            return
        if not self._open:
            self._cuts.append(self._at())
        if tag != "hr":
            self._open.append(tag)
        elif not self._open:
            self._cut_behind()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
            if not self._open:
                self._cut_behind()

    def _cut_behind(self) -> None:
        end = self._html.find(">", self._at())
        self._cuts.append(end + 1 if end >= 0 else len(self._html))

    def blocks(self) -> list[str]:
        cuts = [*dict.fromkeys((*self._cuts, len(self._html)))]
        pieces = (self._html[start:end].strip() for start, end in pairwise(cuts))
        return [piece for piece in pieces if piece]
