"""What a workspace looks works up in: the services, a title index, or both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from ..adapters.sources import Sources
from ..codecs.sources import SOURCES
from ..model import Identifier, SourceRecord
from .resolve import Reference
from .workspace import Workspace

__all__ = ["Both", "opened_reference"]

ADDRESS = "ZOTSYNC_SOURCES_URL"
"""Variable of the environment: a server that stands for all services, asked as `ADDRESS/HOST/PATH`."""


class Both:
    """Several references as one."""

    def __init__(self, parts: Iterable[Reference]) -> None:
        self._parts = tuple(parts)

    @property
    def unavailable(self) -> Mapping[str, str]:
        return {name: why for part in self._parts for name, why in part.unavailable.items()}

    def lookup(self, wanted: Iterable[Identifier]) -> tuple[SourceRecord, ...]:
        wanted = list(wanted)
        return tuple(record for part in self._parts for record in part.lookup(wanted))

    def search(self, title: str) -> tuple[SourceRecord, ...]:
        return tuple(record for part in self._parts for record in part.search(title))


@contextmanager
def opened_reference(
    workspace: Workspace, environment: Mapping[str, str], *, offline: bool = False
) -> Iterator[Both]:
    """
    The services that the configuration names.

    Args:
        environment: where keys are, and an address that stands for the services.
        offline: nothing is asked over the network: what was answered within a day, and the title index.

    Raises:
        ConfigError: a proxy, a certificate or the index is not usable.
    """
    config = workspace.config
    with ExitStack() as stack:
        sources = Sources(
            config.sources,
            contact=config.contact,
            cache=workspace.state_folder,
            offline=offline,
            keys={one.key: environment.get(one.key, "") for one in SOURCES.values() if one.key},
            address=environment.get(ADDRESS, ""),
        )
        yield Both([stack.enter_context(sources)])
