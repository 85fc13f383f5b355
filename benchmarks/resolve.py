"""
The title index: time to build it from a dump, and time and recall of noisy titles, beside rapidfuzz and FTS5.

    python benchmarks/resolve.py [--records 1000000] [--titles 5000] [--beside 200]

The dump is generated in the form of arXiv's snapshot; the words of its titles are spread as in real ones (Zipf). Of the
titles that are looked for, some stand in the dump (with typos, a name in front, without subtitle, with a word less) and
as many do not; an answer counts as accepted if `zotsync.core.candidates` takes it, with the year and the first author
as written. `--beside` says how many titles rapidfuzz and FTS5 are asked for, which are slower.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import tempfile
import time
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from rapidfuzz import fuzz, process

from zotsync.adapters.title_index import TitleIndex
from zotsync.app.index import build_index
from zotsync.codecs.index import packing
from zotsync.core import candidates, titles
from zotsync.core.query import Query
from zotsync.model import Creator

SMALL = "of for in the with a and on using by via from".split()
Work = tuple[str, int, str]
"""Title, year, family name of the first author."""


def vocabulary(rng: random.Random, size: int = 150_000) -> tuple[list[str], list[float]]:
    """Words and the cumulated weights of Zipf's law."""
    parts = [c + v for c in "b c d f g h j k l m n p r s t v w z".split() for v in "a e i o u".split()]
    words = {
        ("".join(rng.choices(parts, k=rng.randint(2, 5))) + rng.choice(["", "n", "r", "s"]))
        for _ in range(size)
    }
    ranked = sorted(words)
    rng.shuffle(ranked)
    return ranked, list(accumulate(1 / (rank + 20) for rank in range(len(ranked))))


def works(count: int, seed: int) -> Iterator[Work]:
    """Titles of 5 to 12 words, some with a name in front."""
    rng = random.Random(seed)
    words, weights = vocabulary(random.Random(1))

    def word() -> str:
        return words[bisect(weights, rng.random() * weights[-1])]

    for _ in range(count):
        some = [rng.choice(SMALL) if rng.random() < 0.25 and n else word() for n in range(rng.randint(5, 12))]
        title = " ".join(some).capitalize()
        if rng.random() < 0.3:
            title = f"{word().capitalize()}{rng.choice(['Net', '', '-2', 'GAN'])}: {title}"
        yield title, rng.randint(1995, 2025), word().capitalize()


def dump(path: Path, count: int) -> list[Work]:
    """Write arXiv's snapshot with so many records."""
    made = []
    with path.open("w", encoding="utf-8") as file:
        for number, (title, year, family) in enumerate(works(count, 2)):
            made.append((title, year, family))
            data = {
                "id": f"{15 + number // 1_080_000:02d}{number // 90_000 % 12 + 1:02d}.{number % 90_000 + 1:05d}",
                "title": title,
                "categories": "cs.LG stat.ML",
                "doi": None,
                "versions": [{"version": "v1", "created": f"Mon, 2 Apr {year} 19:18:42 GMT"}],
                "authors_parsed": [[family, "Ada", ""], ["Second", "Bo", ""], ["Third", "C. D.", ""]],
                "abstract": "An abstract of some length that nobody reads here. " * 12,
            }
            file.write(json.dumps(data) + "\n")
    return made


def noisy(title: str, rng: random.Random) -> str:
    """A title as a list may write it."""
    words = title.split()
    kind = rng.randrange(5)
    if kind == 0:
        places = [i for i, word in enumerate(words) if len(word) > 6]
        if places:
            at = rng.choice(places)
            cut = rng.randrange(2, len(words[at]) - 2)
            words[at] = words[at][:cut] + words[at][cut + 1 :]
    elif kind == 1:
        words = [f"Name{rng.randrange(99)}:", *words]
    elif kind == 2 and words[0].endswith(":"):
        words = words[1:]
    elif kind == 3:
        small = [i for i, word in enumerate(words) if word in SMALL]
        if small:
            del words[rng.choice(small)]
    else:
        words = [word.upper() if rng.random() < 0.2 else word for word in words]
    return " ".join(words)


