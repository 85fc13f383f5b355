"""The two-way keys of a front matter are written in place; nothing else in it changes."""

from __future__ import annotations

from typing import Any

import frontmatter
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.notes import Note, create, read, with_reading
from zotsync.model import ReadingState


def after(matter: str, **values: Any) -> str | None:
    """The front matter with other values."""
    text = f"---\ncitekey: x\n{matter}---\n\nbody\n"
    now = read(text).reading
    new = with_reading(text, ReadingState(**{name: getattr(now, name) for name in _NAMES} | values))
    return None if new is None else new.removeprefix("---\ncitekey: x\n").removesuffix("---\n\nbody\n")


_NAMES = ("tags", "status", "status_date", "rating", "reader")


@pytest.mark.parametrize(
    ("before", "values", "becomes"),
    [
        ("tags:\n- a\n# why\n- b\n\n- c\n", {"tags": ("a", "z")}, "tags:\n- a\n# why\n\n- z\n"),
        (
            "tags: # all\n  - a # one\n  # two\n  - 'b'\nk: 1\n",
            {"tags": ("a", "b", "z")},
            "tags: # all\n  - a # one\n  # two\n  - 'b'\n  - z\nk: 1\n",
        ),
        ("tags: [ 'a', b ] # all\n", {"tags": ("a", "n m")}, "tags: [ 'a', n m ] # all\n"),
        ("tags: [a,\n  b, # two\n  c]\n", {"tags": ("b", "c", "z")}, "tags: [b, # two\n  c, z]\n"),
        ("tags: [a]\n", {"tags": ()}, "tags: []\n"),
        ("tags: # all\n  - a\n  - b\n", {"tags": ()}, "tags: [] # all\n"),
        ("tags: # all\nk: 1\n", {"tags": ("z",)}, "tags: # all\n  - z\nk: 1\n"),
        ('tags: "a, b" # all\n', {"tags": ("a", "z")}, 'tags: "a, z" # all\n'),
        ("status: 'reading' # 'it'\n", {"status": "read"}, "status: 'read' # 'it'\n"),
        ("status: # it\n", {"status": "read"}, "status: read # it\n"),
        ("status: >-\n  to-\n  read\nk: 1\n", {"status": "read"}, "status: read\nk: 1\n"),
        ("rating: 4 # of 5\n", {"rating": "5"}, "rating: 5 # of 5\n"),
        ('"status": "x"\n', {"status": "read"}, '"status": "read"\n'),
        ("k: 1 # last\n", {"rating": "5"}, 'k: 1 # last\nrating: "5"\n'),
        ("zotsync: s\n", {"rating": "5"}, 'rating: "5"\nzotsync: s\n'),
        ("tags: [a]\r\nk: 1\r\n", {"rating": "5"}, 'tags: [a]\r\nk: 1\r\nrating: "5"\r\n'),
        ("tags:\r\n- a\r\n", {"tags": ("a", "z")}, "tags:\r\n- a\r\n- z\r\n"),
        (
            "k:\n  tags: [q]\n  status: y\n",
            {"status": "read"},
            "k:\n  tags: [q]\n  status: y\nstatus: read\n",
        ),
    ],
)
def test_a_value_is_replaced_where_it_stands(before: str, values: dict[str, Any], becomes: str) -> None:
    assert after(before, **values) == becomes


@pytest.mark.parametrize(
    "matter",
    ["tags: &t [a]\nk: *t\n", "tags: {a: 1}\n", "status: &s [x]\nk: *s\n"],
)
def test_what_cannot_be_written_alone_is_not_written(matter: str) -> None:
    assert after(matter, tags=("z",), status="read") is None


def test_a_front_matter_in_braces_stays() -> None:
    text = "---\n{citekey: x, tags: [a]}\n---\n"
    assert with_reading(text, ReadingState(tags=("a",), status="read")) is None
    assert with_reading(text, ReadingState(tags=("z",))) == "---\n{citekey: x, tags: [z]}\n---\n"


_WORD = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).map(
    lambda text: " ".join(text.removeprefix("#").split())
)
_TAGS = st.lists(_WORD.filter(lambda text: text and not text.startswith("#")), unique=True, max_size=4)
_COMMENT = st.sampled_from(["", " # a", " # it's: [x]"])


@st.composite
def _matter(draw: st.DrawFn, tags: list[str]) -> str:
    quote = draw(st.sampled_from([1, 2]))
    shown = [
        yaml.dump(one, default_style="'\""[quote - 1], allow_unicode=True, width=1000).strip() for one in tags
    ]
    form = draw(st.sampled_from(["flow", "block", "flat"]))
    if form == "flow":
        lines = f"tags: [{', '.join(shown)}]{draw(_COMMENT)}\n"
    else:
        indent = "  " if form == "block" else ""
        parts = [
            f"{indent}- {one}{draw(_COMMENT)}\n{draw(st.sampled_from(['', '# between', '']))}"
            for one in shown
        ]
        lines = f"tags:{draw(_COMMENT)}\n" + "".join(
            one if one.endswith("\n") else f"{one}\n" for one in parts
        )
    return f"citekey: x\n{lines}mine: 'it # is' # so\n"


@given(st.data(), _TAGS, _TAGS)
def test_any_tags_become_any_others_and_comments_stay(
    data: st.DataObject, was: list[str], now: list[str]
) -> None:
    text = f"---\n{data.draw(_matter(was))}---\n"
    if read(text).problem or read(text).reading.tags not in (tuple(was), None if was else ()):
        return  # YAML takes not every character
    new = with_reading(text, ReadingState(tags=tuple(now)))

    assert new is not None
    assert set(read(new).reading.tags or ()) == set(now)
    assert frontmatter.loads(new)["mine"] == "it # is"
    assert "# so" in new
    kept = [line for line in text.split("\n") if line == "# between"]
    assert len(kept) == new.split("\n").count("# between")


def test_two_comments_do_not_keep_a_note_from_following_the_metadata() -> None:
    from zotsync.codecs.notes import refresh

    note = Note({"title": "T", "citekey": "x"}, {"tags": []}, "T")
    text = create(note).replace("tags: []\n", "# one\ntags: []\n# two\n")
    new, left = refresh(text, Note({"title": "U", "citekey": "x"}, {}, "U"))

    assert left == ()
    assert "title: U\n" in new
    assert "# one\ntags: []\n# two\n" in new
