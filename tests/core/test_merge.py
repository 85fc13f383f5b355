"""Three-way merge of one object."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zotsync.core.merge import Clash, merge

BASE = {"title": "T", "date": "2020", "tags": [{"tag": "a"}], "extra": "x: 1", "collections": ["C"]}


def test_nothing_changed_nothing_to_do() -> None:
    merged = merge(BASE, BASE, BASE, BASE)

    assert (merged.to_remote, merged.to_local, merged.clashes) == ({}, {}, {})


def test_a_change_here_goes_there() -> None:
    assert merge(BASE, {**BASE, "title": "U"}, BASE, BASE).to_remote == {"title": "U"}


def test_a_change_there_is_kept_and_told() -> None:
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

    assert merge(BASE, {**BASE, "extra": "x: 3"}, BASE, remote).to_remote == {"extra": "theirs: 2\nx: 3"}


def test_without_a_base_an_empty_side_takes_the_other_and_a_difference_clashes() -> None:
    merged = merge(
        None, {"title": "T", "date": "", "DOI": "d"}, {}, {"title": "U", "date": "2020", "DOI": ""}
    )

    assert merged.to_remote == {"DOI": "d"}
    assert merged.to_local == {"date": "2020"}
    assert merged.clashes == {"title": Clash(None, "T", "U")}


tags = st.lists(st.sampled_from("abcd"), unique=True).map(lambda names: [{"tag": one} for one in names])
objects = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["", "T", "U"]),
        "date": st.sampled_from(["", "2020", "2021"]),
        "tags": tags,
        "collections": st.lists(st.sampled_from("CDE"), unique=True),
    },
)


def apply(remote: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {**remote, **changes}


@given(objects, objects, objects)
def test_after_a_merge_a_second_one_writes_nothing(
    base: dict[str, Any], local: dict[str, Any], remote: dict[str, Any]
) -> None:
    first = merge(base, local, base, remote)
    after = apply(remote, first.to_remote)
    # What is open keeps its old agreement; everything else is agreed on now.
    still_open = {*first.to_local, *first.clashes}
    agreed_local = {k: v for k, v in local.items() if k not in still_open}
    agreed_local |= {k: base[k] for k in still_open if k in base}
    agreed_remote = {k: v for k, v in after.items() if k not in still_open}
    agreed_remote |= {k: base[k] for k in still_open if k in base}
    second = merge(agreed_local, local, agreed_remote, after)

    assert second.to_remote == {}


@given(objects, objects)
def test_an_unchanged_side_never_overwrites_a_changed_one(
    base: dict[str, Any], remote: dict[str, Any]
) -> None:
    merged = merge(base, base, base, remote)

    assert merged.to_remote == {}
    assert merged.clashes == {}
