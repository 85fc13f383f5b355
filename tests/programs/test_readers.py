"""
What real programs read of what zotsync writes: the 144 works of the lists, and 2,000 odd ones.

For each program every key, type, title, year and name of a person must be the work's, but for the losses that
`READERS` names, each with the works that it can happen to. The table in docs/exchange.md says the same.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import pytest

from zotsync.codecs import bibtex
from zotsync.codecs.bibtex.crosswalk import entry_of
from zotsync.codecs.exchange import csl, endnote, hayagriva, jabref, mendeley, ris
from zotsync.codecs.exchange.bundle import Bundle
from zotsync.codecs.latex import to_latex
from zotsync.core.capitals import short_names
from zotsync.model import Topic, Work

from ..conftest import ROOT, missing
from ..facts.works import load
from . import jabref as real_jabref
from . import odd, programs
from .programs import Facts, plain

LIBRARIES = {"lists": load, "odd": odd.library}

Predicate = Callable[[Work], bool]
Answer = TypeVar("Answer")


@cache
def works(library: str) -> tuple[Work, ...]:
    return tuple(LIBRARIES[library]())


def bib(works: list[Work]) -> str:
    return bibtex.write_bibtex(works)


def bib_ascii(works: list[Work]) -> str:
    return bibtex.write_bibtex(works, ascii=True)


def head(works: list[Work]) -> str:
    return f"---\n{csl.to_yaml(works)}...\n"


def bibtex_type(work: Work) -> str:
    return entry_of(work).type


def biblatex_type(work: Work) -> str:
    """biber reads the types of BibTeX as those of biblatex."""
    return {"techreport": "report", "phdthesis": "thesis"}.get(bibtex_type(work), bibtex_type(work))


def csl_type(work: Work) -> str:
    return work.type


def is_misc(work: Work) -> bool:
    return bibtex_type(work) == "misc"


def has_formula(work: Work) -> bool:
    return "$" in work.title


def has_math(work: Work) -> bool:
    return "$" in to_latex(work.title)


def has_braces(work: Work) -> bool:
    """More than those that keep capitals: a formula, a macro."""
    return has_formula(work) or "\\text" in to_latex(work.title)


def is_cut(work: Work) -> bool:
    return work.and_others


def has_namesakes(work: Work) -> bool:
    names = [(one.family, one.given) for one in work.creators]
    return len(set(names)) < len(names)


def has_body(work: Work) -> bool:
    return any(one.literal for one in work.creators)


def has_and(work: Work) -> bool:
    return any(" and " in one.literal for one in work.creators)


def has_initials(work: Work) -> bool:
    """A family name that looks like initials."""
    return any(one.family.isupper() for one in work.creators)


def any_of(*predicates: Predicate) -> Predicate:
    return lambda work: any(one(work) for one in predicates)


def is_type(*types: str) -> Predicate:
    return lambda work: work.type in types


@dataclass(frozen=True)
class Reader:
    """A program that reads a format, and what it is known to lose."""

    program: str
    format: str
    write: Callable[[list[Work]], str]
    read: Callable[[str], dict[str, Facts]]
    type_of: Callable[[Work], str]
    losses: Mapping[str, Predicate] = field(default_factory=dict)
    """What differs -> the works of which it may."""


READERS = {
    f"{one.program} {one.format}": one
    for one in (
        Reader("biber", ".bib", bib, programs.biber, biblatex_type),
        Reader("bibtex", ".bib", bib, programs.bibtex, bibtex_type),
        Reader("bibtex", "--ascii", bib_ascii, programs.bibtex, bibtex_type),
        Reader("pandoc", ".bib", bib, programs.pandoc, csl_type, {"type": is_misc, "title": has_math}),
        Reader(
            "pandoc",
            "--ascii",
            bib_ascii,
            lambda text: programs.pandoc(text, "bibtex"),
            csl_type,
            {"type": is_misc, "title": has_math},
        ),
        Reader("pandoc", "csl-json", csl.to_json, lambda text: programs.pandoc(text, "csljson"), csl_type),
        Reader("pandoc", "csl-yaml", head, lambda text: programs.pandoc(text, "markdown"), csl_type),
        Reader(
            "citation-js",
            ".bib",
            bib,
            programs.citation_js,
            csl_type,
            {"type": is_misc, "title": has_formula},
        ),
        Reader("citation-js", "csl-json", csl.to_json, programs.citation_js, csl_type),
        Reader(
            "citation-js",
            "ris",
            lambda works: ris.write(Bundle(works)),
            programs.citation_js,
            csl_type,
            {"type": is_type("article"), "people": is_cut},
        ),
        Reader(
            "JabRef",
            ".bib",
            bib,
            real_jabref.facts,
            bibtex_type,
            {"title": has_braces, "people": any_of(has_and, has_initials)},
        ),
        Reader("@retorquere/bibtex-parser", ".bib", bib, programs.bibtex_parser, bibtex_type),
        Reader(
            "bibutils",
            ".bib",
            bib,
            lambda text: programs.bibutils(text, "bib2xml"),
            bibtex_type,
            {"title": has_formula, "people": has_namesakes},
        ),
        Reader(
            "bibutils",
            "ris",
            lambda works: ris.write(Bundle(works)),
            lambda text: programs.bibutils(text, "ris2xml"),
            bibtex_type,
            {
                "type": is_type("chapter", "report", "webpage", "software"),
                "people": any_of(is_cut, has_body, has_namesakes),
            },
        ),
        Reader(
            "bibutils",
            "endnote",
            lambda works: endnote.write(Bundle(works)),
            lambda text: programs.bibutils(text, "endx2xml"),
            bibtex_type,
            {
                "type": is_type("article", "chapter", "report", "webpage", "software"),
                "people": any_of(is_cut, has_body, has_namesakes),
            },
        ),
    )
}


def facts(work: Work, type_of: Callable[[Work], str]) -> Facts:
    people = [one for one in work.creators if one.role == "author"] or list(work.creators)
    return Facts(
        type_of(work), work.title, tuple(one.literal or one.family for one in people), work.issued[:4]
    )


def asked(program: Callable[[str], Answer], text: str) -> Answer:
    """What a program says; the test is skipped where it is not installed, JabRef also where others must be."""
    try:
        return program(text)
    except programs.Missing as reason:
        missing("jabref" if program.__module__ == real_jabref.__name__ else "readers", str(reason))
        raise


@cache
def differing(name: str, library: str) -> list[tuple[str, str, object, object]]:
    """What a reader reads otherwise than it is."""
    reader, known = READERS[name], list(works(library))
    found = asked(reader.read, reader.write(known))
    return list(programs.differences(found, {work.key: facts(work, reader.type_of) for work in known}))


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", READERS)
def test_a_program_reads_the_same(name: str, library: str) -> None:
    losses, known = READERS[name].losses, {work.key: work for work in works(library)}

    told = [
        one for one in differing(name, library) if one[1] not in losses or not losses[one[1]](known[one[0]])
    ]
    assert told == []


@pytest.mark.parametrize("name", [name for name, one in READERS.items() if one.losses])
def test_a_known_loss_does_happen(name: str) -> None:
    assert {one[1] for library in LIBRARIES for one in differing(name, library)} == set(READERS[name].losses)


# --- programs that write it again -------------------------------------------------------------------------


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("program", ["bibtool", "bibtex-tidy"])
def test_what_a_program_writes_again_is_the_same_library(program: str, library: str) -> None:
    text = bib(list(works(library)))
    again = asked(programs.bibtool if program == "bibtool" else partial(programs.node, "bibtex-tidy"), text)
    found, problems = bibtex.read_bibtex(again)
    expected, _ = bibtex.read_bibtex(text)

    assert problems == ()
    assert found == expected


@pytest.mark.parametrize("program", [jabref, mendeley])
def test_biber_reads_what_goes_to_jabref_and_mendeley(program: ModuleType) -> None:
    bundle = Bundle(works("lists"), names=short_names(work.title for work in works("lists")))
    text: str = program.write(bundle)
    expected = {work.key: facts(work, biblatex_type) for work in bundle.works}

    assert list(programs.differences(asked(programs.biber, text), expected)) == []


def test_jabref_takes_topics_as_groups() -> None:
    known = works("lists")
    topics = tuple(
        Topic(path, tuple(work.key for work in known[at::5]))
        for at, path in enumerate(
            (("A, B",), ("A, B", "Tools; \\more"), ("Tools",), ("Tools", "向量"), ("{C}",))
        )
    )
    text = jabref.write(Bundle(known, topics))
    entries, _ = bibtex.read_bibtex(asked(real_jabref.saved, text))

    assert asked(real_jabref.groups, text) == [
        (1, "A B"), (2, "Tools more"), (1, "Tools"), (2, "向量"), (1, "C"),
    ]  # fmt: skip
    assert entries == bibtex.read_bibtex(text)[0]


# --- Typst ------------------------------------------------------------------------------------------------

ALL_NAMES = "association-for-computing-machinery"
TYPST = {"refs.yml": hayagriva.write, "refs.bib": bib}


def typeset(known: tuple[Work, ...], name: str) -> dict[str, str]:
    """By key, what Typst prints of a work in its list of references."""
    typst = pytest.importorskip("typst")
    cited = "\n\n".join(f'#cite(label("{work.key}"))' for work in known)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_text(TYPST[name](list(known)), encoding="utf-8")
        source = f'#set document(title: "x")\n{cited}\n\n#bibliography("{name}", style: "{ALL_NAMES}")\n'
        Path(folder, "paper.typ").write_text(source, encoding="utf-8")
        # A key that is not there stops it.
        html = typst.compile(Path(folder, "paper.typ"), format="html").decode()
    entries = dict(re.findall(r'<li id="(loc-\d+)">(.*?)</li>', html))
    targets = re.findall(r'<p>.*?<a href="#(loc-\d+)"', html)
    return {work.key: unescape(entries[target]) for work, target in zip(known, targets, strict=True)}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", TYPST)
def test_typst_prints_every_work(name: str, library: str) -> None:
    known = works(library)
    printed = typeset(known, name)

    def told(work: Work) -> bool:
        text = plain(printed[work.key])
        people = [one.literal or one.family for one in work.creators if one.role == "author"]
        # What is TeX in a title is printed as it stands there.
        title = has_formula(work) or (name == "refs.bib" and has_math(work)) or plain(work.title) in text
        return title and work.issued[:4] in text and all(plain(one) in text for one in people)

    assert [printed[work.key] for work in known if not told(work)] == []


# --- the table --------------------------------------------------------------------------------------------


def test_the_table_in_the_docs_names_every_reader() -> None:
    text = (ROOT / "docs" / "exchange.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| `([^|`]+)` \| ([^|]+?) \|$", text, re.M)

    assert {f"{program} {format}": loses == "nothing" for program, format, loses in rows} == {
        name: not reader.losses for name, reader in READERS.items()
    }
