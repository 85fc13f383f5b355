"""
Programs that read bibliographies, as functions: the text of a file -> what they find in it.

Each gives, by citation key, the type in its own words, the title, the names of the people and the year.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from zotsync.codecs.latex import to_unicode

from ..npm import NotInstalled, installed

__all__ = [
    "Facts",
    "Missing",
    "biber",
    "bibtex",
    "bibtool",
    "bibutils",
    "citation_js",
    "node",
    "pandoc",
    "plain",
]

_HERE = Path(__file__).parent


class Missing(Exception):
    """A program cannot be had on this machine; says why in one clause."""


class Facts(NamedTuple):
    """What a program says of one entry."""

    type: str
    title: str
    people: tuple[str, ...]
    """Family names and names of bodies, of authors, else of editors."""
    year: str


def plain(text: str) -> str:
    """Letters and figures alone: what is left of a text whatever a program does to case, dashes and quotes."""
    text = re.sub(r"\\[A-Za-z]+|<[^<>]*>", "", text)
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


def run(
    *command: str, text: str = "", folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> str:
    """
    What a program writes to its standard output.

    Args:
        environment: variables beside those of this process.

    Raises:
        Missing: it is not installed.
    """
    if shutil.which(command[0]) is None:
        raise Missing(f"{command[0]} is not installed")
    found = subprocess.run(
        command,
        input=text.encode(),
        capture_output=True,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        timeout=600,
        check=False,
    )
    assert found.returncode == 0, (command, found.stderr.decode("utf-8", "replace")[-3000:])
    return found.stdout.decode("utf-8-sig")


# --- programs of TeX --------------------------------------------------------------------------------------


def biber(text: str) -> dict[str, Facts]:
    """biber's tool mode: its own reading of a .bib file, as XML."""
    space = "{http://biblatex-biber.sourceforge.net/biblatexml}"
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "library.bib").write_text(text, encoding="utf-8")
        command = (
            "biber",
            "--tool",
            "--quiet",
            "--output-format=biblatexml",
            "--output-file=out",
            "library.bib",
        )
        run(*command, folder=Path(folder))
        root = ElementTree.fromstring(Path(folder, "out").read_bytes())
    return {entry.attrib["id"]: _of_biber(entry, space) for entry in root.iter(f"{space}entry")}


def _of_biber(entry: ElementTree.Element, space: str) -> Facts:
    def text(name: str) -> str:
        found = entry.find(f"{space}{name}")
        return "".join(found.itertext()) if found is not None else ""

    people: list[str] = []
    for role in ("author", "editor"):
        for names in entry.iter(f"{space}names"):
            if names.attrib["type"] == role and not people:
                people = [_name_of_biber(one, space) for one in names.iter(f"{space}name")]
    date = (
        text("date") or "".join("".join(one.itertext()) for one in entry.iter(f"{space}date")) or text("year")
    )
    return Facts(entry.attrib["entrytype"], to_unicode(text("title")), tuple(people), date[:4])


def _name_of_biber(name: ElementTree.Element, space: str) -> str:
    parts = {one.attrib["type"]: one for one in name.findall(f"{space}namepart")}
    words = [" ".join(parts[one].itertext()) for one in ("prefix", "family") if one in parts]
    return to_unicode(" ".join(words) or "".join(name.itertext()))


_TYPES = "article book incollection inproceedings mastersthesis misc phdthesis techreport"

_STYLE = r"""ENTRY { author editor title year } {} { label }
STRINGS { s } INTEGERS { i n }
FUNCTION {not} { { #0 } { #1 } if$ }
FUNCTION {names} { 's := #1 'i := s num.names$ 'n := "" { i n > not }
  { s i "{vv }{ll}" format.name$ "@;" * * i #1 + 'i := } while$ }
FUNCTION {print} { "@@@" cite$ * "@|" * type$ * "@|" * title empty$ { "" } { title } if$ * "@|" *
  year empty$ { "" } { year } if$ * "@|" *
  author empty$ { editor empty$ { "" } { editor names } if$ } { author names } if$ * write$ newline$ }
FUNCTION {default.type} { print }
%s
MACRO {jan} {"1"} MACRO {feb} {"2"} MACRO {mar} {"3"} MACRO {apr} {"4"} MACRO {may} {"5"} MACRO {jun} {"6"}
MACRO {jul} {"7"} MACRO {aug} {"8"} MACRO {sep} {"9"} MACRO {oct} {"10"} MACRO {nov} {"11"} MACRO {dec} {"12"}
READ
ITERATE {call.type$}
"""


def bibtex(text: str) -> dict[str, Facts]:
    """BibTeX itself, with a style that prints what is asked."""
    style = " ".join(f"FUNCTION {{{type}}} {{ print }}" for type in _TYPES.split())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.joinpath("all.bib").write_text(text, encoding="utf-8")
        folder.joinpath("print.bst").write_text(_STYLE % style, encoding="utf-8")
        folder.joinpath("a.aux").write_text(
            "\\citation{*}\n\\bibdata{all}\n\\bibstyle{print}\n", encoding="utf-8"
        )
        run("bibtex", "-min-crossrefs=100", "a", folder=folder)
        # BibTeX breaks long lines at blanks, and names a broken word with a percent sign.
        bbl = folder.joinpath("a.bbl").read_text(encoding="utf-8").replace("%\n", "").replace("\n  ", " ")
    found = {}
    for line in bbl.split("@@@")[1:]:
        key, type, title, year, names = " ".join(line.split()).split("@|")
        people = (to_unicode(re.sub(r"(?<!\\)~", " ", one)) for one in names.split("@;"))
        found[key] = Facts(
            type, to_unicode(title), tuple(one for one in people if one and one != "others"), year
        )
    return found


