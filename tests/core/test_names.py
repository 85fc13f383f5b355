"""Personal names as BibTeX users write them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.core import names
from zotsync.model import Creator

PARSED = [
    ("Ashish Vaswani", Creator("Vaswani", "Ashish")),
    ("Vaswani, Ashish", Creator("Vaswani", "Ashish")),
    ("Jan van der Berg", Creator("van der Berg", "Jan")),
    ("van der Berg, Jan", Creator("van der Berg", "Jan")),
    ("Jean de la Fontaine", Creator("de la Fontaine", "Jean")),
    ("{de la Fontaine}, Jean", Creator("de la Fontaine", "Jean")),
    ("De Freitas, Nando", Creator("De Freitas", "Nando")),
    ("Cyprien de Masson d’Autume", Creator("de Masson d’Autume", "Cyprien")),
    ("King, Jr., Martin Luther", Creator("King", "Martin Luther, Jr.")),
    ("Smith, {III and IV}, John", Creator("Smith", "John, {III and IV}")),
    ("family=Beethoven, given=Ludwig, prefix=van, useprefix=true", Creator("van Beethoven", "Ludwig")),
    (
        'given="Jean Pierre", family={de la Cruz}, suffix=Jr., given-i=JP',
        Creator("de la Cruz", "Jean Pierre, Jr."),
    ),
    ("family=Berg, given=Jan", Creator("Berg", "Jan")),
    ("family=Plato", Creator(literal="Plato")),
    ("x=1, given=Jan", Creator("x=1", "given=Jan")),
    ("Donald~E. Knuth", Creator("Knuth", "Donald E.")),
    ("St. Amant, Renee", Creator("St. Amant", "Renee")),
    (r"{\L}ukasz Kaiser", Creator("Kaiser", r"{\L}ukasz")),
    (r"Per {\o}rsted Berg", Creator(r"{\o}rsted Berg", "Per")),
    (r"Per {\O}rsted Berg", Creator("Berg", r"Per {\O}rsted")),
    (r"{\'I}{\~n}igo Goiri", Creator("Goiri", r"{\'I}{\~n}igo")),
    ("Íñigo Goiri", Creator("Goiri", "Íñigo")),
    ("Charles {de} Gaulle", Creator("Gaulle", "Charles {de}")),
    ("Jean-Paul Sartre", Creator("Sartre", "Jean-Paul")),
    ("王, 小明", Creator("王", "小明")),
    ("欧阳 修", Creator("欧阳", "修")),
    ("山田 太郎", Creator("山田", "太郎")),
    ("王小明", Creator(literal="王小明")),
    ("OpenAI", Creator(literal="OpenAI")),
    ("{Gemini Team}", Creator(literal="Gemini Team")),
    ("{{Barnes and Noble, Inc.}}", Creator(literal="Barnes and Noble, Inc.")),
    (r"{\'E}cole", Creator(literal=r"{\'E}cole")),
    ("{}", Creator()),
    ("", Creator()),
]


@pytest.mark.parametrize(("text", "creator"), PARSED)
def test_a_name_is_read_as_bibtex_reads_it(text: str, creator: Creator) -> None:
    assert names.parse(text) == creator
    assert names.parse(f"  {text}\n") == creator


def test_the_role_is_kept() -> None:
    assert names.parse("Knuth, Donald", "editor").role == "editor"


SPLIT = [
    ("A B and C D", ("A B", "C D"), False),
    ("A B AND\n  C D", ("A B", "C D"), False),
    ("{Barnes and Noble} and Hand, A.", ("{Barnes and Noble}", "Hand, A."), False),
    ("A, B and others", ("A, B",), True),
    ("A, B and and C, D and", ("A, B", "C, D"), False),
    ("and A, B", ("A, B",), False),
    ("Anderson, Andy and Band, Sandy", ("Anderson, Andy", "Band, Sandy"), False),
    ("{others}", ("{others}",), False),
    ("others", (), True),
    ("", (), False),
]


@pytest.mark.parametrize(("field", "parts", "others"), SPLIT)
def test_a_field_is_split_at_and_outside_braces(field: str, parts: tuple[str, ...], others: bool) -> None:
    assert names.split(field) == (parts, others)


@given(
    st.lists(
        st.sampled_from(["and", "AND", " ", "  ", "~", "{", "}", "A", "Band, B", "others", ","]), max_size=9
    )
)
def test_a_field_without_line_ends_is_split_as_one_with_them(pieces: list[str]) -> None:
    field = " ".join(pieces)

    assert names.split(field) == names.split(f"\n{field}\n")


WRITTEN = [
    (Creator("van der Berg", "Jan"), "van der Berg, Jan"),
    (Creator("King", "Martin Luther, Jr."), "King, Jr., Martin Luther"),
    (Creator("Barnes, Sons", "A"), "{Barnes, Sons}, A"),
    (Creator("Barnes and Noble", "A"), "{Barnes and Noble}, A"),
    (Creator("X", "a and b, c"), "X, {a and b, c}"),
    (Creator("X", "a, b, c"), "{a, b, c X}"),
    (Creator(literal="Gemini Team"), "{Gemini Team}"),
    (Creator(literal="others"), "{others}"),
    (Creator(literal="王小明"), "{王小明}"),
    (Creator("Plato"), "{Plato}"),
]


@pytest.mark.parametrize(("creator", "text"), WRITTEN)
def test_a_name_is_written_so_that_it_stays_whole(creator: Creator, text: str) -> None:
    assert names.write(creator) == text


WORDS = st.lists(
    st.text(st.sampled_from("aBcé王Ł{},.'-"), min_size=1, max_size=6)
    | st.sampled_from(["and", "van", "der", "others", "Jr.", "And,", r"{\'E}x", "{a and b}", "de"]),
    min_size=1,
    max_size=4,
).map(" ".join)


def balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def normal(part: str) -> bool:
    """Text of a name as it is in a work: balanced, no braces or commas around it, a blank behind commas."""
    bare = part.strip(", ") == part and not (part.startswith("{") and part.endswith("}"))
    return balanced(part) and bare and not re.search(r"  | ,|,[^ ]", part)


PARTS = WORDS.filter(normal)
NAMES = st.builds(Creator, PARTS, PARTS).filter(lambda one: (one.family + one.given).count(",") < 2)
CREATORS = NAMES | st.builds(Creator, st.just(""), st.just(""), PARTS)


@given(CREATORS)
def test_what_is_written_is_read_back(creator: Creator) -> None:
    text = names.write(creator)

    assert names.parse(text) == creator
    assert names.split(f"{text} and {text}") == ((text, text), False)


@given(st.text(st.sampled_from("ab ,{}~\\'AND\n王"), max_size=40))
def test_any_text_is_some_names(text: str) -> None:
    parts, _ = names.split(text)
    for part in parts:
        names.parse(part)


@pytest.mark.parametrize("unit", ["{", "{}", "a and ", "~", "{\\", ", "])
def test_hostile_length_costs_linear_time(unit: str) -> None:
    began = time.process_time()
    parts, _ = names.split(unit * 20_000)
    names.parse(unit * 20_000)
    names.parse("{" * 20_000 + "}" * 20_000)

    assert len(parts) <= 20_000
    assert time.process_time() - began < 5
