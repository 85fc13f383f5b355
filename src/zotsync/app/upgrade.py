"""
Upgrade: what became of works since they were looked up, as a plan that a person approves.

Preprints that were published, works that were retracted or corrected, links that lead nowhere. What a person wrote into
library.bib stays whatever the plan says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace

from ..adapters import files
from ..core import identifiers, versions
from ..core.consensus import consensus, notices, shown, told_by
from ..core.match import primary_url
from ..model import Identifier, Record, SourceRecord, Work
from .answers import Reference
from .build import Progress, settled
from .findings import Findings
from .holdings import Holdings, gather
from .workspace import Workspace

__all__ = ["Change", "UpgradePlan", "Upgraded", "apply_upgrade", "plan_upgrade"]

_AT_ONCE = 8
"""Pages that are looked for at the same time; those of one host come one after the other."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is new about a work."""

    key: str
    kind: str
    """`published`, `retraction`, `withdrawal`, `concern`, `correction`, `dead-link`."""
    why: str
    """In words."""
    fields: tuple[tuple[str, str, str], ...] = ()
    """(attribute, value now, value then)."""
    kept: tuple[tuple[str, str], ...] = ()
    """(attribute, what a person wrote in library.bib): stays, though the record changes."""
    record: Record | None = None
    """What the record becomes; None where there is nothing that zotsync could write."""
    before: Record | None = None
    """The record that `record` was made from: where the lock has another one by then, it stays."""