def bibtool(text: str) -> str:
    """The text of a .bib file as bibtool writes it again."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "library.bib").write_text(text, encoding="utf-8")
        return run("bibtool", "-q", "--", "preserve.key.case=on", "library.bib", folder=Path(folder))


# --- pandoc, bibutils -------------------------------------------------------------------------------------


def pandoc(text: str, format: str = "biblatex") -> dict[str, Facts]:
    """pandoc: `biblatex`, `bibtex`, `csljson`, or `markdown` with the references in its head."""
    return _of_csl(json.loads(run("pandoc", f"--from={format}", "--to=csljson", text=text)))


def _of_csl(items: Iterable[dict[str, Any]]) -> dict[str, Facts]:
    return {str(item["id"]): _item(item) for item in items}


def _item(item: dict[str, Any]) -> Facts:
    names = item.get("author") or item.get("editor") or []
    particles = ("dropping-particle", "non-dropping-particle", "family", "literal")
    people = (
        " ".join(filter(None, (one.get(part, "") for part in particles))) or one.get("given", "")
        for one in names
    )
    date = item.get("issued", {})
    year = str(date.get("date-parts", [[""]])[0][0] or "")
    return Facts(item["type"], item.get("title", ""), tuple(one for one in people if one != "others"), year)


_MODS = "{http://www.loc.gov/mods/v3}"


def bibutils(text: str, program: str) -> dict[str, Facts]:
    """bibutils' reading (`bib2xml`, `ris2xml`, `endx2xml`) as MODS, and what `xml2bib` calls the types."""
    mods = run(program, "-i", "unicode", text=text)
    types = {
        key: type.lower() for type, key in re.findall(r"^@(\w+)\{([^,\s]+),", run("xml2bib", text=mods), re.M)
    }
    root = ElementTree.fromstring(mods.encode())
    return {
        entry.attrib.get("ID", ""): _of_mods(entry, types.get(entry.attrib.get("ID", ""), ""))
        for entry in root.iter(f"{_MODS}mods")
    }


def _of_mods(entry: ElementTree.Element, type: str) -> Facts:
    info = entry.find(f"{_MODS}titleInfo")
    title = "" if info is None else " ".join("".join(part.itertext()) for part in info)
    by_role: dict[str, list[str]] = {}
    for name in entry.findall(f"{_MODS}name"):
        role = name.findtext(f".//{_MODS}roleTerm", "author")
        parts = {one.attrib.get("type", ""): one.text or "" for one in name.findall(f"{_MODS}namePart")}
        by_role.setdefault(role, []).append(parts.get("family") or parts.get("", ""))
    people = by_role.get("author") or by_role.get("editor") or next(iter(by_role.values()), [])
    date = next(
        (one.text or "" for one in entry.iter() if one.tag in {f"{_MODS}dateIssued", f"{_MODS}date"}), ""
    )
    return Facts(type, title, tuple(one for one in people if one != "others"), date[:4])


# --- programs of Node.js ----------------------------------------------------------------------------------


def node(reader: str, text: str) -> str:
    """What one of the readers of `read.cjs` prints."""
    try:
        folder = installed(_HERE, "readers")
    except NotInstalled as reason:
        raise Missing(str(reason)) from None
    script = folder / "read.cjs"
    script.write_bytes((_HERE / "read.cjs").read_bytes())
    return run("node", str(script), reader, text=text)


def citation_js(text: str) -> dict[str, Facts]:
    """citation-js, for BibTeX, RIS and CSL JSON."""
    return _of_csl(json.loads(node("citation-js", text)))


def bibtex_parser(text: str) -> dict[str, Facts]:
    """@retorquere/bibtex-parser, which Better BibTeX imports with."""
    found = json.loads(node("bibtex-parser", text))
    assert not found["errors"], found["errors"][:3]
    return {entry["key"]: _of_parser(entry["type"], entry["fields"]) for entry in found["entries"]}


def _of_parser(type: str, fields: dict[str, Any]) -> Facts:
    names = fields.get("author") or fields.get("editor") or []
    people = (
        " ".join(filter(None, (one.get("prefix", ""), one.get("lastName") or one.get("name", ""))))
        for one in names
    )
    year = fields.get("year") or fields.get("date", "")[:4]
    return Facts(type, fields.get("title", ""), tuple(one for one in people if one and one != "others"), year)


def differences(found: dict[str, Facts], expected: dict[str, Facts]) -> Iterator[tuple[str, str, Any, Any]]:
    """(key, what, found, expected) for all that differs in more than case, dashes, quotes and markup."""
    for key in sorted(found.keys() ^ expected.keys()):
        yield key, "key", key in found, key in expected
    for key in found.keys() & expected.keys():
        one, other = found[key], expected[key]
        if one.type != other.type:
            yield key, "type", one.type, other.type
        if plain(one.title) != plain(other.title):
            yield key, "title", one.title, other.title
        if [*map(plain, one.people)] != [*map(plain, other.people)]:
            yield key, "people", one.people, other.people
        if one.year != other.year:
            yield key, "year", one.year, other.year
