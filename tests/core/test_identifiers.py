"""Identifiers: normal forms, links, running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zotsync.core import identifiers
from zotsync.core.identifiers import SCHEMES, arxiv_year, find, normal, of_url, same_url, unpunctuated, url
from zotsync.model import Identifier

SHA = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"

NORMAL = [
    ("doi", "10.1145/3341301.3359646", "doi:10.1145/3341301.3359646"),
    ("doi", "10.1109/SC41405.2020.00024", "doi:10.1109/sc41405.2020.00024"),
    ("doi", "doi: 10.1145/3698822.", "doi:10.1145/3698822"),
    ("doi", "10.1016/S0092-8674(00)80047-5", "doi:10.1016/s0092-8674(00)80047-5"),
    ("doi", "10.1145/3698822)", "doi:10.1145/3698822"),
    ("doi", "10.1000.10/123", "doi:10.1000.10/123"),
    ("doi", "10.48550/arXiv.2305.13711", "arxiv:2305.13711"),
    ("doi", "10.48550/arXiv.cs/0112017v1", "arxiv:cs/0112017"),
    ("doi", "10.48550/arXiv.nothing", None),
    ("doi", "10.1.1.467.1985", None),
    ("doi", "10.1145/", None),
    ("doi", "10.1145/.", None),
    ("doi", "11.1145/3698822", None),
    ("arxiv", "1706.03762v5", "arxiv:1706.03762"),
    ("arxiv", "arXiv:2301.00001", "arxiv:2301.00001"),
    ("arxiv", "0704.0001", "arxiv:0704.0001"),
    ("arxiv", "1412.6980", "arxiv:1412.6980"),
    ("arxiv", "1501.00001.pdf", "arxiv:1501.00001"),
    ("arxiv", "cs/0112017", "arxiv:cs/0112017"),
    ("arxiv", "math.GT/0309136v1", "arxiv:math/0309136"),
    ("arxiv", "hep-th/9901001", "arxiv:hep-th/9901001"),
    ("arxiv", "1713.00001", None),
    ("arxiv", "1700.00001", None),
    ("arxiv", "2401.1234", None),
    ("arxiv", "1412.69801", None),
    ("arxiv", "0703.0001", None),
    ("arxiv", "2401.00000", None),
    ("arxiv", "cs/0801001", None),
    ("arxiv", "recipes/0112017", None),
    ("openreview", "qrwe7XHTmYb", "openreview:qrwe7XHTmYb"),
    ("openreview", "a b", None),
    ("acl", "n19-1423", "acl:N19-1423"),
    ("acl", "2023.acl-demo.54", "acl:2023.acl-demo.54"),
    ("acl", "2021.findings-emnlp.218.pdf", "acl:2021.findings-emnlp.218"),
    ("acl", "2023.acl-demo", None),
    ("pmid", "PMID: 0012345", "pmid:12345"),
    ("pmid", "0", None),
    ("pmcid", "pmc12345", "pmcid:PMC12345"),
    ("pmcid", "12345", None),
    ("isbn", "978-0-262-03384-8", "isbn:9780262033848"),
    ("isbn", "0-262-03384-4", "isbn:9780262033848"),
    ("isbn", "080442957X", "isbn:9780804429573"),
    ("isbn", "978-0-262-03384-9", None),
    ("isbn", "0-262-03384-5", None),
    ("s2", SHA.upper(), f"s2:{SHA}"),
    ("s2", "CorpusID:13756489", "s2:13756489"),
    ("s2", "paper", None),
    ("handle", "11245/1.42", None),
]


@pytest.mark.parametrize(("scheme", "value", "expected"), NORMAL)
def test_each_value_has_one_normal_form_or_is_refused(scheme: str, value: str, expected: str | None) -> None:
    found = normal(scheme, value)
    assert (str(found) if found else None) == expected


LINKS = [
    ("https://arxiv.org/abs/1706.03762v5", "arxiv:1706.03762"),
    ("http://www.arxiv.org/pdf/1706.03762v1.pdf", "arxiv:1706.03762"),
    ("https://arxiv.org/pdf/2407.21783", "arxiv:2407.21783"),
    ("arxiv.org/abs/cs/0112017", "arxiv:cs/0112017"),
    ("https://arxiv.org/html/2412.14468v1/x1.png", "arxiv:2412.14468"),
    ("https://arxiv.org/ftp/arxiv/papers/1706/1706.03762.pdf", "arxiv:1706.03762"),
    ("https://export.arxiv.org/abs/1706.03762", "arxiv:1706.03762"),
    ("https://ar5iv.labs.arxiv.org/html/1706.03762", "arxiv:1706.03762"),
    ("https://www.alphaxiv.org/overview/1706.03762v2", "arxiv:1706.03762"),
    ("https://huggingface.co/papers/2409.12186", "arxiv:2409.12186"),
    ("https://www.arxiv-vanity.com/papers/1706.03762/", "arxiv:1706.03762"),
    ("https://doi.org/10.48550/arXiv.2305.13711", "arxiv:2305.13711"),
    ("https://doi.org/10.1145/3341301.3359646", "doi:10.1145/3341301.3359646"),
    ("http://dx.doi.org/10.1109%2FSC41405.2020.00024", "doi:10.1109/sc41405.2020.00024"),
    ("http://doi.acm.org/10.1145/3341301.3359646", "doi:10.1145/3341301.3359646"),
    ("https://dl.acm.org/doi/abs/10.1145/3341301.3359646", "doi:10.1145/3341301.3359646"),
    ("https://dl.acm.org/doi/pdf/10.1145/2741948.2741952?casa_token=x", "doi:10.1145/2741948.2741952"),
    ("https://dl.acm.org/doi/10.1145/3459626#sec-1", "doi:10.1145/3459626"),
    ("https://link.springer.com/chapter/10.1007/978-3-319-32055-7_10", "doi:10.1007/978-3-319-32055-7_10"),
    (
        "https://link.springer.com/content/pdf/10.1007%2F978-3-319-32055-7_10.pdf",
        "doi:10.1007/978-3-319-32055-7_10",
    ),
    ("https://sci-hub.se/10.1109/5.771073", "doi:10.1109/5.771073"),
    ("https://sci-hub.tw/https://doi.org/10.1109/5.771073", "doi:10.1109/5.771073"),
    ("https://www.frontiersin.org/articles/10.3389/fnins.2018.00774/full", "doi:10.3389/fnins.2018.00774"),
    (
        "https://www.biorxiv.org/content/10.1101/2020.01.01.123456v1.full.pdf",
        "doi:10.1101/2020.01.01.123456",
    ),
    ("https://openreview.net/forum?id=qrwe7XHTmYb&noteId=abc", "openreview:qrwe7XHTmYb"),
    ("https://openreview.net/pdf?id=lq62uWRJjiY", "openreview:lq62uWRJjiY"),
    ("https://aclanthology.org/2023.acl-demo.54", "acl:2023.acl-demo.54"),
    ("https://aclanthology.org/N19-1423/", "acl:N19-1423"),
    ("https://aclanthology.org/N19-1423.pdf", "acl:N19-1423"),
    ("https://www.aclweb.org/anthology/N19-1423/", "acl:N19-1423"),
    ("https://www.aclweb.org/anthology/papers/N/N19/N19-1423/", "acl:N19-1423"),
    ("https://pubmed.ncbi.nlm.nih.gov/12345/", "pmid:12345"),
    ("https://www.ncbi.nlm.nih.gov/pubmed/12345", "pmid:12345"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123456/", "pmcid:PMC123456"),
    (f"https://www.semanticscholar.org/paper/Attention-Is-All/{SHA}?p=1", f"s2:{SHA}"),
    ("https://api.semanticscholar.org/CorpusID:13756489", "s2:13756489"),
    ("https://www.semanticscholar.org/arxiv/1706.03762", "arxiv:1706.03762"),
    (f"https://pdfs.semanticscholar.org/{SHA[:4]}/{SHA[4:]}.pdf", f"s2:{SHA}"),
    (
        "https://www.worldscientific.com/action/show?doi=10.1142/S0218001493000339",
        "doi:10.1142/s0218001493000339",
    ),
    ("<https://arxiv.org/abs/1706.03762>", "arxiv:1706.03762"),
]


@pytest.mark.parametrize(("link", "expected"), LINKS)
def test_a_link_states_its_identifier(link: str, expected: str) -> None:
    assert [str(found) for found in of_url(link)] == [expected]


@pytest.mark.parametrize(
    "link",
    [
        "https://dl.acm.org/citation.cfm?id=2611778",
        "http://delivery.acm.org/10.1145/1140000/1132026/p1-x.pdf",
        "http://citeseerx.ist.psu.edu/viewdoc/download?doi=10.1.1.467.1985&rep=rep1",
        "https://arxiv.org/list/cs.CL/2401",
        "https://arxiv.org/abs/1713.00001",
        "https://openreview.net/group?id=ICLR.cc/2024",
        "https://aclanthology.org/volumes/2023.acl-demo/",
        "https://huggingface.co/deepseek-ai/DeepSeek-V3",
        "https://github.com/owner/10.1145/3459626",
        "https://example.org/",
        "./research/bert.md",
        "papers/5_min_rule.pdf",
        "#quantization",
        "http://[",
        "",
        "https://arxiv.org/abs/1706.03762" + "?" + "x" * 3000,
    ],
)
def test_what_only_looks_like_an_identifier_is_refused(link: str) -> None:
    assert of_url(link) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arXiv:1706.03762v5 [cs.CL]", ["arxiv:1706.03762"]),
        ("arXiv preprint arXiv:1706.03762 (2017)", ["arxiv:1706.03762"]),
        ("CoRR abs, arXiv 2306.12345.", ["arxiv:2306.12345"]),
        ("doi: 10.1145/3341301.3359646.", ["doi:10.1145/3341301.3359646"]),
        ("(https://doi.org/10.1016/S0092-8674(00)80047-5).", ["doi:10.1016/s0092-8674(00)80047-5"]),
        ("链接https://arxiv.org/abs/1706.03762，代码在后", ["arxiv:1706.03762"]),
        ("[pdf](https://arxiv.org/abs/1706.03762)[code](https://github.com/x/y)", ["arxiv:1706.03762"]),
        ("see openreview.net/forum?id=qrwe7XHTmYb, please", ["openreview:qrwe7XHTmYb"]),
        (
            "PMID: 123, PMC123456, ISBN 978-0-262-03384-8.",
            ["pmid:123", "pmcid:PMC123456", "isbn:9780262033848"],
        ),
        (
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            ["doi:10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"],
        ),
        (
            "arXiv:1706.03762 and doi:10.1145/3698822 and https://arxiv.org/abs/1706.03762",
            ["arxiv:1706.03762", "doi:10.1145/3698822"],
        ),
        ("1706.03762 alone is a number", []),
        ("version 10.2 of 2017/06", []),
        ("arXiv:1713.00001", []),
        ("", []),
    ],
)
def test_running_text_gives_its_identifiers_in_order_each_once(text: str, expected: list[str]) -> None:
    assert [str(found) for found in find(text)] == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("https://a.org/x).", "https://a.org/x"),
        ("https://a.org/x_(y)", "https://a.org/x_(y)"),
        ("https://a.org/x)[code](https://b.org)", "https://a.org/x"),
        ("10.1145/1(", "10.1145/1"),
        ("https://a.org/x，", "https://a.org/x"),
    ],
)
def test_the_punctuation_of_the_sentence_is_not_part_of_a_link(word: str, expected: str) -> None:
    assert unpunctuated(word) == expected


IDENTIFIERS = sorted({Identifier(*expected.split(":", 1)) for _, _, expected in NORMAL if expected})


@pytest.mark.parametrize("identifier", IDENTIFIERS, ids=str)
def test_the_canonical_link_states_the_identifier_again(identifier: Identifier) -> None:
    assert of_url(url(identifier)) == (identifier,)
    assert normal(identifier.scheme, identifier.value) == identifier


def test_the_canonical_links() -> None:
    assert url(Identifier("arxiv", "1706.03762")) == "https://arxiv.org/abs/1706.03762"
    assert url(Identifier("doi", "10.1/a<b>#c")) == "https://doi.org/10.1/a%3Cb%3E%23c"
    assert url(Identifier("openreview", "qrwe7XHTmYb")) == "https://openreview.net/forum?id=qrwe7XHTmYb"
    with pytest.raises(KeyError):
        url(Identifier("handle", "11245/1.42"))


def test_every_scheme_has_a_canonical_link() -> None:
    assert {identifier.scheme for identifier in IDENTIFIERS} == set(SCHEMES)


@pytest.mark.parametrize(
    ("value", "year"),
    [("1706.03762", 2017), ("0704.0001", 2007), ("hep-th/9901001", 1999), ("cs/0112017", 2001)],
)
def test_an_arxiv_id_tells_its_year(value: str, year: int) -> None:
    assert arxiv_year(Identifier("arxiv", value)) == year


def test_other_identifiers_tell_no_year() -> None:
    assert arxiv_year(Identifier("doi", "10.1145/2017.1")) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("http://arxiv.org/abs/1706.03762", "https://www.arxiv.org/abs/1706.03762/"),
        ("https://arxiv.org/abs/1706.03762", "https://arxiv.org/pdf/1706.03762v3.pdf"),
        ("https://a.org/paper.pdf", "https://a.org/paper"),
        ("https://A.org/x#page=2", "//a.org/x"),
        ("https://doi.org/10.1145/3459626", "https://dl.acm.org/doi/full/10.1145/3459626"),
    ],
)
def test_two_spellings_of_one_link_are_the_same(a: str, b: str) -> None:
    assert same_url(a, b)
    assert same_url(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://arxiv.org/abs/1706.03762", "https://arxiv.org/abs/1706.03763"),
        ("https://a.org/X", "https://a.org/x"),
        ("https://a.org/x?id=1", "https://a.org/x?id=2"),
    ],
)
def test_two_links_are_not_the_same(a: str, b: str) -> None:
    assert not same_url(a, b)


def test_the_place_of_a_link_is_what_tells_it_from_others() -> None:
    assert identifiers.place(" https://www.A.org/Papers/x.PDF#page=2 ") == "a.org/Papers/x"


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    """No error, and what is found is in its normal form."""
    for identifier in (*find(text), *of_url(text)):
        assert normal(identifier.scheme, identifier.value) == identifier
    assert same_url(text, text)


@given(st.sampled_from(SCHEMES), st.text(alphabet="10.48550/arxiv:X-97 ()<>PMC٣é", max_size=24))
def test_a_normal_form_is_normal(scheme: str, value: str) -> None:
    identifier = normal(scheme, value)
    if identifier:
        assert normal(identifier.scheme, identifier.value) == identifier
        assert identifiers.of_url(url(identifier)) == (identifier,)


def test_a_doi_link_may_say_doi_again() -> None:
    assert of_url("https://doi.org/doi:10.1000/X") == (Identifier("doi", "10.1000/x"),)


@pytest.mark.parametrize(
    "value",
    [
        "10.1000/\x1b]0;x\x07y",
        "10.1000/\u202eabc",
        "10.1000/\\input{/etc/passwd}",
        "10.1000/x}@article{y",
        "10.1000/<script>alert(1)</script>",
        "10.1000/<!--",
        "10.1000/" + "x" * 100_000,
    ],
)
def test_what_steers_a_terminal_or_tex_is_no_doi(value: str) -> None:
    found = normal("doi", value)

    assert found is None or found.value == "10.1000/x"


def test_brackets_of_old_dois_stay() -> None:
    value = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"

    assert normal("doi", value) == Identifier("doi", value)