@dataclass(frozen=True, slots=True)
class UpgradePlan:
    """Everything that is new."""

    works: int
    """How many were looked at."""
    changes: tuple[Change, ...]
    unavailable: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What became of a plan."""

    written: tuple[str, ...]
    """The paths of what changed."""
    left: tuple[str, ...]
    """Keys of works that were decided otherwise, or went away, since the plan was made: they stay as they are."""


def plan_upgrade(
    workspace: Workspace,
    reference: Reference,
    is_dead: Callable[[str], bool],
    progress: Progress = lambda *_: None,
) -> UpgradePlan:
    """
    What is new about the verified works; nothing is written.

    Args:
        is_dead: whether a page is gone.
        progress: called with (what, done, of how many).

    Raises:
        ConfigError, InputError: the workspace cannot be read.
    """
    holdings = gather(workspace)
    records = holdings.catalogue.lock.records
    keys = [key for key in holdings.catalogue.keys if records[key].work.verified]
    wanted = [one for key in keys for one in records[key].work.identifiers]
    told = list(reference.lookup(wanted, lambda done, total: progress("identifiers", done, total)))
    stated = {one for record in told for one in record.versions} - set(wanted)
    told += reference.lookup(sorted(stated)) if stated else ()
    records_told = versions.Told(told)
    changes: list[Change] = []
    for number, key in enumerate(keys, 1):
        changes += _news(holdings, key, reference, records_told)
        progress("works", number, len(keys))
    alive = {one for record in told for one in record.work.identifiers}
    changes += _dead_links(holdings, keys, alive, is_dead, progress)
    return UpgradePlan(len(keys), tuple(changes), dict(reference.unavailable))


def apply_upgrade(workspace: Workspace, plan: UpgradePlan) -> Upgraded:
    """
    Write what a plan says, less the works that somebody else wrote since it was made.

    Raises:
        ConfigError, InputError: the workspace cannot be read or written.
    """
    with files.exclusive(workspace.state_folder / "lock"):
        findings = Findings(settled(workspace))
        found = dict(findings.records)
        left: dict[str, None] = {}
        for change in plan.changes:
            if change.record is None:
                continue
            if change.before is None or found.get(change.key) != change.before:
                left[change.key] = None
                continue
            now = findings.records[change.key]
            if change.kind == "published":
                findings.records[change.key] = change.record
            elif change.kind == "dead-link":
                findings.records[change.key] = replace(
                    now, work=replace(now.work, url=change.record.work.url)
                )
            else:
                findings.records[change.key] = _remarked(now, change.why)
        return Upgraded(findings.write(), tuple(left))


def _remarked(record: Record, why: str) -> Record:
    return (
        record
        if why in record.remark
        else replace(record, remark="; ".join(filter(None, (record.remark, why))))
    )


def _news(holdings: Holdings, key: str, reference: Reference, told: versions.Told) -> Iterator[Change]:
    record = holdings.catalogue.lock.records[key]
    own = SourceRecord("zotsync.lock", key, record.work)
    known = [one for one in told.of(own) if not one.updates]
    if versions.is_preprint(record.work) and all(versions.is_preprint(one.work) for one in known):
        found = reference.search(record.work.title)
        known += [one for one in found if one not in known and not one.updates and versions.is_one(own, one)]
    for notice in notices(known):
        if told_by(notice) not in record.remark:
            yield Change(key, notice.kind, told_by(notice), record=record, before=record)
    published = [one for one in known if not versions.is_preprint(one.work)]
    if (
        versions.is_preprint(record.work)
        and published
        and holdings.workspace.config.resolve.prefer == "published"
    ):
        new = _published(record, key, known)
        yield Change(
            key,
            "published",
            f"published: {new.work.container_title or new.work.publisher or 'somewhere'} {new.work.issued[:4]}",
            tuple(_differences(record.work, new.work)),
            _kept(holdings, key),
            new,
            record,
        )


def _published(record: Record, key: str, known: Iterable[SourceRecord]) -> Record:
    """The record of the publication; what the old one had besides (its arXiv id, notes, sources) stays."""
    own = SourceRecord("zotsync.lock", key, record.work)
    new = consensus((*known, own), key)
    old = record.work
    work = replace(
        new.work,
        note=old.note,
        keywords=old.keywords,
        fields=old.fields,
        abstract=old.abstract,
        arxiv_class=new.work.arxiv_class or old.arxiv_class,
    )
    sources = tuple(one for one in new.sources if not one.startswith(f"{own.source} "))
    alternatives = tuple(dict.fromkeys((*new.alternatives, *record.alternatives)))
    remark = "; ".join(dict.fromkeys(filter(None, (record.remark, new.remark))))
    dissent = tuple(one for one in new.dissent if not one.source.startswith(f"{own.source} "))
    return Record(work, (*sources, *record.sources), alternatives, remark, dissent, record.former)


def _differences(old: Work, new: Work) -> Iterator[tuple[str, str, str]]:
    for one in fields(Work):
        if getattr(old, one.name) != getattr(new, one.name):
            yield one.name, shown(old, one.name), shown(new, one.name)


def _kept(holdings: Holdings, key: str) -> tuple[tuple[str, str], ...]:
    """What a person wrote into library.bib otherwise than the record."""
    edited, recorded = holdings.edits.get(key), holdings.catalogue.lock.records[key].work
    return tuple((name, new) for name, _, new in _differences(recorded, edited)) if edited else ()


def _dead_links(
    holdings: Holdings,
    keys: Sequence[str],
    alive: Set[Identifier],
    is_dead: Callable[[str], bool],
    progress: Progress,
) -> list[Change]:
    """
    Links of records and lists that lead nowhere; that of a record can become that of its identifier.

    Pages of identifiers of which a source has just told are not asked for.
    """
    records = holdings.catalogue.lock.records
    links: dict[str, list[tuple[str, str]]] = {}
    for key in keys:
        url = records[key].work.url
        if _is_open(url, alive):
            links.setdefault(url, []).append((key, "the record"))
        for entry in holdings.entries.get(key, ()):
            link = primary_url(entry)
            if _is_open(link, alive):
                links.setdefault(link, []).append((key, f"{entry.list}:{entry.line}"))
    changes = []
    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="link") as pool:
        for number, (url, dead) in enumerate(zip(links, pool.map(is_dead, links), strict=True), 1):
            progress("links", number, len(links))
            for key, where in links[url] if dead else ():
                changes.append(_dead(key, records[key], url, where))
    return changes


def _is_open(url: str, alive: Set[Identifier]) -> bool:
    return url.startswith("http") and not alive & set(identifiers.of_url(url))


def _dead(key: str, record: Record, url: str, where: str) -> Change:
    why = f"the link of {where} leads nowhere: {url}"
    better = next((link for one in record.work.identifiers if (link := identifiers.url(one)) != url), "")
    if where != "the record" or not better:
        return Change(key, "dead-link", why)
    becomes = replace(record, work=replace(record.work, url=better))
    return Change(key, "dead-link", why, (("url", url, better),), record=becomes, before=record)
