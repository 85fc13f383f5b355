"""What zotsync asks of a library: one protocol, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from ..model import Snapshot, WriteReport

__all__ = ["BATCH", "Kind", "Library"]

Kind = Literal["collections", "items"]

BATCH = 50
"""Objects in one write; a server refuses more with 413 (WEB API, measured)."""


class Library(Protocol):
    """
    A Zotero library.

    Objects go in as Zotero's JSON with `key` and `version`: 0 creates, and is refused with a per-object 412
    where the key exists; a number above 0 changes only the given properties, and is refused with 412 where
    the object has moved on.
    """

    @property
    def id(self) -> str:
        """Stable name of the library, `https://api.zotero.org/groups/123`: the state of a sync belongs to it."""

    def snapshot(self, since: int = 0) -> Snapshot | None:
        """
        All that the library holds (`since=0`), or what moved after a library version.

        Returns `None`, for one request, where nothing moved. Trashed items are included.

        Raises:
            AccessError: no key, a wrong one, or no right to read this library.
            Unavailable: no usable answer.
        """

    def write(self, kind: Kind, objects: Sequence[Mapping[str, Any]], *, version: int) -> WriteReport:
        """
        Create or change up to `BATCH` objects, if the library still stands at `version`.

        One refused object does not undo its neighbours: read `failed`.

        Raises:
            Moved: the library is past `version`; nothing was written.
            AccessError: no right to write.
            Unavailable: no usable answer; the objects may have been written or not.
        """

    def delete(self, kind: Kind, keys: Sequence[str], *, version: int) -> int:
        """Delete up to `BATCH` objects for good and return the new library version. Raises as `write`."""

    def item_fields(self) -> frozenset[str]:
        """Names of all item fields that the library's schema knows."""
