"""Edits from elsewhere written into a library.bib: each is read back, and the rest stays as it is written."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zotsync.codecs.bibtex import read_bibtex
from zotsync.codecs.bibtex.library import amend, extend, works
from zotsync.codecs.zotero import edited, item_data
from zotsync.model import Creator, Identifier, Work

from .test_bibtex_crosswalk import works as generated_works

ATTRIBUTES = [one.name for one in fields(Work) if one.name not in ("key", "verified")]

HAND_WRITTEN = """% mine
@string{nips = "Advances in " # {Neural Systems}}

@InProceedings{Vaswani:2017,
  AUTHOR    = "Ashish Vaswani and Noam Shazeer and others",
  Title     = {Attention is All you Need},   % the Transformer
  booktitle = nips,
  date      = {2017-06-12},
  pages     = {5998-6008},
  location  = "Long Beach",
  archivePrefix = "arXiv", eprint = {1706.03762v5}, primaryClass = "cs.CL",
  rating = 5
}

@article(doe,
author={Doe, Jane},title={On {\\'E}t{\\'e}},journaltitle={J. Irr. Res.},year=2020,month="10~" # jan,
  number = {3}, subtitle = {A Study}, publisher = {ACM}, keyword = "a; b")

@misc{arx, title = {T}, author = {Roe, R.}, howpublished = {\\url{https://a.org/x}}, year = {in press},
      note = {n}, note = {second}}
@inproceedings{child, title = {C}, crossref = {parent}}
@proceedings{parent, title = {Proceedings of P}, year = {2021}, publisher = {Springer}}
@article{scholar, title={S}, journal={arXiv preprint arXiv:2302.13971}, year={2023}}
@online{blog, title = {B}, url = {https://b.org}, date = {2017/2018}, entrysubtype = {weblog}}
"""
KEYS = ("Vaswani:2017", "doe", "arx", "child", "parent", "scholar", "blog")
KNOWN = read_bibtex(HAND_WRITTEN)[0]


def change(text: str, key: str, known: dict[str, Work] | None = None, **changes: Any) -> str:
    """The text after an edit that must not lose anything."""
    before = works(text, known or {})[0]
    after = replace(before[key], **changes)
    new, lost = amend(text, {key: (before[key], after)}, known)
    now = works(new, known or {})[0]

    assert lost == {}
    assert {name: getattr(now[key], name) for name in changes} == changes
    assert {name: work for name, work in now.items() if name != key} == {
        name: work for name, work in before.items() if name != key
    }
    assert replace(now[key], fields=()) == replace(after, fields=())
    return new


EDITS: list[tuple[str, dict[str, Any], str, str]] = [
    ("Vaswani:2017", {"title": "Attention"}, "Title     = {Attention is All you Need},", "Title     = {Attention},"),
    ("Vaswani:2017", {"issued": "2017-12"}, "date      = {2017-06-12}", "date      = {2017-12}"),
    ("Vaswani:2017", {"issued": ""}, ",\n  date      = {2017-06-12}", ""),
    ("Vaswani:2017", {"container_title": "NIPS"}, "booktitle = nips", "booktitle = {NIPS}"),
    ("Vaswani:2017", {"publisher_place": "L"}, 'location  = "Long Beach"', 'location  = "L"'),
    (
        "Vaswani:2017",
        {"and_others": False},
        '"Ashish Vaswani and Noam Shazeer and others"',
        '"Vaswani, Ashish and Shazeer, Noam"',
    ),
    ("Vaswani:2017", {"identifiers": (Identifier("arxiv", "2302.13971"),)}, "{1706.03762v5}", "{2302.13971}"),
    ("Vaswani:2017", {"arxiv_class": ""}, ', primaryClass = "cs.CL"', ""),
    ("Vaswani:2017", {"fields": ()}, ",\n  rating = 5", ""),
    ("Vaswani:2017", {"type": "chapter"}, "@InProceedings", "@incollection"),
    ("doe", {"container_title": "JIR"}, "journaltitle={J. Irr. Res.}", "journaltitle={JIR}"),
    ("doe", {"title": "New"}, "title={On {\\'E}t{\\'e}}", "title={New}"),
    ("doe", {"keywords": ("c",)}, 'keyword = "a; b"', 'keyword = "c"'),
    ("doe", {"publisher": "IEEE"}, "publisher = {ACM}", "publisher = {IEEE}"),
    ("doe", {"issued": "2021"}, 'year=2020,month="10~" # jan', "year=2021"),
    ("arx", {"url": "https://c.org"}, "howpublished = {\\url{https://a.org/x}}", "url = {https://c.org}"),
    ("blog", {"url": "https://c.org"}, "{https://b.org}", "{https://c.org}"),
    ("child", {"container_title": "P2"}, "title = {C}", "title = {C}, booktitle = {P2}"),
    ("child", {"publisher": ""}, "crossref = {parent}", "crossref = {parent}"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "changes", "old", "new"), EDITS)
def test_an_entry_of_a_person_keeps_its_layout(key: str, changes: dict[str, Any], old: str, new: str) -> None:
    assert old in HAND_WRITTEN
    text = change(HAND_WRITTEN, key, **changes)

    if key == "doe" and "title" in changes:
        assert "subtitle" not in text
    elif key == "arx" and "url" in changes:
        assert "howpublished" not in text
    elif key == "child" and not changes.get("publisher", "-"):
        assert "publisher = {}" in text
    else:
        assert text == HAND_WRITTEN.replace(old, new)


def test_what_zotsync_knows_and_no_entry_says_can_be_changed_and_removed() -> None:
    paper = Work("a", "article-journal", "T", container_title="J", publisher="ACM", publisher_place="NY")
    known = {"a": paper}
    text = extend("", [paper])

    other = change(text, "a", known, publisher="IEEE")
    assert "  publisher = {IEEE},\n" in other
    none = change(text, "a", known, publisher="")
    assert "  publisher = {},\n" in none
    assert change(none, "a", known, publisher="ACM", title="U").count("publisher") == 1


def test_an_edit_that_no_entry_can_say_is_told() -> None:
    two = (Identifier("doi", "10.1000/182"), Identifier("doi", "10.1000/183"))
    work = Work("a", "book", "T")

    new, lost = amend(
        extend("", [work]),
        {"a": (work, replace(work, identifiers=two, title="U")), "b": (work, replace(work, title="V"))},
    )
    assert lost == {"a": ("identifiers",), "b": ("title",)}
    assert read_bibtex(new)[0]["a"].title == "U"


def test_nothing_to_change_changes_nothing() -> None:
    work = KNOWN["doe"]

    assert amend(HAND_WRITTEN, {}) == (HAND_WRITTEN, {})
    assert amend(HAND_WRITTEN, {"doe": (work, work)}) == (HAND_WRITTEN, {})
    assert amend(HAND_WRITTEN, {"doe": (replace(work, title="Old"), work)}) == (HAND_WRITTEN, {})


def same(one: Work, other: Work) -> bool:
    """But for the order of fields, and of creators of unlike roles."""
    return replace(
        one,
        fields=tuple(sorted(one.fields)),
        creators=tuple(sorted(one.creators, key=lambda each: each.role)),
        verified=True,
    ) == replace(
        other,
        fields=tuple(sorted(other.fields)),
        creators=tuple(sorted(other.creators, key=lambda each: each.role)),
        verified=True,
    )


@given(generated_works(), generated_works(), st.sampled_from(ATTRIBUTES), st.booleans())
def test_an_edit_of_any_attribute_is_read_back(work: Work, other: Work, name: str, is_known: bool) -> None:
    text = extend("% c\n", [work])
    known = {work.key: work} if is_known else {}
    before = works(text, known)[0][work.key]
    after = replace(before, **{name: getattr(other, name)})
    new, lost = amend(text, {work.key: (before, after)}, known)

    now = works(new, known)[0][work.key]
    assert new.startswith("% c\n")
    if not lost:
        assert same(now, after) or name in ("issued", "creators", "and_others")
    assert set(lost.get(work.key, ())) <= {name}
    assert not lost or name in (
        "identifiers",
        "arxiv_class",
        "genre",
        "type",
        "and_others",
        "creators",
        "fields",
    )


@given(
    st.sampled_from(KEYS), generated_works(), st.lists(st.sampled_from(ATTRIBUTES), min_size=1, max_size=3)
)
def test_an_entry_of_a_person_takes_any_edit(key: str, other: Work, names: list[str]) -> None:
    before = KNOWN[key]
    after = replace(before, **{name: getattr(other, name) for name in names})
    assume(after.title)
    new, lost = amend(HAND_WRITTEN, {key: (before, after)})

    now = read_bibtex(new)[0]
    assert {name: work for name, work in now.items() if name not in (key, "child")} == {
        name: work for name, work in KNOWN.items() if name not in (key, "child")
    }
    assert set(lost.get(key, ())) <= {*names}
    wrong = {name for name in ATTRIBUTES if getattr(now[key], name) != getattr(after, name)}
    dropped = {"date", "year", "entrytype", "entrysubtype"} if {"issued", "type"} & {*names} else set()
    assert wrong <= {*lost.get(key, ()), "fields", "creators"}
    assert {*after.fields} - {*now[key].fields} <= {one for one in after.fields if one[0] in dropped}


@given(generated_works(), generated_works())
def test_an_edit_in_zotero_goes_through_a_bib_and_is_no_edit_any_more(work: Work, other: Work) -> None:
    said = item_data(replace(other, key=work.key, keywords=work.keywords))
    after = edited(work, item_data(work), said)
    text, lost = amend(extend("", [work]), {work.key: (work, after)}, {work.key: work})
    assume(not lost)
    now = works(text, {work.key: work})[0][work.key]

    assert same(now, after) or sorted(map(name_of, now.creators)) == sorted(map(name_of, after.creators))


def name_of(one: Creator) -> str:
    return f"{one.role} {one.given} {one.family} {one.literal}"
