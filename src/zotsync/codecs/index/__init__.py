"""A title index: what goes into it (dumps of metadata), what it keeps of a record, what a shared one is asked."""

from __future__ import annotations

from . import dumps, opensearch, packing

__all__ = ["dumps", "opensearch", "packing"]