def measure(name: str, seconds: list[float], found: str = "") -> None:
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95)] * 1000
    median = statistics.median(ordered) * 1000
    print(f"{name:34} {sum(seconds):8.1f} s  median {median:7.2f} ms  p95 {p95:7.2f} ms  {found}")


def main() -> None:
    """Print the measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--titles", type=int, default=5000)
    parser.add_argument("--beside", type=int, default=200)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = dump(folder / "dump.json", arguments.records)
        size = (folder / "dump.json").stat().st_size / 1e6
        started = time.perf_counter()
        count = build_index([folder / "dump.json"], folder / "titles").records
        seconds = time.perf_counter() - started
        kept = sum(one.stat().st_size for one in (folder / "titles").iterdir()) / 1e6
        print(f"index of {count} records from {size:.0f} MB: {seconds:.1f} s, {kept:.0f} MB")
        ask(TitleIndex(folder / "titles"), made, arguments.titles)
        beside(folder, made, arguments.beside)


def ask(index: TitleIndex, made: list[Work], count: int) -> None:
    """Noisy titles of the dump, and titles that are not in it."""
    rng = random.Random(3)
    known = {titles.normal(title) for title, _, _ in made}
    present = [(noisy(title, rng), title, year, family) for title, year, family in rng.sample(made, count)]
    absent = [one for one in works(count, 4) if titles.normal(one[0]) not in known]
    times, hits, right, wrong = [], 0, 0, 0
    for written, title, year, family in present:
        started = time.perf_counter()
        found = index.search(written)
        said = candidates.verdict(Query(written, year=year, creators=(Creator(literal=family),)), found)
        times.append(time.perf_counter() - started)
        hits += any(one.work.title == title for one in found)
        right += said.accepted is not None and said.accepted.work.title == title
        wrong += said.accepted is not None and said.accepted.work.title != title
    told = f"recall {hits / count:.4f}; accepted right {right / count:.4f}, wrong {wrong}"
    measure(f"index, {count} noisy titles", times, told)
    times, accepted = [], 0
    for title, year, family in absent:
        started = time.perf_counter()
        said = candidates.verdict(
            Query(title, year=year, creators=(Creator(literal=family),)), index.search(title)
        )
        times.append(time.perf_counter() - started)
        accepted += said.accepted is not None
    measure(f"index, {len(absent)} absent titles", times, f"accepted {accepted}")


def beside(folder: Path, made: list[Work], count: int) -> None:
    """The same with rapidfuzz over all titles, and with FTS5 by the four rarest words."""
    rng = random.Random(3)
    present = [(noisy(title, rng), title) for title, _, _ in rng.sample(made, count)]
    normal = [titles.normal(title) for title, _, _ in made]
    times, hits = [], 0
    for written, title in present:
        started = time.perf_counter()
        found = process.extract(titles.normal(written), normal, scorer=fuzz.ratio, limit=20, score_cutoff=70)
        times.append(time.perf_counter() - started)
        hits += any(text == titles.normal(title) for text, _, _ in found)
    measure(f"rapidfuzz, {count} titles", times, f"recall {hits / count:.4f}")
    started = time.perf_counter()
    base = sqlite3.connect(folder / "fts.sqlite")
    base.execute("create virtual table title using fts5(words, tokenize='unicode61')")
    base.executemany("insert into title(rowid, words) values (?, ?)", enumerate(normal))
    base.execute("create virtual table word using fts5vocab(title, 'row')")
    base.commit()
    print(f"FTS5: built in {time.perf_counter() - started:.1f} s")
    times, hits = [], 0
    for written, title in present:
        started = time.perf_counter()
        counts = {}
        for word in packing.words(written):
            row = base.execute("select doc from word where term = ?", (word,)).fetchone()
            if row:
                counts[word] = row[0]
        rarest = sorted(counts, key=lambda word: counts[word])[:4]
        query = " OR ".join(f'"{word}"' for word in rarest)
        rows = base.execute(
            "select words from title where title match ? order by rank limit 20", (query,)
        ).fetchall()
        times.append(time.perf_counter() - started)
        hits += any(row[0] == titles.normal(title) for row in rows)
    measure(f"FTS5, {count} titles", times, f"recall {hits / count:.4f}")


if __name__ == "__main__":
    main()
