"""`zotsync.toml`: text -> `Config`, with every unknown word refused by name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from ..core import citekey
from ..core.consensus import PREFERENCES, SOURCE_NAMES
from ..core.near import did_you_mean
from ..core.topics import TopicPath, parse_path
from ..errors import ConfigError

__all__ = ["Config", "ListOptions", "NoteOptions", "ResolveOptions", "read", "with_library"]

CHILDREN = ("sections", "files", "none")
LIBRARY_TYPES = ("embedded", "user", "group", "desktop")


@dataclass(frozen=True, slots=True)
class ListOptions:
    """`[lists."name.md"]`."""

    root: TopicPath = ()
    """Collection under which the list's topics stand."""
    skip: tuple[str, ...] = ()
    """Headings that are left out, with all below them."""
    title: str = ""
    """Header of the column that holds the titles."""


@dataclass(frozen=True, slots=True)
class NoteOptions:
    """`[notes]`."""

    file: str = "notes/{citekey}.md"
    """Where a new note is made, relative to the workspace."""
    template: str = ""
    """Path of the template for new notes; empty: none."""
    children: str = "sections"
    """
    Where the notes stand that people write in Zotero below an item: in `sections` of the work's note, in `files`
    of their own, or nowhere (`none`): then they are neither read nor written.
    """


@dataclass(frozen=True, slots=True)
class ResolveOptions:
    """`[resolve]`."""

    contact: str = ""
    """Address or page of the group, told to the services that are asked."""
    sources: tuple[str, ...] = SOURCE_NAMES
    """The services to ask."""
    prefer: str = "published"
    """Which version of a work speaks for it: `published` or `preprint`."""
    index: str = ""
    """A title index: a file, or the address of an index of OpenSearch or Elasticsearch."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a workspace says of itself; the defaults are those of an empty file."""

    seeds: tuple[str, ...] = tuple(
        f"seeds/*.{suffix}"
        for suffix in "md markdown txt org rst bib ris xml rdf csv tsv yaml yml json".split()
    )
    """Globs of the reading lists, relative to the workspace; the order is the order of the collections."""
    library_type: str = "embedded"
    library_id: str = ""
    """Number of the user or the group; for `desktop` that of a group, or nothing."""
    citekey: str = citekey.DEFAULT_PATTERN
    topics: Mapping[TopicPath, TopicPath] = field(default_factory=dict)
    """Heading path as written (without owner and week) -> topic path."""
    lists: Mapping[str, ListOptions] = field(default_factory=dict)
    """By file name of the list."""
    inbox: str = "seeds/inbox.md"
    """The list that gets what others add in Zotero, relative to the workspace; it is read as the last of all."""
    notes: NoteOptions = field(default_factory=NoteOptions)

    resolve: ResolveOptions = field(default_factory=ResolveOptions)

    def options(self, name: str) -> ListOptions:
        return self.lists.get(name, ListOptions())


_TABLES: dict[str, dict[str, type]] = {
    "": {
        "seeds": list,
        "citekey": str,
        "library": dict,
        "topics": dict,
        "lists": dict,
        "inbox": str,
        "notes": dict,
        "resolve": dict,
    },
    "library": {"type": str, "id": (int, str)},  # type: ignore[dict-item]
    "notes": {"file": str, "template": str, "children": str},
    "resolve": {"contact": str, "sources": list, "prefer": str, "index": str},
    "lists": {"root": str, "skip": list, "title": str},
}
_SECRETS = ("key", "api_key", "apikey", "token", "secret", "password")


def read(text: str, where: str = "zotsync.toml") -> Config:
    """
    Raises:
        ConfigError: not TOML, an unknown word, a value of the wrong kind, or a secret in the file.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_not_toml(str(error), text, where)) from None
    _check(data, "", where)
    library = _check(data.get("library", {}), "library", where)
    for name, options in data.get("lists", {}).items():
        if not isinstance(options, dict):
            raise ConfigError(f'{where}: write [lists."{name}"] with `root = ...` below it')
        _check(options, "lists", where, f'[lists."{name}"]')
    kind = library.get("type", "embedded")
    if kind not in LIBRARY_TYPES:
        raise ConfigError(f"{where}: library type {kind!r} is not known; there is {', '.join(LIBRARY_TYPES)}")
    default = Config()
    pattern = data.get("citekey", default.citekey)
    citekey.check_pattern(pattern)
    seeds = _texts(data.get("seeds", list(default.seeds)), "seeds", where)
    return Config(
        seeds=seeds,
        library_type=kind,
        library_id=str(library.get("id", "")),
        citekey=pattern,
        inbox=_inbox(data.get("inbox", default.inbox), where),
        notes=_notes(_check(data.get("notes", {}), "notes", where), where),
        resolve=_resolve(_check(data.get("resolve", {}), "resolve", where), where),
        topics={parse_path(old): _topic(old, new, where) for old, new in data.get("topics", {}).items()},
        lists={
            name: ListOptions(
                root=parse_path(options.get("root", "")),
                skip=_texts(options.get("skip", []), f'skip in [lists."{name}"]', where),
                title=options.get("title", ""),
            )
            for name, options in data.get("lists", {}).items()
        },
    )


def with_library(text: str, kind: str, number: str, where: str = "zotsync.toml") -> str:
    """
    The text with another library in it; all else stays to the byte, comments too.

    Args:
        kind: `user` or `group`.
        number: its ID.

    Raises:
        ConfigError: the file is not usable, or says it in a form that is for a person to change.
    """
    before = read(text, where)
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    start = next((i for i, line in enumerate(lines, 1) if re.match(r"\s*\[\s*library\s*\]", line)), 0)
    if lines:
        lines[-1] = lines[-1].rstrip("\r\n") + end
    if not start:
        lines += [end] if lines else []
        lines.append(f"[library]{end}")
        start = len(lines)
    stop = next((i for i in range(start, len(lines)) if lines[i].lstrip().startswith("[")), len(lines))
    table = lines[start:stop]
    at = _put(table, "type", f'"{kind}"', 0, end)
    _put(table, "id", number, at + 1, end)
    after = "".join([*lines[:start], *table, *lines[stop:]])
    try:
        understood = read(after, where) == replace(before, library_type=kind, library_id=number)
    except ConfigError:
        understood = False
    if not understood:
        raise ConfigError(
            f'{where}: [library] is written in a way of its own; write type = "{kind}" and id = {number} there'
        )
    return after


def _not_toml(said: str, text: str, where: str) -> str:
    """tomllib says at the end of its message where it stopped: at a line, or at the end of the document."""
    what, _, stop = said.rpartition(" (at ")
    found = re.search(r"line (\d+)", stop)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    return f"{where}:{line}: not readable as TOML: {what or said}"


_VALUE = r"""("[^"]*"|'[^']*'|[\w+-]+)"""


