"""Which library a run is about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..codecs.config import Config
from ..errors import UsageError

__all__ = ["DESKTOP", "chosen_library"]

DESKTOP = "desktop"
"""Type of a library of the Zotero on this computer."""


def chosen_library(
    config: Config, environment: Mapping[str, str], which: str | None = None
) -> tuple[str, str]:
    """
    Type and number of the library: flag before environment before `zotsync.toml`.

    Args:
        which: `embedded`, `user:ID`, `group:ID`, `desktop` (the Zotero on this computer) or
            `desktop:group:ID`.

    Returns:
        (`embedded`, `user`, `group` or `desktop`, its number); the number of an embedded library is empty,
        that of a desktop library the group's, or empty. What environment and configuration say is not checked
        here.

    Raises:
        UsageError: `which` is something else.
    """
    if which is not None:
        if which == DESKTOP or re.fullmatch(f"{DESKTOP}:group:[1-9][0-9]*", which):
            return DESKTOP, which.removeprefix(f"{DESKTOP}").removeprefix(":group:")
        kind, _, number = which.partition(":")
        is_right = number.isdecimal() if kind in ("user", "group") else which == "embedded"
        if not is_right:
            raise UsageError(
                f"--library {which}: write embedded, desktop, user:ID or group:ID; an ID is a number, of a group "
                "that in its web address"
            )
        return kind, number
    if environment.get("ZOTERO_LIBRARY_ID") or environment.get("ZOTERO_LIBRARY_TYPE"):
        # Never the type of one place with the number of another: that is somebody else's library.
        return environment.get("ZOTERO_LIBRARY_TYPE", ""), environment.get("ZOTERO_LIBRARY_ID", "")
    return config.library_type, config.library_id
