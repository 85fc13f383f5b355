"""
YAML: a sequence of mappings, or topics above them (`nested`).

Only the events of the parser are used, never its objects: nothing is constructed, and no alias is followed, so
that a short text cannot stand for a large one.
"""

from __future__ import annotations

import re

from ..options import ReadOptions
from ..page import Page
from . import nested

__all__ = ["read"]

_NOT_YAML = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")


def read(text: str, page: Page, options: ReadOptions) -> None:
    """Read the documents of a text onto the page; what is no YAML is skipped, with the reason."""
    nested.read(text, _build, "YAML", page, options)


def _build(text: str, builder: nested.Builder) -> None:
    # Here and not above: importing it takes 20 ms, and most lists are not YAML.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    line = 1
    try:
        for event in yaml.parse(_NOT_YAML.sub("\N{REPLACEMENT CHARACTER}", text), Loader=loader):
            start, stop = event.start_mark, event.end_mark
            if start is None or stop is None:
                continue
            line, end = start.line + 1, stop.line + 1
            if isinstance(event, yaml.MappingStartEvent):
                builder.begin("mapping", line)
            elif isinstance(event, yaml.SequenceStartEvent):
                builder.begin("sequence", line)
            elif isinstance(event, yaml.CollectionEndEvent):
                # The end of an indented one is seen at the next line that is not blank.
                builder.end(line if start.column else line - 1)
            elif isinstance(event, yaml.ScalarEvent):
                if event.style in {"|", ">"}:
                    end -= 1
                builder.text(event.value, line, max(line, end))
            elif isinstance(event, yaml.AliasEvent):
                builder.text("", line, line)
    except yaml.MarkedYAMLError as error:
        # A text or bracket that is never closed is told at its end; what is wrong is its start.
        is_open = "quoted" in (error.context or "") or "flow" in (error.context or "")
        mark = (error.context_mark if is_open else None) or error.problem_mark or error.context_mark
        raise nested.Unreadable(mark.line + 1 if mark else line, error.problem or "broken") from None
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        raise nested.Unreadable(line, " ".join(str(error).split())) from None
