"""
Where a title begins and ends: in what is set off, in quotes, or in plain words up to what is no title any more;
and where only a short name is set off, with the title behind it.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from . import brackets, credits, dates, people, references, venues, words
from .blocks import Inline, Span
from .links import names_its_role

__all__ = [
    "WIKILINK",
    "Style",
    "after_colon",
    "full_title_behind",
    "is_link_label",
    "linked_title_behind",
    "of",
    "reads_like_a_title",
    "title_behind_dash",
]

Style = Literal["strong", "emphasis", "link", "quoted", "plain"]

_LONGEST = 1000
"""Characters of a title: more are not one, and cost time."""


_CHINESE = re.compile(r"[一-鿿]")


def reads_like_a_title(text: str) -> bool:
    """Whether words that nothing else marks as a work may be its title: three words, or six characters."""
    return len(text.split()) >= 3 or len(_CHINESE.findall(text)) >= 6


_COLON = re.compile(r"\s*[:：]\s*")
_BREAK = re.compile(r"\s(?:--+|—|–|\||//)\s|\s-\s(?=\S)|-{3,}|——")
_QUOTED = re.compile(
    r"[\"“「『《]\s*(?P<title>[^\n]{2,400}?(?:\n[^\n]{1,200}?){0,3}[.,，?!]?)\s*[\"”」』》](?![\w])"
    r"|['‘](?P<british>[^\n‘]{4,300}?)['’](?=[,.;]?(?:\s|$))"
)


WIKILINK: Final = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?(?P<words>[^\[\]|\n]{2,200})\]\]")
"""A link to a note, `[[note|words]]`."""


def of(inline: Inline, start: int) -> tuple[int, Style] | None:
    """Where the title that begins at `start` ends, and how it is set off."""
    first = inline.at(start)
    if first is None:
        return None
    quoted = _QUOTED.match(inline.plain, start)
    if quoted and _GOES_ON.match(inline.plain, quoted.end()):
        # `"Why Should I Trust You?": Explaining the Predictions of Any Classifier`
        return _plain_end(inline, quoted.end()), "plain"
    if quoted and (
        quoted[0][0] == "《"
        or len((said := quoted["title"] or quoted["british"]).split()) > 1
        or said.endswith((".", ",", "，"))
    ):
        return quoted.end(), "quoted"
    if inline.plain.startswith("[[", start) and (note := WIKILINK.match(inline.plain, start)):
        return note.end(), "link"
    if not first.link and not first.strong and not first.emphasis:
        return _plain_end(inline, start), "plain"

    def belongs(span: Span) -> bool:
        if span.link:
            return span.link == first.link
        return span.strong if first.strong else first.emphasis and span.emphasis

    end = start
    for begin, to, span in inline.placed():
        if to > start and begin < to:
            if not belongs(span):
                break
            end = to
    return end, "link" if first.link else "strong" if first.strong else "emphasis"


_GOES_ON = re.compile(r":\s+(?=[A-Z][^\n]*[a-z])")


_LINK_LABEL = re.compile(r"(?<=[\W_])(?<!\b[Tt]he\s)(?<!\b[Aa]\s)([^\W\d_]+)\s?[:：]\s*")
_LINKED = frozenset({"link", "pdf", "paper", "code", "project"})
"""Labels of a bare link: `How Powerful are Graph Neural Networks? 链接：https://..`."""


def is_link_label(plain: str, start: int) -> bool:
    """Whether the label of a bare link stands behind a title."""
    label = _LINK_LABEL.match(plain, start)
    return label is not None and words.field_of(label[1]) in _LINKED


def _plain_end(inline: Inline, start: int) -> int:
    """Where a title that nothing sets off ends; it may run across a link that carries a part of it."""
    plain, end = inline.plain, min(len(inline.plain), start + 2 * _LONGEST)
    for begin, to, anchor in inline.links():
        if begin >= start and names_its_role(plain[begin:to], anchor.url):
            end = begin
            break
    for label in _LINK_LABEL.finditer(plain, max(start, end - 24), end):
        if label.end() == end and words.field_of(label[1]) in _LINKED:
            end = label.start()
    for begin, to, span in inline.placed():
        if span.kind == "break" and span.source != "\n" and start < begin < end:
            # A new line on purpose, `<br>`.
            end = begin
            break
        # Names and venue are often slanted behind a plain title.
        if (
            start < begin < min(to, end)
            and span.emphasis
            and not span.link
            and (_is_credit(span.text) or plain[start:begin].rstrip().endswith(("?", "!")))
        ):
            end = begin
            break
    if bracket := dates.bracket_in(plain, start, end):
        end = bracket.start
    for held in _HELD.finditer(plain, start, end):
        if brackets.tells(held[1]):
            end = held.start()
            break
    end = _before_told_line(plain, start, end)
    found = _BREAK.search(plain, start, end)
    if found and not (found[0] == " - " and plain[found.end() : end].rstrip().endswith("?")):
        end = found.start()
    if "[" in plain and (kind := references.KIND.search(plain, start, end)):
        end = kind.start()
    if sentence := credits.SENTENCE.search(plain, start, end):
        end = sentence.start()
    end = _before_credits(plain, start, end)
    return start + len(plain[start:end].rstrip(" \t\n([（【,，;；:：-–—"))


_HELD = re.compile(r"[(（\[]([^()（）\[\]]{4,80})[)）\]]")
_ASIDE_AT_END = re.compile(r"(?<=\S)\s?\([a-z][^()]{1,60}\)\s*\Z")
"""`SIGMOD 2012 (on Moodle)`."""
_STOP = re.compile(r"[?!？！]\s+|[,，]\s*|\n")


def _before_credits(plain: str, start: int, end: int) -> int:
    """Where names or a venue behind `,`, `?` or `!` end a plain title."""
    aside = _ASIDE_AT_END.search(plain, start, end)
    told_end = aside.start() if aside else end
    for number, stop in enumerate(_STOP.finditer(plain, start, told_end)):
        if number == 12:
            break
        rest = plain[stop.end() : told_end]
        if stop[0] == "\n":
            rest = rest.partition("\n")[0]
        names = (venues.split_off(rest) or (rest, ""))[0]
        if (dated := dates.behind_comma(rest)) and (
            people.are_people(rest[: dated[1]], one=True) or people.are_surnames(rest[: dated[1]])
        ):
            return stop.start() + (stop[0][0] in "?!？！")
        told = names != rest and (people.are_people(names, one=True) or people.are_surnames(names))
        if told or _is_credit(rest) or people.are_people(names):
            return stop.start() + (stop[0][0] in "?!？！")
    return end


def _is_credit(text: str) -> bool:
    if venues.is_venue(text) or people.are_people(text):
        return True
    name = venues.without_pages(text) if len(text) < 80 and any(map(str.isdecimal, text)) else text
    return name != text and name.isascii() and venues.is_venue(name)


def _before_told_line(plain: str, start: int, end: int) -> int:
    """Where a line that tells only who wrote a work, where or when it appeared ends the title above it."""
    at = plain.find("\n", start, end)
    for _ in range(4):
        if at < 0:
            break
        following = plain.find("\n", at + 1)
        line = plain[at + 1 : following if following >= 0 else len(plain)]
        if any(brackets.of_bracket(held[1])[0] for held in _HELD.finditer(line)):
            # The title goes on up to the names: `Activation Vectors (TCAV) (Kim et al., ICML'18)`.
            at = plain.find("\n", at + 1, end)
            continue
        told = credits.read(Inline((Span(line, line),)))
        if not told.others and (told.authors or venues.is_venue(told.venue)):
            return at
        at = plain.find("\n", at + 1, end)
    return end


def after_colon(inline: Inline, start: int, end: int) -> int:
    """
    The end of the title where only the short name in front of its colon is set off.

    `**HybridFlow**: A Flexible and Efficient RLHF Framework`; but `**Transformer**: 继 RNN 后的架构` and
    `**GPT-2**: a larger model` go on with a remark.
    """
    plain = inline.plain
    inside = plain[start:end].rstrip()
    at = (
        end
        if inside.endswith((":", "："))
        else (colon.end() if (colon := _COLON.match(plain, end)) else None)
    )
    if at is None or len(inside.split()) > 3 or words.field_of(inside):
        return end
    at += len(plain[at : at + 9]) - len(plain[at : at + 9].lstrip())
    first = inline.at(at)
    if first is None or (first.link and first.link != getattr(inline.at(start), "link", None)):
        return end
    far = _plain_end(inline, at)
    rest = plain[at:far]
    is_title = rest[:1].isupper() and 2 <= len(rest.split()) <= 25 and rest.isascii() and ". " not in rest
    return far if is_title and not people.are_people(rest, one=True) else end


_SHORT_NAME = re.compile(r"([^:：\n]{1,60})[:：]\s+")


_DASH = re.compile(r"\s(?:--+|—|–|-)\s+")


def title_behind_dash(inline: Inline, start: int, end: int) -> tuple[int, int, Style] | None:
    """`SIREN — Implicit Neural Representations with Periodic Activation Functions — NeurIPS 2020`."""
    plain = inline.plain
    dash = _DASH.match(plain, end)
    if dash is None or not 0 < len(plain[start:end].split()) <= 2 or ":" in plain[start:end]:
        return None
    first = inline.at(dash.end())
    if first is None or first.link or first.strong or first.emphasis:
        return None
    far = _plain_end(inline, dash.end())
    said = plain[dash.end() : far].split()
    long = [word for word in said if len(word) > 3]
    capital = sum(1 for word in long if word[0].isupper())
    if not 4 <= len(said) <= 25 or capital * 10 < len(long) * 7 or _is_credit(plain[dash.end() : far]):
        return None
    return dash.end(), far, "plain"


def linked_title_behind(inline: Inline, start: int) -> tuple[int, int, Style] | None:
    """`Raft: [In Search of an Understandable Consensus Algorithm](..)`."""
    short = _SHORT_NAME.match(inline.plain, start)
    if short is None or len(short[1].split()) > 3:
        return None
    for begin, to, anchor in inline.links():
        text = inline.plain[begin:to]
        if (
            short
            and begin == short.end()
            and reads_like_a_title(text)
            and not names_its_role(text, anchor.url)
        ):
            return begin, to, "link"
    return None


_JOINED = re.compile(r"\s?[:：|–—-]?\s*")


def full_title_behind(inline: Inline, start: int, end: int) -> tuple[int, int, Style] | None:
    """A short name in bold, then the title in a link: `**GPT-3**: [Language Models are Few-Shot Learners](..)`."""
    plain, first = inline.plain, inline.at(start)
    if first is None or first.link or len(plain[start:end].split()) > 3:
        return None
    if (
        (colon := _COLON.match(plain, end))
        and (quoted := _QUOTED.match(plain, colon.end()))
        and reads_like_a_title(quoted["title"] or quoted["british"])
    ):
        # `**TinyLFU**：《A Highly Efficient Cache Admission Policy》`
        return colon.end(), quoted.end(), "quoted"
    for begin, to, anchor in inline.links():
        if begin < end:
            continue
        text = plain[begin:to]
        if (
            begin > end
            and _JOINED.fullmatch(plain, end, begin)
            and reads_like_a_title(text)
            and not names_its_role(text, anchor.url)
            and not people.are_people(text)
        ):
            return begin, to, "link"
        return None
    return None
