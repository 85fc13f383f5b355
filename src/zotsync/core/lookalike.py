"""Two works of one title: whether they are one, by their authors and years, where no identifier tells."""

from __future__ import annotations

from ..model import Work
from . import titles

__all__ = ["POSSIBLE", "SURE", "score"]

SURE = 0.85
"""Title, most authors and the year (of preprint or publication) agree, or one of them is known to nobody."""
POSSIBLE = 0.6
"""Below it they are two; between, a person decides."""


def score(ours: Work, theirs: Work) -> float:
    """How sure it is that two works of one title are one, 0 to 1; 0 where nobody wrote both."""
    mine, others = _families(ours), _families(theirs)
    shared = len(mine & others) / min(len(mine), len(others)) if mine and others else float(mine == others)
    if mine and others and not shared:
        return 0.0
    years = ours.issued[:4], theirs.issued[:4]
    if all(one.isdigit() for one in years):
        apart = abs(int(years[0]) - int(years[1]))
        year = 1.0 if apart <= 1 else 0.0
    else:
        year = 1.0 if years[0] == years[1] else 0.5
    return 0.5 + 0.3 * (shared if mine and others else 0.5 + shared / 2) + 0.2 * year


def _families(work: Work) -> set[str]:
    return {titles.normal(one.family or one.literal) for one in work.creators if one.role == "author"}
