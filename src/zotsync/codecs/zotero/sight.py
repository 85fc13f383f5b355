"""A snapshot takes many answers while others write: all show one version of the library, or it is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...model import Snapshot
from .answers import number_of

__all__ = ["Shifted", "Sight", "unmoved"]


class Shifted(Exception):
    """The library moved between two answers."""


class Sight:
    """The version that all answers so far have shown."""

    def __init__(self) -> None:
        self.version = -1

    def shows(self, headers: Mapping[str, str]) -> None:
        """
        One more answer.

        Raises:
            Shifted: it is of another version.
            Misshapen: it tells none.
        """
        version = number_of(headers, "Last-Modified-Version")
        if self.version not in (-1, version):
            raise Shifted
        self.version = version


def unmoved(
    look: Callable[[], Snapshot | None], pauses: Sequence[float], sleep: Callable[[float], None]
) -> Snapshot | None:
    """
    What the first look returns during which the library does not move.

    Args:
        pauses: seconds before each look.

    Raises:
        Shifted: it moved during all of them.
    """
    for pause in pauses:
        if pause:
            sleep(pause)
        try:
            return look()
        except Shifted:
            continue
    raise Shifted
