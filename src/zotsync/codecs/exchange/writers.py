"""What a bundle can be written as: formats, and files for one program; by their names on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from . import csl, endnote, hayagriva, jabref, mendeley, papis, rdf, ris, table
from .bundle import Bundle

__all__ = ["FORMATS", "PROGRAMS", "SUFFIXES", "Bundle", "Format", "Program"]


class Format(NamedTuple):
    """One format that a bundle can be written in."""

    suffixes: tuple[str, ...]
    """Those that can mean nothing else; `.json` and `.yaml` are of several formats."""
    write: Callable[[Bundle], str]


FORMATS: Final = {
    "ris": Format((".ris",), ris.write),
    "csl-json": Format((".json",), lambda bundle: csl.to_json(bundle.works)),
    "csl-yaml": Format((".yaml", ".yml"), lambda bundle: csl.to_yaml(bundle.works)),
    "hayagriva": Format((), lambda bundle: hayagriva.write(bundle.works)),
    "csv": Format((".csv",), table.write),
}
"""By name, as `--format` takes it."""

SUFFIXES: Final = {suffix: name for name, one in FORMATS.items() for suffix in one.suffixes}


class Program(NamedTuple):
    """A program with an import of its own."""

    suffix: str
    """Of the file that it takes; empty for a folder."""
    write: Callable[[Bundle], Mapping[str, str]]
    """By path below the output, text; the path of a single file is empty."""


PROGRAMS: Final = {
    "zotero": Program(".rdf", lambda bundle: {"": rdf.write(bundle)}),
    "jabref": Program(".bib", lambda bundle: {"": jabref.write(bundle)}),
    "mendeley": Program(".bib", lambda bundle: {"": mendeley.write(bundle)}),
    "endnote": Program(".xml", lambda bundle: {"": endnote.write(bundle)}),
    "papis": Program("", papis.files),
}
"""By name, as `--for` takes it: what each imports with the least loss."""
