"""A whole library.bib: read, extended, changed, copied."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.codecs.bibtex import read_bibtex, write_bibtex
from zotsync.codecs.bibtex.library import HEADER, Shelf, digests, extend, keys, rebase, works
from zotsync.model import Creator, Finding, Identifier, Work

from ..facts.works import load
from .test_bibtex_crosswalk import works as generated_works

FACTS = load()
BERT = next(work for work in FACTS if work.key == "devlin2019bert")
LLAMA = next(work for work in FACTS if work.key == "touvron2023llama")
KNOWN = {work.key: work for work in FACTS}


def known(*found: Work) -> dict[str, Work]:
    return {work.key: work for work in found}


# --- extend -----------------------------------------------------------------------------------------------


def test_an_empty_file_becomes_one_with_a_header_and_sorted_entries() -> None:
    text = extend("", [LLAMA, BERT])

    assert text.startswith(HEADER + "\n@inproceedings{devlin2019bert,\n")
    assert text.endswith("}\n")
    assert keys(text) == ("devlin2019bert", "touvron2023llama")


def test_a_second_time_changes_nothing() -> None:
    text = extend("", FACTS)

    assert extend(text, FACTS) == text
    assert extend(text, []) == text


def test_a_new_entry_stands_at_its_place_in_a_sorted_file() -> None:
    text = "% head\n\n% about b\n@misc{B,\n}\n\n% about d\n@misc{d, title={x}}\n% tail\n"
    a, c, e = (Work(key, "document", "") for key in "ace")

    assert extend(text, [c, e, a]) == (
        "% head\n\n@misc{a}\n\n% about b\n@misc{B,\n}\n\n@misc{c}\n\n% about d\n@misc{d, title={x}}"
        "\n\n@misc{e}\n% tail\n"
    )


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("@misc{b}\n@misc{a}\n", "\n@misc{c,\n}\n"),
        ("@misc{b}\n@misc{a}", "\n\n@misc{c,\n}\n"),
        ("@misc{b}\n@misc{a}\n\n", "@misc{c,\n}\n"),
        ("@misc{b}\r\n@misc{a}\r\n", "\r\n@misc{c,\r\n}\r\n"),
        ("@misc{a}\n@misc{b, title = {x}\n", "\n@misc{c,\n}\n"),
        ("% only a comment", "\n\n@misc{c,\n}\n"),
    ],
)
def test_a_new_entry_stands_at_the_end_of_any_other_file(text: str, end: str) -> None:
    assert extend(text, [Work("c", "document", "")]) == text + end


def test_a_key_that_is_there_in_other_letters_is_there() -> None:
    assert extend("@misc{BERT}\n", [Work("bert", "document", "")]) == "@misc{BERT}\n"
    assert extend("@misc{BERT, title = {x\n", [Work("bert", "document", "")]) == "@misc{BERT, title = {x\n"


@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=5),
    st.lists(st.sampled_from("abcdefgh"), max_size=5),
    st.sampled_from(["\n\n", "\n", " ", "\n% c\n", "\r\n"]),
)
def test_every_old_byte_stays_in_order(old: list[str], new: list[str], between: str) -> None:
    text = between.join(f"@misc{{{key}, title = {{T {key}}}}}" for key in old)
    longer = extend(text, [Work(key, "document", "") for key in new])

    rest = longer
    for key in old:
        before, entry, rest = rest.partition(f"@misc{{{key}, title = {{T {key}}}}}")
        assert entry, before
    assert sorted(keys(longer)) == sorted([*old, *(set(new) - set(old))])
    assert extend(longer, [Work(key, "document", "") for key in new]) == longer


# --- works ------------------------------------------------------------------------------------------------


def test_what_zotsync_wrote_is_what_it_knows() -> None:
    found, findings = works(extend("", FACTS), KNOWN)

    assert findings == ()
    assert set(found) == set(KNOWN)
    assert all(found[key] is KNOWN[key] for key in KNOWN)


def test_another_layout_is_no_edit() -> None:
    text = extend("", [BERT]).replace("  title = {", "\ttitle={").replace("\n", "\r\n")
    text = text.replace("month = jun", 'month = "jun"')

    assert works(text, KNOWN)[0]["devlin2019bert"] is BERT


def test_braces_that_a_person_adds_are_no_edit() -> None:
    text = extend("", [BERT]).replace("Deep Bidirectional", "{Deep} {Bidirectional}")

    assert works(text, KNOWN)[0]["devlin2019bert"] == BERT


EDITS: list[tuple[str, str, dict[str, Any]]] = [
    ("title = {{BERT}: Pre", "title = {{BART}: Pre", {"title": BERT.title.replace("BERT", "BART")}),
    ("  pages = {4171--4186},\n", "", {"page": ""}),
    ("month = jun", "month = jul, day = 3", {"issued": "2019-07-03"}),
    ("@inproceedings", "@conference", {}),
    ("@inproceedings", "@incollection", {"type": "chapter"}),
    ("  url", "  rating = {{5}},\n  url", {"fields": (("rating", "{5}"),)}),
    ("  url", "  keywords = {nlp, x},\n  url", {"keywords": ("nlp", "x")}),
    (
        "Devlin, Jacob",
        'Devlin, J. K\\"ate',
        {"creators": (Creator("Devlin", "J. Käte"), *BERT.creators[1:])},
    ),
    (
        "eprint = {1810.04805}",
        "eprint = {1810.04806}",
        {
            "identifiers": tuple(
                Identifier("arxiv", "1810.04806") if one.scheme == "arxiv" else one
                for one in BERT.identifiers
            )
        },
    ),
]


@pytest.mark.parametrize(("old", "new", "changes"), EDITS)
def test_an_edit_changes_its_field_and_no_other(old: str, new: str, changes: dict[str, Any]) -> None:
    text = extend("", [BERT])
    assert old in text

    work = works(text.replace(old, new), known(BERT))[0]["devlin2019bert"]
    assert work == replace(BERT, **changes)


def test_what_an_entry_does_not_say_is_kept_from_the_known_work() -> None:
    paper = Work("a", "article-journal", "T", publisher="ACM", verified=False)
    text = extend("", [paper]).replace("{T}", "{U}")

    assert works(text, known(paper))[0]["a"] == replace(paper, title="U")


def test_entries_of_people_are_read_whole() -> None:
    text = """@string{j = "Journal of " # {X}}
@Article(mine, title = {On {\\'E}t{\\'e}}, journal = j, year = 2020, month = "10~" # jan, rating = {5})
"""

    assert works(text, {})[0] == {
        "mine": Work(
            "mine",
            "article-journal",
            "On Été",
            issued="2020-01-10",
            container_title="Journal of X",
            fields=(("rating", "5"),),
        )
    }


def test_fields_come_from_parents() -> None:
    text = """
@inproceedings{child, title = {C}, crossref = {Parent}, pages = {1--2}}
@inproceedings{other, title = {O}, xdata = {acm, gone}}
@xdata{acm, publisher = {ACM}, year = {2019}}
@proceedings{parent, title = {Proceedings of P}, year = {2020}, editor = {A, B}, doi = {10.1145/1}}
"""
    found, findings = works(text, {})

    assert findings == ()
    assert set(found) == {"child", "other", "parent"}
    assert found["child"].container_title == "Proceedings of P"
    assert (found["child"].issued, found["child"].page, found["child"].identifiers) == ("2020", "1-2", ())
    assert (found["other"].publisher, found["other"].issued) == ("ACM", "2019")
    assert dict(found["child"].fields)["crossref"] == "Parent"


def test_a_circle_of_parents_ends() -> None:
    found, _ = works("@misc{a, crossref = {b}, title = {A}}\n@misc{b, xdata = {a}, crossref = {b}}", {})

    assert found["a"].title == "A"


def test_what_cannot_be_read_is_said_and_the_rest_is_read() -> None:
    text = """@misc{ok, title = {A}}
@misc{broken, title = {B
@misc{OK, title = {C}}
@misc{comma, title = {D} year = {2020}}
@misc{brace, title = {E}}, year = {2020}}
@IEEEtranBSTCTL{IEEEexample:BSTcontrol, x = {y}}
@misc{title = {F}}
"""
    found, findings = works(text, {}, "refs.bib")

    assert {key: work.title for key, work in found.items()} == {"ok": "A", "comma": "D", "brace": "E"}
    assert found["comma"].issued == "2020"
    assert findings == (
        Finding(
            "broken-entry",
            "refs.bib:2",
            "this entry is left out: its closing } is missing",
            "error",
            "broken",
        ),
        Finding(
            "duplicate-key",
            "refs.bib:3",
            "the key OK stands at line 1 already; that entry counts",
            "warning",
            "OK",
        ),
        Finding("entry-syntax", "refs.bib:4", "a comma is missing before year", "warning", "comma"),
        Finding(
            "stray-text",
            "refs.bib:5",
            "', year = {2020}}' stands outside the entry: is a brace too many before it?",
            "error",
            "brace",
        ),
        Finding("broken-entry", "refs.bib:7", "this entry is left out: it has no citation key", "error", ""),
    )


def test_keys_are_all_keys() -> None:
    assert keys("@misc{a}\n@xdata{b}\n@misc{c, title = {\n@string{d = {e}}") == ("a", "b", "c")


@given(st.lists(generated_works(), max_size=4, unique_by=lambda work: work.key.casefold()))
def test_what_is_written_is_known_again(found: list[Work]) -> None:
    text = extend("", found)

    assert works(text, known(*found)) == (known(*sorted(found, key=lambda work: work.key)), ())
    assert works(text, {})[0] == known(*found)


@given(generated_works(), generated_works())
def test_an_entry_of_another_state_gives_that_state(before: Work, after: Work) -> None:
    after = replace(after, key=before.key)
    text = extend("", [after])

    read = works(text, known(before))[0][before.key]
    # An article does not say its publisher, so the known one stays.
    if "article-journal" in (before.type, after.type):
        read = replace(read, publisher=after.publisher, publisher_place=after.publisher_place)
    assert read == after


# --- rebase -----------------------------------------------------------------------------------------------


def moved(before: Work, after: Work) -> dict[str, tuple[Work, Work]]:
    return {before.key: (before, after)}


def test_a_field_that_nobody_touched_follows_the_record() -> None:
    text = extend("", [BERT, LLAMA])
    after = replace(LLAMA, title="LLaMA, Revised", issued="2023-02-27", abstract="New.", arxiv_class="")

    changed = rebase(text, moved(LLAMA, after))
    assert changed == extend("", [BERT, after])
    assert works(changed, known(BERT, after))[0]["touvron2023llama"] == after


def test_a_preprint_that_was_published_changes_its_type() -> None:
    after = replace(
        LLAMA,
        type="paper-conference",
        container_title="Proceedings of X",
        identifiers=(Identifier("doi", "10.1145/3341301.3359646"), *LLAMA.identifiers),
    )

    assert rebase(extend("", [LLAMA]), moved(LLAMA, after)) == extend("", [after])


def test_what_a_person_typed_stays() -> None:
    text = (
        "@misc{touvron2023llama,\n"
        "  title={My {LLaMA}},   % mine\n"
        "    author = {" + " and ".join(f"{one.family}, {one.given}" for one in LLAMA.creators) + "},\n"
        "  rating = 5,\n"
        "  eprint = \"2302.13971\" , eprinttype = {arXiv},\n"
        "  year = 2023 }\n"
    )  # fmt: skip
    after = replace(
        LLAMA, title="Other", creators=LLAMA.creators[:1], issued="2024", number="7", container_title="J"
    )

    assert rebase(text, moved(LLAMA, after)) == (
        "@misc{touvron2023llama,\n"
        "  title={My {LLaMA}},   % mine\n"
        "    author = {Touvron, Hugo},\n"
        "  howpublished = {J},\n"
        "  number = {7},\n"
        "  rating = 5,\n"
        "  eprint = \"2302.13971\" , eprinttype = {arXiv},\n"
        "  year = 2024 }\n"
    )  # fmt: skip


def test_a_field_that_a_person_removed_stays_away() -> None:
    text = extend("", [LLAMA]).replace("  month = feb,\n", "")

    assert rebase(text, moved(LLAMA, replace(LLAMA, issued="2023-03"))) == text


def test_an_entry_on_one_line_stays_on_one_line() -> None:
    before, after = Work("a", "document", "T", volume="1"), Work("a", "document", "U", page="2")

    assert (
        rebase("@misc{a, title = {T}, volume = 1}", moved(before, after))
        == "@misc{a, title = {U}, pages = 2}"
    )
    assert (
        rebase("@misc{a}", moved(Work("a", "document", ""), after))
        == "@misc{a,\n  title = {U},\n  pages = {2},\n}"
    )


@given(generated_works(), generated_works())
def test_an_entry_that_nobody_touched_becomes_the_new_one(before: Work, after: Work) -> None:
    after = replace(after, key=before.key)
    changed = rebase(extend("", [before]), moved(before, after), names=frozenset())

    assert works(changed, known(after), names=frozenset())[0][after.key] == after
    assert works(changed, {})[0][after.key] == replace(after, fields=works(changed, {})[0][after.key].fields)
    assert rebase(changed, moved(after, after)) == changed


# --- excerpt ----------------------------------------------------------------------------------------------


def test_a_topic_file_holds_the_blocks_as_they_stand_in_the_given_order() -> None:
    text = "% x\n@misc{a,title={A}}\n@misc{b,\n title={B}}\n\n@misc(c)\n"

    assert Shelf(text).excerpt(["c", "A", "gone", "a"], "% Made by zotsync.\n") == (
        "% Made by zotsync.\n\n@misc(c)\n\n@misc{a,title={A}}\n"
    )


def test_a_topic_file_holds_what_its_entries_need() -> None:
    text = """@string{acm = {ACM}}
@string{unused = {x}}
@string{toc = acm # { T}}
@preamble{"\\newcommand{\\x}{}"}
@proceedings{p, title = {P}}
@misc{a, journal = toc, crossref = {p}}
@misc{b, title = {b}}
"""
    excerpt = Shelf(text).excerpt(["p", "a"], "% h")

    assert (
        excerpt
        == """% h

@string{acm = {ACM}}

@string{toc = acm # { T}}

@preamble{"\\newcommand{\\x}{}"}

@misc{a, journal = toc, crossref = {p}}

@proceedings{p, title = {P}}
"""
    )
    assert Shelf(text).excerpt(["b"], "% h") == (
        '% h\n\n@preamble{"\\newcommand{\\x}{}"}\n\n@misc{b, title = {b}}\n'
    )


def test_a_topic_file_ends_lines_as_the_library_does() -> None:
    assert Shelf("@misc{a,\r\n}\r\n").excerpt(["a"], "% h\n% i\n") == "% h\r\n% i\r\n\r\n@misc{a,\r\n}\r\n"


def test_all_entries_of_an_excerpt_are_those_of_the_library() -> None:
    text = extend("", FACTS)
    order = sorted(KNOWN, reverse=True)
    excerpt = Shelf(text).excerpt(order, "% h\n")

    assert keys(excerpt) == tuple(order)
    found, findings = works(excerpt, KNOWN)
    assert findings == ()
    assert found == KNOWN


@pytest.mark.parametrize("ascii", [False, True])
def test_a_file_of_its_own_holds_the_works_in_the_given_order(ascii: bool) -> None:
    text = write_bibtex([LLAMA, BERT], ascii=ascii)

    assert keys(text) == (LLAMA.key, BERT.key)
    assert text.isascii() == ascii
    assert text.endswith("\n}\n")
    assert read_bibtex(text) == (known(LLAMA, BERT), ())
    assert write_bibtex([]) == ""


def test_what_is_inherited_is_inherited_along_the_whole_chain() -> None:
    text = (
        "@inbook{c, crossref = {v}, title = {C}}\n@book{v, title = {V}, xdata = {p}}\n"
        "@xdata{p, publisher = {P}, xdata = {q}}\n@xdata{q, series = {S}, xdata = {p}}\n"
    )
    found, _ = works(text, {})

    assert (found["c"].container_title, found["c"].publisher, found["c"].collection_title) == ("V", "P", "S")
    assert [block.key for block in Shelf(Shelf(text).excerpt(["c"], "%")).blocks if block.key] == list("cvpq")
    assert digests(text)["c"] != digests(text.replace("{S}", "{T}"))["c"]


def test_macros_that_grow_out_of_all_measure_are_left_alone() -> None:
    text = "@string{s0 = {ten letters}}\n" + "".join(
        f"@string{{s{i + 1} = s{i} # s{i}}}\n" for i in range(60)
    )
    found, _ = works(text + "@misc{a, title = s60, note = s2}", {})

    assert found["a"].note == "ten letters" * 4
    assert len(found["a"].title) < 100_000
