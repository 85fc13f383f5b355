"""
zotsync: reading lists, BibTeX, a Zotero library and reading notes kept as one thing.

The verbs are plain functions over values; nothing prints, nothing is global:

>>> import zotsync
>>> [entry.title for entry in zotsync.read_list("- **Attention Is All You Need** (2017)").entries]
['Attention Is All You Need']

Names are imported when they are first used, so that `import zotsync` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .adapters.desktop import DesktopLibrary
    from .adapters.embedded import EmbeddedLibrary
    from .adapters.state import State
    from .adapters.web import WebLibrary
    from .app.build import BuildReport, build, built
    from .app.check import check, coverage
    from .app.export import export_bib
    from .app.holdings import Holdings, gather
    from .app.init import init
    from .app.look import Policy
    from .app.look import make_plan as plan
    from .app.status import Status, status
    from .app.sync import SyncReport, sync_library
    from .app.workspace import Workspace, open_workspace
    from .codecs.bibtex import read_bibtex, write_bibtex
    from .codecs.seedlist import read as read_list
    from .core.actions import Plan
    from .errors import (
        AccessError,
        ConfigError,
        Halted,
        InputError,
        LibraryError,
        Moved,
        Unavailable,
        UsageError,
        ZotsyncError,
    )
    from .model import Creator, Entry, Finding, Identifier, SeedList, Topic, Work

_HOMES = {
    "AccessError": "errors",
    "BuildReport": "app.build",
    "ConfigError": "errors",
    "Creator": "model",
    "DesktopLibrary": "adapters.desktop",
    "EmbeddedLibrary": "adapters.embedded",
    "Entry": "model",
    "Finding": "model",
    "Halted": "errors",
    "Holdings": "app.holdings",
    "Identifier": "model",
    "InputError": "errors",
    "LibraryError": "errors",
    "Moved": "errors",
    "Plan": "core.actions",
    "Policy": "app.look",
    "SeedList": "model",
    "State": "adapters.state",
    "Status": "app.status",
    "SyncReport": "app.sync",
    "Topic": "model",
    "Unavailable": "errors",
    "UsageError": "errors",
    "WebLibrary": "adapters.web",
    "Work": "model",
    "Workspace": "app.workspace",
    "ZotsyncError": "errors",
    "build": "app.build",
    "built": "app.build",
    "check": "app.check",
    "coverage": "app.check",
    "export_bib": "app.export",
    "gather": "app.holdings",
    "init": "app.init",
    "open_workspace": "app.workspace",
    "plan": "app.look:make_plan",
    "read_bibtex": "codecs.bibtex",
    "read_list": "codecs.seedlist:read",
    "status": "app.status",
    "sync_library": "app.sync",
    "write_bibtex": "codecs.bibtex",
}
"""Public name -> module below zotsync, and its name there where that differs."""

__all__ = [
    "AccessError",
    "BuildReport",
    "ConfigError",
    "Creator",
    "DesktopLibrary",
    "EmbeddedLibrary",
    "Entry",
    "Finding",
    "Halted",
    "Holdings",
    "Identifier",
    "InputError",
    "LibraryError",
    "Moved",
    "Plan",
    "Policy",
    "SeedList",
    "State",
    "Status",
    "SyncReport",
    "Topic",
    "Unavailable",
    "UsageError",
    "WebLibrary",
    "Work",
    "Workspace",
    "ZotsyncError",
    "__version__",
    "build",
    "built",
    "check",
    "coverage",
    "export_bib",
    "gather",
    "init",
    "open_workspace",
    "plan",
    "read_bibtex",
    "read_list",
    "status",
    "sync_library",
    "write_bibtex",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, inner = home.partition(":")
    return getattr(importlib.import_module(f"{__name__}.{module}"), inner or name)


def __dir__() -> list[str]:
    return sorted(__all__)
