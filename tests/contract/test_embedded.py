"""The embedded library keeps the contract, strictly, in memory and in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from zotsync.adapters.embedded import EmbeddedLibrary

from .library import LibraryContract


class TestInMemory(LibraryContract):
    @pytest.fixture
    def library(self) -> Iterator[EmbeddedLibrary]:
        with EmbeddedLibrary(":memory:") as library:
            yield library


class TestInAFile(LibraryContract):
    @pytest.fixture
    def library(self, tmp_path: Path) -> Iterator[EmbeddedLibrary]:
        with EmbeddedLibrary(tmp_path / "library.sqlite") as library:
            yield library
