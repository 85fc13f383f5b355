"""What a key may do in a library, and what its owner does about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import AccessError

__all__ = ["Rights", "check_key", "rights_of", "settings", "unknown_key"]


@dataclass(frozen=True, slots=True)
class Rights:
    """What a key may do in one library."""

    read: bool
    """All of it: a key that hides the notes does not count."""
    write: bool
    why: str = ""
    """What is in the way of reading, or else of writing, and the next step; empty where nothing is."""


def settings(host: str) -> str:
    """Where the keys of a server are made, as it stands in a sentence."""
    return (
        "https://www.zotero.org/settings/keys" if host == "api.zotero.org" else f"the key settings of {host}"
    )


def check_key(key: str) -> None:
    """
    Raises:
        AccessError: no key looks so. It could not stand in a header, and whoever complains of the header would
            show it.
    """
    if not all("!" <= character <= "~" for character in key):
        raise AccessError("The API key has characters that no key has: copy it again.")


def unknown_key(host: str) -> AccessError:
    """The server answers 403 when it is asked about the key."""
    return AccessError(
        f"{host} does not know this API key (wrong, expired or revoked): make a new one at {settings(host)}, "
        "then run `zotsync login` or set ZOTERO_API_KEY."
    )


def rights_of(
    key: Mapping[str, Any] | None,
    library_type: str,
    library_id: int,
    group: Mapping[str, Any] | None,
    page: str,
) -> Rights:
    """
    Work out what a key may do.

    Args:
        key: answer of /keys/current; None where there is no key.
        library_type: `user` or `group`.
        group: answer of /groups/ID; None for a user library, or where the server does not show the group.
        page: where keys are made, from `settings`.
    """
    if key is None:
        public = group is not None and group["data"].get("libraryReading") == "all"
        return Rights(
            public,
            False,
            f"There is no API key: make one at {page}, then run `zotsync login` or set ZOTERO_API_KEY.",
        )
    if library_type == "user":
        obstacles = _in_user_library(key, library_id, page)
    else:
        obstacles = _in_group_library(key, library_id, group, page)
    for stands, read, why in obstacles:
        if stands:
            return Rights(read, False, why)
    return Rights(True, True)


_Obstacle = tuple[bool, bool, str]
"""(it is in the way, reading is possible all the same, sentence)"""


def _in_user_library(key: Mapping[str, Any], user: int, page: str) -> Iterator[_Obstacle]:
    mine, access = key["userID"], key["access"].get("user", {})
    yield (
        mine != user,
        False,
        f"The key belongs to {_owner(key)}, not to user {user}: set ZOTERO_LIBRARY_ID to {mine}, "
        f"or use a key of user {user}.",
    )
    yield (
        not access.get("library"),
        False,
        f"The key has no access to the personal library: allow it at {page}.",
    )
    # Measured: without this right the notes are absent from all lists, as if somebody had deleted them.
    yield not access.get("notes"), False, f"The key has no access to notes: allow it at {page}."
    yield (
        not access.get("write"),
        True,
        f"The key may read the personal library, not write to it: allow writing at {page}.",
    )


def _in_group_library(
    key: Mapping[str, Any], number: int, group: Mapping[str, Any] | None, page: str
) -> Iterator[_Obstacle]:
    groups = key["access"].get("groups", {})
    access = groups.get(str(number)) or groups.get("all") or {}
    yield (
        not access.get("library"),
        False,
        f"The key has no access to group {number}: allow it at {page}.",
    )
    # Measured: 404 for a missing group and for one that the user may not see.
    yield (
        group is None,
        False,
        f"There is no group {number}, or {_owner(key)} is not a member: check its number.",
    )
    yield (
        not access.get("write"),
        True,
        f"The key may read group {number}, not write to it: allow writing at {page}.",
    )
    # Measured: a key says `write` also where the group lets only its admins write.
    yield (
        group is not None and group["data"].get("libraryEditing") == "admins" and not _is_admin(key, group),
        True,
        f"Only admins may write to group {number}: ask its owner to make you one.",
    )


def _owner(key: Mapping[str, Any]) -> str:
    return f"user {key['userID']} ({key['username']})"


def _is_admin(key: Mapping[str, Any], group: Mapping[str, Any]) -> bool:
    data, user = group["data"], key["userID"]
    return group["meta"].get("isAdmin") or user == data["owner"] or user in data.get("admins", ())
