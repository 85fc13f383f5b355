"""
Strangers' texts, made by a machine: cut, spliced, repeated, nested, torn, in every format.

Each is held to what the reader promises: never an error, every line told, in time that grows with the length.

    python tests/codecs/test_seedlist_fuzz.py 15        for so many minutes, whatever it finds
"""

from __future__ import annotations

import string
import sys
import time
import traceback
from functools import cache
from pathlib import Path
from random import Random

import pytest

from zotsync.codecs import seedlist
from zotsync.model import SeedList

FORMATS = sorted(seedlist.FORMATS)
SHORT, LONG = 3_000, 60_000
"""Characters of a text; a quadratic reader shows itself in a long one."""
SLOWEST = 25
"""Times as long as a plain list of the same length and format may take."""
FLOOR = 0.5
"""Seconds that any text may take, since other work goes on beside the tests."""

PLAIN = {
    "markdown": "- **A Title of Words {n}** (2020), Ann Lee, [paper](https://arxiv.org/abs/2001.{n:05})\n",
    "text": "{n}. A Title of Words {n}. Ann Lee, Bob Roe. ICML 2020. https://arxiv.org/abs/2001.{n:05}\n",
    "org": "- *A Title of Words {n}* (2020), Ann Lee, [[https://arxiv.org/abs/2001.{n:05}][paper]]\n",
    "rst": "- **A Title of Words {n}** (2020), Ann Lee, `paper <https://arxiv.org/abs/2001.{n:05}>`__\n",
    "bibtex": "@misc{{a{n},\n  title = {{A Title of Words}},\n  author = {{Lee, Ann}},\n  year = 2020\n}}\n\n",
    "csv": '"A Title, of Words {n}",2020,Ann Lee,https://arxiv.org/abs/2001.{n:05}\n',
    "tsv": "A Title of Words {n}\t2020\tAnn Lee\thttps://arxiv.org/abs/2001.{n:05}\n",
    "yaml": "- title: A Title of Words {n}\n  year: 2020\n  url: https://arxiv.org/abs/2001.{n:05}\n",
    "json": '{{"title": "A Title of Words {n}", "year": 2020, "url": "https://arxiv.org/abs/2001.{n:05}"}},\n',
    "ris": "TY  - JOUR\nTI  - A Title of Words {n}\nAU  - Lee, Ann\nPY  - 2020\nER  - \n\n",
    "xml": '<record><ref-type name="Journal Article">17</ref-type><titles><title>A Title of Words {n}</title>'
    "</titles><dates><year>2020</year></dates></record>\n",
}
ENDS = {
    "csv": ("Title,Year,Authors,Link\n", ""),
    "tsv": ("Title\tYear\tAuthors\tLink\n", ""),
    "json": ("[", "1]"),
    "xml": ("<xml><records>\n", "</records></xml>"),
}

MARKS = (
    "* ** *** _ ` `` ``` ~~~ [ ] [[ ]] ]( ][ ( ) （ ） < > << <!-- --> <a <a> </a> <b> <div> </div> <details> "
    "<summary> </summary> <table> <tr> <td> </table> <ul> <li> <br> <![CDATA[ <? & &amp; &# | || |- |--- - -- --- "
    "— # ## ###### === ~ ! ![ \\ \\* / // : :: ： ; , . .. ... ， 。 、 ? ' \" “ ” 《 》 @ @a{ { } {{ %% $ ^ = + +- "
    "https:// https://a.org/b www.a.b 10.1000/x arXiv: doi: 2020 (2020) '20 ICML CVPR'21 et al. & and Lee, A. "
    "J. Roe Title 论文 王小明 ⭐ ✅ [x] :star: TODO * - 1. 1) #+begin_src #+end_src :END: .. _a: .. note:: ` `_ "
    "__ >`_ a_ &a *a << \ufeff \u2028 \u00a0 \u200b \x00 \x1b é \U0001f600"
).split(" ")
SPACES = ("\n", "\n\n", " ", "  ", "    ", "\t", "\n- ", "\n  - ", "\n    ", "\n> ", "\n# ", "\n| ")
NESTED = (
    ("> ", ""), ("- ", ""), ("1. ", ""), ("[", "]"), ("[", "](https://a.org/b)"), ("(", ")"), ("{", "}"),
    ("**", "**"), ("*", "*"), ("`", "`"), ("<div>", "</div>"), ("<div>\n", "\n</div>"), ("<b>", "</b>"),
    ("<table><tr><td>", "</td></tr></table>"), ("<ul><li>", "</li></ul>"), ("<ul>\n<li>", "</ul>\n"),
    ("<details><summary>a</summary>\n", "</details>\n"), ("![", "]"), ('{"a":', "}"), ("- - ", ""), ("《", "》"),
)  # fmt: skip
"""What opens and closes, and may stand in itself."""
LINKS = (
    "https://a.org/{n} ", "[a b c {n}](https://a.org/{n}), ", "<https://a.org/{n}>", "[[https://a.org/{n}][a b]] ",
    "`a <https://a.org/{n}>`_ ", "[a{n}]: https://a.org\n", "[a{n}] ", "[[pdf](https://a.org/{n})] ",
    "<a href='https://a.org/{n}'>a</a> ", "[a b c][{n}], ", "| a <https://a.org/{n}> ", "@a{{b{n}, ", "a{n}_ ",
)  # fmt: skip


