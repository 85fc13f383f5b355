"""Keys in the system's keyring: one for each library of each server, and nothing where no keyring is safe."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import null
from keyring.errors import KeyringLocked, PasswordSetError

from zotsync.adapters import secrets
from zotsync.errors import AccessError, ConfigError

from ..conftest import MemoryKeyring

KEY = "SeCrEtKeYoFaPeRsOn012345"
URL = "https://api.zotero.org"
NOTHING: KeyringBackend = null.Keyring()  # type: ignore[no-untyped-call]


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_key_is_kept_until_it_is_forgotten(system_keyring: MemoryKeyring) -> None:
    secrets.store(URL, "group:7", KEY)

    assert system_keyring.entries == {("zotsync https://api.zotero.org", "group:7"): KEY}
    assert secrets.recall(URL, "group:7") == KEY
    assert secrets.forget(URL, "group:7")
    assert secrets.recall(URL, "group:7") == ""
    assert not secrets.forget(URL, "group:7")


@pytest.mark.usefixtures("system_keyring")
def test_a_key_is_for_one_library_of_one_server() -> None:
    secrets.store(URL, "group:7", KEY)

    assert secrets.recall(URL, "group:8") == ""
    assert secrets.recall(URL, "user:7") == ""
    assert secrets.recall("https://lab.example", "group:7") == ""


class InAFile(MemoryKeyring):
    """As the backends of keyrings.alt rate themselves."""

    priority = 0.5


class Locked(MemoryKeyring):
    def get_password(self, *_: str) -> str | None:
        raise KeyringLocked("the collection is locked")


class Broken(MemoryKeyring):
    def get_password(self, *_: str) -> str | None:
        raise ConnectionError("no bus")


class Full(MemoryKeyring):
    def set_password(self, *given: str) -> None:
        raise PasswordSetError(f"no room for\n{given[-1]}")


@pytest.mark.parametrize("backend", [InAFile(), NOTHING, Locked(), Broken(), Full()])
def test_where_no_keyring_works_nothing_is_stored_and_the_environment_is_named(
    backend: KeyringBackend,
) -> None:
    keyring.set_keyring(backend)
    with pytest.raises((ConfigError, AccessError)) as caught:
        secrets.store(URL, "group:7", KEY)

    assert "ZOTERO_API_KEY" in str(caught.value)
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert getattr(backend, "entries", {}) == {}


@pytest.mark.parametrize("backend", [InAFile(), Locked(), Broken()])
def test_that_no_keyring_works_is_known_before_a_key_is_made(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)
    with pytest.raises(ConfigError, match="ZOTERO_API_KEY"):
        secrets.check()


@pytest.mark.parametrize("backend", [InAFile(), NOTHING, Broken()])
def test_without_a_keyring_there_is_no_key_and_no_error(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)

    assert secrets.recall(URL, "group:7") == ""
    assert not secrets.forget(URL, "group:7")


def test_a_locked_keyring_is_told() -> None:
    keyring.set_keyring(Locked())
    with pytest.raises(AccessError, match="locked: unlock it"):
        secrets.recall(URL, "group:7")


def test_a_backend_that_is_not_there_is_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "keyring"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "nowhere.Keyring")

    assert secrets.recall(URL, "group:7") == ""
