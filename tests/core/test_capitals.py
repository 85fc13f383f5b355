"""Which capitals of a title a bibliography style must not lower."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.core.capitals import protect, short_names

NAMES = short_names(
    [
        "SARATHI: Efficient LLM Inference",
        "Orca: A Distributed Serving System",
        "ZeRO: Memory Optimizations",
        "MoE-Lightning: High-Throughput",
        "Prefix-Tuning: Optimizing Continuous Prompts",
        "Attention: A Survey",
        "pure attention loses rank",
        "Deja Vu: Contextual Sparsity",
    ]
)


def shown(title: str, names: frozenset[str] = NAMES) -> str:
    return "".join(f"{{{text}}}" if protected else text for text, protected in protect(title, names))


SPELLING = [
    "{LLaMA}: Open and Efficient Foundation Language Models",
    "{FlashAttention}: Fast and Memory-Efficient Exact Attention with {IO}-Awareness",
    "{PyTorch} {FSDP}: Experiences on Scaling Fully Sharded Data Parallel",
    "Mooncake: A {KVCache}-centric Disaggregated Architecture for {LLM} Serving",
    "Towards {LLM}-Based Failure Localization in Production-Scale Networks",
    "{MegaScale}: Scaling to More Than 10,000 {GPUs}",
    "Multi-Agent Systems for {6G} Communications and {3D} Scenes",
    "{QServe}: {W4A8KV4} Quantization and System Co-design",
    "Retrieval Augmented Generation ({RAG}) and Beyond",
    "State-of-the-Art Methods: A Survey of an Art",
    "{GPT-4} Technical Report",
    "Tuning {GPT-4}-Based Agents",
    "基于{LLM}的推理：{GPT-4}与{KV}缓存",
    "{I/O} Deduplication and {A/B} Tests of {ChatGPT/GPT-4} Models",
    "{GPT3.int8}(): 8-bit Matrix Multiplication",
    "An Image is Worth 16x16 Words",
    "{S-LoRA}: Serving Thousands of Adapters with {K}-Means and an {X}-Ray",
    "Am {I} Right? {C++} and {A*} Search in {C}",
    "The {PanGu-Σ} Model and {α} {Σ}-Nets".replace("{α}", "α"),
    "{PanGu-Σ}: Towards Trillion Parameters",
    "S³: Increasing {GPU} Utilization",
    "Learning in {$O(N^{2})$} Time with $k$-Means",
    "Is {O'Reilly} a Name? {LLM’s} Answer",
]


@pytest.mark.parametrize("title", SPELLING)
def test_spelling_tells_names_and_acronyms(title: str) -> None:
    inside_formula = "$" in title
    plain = (
        title.replace("{", "").replace("}", "")
        if not inside_formula
        else ("Learning in $O(N^{2})$ Time with $k$-Means")
    )

    assert shown(plain) == title


EVIDENCE = [
    "Efficient {Bayesian} and {Gaussian} Inference in {Markov} Chains",
    "Learning {English} and {Chinese} from {Wikipedia} with {Python}",
    "{Moore’s} Law Revisited".replace("{Moore’s}", "Moore’s"),
    "On {Moore’s} Law",
    "Taming the Tradeoff with {Sarathi-Serve}",
    "Piggybacking in {Sarathi}-Based Serving",
    "Faster than {Orca}",
    "Inference with {MoE-Lightning}",
    "Large Language Models are Zero-Shot Reasoners",
    "Parameter-Efficient Prefix-Tuning of Models",
    "Memory and Attention in Models",
    "{Qwen2.5-Coder} Technical Report",
    "{DeepSpeed-Inference}: Enabling Efficient Inference",
    "{Quiet-STaR}: Language Models Can Teach Themselves",
]


@pytest.mark.parametrize("title", EVIDENCE)
def test_a_capital_at_the_start_of_a_word_needs_evidence(title: str) -> None:
    assert shown(title.replace("{", "").replace("}", "")) == title


def test_a_title_in_sentence_case_is_evidence() -> None:
    assert shown("Training language models to follow the papers of Quebec and Foo") == (
        "Training language models to follow the papers of {Quebec} and {Foo}"
    )
    assert shown("Gemini 1.5: Unlocking multimodal understanding across millions of tokens") == (
        "Gemini 1.5: Unlocking multimodal understanding across millions of tokens"
    )


def test_a_title_in_capitals_says_nothing() -> None:
    assert shown("ATTENTION IS ALL YOU NEED") == "ATTENTION IS ALL YOU NEED"


def test_what_styles_keep_is_not_protected() -> None:
    assert shown("Orca: A Survey") == "Orca: A Survey"
    assert shown("English for Beginners") == "English for Beginners"


def test_short_names_are_those_that_only_titles_show() -> None:
    assert frozenset({"sarathi", "orca", "moe-lightning"}) == NAMES


@given(st.text(), st.frozensets(st.text(max_size=3)))
def test_the_pieces_join_to_the_title(title: str, names: frozenset[str]) -> None:
    pieces = protect(title, names)

    assert "".join(text for text, _ in pieces) == title
    assert all(one[1] != other[1] for one, other in pairwise(pieces))


@given(st.text(st.sampled_from("aA1 -:$^Σé"), max_size=30))
def test_a_protected_piece_has_a_capital_or_belongs_to_one(title: str) -> None:
    for text, protected in protect(title):
        assert not protected or text != text.lower()


@given(st.lists(st.text(st.sampled_from("aB- :1"), max_size=20)))
def test_short_names_are_casefolded_words(titles: list[str]) -> None:
    for name in short_names(titles):
        assert name == name.casefold()
        assert " " not in name
