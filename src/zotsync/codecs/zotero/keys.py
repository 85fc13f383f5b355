"""Object keys: the names that Zotero gives to items and collections."""

from __future__ import annotations

import re
from hashlib import sha256

__all__ = ["is_key", "object_key"]

_ALPHABET = "23456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
"""Without 0, 1 and O. A client may choose the keys of its objects (Web API, measured)."""
_LENGTH = 8
_KEY = re.compile(rf"[{_ALPHABET}]{{{_LENGTH}}}")


def is_key(text: object) -> bool:
    """Whether zotero.org accepts this as a key; it answers 400 to any other."""
    return isinstance(text, str) and _KEY.fullmatch(text) is not None


def object_key(seed: str) -> str:
    """
    The key for what a text names: the same everywhere and always.

    Two clones of one workspace so choose the same key for the same work, and the server, which refuses to
    create a key twice, refuses the duplicate. There are 33^8 keys: of 10,000 texts, two share a key with a
    probability of 1 in 28,000.
    """
    number = int.from_bytes(sha256(seed.encode()).digest(), "big")
    letters = []
    for _ in range(_LENGTH):
        number, letter = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[letter])
    return "".join(letters)
