"""What git asks of a merge driver: three files of one name, made one."""

from __future__ import annotations

from pathlib import Path

from ..adapters import files
from ..codecs.bibtex import encoding
from ..codecs.merging import merge_files

__all__ = ["merge_driver"]


def merge_driver(base: Path, ours: Path, theirs: Path, name: str) -> int:
    """
    Write into `ours` what both sides say, and give the number of conflicts that are marked in it.

    Args:
        base: what both come from; empty where both added the file.
        name: path of the file in the repository.

    Raises:
        InputError: a file cannot be read or written.
        UsageError: `name` is no file that zotsync can merge.
        ConfigError: a lock cannot be read.
    """
    data = files.read_bytes(ours)
    (was, _), (here, coding), (there, _) = (
        encoding.decode(one) for one in (files.read_bytes(base), data, files.read_bytes(theirs))
    )
    text, conflicts = merge_files(was, here, there, name)
    files.update(ours, data, encoding.encode(text, coding))
    return conflicts
