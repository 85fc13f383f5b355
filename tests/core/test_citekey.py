"""Citation keys are safe, unique and stable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.core import citekey
from zotsync.errors import ConfigError
from zotsync.model import Creator, Work


def work(title: str, *creators: Creator, issued: str = "2024") -> Work:
    return Work("", "article", title, creators, issued=issued)


@pytest.mark.parametrize(
    ("creator", "title", "expected"),
    [
        (Creator("Vaswani", "Ashish"), "Attention Is All You Need", "vaswani2024attention"),
        (Creator("De", "Soham"), "Griffin: Mixing Gated", "de2024griffin"),
        (Creator("van der Berg", "Jan"), "The Cat", "vanderberg2024cat"),
        (Creator("Kaiser", "Łukasz"), "A Łatin Title", "kaiser2024latin"),
        (Creator("Müller", "Åse"), "Über alles", "muller2024uber"),
        (Creator("Hui", "B"), "Qwen2.5-Coder Technical Report", "hui2024qwen25"),
        (Creator("Sheng", "Y"), "S-LoRA: Serving Thousands", "sheng2024slora"),
        (Creator("Dosovitskiy", "A"), "An Image is Worth 16x16 Words", "dosovitskiy2024image"),
        (Creator("Xu", "H"), "In-Place Updates of a Graph Index", "xu2024place"),
        (Creator(literal="Gemini Team"), "Gemini 1.5: Unlocking", "gemini2024gemini"),
        (Creator(literal="OpenAI"), "GPT-4 Technical Report", "openai2024gpt"),
        (Creator(literal="王小明"), "基于深度学习的推荐", "wang2024jiyu"),
        (Creator("曾", "国藩"), "家书", "zeng2024jiashu"),
        (Creator("单", "田芳"), "评书", "shan2024pingshu"),
        (Creator("欧阳", "修"), "Poems", "ouyang2024poems"),
        (Creator("O'Brien", "Ann"), "Why Not", "obrien2024not"),
    ],
)
def test_the_default_pattern(creator: Creator, title: str, expected: str) -> None:
    assert citekey.make(work(title, creator)) == expected


def test_what_is_missing_has_a_word_of_its_own() -> None:
    assert citekey.make(work("", issued="")) == "anonymousnduntitled"


def test_other_patterns() -> None:
    one = work("Deep Residual Learning", Creator("He", "K"), Creator("Zhang", "X"), issued="2016-06")

    assert citekey.make(one, "{lastnames}:{shortyear}-{words3}") == "hezhang:16-deepresiduallearning"


@pytest.mark.parametrize("pattern", ["{author}", "{lastname", "fixed", "{lastname} {year}", "{year}#"])
def test_a_pattern_that_cannot_work_is_refused(pattern: str) -> None:
    with pytest.raises(ConfigError):
        citekey.check_pattern(pattern)


def test_a_key_from_before_author_and_year_were_known() -> None:
    known = work("Attention Is All You Need", Creator("Vaswani", "Ashish"), issued="2017")
    for key in (
        "anonymousndattention",
        "anonymous2017attention",
        "vaswanindattention",
        "anonymousndattentionb",
    ):
        assert citekey.is_makeshift(key, known), key
    for key in ("vaswani2017attention", "vaswani2017attentiona", "transformer", "anonymous2018attention"):
        assert not citekey.is_makeshift(key, known), key
    assert citekey.is_makeshift("anonymousndtransformer", known, ["The Transformer"])
    assert not citekey.is_makeshift("attention", known, pattern="{firstword}")


def test_a_work_without_an_author_has_no_other_key_yet() -> None:
    assert not citekey.is_makeshift("anonymous2024cat", work("The Cat"))


def test_keys_that_differ_only_in_capitals_are_one_key() -> None:
    assert citekey.unique("He2016Deep", {"he2016deep"}) == "He2016Deepa"


def test_after_z_comes_aa() -> None:
    taken = {"k", *(f"k{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")}

    assert citekey.unique("k", taken) == "kaa"


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_every_key_is_plain_and_safe(family: str, title: str, literal: str) -> None:
    key = citekey.make(work(title, Creator(family=family, literal="" if family else literal)))

    assert re.fullmatch("[a-z0-9]+", key)
    assert citekey.file_stems([key]) == {key: key}


@pytest.mark.parametrize(
    ("key", "stem"),
    [
        ("DBLP:conf/nips/Vaswani17", "DBLP-conf-nips-Vaswani17"),
        ("../../etc/passwd", "--..-etc-passwd"),
        ("..", "-"),
        ("a\\b", "a-b"),
        ("王2020", "王2020"),
    ],
)
def test_a_file_name_never_leads_out_of_its_folder(key: str, stem: str) -> None:
    assert citekey.file_stems([key]) == {key: stem}


def test_two_keys_never_share_a_file() -> None:
    assert citekey.file_stems(["x-y", "x:y", "X-Y", "con"]) == {
        "x-y": "x-y",
        "x:y": "x-y-2",
        "X-Y": "X-Y-3",
        "con": "con-note",
    }


def test_a_word_of_any_length_gives_a_key_that_a_file_can_have() -> None:
    assert len(citekey.make(work("x" * 5000, Creator("y" * 5000)))) == 40 + 4 + 40
