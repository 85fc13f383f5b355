"""
The values that flow through zotsync: frozen, without behaviour.

Five groups, in the order of the data flow:

* what a person wrote      `SeedList` of `Heading`, `Entry`, `Line`
* what it is               `Work` with `Creator` and `Identifier`; `Topic`
* what is known of it      `SourceRecord` with `Notice`; `Lock` of `Record` with `Dissent`, `Identification` and
                           `Decisions`
* what a library holds     `Snapshot` of `Item` and `Collection`; `WriteReport` with `Failure`
* what to report           `Finding`
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "Collection",
    "Creator",
    "Decisions",
    "Dissent",
    "Entry",
    "Failure",
    "Finding",
    "Heading",
    "Identification",
    "Identifier",
    "Item",
    "Line",
    "Link",
    "Lock",
    "Notice",
    "Place",
    "Record",
    "Remark",
    "SeedList",
    "Snapshot",
    "SourceRecord",
    "Topic",
    "Work",
    "WriteReport",
]


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A CURIE such as `doi:10.1145/3341301.3359646`, always in its normal form."""

    scheme: str
    """One of `zotsync.core.identifiers.SCHEMES`: doi, arxiv, openreview, acl, pmid, pmcid, isbn, s2."""
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


# --- what a person wrote ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """One hyperlink of an entry."""

    role: str
    """What it leads to: `paper`, `pdf`, `code`, `project`, `slides`, `video`, `note` (a reading note), `other`."""
    url: str
    """As written; relative for a file beside the list."""
    text: str = ""
    """The words that carry the link."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What the list says about a work, in the list's own words."""

    label: str
    """The word in front of it or above its column (`核心贡献`, `简介`, `Note`); empty where there is none."""
    text: str
    """Markdown of one paragraph."""
    line: int
    """1-based line in the list."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed work, as written."""

    list: str
    """File name of the list."""
    line: int
    """1-based line where the title stands."""
    title: str
    """Markup taken off, white space joined, one final full stop dropped; typos stay."""
    topic: tuple[str, ...] = ()
    """Names of the headings above it, outer to inner, without owner and week."""
    year: str = ""
    """As written: `2017`, `2022-ongoing`; empty where none is written."""
    authors: str = ""
    """As written: `Vaswani et al. (Google)`."""
    venue: str = ""
    """As written: `NeurIPS'23`."""
    affiliation: str = ""
    """A lab or company that the list names beside the work, which is not where it appeared: `Meta AI`."""
    alias: str = ""
    """A short name that stands beside the title and is no part of it: `YOCO`."""
    year_source: str = ""
    """Where the year stands: `entry`, `venue` or `heading`; empty where none is written."""
    venue_source: str = ""
    """Where the venue stands: `entry` or `heading`; empty where none is written."""
    links: tuple[Link, ...] = ()
    """The primary link first."""
    identifiers: tuple[Identifier, ...] = ()
    """Found in the links and the text of the entry."""
    remarks: tuple[Remark, ...] = ()
    marks: tuple[str, ...] = ()
    """What a sign beside it says: `must-read`, `read`."""
    group: str = ""
    """Where one entry of the list names several works: the words of that entry (`Mixture of Experts (MoE)`)."""
    rule: str = ""
    """Name of the rule that found it."""
    confidence: float = 1.0
    """0 to 1: how sure the rule is that this is a work with this title."""
    work: Work | None = None
    """The whole record, where the list is one of records (BibTeX, RIS, CSL ...); its key is the list's, or empty."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One topic heading of a list."""

    path: tuple[str, ...]
    """Names, outer to inner, the last one its own; without owner and week."""
    line: int
    written: str
    """The heading as written."""
    owners: tuple[str, ...] = ()
    """People named in brackets behind it (`李世鹏`)."""
    when: str = ""
    """A week or session named in brackets (`第三周`)."""
    text: str = ""
    """What stands under the heading and belongs to no entry (`todo by lsp`, an introduction)."""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one line of a list; every line has one."""

    number: int
    kind: str
    """`entry`, `topic`, `title` (of the list), `remark`, `detail` (of an entry: authors, links), `text`
    (about a topic), `markup` (table rules, fences), `blank`, or `skipped`."""
    why: str = ""
    """For `skipped`, `text` and `markup` the reason; for the others the title or topic that the line went to."""


@dataclass(frozen=True, slots=True)
class SeedList:
    """A reading list, read."""

    name: str
    title: str = ""
    headings: tuple[Heading, ...] = ()
    """In order, topics without entries too."""
    entries: tuple[Entry, ...] = ()
    lines: tuple[Line, ...] = ()


# --- what it is -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Creator:
    """A person (`family`, `given`) or a body or one-part name (`literal`)."""

    family: str = ""
    given: str = ""
    literal: str = ""
    role: str = "author"


@dataclass(frozen=True, slots=True)
class Work:
    """
    A publication, by CSL variables.

    Text is plain Unicode without markup of BibTeX or HTML; where a title holds mathematics that Unicode
    cannot write, TeX between dollars stays.
    """

    key: str
    """Citation key."""
    type: str
    """CSL type: `article-journal`, `paper-conference`, `article` (a preprint), `report`, `webpage`, `book`,
    `chapter`, `thesis`, `dataset`, `software`, `document`."""
    title: str
    creators: tuple[Creator, ...] = ()
    and_others: bool = False
    """The list of creators is cut: more follow."""
    issued: str = ""
    """ISO 8601 to the precision that is known: `2017`, `2017-12`, `2017-12-04`."""
    container_title: str = ""
    """Journal or proceedings."""
    container_title_short: str = ""
    """`NeurIPS`."""
    volume: str = ""
    issue: str = ""
    page: str = ""
    """`5998-6008`, with a plain hyphen."""
    number: str = ""
    """Article or report number."""
    publisher: str = ""
    publisher_place: str = ""
    genre: str = ""
    """`technical report`, `PhD thesis`."""
    edition: str = ""
    collection_title: str = ""
    event_title: str = ""
    identifiers: tuple[Identifier, ...] = ()
    """DOI first; a published version keeps the arXiv id of its preprint."""
    arxiv_class: str = ""
    """Primary class, `cs.CL`."""
    url: str = ""
    abstract: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    note: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    """BibTeX fields of its entry that have no place above: (name, value without braces), in order."""
    verified: bool = True
    """False where all that is known is what a list says."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One collection: where works stand, over all lists."""

    path: tuple[str, ...]
    works: tuple[str, ...] = ()
    """Citation keys in list order, without those of sub-topics."""


