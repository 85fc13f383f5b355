"""Decide: a person says what an entry is that no source settles; each decision is written at once."""

from __future__ import annotations

from ..adapters import files
from ..codecs.doubts import Doubt, Offer
from ..core import identifiers, match
from ..core.candidates import judge
from ..core.consensus import consensus
from ..core.query import query_of
from ..core.versions import of_one_work
from ..errors import UsageError
from ..model import Entry, Identifier, Record
from .answers import Reference
from .findings import Findings, place_of
from .holdings import gather
from .resolve import load_doubts, save_doubts
from .workspace import Workspace

__all__ = ["choose", "identifier_in", "leave", "look_up", "open_doubts", "refuse"]


def open_doubts(workspace: Workspace) -> tuple[Doubt, ...]:
    """What `resolve` left, less what was decided since."""
    holdings = gather(workspace)
    lock = holdings.catalogue.lock
    decided = match.Decided(lock.identifications)
    still = {}
    for entry, key in holdings.catalogue.listed:
        found = decided.find(entry)
        if not lock.records[key].work.verified and not (found and found.evidence == match.NO_RECORD):
            still[place_of(entry)] = entry
    return tuple(one for one in load_doubts(workspace) if (one.list, one.title, one.url) in still)


def choose(workspace: Workspace, doubt: Doubt, record: Record, how: str) -> str:
    """
    The entry is the work of a record; its citation key.

    Raises:
        UsageError: the entry is in no list any more.
    """
    with files.exclusive(workspace.state_folder / "lock"):
        findings, entry = _opened(workspace, doubt)
        key = findings.take(entry, record, f"{match.SAID}: {how}")
        findings.write()
        _settled(workspace, doubt)
        return key


def refuse(workspace: Workspace, doubt: Doubt) -> None:
    """The entry is no paper. Raises as `choose`."""
    _said(workspace, doubt, "", match.NO_WORK)


def leave(workspace: Workspace, doubt: Doubt) -> None:
    """No source has it: it is not looked up again. Raises as `choose`."""
    _said(workspace, doubt, doubt.key, match.NO_RECORD)


def identifier_in(text: str) -> Identifier | None:
    """What a person pasted: a link, a DOI, an arXiv id, bare or not."""
    found = next(iter((*identifiers.find(text), *identifiers.of_url(text))), None)
    schemes = ("arxiv", "doi", "acl", "pmcid")
    return found or next((one for scheme in schemes if (one := identifiers.normal(scheme, text))), None)


def look_up(workspace: Workspace, doubt: Doubt, wanted: Identifier, reference: Reference) -> Offer | None:
    """
    What the sources have under an identifier, for the person to say yes to; None where they have nothing.

    Raises:
        UsageError: the entry is in no list any more.
    """
    _, entry = _opened(workspace, doubt)
    works = of_one_work(one for one in reference.lookup([wanted]) if not one.updates)
    of_it = next((group for group in works if any(wanted in one.work.identifiers for one in group)), None)
    if of_it is None:
        return None
    found = judge(query_of(entry), of_it)
    return Offer(consensus(of_it, prefer=workspace.config.resolve.prefer), found.score, found.evidence)


def _said(workspace: Workspace, doubt: Doubt, key: str, evidence: str) -> None:
    with files.exclusive(workspace.state_folder / "lock"):
        findings, entry = _opened(workspace, doubt)
        findings.say(entry, key and findings.key_of(entry), evidence)
        findings.write()
        _settled(workspace, doubt)


def _opened(workspace: Workspace, doubt: Doubt) -> tuple[Findings, Entry]:
    holdings = gather(workspace)
    place = doubt.list, doubt.title, doubt.url
    entry = next((one for one, _ in holdings.catalogue.listed if place_of(one) == place), None)
    if entry is None:
        raise UsageError(f"{doubt.list}: {doubt.title!r} is in no list any more; run zotsync resolve again")
    return Findings(holdings), entry


def _settled(workspace: Workspace, doubt: Doubt) -> None:
    save_doubts(workspace, (one for one in load_doubts(workspace) if one != doubt))
