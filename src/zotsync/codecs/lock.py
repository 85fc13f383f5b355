"""
`zotsync.lock`: text <-> `Lock`.

The file is JSON, one field a line and sorted, so that a diff shows what changed and a merge joins what two
people added; JSON because 10,000 works load in a tenth of a second (TOML and YAML take ten).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import ConfigError
from ..model import Creator, Decisions, Dissent, Identification, Identifier, Lock, Place, Record, Work

__all__ = ["fields_of", "read", "record_of", "write"]

_FORMAT = 1
_WORDS = ("dropped", "unnoted", "unwritten", "uncollected", "withdrawn", "untagged", "called")
"""First word of each line about Zotero: which set of `Decisions` it belongs to."""
_TEXTS = (
    "type", "title", "issued", "container_title", "container_title_short", "volume", "issue", "page", "number",
    "publisher", "publisher_place", "genre", "edition", "collection_title", "event_title", "arxiv_class", "url",
    "abstract", "language", "note",
)  # fmt: skip
"""Text attributes of `Work`, in the order in which a record shows them."""
_ALWAYS = ("type", "title", "verified")
"""Shown even when empty or false."""


# --- reading ----------------------------------------------------------------------------------------------


def read(text: str, where: str = "zotsync.lock") -> Lock:
    """
    Raises:
        ConfigError: the text is no lock (a merge left conflict markers, say), or of a newer zotsync.
    """
    if not text.strip():
        return Lock()
    if "\n<<<<<<< " in text or text.startswith("<<<<<<< "):
        line = text[: text.index("<<<<<<< ")].count("\n") + 1
        raise ConfigError(f"{where}:{line}: git left a merge conflict here; settle it and run again")
    try:
        data = json.loads(text, object_pairs_hook=_unique)
        version = data["zotsync.lock"]
        if version != _FORMAT:
            raise ConfigError(
                f"{where}: format {version} is of another zotsync; this one reads {_FORMAT}: upgrade it"
            )
        return Lock(
            records={key: record_of(key, record) for key, record in data["works"].items()},
            identifications=tuple(
                Identification(name, title, url, key, evidence, confidence)
                for name, lines in data["entries"].items()
                for title, url, key, evidence, confidence in lines
            ),
            decisions=_decisions(data.get("zotero", ())),
        )
    except json.JSONDecodeError as error:
        raise ConfigError(
            f"{where}:{error.lineno}: not readable ({error.msg}); restore it from git"
        ) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = error if isinstance(error, ValueError) else "its parts are not where they belong"
        raise ConfigError(f"{where}: {reason}; mend it, or restore it from git") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What git makes of two branches that both added one key must not swallow one of them."""
    data = dict(pairs)
    if len(data) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands twice; keep one of them, or give one another key")
    return data


_FIELDS = {*_TEXTS, "creators", "and_others", "identifiers", "keywords", "fields", "verified"} | {
    "sources",
    "alternatives",
    "remark",
    "dissent",
    "former",
}


def record_of(key: str, data: Mapping[str, Any]) -> Record:
    """
    A record of what `fields_of` made of it.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: it is of another shape.
    """
    unknown = sorted(data.keys() - _FIELDS)
    if unknown or not all(isinstance(data.get(name, ""), str) for name in (*_TEXTS, "remark")):
        raise ValueError(
            f"the record of {key} has {'an unknown field' if unknown else 'a field of the wrong kind'}"
        )
    work = Work(
        key=key,
        creators=tuple(map(_creator, data.get("creators", ()))),
        and_others=bool(data.get("and_others")),
        identifiers=tuple(
            Identifier(scheme, value)
            for scheme, _, value in (curie.partition(":") for curie in data.get("identifiers", ()))
        ),
        keywords=tuple(data.get("keywords", ())),
        fields=tuple(data.get("fields", {}).items()),
        verified=bool(data.get("verified", True)),
        **{name: data[name] for name in _TEXTS if name in data},
    )
    return Record(
        work,
        tuple(data.get("sources", ())),
        tuple(data.get("alternatives", ())),
        data.get("remark", ""),
        tuple(Dissent(*one) for one in data.get("dissent", ())),
        tuple(data.get("former", ())),
    )


def _creator(data: list[str] | Mapping[str, str]) -> Creator:
    if isinstance(data, list):
        return Creator(family=data[0], given=data[1])
    return Creator(**data)


