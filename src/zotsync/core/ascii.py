"""Any script -> plain ASCII, for citation keys and file names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["DEVICES", "fold", "has_han", "surname", "syllables"]

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_HAN_RUN = re.compile(f"(?:{_HAN.pattern})+")
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
        "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ħ": "h", "Ħ": "H", "ı": "i",
        "ŋ": "ng", "Ŋ": "Ng", "ĸ": "k", "ſ": "s",
    }
)  # fmt: skip
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρςστυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau "
        "upsilon phi chi psi omega".split(),
        strict=True,
    )
)
_SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "盖": "ge",
    "覃": "qin", "翟": "zhai", "乐": "yue", "任": "ren", "华": "hua", "叶": "ye", "尉": "wei", "繁": "po",
    "种": "chong", "缪": "miao", "宓": "mi", "费": "fei", "洗": "xian", "冼": "xian", "员": "yun", "召": "shao",
    "句": "gou", "黑": "he", "尹": "yin", "石": "shi", "万俟": "moqi", "尉迟": "yuchi", "长孙": "zhangsun",
    "澹台": "tantai", "令狐": "linghu", "单于": "chanyu",
}  # fmt: skip
"""Surnames whose reading differs from the common one of the character, and compound ones."""
_COMPOUND = frozenset(
    "欧阳 上官 司马 诸葛 夏侯 皇甫 东方 公孙 慕容 司徒 司空 端木 南宫 西门 宇文 轩辕 独孤 呼延 百里 东郭 闻人 "
    "万俟 尉迟 长孙 澹台 令狐 单于".split()
)


DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
"""Names that Windows keeps for devices: no file may have one."""


def has_han(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return not text.isascii() and _HAN.search(text) is not None


@lru_cache(maxsize=4096)
def syllables(text: str) -> tuple[str, ...]:
    """Pinyin of a Chinese text (`模型架构` -> `mo`, `xing`, `jia`, `gou`); polyphones are read in their phrase."""
    # pypinyin's tables take 0.1 s to load; most libraries never need them.
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text, v_to_u=False))


def surname(name: str) -> str:
    """Pinyin of the family name of a Chinese name written as a whole (`曾国藩` -> `zeng`)."""
    family = name[:2] if (name[:2] in _COMPOUND and len(name) > 2) or name in _COMPOUND else name[:1]
    return _SURNAMES.get(family) or "".join(syllables(family))


def fold(text: str) -> str:
    """Nearest plain ASCII: accents off, Greek by name, Chinese by pinyin; what has none is left out."""
    if text.isascii():
        return text
    text = _HAN_RUN.sub(lambda run: f" {' '.join(syllables(run[0]))} ", text)
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    named = "".join(_GREEK.get(char.lower(), char) for char in decomposed)
    return named.encode("ascii", "ignore").decode()
