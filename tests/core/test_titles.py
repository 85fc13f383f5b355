"""How near two titles are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.core import titles


@pytest.mark.parametrize(
    ("written", "recorded", "expected"),
    [
        ("Attention Is All You Need", "Attention Is All You Need", "same"),
        ("Simac: A semantic-driven framework", "SIMAC: A Semantic-Driven Framework", "markup"),
        ("S$^{3}$: Increasing GPU Utilization", "S³: Increasing GPU Utilization", "markup"),
        ("PanGu-$\\Sigma$: Towards Trillions", "PanGu-Σ: Towards Trillions", "markup"),
        (
            "Alpa: Inter- and {Intra-Operator} Parallelism",
            "Alpa: Inter- and Intra-Operator Parallelism",
            "markup",
        ),
        ("Transformer: Attention Is All You Need", "Attention Is All You Need", "prefixed"),
        ("RetNet: Retentive Network: A Successor", "Retentive Network: A Successor", "prefixed"),
        ("BERT", "BERT: Pre-training of Deep Bidirectional Transformers", "short name"),
        ("Llama 3.1", "The Llama 3 Herd of Models", "short name"),
        ("ChatGPT", "Introducing ChatGPT", "short name"),
        (
            "FSDP: Fully Sharded Data Parallel",
            "PyTorch FSDP: Experiences on Scaling Fully Sharded Data Parallel",
            "similar",
        ),
        (
            "DistServe: Disaggregating for LLM Serving",
            "Mooncake: A KVCache-centric Architecture",
            "different",
        ),
        ("基于深度学习的推荐系统综述", "基于深度学习的推荐系统综述", "same"),
    ],
)
def test_likeness(written: str, recorded: str, expected: str) -> None:
    assert titles.likeness(written, recorded) == expected


def test_a_known_other_title_is_an_alternative() -> None:
    said = titles.likeness("LLM.int8(): 8-bit", "GPT3.int8(): 8-bit", ["LLM.int8(): 8-bit"])

    assert said == "alternative"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("BERT: Pre-training", ("BERT", "Pre-training")),
        ("论文：一种方法", ("论文", "一种方法")),
        ("What is this long phrase here: an answer", ("", "What is this long phrase here: an answer")),
        ("No colon", ("", "No colon")),
        ("Trailing:", ("", "Trailing:")),
    ],
)
def test_the_short_name_stands_before_the_first_colon(title: str, expected: tuple[str, str]) -> None:
    assert titles.split_name(title) == expected


@given(st.text(max_size=80))
def test_every_title_is_the_same_as_itself_and_its_normal_form_is_stable(title: str) -> None:
    assert titles.likeness(title, title) == "same"
    assert titles.normal(titles.normal(title)) == titles.normal(title)
