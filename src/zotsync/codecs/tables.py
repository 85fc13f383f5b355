"""The tables in which a clone remembers its libraries: what is a row of each, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..core.actions import Action
from ..core.library import Kind
from ..core.tree import Bond
from ..model import Collection, Item
from . import plans

__all__ = [
    "BOND",
    "COLLECTION",
    "FORMAT",
    "ITEM",
    "SCHEMA",
    "Row",
    "action",
    "bond",
    "collection",
    "deed",
    "item",
    "row_of",
]

SCHEMA = """
create table if not exists library (
  id text primary key, version integer not null default 0, digest text not null default '',
  item_fields text not null default '[]'
) without rowid;
create table if not exists item (
  library text not null, key text not null, version integer not null, data text not null,
  by text not null,
  primary key (library, key)
) without rowid;
create table if not exists collection (
  library text not null, key text not null, version integer not null, name text not null,
  parent text not null, trashed integer not null,
  primary key (library, key)
) without rowid;
create table if not exists bond (
  library text not null, id text not null, kind text not null, key text not null,
  local text not null, remote text not null, open text not null, kept text not null,
  primary key (library, id)
) without rowid;
create table if not exists choice (
  library text not null, id text not null, property text not null, seen text not null, side text not null,
  primary key (library, id, property)
) without rowid;
create table if not exists made (
  library text not null, key text not null,
  primary key (library, key)
) without rowid;
create table if not exists run (
  number integer primary key, library text not null, at text not null, undoes integer not null,
  end text not null default 'none'
);
create table if not exists deed (
  run integer not null, action text not null
);
create table if not exists sent (
  library text not null, run integer not null, at text not null, version integer not null, action text not null
);
create index if not exists deed_run on deed (run);
"""
FORMAT = 5
"""Of the tables: a state of another format is made anew, or of a newer zotsync."""

Row = tuple[str | int, ...]

ITEM = "key, version, data, by"
COLLECTION = "key, version, name, parent, trashed"
BOND = "id, kind, key, local, remote, open, kept"
"""Columns, in the order of `row_of`; the library goes before them."""


def row_of(one: Item | Collection | Bond) -> Row:
    if isinstance(one, Item):
        return one.key, one.version, _json(one.data), one.by
    if isinstance(one, Collection):
        return one.key, one.version, one.name, one.parent, int(one.trashed)
    marks = " ".join(one.open), " ".join(one.kept)
    return one.id, one.kind, one.key, _json(one.local), _json(one.remote), *marks


def item(key: str, version: int, data: str, by: str) -> Item:
    """Raises JSONDecodeError: the row is damaged; so do the others."""
    return Item(key, version, json.loads(data), by)


def collection(key: str, version: int, name: str, parent: str, trashed: int) -> Collection:
    return Collection(key, version, name, parent, bool(trashed))


def bond(one: str, kind: Kind, key: str, local: str, remote: str, still: str, kept: str) -> Bond:
    return Bond(
        one, kind, key, json.loads(local), json.loads(remote), tuple(still.split()), tuple(kept.split())
    )


def deed(done: Action) -> str:
    """What was done, as the log has it: the same action is the same text."""
    return _json(plans.values(done))


def action(line: str) -> Action:
    """The action of a `deed`."""
    (done,) = plans.actions_of([json.loads(line)])
    return done


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
