"""
Headings of reading lists: what is the topic, who looks after it, when is it read.

`模型架构（李世鹏）` is the topic 模型架构 of 李世鹏, `模型架构(第三周)` the same topic in week three, and
`Parameter-Efficient Fine-Tuning (PEFT)` a topic with its abbreviation. So a bracket leaves the name only
where all of it is people and times; what is in doubt stays.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["Parsed", "is_chinese_name", "parse"]


class Parsed(NamedTuple):
    """A heading, read."""

    name: str
    """The topic: without owner, time and the emoji in front; white space joined."""
    owners: tuple[str, ...]
    """People, as written, in order."""
    when: str
    """Week, session or day as written (`第三周`, `Week 3`); empty where there is none."""


def parse(text: str) -> Parsed:
    """
    Read a heading, given as plain text.

    Owners are Chinese personal names, `@name`, `by X` and `负责人：X`, `owner: X` in brackets of either
    width; the last three also without brackets behind the name. A name in Latin letters without such a sign
    is not told from a word, and stays, as do two characters that may be either (高维, 高明). A heading of
    nothing but owner and time keeps its words as its name.
    """
    written = " ".join(text.split())
    owners: list[str] = []
    times: list[str] = []

    def read(bracket: re.Match[str]) -> str:
        found = _people_and_times(bracket[1])
        if found is None:
            return bracket[0]
        owners.extend(found[0])
        times.extend(found[1])
        return " "

    name = _BRACKET.sub(read, _PICTURES.sub("", written, count=1))
    if times and (week := _TIME.match(name)) and name[week.end() :].strip(_EDGES):
        # `第 1 周（9月7日）代码表示学习`: the week belongs to its date.
        times.insert(0, week[0])
        name = name[week.end() :].lstrip(_EDGES)
    if (tail := _TAIL.search(name)) and (found := _people_and_times(tail["words"])):
        owners.extend(found[0])
        name = name[: tail.start()]
    name = " ".join(name.split()).rstrip(_EDGES)
    return Parsed(name or written, tuple(dict.fromkeys(owners)), ", ".join(times))


# --- brackets ---------------------------------------------------------------------------------------------

_ROLE = (
    r"(?:负责人?|主讲人?|主持人?|讲者|汇报人?|报告人|分享人?|整理人?|维护人?"
    r"|owners?|presenters?|speakers?|leads?|led by)"
)
_EDGES: Final = " :：,，-–—|"
_LABEL = re.compile(rf"(?:{_ROLE}\s*[:：]\s*|by\s+)(?P<name>\S.*)", re.I)
_HANDLE = re.compile(r"@\s?([\w-]{1,40})")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}")

_BRACKET = re.compile(r"\s*[（(\[【]([^（）()\[\]【】]{1,80})[)）\]】]")
_TAIL = re.compile(
    rf"(?:^|[\s,，|–—-])\s*(?P<words>{_ROLE}\s*[:：]\s*[^:：]{{1,60}}|(?<=[|–—-] )by [^:：]{{1,40}}"
    rf"|@[\w-]{{1,40}}(?:[\s,，、]+@[\w-]{{1,40}}){{0,9}})$",
    re.I,
)
_SEPARATOR = re.compile(r"\s*[,，、;；/&]\s*|\s+(?:and|和|与)\s+")

_NUMBER = r"[0-9〇零一二三四五六七八九十百]{1,4}"
_TIME = re.compile(
    rf"第\s?{_NUMBER}\s?(?:[-–—~至到]\s?第?\s?{_NUMBER}\s?)?[周週讲講次节節课課期场天]课?"
    r"|(?:week|wk|lecture|session|meeting|seminar|class|day)s?\.?\s?#?\d{1,3}(?:\s?[-–—~]\s?\d{1,3})?"
    r"|(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|\d{4}([./-])\d{1,2}\1\d{1,2}",
    re.I,
)

# Pictures in front: emoji with their joiners, keycaps, and the `:name:` that GitHub turns into an emoji.
_PICTURES = re.compile(
    r"^(?:[\U0001F000-\U0001FAFF←-⇿⌀-⏿☀-➿⬀-⯿\u200d\ufe0f]|[0-9#*]\ufe0f?\u20e3|:[a-z][a-z0-9_+-]{1,30}:|\s)+"
)


def _people_and_times(words: str) -> tuple[list[str], list[str]] | None:
    """Owners and times of a bracket; None where any part of it is something else."""
    owners: list[str] = []
    times: list[str] = []
    labelled = False
    for part in _parts(words):
        if label := _LABEL.fullmatch(part):
            labelled, part = True, label["name"].strip()
        if _TIME.fullmatch(part):
            times.append(part)
        elif handle := _HANDLE.fullmatch(part):
            owners.append(handle[1])
        elif is_chinese_name(part) or (labelled and _NAME.fullmatch(part)):
            owners.append(part)
        else:
            return None
    return (owners, times) if owners or times else None


def _parts(words: str) -> list[str]:
    parts: list[str] = []
    for part in _SEPARATOR.split(words.strip()):
        pieces = re.split(r"\s+", part)
        if len(pieces) > 1 and all(_HANDLE.fullmatch(p) or is_chinese_name(p) for p in pieces):
            parts += pieces
        else:
            parts.append(part)
    return parts


# --- people -----------------------------------------------------------------------------------------------

# The few hundred surnames that nearly everybody has, simplified and traditional. The rest of the Hundred
# Family Surnames (能 相 后 利 从 空) stays out: it would make people of words more often than find them.
_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜"
    "叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史"
    "陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜倪牛温季俞章鲁葛伍申尤"
    "毕聂柴焦柳邢岳齐梅庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈"
    "鲍位霍翁隋植甘景薄单包司柏宁柯阮桂闵解强丛华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫"
    "苟褚廉简娄盖符奚穆党燕郎邸冀谈姬屠连晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩井练仲虞"
    "卞封竺冼佟栗匡宗应巫鞠桑荆谌银扬沙岑习胥蔺云凤皮狄贝郗惠储牧班秋伊厉戎祖骆路钮嵇佘麦缪"
    "岩劳巴闻居尚郜宣农"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓鄧馮蕭葉蘇呂盧鍾鐘譚陸賈鄒龍顧龔萬錢嚴莊賴龐蘭顏溫魯畢聶齊"
    "關費紀歐項衛單閔華車邊閻簡婁蔣湯喬連竇遲鞏應雲貝區鄔談"
)
_COMPOUND: Final = frozenset(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 皇甫 尉迟 公孙 公孫 慕容 令狐 司徒 宇文 长孙 長孫 "
    "东方 東方 西门 南宫 独孤 端木 轩辕 闻人 呼延 拓跋 澹台 濮阳 淳于 单于 申屠 鲜于 太史 公冶 "
    "钟离 赫连 完颜 纳兰 司空 百里".split()
)

# Surnames that as often begin a word: 高维 or 高明? Two characters are not enough to tell.
_DOUBTFUL: Final = frozenset(
    "万萬方高文白石向强成时连連边邊车車路解计易关關华華金温溫云雲管封储查党程常安应應任单單古"
    "曲游项項简簡左位司房纪紀商薄冷花班居尚银农牧宇练习米池皮麦龙龍沙季包盛"
)
# Words of headings that begin like a name.
_WORDS: Final = tuple(
    "高效 高性能 高维 高并发 高可用 高级 高阶 高吞吐 高速 高频 高质量 高分 高清 高光谱 高精度 高斯 "
    "方法 方向 方案 方面 方程 安全 安装 安卓 安防 应用 应答 应急 任务 任意 任职 计算 计划 计量 计数 "
    "文本 文生 文档 文件 文献 文章 文字 文化 文学 文体 路由 路径 路线 路网 路况 路侧 时序 时间 时空 "
    "时延 时代 时钟 时段 万卡 万亿 万维网 万能 万物 云端 云计算 云原生 云服务 云边 云平台 云存储 关键 "
    "关系 关注 关联 常用 常见 常识 常规 程序 解码 解释 解析 解耦 解决 解密 解答 解空间 边缘 边端 边界 "
    "成本 成员 成果 成功 车联网 车载 车辆 车路 车道 连接 连续 连通 游戏 单机 单卡 单模态 单节点 单目标 "
    "单阶段 单元 单一 单智能体 金融 金属 金字塔 白盒 白皮书 项目 强化 强大 强一致 强度 强调 强约束 "
    "管理 管道 管线 曲线 曲面 曲率 封装 封闭 储存 储能 储备 冷启动 冷热 简介 简单 简述 简要 符号 符合 "
    "包括 包含 包装 包络 查询 查找 查重 查阅 盛行 宇宙 宇航 左右 左侧 向量 向后 向前 张量 張量 华为 "
    "蒙特卡洛 蒙特卡罗 贝叶斯 温度 温控 居中 居民 尚未 农业 农村 石油 石墨 石化 古典 古籍 古代 米级 "
    "池化 商业 商品 商用 练习 银行 花费 花园 龙芯 武器 江湖 易用 易读 易错 余弦 余量 何时 何为 祖先 "
    "钱包 季度 章节 景深 景观 景区 柏林 柯西 岩石 宣传 闻名 皮层 皮肤 谈话 于此 毛刺 马尔可夫 马尔科夫 "
    "傅里叶 傅立叶 欧式 欧氏 欧拉 牛顿 黎曼 孔径 康复 沙盒 沙箱 习题 习惯 党建 房地产 施工 许可 费用 "
    "班级 纪要 纪录 游走 位置 位图 位宽 位运算 司法 周期 周边 林业 雷达 卫星 卫生 宗教 植物 植被 汤姆 "
    "索引 阳光 巴黎 伊朗 商家 童年 秋季 夏季 苏联 莫尔 史料 龙卷 麦克风 齐次 齐全".split()
)
# What terms end with and names do not.
_NO_NAME_END: Final = frozenset("型器率篇版类類层層端图圖组組项項表術术法性化度学學论論的与和及等")
_TITLE = re.compile(r"(?:老师|老師|同学|同學|博士|教授|师兄|师姐|学长|学姐)$")
_CHINESE = re.compile(r"[一-鿿]+")


def is_chinese_name(text: str) -> bool:
    """Whether two to four characters read as a personal name: surname, then one or two characters."""
    name = _TITLE.sub("", text)
    titled = name != text
    if not _CHINESE.fullmatch(name) or name.startswith(_WORDS):
        return False
    surname = 2 if name[:2] in _COMPOUND else 1
    if surname == 1 and name[0] not in _SURNAMES:
        return False
    given = name[surname:]
    if surname == 1 and name[0] in _DOUBTFUL and (len(given) == 1 or name[-1] in _NO_NAME_END):
        return titled
    # 王老师 is a person; a surname alone is a word.
    return len(given) <= 2 if given else titled
