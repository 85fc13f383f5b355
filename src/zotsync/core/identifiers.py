"""
Identifiers of works: DOI, arXiv, OpenReview, ACL Anthology, PubMed, ISBN, Semantic Scholar.

One work has one identifier per scheme, so each has one normal form (`normal`), one canonical link (`url`),
and is found in the many links that people write (`of_url`) and in running text (`find`).

What only looks like an identifier is refused: a wrong one joins two works, none at all only costs a search.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

from ..model import Identifier

__all__ = ["SCHEMES", "arxiv_year", "find", "normal", "of_url", "place", "same_url", "unpunctuated", "url"]

SCHEMES: Final = ("doi", "arxiv", "openreview", "acl", "pmid", "pmcid", "isbn", "s2")

_ARCHIVES = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat "
    "cs dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol "
    "physics plasm-ph q-alg q-bio quant-ph solv-int supr-con"
).split()
_OLD_ARXIV = rf"(?:{'|'.join(sorted(_ARCHIVES, key=len, reverse=True))})(?:\.[a-z]{{2}})?/\d{{7}}"
_NEW_ARXIV = r"\d{4}\.\d{4,5}"
_ARXIV = re.compile(rf"(?:arxiv:\s*)?({_OLD_ARXIV}|{_NEW_ARXIV})(?:v\d+)?(?:\.pdf)?", re.I | re.A)

_DOI = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}(?:\.\d+)*/\S+)", re.I | re.A)
_LONGEST_DOI: Final = 500
# Commands of TeX and tags: a record can hold what its sender likes. `<1661::AID-SIM968>` is part of a DOI.
_NO_PART_OF_A_DOI = re.compile(r"[\\{}]|<[/!?a-z]", re.I)
_ARXIV_DOI = "10.48550/arxiv."

_ACL = re.compile(
    r"([A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?:v\d+)?(?:\.pdf|\.bib)?", re.I | re.A
)
_OPENREVIEW = re.compile(r"[\w-]{6,20}", re.A)
_PMID = re.compile(r"(?:PMID:?\s*)?0*([1-9]\d{0,7})", re.I | re.A)
_PMCID = re.compile(r"(?:PMCID:?\s*)?PMC0*([1-9]\d{0,8})", re.I | re.A)
_ISBN = re.compile(r"(?:ISBN(?:-1[03])?:?\s*)?([\dX\s-]+)", re.I | re.A)
_S2 = re.compile(r"([0-9a-f]{40})|(?:CorpusID:\s*)?(\d{1,10})", re.I | re.A)


def normal(scheme: str, value: str) -> Identifier | None:
    """
    The normal form of a value, or None where it is not a valid one.

    * doi: lower case (DOI Handbook 2.4: case does not count), from `10.` on, no punctuation after it, nothing that
      steers a terminal or TeX, no tags; the DOI
      that arXiv registers (`10.48550/arXiv.N`) is the arXiv id, so that a preprint has one name.
    * arxiv: without version; `YYMM.NNNN`, from 2015 on `YYMM.NNNNN`, or `archive/YYMMNNN` without the subject
      class, which arXiv ignores (https://info.arxiv.org/help/arxiv_identifier.html).
    * acl: `N19-1423` or `2023.acl-demo.54`; openreview: the id of the forum, where case counts.
    * pmid: digits; pmcid: `PMC` and digits; isbn: 13 digits with the right check digit.
    * s2: the 40 hexadecimal digits of a paper, or the digits of a corpus id.
    """
    value = value.strip()
    if scheme == "doi":
        return _normal_doi(value)
    if scheme == "arxiv":
        return _normal_arxiv(value)
    if scheme == "openreview":
        return Identifier(scheme, value) if _OPENREVIEW.fullmatch(value) else None
    if scheme == "acl":
        found = _ACL.fullmatch(value)
        if found is None:
            return None
        return Identifier(scheme, found[1].lower() if "." in found[1] else found[1].upper())
    if scheme == "pmid":
        found = _PMID.fullmatch(value)
        return Identifier(scheme, found[1]) if found else None
    if scheme == "pmcid":
        found = _PMCID.fullmatch(value)
        return Identifier(scheme, f"PMC{found[1]}") if found else None
    if scheme == "isbn":
        return _normal_isbn(value)
    if scheme == "s2":
        found = _S2.fullmatch(value)
        return Identifier(scheme, (found[1] or found[2]).lower()) if found else None
    return None


def _normal_doi(value: str) -> Identifier | None:
    found = _DOI.fullmatch(value)
    if found is None:
        return None
    doi = unpunctuated(found[1]).lower()
    if doi.startswith(_ARXIV_DOI):
        return _normal_arxiv(doi.removeprefix(_ARXIV_DOI))
    fit = len(doi) <= _LONGEST_DOI and doi.isprintable() and not _NO_PART_OF_A_DOI.search(doi)
    return Identifier("doi", doi) if fit and _DOI.fullmatch(doi) else None


def _normal_arxiv(value: str) -> Identifier | None:
    found = _ARXIV.fullmatch(value)
    if found is None:
        return None
    archive, slash, number = found[1].lower().rpartition("/")
    if not 1 <= int(number[2:4]) <= 12:
        return None
    if slash:
        # The old form was in use from 1991 to March 2007.
        in_use = number[:4] <= "0703" or number[:2] >= "91"
        return Identifier("arxiv", f"{archive.partition('.')[0]}/{number}") if in_use else None
    digits = 5 if number[:4] >= "1501" else 4
    valid = number[:4] >= "0704" and len(number) == 5 + digits and int(number[5:]) > 0
    return Identifier("arxiv", number) if valid else None


def _normal_isbn(value: str) -> Identifier | None:
    found = _ISBN.fullmatch(value)
    digits = re.sub(r"[\s-]", "", found[1]).upper() if found else ""
    if re.fullmatch(r"\d{9}[\dX]", digits):
        weights = sum((10 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(digits))
        if weights % 11:
            return None
        body = "978" + digits[:9]
        return Identifier("isbn", body + _isbn_check(body))
    if re.fullmatch(r"97[89]\d{10}", digits) and digits[12] == _isbn_check(digits):
        return Identifier("isbn", digits)
    return None


def _isbn_check(digits: str) -> str:
    return str(-sum((3 if i % 2 else 1) * int(d) for i, d in enumerate(digits[:12])) % 10)


# --- links ------------------------------------------------------------------------------------------------

_LONGEST: Final = 2000
"""Characters of a link; longer ones carry sessions or data, and cost time."""

_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.I | re.S)

_PAGES: Final = (
    # (scheme, hosts, what the path and query say)
    ("arxiv", "arxiv.org xxx.lanl.gov", r"/(?:abs|pdf|html|format|e-?print|src|ps)/(.+?)(?:\.pdf)?/?$"),
    ("arxiv", "arxiv.org", r"/html/([^/]+)/"),
    ("arxiv", "arxiv.org", r"/ftp/arxiv/papers/\d{4}/([^/]+?)\.pdf$"),
    ("arxiv", "ar5iv.org ar5iv.labs.arxiv.org", r"/(?:(?:abs|html|pdf)/)?(.+?)/?$"),
    ("arxiv", "alphaxiv.org", r"/(?:abs|pdf|html|overview|resources|audio)/(.+?)(?:\.pdf|\.md)?/?$"),
    ("arxiv", "arxiv-vanity.com", r"/papers/(.+?)/?$"),
    ("arxiv", "huggingface.co hf.co", r"/papers/([^/]+?)(?:\.md)?/?$"),
    ("arxiv", "papers.cool scirate.com", r"/arxiv/([^/?]+?)/?$"),
    ("arxiv", "semanticscholar.org", r"/arxiv[:/]([^?]+?)/?$"),
    ("openreview", "openreview.net", r"/(?:forum|pdf|attachment)\?(?:.*&)?id=([^&]+)"),
    (
        "acl",
        "aclanthology.org aclweb.org aclanthology.info",
        r"/([^/?]+)/?$",
    ),
    ("pmid", "pubmed.ncbi.nlm.nih.gov", r"/(\d+)(?:/|$)"),
    ("pmid", "ncbi.nlm.nih.gov", r"/(?:m/)?pubmed/(\d+)(?:/|$)"),
    ("pmid", "europepmc.org", r"/(?:article|abstract)/med/(\d+)"),
    ("pmcid", "ncbi.nlm.nih.gov europepmc.org", r"/(?:articles?|pmc)/(?:pmc/)?(PMC\d+)"),
    ("s2", "semanticscholar.org", r"/paper/(?:[^?]*/)?([0-9a-f]{40})(?:[/?]|$)"),
    ("s2", "semanticscholar.org", r"/CorpusId:(\d+)/?$"),
    ("isbn", "openlibrary.org worldcat.org", r"/isbn/([\dX-]+)/?$"),
)
_COMPILED = tuple(
    (scheme, tuple(hosts.split()), re.compile(page, re.I | re.A)) for scheme, hosts, page in _PAGES
)

_PDF_STORE = re.compile(r"/([0-9a-f]{4})/([0-9a-f]{36})\.pdf$")

_DOI_IN_PATH = re.compile(r"/(?:doi:)?(10\.\d{4,9}(?:\.\d+)*/.+)", re.A)
_DOI_IN_QUERY = re.compile(r"(?:^|&)(?:doi|id)=(?:doi:)?(10\.\d{4,9}(?:\.\d+)*/[^&]+)", re.I | re.A)
# What publishers put after the DOI of the same work.
_DOI_TAIL = re.compile(
    r"(?:v\d+)?(?:\.pdf|\.html?|\.full(?:\.pdf|-text)?|\.abstract|\.long)$"
    r"|/(?:e?pdf|full|full-?text|full-?html|abs|abstract|meta|summary|html|epub|references|figures)/?$"
    r"|/$",
    re.I,
)
# A number in their paths has the look of a DOI and is none: the files of the old ACM library, code, mail.
_NO_DOI = ("delivery.acm.org", "github.com", "gitlab.com", "google.com", "citeseerx.ist.psu.edu")


@lru_cache(maxsize=1024)
def of_url(url: str) -> tuple[Identifier, ...]:
    """
    The identifiers that a link states.

    Read from the words of the link alone, percent-encoded or not, with or without `https://`. A link to the
    landing page, the PDF, a mirror or a reader of a work gives the work; lists, searches and pages that only
    carry a number of a publisher's own (`citation.cfm?id=`, `delivery.acm.org`) give nothing.

    Returns:
        Zero or one identifier today; a link that states more would give more.
    """
    parts = _parts(url)
    if parts is None:
        return ()
    host, path, query = parts
    page = f"{path}?{query}" if query else path
    for scheme, shape in _pages_of(host):
        if found := shape.search(page if scheme == "openreview" else path):
            identifier = normal(scheme, found[1])
            if identifier:
                return (identifier,)
    if host == "pdfs.semanticscholar.org" and (found := _PDF_STORE.match(path)):
        return (Identifier("s2", found[1] + found[2]),)
    if _is_at(host, _NO_DOI):
        return ()
    stated = _DOI_IN_PATH.search(path) or _DOI_IN_QUERY.search(query)
    identifier = normal("doi", _without_page(stated[1], host)) if stated else None
    return (identifier,) if identifier else ()


def _parts(url: str) -> tuple[str, str, str] | None:
    """(host without `www.`, path, query), decoded; None for what is not a link to a host."""
    url = url.strip().strip("<>")
    if len(url) > _LONGEST:
        return None
    if "//" not in url:
        host, _, _ = url.partition("/")
        if "." not in host.strip("."):
            return None
        url = f"//{url}"
    found = _URL.match(url)
    if found is None:
        return None
    host = found[1].rpartition("@")[2].partition(":")[0].lower()
    path, query = found[2], found[3] or ""
    if "%" in url:
        path, query = unquote(path), unquote(query)
    return host.removeprefix("www."), re.sub("//+", "/", path), query


@lru_cache(maxsize=1024)
def _pages_of(host: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((scheme, shape) for scheme, hosts, shape in _COMPILED if _is_at(host, hosts))


def _is_at(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in hosts)


def _without_page(doi: str, host: str) -> str:
    """The DOI at the start of the rest of a path: nothing of the page that shows it."""
    if host in {"doi.org", "dx.doi.org"}:
        return doi
    previous = ""
    while previous != doi:
        previous, doi = doi, _DOI_TAIL.sub("", doi)
    # bioRxiv and medRxiv: the DOI has no version, the address of each version has.
    return re.sub(r"v\d+$", "", doi) if doi.startswith("10.1101/") else doi


# --- running text -----------------------------------------------------------------------------------------

# A link or DOI in running text ends at white space, quotes, and whatever is not ASCII: full-width
# punctuation and ideographs stand against it without a space. `<1661::AID-SIM968>` is part of old Wiley DOIs.
_WORD = r"(?:[!#-;=?-\[\]_a-z~]|<\d+:[\w:.-]*>)"
_IN_TEXT = re.compile(
    rf"(?P<url>\b(?:https?://|www\.)(?:[!#-;=?-\[\]_a-z~])+"
    rf"|(?<![\w./@-])(?:[\w-]+\.)*(?:arxiv|ar5iv|alphaxiv|openreview|aclanthology|doi|acm|semanticscholar)"
    rf"\.(?:org|net)/(?:[!#-;=?-\[\]_a-z~])+)"
    rf"|(?<![\w./])(?P<doi>10\.\d{{4,9}}(?:\.\d+)*/{_WORD}+)"
    rf"|\barxiv(?:\s*preprint)?[\s:,(\[]*(?:arxiv\s*:\s*)?(?P<arxiv>{_OLD_ARXIV}|{_NEW_ARXIV})(?!\d)"
    rf"|\bPMID[:\s]\s*(?P<pmid>\d{{1,8}})\b"
    rf"|\b(?P<pmcid>PMC\d{{3,9}})\b"
    rf"|\bISBN(?:-1[03])?[:\s]\s*(?P<isbn>(?:97[89][- ]?)?\d[\d -]{{7,14}}[\dX])(?![\d-])",
    re.I | re.A,
)
# One of these is in every match: a look for each is ten times as fast as one for the expression.
_HINTS: Final = ("10.", "arxiv", "://", "www.", ".org/", ".net/", "pmid", "pmc", "isbn")
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}


@lru_cache(maxsize=256)
def find(text: str) -> tuple[Identifier, ...]:
    """
    The identifiers that running text states, in order, each once.

    Reads links, bare DOIs, `arXiv:1706.03762v5`, `PMID: 123`, `PMC123456`, `ISBN 978-...`. A bare number
    such as `1706.03762` is not taken for an identifier.
    """
    folded = text.casefold()
    if not any(hint in folded for hint in _HINTS):
        return ()
    found: dict[Identifier, None] = {}
    for match in _IN_TEXT.finditer(text):
        scheme = match.lastgroup or ""
        if scheme == "url":
            found.update(dict.fromkeys(of_url(unpunctuated(match["url"]))))
        elif identifier := normal(scheme, match[scheme]):
            found[identifier] = None
    return tuple(found)


def unpunctuated(word: str) -> str:
    """A link or DOI without the punctuation of the sentence around it; brackets inside it stay."""
    open_brackets: list[str] = []
    for i, character in enumerate(word):
        if character in "([{<":
            open_brackets.append(character)
        elif character in _CLOSING and (not open_brackets or open_brackets.pop() != _CLOSING[character]):
            word = word[:i]
            break
    return word.rstrip(".,;:!?'\"*_~([{<&|\\。，；：！？、")


# --- canonical forms --------------------------------------------------------------------------------------

_CANONICAL: Final = {
    "doi": "https://doi.org/",
    "arxiv": "https://arxiv.org/abs/",
    "openreview": "https://openreview.net/forum?id=",
    "acl": "https://aclanthology.org/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/",
    "isbn": "https://openlibrary.org/isbn/",
}


def url(identifier: Identifier) -> str:
    """
    The canonical link.

    Raises:
        KeyError: the scheme is none of `SCHEMES`.
    """
    if identifier.scheme == "s2":
        corpus = identifier.value.isdecimal() and len(identifier.value) <= 10
        kind = (
            "https://api.semanticscholar.org/CorpusID:"
            if corpus
            else "https://www.semanticscholar.org/paper/"
        )
        return kind + identifier.value
    return _CANONICAL[identifier.scheme] + quote(identifier.value, safe="/:;()._-")


def arxiv_year(identifier: Identifier) -> int | None:
    """The year in which an arXiv id was given (`1706.03762` -> 2017, `hep-th/9901001` -> 1999), else None."""
    if identifier.scheme != "arxiv":
        return None
    year = int(identifier.value.rpartition("/")[2][:2])
    return 1900 + year if year >= 91 and "/" in identifier.value else 2000 + year


def same_url(a: str, b: str) -> bool:
    """
    Whether two links lead to the same place.

    Equal up to http or https, `www.`, a slash or `.pdf` at the end, the fragment, and the page on which one
    identifier is shown (`/abs/`, `/pdf/`, its DOI).
    """
    if a == b or place(a) == place(b):
        return True
    first = of_url(a)
    return bool(first) and first == of_url(b)


def place(url: str) -> str:
    """What is left of a link without scheme, `www.`, fragment, and a slash or `.pdf` at the end."""
    url = url.strip().strip("<>").partition("#")[0]
    url = re.sub(r"^(?:https?:)?//", "", url, flags=re.I)
    host, slash, path = url.partition("/")
    bare = host.lower().removeprefix("www.") + slash + path
    return re.sub(r"\.pdf$", "", bare.rstrip("/"), flags=re.I)
