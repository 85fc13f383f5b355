"""Where a list disagrees with the record of the work that it names; one rule, one function, one code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..model import Entry, Finding, Record
from . import identifiers, titles, written
from .match import primary_url

__all__ = ["CODES", "review"]

CODES = {
    "unverified": "no source has confirmed this work yet; all that is known is what the list says",
    "title-differs": "the list writes another title than the record",
    "title-alternative": "the list writes the title of another version of the work",
    "title-prefixed": "the list puts a name in front of the title",
    "title-short-name": "the list names the work only by a short name",
    "title-markup": "the list writes the title with other capitals, punctuation or markup",
    "year-differs": "the list writes another year than the record",
    "link-other-work": "the link leads to another work than the one that the title names",
    "link-mirror": "the link leads to the work by way of another site",
    "record-note": "what a person should know of the record: other versions, other titles, doubts",
    "group-of-works": "one entry of the list names several works",
    "rekeyed": "somebody gave an entry of library.bib another citation key; the next build takes it over everywhere",
    "former-key": "an entry of library.bib has the older key of a work that has another one now",
    "crossed-keys": "an entry of library.bib is titled as another work is: were two keys exchanged by hand?",
    "listed-twice": "one list names a work twice",
    "trashed": "the item of this work was deleted in Zotero, so the work is left out although a list names it",
    "not-a-paper": "somebody said with `zotsync identify` that this entry is no paper; it is left out",
}
"""What each finding means."""

_TITLE = {
    "different": ("title-differs", "warning", "the record's title is {recorded!r}"),
    "similar": ("title-differs", "warning", "the record's title is {recorded!r}"),
    "alternative": (
        "title-alternative",
        "info",
        "this is the title of another version; the record's is {recorded!r}",
    ),
    "prefixed": ("title-prefixed", "info", "a name stands in front of the title {recorded!r}"),
    "short name": ("title-short-name", "info", "only a short name; the title is {recorded!r}"),
    "markup": ("title-markup", "info", "written otherwise in the record: {recorded!r}"),
}


def review(
    entries: Iterable[tuple[Entry, str]], records: Mapping[str, Record], paths: Mapping[str, str]
) -> tuple[Finding, ...]:
    """
    Findings for entries, each with the citation key of its work, in list order.

    `records` are what the sources say; an entry whose work has no verified one is reported as unverified.
    `paths` tells where each list stands: `{"list.md": "seeds/list.md"}`.
    """
    findings: list[Finding] = []
    first: dict[tuple[str, str], Entry] = {}
    noted: set[str] = set()
    for entry, key in entries:
        where = f"{paths.get(entry.list, entry.list)}:{entry.line}"
        said = [*_of_entry(entry, records[key]), *_twice(entry, first.setdefault((entry.list, key), entry))]
        if records[key].remark and key not in noted:
            noted.add(key)
            said.append(("record-note", "info", records[key].remark))
        findings += [
            Finding(code, where, f"{entry.title!r}: {words}", level, key) for code, level, words in said
        ]
    return tuple(findings)


_Said = Iterator[tuple[str, str, str]]


def _of_entry(entry: Entry, record: Record) -> _Said:
    for rule in _RULES if record.work.verified else (_unverified,):
        yield from rule(entry, record)


def _unverified(_: Entry, __: Record) -> _Said:
    yield "unverified", "info", "not verified yet: built from what the list says"


def _title(entry: Entry, record: Record) -> _Said:
    likeness = titles.likeness(entry.title, record.work.title, record.alternatives)
    if likeness in _TITLE:
        code, severity, message = _TITLE[likeness]
        yield code, severity, message.format(recorded=record.work.title)


def _year(entry: Entry, record: Record) -> _Said:
    listed, recorded = written.year(entry.year), written.year(record.work.issued)
    if listed is None or recorded is None or (listed == recorded and entry.year == str(recorded)):
        return
    preprints = {identifiers.arxiv_year(one) for one in record.work.identifiers if one.scheme == "arxiv"}
    where = f" ({record.work.container_title_short})" if record.work.container_title_short else ""
    message = f"the list says {entry.year}, the record {recorded}{where}"
    if listed in preprints:
        yield "year-differs", "info", f"{message}; {listed} is the year of the preprint"
    else:
        yield "year-differs", "warning", message


def _link(entry: Entry, record: Record) -> _Said:
    url = primary_url(entry)
    ours = set(identifiers.of_url(url)) if url else set()
    theirs = {*record.work.identifiers, *identifiers.of_url(record.work.url)}
    schemes = {one.scheme for one in theirs}
    for one in sorted(ours - theirs):
        # A DOI beside an arXiv id is another door to the work; an arXiv id that a verified record with
        # other identifiers does not know is another work, or a version that nobody has confirmed.
        if not ours & theirs and (one.scheme in schemes or one.scheme == "arxiv"):
            yield "link-other-work", "warning", f"the link leads to {one}, which the record does not have"


def _mirror(entry: Entry, record: Record) -> _Said:
    url = primary_url(entry)
    for one in identifiers.of_url(url) if url else ():
        home = identifiers.url(one)
        if one in record.work.identifiers and _host(url) not in (_host(home), _host(record.work.url)):
            yield "link-mirror", "info", f"{_host(url)} leads to {one}; its own page is {home}"


def _host(url: str) -> str:
    return identifiers.place(url).partition("/")[0]


def _group(entry: Entry, _: Record) -> _Said:
    if entry.group:
        yield "group-of-works", "info", f"listed with others under one entry, {entry.group!r}"


_RULES: Sequence[Callable[[Entry, Record], _Said]] = (_title, _year, _link, _mirror, _group)


def _twice(entry: Entry, first: Entry) -> _Said:
    if first is not entry:
        years = f" ({first.year} there, {entry.year} here)" if first.year != entry.year else ""
        yield "listed-twice", "info", f"the same work as {first.title!r} in line {first.line}{years}"
