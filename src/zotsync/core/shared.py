"""
A bibliography that co-authors edit too, and the library: what goes into which, entry by entry.

Rule 1: what both sides changed, each otherwise, is a conflict; both keep their values until a person decides.
Rule 2: what a co-author takes out of the file stays out of it and stays in the library: papers leave things out.
So does an entry that they removed, unless the document cites it.
Rule 3: without a base (the first time, another clone) nothing is added to an entry that is there, and only what the
library does not know is taken from it. One value that says less than the other, or says it in other letters (a year,
a cut list of authors, a short name, other capitals), is then no conflict: each side keeps its own.
Rule 4: notes that programs keep in an entry (`file`, `owner`, `timestamp`) are nobody else's business.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from ..model import Work
from . import lookalike, titles
from .merge import Agreement, Clash, merge
from .properties import OTHERS, READING, properties

__all__ = ["Agreed", "Decision", "Prefer", "agreement", "decide", "partners"]

Prefer = Literal["", "library", "file"]

_PRIVATE: Final = re.compile(
    r"field (?:file|owner|timestamp|groups|priority|printed|qualityassured|ranking|readstatus|relevance|username|"
    r"creationdate|modificationdate|localfile|pdf|entrytype|crossref|xdata|ids|__markedentry|"
    r"(?:bdsk|date|mendeley|citeulike|read|biburl|bibsource|jabref).*)"
)
_ANY_TYPE: Final = "document"
"""`@misc`: the entry does not say what it is."""
_OWN_WORDS: Final = frozenset(("keywords", "abstract", "annotation"))
"""What people write for themselves: without a base it is not taken."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What both sides said of one work when they were brought together last."""

    library: Mapping[str, Any]
    file: Mapping[str, Any]
    open: tuple[str, ...] = ()
    """Properties on which they did not agree."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one work that both sides have."""

    to_file: Mapping[str, Any] = field(default_factory=dict)
    to_library: Mapping[str, Any] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)


def decide(agreed: Agreed | None, library: Work, file: Work, prefer: Prefer = "") -> Decision:
    """
    Merge one work.

    Args:
        library: as the library writes it in this form, read again.
        prefer: whose value counts where both changed it.
    """
    ours, theirs = _shown(library), _shown(file)
    base = Agreement(agreed.library, agreed.file, agreed.open) if agreed else None
    merged = merge(base, ours, theirs, READING, also=theirs)
    clashes = dict(merged.clashes)
    if agreed is None and not prefer:
        clashes = {name: one for name, one in clashes.items() if not _alike(name, one, library)}
    to_file, to_library = dict(merged.to_remote), dict(merged.to_local)
    for name, clash in merged.clashes.items():
        if prefer:
            clashes.pop(name)
            (to_file if prefer == "library" else to_library)[name] = (
                clash.local if prefer == "library" else clash.remote
            )
    if agreed is None:
        to_file = {name: value for name, value in to_file.items() if name in merged.clashes}
        to_library = {
            name: value
            for name, value in to_library.items()
            if name in merged.clashes or not (name in _OWN_WORDS or name.startswith("field "))
        }
    else:
        left_out = {name for name in agreed.library if name not in agreed.file and name not in theirs}
        to_file = {name: value for name, value in to_file.items() if name not in left_out}
        to_library = {name: value for name, value in to_library.items() if value}
    return Decision(to_file, to_library, clashes)


def _alike(name: str, clash: Clash, library: Work) -> bool:
    """Whether one value is a shorter or other way to say the other."""
    ours, theirs = clash.local, clash.remote
    if name == "creators":
        mine, others = _families(ours), _families(theirs)
        shared = min(len(mine), len(others))
        cut = OTHERS in ours or OTHERS in theirs
        return mine[:shared] == others[:shared] and (len(mine) == len(others) or cut)
    if not isinstance(ours, str) or not isinstance(theirs, str):
        return False
    if name == "type":
        return theirs == _ANY_TYPE
    if name == "issued":
        return ours.startswith(theirs) or theirs.startswith(ours)
    if name == "container_title" and titles.normal(theirs) == titles.normal(library.container_title_short):
        return True
    return titles.normal(ours) == titles.normal(theirs)


def _families(creators: list[list[str]]) -> list[str]:
    return [titles.normal(one[0] or one[2]) for one in creators if one != OTHERS]


def agreement(before: Agreed | None, library: Work, file: Work, clashes: Collection[str]) -> Agreed:
    """What is agreed on from now on; of a conflict, what was agreed on before."""
    ours, theirs = _shown(library), _shown(file)
    still_open = [name for name in clashes if before is None or name in before.open]
    for name in clashes:
        for now, then in ((ours, before and before.library), (theirs, before and before.file)):
            now.pop(name, None)
            if then and name in then:
                now[name] = then[name]
    return Agreed(ours, theirs, tuple(sorted(still_open)))


def _shown(work: Work) -> dict[str, Any]:
    return {name: value for name, value in properties(work).items() if not _PRIVATE.fullmatch(name)}


def partners(library: Iterable[Work], file: Iterable[Work]) -> Iterator[tuple[str, str]]:
    """
    (key in the library, key in the file) of works that both have: by key, by identifier, or by title and people.

    One partner each; in doubt none.
    """
    theirs = {work.key: work for work in file}
    folded = {key.casefold(): key for key in theirs}
    by_identifier: dict[object, list[str]] = {}
    by_title: dict[str, list[str]] = {}
    for key, work in theirs.items():
        for one in work.identifiers:
            by_identifier.setdefault(one, []).append(key)
        by_title.setdefault(titles.normal(work.title), []).append(key)
    taken: set[str] = set()
    rest: list[Work] = []
    for ours in library:
        if (same := folded.get(ours.key.casefold())) and same not in taken:
            taken.add(same)
            yield ours.key, same
        else:
            rest.append(ours)
    for ours in rest:
        found = {key for one in ours.identifiers for key in by_identifier.get(one, ())}
        if not found and ours.title:
            alike = by_title.get(titles.normal(ours.title), ())
            found = {key for key in alike if lookalike.score(ours, theirs[key]) >= lookalike.SURE}
        found -= taken
        if len(found) == 1:
            taken |= found
            yield ours.key, found.pop()
