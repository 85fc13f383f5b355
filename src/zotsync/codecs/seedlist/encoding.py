"""Bytes of a list -> its text, or one sentence that says what they are instead."""

from __future__ import annotations

import re
from typing import Final

from ...errors import InputError

__all__ = ["LARGEST", "decode", "likely", "line_ends"]

LARGEST: Final = 20_000_000
"""Bytes of a list that is read; the longest known lists have one or two million."""

_LINE_END = re.compile(r"\r\n?")
_SAMPLE = 20_000
"""Bytes on either side of the first bad one that are looked at to tell the encoding."""

_NOT_TEXT: Final = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an Office document",
    b"SQLite format 3": "a database",
}
"""How files begin that are no text."""

_WIDE: Final = ["utf_16", "utf_16_le", "utf_16_be"]
"""Encodings with a mark, or with the zeros of ASCII characters."""
_SINGLE: Final = ["cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254"]
"""One byte a character: Western Europe first, which fits most texts that another fits too."""
_DOUBLE: Final = ["gb18030", "big5", "cp932", "euc_jp", "cp949"]
"""Two bytes or more, mostly both beyond ASCII: Chinese, Japanese, Korean."""
_PAIR = re.compile(rb"[\x80-\xff]{2}")


def decode(data: bytes, name: str) -> str:
    """
    The text of a list: UTF-8, with or without byte order mark, lines ended as on any system.

    Args:
        data: the file.
        name: of the file, for the message.

    Raises:
        InputError: the file is larger than `LARGEST`, is no text, or is not UTF-8; then it says in which line,
            and which encoding it seems to have.
    """
    if len(data) > LARGEST:
        raise InputError(
            f"{name}: {len(data) / 1e6:.0f} MB is too large for a reading list"
            f" (at most {LARGEST // 1_000_000} MB); is it the right file?"
        )
    for start, what in _NOT_TEXT.items():
        if data.startswith(start):
            raise InputError(f"{name}: this is {what}, not text; is it the right file?")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return line_ends(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        at = error.start
    seeming = likely(data, at)
    if not seeming:
        raise InputError(f"{name}: this is not text; is it the right file?")
    line = line_ends(data[:at].decode("utf-8")).count("\n") + 1
    raise InputError(
        f"{name}:{line}: byte 0x{data[at]:02x} is not UTF-8; the file seems to be in {seeming}:"
        f" save it as UTF-8 and read it again"
    )


def line_ends(text: str) -> str:
    """The text with every line ended by a line feed."""
    return _LINE_END.sub("\n", text) if "\r" in text else text


def likely(data: bytes, at: int) -> str:
    """The encoding that bytes with a bad one at `at` seem to have; empty where they are no text."""
    # Here and not above: importing it takes 20 ms, and most lists are UTF-8.
    from charset_normalizer import from_bytes

    # Its byte order mark tells UTF-16, so that stays in front.
    mark = data[:2] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else b""
    start = max(len(mark), at - _SAMPLE) & ~1
    sample = mark + data[start : at + _SAMPLE]
    # Any bytes are some text in some encoding: only those that people use are asked for.
    known = [*_DOUBLE, *_SINGLE] if _PAIR.search(sample) else _SINGLE
    if mark or b"\0" in sample:
        known = _WIDE
    best = from_bytes(sample, cp_isolation=known).best()
    if best is None:
        return ""
    return next((one for one in known if one in best.could_be_from_charset), best.encoding).replace("_", "-")
