"""A generated library of works that are odd in every way that real ones are, the same at every run."""

from __future__ import annotations

import random

from zotsync.model import Creator, Identifier, Work

__all__ = ["library"]

_TITLES = (
    "A Study of {}", "{}: Methods & Tools", "On “{}” — and What Follows", "{} in 5% of Cases", "The {} of C# and F#",
    "Étude de {}", "Über {}", "关于 {} 的研究", "{}: $O(\\sqrt{{n}})$ Is Enough", "Is {} All You Need?",
    "{}@Home, a_b and x^y", "L’{} d’Łukasz", "α-{} and β-Reduction", "{} (Extended Abstract)", "Σ-{}",
    "What’s New in {}: 2.0 vs. 1.0", "{} – 10–20 Years Later", "Œuvres de {}", "İstanbul’da {}", "[{}] Revisited",
)  # fmt: skip
_SUBJECTS = (
    "BERT", "PyTorch", "Attention", "LLMs", "Bayesian Networks", "the iPhone", "mRNA", "COVID-19", "Naïve Sets",
    "Erdős Numbers", "Gödel", "3D Vision", "GPT-4", "von Neumann Machines", "Data Lakes", "NP-hard Games",
)  # fmt: skip
_PEOPLE = (
    ("van der Berg", "Jan"), ("de la Fontaine", "Jean"), ("King", "Martin Luther, Jr."), ("Erdős", "Paul"),
    ("Łukasiewicz", "Jan"), ("Müller-Lüdenscheidt", "Karl-Heinz"), ("O’Brien", "Flann"), ("Ng", "A. Y."),
    ("王", "小明"), ("Dvořák", "Antonín"), ("Øster", "Åse"), ("Şahin", "İlker"), ("Smith", "John"),
    ("Garcia", "María José"), ("von Arx", "Sydney"), ("Le", "Quoc V."), ("d’Autume", "Cyprien"), ("Nguyễn", "Văn"),
    ("St. John", "Ann"),
)  # fmt: skip
_BODIES = (
    "OpenAI",
    "Gemini Team",
    "The ATLAS Collaboration",
    "Barnes and Noble",
    "World Health Organization",
)
_TYPES = (
    "article-journal", "paper-conference", "article", "report", "webpage", "book", "chapter", "thesis", "dataset",
    "software", "document",
)  # fmt: skip


def library(size: int = 2_000) -> list[Work]:
    """So many works; every title, name and type comes with every other one sooner or later."""
    dice = random.Random(2026)
    return [_work(number, dice) for number in range(size)]


def _work(number: int, dice: random.Random) -> Work:
    type = _TYPES[number % len(_TYPES)]
    title = _TITLES[number % len(_TITLES)].format(_SUBJECTS[number // len(_TITLES) % len(_SUBJECTS)])
    year = f"{dice.randint(1950, 2026)}"
    date = dice.choice((year, f"{year}-0{dice.randint(1, 9)}", f"{year}-11-2{dice.randint(0, 9)}"))
    in_book = type in {"paper-conference", "chapter"}
    return Work(
        key=f"{dice.choice(('odd', 'Odd-', 'o_dd', 'odd:'))}{number}",
        type=type,
        title=title,
        creators=(*_people(dice), *([Creator("Herausgeber", "Eva", role="editor")] if in_book else [])),
        and_others=dice.random() < 0.05,
        issued=date,
        container_title=dice.choice(("Journal of Odd & Even", "Proc. 5th Int’l Conf. on X"))
        if in_book
        else ""
        if type != "article-journal"
        else "Zeitschrift für Ödes",
        volume=str(dice.randint(1, 99)) if type == "article-journal" else "",
        issue=dice.choice(("", "3", "1-2")) if type == "article-journal" else "",
        page=dice.choice(("", "1-9", "e12", "12-15"))
        if type in {"article-journal", "paper-conference"}
        else "",
        publisher=dice.choice(("Springer", "MIT Press", "Éditions Ünder & Söhne"))
        if type in {"book", "chapter", "thesis", "report"}
        else "",
        genre="PhD thesis" if type == "thesis" else "",
        identifiers=_identifiers(number, type, dice),
        url=dice.choice(("", f"https://example.org/a_b%20{number}?x=1&y=~z#f")),
        abstract=dice.choice(("", "One & two: 50% <of> it.", "第一段。")),
        keywords=dice.choice(((), ("a b", "über"), ("LLM",))),
    )


def _people(dice: random.Random) -> tuple[Creator, ...]:
    if dice.random() < 0.1:
        return (Creator(literal=dice.choice(_BODIES)),)
    return tuple(Creator(*name) for name in dice.sample(_PEOPLE, dice.randint(1, 4)))


def _identifiers(number: int, type: str, dice: random.Random) -> tuple[Identifier, ...]:
    arxiv = Identifier("arxiv", f"{dice.randint(1001, 2612):04}.{number:05}"[:10])
    doi = Identifier("doi", f"10.{1000 + number}/a_b(1)<2>;{number}")
    if type == "article":
        return (
            (arxiv,) if int(arxiv.value[2:4]) in range(1, 13) else (Identifier("arxiv", f"2001.{number:05}"),)
        )
    return dice.choice(((), (doi,), (Identifier("doi", f"10.1145/{number}.{number}"),)))
