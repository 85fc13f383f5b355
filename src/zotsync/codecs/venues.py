"""
Short names of venues.

Journals by ISO 4 and its list of title word abbreviations (pyiso4 has both); conferences by the acronym that their
name states (`... (OSDI 24)`), else by a table, else word by word like a journal.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

__all__ = ["abbreviated"]

_STATED: Final = re.compile(r"\(\s*([A-Z][\w&/-]*[A-Z][\w&/-]*)[\s'’,-]*(?:\d\d|\d{4})?\s*\)\s*$")
_IN_FRONT: Final = re.compile(r"([A-Z]{2,}[A-Za-z&/-]*)\s*['’]?(?:\d\d|\d{4})?\s*:\s")
_FRAME: Final = re.compile(
    r"^(?:in\s+)?(?:companion\s+)?(?:proceedings|proc\.?)\s+of\s+(?:the\s+)?|^(?:\d{4}|the)\s+"
    r"|^(?:(?:\d+(?:st|nd|rd|th)|(?:twenty|thirty|forty|fifty|sixty)?[\s-]*[a-z]+(?:st|nd|rd|th))\s+)"
    r"|^(?:annual|biennial|ieee/cvf|acm/ieee|ieee/acm|ieee|acm|usenix|aaai|ifip|sigkdd|sigmod|sigplan|sigops)\s+"
    r"|[\s,:;(-]+(?:\d+|volume.*|vol\..*|'\d\d|\d{4}.*|[a-z]+ \d{4}\)?)$|:\s.*$",
    re.I,
)
_CONFERENCES: Final = {
    long: short
    for short, names in {
        "NeurIPS": "advances in neural information processing systems|"
        "conference on neural information processing systems",
        "ICML": "international conference on machine learning",
        "ICLR": "international conference on learning representations",
        "AAAI": "conference on artificial intelligence|national conference on artificial intelligence",
        "IJCAI": "international joint conference on artificial intelligence",
        "AISTATS": "international conference on artificial intelligence and statistics",
        "UAI": "conference on uncertainty in artificial intelligence",
        "COLT": "conference on learning theory",
        "MLSys": "machine learning and systems|conference on machine learning and systems",
        "CVPR": "conference on computer vision and pattern recognition|"
        "computer vision and pattern recognition conference",
        "ICCV": "international conference on computer vision",
        "ECCV": "european conference on computer vision",
        "ACL": "meeting of the association for computational linguistics",
        "EMNLP": "conference on empirical methods in natural language processing",
        "NAACL": "conference of the north american chapter of the association for computational linguistics",
        "COLING": "international conference on computational linguistics",
        "OSDI": "symposium on operating systems design and implementation",
        "SOSP": "symposium on operating systems principles",
        "NSDI": "symposium on networked systems design and implementation",
        "USENIX ATC": "annual technical conference|technical conference",
        "FAST": "conference on file and storage technologies",
        "EuroSys": "european conference on computer systems",
        "ASPLOS": "international conference on architectural support for programming languages and operating systems",
        "ISCA": "international symposium on computer architecture",
        "MICRO": "international symposium on microarchitecture",
        "HPCA": "international symposium on high performance computer architecture|"
        "international symposium on high-performance computer architecture",
        "SC": "international conference for high performance computing, networking, storage and analysis",
        "PPoPP": "symposium on principles and practice of parallel programming",
        "PLDI": "conference on programming language design and implementation",
        "POPL": "symposium on principles of programming languages",
        "ICSE": "international conference on software engineering",
        "SIGMOD": "international conference on management of data",
        "VLDB": "vldb endowment|international conference on very large data bases",
        "ICDE": "international conference on data engineering",
        "KDD": "conference on knowledge discovery and data mining|"
        "international conference on knowledge discovery and data mining",
        "WWW": "web conference|international conference on world wide web|international world wide web conference",
        "SIGIR": "conference on research and development in information retrieval",
        "CCS": "conference on computer and communications security",
        "S&P": "symposium on security and privacy",
        "NDSS": "network and distributed system security symposium",
        "SIGCOMM": "conference on special interest group on data communication",
        "CHI": "conference on human factors in computing systems",
        "UIST": "symposium on user interface software and technology",
        "ICRA": "international conference on robotics and automation",
        "IROS": "international conference on intelligent robots and systems",
        "ICASSP": "international conference on acoustics, speech and signal processing|"
        "international conference on acoustics, speech, and signal processing",
        "STOC": "symposium on theory of computing",
        "FOCS": "symposium on foundations of computer science",
        "SODA": "symposium on discrete algorithms",
    }.items()
    for long in names.split("|")
}


@cache
def abbreviated(name: str, type: str) -> str:
    """
    The short name of a journal (`J. Mach. Learn. Res.`) or of a conference (`OSDI`).

    Args:
        name: as the record has it.
        type: CSL type of the work; `paper-conference` names proceedings.
    """
    if type == "paper-conference":
        stated = _STATED.search(name) or _IN_FRONT.match(name)
        if stated:
            return stated[1]
        core = name
        while (bare := _FRAME.sub("", core).strip(" ,:;-")) != core:
            core = bare
        if short := _CONFERENCES.get(core.casefold()):
            return short
    return str(_iso4()(name, remove_part=False)) if " " in name.strip() else name


@cache
def _iso4() -> Any:
    # Its table takes a tenth of a second and more to read.
    from pyiso4.ltwa import Abbreviate

    return Abbreviate.create()
