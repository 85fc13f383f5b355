"""
How sure is sure enough: measures the scores of `zotsync.core.candidates` and says which threshold and margin to take.

    python benchmarks/thresholds.py [--seeds 3]

Works: those that the held-out lists name (`tests/held_out`, not the four lists on which the result is tested), each
among at least twenty lookalikes. Questions: titles as written, with typos, a name in front, without subtitle; with
and without year, authors and link; with the link of another work; and works that no source has. To these come 146
real searches of Crossref, DBLP and OpenAlex (`searches.jsonl`). For each threshold: how many are right, left for a
person, and wrong. Taken is the least threshold at which nothing is wrong.

Counted apart is the link to another work whose title nearly agrees, or is the same. Such a link is believed only where
the title differs by a letter, a name in front or a subtitle, or where the authors agree; of what is left as wrong here,
most has just the same title: without the true work among the hits nobody can know more.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from facts.lookalikes import Shelf, lookalikes, true_records  # noqa: E402
from zotsync.core import candidates, identifiers, titles, written  # noqa: E402
from zotsync.core.candidates import Candidate  # noqa: E402
from zotsync.core.query import Query  # noqa: E402
from zotsync.model import Creator, Identifier, SourceRecord, Work  # noqa: E402

APART = ("another's link", "absent: another's link")
Case = tuple[str, Query, tuple[SourceRecord, ...], frozenset[SourceRecord]]
"""Kind, question, what a search finds, which of it is true."""


def works() -> list[Work]:
    """What the held-out lists name, each work once."""
    found: dict[str, Work] = {}
    for path in sorted((HERE.parent / "tests" / "held_out").glob("*.gold.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            data = json.loads(line)
            people, _ = written.creators(data.get("authors_as_written") or "Somebody Else")
            stated = [
                identifiers.normal(scheme, data[scheme]) for scheme in ("doi", "arxiv") if data.get(scheme)
            ]
            work = Work(
                key=f"w{len(found)}",
                type="paper-conference",
                title=data["title"],
                creators=people,
                issued=str(data.get("year") or 2020),
                container_title=data.get("venue_as_written") or "Proceedings",
                identifiers=tuple(one for one in stated if one),
            )
            seen = {one for known in found.values() for one in known.identifiers}
            if len(titles.normal(work.title)) > 8 and not seen & set(work.identifiers):
                found.setdefault(titles.normal(work.title), work)
    # Lists that name one work in two ways would make two works of it here.
    rests = Counter(titles.normal(titles.split_name(work.title)[1]) for work in found.values())
    return [
        work
        for work in found.values()
        if "(" not in work.title and rests[titles.normal(titles.split_name(work.title)[1])] == 1
    ]


def typo(title: str, rng: random.Random) -> str:
    """A letter lost, doubled or swapped, not the first of a word."""
    places = [i for i in range(2, len(title) - 1) if title[i - 1 : i + 1].isalpha()]
    i = rng.choice(places)
    return rng.choice(
        [
            title[:i] + title[i + 1 :],
            title[:i] + title[i] + title[i:],
            title[:i] + title[i + 1] + title[i] + title[i + 2 :],
        ]
    )


def questions(work: Work, rng: random.Random) -> Iterator[tuple[str, Query]]:
    """How lists write a work."""
    year = int(work.issued[:4])
    plain = Query(work.title, year=year)
    surname = tuple(one for one in work.creators[:1])
    name, rest = titles.split_name(work.title)
    yield "title", replace(plain, year=None)
    yield "title, year", plain
    yield "title, year apart", replace(plain, year=year - rng.choice([1, 2]))
    yield "title, authors", replace(plain, creators=surname)
    yield "typo", replace(plain, title=typo(work.title, rng))
    yield "two typos", replace(plain, title=typo(typo(work.title, rng), rng))
    yield "name in front", replace(plain, title=f"Name-{rng.randrange(99)}: {work.title}")
    if name and len(rest.split()) > 3:
        yield "name left out", replace(plain, title=rest)
        yield "name alone", replace(plain, title=name)
    if work.identifiers:
        yield "link", replace(plain, identifiers=work.identifiers)
        yield "link, typo", replace(plain, title=typo(work.title, rng), identifiers=work.identifiers)
        if name:
            yield "link, name alone", replace(plain, title=name, identifiers=work.identifiers)


def cases(seed: int) -> Iterator[Case]:
    """Every question with what a search finds."""
    rng = random.Random(seed)
    known = [(work, true_records(work, rng), lookalikes(work, rng)) for work in works()]
    full = Shelf([record for _, true, others in known for record in (*true, *others)])
    poor = Shelf([record for _, _, others in known for record in others])
    for work, true, others in known:
        for kind, query in questions(work, rng):
            hits = full.search(query.title, 15)
            linked = (
                [one for one in full.records if set(one.work.identifiers) & set(query.identifiers)]
                if query.identifiers
                else []
            )
            yield kind, query, tuple(dict.fromkeys((*linked, *hits))), frozenset(true)
            if kind in ("title, year", "title, year apart", "title, authors", "typo"):
                yield f"absent: {kind}", query, poor.search(query.title, 15), frozenset()
        wrong = rng.choice([one for one in others if one.work.identifiers])
        yield (
            "another's link",
            Query(work.title, year=int(work.issued[:4]), identifiers=wrong.work.identifiers),
            tuple(dict.fromkeys((wrong, *full.search(work.title, 15)))),
            frozenset(true),
        )
        yield (
            "absent: another's link",
            Query(work.title, year=int(work.issued[:4]), identifiers=wrong.work.identifiers),
            tuple(dict.fromkeys((wrong, *poor.search(work.title, 15)))),
            frozenset(),
        )


def real() -> Iterator[Case]:
    """Searches that services were really asked; true is what has the title that was asked for."""
    for line in (HERE / "searches.jsonl").read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        hits = tuple(
            SourceRecord(
                data["service"],
                str(number),
                Work(
                    key="",
                    type=hit["type"],
                    title=hit["title"],
                    creators=tuple(
                        Creator(family, given) if given else Creator(literal=family)
                        for family, given in hit["people"]
                    ),
                    issued=hit["issued"],
                    identifiers=tuple(Identifier(*one.split(":", 1)) for one in hit["ids"]),
                ),
            )
            for number, hit in enumerate(data["hits"])
        )
        asked = _bare(data["title"])
        true = frozenset(one for one in hits if _bare(one.work.title) == asked)
        yield (
            "real search",
            Query(data["title"], year=int(data["year"]) if data["year"] else None),
            hits,
            true,
        )


def _bare(title: str) -> str:
    return titles.squashed(title.casefold().removeprefix("the ").removeprefix("a "))


def outcome(
    ranked: tuple[Candidate, ...], true: frozenset[SourceRecord], threshold: float, margin: float
) -> str:
    """`right`, `left` or `wrong`."""
    found = candidates.choose(ranked, threshold, margin)
    if found.accepted is None:
        return "left"
    return "right" if set(found.accepted.records) & true else "wrong"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--show", action="store_true", help="name what is wrong at the values in force")
    arguments = parser.parse_args()
    asked = [case for seed in range(arguments.seeds) for case in cases(seed)] + list(real())
    ranked = [(kind, query, candidates.rank(query, hits), true) for kind, query, hits, true in asked]
    print(f"{len(ranked)} questions")
    print(f"{'threshold':>10} {'margin':>7} {'right':>6} {'left':>6} {'wrong':>6}")
    least = {}
    for margin in (0.01, 0.02, 0.03, 0.05):
        for step in range(86, 103):
            threshold = step / 100
            counts = Counter(
                outcome(found, true, threshold, margin)
                for kind, _, found, true in ranked
                if kind not in APART
            )
            print(
                f"{threshold:10.2f} {margin:7.2f} {counts['right']:6} {counts['left']:6} {counts['wrong']:6}"
            )
            if not counts["wrong"]:
                least.setdefault(margin, threshold)
    print("least threshold without a wrong one, by margin:", least)
    print(f"in force: {candidates.ACCEPTED}, {candidates.MARGIN}")
    kinds: dict[str, Counter[str]] = {}
    for kind, query, found, true in ranked:
        said = outcome(found, true, candidates.ACCEPTED, candidates.MARGIN)
        kinds.setdefault(kind, Counter())[said] += 1
        if arguments.show and said == "wrong":
            best = found[0]
            told = f"{best.work.title!r} {best.work.issued} {best.score:.3f} ({best.evidence})"
            print(f"  {kind}: {query.title!r} {query.year} -> {told}")
    for kind, counts in kinds.items():
        print(f"{kind:24} right {counts['right']:5} left {counts['left']:5} wrong {counts['wrong']:5}")


if __name__ == "__main__":
    main()
