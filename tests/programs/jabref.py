"""
JabRef without its window, as functions: the text of a .bib file -> what it finds in it.

It prints no entries: what it makes of types, names and titles is seen in its table for OpenOffice, and what it keeps of
groups in the file that it saves.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path
from typing import Final

from zotsync.codecs.latex import to_unicode

from .programs import Facts, run

__all__ = ["facts", "groups", "saved"]

_TYPES: Final = {
    "1": "book", "5": "incollection", "6": "inproceedings", "7": "article", "9": "phdthesis", "10": "misc",
    "13": "techreport",
}  # fmt: skip
"""The numbers that OpenOffice has for types."""


def facts(text: str) -> dict[str, Facts]:
    """The entries that JabRef reads."""
    rows = csv.DictReader(io.StringIO(_output(text, "out.csv,oocsv")))
    return {row["Identifier"]: _of_row(row) for row in rows}


def _of_row(row: dict[str, str]) -> Facts:
    names = re.split("; | & ", row["Author"] or row["Editor"])
    people = (to_unicode(name.partition(",")[0]) for name in names if name and name != "others")
    return Facts(_TYPES[row["BibliographyType"]], to_unicode(row["Title"]), tuple(people), row["Year"])


def saved(text: str) -> str:
    """The file as JabRef saves it."""
    return _output(text, "out.bib")


def groups(text: str) -> list[tuple[int, str]]:
    """(level, name) of the groups that JabRef knows of a file, in order."""
    tree = re.search(r"jabref-meta: groupstree:\n(.*?)\n\}", saved(text), re.S)
    found = re.findall(r"^(\d+) \w+:(.*?)\\;", tree[1] if tree else "", re.M)
    return [(int(level), name) for level, name in found]


def _output(text: str, target: str) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.joinpath("library.bib").write_text(text, encoding="utf-8")
        # Its settings are those of nobody, and stay here.
        own = {"JAVA_TOOL_OPTIONS": f"-Djava.awt.headless=true -Djava.util.prefs.userRoot={folder}"}
        run("jabref", "--nogui", "--output", target, "library.bib", folder=folder, environment=own)
        return folder.joinpath(target.partition(",")[0]).read_text(encoding="utf-8")
