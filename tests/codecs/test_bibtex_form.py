"""The form in which works leave for somewhere else."""

from __future__ import annotations

import pytest

from zotsync.codecs.bibtex import Form, read_bibtex, write_bibtex
from zotsync.codecs.bibtex.library import thinned
from zotsync.codecs.venues import abbreviated
from zotsync.model import Creator, Identifier, Work

WORKS = (
    Work("a", "article-journal", "T", (Creator("Łoś", "J"),), issued="2020-03-04",
         container_title="Journal of Machine Learning Research", publisher_place="B"),
    Work("p", "article", "P", issued="2021", identifiers=(Identifier("arxiv", "2101.00001"),), arxiv_class="cs.CL"),
    Work("t", "thesis", "Th", issued="2019", genre="Master's thesis", publisher="MIT"),
    Work("d", "dataset", "D", url="https://d.org"),
    Work("c", "paper-conference", "C", container_title="Proceedings of the 37th International Conference on Machine "
         "Learning", container_title_short="ICML", issued="2020-07"),
)  # fmt: skip


def test_biblatex_has_its_own_types_and_fields() -> None:
    text = write_bibtex(WORKS, form=Form("biblatex"))

    assert "@article{a,\n  title = {T},\n  author = {Łoś, J},\n  journaltitle = {Journal of" in text
    assert "  date = {2020-03-04},\n" in text
    assert "@online{p," in text
    assert "  eprinttype = {arxiv},\n  eprintclass = {cs.CL},\n" in text
    assert "@thesis{t,\n  title = {Th},\n  institution = {MIT},\n  date = {2019},\n" in text
    assert "  type = {mathesis},\n" in text
    assert "@dataset{d,\n  title = {D},\n  url = {https://d.org},\n}" in text
    assert "month" not in text


@pytest.mark.parametrize("form", [Form("biblatex"), Form("bibtex"), Form(), Form(ascii=True)], ids=str)
def test_every_dialect_is_read_back_alike(form: Form) -> None:
    found, findings = read_bibtex(write_bibtex(WORKS, form=form))

    assert findings == ()
    for work in WORKS:
        read = found[work.key]
        assert (read.type, read.title, read.creators, read.issued) == (
            work.type,
            work.title,
            work.creators,
            work.issued,
        )
        assert read.identifiers == work.identifiers
        assert read.genre == work.genre


def test_classic_bibtex_keeps_utf_8_where_nobody_asks_for_ascii() -> None:
    text = write_bibtex(WORKS, form=Form("bibtex"))

    assert "author = {Łoś, J}" in text
    assert "archiveprefix = {arXiv},\n  primaryclass = {cs.CL}" in text
    assert "howpublished = {arXiv:2101.00001}" in text
    assert r"{\L}o{\'s}" in write_bibtex(WORKS, form=Form(ascii=True))


def test_venues_by_their_long_or_short_names() -> None:
    long = write_bibtex(WORKS, form=Form(venues="long"))
    short = write_bibtex(WORKS, form=Form(venues="short"))

    assert "shortjournal" not in long + short
    assert "booktitle = {Proceedings of the 37th" in long
    assert "booktitle = {ICML}" in short
    assert "journal = {J. Mach. Learn. Res.}" in short


@pytest.mark.parametrize(
    ("name", "type", "short"),
    [
        ("IEEE Transactions on Pattern Analysis and Machine Intelligence", "article-journal",
         "IEEE Trans. Pattern Anal. Mach. Intell."),
        ("Nature", "article-journal", "Nature"),
        ("The Lancet", "article-journal", "Lancet"),
        ("18th USENIX Symposium on Operating Systems Design and Implementation (OSDI 24)", "paper-conference", "OSDI"),
        ("SC22: International Conference for High Performance Computing", "paper-conference", "SC"),
        ("Advances in Neural Information Processing Systems 30", "paper-conference", "NeurIPS"),
        ("Proceedings of the Twenty-Ninth ACM Symposium on Operating Systems Principles", "paper-conference", "SOSP"),
        ("Asian Conference on Machine Learning", "paper-conference", "Asian Conf. Mach. Learn."),
        ("Proceedings of the 57th Annual Meeting of the Association for Computational Linguistics: Long Papers",
         "paper-conference", "ACL"),
    ],
)  # fmt: skip
def test_short_names(name: str, type: str, short: str) -> None:
    assert abbreviated(name, type) == short


def test_fields_are_left_out_and_the_rest_stays_to_the_byte() -> None:
    text = (
        "% c\n@misc{a,\n  title={T},  abstract = {x\ny},\n  Note = acm # {z}, url = {u} }\n@string{acm={A}}\n"
    )

    assert thinned(text, Form().has) == text
    assert thinned(text, Form(omit=frozenset(["abstract", "note"])).has) == (
        "% c\n@misc{a,\n  title={T}, url = {u} }\n@string{acm={A}}\n"
    )
    assert (
        thinned(text, Form(fields=frozenset(["title"])).has)
        == "% c\n@misc{a,\n  title={T} }\n@string{acm={A}}\n"
    )
    assert write_bibtex(WORKS[1:2], form=Form(fields=frozenset(["title", "year"]))) == (
        "@misc{p,\n  title = {P},\n  year = {2021},\n}\n"
    )
