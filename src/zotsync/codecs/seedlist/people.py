"""Which words name people: `A. Vaswani, N. Shazeer, et al.`, `Vaswani et al. (Google)`, `何恺明、孙剑`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ...core.headings import is_chinese_name

__all__ = ["are_people", "are_surnames", "is_body", "is_inverted", "names_at_start"]

_ET_AL = re.compile(
    r"[\s,;]*(?:\b(?:et[\s.]*al\b\.?|et alia|and others|and \d+ others|etc\b\.?)|\.{3}|…|(?<=\w)\+|等人?)[\s.,*]*$",
    re.I,
)
_OTHERS = ("al", "alia", "others", "etc", "…", "+", "等", "等人")
_SEPARATOR = re.compile(r"\s{0,3}(?:[,;、，；·•|]|&|\band\b|和|与)\s*")
_IN_BRACKETS = re.compile(r"\s{0,3}(?:\([^()]*\)|（[^（）]*）|\[[^\[\]]*\])")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_.])[*†‡§¶#^\d¹²³⁴⁵✉]+$")
_PARTICLES: Final = frozenset(
    "y van von der den de del della di da dos das do du la le lo el al bin ibn ben ter ten zu zur st san mac".split()
)
_SUFFIXES: Final = frozenset("jr jr. sr sr. ii iii iv phd".split())
_POINTED = re.compile(r"(?:[^\W\d_]\.[\s-]?){1,4}[^\W\d_]?")
"""`J. P. A`, as they stand behind a surname."""
_OMITTED = re.compile(r",\s*(?:…|\.\s?\.\s?\.)\s*&?\s*(?=[^\W\d_])")
"""`Rusu, A. A., … Hadsell, R.`: the authors between are left out."""
_INITIAL = re.compile(r"(?:[^\W\d_]\.?-?){1,4}$")
_GIVEN = re.compile(r"^[^\W\d_]+(?:\s[^\W\d_]){1,3}$")
_HAS_INITIAL = re.compile(r"(?:^|\s)[^\W\d_]\.")
_ENDS_IN_INITIAL = re.compile(r"\b[A-Z]$")
_CHINESE = re.compile(r"[一-鿿]")
_FOREIGN_IN_CHINESE = re.compile(r"[一-鿿]{1,6}·[一-鿿·]{1,10}")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’`.-])*$")
# Words that begin with a capital in titles, remarks and headings, and are no names.
_NO_NAMES: Final = frozenset(
    "a an the of for with in on to via from by as at and or is are do does can what why how when where who "
    "this that these we it its using towards toward beyond between into over under without not all you your "
    "learning neural network networks deep model models modeling language languages data dataset datasets system "
    "systems attention transformer transformers survey review analysis method methods approach approaches "
    "framework based image images video videos vision visual text speech recognition generation generative "
    "adversarial training pretraining pre-training inference efficient fast scalable robust large small scale "
    "representation representations knowledge graph graphs semantic segmentation detection classification "
    "optimization reinforcement supervised unsupervised self-supervised multi-task multimodal agent agents "
    "memory storage distributed parallel database databases query queries processing computing computation "
    "performance evaluation benchmark benchmarks study introduction overview tutorial paper papers code project "
    "page website blog demo slides poster notes note open source github pytorch tensorflow official unofficial "
    "implementation best oral spotlight award new first reading list machine artificial intelligence prompt "
    "prompting reasoning retrieval augmented diffusion convolutional recurrent object tracking pose estimation "
    "search architecture compression quantization pruning distillation federated privacy security attacks "
    "attack defense detection prediction forecasting time series random forest matrix linear bayesian causal "
    "theory algorithm algorithms application applications tool tools library platform software programming "
    "program programs compiler compilers hardware cloud edge network cache engine engines".split()
)
_BODIES = re.compile(
    r"\b(?:universit\w*|institut\w*|college|school|labs?|laborator\w+|research|inc|corp\w*|ltd|team|group|center|"
    r"centre|academy|google|deepmind|brain|openai|meta|facebook|fair|microsoft|msra?|nvidia|amazon|aws|apple|"
    r"ibm|intel|amd|alibaba|tencent|baidu|bytedance|huawei|deepseek|anthropic|mistral|cohere|salesforce|adobe|"
    r"samsung|qualcomm|databricks|snowflake|hugging ?face|eleutherai|allen ai|ai2|mit|cmu|ucb|uc "
    r"berkeley|berkeley|stanford|harvard|"
    r"princeton|oxford|cambridge|eth|epfl|kaist|tsinghua|thu|pku|sjtu|ustc|zju|nus|ntu|cuhk|hku|hkust|uiuc|"
    r"ucla|ucsd|umass|uw|gatech|inria|mpi|together(?:\.?ai)?|xai|stability ?ai|uber|netflix|linkedin|twitter|"
    r"yandex|yahoo|oracle|sony|toyota|megvii|sensetime|jd|meituan|kuaishou|xiaomi|moonshot|zhipu|01\.ai)\b"
    r"|大学|学院|研究院|研究所|实验室|公司|团队|谷歌|微软|阿里|腾讯|百度|华为|清华|北大|字节|英伟达",
    re.I,
)


@lru_cache(maxsize=4096)
def are_people(text: str, *, one: bool = False) -> bool:
    """
    Whether a text is a list of names.

    Args:
        text: without the label in front.
        one: a single full name is enough; else there must be two names, `et al.` or an initial.
    """
    text = text.strip(" \t\n,;:|*_·•-–—")
    if not text or len(text) > 6000 or "//" in text:
        return False
    if "…" in text or ". ." in text or "..." in text:
        text = _OMITTED.sub(", ", text)
    whole = _IN_BRACKETS.sub("", text) if any(bracket in text for bracket in "([（") else text
    bare = _ET_AL.sub("", whole) if whole.rstrip(" .,*").endswith(_OTHERS) or whole.endswith(".") else whole
    others = bare != whole
    bare = bare.strip(" .,;")
    names = [_FOOTNOTE.sub("", name.strip(" .*")) for name in _SEPARATOR.split(bare)]
    names = [name for name in names if name]
    if not names or not all(_is_name(name) for name in names):
        # Can, Long and Theory are names too, among others that are nothing else.
        doubtful = [name for name in names if not _is_name(name)]
        if len(doubtful) * 4 > len(names) or not all(_is_name(name, strict=False) for name in doubtful):
            return False
    if others:
        return True
    if " and " in bare and all(part.count(",") == 1 for part in bare.split(" and ")):
        # `Scarselli, Franco and Gori, Marco`, as BibTeX has them.
        return True
    full = sum(1 for name in names if (" " in name and not _POINTED.fullmatch(name)) or is_chinese_name(name))
    initials = sum(map(_is_initials, names))
    if one and len(names) == 2 and (full == 0 or (" " not in names[0] and _GIVEN.search(names[1]))):
        # `Pearl, Judea`; `Sutton & Barto`; `Granovetter, Mark S.`
        return True
    if one and len(names) >= 3 and " " not in names[0] + names[1] and full == len(names) - 2:
        # `Lakoff, George, and Mark Johnson`
        return True
    if len(names) >= 2:
        return full * 2 > len(names) or full * 2 >= len(names) > 2 or initials * 2 >= len(names) - 1 > 0
    return full > 0 and (one or _HAS_INITIAL.search(bare) is not None)


def _is_initials(name: str) -> bool:
    return _POINTED.fullmatch(name) is not None or (
        len(name) <= 6 and _INITIAL.match(name.replace(" ", "")) is not None
    )


@lru_cache(maxsize=4096)
def _is_name(name: str, *, strict: bool = True) -> bool:
    if _CHINESE.search(name):
        return is_chinese_name(name) or _FOREIGN_IN_CHINESE.fullmatch(name) is not None
    words = name.split()
    if len(words) > 5:
        return False
    if _CAPITALS.fullmatch(name):
        return True
    capital = False
    for word in words:
        low = word.lower()
        if strict and low in _NO_NAMES and not (len(word) == 1 and word.isupper()):
            return False
        if word in _PARTICLES or low in _SUFFIXES:
            continue
        if not _NAME.match(word) or not (word[0].isupper() or not word[0].isascii()):
            return False
        if word.endswith(".") and len(word) > 3 and "-" not in word:
            # The end of a sentence.
            return False
        # ICLR, GPT: more capitals than initials have.
        if len(word) > 3 and word.isupper() and "." not in word and "-" not in word:
            return False
        capital = True
    return capital


_CAPITALS = re.compile(r"[A-ZÀ-ÞŁŠ][A-ZÀ-ÞŁŠ'’-]+ [A-Z]{1,2}")
"""`ZHANG X`, as GB/T 7714 writes a name."""


def is_inverted(text: str) -> bool:
    """Whether a text is one name, the surname first: `Dreyfus, Hubert L.`, `Pearl, Judea`."""
    surname, comma, given = text.strip(" ,.").partition(", ")
    return bool(comma) and "," not in given and are_surnames(surname) and are_people(text, one=True)


_SURNAME = re.compile(r"(?:[OD]['’])?[A-ZÀ-ÞŁŠ][^\W\d_]*[a-zß-ž](?:[-'’][A-Z][^\W\d_]+)?")


@lru_cache(maxsize=1024)
def are_surnames(text: str) -> bool:
    """Whether a text is surnames alone, one or several, which only its place tells from other words."""
    names = _SEPARATOR.split(text.strip(" \t\n,.;:"))
    names = [name for name in names if name]
    return 0 < len(names) <= 12 and all(
        _SURNAME.fullmatch(name) and name.lower() not in _NO_NAMES for name in names
    )


def is_body(text: str) -> bool:
    """Whether a short text names a university, a company or a laboratory."""
    text = text.strip(" \t\n,.;:()[]（）@")
    return 0 < len(text.split()) <= 10 and len(text) <= 90 and _BODIES.search(text) is not None


_END_OF_NAMES = re.compile(
    r"(?:(?<=\bal)\.|(?<=\bal)|(?<=\bothers)\.?|(?<=\betc)\.?|(?<!\b[A-Z])\.(?=\s)|"
    r"\.(?=\s{0,3}[\[(\"“]?(?:19|20)\d\d)|\s{0,2}[:：](?=\s)|[,.]?\s{0,3}(?=[\"“‘「])|"
    r"[,.]?\s{0,3}(?=[(\[]?(?:19|20)\d\d)"
    r"|(?<=\b[A-Z])\.(?=\s+(?:[\"“(]|[A-Z][\w'-]+[:\s-]+\w{2,}|[A-Z]{2,}|An?\s)))"
)


_FIRST_NAME = re.compile(
    r"[^,.:：;()\"“‘「\[&、，\n]{1,48}?(?=[,.:：;(\"“‘「\[&、，]|\s(?:and|et|with)\s|\s(?:19|20)\d\d|和|与)"
)


_OVERRUN = re.compile(r"(?:&|\band\b)\s[^,&]+,(?P<last>\s[^\W\d_.]{2,40})$")


_JOINED = re.compile(r"(?:&|\band\b)\s(?P<last>[^\W\d_][\w.'’-]*(?:\s[\w.'’-]+){1,3}),\s(?=[^\W\d_]\w+\s\w)")
"""The last of several names, and words behind its comma that are more than its initials."""


def names_at_start(text: str, start: int) -> int | None:
    """Offset behind the names with which a reference begins, before its year, quote or title; None without."""
    head = _FIRST_NAME.match(text, start)
    if head is None or not _is_name(head[0].strip()):
        return None
    best = None
    for found in _END_OF_NAMES.finditer(text, start, start + 3000):
        if found.start() - start < (2 if "一" <= text[start] <= "鿿" else 4):
            continue
        names = text[start : found.start()]
        if ":" in found[0] and (over := _OVERRUN.search(names)) and are_surnames(names[: over.start("last")]):
            # `Kingma & Ba, Adam: A Method for Stochastic Optimization`
            return best
        if "," in names and (joined := _JOINED.search(names)) and are_people(names[: joined.end("last")]):
            # `S. Boyd and L. Vandenberghe, Convex Optimization, Cambridge University Press, 2004`
            return start + joined.end()
        if are_people(names, one=True):
            best = found.end()
            # A point behind an initial may stand within the names.
            if found[0] != "." or not _ENDS_IN_INITIAL.search(text[start : found.start()]):
                return best
        elif best is not None or found.start() - start > 400:
            return best
    return best
