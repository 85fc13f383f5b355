"""Three-way merge of one object."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.zotero import reading
from zotsync.core.merge import Agreement, Clash, Merged
from zotsync.core.merge import merge as merge_objects

BASE = {"title": "T", "date": "2020", "tags": [{"tag": "a"}], "extra": "x: 1", "collections": ["C"]}


def merge(
    ours: dict[str, Any] | None, local: dict[str, Any], theirs: dict[str, Any], remote: dict[str, Any]
) -> Merged:
    return merge_objects(None if ours is None else Agreement(ours, theirs), local, remote, reading)


def test_nothing_changed_nothing_to_do() -> None:
    merged = merge(BASE, BASE, BASE, BASE)

    assert (merged.to_remote, merged.to_local, merged.clashes) == ({}, {}, {})


def test_a_change_here_goes_there() -> None:
    assert merge(BASE, {**BASE, "title": "U"}, BASE, BASE).to_remote == {"title": "U"}


def test_a_change_there_comes_here() -> None:
    merged = merge(BASE, BASE, BASE, {**BASE, "title": "U"})

    assert (merged.to_remote, merged.to_local) == ({}, {"title": "U"})


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    merged = merge(BASE, {**BASE, "title": "U"}, BASE, {**BASE, "title": "U"})

    assert (merged.to_remote, merged.clashes) == ({}, {})


def test_two_changes_of_one_property_clash() -> None:
    merged = merge(BASE, {**BASE, "title": "U"}, BASE, {**BASE, "title": "V"})

    assert merged.clashes == {"title": Clash("T", "U", "V")}
    assert merged.to_remote == {}


def test_changes_of_two_properties_both_stand() -> None:
    merged = merge(BASE, {**BASE, "title": "U"}, BASE, {**BASE, "date": "2021"})

    assert (merged.to_remote, merged.to_local, merged.clashes) == ({"title": "U"}, {"date": "2021"}, {})


def test_a_property_that_left_here_is_cleared_there() -> None:
    local = {name: value for name, value in BASE.items() if name != "date"}

    assert merge(BASE, local, BASE, BASE).to_remote == {"date": ""}


def test_what_zotero_normalised_is_no_change() -> None:
    remote = {**BASE, "title": "T (trimmed by the server)"}

    assert merge(BASE, BASE, remote, remote).to_remote == {}


def test_tags_merge_by_member_and_keep_their_type() -> None:
    remote = {**BASE, "tags": [{"tag": "a"}, {"tag": "theirs", "type": 1}]}
    merged = merge(BASE, {**BASE, "tags": [{"tag": "ours"}]}, BASE, remote)

    assert merged.to_remote == {"tags": [{"tag": "theirs", "type": 1}, {"tag": "ours"}]}


def test_an_identical_set_in_another_order_is_not_written() -> None:
    remote = {**BASE, "collections": ["D", "C"]}

    assert merge(BASE, {**BASE, "collections": ["C", "D"]}, BASE, remote).to_remote == {}


def test_other_peoples_lines_of_extra_stay() -> None:
    remote = {**BASE, "extra": "x: 1\ntheirs: 2"}
    merged = merge(BASE, {**BASE, "extra": "x: 3"}, BASE, remote)

    assert merged.to_remote == {"extra": "theirs: 2\nx: 3"}
    assert "extra" not in merged.to_local


def test_a_line_of_extra_that_says_something_of_the_work_comes_here() -> None:
    merged = merge(BASE, BASE, BASE, {**BASE, "extra": "x: 1\nDOI: 10.1/x"})

    assert merged.to_local == {"extra": "x: 1\nDOI: 10.1/x"}


def test_members_that_were_added_and_taken_away_there_come_here() -> None:
    base = {**BASE, "tags": [{"tag": "a"}, {"tag": "b"}]}
    merged = merge(base, base, base, {**base, "tags": [{"tag": "b"}, {"tag": "c"}], "collections": ["D"]})

    assert merged.to_remote == {}
    assert merged.to_local == {"tags": [{"tag": "b"}, {"tag": "c"}], "collections": ["D"]}


def test_the_publishers_words_are_no_tags_of_people() -> None:
    assert (
        merge(BASE, BASE, BASE, {**BASE, "tags": [{"tag": "a"}, {"tag": "auto", "type": 1}]}).to_local == {}
    )


def test_a_date_in_other_words_is_no_change() -> None:
    base = {"date": "2020-04"}

    assert merge(base, base, base, {"date": "April 2020"}) == Merged()
    assert merge(None, base, {}, {"date": "April 2020"}) == Merged()


def test_a_value_on_which_nobody_agreed_is_not_overwritten() -> None:
    merged = merge({}, {"title": "T"}, {"title": "theirs"}, {"title": "theirs"})

    assert merged.clashes == {"title": Clash("theirs", "T", "theirs")}


def test_without_a_base_an_empty_side_takes_the_other_and_a_difference_clashes() -> None:
    merged = merge(
        None, {"title": "T", "date": "", "DOI": "d"}, {}, {"title": "U", "date": "2020", "DOI": ""}
    )

    assert merged.to_remote == {"DOI": "d"}
    assert merged.to_local == {"date": "2020"}
    assert merged.clashes == {"title": Clash(None, "T", "U")}


tags = st.lists(st.sampled_from("abcd"), unique=True).map(lambda names: [{"tag": one} for one in names])
extras = st.lists(st.sampled_from(["DOI: 1", "tex.x: 1", "PMID: 2"]), unique=True).map("\n".join)
objects = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["", "T", "U", "V"]),
        "date": st.sampled_from(["", "2020", "2021"]),
        "creators": st.sampled_from([[], [{"name": "A"}], [{"name": "B"}]]),
        "extra": extras,
        "tags": tags,
        "collections": st.lists(st.sampled_from("CDE"), unique=True),
    },
)
SETS = ("tags", "collections", "extra")


def members(data: dict[str, Any], name: str) -> set[str]:
    value = data.get(name) or ()
    if name == "tags":
        return {tag["tag"] for tag in value}
    return set(value.split("\n")) if name == "extra" and value else set(value)


def says(data: dict[str, Any], name: str) -> Any:
    return members(data, name) if name in SETS else data.get(name) or ""


@given(objects, objects, objects)
def test_after_a_merge_both_sides_say_the_same_but_for_what_clashes(
    base: dict[str, Any], local: dict[str, Any], remote: dict[str, Any]
) -> None:
    merged = merge(base, local, base, remote)
    here, there = {**local, **merged.to_local}, {**remote, **merged.to_remote}

    for name in {*base, *local}:
        if name not in merged.clashes:
            assert says(here, name) == says(there, name)


@given(objects, objects, objects)
def test_after_a_merge_a_second_one_says_nothing_new(
    base: dict[str, Any], local: dict[str, Any], remote: dict[str, Any]
) -> None:
    remote = {name: value for name, value in remote.items() if name in {*base, *local}}
    first = merge(base, local, base, remote)
    here, there = {**local, **first.to_local}, {**remote, **first.to_remote}
    agreed_here = {k: v for k, v in here.items() if k not in first.clashes}
    agreed_here |= {k: base[k] for k in first.clashes if k in base}
    agreed_there = {k: v for k, v in there.items() if k not in first.clashes}
    agreed_there |= {k: base[k] for k in first.clashes if k in base}
    second = merge(agreed_here, here, agreed_there, there)

    assert (second.to_remote, second.to_local) == ({}, {})
    assert second.clashes.keys() == first.clashes.keys()


@given(objects, objects)
def test_an_unchanged_side_takes_the_other_whole(base: dict[str, Any], other: dict[str, Any]) -> None:
    other = {name: value for name, value in other.items() if name in base}
    here, there = merge(base, base, base, other), merge(base, other, base, base)

    assert (here.to_remote, here.clashes, there.to_local, there.clashes) == ({}, {}, {}, {})
    for name in base:
        assert says({**base, **here.to_local}, name) == says(other, name)
        assert says({**base, **there.to_remote}, name) == says(other, name)


@given(objects, objects, objects)
def test_both_sides_are_treated_alike(
    base: dict[str, Any], local: dict[str, Any], remote: dict[str, Any]
) -> None:
    one = merge_objects(Agreement(base, base), local, remote, reading, (*base, *local, *remote))
    other = merge_objects(Agreement(base, base), remote, local, reading, (*base, *local, *remote))

    assert {k: says(one.to_remote, k) for k in one.to_remote} == {
        k: says(other.to_local, k) for k in other.to_local
    }
    assert one.clashes.keys() == other.clashes.keys()
