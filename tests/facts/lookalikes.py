"""
What a search for a work also finds: papers with near titles, theses and slides of the same title, corrections,
older papers of that name, extensions.

For a work there are its true records (preprint and publication, as separate records) and at least twenty others.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zotsync.core import identifiers, titles, wording
from zotsync.model import Creator, Identifier, SourceRecord, Work

__all__ = ["Shelf", "lookalikes", "true_records"]

_FAMILIES = "Okafor Lindqvist Moreau Tanaka Petrov Alvarez Haddad Novak Eriksen Banerjee Castro Dubois Fischer".split()
_GIVEN = "Ada Bo Chen Dina Emil Farid Greta Hugo Ines Jonas Kira Leo Mina Nils".split()
_OTHER_WORDS = (
    "graph vision speech protein adaptive sparse robust causal federated quantum temporal bayesian spatial "
    "contrastive hierarchical generative symbolic neural distributed incremental"
).split()
_MOST = 20
_PAPERS = ("article", "article-journal", "paper-conference")
_EXTRA = ("Revisited", "for Vision", "in the Wild", "under Distribution Shift", "at the Edge")


def true_records(work: Work, rng: random.Random, first_title: str = "") -> tuple[SourceRecord, ...]:
    """
    The records that sources have of a work: of its preprint, of its publication.

    Args:
        first_title: of the preprint, where it is another.
    """
    bare = replace(work, key="")
    by_scheme = {one.scheme: one for one in work.identifiers}
    found = []
    if "arxiv" in by_scheme:
        arxiv = by_scheme["arxiv"]
        year = identifiers.arxiv_year(arxiv)
        preprint = replace(
            bare,
            type="article",
            title=first_title or work.title,
            identifiers=(arxiv,),
            container_title="",
            container_title_short="",
            page="",
            volume="",
            issue="",
            issued=str(year),
            url=identifiers.url(arxiv),
        )
        found += [
            SourceRecord("arxiv", arxiv.value, preprint),
            SourceRecord("openalex", f"W{rng.random()}", preprint),
        ]
    if work.type != "article" or not found:
        published = replace(bare, identifiers=tuple(one for one in work.identifiers if one.scheme != "arxiv"))
        if "doi" in by_scheme:
            found.append(SourceRecord("crossref", by_scheme["doi"].value, published))
        found.append(SourceRecord("dblp", f"conf/x/{work.key}", published))
        if work.type == "webpage" or "doi" not in by_scheme:
            found.append(SourceRecord("openalex", f"W{rng.random()}", published))
    return tuple(found)


def lookalikes(work: Work, rng: random.Random, *, namesakes: bool = True) -> tuple[SourceRecord, ...]:
    """
    Records of other works that a search for this one also finds; 20 or more.

    Args:
        namesakes: among them papers of other people with just the same title, which nobody can tell from the work
            where a list writes neither year nor authors nor link.
    """
    found: list[SourceRecord] = []
    while len(found) < _MOST:
        found += (
            one
            for one in _others(work, rng)
            if not _is_the_work(one.work, work)
            and (namesakes or one.work.title != work.title or one.work.type not in _PAPERS)
        )
    return tuple(found)


def _is_the_work(other: Work, work: Work) -> bool:
    """A word that was left out or put in told nothing: nobody could say that this is another work."""
    near = abs(int(other.issued) - int(work.issued[:4])) <= 3 and other.type in _PAPERS
    return near and wording.agreement(work.title, other.title) >= 0.93


def _others(work: Work, rng: random.Random) -> Iterator[SourceRecord]:
    year = int(work.issued[:4]) if work.issued[:4].isdigit() else 2020
    title = work.title

    def other(
        name: str,
        *,
        apart: int = 0,
        kind: str = "paper-conference",
        people: Sequence[Creator] = (),
        source: str = "",
    ) -> SourceRecord:
        doi = Identifier("doi", f"10.9999/{rng.randrange(10**9)}")
        arxiv = Identifier(
            "arxiv", f"{(year + apart) % 100:02d}{rng.randint(1, 12):02d}.{rng.randrange(80000, 99999)}"
        )
        source = source or rng.choice(["crossref", "openalex", "dblp", "arxiv"])
        preprint = source == "arxiv"
        one = Work(
            key="",
            type="article" if preprint else kind,
            title=name,
            creators=tuple(people) or _people(rng),
            issued=str(year + apart),
            container_title="" if preprint else "Proceedings of Something Else",
            identifiers=(arxiv if preprint else doi,),
            url=f"https://example.org/{rng.randrange(10**9)}",
        )
        return SourceRecord(source, (arxiv if preprint else doi).value, one)

    authors = work.creators
    # The same title: a thesis, slides of the authors, an older paper of other people, an extension.
    yield other(title, apart=2, kind="thesis", source="openalex")
    yield other(title, kind="speech", people=authors[:1], source="datacite")
    yield other(title, apart=-7, source="crossref")
    yield other(title, apart=-9, kind="article-journal", source="dblp")
    yield other(
        f"{title} (Extended Version)", apart=2, kind="article-journal", people=authors, source="crossref"
    )
    notice = other(
        f"Author Correction: {title}", apart=1, kind="article-journal", people=authors, source="crossref"
    )
    yield notice
    yield other(f"Slides: {title}", people=authors[:1], source="openalex")
    # A workshop paper of the same people that came before.
    words = title.split()
    yield other(" ".join([*words[:-1], rng.choice(_OTHER_WORDS)]), apart=-1, people=authors, source="dblp")
    # Near titles.
    telling = [i for i, word in enumerate(words) if titles.normal(word) not in titles.STOP_WORDS]
    for _ in range(4):
        changed = list(words)
        changed[rng.choice(telling)] = rng.choice(_OTHER_WORDS).capitalize()
        yield other(" ".join(changed), apart=rng.choice([-1, 0, 1]))
    for _ in range(2):
        changed = list(words)
        changed.insert(rng.choice(telling), rng.choice(_OTHER_WORDS).capitalize())
        yield other(" ".join(changed), apart=rng.choice([-1, 0, 1]))
    if len(telling) > 3:
        changed = list(words)
        del changed[rng.choice(telling[1:])]
        yield other(" ".join(changed), apart=rng.choice([-1, 0, 1]))
    yield other(f"{title} {rng.choice(_EXTRA)}", apart=rng.choice([0, 1]))
    yield other(f"A Survey of {title}", apart=1)
    yield other(f"Towards Faster {title}", apart=1)
    yield other(_renumbered(title), apart=1)
    yield other(f"Comments on {title}", apart=1, kind="article-journal", source="crossref")
    name, rest = titles.split_name(title)
    yield other(f"{name or words[0]}Plus: {rest}", apart=1)
    yield other(f"{name or words[0]}: {' '.join(rng.sample(_OTHER_WORDS, 5)).capitalize()}")
    yield other(f"{rng.choice(_OTHER_WORDS).upper()}: {rest}", apart=1)


def _renumbered(title: str) -> str:
    if found := re.search(r"\d+", title):
        return f"{title[: found.start()]}{int(found[0]) + 1}{title[found.end() :]}"
    head, colon, rest = title.partition(":")
    return f"{head} 2{colon}{rest}"


def _people(rng: random.Random) -> tuple[Creator, ...]:
    return tuple(Creator(family, rng.choice(_GIVEN)) for family in rng.sample(_FAMILIES, rng.randint(1, 5)))


class Shelf:
    """Records that can be searched, as a service does it: by shared words, the rare ones more."""

    def __init__(self, records: Sequence[SourceRecord]) -> None:
        self.records = records
        self._by_word: dict[str, list[int]] = {}
        for number, record in enumerate(records):
            for word in set(titles.normal(record.work.title).split()):
                self._by_word.setdefault(word, []).append(number)

    def search(self, title: str, most: int = 10) -> tuple[SourceRecord, ...]:
        """The best hits for a title, whatever they are worth."""
        scores: dict[int, float] = {}
        for word in set(titles.normal(title).split()):
            found = self._by_word.get(word, [])
            for number in found:
                scores[number] = scores.get(number, 0.0) + 1 / len(found)
        best = sorted(scores, key=lambda number: -scores[number])[:most]
        return tuple(self.records[number] for number in best)