def _decisions(lines: Iterable[list[Any]]) -> Decisions:
    said: dict[str, list[list[Any]]] = {}
    for word, *rest in lines:
        if word not in _WORDS:
            raise ValueError(f"the decision {word!r} is not known")
        said.setdefault(word, []).append(rest)
    return Decisions(
        dropped=frozenset(key for (key,) in said.get("dropped", ())),
        unnoted=frozenset(key for (key,) in said.get("unnoted", ())),
        unwritten=frozenset(key for (key,) in said.get("unwritten", ())),
        uncollected=frozenset(tuple(path) for (path,) in said.get("uncollected", ())),
        withdrawn=frozenset((key, tuple(path)) for key, path in said.get("withdrawn", ())),
        untagged=frozenset((key, tag) for key, tag in said.get("untagged", ())),
        places={
            tuple(path): Place(name, parent if isinstance(parent, str) else tuple(parent))
            for path, name, parent in said.get("called", ())
        },
    )


# --- writing ----------------------------------------------------------------------------------------------


def write(lock: Lock) -> str:
    """The text of a lock; equal locks give equal texts, `read(write(lock)) == lock`."""
    works = _members(
        (key, _object(fields_of(lock.records[key]), indent=2)) for key in sorted(lock.records, key=_order)
    )
    lists: dict[str, list[Identification]] = {}
    for one in sorted(lock.identifications, key=lambda one: (one.list, one.title, one.url, one.key)):
        lists.setdefault(one.list, []).append(one)
    entries = _members(
        (name, _array((_line([i.title, i.url, i.key, i.evidence, i.confidence]) for i in found), indent=2))
        for name, found in lists.items()
    )
    zotero = [_line(one) for one in _said(lock.decisions)]
    decisions = f',\n"zotero": {_array(zotero, indent=2)}' if zotero else ""
    return f'{{\n"zotsync.lock": {_FORMAT},\n"works": {works},\n"entries": {entries}{decisions}\n}}\n'


def _said(decisions: Decisions) -> Iterable[list[Any]]:
    """One line each, sorted, so that what two people decided joins."""
    yield from (["dropped", key] for key in sorted(decisions.dropped))
    yield from (["unnoted", key] for key in sorted(decisions.unnoted))
    yield from (["unwritten", key] for key in sorted(decisions.unwritten))
    yield from (["uncollected", list(path)] for path in sorted(decisions.uncollected))
    yield from (["withdrawn", key, list(path)] for key, path in sorted(decisions.withdrawn))
    yield from (["untagged", key, tag] for key, tag in sorted(decisions.untagged))
    for path, place in sorted(decisions.places.items()):
        yield [
            "called",
            list(path),
            place.name,
            place.parent if isinstance(place.parent, str) else list(place.parent),
        ]


def _order(key: str) -> tuple[str, str]:
    return key.casefold(), key


def fields_of(record: Record) -> Iterable[tuple[str, Any]]:
    """The fields of a record as JSON, in the order in which they are shown, empty ones too."""
    work = record.work
    yield from ((name, getattr(work, name)) for name in _TEXTS[:2])
    yield "creators", [_name(creator) for creator in work.creators]
    yield "and_others", work.and_others
    yield from ((name, getattr(work, name)) for name in _TEXTS[2:])
    yield "identifiers", [str(identifier) for identifier in work.identifiers]
    yield "keywords", list(work.keywords)
    yield "fields", dict(work.fields)
    yield "alternatives", list(record.alternatives)
    yield "remark", record.remark
    yield "sources", list(record.sources)
    yield "dissent", [[one.field, one.source, one.value] for one in record.dissent]
    yield "former", list(record.former)
    if not work.verified:
        yield "verified", False


def _name(creator: Creator) -> list[str] | dict[str, str]:
    if creator.role == "author" and not creator.literal:
        return [creator.family, creator.given]
    parts = ("family", creator.family), ("given", creator.given), ("literal", creator.literal)
    role = {} if creator.role == "author" else {"role": creator.role}
    return {name: text for name, text in parts if text} | role


_line: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False).encode


def _object(fields: Iterable[tuple[str, Any]], indent: int) -> str:
    pad = " " * indent
    lines = [
        f"{pad}{_line(name)}: {_array(map(_line, value), indent + 2) if isinstance(value, list) else _line(value)}"
        for name, value in fields
        if value or name in _ALWAYS
    ]
    return "{\n" + ",\n".join(lines) + "}"


def _array(lines: Iterable[str], indent: int) -> str:
    pad = " " * indent
    return "[\n" + ",\n".join(pad + line for line in lines) + "]"


def _members(members: Iterable[tuple[str, str]]) -> str:
    body = ",\n".join(f"{_line(key)}: {value}" for key, value in members)
    return f"{{\n{body}\n}}" if body else "{}"
