"""Citations in notes: citation key -> item of the library, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..codecs.zotero.notes import ItemReference
from ..core.tree import Base, work_id
from ..model import Work
from .holdings import Holdings

__all__ = ["Cited", "Citing", "citing"]

Cited = Callable[[str], ItemReference | None]

_PLACE = re.compile(r"(users|groups)/\d+\Z")
_SEVERAL = 2
"""Authors that a citation names; of more, the first."""


@dataclass(frozen=True, slots=True)
class Citing:
    """The two directions, for one library."""

    cited: Cited
    key_of: Callable[[str], str | None]
    """Address of an item -> citation key."""


def citing(holdings: Holdings, library: str, base: Base) -> Citing:
    """Works that the workspace lists; a library without an address for its items cites nothing."""
    place = _PLACE.search(library)
    keys = {
        key: bond.key if (bond := base.bonds.get(work_id(key))) else holdings.object_key(work_id(key))
        for key in holdings.works
    }
    works = {item: key for key, item in keys.items()}

    def cited(key: str) -> ItemReference | None:
        key = holdings.current_keys.get(key, key)
        if place is None or key not in keys:
            return None
        uri = f"http://zotero.org/{place[0]}/items/{keys[key]}"
        return ItemReference(uri, _label(holdings.works[key]))

    return Citing(cited, lambda uri: works.get(uri.rpartition("/")[2]))


def _label(work: Work) -> str:
    """`Vaswani et al., 2017`, as Zotero's note editor shows it."""
    names = [one.literal or one.family or one.given for one in work.creators if one.role == "author"]
    if len(names) > _SEVERAL or (names and work.and_others):
        names = [f"{names[0]} et al."]
    return ", ".join(filter(None, (" and ".join(names) or work.title, work.issued[:4])))
