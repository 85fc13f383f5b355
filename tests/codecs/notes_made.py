"""Markdown of notes, made at random: every construct of `docs/notes.md`, in and beside each other."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["KEYS", "documents", "lines", "odd_prose"]

KEYS = ("lee2020", "kim2021attention", "王2022")
"""What the library has; `nobody1999` it has not."""

_words = st.sampled_from(
    "a the model loss 模型 “引用” 损失函数 é 😀 𝔘 O(n) x_1 2 C++ R&D a<b -1 #tag 5% \\alpha 「注」 ok! (see)".split()
)
_plain = st.lists(_words, min_size=1, max_size=4).map(" ".join)
_codes = st.sampled_from(["`x`", "`a_b*c*`", "`` a`b ``", "`a|b`", "`<b>`", "` x `"])
_maths = st.sampled_from(["$E=mc^2$", r"$\frac{a_1}{b^2}$", "$a<b$", "$x$", "$$y$$", r"$\{a\}$"])
_links = st.sampled_from(
    [
        "[text](https://e.org/?a=1&b=2)", '[a *b*](https://e.org/x_(y) "Title")', "<https://e.org/a_b>",
        "[z](zotero://select/library/items/ABCD2345)", "[rel](other%20note.md)", "[js](javascript:alert(1))",
        "![fig](https://e.org/f.png)", '![f *g*](https://e.org/f.png "t")', "![|100](local.png)",
        "[![b](https://e.org/b.svg)](https://e.org)", "<me@e.org>", "https://e.org/bare_url_",
    ]
)  # fmt: skip
_obsidian = st.sampled_from(
    [
        "[[Note]]", "[[a_b|c*d*]]", "![[fig.png|100]]", "[[note#Heading^x]]", "[^1]", "[^note-2]", "%%hidden *x*%%",
        "^block1", "#tag/sub", "[@lee2020]", "[see @lee2020, pp. 3-5; -@kim2021attention]", "[@nobody1999]",
        "[@lee2020, chap. 2, and more]", "[@王2022]", "@lee2020", "[@lee2020; @nobody1999]",
    ]
)  # fmt: skip
_html = st.sampled_from(
    [
        "<u>u</u>", "H<sub>2</sub>O", "x<sup>*2*</sup>", "<!-- c -->", "<br>", "<mark>m</mark>", "<b>", "</i>",
        "vector<T>",
        "<script>alert(1)</script>", '<span style="color: red">r</span>', "<kbd>k</kbd>",
        '<img src="https://e.org/i.png" width="9">',
        '<b onclick="x()">y</b>', "&amp; &copy; &lt;b&gt; &#42;", "<a href='https://e.org'>q</a>", "a <b and c> d",
    ]
)  # fmt: skip
_leaves = st.one_of(_plain, _plain, _codes, _maths, _links, _obsidian, _html)


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    marks = st.sampled_from(["**", "*", "_", "__", "~~", "==", "***"])
    joined = st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from([" ", " ", "", "，"]).map(lambda gap: gap.join(parts))
    )
    return st.tuples(marks, joined).map(lambda pair: pair[0] + pair[1] + pair[0])


_inline = st.recursive(_leaves, _wrapped, max_leaves=5)
lines = st.lists(_inline, min_size=1, max_size=5).flatmap(
    lambda parts: st.lists(
        st.sampled_from([" ", " ", " ", "", "\n", "\\\n", "  \n"]), min_size=len(parts), max_size=len(parts)
    ).map(lambda gaps: "".join(part + gap for part, gap in zip(parts, [*gaps[1:], ""], strict=True)))
)
"""What stands in a paragraph."""
_one_line = lines.map(lambda text: text.replace("\\\n", " ").replace("\n", " "))


def _indented(text: str, first: str, rest: str) -> str:
    return first + f"\n{rest}".join(text.split("\n"))


_codes_of_lines = st.sampled_from(
    ["def f():\n    return 1", "", "\tx\n\n  y", "a ``` b", "<b>&amp;</b>", "\n\nx\n", "$$"]
)
_fences = st.tuples(_codes_of_lines, st.sampled_from(["", "python", "c++", "mermaid x"])).map(
    lambda pair: f"````{pair[1]}\n{pair[0]}\n````"
)
_leaf_blocks = st.one_of(
    lines,
    lines,
    st.tuples(st.integers(1, 6), _one_line).map(lambda pair: f"{'#' * pair[0]} {pair[1]}"),
    _fences,
    st.sampled_from(["    indented\n\n      code", "---", "***", "$$\n\\int_0^1 x\n$$", "$$a$$", "$$\nx\n  y\nz\n$$"]),
    st.sampled_from(
        [
            "<!-- a\nb -->", "<details><summary>s</summary>\n\nin *it*\n\n</details>",
            "<div align='center'>\n<b>x</b>\n</div>",
            "<table><tr><td colspan=2>a</td></tr><tr><td>b<br>c</td><td><ul><li>d</li></ul></td></tr></table>",
            "<script>\nalert(1)\n</script>", "<T>\n*a*", "[ref]: https://e.org\n\n[ref]",
            "Title\n=====", "%%\nhidden\n%%",
        ]
    ),
    st.tuples(st.sampled_from(["1", "note-2"]), lines, st.sampled_from(["", "\n\n    more *of* it"])).map(
        lambda three: f"[^{three[0]}]: {three[1]}{three[2]}"
    ),
    st.tuples(st.lists(_one_line, min_size=2, max_size=2), st.lists(_one_line, max_size=4)).map(
        lambda pair: "\n".join(
            [
                "| " + " | ".join(text.replace("|", "\\|") for text in pair[0]) + " |",
                "| --- | :-: |",
                *("| " + text.replace("|", "\\|") + " | x |" for text in pair[1]),
            ]
        )
    ),
)  # fmt: skip


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, min_size=1, max_size=3)
    blocks = some.flatmap(lambda parts: st.sampled_from(["\n\n", "\n"]).map(lambda gap: gap.join(parts)))
    boxes = st.sampled_from(["", "", "", "[ ] ", "[x] "])
    items = st.lists(st.tuples(boxes, blocks).map("".join), min_size=1, max_size=3)
    return st.one_of(
        st.tuples(items, st.sampled_from("-*+"), st.sampled_from(["\n", "\n\n"])).map(
            lambda three: three[2].join(_indented(item, f"{three[1]} ", "  ") for item in three[0])
        ),
        st.tuples(items, st.integers(0, 99), st.sampled_from(".)")).map(
            lambda three: "\n".join(
                _indented(item, f"{three[1] + at}{three[2]} ", "     ") for at, item in enumerate(three[0])
            )
        ),
        blocks.map(lambda text: _indented(text, "> ", "> ")),
        st.tuples(st.sampled_from(["[!note] ", "[!warning]- Title *x*", "[!tip]+"]), blocks).map(
            lambda pair: _indented(f"{pair[0]}\n{pair[1]}", "> ", "> ")
        ),
    )


documents = st.lists(st.recursive(_leaf_blocks, _nested, max_leaves=6), max_size=5).map("\n\n".join)
"""Whole notes."""

odd_prose = st.text(
    st.sampled_from([*"ab 中 .,*_[]()#1.-+>`~=|\\<&$!{}^@:;\"'/\t%", " ", " ", "\u3000", "\u00a0", "“", "，", "😀"]),
    max_size=40,
)  # fmt: skip
"""Characters that mean something in Markdown, in any order, on one line."""
