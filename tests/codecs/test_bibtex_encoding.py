"""Bytes of a .bib file <-> its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.bibtex.encoding import UTF_8, decode, encode
from zotsync.errors import InputError

ENTRY = "@article{a,\n  author = {Müller, Jörg and Łoś, Émile},\n  title = {Über die Größe},\n}\n"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (ENTRY.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + ENTRY.encode(), "utf-8"),
        (b"% Encoding: Cp1250\n" + ENTRY.encode("cp1250"), "cp1250"),
        (b"% -*- coding: iso-8859-2 -*-\n" + ENTRY.encode("iso-8859-2"), "iso8859-2"),
        (ENTRY.replace("Łoś", "Los").encode("latin-1") * 3, "cp1252"),
        (("@misc{a, title = {大语言模型的推理系统综述与展望}}\n" * 3).encode("gb18030"), "gb18030"),
        (b"\xff\xfe" + ENTRY.encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_the_encoding_is_found_and_the_bytes_come_back(data: bytes, name: str) -> None:
    text, encoding = decode(data)

    assert encoding.name == name
    assert "�" not in text
    assert "ü" in text or "大语言" in text
    assert encode(text, encoding) == data


@given(st.binary(max_size=300))
def test_any_bytes_come_back(data: bytes) -> None:
    assert encode(*decode(data)) == data


def test_what_an_encoding_cannot_say_is_written_as_latex() -> None:
    _, encoding = decode(b"% Encoding: latin-1\n\xfc")

    assert encode("é Łoś", encoding) == b"\xe9 {\\L}o{\\'s}"
    with pytest.raises(InputError, match="'王' cannot be written in iso8859-1; save the file as UTF-8"):
        encode("王", encoding)
    assert encode("王", UTF_8) == "王".encode()
