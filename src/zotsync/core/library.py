"""What zotsync asks of a library: one protocol, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from ..errors import LibraryError
from ..model import Snapshot, WriteReport

__all__ = ["BATCH", "Kind", "Library", "check_batch"]

Kind = Literal["collections", "items"]

BATCH = 50
"""Objects in one write; a server refuses more with 413 (WEB API, measured)."""


class Library(Protocol):
    """
    A Zotero library.

    Objects go in as Zotero's JSON with `key` and `version`: 0 creates, and is refused with a per-object 412
    where the key exists; a number above 0 changes only the given properties, and is refused with 412 where
    the object has moved on. So every write can be repeated: it is done once, or refused.

    What is stored may differ from what is sent (trimmed, sorted, dated): the `written` of a report is what
    the next comparison starts from. A non-empty list of tags counts as a change even where it is the same
    (zotero.org): leave out what did not change.

    A library that does not take our keys (`takes_keys`) makes one up for each new object. The `key` of a
    create is then only our name for it: the object in the report has the real one, which is the only one that
    later objects can name. Nothing refuses a create that is sent a second time: who lost an answer looks
    again, and finds what was made by what it is.
    """

    @property
    def id(self) -> str:
        """Stable name, `https://api.zotero.org/groups/123`: the state of a sync belongs to it."""

    @property
    def takes_keys(self) -> bool:
        """Whether a new object gets the key that it is sent with."""

    @property
    def write_obstacle(self) -> str:
        """Why this key may not write here, and the next step; empty where it may. Asked when a write was denied."""

    def snapshot(self, since: int = 0) -> Snapshot | None:
        """
        All that the library holds (`since=0`), or what moved after a library version.

        Returns `None`, for one request, where nothing moved. Trashed items are included. All of it shows one
        version of the library.

        What the server does not tell, the caller knows: a deleted collection takes those below it along,
        without a word, and its items leave it without a new version. A deleted key may be listed again as an
        object: somebody made it anew. A full snapshot names no deletions. A library that knows of none lists
        what is still there (`present_items`, `present_collections`).

        A version below `since` says that the library was restored from a copy, or is another one: what else such
        a snapshot holds means nothing.

        Raises:
            AccessError: no key, a wrong one, or no right to read this library.
            Unavailable: no usable answer, or the library moves faster than it can be read.
        """

    def write(self, kind: Kind, objects: Sequence[Mapping[str, Any]], *, version: int) -> WriteReport:
        """
        Create or change up to `BATCH` objects, if the library still stands at `version`.

        Objects are taken in order: a parent stands before what belongs to it. One refused object does not
        undo its neighbours: read `failed`. No objects, no request.

        Raises:
            Moved: the library is past `version`; nothing was written.
            AccessError: no right to write.
            Unavailable: no usable answer; the objects may have been written or not. Look again, then repeat
                with the same keys.
            LibraryError: the batch is too large, or an object has no `key` or `version`.
        """

    def delete(self, kind: Kind, keys: Sequence[str], *, version: int) -> int:
        """
        Delete up to `BATCH` objects for good and return the new library version. Raises as `write`.

        The notes and attachments of an item and the collections in a collection go with it; missing keys are
        passed over.
        """

    def item_fields(self) -> frozenset[str]:
        """Names of all item fields that the library's schema knows."""


def check_batch(objects: Sequence[Mapping[str, Any]]) -> None:
    """
    Refuse, before anything is sent, what a server might do twice or only in part.

    Raises:
        LibraryError: more than `BATCH` objects (some servers take them), or one without a `key` (a server
            makes one up, another at each try) or a `version`.
    """
    if len(objects) > BATCH:
        raise LibraryError(f"{len(objects)} objects in one request: a library takes at most {BATCH}.")
    for given in objects:
        for name in ("key", "version"):
            if name not in given:
                raise LibraryError(f"An object without {name} cannot be written safely.")
