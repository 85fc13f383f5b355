"""
Resolve: look up what the lists name, and put what is sure into the lock.

The identifiers of all entries are looked up first, in batches; a title is searched for where no link leads to a work of
that title. What is found is written in portions, so that a run that is stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..adapters import files
from ..codecs import doubts as doubts_codec
from ..codecs.doubts import Doubt, Offer
from ..core import identifiers, match, titles, versions
from ..core.candidates import Candidate, Verdict, is_supported, verdict
from ..core.consensus import consensus
from ..core.evidence import SURE_TITLE
from ..core.query import Query, query_of
from ..model import Entry
from .answers import Answers, Reference
from .build import Progress, settled
from .findings import Findings, Place, place_of
from .holdings import Holdings, gather
from .workspace import Workspace

__all__ = ["UNHEARD", "Found", "ResolveReport", "load_doubts", "resolve", "save_doubts"]

UNHEARD = "no source answered"
"""Why an entry is left of which nothing could be asked: that says nothing of the entry."""

_DOUBTS = "doubts.json"
_PORTION = 20
"""Titles that are searched for between two writes, at least."""
_WRITES = 50
"""At most, about: each writes all that is known, and what a cut run has asked is in the cache anyway."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry, and the work that it is."""

    list: str
    line: int
    title: str
    key: str
    recorded: str
    """Title of the work."""
    evidence: str
    confidence: float
    is_preprint: bool = False
    """No source that was asked knows a publication of it."""


@dataclass(frozen=True, slots=True)
class ResolveReport:
    """What a run did."""

    entries: int
    """How many were looked up."""
    found: tuple[Found, ...]
    doubts: tuple[Doubt, ...]
    """For a person, with those of entries that were not looked at this time."""
    written: tuple[str, ...]
    unavailable: Mapping[str, str]
    """Sources that did not answer everything, and why: what only they have is still to be found."""


def resolve(
    workspace: Workspace,
    reference: Reference,
    *,
    lists: Sequence[str] = (),
    dry_run: bool = False,
    progress: Progress = lambda *_: None,
) -> ResolveReport:
    """
    Find out what the entries are that nobody has verified, and write what is sure.

    Args:
        lists: file names; only their entries are looked up.
        dry_run: say what would be written, and write nothing.
        progress: called with (what, done, of how many).

    Raises:
        ConfigError, InputError: the workspace cannot be read or written.
    """
    with files.exclusive(workspace.state_folder / "lock"):
        return _Run(gather(workspace) if dry_run else settled(workspace), reference, dry_run, progress).all(
            lists
        )


def load_doubts(workspace: Workspace) -> tuple[Doubt, ...]:
    """What earlier runs left for a person."""
    return doubts_codec.read(files.read_text(workspace.state_folder / _DOUBTS) or "")


def save_doubts(workspace: Workspace, doubts: Iterable[Doubt]) -> None:
    """Keep what is left for a person."""
    files.write(workspace.state_folder / _DOUBTS, doubts_codec.write(doubts))