# --- what is known of it ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notice:
    """That a work was retracted or corrected, or has a new version."""

    kind: str
    """`retraction`, `withdrawal` (of a preprint, by its authors), `concern`, `correction`, `version`."""
    identifier: Identifier | None = None
    """Of the notice itself."""
    issued: str = ""
    """ISO 8601."""
    source: str = ""
    """Who says so, where it is not the publisher: `retraction-watch`."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What one source says of one version of a work."""

    source: str
    """Name of the source: `crossref`, `arxiv`."""
    name: str
    """Under which the source has it: a DOI, an arXiv id, a key of DBLP."""
    work: Work
    """Without citation key; what the source does not say is empty."""
    seen: str = ""
    """Day of the answer."""
    versions: tuple[Identifier, ...] = ()
    """Other versions of the same work, where the source says that they are."""
    notices: tuple[Notice, ...] = ()
    updates: tuple[Identifier, ...] = ()
    """The works that it retracts or corrects: then it is a notice itself."""


@dataclass(frozen=True, slots=True)
class Dissent:
    """A field of which a source says something else than the record."""

    field: str
    """Attribute of `Work`."""
    source: str
    """Name and day, as in `Record.sources`."""
    value: str
    """As text."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the sources say of one work: the base when a source says something new."""

    work: Work
    """As the sources have it; what people changed stands in library.bib."""
    sources: tuple[str, ...] = ()
    """Where it was seen, and what each confirms: `crossref 10.1145/3341301.3359646 (2026-11-21): title, issued`."""
    alternatives: tuple[str, ...] = ()
    """Other titles of the same work (preprint, earlier version)."""
    remark: str = ""
    """What a person should know of the record: versions, disagreements."""
    dissent: tuple[Dissent, ...] = ()
    former: tuple[str, ...] = ()
    """Citation keys that the work had before, the first one first."""