@cache
def corpus() -> tuple[str, ...]:
    """The cases, and plain lists of every format."""
    here = Path(__file__).parent
    files = sorted([*(here / "cases").iterdir(), *(here / "lists").glob("*.md")])
    return (*(path.read_text(encoding="utf-8") for path in files), *(plain(name, SHORT) for name in FORMATS))


def plain(name: str, length: int) -> str:
    """A list without surprises."""
    start, end = ENDS.get(name, ("", ""))
    line = PLAIN[name]
    return start + "".join(line.format(n=n) for n in range(1, 1 + length // len(line.format(n=1)))) + end


def piece(random: Random, length: int) -> str:
    """Some text of about a length: one kind of trouble, many times."""
    kind = random.randrange(9)
    if kind == 0:
        return "".join(random.choices((*MARKS, *SPACES), k=max(1, length // 4)))
    if kind == 1:
        unit = "".join(random.choices((*MARKS, *SPACES, "a", "A b c"), k=random.randrange(1, 5)))
        return unit * (length // max(1, len(unit)))
    if kind == 2:
        opens, closes = random.choice(NESTED)
        depth = random.choice((5, 50, 500, length // (len(opens) + len(closes))))
        return (opens * depth + "A b c" + closes * random.choice((0, depth, depth + 5)))[: length + 100]
    if kind == 3:
        return "".join(random.choices(string.printable + "é论文“”（）⭐", k=length))
    if kind == 4:
        cell = random.choice(("a", "A b c", "[a](b)", "", "2020", "**a**", "`a`"))
        wide = random.choice((2, 10, 100, max(2, length // 4)))
        row = "| " + f"{cell} | " * wide + "\n"
        return (row + "|" + "---|" * wide + "\n" + row * (length // len(row)))[:length]
    if kind == 5:
        # Everything on one line.
        text = random.choice(corpus()).replace("\n", random.choice((" ", "", ", ", " - ", " | ", ". ")))
        return (text * (1 + length // max(1, len(text))))[:length]
    if kind == 6:
        return random.choice(("# ", "## ", "- ", "> ", "| ", "", "[", "**")) + "Some Words, and a. " * (
            length // 19
        )
    if kind == 7:
        link = random.choice(LINKS)
        return "".join(link.format(n=n) for n in range(length // 20))
    deep = random.choice(("  ", " ", "    ", "> ", "\t", "#", "*", "  - "))
    return "".join(f"{deep * n}- A Title of Words {n}\n" for n in range(int((2 * length / len(deep)) ** 0.5)))


def mutated(random: Random, length: int) -> str:
    """A text that nobody wrote, of about a length or less."""
    text = random.choice(corpus()) if random.random() < 0.7 else piece(random, length)
    start = random.randrange(max(1, len(text)))
    text = text[start : start + random.randrange(1, length + 1)] if random.random() < 0.7 else text[:length]
    for _ in range(random.randrange(1, 6)):
        at = random.randrange(len(text) + 1)
        to = min(len(text), at + random.randrange(1, 200))
        other = random.choice(corpus())
        match random.randrange(7):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = (
                    text[:at]
                    + "".join(random.choices((*MARKS, *SPACES), k=random.randrange(1, 6)))
                    + text[at:]
                )
            case 2:
                text = (
                    text[:at] + text[at:to] * random.randrange(1, 2 + length // max(1, to - at)) + text[to:]
                )
            case 3:
                text = text[:at] + other[(to := random.randrange(len(other))) : to + 400] + text[at:]
            case 4:
                text = text[:at] + piece(random, random.randrange(1, length)) + text[at:]
            case 5:
                text = text[:at] + chr(random.choice((0, 27, 0xE9, 0x2028, 0x4E00, 0x1F600))) + text[to:]
            case _:
                text = text[:at] + text[at:].replace(random.choice("\n -*[]().,|"), random.choice(MARKS))
    return text[: 2 * length]


def assert_told(text: str, found: SeedList) -> None:
    """Every line once, in order; what is skipped says why; every entry and topic stands on its line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    assert [line.number for line in found.lines] == list(range(1, len(lines) + 1))
    for line, written in zip(found.lines, lines, strict=True):
        assert line.why or line.kind == "blank"
        # Control characters that are white space on a terminal are blank too.
        assert line.kind != "blank" or not written.strip().strip("\x1c\x1d\x1e\x1f\x85")
    for entry in found.entries:
        assert found.lines[entry.line - 1].kind in {"entry", "detail"}
        assert entry.title.strip() == entry.title != ""
        assert "\n" not in entry.title


@cache
def pace(name: str) -> float:
    """Seconds a character of a plain list takes in a format."""
    text = plain(name, LONG)
    seedlist.read(text, "a", format=name)
    return timed(text, name) / len(text)


def timed(text: str, name: str) -> float:
    start = time.process_time()
    found = seedlist.read(text, "a", format=name)
    seconds = time.process_time() - start
    assert_told(text, found)
    return seconds


def check(text: str, name: str) -> float:
    """Read a text and hold it to the promises; returns how many times a plain list's time it took."""
    allowed = FLOOR + SLOWEST * pace(name) * len(text)
    seconds = timed(text, name)
    if seconds > allowed:
        # Once may be chance.
        seconds = min(seconds, timed(text, name))
    assert seconds <= allowed, f"{seconds:.1f} s for {len(text)} characters; {allowed:.1f} s are allowed"
    return seconds / (pace(name) * max(len(text), 2_000))


@pytest.mark.parametrize("name", FORMATS)
def test_no_mutant_breaks_the_reader(name: str) -> None:
    for seed in range(60):
        random = Random(f"{name} {seed}")
        check(mutated(random, SHORT), name)


@pytest.mark.parametrize("name", FORMATS)
def test_no_long_mutant_takes_more_than_linear_time(name: str) -> None:
    for seed in range(4):
        random = Random(f"{name} long {seed}")
        check(mutated(random, LONG), name)


def main(minutes: float) -> None:
    """Look for texts that break a promise, and for the slowest ones; each is kept in a file."""
    ends, seed, slowest = time.monotonic() + minutes * 60, time.time_ns(), dict.fromkeys(FORMATS, 0.0)
    number = failed = 0
    while time.monotonic() < ends:
        number += 1
        random = Random(seed + number)
        name = random.choice(FORMATS)
        length = random.choice((SHORT, SHORT, SHORT, LONG, LONG, 5 * LONG))
        text = mutated(random, length)
        try:
            times = check(text, name)
            if times > max(slowest[name], 8):
                Path(f"slow-{seed + number}.{name}").write_text(
                    text, encoding="utf-8", errors="surrogatepass"
                )
            slowest[name] = max(slowest[name], times)
        except Exception as error:
            failed += 1
            path = Path(f"fuzz-{seed + number}.{name}")
            path.write_text(text, encoding="utf-8", errors="surrogatepass")
            where = traceback.extract_tb(error.__traceback__)[-1]
            print(f"{path}: {error!r:.200} at {where.filename}:{where.lineno}", flush=True)
    print(f"{number} texts, {failed} failed; slowest, times a plain list:", slowest)


if __name__ == "__main__":
    main(float(sys.argv[1]))
