"""
Bytes of a .bib file <-> its text, whatever encoding it is in; what is read and not changed is written to the byte.

UTF-8 first. Else the encoding that the file names (JabRef's `% Encoding: Cp1252`, Emacs' `-*- coding: latin-1 -*-`),
else the one that it seems to have; either must give the same bytes back. Where none does (a file pasted together
from several), bytes that are not UTF-8 are kept as they are (PEP 383), and only they are unreadable.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from ...errors import InputError
from ..latex import to_latex

__all__ = ["UTF_8", "Encoding", "decode", "encode"]

_NAMED: Final = re.compile(rb"coding\s*[:=]\s*([\w.-]+)", re.I)
_HEAD: Final = 2000
"""Bytes in which a file names its encoding."""
_MARKS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class Encoding(NamedTuple):
    """How a file is encoded."""

    name: str = "utf-8"
    errors: str = "strict"


UTF_8: Final = Encoding()
_MIXED: Final = Encoding("utf-8", "surrogateescape")


def decode(data: bytes) -> tuple[str, Encoding]:
    """The text of a file, and how to write it: `encode(*decode(data)) == data`."""
    if mark := _MARKS.get(data[:2]):
        found = _decoded(data, mark)
        return found or (data.decode(*_MIXED), _MIXED)
    try:
        return data.decode(), UTF_8
    except UnicodeDecodeError as error:
        at = error.start
    # Here and not above: all of the reader of lists comes with it, and nearly all files are UTF-8.
    from ..seedlist.encoding import likely

    named = _NAMED.search(data[:_HEAD])
    for name in (*([named[1].decode("ascii", "replace")] if named else ()), likely(data, at)):
        if found := _decoded(data, name):
            return found
    return data.decode(*_MIXED), _MIXED


def _decoded(data: bytes, name: str) -> tuple[str, Encoding] | None:
    try:
        encoding = Encoding(codecs.lookup(name).name)
        text = data.decode(encoding.name)
        same = text.encode(encoding.name) == data
    except (LookupError, UnicodeError, TypeError):
        return None
    return (text, encoding) if same else None


def encode(text: str, encoding: Encoding = UTF_8) -> bytes:
    """
    The bytes of a text; what the encoding has no place for is written as LaTeX.

    Raises:
        InputError: LaTeX has no name for it either (Chinese in a Latin-1 file).
    """
    try:
        return text.encode(*encoding)
    except UnicodeEncodeError:
        pass
    pieces = [_written(character, encoding) for character in text]
    return b"".join(pieces)


def _written(character: str, encoding: Encoding) -> bytes:
    try:
        return character.encode(*encoding)
    except UnicodeEncodeError:
        latex = to_latex(character, ascii=True)
    if not latex.isascii():
        raise InputError(f"{character!r} cannot be written in {encoding.name}; save the file as UTF-8 first")
    return latex.encode(encoding.name)
