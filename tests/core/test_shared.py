"""A bibliography that co-authors edit too: what goes into which."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from zotsync.core.properties import properties, with_properties
from zotsync.core.shared import Agreed, agreement, decide, partners
from zotsync.model import Creator, Identifier, Work

from ..codecs.test_bibtex_crosswalk import works as generated_works

HERE = Work(
    "a", "article-journal", "A Study of Things", (Creator("Doe", "Jane"), Creator("Roe", "R.")), issued="2020-03",
    container_title="Journal", identifiers=(Identifier("doi", "10.1000/1"),), abstract="Long",
)  # fmt: skip
AGREED = Agreed(properties(HERE), properties(HERE))


def test_an_edit_on_one_side_goes_to_the_other() -> None:
    edited = replace(HERE, title="A Study of Other Things")

    assert decide(AGREED, edited, HERE).to_file == {"title": edited.title}
    assert decide(AGREED, HERE, edited).to_library == {"title": edited.title}
    assert decide(AGREED, edited, edited).clashes == {}


def test_two_edits_are_a_conflict_until_somebody_decides() -> None:
    mine, theirs = replace(HERE, issued="2021"), replace(HERE, issued="2022")
    found = decide(AGREED, mine, theirs)

    assert (found.to_file, found.to_library) == ({}, {})
    clash = found.clashes["issued"]
    assert (clash.base, clash.local, clash.remote) == ("2020-03", "2021", "2022")
    assert decide(AGREED, mine, theirs, "file").to_library == {"issued": "2022"}
    assert decide(AGREED, mine, theirs, "library").to_file == {"issued": "2021"}
    # It stays one at the next run, too.
    assert "issued" in decide(agreement(AGREED, mine, theirs, found.clashes.keys()), mine, theirs).clashes


def test_what_a_co_author_takes_out_stays_out_and_stays_in_the_library() -> None:
    short = replace(HERE, abstract="", identifiers=())
    found = decide(AGREED, HERE, short)

    assert (found.to_file, found.to_library, found.clashes) == ({}, {}, {})
    after = agreement(AGREED, HERE, short, ())
    longer = replace(HERE, abstract="Longer")
    assert decide(after, longer, short).to_file == {}
    assert decide(after, HERE, replace(short, abstract="Theirs")).to_library == {"abstract": "Theirs"}


def test_without_a_base_nothing_is_added_and_only_the_unknown_is_taken() -> None:
    theirs = Work(
        "b", "article-journal", "A study of things", (Creator("Doe", "J."),), and_others=True, issued="2020",
        container_title="Journal", volume="7", keywords=("mine",),
        fields=(("file", "x.pdf"), ("rating", "5")),
    )  # fmt: skip
    found = decide(None, HERE, theirs)

    assert (found.to_file, dict(found.to_library), found.clashes) == ({}, {"volume": "7"}, {})
    assert "container_title" in decide(None, HERE, replace(theirs, container_title="Magazine")).clashes


def test_the_note_of_a_work_is_merged_as_any_other_value() -> None:
    mine, theirs = replace(HERE, note="mine"), replace(HERE, note="theirs")

    assert decide(AGREED, mine, HERE).to_file == {"annotation": "mine"}
    assert decide(AGREED, mine, theirs).clashes.keys() == {"annotation"}
    assert with_properties(HERE, {"annotation": "x"}).note == "x"


def test_what_programs_keep_in_an_entry_is_not_taken() -> None:
    theirs = replace(HERE, fields=(("file", "x.pdf"), ("date-added", "1"), ("addendum", "x")))

    assert decide(AGREED, HERE, theirs).to_library == {"field addendum": "x"}


def test_works_are_found_by_key_identifier_or_title_and_people() -> None:
    doi = (Identifier("doi", "10.1000/9"),)
    library = [
        HERE,
        Work("b", "book", "Other", identifiers=doi),
        Work("c", "book", "Some Long Title", (Creator("Li", "W"),), issued="2001"),
        Work("d", "book", "Alone"),
    ]
    file = [
        replace(HERE, key="A", title="Anything"),
        Work("x", "book", "Else", identifiers=doi),
        Work("y", "book", "Some long title", (Creator("Li", "Wei"),), issued="2001"),
        Work("z", "book", "Alone", (Creator("Who", "A"),), issued="1999"),
        Work("z2", "book", "Some long title", (Creator("Other", "P"),), issued="2001"),
    ]

    assert dict(partners(library, file)) == {"a": "A", "b": "x", "c": "y"}


@given(generated_works(), generated_works())
def test_properties_say_the_whole_work(one: Work, other: Work) -> None:
    found = properties(one)
    changes = {name: "" for name in properties(other) if name not in found} | found
    made = with_properties(replace(other, key=one.key), changes)

    assert json.loads(json.dumps(found)) == found
    assert properties(made) == found


@given(generated_works(), st.data())
def test_a_second_run_has_nothing_to_do(work: Work, data: st.DataObject) -> None:
    mine, theirs = (
        data.draw(st.sampled_from([work, replace(work, title="X"), replace(work, volume="")])) for _ in "ab"
    )
    base = Agreed(properties(work), properties(work))
    found = decide(base, mine, theirs)
    mine, theirs = with_properties(mine, found.to_library), with_properties(theirs, found.to_file)
    again = decide(agreement(base, mine, theirs, found.clashes.keys()), mine, theirs)

    assert (again.to_file, again.to_library) == ({}, {})
    assert again.clashes.keys() == found.clashes.keys()
