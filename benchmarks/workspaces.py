"""
Workspaces of any size, the same at every run: lists in 200 topics, and a lock that knows every entry.

    python benchmarks/workspaces.py FOLDER ENTRIES LISTS
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from zotsync.codecs import lock as lock_codec
from zotsync.codecs import seedlist
from zotsync.core import citekey, match
from zotsync.model import Creator, Identification, Identifier, Lock, Record, Work

TOPICS = 200

_WORDS = (
    "Adaptive Attention Bayesian Causal Compression Contrastive Deep Diffusion Distributed Efficient Federated "
    "Generative Graph Hierarchical Inference Language Latent Learning Memory Mixture Models Multimodal Networks "
    "Neural Online Optimal Parallel Policy Quantized Reinforcement Representation Retrieval Robust Sampling "
    "Scaling Scheduling Self-Supervised Sparse Speculative Structured Systems Temporal Training Transformers "
    "Unified Variational Vision"
).split()
_FAMILIES = "Garcia Müller Wang Li Zhang Chen Smith Kaiser Nguyen Kim Tanaka Rossi Novák Silva Kowalski Dupont".split()
_GIVEN = "Ana Łukasz Wei Min Jun Yan John Ashish Linh Soo Kenji Marco Petra João Ewa Chloé".split()
_VENUES = ("Advances in Neural Information Processing Systems", "NeurIPS"), ("Proceedings of Testing", "TEST")


def _work(number: int, chance: random.Random) -> Work:
    name = f"{chance.choice(_WORDS)[:4]}{number:X}Net"
    title = f"{name}: {' '.join(chance.sample(_WORDS, 6))}"
    creators = tuple(
        Creator(chance.choice(_FAMILIES), chance.choice(_GIVEN)) for _ in range(chance.randint(2, 14))
    )
    year = chance.randint(2015, 2026)
    full, short = chance.choice(_VENUES)
    arxiv = f"{year % 100:02d}{number % 12 + 1:02d}.{number % 100000:05d}"
    return Work(
        key="",
        type="paper-conference",
        title=title,
        creators=creators,
        issued=f"{year}-{number % 12 + 1:02d}",
        container_title=f"{full} {year}",
        container_title_short=short,
        volume=str(year - 1987),
        page=f"{number}-{number + 12}",
        publisher="Test Press",
        identifiers=(Identifier("doi", f"10.5555/{number}.{year}"), Identifier("arxiv", arxiv)),
        arxiv_class="cs.LG",
        url=f"https://doi.org/10.5555/{number}.{year}",
    )


def make(root: Path, entries: int, lists: int) -> None:
    """Write `zotsync.toml`, `seeds/` and `zotsync.lock` for that many works."""
    chance = random.Random(entries)
    taken: set[str] = set()
    records: dict[str, Record] = {}
    texts: list[list[str]] = [[f"# List {number}\n"] for number in range(lists)]
    per_topic = -(-entries // TOPICS)
    for number in range(entries):
        work = _work(number, chance)
        key = citekey.unique(citekey.make(work), taken)
        taken.add(key.casefold())
        records[key] = Record(Work(**{name: getattr(work, name) for name in Work.__slots__} | {"key": key}))
        topic, place = divmod(number, per_topic)
        text = texts[topic * lists // TOPICS]
        if place == 0:
            text.append(f"\n## Topic {topic}\n")
        arxiv = next(one.value for one in work.identifiers if one.scheme == "arxiv")
        text.append(f"- **{work.title}** ({work.issued[:4]}) [[paper]](https://arxiv.org/abs/{arxiv})")
        if number % 3 == 0:
            text.append(f"    - **Note**: what entry {number} is about, in **one** sentence.")
    (root / "seeds").mkdir(parents=True)
    names = [f"list-{number:02d}.md" for number in range(lists)]
    for name, text in zip(names, texts, strict=True):
        (root / "seeds" / name).write_text("\n".join(text) + "\n", encoding="utf-8")
    by_title = {record.work.title: key for key, record in records.items()}
    read = [seedlist.read((root / "seeds" / name).read_text(encoding="utf-8"), name) for name in names]
    found = tuple(
        Identification(
            entry.list,
            entry.title,
            match.primary_url(entry),
            by_title[entry.title],
            "made for the benchmark",
            1.0,
        )
        for one in read
        for entry in one.entries
    )
    assert len(found) == entries, f"the reader found {len(found)} of {entries} entries"
    (root / "zotsync.lock").write_text(lock_codec.write(Lock(records, found)), encoding="utf-8")
    (root / "zotsync.toml").write_text("", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
