"""
A bundle -> folders for papis: one a work, with its `info.yaml` and, where lists say something, `notes.md`.

Source: the papis documentation, "The info.yaml file"; papis 0.16 lists, checks and exports all of it without a
word. The keys are those of BibTeX, `ref` is the citation key, names are a list of parts; topics and marks are
tags. A folder has a `papis_id` made from the key, so that a second export is the same document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from ...core import citekey
from ...core import names as personal
from ...core.topics import show_path
from ...model import Creator, Work
from .. import latex
from ..bibtex import crosswalk
from .aspects import by_role
from .bundle import Bundle
from .yaml import dump

__all__ = ["files"]

_NAMES = "title abstract note author editor keywords eprinttype eprintclass month year".split()
"""Fields that are written in another way than as the text of the BibTeX field."""
_CALLED = {"archiveprefix": "archiveprefix", "langid": "language"}
NOTES = "notes.md"


def files(bundle: Bundle) -> dict[str, str]:
    """By path below the library: the text of each file."""
    topics = bundle.topics_of()
    stems = citekey.file_stems(work.key for work in bundle.works)
    made: dict[str, str] = {}
    for work in bundle.works:
        remarks = list(_remarks(work, bundle))
        made[f"{stems[work.key]}/info.yaml"] = dump(
            _info(work, bundle, topics.get(work.key, []), bool(remarks))
        )
        if remarks:
            made[f"{stems[work.key]}/{NOTES}"] = "\n".join([f"# {work.title}", "", *remarks])
    return made


def _remarks(work: Work, bundle: Bundle) -> Iterator[str]:
    for label, text, source in bundle.remarks.get(work.key, ()):
        head = f"**{label}**: " if label else ""
        yield f"{head}{text}" + (f" ({source})" if source else "") + "\n"
    if written := bundle.notes.get(work.key, ""):
        yield f"{written}\n"


def _info(work: Work, bundle: Bundle, topics: list[tuple[str, ...]], noted: bool) -> dict[str, Any]:
    entry = crosswalk.entry_of(work)
    texts = {
        _CALLED.get(name, name): latex.to_unicode(value) for name, value in entry.fields if name not in _NAMES
    }
    authors, editors = by_role(work, "author"), by_role(work, "editor")
    year, _, month = work.issued[:7].partition("-")
    preprint = any(one.scheme == "arxiv" for one in work.identifiers)
    info: dict[str, Any] = {
        "ref": work.key,
        "papis_id": hashlib.sha256(work.key.encode()).hexdigest()[:32],
        "type": entry.type,
        "title": work.title,
        "author": " and ".join(map(personal.write, authors)) + (" and others" if work.and_others else ""),
        # papis has no sign for a cut list among the parts, and would print a person called "others".
        "author_list": [] if work.and_others else list(map(_person, authors)),
        "editor": " and ".join(map(personal.write, editors)),
        "editor_list": list(map(_person, editors)),
        "year": int(year) if year.isdecimal() else "",
        "month": int(month) if month.isdecimal() else "",
        **texts,
        **({"eprinttype": "arxiv", "eprintclass": work.arxiv_class} if preprint else {}),
        "abstract": work.abstract,
        "note": work.note,
        "tags": [*map(show_path, topics), *bundle.tags_of(work)],
        "links": [link.url for link in bundle.links.get(work.key, ())],
        "notes": NOTES if noted else "",
        "files": [],
    }
    return {name: value for name, value in info.items() if value or name == "files"}


def _person(creator: Creator) -> dict[str, str]:
    if creator.literal:
        return {"family": creator.literal, "given": ""}
    return {"family": creator.family, "given": creator.given}
