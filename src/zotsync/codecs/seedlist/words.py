"""
The words that lists use for the parts of an entry, in English and Chinese: labels, headers, links, signs.

To teach the reader a word, add it here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = [
    "CODE_HOSTS",
    "GENERIC",
    "LIST_TITLE",
    "PICTURE",
    "READ",
    "STAR",
    "TODO",
    "VIDEO_HOSTS",
    "field_of",
    "link_role",
    "plain_word",
    "sign_of",
]


def _table(words: dict[str, str]) -> dict[str, str]:
    """`{meaning: "word | word"}` turned round."""
    return {word.strip(): meaning for meaning, listed in words.items() for word in listed.split("|")}


_FIELDS: Final = _table(
    {
        "title": (
            "title | titles | paper title | paper name | name | 标题 | 题目 | 名字 | 名称 | 论文标题 | "
            "论文题目 | 论文名称 | 论文名 | 文章标题"
        ),
        "paper": (
            "paper | papers | article | work | works | publication | reference | 论文 | 文章 | 文献 | 工作"
        ),
        "works": (
            "representative paper | representative papers | representative work | representative works | "
            "key paper | key papers | 代表论文 | 代表性论文 | 代表工作 | 代表性工作 | 代表作"
        ),
        "year": (
            "year | date | published | publication date | publication year | 年份 | 年 | 时间 | 日期 | "
            "年代 | 发表时间 | 发布时间 | 发表年份"
        ),
        "authors": ("author | authors | by | 作者 | 作者/机构 | 第一作者 | author(s) | authors/affiliation"),
        "venue": (
            "venue | conference | journal | published in | publication venue | pub | pub. | 会议 | 期刊 | "
            "出处 | 会议/期刊 | 期刊/会议 | 发表 | 发表于 | 来源"
        ),
        "link": (
            "link | links | url | urls | paper link | paper url | resources | resource | 链接 | 地址 | "
            "论文链接 | 论文地址 | 原文 | 资源"
        ),
        "pdf": "pdf",
        "code": (
            "code | github | repo | repository | implementation | official code | source code | 代码 | "
            "源码 | 代码链接 | 开源代码"
        ),
        "project": "project | project page | website | homepage | 主页 | 项目主页 | 项目 | 官网",
        "slides": "slides | slide | ppt | 幻灯片 | 讲稿",
        "video": "video | videos | talk | recording | 视频 | 录像",
        "note": "reading note | reading notes | my notes | 精读 | 笔记 | 阅读笔记 | 读书笔记 | 解读",
        "remark": (
            "summary | contribution | contributions | key contribution | core contribution | note | "
            "notes | remark | remarks | comment | comments | tl;dr | tldr | introduction | intro | "
            "description | abstract | idea | key idea | main idea | takeaway | takeaways | 核心贡献 | "
            "贡献 | 主要贡献 | 简介 | 介绍 | 备注 | 说明 | 摘要 | 总结 | 概要 | 要点 | 评价 | 点评 | "
            "亮点 | 关键词 | 核心思想 | 核心内容 | 内容 | 描述"
        ),
        "identifier": "doi | arxiv | arxiv id | pmid | isbn | openreview",
        "status": (
            "status | read | done | progress | 状态 | 已读 | 进度 | 阅读状态 | 是否已读 | 必读 | 推荐 | 重要"
        ),
        "number": "# | no | no. | id | index | 编号 | 序号",
    }
)

_LINKS: Final = _table(
    {
        "paper": (
            "paper | arxiv | openreview | abs | abstract | acm | ieee | springer | doi | acl | "
            "acl anthology | usenix | html | 论文 | 原文"
        ),
        "pdf": "pdf | paper pdf | 全文",
        "code": (
            "code | github | repo | repository | codes | source code | official code | implementation | "
            "pytorch | tensorflow | 代码 | 源码"
        ),
        "project": (
            "project | project page | website | homepage | page | web | site | 主页 | 项目主页 | 项目 | 官网"
        ),
        "slides": "slides | slide | ppt | 幻灯片",
        "video": "video | videos | talk | youtube | bilibili | recording | 视频 | 录像",
        "note": (
            "note | notes | reading note | reading notes | summary | review | 笔记 | 精读 | 阅读笔记 | 解读"
        ),
        "other": (
            "blog | blog post | bibtex | bib | cite | dataset | data | model | models | demo | poster | "
            "twitter | appendix | supplementary | supp | docs | doc | 博客 | 数据 | 数据集 | 模型"
        ),
    }
)

GENERIC: Final = frozenset("link here url 链接 点击 这里 此处 地址 link🔗 🔗".split())
"""Words of a link that do not say where it leads."""

CODE_HOSTS: Final = ("github.com", "gitlab.com", "gitee.com", "bitbucket.org", "codeberg.org")
VIDEO_HOSTS: Final = ("youtube.com", "youtu.be", "bilibili.com", "vimeo.com")

STAR: Final = "*＊⭐★🌟✨☆"
"""Signs of what everybody should read; `*` counts where it stands alone."""
READ: Final = "✅✔☑✓√"
"""Signs of what has been read."""
_SHORTCODES: Final = {":star:": "⭐", ":star2:": "🌟", ":white_check_mark:": "✅", ":heavy_check_mark:": "✔"}

PICTURE: Final = r"[\U0001F000-\U0001FAFF←-⇿⌀-⏿■-➿⬀-⯿\u200d\ufe0f\u20e3]|:[a-z][a-z0-9_+-]{1,30}:"
"""Regex of one emoji, or of its name on GitHub."""

_PICTURES = re.compile(PICTURE)

TODO: Final = re.compile(
    r"(?:todo|to do|to-do|tbd|tba|wip|coming soon|待办|待定|待补充|待完成|待更新|未完)(?![a-z])", re.I
)
"""How a list says that something is still missing."""

LIST_TITLE: Final = re.compile(
    r"(?:论文|文献|阅读|书)(?:阅读)?(?:列表|清单|目录|单)"
    r"|(?:reading|papers?|literature)[ -]?lists?|papers|bibliography",
    re.I,
)
"""What the title of a whole list says."""


def plain_word(text: str) -> str:
    """A label, header or link text as the tables have it: lower case, without brackets, marks and emoji."""
    text = _PICTURES.sub("", text.casefold())
    return " ".join(text.split()).strip(" \t[](){}【】（）*_`:：|/,，.。-–—\"'“”")


@lru_cache(maxsize=512)
def field_of(word: str) -> str:
    """
    The field that a label or header names; empty for words that name none.

    One of title, paper (title or link of it), works (several titles), year, authors, venue, link, pdf, code,
    project, slides, video, note (a link to one), remark, identifier, status, number.
    `Title & Authors` names the field of its first word.
    """
    word = plain_word(word)
    found = _FIELDS.get(word)
    if found is None and (first := re.match(r"(.{1,20}?)\s*(?:&|/|,|、|\band\b|和|与|\()", word)):
        found = _FIELDS.get(first[1].strip())
    return found or ""


@lru_cache(maxsize=512)
def link_role(word: str) -> str:
    """The role that the words of a link state; empty where they state none."""
    return _LINKS.get(plain_word(word), "")


def sign_of(text: str) -> str:
    """`must-read`, `read` or nothing, for one sign."""
    text = _SHORTCODES.get(text, text)
    if text[:1] and text[0] in STAR:
        return "must-read"
    return "read" if text[:1] and (text[0] in READ or text.lower() == "[x]") else ""
