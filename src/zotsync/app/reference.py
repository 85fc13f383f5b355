"""What a workspace looks works up in: the services, a title index, or both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from ..adapters.shared_index import SharedIndex
from ..adapters.sources import Sources
from ..adapters.title_index import TitleIndex
from ..codecs.sources import SOURCES
from ..model import Identifier, SourceRecord
from .workspace import Workspace

__all__ = ["AUTHORIZATION", "Both", "opened_reference", "place_of_index"]

ADDRESS = "ZOTSYNC_SOURCES_URL"
"""Variable of the environment: a server that stands for all services, asked as `ADDRESS/HOST/PATH`."""


AUTHORIZATION = "ZOTSYNC_INDEX_AUTHORIZATION"
"""Variable of the environment: the header that a shared index wants, `Basic ...` or `ApiKey ...`."""


class Index(Protocol):
    """A title index, on this computer or shared."""

    @property
    def unavailable(self) -> Mapping[str, str]: ...
    def lookup(self, wanted: Iterable[Identifier]) -> tuple[SourceRecord, ...]: ...
    def search(self, title: str) -> tuple[SourceRecord, ...]: ...


class Both:
    """The services, and what else there is, as one."""

    def __init__(self, sources: Sources, *indexes: Index) -> None:
        self._sources, self._indexes = sources, indexes
        self.is_dead = sources.is_dead

    @property
    def unavailable(self) -> Mapping[str, str]:
        """By name, why a service or an index did not answer everything."""
        return {name: why for one in (self._sources, *self._indexes) for name, why in one.unavailable.items()}

    @property
    def is_heard(self) -> bool:
        """Whether anybody has answered: a service, or an index that is there."""
        return self._sources.is_heard or any(not one.unavailable for one in self._indexes)

    @property
    def silent(self) -> frozenset[str]:
        """Those of them that were asked in vain."""
        return self._sources.silent | {name for one in self._indexes for name in one.unavailable}

    def lookup(
        self, wanted: Iterable[Identifier], progress: Callable[[int, int], None] = lambda *_: None
    ) -> tuple[SourceRecord, ...]:
        """What they have under some identifiers; `progress` as of `Sources.lookup`."""
        wanted = list(wanted)
        said = self._sources.lookup(wanted, progress)
        return _each_once((*said, *(record for one in self._indexes for record in one.lookup(wanted))))

    def search(self, title: str) -> tuple[SourceRecord, ...]:
        """What they find under a title."""
        said = self._sources.search(title)
        return _each_once((*said, *(record for one in self._indexes for record in one.search(title))))


def _each_once(records: Iterable[SourceRecord]) -> tuple[SourceRecord, ...]:
    """What a service says itself goes before what an index keeps of it."""
    found: dict[tuple[str, str], SourceRecord] = {}
    for record in records:
        found.setdefault((record.source, record.name), record)
    return tuple(found.values())


@contextmanager
def opened_reference(
    workspace: Workspace,
    environment: Mapping[str, str],
    *,
    offline: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Both]:
    """
    The services that the configuration names.

    Args:
        environment: where keys are, and an address that stands for the services.
        offline: nothing is asked over the network: what was answered within a day, and the title index.
        tell: told, in words, what a person should know meanwhile.

    Raises:
        ConfigError: a proxy, a certificate or the index is not usable.
    """
    config = workspace.config.resolve
    with ExitStack() as stack:
        sources = Sources(
            config.sources,
            contact=config.contact,
            cache=workspace.state_folder,
            offline=offline,
            keys={one.key: environment.get(one.key, "") for one in SOURCES.values() if one.key},
            address=environment.get(ADDRESS, ""),
            tell=tell,
        )
        stack.enter_context(sources)
        others: list[Index] = []
        index = place_of_index(workspace)
        if isinstance(index, str):
            shared = SharedIndex(index, environment.get(AUTHORIZATION, ""))
            others += [] if offline else [stack.enter_context(shared)]
        elif config.index or index.is_dir():
            others.append(TitleIndex(index))
        yield Both(sources, *others)


def place_of_index(workspace: Workspace) -> Path | str:
    """The folder of the title index, or the address of a shared one."""
    named = workspace.config.resolve.index
    if "://" in named:
        return named
    return workspace.root / Path(named).expanduser() if named else workspace.state_folder / "titles"