class _Run:
    """One run over the entries of a workspace."""

    def __init__(self, holdings: Holdings, reference: Reference, dry_run: bool, progress: Progress) -> None:
        self._holdings, self._reference = holdings, reference
        self._dry_run, self._progress = dry_run, progress
        self._prefer = holdings.workspace.config.resolve.prefer
        self._findings = Findings(holdings)
        self._answers = Answers(reference, progress)
        self._found: list[Found] = []
        self._doubts = self._older_doubts()
        self._written: dict[str, None] = {}
        self._linked: dict[str, list[tuple[str, str]]] = {}
        """By link, the titles of entries that were found, and their keys."""

    def all(self, lists: Sequence[str]) -> ResolveReport:
        asked = self._open(lists)
        self._answers.look_up(one for query in asked for one in query.identifiers)
        sure: dict[Query, Verdict] = {}
        unsure: list[Query] = []
        for query in asked:
            said = verdict(query, self._answers.under(query.identifiers))
            if said.accepted and said.accepted.title >= SURE_TITLE:
                sure[query] = said
            else:
                unsure.append(query)
        self._settle(sure, asked)
        size = max(_PORTION, len(unsure) // _WRITES)
        for start in range(0, len(unsure), size):
            portion = {}
            for number, query in enumerate(unsure[start : start + size], start):
                self._progress("titles", number, len(unsure))
                portion[query] = self._search(query)
            self._settle(portion, asked)
        self._settle_by_neighbours(asked)
        return ResolveReport(
            entries=sum(map(len, asked.values())),
            found=tuple(self._found),
            doubts=tuple(self._doubts.values()),
            written=tuple(self._written),
            unavailable=dict(self._reference.unavailable),
        )

    def _older_doubts(self) -> dict[Place, Doubt]:
        """Those of earlier runs that are still open."""
        records = self._findings.records
        still = {
            place_of(entry)
            for entry, key in self._holdings.catalogue.listed
            if not records[key].work.verified
        }
        older = {(one.list, one.title, one.url): one for one in load_doubts(self._holdings.workspace)}
        return {place: one for place, one in older.items() if place in still}

    # --- asking -------------------------------------------------------------------------------------------

    def _open(self, lists: Sequence[str]) -> dict[Query, list[Entry]]:
        """What is to be asked: equal questions once, entries of works that the lock knows already first."""
        lock = self._holdings.catalogue.lock
        decided = match.Decided(lock.identifications)
        said = {
            place_of(entry)
            for entry, _ in self._holdings.catalogue.listed
            if (found := decided.find(entry)) and found.evidence.startswith(match.SAID)
        }
        speaking = {key for entry, key in self._holdings.catalogue.listed if place_of(entry) not in said}
        asked: dict[Query, list[Entry]] = {}
        for entry, key in self._holdings.catalogue.listed:
            identification = decided.find(entry)
            # What a person said that it is goes with the entry that names that work, whatever its own title finds.
            settled = (identification is not None and identification.evidence == match.NO_RECORD) or (
                place_of(entry) in said and key in speaking
            )
            if lock.records[key].work.verified or settled or (lists and entry.list not in lists):
                continue
            asked.setdefault(self._query(entry, key), []).append(entry)
        return asked

    def _query(self, entry: Entry, key: str) -> Query:
        """What the list says, and what a person wrote into library.bib of the work."""
        query = query_of(entry)
        edited = self._holdings.edits.get(key)
        if edited is None:
            return query
        said = self._holdings.catalogue.lock.records[key].work
        return replace(
            query,
            other_title=edited.title if edited.title != said.title else "",
            creators=edited.creators or query.creators,
            identifiers=tuple(dict.fromkeys((*edited.identifiers, *query.identifiers))),
        )

    def _search(self, query: Query) -> Verdict:
        """Its title, and without the name in front where that finds nothing near."""
        records = self._answers.under(query.identifiers)
        said = Verdict(None, (), "")
        wordings = (query.other_title, query.title, titles.split_name(query.title)[1])
        for words in dict.fromkeys(filter(None, wordings)):
            records = tuple(dict.fromkeys((*records, *self._reference.search(words))))
            said = verdict(query, records, lambda found: self._findings.home_of(consensus(found).work))
            if said.accepted:
                break
        unheard = self._answers.unheard(query.identifiers)
        if said.accepted and unheard and not is_supported(query, said.accepted):
            # Of that title, but nobody could say whether its link leads there.
            return Verdict(
                None, said.candidates, f"its link could not be looked up: {unheard} did not answer"
            )
        if not said.candidates and self._reference.silent:
            is_heard = self._reference.is_heard
            return replace(said, why="no source that answered has a title like it" if is_heard else UNHEARD)
        return said

    # --- settling -----------------------------------------------------------------------------------------

    def _settle(self, verdicts: Mapping[Query, Verdict], asked: Mapping[Query, Sequence[Entry]]) -> None:
        """Put what is sure into the workspace, and remember the rest as doubts."""
        chosen = [said.accepted for said in verdicts.values() if said.accepted]
        self._answers.ask_about(chosen)
        for query, said in verdicts.items():
            for entry in asked[query]:
                self._doubts.pop(place_of(entry), None)
                if said.accepted is None:
                    self._doubt(entry, said.why, said.candidates)
                else:
                    self._take(entry, self._answers.enriched(said.accepted))
        self._write()

    def _take(self, entry: Entry, candidate: Candidate) -> None:
        record = consensus(candidate.records, prefer=self._prefer)
        sources = ", ".join(sorted({one.source for one in candidate.records}))
        confidence = round(min(1.0, candidate.score), 2)
        key = self._findings.take(entry, record, f"{candidate.evidence} ({sources})", confidence)
        self._tell(entry, key, candidate.evidence, confidence)
        url = match.primary_url(entry)
        if url:
            self._linked.setdefault(identifiers.place(url), []).append((entry.title, key))

    def _settle_by_neighbours(self, asked: Mapping[Query, Sequence[Entry]]) -> None:
        """
        Entries that only name a work (`GPT-2`), by another entry with the same link that says more
        (`GPT2: Language Models are ...`).
        """
        entries = {place_of(entry): entry for entries in asked.values() for entry in entries}
        for place in [one for one in self._doubts if one in entries and one[2]]:
            short = titles.squashed(entries[place].title)
            keys = {
                key
                for title, key in self._linked.get(identifiers.place(place[2]), ())
                if titles.squashed(titles.split_name(title)[0]) == short
            }
            if len(keys) == 1:
                del self._doubts[place]
                key = keys.pop()
                self._findings.say(entries[place], key, "link; title short name (another entry)", 0.95)
                self._tell(entries[place], key, "link; title short name", 0.95)
        self._write()

    def _tell(self, entry: Entry, key: str, evidence: str, confidence: float) -> None:
        work = self._findings.records[key].work
        self._found.append(
            Found(
                entry.list,
                entry.line,
                entry.title,
                key,
                work.title,
                evidence,
                confidence,
                versions.is_preprint(work),
            )
        )

    def _write(self) -> None:
        self._written.update(dict.fromkeys(self._findings.write(dry_run=self._dry_run)))
        if not self._dry_run:
            save_doubts(self._holdings.workspace, self._doubts.values())

    def _doubt(self, entry: Entry, why: str, candidates: Iterable[Candidate]) -> None:
        prefer = self._holdings.workspace.config.resolve.prefer
        offers = tuple(
            Offer(consensus(one.records, "", prefer), one.score, one.evidence) for one in candidates
        )
        place = place_of(entry)
        key = self._findings.key_of(entry)
        self._doubts[place] = Doubt(entry.list, entry.line, entry.title, place[2], key, why, offers)
