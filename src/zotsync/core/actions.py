"""
What a plan says: one decision about one object each, and the plan that holds them all.

`Create`, `Update` and `Trash` are done in the library; `Pull`, `Adopt`, `Drop` and `Revive` in the workspace;
`Link` and `Forget` only in the memory of this clone. `Conflict`, `Leave` and `Retire` tell a person what is
left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .library import Kind

__all__ = [
    "DELETED",
    "LISTED",
    "Action",
    "Adopt",
    "Conflict",
    "Create",
    "Drop",
    "Forget",
    "Here",
    "Leave",
    "Link",
    "Plan",
    "Pull",
    "Retire",
    "Revive",
    "Side",
    "There",
    "Trash",
    "Update",
]

Side = Literal["local", "remote", ""]
"""Whose value stands; empty: nobody has decided."""

DELETED = "deleted"
"""Property of a conflict about a whole object: changed in the workspace, deleted in Zotero."""
LISTED = "listed"
"""Property of a conflict about a whole object: in no list any more, changed in Zotero."""


# --- in the library ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Create:
    """Make an object in the library."""

    id: str
    kind: Kind
    key: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Update:
    """Change some properties of an object in the library."""

    id: str
    kind: Kind
    key: str
    version: int
    """Of the object as it was seen: the library refuses the change if it has moved on."""
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trash:
    """Move an object of ours to the trash of the library: no list names it, and nothing else holds it."""

    id: str
    kind: Kind
    key: str
    version: int


# --- in the workspace -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pull:
    """Take over properties that were changed in Zotero."""

    id: str
    kind: Kind
    key: str
    before: Mapping[str, Any]
    """What both sides agreed on; `collections` and `parentCollection` by id."""
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Adopt:
    """Take an object into the lists that somebody made inside our collections."""

    id: str
    kind: Kind
    key: str
    data: Mapping[str, Any]
    """As the library holds it, but for `collections` and `parentCollection`, which are ids."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Remember that an object was deleted in Zotero, so that the lists do not bring it back."""

    id: str
    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Revive:
    """Forget that an object was deleted in Zotero: it is there again."""

    id: str
    kind: Kind
    key: str


# --- in the memory of this clone --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """An object of the library is this one of ours; nothing is written."""

    id: str
    kind: Kind
    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Forget:
    """An object is on neither side any more, or goes by another id now."""

    id: str
    kind: Kind
    key: str


# --- nowhere ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides changed one property, each to another value; told at every sync until a person decides."""

    id: str
    kind: Kind
    key: str
    property: str
    """Or `DELETED` or `LISTED`, for the whole object."""
    base: Any
    local: Any
    remote: Any


@dataclass(frozen=True, slots=True)
class Leave:
    """An object is deliberately not touched, until a person does something about it."""

    id: str
    kind: Kind
    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Retire:
    """An object is in no list any more and stays in the library, because others use it."""

    id: str
    kind: Kind
    key: str
    why: str


There = Create | Update | Trash
Here = Pull | Adopt | Drop | Revive
Action = There | Here | Link | Forget | Conflict | Leave | Retire


@dataclass(frozen=True, slots=True)
class Plan:
    """All decisions, valid for one library at one version."""

    library: str
    version: int
    actions: tuple[Action, ...]
    keys: Mapping[str, str]
    """Id -> key, for every object that is or will be in the library, less those that are left alone."""

    @property
    def is_empty(self) -> bool:
        """Nothing to write and nothing to remember."""
        return not any(isinstance(action, There | Here | Link) for action in self.actions)

    @property
    def is_settled(self) -> bool:
        """Whether both sides agree on everything once it is applied."""
        return not any(isinstance(action, Conflict | Leave) for action in self.actions)
