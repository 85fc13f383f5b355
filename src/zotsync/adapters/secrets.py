"""
API keys in the keyring of the system: Keychain, Credential Manager, Secret Service, KWallet.

There is one entry for each library of each server, so that a key is never sent to another server than the
one it was made for, and a key of one group is not taken for the key of another.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ..errors import AccessError, ConfigError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

__all__ = ["check", "forget", "recall", "store"]

_SAFE = 1
"""The priority from which keyring recommends a backend; below stand those that write secrets into a file."""
_NONE = "there is none that does not write secrets into a file"


def recall(url: str, library: str) -> str:
    """
    The key of a library; empty where there is none, or no keyring.

    Args:
        url: of the server.
        library: `user:ID` or `group:ID`.

    Raises:
        AccessError: the keyring is locked.
    """
    from keyring import errors  # takes a tenth of a second

    backend = _backend()
    if backend is None:
        return ""
    try:
        return backend.get_password(_service(url), library) or ""
    except errors.KeyringLocked:
        raise AccessError(
            "The system keyring is locked: unlock it, or set ZOTERO_API_KEY in the environment."
        ) from None
    except Exception:  # a backend is a plug-in that talks to a daemon: no list of what it raises is complete
        return ""


def check() -> None:
    """
    See that keys can be kept, before one is made.

    Raises:
        ConfigError: they cannot; says why and what to do instead.
    """
    backend = _backend()
    if backend is None:
        raise _unusable(_NONE)
    try:
        backend.get_password(_service(""), "")  # a locked keyring asks its owner now
    except Exception as error:
        raise _unusable(str(error)) from None


def store(url: str, library: str, key: str) -> None:
    """
    Keep the key of a library in place of the one before.

    Raises:
        ConfigError: it is not kept.
    """
    backend = _backend()
    if backend is None:
        raise _unusable(_NONE)
    try:
        backend.set_password(_service(url), library, key)
        kept = backend.get_password(_service(url), library)  # some take everything and keep nothing
    except Exception as error:
        with suppress(Exception):
            backend.delete_password(_service(url), library)
        raise _unusable(str(error).replace(key, "...")) from None
    if kept != key:
        raise _unusable("it does not keep what it is given")


def forget(url: str, library: str) -> bool:
    """
    Delete the key of a library; true if there was one.

    Raises:
        AccessError: the keyring is locked.
        ConfigError: the keyring refused.
    """
    backend = _backend()
    if backend is None or not recall(url, library):
        return False
    try:
        backend.delete_password(_service(url), library)
    except Exception as error:
        raise ConfigError(f"The system keyring did not delete the key: {_line(error)}") from None
    return True


def _service(url: str) -> str:
    """What the keyring's own window shows: it tells whose secret this is, and for which server."""
    return f"zotsync {url}".rstrip()


def _backend() -> KeyringBackend | None:
    """The keyring of the system, where there is one that is safe."""
    try:
        import keyring

        chosen = keyring.get_keyring()
    except Exception:  # its configuration names a backend that is not there
        return None
    # Where several work, keyring chains them and writes into the first.
    first = next(iter(getattr(chosen, "backends", ())), chosen)
    return chosen if first.priority >= _SAFE else None


def _unusable(reason: str) -> ConfigError:
    return ConfigError(
        f"No system keyring works here ({_line(reason)}), so nothing is stored: make a key in the settings of "
        "your Zotero account and set it in the environment, export ZOTERO_API_KEY=...; then name the library in "
        "zotsync.toml"
    )


def _line(reason: object) -> str:
    return " ".join(str(reason).split())[:100] or "it does not say why"
