"""Other words in a paragraph, whose line breaks, escapes and kind of emphasis stay where nothing was changed."""

from __future__ import annotations

import re

__all__ = ["reworded"]

_TOKEN = re.compile(
    r"(?:\\| {2,})\n[ \t>]*|[ \t]*(?:\n[ \t>]*)+|[ \t]+|[\u3040-\u9fff\uac00-\ud7af]"
    r"|[^\W_\u3040-\u9fff\uac00-\ud7af]+|.",
    re.DOTALL,
)
"""Line breaks with what begins the next line of a quotation or an item, a space, a word, or a sign."""


def reworded(local: str, before: str, after: str) -> str | None:
    """
    The difference between `before` and `after`, word by word in `local`, of which `before` is a conversion.

    `None` where that cannot be told, or would not say what `after` says.
    """
    from merge3 import Merge3

    own, old, new = (_TOKEN.findall(text) for text in (local, before, after))
    here, was, now = ([_form(one) for one in tokens] for tokens in (own, old, new))
    text, at, then, next_ = "", 0, 0, 0
    for start, end, first, last, begin, stop in Merge3(was, here, now).find_sync_regions():
        gap = was[at:start]
        if gap == now[next_:begin]:
            text += "".join(own[then:first])
        else:
            # What else stands there only in the file (an indentation, the line under a heading) stays around it.
            around = next((i for i in range(then, first) if gap and here[i : i + len(gap)] == gap), then)
            behind = around + len(gap)
            if here[around:behind] != gap or behind > first:
                return None
            text += "".join((*own[then:around], *new[next_:begin], *own[behind:first]))
        text += "".join(own[first:last])
        at, then, next_ = end, last, stop
    return text if _says(text) == _says(after) else None


def _form(token: str) -> str:
    """What stands for all tokens that say the same."""
    if token.endswith("\n") or "\n" in token:
        return "\\\n" if token.startswith(("\\", "  ")) else " "
    return " " if token.isspace() else "*" if token == "_" else token


def _says(markdown: str) -> str:
    from ..zotero import notes

    return notes.to_markdown(notes.to_html(markdown, lambda _: None), lambda _: None)
