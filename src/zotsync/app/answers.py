"""What the sources said so far in a run: by identifier, and of the works that were chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import replace
from typing import Protocol

from ..core import versions
from ..core.candidates import Candidate
from ..model import Identifier, SourceRecord
from .build import Progress

__all__ = ["Answers", "Reference"]

_HOMES = {"arxiv": "arxiv", "doi": "crossref", "acl": "acl", "openreview": "openreview", "pmid": "pubmed"}
"""The source that gives the identifiers of a scheme, or most of them."""


class Reference(Protocol):
    """Something that knows works: services, an index, both."""

    @property
    def unavailable(self) -> Mapping[str, str]: ...
    @property
    def silent(self) -> Set[str]: ...
    @property
    def is_heard(self) -> bool: ...
    def lookup(
        self, wanted: Iterable[Identifier], progress: Callable[[int, int], None] = ...
    ) -> tuple[SourceRecord, ...]: ...
    def search(self, title: str) -> tuple[SourceRecord, ...]: ...


class Answers:
    """The records of a reference, each identifier asked for once."""

    def __init__(self, reference: Reference, progress: Progress) -> None:
        self._reference, self._progress = reference, progress
        self._by_identifier: dict[Identifier, list[SourceRecord]] = {}
        self._looked_up: set[Identifier] = set()

    def look_up(self, wanted: Iterable[Identifier]) -> None:
        """Ask for some identifiers, in batches."""
        new = [one for one in dict.fromkeys(wanted) if one not in self._looked_up]
        if not new:
            return
        self._looked_up.update(new)

        def progress(done: int, total: int) -> None:
            self._progress("identifiers", done, total)

        for record in self._reference.lookup(new, progress):
            for one in _stated(record):
                self._by_identifier.setdefault(one, []).append(record)

    def under(self, wanted: Iterable[Identifier]) -> tuple[SourceRecord, ...]:
        """What was said of some identifiers."""
        return tuple(dict.fromkeys(record for one in wanted for record in self._by_identifier.get(one, ())))

    def unheard(self, wanted: Iterable[Identifier]) -> str:
        """A source that could have told of an identifier of which nobody has, and did not answer; or nothing."""
        homes = (_HOMES.get(one.scheme, "") for one in wanted if one not in self._by_identifier)
        return next((home for home in homes if home in self._reference.silent), "")

    def ask_about(self, chosen: Iterable[Candidate]) -> None:
        """
        Ask the homes of identifiers that the records of works name: what was published of a preprint, the preprint
        of what was published.
        """
        self.look_up(one for candidate in chosen for one in _open_ends(candidate))

    def enriched(self, candidate: Candidate) -> Candidate:
        """A candidate with what sources say under the identifiers of its records, where that is of the same work."""
        records = list(candidate.records)
        for other in self.under(one for record in candidate.records for one in _stated(record)):
            if (
                other not in records
                and not other.updates
                and any(versions.is_one(other, one) for one in records)
            ):
                records.append(other)
        return replace(candidate, records=tuple(records))


def _open_ends(candidate: Candidate) -> Iterator[Identifier]:
    """Identifiers of a work of which their home has not told yet."""
    told = {(record.source, one) for record in candidate.records for one in record.work.identifiers}
    for record in candidate.records:
        for one in _stated(record):
            if (_HOMES.get(one.scheme, ""), one) not in told:
                yield one


def _stated(record: SourceRecord) -> tuple[Identifier, ...]:
    return (*record.work.identifiers, *record.versions)
