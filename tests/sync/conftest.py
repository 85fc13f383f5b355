from __future__ import annotations

from pathlib import Path

import pytest

import zotsync

from .libraries import LIST


@pytest.fixture
def small(tmp_path: Path) -> zotsync.Workspace:
    zotsync.init(tmp_path / "papers")
    (tmp_path / "papers" / "seeds" / "reading-list.md").write_text(LIST, encoding="utf-8")
    return zotsync.open_workspace(tmp_path / "papers")
