"""Read: what lists hold, without a workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from ..adapters import files
from ..codecs import seedlist
from ..codecs.foreign import FOREIGN
from ..codecs.listing import to_bibtex, to_csv, to_json
from ..errors import InputError
from ..model import SeedList

__all__ = ["Reading", "read_files", "to_bibtex", "to_csv", "to_json"]


class Reading(NamedTuple):
    """One file that was to be read."""

    name: str
    """As the person wrote it."""
    list: SeedList | None
    """None where it could not be read."""
    problem: str
    """Why it could not be, in one line."""


def read_files(
    paths: Iterable[str],
    format: str = "",
    *,
    title: str = "",
    skip: tuple[str, ...] = (),
    standard_input: Callable[[], bytes] = bytes,
) -> list[Reading]:
    """
    Read files; one that cannot be read does not keep the others from it.

    Args:
        paths: `-` is what `standard_input` gives.
        format: of all of them; without, their names tell.
        title: header of the column of titles.
        skip: headings to leave out.

    Raises:
        UsageError: there is no such format.
    """
    options = seedlist.ReadOptions(skip, title)
    readings = []
    for path in paths:
        if not format and (foreign := FOREIGN.get(Path(path).suffix.lower())):
            readings.append(Reading(path, None, f"{path}: {foreign}"))
            continue
        try:
            data = standard_input() if path == "-" else files.read_bytes(Path(path))
            text = seedlist.decode(data, path)
        except InputError as error:
            readings.append(Reading(path, None, str(error)))
        else:
            found = seedlist.read(text, Path(path).name, options, format=format) if text.strip() else None
            readings.append(Reading(path, found, "" if found else f"{path}: the file is empty"))
    return readings
