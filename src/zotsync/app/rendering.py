"""
Markdown of notes -> Zotero's HTML, each text once: what was rendered is remembered in `.zotsync/`.

A long note takes ten milliseconds, so that 2,000 of them would take 20 seconds at every sync.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from ..adapters import files
from ..codecs import zotero
from ..errors import InputError
from .citing import Cited
from .memory import fingerprint, maker

__all__ = ["Rendering"]

_CITED = re.compile(r"@\{?([^\s,;\]}]+)")


class Rendering:
    """The HTML of notes for one library."""

    def __init__(self, folder: Path, cited: Cited) -> None:
        """
        Args:
            folder: `.zotsync/`; what is remembered there may be deleted at any time.
            cited: what a citation becomes.
        """
        self._file, self._cited = folder / "rendered.json", cited
        self._known = _recall(self._file)
        self._used: dict[str, str] = {}

    def page(self, markdown: str) -> str:
        """What a person wrote about a work."""
        # A work that the text cites may get its item later.
        names = sorted(set(_CITED.findall(markdown))) if "@" in markdown else ()
        items = (repr(self._cited(name.rstrip(".:"))) for name in names)
        return self._once(fingerprint(markdown, *items), lambda: zotero.notes.to_html(markdown, self._cited))

    def remarks(self, quotes: Sequence[tuple[str, str, str]]) -> str:
        """What the lists say about a work: (label, Markdown, where it is from) of each remark."""
        return self._once(fingerprint("remarks", repr(quotes)), lambda: zotero.remarks_html(quotes))

    def _once(self, key: str, render: Callable[[], str]) -> str:
        if key not in self._used:
            known = self._known.get(key)
            self._used[key] = render() if known is None else known
        return self._used[key]

    def remember(self) -> None:
        """What was asked for this time; what cannot be remembered is rendered again."""
        if self._used.keys() != self._known.keys():
            with suppress(InputError):
                data = {"zotsync": maker(), "html": self._used}
                files.write(self._file, json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _recall(file: Path) -> dict[str, str]:
    try:
        data = json.loads(files.read_text(file) or "{}")
        return dict(data["html"]) if data.get("zotsync") == maker() else {}
    except (ValueError, KeyError, TypeError, AttributeError, InputError):
        return {}
