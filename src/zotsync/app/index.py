"""Index: a title index from dumps of metadata, on this computer or on a server that a group shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..adapters import files, title_index
from ..adapters.shared_index import SharedIndex
from ..codecs.index import dumps
from ..model import SourceRecord

__all__ = ["Indexed", "build_index"]

Progress = Callable[[str, int, int], None]
"""Called with (file, megabytes read, megabytes of the file)."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What became of dumps."""

    records: int
    """How many there are in the index, or were sent to a shared one."""
    left_out: Mapping[str, int]
    """By path of a dump, how many of its records are no works, or could not be read."""


def build_index(
    sources: Sequence[Path],
    place: Path | str,
    *,
    authorization: str = "",
    progress: Progress = lambda *_: None,
) -> Indexed:
    """
    Put the records of dumps into an index.

    A local index is made anew; a shared one keeps what it has, and takes what is new or changed.

    Args:
        sources: arXiv or OpenAlex JSON lines, DBLP XML, BibTeX; `.gz` as they are.
        place: a folder, or the address of an index of OpenSearch or Elasticsearch.
        authorization: the header that the server wants.

    Raises:
        InputError: a dump cannot be read, or the folder not be written.
        ConfigError, Unavailable: the server's address is wrong, or it refuses.
    """
    left_out: Counter[str] = Counter()
    records = _records(sources, progress, left_out)
    if isinstance(place, str):
        with SharedIndex(place, authorization) as shared:
            count = shared.add(records)
    else:
        count = title_index.build(place, records)
    return Indexed(count, left_out)


def _records(sources: Sequence[Path], progress: Progress, left_out: Counter[str]) -> Iterator[SourceRecord]:
    for path in sources:
        size = path.stat().st_size >> 20 if path.is_file() else 0
        chunks = files.chunks(path, lambda read, path=path, size=size: progress(path.name, read >> 20, size))  # type: ignore[misc]
        for record in dumps.records(chunks, str(path)):
            if record is None:
                left_out[str(path)] += 1
            else:
                yield record
