"""Hypothesis profiles, what a machine must have, a real server, and a copy of the example workspace."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import HealthCheck, settings
from keyring.backend import KeyringBackend

from .server.zotero import NotInstalled, ZoteroServer, running

ROOT = Path(__file__).parents[1]

# No test ever sees the keyring of the person who runs it, nor does any program that a test starts.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

settings.register_profile("dev", max_examples=60, deadline=None)
settings.register_profile(
    "ci", max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("long", max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

_REQUIRED = frozenset(os.environ.get("ZOTSYNC_REQUIRE", "").split(","))
"""Kinds of tests that must run, not skip: `tex`, `server`, `readers` (pandoc, bibutils, bibtool, npm), `jabref`."""


def missing(kind: str, reason: str) -> None:
    """Skip with a clear word; fail where the machine was promised to have it."""
    if kind in _REQUIRED:
        pytest.fail(f"{reason}, and ZOTSYNC_REQUIRE names {kind}")
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def _needs_tex(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("tex"):
        for program in ("biber", "pdflatex", "bibtex"):
            if shutil.which(program) is None:
                missing("tex", f"{program} is not installed (apt install biber texlive-latex-base ...)")


@pytest.fixture(autouse=True)
def _no_zotero_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test ever sees the key of the person who runs it."""
    for name in [name for name in os.environ if name.startswith("ZOTERO_")]:
        monkeypatch.delenv(name)


class MemoryKeyring(KeyringBackend):
    """A keyring of the system that works: what the `keyring` package asks of a backend, in a dictionary."""

    priority = 5.0

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


@pytest.fixture
def system_keyring() -> Iterator[MemoryKeyring]:
    """An empty keyring in the place of the system's."""
    before, working = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(working)
    yield working
    keyring.set_keyring(before)


@pytest.fixture(scope="session")
def zotero_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZoteroServer]:
    """A real Zotero Web API server. With pytest-xdist each worker has one (about 6 s to start)."""
    try:
        with running(tmp_path_factory.mktemp("zotero")) as server, pytest.MonkeyPatch.context() as patch:
            patch.setenv("NO_PROXY", "127.0.0.1")
            yield server
    except NotInstalled as reason:
        missing("server", f"no Zotero server: {reason}")


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example workspace of this repository, as it is committed, in a folder of its own."""
    folder = tmp_path / "example"
    for name in ("seeds", "bib", "notes"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("zotsync.toml", "zotsync.lock"):
        shutil.copy2(ROOT / name, folder / name)
    return folder