def _put(table: list[str], name: str, value: str, otherwise: int, end: str) -> int:
    """Say `name = value` where a table says it, or says it in a comment, or else at a place; the index."""
    for comment in ("", r"#\s*"):
        pattern = re.compile(rf"(\s*){comment}({name}\s*=\s*){_VALUE}(?=\s*(#|$))")
        for i, line in enumerate(table):
            if pattern.match(line):
                table[i] = pattern.sub(lambda found: f"{found[1]}{found[2]}{value}", line, count=1)
                return i
    table.insert(otherwise, f"{name} = {value}{end}")
    return otherwise


def _check(data: Mapping[str, Any], table: str, where: str, shown: str = "") -> Mapping[str, Any]:
    known = _TABLES[table]
    place = f" in {shown or f'[{table}]'}" if table else ""
    for name, value in data.items():
        if name in known:
            if not isinstance(value, known[name]):
                raise ConfigError(f"{where}: {name}{place} has a value of the wrong kind: {value!r}")
        elif table == "library" and name == "url":
            raise ConfigError(
                f"{where}: a workspace must not say where your key is sent; set ZOTERO_BASE_URL in the environment"
            )
        elif name.lower() in _SECRETS:
            raise ConfigError(
                f"{where}: a key{place} would be published with the file; "
                "take it out, make a new one, and put it in the environment: export ZOTERO_API_KEY=..."
            )
        else:
            hint = did_you_mean(name, known, f"there is {', '.join(known)}")
            raise ConfigError(f"{where}: {name}{place} is not known; {hint}")
    return data


def _texts(value: list[Any], name: str, where: str) -> tuple[str, ...]:
    if not all(isinstance(one, str) for one in value):
        raise ConfigError(f"{where}: {name} must hold texts")
    return tuple(value)


def _inbox(name: str, where: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.suffix not in (".md", ".markdown"):
        raise ConfigError(
            f"{where}: inbox {name!r} must be a Markdown list in the workspace, like seeds/inbox.md"
        )
    return name


def _notes(said: Mapping[str, Any], where: str) -> NoteOptions:
    options = NoteOptions(**said)
    _known((options.children,), CHILDREN, "place of children in [notes]", where)
    for name in filter(None, (options.file, options.template)):
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise ConfigError(f"{where}: {name!r} in [notes] must be a path in the workspace")
    path = PurePosixPath(options.file)
    if (
        path.suffix != ".md"
        or path.name.count("{citekey}") != 1
        or len(path.parts) < 2
        or "*" in options.file
    ):
        raise ConfigError(
            f"{where}: file {options.file!r} in [notes] must be a folder and a name with {{citekey}} in it, "
            "like notes/@{citekey}.md"
        )
    return options


def _resolve(said: Mapping[str, Any], where: str) -> ResolveOptions:
    default = ResolveOptions()
    sources = _texts(said.get("sources", list(default.sources)), "sources in [resolve]", where)
    prefer = said.get("prefer", default.prefer)
    return ResolveOptions(
        contact=_contact(said.get("contact", ""), where),
        sources=_known(sources, SOURCE_NAMES, "source", where),
        prefer=_known((prefer,), PREFERENCES, "version to prefer", where)[0],
        index=said.get("index", ""),
    )


def _contact(text: str, where: str) -> str:
    if not text.isprintable() or not text.isascii() or set(text) & set("()<>"):
        raise ConfigError(
            f"{where}: contact {text!r} in [resolve] must be a mail address or the address of a page"
        )
    return text


def _known(names: tuple[str, ...], known: Collection[str], what: str, where: str) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            raise ConfigError(f"{where}: the {what} {name!r} is not known; there is {', '.join(known)}")
    return names


def _topic(old: str, new: Any, where: str) -> TopicPath:
    if not isinstance(new, str) or not parse_path(new):
        raise ConfigError(f'{where}: the topic {old!r} needs a name: "{old}" = "..."')
    return parse_path(new)
