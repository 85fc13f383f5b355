"""Index: a title index from dumps of metadata, on this computer or on a server that a group shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ..adapters import files, title_index
from ..adapters.shared_index import SharedIndex
from ..codecs.index import dumps
from ..model import SourceRecord

__all__ = ["build_index"]

Progress = Callable[[str, int, int], None]
"""Called with (file, megabytes read, megabytes of the file)."""


def build_index(
    sources: Sequence[Path],
    place: Path | str,
    *,
    authorization: str = "",
    progress: Progress = lambda *_: None,
) -> int:
    """
    Put the records of dumps into an index; how many there are.

    A local index is made anew; a shared one keeps what it has, and takes what is new or changed.

    Args:
        sources: arXiv or OpenAlex JSON lines, DBLP XML, BibTeX; `.gz` as they are.
        place: a folder, or the address of an index of OpenSearch or Elasticsearch.
        authorization: the header that the server wants.

    Raises:
        InputError: a dump cannot be read, or the folder not be written.
        ConfigError, Unavailable: the server's address is wrong, or it refuses.
    """
    records = _records(sources, progress)
    if isinstance(place, str):
        with SharedIndex(place, authorization) as shared:
            return shared.add(records)
    return title_index.build(place, records)


def _records(sources: Sequence[Path], progress: Progress) -> Iterator[SourceRecord]:
    for path in sources:
        size = path.stat().st_size >> 20 if path.is_file() else 0
        chunks = files.chunks(path, lambda read, path=path, size=size: progress(path.name, read >> 20, size))  # type: ignore[misc]
        yield from dumps.records(chunks, str(path))