@dataclass(frozen=True, slots=True)
class Identification:
    """Which work one entry of a list is."""

    list: str
    title: str
    """As written; with `list` and `url` it tells the entry, wherever it moves to in the list."""
    url: str
    """Of the primary link; may be empty."""
    key: str
    """Citation key."""
    evidence: str
    """Why: `arxiv:1706.03762; title same`."""
    confidence: float
    """0 (nothing but the list says so) to 1 (certain)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a topic's collection stands in Zotero, and what it is called there."""

    name: str
    parent: tuple[str, ...] | str = ()
    """Path of the topic that it is in, empty at the top; or the key of a collection that is no topic."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """
    What people did in Zotero although a list says otherwise.

    A decision about something that no list names any more means nothing, and goes.
    """

    dropped: frozenset[str] = frozenset()
    """Citation keys of works that were deleted."""
    unnoted: frozenset[str] = frozenset()
    """Citation keys of works whose note of what the lists say was deleted."""
    unwritten: frozenset[str] = frozenset()
    """Citation keys of works whose reading note was deleted; the text stays in its file."""
    uncollected: frozenset[tuple[str, ...]] = frozenset()
    """Paths of topics whose collection was deleted."""
    withdrawn: frozenset[tuple[str, tuple[str, ...]]] = frozenset()
    """(citation key, topic path): the work was taken out of that collection."""
    untagged: frozenset[tuple[str, str]] = frozenset()
    """(citation key, tag): the tag was taken off."""
    places: Mapping[tuple[str, ...], Place] = field(default_factory=dict)
    """By topic path: the collection was renamed or moved."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What zotsync.lock holds: all is pinned until a person or a source says otherwise."""

    records: Mapping[str, Record] = field(default_factory=dict)
    """By citation key."""
    identifications: tuple[Identification, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)


@dataclass(frozen=True, slots=True)
class ReadingState:
    """What a person says about reading a work, in the front matter of its note."""

    tags: tuple[str, ...] | None = None
    """`None`: nothing is said about tags."""
    status: str = ""
    """`to-read`, `reading`, `read`, or a word of one's own."""
    status_date: str = ""
    rating: str = ""
    reader: tuple[str, ...] = ()


# --- what a library holds ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """One object of a Zotero library: a work, a note, an attachment."""

    key: str
    """Eight characters of `23456789ABCDEFGHIJKLMNPQRSTUVWXYZ`."""
    version: int
    """The object's own version (each object has its own since March 2026, not that of its batch)."""
    data: Mapping[str, Any]
    """Zotero's editable JSON, without `key` and `version`."""
    by: str = ""
    """Who made it, in the library of a group."""


@dataclass(frozen=True, slots=True)
class Collection:
    key: str
    version: int
    name: str
    parent: str = ""
    """Key of the parent collection; empty at the top level."""
    trashed: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a library holds, or what moved in it since a version; trashed items are in it."""

    version: int
    """Library version that it shows."""
    since: int
    """0: everything."""
    items: tuple[Item, ...] = ()
    collections: tuple[Collection, ...] = ()
    deleted_items: frozenset[str] = frozenset()
    deleted_collections: frozenset[str] = frozenset()
    present_items: frozenset[str] | None = None
    present_collections: frozenset[str] | None = None
    """Keys of all that is there, from a library that does not tell what was deleted."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the library refused one object of a batch."""

    code: int
    """HTTP status for this object alone: 400, 404, 409, 412, 413, 428, 500."""
    message: str


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What the library says of a batch, by index in the batch."""

    version: int
    """Library version after the batch."""
    written: Mapping[int, Item | Collection]
    """As stored (trimmed, defaults filled in, new version): the next base."""
    unchanged: Mapping[int, str]
    failed: Mapping[int, Failure]


# --- what to report ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should see; never an exception."""

    code: str
    """Stable, `year-differs`."""
    where: str
    """`seeds/list.md:12` or `bib/library.bib:40`."""
    message: str
    """One sentence."""
    severity: str = field(default="warning")
    """`error`, `warning` or `info`."""
    key: str = ""
    """Citation key, where it is about one work."""
