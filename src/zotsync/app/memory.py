"""
What a clone remembers of its last build, in `.zotsync/`, so that what did not change is not made again.

Everything here may be deleted at any time, and is not believed when anything about it is odd: then the next
build reads and makes everything, with the same result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..adapters import files
from ..codecs import works
from ..errors import InputError, ZotsyncError
from ..model import Finding, SeedList, Work
from ..version import __version__

if TYPE_CHECKING:
    from .shown import Shown

__all__ = [
    "Memory",
    "fingerprint",
    "fingerprint_of",
    "maker",
    "recall",
    "recall_list",
    "remember",
    "remember_list",
    "stamp",
]


@dataclass(frozen=True, slots=True)
class Memory:
    """The last build. An empty one fits nothing, so everything is made."""

    stamps: Mapping[str, str] = field(default_factory=dict)
    """Path -> what the file system says of the file, for everything that was read or written."""
    counts: Mapping[str, int] = field(default_factory=dict)
    unverified: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    inputs: str = ""
    """Fingerprint of configuration, lock and library.bib as they were read."""
    bib_findings: tuple[Finding, ...] = ()
    edits: Mapping[str, Work] = field(default_factory=dict)
    """The works that library.bib says otherwise than the lock."""
    lock: str = ""
    """Fingerprint of the lock."""
    entries: Mapping[str, str] = field(default_factory=dict)
    """Case-folded key -> hash of its entry in library.bib (`bibtex.library.digests`)."""
    lists: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """List -> fingerprint, and the citation keys of its entries."""
    links: str = ""
    """Fingerprint of the links to items that the notes hold."""
    topics: str = ""
    """Fingerprint of the order of all topics."""
    pages: str = ""
    """Fingerprint of what the notes say."""

    @property
    def stamp(self) -> str:
        """Of everything that a build is made from, by this zotsync: equal stamps, equal results."""
        return stamp(self.inputs, {name: one for name, (one, _) in self.lists.items()}, self.pages)

    def fits(self, shown: Shown | None) -> bool:
        """Whether the notes show this of the library; `None`: whatever they show."""
        return shown is None or (shown.highlights is None and self.links == fingerprint_of(shown.links))

    def is_current(self, root: Path, read: Iterable[str]) -> bool:
        """Whether all files that the last build read or wrote, and no others to read, are as it left them."""
        if not self.stamps or not set(read) <= self.stamps.keys():
            return False
        return self.stamps == files.stamps(root, self.stamps)


@cache
def maker() -> str:
    """This zotsync, to the state of its own files: what another one remembers is not believed."""
    package = Path(__file__).parents[1]
    names = [path.relative_to(package).as_posix() for path in package.rglob("*.py")]
    return f"{__version__}-{fingerprint(*sorted(map(str, files.stamps(package, names).items())))[:16]}"


def fingerprint(*texts: str) -> str:
    """A hash of texts."""
    digest = hashlib.sha256()
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def fingerprint_of(pairs: Mapping[str, str]) -> str:
    return fingerprint(*(text for pair in pairs.items() for text in pair))


def stamp(inputs: str, lists: Mapping[str, str], pages: str) -> str:
    """
    `Memory.stamp` of what is not remembered yet.

    Args:
        pages: fingerprint of what the notes say.
    """
    return fingerprint(maker(), inputs, fingerprint_of(lists), pages)


def _file(folder: Path) -> Path:
    return folder / "build.json"


_EDITS = "edits.json"
"""The larger part of the memory has a file of its own."""


class _Edits(Mapping[str, Work]):
    """Works that are read when somebody asks for one: a build that has nothing to do never asks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _works(self) -> dict[str, Work]:
        try:
            return works.load(files.read_text(self.folder / _EDITS) or "")
        except ValueError:
            raise InputError(f"{self.folder / _EDITS}: cannot be read; delete it, it is made again") from None

    def __getitem__(self, key: str) -> Work:
        return self._works[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._works)

    def __len__(self) -> int:
        return len(self._works)


def recall(folder: Path) -> Memory:
    """The memory of the last build with this version of zotsync; an empty one if there is none."""
    try:
        data = json.loads(files.read_text(_file(folder)) or "{}")
        if data.get("zotsync") != maker():
            return Memory()
        if not data["edits"] or data["edits"] != files.stamps(folder, [_EDITS]):
            return Memory()
        return Memory(
            stamps=data["stamps"],
            counts=data["counts"],
            unverified=tuple(data["unverified"]),
            findings=tuple(Finding(**one) for one in data["findings"]),
            inputs=data["inputs"],
            bib_findings=tuple(Finding(**one) for one in data["bib_findings"]),
            edits=_Edits(folder),
            lock=data["lock"],
            entries=data["entries"],
            lists={name: (stamp, tuple(keys)) for name, (stamp, keys) in data["lists"].items()},
            links=data["links"],
            topics=data["topics"],
            pages=data["pages"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, ZotsyncError):
        return Memory()


def remember(folder: Path, memory: Memory) -> None:
    if not isinstance(memory.edits, _Edits):
        with suppress(InputError):
            files.write(folder / _EDITS, works.dump(memory.edits))
    data = {
        "zotsync": maker(),
        "stamps": memory.stamps,
        "counts": memory.counts,
        "unverified": memory.unverified,
        "findings": [asdict(one) for one in memory.findings],
        "inputs": memory.inputs,
        "bib_findings": [asdict(one) for one in memory.bib_findings],
        "edits": files.stamps(folder, [_EDITS]),
        "lock": memory.lock,
        "entries": memory.entries,
        "lists": memory.lists,
        "links": memory.links,
        "topics": memory.topics,
        "pages": memory.pages,
    }
    with suppress(InputError):  # what cannot be remembered is read again
        files.write(_file(folder), json.dumps(data, ensure_ascii=False, separators=(",", ":")))


# --- lists ------------------------------------------------------------------------------------------------


def _list_file(folder: Path, name: str) -> Path:
    return folder / "lists" / f"{fingerprint(name)[:16]}.json"


def recall_list(folder: Path, name: str, stamp: str = "") -> SeedList | None:
    """The list as it was read when its text had this fingerprint, or (without one) as it was read last."""
    from ..codecs.seedlist import memo

    try:
        known, _, text = (files.read_text(_list_file(folder, name)) or "").partition("\n")
        return memo.load(text) if known == f"{maker()} {stamp}" or not stamp else None
    except (ValueError, ZotsyncError):
        return None


def remember_list(folder: Path, seed_list: SeedList, stamp: str) -> None:
    from ..codecs.seedlist import memo

    with suppress(InputError):
        files.write(_list_file(folder, seed_list.name), f"{maker()} {stamp}\n{memo.dump(seed_list)}")
