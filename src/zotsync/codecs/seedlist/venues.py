"""Where works appear, as lists write it: `ICML'23`, `NeurIPS 2020 (Oral)`, `Proceedings of the IEEE`, `arXiv`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["is_venue", "is_venue_name", "named_in_front", "split_off", "without_pages"]

# Case counts: `ACL` is a conference and `acl` rarely is one; `Chi` is a name.
_ACRONYMS: Final = frozenset(
    "AAAI AAMAS ACCV ACL ACM-MM ACMMM AISTATS ALENEX APSEC ASE ASPLOS ASRU ATC AACL ARR BMVC CACM CAV CASES "
    "CC CCGrid CCS CCSW CGO CHI CIDR CIKM CIVR CLOUD CLUSTER COLING COLM COLT CoLLAs CoLM CoNEXT CoNLL CoRL "
    "CoRR CRYPTO CRV CSCW CSUR CVIU CVPR CVPRW DAC DaMoN DASFAA DATE DSN EACL ECAI ECCV ECCVW ECIR ECML "
    "ECML-PKDD ECOOP EDBT EMNLP EMSOFT ESEC/FSE ESORICS ESWC EUROCRYPT Eurographics EuroS&P EuroSys FAccT FAST "
    "FCCM FOCS FODO FPGA FPL FSE GECCO GIS GLOBECOM HICSS HotCloud HotEdge HotNets HotOS HotStorage HPCA HPDC "
    "HPEC HRI ICAPS ICASSP ICC ICCAD ICCD ICCP ICCV ICCVW ICDAR ICDCS ICDE ICDM ICDT ICFP ICIP ICLR ICLRW ICME "
    "ICML ICMLW ICMR ICPE ICPP ICPR ICRA ICS ICSE ICSME ICSOC ICTIR ICWSM IEDM IISWC IJCAI IJCB IJCNN IJCV "
    "IJRR IMC IMWUT INFOCOM INTERSPEECH Interspeech IPDPS IPSN IROS ISCA ISCAS ISIT ISMAR ISMIR ISPASS ISSCC "
    "ISSTA ISWC ITCS IUI IV IWQoS JACM JAIR JMLR KDD KR L4DC LCTES LISA LREC LREC-COLING MASCOTS MICCAI MICRO "
    "Middleware MLSYS MLSys MM MMM MMSys MobiCom MobiHoc MobiSys MSR MSST NAACL NAACL-HLT NCA NDSS NeurIPS "
    "NeurIPSW NIPS NSDI OJ-CAS OOPSLA OSDI PACMHCI PACMMOD PACT PAKDD PAMI PASP PBG PETS PKDD PLDI PNAS PODC "
    "PODS POPL PPoPP PRL PVLDB RANLP RAL RA-L RAID RecSys RSS RTAS RTSS S&P SANER SC SDM SEC SemEval SIGCOMM "
    "SIGCSE SIGGRAPH SIGIR SIGKDD SIGMETRICS SIGMOD SIGSPATIAL SLT SNIA SOCC SoCC SODA SOSP SOSR SPAA SSDBM "
    "SSRN STACS STOC SYSTOR TACAS TACL TACO TASE TASLP TC TCAD TCC TCSVT TDSC TECS TGRS THRI TIFS TIP TIST "
    "TITS TIV TKDD TKDE TMC TMI TMLR TMM TNNLS TNET TOCS TODS TOG TOIS TON TOPLAS ToS TOS TOSEM TPAMI TPDS "
    "T-PAMI T-RO TRO TSC TSE TSP TVCG TVT TWC UAI UbiComp UIST USENIX USS VEE VIS VLDB VLDBJ WACV WINE "
    "WSDM WMT WWW XSDB 3DV AIED AISec BMCV BuildSys CAIN CPAL DCC EWSN FG GRAPP HOTI ICCBR ICLP ICONIP ICST "
    "LAK LoG MIDL MLHC NLDB NLPCC PRICAI QoMEX ReML SaTML SIGdial SIGDIAL TheWebConf TAC TASL".split()
)
_NAMES: Final = re.compile(
    r"\b(?:proceedings|proc|conference|conf|symposium|symp|workshop|transactions|trans|letters|magazine|"
    r"annals|advances in neural|lecture notes|lncs|arxiv(?:\.org)?|biorxiv|medrxiv|chemrxiv|corr|preprint|"
    r"ph\.?d\.? thesis|master'?s thesis|dissertation|usenix|communications of the acm|"
    r"computing surveys|pattern recognition letters|machine learning research|plos one|openreview|distill|"
    r"under review|in submission)\b"
    r"|\bjournal\b|\bpress$|学报|期刊|会议|预印本|论文集|出版社",
    re.I,
)
_WHOLE: Final = frozenset(
    "nature science cell pnas neuron lancet elife iclr icml cvpr iccv eccv neurips nips emnlp acl naacl aaai "
    "ijcai sigmod vldb kdd sigir www blog distill preprint thesis openreview nejm jama entropy sensors "
    "bioinformatics neurocomputing electronics computer queue cognition symmetry".split()
) | {
    "ieee access", "ieee software", "ieee computer", "pattern recognition", "neural networks", "information fusion",
    "neural computation", "machine learning", "artificial intelligence", "scientific reports", "the lancet",
    "knowledge-based systems", "medical image analysis", "nature communications", "nature medicine",
    "nature methods", "nature machine intelligence", "nature biotechnology", "science advances", "science robotics",
    "nucleic acids research", "physical review letters", "communications biology", "expert systems with applications",
    "acm queue", "information sciences", "tech report", "technical report", "white paper",
    "acm mm", "acm multimedia", "the web conference",
    "the vldb journal", "vldb journal", "cell reports", "genome biology", "genome research", "patterns",
    "briefings in bioinformatics", "acl findings", "arxiv.org",
}  # fmt: skip
_KINDS: Final = frozenset(
    "journal conference workshop symposium letters magazine proceedings transactions".split()
)
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_DATED = re.compile(
    rf"(?:[\s,_-]*(?:{_YEAR}(?:[/.-]\d{{1,2}}(?!\d))*)|\s?['’`]\s?\d\d|(?<=[A-Za-z])[-_ ]?\d\d)(?!\d)"
)
_TRACK = re.compile(
    r"[\s,;:/|-]*\(?\b(?:oral|spotlight|poster|highlight|findings|workshops?|w|long|short|demo|main|industry|tutorial|"
    r"(?:best|distinguished) (?:student )?paper(?: award)?|award|outstanding(?: paper)?|runner[- ]up|notable|"
    r"top[- ]?\d+%?|"
    r"datasets? and benchmarks?(?: track)?|d&b|track|accepted|to appear|submitted|submission|under review|"
    r"preprint|conditionally|extended|honou?rable mention|conference|full)\b\)?",
    re.I,
)
_WITH_YEAR = re.compile(
    rf"[A-Z][\w&+/.,:\- ]{{1,90}}?(?:\s?['’]\d\d|(?<=[a-z)A-Z])[ ,-]+{_YEAR})(?!\d)", re.A
)
_SHORT_YEAR = re.compile(r"['’]\d\d(?!\d)")
_NAME_AND_YEAR = re.compile(rf"([A-Z][\w&+/-]*)(?:[ ,-]+{_YEAR}|['’]\d\d)")
_ABBREVIATED = re.compile(rf"(?:[A-Z][a-z]{{1,8}}\. ){{1,5}}[A-Z][A-Za-z]*\.?,? {_YEAR}")
"""`Math. Programming 1992`, `Trans. Comput. Syst. 1998`."""
_ENDS_IN_YEAR = re.compile(rf"[ ,-]{_YEAR}|['’]\d\d")
_BEGINNINGS = (
    re.compile(r"(?:in|at|to appear in|accepted (?:by|to|at)|published (?:in|at))[\s:]+", re.I),
    re.compile(r"findings of (?:the )?", re.I),
    re.compile(rf"(?:{_YEAR}|'\d\d)[\s,./-]*"),
)
_BETWEEN_WORDS = re.compile(r"[\s/,@&:-]+")
_JOINT = re.compile(r"[,;，；]\s*|\s[-–—|]\s|\.\s+")
_IN = re.compile(r"in:?\s+(?=[A-Z0-9\"])", re.I)
_ACRONYM = re.compile(r"[A-Z][\w&+/-]*[A-Z]")
_MANY_WORDS = 9
_LONGEST = 160


@lru_cache(maxsize=4096)
def is_venue(text: str) -> bool:
    """Whether a short text is where a work appeared, with or without a year, `Oral` and the like."""
    text = text.strip(' \t\n.,;:()[]{}（）【】*_|"“”')
    if not 1 < len(text) <= _LONGEST or "//" in text:
        return False
    if text.lower() in _KINDS:
        return False
    if (
        text[0].islower()
        and text.lower() not in _WHOLE
        and not _NAMES.match(text)
        and text[:3] not in {"in ", "to "}
    ):
        return False
    if len(text.split()) > _MANY_WORDS and not _ACRONYM.search(text) and not _NAMES.search(text):
        # A sentence: nothing in it may be the name of a venue.
        return False
    if is_venue_name(_bare(text)):
        return True
    if text[-1].isdecimal() and ". " in text and _ABBREVIATED.fullmatch(text):
        return True
    if (
        len(text.split()) <= 9
        and _SHORT_YEAR.search(text)
        and _WITH_YEAR.fullmatch(_TRACK.sub("", text).strip())
    ):
        return True
    dated = _NAME_AND_YEAR.fullmatch(_TRACK.sub("", text)) if _ENDS_IN_YEAR.search(text) else None
    return dated is not None and sum(map(str.isupper, dated[1])) >= 2


def is_venue_name(name: str) -> bool:
    """Whether words without a year name a conference, a journal or an archive of preprints."""
    words = _BETWEEN_WORDS.split(name)
    return (
        name in _ACRONYMS
        or name.lower() in _WHOLE
        or (
            len(words) <= 4
            and all(word in _ACRONYMS or word in {"ACM", "IEEE", "MM", "in"} for word in words)
        )
        or (
            len(words) <= 5
            and words[0] in _ACRONYMS
            and words[1:2] in (["Findings"], ["Workshop"], ["Workshops"])
        )
        or (len(words) <= 4 and words[0] in {"ACM", "IEEE", "USENIX", "Findings"})
        or (
            _NAMES.search(name) is not None
            and len(words) <= 18
            and not (name[:1].islower() and not _NAMES.match(name))
        )
        or (name[:5].lower() == "arxiv" and len(words) <= 5)
    )


def _bare(text: str) -> str:
    """Without year, track and award; `Findings of ACL` and `ECCV Workshop` are venues of their own names."""
    for beginning in _BEGINNINGS:
        if found := beginning.match(text):
            text = text[found.end() :]
    previous = ""
    while previous != text:
        previous = text
        text = _TRACK.sub("", _DATED.sub("", text)).strip(" ,;:()[]-/|@.")
    return text


_FRONT = re.compile(
    rf"(?:(?P<year>{_YEAR})[-_. /]+)?(?P<venue>[A-Z][\w&+/]{{1,14}}?)"
    rf"(?:[-_ ]?(?:['’]?(?P<short>\d\d)(?!\d)|(?P<full>{_YEAR})))?(?P<end>\s*[-–—:：|]+\s*|_+|\.\s+|\s+)"
)


def named_in_front(text: str, start: int) -> tuple[str, str, int] | None:
    """A venue with its year right in front of a title, `2017-CVPR-..`, `NeurIPS 2020: ..`: (venue, year, end)."""
    found = _FRONT.match(text, start)
    if found is None or found["venue"] not in _ACRONYMS or found["venue"] == "CC":
        return None
    year = found["year"] or found["full"] or (f"20{found['short']}" if found["short"] else "")
    if not year or (found["end"].isspace() and not (found["year"] or found["full"])):
        return None
    venue = found["venue"] if found["year"] else text[found.start("venue") : found.start("end")]
    return venue, year, found.end()


def split_off(text: str) -> tuple[str, str] | None:
    """`Jane Roe, John Doe, CVPR 2020` -> what stands before the venue, and the venue; None without one."""
    for comma in reversed([*_JOINT.finditer(text)][-6:]):
        if is_venue(text[comma.end() :]):
            earlier = split_off(text[: comma.start()])
            # `IEEE Transactions on X, ACM, 2020` is one venue.
            return (
                (earlier[0], text[len(earlier[0]) :].lstrip(" ,;"))
                if earlier
                else (
                    text[: comma.start()],
                    text[comma.end() :],
                )
            )
    return None


_PAGES = re.compile(
    rf"(?:[,;\s]|\.\s)\s*\(?(?:vol(?:ume)?\b|no\.|number\b|pp?\.\s?\d|pages?\b|(?:(?<=[,;.]\s)|"
    rf"\(){_YEAR}\)?[a-z]?(?=\W|$)(?=[\s,.:;)]*"
    r"(?:$|pp|pages|vol|no\.|\d|[A-Z][a-z]+ \d|:))|(?!(?:19|20)\d\d\b)\d+\s*[(:]\s*\d|"
    r"(?!(?:19|20)\d\d\b)\d+(?:\.\d+)?\s*\(|\d+\s*,\s*\d|\d+\s*[-–]\s*\d|doi\b|(?!(?:19|20)\d\d\b)\d+(?:\.\d+)?\s*$).*$",
    re.I | re.S,
)


def without_pages(text: str) -> str:
    """`Nature, 521(7553), 436-444` -> `Nature`: a venue as a reference writes it, without volume and pages."""
    text = text.strip(" ,.;:")
    if found := _IN.match(text):
        text = text[found.end() :]
    return _PAGES.sub("", text).strip(" ,.;:(") or text
