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
    from .app.build import build, built
    from .app.check import check, coverage
    from .app.explain import explain_work
    from .app.export import export_bib
    from .app.holdings import Holdings, gather
    from .app.index import build_index
    from .app.init import init
    from .app.look import Policy
    from .app.look import make_plan as plan
    from .app.reference import opened_reference
    from .app.rekey import rekey
    from .app.report import BuildReport
    from .app.resolve import ResolveReport, resolve
    from .app.status import Status, status
    from .app.sync import SyncReport, sync_library
    from .app.upgrade import apply_upgrade, plan_upgrade
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
    "BuildReport": "app.report",
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
    "ResolveReport": "app.resolve",
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
    "apply_upgrade": "app.upgrade",
    "build": "app.build",
    "build_index": "app.index",
    "built": "app.build",
    "check": "app.check",
    "coverage": "app.check",
    "explain_work": "app.explain",
    "export_bib": "app.export",
    "gather": "app.holdings",
    "init": "app.init",
    "open_workspace": "app.workspace",
    "opened_reference": "app.reference",
    "plan": "app.look:make_plan",
    "plan_upgrade": "app.upgrade",
    "read_bibtex": "codecs.bibtex",
    "read_list": "codecs.seedlist:read",
    "rekey": "app.rekey",
    "resolve": "app.resolve",
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
    "ResolveReport",
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
    "apply_upgrade",
    "build",
    "build_index",
    "built",
    "check",
    "coverage",
    "explain_work",
    "export_bib",
    "gather",
    "init",
    "open_workspace",
    "opened_reference",
    "plan",
    "plan_upgrade",
    "read_bibtex",
    "read_list",
    "rekey",
    "resolve",
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
