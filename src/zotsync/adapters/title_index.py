"""
A title index on this computer (tantivy): millions of records in a folder, found by title or identifier.

Measured beside SQLite's FTS5 on a million titles (`benchmarks/resolve.py`): both are built in seconds, but where a
title has only common words FTS5 ranks all titles that have them; tantivy passes over those that cannot be among the
best.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import tantivy

from ..codecs.index import packing
from ..errors import InputError
from ..model import Identifier, SourceRecord

__all__ = ["TitleIndex", "build"]

_MEMORY = 256_000_000
"""Bytes of the writer: more is no faster for titles."""
_MOST = 20
"""Hits of a title that are looked at."""
_RAREST = 7
"""Words by which a title is looked for; the rest is in every other title."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("ids", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("record", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def build(folder: Path, records: Iterable[SourceRecord]) -> int:
    """
    Make an index of records; an older one in its place stays in use until the new one is whole.

    Returns:
        How many there are in it.

    Raises:
        InputError: the folder is not writable, or holds something else.
    """
    if folder.exists() and not all((folder / name).is_file() for name in ("meta.json", ".managed.json")):
        raise InputError(f"{folder}: there is something that is no title index; name another place")
    part = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    today = datetime.now(UTC).date().isoformat()
    count = 0
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        writer = tantivy.Index(_schema(), str(part)).writer(_MEMORY, 1)
        try:
            for record in records:
                document = tantivy.Document(
                    words=[" ".join(packing.words(record.work.title))],
                    ids=packing.curies(record),
                    record=[packing.pack(record, today)],
                )
                writer.add_document(document)
                count += 1
            writer.commit()
        finally:
            writer.wait_merging_threads()  # whoever removes the folder would race with them
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error})") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return count


class TitleIndex:
    """
    An index that was built.

    Raises:
        InputError: there is none in the folder, or of another version.
    """

    unavailable: Mapping[str, str] = {}

    def __init__(self, folder: Path) -> None:
        try:
            index = tantivy.Index.open(str(folder))
            self._schema = index.schema
            self._searcher = index.searcher()
            self._searcher.doc_freq("words", "a")
        except (ValueError, OSError) as error:
            reason = str(error).partition("\n")[0]
            raise InputError(
                f"{folder}: no usable title index ({reason}); zotsync index build makes one"
            ) from None

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, title: str) -> tuple[SourceRecord, ...]:
        """The records whose titles share the rarest words with a title, the nearest first."""
        known = {word: self._searcher.doc_freq("words", word) for word in packing.words(title)}
        rarest = sorted((word for word, count in known.items() if count), key=lambda word: known[word])
        return self._found("words", rarest[:_RAREST], _MOST)

    def lookup(self, wanted: Iterable[Identifier]) -> tuple[SourceRecord, ...]:
        """The records that have one of some identifiers."""
        curies = [str(one) for one in wanted]
        return self._found("ids", curies, 20 * len(curies))

    def _found(self, field: str, terms: Iterable[str], most: int) -> tuple[SourceRecord, ...]:
        queries = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, term)) for term in terms
        ]
        if not queries:
            return ()
        hits = self._searcher.search(tantivy.Query.boolean_query(queries), most, count=False).hits
        return tuple(packing.unpack(str(self._searcher.doc(at)["record"][0])) for _, at in hits)
