"""
The words that lists use for the parts of an entry, in English and Chinese: labels, headers, links, signs.

To teach the reader a word, add it here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = [
    "GENERIC",
    "LIST_TITLE",
    "NAMES",
    "PAPERS",
    "PICTURE",
    "READ",
    "STAR",
    "STATUS",
    "TODO",
    "TOOLS",
    "UNFOLD",
    "field_of",
    "is_aside",
    "link_role",
    "plain_word",
    "sign_of",
]


NAMES: Final = frozenset({"name", "名字", "名称", "paper name"})
"""Headers of titles, or of short names beside them."""


def _table(words: dict[str, str]) -> dict[str, str]:
    """`{meaning: "word | word"}` turned round."""
    return {word.strip(): meaning for meaning, listed in words.items() for word in listed.split("|")}


_FIELDS: Final = _table(
    {
        "title": (
            "title | titles | paper title | paper titles | paper name | name | 标题 | 题目 | 名字 | 名称 | 论文标题 | "
            "论文题目 | 论文名称 | 论文名 | 文章标题 | 題目 | 標題 | タイトル | titre | titel | "
            "título | titulo | titolo | 제목 | название"
        ),
        "paper": (
            "paper | papers | article | articles | work | works | reference | references | paper & code | "
            "paper/code | "
            "citation | full citation | full reference | bibliographic entry | "
            "reading | readings | text | literature | required reading | required readings | "
            "论文 | 文章 | 文献 | 工作 | 論文 | 阅读材料"
        ),
        "works": (
            "representative paper | representative papers | representative work | representative works | "
            "key paper | key papers | 代表论文 | 代表性论文 | 代表工作 | 代表性工作 | 代表作"
        ),
        "year": (
            "year | date | published | publication date | publication year | 年份 | 年 | 时间 | 日期 | "
            "年代 | 发表时间 | 发布时间 | 发表年份 | time | release date | released | pub date | pub. date | month | "
            "publish date | published date | date published | date of publication | publish year | published year | "
            "release year | submission date | updated | update date | submitted date | submitted on | "
            "date de publication | erscheinungsjahr | "
            "submitted | release | jahr | année | año | 発表年"
        ),
        "authors": (
            "author | authors | by | first author | 作者 | 作者/机构 | 第一作者 | author(s) | "
            "authors/affiliation | 著者 | auteur | auteurs | auteur(s) | autrices | "
            "autor | autoren | autorinnen | autores | "
            "autori | 저자 | авторы"
        ),
        "venue": (
            "venue | venues | conference | journal | published in | publication venue | publication | pub | pub. | "
            "conf | conf. | conference/journal | journal/conference | published at | where | venue/year | "
            "venue & year | publisher | 会议 | 期刊 | 刊物 | 会议名称 | 学会 | "
            "publié à | publié dans | publié | publication dans | conférence | revue | konferenz | zeitschrift | "
            "erschienen in | veröffentlicht in | publicado en | revista | congreso | "
            "出处 | 会议/期刊 | 期刊/会议 | 发表 | 发表于 | 来源"
        ),
        "affiliation": (
            "affiliation | affiliations | institution | institutions | institute | institutes | organization | "
            "organisation | org | company | lab | group | team | from | 机构 | 单位 | 公司 | 团队 | 所属机构"
        ),
        "alias": "short name | abbreviation | abbr | abbr. | acronym | nickname | 简称 | 缩写 | 模型简称",
        "link": (
            "link | links | url | urls | paper link | paper url | resources | resource | 链接 | 地址 | "
            "lien | liens | enlace | enlaces | 论文链接 | 论文地址 | 原文 | 资源 | "
            "source | sources | access | paper(s) | paper links | リンク"
        ),
        "pdf": "pdf | full text | fulltext | paper pdf | pdf link",
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
            "remarque | remarques | résumé | commentaire | bemerkung | anmerkung | zusammenfassung | nota | resumen | "
            "亮点 | 关键词 | 核心思想 | 核心内容 | 内容 | 描述"
        ),
        "presenter": (
            "presenter | presenters | speaker | speakers | presented by | discussant | discussants | "
            "discussion leader | leader | lead | host | moderator | who | led by | presenter(s) | chair | "
            "présenté par | présentatrice | présentateur | orateur | oratrice | vorgestellt von | vortragende | "
            "presentado por | "
            "主讲人 | 主讲 | 汇报人 | 报告人 "
            "| 分享人 | 讲者 | 领读人 | 領読 | 発表者 | 担当"
        ),
        "identifier": "doi | arxiv | arxiv id | pmid | isbn | openreview",
        "status": (
            "status | read | read? | done | progress | recom | recommended | priority | stars | star | "
            "rating | importance | 状态 | 已读 | 进度 | 阅读状态 | 是否已读 | 必读 | 推荐 | 重要"
        ),
        "number": "# | no | no. | id | index | 编号 | 序号",
    }
)

_LINKS: Final = _table(
    {
        "paper": (
            "paper | papers | arxiv | preprint | conference | journal | publication | publisher | article | "
            "original paper | "
            "paper link | official paper | link to paper | read paper | read the paper | biorxiv | hal | "
            "ssrn | pubmed | cvf | book | "
            "jstor | pmc | acm digital library | project euclid | ssrn | author version | "
            "semantic scholar | scholar | full paper | manuscript | aclweb | openreview.net | arxiv.org | "
            "sciencedirect | "
            "ieee xplore | ieeexplore | acm dl | wiley | openaccess | pmlr | 论文链接 | 论文地址 | 論文 | openreview | "
            "abs | abstract | acm | ieee | springer | doi | acl | "
            "acl anthology | usenix | html | 论文 | 原文"
        ),
        "pdf": "pdf | paper pdf | pdf link | full text | fulltext | download | local pdf | pdf file | 全文 | 下载",
        "code": (
            "code | github | repo | repository | codes | source code | official code | implementation | "
            "pytorch | tensorflow | jax | keras | caffe | torch | star | stars | github stars | github star |"
            " official | "
            "official implementation | pytorch code | code link | gitlab | unofficial code | github page | source | "
            "github repo | implementations | 代码 | 源码 | 开源 | コード"
        ),
        "project": (
            "project | projects | project page | project website | project site | website | homepage | home page | "
            "page | web | site | webpage | web page | 主页 | 项目主页 | 项目 | 官网"
        ),
        "slides": "slides | slide | ppt | 幻灯片",
        "video": (
            "video | videos | talk | talks | presentation | recorded talk | youtube | bilibili | "
            "recording | 视频 | 录像"
        ),
        "note": (
            "note | notes | reading note | reading notes | summary | review | 笔记 | 精读 | 阅读笔记 | 解读"
        ),
        "other": (
            "blog | blogs | blog post | blogpost | post | tweet | x | thread | podcast | medium | reddit | "
            "hugging face | huggingface | hf | "
            "🤗 | colab | notebook | weights | checkpoint | checkpoints | api | playground | gradio | spaces |"
            " docker | kaggle | "
            "citation | citations | supplement | supplemental | supplementary material | appendices | "
            "datasets | benchmark | leaderboard | "
            "interview | wiki | wikipedia | explanation | tutorial | discussion | news | press | "
            "documentation | online demo | "
            "live demo | model weights | papers with code | paperswithcode | pwc | alphaxiv | errata | "
            "corpus | bibtex | bib | cite | dataset | data | model | models | demo | poster | "
            "twitter | appendix | supplementary | supp | docs | doc | 博客 | 数据 | 数据集 | 模型"
        ),
    }
)

GENERIC: Final = frozenset(
    "link links here url 链接 点击 这里 此处 地址 link🔗 🔗 download open view read more ↗ →".split()
)
"""Words of a link that do not say where it leads."""

STATUS: Final = re.compile(
    r"(?:\(\s?(?:{0})\s?\)|\[\s?(?:{0})\s?\]|【\s?(?:{0})\s?】|(?:{0})(?=\s?[:：]))\s*[:：.,–—-]?\s+(?=[^\s])".format(
        r"required|optional|recommended|suggested|primary|supplementary|supplemental|additional|background|mandatory|"
        r"must[- ]read|main|extra|further|advanced|bonus|skim|classic|obligatoire|facultatif|optionnel|pflicht|"
        r"optionnelle|必读|选读|推荐|可选|补充|精读|泛读"
    ),
    re.I,
)
"""What a list says of how much a work is to be read: `Required:`, `(optional)`."""

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

_ASIDE_SECTIONS: Final = re.compile(
    r"(?:(?:useful|other|external|related|more|additional|further|open[- ]?source|popular|online|"
    r"learning|relevant|awesome|"
    r"background|introductory|supplementary|teaching|extra|course|class|house|group|key|common|practical|"
    r"similar|some|our|the|official|public|recommended|helpful|great|paper|reading|library|ai|ml|llm|software) )*"
    r"(?:tools?|toolkits?|librar(?:y|ies)|frameworks?|software|code ?bases?|code|repos?|repositories|"
    r"implementations?|blogs?|"
    r"(?:blog )?posts?|articles|tutorials?|courses?|lectures?|videos?|talks?|podcasts?|resources?|"
    r"websites?|links?|contributing|"
    r"contribut(?:e|ion|ions|ors)|acknowledg?e?ments?|licen[cs]e|citations?|citing|cite|table of "
    r"contents|contents?|toc|news|"
    r"updates?|changelog|lists?|reading lists?|star(?: history)?|contact|datasets?|data|databases?|corpora|materials?|"
    r"dates|deadlines|"
    r"schedule|assessment|leaderboards?|"
    r"communit(?:y|ies)|newsletters?|projects?|"
    r"products?|compan(?:y|ies)|jobs?|people|researchers?|labs?|groups?|credits|faq|questions?|todo|"
    r"roadmap|disclaimer|"
    r"maintainers?|authors|sponsors?|how to .*|getting started|about|demos?|conferences?|workshops?|"
    r"books?|slides|legend|index|quick links?|"
    r"next steps?|to[- ]?do(?: list)?|to buy|notes?|logistics|grading|polic(?:y|ies)|rules|prerequisites|"
    r"open (?:questions|problems)|discussion|ideas|announcements|features|installation|usage|requirements|"
    r"playgrounds?|apps?|applications and tools|changes?|release notes|quick ?start|troubleshooting|"
    r"known (?:issues|problems|bugs|limitations)|guides?|guidelines?|exercises?|homework|thanks|see "
    r"also|further reading lists?)"
    r"(?:(?: (?:and|or|of|for|to) |\s*[&/,+]\s*).*)?(?: (?:in|since) \d{4})?"
    r"|(?:相关|开源|其他|学习|优秀|常用|参考|推荐)?(?:工具|代码|代码库|博客|教程|课程|视频|资源|贡献|致谢|许可|许可证|引用|目录|更新|新闻|"
    r"数据集|数据|资料|社区|项目|列表|链接|网站|书籍|讲座|公众号|贡献者|更新日志|问题|如何贡献|联系|交流群)(?:[和与及、].*)?",
    re.I,
)
"""Headings of what is not papers: below them only what shows an identifier or a venue is one."""

TOOLS: Final = re.compile(
    r"\b(?:librar(?:y|ies)|toolkit|tool|tools|package|sdk|plugin|extension|app|repo(?:sitory)?|"
    r"collection of|curated list|"
    r"course|tutorial|blog|website|newsletter|podcast|community|playlist|cheat ?sheet|handbook|notebook|book|guide|"
    r"implementation of|implementations of|open[- ]source (?:framework|platform|project|implementation))\b"
    r"|工具|教程|课程|博客|代码库|开源库|公众号|视频",
    re.I,
)
"""What a description says of things that are no papers."""

UNFOLD: Final = re.compile(
    r"(?:click|tap|show|expand|unfold|view|see|more|details?|abstract|tl;?dr|bibtex|citation|cite|"
    r"read more|summary|notes?|"
    r"table of contents|contents|toc|open|hide|点击|展开|查看|更多|详情|摘要|目录)\b.{0,40}",
    re.I,
)
"""A `<summary>` that says what to do, and no topic."""

LIST_TITLE: Final = re.compile(
    r"(?:论文|文献|阅读|书)(?:阅读)?(?:列表|清单|目录|单)"
    r"|(?:reading|papers?|literature)[ -]?lists?|papers|bibliography",
    re.I,
)
"""What the title of a whole list says."""


PAPERS: Final = re.compile(rf"{LIST_TITLE.pattern}|\breadings?\b|\bpapers?\b|论文|文献", re.I)
"""What a list of works calls itself."""


@lru_cache(maxsize=2048)
def plain_word(text: str) -> str:
    """A label, header or link text as the tables have it: lower case, without brackets, marks and emoji."""
    text = _PICTURES.sub("", text.casefold())
    return " ".join(text.split()).strip(" \t[](){}【】（）*_`:：|/,，.。-–—\"'“”")


_HEADING_NUMBER = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)、]?|[一二三四五六七八九十]{1,3}[、.]|[ivx]{1,4}[.)]|[a-h][.)])\s*(?=\w)"
)


@lru_cache(maxsize=512)
def is_aside(heading: str) -> bool:
    """Whether a heading, numbered or not, is of what is not papers: `5. Data and toolkits`, `四、工具与数据集`."""
    word = plain_word(heading)
    number = _HEADING_NUMBER.match(word)
    return _ASIDE_SECTIONS.fullmatch(word, number.end() if number else 0) is not None


@lru_cache(maxsize=512)
def field_of(word: str) -> str:
    """
    The field that a label or header names; empty for words that name none.

    One of title, paper (title or link of it), works (several titles), year, authors, venue, affiliation, alias,
    link, pdf, code, project, slides, video, note (a link to one), remark, presenter (in a journal club), identifier,
    status, number.
    `Title & Authors` names the field of its first word.
    """
    word = plain_word(word)
    found = _FIELDS.get(word)
    if found is None and (first := re.match(r"(.{1,20}?)\s*(?:&|/|,|、|\band\b|和|与|\()", word)):
        found = _FIELDS.get(first[1].strip())
        last = _FIELDS.get(word[first.end() :].strip(" ()"))
        if found is None and last in {"title", "paper", "year"}:
            # `Topic / Paper`, `Publishing/Release Date`
            found = last
    return found or ""


@lru_cache(maxsize=512)
def link_role(word: str) -> str:
    """The role that the words of a link state; empty where they state none."""
    word = plain_word(word)
    if word in _LINKS or len(word) > 40:
        return _LINKS.get(word, "")
    if word[-1:].isdigit() and (role := _LINKS.get(word.rstrip("0123456789 "), "")):
        # A second one: `Github2`, `video 2`.
        return role
    if (of := _MADE_BY.match(word)) and _LINKS[of[1]] not in {"paper", "pdf"}:
        return _LINKS[of[1]]
    parts = [part for part in re.split(r"[\s/&+,|()]+", word) if part and part not in _FILLERS]
    # `paper link`, `arxiv pdf`, `official code`, `paper & code`; one word of a title leaves nothing to the table.
    if 0 < len(parts) <= 3 and all(part in _LINKS for part in parts):
        return _LINKS[parts[0]]
    return ""


_MADE_BY: Final = re.compile(
    r"(slides|notes|summary|video|talk|code|recording|implementation|poster)\s(?:by|from|of)\s\S"
)
"""`slides by Hanna`, `talk from ICML`."""
_FILLERS: Final = frozenset("link links version official the to here v1 v2 and & unofficial".split())


def sign_of(text: str) -> str:
    """`must-read`, `read` or nothing, for one sign."""
    text = _SHORTCODES.get(text, text)
    if text[:1] and text[0] in STAR:
        return "must-read"
    return "read" if text[:1] and (text[0] in READ or text.lower() == "[x]") else ""
